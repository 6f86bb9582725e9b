"""Did the shares of a whole move more from the last period to this one than they usually do? Pure.

The distance between the shares of two periods in a row is held against the distances before: their
own noise, whatever it comes from, is the yardstick. A shift that comes each year is none.
"""

from dataclasses import dataclass

import numpy as np

from boardroom.analysis.distribution import student_two_sided
from boardroom.analysis.scale import qn_scale

FEWEST_STEPS = 10
"""Earlier steps that say what is usual."""

_SMALL = 0.02
"""Values with a smaller share of the whole count as one: what is rare jumps."""

_SEASONAL = 0.05
"""A shift no more unusual than this beside that of a season earlier is the season's."""

_DEGREES_PER_STEP = 0.5
"""As in ``analysis.change``: neighbouring steps share a period, and Qn loses some."""

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True, kw_only=True)
class MixTest:
    """What is known of the last step of shares.

    Attributes:
        before, after: the shares of the values in the order given, of the last two periods.
        gained, lost: places of the values whose shares rose and fell most.
        steps: earlier steps it was held against.
        usual: nine in ten earlier steps moved no share by more.
        p_value: how often shares move so far when nothing special happens.
    """

    before: Array
    after: Array
    gained: int
    lost: int
    steps: int
    usual: float
    p_value: float


def assess_mix(amounts: Array, *, season: int | None = None) -> MixTest | None:
    """Hold the last step of the mix against the earlier ones; None when there are too few.

    Args:
        amounts: one row per period, oldest first, one column per value; none negative.
        season: periods in one season.

    Example:
        >>> rng = np.random.default_rng(1)
        >>> calm = rng.poisson([400.0, 300.0, 300.0], (24, 3)).astype(float)
        >>> assess_mix(calm).p_value > 0.05
        True
        >>> calm[-1] = [300.0, 300.0, 400.0]
        >>> assess_mix(calm).p_value < 0.01
        True

    Source: triangular discrimination: F. Topsøe, Some inequalities for information divergence, IEEE
        Transactions on Information Theory 46 (2000); its cube root is nearly normal: E. B. Wilson
        and M. M. Hilferty, PNAS 17 (1931).
    """
    sums = amounts.sum(axis=1)
    if amounts.shape[0] < FEWEST_STEPS + 2 or bool((sums <= 0).any()) or bool((amounts < 0).any()):
        return None
    shares = amounts / sums[:, None]
    large = shares.mean(axis=0) >= _SMALL
    if np.count_nonzero(large) < 2:
        return None
    parts = np.column_stack([shares[:, large], shares[:, ~large].sum(axis=1)])
    steps, middles = np.diff(parts, axis=0), parts[1:] + parts[:-1]
    distances = np.cbrt(_parted(steps, middles))
    earlier = distances[:-1]
    if (scale := qn_scale(earlier.tolist())) == 0.0:
        return None
    degrees = _DEGREES_PER_STEP * earlier.size
    p_value = _one_sided(float(distances[-1] - np.median(earlier)) / scale, degrees)
    if season is not None and distances.size > season:
        beside = float(distances[-1] - distances[-1 - season]) / (2**0.5 * scale)
        as_usual = _one_sided(beside, degrees)
        p_value = max(p_value, as_usual) if as_usual > _SEASONAL else p_value
    moved = np.where(large, shares[-1] - shares[-2], 0.0)
    most = np.abs(np.diff(shares[:-1], axis=0)[:, large]).max(axis=1)
    return MixTest(
        before=shares[-2],
        after=shares[-1],
        gained=int(np.argmax(moved)),
        lost=int(np.argmin(moved)),
        steps=int(earlier.size),
        usual=float(np.quantile(most, 0.9)),
        p_value=p_value,
    )


def _parted(steps: Array, middles: Array) -> Array:
    """The distance of each step, values that both periods lack left out."""
    weights = np.divide(1.0, middles, out=np.zeros_like(middles), where=middles > 0)
    return np.asarray((steps**2 * weights).sum(axis=1), dtype=float)


def _one_sided(t: float, degrees: float) -> float:
    tail = student_two_sided(t, degrees=degrees) / 2.0
    return tail if t > 0 else 1.0 - tail
