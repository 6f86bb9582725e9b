"""The time of a query: its range, its grain, with what it is compared, and what is made of amounts
in the course of it.

Called by ``ask.query_draft``.
"""

import re
from calendar import day_name
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from boardroom.ask.meaning import Meaning
from boardroom.ask.restriction import Restriction
from boardroom.ask.setting import Setting, Unsaid
from boardroom.ask.things import field_of
from boardroom.ask.when.reading import TimeReading
from boardroom.semantic.calendar import period_start, resolve_range, shift_period
from boardroom.semantic.model import EventTime, Grain
from boardroom.semantic.query import (
    Compare,
    Condition,
    Filter,
    NamedExpression,
    Order,
    Predicate,
    Query,
    Transform,
)

_ANY_GRAIN: Grain = "month"
_PARTS = {"weekday": "ISODOW", "month": "MONTH", "quarter": "QUARTER", "day_of_month": "DAY"}
_YEAR = re.compile(r"\d{4}|all")
_PERIOD = "period"
_ON = ".."
"""The end of a range without one."""


@dataclass(frozen=True)
class QueryTime:
    """What a question says of time, as a query says it."""

    meaning: Meaning
    setting: Setting

    def when(
        self, said: Restriction, datasets: Sequence[str], *, timed: bool
    ) -> tuple[str, str | None]:
        """The range of time; of rows without a time, with their field of years."""
        asked = self._range(said)
        moment = any(item.reading.moment for item in said.times)
        if moment and asked == self.setting.as_of.isoformat():
            asked = "today"
        if timed or (asked == "all" and self.grain() is None):
            return asked, None
        for item in datasets:
            if "year" in self.setting.graph.model.dataset_by_name[
                item
            ].field_by_name and _YEAR.fullmatch(asked):
                return asked, f"{item}.year"
        raise Unsaid

    def compare(self, said: Restriction) -> Compare | None:
        """With which period it is compared. Raises: Unsaid."""
        found = next((x.reading.compare for x in said.times if x.reading.compare), None)
        if found is None and self._sets_times_apart():
            return self._side_by_side(said)[1]
        return found

    def _range(self, said: Restriction) -> str:
        if self._sets_times_apart() and not any(x.reading.compare for x in said.times):
            return self._side_by_side(said)[0]
        return _range([time.reading for time in said.times])

    def _sets_times_apart(self) -> bool:
        return self.meaning.compared and self.meaning.times_apart

    def _side_by_side(self, said: Restriction) -> tuple[str, Compare]:
        """Two periods: the later one, and which of those before it the other is. Raises: Unsaid:
        it is none that a query compares with."""
        setting = self.setting
        spans = [
            resolve_range(x.reading.range, as_of=setting.as_of, calendar=setting.calendar)
            for x in said.times
            if x.reading.range and not (x.reading.cyclic or x.reading.moment or x.reading.grain)
        ]
        if len(spans) != 2 or len(said.times) != 2:
            raise Unsaid
        before, now = sorted(spans, key=lambda item: item.start or date.min)
        if None in {before.start, before.end, now.start, now.end} or before.unit != now.unit:
            raise Unsaid
        if before.end == now.start:
            return now.text, "previous_period"
        if before.start and now.start and before.start == _a_year_before(now.start):
            return now.text, "previous_year"
        raise Unsaid

    def grain(self) -> Grain | None:
        """Whether rows are wanted for each month or the like."""
        grains = [item.reading.grain for item in self.meaning.times if item.reading.grain]
        grains += [self.meaning.window_unit] if self.meaning.window_unit else []
        return None if not grains else _ANY_GRAIN if grains[0] == "any" else grains[0]

    def in_course(self, query: Query, names: Sequence[str], *, part: bool) -> Query:
        """What is made of the amounts over the rows. Raises: Unsaid."""
        course = self.meaning.course
        if course is None or (course == "share" and not query.group_by):
            if course == "share" and not part:
                raise Unsaid
            return query
        if part:
            return query
        if course == "growth":
            alone = query.compare is None and not query.group_by and query.time_range == "all"
            if alone and query.grain is None:
                raise Unsaid
            return replace(query, compare=query.compare or "previous_period")
        if (course != "share" and query.grain is None) or query.compare is not None:
            raise Unsaid
        window = self.meaning.window
        if course == "moving":
            query = self._led_in(query, window)
        within = query.group_by if course != "share" and query.group_by else ()
        inside = tuple(item for item in within if isinstance(item, str))
        steps = (Transform(kind=course, metric=x, window=window, within=inside) for x in names)
        return replace(query, transforms=tuple(steps))

    def moved(self, query: Query, names: Sequence[str]) -> Query:
        """The query with only the rows whose number rose or fell, where that is asked for, and
        those first that moved most. Raises: Unsaid: it is not said of what, or since when."""
        ranking, way = self.meaning.ranking, self.meaning.moved
        change = ranking.change if ranking else None
        if not (query.group_by or query.grain):
            if change:
                raise Unsaid
            return query
        if not (way or change):
            return query
        name = query.order[-1].by if change else names[0]
        if query.compare is None or name not in names or (len(names) > 1 and not change):
            raise Unsaid
        known = {item.name: item.unit for item in query.expressions}
        known |= {x.name: x.unit for x in self.setting.graph.model.metrics}
        relative = change == "relative" and known[name] != "percent"
        first = Order(by=f"{name}_change{'_ratio' * relative}", descending=way != "<")
        if change:
            first = replace(first, descending=query.order[-1].descending)
        having = (f"{name}_change {way} 0",) if way else ()
        order = (*query.order[:-1], first) if change or ranking is None else query.order
        return replace(query, having=(*query.having, *having), order=order)

    def ahead(self, moment: str | None, time_range: str) -> tuple[str, tuple[Filter, ...]]:
        """The range, or as conditions where it is one of days to come: what expires, is due.

        Args:
            moment: the field that it is said of, where it is not the rows' own time.
        """
        if moment is None or time_range == "all":
            return time_range, ()
        as_of, calendar = self.setting.as_of, self.setting.calendar
        span = resolve_range(time_range, as_of=as_of, calendar=calendar)
        if span.start is not None and time_range.endswith(_ON):  # «due after June»
            return "all", (Predicate(field=moment, op=">=", values=(span.start,)),)
        end = span.goes_on_to or span.end
        if span.start is None or end is None or end <= as_of:
            return time_range, ()
        return "all", (
            Predicate(field=moment, op=">=", values=(span.start,)),
            Predicate(field=moment, op="<", values=(end,)),
        )

    def hold_to_come(self, time_range: str) -> None:
        """Refuse what is to happen of rows that are known when they happen: a list of none would
        say that nothing will. Raises: Unsaid."""
        as_of, calendar = self.setting.as_of, self.setting.calendar
        start = resolve_range(time_range, as_of=as_of, calendar=calendar).start
        if start is not None and start > as_of:
            raise Unsaid

    def cycles(
        self, said: Restriction, base: str
    ) -> tuple[list[Filter], list[str | NamedExpression]]:
        """Days of the week and the like: which of them count, or each apart."""
        cyclic = [x.reading.cyclic for x in said.times if x.reading.cyclic]
        time = self.setting.graph.model.dataset_by_name[base].time if cyclic else None
        filters, groups = list[Filter](), list[str | NamedExpression]()
        for item in cyclic:
            if not isinstance(time, EventTime) or item.part not in _PARTS or -1 in item.values:
                raise Unsaid
            ref = time.field if "." in time.field else f"{base}.{time.field}"
            if field_of(self.setting.graph.model, ref).datatype == "DateTimeTz":
                raise Unsaid
            text = f"EXTRACT({_PARTS[item.part]} FROM {ref})"
            if item.values:
                first = 1 if item.part == "weekday" else 0
                listed = ", ".join(str(value + first) for value in item.values)
                filters.append(Condition(sql=f"{text} IN ({listed})"))
            elif item.part == "weekday":
                days = " ".join(f"WHEN {n} THEN '{day}'" for n, day in enumerate(day_name, 1))
                groups.append(NamedExpression(name="weekday", expression=f"CASE {text} {days} END"))
                groups.append(NamedExpression(name="day_of_week", expression=text))
            else:
                groups.append(NamedExpression(name=item.part, expression=text))
        return filters, groups

    def _led_in(self, query: Query, window: int | None) -> Query:
        """The query with the periods before its first one that a moving mean looks back to, and
        which are not shown. Raises: Unsaid: it is not said over how many."""
        if window is None or query.grain is None:
            raise Unsaid
        if query.time_range == "all":
            return query
        calendar = self.setting.calendar
        span = resolve_range(query.time_range, as_of=self.setting.as_of, calendar=calendar)
        if span.start is None or span.end is None:
            return query
        first = period_start(span.start, query.grain, calendar)
        begin = shift_period(first, 1 - window, query.grain, calendar)
        last = date.fromordinal(span.end.toordinal() - 1)
        shown = f"{_PERIOD} >= DATE '{first}'"
        return replace(query, time_range=f"{begin}..{last}", having=(*query.having, shown))


def _range(readings: Sequence[TimeReading]) -> str:
    """The range of time that is asked for. Raises: Unsaid: there are two, or a day of the week or
    the like."""
    readings = [x for x in readings if not (x.moment and x.range == "today")]
    if any(x.unsupported or (x.other and not x.compare) for x in readings):
        raise Unsaid
    ranges = [item.range for item in readings if item.range]
    if len(ranges) > 1:
        raise Unsaid
    units = [f"this_{item.unit}" for item in readings if item.unit]
    return next(iter([*ranges, *units]), "all")


def _a_year_before(day: date) -> date | None:
    return None if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def in_year(time_range: str, years: str | None) -> tuple[Filter, ...]:
    """The year as a condition on rows that have no time but a field of years."""
    if years is None or time_range == "all":
        return ()
    return (Predicate(field=years, op="=", values=(int(time_range),)),)
