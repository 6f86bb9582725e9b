"""The engine with the guard switched off: nothing leaves, nothing changes."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from boardroom.data.warehouse.duckdb_engine import DuckDbEngine
from boardroom.data.warehouse.engine import Limits
from boardroom.errors import BoardroomError
from boardroom.settings import Settings
from tests.unit.data.warehouse.guard_cases import ATTACKS

LIMITS = Limits(rows=10_000, timeout_seconds=0.4)


@dataclass(frozen=True)
class LakeAt:
    root: Path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    orders = pa.table({"id": [1, 2, 3], "region": ["West", "East", "West"], "amount": [1, 2, 3]})
    write_deltalake(folder / "lake" / "orders", orders)
    (folder / "secret.txt").write_text("the-secret-text")
    (folder / "secret.csv").write_text("a\nthe-secret-text\n")
    return folder


@pytest.fixture(scope="module")
def engine(place: Path) -> Iterator[DuckDbEngine]:
    engine = DuckDbEngine(LakeAt(place / "lake"), Settings(threads=1, memory_limit_mb=256))
    yield engine
    engine.close()


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


TEMPLATES = [
    "COPY orders TO '{lake}/stolen.csv'",
    "COPY (SELECT 1) TO '{part}' (FORMAT parquet)",
    "COPY orders TO '{lake}/orders/_delta_log/00000000000000000001.json'",
    "COPY orders TO '{place}/stolen.csv'",
    "EXPORT DATABASE '{lake}/dump'",
    "ATTACH '{lake}/new.db'",
    "ATTACH '{place}/new.db' (READ_ONLY false)",
    "SELECT * FROM read_text('{secret}.txt')",
    "SELECT * FROM read_blob('{secret}.txt')",
    "SELECT * FROM read_csv('{secret}.csv')",
    "SELECT * FROM read_csv('{lake}/../secret.csv')",
    "SELECT * FROM read_csv('{lake}/./../secret.csv')",
    "SELECT * FROM read_csv('file://{secret}.csv')",
    "SELECT * FROM read_json('{secret}.txt')",
    "SELECT * FROM sniff_csv('{secret}.csv')",
    "SELECT * FROM '{secret}.csv'",
    "SELECT * FROM glob('{place}/*')",
    "SELECT * FROM glob('{lake}/../*')",
    "SELECT * FROM parquet_schema('{secret}.csv')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/proc/self/environ')",
    "SELECT * FROM read_csv('https://example.com/x.csv')",
    "SELECT * FROM read_parquet('s3://bucket/x.parquet')",
    "SELECT getenv('HOME')",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SET allowed_directories = ['/']",
    "SET lock_configuration = false",
    "RESET enable_external_access",
    "PRAGMA enable_external_access",
    "SET temp_directory = '/tmp'",
    "SET threads = 64",
    "SET memory_limit = '100GB'",
    "CREATE TABLE t AS SELECT 1",
    "CREATE OR REPLACE TEMP VIEW orders AS SELECT 0 AS id",
    "DROP VIEW orders",
    "DROP VIEW temp.main.orders",
    "CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
    "CREATE MACRO count(x) AS 42",
    "CALL enable_logging()",
    "SELECT * FROM enable_logging(storage_path => '{lake}/log')",
    "SELECT * FROM enable_profiling(save_location => '{lake}/profile')",
    "PRAGMA profiling_output = '{lake}/profile'",
    "SELECT * FROM query('COPY orders TO ''/tmp/stolen.csv''')",
    "SELECT * FROM query('DROP VIEW orders')",
    "PIVOT orders ON region USING SUM(amount)",
    "SELECT json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
    "SELECT 1; COPY orders TO 'x.csv'",
    "SELECT list(a.range) FROM range(100000000) AS a",
    "SELECT range(10000000000)",
    "SELECT * FROM range(100000000000)",
]


def attacks(place: Path) -> list[str]:
    """The statements with this workspace's paths in them."""
    part = next((place / "lake" / "orders").glob("*.parquet"))
    paths = {
        "{lake}": place / "lake",
        "{place}": place,
        "{secret}": place / "secret",
        "{part}": part,
    }
    found = []
    for text in TEMPLATES:
        for mark, path in paths.items():
            text = text.replace(mark, str(path))
        found.append(text)
    return found


def test_nothing_leaves_and_nothing_changes(engine: DuckDbEngine, place: Path) -> None:
    before = fingerprint(place)
    outside = sorted(path.name for path in Path.cwd().iterdir())
    for sql in [*attacks(place), *(sql for sql in ATTACKS if "1000" not in sql)]:
        try:
            shown = str(engine.query(sql, limits=LIMITS).to_pylist())
        except BoardroomError:
            continue
        assert "the-secret-text" not in shown, sql
        assert "root:" not in shown, sql
    assert fingerprint(place) == before
    assert sorted(path.name for path in Path.cwd().iterdir()) == outside
    assert engine.query("SELECT COUNT(*) AS n FROM orders").to_pylist() == [{"n": 3}]
    assert engine.query("SELECT SUM(id) AS n FROM orders").to_pylist() == [{"n": 6}]


@pytest.mark.parametrize(
    "name",
    ["enable_external_access", "lock_configuration", "autoload_known_extensions"],
)
def test_the_configuration_is_locked_shut(engine: DuckDbEngine, name: str) -> None:
    shown = engine.query(f"SELECT current_setting('{name}') AS value").to_pylist()[0]["value"]
    assert shown is (name == "lock_configuration")
