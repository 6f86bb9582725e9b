"""How many distinct values the columns of facts have: what decides the keys of their rollups.

Measured after a load, remembered beside the rollups, so that the plan a rollup was built by is the
plan queries are answered by. Called by the workspace, which hands the counts to ``plan_rollups``.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from sqlglot import parse_one

from boardroom.data.model_tables import Binding, bind, dataset_sql
from boardroom.data.warehouse.engine import Engine, Limits
from boardroom.data.warehouse.lake import Lake
from boardroom.errors import StorageError
from boardroom.semantic.model import Dataset, Field, SemanticModel

FILE_NAME = "distinct.json"


def measure_distinct(model: SemanticModel, engine: Engine, lake: Lake) -> Mapping[str, int]:
    """``dataset.field`` → about how many distinct values, for possible rollup keys; remembers them.

    One scan per dataset that has a time or that others point at; datasets whose table is missing
    are left out.

    Raises:
        StorageError: the counts cannot be written.
    """
    found: dict[str, int] = {}
    related = {link.to_dataset for link in model.relationships}
    with engine.hold() as snapshot:
        binding = bind(model, snapshot.tables, engine.dialect)
        for dataset in model.datasets:
            fields = _candidates(model, dataset)
            asked = dataset.time is not None or dataset.name in related
            if not asked or not fields or dataset.name in binding.missing:
                continue
            statement = _count_sql(dataset, fields, binding)
            unbounded = Limits(timeout_seconds=None)
            row = snapshot.query_many([statement], limits=unbounded)[0].to_pylist()
            names = (f"{dataset.name}.{item.name}" for item in fields)
            found |= dict(zip(names, row[0].values(), strict=True))
    _write(_path(lake), found)
    return found


def known_distinct(lake: Lake) -> Mapping[str, int]:
    """The counts measured last; empty before the first time."""
    try:
        stored = json.loads(_path(lake).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {str(name): int(count) for name, count in stored.items()}


def _candidates(model: SemanticModel, dataset: Dataset) -> list[Field]:
    """Dimensions of the dataset and the columns by which it points at others."""
    links = {
        name
        for link in model.relationships
        if link.from_dataset == dataset.name
        for name in link.from_columns
    }
    return [
        item
        for item in dataset.fields
        if item.name in links or (not item.temporal and item.role in {None, "dimension"})
    ]


def _count_sql(dataset: Dataset, fields: list[Field], binding: Binding) -> str:
    cells = ", ".join(
        f"approx_count_distinct({parse_one(item.expression.sql).sql(dialect='duckdb')}) AS n{place}"
        for place, item in enumerate(fields)
    )
    return f"SELECT {cells} FROM {dataset_sql(dataset, binding)} AS source"


def _path(lake: Lake) -> Path:
    return lake.root.parent / "rollups" / FILE_NAME


def _write(path: Path, counts: Mapping[str, int]) -> None:
    """Whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{FILE_NAME}.{os.getpid()}")
        fresh.write_text(json.dumps(counts, indent=1), "utf-8")
        fresh.replace(path)
    except OSError as exc:
        raise StorageError(f"cannot write {str(path)!r}: {exc.strerror}") from exc
