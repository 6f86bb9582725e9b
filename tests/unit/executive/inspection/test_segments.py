"""Customers in segments on made-up shops: who moved, told with the truth of the rows."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from boardroom.insight.model import Report, Table
from tests.unit.executive.inspection.looking import look, told
from tests.unit.executive.world import CUSTOMERS, FIRST, ORDERS

DAYS = 1125  # up to 30 Jan 2019
REVENUE = """
    metrics:
      - name: revenue
        expression: SUM(orders.price)
        unit: USD
        direction: up
        department: customer
"""
COUNTED = """
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
playbook:
  - {kind: migration, action: Call them.}
views:
  - {title: Customers by value, kind: segments, metrics: [revenue]}
"""


def orders(*, seed: int, quiet: float = 0.0, customers: int = 500) -> pa.Table:
    """Three years of orders at each customer's own pace; of the first third of customers, the
    largest, the share ``quiet`` buys nothing in the last three whole months.
    """
    rng = np.random.default_rng(seed)
    largest = np.arange(customers) < customers // 3
    pace = np.where(largest, rng.uniform(8, 15, customers), rng.uniform(30, 80, customers))
    stops = largest & (rng.random(customers) < quiet)
    until = (date(2018, 10, 1) - FIRST).days
    rows = []
    for who in range(customers):
        day = rng.exponential(pace[who])
        while day < DAYS:
            if not (stops[who] and day >= until):
                rows.append((who, int(day), round(float(rng.lognormal(3 + largest[who], 0.5)), 2)))
            day += rng.exponential(pace[who]) + 1
    rows.sort(key=lambda row: row[1])
    return pa.table({
        "id": pa.array(range(len(rows)), pa.int64()),
        "day": pa.array([date.fromordinal(FIRST.toordinal() + row[1]) for row in rows]),
        "customer_id": pa.array([row[0] for row in rows], pa.int64()),
        "price": pa.array([row[2] for row in rows]).cast(pa.decimal128(12, 2)),
    })  # fmt: skip


def people(customers: int = 500) -> pa.Table:
    names = [f"Person {who}" for who in range(customers)]
    return pa.table({"customer_id": pa.array(range(customers), pa.int64()), "name": names})


def shop(folder: Path, rows: pa.Table) -> Report:
    tables = {"orders": rows, "customers": people()}
    return look(folder, tables, model=ORDERS + CUSTOMERS + REVENUE, days=DAYS, pack=PACK)


def tables_of(report: Report) -> list[Table]:
    return [table for part in report.sections for table in part.tables]


def truth(rows: pa.Table, day: date) -> Iterator[tuple[int, int, int, float]]:
    """Customer, days silent, days with a purchase and money in the year before a day."""
    sql = f"""
        SELECT customer_id, DATE '{day}' - MAX(day), COUNT(DISTINCT day), SUM(price)
        FROM orders
        WHERE day < DATE '{day}' AND day >= DATE '{day}' - INTERVAL 1 YEAR GROUP BY 1"""
    with duckdb.connect() as connection:
        connection.register("orders", rows)
        yield from connection.execute(sql).fetchall()


def cut_offs(rows: pa.Table, day: date) -> tuple[list[int], list[list[float]]]:
    """The pauses that three and nine in ten do not exceed; fifths of purchases and of money."""
    sql = f"""
        WITH days AS (SELECT DISTINCT customer_id, day FROM orders WHERE day < DATE '{day}'),
        pauses AS (SELECT day - LAG(day) OVER (PARTITION BY customer_id ORDER BY day) AS pause
                   FROM days)
        SELECT quantile_disc(pause, [0.75, 0.9]) FROM pauses WHERE pause IS NOT NULL"""
    with duckdb.connect() as connection:
        connection.register("orders", rows)
        (pauses,) = connection.execute(sql).fetchall()[0]
    standing = sorted(truth(rows, day))
    fifths = [
        sorted(float(row[place]) for row in standing) for place in (2, 3)
    ]  # fmt: skip
    return pauses, fifths


def segment(row: tuple[int, int, int, float], pauses: list[int], fifths: list[list[float]]) -> str:
    """By the words of the guide."""
    _, silent, times, money = row
    if silent > pauses[1]:
        place = "long"
    elif silent > pauses[0]:
        return "Needs attention"
    else:
        place = "recent"
    worth = max(
        int(sum(own < x for own in values) * 5 / len(values)) + 1
        for values, x in zip(fifths, (times, float(money)), strict=True)
    )
    if place == "long":
        return "At risk" if worth >= 4 else "Hibernating"
    return "Champions" if worth == 5 else "Loyal" if worth >= 3 else "Promising"


@pytest.fixture(scope="module")
def disturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[pa.Table, Report]:
    rows = orders(seed=3, quiet=0.5)
    return rows, shop(tmp_path_factory.mktemp("shop"), rows)


def test_who_slips_is_told_with_the_truth_of_the_rows(
    disturbed: tuple[pa.Table, Report],
) -> None:
    rows, report = disturbed
    before, now = date(2018, 10, 1), date(2019, 1, 1)
    pauses, fifths = cut_offs(rows, before)
    # A cut-off lies between customers, so who is exactly on it is where the guide says.
    then = {row[0]: segment(row, pauses, fifths) for row in truth(rows, before)}
    after = {row[0]: segment(row, pauses, fifths) for row in truth(rows, now)}
    order = ["Champions", "Loyal", "Promising", "Needs attention", "At risk", "Hibernating"]
    item = next(x for x in told(report, "migration") if x.assessment == "bad")
    name = str(item.subject["segment"])
    figures = {number.id: number.value for number in item.numbers}
    own = [who for who, place in then.items() if place == name]
    lower = [who for who in own if order.index(after.get(who, "Hibernating")) > order.index(name)]
    assert figures["size"] == len(own)
    assert figures["moved"] == len(lower)
    assert figures["now"] == sum(place == name for place in after.values())
    money = {row[0]: float(row[3]) for row in truth(rows, now)}
    inside = sum(paid for who, paid in money.items() if after[who] == name)
    assert figures["share"] == pytest.approx(inside / sum(money.values()))
    assert figures["moved"] / figures["size"] > 1.5 * figures["expected"]
    assert "moved down than before" in item.title
    assert item.p_value is not None
    assert item.p_value < 0.01
    assert item.evidence.query.metrics == ("revenue",)
    assert item.evidence.sql
    assert item.recommendation == "Call them."


def test_the_table_of_segments_holds_every_customer(disturbed: tuple[pa.Table, Report]) -> None:
    rows, report = disturbed
    before, now = date(2018, 10, 1), date(2019, 1, 1)
    pauses, fifths = cut_offs(rows, before)
    table = next(x for x in tables_of(report) if x.title == "Customers by value, 1 Jan 2019")
    names = [column.name for column in table.result.columns]
    found = {row[0]: dict(zip(names, row, strict=True)) for row in table.result.rows}
    for day, column in ((before, "before"), (now, "customers")):
        counts: dict[str, int] = {}
        for row in truth(rows, day):
            place = segment(row, pauses, fifths)
            counts[place] = counts.get(place, 0) + 1
        assert {name: cells[column] for name, cells in found.items() if cells[column]} == counts
    own = [row for row in truth(rows, now) if segment(row, pauses, fifths) == "Champions"]
    champions = found["Champions"]
    assert champions["money_a_month"] == pytest.approx(
        sum(float(row[3]) for row in own) / len(own) / 12
    )
    assert champions["purchases_a_year"] == float(np.median([row[2] for row in own]))
    assert champions["meaning"] == f"within {pauses[0]} days, top fifth"
    assert "Person" not in str(table) + str(told(report, "migration"))


def test_moves_add_up_to_those_who_were_there(disturbed: tuple[pa.Table, Report]) -> None:
    _, report = disturbed
    table = next(x for x in tables_of(report) if x.title.startswith("Moves between segments"))
    assert table.title == "Moves between segments, 1 Oct 2018 to 1 Jan 2019"
    for row in table.result.rows:
        cells = dict(zip((x.name for x in table.result.columns), row, strict=True))
        parts = [cells[name] for name in ("stayed", "up", "down")]
        assert cells["customers"] == sum(int(str(part)) for part in parts)


@pytest.mark.parametrize("seed", [11, 12, 13, 14])
def test_calm_shops_have_nobody_moving(tmp_path: Path, seed: int) -> None:
    report = shop(tmp_path, orders(seed=seed))
    assert told(report, "migration") == []
    assert report.tests["migration"] >= 5


def test_a_customer_is_whoever_the_model_counts(tmp_path: Path) -> None:
    """One table alone, as a proposed model of invoices has."""
    rows = orders(seed=5)
    nobody = pa.array([None if day % 5 == 0 else day for day in rows["customer_id"].to_pylist()])
    rows = rows.set_column(2, "customer_id", nobody)
    report = look(
        tmp_path, {"orders": rows}, model=ORDERS + REVENUE + COUNTED, days=DAYS, pack=PACK
    )
    table = next(x for x in tables_of(report) if x.title.startswith("Customers by value"))
    assert sum(int(str(row[2])) for row in table.result.rows) <= 400
    (caveat,) = table.result.caveats
    assert caveat.text.endswith("of revenue names no customer and is left out.")


def test_a_table_called_accounts_is_one_of_customers(tmp_path: Path) -> None:
    """Its key is called like nothing that packs know."""
    pack = PACK.replace("one row per customer", "one row per customer\n    aliases: [accounts]")
    model = (ORDERS + CUSTOMERS).replace("customers", "accounts")
    model = model.replace("name: customer_id", "name: buyer").replace("[customer_id]", "[buyer]")
    tables = {"orders": orders(seed=5), "accounts": people()}
    report = look(tmp_path, tables, model=model + REVENUE, days=DAYS, pack=pack)
    assert report.tests["migration"] >= 5


def test_without_customers_nothing_is_said(tmp_path: Path) -> None:
    report = look(
        tmp_path, {"orders": orders(seed=5)}, model=ORDERS + REVENUE, days=DAYS, pack=PACK
    )
    assert "migration" not in report.tests
    assert tables_of(report) == []


def test_who_never_comes_again_is_in_no_segment(tmp_path: Path) -> None:
    rows = orders(seed=5)
    once = rows.set_column(2, "customer_id", pa.array(range(rows.num_rows), pa.int64()))
    tables = {"orders": once, "customers": people(rows.num_rows)}
    report = look(tmp_path, tables, model=ORDERS + CUSTOMERS + REVENUE, days=DAYS, pack=PACK)
    assert tables_of(report) == []
    assert "migration" not in report.tests


def test_days_that_are_missing_are_no_news(tmp_path: Path) -> None:
    rows = orders(seed=3, quiet=0.5)
    days = rows["day"].to_pylist()
    there = pa.array([not date(2018, 12, 3) <= day <= date(2018, 12, 8) for day in days])
    tables = {"orders": rows.filter(there), "customers": people()}
    lacking = "Whether moves between segments are more than chance"
    report = look(
        tmp_path,
        tables,
        model=ORDERS + CUSTOMERS + REVENUE,
        days=DAYS,
        pack=PACK,
        lacking=(lacking,),
    )
    assert told(report, "migration") == []
    assert "migration" not in report.tests
    assert len(tables_of(report)) >= 2


def test_days_of_which_one_row_came_are_no_news(tmp_path: Path) -> None:
    rows = orders(seed=3, quiet=0.5)
    days = rows["day"].to_pylist()
    lost = [date(2018, 12, 3) <= day <= date(2018, 12, 15) for day in days]
    first = [day != before for before, day in pairwise([None, *days])]
    there = pa.array([not gone or new for gone, new in zip(lost, first, strict=True)])
    report = look(
        tmp_path,
        {"orders": rows.filter(there), "customers": people()},
        model=ORDERS + CUSTOMERS + REVENUE,
        days=DAYS,
        pack=PACK,
        lacking=("Whether moves between segments are more than chance",),
    )
    assert told(report, "migration") == []
    assert "migration" not in report.tests
