"""Metrics made of the same rows are not compared; what others show too is one story."""

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from boardroom.analysis.panel.expected import expect
from boardroom.analysis.panel.series import Days, Floats, Panel, Step
from boardroom.executive.metric_facts import FactsReader, MetricFacts
from boardroom.executive.scan.companion import Company, are_apart, find_companions
from boardroom.executive.scan.panel_reading import Reading
from boardroom.semantic.model_file import parse_model

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
          - {name: id, expression: id, datatype: Integer}
          - {name: day, expression: day, datatype: Date}
          - {name: amount, expression: amount, datatype: Float}
          - {name: rating, expression: rating, datatype: Float}
          - {name: late, expression: late, datatype: Integer}
          - {name: paid, expression: paid, datatype: Date}
      - name: lines
        source: lines
        primary_key: [id]
        time: orders.day
        fields:
          - {name: id, expression: id, datatype: Integer}
          - {name: order_id, expression: order_id, datatype: Integer}
          - {name: pieces, expression: pieces, datatype: Integer}
      - name: visits
        source: visits
        primary_key: [id]
        time: day
        fields:
          - {name: id, expression: id, datatype: Integer}
          - {name: day, expression: day, datatype: Date}
          - {name: views, expression: views, datatype: Integer}
      - name: ledger
        source: ledger
        primary_key: [id]
        time: day
        fields:
          - {name: id, expression: id, datatype: Integer}
          - {name: day, expression: day, datatype: Date}
          - {name: amount, expression: amount, datatype: Float}
      - name: changes
        source: SELECT o.day, o.amount FROM orders AS o
        time: day
        fields:
          - {name: day, expression: day, datatype: Date}
          - {name: amount, expression: amount, datatype: Float}
    relationships:
      - {name: of, from: lines, to: orders, from_columns: [order_id], to_columns: [id]}
    metrics:
      - {name: revenue, expression: SUM(orders.amount)}
      - {name: order_count, expression: COUNT(orders.id)}
      - {name: order_value, expression: revenue / order_count}
      - {name: rating, expression: AVG(orders.rating)}
      - {name: late_rate, expression: SUM(orders.late) / COUNT(orders.late)}
      - {name: new_revenue, expression: SUM(changes.amount)}
      - {name: paid_rate, expression: AVG(orders.late), time: orders.paid}
      - {name: pieces, expression: SUM(lines.pieces)}
      - {name: visits, expression: COUNT(visits.id)}
      - {name: views, expression: SUM(visits.views)}
      - {name: booked, expression: SUM(ledger.amount)}
      - {name: conversion, expression: order_count / visits}
"""
PERIODS = 400
DAYS: Days = np.arange(739_000, 739_000 + PERIODS, dtype=np.int64)
STEPS: dict[Step, int] = {"day": 1, "week": 7}


def facts(name: str) -> MetricFacts:
    model = parse_model(MODEL, origin="model.yml")
    return FactsReader(model).read(model.metric_by_name[name])


def test_a_metric_stands_on_the_tables_of_its_rows_and_of_what_dates_them() -> None:
    assert facts("visits").tables == {"visits"}
    assert facts("pieces").tables == {"lines", "orders"}
    assert facts("conversion").tables == {"orders", "visits"}
    assert facts("new_revenue").tables == {"orders"}


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("rating", "late_rate", True),
        ("rating", "order_count", False),
        ("revenue", "order_count", False),
        ("late_rate", "late_rate", False),
        ("rating", "paid_rate", False),
    ],
)
def test_of_one_table_only_rates_of_other_fields_are_compared(
    one: str, other: str, *, apart: bool
) -> None:
    assert are_apart(facts(one), facts(other)) is apart


def reading(
    name: str, totals: Floats, *, step: Step = "day", segment: str | None = None
) -> Reading:
    size = STEPS[step]
    days = DAYS[0] + (7 - DAYS[0] % 7) + np.arange(len(totals)) * size
    panel = Panel(days=days, totals=totals[None, :], step=step)
    watched = SimpleNamespace(facts=facts(name), dimension=segment, kind="flow")
    return cast("Reading", SimpleNamespace(watched=watched, panel=panel))


def course(*, seed: int, level: float = 200.0) -> Floats:
    random = np.random.default_rng(seed)
    return np.asarray(random.poisson(level * random.gamma(25.0, 1 / 25.0, PERIODS)), dtype=float)


def follow(leader: Floats, lag: int, *, seed: int) -> Floats:
    level = np.concatenate([np.full(lag, leader.mean()), leader[: len(leader) - lag]])
    return np.asarray(np.random.default_rng(seed).poisson(level), dtype=float)


def company_of(readings: Sequence[Reading]) -> Company:
    return find_companions(readings, [expect(item.panel) for item in readings])


def told(*readings: Reading) -> list[tuple[str, str, int]]:
    return [
        (item.first.watched.facts.metric.name, item.second.watched.facts.metric.name, item.pair.lag)
        for item in company_of(readings).found
    ]


@pytest.mark.parametrize("step", ["day", "week"])
def test_visits_that_come_before_orders_are_told(step: Step) -> None:
    visits = course(seed=1)
    found = told(
        reading("visits", visits, step=step),
        reading("revenue", follow(visits, 3, seed=2), step=step),
    )
    assert found == [("visits", "revenue", 3)]


def test_what_shares_rows_is_not_compared() -> None:
    visits = course(seed=1)
    names = ("revenue", "order_count", "pieces", "conversion", "new_revenue")
    found = company_of([reading(name, visits + n) for n, name in enumerate(names)])
    assert (found.found, found.tests) == ((), 0)


def test_a_segment_is_no_metric_of_its_own() -> None:
    visits = course(seed=1)
    found = company_of(
        [reading("visits", visits), reading("revenue", visits, segment="orders.late")]
    )
    assert found.tests == 0


def test_what_is_recorded_twice_is_no_news_nor_is_what_is_made_of_it() -> None:
    revenue = course(seed=1, level=2000.0)
    visits = course(seed=2, level=2000.0)
    found = told(
        reading("revenue", revenue),
        reading("booked", revenue * 1.02),
        reading("conversion", revenue / visits),
    )
    assert found == []


def test_metrics_of_the_same_tables_are_one_story() -> None:
    visits = course(seed=1)
    readings = [
        reading("visits", visits),
        reading("views", visits * 3 + follow(visits, 0, seed=4)),
        reading("revenue", follow(visits, 2, seed=2)),
    ]
    (item,) = company_of(readings).found
    assert item.second.watched.facts.metric.name == "revenue"
    assert [second.watched.facts.metric.name for _, second in item.others] == ["revenue"], (
        "once, though by day and by week"
    )


def test_by_chance_next_to_nothing_is_told() -> None:
    names = ("visits", "revenue", "booked")
    made = [
        company_of([reading(name, course(seed=10 * seed + n)) for n, name in enumerate(names)])
        for seed in range(30)
    ]
    assert sum(bool(item.found) for item in made) <= 1
    assert {item.tests for item in made} == {6}, "by day and by week"


def test_what_is_like_that_every_year_is_no_relation() -> None:
    weeks = 156
    holidays = np.where(np.isin(np.arange(weeks) % 52, [10, 11, 30, 31, 32]), 0.5, 1.0)
    random = np.random.default_rng(3)
    readings = [
        reading(name, random.poisson(900 * holidays).astype(float), step="week")
        for name in ("visits", "revenue")
    ]
    assert told(*readings) == []


def test_what_comes_daily_is_compared_with_what_comes_weekly() -> None:
    visits = course(seed=1, level=100.0)
    start = int(-(DAYS[0] + 7 - DAYS[0] % 7 - 1) % 7)
    sums = visits[start : start + 7 * ((PERIODS - start) // 7)].reshape(-1, 7).sum(1)
    weekly = reading("revenue", follow(sums, 2, seed=4), step="week")
    days = weekly.panel.days + start
    moved = replace(weekly.panel, days=days)
    weekly = cast("Reading", SimpleNamespace(watched=weekly.watched, panel=moved))
    assert told(reading("visits", visits), weekly) == [("visits", "revenue", 2)]
