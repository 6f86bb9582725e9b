"""What a result is made of, seen by who draws it: time, groups, measures, and what is unfinished.

Called by every chart; it knows of no chart.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from boardroom.ask.charting.wanted import Wanted
from boardroom.insight.breakdown_view import number_of, value_label
from boardroom.insight.period_text import period_text
from boardroom.semantic.calendar import GRAINS, shift
from boardroom.semantic.model import Grain
from boardroom.semantic.result import Column, Period, Result

_NUMERIC = frozenset({"Integer", "Decimal", "Float"})
_LONGEST_NAME = 80
_KEY = re.compile(r"(?:^|[._ ])(?:id|key|code|uuid|sku|no|number)$", re.IGNORECASE)
WIDTH = 640
"""How wide a chart is when nothing else is said, in pixels."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A result as something to draw.

    Attributes:
        time: the column of periods, if rows are periods; ``grain`` how long these are.
        dimensions: what else the rows are split by; a key beside a name is no dimension.
        keys: columns that tell apart rows of the same name.
        single: whether the dimensions are one thing, as one of them says what the others are: then
            their values together are its name.
        measures: what can be drawn as a length or a height.
        records: whether the rows are those of a dataset, not groups.
        width: how wide the chart will be, in pixels.
    """

    result: Result
    wanted: Wanted
    time: Column | None
    grain: Grain | None
    dimensions: tuple[Column, ...]
    keys: tuple[Column, ...]
    measures: tuple[Column, ...]
    records: bool
    single: bool = False
    width: int = WIDTH

    @property
    def axes(self) -> int:
        """How many things the rows are split by, time among them."""
        return (1 if self.single else len(self.dimensions)) + (self.time is not None)

    @property
    def period(self) -> Period:
        """The days that the result is about."""
        return self.result.period

    @property
    def period_words(self) -> str:
        """The days that the result is about, in words; empty where it is about all there are."""
        return period_text(self.period) if self.period.start is not None else ""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What each row is called by its dimensions; by its key too where that is needed."""
        plain = [
            " · ".join(label_of(cell) for cell in cells) for cells in self._cells(self.dimensions)
        ]
        if not self.keys:
            return tuple(plain)
        keys = [" · ".join(map(label_of, cells)) for cells in self._cells(self.keys)]
        of_name = Counter(name for name, _ in set(zip(plain, keys, strict=True)))
        return tuple(
            f"{name} ({key})" if of_name[name] > 1 else name
            for name, key in zip(plain, keys, strict=True)
        )

    def _cells(self, columns: Sequence[Column]) -> list[tuple[object, ...]]:
        """The rows, of these columns only."""
        if not columns:
            return [()] * len(self.result.rows)
        return list(zip(*(self.result.column(column.name) for column in columns), strict=True))

    def names_of(self, column: Column) -> tuple[str, ...]:
        """The cells of one dimension in words."""
        return tuple(label_of(cell) for cell in self.result.column(column.name))

    def values_of(self, column: Column) -> tuple[float | None, ...]:
        """The cells of a measure; None where there is no number."""
        return tuple(number_of(cell) for cell in self.result.column(column.name))

    def previous_of(self, column: Column) -> tuple[float | None, ...] | None:
        """What a metric was in the period compared with; None without one."""
        name = f"{column.name}_previous"
        found = next((item for item in self.result.columns if item.name == name), None)
        return None if found is None else self.values_of(found)

    @property
    def compared(self) -> str:
        """The period compared with, in words; empty without one."""
        other = self.result.comparison
        if other is None:
            return ""
        return period_text(Period(start=other.start, end=other.end, complete=True))

    @cached_property
    def starts(self) -> tuple[date | None, ...]:
        """The first day of each row's period."""
        return () if self.time is None else tuple(map(_day, self.result.column(self.time.name)))

    @cached_property
    def timeline(self) -> tuple[date, ...]:
        """All periods from the first to the last of the rows, those without a row among them; what
        has not yet begun is none.
        """
        end = self.period.end or date.max
        known = sorted({day for day in self.starts if day is not None and day <= end})
        if not known or self.grain is None:
            return tuple(known)
        found = _periods(known[0], known[-1], self.grain)
        return tuple(found) if set(known) <= set(found) else tuple(known)

    @cached_property
    def parts(self) -> frozenset[date]:
        """The periods of which the result holds only a part: the first and the last may be so."""
        ends = self.timeline[:1] + self.timeline[-1:]
        return frozenset(day for day in ends if self.grain and self._is_part(day, self.grain))

    def _is_part(self, start: date, grain: Grain) -> bool:
        last = shift(start, 1, grain) - _DAY
        begins, ends = self.period.start, self.period.end
        if begins is not None and start < begins:
            return True
        if ends is None:
            return False
        return last > ends or (last == ends and not self.period.complete)

    def can_add_up(self, column: Column) -> bool:
        """Whether values of the groups may be summed to one of all of them."""
        overlaps = any(item.kind == "non_additive" for item in self.result.caveats)
        return column.name in self.wanted.additive and not overlaps


def read_shape(result: Result, wanted: Wanted, *, width: int = WIDTH) -> Shape:
    """The shape of ``result``."""
    by_role = {
        role: [item for item in result.columns if item.role == role]
        for role in ("time", "dimension", "key", "field")
    }
    records = bool(by_role["field"])
    dimensions, keys = _named(result, [*by_role["dimension"], *by_role["key"]])
    time = by_role["time"][0] if by_role["time"] else None
    days = [] if time is None else [_day(cell) for cell in result.column(time.name)]
    fields = by_role["field"]
    return Shape(
        result=result,
        wanted=wanted,
        time=time,
        grain=wanted.grain or _grain([day for day in days if day is not None]),
        dimensions=tuple(item for item in fields if not _measures(item)) or tuple(dimensions),
        keys=tuple(keys),
        measures=tuple(filter(_measures, fields)) if records else _measured(result.columns),
        records=records,
        single=len(dimensions) > 1 and _determines_all(result, dimensions),
        width=width,
    )


def _named(result: Result, columns: list[Column]) -> tuple[list[Column], list[Column]]:
    """What rows are called, and the keys that only tell them apart: a key beside a name, where one
    of the two says which the other is.
    """
    keys = [column for column in columns if column.role == "key" or _KEY.search(column.name)]
    names = [column for column in columns if column not in keys]
    if not keys or not names or not _determines_all(result, columns):
        return columns, []
    return names, keys


def _determines_all(result: Result, columns: Sequence[Column]) -> bool:
    """Whether one of the columns says what all of the others are."""
    cells = [result.column(column.name) for column in columns]
    combinations = len(set(zip(*cells, strict=True)))
    return any(len(set(values)) == combinations for values in cells)


def label_of(cell: object) -> str:
    """A value in words, without marks that are not to be seen, and of bearable length.

    Example:
        >>> label_of("North\\nAmerica"), label_of(None), len(label_of("x" * 500))
        ('North America', '(none)', 80)
    """
    shown = (
        " " if unicodedata.category(mark)[0] in "CZ" else mark
        for mark in value_label(cell)[: 4 * _LONGEST_NAME]
    )
    text = " ".join("".join(shown).split()) or "(none)"
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"


def _measures(column: Column) -> bool:
    return column.type in _NUMERIC and (column.unit is not None or column.type != "Integer")


def _measured(columns: Sequence[Column]) -> tuple[Column, ...]:
    """What was computed of the metrics stands for them where it is of another unit; ranks are
    places, not sizes."""
    metrics = [item for item in columns if item.role == "metric" and item.type in _NUMERIC]
    made = [item for item in columns if item.role == "transform" and item.type in _NUMERIC]
    made = [item for item in made if not (item.type == "Integer" and item.unit is None)]
    replaced = {item.metric for item in made if any(_differs(item, metric) for metric in metrics)}
    kept = [item for item in metrics if (item.metric or item.name) not in replaced]
    return (*kept, *made)


def _differs(made: Column, metric: Column) -> bool:
    return made.metric in {metric.name, metric.metric} and made.unit != metric.unit


def _periods(first: date, last: date, grain: Grain) -> list[date]:
    """First days of all periods between two."""
    if grain == "day":
        return [first + timedelta(step) for step in range((last - first).days + 1)]
    found = [first]
    while found[-1] < last:
        found.append(shift(first, len(found), grain))
    return found


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else None


def _grain(days: Sequence[date]) -> Grain | None:
    """The longest period of which all days are first days; fiscal ones are not told apart."""
    plain = [grain for grain in GRAINS if not grain.startswith("fiscal")]
    firsts = {
        "day": lambda _: True,
        "week": lambda day: day.weekday() == 0,
        "month": lambda day: day.day == 1,
        "quarter": lambda day: day.day == 1 and day.month % 3 == 1,
        "year": lambda day: day.day == 1 and day.month == 1,
    }
    if len(set(days)) < 2:
        return None
    return next((item for item in reversed(plain) if all(map(firsts[item], days))), None)
