"""The slow course of its own that a series takes beside trend and year: a level that wanders.

A bill that follows the number of employees bends with every wave of hires. Measured against one
line through three years, windows of weeks then stray far by themselves, and news among them is
hidden. So the residuals of such a series are taken for a random walk plus noise, and its windows
are compared with the weeks around them as far as the walk demands. The smoothed walk is that of the
local level model; what it leaves, summed over a window, is the best linear contrast of that window
(generalised least squares). Read by ``scan``.

Source: J. Durbin and S. J. Koopman, Time Series Analysis by State Space Methods, 2012, ch. 2 (local
level model) and 7.5 (auxiliary residuals); D. S. Stoffer and K. D. Wall, Bootstrapping State-Space
Models, JASA 86 (1991), of drawing innovations; the estimate from the variance of differences of
neighbouring blocks follows variance–time plots (J. Beran, Statistics for Long-Memory Processes,
1994).
"""

from dataclasses import dataclass

import numpy as np

from boardroom.analysis.panel.expected import NORMAL_RANGE, quantiles
from boardroom.analysis.panel.series import Days, Flags, Floats, running

_LENGTHS = (1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 56, 84)
_LEAST_BLOCKS = 12
_KNOWN = 0.75
"""Blocks of which less is known are left out."""

_STRIDES = 4
"""Blocks begin at every so many part of their length."""

_RATIOS = np.concatenate([[0.0], np.geomspace(1e-6, 3.0, 32)])
"""Variances of a step of the walk against that of the noise that are tried."""

_ROUGH = 8
"""Of neighbouring blocks of so many periods it is read how far a course strays."""

_PLAIN = 3.0
"""A series wanders plainly where its walk adds so many times the noise to the longest blocks."""


@dataclass(frozen=True, kw_only=True)
class Wander:
    """How much the levels of series wander.

    Attributes:
        ratio: shape (S,): variance of a period's step of the walk, in variances of its noise.
    """

    ratio: Floats

    def of(self, row: int) -> "Wander":
        """That of one series."""
        return Wander(ratio=self.ratio[row : row + 1])

    @property
    def memory(self) -> Floats:
        """Shape (S,): how much of what a period tells of the level is left a period on."""
        noise = 1 / self.ratio
        return (2 * noise + 1 - np.sqrt(4 * noise + 1)) / (2 * noise)

    def share(self, length: Floats | Days | int, behind: Floats | Days | float = np.inf) -> Floats:
        """How much of the variance of a window's sum is left without the course: of windows of
        ``length`` periods with ``behind`` periods after them; shape (S, …)."""
        size, after = np.broadcast_arrays(np.asarray(length, float), np.asarray(behind, float))
        memory = self.memory.reshape(-1, *[1] * size.ndim)
        apart = 1 - memory**size
        between = 2 * memory * apart / (1 - memory**2)
        edge = memory ** (2 * after + 1) * apart**2 / (1 - memory**2)
        found: Floats = (between - edge) / size
        return found

    def innovations(self, scaled: Floats) -> Floats:
        """What each period brings that the one before did not tell, in deviations of the noise; of
        one series, shape (T,)."""
        from scipy.signal import lfilter

        return np.asarray(lfilter([1, -1], [1, -self.memory[0]], scaled))

    def rest_of(self, innovations: Floats) -> Floats:
        """What is left without the course where these are the innovations; along the last axis."""
        from scipy.signal import lfilter

        memory = self.memory[0]
        backwards = lfilter([1, -1], [1, -memory], innovations[..., ::-1])
        return np.asarray(memory * backwards[..., ::-1])


def estimate(excess: Floats, variance: Floats, *, least: int) -> Floats:
    """The variance of a period's step of each series' walk, in variances of its noise; 0 where it
    does not plainly wander. Shape (S,).

    From how the variance of differences of neighbouring blocks grows with their length: that of
    noise stays, that of a walk grows with its square.

    Args:
        excess: shape (S, T).
        variance: of each, as single periods show; 0 = not known.
        least: the shortest blocks that are read: days of one week may be alike without a walk.
    """
    known = variance > 0
    scaled = np.where(known, excess / np.sqrt(np.where(known, variance, 1.0)), 0.0)
    zero = np.zeros((len(scaled), 1))
    total, count = (np.hstack([zero, np.cumsum(item, axis=1)]) for item in (scaled, known))
    lengths = [item for item in _LENGTHS if least <= item <= scaled.shape[1] // _LEAST_BLOCKS]
    if len(lengths) < 2:
        return np.zeros(len(scaled))
    found = []
    for length in lengths:
        first = slice(None, total.shape[1] - 2 * length, max(1, length // _STRIDES))
        at = [np.arange(total.shape[1])[first] + place * length for place in range(3)]
        begins, middles, ends = (total[:, places] for places in at)
        full = np.diff(np.stack([count[:, places] for places in at]), axis=0) >= _KNOWN * length
        apart = np.where(full.all(0), begins - 2 * middles + ends, np.nan) / np.sqrt(2 * length)
        low, high = quantiles(apart, (0.1, 0.9))
        found.append(((high - low) / NORMAL_RANGE) ** 2)
    grown = np.log(np.maximum(np.stack(found, axis=1), 1e-12))
    walk = _RATIOS[:, None] * (2 * np.asarray(lengths, dtype=float) ** 2 + 1) / 6
    misses = grown[:, None, :] - np.log1p(walk)[None]
    misses -= np.median(misses, axis=2, keepdims=True)
    best = (misses**2).sum(2).argmin(axis=1)
    ratio: Floats = np.where(walk[best, -1] >= _PLAIN, _RATIOS[best], 0.0)
    return ratio


def roughness(excess: Floats, expected: Floats) -> Floats:
    """How far apart neighbouring blocks of each series usually lie, in parts of what was expected;
    shape (S,).

    Args:
        excess, expected: shape (S, T).
    """
    total, size = running(excess), running(expected)
    strayed, wanted = (item[:, _ROUGH:] - item[:, :-_ROUGH] for item in (total, size))
    unknown: Floats = np.full(strayed.shape, np.nan)
    means = np.divide(strayed, wanted, out=unknown, where=wanted > 0)
    low, high = quantiles(means[:, _ROUGH:] - means[:, :-_ROUGH], (0.1, 0.9))
    found: Floats = high - low
    return found


def course(
    excess: Floats, weights: Floats, wander: Wander, *, apart: Flags | None = None
) -> Floats:
    """The smoothed walk as a total of each period; shape (S, T).

    Args:
        excess, weights: shape (S, T); what weighs nothing is not known.
        wander: how much each series wanders.
        apart: periods that say nothing of the level.
    """
    from scipy.linalg import solveh_banded

    found = np.zeros(excess.shape)
    told = weights if apart is None else np.where(apart, 0.0, weights)
    for row, ratio in enumerate(wander.ratio):
        if (mean := float(told[row].sum()) / max(1, int((told[row] > 0).sum()))) <= 0:
            continue
        bands = np.full((2, excess.shape[1]), -1 / ratio)
        bands[1] = told[row] / mean + 2 / ratio
        bands[1, [0, -1]] -= 1 / ratio
        values = np.where(told[row] > 0, excess[row], 0.0) / mean
        found[row] = solveh_banded(bands, values) * weights[row]
    return found
