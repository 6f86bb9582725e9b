"""What a query adds to a question or leaves out of it.

A language model may take words for names that nobody taught the lexicon. Numbers, dates and what
is not in the data's dictionaries it may only repeat from the question; and the numbers, times,
values and negations of the question have to be in what it chose. Called by ``consulting``.
"""

import itertools
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

from boardroom.ask.advisor.advice import FilterOption, QueryOption, Value
from boardroom.ask.advisor.ground import Days, Ground, folded, number_values
from boardroom.ask.advisor.option_query import stored_value
from boardroom.ask.advisor.scope import Scope
from boardroom.ask.cover import Piece
from boardroom.ask.vocabulary import Role
from boardroom.ask.when.reading import TimeReading
from boardroom.semantic.query import Predicate, Query

_NEGATIVE_ROLES = frozenset({Role.NOT, Role.WITHOUT, Role.EXCEPT})
_OPPOSITE = {
    Role.MORE: ("<", "<="), Role.AT_LEAST: ("<", "<="),
    Role.LESS: (">", ">="), Role.AT_MOST: (">", ">="),
}  # fmt: skip
_NEGATIVE = frozenset({"!=", "not_in", "not_contains", "is_null", "<", "<="})
_ALWAYS = frozenset({Decimal(0), Decimal(1)})
"""Numbers that a query may hold without their being said: the best one, at least one."""
_UNSAID = frozenset({"one"})
"""Numbers in words that mostly mean a thing: «which one»."""
_DAY = timedelta(days=1)


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
    used, named = set(_stored(option, scope)), _names_in(option, scope)
    for piece in ground.pieces:
        if _is_number(piece) and piece.number and not numbers & number_values(piece.number):
            yield f"the query leaves out the number {piece.text!r}"
        if piece.time is not None and piece.time.certain:
            if not any(_holds(option, item, ground, scope) for item in piece.time.readings):
                yield f"the query leaves out the time {piece.text!r}"
        elif (values := _values_named(piece, scope)) and not values & used:
            yield f"the query leaves out the value {piece.text!r}"
        elif _is_ignored(piece, values=used, names=named):
            yield f"the query leaves out {piece.text!r}"
    yield from _turned(option, ground, scope)
    if _denies(ground) and not _has_negation(option):
        yield "the query leaves out what the question denies"


def _turned(option: QueryOption, ground: Ground, scope: Scope) -> Iterator[str]:
    """Numbers that are to be exceeded and are a limit in the query, or the other way round."""
    used = set(_comparisons(option, scope))
    for before, piece in itertools.pairwise(ground.pieces):
        wrong = {op for role in before.roles for op in _OPPOSITE.get(role, ())}
        number = piece.number if _is_number(piece) and not _denies(ground) else None
        if number and any((op, value) in used for op in wrong for value in number_values(number)):
            yield f"the query turns {before.text!r} {piece.text!r} round"


def _comparisons(option: QueryOption, scope: Scope) -> Iterator[tuple[str, Decimal]]:
    for item in _filters(option):
        if len(item.values) == 1 and not _is_dated(item, scope):
            yield from ((item.op, Decimal(str(x))) for x in item.values if _is_numeric(x))
    yield from ((item.op, Decimal(str(item.value))) for item in option.having)
    yield from ((x.op, Decimal(x.number)) for x in option.related if x.op and x.number is not None)


def _is_numeric(value: Value) -> bool:
    return not isinstance(value, str | bool)


def _filters(option: QueryOption) -> Iterator[FilterOption]:
    yield from option.filters
    for item in option.related:
        yield from item.filters


def _numbers(option: QueryOption, scope: Scope) -> Iterator[Decimal]:
    """All numbers that a query holds."""
    for item in _filters(option):
        if not _is_dated(item, scope):
            yield from (Decimal(str(x)) for x in item.values if _is_numeric(x))
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
    if reading.moment and days[1] is not None and days[1] >= ground.as_of:
        return option.time_range == "all"
    return _is_bounded(days, option, ground, scope)


def _is_bounded(days: Days, option: QueryOption, ground: Ground, scope: Scope) -> bool:
    """Whether conditions on dates are those of a range; none is needed on what lies ahead."""
    bounds = {bound for item in _filters(option) for bound in _bounds(item, scope)}
    start, after = days
    begun = start is None or ("from", start) in bounds
    return begun and (after is None or after >= ground.as_of or ("until", after) in bounds)


def _bounds(item: FilterOption, scope: Scope) -> Iterator[tuple[str, date]]:
    """The first day that a condition lets through, and the first one after."""
    values = list(_dates(item)) if _is_dated(item, scope) else []
    if not values:
        return
    first, last = values[0], values[-1]
    if item.op in {">=", "between", "="}:
        yield "from", first
    if item.op == ">":
        yield "from", first + _DAY
    if item.op in {"<=", "between", "="}:
        yield "until", last + _DAY
    if item.op == "<":
        yield "until", last


def _dates(item: FilterOption) -> Iterator[date]:
    for value in item.values:
        with suppress(ValueError):
            yield date.fromisoformat(str(value)[:10])


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


def _is_ignored(piece: Piece, *, values: set[str], names: set[str]) -> bool:
    """Whether a query has nothing of what a piece quotes or names."""
    if piece.quoted and folded(piece.text) not in set(map(folded, values)):
        return True
    named = _names_of(piece)
    return bool(named) and not named & names


def _names_of(piece: Piece) -> set[str]:
    """The metrics and fields that a piece stands for, where it can be nothing else; things that
    are named with them may be meant without being asked for."""
    exact = [item for item in piece.senses if item.match == 1.0]
    if piece.roles or any(item.kind not in {"metric", "field"} for item in exact):
        return set()
    return {item.ref for item in exact}


def _names_in(option: QueryOption, scope: Scope) -> set[str]:
    """All metrics and fields that a query is about; a list without fields shows all of them."""
    listed = set(option.fields)
    if option.records is not None and not listed:
        listed = {f"{option.records}.{x.name}" for x in scope.dataset(option.records).fields}
    amounts = {item.of for item in option.amounts}
    filters = {item.field for item in _filters(option)}
    return {*option.metrics, *option.group_by, *listed, *amounts, *filters}


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
