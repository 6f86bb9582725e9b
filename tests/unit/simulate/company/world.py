"""A written company opened for SQL, one view per table."""

from pathlib import Path
from typing import Any

import duckdb

from boardroom.simulate.company import Company, CompanySpec, write_company


class World:
    """The tables of a written company in DuckDB."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._con = duckdb.connect()
        for path in company.tables:
            self._con.execute(f"CREATE VIEW {path.stem} AS FROM '{path}'")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a SELECT."""
        return self._con.execute(sql).fetchall()

    def value(self, sql: str) -> Any:
        """The one value of a SELECT."""
        ((value,),) = self.rows(sql)
        return value


def make_world(folder: Path, spec: CompanySpec) -> World:
    """Write ``spec`` into ``folder`` and open it."""
    return World(write_company(folder, spec))
