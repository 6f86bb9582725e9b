"""Customers by recency, frequency and value. Called by ``executive``.

The cut-offs are found once, on one day, and kept for all days that are compared: a customer moves
because of what it does, not because others came.
"""

from dataclasses import dataclass

import numpy as np

from boardroom.analysis.segments.purchase import Floats, Places, Standing

SEGMENTS = ("Champions", "Loyal", "Promising", "Needs attention", "At risk", "Hibernating")
"""Best first. At risk: valuable or frequent, and silent for longer than nine in ten pauses."""

ABSENT = len(SEGMENTS)
"""The place of who is in no segment: not there yet, or no longer."""

RECENT, LONG = 0.75, 0.9
"""A silence is recent while a quarter of all pauses are longer, and long when only a tenth are…"""

_RECENT_PART, _LONG_PART = 0.25, 0.5
"""…and neither beyond these parts of the days looked back on."""

_LEVELS = 5
_PLACES = np.array([
    [2, 2, 1, 1, 0],
    [3, 3, 3, 3, 3],
    [5, 5, 5, 4, 4],
])  # fmt: skip
"""Place in ``SEGMENTS`` by silence (rows: recent, longer, long) and the better of the two fifths
by purchases and by money."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Where segments begin.

    Attributes:
        recent_days, long_days: a silence of so many days is still recent, still not long.
        purchases, money: who has more than the first is in the second fifth, and so on.
    """

    recent_days: float
    long_days: float
    purchases: Floats
    money: Floats


def find_rule(standing: Standing, pauses: Floats, *, days: int) -> Rule:
    """The cut-offs of the customers of one day and the pauses known by then; some of both.

    Args:
        days: how many the standing looks back on.
    """
    return Rule(
        recent_days=min(_quantile(pauses, RECENT), _RECENT_PART * days),
        long_days=min(long_pause(pauses), _LONG_PART * days),
        purchases=_fifths(standing.purchases),
        money=_fifths(standing.money),
    )


def long_pause(pauses: Floats) -> float:
    """Days that only one in ten pauses is longer than."""
    return _quantile(pauses, LONG)


def rfm_segments(standing: Standing, rule: Rule) -> Places:
    """The segment of each customer, in the order given, as its place in ``SEGMENTS``.

    Example:
        >>> standing = Standing(
        ...     owner=np.arange(5), silence=np.array([1.0, 20, 40, 400, 500]),
        ...     tenure=np.full(5, 600.0), purchases=np.array([9.0, 5, 1, 8, 1]),
        ...     money=np.array([90.0, 50, 10, 80, 1]),
        ... )
        >>> rule = find_rule(standing, np.arange(1.0, 61.0), days=730)
        >>> [SEGMENTS[place] for place in rfm_segments(standing, rule)]
        ['Champions', 'Loyal', 'Promising', 'At risk', 'Hibernating']

    Source: J. R. Miglautsch, Thoughts on RFM scoring, Journal of Database Marketing 8 (2000);
        recency here by the customers' own pauses, since ranks call somebody silent always.
    """
    silent = (standing.silence > rule.recent_days).astype(np.int64)
    silent += standing.silence > rule.long_days
    worth = np.maximum(
        np.searchsorted(rule.purchases, standing.purchases, side="left"),
        np.searchsorted(rule.money, standing.money, side="left"),
    )
    return np.asarray(_PLACES[silent, worth], dtype=np.int64)


def segments_of_all(standing: Standing, rule: Rule, *, customers: int) -> Places:
    """The place in ``SEGMENTS`` of every customer; ``ABSENT`` for those who do not stand there."""
    found = np.full(customers, ABSENT, dtype=np.int64)
    found[standing.owner] = rfm_segments(standing, rule)
    return found


def _quantile(pauses: Floats, share: float) -> float:
    return float(np.quantile(pauses, share, method="inverted_cdf"))


def _fifths(values: Floats) -> Floats:
    """Who has more than these is in a higher fifth; equal values are in the same."""
    shares = np.arange(1, _LEVELS) / _LEVELS
    return np.asarray(np.quantile(values, shares, method="inverted_cdf"), dtype=float)
