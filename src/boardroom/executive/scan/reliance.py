"""Whether an episode is news of its segment, or of one customer alone.

Called by ``executive.scan.scanner``. A customer who comes, goes or begins to do a thing otherwise
moves the segments that he is in, at times by more than all others stray together, and says nothing
of these. So an episode has to stand without any one customer, as it has to stand without its
largest period: measured by what they themselves had before, the others must have moved at least
half as much as all did.

Source: B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993, ch. 11 (the
jackknife: what is left without one).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import isclose

from boardroom.agents.context import Context
from boardroom.executive.key_metric import number
from boardroom.executive.metric_facts import FactsReader
from boardroom.executive.party import CUSTOMERS, party_keys
from boardroom.executive.scan.sighting import Sighting
from boardroom.executive.scan.story import Story
from boardroom.executive.scan.watch_list import Watched, expressions_of
from boardroom.semantic.query import Predicate, Query, Scalar
from boardroom.semantic.result import Result

_LEFT = 0.5
"""So much of the move, relatively, must be left without each customer."""

_MOST = 100_000
"""Of so many customers one alone moves nothing."""

_AGREE = 0.1
"""What customers add up to may be off by so much from what was seen."""

_BEFORE = timedelta(days=91)
"""So long before it says who has which part in a segment: customers come and go, and of those of a
year before some are gone and some were not there yet."""

_DAY = timedelta(days=1)
_NOTHING = (0.0, 0.0)

Parts = Mapping[object, tuple[float, float]]
"""Customer → his total, and what it counts for; None stands for what is nobody's."""


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


def _parts(watched: Watched, answer: Result | Exception) -> Parts | None:
    """None where it was not answered, or not whole."""
    if not isinstance(answer, Result) or len(answer.rows) >= _MOST:
        return None
    found = {}
    cells = zip(*map(answer.column, watched.columns), strict=True)
    for row, (first, second) in zip(answer.rows, cells, strict=True):
        total, size = number(first), number(second) or 0.0
        if watched.kind == "level":  # Rows that all lack the value count for nothing.
            total, size = (0.0, 0.0) if total is None else (total * size, size)
        found[row[0]] = (total or 0.0, size)
    return found


def _relies(head: Sighting, now: Parts, before: Parts) -> bool:
    """Whether there is a customer without whom the others moved less than half as much, relatively,
    as all did; or there are no others, where there were some before."""
    episode, whole, whole_before = head.episode, _sum(now), _sum(before)
    # Of users a day the days are those of every customer: numerators are compared then.
    adds_up = head.reading.watched.kind == "flow" or not _is_near(whole[1], episode.weight)
    size = 1.0 if adds_up else episode.weight
    expected, came = episode.expected / size, _rate(whole, adds_up=adds_up)
    usual = _rate(whole_before, adds_up=adds_up)
    gross = sum(abs(total) for total, _ in before.values())
    if came is None or usual is None or expected <= 0 or not _is_near(gross, whole_before[0]):
        return False  # Of what nets to little no part says anything.
    if not _is_near(came - expected, episode.excess / size):
        return False  # They are not all of it.
    moved = came / expected - 1
    for key in (now.keys() | before.keys()) - {None}:
        others = _rate(_less(whole, now.get(key, _NOTHING)), adds_up=adds_up)
        others_before = _rate(_less(whole_before, before.get(key, _NOTHING)), adds_up=adds_up)
        if others_before is None or others_before <= 0:
            continue  # He is all that there was.
        if others is None or (others * usual / (others_before * expected) - 1) / moved < _LEFT:
            return True
    return False


def _sum(parts: Parts) -> tuple[float, float]:
    return sum(item[0] for item in parts.values()), sum(item[1] for item in parts.values())


def _less(whole: tuple[float, float], part: tuple[float, float]) -> tuple[float, float]:
    """What is left of both without one."""
    return _rest(whole[0], part[0]), _rest(whole[1], part[1])


def _rest(whole: float, part: float) -> float:
    return 0.0 if isclose(whole, part) else whole - part


def _rate(parts: tuple[float, float], *, adds_up: bool) -> float | None:
    """What is compared: a total, or a mean; None where nothing counts."""
    total, size = parts
    return total if adds_up else total / size if size > 0 else None


def _is_near(said: float, seen: float) -> bool:
    return abs(said - seen) <= _AGREE * abs(seen)
