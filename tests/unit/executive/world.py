"""Small made-up companies in a real lake behind a real metrics service."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from boardroom.clock import FixedClock
from boardroom.data.metrics import MetricsService, MetricsSetup
from boardroom.data.warehouse.duckdb_engine import DuckDbEngine
from boardroom.data.warehouse.lake import Lake
from boardroom.governance.policy import OPEN_POLICY, Policy
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.model_file import parse_model
from boardroom.settings import Settings

FIRST = date(2016, 1, 1)
STATES = ("SP", "RJ", "MG", "RS")

MODEL = """
version: "0.2.0.dev0"
semantic_model:
  - name: shop
    datasets:
      - name: orders
        source: orders
        primary_key: [id]
        time: day
        fields:
          - {name: id, expression: id, datatype: Integer, role: key}
          - {name: day, expression: day, datatype: Date, role: time}
          - name: state
            expression: state
            datatype: String
            role: dimension
            values: [SP, RJ, MG, RS]
          - name: channel
            expression: channel
            datatype: String
            role: dimension
            values: [web, shop]
          - {name: price, expression: price, datatype: Decimal, unit: USD}
          - {name: late, expression: late, datatype: Integer}
    metrics:
      - {name: revenue, expression: SUM(orders.price), unit: USD, direction: up, department: sales}
      - {name: orders, expression: COUNT(orders.id), unit: count, direction: up, department: sales}
      - {name: average_order_value, expression: revenue / orders, unit: USD, direction: up}
      - name: late_rate
        expression: AVG(orders.late)
        unit: percent
        direction: down
        department: operations
      - {name: states, expression: COUNT(DISTINCT orders.state), unit: count}
"""

ORDERS = """
version: "0.2.0.dev0"
semantic_model:
  - name: shop
    datasets:
      - name: orders
        source: orders
        primary_key: [id]
        time: day
        fields:
          - {name: id, expression: id, datatype: Integer, role: key}
          - {name: day, expression: day, datatype: Date, role: time}
          - {name: customer_id, expression: customer_id, datatype: Integer, role: key}
          - {name: price, expression: price, datatype: Decimal, unit: USD, role: measure}
"""
"""A model of orders with what they cost and whose they are, to be followed by ``CUSTOMERS``, if
any, and by metrics."""

CUSTOMERS = """
      - name: customers
        source: customers
        primary_key: [customer_id]
        fields:
          - {name: customer_id, expression: customer_id, datatype: Integer, role: key}
          - {name: name, expression: name, datatype: String, pii: name}
    relationships:
      - name: orders_to_customers
        from: orders
        to: customers
        from_columns: [customer_id]
        to_columns: [customer_id]
"""


def order_rows(
    *, days: int, seed: int = 1, rate: float = 30.0, drop: Mapping[str, float] | None = None
) -> pa.Table:
    """Orders of ``days`` days from ``FIRST`` on, the number per day Poisson.

    Args:
        drop: state → share of its orders that stay away in the last whole month.
    """
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rate, days)
    offsets = np.repeat(np.arange(days), counts)
    size = int(offsets.size)
    states = rng.choice(STATES, size=size, p=[0.45, 0.25, 0.2, 0.1])
    end = FIRST + timedelta(days=days)
    last_month = (end.replace(day=1) - timedelta(days=1)).replace(day=1)
    begins = (last_month - FIRST).days
    keep = np.ones(size, dtype=bool)
    for state, share in (drop or {}).items():
        gone = (states == state) & (offsets >= begins) & (rng.random(size) < share)
        keep &= ~gone
    offsets, states = offsets[keep], states[keep]
    size = int(offsets.size)
    prices = np.round(rng.lognormal(4.0, 0.4, size), 2)
    return pa.table(
        {
            "id": pa.array(np.arange(size), pa.int64()),
            "day": pa.array([FIRST + timedelta(days=int(item)) for item in offsets], pa.date32()),
            "state": pa.array(list(states)),
            "channel": pa.array(list(rng.choice(["web", "shop"], size=size))),
            "price": pa.array(prices).cast(pa.decimal128(12, 2)),
            "late": pa.array((rng.random(size) < 0.1).astype(int), pa.int64()),
        }
    )


def make_service(
    folder: Path,
    tables: Mapping[str, pa.Table],
    *,
    model: str | SemanticModel = MODEL,
    today: date = FIRST + timedelta(days=800),
    policy: Policy = OPEN_POLICY,
    zone: str = "UTC",
) -> MetricsService:
    """A metrics service over ``tables``, whose clock shows noon of ``today`` in UTC."""
    lake = Lake(folder / "lake")
    for name, rows in tables.items():
        lake.write(name, rows)
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    parsed = parse_model(model, origin="model.yml") if isinstance(model, str) else model
    calendar = Calendar(time_zone=zone)
    setup = MetricsSetup(clock=FixedClock(instant=noon), policy=policy, calendar=calendar)
    return MetricsService(parsed, DuckDbEngine(lake, Settings(threads=1)), setup)


def kinds(insights: Sequence[object]) -> list[str]:
    """``kind:metric`` of each insight."""
    return [f"{getattr(item, 'kind', '')}:{getattr(item, 'metric', '')}" for item in insights]
