"""Is a share of a group unlike that of the groups before it? Pure.

Counted cases are binomial; groups differ by more than that, which is measured on the earlier ones
and made the yardstick.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from boardroom.analysis.distribution import student_two_sided

FEWEST_EARLIER = 4
"""Fewer earlier groups do not say how groups differ."""

FEWEST_CASES = 20
_FEWEST_EXPECTED = 5.0
"""Fewer cases to be expected on either side decide nothing, as for any chi-square."""

_PRIOR = 4.0
"""Groups without any differences of their own speak with the weight of so many: a few earlier ones
that happen to agree, or not, do not settle how groups differ."""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A group: ``hits`` of ``size`` cases."""

    hits: float
    size: float

    @property
    def share(self) -> float:
        """Hits of all cases."""
        return self.hits / self.size if self.size else 0.0


@dataclass(frozen=True, kw_only=True)
class ShareTest:
    """A group against earlier ones.

    Attributes:
        share, expected: of this group and of the earlier ones together.
        spread: nine in ten groups of this size lie so near to ``expected``.
        groups: earlier ones.
        p_value: how often a group is so far off when nothing has changed.
        dispersion: how many times the variance of single cases groups have; ``degrees`` of freedom
            that say so.
    """

    share: float
    expected: float
    spread: float
    groups: int
    p_value: float
    dispersion: float
    degrees: float

    def chance_beside(self, last: Counted, other: Counted) -> float:
        """How often two groups are as far apart, the same way as the last is off; 1 for those that
        are apart the other way.
        """
        off = last.share - other.share
        if off * (last.share - self.expected) <= 0 or not other.size:
            return 1.0
        share = (last.hits + other.hits) / (last.size + other.size)
        single = self.dispersion * share * (1.0 - share)
        deviation = float((single * (1.0 / last.size + 1.0 / other.size)) ** 0.5)
        return student_two_sided(off / deviation, degrees=self.degrees)


def assess_share(last: Counted, earlier: Sequence[Counted]) -> ShareTest | None:
    """Hold a group against the earlier ones; None where there are too few, of groups or of cases.

    Example:
        >>> usual = [Counted(hits=50 + step % 3, size=100) for step in range(6)]
        >>> assess_share(Counted(hits=51, size=100), usual).p_value > 0.5
        True
        >>> assess_share(Counted(hits=20, size=100), usual).p_value < 0.001
        True

    Source: quasi-binomial dispersion: P. McCullagh and J. A. Nelder, Generalized Linear Models,
        2nd edition (1989), 4.5; drawn towards one as in G. K. Smyth, Statistical Applications in
        Genetics and Molecular Biology 3 (2004).
    """
    known = [item for item in earlier if item.size > 0]
    if len(known) < FEWEST_EARLIER or last.size < FEWEST_CASES:
        return None
    hits = np.array([item.hits for item in known])
    sizes = np.array([item.size for item in known])
    whole = float(sizes.sum())
    share = float(hits.sum() + 0.5) / (whole + 1.0)
    if min(share, 1.0 - share) * last.size < _FEWEST_EXPECTED:
        return None
    single = share * (1.0 - share)
    chi_square = float((((hits - share * sizes) ** 2) / (sizes * single)).sum())
    degrees = len(known) - 1 + _PRIOR
    dispersion = max(1.0, (chi_square + _PRIOR) / degrees)
    deviation = float((dispersion * single * (1.0 / last.size + 1.0 / whole)) ** 0.5)
    off = last.share - share
    return ShareTest(
        share=last.share,
        expected=float(hits.sum()) / whole,
        spread=1.645 * deviation,
        groups=len(known),
        p_value=student_two_sided(off / deviation, degrees=degrees),
        dispersion=dispersion,
        degrees=degrees,
    )


def assess_last(counted: Sequence[Counted], *, season: int | None) -> ShareTest | None:
    """Hold the last of steps in time against those before it. A share that lies among the earlier
    ones is none beyond chance, and what comes each year is no news.

    Args:
        counted: oldest first.
        season: steps in one year; None = not known.
    """
    test = assess_share(counted[-1], counted[:-1]) if counted else None
    if test is None:
        return None
    last, earlier = counted[-1], counted[:-1]
    shares = [item.share for item in earlier if item.size >= FEWEST_CASES]
    p_value = test.p_value
    if shares and min(shares) <= last.share <= max(shares):
        p_value = 1.0
    elif season is not None and len(earlier) >= season:
        p_value = max(p_value, test.chance_beside(last, earlier[-season]))
    return replace(test, p_value=p_value)
