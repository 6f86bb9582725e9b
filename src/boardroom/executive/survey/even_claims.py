"""Claims that a column makes no difference: which counts, sums and means no value of it has more
of, what moves alike in all of them, and which other columns have nothing to do with it. Called by
``executive.survey.examine``."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from math import isnan

import numpy as np

from boardroom.analysis.survey.association import rates_differ, unrelated
from boardroom.analysis.survey.chance import table_of
from boardroom.analysis.survey.column import Codes
from boardroom.analysis.survey.difference import Difference, difference
from boardroom.analysis.survey.parallel import parallel
from boardroom.analysis.survey.share import Spread, spread_counts, spread_sums, would_show
from boardroom.executive.survey.claim import Claim, counting
from boardroom.executive.survey.course_claims import mean_courses
from boardroom.executive.survey.interest import share_interest
from boardroom.executive.survey.share_claims import parts_of, spread_query
from boardroom.executive.survey.sheet import Amount, Dimension, Sheet
from boardroom.insight.even_wording import Mix, even_sentence
from boardroom.insight.survey_pen import Part, Row, Says

_FEW = 12
_MOST_MIXED, _MOST_ASIDE, _MIXES = 8, 5, 2
_BY_CHANCE = 0.01
"""Among the hundred or so comparisons of a table, one as unlikely is no surprise."""

_NEARLY_ALL = 0.9
_EVEN = 0.2


def even_claims(sheet: Sheet) -> Iterator[Claim]:
    """For each column of few values, what it makes no difference to."""
    ways = _ways(sheet)
    fields = [item for item in sheet.dimensions if item.kind == "field"]
    for place, dimension in enumerate(fields):
        if len(dimension.grouping.values) > _FEW:
            continue
        rows = list(_rows(sheet, dimension, ways))
        if rows:
            yield Claim(
                kind="evenness",
                sheet=sheet,
                about=frozenset(dimension.fields),
                strength=1.0,
                reach=1.0,
                interest=_EVEN * share_interest(dimension.fields[0]),
                query=spread_query(sheet, dimension, counting(sheet)),
                say=partial(
                    even_sentence,
                    dimension.label,
                    rows,
                    noun=sheet.noun,
                    mixes=_mixes(dimension, fields[place + 1 :]),
                ),
            )


def _ways(sheet: Sheet) -> Mapping[int, int]:
    """The place of each measure of which it is known → where its course goes: up, down, or
    nowhere (0)."""
    if sheet.calendar is None:
        return {}
    everything = np.ones(sheet.records, dtype=bool)
    courses = mean_courses(sheet, sheet.calendar, everything)
    moving = {place: x for place, x in courses.items() if x.p_value <= _BY_CHANCE}
    ways = {place: 1 if x.last > x.first else -1 for place, x in moving.items()}
    return ways | {place: 0 for place, x in courses.items() if x.flat}


def _rows(sheet: Sheet, dimension: Dimension, ways: Mapping[int, int]) -> Iterator[Row]:
    counts = spread_counts(dimension.grouping)
    if counts is not None and _is_even(counts, counts.whole * counts.even):
        yield Row(label=sheet.noun, unit="count", parts=parts_of(dimension, counts.amounts))
    yield from _steady_row(sheet, dimension)
    for place, amount in enumerate(sheet.amounts):
        if set(amount.fields) & set(dimension.fields):
            continue
        label = amount.label.lower()
        sums = spread_sums(dimension.grouping, amount.values) if amount.additive else None
        if sums is not None and _is_even(sums, sums.worth * sums.even):
            parts = parts_of(dimension, sums.amounts)
            yield Row(label=f"{label} in all", unit=amount.unit, parts=parts)
        found = difference(dimension.grouping, amount.values)
        if found is not None and found.p_value > _BY_CHANCE and (parts := _known(dimension, found)):
            yield Row(label=f"{label} on average", unit=amount.unit, parts=parts)
        if place in ways:
            yield from _moving_row(sheet, dimension, amount, way=ways[place])


def _steady_row(sheet: Sheet, dimension: Dimension) -> Iterator[Row]:
    """The records per period at first and at last, where no value's share of them moves."""
    calendar = sheet.calendar
    if calendar is None:
        return
    size, codes = len(calendar.starts), dimension.grouping.codes
    values = len(dimension.grouping.values)
    when = np.where(calendar.periods >= 0, calendar.periods.astype(float), np.nan)
    found = difference(dimension.grouping, when)
    if found is None or found.p_value <= _BY_CHANCE or not _known(dimension, found):
        return
    thirds = np.where(calendar.periods >= 0, calendar.periods * 3 // size, -1)
    table = table_of(codes, thirds, (values, 3))
    if rates_differ(table) <= _BY_CHANCE:
        return
    periods = [int((np.arange(size) * 3 // size == third).sum()) for third in (0, 2)]
    parts = [
        Part(
            value=value,
            figure=float(table[place, 0]) / periods[0],
            then=float(table[place, 2]) / periods[1],
        )
        for place, value in enumerate(dimension.grouping.values)
        if would_show(found.counts[place])
    ]
    label = f"{sheet.noun} per {calendar.grain}"
    yield Row(label=label, unit="count", parts=parts, says="steady")


def _moving_row(sheet: Sheet, dimension: Dimension, amount: Amount, *, way: int) -> Iterator[Row]:
    """Means at first and at last, where the measure moves alike in all values, or in none."""
    calendar = sheet.calendar
    if calendar is None:
        return
    when = np.where(calendar.periods >= 0, calendar.days, np.nan)
    found = parallel(dimension.grouping, when, amount.values, way=way)
    if found is None:
        return
    parts = [
        Part(value=value, figure=float(found.firsts[place]), then=float(found.lasts[place]))
        for place, value in enumerate(dimension.grouping.values)
        if not isnan(found.firsts[place])
    ]
    says: Says = "rising" if way > 0 else "falling" if way else "steady"
    yield Row(label=f"{amount.label.lower()} on average", unit=amount.unit, parts=parts, says=says)


def _mixes(dimension: Dimension, others: Sequence[Dimension]) -> Sequence[Mix]:
    """The first columns of which the values have the same mix."""
    found: list[Mix] = []
    values = dimension.grouping.values
    for item in others if len(values) <= _MOST_MIXED else ():
        if len(item.grouping.values) > _MOST_ASIDE or len(found) == _MIXES:
            continue
        shape = (len(values), len(item.grouping.values))
        table = table_of(dimension.grouping.codes, item.grouping.codes, shape)
        if unrelated(table) and table[0].any():
            found.append(Mix(label=item.label.lower(), shares=_shares(dimension, item, table)))
    return found


def _shares(
    dimension: Dimension, other: Dimension, table: Codes
) -> Sequence[tuple[str, Sequence[Part]]]:
    """The other column's shares in the most frequent value, and in all others together."""
    names = (dimension.grouping.values[0], "elsewhere")
    counts = (table[0], table[1:].sum(0))
    return [
        (name, parts_of(other, own / own.sum())) for name, own in zip(names, counts, strict=True)
    ]


def _known(dimension: Dimension, found: Difference) -> Sequence[Part]:
    """Means of the values with so many records that a difference would show; none where those are
    not nearly all."""
    enough = np.array([would_show(count) for count in found.counts])
    if enough.sum() < 2 or found.counts[enough].sum() < _NEARLY_ALL * found.counts.sum():
        return ()
    parts = parts_of(dimension, np.where(enough, found.means, np.nan))
    return [part for part in parts if not isnan(part.figure)]


def _is_even(spread: Spread, records: float) -> bool:
    """Whether the values are no more apart than chance makes them, and would show if they were;
    ``records`` are as many as each would have of what they share."""
    return spread.p_value > _BY_CHANCE and would_show(records)
