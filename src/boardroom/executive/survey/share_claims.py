"""Claims on how counts and sums spread over the values of a column: top and bottom contributors,
concentration, one amount again and again. Called by ``executive.survey.examine``."""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from boardroom.analysis.survey.column import Flags, Floats, restrict
from boardroom.analysis.survey.repeat import Load, Repeat, load, repeated
from boardroom.analysis.survey.share import Spread, spread_counts, spread_sums
from boardroom.executive.survey.claim import Claim, counting, filters
from boardroom.executive.survey.claim import words_of as words
from boardroom.executive.survey.interest import share_interest
from boardroom.executive.survey.sheet import Amount, Dimension, Sheet
from boardroom.insight.model import Effect
from boardroom.insight.survey_pen import Part, Row
from boardroom.insight.survey_wording import (
    LoadFigures,
    ShareFigures,
    load_sentence,
    repeat_sentence,
    share_sentence,
)
from boardroom.semantic.query import NamedExpression, Order, Predicate, Query

_FEW = 12
_COMMON = 0.8
_SAME_SHARE = 0.1
_SHOWN = 3


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
                    Row(label=label, unit=amount.unit, parts=parts_of(dimension, sums.amounts))
                )
            elif sums is not None:
                yield _sum_claim(sheet, dimension, amount, sums)
        yield _count_claim(sheet, dimension, counts, also=alike)


def _as_counted(sums: Spread, counts: Spread) -> bool:
    """Whether one value has most of a sum only as it has most of the records."""
    return sums.top == counts.top and abs(sums.share - counts.share) < _SAME_SHARE


def parts_of(dimension: Dimension, amounts: Floats) -> Sequence[Part]:
    """The values with their amounts, largest first."""
    order = np.argsort(-amounts, kind="stable")
    return [Part(value=dimension.grouping.values[i], figure=float(amounts[i])) for i in order]


def spread_query(sheet: Sheet, dimension: Dimension, measure: NamedExpression) -> Query:
    """The question for a count or a sum by the values of a column, largest first."""
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
        query=spread_query(sheet, dimension, counting(sheet)),
        computed=_in_text(dimension),
        say=partial(
            share_sentence,
            ShareFigures(
                label=dimension.label,
                parts=parts_of(dimension, spread.amounts),
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
        query=spread_query(sheet, dimension, _total(sheet, amount)),
        say=partial(
            share_sentence,
            ShareFigures(
                label=dimension.label,
                parts=parts_of(dimension, spread.amounts),
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
                parts=parts_of(groups, per),
                counts=parts_of(groups, found.things),
                p_value=found.p_value,
            ),
        ),
    )


def _busiest(things: Dimension, own: Flags) -> Sequence[Part]:
    counts = restrict(things.grouping, own).counts.astype(float)
    return [part for part in parts_of(things, counts)[:_SHOWN] if part.figure]


def _in_text(dimension: Dimension) -> str | None:
    if dimension.ref is not None:
        return None
    return "Counted from the names of single things in the texts of the records that it reads."
