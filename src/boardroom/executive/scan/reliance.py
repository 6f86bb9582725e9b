"""Whether an episode is news of its segment, or of one or two customers alone.

Called by ``executive.scan.scanner``. A customer who comes, goes or begins to do a thing otherwise
moves the segments that he is in, at times by more than all others stray together, and says nothing
of these; of many segments there is one in which two large ones do so within weeks. So an episode
has to stand without any one customer, and without the next one as well: measured by what they
themselves had before, the others must have moved at least half as much as all did. What all of
them do is left whoever is taken away.

Source: B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993, ch. 11 (the
jackknife: what is left without one, or without several).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from boardroom.agents.context import Context
from boardroom.analysis.panel.series import Floats
from boardroom.executive.metric_facts import FactsReader
from boardroom.executive.party import CUSTOMERS, party_keys
from boardroom.executive.scan.sighting import Sighting
from boardroom.executive.scan.story import Story
from boardroom.executive.scan.watch_list import Watched, expressions_of
from boardroom.semantic.query import Predicate, Query, Scalar
from boardroom.semantic.result import Result

_LEFT = 0.5
"""So much of the move, relatively, must be left without each customer."""

_FEW = 2
"""So many customers alone are no segment."""

_MOST = 100_000
"""Of so many customers one alone moves nothing."""

_AGREE = 0.1
"""What customers add up to may be off by so much from what was seen."""

_BEFORE = timedelta(days=91)
"""So long before it says who has which part in a segment: customers come and go, and of those of a
year before some are gone and some were not there yet."""

_SAME = 1e-9
"""What is left of sums is nothing where it is such a part of them: it is rounding."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class _Parts:
    """What customers had.

    Attributes:
        keys: the customers; None stands for what is nobody's.
        totals, sizes: shape (N,): what each had, and what that counts for.
    """

    keys: tuple[object, ...]
    totals: Floats
    sizes: Floats

    def of(self, keys: Mapping[object, int]) -> "_Parts":
        """The same of those customers, at their places; nothing of those who had nothing."""
        places = [keys[key] for key in self.keys]
        totals, sizes = np.zeros((2, len(keys)))
        totals[places], sizes[places] = self.totals, self.sizes
        return _Parts(keys=tuple(keys), totals=totals, sizes=sizes)

    def without(self, place: int) -> "_Parts":
        """The same, of which one customer had nothing."""
        totals, sizes = self.totals.copy(), self.sizes.copy()
        totals[place] = sizes[place] = 0.0
        return replace(self, totals=totals, sizes=sizes)

    def rate(self, *, adds_up: bool) -> float:
        """What is compared: a total, or a mean; NaN where nothing counts."""
        total, size = float(self.totals.sum()), float(self.sizes.sum())
        return total if adds_up else total / size if size > 0 else math.nan

    def rates_without(self, *, adds_up: bool) -> Floats:
        """Shape (N,): the same of all but each."""
        totals, sizes = _without(self.totals), _without(self.sizes)
        if adds_up:
            return totals
        unknown: Floats = np.full(len(totals), np.nan)
        return np.divide(totals, sizes, out=unknown, where=sizes > 0)


def without_reliant(
    stories: Sequence[Story], context: Context, reader: FactsReader
) -> tuple[Story, ...]:
    """The stories that do not hang on one customer; those too of which that cannot be told. Each
    asks by itself: the customers of all together would fill the memory."""
    return tuple(item for item in stories if not _is_reliant(item.head, context, reader))


def _is_reliant(head: Sighting, context: Context, reader: FactsReader) -> bool:
    queries = _asked(head, context, reader)
    if not queries:
        return False
    now, before = (_parts(head.reading.watched, answer) for answer in context.ask(queries))
    return now is not None and before is not None and _relies(head, now, before)


def _asked(head: Sighting, context: Context, reader: FactsReader) -> tuple[Query, ...]:
    """What each customer had in the days of the episode, and in those before; nothing where no
    customers stand behind it."""
    watched = head.reading.watched
    key = next(party_keys(CUSTOMERS, watched.facts, context.model, reader), None)
    since, before = max(watched.first, head.first_day - _BEFORE), head.first_day - _DAY
    if key is None or watched.kind == "stock" or head.reading.steps is not None or since > before:
        return ()
    return _query(head, key, head.first_day, head.last_day), _query(head, key, since, before)


def _query(head: Sighting, key: str, first: date, last: date) -> Query:
    watched = head.reading.watched
    whole = watched.dimension is None
    return Query(
        metrics=() if watched.kind == "ratio" else (watched.facts.metric.name,),
        expressions=expressions_of([watched]),
        group_by=(key,),
        filters=() if whole else (_is(watched.dimension or "", head.value),),
        time_range=f"{first}..{last}",
        limit=_MOST,
    )


def _is(field: str, value: object) -> Predicate:
    if value is None:
        return Predicate(field=field, op="is_null")
    cell: Scalar = value if isinstance(value, str | float | Decimal | int | date) else str(value)
    return Predicate(field=field, op="=", values=(cell,))


def _parts(watched: Watched, answer: Result | Exception) -> _Parts | None:
    """None where it was not answered, or not whole."""
    if not isinstance(answer, Result) or len(answer.rows) >= _MOST:
        return None
    totals, sizes = map(answer.numbers, watched.columns)
    if watched.kind == "level":  # Rows that all lack the value count for nothing.
        sizes = np.where(np.isnan(totals), 0.0, sizes)
        totals = np.nan_to_num(totals) * sizes
    return _Parts(
        keys=answer.column(answer.columns[0].name),
        totals=np.nan_to_num(totals),
        sizes=np.nan_to_num(sizes),
    )


def _relies(head: Sighting, now: _Parts, before: _Parts) -> bool:
    """Whether there are one or two customers without whom the others moved less than half as much,
    relatively, as all did; or there are no others, where there were some before."""
    episode = head.episode
    keys = {key: place for place, key in enumerate(dict.fromkeys((*now.keys, *before.keys)))}
    now, before = now.of(keys), before.of(keys)
    # Of users a day the days are those of every customer: numerators are compared then.
    adds_up = head.reading.watched.kind == "flow" or not _is_near(
        float(now.sizes.sum()), episode.weight
    )
    size = 1.0 if adds_up else episode.weight
    expected, came = episode.expected / size, now.rate(adds_up=adds_up)
    usual, gross = before.rate(adds_up=adds_up), float(np.abs(before.totals).sum())
    if math.isnan(came + usual) or expected <= 0 or not _is_near(gross, float(before.totals.sum())):
        return False  # Of what nets to little no part says anything.
    if not _is_near(came - expected, episode.excess / size):
        return False  # They are not all of it.
    for _ in range(_FEW):
        others = now.rates_without(adds_up=adds_up)
        others_before = before.rates_without(adds_up=adds_up)
        judged = others_before > 0  # He is not all that there was.
        if None in keys:
            judged[keys[None]] = False
        if not judged.any():
            return False
        moved = np.full(len(keys), np.inf)
        moved[judged] = others[judged] * usual / (others_before[judged] * expected) - 1
        left = moved / (came / expected - 1)
        left[~judged] = np.inf
        left[np.isnan(left)] = -np.inf  # There are no others.
        most = int(left.argmin())
        if left[most] < _LEFT:
            return True
        now, before = now.without(most), before.without(most)
    return False


def _without(parts: Floats) -> Floats:
    """Shape (N,): what is left of all without each."""
    whole = float(parts.sum())
    nothing = np.isclose(parts, whole, rtol=_SAME, atol=0.0)
    return np.where(nothing, 0.0, whole - parts)


def _is_near(said: float, seen: float) -> bool:
    return abs(said - seen) <= _AGREE * abs(seen)
