"""Price, volume and mix of what is sold, on a shop whose course is known."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from boardroom.insight.drivers import Driver
from tests.unit.executive.explain.test_explainer import assert_adds_up, drivers_of, explain
from tests.unit.executive.world import FIRST

DAYS = 120
PRICES = {"pen": 2.0, "lamp": 40.0, "desk": 300.0}
MODEL = """
version: "0.2.0.dev0"
semantic_model:
  - name: shop
    datasets:
      - name: lines
        source: lines
        primary_key: [id]
        time: day
        fields:
          - {name: id, expression: id, datatype: Integer, role: key}
          - {name: day, expression: day, datatype: Date, role: time}
          - name: article
            expression: article
            datatype: String
            role: dimension
            label: Article
            values: [pen, lamp, desk]
          - name: clerk
            expression: clerk
            datatype: String
            role: dimension
            label: Clerk
            values: [a, b]
          - {name: quantity, expression: quantity, datatype: Integer, unit: count}
          - {name: price, expression: price, datatype: Decimal, unit: USD}
          - {name: amount, expression: quantity * price, datatype: Decimal, unit: USD}
    metrics:
      - {name: sales, expression: SUM(lines.quantity * lines.price), unit: USD, direction: up}
      - {name: takings, expression: SUM(lines.amount), unit: USD, direction: up}
"""


def lines(*, dearer: float = 1.0, desks: int = 4) -> pa.Table:
    """A line per day, article and clerk; in the last 30 days lamps cost more and more desks are
    sold."""
    rows = [
        (FIRST + timedelta(days=day), article, clerk, day >= DAYS - 30)
        for day in range(DAYS)
        for article in PRICES
        for clerk in "ab"
    ]
    late = np.array([row[3] for row in rows])
    article = np.array([row[1] for row in rows])
    quantity = np.select([article == "pen", article == "lamp"], [20, 10], np.where(late, desks, 4))
    price = np.array([PRICES[name] for name in article])
    price = np.where(late & (article == "lamp"), price * dearer, price)
    return pa.table({
        "id": pa.array(np.arange(len(rows)), pa.int64()),
        "day": pa.array([row[0] for row in rows], pa.date32()),
        "article": pa.array(list(article)),
        "clerk": pa.array([row[2] for row in rows]),
        "quantity": pa.array(quantity, pa.int64()),
        "price": pa.array(np.round(price, 2)).cast(pa.decimal128(12, 2)),
    })  # fmt: skip


def average_price(folder: Path, metric: str, rows: pa.Table) -> Driver:
    """The node of the average price, of the last 30 days against those before."""
    end = FIRST + timedelta(days=DAYS - 1)
    first: date = end - timedelta(days=29)
    report = explain(
        folder, metric, rows=rows, model=MODEL, table="lines",
        time_range=f"{first}..{end}", today=end + timedelta(days=1),
    )  # fmt: skip
    _, drivers = drivers_of(report)
    assert_adds_up(drivers.tree)
    volume, price = drivers.tree.parts
    assert volume.label == "Quantity"
    return price


@pytest.mark.parametrize("metric", ["sales", "takings"])
def test_dearer_lamps_are_price_and_more_desks_are_mix(tmp_path: Path, metric: str) -> None:
    node = average_price(tmp_path, metric, lines(dearer=1.5, desks=9))
    price, mix = node.parts
    assert [price.label, mix.label] == ["Prices by article", "Mix of article"]
    assert price.previous is not None
    # Lamps are 10 of 34 and then of 39 pieces, and cost 20 more.
    assert price.current - price.previous == pytest.approx((10 / 34 + 10 / 39) / 2 * 20)
    assert price.effect + mix.effect == pytest.approx(node.effect)


def test_prices_that_stay_leave_all_to_the_mix(tmp_path: Path) -> None:
    node = average_price(tmp_path, "sales", lines(desks=9))
    assert node.parts[0].effect == pytest.approx(0.0, abs=1e-6)
    assert node.parts[1].effect == pytest.approx(node.effect)


def test_where_no_dimension_fixes_prices_there_is_no_mix(tmp_path: Path) -> None:
    rows = lines(dearer=1.5, desks=9)
    alike = rows.set_column(2, "article", pa.array(["pen"] * len(rows)))
    assert average_price(tmp_path, "sales", alike).parts == ()
