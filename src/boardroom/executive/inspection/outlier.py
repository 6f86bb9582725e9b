"""Single rows with an amount of money far outside of what is usual for their own kind.

Called by the inspector. Looked at are datasets of events whose rows have a key; judged are the rows
of the last month, against those of two years. Fields with personal data are neither shown nor used.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from math import log

import numpy as np

from boardroom.analysis.row_outlier import Rating, rate_rows
from boardroom.errors import BoardroomError
from boardroom.executive.finding import FALSE_SHARE, insight_id
from boardroom.executive.inspection.kind import Findings, Inspection, day_of
from boardroom.executive.key_metric import evidence_from, number
from boardroom.executive.stake import is_money
from boardroom.insight.inspection_wording import OutlierFigures, outlier_sentence
from boardroom.insight.model import Effect, Insight
from boardroom.insight.period_text import day_text
from boardroom.semantic.model import Dataset, EventTime, Field, SemanticModel
from boardroom.semantic.query import Order, Predicate, Query
from boardroom.semantic.result import Result

JUDGED_DAYS = 31
KNOWN_DAYS = 730
MOST_ROWS = 60_000
"""Of larger tables the newest rows are read."""

_MOST_VALUES = 50
_MOST_TOLD = 2
"""Rows of one dataset told; more at once are a rule of theirs, not outliers."""

_LEAST_TIMES = 3.0
"""An amount less than so many times its group's usual, or more than that part of it, is no outlier:
half a year's price or twice the pieces are business."""

_SCORE = 20.0


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """The rows of a dataset with one amount.

    Attributes:
        groups: fields to group by; the first ``links`` of them name other things.
    """

    dataset: Dataset
    key: str
    time: str
    amount: Field
    groups: tuple[str, ...]
    links: int
    query: Query


def find_outliers(inspection: Inspection) -> Findings:
    """The rows of the last month that stand out most, of each dataset; one that does so by several
    amounts is told by the clearest."""
    asked = [item for dataset in inspection.model.datasets for item in _plan(dataset, inspection)]
    answers = inspection.context.ask([item.query for item in asked])
    rows: dict[str, Insight] = {}
    tests = 0
    for item, answer in zip(asked, answers, strict=True):
        if isinstance(answer, BoardroomError):
            continue
        found, judged = _judge(item, answer, inspection)
        for insight in found:
            known = rows.setdefault(insight.id, insight)
            if (insight.p_value or 0.0) < (known.p_value or 0.0):
                rows[insight.id] = insight
        tests += judged
    return Findings(insights=tuple(rows.values()), tests=tests)


def _plan(dataset: Dataset, inspection: Inspection) -> Iterable[_Asked]:
    """The questions about one dataset: one per amount."""
    spec = dataset.time
    if not isinstance(spec, EventTime) or "." in spec.field or len(dataset.primary_key) != 1:
        return
    (key,) = dataset.primary_key
    fields = dataset.field_by_name
    if key not in fields or not _is_open(fields[key]) or not _is_open(fields[spec.field]):
        return
    links = _links(dataset, inspection.model)
    few = [
        item.name
        for item in dataset.fields
        if item.role == "dimension" and _is_open(item) and 2 <= len(item.values) <= _MOST_VALUES
    ]
    end = inspection.context.as_of - timedelta(days=1)
    begin = end - timedelta(days=KNOWN_DAYS - 1)
    for amount in dataset.fields:
        if amount.role != "measure" or not is_money(amount.unit) or not _is_open(amount):
            continue
        names = (key, spec.field, amount.name, *links, *few)
        yield _Asked(
            dataset=dataset,
            key=key,
            time=spec.field,
            amount=amount,
            groups=(*links, *few),
            links=len(links),
            query=Query(
                records=dataset.name,
                fields=tuple(f"{dataset.name}.{name}" for name in names),
                filters=(
                    Predicate(
                        field=f"{dataset.name}.{spec.field}",
                        op=">=",
                        values=(begin,),
                    ),
                    Predicate(
                        field=f"{dataset.name}.{spec.field}",
                        op="<",
                        values=(end + timedelta(days=1),),
                    ),
                ),
                order=(Order(by=spec.field, descending=True),),
                limit=MOST_ROWS,
            ),
        )


def _links(dataset: Dataset, model: SemanticModel) -> list[str]:
    """The fields that say whose a row is: keys of other datasets."""
    columns = [
        link.from_columns[0]
        for link in model.relationships
        if link.from_dataset == dataset.name and link.active and len(link.from_columns) == 1
    ]
    fields = dataset.field_by_name
    named = [name for name in dict.fromkeys(columns) if name in fields and _is_open(fields[name])]
    return [name for name in named if (name,) != dataset.primary_key]


def _is_open(field: Field) -> bool:
    return not field.pii and not field.hidden


def _judge(asked: _Asked, answer: Result, inspection: Inspection) -> tuple[list[Insight], int]:
    """The outliers of the last month, and how many rows were judged."""
    _, when, amount, *groups = (item.name for item in answer.columns)
    amounts = np.nan_to_num(answer.numbers(amount))
    columns = [answer.column(name) for name in groups]
    rating = rate_rows(amounts, _groupings(asked, columns, rows=len(amounts)))
    if rating is None:
        return [], 0
    since = inspection.context.as_of - timedelta(days=JUDGED_DAYS)
    recent = (answer.days(when) >= since.toordinal()) & (amounts > 0)
    fresh = np.flatnonzero(recent).tolist()
    strange = [place for place in fresh if _is_far(rating, place, amounts[place])]
    strange.sort(key=lambda place: float(rating.p_values[place]))
    department = _department(asked.dataset, inspection)
    told = [
        _insight(asked, answer, rating, row=place, department=department)
        for place in strange[:_MOST_TOLD]
    ]
    return told, len(fresh)


def _is_far(rating: Rating, row: int, amount: float) -> bool:
    if rating.p_values[row] >= FALSE_SHARE:
        return False
    return abs(log(amount / rating.usual(row).median)) >= log(_LEAST_TIMES)


def _groupings(
    asked: _Asked, groups: Sequence[Sequence[object]], *, rows: int
) -> Mapping[str, Sequence[object]]:
    """Ways to group: all rows, each field, and whose a row is together with another field."""
    columns = dict(zip(asked.groups, groups, strict=True))
    found: dict[str, Sequence[object]] = {"": ["all"] * rows, **columns}
    whose, what = asked.groups[: asked.links], asked.groups[asked.links :]
    for first, second in product(whose, what):
        pairs = zip(columns[first], columns[second], strict=True)
        found[f"{first} {second}"] = [None if None in pair else pair for pair in pairs]
    return found


def _department(dataset: Dataset, inspection: Inspection) -> str:
    """The dataset's department; where none shows it, that of the first metric over its rows."""
    names = {item.pack.name for item in inspection.departments}
    if dataset.department in names:
        return dataset.department or ""
    for item in inspection.candidates:
        own = item.course.facts
        if dataset.name in own.bases and own.metric.department in names:
            return own.metric.department or ""
    return inspection.departments[0].pack.name


def _insight(
    asked: _Asked, answer: Result, rating: Rating, *, row: int, department: str
) -> Insight:
    cells = answer.rows[row]
    key, day, value = str(cells[0]), day_of(cells[1]), number(cells[2]) or 0.0
    usual = rating.usual(row)
    unit = next(x.unit for x in answer.columns if x.name.endswith(asked.amount.name))
    names = rating.grouping.split()
    parts = [_group_words(asked, name, cells[3 + asked.groups.index(name)]) for name in names]
    sentence = outlier_sentence(
        OutlierFigures(
            label=asked.dataset.label or asked.dataset.name.replace("_", " ").capitalize(),
            key=key,
            group=" and ".join(parts),
            day=day_text(day or date.min),
            unit=unit or asked.amount.unit,
            value=value,
            median=usual.median,
            low=usual.low,
            high=usual.high,
            rows=usual.rows,
            p_value=float(rating.p_values[row]),
        )
    )
    return Insight(
        id=insight_id("outlier", asked.dataset.name, key),
        kind="outlier",
        metric="",
        title=sentence.title,
        text=sentence.text,
        numbers=sentence.numbers,
        names=sentence.names,
        evidence=evidence_from(asked.query, answer),
        subject={f"{asked.dataset.name}.{asked.key}": key},
        department=department,
        uncertainty=sentence.uncertainty,
        score=_SCORE,
        score_parts={"outlier": _SCORE},
        p_value=float(rating.p_values[row]),
        effect=Effect(value=value - usual.median, low=value - usual.high, high=value - usual.low),
    )


def _group_words(asked: _Asked, name: str, value: object) -> str:
    """«customer 24», «item Team»."""
    field = asked.dataset.field_by_name[name]
    label = (field.label or name.replace("_", " ")).lower().removesuffix(" id")
    return f"{label} {value}"
