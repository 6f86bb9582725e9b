"""Reading the records of datasets for a survey.

Called by ``executive.survey.surveyor``. A dataset of more than ``MOST_RECORDS`` records is read by
a sample: those whose key, hashed, falls below a limit, so that it is the same on every page and has
nothing to do with what the records say. Without a key there is no such sample: the dataset is left
out, and the report says so. Left out are snapshots, too: the states of one thing are no records of
their own and do not add up. Of a day there are the records dated before it, and those without a
date.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from boardroom.agents.context import Context
from boardroom.executive.key_metric import number
from boardroom.executive.survey.bracket_making import bracket_dimensions
from boardroom.executive.survey.column_making import (
    calendar_of,
    field_dimensions,
    find_texts,
    goal_dimensions,
    identifier_dimensions,
    missing_dimensions,
    time_field,
)
from boardroom.executive.survey.measure_making import durations, field_amounts
from boardroom.executive.survey.sheet import Sheet
from boardroom.insight.model import NotAvailable
from boardroom.semantic.model import Dataset, Metric, SemanticModel, SnapshotTime
from boardroom.semantic.query import Condition, Filter, NamedExpression, Or, Predicate, Query
from boardroom.semantic.result import Result

MOST_RECORDS = 20_000
"""Enough to see a difference of one standard deviation in a hundredth of the records."""

LEAST_RECORDS = 20
_MOST_DATASETS = 40
_MOST_FIELDS = 40
_COUNT = NamedExpression(name="records", expression="COUNT(*)", unit="count")
_HASHES = 16**6
_SHOWN = {"dimension", "measure", "time", "attribute", None}


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """How one dataset is read: the records ``known`` on the day, all or a ``sample`` of them."""

    dataset: Dataset
    fields: tuple[str, ...]
    whole: int
    known: tuple[Filter, ...]
    sample: Filter | None

    @property
    def query(self) -> Query:
        """The question for its records."""
        return Query(
            records=self.dataset.name,
            fields=tuple(f"{self.dataset.name}.{name}" for name in self.fields),
            filters=self.known if self.sample is None else (*self.known, self.sample),
        )


@dataclass(frozen=True, kw_only=True)
class Sheets:
    """What was read, and of what nothing fair could be read."""

    sheets: tuple[Sheet, ...]
    not_available: tuple[NotAvailable, ...]


def read_sheets(context: Context) -> Sheets:
    """The sheets of all datasets with enough records, as the principal sees them."""
    model, hidden = context.model, context.hidden_datasets()
    usable = [
        item
        for item in model.datasets
        if item.name not in hidden and not item.bridge and not _is_stock(item) and _fields(item)
    ]
    known = [_known(item, as_of=context.as_of) for item in usable]
    counted = context.ask(list(map(_counting, usable, known)))
    plans, unread = [], []
    for dataset, told, answer in zip(usable, known, counted, strict=True):
        whole = int(number(answer.rows[0][0]) or 0) if isinstance(answer, Result) else 0
        if whole > MOST_RECORDS and not dataset.primary_key:
            why = f"{whole:,} records without a key, of which no fair sample can be read"
            unread.append(NotAvailable(what=f"Records of {dataset.name}", why=why))
        elif whole >= LEAST_RECORDS:
            plans.append(_plan(dataset, whole, known=told))
    plans = sorted(plans, key=lambda plan: -plan.whole)[:_MOST_DATASETS]
    sheets = []
    for plan in plans:
        answer = context.ask([plan.query])[0]
        if isinstance(answer, Result) and len(answer.rows) >= LEAST_RECORDS:
            sheets.append(_sheet(plan, answer, context))
    return Sheets(sheets=tuple(sheets), not_available=tuple(unread))


def _is_stock(dataset: Dataset) -> bool:
    return isinstance(dataset.time, SnapshotTime)


def _known(dataset: Dataset, *, as_of: date) -> tuple[Filter, ...]:
    """The records that there are on the morning of a day."""
    field = time_field(dataset)
    if field is None:
        return ()
    before = Predicate(field=field, op="<", values=(as_of,))
    return (Or(items=(before, Predicate(field=field, op="is_null"))),)


def _counting(dataset: Dataset, known: tuple[Filter, ...]) -> Query:
    return Query(
        filters=known,
        expressions=(
            NamedExpression(
                name=_COUNT.name, expression=_COUNT.expression, dataset=dataset.name, unit="count"
            ),
        ),
    )


def _fields(dataset: Dataset) -> tuple[str, ...]:
    """Those that may be compared: no keys, nothing hidden, of persons their names at most."""
    found = [
        item.name
        for item in dataset.fields
        if item.role in _SHOWN and not item.hidden and item.pii in {None, "name"}
    ]
    return tuple(found[:_MOST_FIELDS])


def _plan(dataset: Dataset, whole: int, *, known: tuple[Filter, ...]) -> _Plan:
    sample = None
    if whole > MOST_RECORDS:
        cells = ", ".join(f"CAST({dataset.name}.{name} AS VARCHAR)" for name in dataset.primary_key)
        limit = int(_HASHES * MOST_RECORDS / whole)
        sample = Condition(sql=f"LEFT(MD5(CONCAT_WS('|', {cells})), 6) < '{limit:06x}'")
    return _Plan(dataset=dataset, fields=_fields(dataset), whole=whole, known=known, sample=sample)


def _sheet(plan: _Plan, answer: Result, context: Context) -> Sheet:
    dataset, model = plan.dataset, context.model
    columns = list(zip(*answer.rows, strict=True))
    cells: dict[str, Sequence[object]] = dict(zip(plan.fields, columns, strict=True))
    texts = find_texts(dataset, cells)
    dimensions = field_dimensions(dataset, cells, skipped={item.ref for item in texts})
    amounts = field_amounts(dataset, cells, model)
    counting = _counting_metric(dataset.name, model)
    return Sheet(
        dataset=dataset.name,
        noun=_noun(counting, dataset),
        metric=counting.name if counting else "",
        direction=counting.direction if counting else None,
        records=len(answer.rows),
        whole=plan.whole,
        result=answer,
        dimensions=(
            *dimensions,
            *goal_dimensions(dataset, amounts, known=dimensions),
            *missing_dimensions(dataset, cells),
            *bracket_dimensions(dataset.name, amounts),
            *identifier_dimensions(texts),
        ),
        amounts=(*amounts, *durations(dataset, cells, model, known=amounts)),
        texts=texts,
        calendar=calendar_of(dataset, cells, as_of=context.as_of),
        known=plan.known,
        sample=plan.sample,
    )


def _counting_metric(dataset: str, model: SemanticModel) -> Metric | None:
    """The metric that counts the records."""
    plain: Mapping[str, Metric] = {
        item.name: item
        for item in model.metrics
        if item.dataset == dataset and item.filter is None and not item.hidden
    }
    found = (item for item in plain.values() if item.expression.sql.replace(" ", "") == "COUNT(*)")
    return next(found, None)


def _noun(counting: Metric | None, dataset: Dataset) -> str:
    """What the records are, in the plural, where a metric that counts them or their table says
    so."""
    title = "" if counting is None else counting.title
    name = re.sub(r"^number of | count$", "", title.lower())
    table = (dataset.label or dataset.name.replace("_", " ")).lower()
    named = (x for x in (name if name != dataset.name.lower() else "", table) if x.endswith("s"))
    return next(named, "records")
