"""What a load tells: per table what was read, loaded, quarantined and changed, and what is odd.

Made by ``load``; shown by the command line, kept beside the data, read by freshness and the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Status = Literal["loaded", "unchanged", "failed", "skipped"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something a reader of the table must know.

    Attributes:
        kind: a stable word, such as ``ambiguous_date`` or ``duplicate_keys``.
        text: one sentence; says what to do where something can be done.
        column: identifier of the column it is about; None = the table or a file.
        count: how many rows, values or files.
    """

    kind: str
    text: str
    column: str | None = None
    count: int | None = None


def rounded_times(name: str, count: int) -> Finding:
    """What is told of moments that were cut to microseconds."""
    text = f"{name}: {count} moments are finer than a microsecond; what is beyond was cut off"
    return Finding(kind="rounded_times", column=name, text=text, count=count)


def endless_dates(name: str, count: int) -> Finding:
    """What is told of dates that the source calls infinite."""
    text = f"{count} values of {name} are «infinity»; they were loaded as no value"
    return Finding(kind="endless_dates", column=name, text=text, count=count)


@dataclass(frozen=True, kw_only=True)
class ColumnReport:
    """How one column was read.

    Attributes:
        name: its identifier in the table.
        label: its header in the source, verbatim.
        type: SQL type it is stored in.
        nulls: rows without a value, in what was read now.
        note: how its text was read, when that is not plain («DD-MM-YYYY», «decimal comma»).
    """

    name: str
    label: str
    type: str
    nulls: int = 0
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Retyped:
    """A column whose type is no longer what it was."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class QualityReport:
    """What is odd about a table's rows. ``rows`` are those looked at: the ones read now."""

    rows: int = 0
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TableReport:
    """What happened to one table.

    ``rows_read`` = ``rows_loaded`` + the sum of ``quarantined``, always. All are of this load only;
    ``rows`` is what the table holds now.

    Attributes:
        status: ``failed`` = the last good version stays and ``problem`` says why.
        quarantined: reason → rows kept out, to be seen in the table's rejects.
        version_before, version: Delta versions; None = the table does not exist.
    """

    table: str
    source: str
    status: Status = "loaded"
    files: tuple[str, ...] = ()
    rows_read: int = 0
    rows_loaded: int = 0
    rows: int = 0
    quarantined: Mapping[str, int] = field(default_factory=dict)
    columns: tuple[ColumnReport, ...] = ()
    columns_added: tuple[str, ...] = ()
    columns_missing: tuple[str, ...] = ()
    columns_retyped: tuple[Retyped, ...] = ()
    version_before: int | None = None
    version: int | None = None
    quality: QualityReport = field(default_factory=QualityReport)
    problem: str = ""
    hint: str = ""
    elapsed_seconds: float = 0.0

    @property
    def rows_quarantined(self) -> int:
        """All rows kept out by this load."""
        return sum(self.quarantined.values())

    def but(self, *, elapsed_seconds: float) -> "TableReport":
        """The same report with its time."""
        return replace(self, elapsed_seconds=elapsed_seconds)


@dataclass(frozen=True, kw_only=True)
class LoadReport:
    """What happened to one source.

    Attributes:
        location: path or URL, password masked.
        notes: what was left out and why (ignored files, copies).
        problem: why the source as a whole could not be read; its tables keep their last version.
    """

    source: str
    location: str
    tables: tuple[TableReport, ...] = ()
    notes: tuple[Finding, ...] = ()
    problem: str = ""
    hint: str = ""
    elapsed_seconds: float = 0.0

    @property
    def failed(self) -> bool:
        """Whether anything of it could not be loaded."""
        return bool(self.problem) or any(table.status == "failed" for table in self.tables)

    @property
    def changed(self) -> bool:
        """Whether any table has a new version."""
        return any(table.status == "loaded" for table in self.tables)
