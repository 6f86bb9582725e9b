"""Which rollups stand ready: computed from exactly the raw data that a query would read.

A rollup table carries its *origin*: a fingerprint of the statement that made it and the versions of
the raw tables it read. Another model, time zone or raw version is another origin, so a rollup that
fell behind is simply not used. Called by ``data.metrics``; ``rollup_build`` writes the tables.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp, parse_one

from boardroom.data.model_tables import Binding, dataset_sql
from boardroom.data.warehouse.duckdb_engine import ROLLUP_PREFIX
from boardroom.data.warehouse.duckdb_views import literal, quote
from boardroom.data.warehouse.snapshot import Snapshot
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import Dataset, SemanticModel
from boardroom.semantic.rollup import Rollup


class RollupBook:
    """The rollups planned for a model, with the statements that compute them.

    Args:
        model: whose datasets they summarise.
        rollups: as ``semantic.rollup_plan`` plans them.
        calendar: whose time zone cuts the days.
    """

    def __init__(self, model: SemanticModel, rollups: Sequence[Rollup], calendar: Calendar) -> None:
        self.rollups = tuple(rollups)
        self._model = model
        self._calendar = calendar
        self._fingerprints: dict[tuple[str, str], str] = {}

    def ready(self, snapshot: Snapshot, binding: Binding) -> tuple[Rollup, ...]:
        """Rollups that may replace raw rows in ``snapshot``, with their table names filled in."""
        if not snapshot.rollup_origins:
            return ()
        found = []
        for rollup in self.rollups:
            table = ROLLUP_PREFIX + rollup.name
            known = snapshot.rollup_origins.get(table)
            if known and known == self.origin(rollup, snapshot, binding):
                found.append(replace(rollup, table=quote(table)))
        return tuple(found)

    def origin(self, rollup: Rollup, snapshot: Snapshot, binding: Binding) -> str | None:
        """What the rollup's contents depend on, as one text; None when its raw data has no
        version."""
        if rollup.dataset in binding.missing:
            return None
        versions = [
            f"{name}@{snapshot.tables[name].version}" for name in binding.tables[rollup.dataset]
        ]
        if not versions or any(text.endswith("@") for text in versions):
            return None
        key = (rollup.name, binding.sql.get(rollup.dataset, ""))
        if key not in self._fingerprints:
            text = self.statement(rollup, binding)
            self._fingerprints[key] = hashlib.sha256(text.encode()).hexdigest()[:16]
        return " ".join([self._fingerprints[key], *sorted(versions)])

    def statement(self, rollup: Rollup, binding: Binding) -> str:
        """The DuckDB SELECT that computes the rollup from raw rows."""
        dataset = self._model.dataset_by_name[rollup.dataset]
        day = f"{self._day(rollup, dataset)} AS {quote(rollup.day)}"
        keys = [f"{_field(dataset, name)} AS {quote(name)}" for name in rollup.keys]
        measures = [
            f"{_aggregate(item.function, _row_sql(dataset, item.argument))} AS {quote(item.column)}"
            for item in rollup.measures
        ]
        return (
            f"SELECT {', '.join([day, *keys, *measures])} "
            f"FROM {dataset_sql(dataset, binding)} AS source GROUP BY ALL"
        )

    def _day(self, rollup: Rollup, dataset: Dataset) -> str:
        """The day of the row in the workspace's time zone."""
        name = rollup.time_field.rpartition(".")[2]
        text = _field(dataset, name)
        if dataset.field_by_name[name].datatype == "DateTimeTz":
            text = f"timezone({literal(self._calendar.time_zone)}, {text})"
        return f"CAST({text} AS DATE)"


def _field(dataset: Dataset, name: str) -> str:
    """A field's expression over its table, in DuckDB's SQL."""
    return parse_one(dataset.field_by_name[name].expression.sql).sql(dialect="duckdb")


def _row_sql(dataset: Dataset, argument: str) -> str:
    """Row-level SQL over the dataset's fields as SQL over its table's columns."""
    if argument == "*":
        return "*"

    def resolve(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Column):
            return node
        return exp.paren(parse_one(dataset.field_by_name[node.name].expression.sql))

    return parse_one(argument).transform(resolve).sql(dialect="duckdb")


def _aggregate(function: str, argument: str) -> str:
    """``SUM(x)``; counts as integers, so that they add up without another type."""
    return f"{function.upper()}({argument})"
