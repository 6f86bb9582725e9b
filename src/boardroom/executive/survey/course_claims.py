"""Claims on how counts and measures move over the records' own time.

Called by ``executive.survey.examine``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from boardroom.analysis.survey.column import Codes, Flags, Grouping
from boardroom.analysis.survey.course import (
    Course,
    Peak,
    count_course,
    find_peak,
    mean_course,
)
from boardroom.analysis.survey.difference import difference
from boardroom.executive.survey.claim import (
    Claim,
    averaging,
    counting,
    filters,
    has_value,
    words_of,
)
from boardroom.executive.survey.interest import course_interest
from boardroom.executive.survey.sheet import Amount, Calendar, Dimension, Sheet
from boardroom.insight.model import Effect
from boardroom.insight.period_text import axis_text
from boardroom.insight.survey_pen import Part
from boardroom.insight.survey_wording import (
    CourseFigures,
    course_sentence,
    peak_sentence,
    steady_sentence,
)
from boardroom.semantic.query import Query

_MOST_SPLIT = 12
_LEAST_GROUP = 30
_STEADY, _STEADY_MEASURE = 0.165, 0.21
_APART = 0.01
"""A value's own course is told only where its share of all moves too."""

_NEAR, _KNOWN = 0.5, 0.0

Group = tuple[Dimension, int]


def course_claims(sheet: Sheet) -> Iterator[Claim]:
    """Trends and peaks of the whole and of each value of columns of a few values."""
    calendar = sheet.calendar
    if calendar is None:
        return
    everything = np.ones(sheet.records, dtype=bool)
    yield from _counts(sheet, calendar, everything, group=None, looks=1)
    wholes = mean_courses(sheet, calendar, everything)
    yield from _means(sheet, calendar, everything, wholes, group=None, looks=1)
    for dimension in sheet.dimensions:
        size = len(dimension.grouping.values)
        if size > _MOST_SPLIT or dimension.kind != "field":
            continue
        for place in range(size):
            inside = dimension.grouping.codes == place
            if inside.sum() >= _LEAST_GROUP:
                group = (dimension, place)
                if _moves_apart(calendar, inside):
                    yield from _counts(sheet, calendar, inside, group=group, looks=size)
                yield from _means(sheet, calendar, inside, wholes, group=group, looks=size)


def _moves_apart(calendar: Calendar, inside: Flags) -> bool:
    """Whether the value's records lie otherwise in time than all others."""
    known = calendar.periods >= 0
    codes = np.where(inside & known, 1, np.where(known, 0, -1)).astype(np.int64)
    found = difference(
        Grouping(codes=codes, values=("other", "own")), calendar.periods.astype(float)
    )
    peak = _peak(calendar, inside)
    return (found is not None and found.p_value <= _APART) or peak is not None


def _peak(calendar: Calendar, inside: Flags) -> Peak | None:
    size = len(calendar.starts)
    periods = calendar.periods[inside & (calendar.periods >= 0)]
    return find_peak(np.bincount(periods, minlength=size).astype(float))


def _counts(
    sheet: Sheet, calendar: Calendar, inside: Flags, *, group: Group | None, looks: int
) -> Iterator[Claim]:
    periods: Codes = np.where(inside, calendar.periods, -1)
    found = count_course(periods, len(calendar.starts))
    if found is not None:
        yield _course(sheet, calendar, found, group=group, looks=looks, inside=inside)
    peak = _peak(calendar, inside)
    if peak is not None:
        yield _peak_claim(sheet, calendar, peak, group=group, looks=looks)


def mean_courses(sheet: Sheet, calendar: Calendar, inside: Flags) -> Mapping[int, Course]:
    """The place of each measure of when the records happened → its course."""
    periods: Codes = np.where(inside, calendar.periods, -1)
    courses: dict[int, Course] = {}
    for place, amount in enumerate(sheet.amounts):
        if amount.kind == "duration" and f"{sheet.dataset}.{amount.fields[0]}" != calendar.field:
            continue
        values = np.where(inside, amount.values, np.nan)
        found = mean_course(periods, len(calendar.starts), days=calendar.days, values=values)
        if found is not None:
            courses[place] = found
    return courses


def _means(  # noqa: PLR0913  # what is looked at, and beside what
    sheet: Sheet,
    calendar: Calendar,
    inside: Flags,
    wholes: Mapping[int, Course],
    *,
    group: Group | None,
    looks: int,
) -> Iterator[Claim]:
    """Of each measure; inside a value it is no news where all records move like that."""
    courses = wholes if group is None else mean_courses(sheet, calendar, inside)
    for place, found in courses.items():
        amount = sheet.amounts[place]
        claim = _course(
            sheet, calendar, found, group=group, looks=looks, inside=inside, amount=amount
        )
        known = group is not None and place in wholes and _as_all(found, wholes[place])
        yield replace(claim, interest=_KNOWN) if known else claim


def _as_all(own: Course, whole: Course) -> bool:
    """Whether a value's course is within half of that of all records, which are moving."""
    change = whole.last - whole.first
    near = abs(own.last - own.first - change) <= _NEAR * abs(change)
    return whole.p_value <= _APART and near


def _course(  # noqa: PLR0913  # the claim's own columns, all of one kind
    sheet: Sheet,
    calendar: Calendar,
    found: Course,
    *,
    group: Group | None,
    looks: int,
    inside: Flags,
    amount: Amount | None = None,
) -> Claim:
    unit = amount.unit if amount else "count"
    label = amount.label if amount else sheet.noun.capitalize()
    subject = label if group is None else f"{label}, {words_of(group[0], _value(group))}"
    flat = found.flat and group is None
    chance = min(1.0, found.p_value * looks)
    size = abs(found.last - found.first) / max(abs(found.last), abs(found.first), 1e-300)
    return Claim(
        kind="evenness" if flat else "course",
        sheet=sheet,
        about=_about(calendar, group, amount),
        subject=_subject(group),
        p_value=None if flat else chance,
        strength=0.8 if flat else size,
        reach=float(inside.mean()),
        interest=(_STEADY_MEASURE if amount else _STEADY) if flat else _interest(group, amount),
        way=0 if flat else (1 if found.last > found.first else -1),
        amount=amount,
        focus=group if amount is None and not flat else None,
        calendar=calendar,
        effect=None if flat else Effect(value=found.last - found.first),
        query=_query(sheet, calendar, group, amount),
        say=partial(
            steady_sentence,
            subject,
            unit=unit,
            ends=(found.first, found.last),
            periods=len(calendar.starts),
            grain=calendar.grain,
        )
        if flat
        else partial(course_sentence, _figures(calendar, found, subject, unit, chance)),
    )


def _figures(
    calendar: Calendar, found: Course, subject: str, unit: str | None, chance: float
) -> CourseFigures:
    top = int(np.nanargmax(found.values))
    return CourseFigures(
        subject=subject,
        unit=unit,
        first=found.first,
        last=found.last,
        slope=found.slope,
        periods=int(np.isfinite(found.values).sum()),
        grain=calendar.grain,
        since=axis_text(calendar.starts[0], calendar.grain),
        until=axis_text(calendar.starts[-1], calendar.grain),
        top=(axis_text(calendar.starts[top], calendar.grain), float(found.values[top])),
        p_value=chance,
    )


def _peak_claim(
    sheet: Sheet, calendar: Calendar, peak: Peak, *, group: Group | None, looks: int
) -> Claim:
    label = sheet.noun.capitalize()
    subject = label if group is None else f"{label}, {words_of(group[0], _value(group))}"
    names = [axis_text(calendar.starts[x], calendar.grain) for x in (peak.start, peak.end)]
    when = names[0] if peak.start == peak.end else f"{names[0]} to {names[1]}"
    chance = min(1.0, peak.p_value * looks)
    return Claim(
        kind="course",
        sheet=sheet,
        about=_about(calendar, group, None),
        subject=_subject(group),
        p_value=chance,
        form="peak",
        interest=_interest(group, None),
        strength=1.0 - peak.usual / peak.count,
        reach=peak.count / sheet.records,
        way=1,
        query=_query(sheet, calendar, group, None),
        say=partial(
            peak_sentence,
            subject,
            when=when,
            usual=peak.usual,
            parts=[
                Part(
                    value=axis_text(calendar.starts[peak.start + place], calendar.grain),
                    figure=count,
                )
                for place, count in enumerate(peak.counts)
            ],
            p_value=chance,
        ),
    )


def _query(sheet: Sheet, calendar: Calendar, group: Group | None, amount: Amount | None) -> Query:
    more = () if group is None else (has_value(group[0], _value(group)),)
    return Query(
        expressions=(averaging(sheet, amount) if amount else counting(sheet),),
        grain=calendar.grain,
        time_field=calendar.field,
        filters=filters(sheet, *more),
    )


def _about(calendar: Calendar, group: Group | None, amount: Amount | None) -> frozenset[str]:
    names = {calendar.field.rpartition(".")[2]}
    names |= set(group[0].fields) if group else set()
    return frozenset(names | (set(amount.fields) if amount else set()))


def _interest(group: Group | None, amount: Amount | None) -> float:
    return 1.0 if group is None or amount else course_interest(group[0].fields[0])


def _subject(group: Group | None) -> dict[str, str]:
    return {} if group is None else {group[0].name: _value(group)}


def _value(group: Group) -> str:
    return group[0].grouping.values[group[1]]
