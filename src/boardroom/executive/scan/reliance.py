"""Whether an episode is news of its segment, or of one customer alone.

Called by ``executive.scan.scanner``. A customer who comes, goes or begins to do a thing otherwise
moves the segments that he is in, at times by more than all others stray together, and says nothing
of these. So an episode has to stand without the customer that it owes most to, as it has to stand
without its largest period: the rest must have moved at least half as much as the whole.

Source: B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993, ch. 11 (the
jackknife: what is left without one).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

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
"""So much of the move, relatively, must be left without the customer that it owes most to."""

_MOST = 100_000
"""Of so many customers one alone moves nothing."""

_AGREE = 0.1
"""What customers add up to may be off by so much from what was seen."""

_YEAR = timedelta(days=365)
_DAY = timedelta(days=1)
_NOTHING = (0.0, 0.0)
_SPANS = 2

Parts = Mapping[object, tuple[float, float]]
"""Customer → his total, and what it counts for; None stands for what is nobody's."""


def without_reliant(
    stories: Sequence[Story], context: Context, reader: FactsReader
) -> tuple[Story, ...]:
    """The stories that do not hang on one customer; those too of which that cannot be told."""
    asked = [_asked(story.head, context, reader) for story in stories]
    answers = iter(context.ask([query for queries in asked for query in queries]))
    found = []
    for story, queries in zip(stories, asked, strict=True):
        parts = [_parts(story.head.reading.watched, next(answers)) for _ in queries]
        known = [item for item in parts if item is not None]
        if len(known) < _SPANS or not _relies(story.head, *known):
            found.append(story)
    return tuple(found)


def _asked(head: Sighting, context: Context, reader: FactsReader) -> tuple[Query, ...]:
    """What each customer had in the days of the episode, and in the year before; nothing where no
    customers stand behind it."""
    watched = head.reading.watched
    key = next(party_keys(CUSTOMERS, watched.facts, context.model, reader), None)
    since, before = max(watched.first, head.first_day - _YEAR), head.first_day - _DAY
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
    cell: Scalar = value if isinstance(value, str | int | bool) else str(value)
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
    """Whether the rest of its customers moved less than half as much as all together did; or there
    is no rest, of what others had a part in before."""
    episode = head.episode
    if head.reading.watched.kind != "flow" and _is_near(_sum(now, 1), episode.weight):
        sizes = {key: size for key, (_, size) in now.items()}
        rate = episode.expected / episode.weight
    else:  # As far as they usually have a part in it.
        whole = _sum(before, 0)
        rate = episode.expected / whole if whole > 0 else 0.0
        sizes = {key: total for key, (total, _) in before.items()}
    excess = {
        key: now.get(key, _NOTHING)[0] - rate * sizes.get(key, 0.0) for key in now.keys() | sizes
    }
    moved, size = sum(excess.values()), sum(sizes.values())
    named = [key for key in excess if key is not None]
    if not named or size <= 0 or not _is_near(moved, episode.excess):
        return False  # They are not all of it.
    most = max(named, key=lambda key: excess[key] * moved)
    others = size - sizes.get(most, 0.0)
    if others <= 0:
        return len(before) > 1
    return (moved - excess[most]) / others * size / moved < _LEFT


def _sum(parts: Parts, place: int) -> float:
    return sum(item[place] for item in parts.values())


def _is_near(said: float, seen: float) -> bool:
    return abs(said - seen) <= _AGREE * abs(seen)
