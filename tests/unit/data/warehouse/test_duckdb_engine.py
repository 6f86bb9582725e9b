"""The DuckDB engine over real Delta tables: snapshots, types, limits, threads."""

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from threading import Thread

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from boardroom.data.warehouse.duckdb_engine import DuckDbEngine
from boardroom.data.warehouse.engine import Limits
from boardroom.errors import LimitError, QueryError, StorageError
from boardroom.settings import Settings


@dataclass(frozen=True)
class LakeAt:
    root: Path


def wall(day: int) -> datetime:
    return datetime.fromisoformat(f"2024-01-{day:02}")


def sales(count: int, *, first: int = 0) -> pa.Table:
    numbers = range(first, first + count)
    return pa.table(
        {
            "id": pa.array(numbers, pa.int64()),
            "amount": pa.array([Decimal("0.10")] * count, pa.decimal128(12, 2)),
            "sold_at": pa.array([wall(1 + i % 28) for i in numbers], pa.timestamp("us")),
            "paid_at": pa.array(
                [datetime(2024, 1, 1, 23, tzinfo=UTC)] * count, pa.timestamp("us", tz="UTC")
            ),
        }
    )


@pytest.fixture
def lake(tmp_path: Path) -> LakeAt:
    root = tmp_path / "my lake's" / "lake"
    write_deltalake(root / "sales", sales(1000))
    return LakeAt(root)


@pytest.fixture
def engine(lake: LakeAt) -> DuckDbEngine:
    return DuckDbEngine(lake, Settings(threads=2, memory_limit_mb=500))


def single(engine: DuckDbEngine, sql: str) -> object:
    return engine.query(sql).column(0)[0].as_py()


def test_a_sum_of_decimals_is_exact(engine: DuckDbEngine) -> None:
    assert single(engine, "SELECT SUM(amount) FROM sales") == Decimal("100.00")


@pytest.mark.parametrize(
    ("table", "written"),
    [("Sales_2", "sALES_2"), ("a b", '"A b"'), ('say "so"', '"say ""so"""'), ("Größe", '"GRöße"')],
)
def test_a_table_is_found_however_it_is_named(
    engine: DuckDbEngine, lake: LakeAt, table: str, written: str
) -> None:
    write_deltalake(lake.root / table, sales(3))
    assert single(engine, f"SELECT COUNT(*) FROM {written}") == 3


def test_a_table_says_its_columns_rows_and_version(engine: DuckDbEngine) -> None:
    info = engine.tables()["sales"]
    assert info.rows == 1000
    assert info.columns["amount"] == "DECIMAL(12,2)"
    assert info.version
    assert info.loaded_at is not None


def test_a_commit_is_seen_by_the_next_query_and_changes_the_version(
    engine: DuckDbEngine, lake: LakeAt
) -> None:
    before = engine.tables()["sales"].version
    assert single(engine, "SELECT COUNT(*) FROM sales") == 1000
    write_deltalake(lake.root / "sales", sales(5, first=1000), mode="append")
    assert single(engine, "SELECT COUNT(*) FROM sales") == 1005
    assert engine.tables()["sales"].version != before


def test_a_snapshot_keeps_showing_its_own_state(engine: DuckDbEngine, lake: LakeAt) -> None:
    snapshot = engine.snapshot()
    write_deltalake(lake.root / "sales", sales(5), mode="overwrite")
    old = snapshot.query_many(["SELECT COUNT(*) FROM sales"])[0]
    assert old.column(0)[0].as_py() == 1000
    assert single(engine, "SELECT COUNT(*) FROM sales") == 5


def test_an_unchanged_lake_gives_the_same_snapshot(engine: DuckDbEngine) -> None:
    assert engine.snapshot() is engine.snapshot()


def test_a_table_dropped_and_made_anew_has_another_version(
    engine: DuckDbEngine, lake: LakeAt
) -> None:
    before = engine.tables()["sales"].version
    shutil.rmtree(lake.root / "sales")
    write_deltalake(lake.root / "sales", sales(7))
    assert engine.tables()["sales"].version != before
    assert single(engine, "SELECT COUNT(*) FROM sales") == 7


def test_a_new_table_appears_and_a_deleted_one_goes(engine: DuckDbEngine, lake: LakeAt) -> None:
    write_deltalake(lake.root / "other", sales(3))
    assert set(engine.tables()) == {"sales", "other"}
    shutil.rmtree(lake.root / "other")
    assert set(engine.tables()) == {"sales"}
    with pytest.raises(QueryError):
        engine.query("SELECT * FROM other")


def test_a_column_added_later_is_null_in_older_rows(engine: DuckDbEngine, lake: LakeAt) -> None:
    wider = sales(2).append_column("channel", pa.array(["web", "shop"]))
    write_deltalake(lake.root / "sales", wider, mode="append", schema_mode="merge")
    result = engine.query("SELECT channel, COUNT(*) AS n FROM sales GROUP BY 1 ORDER BY 2, 1")
    assert result.to_pylist() == [
        {"channel": "shop", "n": 1}, {"channel": "web", "n": 1}, {"channel": None, "n": 1000},
    ]  # fmt: skip


def test_an_empty_table_keeps_its_types(engine: DuckDbEngine, lake: LakeAt) -> None:
    write_deltalake(lake.root / "sales", sales(0), mode="overwrite")
    assert single(engine, "SELECT COUNT(*) FROM sales") == 0
    assert engine.query("SELECT amount FROM sales").schema.field(0).type == pa.decimal128(12, 2)


def test_partition_values_come_from_the_path_with_their_type(
    engine: DuckDbEngine, lake: LakeAt
) -> None:
    table = sales(4).append_column("day", pa.array([date(2024, 1, 1), date(2024, 1, 2)] * 2))
    write_deltalake(lake.root / "by_day", table, partition_by=["day"])
    rows = engine.query("SELECT day, COUNT(*) AS n FROM by_day GROUP BY 1 ORDER BY 1").to_pylist()
    assert rows == [{"day": date(2024, 1, 1), "n": 2}, {"day": date(2024, 1, 2), "n": 2}]


def test_a_damaged_log_is_a_storage_error_naming_the_table(
    engine: DuckDbEngine, lake: LakeAt
) -> None:
    log = lake.root / "sales" / "_delta_log" / f"{0:020d}.json"
    log.write_text("not a commit\n")
    with pytest.raises(StorageError, match="'sales'"):
        engine.query("SELECT COUNT(*) FROM sales")


def test_date_bounds_come_from_statistics(engine: DuckDbEngine) -> None:
    assert engine.snapshot().bounds("sales", "sold_at") == (
        wall(1),
        wall(28),
    )
    assert engine.snapshot().bounds("sales", "nothing") is None


def test_time_zones_work_without_any_download(engine: DuckDbEngine) -> None:
    day = single(engine, "SELECT CAST(timezone('Europe/Berlin', MAX(paid_at)) AS DATE) FROM sales")
    assert day == date(2024, 1, 2)


def test_too_many_rows_are_refused(engine: DuckDbEngine) -> None:
    with pytest.raises(LimitError, match="more than 10 rows"):
        engine.query("SELECT * FROM sales", limits=Limits(rows=10))
    assert engine.query("SELECT * FROM sales LIMIT 10", limits=Limits(rows=10)).num_rows == 10


def test_a_slow_query_is_stopped_and_the_engine_goes_on(engine: DuckDbEngine) -> None:
    with pytest.raises(LimitError, match=r"longer than 0\.2 s"):
        engine.query(
            "SELECT COUNT(*) FROM range(100000000000) AS r", limits=Limits(timeout_seconds=0.2)
        )
    assert single(engine, "SELECT COUNT(*) FROM sales") == 1000


def test_a_query_too_large_for_memory_is_a_limit_error(engine: DuckDbEngine) -> None:
    with pytest.raises(LimitError, match="memory"):
        engine.query("SELECT list(r.range) FROM range(200000000) AS r", limits=Limits())


def test_a_wrong_column_is_a_query_error_in_the_engines_words(engine: DuckDbEngine) -> None:
    with pytest.raises(QueryError, match="prize"):
        engine.query("SELECT prize FROM sales")


def test_many_threads_get_right_answers_while_a_load_commits(
    engine: DuckDbEngine, lake: LakeAt
) -> None:
    seen: list[list[int]] = []

    def read() -> None:
        for _ in range(20):
            tables = engine.query_many(["SELECT COUNT(*) FROM sales", "SELECT SUM(1) FROM sales"])
            seen.append([int(table.column(0)[0].as_py()) for table in tables])

    readers = [Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for size in (10, 20, 30):
        write_deltalake(lake.root / "sales", sales(size), mode="overwrite")
    for reader in readers:
        reader.join()
    assert all(first == second and first in {1000, 10, 20, 30} for first, second in seen)
    assert len(seen) == 80
