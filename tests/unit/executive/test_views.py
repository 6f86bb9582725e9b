"""What a department's tables show: values with figures, of one time, that moved as asked."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from boardroom.executive.pack import PageSettings
from boardroom.executive.pack_binding import bind_packs
from boardroom.executive.pack_file import read_pack
from boardroom.executive.page import PageSetup, build_page
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.insight.model import Report
from tests.unit.executive.world import FIRST, MODEL, STATES, make_service, order_rows

DAYS = 825  # to 5 April: March is the last month, longer than the one before
LISTED = MODEL.replace(
    "    metrics:\n",
    """      - name: regions
        source: regions
        primary_key: [state]
        fields:
          - {name: state, expression: state, datatype: String, role: key}
          - {name: size, expression: size, datatype: Integer}
    relationships:
      - {name: r, from: orders, to: regions, from_columns: [state], to_columns: [state]}
    metrics:
      - {name: region_size, expression: AVG(regions.size), department: sales}
      - name: southern
        expression: SUM(CASE WHEN orders.state IN ('SP', 'RJ') THEN orders.price ELSE 0 END)
        department: sales
""",
)
UNPRICED = 97
SOLD = order_rows(days=DAYS, drop={"SP": 0.9, "MG": 0.9})
PRICES = pa.array([None] * UNPRICED + SOLD["price"].to_pylist()[UNPRICED:], SOLD["price"].type)
ORDERS = SOLD.set_column(SOLD.column_names.index("price"), "price", PRICES)
PACK = """
name: sales
title: Sales
tables:
  - name: orders
    description: one row per order
    fields: [{name: id}, {name: price}]
views:
  - {title: Southern, kind: breakdown, metrics: [southern, region_size], by: [regions.state]}
  - {title: Losers, kind: breakdown, metrics: [revenue], by: [orders.state], order: change}
  - {title: Most, kind: breakdown, metrics: [revenue, orders], by: [orders.state], order: -orders}
  - {title: Best, kind: breakdown, metrics: [revenue, nps], by: [orders.state], order: -nps}
  - title: Dearest
    kind: records
    table: orders
    fields: [id, price]
    where: orders.id < 100
    order: -price
  - {title: Winners, kind: breakdown, metrics: [revenue], by: [orders.state], order: -change}
"""


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """Orders that fell in two of four states."""
    regions = pa.table({"state": ["SP", "RJ", "MG", "RS"], "size": [4, 3, 2, 1]})
    service = make_service(
        tmp_path, {"orders": ORDERS, "regions": regions}, model=LISTED,
        today=FIRST + timedelta(days=DAYS),
    )  # fmt: skip
    packs = bind_packs(service.model, [read_pack(PACK, origin="sales.yml")], PageSettings())
    return build_page(service, principal=LOCAL_ADMIN, setup=PageSetup(packs=packs))


def _rows(report: Report, title: str) -> list[tuple[object, ...]]:
    tables = [*report.tables, *(table for part in report.sections for table in part.tables)]
    found = next(table for table in tables if table.title.startswith(title))
    return list(found.result.rows)


def _taken(state: str, month: int) -> Decimal:
    """What ``state`` paid in a month of 2018."""
    columns = (ORDERS[name].to_pylist() for name in ("day", "state", "price"))
    return sum(
        (price for day, own, price in zip(*columns, strict=True)
         if (own, day.year, day.month) == (state, 2018, month)),
        Decimal(0),
    )  # fmt: skip


def test_values_without_any_figure_are_left_out(report: Report) -> None:
    assert {row[0] for row in _rows(report, "Southern")} == {"SP", "RJ"}


def test_a_figure_of_all_times_does_not_stand_under_a_month(report: Report) -> None:
    assert {len(row) for row in _rows(report, "Southern")} == {2}


def test_a_view_ordered_by_a_metric_needs_it(report: Report) -> None:
    counted = _rows(report, "Most")
    orders = [int(str(row[2])) for row in counted]
    assert orders == sorted(orders, reverse=True)
    titles = [table.title for part in report.sections for table in part.tables]
    assert not [title for title in titles if title.startswith("Best")]


def test_a_view_of_one_metric_names_it(report: Report) -> None:
    titles = [*report.tables, *(table for part in report.sections for table in part.tables)]
    assert "Losers: Revenue, Mar 2018" in [table.title for table in titles]


def test_records_without_what_orders_them_are_left_out(report: Report) -> None:
    prices = ORDERS["price"].to_pylist()[UNPRICED:100]
    assert [row[1] for row in _rows(report, "Dearest")] == sorted(prices, reverse=True)


def test_an_order_by_change_shows_only_what_moved_that_way(report: Report) -> None:
    moved = {state: _taken(state, 3) - _taken(state, 2) for state in STATES}
    losers = sorted((state for state in STATES if moved[state] < 0), key=lambda one: moved[one])
    winners = sorted((state for state in STATES if moved[state] > 0), key=lambda one: -moved[one])
    assert {"SP", "MG"} <= {*losers}
    assert winners
    assert [row[0] for row in _rows(report, "Losers")] == losers
    assert [row[0] for row in _rows(report, "Winners")] == winners
