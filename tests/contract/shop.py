"""A small shop as Arrow tables and a semantic model: what every engine must answer alike."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa

from boardroom.semantic.model import (
    Dataset,
    DataType,
    EventTime,
    Expression,
    Field,
    IntervalTime,
    Metric,
    MovementTime,
    Relationship,
    SemanticModel,
    SnapshotTime,
)

REGIONS = ("West", "East", None, "O'Brien")
MONEY = pa.decimal128(12, 2)


def shop_tables() -> dict[str, pa.Table]:
    """Seven small tables: NULL keys, a customer without orders, an order without items, a gap of
    days."""
    return {
        "customers": _customers(),
        "orders": _orders(),
        "items": _items(),
        "subscriptions": _subscriptions(),
        "levels": _levels(),
        "moves": _moves(),
    }


def _customers() -> pa.Table:
    return pa.table(
        {
            "id": pa.array(range(1, 9), pa.int64()),
            "region": pa.array([REGIONS[i % 4] for i in range(8)], pa.string()),
            "since": pa.array([date(2023, 1 + i, 15) for i in range(8)], pa.date32()),
        }
    )


def _orders() -> pa.Table:
    """Two hundred orders over 2023 and January 2024, none in June; every tenth without a
    customer."""
    first = datetime.fromisoformat("2023-01-01T22:30:00")
    moments = [first + timedelta(days=2 * i, minutes=i) for i in range(200)]
    moments = [m if m.month != 6 else m - timedelta(days=31) for m in moments]
    return pa.table(
        {
            "id": pa.array(range(200), pa.int64()),
            "customer_id": pa.array(
                [None if i % 10 == 0 else 1 + i % 7 for i in range(200)], pa.int64()
            ),
            "amount": pa.array([Decimal(i * 37 % 1000) / 100 for i in range(200)], MONEY),
            "status": pa.array([("paid", "open", None)[i % 3] for i in range(200)], pa.string()),
            "express": pa.array([i % 4 == 0 for i in range(200)], pa.bool_()),
            "ordered_at": pa.array(moments, pa.timestamp("us")),
            "paid_at": pa.array(
                [m.replace(tzinfo=UTC) if i % 3 == 0 else None for i, m in enumerate(moments)],
                pa.timestamp("us", tz="UTC"),
            ),
        }
    )


def _items() -> pa.Table:
    rows = [(i // 2, i % 2, 1 + i % 5, Decimal(i % 50) / 4) for i in range(380)]
    return pa.table(
        {
            "order_id": pa.array([row[0] for row in rows], pa.int64()),
            "line": pa.array([row[1] for row in rows], pa.int64()),
            "quantity": pa.array([row[2] for row in rows], pa.int64()),
            "price": pa.array([row[3] for row in rows], MONEY),
        }
    )


def _subscriptions() -> pa.Table:
    starts = [date(2023, 1, 1) + timedelta(days=11 * i) for i in range(30)]
    return pa.table(
        {
            "id": pa.array(range(30), pa.int64()),
            "customer_id": pa.array([1 + i % 8 for i in range(30)], pa.int64()),
            "fee": pa.array([Decimal(10 + i) for i in range(30)], MONEY),
            "started": pa.array(starts, pa.date32()),
            "ended": pa.array(
                [None if i % 3 else day + timedelta(days=90) for i, day in enumerate(starts)],
                pa.date32(),
            ),
        }
    )


def _levels() -> pa.Table:
    days = [date(2023, 1, 1) + timedelta(days=7 * i) for i in range(52)]
    rows = [(day, store) for day in days for store in ("A", "B")]
    return pa.table(
        {
            "day": pa.array([row[0] for row in rows], pa.date32()),
            "store": pa.array([row[1] for row in rows], pa.string()),
            "pieces": pa.array([100 + i % 17 for i in range(len(rows))], pa.int64()),
        }
    )


def _moves() -> pa.Table:
    return pa.table(
        {
            "id": pa.array(range(100), pa.int64()),
            "day": pa.array(
                [date(2023, 1, 1) + timedelta(days=3 * i) for i in range(100)], pa.date32()
            ),
            "amount": pa.array([Decimal((i % 7) - 2) for i in range(100)], MONEY),
        }
    )


def _field(name: str, kind: DataType, sql: str | None = None) -> Field:
    return Field(name=name, expression=Expression(sql=sql or name), datatype=kind)


def _metric(name: str, sql: str, *, unit: str | None = None) -> Metric:
    return Metric(name=name, expression=Expression(sql=sql), unit=unit)


def _link(name: str, from_: str, to: str, column: str) -> Relationship:
    return Relationship(
        name=name, from_dataset=from_, to_dataset=to, from_columns=(column,), to_columns=("id",)
    )


DATASETS = (
    Dataset(
        name="customers",
        source="customers",
        primary_key=("id",),
        fields=(
            _field("id", "Integer"),
            _field("region", "String"),
            _field("since", "Date"),
            _field("region_upper", "String", "UPPER(region)"),
        ),
    ),
    Dataset(
        name="orders",
        source="orders",
        primary_key=("id",),
        time=EventTime(field="ordered_at"),
        fields=(
            _field("id", "Integer"),
            _field("customer_id", "Integer"),
            _field("amount", "Decimal"),
            _field("status", "String"),
            _field("express", "Boolean"),
            _field("ordered_at", "DateTime"),
            _field("paid_at", "DateTimeTz"),
        ),
    ),
    Dataset(
        name="items",
        source="items",
        primary_key=("order_id", "line"),
        time=EventTime(field="orders.ordered_at"),
        fields=(
            _field("order_id", "Integer"),
            _field("line", "Integer"),
            _field("quantity", "Integer"),
            _field("price", "Decimal"),
        ),
    ),
    Dataset(
        name="subscriptions",
        source="subscriptions",
        primary_key=("id",),
        time=IntervalTime(start="started", end="ended"),
        fields=(
            _field("id", "Integer"),
            _field("customer_id", "Integer"),
            _field("fee", "Decimal"),
            _field("started", "Date"),
            _field("ended", "Date"),
        ),
    ),
    Dataset(
        name="levels",
        source="levels",
        primary_key=("day", "store"),
        time=SnapshotTime(field="day", entity=("store",)),
        fields=(_field("day", "Date"), _field("store", "String"), _field("pieces", "Integer")),
    ),
    Dataset(
        name="moves",
        source="moves",
        primary_key=("id",),
        time=MovementTime(field="day"),
        fields=(_field("id", "Integer"), _field("day", "Date"), _field("amount", "Decimal")),
    ),
)
RELATIONSHIPS = (
    _link("buyer", "orders", "customers", "customer_id"),
    _link("item_order", "items", "orders", "order_id"),
    _link("subscriber", "subscriptions", "customers", "customer_id"),
)
METRICS = (
    _metric("revenue", "SUM(orders.amount)", unit="USD"),
    _metric("order_count", "COUNT(orders.id)", unit="count"),
    _metric("buyers", "COUNT(DISTINCT orders.customer_id)", unit="count"),
    _metric("average_order", "SUM(orders.amount) / COUNT(orders.id)", unit="USD"),
    _metric("paid_share", "COUNT(orders.paid_at) / COUNT(orders.id)", unit="percent"),
    _metric("largest", "MAX(orders.amount)"),
    _metric("median_amount", "MEDIAN(orders.amount)"),
    _metric("goods", "SUM(items.price * items.quantity)", unit="USD"),
    _metric("goods_per_order", "SUM(items.price * items.quantity) / COUNT(orders.id)"),
    _metric("people", "COUNT(customers.id)", unit="count"),
    _metric("recurring", "SUM(subscriptions.fee)", unit="USD"),
    _metric("stock", "SUM(levels.pieces)", unit="count"),
    _metric("balance", "SUM(moves.amount)", unit="USD"),
)


def shop_model() -> SemanticModel:
    """The shop's model: events, intervals, snapshots and movements; ratios over several
    datasets."""
    return SemanticModel(
        name="shop", datasets=DATASETS, relationships=RELATIONSHIPS, metrics=METRICS
    )
