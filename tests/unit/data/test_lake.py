"""The lake: versions, locks, failing writes, cleaning."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from boardroom.clock import FixedClock
from boardroom.data.warehouse.lake import Lake
from boardroom.data.warehouse.lake_write import WriteOptions
from boardroom.errors import BusyError, NotFoundError, StorageError, UsageError
from boardroom.semantic.profile import ForeignKeyHint

JANUARY = datetime(2024, 1, 1, 12, tzinfo=UTC)


def lake_at(folder: Path, *, instant: datetime = JANUARY, lock_timeout_seconds: float = 5) -> Lake:
    clock = FixedClock(instant=instant)
    return Lake(folder / "lake", clock=clock, lock_timeout_seconds=lock_timeout_seconds)


def rows_of(lake: Lake, name: str, *, version: int | None = None) -> list[tuple[object, ...]]:
    files = list(lake.table(name, version=version).files)
    query = "SELECT * FROM read_parquet($files, union_by_name = true) ORDER BY ALL"
    return duckdb.execute(query, {"files": files}).fetchall()


def test_overwrite_shows_only_the_new_rows_and_keeps_the_old_version(tmp_path: Path) -> None:
    lake = lake_at(tmp_path)
    first = lake.write("orders", pa.table({"id": [1, 2]}))
    second = lake.write("orders", pa.table({"id": [3], "note": ["x"]}))
    assert (first, second) == (0, 1)
    assert rows_of(lake, "orders") == [(3, "x")]
    assert rows_of(lake, "orders", version=0) == [(1,), (2,)]
    assert lake.table("orders").rows == 1
    assert lake.table("orders").schema.names == ["id", "note"]


def test_append_adds_new_columns_and_leaves_missing_ones_null(tmp_path: Path) -> None:
    lake = lake_at(tmp_path)
    lake.write("orders", pa.table({"id": [1], "old": ["a"]}))
    append = WriteOptions(mode="append")
    lake.write("orders", pa.table({"id": [2], "fresh": [7]}), options=append)
    assert rows_of(lake, "orders") == [(1, "a", None), (2, None, 7)]


def test_merge_updates_known_keys_and_inserts_new_ones(tmp_path: Path) -> None:
    lake = lake_at(tmp_path)
    lake.write("orders", pa.table({"id": [1, 2], "v": ["a", "b"]}))
    merge = WriteOptions(mode="merge", keys=("id",))
    lake.write("orders", pa.table({"id": [2, 3], "v": ["B", "c"]}), options=merge)
    assert rows_of(lake, "orders") == [(1, "a"), (2, "B"), (3, "c")]


def test_replace_swaps_only_the_rows_of_the_condition(tmp_path: Path) -> None:
    lake = lake_at(tmp_path)
    lake.write("orders", pa.table({"id": [1, 2, 3]}))
    replace = WriteOptions(mode="replace", where="id >= 2")
    lake.write("orders", pa.table({"id": [2, 4]}), options=replace)
    assert rows_of(lake, "orders") == [(1,), (2,), (4,)]


def test_rows_are_sorted_on_disk(tmp_path: Path) -> None:
    lake = lake_at(tmp_path)
    lake.write("orders", pa.table({"id": [3, 1, 2]}), options=WriteOptions(sort_by=("id",)))
    files = list(lake.table("orders").files)
    assert duckdb.execute("SELECT id FROM read_parquet(?)", [files]).fetchall() == [
        (1,),
        (2,),
        (3,),
    ]


def test_details_travel_with_the_version_and_stay_when_not_given(tmp_path: Path) -> None:
    lake = lake_at(tmp_path)
    keys = {"columns": ["customer_id"], "to_table": "customers", "to_columns": ["id"]}
    details = {"primary_key": ["id"], "foreign_keys": [keys]}
    lake.write("orders", pa.table({"id": [1]}), options=WriteOptions(details=details))
    lake.write("orders", pa.table({"id": [2]}), options=WriteOptions(mode="append"))
    table = Lake(tmp_path / "lake").table("orders")
    hint = ForeignKeyHint(columns=("customer_id",), to_table="customers", to_columns=("id",))
    assert table.primary_key == ("id",)
    assert table.foreign_keys == (hint,)
    assert table.loaded_at == JANUARY


def test_a_table_is_read_as_it_was_at_an_instant(tmp_path: Path) -> None:
    lake_at(tmp_path).write("orders", pa.table({"id": [1]}))
    later = lake_at(tmp_path, instant=JANUARY + timedelta(days=2))
    later.write("orders", pa.table({"id": [2]}))
    assert later.table("orders", as_of=JANUARY + timedelta(days=1)).version == 0
    assert later.table("orders", as_of=JANUARY + timedelta(days=3)).version == 1
    with pytest.raises(NotFoundError, match="did not exist yet"):
        later.table("orders", as_of=JANUARY - timedelta(days=1))


def test_unknown_tables_and_bad_names_are_named(tmp_path: Path) -> None:
    lake = lake_at(tmp_path)
    lake.write("orders", pa.table({"id": [1]}))
    with pytest.raises(NotFoundError, match="no table 'order'"):
        lake.table("order")
    with pytest.raises(UsageError, match="no table name"):
        lake.write("../evil", pa.table({"id": [1]}))
    assert lake.names() == ("orders",)


def test_a_failing_stream_leaves_the_last_version_and_no_files(tmp_path: Path) -> None:
    lake = lake_at(tmp_path)
    lake.write("orders", pa.table({"id": [1]}))
    schema = pa.schema({"id": pa.int64()})

    def broken() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch({"id": [5]}, schema=schema)
        raise OSError(28, "No space left on device")

    reader = pa.RecordBatchReader.from_batches(schema, broken())
    with pytest.raises(StorageError, match=r"(?m)cannot be written: the disk is full$"):
        lake.write("orders", reader)
    assert rows_of(lake, "orders") == [(1,)]
    assert len(list((tmp_path / "lake" / "orders").glob("*.parquet"))) == 1


def test_a_first_write_that_fails_leaves_no_table(tmp_path: Path) -> None:
    lake = lake_at(tmp_path)
    schema = pa.schema({"id": pa.int64()})

    def broken() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch({"id": [5]}, schema=schema)
        raise OSError("gone")

    with pytest.raises(StorageError):
        lake.write("orders", pa.RecordBatchReader.from_batches(schema, broken()))
    assert lake.names() == ()
    lake.write("orders", pa.table({"id": [1]}))
    assert rows_of(lake, "orders") == [(1,)]


def test_two_threads_queue_up_and_the_second_is_told(tmp_path: Path) -> None:
    lake = lake_at(tmp_path)
    inside = threading.Event()
    told: list[str] = []

    def hold() -> None:
        with lake.lock("orders"):
            inside.set()
            time.sleep(0.3)

    holder = threading.Thread(target=hold)
    holder.start()
    inside.wait()
    with lake.lock("orders", waiting=told.append):
        assert not holder.is_alive() or told
    holder.join()
    assert told == ["waiting for another load of 'orders' to end"]


def test_a_lock_that_is_not_freed_in_time_is_busy(tmp_path: Path) -> None:
    lake = lake_at(tmp_path, lock_timeout_seconds=0.1)
    inside, done = threading.Event(), threading.Event()

    def hold() -> None:
        with lake.lock("orders"):
            inside.set()
            done.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    inside.wait()
    with pytest.raises(BusyError, match="'orders' is being loaded"):
        lake.write("orders", pa.table({"id": [1]}))
    done.set()
    holder.join()


def test_the_lock_of_a_killed_process_is_free_at_once(tmp_path: Path) -> None:
    program = (
        "import sys, time, pathlib; from boardroom.data.warehouse.lake import Lake\n"
        "with Lake(pathlib.Path(sys.argv[1])).lock('orders'):\n"
        "    print('held', flush=True); time.sleep(60)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "lake")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        child.kill()
    lake_at(tmp_path, lock_timeout_seconds=1).write("orders", pa.table({"id": [1]}))


def test_cleaning_keeps_the_current_version_and_recent_ones(tmp_path: Path) -> None:
    lake = lake_at(tmp_path)
    lake.write("orders", pa.table({"id": [1]}))
    lake.write("orders", pa.table({"id": [2]}))
    assert lake.clean("orders") == 0
    assert rows_of(lake, "orders", version=0) == [(1,)]
    details = lake.table("orders").details
    assert lake.clean("orders", keep=timedelta(0)) == 1
    assert rows_of(lake, "orders") == [(2,)]
    assert lake.table("orders").details == details
    with pytest.raises(NotFoundError, match="cleaned away"):
        lake.table("orders", version=0)


def test_dropping_forgets_the_table(tmp_path: Path) -> None:
    lake = lake_at(tmp_path)
    lake.write("orders", pa.table({"id": [1]}))
    lake.drop("orders")
    lake.drop("orders")
    assert dict(lake.tables()) == {}


def test_the_state_of_the_last_load_is_kept_beside_the_data(tmp_path: Path) -> None:
    lake = lake_at(tmp_path)
    assert lake.state("orders") is None
    lake.note_state("orders", problem="the file is gone")
    state = Lake(tmp_path / "lake").state("orders")
    assert state is not None
    assert (state.problem, state.checked_at) == ("the file is gone", JANUARY)


def test_a_reader_in_the_middle_of_a_write_sees_the_old_version(tmp_path: Path) -> None:
    lake = lake_at(tmp_path)
    lake.write("orders", pa.table({"id": [1]}))
    seen: list[object] = []
    schema = pa.schema({"id": pa.int64()})

    def read() -> None:
        seen.append(rows_of(Lake(lake.root), "orders"))

    def slowly() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch({"id": [2]}, schema=schema)
        reader = threading.Thread(target=read)
        reader.start()
        reader.join()
        yield pa.record_batch({"id": [3]}, schema=schema)

    lake.write("orders", pa.RecordBatchReader.from_batches(schema, slowly()))
    assert seen == [[(1,)]]
    assert rows_of(lake, "orders") == [(2,), (3,)]
