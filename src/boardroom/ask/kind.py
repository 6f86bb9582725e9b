"""Kinds of things that a model counts: «won deals» are the deals that the metric ``won_deals``
counts, of the day by which it dates them.

So a list of won deals, their median amount and their number are of the same rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from boardroom.semantic.compiler.expression import canonical_sql, parse, references
from boardroom.semantic.model import (
    EventTime,
    IntervalTime,
    Metric,
    Relationship,
    SemanticModel,
    TimeSpec,
)
from boardroom.semantic.query import And, Condition, Exists, Filter, Or, Predicate


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Some of the rows of a dataset.

    Attributes:
        metric: the metric that counts them.
        dataset: what they are.
        rows: the dataset whose rows are counted: the same, or what belongs to them.
        filters: which rows of it.
        time: how the rows are dated.
        through: from the counted rows to what they belong to.
        is_all: whether it is all things of the dataset.
    """

    metric: str
    dataset: str
    rows: str
    filters: tuple[Filter, ...]
    time: TimeSpec | None
    through: Relationship | None = None
    is_all: bool = False

    def at(self, day: date) -> tuple[Filter, ...]:
        """Which they are; of states, on a day."""
        found = self.filters
        if isinstance(self.time, IntervalTime):
            start, end = self._own(self.time.start), self._own(self.time.end)
            later = Predicate(field=end, op=">", values=(day,))
            lasts = Or(items=(Predicate(field=end, op="is_null"), later))
            found = (*found, Predicate(field=start, op="<=", values=(day,)), lasts)
        if self.through is None:
            return found
        where = And(items=found) if found else None
        return (Exists(dataset=self.rows, of=self.dataset, via=self.through.name, where=where),)

    @property
    def moment(self) -> str | None:
        """The field that says when each happened; of states, nothing."""
        if self.through is None and isinstance(self.time, EventTime):
            return self._own(self.time.field)
        return None

    @property
    def value(self) -> tuple[str, str] | None:
        """The field and its one value by which they are told, where that is all."""
        one = self.filters[0] if len(self.filters) == 1 else None
        if isinstance(one, Predicate) and one.op == "=":
            return one.field, str(one.values[0])
        return None

    def _own(self, name: str) -> str:
        return name if "." in name else f"{self.rows}.{name}"


def kinds(model: SemanticModel) -> Iterator[Kind]:
    """All that the model counts."""
    for metric in model.metrics:
        kind = None if metric.hidden else kind_of(metric, model)
        if kind is not None:
            yield kind


def kind_of(metric: Metric, model: SemanticModel) -> Kind | None:
    """The rows that a metric counts, where it counts rows and does nothing else."""
    if metric.inputs or metric.window or metric.offset or metric.to_date or metric.at:
        return None
    call, said = parse(metric.expression.sql), None
    if isinstance(call, exp.Filter):
        call, said = call.this, call.expression.this
    if not isinstance(call, exp.Count):
        return None
    rows, column = _counted(call.this, said, metric.dataset)
    if rows not in model.dataset_by_name:
        return None
    link = next((x for x in model.relationships if _points(x, rows, column)), None)
    own = model.dataset_by_name[rows].primary_key == (column,)
    if isinstance(call.this, exp.Distinct) and link is None and not own:
        return None
    filters = () if said is None else (_filter(said),)
    if metric.filter:
        filters = (*filters, Condition(sql=metric.filter))
    time = metric.time or model.dataset_by_name[rows].time
    counted = column and column not in model.dataset_by_name[rows].primary_key
    if counted and link is None and not _is_start(time, column):
        filters = (*filters, Predicate(field=f"{rows}.{column}", op="is_not_null"))
    return Kind(
        metric=metric.name,
        dataset=link.to_dataset if link else rows,
        rows=rows,
        filters=filters,
        time=time,
        through=link,
        is_all=not filters and link is None and metric.time is None,
    )


def _counted(what: exp.Expr, said: exp.Expr | None, dataset: str | None) -> tuple[str, str]:
    """The dataset of the rows, and the column of which there has to be a value; nothing where it
    cannot be told."""
    if isinstance(what, exp.Distinct) and len(what.expressions) == 1:
        what = what.expressions[0]
    if isinstance(what, exp.Column):
        rows, _, column = what.name.rpartition(".")
        return rows, column
    if not isinstance(what, exp.Star | exp.Literal):
        return "", ""
    tables = {name.rpartition(".")[0] for name in references(said)} if said is not None else set()
    rows = dataset or (tables.pop() if len(tables) == 1 else "")
    return rows, ""


def _filter(said: exp.Expr) -> Filter:
    column, value = said.this, said.args.get("expression")
    plain = isinstance(said, exp.EQ) and isinstance(column, exp.Column) and "." in column.name
    if plain and isinstance(value, exp.Literal) and value.is_string:
        return Predicate(field=column.name, op="=", values=(value.this,))
    return Condition(sql=canonical_sql(said))


def _points(link: Relationship, rows: str, column: str) -> bool:
    return bool(column) and link.from_dataset == rows and link.from_columns == (column,)


def _is_start(time: TimeSpec | None, column: str) -> bool:
    """Whether what has a time has that column, anyway."""
    start = time.start if isinstance(time, IntervalTime) else ""
    return start.rpartition(".")[2] == column
