"""Rollups are built, used while they are up to date, and replaced when they are not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from deltalake import DeltaTable

from boardroom.clock import FixedClock
from boardroom.data.metrics import MetricsService, MetricsSetup
from boardroom.data.model_tables import bind
from boardroom.data.warehouse.duckdb_engine import DuckDbEngine
from boardroom.data.warehouse.lake import Lake
from boardroom.data.warehouse.lake_write import WriteOptions
from boardroom.data.warehouse.rollup_build import LEAST_ROWS, MOST_COUNTED_ROWS, build_rollups
from boardroom.data.warehouse.rollup_distinct import known_distinct, measure_distinct
from boardroom.data.warehouse.rollup_store import RollupBook
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.semantic.compiler.compile import Compiler
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import (
    Dataset,
    DataType,
    EventTime,
    Expression,
    Field,
    Metric,
    Relationship,
    SemanticModel,
)
from boardroom.semantic.query import Query
from boardroom.semantic.rollup import Rollup, RollupMeasure
from boardroom.semantic.rollup_plan import plan_rollups
from boardroom.settings import Settings

UTC_CALENDAR = Calendar()
NOW = datetime(2024, 6, 1, tzinfo=UTC)
APPEND = WriteOptions(mode="append")
BERLIN = Calendar(time_zone="Europe/Berlin")

MODEL = SemanticModel(
    name="shop",
    datasets=(
        Dataset(
            name="sales",
            source="sales",
            fields=(
                Field(name="region", expression=Expression(sql="UPPER(area)"), datatype="String"),
                Field(name="amount", expression=Expression(sql="amount"), datatype="Decimal"),
                Field(name="pieces", expression=Expression(sql="quantity * 2"), datatype="Integer"),
                Field(name="sold_at", expression=Expression(sql="sold_at"), datatype="DateTimeTz"),
            ),
            time=EventTime(field="sold_at"),
        ),
    ),
)

DAILY = Rollup(
    name="sales_daily",
    dataset="sales",
    table="",
    time_field="sold_at",
    keys=("region",),
    measures=(
        RollupMeasure(column="m0", function="sum", argument="amount", datatype="Decimal"),
        RollupMeasure(column="m1", function="count", argument="*", datatype="Integer"),
        RollupMeasure(column="m2", function="sum", argument="pieces + 1", datatype="Integer"),
    ),
)


def sales(count: int, *, day: int = 1, timeless: int = 1) -> pa.Table:
    """Rows at 23:30 UTC, which is the next day in Berlin; the last ones have no time."""
    instant = datetime(2024, 1, day, 23, 30, tzinfo=UTC)
    moments = [instant] * (count - timeless) + [None] * timeless
    return pa.table(
        {
            "area": pa.array(["west", "east"] * (count // 2)),
            "amount": pa.array([Decimal("0.10")] * count, pa.decimal128(12, 2)),
            "quantity": pa.array([1] * count, pa.int64()),
            "sold_at": pa.array(moments, pa.timestamp("us", tz="UTC")),
        }
    )


@dataclass(frozen=True)
class Place:
    lake: Lake
    engine: DuckDbEngine

    def build(self, *rollups: Rollup, calendar: Calendar = UTC_CALENDAR) -> list[str]:
        outcomes = build_rollups(MODEL, rollups, self.engine, self.lake, calendar=calendar)
        assert not any(outcome.problem for outcome in outcomes), outcomes
        return [outcome.state for outcome in outcomes]

    def ready(self, *rollups: Rollup, calendar: Calendar = UTC_CALENDAR) -> tuple[Rollup, ...]:
        snapshot = self.engine.snapshot()
        book = RollupBook(Compiler(MODEL), rollups, calendar)
        return book.ready(snapshot, bind(MODEL, snapshot.tables, "duckdb"))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    lake = Lake(tmp_path / "lake")
    lake.write("sales", sales(100))
    engine = DuckDbEngine(lake, Settings(threads=1))
    yield Place(lake, engine)
    engine.close()


def test_a_rollup_holds_a_row_per_day_and_key(place: Place) -> None:
    assert place.build(DAILY) == ["built"]
    (rollup,) = place.ready(DAILY)
    rows = place.engine.query(f"SELECT * FROM {rollup.table} ORDER BY day NULLS LAST, region")
    day = date(2024, 1, 1)
    assert rows.to_pylist() == [
        {"day": day, "region": "EAST", "m0": Decimal("4.90"), "m1": 49, "m2": 147},
        {"day": day, "region": "WEST", "m0": Decimal("5.00"), "m1": 50, "m2": 150},
        {"day": None, "region": "EAST", "m0": Decimal("0.10"), "m1": 1, "m2": 3},
    ]


def test_days_are_cut_in_the_workspace_s_time_zone(place: Place) -> None:
    place.build(DAILY, calendar=BERLIN)
    (rollup,) = place.ready(DAILY, calendar=BERLIN)
    days = place.engine.query(f"SELECT MAX(day) AS day FROM {rollup.table}").to_pylist()
    assert days == [{"day": date(2024, 1, 2)}]
    assert place.ready(DAILY, calendar=UTC_CALENDAR) == ()


def test_nothing_is_built_twice(place: Place) -> None:
    place.build(DAILY)
    assert place.build(DAILY) == ["current"]


def test_a_rollup_behind_its_raw_data_is_not_used_until_built_again(place: Place) -> None:
    place.build(DAILY)
    place.lake.write("sales", sales(10), options=APPEND)
    assert place.ready(DAILY) == ()
    assert place.build(DAILY) == ["built"]
    (rollup,) = place.ready(DAILY)
    total = place.engine.query(f"SELECT SUM(m1) AS n FROM {rollup.table}").to_pylist()
    assert total == [{"n": 110}]


def test_a_rollup_of_another_definition_is_not_used(place: Place) -> None:
    place.build(DAILY)
    other = replace(DAILY, measures=DAILY.measures[:2])
    assert place.ready(other) == ()
    assert place.build(other) == ["built"]
    assert len(place.ready(other)) == 1


def test_a_rollup_as_large_as_the_data_is_not_kept(place: Place) -> None:
    place.lake.write("sales", sales(2))
    assert place.build(DAILY) == ["useless"]
    assert place.ready(DAILY) == ()
    assert place.build(DAILY) == ["current"]


def test_a_rollup_that_is_no_longer_planned_is_deleted(place: Place) -> None:
    place.build(DAILY)
    place.build()
    assert place.engine.snapshot().rollup_origins == {}


def test_a_missing_table_is_no_failure(place: Place) -> None:
    place.lake.drop("sales")
    assert place.build(DAILY) == ["missing"]


def test_rollups_are_not_listed_among_the_tables(place: Place) -> None:
    place.build(DAILY)
    assert set(place.engine.tables()) == {"sales"}


def totals(place: Place) -> list[dict[str, object]]:
    (rollup,) = place.ready(DAILY)
    sql = f"SELECT day, SUM(m0) AS m0, SUM(m1) AS m1 FROM {rollup.table} GROUP BY 1 ORDER BY 1"
    return list(place.engine.query(sql).to_pylist())


def raw_totals(place: Place) -> list[dict[str, object]]:
    sql = (
        "SELECT CAST(sold_at AS DATE) AS day, SUM(amount) AS m0, COUNT(*) AS m1 "
        "FROM sales GROUP BY 1 ORDER BY 1"
    )
    return list(place.engine.query(sql).to_pylist())


def test_only_the_days_of_new_files_are_computed_anew(place: Place) -> None:
    for day in (5, 10, 20):
        more = sales(40, day=day, timeless=0)
        place.lake.write("sales", more, options=APPEND)
    assert place.build(DAILY) == ["built"]
    again = sales(20, day=10, timeless=0)
    place.lake.write("sales", again, options=APPEND)
    (outcome,) = build_rollups(MODEL, [DAILY], place.engine, place.lake, calendar=UTC_CALENDAR)
    assert (outcome.state, outcome.rows) == ("extended", 2)
    assert totals(place) == raw_totals(place)


def test_a_monthly_rollup_is_extended_by_whole_months(place: Place) -> None:
    monthly = replace(DAILY, name="sales_monthly", grain="month")
    for day in (5, 20):
        place.lake.write("sales", sales(40, day=day, timeless=0), options=APPEND)
    assert place.build(monthly) == ["built"]
    place.lake.write("sales", sales(20, day=10, timeless=0), options=APPEND)
    assert place.build(monthly) == ["extended"]
    (rollup,) = place.ready(monthly)
    sql = f"SELECT day, SUM(m1) AS n FROM {rollup.table} GROUP BY 1 ORDER BY 1"
    found = [(row["day"], row["n"]) for row in place.engine.query(sql).to_pylist()]
    assert found == [(date(2024, 1, 1), 199), (None, 1)]


def test_days_of_removed_files_are_computed_anew(place: Place) -> None:
    for day in (5, 10):
        more = sales(40, day=day, timeless=0)
        place.lake.write("sales", more, options=APPEND)
    place.build(DAILY)
    DeltaTable(place.lake.path("sales")).delete("sold_at >= '2024-01-10' AND area = 'west'")
    assert place.build(DAILY) == ["extended"]
    assert totals(place) == raw_totals(place)
    assert len(totals(place)) == 4


def test_new_rows_without_a_time_make_the_rollup_whole_again(place: Place) -> None:
    place.build(DAILY)
    place.lake.write("sales", sales(10, timeless=2), options=APPEND)
    assert place.build(DAILY) == ["built"]
    assert totals(place) == raw_totals(place)


def test_rows_of_the_last_day_there_is_make_the_rollup_whole_again(place: Place) -> None:
    place.build(DAILY)
    last = sales(2, timeless=0).set_column(
        3,
        "sold_at",
        pa.array([datetime(9999, 12, 31, tzinfo=UTC)] * 2, pa.timestamp("us", tz="UTC")),
    )
    place.lake.write("sales", last, options=APPEND)
    assert place.build(DAILY) == ["built"]
    assert totals(place) == raw_totals(place)


def test_a_table_made_anew_makes_the_rollup_whole_again(place: Place) -> None:
    place.lake.write("sales", sales(40, timeless=0))
    place.build(DAILY)
    place.lake.drop("sales")
    place.lake.write("sales", sales(60, day=9, timeless=0))
    assert place.build(DAILY) == ["built"]
    assert totals(place) == raw_totals(place)


def test_distinct_values_are_counted_and_remembered(place: Place) -> None:
    assert known_distinct(place.lake) == {}
    counted = measure_distinct(MODEL, place.engine, place.lake)
    assert counted["sales.region"] == 2
    assert "sales.sold_at" not in counted
    assert known_distinct(place.lake) == counted
    assert place.engine.snapshot().rollup_origins == {}


def column(name: str, kind: DataType) -> Field:
    return Field(name=name, expression=Expression(sql=name), datatype=kind)


LINES = SemanticModel(
    name="lines",
    datasets=(
        Dataset(
            name="lines",
            source="lines",
            fields=(column("order_id", "Integer"), column("amount", "Integer")),
            time=EventTime(field="orders.placed"),
        ),
        Dataset(
            name="orders",
            source="orders",
            primary_key=("id",),
            fields=(column("id", "Integer"), column("placed", "Date")),
            time=EventTime(field="placed"),
        ),
    ),
    relationships=(
        Relationship(
            name="order",
            from_dataset="lines",
            to_dataset="orders",
            from_columns=("order_id",),
            to_columns=("id",),
        ),
    ),
    metrics=(Metric(name="amount", expression=Expression(sql="SUM(lines.amount)")),),
)


def orders(**placed: date | None) -> pa.Table:
    """Orders ``o1``, ``o2``, … by their days."""
    ids = pa.array([int(name[1:]) for name in placed], pa.int64())
    return pa.table({"id": ids, "placed": pa.array(list(placed.values()), pa.date32())})


def test_a_rollup_dated_through_another_table_follows_that_table(tmp_path: Path) -> None:
    first, second = date(2024, 1, 1), date(2024, 2, 1)
    lake = Lake(tmp_path / "lake")
    ids = pa.array([1, 2, None, 3] * 25, pa.int64())
    lake.write("lines", pa.table({"order_id": ids, "amount": pa.array([1, 10, 100, 1000] * 25)}))
    lake.write("orders", orders(o1=first, o2=second))
    (rollup,) = plan_rollups(LINES)
    engine = DuckDbEngine(lake, Settings(threads=1))

    def rolled_up() -> tuple[str, dict[date | None, int]]:
        service = MetricsService(
            LINES, engine, MetricsSetup(clock=FixedClock(instant=NOW), rollups=(rollup,))
        )
        (built,) = build_rollups(LINES, (rollup,), engine, lake, calendar=UTC_CALENDAR)
        query = Query(metrics=("amount",), grain="month", time_range="2024-01..2024-03")
        answer = service.run(query, principal=LOCAL_ADMIN)
        assert "rollup__lines_daily" in answer.sql
        return built.state, {row[0]: row[1] for row in answer.rows if row[1]}  # type: ignore[misc]  # the rows of this query

    assert rolled_up() == ("built", {first: 25, second: 250})
    assert rolled_up() == ("current", {first: 25, second: 250})
    lake.write("orders", orders(o1=second, o2=second))
    assert rolled_up() == ("built", {second: 275})
    lake.write("orders", orders(o1=second, o2=None, o3=first))
    assert rolled_up() == ("built", {first: 25_000, second: 25})
    engine.close()


def test_such_a_rollup_is_not_used_before_it_followed(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    lake.write("lines", pa.table({"order_id": pa.array([1] * 9), "amount": pa.array([1] * 9)}))
    lake.write("orders", orders(o1=date(2024, 1, 1)))
    (rollup,) = plan_rollups(LINES)
    engine = DuckDbEngine(lake, Settings(threads=1))
    service = MetricsService(
        LINES, engine, MetricsSetup(clock=FixedClock(instant=NOW), rollups=(rollup,))
    )
    build_rollups(LINES, (rollup,), engine, lake, calendar=UTC_CALENDAR)
    query = Query(metrics=("amount",), time_range="2024-01")
    before = service.run(query, principal=LOCAL_ADMIN)
    lake.write("orders", orders(o1=date(2024, 2, 1), o9=date(2024, 1, 3)))
    after = service.run(query, principal=LOCAL_ADMIN)
    assert ("rollup__" in before.sql, before.rows) == (True, ((9,),))
    assert ("rollup__" in after.sql, after.rows) == (False, ((0,),))
    build_rollups(LINES, (rollup,), engine, lake, calendar=UTC_CALENDAR)
    again = service.run(query, principal=LOCAL_ADMIN)
    assert ("rollup__" in again.sql, again.rows) == (True, ((0,),))
    engine.close()


CALLS = SemanticModel(
    name="calls",
    datasets=(
        Dataset(
            name="calls",
            source="calls",
            fields=(column("caller", "Integer"), column("day", "Date"), column("n", "Float")),
            time=EventTime(field="day"),
        ),
        Dataset(
            name="callers",
            source="callers",
            primary_key=("id",),
            fields=(
                column("id", "Integer"),
                replace(column("land", "String"), values=("no", "se")),
                replace(column("size", "String"), values=("s", "l")),
            ),
        ),
    ),
    relationships=(
        Relationship(
            name="caller",
            from_dataset="calls",
            to_dataset="callers",
            from_columns=("caller",),
            to_columns=("id",),
        ),
    ),
    metrics=(Metric(name="n", expression=Expression(sql="SUM(calls.n)")),),
)


def calls(month: int, rows: int = LEAST_ROWS) -> pa.Table:
    days = [date(2024, month, 1 + n % 9) for n in range(rows)]
    callers = pa.array([n % 5 for n in range(rows)])
    return pa.table({"caller": callers, "day": days, "n": [5 / rows] * rows})


def callers(**lands: str | None) -> pa.Table:
    """Callers ``c1``, ``c2``, … by their lands."""
    ids = pa.array([int(name[1:]) for name in lands], pa.int64())
    lands_of = pa.array(list(lands.values()), pa.string())
    return pa.table({"id": ids, "land": lands_of, "size": pa.array(["s"] * len(ids))})


@dataclass(frozen=True)
class Switchboard:
    lake: Lake
    engine: DuckDbEngine
    rollups: tuple[Rollup, ...]

    def build(self) -> str:
        """The state of the rollup by the callers' columns."""
        made = build_rollups(CALLS, self.rollups, self.engine, self.lake, calendar=UTC_CALENDAR)
        (found,) = (item for item in made if item.name == "calls_daily_each_of_callers")
        assert not found.problem
        return found.state

    def by_land(self) -> tuple[bool, dict[str, int]]:
        """Whether the rollup was read, and the calls by land."""
        setup = MetricsSetup(clock=FixedClock(instant=NOW), rollups=self.rollups)
        service = MetricsService(CALLS, self.engine, setup)
        query = Query(metrics=("n",), group_by=("callers.land",), time_range="2024")
        answer = service.run(query, principal=LOCAL_ADMIN)
        found = {str(land): round(float(str(n))) for land, n in answer.rows}
        return "each_of_callers" in answer.sql, found


@pytest.fixture
def switchboard(tmp_path: Path) -> Iterator[Switchboard]:
    lake = Lake(tmp_path / "lake")
    lake.write("calls", calls(1))
    lake.write("callers", callers(c1="no", c2="se", c3="se"))
    engine = DuckDbEngine(lake, Settings(threads=1))
    yield Switchboard(lake, engine, plan_rollups(CALLS))
    engine.close()


def test_a_rollup_by_a_relative_follows_it(switchboard: Switchboard) -> None:
    assert switchboard.build() == "built"
    assert switchboard.by_land() == (True, {"no": 1, "se": 2, "None": 2})
    switchboard.lake.write("callers", callers(c1="se", c2="se", c3=None, c4="no"))
    moved: dict[str, int] = {"no": 1, "se": 2, "None": 2}
    assert switchboard.by_land() == (False, moved)
    assert switchboard.build() == "built"
    assert switchboard.by_land() == (True, moved)
    assert switchboard.build() == "current"


def test_new_rows_extend_a_rollup_whose_relatives_stayed(switchboard: Switchboard) -> None:
    switchboard.build()
    switchboard.lake.write("calls", calls(3), options=APPEND)
    assert switchboard.build() == "extended"
    assert switchboard.by_land() == (True, {"no": 2, "se": 4, "None": 4})
    switchboard.lake.write("calls", calls(4), options=APPEND)
    switchboard.lake.write("callers", callers(c1="se"))
    assert switchboard.build() == "built"
    assert switchboard.by_land() == (True, {"se": 3, "None": 12})


def test_of_few_rows_no_rollup_by_one_column_each_is_made(switchboard: Switchboard) -> None:
    assert switchboard.build() == "built"
    switchboard.lake.write("calls", calls(1, LEAST_ROWS - 5))
    where = (switchboard.engine, switchboard.lake)
    made = build_rollups(CALLS, switchboard.rollups, *where, calendar=UTC_CALENDAR)
    assert [(item.name, item.state) for item in made] == [("calls_daily", "extended")]
    assert switchboard.by_land()[0] is False


def test_different_values_of_many_rows_are_counted_a_stretch_of_days_at_a_time(
    tmp_path: Path,
) -> None:
    number = MOST_COUNTED_ROWS * 2 + 9
    place = np.arange(number)
    days = np.datetime64("2024-01-01") + (place % 100).astype("timedelta64[D]")
    table = pa.table({"caller": place % 1009, "day": pa.array(days), "n": np.ones(number)})
    lake = Lake(tmp_path / "lake")
    lake.write("calls", table)
    lake.write("callers", callers(c1="no", c2="se", c3="se"))
    engine = DuckDbEngine(lake, Settings(threads=1))
    counted = Metric(name="seen", expression=Expression(sql="COUNT(DISTINCT calls.caller)"))
    model = replace(CALLS, metrics=(*CALLS.metrics, counted))
    rollups = plan_rollups(model, distinct={"calls.caller": 1009})
    queries = [
        Query(metrics=("seen", "n"), group_by=by, grain="day", time_range="2024-01..2024-04")
        for by in ((), ("callers.land",))
    ]

    def answers() -> list[tuple[str, list[object]]]:
        setup = MetricsSetup(clock=FixedClock(instant=NOW), rollups=rollups)
        service = MetricsService(model, engine, setup)
        found = service.run_many(queries, principal=LOCAL_ADMIN)
        return [(one.sql, sorted(one.rows, key=repr)) for one in found]

    raw = answers()
    made = build_rollups(model, rollups, engine, lake, calendar=UTC_CALENDAR)
    assert not any(item.problem for item in made)
    rolled = answers()
    assert all("COUNT(DISTINCT" not in sql for sql, _ in rolled)
    assert [rows for _, rows in rolled] == [rows for _, rows in raw]
    engine.close()
