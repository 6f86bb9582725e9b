"""Claims on measures that go together, with each other or with how many records there are; or that
do not. Called by ``executive.survey.examine``."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from boardroom.analysis.survey.association import Correlation, correlation
from boardroom.analysis.survey.column import Floats
from boardroom.analysis.survey.pace import Pace, pace
from boardroom.executive.survey.claim import Claim, averaging, counting, filters
from boardroom.executive.survey.sheet import Amount, Calendar, Dimension, Sheet
from boardroom.insight.model import Effect
from boardroom.insight.survey_pen import Part
from boardroom.insight.survey_wording import (
    LinkFigures,
    link_sentence,
    no_link_sentence,
)
from boardroom.semantic.query import NamedExpression, Query

_SAME = 0.95
_FIFTHS = 5
_ABSENT = 0.165
_CERTAIN, _PLAIN = 0.001, 0.3
_YEAR = 365.25
_UNIT_DAYS: Mapping[str | None, float] = {
    "years": _YEAR,
    "months": _YEAR / 12,
    "weeks": 7.0,
    "days": 1.0,
    "hours": 1 / 24,
    "minutes": 1 / 1_440,
    "seconds": 1 / 86_400,
}


def correlation_claims(sheet: Sheet) -> Iterator[Claim]:
    """Of each pair of measures that are not made of the same fields, nor much the same."""
    for one, two in itertools.combinations(sheet.amounts, 2):
        if set(one.fields) & set(two.fields):
            continue
        first, second = (
            (one, two) if two.kind == "duration" or one.kind != "duration" else (two, one)
        )
        found = correlation(first.values, second.values)
        if found is not None and not (one.unit == two.unit and found.spearman >= _SAME):
            yield _link(sheet, first, second, found)


def go_together(sheet: Sheet, bracket: Dimension, amount: Amount) -> bool:
    """Whether a measure rises or falls with the one that a column has the brackets of, which says
    more than that one bracket differs."""
    for other in sheet.amounts:
        if other.fields == bracket.fields:
            found = correlation(other.values, amount.values)
            return found is not None and found.p_value <= _CERTAIN and abs(found.spearman) >= _PLAIN
    return False


def pace_claims(sheet: Sheet) -> Iterator[Claim]:
    """Of each length of time, whether it is longer in weeks with more records."""
    calendar = sheet.calendar
    if calendar is None:
        return
    for amount in sheet.amounts:
        starts = amount.kind == "field" or f"{sheet.dataset}.{amount.fields[0]}" == calendar.field
        unit_days = _UNIT_DAYS.get(amount.unit)
        if unit_days is not None and starts:
            found = pace(calendar.days, amount.values, unit_days=unit_days)
            if found is not None:
                yield _pace(sheet, calendar, amount, found)


def _link(sheet: Sheet, first: Amount, second: Amount, found: Correlation) -> Claim:
    query = Query(
        expressions=(
            NamedExpression(
                name="correlation",
                expression=f"CORR({first.sql}, {second.sql})",
                dataset=sheet.dataset,
            ),
        ),
        filters=filters(sheet),
    )
    bracket = next(
        (x for x in sheet.dimensions if x.kind == "bracket" and x.fields == first.fields), None
    )
    figures = LinkFigures(
        first=first.label,
        second=second.label,
        first_unit=first.unit,
        second_unit=second.unit,
        spearman=found.spearman,
        low=found.low,
        high=found.high,
        records=found.records,
        steps=_steps(first.values, second.values),
        brackets=() if bracket is None else _means(bracket, second.values),
        p_value=found.p_value,
    )
    about = frozenset({*first.fields, *second.fields})
    claim = _claim(sheet, about, second, found, query=query, figures=figures)
    return claim if bracket is None else replace(claim, edges=bracket.edges)


def _means(bracket: Dimension, values: Floats) -> Sequence[Part]:
    """The mean in each bracket, lowest first."""
    codes = bracket.grouping.codes
    known = np.isfinite(values)
    return [
        Part(value=value, figure=float(values[own].mean()))
        for place, value in enumerate(bracket.grouping.values)
        if (own := known & (codes == place)).any()
    ]


def _pace(sheet: Sheet, calendar: Calendar, amount: Amount, found: Pace) -> Claim:
    query = Query(
        expressions=(counting(sheet), averaging(sheet, amount)),
        grain="week",
        time_field=calendar.field,
        filters=filters(sheet),
    )
    link = found.link
    figures = LinkFigures(
        first=f"the number of {sheet.noun} per week",
        second=amount.label,
        first_unit="count",
        second_unit=amount.unit,
        spearman=link.spearman,
        low=link.low,
        high=link.high,
        records=link.records,
        steps=_steps(found.counts, found.means),
        p_value=link.p_value,
        noun="weeks",
    )
    about = frozenset({*amount.fields, calendar.field.rpartition(".")[2]})
    return replace(_claim(sheet, about, amount, link, query=query, figures=figures), form="pace")


def _claim(  # noqa: PLR0913  # what both kinds of link are told from
    sheet: Sheet,
    about: frozenset[str],
    second: Amount,
    found: Correlation,
    *,
    query: Query,
    figures: LinkFigures,
) -> Claim:
    absent = found.absent
    return Claim(
        kind="evenness" if absent else "association",
        sheet=sheet,
        about=about,
        p_value=None if absent else found.p_value,
        strength=1.0 if absent else abs(found.spearman),
        reach=1.0 if absent else min(1.0, found.records / sheet.records),
        interest=_ABSENT if absent else 1.0,
        form="link" if absent else "",
        way=0 if absent else 1 if found.spearman > 0 else -1,
        amount=second,
        effect=Effect(value=found.spearman, low=found.low, high=found.high),
        query=query,
        computed="Rank correlation; the query gives what it is made of.",
        say=partial(no_link_sentence if absent else link_sentence, figures),
    )


def _steps(first: Floats, second: Floats) -> Sequence[tuple[float, float]]:
    """Fifths by the first, with the second's mean in each."""
    known = np.isfinite(first) & np.isfinite(second)
    order = np.argsort(first[known], kind="stable")
    one, two = first[known][order], second[known][order]
    parts = zip(np.array_split(one, _FIFTHS), np.array_split(two, _FIFTHS), strict=True)
    return [(float(high.max()), float(values.mean())) for high, values in parts]
