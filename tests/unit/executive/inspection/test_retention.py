"""Cohorts that stay unlike those before them, at the same age."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from tests.unit.executive.inspection.looking import look, told
from tests.unit.executive.world import FIRST

TODAY = date(2018, 7, 20)
MODEL = """
version: "0.2.0.dev0"
semantic_model:
  - name: shop
    datasets:
      - name: subscriptions
        source: subscriptions
        primary_key: [id]
        time: {start: start_date, end: end_date}
        fields:
          - {name: id, expression: id, datatype: Integer}
          - {name: customer_id, expression: customer_id, datatype: Integer}
          - {name: start_date, expression: start_date, datatype: Date}
          - {name: end_date, expression: end_date, datatype: Date}
    metrics:
      - {name: active_subscriptions, expression: COUNT(subscriptions.id), department: customer}
"""
PACK = """
name: customer
title: Customers
tables:
  - name: subscriptions
    description: one row per subscription
    fields: [{name: start_date}, {name: end_date}]
views:
  - {title: Retention, kind: cohorts, table: subscriptions}
"""


def subscriptions(*, early: float) -> pa.Table:
    """A hundred a month; one in ten ends within 3 months, of the first quarter of
    2018 the ``early`` share.
    """
    rng = np.random.default_rng(1)
    rows = []
    for month in range(31):
        start = date(2016 + month // 12, month % 12 + 1, 1)
        leaves = early if date(2018, 1, 1) <= start < date(2018, 4, 1) else 0.1
        for _ in range(100):
            begins = start + timedelta(days=int(rng.integers(28)))
            ends = begins + timedelta(days=int(rng.integers(20, 80)))
            rows.append((begins, ends if rng.random() < leaves else None))
    return pa.table({
        "id": list(range(len(rows))),
        "customer_id": list(range(len(rows))),
        "start_date": [begins for begins, _ in rows],
        "end_date": pa.array([ends for _, ends in rows], pa.date32()),
    })  # fmt: skip


@pytest.mark.parametrize(
    ("early", "word", "verdict"), [(0.25, "fewer", "bad"), (0.0, "more", "good")]
)
def test_the_newest_cohort_is_held_against_earlier_ones(
    tmp_path: Path, early: float, word: str, verdict: str
) -> None:
    tables = {"subscriptions": subscriptions(early=early)}
    report = look(tmp_path, tables, model=MODEL, days=(TODAY - FIRST).days, pack=PACK)
    (item,) = told(report, "retention")
    assert item.title == f"Retention after 3 months: Q1 2018 keeps {word}"
    assert item.assessment == verdict
    figures = {number.id: number.value for number in item.numbers}
    assert figures["size"] == 300
    assert figures["groups"] == 8
    rows = tables["subscriptions"].to_pylist()
    own = [_stayed(row) for row in rows if row["start_date"] >= date(2018, 1, 1)][:300]
    before = [_stayed(row) for row in rows if row["start_date"] < date(2018, 1, 1)]
    assert figures["share"] == pytest.approx(sum(own) / 300)
    assert figures["expected"] == pytest.approx(sum(before) / len(before))


def _stayed(row: dict[str, date | None]) -> bool:
    """Whether it was there three months after its start."""
    start, end = row["start_date"], row["end_date"]
    assert start is not None
    month = start.month + 2
    later = date(start.year + month // 12, month % 12 + 1, start.day)
    return end is None or end > later


def test_cohorts_like_those_before_are_no_news(tmp_path: Path) -> None:
    tables = {"subscriptions": subscriptions(early=0.1)}
    report = look(tmp_path, tables, model=MODEL, days=(TODAY - FIRST).days, pack=PACK)
    assert told(report, "retention") == []
    assert report.tests["retention"] == 3
