"""What the words of a question stand for in a query: nothing may be added, nothing left out.

A language model may take words for names that nobody taught the lexicon. Numbers, dates and what
is not in the data's dictionaries it may only repeat from the question; and the numbers, times,
values and negations of the question have to be in what it chose. Called by ``consulting``.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from boardroom.ask.advisor.advice import FilterOption, QueryOption, Value
from boardroom.ask.advisor.option_query import stored_value
from boardroom.ask.advisor.scope import Scope
from boardroom.ask.asker import Asker
from boardroom.ask.cover import Piece
from boardroom.ask.number_phrase import NumberPhrase, read_numbers
from boardroom.ask.token import read_tokens
from boardroom.ask.vocabulary import Role
from boardroom.ask.when.reading import TimeReading
from boardroom.errors import UsageError
from boardroom.semantic.calendar import resolve_range
from boardroom.semantic.context import Calendar
from boardroom.semantic.query import Predicate, Query

Days = tuple[date | None, date | None]
"""The first day of a range and the first day after it."""

_NEGATIVE_ROLES = frozenset({Role.NOT, Role.WITHOUT, Role.EXCEPT})
_NEGATIVE = frozenset({"!=", "not_in", "not_contains", "is_null", "<", "<="})
_ALWAYS = frozenset({Decimal(0), Decimal(1)})
"""Numbers that a query may hold without their being said: the best one, at least one."""
_UNSAID = frozenset({"one"})
"""Numbers in words that mostly mean a thing: «which one»."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A question as the deterministic path reads it.

    Attributes:
        question: the turn, and the question before that it changes.
        pieces: of the turn.
        numbers: those that a query may hold.
        ranges: the days that it may be about.
    """

    question: str
    pieces: tuple[Piece, ...]
    numbers: frozenset[Decimal]
    ranges: frozenset[Days]
    as_of: date
    calendar: Calendar

    @property
    def unknown(self) -> tuple[str, ...]:
        """Words that the lexicon does not know."""
        return tuple(item.text for item in self.pieces if not item.is_known)

    def says(self, text: str) -> bool:
        """Whether a text stands in the question."""
        whole = rf"(?<!\w){re.escape(_folded(text))}(?!\w)"
        return bool(text.strip()) and re.search(whole, _folded(self.question)) is not None

    def days(self, text: str) -> Days | None:
        """The days of a range of time; None where it is none."""
        try:
            found = resolve_range(text, as_of=self.as_of, calendar=self.calendar)
        except UsageError:
            return None
        return found.start, found.end


def ground_of(
    turn: str, asker: Asker, *, before: Sequence[str], times: Sequence[str], as_of: date
) -> Ground:
    """What a turn says.

    Args:
        before: the turns that it changes, whose words it may repeat.
        times: further ranges of time that it may be about.
    """
    calendar = asker.metrics.calendar
    texts = [text for text in (*before, turn) if text.strip()]
    pieces = {text: asker.pieces(text, as_of=as_of) for text in texts}
    numbers = [item for text in texts for item in read_numbers(read_tokens(text))]
    ground = Ground(
        question="\n".join(texts),
        pieces=pieces[turn],
        numbers=frozenset(value for item in numbers for value in _values(item)),
        ranges=frozenset(),
        as_of=as_of,
        calendar=calendar,
    )
    readings = [
        reading
        for items in pieces.values()
        for item in items
        if item.time is not None
        for reading in item.time.readings
    ]
    ranges = {days for item in readings for days in _days_of(item, ground)}
    ranges |= {days for text in times if (days := ground.days(text)) is not None}
    return replace(ground, ranges=frozenset(ranges))


def find_fault(option: QueryOption, ground: Ground, scope: Scope) -> str | None:
    """What a query holds that nobody said, or leaves out; None where it is true to the question."""
    found = [*_invented(option, ground, scope), *_left_out(option, ground, scope)]
    return "; ".join(found) or None


def find_loss(query: Query, before: Query, ground: Ground) -> str | None:
    """What of the query that a turn changes is gone, though the turn does not speak of it."""
    fields = {item.field for item in query.filters if isinstance(item, Predicate)}
    for item in before.filters:
        if item not in query.filters and not (isinstance(item, Predicate) and item.field in fields):
            return "the query leaves out a filter of the query asked before"
    timed = any(piece.time is not None for piece in ground.pieces)
    if not timed and query.time_range != before.time_range:
        return "the query is about another time than the one asked before"
    return None


def _invented(option: QueryOption, ground: Ground, scope: Scope) -> Iterator[str]:
    for number in _numbers(option, scope):
        if number not in ground.numbers | _ALWAYS:
            yield f"the number {number:f} is not in the question"
    for item in _filters(option):
        for value in item.values:
            if not _is_said(value, item, ground, scope):
                yield f"{value!r} is neither in the question nor a known value of {item.field!r}"
    if not _is_meant(option.time_range, ground):
        yield f"the time range {option.time_range!r} is not what the question says"


def _left_out(option: QueryOption, ground: Ground, scope: Scope) -> Iterator[str]:
    numbers = {abs(item) for item in _numbers(option, scope)}
    used = set(_stored(option, scope))
    for piece in ground.pieces:
        if _is_number(piece) and piece.number and not numbers & _values(piece.number):
            yield f"the query leaves out the number {piece.text!r}"
        if piece.time is not None and piece.time.certain:
            if not any(_holds(option, item, ground, scope) for item in piece.time.readings):
                yield f"the query leaves out the time {piece.text!r}"
        elif (values := _values_named(piece, scope)) and not values & used:
            yield f"the query leaves out the value {piece.text!r}"
    if _denies(ground) and not _has_negation(option):
        yield "the query leaves out what the question denies"


def _filters(option: QueryOption) -> Iterator[FilterOption]:
    yield from option.filters
    for item in option.related:
        yield from item.filters


def _numbers(option: QueryOption, scope: Scope) -> Iterator[Decimal]:
    """All numbers that a query holds."""
    for item in _filters(option):
        if not _is_dated(item, scope):
            yield from (Decimal(str(x)) for x in item.values if not isinstance(x, str | bool))
    yield from (Decimal(item.number) for item in option.related if item.number is not None)
    yield from (Decimal(str(item.value)) for item in option.having)
    yield from (Decimal(item.window) for item in option.transforms if item.window is not None)
    if option.limit is not None:
        yield Decimal(option.limit)


def _is_dated(item: FilterOption, scope: Scope) -> bool:
    return scope.field(item.field).datatype in {"Date", "DateTime", "DateTimeTz"}


def _is_said(value: Value, item: FilterOption, ground: Ground, scope: Scope) -> bool:
    if not isinstance(value, str):
        return True
    if _is_dated(item, scope):
        bounds = {day for pair in ground.ranges for day in pair if day is not None}
        bounds |= {pair[1] - _DAY for pair in ground.ranges if pair[1] is not None}
        return value[:10] in {day.isoformat() for day in bounds}
    field = scope.field(item.field)
    return ground.says(value) or stored_value(value, field) in field.values


def _is_meant(text: str, ground: Ground) -> bool:
    """Whether a range of time is one that the question names."""
    days = ground.days(text)
    return text == "all" or (days is not None and days in ground.ranges)


def _holds(option: QueryOption, reading: TimeReading, ground: Ground, scope: Scope) -> bool:
    """Whether a query is about a time that the question names."""
    if reading.unsupported or reading.cyclic or (reading.other and not reading.compare):
        return False
    if reading.grain == "any" and option.grain is None:
        return False
    if reading.grain not in {None, "any", option.grain}:
        return False
    if reading.compare not in {None, option.compare}:
        return False
    if reading.range is None:
        return reading.move is None or option.time_range != "all"
    days = ground.days(reading.range)
    if days is None or days == ground.days(option.time_range):
        return days is not None
    return _is_bounded(days, frozenset(_dates(option, scope)))


def _dates(option: QueryOption, scope: Scope) -> Iterator[date]:
    for item in _filters(option):
        if _is_dated(item, scope):
            for value in item.values:
                with suppress(ValueError):
                    yield date.fromisoformat(str(value)[:10])


def _is_bounded(days: Days, dates: frozenset[date]) -> bool:
    """Whether conditions on dates name both ends of a range, as far as it has any."""
    start, after = days
    begun = start is None or start in dates
    return begun and (after is None or not dates.isdisjoint({after, after - _DAY}))


def _is_number(piece: Piece) -> bool:
    number = piece.number
    if number is None or number.ordinal or piece.senses or piece.time is not None:
        return False
    return piece.text.lower() not in _UNSAID


def _values_named(piece: Piece, scope: Scope) -> set[str]:
    """The values that a piece stands for, where it can be nothing else."""
    exact = [item for item in piece.senses if item.match == 1.0]
    if piece.roles or not exact or any(item.kind != "value" for item in exact):
        return set()
    return {item.value for item in exact if item.value is not None and scope.shows(item)}


def _stored(option: QueryOption, scope: Scope) -> Iterator[str]:
    for item in _filters(option):
        field = scope.field(item.field)
        yield from (stored_value(x, field) for x in item.values if isinstance(x, str))


def _denies(ground: Ground) -> bool:
    return any(_NEGATIVE_ROLES.intersection(item.roles) for item in ground.pieces)


def _has_negation(option: QueryOption) -> bool:
    filters = list(_filters(option))
    said = any(item.op in _NEGATIVE or False in item.values for item in filters)
    counted = any(item.op in _NEGATIVE for item in option.having)
    return said or counted or any(x.without or x.op in _NEGATIVE for x in option.related)


def _values(number: NumberPhrase) -> frozenset[Decimal]:
    """A number as a query may hold it; a percentage as a fraction, or as it is written."""
    value = Decimal(number.value)
    return frozenset({value, value * 100} if number.unit == "percent" else {value})


def _days_of(reading: TimeReading, ground: Ground) -> Iterator[Days]:
    for text in (reading.range, reading.other):
        days = ground.days(text) if text is not None else None
        if days is not None:
            yield days


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
