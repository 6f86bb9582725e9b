"""A real DuckDB in memory behind the ``Engine`` protocol: the database of the proposal's tests."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from boardroom.data.profile import EngineProbe, profile_tables
from boardroom.data.warehouse.engine import Limits, TableInfo
from boardroom.semantic.compiler.compile import Compiler
from boardroom.semantic.context import CompileContext, Dialect
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.propose.naming import snake
from boardroom.semantic.propose.propose import Proposal, propose_model
from boardroom.semantic.query import Query


class MemoryEngine:
    """Tables made from statements or files, queried with DuckDB itself."""

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": 2})
        self.keys: dict[str, tuple[str, ...]] = {}
        self._tables: dict[str, TableInfo] | None = None

    @property
    def dialect(self) -> Dialect:
        return "duckdb"

    def tables(self) -> Mapping[str, TableInfo]:
        if self._tables is None:
            listed = self.connection.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = "
                "'main' ORDER BY ALL"
            ).fetchall()
            self._tables = {name: self._info(name) for (name,) in listed}
        return self._tables

    def _info(self, name: str) -> TableInfo:
        columns = self.connection.execute(f'DESCRIBE "{name}"').fetchall()
        return TableInfo(
            name=name,
            columns={row[0]: row[1] for row in columns},
            primary_key=self.keys.get(name, ()),
        )

    def query(self, sql: str, *, limits: Limits | None = None) -> pa.Table:
        return self.connection.execute(sql).to_arrow_table()

    def query_many(
        self, statements: Sequence[str], *, limits: Limits | None = None
    ) -> list[pa.Table]:
        return [self.query(sql) for sql in statements]

    def close(self) -> None:
        self.connection.close()

    def add(self, table: str, select: str) -> None:
        """A table from a SELECT."""
        self._tables = None
        self.connection.execute(f'CREATE TABLE "{table}" AS {select}')

    def add_folder(self, folder: Path) -> None:
        """Every CSV and Parquet file of a folder as a table named after it."""
        for path in sorted(folder.iterdir()):
            if path.suffix == ".csv":
                self.add(
                    snake(path.stem),
                    (
                        f"SELECT * FROM read_csv('{path}', sample_size = -1, delim = ',', "
                        "quote = '\"', escape = '\"', header = true, null_padding = true, "
                        "parallel = false, strict_mode = false)"
                    ),
                )
            elif path.suffix == ".parquet":
                self.add(snake(path.stem), f"SELECT * FROM read_parquet('{path}')")


def propose(engine: MemoryEngine, *, currency: str | None = None) -> Proposal:
    """The proposal for all tables of an engine."""
    return propose_model(
        profile_tables(engine), EngineProbe(engine), name="test", currency=currency
    )


def total(engine: MemoryEngine, model: SemanticModel, metric: str) -> object:
    """A proposed metric over all the data, through the compiler."""
    days = CompileContext(as_of=date(2035, 1, 1), tables={})
    compiled = Compiler(model).compile(Query(metrics=(metric,)), days)
    return engine.query(compiled.sql).to_pylist()[0][metric]


def by_month(
    engine: MemoryEngine, model: SemanticModel, metric: str
) -> list[tuple[str, float | None]]:
    """A proposed metric by month of 2024: first day and value."""
    days = CompileContext(as_of=date(2035, 1, 1), tables={})
    query = Query(metrics=(metric,), grain="month", time_range="2024")
    compiled = Compiler(model).compile(query, days)
    rows = (
        (next(iter(row.values())), row[metric]) for row in engine.query(compiled.sql).to_pylist()
    )
    return [
        (str(month)[:10], None if value is None else float(str(value))) for month, value in rows
    ]
