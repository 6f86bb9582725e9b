"""Where the change of a sum with signs sits: promoters less detractors, money in and out."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from boardroom.insight.render_drivers import render_drivers
from tests.unit.executive.explain.test_explainer import DAYS, STOCK, drivers_of, explain
from tests.unit.executive.world import MODEL, order_rows

THEN, NOW = "2017-12", "2018-01"

SIGNED = f"""{MODEL}
      - name: mood
        expression: >-
          100 * (COUNT(CASE WHEN orders.late = 0 THEN 1 END)
          - COUNT(CASE WHEN orders.late = 1 THEN 1 END)) / COUNT(orders.late)
        direction: up
      - name: net
        expression: SUM(CASE WHEN orders.late = 1 THEN -1 * orders.price ELSE orders.price END)
        unit: USD
      - {{name: kept, expression: SUM(CASE WHEN orders.late = 0 THEN orders.price END), unit: USD}}
      - {{name: lost, expression: SUM(CASE WHEN orders.late = 1 THEN orders.price END), unit: USD}}
      - {{name: balance, expression: kept - lost, unit: USD}}
      - {{name: beyond, expression: revenue - 1000, unit: USD}}
"""


def turned_rows(state: str = "RJ", *, share: float = 0.95) -> pa.Table:
    """Orders of which nearly all of one state are late in the period asked about."""
    rows = order_rows(days=DAYS)
    late = np.asarray(rows["late"])
    hit = in_month(rows, NOW) & (np.asarray(rows["state"].to_pylist()) == state)
    dice = np.random.default_rng(5).random(len(late))
    late = np.where(hit & (dice < share), 1, late)
    return rows.set_column(rows.column_names.index("late"), "late", pa.array(late))


def in_month(rows: pa.Table, month: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    months = np.asarray(rows["day"]).astype("datetime64[M]")
    return np.asarray(months == np.datetime64(month))


def valued(metric: str, rows: pa.Table) -> float:
    """The metric of some rows, computed row by row."""
    signs = 1 - 2 * np.asarray(rows["late"])
    if metric == "mood":
        return 100 * float(np.mean(signs))
    return float(np.sum(signs * np.asarray(rows["price"].cast(pa.float64()))))


@pytest.mark.parametrize("metric", ["net", "balance", "revenue", "beyond"])
def test_what_a_segment_would_be_is_what_the_rows_outside_all_segments_did(
    tmp_path: Path, metric: str
) -> None:
    signed = metric in {"net", "balance"}
    rows = turned_rows("SP") if signed else _two_moved()
    report = explain(tmp_path, metric, rows=rows, model=SIGNED, time_range=NOW)
    items = drivers_of(report)[1].segments.items
    named = [str(item.where["orders.state"]) for item in items]
    assert len(named) == (1 if signed else 2)
    states = np.asarray(rows["state"].to_pylist())
    late = np.asarray(rows["late"]) == 1
    prices = np.asarray(rows["price"].cast(pa.float64()))
    sides = [(1, ~late), (-1, late)] if signed else [(1, np.ones_like(late))]
    before, since = in_month(rows, THEN), in_month(rows, NOW)
    others = ~np.isin(states, named)
    for item in items:
        own = states == item.where["orders.state"]
        expected = sum(
            sign * prices[own & side & before].sum()
            * prices[others & side & since].sum() / prices[others & side & before].sum()
            for sign, side in sides
        )  # fmt: skip
        assert item.expected == pytest.approx(expected - (1000 if metric == "beyond" else 0))


def _two_moved() -> pa.Table:
    """Prices of two states that fell, each by its own."""
    rows = order_rows(days=DAYS)
    states, since = np.asarray(rows["state"].to_pylist()), in_month(rows, NOW)
    factor = np.where(since & (states == "SP"), 0.5, np.where(since & (states == "RS"), 0.1, 1.0))
    prices = np.round(np.asarray(rows["price"].cast(pa.float64())) * factor, 2)
    column = pa.array(prices).cast(pa.decimal128(12, 2))
    return rows.set_column(rows.column_names.index("price"), "price", column)


@pytest.mark.parametrize("metric", ["mood", "net", "balance"])
def test_the_state_whose_sum_turned_below_zero_is_named_with_its_values(
    tmp_path: Path, metric: str
) -> None:
    rows = turned_rows()
    report = explain(tmp_path, metric, rows=rows, model=SIGNED, time_range=NOW)
    segments = drivers_of(report)[1].segments
    first = segments.items[0]
    assert dict(first.where) == {"orders.state": "RJ"}
    own = rows.filter(pa.array(np.asarray(rows["state"].to_pylist()) == "RJ"))
    values = [valued(metric, own.filter(pa.array(in_month(own, month)))) for month in (THEN, NOW)]
    assert values[1] < 0 < values[0]
    assert [first.previous, first.current] == pytest.approx(values)
    whole = [valued(metric, rows.filter(pa.array(in_month(rows, month)))) for month in (THEN, NOW)]
    assert segments.total == pytest.approx(whole[1] - whole[0])
    assert segments.total == pytest.approx(sum(x.change for x in segments.items) + segments.rest)
    assert segments.inside
    assert not segments.outside
    assert segments.unseen == ()


def test_what_turns_everywhere_alike_is_of_no_state(tmp_path: Path) -> None:
    rows = order_rows(days=DAYS)
    dice = np.random.default_rng(6).random(len(rows))
    late = np.where(in_month(rows, NOW) & (dice < 0.8), 1, np.asarray(rows["late"]))
    rows = rows.set_column(rows.column_names.index("late"), "late", pa.array(late))
    report = explain(tmp_path, "net", rows=rows, model=SIGNED, time_range=NOW)
    segments = drivers_of(report)[1].segments
    assert segments.items == ()
    assert segments.outside


def _losses() -> pa.Table:
    days, kinds, amounts = [], [], []
    for month in range(24):
        for kind, amount in (("new", 100), ("churn", -70 - month % 3)):
            days.append(date(2016 + month // 12, month % 12 + 1, 10))
            kinds.append(kind)
            amounts.append(amount)
    return pa.table({"day": pa.array(days, pa.date32()), "kind": kinds, "amount": amounts})


def test_a_dimension_that_cannot_be_looked_along_is_named_and_never_called_outside(
    tmp_path: Path,
) -> None:
    report = explain(
        tmp_path, "mrr", rows=_losses(), model=STOCK, table="movements",
        time_range="2017-11", today=date(2018, 1, 1),
    )  # fmt: skip
    segments = drivers_of(report)[1].segments
    assert segments.items == ()
    assert not segments.outside
    assert segments.why is not None
    assert "Kind" in segments.why
    assert "outside" not in render_drivers(report)


def test_beside_dimensions_that_told_nothing_the_unseen_ones_are_named(tmp_path: Path) -> None:
    report = explain(tmp_path, "revenue", rows=order_rows(days=DAYS), time_range=NOW)
    insight, drivers = drivers_of(report)
    unseen = replace(drivers.segments, items=(), unseen=("Segment",), outside=False)
    text = render_drivers(
        replace(report, insights=(replace(insight, drivers=replace(drivers, segments=unseen)),))
    )
    assert "outside" not in text
    assert "Could not be looked along: Segment." in text
