"""Forms that move a time said before: ``the year before that``, ``one month later``.

In a conversation the range is the one of the question before; ``moved`` says which days these are.
"""

from boardroom.ask.when.comparison_form import Spoken
from boardroom.ask.when.days import Days, Now, Unit, between, grain_of, said_unit, unit_days
from boardroom.ask.when.pattern import forms
from boardroom.ask.when.reading import TimeReading
from boardroom.semantic.calendar import month_count, shift
from boardroom.semantic.model import Grain


def moved(now: Now, days: Days, count: int, unit: Grain | None) -> Days:
    """The days ``count`` units later (negative: before); without a unit, by their own length.

    Raises:
        ValueError: the days have no beginning, no end, or there are none.
        OverflowError: the calendar has no such days.
    """
    if days.start is None or days.end is None:
        raise ValueError("what has no beginning or end cannot be moved")
    own = grain_of(days.unit)
    if days.goes_on and own is not None and unit in {None, own}:
        return unit_days(now, shift(days.start, count, own), own)
    if unit is not None:
        start, end = shift(days.start, count, unit), shift(days.end, count, unit)
        return between(now, start, end, unit=days.unit)
    if own is None or month_count(own) is None:
        length = days.end - days.start
        return between(now, days.start + count * length, days.end + count * length, unit=days.unit)
    months = (days.end.year - days.start.year) * 12 + days.end.month - days.start.month
    start, end = (shift(day, count * months, "month") for day in (days.start, days.end))
    return between(now, start, end, unit=days.unit)


def _move(count: int, unit: Unit | None) -> Spoken | None:
    if unit is not None and grain_of(unit) is None:
        return None
    name = said_unit(unit) if unit else "period"
    many = f"{abs(count)} {name}s" if abs(count) > 1 else f"one {name}"
    words = f"{many} {'before' if count < 0 else 'after'} that"
    return Spoken((TimeReading(words=words, move=count, unit=grain_of(unit)),))


def _before(_: Now, by: tuple[int, Unit]) -> Spoken | None:
    count, unit = by
    return _move(-count, unit)


def _after(_: Now, by: tuple[int, Unit]) -> Spoken | None:
    return _move(*by)


def _one_before(_: Now) -> Spoken | None:
    return _move(-1, None)


def _one_after(_: Now) -> Spoken | None:
    return _move(1, None)


def _some(_: Now, count: int, unit: Unit) -> tuple[int, Unit]:
    return count, unit


def _one(_: Now, unit: Unit) -> tuple[int, Unit]:
    return 1, unit


MOVED_BY = forms(("the? {n} {unit}", _some), ("the|a|an? {one}", _one))
"""How far a time is moved."""

MOVE = forms(
    ("{moved_by} before|preceding that|this|it|then", _before),
    ("{moved_by} prior to that|this|it|then", _before),
    ("{moved_by} after|following that|this|it|then", _after),
    ("{moved_by} earlier", _before),
    ("{moved_by} later", _after),
    ("the? one|period before that|this|it?", _one_before),
    ("the? one|period after that|this|it?", _one_after),
    ("the? previous|prior|preceding period|one", _one_before),
    ("the? next|following period|one", _one_after),
)
"""Times that are told from the one said before."""
