"""Pages and load records: kept as they were, per workspace, in SQLite and PostgreSQL."""

import json
import multiprocessing
import sqlite3
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from boardroom.errors import MissingExtraError, NotFoundError, StorageError, UsageError
from boardroom.store.database import HEAD, Database
from boardroom.store.load_store import LoadRecord, LoadStore
from boardroom.store.page_store import PageStore
from boardroom.store.schema import METADATA

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def _page(title: str = "Shop", as_of: str = "2026-11-02") -> str:
    return json.dumps({"title": title, "as_of": as_of, "odd": "São «x» \u2028", "n": 0.1})


def test_a_page_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.sqlite")
    pages = PageStore(database, workspace="shop")
    page_id = pages.save(_page(), created_at=NOON)
    database.close()

    again = PageStore(Database(tmp_path / "state.sqlite"), workspace="shop").get(page_id)

    assert again.document == _page()
    assert (again.title, again.as_of, again.created_at) == ("Shop", date(2026, 11, 2), NOON)


def test_the_newest_page_comes_first(tmp_path: Path) -> None:
    pages = PageStore(Database(tmp_path / "state.sqlite"), workspace="shop")
    for hour in range(3):
        pages.save(_page(title=str(hour)), created_at=NOON + timedelta(hours=hour))
    pages.save(_page(title="old", as_of="2026-10-01"), created_at=NOON - timedelta(days=9))

    assert [page.title for page in pages.list()] == ["2", "1", "0", "old"]
    assert all(not page.document for page in pages.list())
    latest, then = pages.latest(), pages.latest(as_of=date(2026, 10, 1))
    assert latest is not None
    assert then is not None
    assert (latest.title, then.title) == ("2", "old")
    assert pages.drop_before(NOON) == 1
    assert len(pages.list()) == 3


def test_another_workspace_sees_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.sqlite")
    page_id = PageStore(database, workspace="one").save(_page(), created_at=NOON)
    LoadStore(database, workspace="one").save([_load("orders")])

    other = PageStore(database, workspace="two")

    assert other.list() == ()
    assert other.latest() is None
    with pytest.raises(NotFoundError, match=page_id):
        other.get(page_id)
    assert LoadStore(database, workspace="two").latest() == ()


def test_what_is_no_page_is_refused(tmp_path: Path) -> None:
    pages = PageStore(Database(tmp_path / "state.sqlite"), workspace="shop")
    for text in ("", "[]", "{}", '{"title": "x", "as_of": "yesterday"}'):
        with pytest.raises(UsageError):
            pages.save(text, created_at=NOON)


def test_the_latest_load_of_each_table_that_did_something_is_told(tmp_path: Path) -> None:
    loads = LoadStore(Database(tmp_path / "state.sqlite"), workspace="shop")
    loads.save([_load("orders", quarantined={"bad date": 3}), _load("items")])
    loads.save(
        [_load("orders", status="unchanged"), _load("items", status="failed", problem="gone")]
    )
    loads.save([])

    latest = {record.table: record for record in loads.latest()}

    assert latest["orders"].rows_quarantined == 3
    assert latest["orders"].finished_at == NOON
    assert latest["items"].problem == "gone"
    assert [record.status for record in loads.history("orders")] == ["unchanged", "loaded"]


def test_a_failure_that_a_later_load_got_over_is_history(tmp_path: Path) -> None:
    loads = LoadStore(Database(tmp_path / "state.sqlite"), workspace="shop")
    loads.save([_load("orders"), _load("items", quarantined={"bad date": 3})])
    loads.save([_load("", status="failed", problem="no such folder")])
    loads.save([replace(_load("", status="failed", problem="asleep"), source="other")])
    assert {item.problem for item in loads.latest() if not item.table} == {
        "no such folder", "asleep",
    }  # fmt: skip
    loads.save([_load("orders", status="failed", problem="spoiled")])
    assert [item.problem for item in loads.latest() if item.source == "files"] == ["", "spoiled"]
    loads.save([_load("orders", status="unchanged"), _load("items", status="unchanged")])
    latest = {item.table: item for item in loads.latest()}
    assert latest["orders"].status == "loaded"
    assert latest["items"].rows_quarantined == 3
    assert latest[""].source == "other"


def _load(
    table: str,
    *,
    status: str = "loaded",
    problem: str = "",
    quarantined: dict[str, int] | None = None,
) -> LoadRecord:
    return LoadRecord(
        source="files", table=table, status=status, finished_at=NOON, rows_read=10, rows_loaded=7,
        rows=7, quarantined=quarantined or {}, findings=("odd",), problem=problem,
    )  # fmt: skip


def test_the_migrations_make_the_tables_that_the_stores_use(tmp_path: Path) -> None:
    Database(tmp_path / "state.sqlite").close()
    made = inspect(create_engine(f"sqlite:///{tmp_path / 'state.sqlite'}"))
    for table in METADATA.sorted_tables:
        columns = {column["name"]: column["nullable"] for column in made.get_columns(table.name)}
        assert columns == {column.name: bool(column.nullable) for column in table.columns}
        indexes = {index["name"] for index in made.get_indexes(table.name)}
        assert indexes == {index.name for index in table.indexes}


def test_the_newest_migration_is_the_one_the_code_needs() -> None:
    folder = Path(__file__).resolve().parents[3] / "src" / "boardroom" / "store" / "migrations"
    assert ScriptDirectory(str(folder)).get_current_head() == HEAD


def test_a_state_of_a_newer_boardroom_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    Database(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StorageError, match="newer Boardroom"):
        Database(path)


def test_a_state_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="missing"):
        Database(tmp_path / "missing" / "state.sqlite")
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_bytes(b"this is no database at all, not even a small one" * 100)
    with pytest.raises(StorageError, match=r"damaged\.sqlite"):
        Database(damaged)


def test_a_url_that_is_none_or_has_no_driver_is_refused() -> None:
    with pytest.raises(UsageError):
        Database("://nothing")
    with pytest.raises(MissingExtraError, match="strange"):
        Database("strange://host/name")


def test_a_file_that_another_process_is_writing_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, other.rollback)
    release.start()
    Database(path).close()
    release.join()
    other.close()


def _open_and_save(path: Path, number: int) -> None:
    pages = PageStore(Database(path), workspace="shop")
    for _ in range(5):
        pages.save(_page(title=str(number)), created_at=NOON)


def test_processes_that_start_at_once_migrate_once_and_all_save(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_open_and_save, args=(path, number)) for number in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert len(PageStore(Database(path), workspace="shop").list()) == 15
