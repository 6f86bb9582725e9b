"""The value that stands for one table of a source; made by ``survey``, read by all readers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["csv", "json", "parquet", "excel", "sqlite", "duckdb", "postgresql", "mysql"]


@dataclass(frozen=True, kw_only=True)
class SourceTable:
    """A table that a source holds.

    Attributes:
        name: identifier it gets in the lake.
        files: the files it is in, sorted; empty for a database server.
        part: the sheet, JSON key or (schema-qualified) table inside the file or database.
        root: the folder that file names are told relative to.
    """

    name: str
    source: str
    kind: Kind
    files: tuple[Path, ...] = ()
    part: str = ""
    root: Path | None = None

    def origin(self, file: Path) -> str:
        """How ``file`` is called in reports: its path below the source's root."""
        if self.root is None or not file.is_relative_to(self.root):
            return file.name
        return file.relative_to(self.root).as_posix()
