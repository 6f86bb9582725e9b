"""Whether numbers that somebody names move together, week by week. Called by ``ask``.

Each is brought down to what its trend and its year do not explain, as for the metrics of a scan;
then the rules of ``together`` hold: both correlations must say so, at any lag up to eight weeks,
with chances of the effective number of weeks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from boardroom.analysis.correlation.deviation import deviations, without_weeks_of_year
from boardroom.analysis.correlation.together import Pair, Together, move_together
from boardroom.analysis.panel.expected import expect
from boardroom.analysis.panel.series import Days, Floats, Panel

RATE = 0.01
"""At most so many of what is told is false on average."""
LEAST_R = 0.3
"""A weaker correlation, of values or of ranks, leaves nine tenths to other things."""
SAME_R = 0.97
"""What is closer is the same thing recorded twice, as invoices and the ledger are."""
MOST_LAG = 8
LEAST_WEEKS = 40
"""Fewer known weeks tell too little of what was to be expected."""

Kind = Literal["flow", "level", "stock"]
"""What adds up over weeks, what does not, and what one week leaves to the next."""


@dataclass(frozen=True, kw_only=True)
class Weekly:
    """One number by week.

    Attributes:
        days: shape (T,): the Mondays as ordinals, one a week, oldest first.
        values: shape (T,), NaN = unknown.
        made_of: names of the tables that it is computed from.
    """

    days: Days
    values: Floats
    kind: Kind
    made_of: frozenset[str]

    @property
    def enough(self) -> bool:
        """Whether it is known for enough weeks, and moves in most of them."""
        known = self.values[np.isfinite(self.values)]
        moves = np.count_nonzero(np.diff(known))
        return bool(known.size >= LEAST_WEEKS and 2 * moves >= known.size)

    def within(self, other: "Weekly") -> "Weekly":
        """The weeks from the first to the last one that another number is known for."""
        known = other.days[np.isfinite(other.values)]
        inside = (self.days >= known[:1]) & (self.days <= known[-1:]) if known.size else slice(0, 0)
        return replace(self, days=self.days[inside], values=self.values[inside])


def compare(first: Weekly, second: Weekly) -> Pair | None:
    """The two at their most telling lag, whether chance makes as much or not; None where too few
    weeks are known of both."""
    first, second = first.within(second), second.within(first)
    if not (first.enough and second.enough):
        return None
    return next(iter(_together([first, second], related=frozenset(), rate=1.0).pairs), None)


def is_telling(pair: Pair) -> bool:
    """Whether it is more than chance makes, and enough to speak of."""
    return pair.p_value <= RATE and min(abs(pair.r), abs(pair.rank_r)) >= LEAST_R


@dataclass(frozen=True, kw_only=True)
class Companions:
    """What moves with one number; places are those among the others.

    Attributes:
        pairs: place → the pair, plainest first.
        same: places of those that are all but the same numbers.
        tests: how many pairs were compared.
    """

    pairs: dict[int, Pair]
    same: tuple[int, ...]
    tests: int


def companions(subject: Weekly, others: Sequence[Weekly]) -> Companions:
    """What moves with the subject, false pairs controlled over all of them.

    What is made of the same tables is left out, and so is what is made of the tables of a number
    that is all but the same.
    """
    kept = [item.within(subject) for item in others]
    usable = [place for place, item in enumerate(kept) if item.enough]
    everyone = [subject, *(kept[place] for place in usable)]
    found = _with_first(everyone)
    same = {x for x, pair in _by_other(found).items() if pair.lag == 0 and abs(pair.r) >= SAME_R}
    if same:
        made_of = subject.made_of.union(*(everyone[place].made_of for place in same))
        found = _with_first([replace(subject, made_of=made_of), *everyone[1:]])
    pairs = {
        usable[place - 1]: pair
        for place, pair in _by_other(found).items()
        if min(abs(pair.r), abs(pair.rank_r)) >= LEAST_R
    }
    return Companions(
        pairs=pairs, same=tuple(usable[place - 1] for place in sorted(same)), tests=found.tests
    )


def _by_other(found: Together) -> dict[int, Pair]:
    return {pair.first + pair.second: pair for pair in found.pairs}


def _with_first(items: Sequence[Weekly]) -> Together:
    """The pairs of the first with others."""
    related = frozenset(
        (one, other)
        for one in range(len(items))
        for other in range(one + 1, len(items))
        if one or items[0].made_of & items[other].made_of
    )
    return _together(items, related=related, rate=RATE)


def _together(
    items: Sequence[Weekly], *, related: frozenset[tuple[int, int]], rate: float
) -> Together:
    if len(items) < 2:
        return Together(pairs=(), tests=0)
    days = np.unique(np.concatenate([item.days for item in items]))
    values = np.full((len(items), len(days)), np.nan)
    for row, item in enumerate(items):
        values[row, np.searchsorted(days, item.days)] = _left(item)
    values, worth = without_weeks_of_year(values)
    return move_together(values, related=related, most_lag=MOST_LAG, rate=rate, worth=worth)


def _left(item: Weekly) -> Floats:
    """What trend and year do not explain; of a stock, of its changes."""
    values = item.values
    if item.kind == "stock":
        values = np.diff(values, prepend=np.nan)
    flow = item.kind == "flow" and bool(np.nanmin(values) >= 0)
    weights = None if flow else np.isfinite(values).astype(float)[None]
    totals = values[None] if flow else np.nan_to_num(values)[None]
    panel = Panel(days=item.days, totals=totals, weights=weights, step="week")
    found: Floats = deviations(expect(panel))[0]
    return found
