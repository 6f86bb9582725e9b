"""The history of pages as a dataset, ``bi_dashboards``: what each page showed. Called by the
workspace.

One row per page and metric; the page's health score is one of them. The table lies in the lake
beside the data, and is queried like it; a workspace that sits on its own database has none.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from boardroom.insight.model import KeyMetric, Report
from boardroom.semantic.model import (
    Dataset,
    DataType,
    EventTime,
    Expression,
    Field,
    Metric,
    SemanticModel,
)
from boardroom.semantic.result_json import dump_json, json_value

if TYPE_CHECKING:
    import pyarrow as pa

    from boardroom.data.warehouse.lake import Lake

HISTORY = "bi_dashboards"

_HEALTH = "page_health"

_TYPES: dict[str, DataType] = {
    "page_id": "String", "made_at": "DateTimeTz", "as_of": "Date", "title": "String",
    "metric": "String", "label": "String", "department": "String", "unit": "String",
    "value": "Float", "previous": "Float", "period_start": "Date", "period_end": "Date",
    "health": "Float", "risk": "String",
}  # fmt: skip


def with_history(model: SemanticModel) -> SemanticModel:
    """``model`` with the dataset and its metrics; unchanged when it has something of that name."""
    if HISTORY in model.dataset_by_name:
        return model
    dataset = Dataset(
        name=HISTORY,
        source=HISTORY,
        time=EventTime(field="made_at"),
        description="What executive pages showed: one row per page and metric, health among them.",
        fields=tuple(
            Field(name=name, expression=Expression(sql=name), datatype=kind)
            for name, kind in _TYPES.items()
        ),
    )
    metrics = [
        _metric("pages_made", f"COUNT(DISTINCT {HISTORY}.page_id)", unit="count"),
        _metric(
            _HEALTH,
            f"AVG(CASE WHEN {HISTORY}.metric = '{_HEALTH}' THEN {HISTORY}.value END)",
            unit="score",
        ),
    ]
    own = [item for item in metrics if item.name not in model.metric_by_name]
    return replace(model, datasets=(*model.datasets, dataset), metrics=(*model.metrics, *own))


def spoken(model: SemanticModel) -> SemanticModel:
    """``model`` as questions name it: a ``title`` or ``value`` is one of the business, never one of
    a page that was shown."""
    return replace(model, datasets=tuple(_unnamed(item) for item in model.datasets))


def _unnamed(dataset: Dataset) -> Dataset:
    if dataset.name != HISTORY:
        return dataset
    return replace(dataset, fields=tuple(replace(x, hidden=True) for x in dataset.fields))


def append_history(lake: "Lake", report: Report, *, page: str, made_at: datetime) -> None:
    """Write what a page showed; many small files become one. Raises as ``Lake.write``."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from boardroom.data.warehouse.lake_crowd import is_crowded
    from boardroom.data.warehouse.lake_write import WriteOptions

    rows = history_rows(report, page=page, made_at=made_at)
    if not rows.num_rows:
        return
    with lake.lock(HISTORY):
        before = lake.table(HISTORY) if HISTORY in lake.names() else None
        if before is None or not is_crowded(before.sizes):
            lake.write(HISTORY, rows, options=WriteOptions(mode="append"))
            return
        parts = [pq.read_table(file).cast(rows.schema) for file in before.files]
        lake.write(HISTORY, pa.concat_tables([*parts, rows]), options=WriteOptions())
        lake.clean(HISTORY)


def history_rows(report: Report, *, page: str, made_at: datetime) -> "pa.Table":
    """One row per metric that the page shows, and one for its health score.

    Columns: as in ``bi_dashboards``; ``made_at`` in UTC, ``health`` and ``risk`` are the page's.
    """
    import pyarrow as pa
    from pyarrow.json import ParseOptions, read_json

    summary = report.summary
    shared = {
        "page_id": page,
        "made_at": made_at.astimezone(UTC),
        "as_of": report.as_of,
        "title": report.title,
        "health": summary.health.score if summary and summary.health else None,
        "risk": summary.risk.level if summary and summary.risk else None,
    }
    rows = [shared | _values(card) for card in _cards(report)]
    if shared["health"] is not None:
        score = {"metric": _HEALTH, "label": "Health score", "unit": "score"}
        rows.append(shared | score | {"value": shared["health"]})
    types = {
        "String": pa.string(), "Date": pa.date32(), "Float": pa.float64(),
        "DateTimeTz": pa.timestamp("us", tz="UTC"),
    }  # fmt: skip
    schema = pa.schema([(name, types[kind]) for name, kind in _TYPES.items()])
    if not rows:
        return schema.empty_table()
    # As text, because pa.Table.from_pylist loads pandas where that is installed (1.4 s).
    told = pa.schema(
        [(name, types["Float" if kind == "Float" else "String"]) for name, kind in _TYPES.items()]
    )
    lines = "\n".join(dump_json({key: json_value(x) for key, x in row.items()}) for row in rows)
    table = read_json(pa.py_buffer(lines.encode()), parse_options=ParseOptions(told))
    return table.cast(schema)


def _values(card: KeyMetric) -> dict[str, object]:
    return {
        "metric": card.metric,
        "label": card.label,
        "department": card.department,
        "unit": card.unit,
        "value": card.value,
        "previous": card.previous,
        "period_start": card.evidence.period.start,
        "period_end": card.evidence.period.end,
    }


def _cards(report: Report) -> Iterable[KeyMetric]:
    yield from report.key_metrics
    for section in report.sections:
        yield from section.key_metrics


def _metric(name: str, sql: str, *, unit: str) -> Metric:
    return Metric(
        name=name,
        expression=Expression(sql=sql),
        time=EventTime(field=f"{HISTORY}.made_at"),
        unit=unit,
        hidden=True,
    )
