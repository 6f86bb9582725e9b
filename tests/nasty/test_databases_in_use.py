"""SQLite and DuckDB files that another program has open, or that another version wrote."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import duckdb

from boardroom.data.sources.load import load_source
from boardroom.data.sources.report import LoadReport
from boardroom.data.sources.spec import SourceSpec
from boardroom.data.warehouse.lake import Lake


def load(path: Path, lake: Lake) -> LoadReport:
    return load_source(SourceSpec(name="s", location=str(path)), lake)


def test_rows_that_are_only_in_the_write_ahead_log_are_seen(tmp_path: Path) -> None:
    path, lake = tmp_path / "x.sqlite", Lake(tmp_path / "lake")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("CREATE TABLE t (id INTEGER)")
        connection.execute("INSERT INTO t VALUES (1)")
        connection.commit()
        assert load(path, lake).tables[0].rows == 1
        connection.execute("INSERT INTO t VALUES (2)")
        connection.commit()
        assert load(path, lake).tables[0].rows == 2
        assert load(path, lake).tables[0].status == "unchanged"


def test_a_locked_sqlite_file_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (id INTEGER)")
        connection.commit()
        connection.execute("BEGIN EXCLUSIVE")
        report = load(path, Lake(tmp_path / "lake"))
    assert report.problem == "x.sqlite is locked by another program"


def test_a_duckdb_file_open_elsewhere_is_refused_and_loads_after_a_crash(tmp_path: Path) -> None:
    path, lake = tmp_path / "x.duckdb", Lake(tmp_path / "lake")
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); "
    hold += "c.execute('CREATE TABLE t AS SELECT 1 AS a'); print('up', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as child:  # fmt: skip
        assert child.stdout is not None
        assert child.stdout.readline() == "up\n"
        assert "open for writing in another program" in load(path, lake).problem
        child.kill()
    assert load(path, lake).tables[0].rows == 1


def test_a_duckdb_file_that_this_version_cannot_read_is_not_called_locked(tmp_path: Path) -> None:
    path = tmp_path / "x.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS a")
    content = bytearray(path.read_bytes())
    content[12:20] = (99).to_bytes(8, "little")
    path.write_bytes(content)
    report = load(path, Lake(tmp_path / "lake"))
    assert "cannot be read as a DuckDB file" in report.problem
    assert "EXPORT DATABASE" in report.hint
