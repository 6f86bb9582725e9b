"""The one sentence that comes before the rows of an answer. Called by ``ask.answer``.

It says only what the rows hold: a single number with what it is compared with, both ends of a
course, the largest of several, else how many rows there are.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from decimal import Decimal

from boardroom.ask.charting.title import lowered
from boardroom.insight.number_text import change_text, ratio_text, value_text
from boardroom.insight.period_text import axis_text, day_text, period_text
from boardroom.insight.table_view import column_title
from boardroom.semantic.calendar import shift
from boardroom.semantic.propose.naming import plural, singular
from boardroom.semantic.query import Filter, Predicate, Query
from boardroom.semantic.result import Column, Period, Result


def conclusion(query: Query, result: Result, *, stocks: AbstractSet[str] = frozenset()) -> str:
    """The sentence for the rows of a query.

    Args:
        stocks: columns that tell what there is at the end of the time, not what happened in it.
    """
    when = _when(query, result, stocks)
    if not result.rows:
        return f"There is none{when}."
    amounts = _places(result, "metric")
    names = _names(result)
    times = _places(result, "time")
    if not amounts and len(result.rows) == 1 and len(names) <= _FEW:
        return "; ".join(_value(result, 0, place) for place in _called(result, names)) + f"{when}."
    counts = amounts and result.columns[amounts[0]].type in _NUMBERS
    if not amounts or (not counts and (names or times)):
        return f"{_counted(query, result)}{when}."
    if not names and not times:
        parts = [_value(result, 0, place) for place in amounts]
        return "; ".join(parts) + f"{when}{_before(result)}."
    some = any(not text.startswith(_PERIOD) for text in query.having)
    if times and not names and len(result.rows) > 1 and not (query.order or some):
        made = _made(query, result, amounts[0], times[0])
        if made is not None:
            return f"{made}."
        return f"{_course(query, result, amounts[0], times[0])}."
    if times and not names and len(result.rows) == 1:
        said = ", ".join(_noted(result, place) for place in amounts)
        return f"{_period(result.rows[0][times[0]], query.grain)}: {said}{when}."
    told = None if times or not names else _of_groups(query, result, amounts, names)
    return f"{told or _counted(query, result)}{when}."


_PERIOD = "period "
"""What is said of the periods themselves, and not of their numbers."""
_FEW = 4
"""So many values of one record are told in the sentence."""
_NUMBERS = frozenset({"Integer", "Decimal", "Float"})


_NAMING = frozenset({"dimension", "key", "field"})
"""Roles of columns that say what a row is, where they have no unit."""


def _places(result: Result, role: str) -> list[int]:
    return [place for place, column in enumerate(result.columns) if column.role == role]


def _names(result: Result) -> list[int]:
    return [place for place, column in enumerate(result.columns) if column.role in _NAMING]


def _when(query: Query, result: Result, stocks: AbstractSet[str]) -> str:
    """The days that the rows are about; of what there is at their end, that one."""
    period = result.period
    amounts = [column.name for column in result.columns if column.role == "metric"]
    if amounts and stocks >= set(amounts) and not query.grain and period.end is not None:
        return f", as of {day_text(period.end)}"
    chosen = query.time_range == "all" and any(map(_is_of_days, query.filters))
    return f", {period_text(period)}" if period.start and not chosen else ""


def _counted(query: Query, result: Result) -> str:
    """How many rows there are, by what they are: ``127 customers``."""
    count, things = len(result.rows), _things(query, result)
    if count == 1:
        things = " ".join([*things.split(" ")[:-1], singular(things.split(" ")[-1])])
    return f"{count:,} {things}"


def _things(query: Query, result: Result) -> str:
    """What a row is; of rows that are several things at once, just that."""
    if query.records:
        return query.records.replace("_", " ")
    places = _names(result)
    if not places and query.grain:
        return plural(query.grain.replace("_", " "))
    if not places:
        return "rows"
    pairs = zip(places, [*places[1:], None], strict=True)
    told = [x for x, y in pairs if y is None or not _is_key(result.columns[x], result.columns[y])]
    if query.grain or len(told) != 1:
        return "rows"
    name = query.group_by[-1] if query.group_by else ""
    dataset, _, field = name.rpartition(".") if isinstance(name, str) else ("", "", "")
    if dataset and len(places) > 1:
        return dataset.replace("_", " ")
    return plural(field.replace("_", " ")) if field else "rows"


def _value(result: Result, row: int, place: int) -> str:
    column = result.columns[place]
    return f"{title_of(column)}: {cell_text(result.rows[row][place], column)}"


def _named(result: Result, row: Sequence[object], names: list[int]) -> str:
    """What a row is of."""
    told = _called(result, names)
    return " · ".join(cell_text(row[place], result.columns[place]) for place in told)


def _called(result: Result, names: list[int]) -> list[int]:
    """The columns that say what a row is: no key of a thing whose name stands beside."""
    return [
        place
        for place, following in zip(names, [*names[1:], None], strict=True)
        if following is None or not _is_key(result.columns[place], result.columns[following])
    ]


def _is_key(column: Column, following: Column) -> bool:
    dataset, _, name = column.name.rpartition(".")
    same = dataset and following.name.startswith(f"{dataset}.") and following.type == "String"
    return bool(same) and (name == "id" or name.endswith(("_id", "_key")))


def _noted(result: Result, place: int) -> str:
    column = result.columns[place]
    return f"{cell_text(result.rows[0][place], column)} ({lowered(title_of(column))})"


def _is_share(result: Result, place: int) -> bool:
    """Whether a column says which part of all a row is."""
    column = result.columns[place]
    return column.role == "transform" and column.unit == "percent"


def _before(result: Result) -> str:
    """What a single number was in the period compared with."""
    found = {column.role: place for place, column in enumerate(result.columns)}
    compared = result.comparison
    if compared is None or len(_places(result, "metric")) != 1 or "previous" not in found:
        return ""
    place = found["previous"]
    before = cell_text(result.rows[0][place], result.columns[place])
    period = Period(start=compared.start, end=compared.end, complete=True)
    said = f"; {before} in {period_text(period)}"
    ratio, change = found.get("change_ratio"), found.get("change")
    if ratio is not None and (value := _number(result.rows[0][ratio])) is not None:
        return f"{said} ({ratio_text(value)})"
    if change is not None and (value := _number(result.rows[0][change])) is not None:
        return f"{said} ({change_text(value, result.columns[change].unit)})"
    return said


def _course(query: Query, result: Result, amount: int, time: int) -> str:
    """From the first period that has a value to the last one."""
    column = result.columns[amount]
    told = [row for row in result.rows if row[amount] is not None]
    if len(told) < 2:
        return _counted(query, result)
    so_far = ""
    if len(told) > 2 and _is_unfinished(told[-1][time], query, result):
        value, period = cell_text(told[-1][amount], column), _period(told[-1][time], query.grain)
        so_far = f"; {value} so far in {period}"
        told = told[:-1]
    first, last = told[0], told[-1]
    ends = [
        f"{cell_text(row[amount], column)} ({_period(row[time], query.grain)})"
        for row in (first, last)
    ]
    return f"{title_of(column)}: from {ends[0]} to {ends[1]}{so_far}"


def _made(query: Query, result: Result, amount: int, time: int) -> str | None:
    """What was made of the course, where that is growth, a running total or a moving mean: the
    newest of it."""
    if query.compare is not None:
        return _grown(query, result, amount, time)
    kind = query.transforms[0].kind if len(query.transforms) == 1 else None
    place = next(iter(_places(result, "transform")), None)
    rows = [row for row in result.rows if place is not None and row[place] is not None]
    if place is None or kind not in {"running", "moving"} or not rows:
        return None
    title = title_of(result.columns[amount])
    value = cell_text(rows[-1][place], result.columns[place])
    period = _period(rows[-1][time], query.grain)
    if kind == "running":
        return f"{title}, running total: {value} by {period}"
    window, grain = query.transforms[0].window, str(query.grain).replace("_", " ")
    return f"{title}, mean of {window} {plural(grain)}: {value} in {period}"


def _grown(query: Query, result: Result, amount: int, time: int) -> str | None:
    """How the last whole period differs from what it is compared with."""
    column = result.columns[amount]
    names = [item.name for item in result.columns]
    before, ratio = f"{column.name}_previous", f"{column.name}_change_ratio"
    if before not in names or ratio not in names:
        return None
    whole = [row for row in result.rows if not _is_unfinished(row[time], query, result)]
    rows = [row for row in whole if row[names.index(ratio)] is not None]
    if not rows:
        return None
    last = rows[-1]
    value, period = ratio_text(_number(last[names.index(ratio)])), _period(last[time], query.grain)
    was, now = (cell_text(x, column) for x in (last[names.index(before)], last[amount]))
    begun = [row for row in result.rows if row not in whole and row[amount] is not None]
    goes_on = _period(begun[-1][time], query.grain) if begun else ""
    more = f"; {goes_on} goes on, so its growth does not count yet" if goes_on else ""
    return f"{title_of(column)} changed by {value} in {period}, from {was} to {now}{more}"


def _is_unfinished(start: object, query: Query, result: Result) -> bool:
    """Whether a period goes on after the days that the rows are about."""
    end = result.period.end
    if not isinstance(start, date) or end is None or query.grain is None:
        return False
    last = shift(start, 1, query.grain) - timedelta(days=1)
    return last > end or (last == end and not result.period.complete)


def _first(query: Query, result: Result, amount: int, names: list[int]) -> str | None:
    """The row that comes first by the number it is ordered by, with all that have as much."""
    column = result.columns[amount]
    by = query.order[0] if query.order else None
    if by is None or by.by != column.name:
        return None
    best = result.rows[0][amount]
    if best is None:
        return None
    tied = [row for row in result.rows if row[amount] == best]
    said = ", ".join(_named(result, row, names) for row in tied[:3])
    more = f" and {len(tied) - 3} more" if len(tied) > 3 else ""
    value = cell_text(best, column)
    if len(tied) == len(result.rows):
        return f"{said}{more}: {value} ({lowered(title_of(column))})"
    rank, title = "highest" if by.descending else "lowest", lowered(title_of(column))
    title = title if title.startswith(rank) else f"{rank} {title}"
    among = "" if query.limit else f" of {len(result.rows):,}"
    return f"{said}{more}: the {title}{among}, {value}"


def _of_groups(query: Query, result: Result, amounts: list[int], names: list[int]) -> str | None:
    """What the first of the groups comes to, or the only one."""
    moved = _most_moved(query, result, amounts[0], names)
    if moved or len(result.rows) > 1:
        return moved or _first(query, result, amounts[0], names)
    told = [place for place in range(len(result.columns)) if _is_share(result, place)]
    said = ", ".join(_noted(result, place) for place in (*told, *amounts))
    return f"{_named(result, result.rows[0], names)}: {said}"


def _most_moved(query: Query, result: Result, amount: int, names: list[int]) -> str | None:
    """The row whose number moved most, where they are ordered by that: by how much, from what and
    to what."""
    by = query.order[-1] if query.order else None
    if by is None or not by.by.startswith(f"{result.columns[amount].name}_change"):
        return None
    places = {column.name: place for place, column in enumerate(result.columns)}
    name, row = result.columns[amount].name, result.rows[0]
    change, before = places.get(f"{name}_change"), places.get(f"{name}_previous")
    moved = _number(row[change]) if change is not None else None
    if change is None or before is None or not moved:
        return None
    ratio = places.get(f"{name}_change_ratio")
    part = _number(row[ratio]) if ratio is not None else None
    percent = f" ({ratio_text(part)})" if part is not None else ""
    size = change_text(abs(moved), result.columns[change].unit).lstrip("+")
    ends = [cell_text(row[place], result.columns[place]) for place in (before, amount)]
    what, verb = lowered(title_of(result.columns[amount])), "rose" if moved > 0 else "fell"
    most = "most" if by.descending is (moved > 0) else "least"
    named = _named(result, row, names)
    return f"{named}: {what} {verb} {most}, by {size}{percent} from {ends[0]} to {ends[1]}"


def _is_of_days(item: Filter) -> bool:
    """Whether a condition is a range of days, which the reading says."""
    return isinstance(item, Predicate) and any(isinstance(x, date) for x in item.values)


def _period(value: object, grain: str | None) -> str:
    return axis_text(value, grain) if isinstance(value, date) else str(value)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float | Decimal) else None


def title_of(column: Column) -> str:
    """What a column is called."""
    return column_title(column)


def cell_text(value: object, column: Column) -> str:
    """One value in words."""
    if value is None:
        return "none"
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return value.isoformat() if isinstance(value, date) else str(value)
    if column.role in _NAMING and column.unit is None:
        return str(value)  # «ticket 1595»: no number of anything.
    return value_text(float(value), column.unit)
