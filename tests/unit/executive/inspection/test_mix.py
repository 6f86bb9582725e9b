"""A metric that holds while what it is made of moves; where it moves itself, that is the news."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from tests.unit.executive.inspection.looking import look, told
from tests.unit.executive.world import FIRST, MODEL, order_rows

DAYS = 800
FEBRUARY = (FIRST + timedelta(days=762), FIRST + timedelta(days=789))  # 2018, the last whole month


def orders(*, moved: float, more: int = 1) -> pa.Table:
    """Orders of which, in the last month, the share ``moved`` of the shop came over the web, each
    so many times.
    """
    rng = np.random.default_rng(1)
    rows = []
    for row in order_rows(days=DAYS).to_pylist():
        last = FEBRUARY[0] <= row["day"] <= FEBRUARY[1]
        if last and row["channel"] == "shop" and rng.random() < moved:
            row = {**row, "channel": "web"}
        rows += [{**row, "id": row["id"] + 10**6 * copy} for copy in range(more if last else 1)]
    return pa.Table.from_pylist(rows, schema=order_rows(days=1).schema)


def test_a_mix_that_moved_while_orders_held_is_told(tmp_path: Path) -> None:
    rows = orders(moved=0.6)
    found = told(look(tmp_path, {"orders": rows}, model=MODEL, days=DAYS), "mix")
    item = next(item for item in found if item.metric == "orders")
    assert item.title == "Orders held; its mix by channel moved"
    assert item.subject == {"orders.channel": "web"}
    figures = {number.id: number.value for number in item.numbers}
    inside = [row for row in rows.to_pylist() if FEBRUARY[0] <= row["day"] <= FEBRUARY[1]]
    web = sum(row["channel"] == "web" for row in inside)
    assert figures["value"] == len(inside)
    assert figures["gained"] == pytest.approx(web / len(inside))
    assert figures["lost"] == pytest.approx(1 - web / len(inside))


@pytest.mark.parametrize(("moved", "more"), [(0.0, 1), (0.6, 3)])
def test_a_usual_mix_and_one_of_a_month_unlike_others_are_not(
    tmp_path: Path, moved: float, more: int
) -> None:
    tables = {"orders": orders(moved=moved, more=more)}
    report = look(tmp_path, tables, model=MODEL, days=DAYS)
    assert [item for item in told(report, "mix") if item.metric == "orders"] == []
