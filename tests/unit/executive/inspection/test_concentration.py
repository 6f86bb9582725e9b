"""What a few customers make of a total: told where one is a major one or their share moved."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from boardroom.analysis.concentration import LEAST_MOVE
from boardroom.insight.model import Insight
from tests.unit.executive.inspection.looking import look, told
from tests.unit.executive.world import CUSTOMERS, FIRST, ORDERS

DAYS = 790
UNTIL = date(2018, 3, 1)  # FIRST is 1 Jan 2016
REVENUE = """
    metrics:
      - name: revenue
        expression: SUM(orders.price)
        unit: USD
        direction: up
        department: customer
"""

NAMED_ON_ORDERS = """
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
          - {name: customer_name, expression: customer_name, datatype: String}
          - {name: price, expression: price, datatype: Decimal, unit: USD, role: measure}
    metrics:
      - name: revenue
        expression: SUM(orders.price)
        unit: USD
        direction: up
        department: customer
      - name: customers
        expression: COUNT(DISTINCT orders.customer_id)
        unit: count
        direction: up
        department: customer
"""
PACK = """
name: customer
title: Customers
tables:
  - name: customers
    description: one row per customer
    fields: [{name: customer_id, needed: true}, {name: name}]
"""


def orders(*, large: float, larger: float, customers: int, lumpy: bool = False) -> pa.Table:
    """Six orders a day of even customers, and of customer 0 as many of ``large`` times the price,
    in the last year ``larger`` times; ``lumpy``: in two months of a year, so much more each.
    """
    rng = np.random.default_rng(3)
    rows: list[tuple[int, date, int, float]] = []
    for day in range(DAYS):
        when = FIRST + timedelta(days=day)
        last_year = when >= date(2017, 3, 1)
        price = larger if last_year else large
        if lumpy:
            price *= 6.0 * ((when.month in {5, 9}) if last_year else (when.month == 4))
        for place in range(6):
            who = int(rng.integers(1, customers))
            rows.append((len(rows), when, who, 10.0 + float(rng.normal())))
            if place == 0 and price:
                rows.append((len(rows), when, 0, 10.0 * price + float(rng.normal())))
    columns = list(zip(*rows, strict=True))
    return pa.table(
        {
            "id": pa.array(columns[0]),
            "day": pa.array(columns[1]),
            "customer_id": pa.array(columns[2]),
            "price": pa.array([round(max(x, 0.01), 2) for x in columns[3]]),
        }
    )


def found(folder: Path, rows: pa.Table, *, customers: int) -> list[Insight]:
    people = pa.table(
        {
            "customer_id": pa.array(range(customers)),
            "name": pa.array([f"Shop {place}" for place in range(customers)]),
        }
    )
    tables = {"orders": rows, "customers": people}
    return told(
        look(
            folder, tables, model=ORDERS + CUSTOMERS.replace(", pii: name", "") + REVENUE, days=DAYS
        ),
        "concentration",
    )


def test_a_customer_who_became_a_major_one_is_told_with_what_holds(tmp_path: Path) -> None:
    rows = orders(large=0.5, larger=3.0, customers=60)
    (item,) = found(tmp_path, rows, customers=60)
    year = [row for row in rows.to_pylist() if date(2017, 3, 1) <= row["day"] < UNTIL]
    sums: dict[int, float] = {}
    for row in year:
        sums[row["customer_id"]] = sums.get(row["customer_id"], 0.0) + row["price"]
    whole = sum(sums.values())
    first, *rest = sorted(sums.values(), reverse=True)
    figures = {number.id: number.value for number in item.numbers}
    assert figures["share_0"] == pytest.approx(first / whole)
    assert figures["share"] == pytest.approx((first + rest[0] + rest[1]) / whole)
    assert figures["whole"] == pytest.approx(whole)
    assert figures["parties"] == len(sums)
    assert figures["moved"] > 0.05
    assert item.title.startswith("Revenue: 3 of 60 customers make ")
    assert "In the 12 months to Feb 2018: Shop 0 " in item.text
    assert "One alone makes 10% or more" in item.text
    assert (item.assessment, item.subject) == ("bad", {"customers.customer_id": "0"})
    assert item.p_value is not None
    assert item.p_value < 0.001
    assert item.evidence.period.start == date(2017, 3, 1)
    assert item.evidence.comparison is not None
    assert item.evidence.comparison.start == date(2016, 3, 1)


def test_a_major_customer_who_stays_one_stands_and_is_no_news(tmp_path: Path) -> None:
    (item,) = found(tmp_path, orders(large=2.0, larger=2.0, customers=60), customers=60)
    assert item.p_value is None
    assert item.score_parts["novelty"] < 0
    assert item.uncertainty is None


def test_who_became_less_is_good(tmp_path: Path) -> None:
    (item,) = found(tmp_path, orders(large=3.0, larger=0.1, customers=60), customers=60)
    assert item.assessment == "good"
    assert "One alone" not in item.text


@pytest.mark.parametrize(
    ("rows", "customers"),
    [
        (orders(large=0.1, larger=0.1, customers=60), 60),
        (orders(large=0.5, larger=3.0, customers=6), 6),
    ],
    ids=["even", "few"],
)
def test_what_is_even_and_what_few_share_is_not_told(
    tmp_path: Path, rows: pa.Table, customers: int
) -> None:
    assert found(tmp_path, rows, customers=customers) == []


def test_a_share_that_jumps_from_month_to_month_has_not_moved(tmp_path: Path) -> None:
    rows = orders(large=0.5, larger=0.8, customers=60, lumpy=True)
    (item,) = found(tmp_path, rows, customers=60)
    figures = {number.id: number.value for number in item.numbers}
    assert figures["moved"] > LEAST_MOVE
    assert item.p_value is None


def test_shares_of_a_total_that_returns_ate_up_are_not_told(tmp_path: Path) -> None:
    rows = orders(large=3.0, larger=3.0, customers=60)
    customer = np.asarray(rows.column("customer_id"))
    price = np.asarray(rows.column("price"))
    returned = np.where(customer >= 30, -0.8 * price, price).round(2)
    rows = rows.set_column(3, "price", pa.array(returned))
    assert found(tmp_path, rows, customers=60) == []


def test_a_customer_renamed_within_the_year_is_one(tmp_path: Path) -> None:
    rows = orders(large=3.0, larger=3.0, customers=60)
    days = np.asarray(rows.column("day"))
    early = np.where(days < np.datetime64("2017-10-01"), "Early", "Late")
    keys = rows["customer_id"].to_pylist()
    names = [f"{when} {who}" for when, who in zip(early, keys, strict=True)]
    renamed = rows.append_column("customer_name", pa.array(names))
    report = look(tmp_path, {"orders": renamed}, model=NAMED_ON_ORDERS, days=DAYS, pack=PACK)
    (item,) = told(report, "concentration")
    figures = {number.id: number.value for number in item.numbers}
    assert figures["parties"] == len(set(keys))
    assert item.text.count("Early 0") == 1
    assert "Late 0" not in item.text
