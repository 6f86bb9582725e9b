"""Claims on how counts and sums spread over the values of a column: top and bottom contributors,
concentration, evenness, one amount again and again. Called by ``executive.survey.examine``."""

from collections.abc import Iterator, Sequence
from functools import partial
from math import isnan

import numpy as np

from boardroom.analysis.survey.association import rates_differ
from boardroom.analysis.survey.chance import table_of
from boardroom.analysis.survey.column import Flags, Floats, restrict
from boardroom.analysis.survey.difference import Difference, difference
from boardroom.analysis.survey.repeat import Load, Repeat, load, repeated
from boardroom.analysis.survey.share import Spread, spread_counts, spread_sums, would_show
from boardroom.executive.survey.claim import Claim, counting, filters
from boardroom.executive.survey.claim import words_of as words
from boardroom.executive.survey.interest import share_interest
from boardroom.executive.survey.sheet import Amount, Dimension, Sheet
from boardroom.insight.model import Effect
from boardroom.insight.survey_wording import (
    LoadFigures,
    Part,
    Row,
    ShareFigures,
    even_sentence,
    load_sentence,
    repeat_sentence,
    share_sentence,
)
from boardroom.semantic.query import NamedExpression, Order, Predicate, Query

_FEW = 12
_COMMON = 0.8
_BY_CHANCE = 0.01
"""Among the hundred or so comparisons of a table, one as unlikely is no surprise."""

_SAME_SHARE = 0.1
_NEARLY_ALL = 0.9
_SHOWN = 3
_EVEN = 0.22


def share_claims(sheet: Sheet) -> Iterator[Claim]:
    """Of counts over each column, and of sums of what adds up."""
    for dimension in sheet.dimensions:
        if dimension.kind in {"missing", "goal", "bracket"}:
            continue
        counts = spread_counts(dimension.grouping)
        if counts is None:
            continue
        alike: list[Row] = []
        for amount in sheet.amounts:
            if not amount.additive or dimension.kind != "field":
                continue
            sums = spread_sums(dimension.grouping, amount.values)
            if sums is not None and _as_counted(sums, counts):
                label = amount.label.lower()
                alike.append(
                    Row(label=label, unit=amount.unit, parts=_parts(dimension, sums.amounts))
                )
            elif sums is not None:
                yield _sum_claim(sheet, dimension, amount, sums)
        yield _count_claim(sheet, dimension, counts, also=alike)


def _as_counted(sums: Spread, counts: Spread) -> bool:
    """Whether one value has most of a sum only as it has most of the records."""
    return sums.top == counts.top and abs(sums.share - counts.share) < _SAME_SHARE


def even_claims(sheet: Sheet) -> Iterator[Claim]:
    """For each column, the counts, sums and means of which no value stands out."""
    for dimension in sheet.dimensions:
        if dimension.kind != "field" or len(dimension.grouping.values) > _FEW:
            continue
        rows = list(_even_rows(sheet, dimension))
        if rows:
            yield Claim(
                kind="evenness",
                sheet=sheet,
                about=frozenset(dimension.fields),
                strength=1.0,
                reach=1.0,
                interest=_EVEN * share_interest(dimension.fields[0]),
                query=_query(sheet, dimension, counting(sheet)),
                say=partial(even_sentence, dimension.label, rows, noun=sheet.noun),
            )


def _even_rows(sheet: Sheet, dimension: Dimension) -> Iterator[Row]:
    counts = spread_counts(dimension.grouping)
    if counts is not None and _is_even(counts, counts.whole * counts.even):
        yield Row(label=sheet.noun, unit="count", parts=_parts(dimension, counts.amounts))
    yield from _steady_row(sheet, dimension)
    for amount in sheet.amounts:
        if set(amount.fields) & set(dimension.fields):
            continue
        label = amount.label.lower()
        sums = spread_sums(dimension.grouping, amount.values) if amount.additive else None
        if sums is not None and _is_even(sums, sums.worth * sums.even):
            parts = _parts(dimension, sums.amounts)
            yield Row(label=f"{label} in all", unit=amount.unit, parts=parts)
        found = difference(dimension.grouping, amount.values)
        if found is not None and found.p_value > _BY_CHANCE and (parts := _known(dimension, found)):
            yield Row(label=f"{label} on average", unit=amount.unit, parts=parts)


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
    label = f"{sheet.noun} per {calendar.grain} in the first and the last third of the time"
    yield Row(label=label, unit="count", parts=parts, steady=True)


def _known(dimension: Dimension, found: Difference) -> Sequence[Part]:
    """Means of the values with so many records that a difference would show; none where those are
    not nearly all."""
    enough = np.array([would_show(count) for count in found.counts])
    if enough.sum() < 2 or found.counts[enough].sum() < _NEARLY_ALL * found.counts.sum():
        return ()
    parts = _parts(dimension, np.where(enough, found.means, np.nan))
    return [part for part in parts if not isnan(part.figure)]


def _is_even(spread: Spread, records: float) -> bool:
    """Whether the values are no more apart than chance makes them, and would show if they were;
    ``records`` are as many as each would have of what they share."""
    return spread.p_value > _BY_CHANCE and would_show(records)


def _parts(dimension: Dimension, amounts: Floats) -> Sequence[Part]:
    order = np.argsort(-amounts, kind="stable")
    return [Part(value=dimension.grouping.values[i], figure=float(amounts[i])) for i in order]


def _query(sheet: Sheet, dimension: Dimension, measure: NamedExpression) -> Query:
    if dimension.ref is None:
        return Query(
            records=sheet.dataset,
            fields=tuple(f"{sheet.dataset}.{name}" for name in dimension.fields),
            filters=filters(sheet),
        )
    return Query(
        expressions=(measure,),
        group_by=(dimension.ref,),
        filters=filters(sheet),
        order=(Order(by=measure.name, descending=True),),
    )


def _count_claim(
    sheet: Sheet, dimension: Dimension, spread: Spread, *, also: Sequence[Row]
) -> Claim:
    top = dimension.grouping.values[spread.top]
    known = spread.low is not None and spread.high is not None
    return Claim(
        kind="share",
        sheet=sheet,
        about=frozenset(dimension.fields),
        subject={dimension.name: top},
        p_value=spread.p_value,
        strength=(spread.share - spread.even) / (1.0 - spread.even),
        reach=spread.whole / sheet.records,
        interest=share_interest(dimension.fields[0]),
        way=1,
        effect=Effect(value=spread.share, low=spread.low, high=spread.high) if known else None,
        focus=(dimension, spread.top),
        query=_query(sheet, dimension, counting(sheet)),
        computed=_in_text(dimension),
        say=partial(
            share_sentence,
            ShareFigures(
                label=dimension.label,
                parts=_parts(dimension, spread.amounts),
                noun=sheet.noun,
                unit="count",
                p_value=spread.p_value,
                also=also,
            ),
        ),
    )


def _total(sheet: Sheet, amount: Amount) -> NamedExpression:
    return NamedExpression(
        name="total", expression=f"SUM({amount.sql})", dataset=sheet.dataset, unit=amount.unit
    )


def _sum_claim(sheet: Sheet, dimension: Dimension, amount: Amount, spread: Spread) -> Claim:
    return Claim(
        kind="share",
        sheet=sheet,
        about=frozenset({*dimension.fields, *amount.fields}),
        subject={dimension.name: dimension.grouping.values[spread.top]},
        p_value=spread.p_value,
        strength=(spread.share - spread.even) / (1.0 - spread.even),
        reach=1.0,
        interest=share_interest(dimension.fields[0]),
        way=1,
        amount=amount,
        focus=(dimension, spread.top),
        query=_query(sheet, dimension, _total(sheet, amount)),
        say=partial(
            share_sentence,
            ShareFigures(
                label=dimension.label,
                parts=_parts(dimension, spread.amounts),
                noun=f"{amount.label.lower()} in all",
                unit=amount.unit,
                p_value=spread.p_value,
            ),
        ),
    )


def repeat_claims(sheet: Sheet) -> Iterator[Claim]:
    """One amount again and again, with what those records have in common."""
    for amount in sheet.amounts:
        found = repeated(amount.values) if amount.kind == "field" else None
        if found is not None:
            yield _repeat_claim(sheet, amount, found)


def _repeat_claim(sheet: Sheet, amount: Amount, found: Repeat) -> Claim:
    shared: list[Part] = []
    subject: dict[str, str] = {}
    for dimension in sheet.dimensions:
        codes = dimension.grouping.codes
        inside = codes[found.holders & (codes >= 0)]
        counts = np.bincount(inside, minlength=len(dimension.grouping.values))
        top = int(counts.argmax())
        usual = dimension.grouping.counts[top] / sheet.records
        if dimension.kind == "field" and counts[top] >= _COMMON * found.count and usual < _COMMON:
            value = dimension.grouping.values[top]
            shared.append(Part(value=words(dimension, value), figure=float(counts[top])))
            subject[dimension.name] = value
    first = shared[0] if shared else None
    return Claim(
        kind="repeat",
        sheet=sheet,
        about=frozenset(amount.fields),
        subject=subject,
        p_value=found.p_value,
        strength=1.0 - found.next_count / found.count,
        reach=found.count / found.records * (1.0 if first else 0.5),
        amount=amount,
        records=found.holders,
        query=Query(
            expressions=(counting(sheet),),
            group_by=tuple(f"{sheet.dataset}.{name}" for name in amount.fields),
            filters=filters(sheet),
            order=(Order(by="records", descending=True),),
            limit=10,
        ),
        say=partial(
            repeat_sentence,
            amount.label,
            unit=amount.unit,
            figures=(found.value, found.count, found.next_count, found.records),
            who=shared,
            p_value=found.p_value,
        ),
    )


def load_claims(sheet: Sheet) -> Iterator[Claim]:
    """Records per thing, for each pair of columns of which one belongs to the other."""
    fields = [item for item in sheet.dimensions if item.kind == "field"]
    for groups in fields:
        if len(groups.grouping.values) > _FEW:
            continue
        for things in fields:
            if len(things.grouping.values) >= 2 * len(groups.grouping.values):
                found = load(groups.grouping, things.grouping)
                if found is not None:
                    yield _load_claim(sheet, groups, things, found)


def _load_claim(sheet: Sheet, groups: Dimension, things: Dimension, found: Load) -> Claim:
    top = groups.grouping.values[found.top]
    rows, distinct = int(found.records[found.top]), int(found.things[found.top])
    known = np.isfinite(found.per)
    per = np.where(known, found.per, 0.0)
    own = groups.grouping.codes == found.top
    return Claim(
        kind="association",
        sheet=sheet,
        about=frozenset({*groups.fields, *things.fields}),
        subject={groups.name: top},
        p_value=found.p_value,
        strength=max(0.0, 1.0 - found.rest / float(found.per[found.top])),
        reach=rows / sheet.records,
        way=1,
        query=Query(
            expressions=(
                counting(sheet),
                NamedExpression(
                    name="things",
                    expression=f"COUNT(DISTINCT {sheet.dataset}.{things.fields[0]})",
                    dataset=sheet.dataset,
                    unit="count",
                ),
            ),
            group_by=(f"{sheet.dataset}.{groups.fields[0]}",),
            filters=filters(
                sheet, Predicate(field=f"{sheet.dataset}.{things.fields[0]}", op="is_not_null")
            ),
        ),
        say=partial(
            load_sentence,
            LoadFigures(
                subject=words(groups, top),
                by=groups.label.lower(),
                noun=sheet.noun,
                thing=things.label.lower(),
                records=rows,
                things=distinct,
                rest=found.rest,
                busiest=_busiest(things, own),
                parts=_parts(groups, per),
                counts=_parts(groups, found.things),
                p_value=found.p_value,
            ),
        ),
    )


def _busiest(things: Dimension, own: Flags) -> Sequence[Part]:
    counts = restrict(things.grouping, own).counts.astype(float)
    return [part for part in _parts(things, counts)[:_SHOWN] if part.figure]


def _in_text(dimension: Dimension) -> str | None:
    if dimension.ref is not None:
        return None
    return "Counted from the names of single things in the texts of the records that it reads."
