"""An episode that hangs on one customer is no news of its segment."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from boardroom.agents.context import Context
from boardroom.executive.notebook import Notebook
from boardroom.executive.scan.scanner import scan_metrics
from boardroom.executive.scan.sighting import Sighting
from boardroom.governance.principal import LOCAL_ADMIN
from tests.unit.executive.world import FIRST, make_service

DAYS = 790
BEGIN, END = DAYS - 60, DAYS - 20
CUSTOMERS = 60
TODAY = FIRST + timedelta(days=DAYS)

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
          - {name: customer_id, expression: customer_id, datatype: Integer, role: key}
          - {name: wait, expression: wait, datatype: Float}
      - name: customers
        source: customers
        primary_key: [customer_id]
        fields:
          - {name: customer_id, expression: customer_id, datatype: Integer, role: key}
    relationships:
      - name: orders_to_customers
        from: orders
        to: customers
        from_columns: [customer_id]
        to_columns: [customer_id]
    metrics:
      - {name: orders, expression: COUNT(orders.id), unit: count, direction: up}
      - {name: wait, expression: AVG(orders.wait), unit: hours, direction: down}
"""


def _told(
    folder: Path, *, shares: list[float], busier: dict[int, float], slower: dict[int, float]
) -> dict[str, Sighting]:
    """The episodes by metric, where some customers order more or wait longer in forty days.

    Args:
        shares: what each customer orders usually, of thirty a day.
        busier, slower: customer → by how much.
    """
    random = np.random.default_rng(4)
    rate = 30.0 * np.array(shares) / sum(shares)
    place = np.arange(DAYS)[:, None]
    inside = (place >= BEGIN) & (place < END)
    more, longer = np.ones(len(shares)), np.ones(len(shares))
    more[list(busier)], longer[list(slower)] = list(busier.values()), list(slower.values())
    counts = random.poisson(np.where(inside, rate * more, rate))
    day, who = (item.repeat(counts.ravel()) for item in np.indices(counts.shape).reshape(2, -1))
    late = np.where(inside[day, 0], longer[who], 1.0)
    table = {
        "id": np.arange(len(day)),
        "day": [FIRST + timedelta(days=int(item)) for item in day],
        "customer_id": who,
        "wait": random.lognormal(1.0, 0.4, len(day)) * late,
    }
    customers = pa.table({"customer_id": np.arange(len(shares))})
    tables = {"orders": pa.table(table), "customers": customers}
    service = make_service(folder, tables, model=MODEL, today=TODAY)
    context = Context(metrics=service, principal=LOCAL_ADMIN, asked=TODAY, as_of=TODAY)
    found = scan_metrics(context, service.model.metrics, Notebook(service.model))
    return {item.head.reading.watched.facts.metric.name: item.head for item in found.stories}


EVEN = [1.0] * CUSTOMERS
ONE_LARGE = [0.6, *([0.4 / CUSTOMERS] * CUSTOMERS)]


@pytest.mark.parametrize(
    ("shares", "busier", "told"),
    [
        (EVEN, {7: 25.0}, False),
        (EVEN, dict.fromkeys(range(CUSTOMERS), 1.4), True),
        (EVEN, dict.fromkeys(range(12), 3.0), True),
        (ONE_LARGE, dict.fromkeys(range(CUSTOMERS + 1), 1.4), True),
        (ONE_LARGE, {0: 1.7}, False),
    ],
    ids=["one", "all", "some", "all, of which one is most", "the largest alone"],
)
def test_more_orders_are_news_where_more_than_one_customer_orders_more(
    tmp_path: Path, shares: list[float], busier: dict[int, float], *, told: bool
) -> None:
    found = _told(tmp_path, shares=shares, busier=busier, slower={})
    assert ("orders" in found) is told
    if told:
        assert (found["orders"].first_day - FIRST).days == pytest.approx(BEGIN, abs=2)


@pytest.mark.parametrize(
    ("slower", "told"),
    [({7: 30.0}, False), (dict.fromkeys(range(CUSTOMERS), 1.5), True)],
    ids=["one", "all"],
)
def test_waits_are_news_where_more_than_one_customer_waits_longer(
    tmp_path: Path, slower: dict[int, float], *, told: bool
) -> None:
    assert ("wait" in _told(tmp_path, shares=EVEN, busier={}, slower=slower)) is told
