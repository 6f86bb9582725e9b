"""A generated star: sales of three years at 50 stores, as many rows as asked for, with its semantic
model.

Rows are sorted by time, as the loader sorts them. The numbers are made by DuckDB's hash, so every
run has the same ones.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from boardroom.clock import FixedClock
from boardroom.data.metrics import MetricsService, MetricsSetup
from boardroom.data.warehouse.duckdb_engine import DuckDbEngine
from boardroom.data.warehouse.lake import Lake
from boardroom.data.warehouse.rollup_build import RollupOutcome, build_rollups
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import (
    Dataset,
    DataType,
    EventTime,
    Expression,
    Field,
    FieldRole,
    Metric,
    Relationship,
    SemanticModel,
)
from boardroom.semantic.rollup_plan import plan_rollups
from boardroom.settings import Settings

DAYS = 1095
STORES = 50
TODAY = FixedClock(instant=datetime(2025, 1, 1, 12, tzinfo=UTC))
DISTINCT = {"sales.store_id": STORES, "sales.channel": 8, "sales.kind": 3}
METRICS = (
    ("revenue", "SUM(sales.amount)", "USD"),
    ("sales_count", "COUNT(sales.id)", "count"),
    ("pieces", "SUM(sales.quantity)", "count"),
    ("discounts", "SUM(sales.discount)", "USD"),
    ("net", "SUM(sales.amount) - SUM(sales.discount)", "USD"),
    ("average_sale", "SUM(sales.amount) / COUNT(sales.id)", "USD"),
    ("discount_rate", "SUM(sales.discount) / SUM(sales.amount)", "percent"),
    ("price", "SUM(sales.amount) / SUM(sales.quantity)", "USD"),
    ("largest", "MAX(sales.amount)", "USD"),
    ("pieces_per_sale", "SUM(sales.quantity) / COUNT(sales.id)", "count"),
)
_CHUNK = 5_000_000


def fill_star(lake: Lake, *, rows: int) -> None:
    """Write ``sales`` and ``stores``."""
    lake.write("sales", _sales(rows))
    lake.write(
        "stores",
        pa.table(
            {
                "id": pa.array(range(STORES), pa.int64()),
                "region": [f"Region {number % 7}" for number in range(STORES)],
            }
        ),
    )


def _sales(rows: int) -> pa.RecordBatchReader:
    """``rows`` sales from 2022 to 2024, in order of time, made piece by piece."""
    database = duckdb.connect()
    sample = database.execute(_sales_sql(0, 1, rows)).to_arrow_table()

    def batches() -> Iterator[pa.RecordBatch]:
        for first in range(0, rows, _CHUNK):
            size = min(_CHUNK, rows - first)
            yield from (
                database.execute(_sales_sql(first, size, rows)).to_arrow_table().to_batches()
            )

    return pa.RecordBatchReader.from_batches(sample.schema, batches())


def _sales_sql(first: int, size: int, rows: int) -> str:
    seconds = DAYS * 86_400
    return (
        "SELECT i AS id, make_timestamp(1640995200000000 + "
        f"(i * {seconds}::HUGEINT * 1000000 // {rows})::BIGINT) AS sold_at, "
        f"(h % {STORES})::BIGINT AS store_id, 'channel ' || (h // 64 % 8) AS channel, "
        "'kind ' || (h // 1024 % 3) AS kind, "
        "(h // 4096 % 20000 / 100)::DECIMAL(12, 2) AS amount, "
        "(h // 8192 % 3000 / 100)::DECIMAL(12, 2) AS discount, "
        "(1 + h // 16384 % 5)::BIGINT AS quantity, h % 97 = 0 AS returned "
        f"FROM (SELECT range AS i, hash(range) AS h FROM range({first}, {first + size}))"
    )


def star_model() -> SemanticModel:
    """Ten metrics over the sales, by channel, kind and the store's region."""
    return SemanticModel(
        name="star",
        datasets=(
            Dataset(
                name="sales",
                source="sales",
                primary_key=("id",),
                time=EventTime(field="sold_at"),
                fields=(
                    _field("id", "Integer", "key"),
                    _field("sold_at", "DateTime"),
                    _field("store_id", "Integer", "key"),
                    _field("channel", "String"),
                    _field("kind", "String"),
                    _field("amount", "Decimal"),
                    _field("discount", "Decimal"),
                    _field("quantity", "Integer"),
                    _field("returned", "Boolean"),
                ),
            ),
            Dataset(
                name="stores",
                source="stores",
                primary_key=("id",),
                fields=(_field("id", "Integer"), _field("region", "String")),
            ),
        ),
        relationships=(
            Relationship(
                name="store",
                from_dataset="sales",
                to_dataset="stores",
                from_columns=("store_id",),
                to_columns=("id",),
            ),
        ),
        metrics=tuple(
            Metric(name=name, expression=Expression(sql=sql), unit=unit)
            for name, sql, unit in METRICS
        ),
    )


def _field(name: str, kind: DataType, role: FieldRole | None = None) -> Field:
    return Field(name=name, expression=Expression(sql=name), datatype=kind, role=role)


def open_star(lake: Lake, settings: Settings) -> tuple[DuckDbEngine, MetricsService]:
    """Engine and service over the star, with its rollups where they are built."""
    model = star_model()
    engine = DuckDbEngine(lake, settings)
    setup = MetricsSetup(
        clock=TODAY, settings=settings, rollups=plan_rollups(model, distinct=DISTINCT)
    )
    return engine, MetricsService(model, engine, setup)


def build_star_rollups(lake: Lake, settings: Settings) -> tuple[RollupOutcome, ...]:
    """Build the planned rollups."""
    model = star_model()
    engine = DuckDbEngine(lake, settings)
    try:
        rollups = plan_rollups(model, distinct=DISTINCT)
        return build_rollups(model, rollups, engine, lake, calendar=Calendar())
    finally:
        engine.close()
