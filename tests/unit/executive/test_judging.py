"""One metric judged by a method that the user names, in a real lake."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from boardroom.agents.context import Context
from boardroom.analysis.anomaly.method import Method, flag
from boardroom.errors import NotFoundError, QueryError
from boardroom.executive.judging import judge
from boardroom.executive.notebook import Notebook
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.insight.judgement import Judgement, how_text
from tests.unit.executive.world import FIRST, make_service

DAYS = 500
TODAY = FIRST + timedelta(days=DAYS)
SPIKE = 450
GAP = 420

MODEL = """
version: "0.2.0.dev0"
semantic_model:
  - name: shop
    datasets:
      - name: orders
        source: orders
        time: at
        fields:
          - {name: at, expression: at, datatype: %s, role: time}
          - {name: price, expression: price, datatype: Float, unit: USD}
      - name: goods
        source: goods
        fields:
          - {name: stock, expression: stock, datatype: Integer}
    metrics:
      - {name: revenue, expression: SUM(orders.price), unit: USD, direction: up}
      - {name: price, expression: AVG(orders.price), unit: USD}
      - {name: in_stock, expression: SUM(goods.stock), unit: count}
"""


def _context(folder: Path, orders: pa.Table, *, datatype: str = "Date") -> Context:
    goods = pa.table({"stock": pa.array([3, 4], pa.int64())})
    service = make_service(
        folder, {"orders": orders, "goods": goods}, model=MODEL % datatype, today=TODAY
    )
    return Context(metrics=service, principal=LOCAL_ADMIN, asked=TODAY, as_of=TODAY)


def _orders(days: int = DAYS) -> pa.Table:
    """Twenty orders a day of about $50, at three times the price on one day, and none on another;
    today's have only begun."""
    random = np.random.default_rng(2)
    offsets = np.repeat(np.arange(DAYS - days, DAYS), 20)
    offsets = np.append(offsets[offsets != GAP], DAYS)
    prices = random.normal(50.0, 5.0, len(offsets)) * np.where(offsets == SPIKE, 3.0, 1.0)
    return pa.table(
        {
            "at": pa.array([FIRST + timedelta(days=int(item)) for item in offsets], pa.date32()),
            "price": pa.array(prices, pa.float64()),
        }
    )


def _judge(context: Context, metric: str, method: Method) -> Judgement:
    return judge(context, metric, method, Notebook(context.model))


@pytest.mark.parametrize("method", list(Method))
def test_the_day_that_stands_out_is_flagged_and_what_is_not_known_is_not(
    tmp_path: Path, method: Method
) -> None:
    found = _judge(_context(tmp_path, _orders()), "revenue", method)

    spike = FIRST + timedelta(days=SPIKE)
    (point,) = (item for item in found.points if item.start <= spike <= item.end)
    assert (point.start, found.step) == (spike, "day")
    assert point.value == pytest.approx(3000.0, rel=0.1)
    assert point.high is not None
    assert 1000.0 < point.high < 1500.0
    gap = FIRST + timedelta(days=GAP)
    assert all(not item.start <= gap <= item.end for item in found.points)
    assert found.end == TODAY - timedelta(days=1), "today is not over"
    assert (found.start, found.judged) == (TODAY - timedelta(days=366), 365)
    assert {item.start: item.value for item in found.series}[gap] is None
    assert len(found.series) == DAYS
    assert found.evidence.query.metrics == ("revenue",)
    assert "SUM" in found.evidence.sql
    assert f"of {found.judged}" in found.note


def test_how_far_beyond_is_said_in_the_words_of_the_method(tmp_path: Path) -> None:
    context = _context(tmp_path, _orders())
    said = {}
    for method in Method:
        found = _judge(context, "revenue", method)
        (said[method],) = (item.how for item in found.points if item.value > 2000.0)
    series = np.array([item.value for item in found.series][-366:], dtype=float)
    known = series[np.isfinite(series)]
    away = (known.max() - known.mean()) / known.std(ddof=1)
    low, high = np.quantile(known, [0.25, 0.75])
    assert said[Method.ZSCORE] == f"+{away:.2f} standard deviations"
    assert said[Method.IQR] == f"Q3 + {(known.max() - high) / (high - low):.2f} IQR"
    assert said[Method.FOREST].startswith("isolation score 0.")
    assert said[Method.SEASONAL].startswith("a spike, score ")


def test_quartiles_that_are_the_same_have_no_distance_to_count_in() -> None:
    days = [FIRST + timedelta(days=row) for row in range(40)]
    values = np.full(40, 5.0)
    values[7] = 6.0
    (found,) = flag(days, values, method=Method.IQR, since=0)
    assert how_text(found, Method.IQR) == "beyond Q3, which the other quartile equals"


def test_readings_that_come_by_a_schedule_are_judged_by_the_hour(tmp_path: Path) -> None:
    hours = np.arange(40 * 24)
    values = np.random.default_rng(3).normal(50.0, 2.0, len(hours))
    values[-100] = 90.0
    begin = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC) - timedelta(days=40)
    moments = [begin.replace(tzinfo=None) + timedelta(hours=int(hour)) for hour in hours]
    rows = pa.table({"at": pa.array(moments, pa.timestamp("us")), "price": pa.array(values)})

    found = _judge(_context(tmp_path, rows, datatype="DateTime"), "price", Method.ZSCORE)

    assert found.step == "hour"
    (point,) = (item for item in found.points if item.value > 80.0)
    assert (point.start, point.end - point.start) == (moments[-100], timedelta(hours=1))


def test_what_has_no_series_is_an_error_that_says_why(tmp_path: Path) -> None:
    context = _context(tmp_path, _orders(days=60))
    with pytest.raises(NotFoundError, match="no metric 'revenu'; did you mean 'revenue'"):
        _judge(context, "revenu", Method.IQR)
    with pytest.raises(QueryError, match="'in_stock' has no series to judge: nothing says when"):
        _judge(context, "in_stock", Method.IQR)
    with pytest.raises(QueryError, match="'revenue' has too few points to judge"):
        _judge(context, "revenue", Method.IQR)
