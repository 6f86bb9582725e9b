"""What should be ordered now: demand over the lead time and safety stock against what is there."""

from datetime import date, timedelta
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pyarrow as pa
import pytest

from boardroom.insight.model import Report
from tests.unit.executive.inspection.looking import look, told
from tests.unit.executive.world import FIRST

DAYS = 700  # a Sunday evening: 100 whole weeks are known
MODEL = """
version: "0.2.0.dev0"
semantic_model:
  - name: shop
    datasets:
      - name: order_lines
        source: order_lines
        primary_key: [id]
        time: order_date
        fields:
          - {name: id, expression: id, datatype: Integer}
          - {name: item_id, expression: item_id, datatype: Integer}
          - {name: order_date, expression: order_date, datatype: Date}
          - {name: quantity, expression: quantity, datatype: Integer}
      - name: purchases
        source: purchases
        time: ordered_on
        fields:
          - {name: item_id, expression: item_id, datatype: Integer}
          - {name: ordered_on, expression: ordered_on, datatype: Date}
          - {name: received_on, expression: received_on, datatype: Date}
          - {name: quantity, expression: quantity, datatype: Integer}
      - name: stock
        source: stock
        time: {snapshot: stock.day, entity: stock.item_id}
        fields:
          - {name: day, expression: day, datatype: Date}
          - {name: item_id, expression: item_id, datatype: Integer}
          - {name: on_hand, expression: on_hand, datatype: Integer}
      - name: things
        source: things
        primary_key: [id]
        fields:
          - {name: id, expression: id, datatype: Integer}
          - {name: thing_name, expression: thing_name, datatype: String}
    relationships:
      - {name: of, from: stock, to: things, from_columns: [item_id], to_columns: [id]}
    metrics:
      - {name: quantity, expression: SUM(order_lines.quantity), department: operations}
"""
PACK = (Path(__file__).parents[4] / "src/boardroom/executive/packs/operations.yml").read_text(
    encoding="utf-8"
)
MONDAY = FIRST + timedelta(days=3)
WEEKS = 99


def tables(*, lamps: int, coming: int = 0) -> dict[str, pa.Table]:
    """Lamps and chairs wanted once a week, ordered every four weeks, here three weeks later."""
    rng = np.random.default_rng(5)
    wanted = rng.poisson(10, size=(WEEKS, 2))
    weeks = [MONDAY + timedelta(weeks=week) for week in range(WEEKS)]
    orders = [(week, item, int(units)) for week, row in zip(weeks, wanted, strict=True)
              for item, units in zip((1, 2), row, strict=True)]  # fmt: skip
    supply: list[tuple[date, int, date | None, int]] = [
        (week, item, week + timedelta(weeks=3), 40) for week in weeks[:92:4] for item in (1, 2)
    ]
    last = MONDAY + timedelta(weeks=WEEKS, days=-1)
    supply += [(last - timedelta(days=6), 1, None, coming)]
    return {
        "order_lines": pa.table({
            "id": list(range(len(orders))),
            "item_id": [item for _, item, _ in orders],
            "order_date": [week for week, _, _ in orders],
            "quantity": [units for _, _, units in orders],
        }),
        "purchases": pa.table({
            "item_id": [item for _, item, _, _ in supply],
            "ordered_on": [day for day, _, _, _ in supply],
            "received_on": pa.array([came for _, _, came, _ in supply], pa.date32()),
            "quantity": [units for _, _, _, units in supply],
        }),
        "stock": pa.table({
            "day": [last - timedelta(days=1)] * 2 + [last] * 2,
            "item_id": [1, 2, 1, 2],
            "on_hand": [900, 900, lamps, 400],
        }),
        "things": pa.table({"id": [1, 2], "thing_name": ["Lamp", "Chair"]}),
    }  # fmt: skip


def report(folder: Path, **units: int) -> Report:
    return look(folder, tables(**units), model=MODEL, days=3 + 7 * WEEKS, pack=PACK)


def test_what_is_below_its_reorder_point_is_to_be_ordered(tmp_path: Path) -> None:
    found = report(tmp_path, lamps=12)
    (insight,) = told(found, "stock")
    assert insight.title == "Order now: Lamp"
    assert insight.text.startswith("1 of 2 items is at or below the reorder point, with what is on")
    assert ": Lamp 12 of " in insight.text
    assert insight.recommendation == "Reorder now what will run out before the next delivery."
    (table,) = found.sections[0].tables
    lamp, chair = table.result.rows
    assert (lamp[0], lamp[1], lamp[-1]) == ("Lamp", 12.0, "order now")
    assert (chair[0], chair[1], chair[-1]) == ("Chair", 400.0, "")


def test_the_reorder_point_is_demand_over_the_lead_time_and_safety(tmp_path: Path) -> None:
    (table,) = report(tmp_path, lamps=12).sections[0].tables
    weeks, demand, safety, point = (float(str(cell)) for cell in table.result.rows[0][2:6])
    assert demand == pytest.approx(30, abs=3)
    assert weeks == pytest.approx(12 / (demand / 3))
    assert point == pytest.approx(demand + safety, abs=1.0)
    spread = NormalDist().inv_cdf(0.95) * (3 * 10) ** 0.5
    assert spread * 0.7 < safety < spread * 1.6


def test_what_is_on_order_counts(tmp_path: Path) -> None:
    found = report(tmp_path, lamps=12, coming=60)
    assert told(found, "stock") == []
    names = {row[0]: row[1] for row in found.sections[0].tables[0].result.rows}
    assert names["Lamp"] == 72.0


def test_without_orders_from_suppliers_nothing_is_said(tmp_path: Path) -> None:
    some = tables(lamps=0)
    some["purchases"] = some["purchases"].slice(0, 0)
    assert look(tmp_path, some, model=MODEL, days=3 + 7 * WEEKS, pack=PACK).sections == ()
