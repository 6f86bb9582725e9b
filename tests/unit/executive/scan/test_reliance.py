"""An episode that hangs on one or two customers is no news of its segment."""

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
from tests.unit.executive.world import CUSTOMERS, FIRST, ORDERS, make_service

DAYS = 790
BEGIN, END = DAYS - 60, DAYS - 20
MANY = 60
TODAY = FIRST + timedelta(days=DAYS)

MODEL = (
    ORDERS.replace("price", "wait")
    + CUSTOMERS
    + """
    metrics:
      - {name: orders, expression: COUNT(orders.id), unit: count, direction: up}
      - {name: wait, expression: AVG(orders.wait), unit: hours, direction: down}
"""
)


Cells = np.ndarray[tuple[int, int], np.dtype[np.float64]]


DAILY = "COUNT(orders.id) / COUNT(DISTINCT orders.day)"


def _told(folder: Path, *, orders: Cells, waits: Cells, model: str = MODEL) -> dict[str, Sighting]:
    """The episodes by metric, where so many orders are usual and so long waits; by day and
    customer."""
    random = np.random.default_rng(4)
    counts = random.poisson(orders)
    day, who = (item.repeat(counts.ravel()) for item in np.indices(counts.shape).reshape(2, -1))
    table = {
        "id": np.arange(len(day)),
        "day": [FIRST + timedelta(days=int(item)) for item in day],
        "customer_id": who,
        "wait": random.lognormal(1.0, 0.4, len(day)) * waits[day, who],
    }
    who = np.arange(orders.shape[1])
    customers = pa.table({"customer_id": who, "name": who.astype(str)})
    tables = {"orders": pa.table(table), "customers": customers}
    service = make_service(folder, tables, model=model, today=TODAY)
    context = Context(metrics=service, principal=LOCAL_ADMIN, asked=TODAY, as_of=TODAY)
    found = scan_metrics(context, service.model.metrics, Notebook(service.model))
    return {item.head.reading.watched.facts.metric.name: item.head for item in found.stories}


def _days(usual: list[float], more: dict[int, float]) -> Cells:
    """What each customer has on each day: some of them so many times as much in forty days."""
    found = np.tile(np.array(usual), (DAYS, 1))
    for customer, times in more.items():
        found[BEGIN:END, customer] *= times
    return found


def _thirty(shares: list[float]) -> list[float]:
    return [30.0 * share / sum(shares) for share in shares]


EVEN = [1.0] * MANY
ONE_LARGE = [0.6, *([0.4 / MANY] * MANY)]
ONE_SLOW = [3.0, *([1.0] * MANY)]
ALL = range(MANY)
ALL_AND_ONE = range(MANY + 1)


@pytest.mark.parametrize(
    ("shares", "busier", "told"),
    [
        (EVEN, {7: 25.0}, False),
        (EVEN, {7: 13.0, 8: 13.0}, False),
        (EVEN, dict.fromkeys(ALL, 1.4), True),
        (EVEN, dict.fromkeys(range(12), 3.0), True),
        (ONE_LARGE, dict.fromkeys(ALL_AND_ONE, 1.4), True),
        (ONE_LARGE, {0: 1.7}, False),
    ],
    ids=["one", "two", "all", "some", "all, of which one is most", "the largest alone"],
)
def test_more_orders_are_news_where_more_than_two_customers_order_more(
    tmp_path: Path, shares: list[float], busier: dict[int, float], *, told: bool
) -> None:
    orders = _days(_thirty(shares), busier)
    found = _told(tmp_path, orders=orders, waits=np.ones_like(orders))
    assert ("orders" in found) is told
    if told:
        assert (found["orders"].first_day - FIRST).days == pytest.approx(BEGIN, abs=2)


def test_more_orders_of_all_are_news_where_the_largest_has_not_been_there_for_long(
    tmp_path: Path,
) -> None:
    orders = _days(_thirty([0.4, *([0.6 / MANY] * MANY)]), dict.fromkeys(ALL_AND_ONE, 2.0))
    orders[: BEGIN - 160, 0] = 0.0
    assert "orders" in _told(tmp_path, orders=orders, waits=np.ones_like(orders))


@pytest.mark.parametrize(
    ("usual", "slower", "told"),
    [
        (EVEN, {7: 30.0}, False),
        (EVEN, dict.fromkeys(ALL, 1.5), True),
        (ONE_SLOW, dict.fromkeys(ALL_AND_ONE, 1.5), True),
        (ONE_SLOW, {0: 2.0}, False),
    ],
    ids=["one", "all", "all, of which the largest is always slow", "the slow one alone"],
)
def test_waits_are_news_where_more_than_one_customer_waits_longer(
    tmp_path: Path, usual: list[float], slower: dict[int, float], *, told: bool
) -> None:
    shares = EVEN if usual is EVEN else ONE_LARGE
    found = _told(tmp_path, orders=_days(_thirty(shares), {}), waits=_days(usual, slower))
    assert ("wait" in found) is told


def test_all_that_is_one_customers_is_told(tmp_path: Path) -> None:
    orders = _days([30.0], {0: 1.5})
    assert "orders" in _told(tmp_path, orders=orders, waits=np.ones_like(orders))


@pytest.mark.parametrize(
    ("busier", "told"), [({7: 25.0}, False), (dict.fromkeys(ALL, 1.4), True)], ids=["one", "all"]
)
def test_orders_a_day_are_judged_by_the_orders_of_each(
    tmp_path: Path, busier: dict[int, float], *, told: bool
) -> None:
    orders = _days(_thirty(EVEN), busier)
    model = MODEL.replace("COUNT(orders.id), unit: count", DAILY)
    found = _told(tmp_path, orders=orders, waits=np.ones_like(orders), model=model)
    assert ("orders" in found) is told
