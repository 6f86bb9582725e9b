"""The two worlds of the guide's examples, each made once: a workspace and its raw files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest

from boardroom.simulate.company import CompanySpec
from boardroom.simulate.demo import make_demo
from boardroom.workspace.creation import NewWorkspace, create_workspace

TODAY = date(2026, 7, 10)
Rows = list[tuple[object, ...]]


@dataclass(frozen=True)
class World:
    """A workspace and the files it was made of."""

    workspace: Path
    raw: duckdb.DuckDBPyConnection

    def rows(self, sql: str) -> Rows:
        """What plain SQL on the raw files says."""
        return self.raw.execute(sql.replace("$today", f"DATE '{TODAY}'")).fetchall()


def _raw(files: Iterator[Path], read: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": 2})
    for path in files:
        name = path.stem.removeprefix("olist_").removesuffix("_dataset")
        connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM {read.format(path)}')
    return connection


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A small simulated company, as ``make demo`` makes a large one."""
    folder = tmp_path_factory.mktemp("guide") / "company"
    with make_demo(folder, CompanySpec(until=TODAY, scale=0.05), progress=lambda text: None):
        pass
    return World(folder, _raw((folder / "data").glob("*.parquet"), "read_parquet('{}')"))


@pytest.fixture(scope="session")
def shop(eval_data: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A real shop, as ``boardroom init`` proposes its model."""
    files, folder = eval_data / "olist" / "sample8k", tmp_path_factory.mktemp("guide") / "shop"
    with create_workspace(folder, NewWorkspace(locations=(str(files),))):
        pass
    read = "read_csv('{}', header = true, quote = '\"', escape = '\"', strict_mode = false)"
    return World(folder, _raw(files.glob("*.csv"), read))
