"""Up to when balances are known: exclusive and planned ends, quiet tables, sums since ever."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from boardroom.clock import FixedClock
from boardroom.data.metrics import MetricsService, MetricsSetup
from boardroom.data.warehouse.duckdb_engine import DuckDbEngine
from boardroom.data.warehouse.lake import Lake
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.semantic.model import (
    Dataset,
    DataType,
    EventTime,
    Expression,
    Field,
    IntervalTime,
    Metric,
    MetricInput,
    SemanticModel,
)
from boardroom.semantic.query import Query
from boardroom.semantic.result import Result
from boardroom.settings import Settings

CLOCK = FixedClock(instant=datetime(2024, 11, 21, 12, tzinfo=UTC))
D = date


def field(name: str, kind: DataType) -> Field:
    return Field(name=name, expression=Expression(sql=name), datatype=kind)


def metric(name: str, sql: str, *, at: str | None = None) -> Metric:
    time = None if at is None else EventTime(field=at)
    return Metric(name=name, expression=Expression(sql=sql), dataset="plans", time=time)


PLANS = Dataset(
    name="plans",
    source="plans",
    fields=(field("id", "Integer"), field("began", "Date"), field("ended", "Date")),
    time=IntervalTime(start="began", end="ended"),
)
ORDERS = Dataset(
    name="orders",
    source="orders",
    fields=(field("id", "Integer"), field("on_day", "Date")),
    time=EventTime(field="on_day"),
    freshness="3 days",
)
RATE = replace(
    metric("churn_rate", "churned / COALESCE(NULLIF(opening, 0), new_plans)"),
    inputs={"opening": MetricInput(metric="active", at="start")},
)
MODEL = SemanticModel(
    name="saas",
    datasets=(PLANS, ORDERS),
    metrics=(
        metric("active", "COUNT(*)"),
        metric("new_plans", "COUNT(*)", at="plans.began"),
        metric("churned", "COUNT(plans.ended)", at="plans.ended"),
        RATE,
        Metric(name="sold", expression=Expression(sql="COUNT(*)"), dataset="orders"),
        replace(
            metric("ever", "COUNT(*)", at="plans.began"),
            to_date="all",
        ),
    ),
)

Rows = list[tuple[date, date | None]]
Ask = Callable[..., Result]
MONTHLY: Rows = [
    (D(2023, 1, 1), D(2023, 3, 1)),
    (D(2023, 2, 1), D(2023, 5, 1)),
    (D(2023, 3, 1), D(2023, 6, 1)),
    (D(2023, 4, 1), D(2023, 6, 1)),
    (D(2023, 5, 1), D(2023, 6, 1)),
]
STAFF: Rows = [
    (D(2023, 1, 9), None),
    (D(2023, 6, 20), None),
    (D(2023, 7, 3), D(2024, 10, 14)),
    (D(2023, 11, 13), None),
    (D(2024, 3, 4), None),
    (D(2024, 9, 20), D(2025, 6, 30)),
]


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Callable[..., Ask]]:
    engines: list[DuckDbEngine] = []

    def make(plans: Rows, *, orders: int = 0) -> Ask:
        lake = Lake(tmp_path / "lake", clock=CLOCK)
        numbers = list(range(len(plans)))
        began = pa.array([row[0] for row in plans], pa.date32())
        ended = pa.array([row[1] for row in plans], pa.date32())
        lake.write("plans", pa.table({"id": numbers, "began": began, "ended": ended}))
        days = [D(2024, 1, 1) + timedelta(days=i) for i in range(orders)]
        day_column = pa.array(days, pa.date32())
        ids = pa.array(range(orders), pa.int64())
        lake.write("orders", pa.table({"id": ids, "on_day": day_column}))
        engines.append(DuckDbEngine(lake, Settings(threads=1)))
        service = MetricsService(MODEL, engines[-1], MetricsSetup(clock=CLOCK))

        def ask(*metrics: str, time_range: str = "all") -> Result:
            query = Query(metrics=metrics, time_range=time_range)
            return service.run(query, principal=LOCAL_ADMIN)

        return ask

    yield make
    for engine in engines:
        engine.close()


def test_the_balance_of_all_is_read_at_the_end_of_the_loaded_data(
    company: Callable[..., Ask],
) -> None:
    found = company(MONTHLY)("active")
    assert found.rows == ((3,),)
    assert found.period.end == D(2023, 5, 31)
    assert "2023-05-31" in " ".join(item.text for item in found.caveats)


def test_exclusive_ends_do_not_make_a_month_of_their_own(company: Callable[..., Ask]) -> None:
    ask = company(MONTHLY)
    assert ask("active", time_range="2023-05").rows == ((3,),)
    assert ask("active", time_range="2023-05").period.complete
    after = ask("active", time_range="2023-06")
    assert after.rows == ((None,),)
    assert "outside_coverage" in {item.kind for item in after.caveats}


@pytest.mark.parametrize("time_range", ["all", "2023", "2023-05"])
def test_a_part_is_the_same_within_a_metric_and_beside_it(
    company: Callable[..., Ask], time_range: str
) -> None:
    found = company(MONTHLY)("churn_rate", "churned", "new_plans", time_range=time_range).rows[0]
    rate, churned, _ = (float(str(value)) for value in found)
    opening = {"all": 5, "2023": 5, "2023-05": 3}[time_range]
    assert rate == pytest.approx(churned / opening)


def test_a_quiet_table_is_known_as_far_as_the_others_go(company: Callable[..., Ask]) -> None:
    ask = company(STAFF, orders=318)
    assert ask("sold").period.end == D(2024, 11, 13)
    assert ask("active").rows == ((5,),)
    found = ask("active", "new_plans", "churned", time_range="2024-10")
    assert found.rows == ((5, 0, 1),)
    assert not found.caveats


def test_a_usual_silence_of_a_table_alone_is_no_end(company: Callable[..., Ask]) -> None:
    ask = company(STAFF)
    assert ask("active").rows == ((5,),)
    assert not ask("active").caveats


def test_a_count_since_ever_goes_on_after_its_last_event(company: Callable[..., Ask]) -> None:
    ask = company(MONTHLY, orders=318)
    assert ask("ever", time_range="2024-10").rows == ((5,),)


def test_a_dataset_is_judged_by_its_own_rows(company: Callable[..., Ask]) -> None:
    ask = company(MONTHLY, orders=323)
    found = ask("sold", "ever").freshness
    assert not found.stale
    assert ask("sold").freshness.data_until == D(2024, 11, 18)


def test_intervals_that_all_ended_long_ago_say_nothing_of_today(
    company: Callable[..., Ask],
) -> None:
    ask = company(MONTHLY, orders=320)
    after = ask("active", time_range="2024-10")
    assert after.rows == ((None,),)
    assert [item.kind for item in after.caveats] == ["outside_coverage"]
    assert "known for 2023-01-01 to 2023-05-31 only" in after.caveats[0].text
    assert ask("active", time_range="2023-05").rows == ((3,),)


def test_one_that_goes_on_keeps_the_others_ends_known(company: Callable[..., Ask]) -> None:
    ask = company([*MONTHLY, (D(2023, 5, 1), None)], orders=320)
    assert ask("active", time_range="2024-10").rows == ((1,),)


def test_a_short_silence_after_the_last_end_means_that_none_is_open(
    company: Callable[..., Ask],
) -> None:
    begins = [D(2024, 1, 1) + timedelta(days=10 * i) for i in range(31)]
    ask = company([(day, day + timedelta(days=3)) for day in begins], orders=308)
    assert ask("active", time_range="2024-11-01..2024-11-03").rows == ((0,),)


def test_what_is_carried_on_from_the_last_news_says_so(company: Callable[..., Ask]) -> None:
    begins = [D(2024, 1, 1) + timedelta(days=10 * i) for i in range(20)]
    ask = company([(day, None) for day in begins], orders=320)
    before = ask("active", time_range="2024-06")
    assert (before.rows, before.caveats) == (((19,),), ())
    after = ask("active", time_range="2024-10")
    assert after.rows == ((20,),)
    text = (
        "No row of 'plans' begins after 2024-07-09: what held then is carried on, less what ended."
    )
    assert [(item.kind, item.text) for item in after.caveats] == [("carried_on", text)]


def test_ends_are_news_where_all_begin_on_one_day_of_the_year(company: Callable[..., Ask]) -> None:
    """Members join on New Year's Day, and leave when they like."""
    stays: Rows = [(D(2024, 1, 1), D(2024, 1, 5) + timedelta(days=7 * i)) for i in range(45)]
    ask = company([*stays, (D(2024, 1, 1), None)], orders=316)
    found = ask("active", time_range="2024-10")
    left = sum(end is not None and end <= D(2024, 10, 31) for _, end in stays)
    assert (found.rows, found.caveats) == (((46 - left,),), ())
