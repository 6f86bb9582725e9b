"""What a turn says of rows and of time, put onto the clauses of the question before.

A condition takes the place of one that says something else of the same field, in the clause where
that stands; a time the place of the range, the grain or the comparison that it fills. All else
comes beside. Called by ``refinement``.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from boardroom.ask.cover import Piece
from boardroom.ask.meaning import Clause, Condition
from boardroom.ask.when.reading import TimePhrase, TimeReading
from boardroom.errors import QueryError
from boardroom.semantic.query import Predicate, Query

Move = Callable[[str, TimeReading], TimeReading]
"""A range and «the month before that» → that range; raises UsageError where there is none."""


def merge_clauses(
    before: Sequence[Clause],
    said: Sequence[Clause],
    *,
    known: frozenset[str],
    both: bool,
    move: Move,
) -> tuple[Clause, ...]:
    """The clauses of the question before with those of a turn.

    Args:
        known: the fields that the query before is about.
        both: values come beside those of the same field.
        move: tells what is said from the time before.

    Raises:
        QueryError, UsageError: it is unclear what would be meant.
    """
    found = list(before)
    for condition in said[0].conditions:
        _put(found, condition, known=known, both=both)
    if said[0].times:
        _put_times(found, said[0].times, move)
    for clause in said[1:]:
        if any(item.many and item.thing == clause.thing for item in found):
            raise QueryError("How many there have to be is said already; ask it as one question.")
        found.append(clause)
    return tuple(found)


def without_grain(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Clauses that split by no time."""
    return tuple(
        replace(item, times=_left(item.times, taken=frozenset({"grain"}))) for item in clauses
    )


def _put(found: list[Clause], said: Condition, *, known: frozenset[str], both: bool) -> None:
    """Set a condition, where one on the same field stands or in the first clause."""
    for place, clause in enumerate(found):
        same = next((item for item in clause.conditions if _is_instead(item, said, known)), None)
        if same is None:
            continue
        if both and (same.op != said.op or same.either or same.every):
            raise QueryError("That is another condition than before; ask it as one question.")
        new = said
        if both and not said.field:
            new = replace(same, pieces=(*same.pieces, *said.pieces))
        conditions = [new if item is same else item for item in clause.conditions]
        found[place] = replace(clause, conditions=tuple(conditions))
        return
    found[0] = replace(found[0], conditions=(*found[0].conditions, said))


def _is_instead(before: Condition, said: Condition, known: frozenset[str]) -> bool:
    """Whether two conditions say different things of the same.

    Raises:
        QueryError: they may be about the same, or about two fields.
    """
    if (before.field is None) != (said.field is None):
        return False
    opposite = {before.op, said.op} == {"in", "not_in"} and _values(before) == _values(said)
    if not (opposite or before.op == said.op != "not_in"):
        return False
    first, second = about(before), about(said)
    if first & second & known:
        return True
    if first & second and first != second:
        raise QueryError("It is unclear whether that is to stand beside what was asked before.")
    return bool(first & second)


def fields_of(query: Query) -> frozenset[str]:
    """The fields that a query splits by or has conditions on."""
    named = {item for item in query.group_by if isinstance(item, str)}
    return frozenset(named | {x.field for x in query.filters if isinstance(x, Predicate)})


def pinned(pieces: Sequence[Piece], known: frozenset[str]) -> tuple[Piece, ...]:
    """Pieces of a turn that only narrows, those that name a value of a known field being that and
    nothing else: «in Sales», where the question before is split by team."""
    return tuple(
        _narrowed(piece, known) if any(x.match == 1.0 for x in piece.of_kind("value")) else piece
        for piece in pieces
    )


def narrowed(clauses: Sequence[Clause], known: frozenset[str]) -> tuple[Clause, ...]:
    """Clauses whose values are of those known fields that they may be of."""
    return tuple(
        replace(
            clause,
            conditions=tuple(
                replace(item, pieces=tuple(_narrowed(piece, known) for piece in item.pieces))
                for item in clause.conditions
            ),
        )
        for clause in clauses
    )


def _narrowed(piece: Piece, known: frozenset[str]) -> Piece:
    senses = tuple(sense for sense in piece.of_kind("value") if sense.ref in known)
    return replace(piece, senses=senses) if senses else piece


def _values(condition: Condition) -> frozenset[str | None]:
    return frozenset(sense.value for piece in condition.pieces for sense in piece.of_kind("value"))


def about(condition: Condition) -> frozenset[str]:
    """The fields that a condition may be about."""
    pieces = [condition.field] if condition.field else condition.pieces
    kind = "field" if condition.field else "value"
    return frozenset(sense.ref for piece in pieces for sense in piece.of_kind(kind))


def _put_times(found: list[Clause], said: Sequence[TimePhrase], move: Move) -> None:
    """Set times, in the clause whose time they take the place of or in the first one."""
    before = [item for clause in found for item in clause.times]
    said = _moved(before, said, move)
    for item in said:
        base = next((x.reading.range for x in before if x.reading.range), None)
        if base is not None and not item.reading.range and not _compares(item.reading, base):
            raise QueryError(
                "The question before has a time of its own; it is unclear what to compare it with.",
                hint="Say: compared to the previous period, or to the same period last year.",
            )
    taken = frozenset(part for item in said for part in _parts(item.reading))
    places = [
        place
        for place, clause in enumerate(found)
        if any(_parts(item.reading) & taken for item in clause.times)
    ]
    if len(places) > 1:
        raise QueryError("It is unclear which of the times is meant; ask it as one question.")
    place = places[0] if places else 0
    left = _left(found[place].times, taken=taken)
    found[place] = replace(found[place], times=(*left, *said))


def _left(times: Sequence[TimePhrase], *, taken: frozenset[str]) -> tuple[TimePhrase, ...]:
    """What is left of times of which some parts are taken."""
    kept = (_without(item, taken) for item in times)
    return tuple(item for item in kept if item is not None)


_ONE: dict[str, str] = {
    "month": r"\d{4}-\d{2}", "quarter": r"\d{4}-Q\d", "year": r"\d{4}", "week": r"\d{4}-W\d{2}",
    "day": r"\d{4}-\d{2}-\d{2}|yesterday|today",
}  # fmt: skip


def _compares(reading: TimeReading, base: str) -> bool:
    """Whether what a turn compares with is clear where the question before has a time of its own:
    «against the month before» is of one month, «against last month» of this one."""
    if reading.unit is None or (reading.other is None and reading.compare == "previous_year"):
        return True
    if reading.other is not None:
        return base == f"this_{reading.unit}"
    one = rf"(?:last_complete|this)_{reading.unit}|{_ONE.get(reading.unit, '(?!)')}"
    return bool(re.fullmatch(one, base))


def _moved(
    before: Sequence[TimePhrase], said: Sequence[TimePhrase], move: Move
) -> tuple[TimePhrase, ...]:
    """What a turn says from the time before («the month before that»), as days."""
    base = next((item.reading.range for item in before if item.reading.range), "all")
    return tuple(
        item if item.reading.move is None else replace(item, readings=(move(base, item.reading),))
        for item in said
    )


def _parts(reading: TimeReading) -> frozenset[str]:
    """Which parts of a question a time fills."""
    names = {
        "range": bool(reading.range or reading.cyclic),
        "grain": bool(reading.grain),
        "compare": bool(reading.compare or reading.other),
    }
    return frozenset(name for name, is_filled in names.items() if is_filled)


def _without(item: TimePhrase, taken: frozenset[str]) -> TimePhrase | None:
    """A time without the parts that a later turn fills; None where nothing is left of it."""
    reading = item.reading
    left = _parts(reading) - taken
    if left == _parts(reading):
        return item
    if "range" in left and (reading.cyclic or reading.moment or not reading.range):
        raise QueryError(
            f"Of {reading.words!r} it is unclear what is to stay.", hint="Ask it as one question."
        )
    words = {
        "range": (reading.range or "").replace("_", " "),
        "grain": f"by {reading.grain}",
        "compare": "against the period before",
    }
    kept = TimeReading(
        words=", ".join(text for part, text in words.items() if part in left),
        range=reading.range if "range" in left else None,
        grain=reading.grain if "grain" in left else None,
        compare=reading.compare if "compare" in left else None,
    )
    return replace(item, readings=(kept,)) if left else None
