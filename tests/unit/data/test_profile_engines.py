"""Every kind of engine is profiled alike: the contract shop, measured and proposed in place."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from boardroom.data.profile import EngineProbe, profile_tables
from boardroom.data.warehouse.engine import Engine
from boardroom.semantic.profile import TableProfile
from boardroom.semantic.propose.propose import propose_model
from tests.contract import engines

pytestmark = pytest.mark.slow


def _check(engine: Engine, folder: Path) -> None:
    """Profiles and proposal equal those of the same tables in the lake."""
    with closing(engine), closing(engines.duckdb_engine(folder)) as lake:
        _compare(engine, lake)


def _compare(engine: Engine, lake: Engine) -> None:
    wanted = sorted(profile_tables(lake), key=lambda table: table.name)
    known = {table.name: table for table in profile_tables(engine)}
    found = [known[table.name] for table in wanted]
    assert [_measured(table) for table in found] == [_measured(table) for table in wanted]
    assert _proposed(engine, found) == _proposed(lake, wanted)


def _measured(table: TableProfile) -> tuple[object, ...]:
    columns = [(column.name, column.nulls, column.distinct) for column in table.columns]
    return table.name, table.rows, columns


def _proposed(engine: Engine, tables: list[TableProfile]) -> tuple[list[str], list[str]]:
    model = propose_model(tables, EngineProbe(engine), name="shop").model
    metrics = sorted(metric.name for metric in model.metrics)
    links = sorted(f"{link.from_dataset} → {link.to_dataset}" for link in model.relationships)
    return metrics, links


def test_postgres_is_profiled_like_the_lake(postgres_database: str, tmp_path: Path) -> None:
    _check(engines.postgres_engine(postgres_database), tmp_path)


def test_mysql_is_profiled_like_the_lake(mysql_database: str, tmp_path: Path) -> None:
    _check(engines.mysql_engine(mysql_database), tmp_path)


def test_spark_is_profiled_like_the_lake(spark_session: Any, tmp_path: Path) -> None:
    _check(engines.spark_engine(spark_session), tmp_path)
