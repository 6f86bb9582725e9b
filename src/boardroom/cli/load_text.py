"""Load reports as text: a row per table, then everything a reader must know, nothing in silence."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from boardroom.insight.text_table import TextColumn, draw_table

if TYPE_CHECKING:
    from boardroom.data.sources.report import LoadReport, TableReport


def load_to_text(reports: "Sequence[LoadReport]", *, width: int) -> str:
    """All reports: tables first, then quarantine, drift, findings and failures."""
    tables = [table for report in reports for table in report.tables]
    drawn = draw_table(
        [
            TextColumn(title="table"),
            TextColumn(title="status", fixed=True),
            TextColumn(title="read", number=True),
            TextColumn(title="loaded", number=True),
            TextColumn(title="kept out", number=True),
            TextColumn(title="rows now", number=True),
        ],
        [
            [table.table, table.status, *(f"{number:,}" for number in _counts(table))]
            for table in tables
        ],
        width=width,
        title="Tables",
    )
    remarks = [f"  {line}" for report in reports for line in _remarks(report)]
    return "\n".join([drawn, *(["", "To know", *remarks] if remarks else [])])


def _counts(table: "TableReport") -> tuple[int, int, int, int]:
    return table.rows_read, table.rows_loaded, table.rows_quarantined, table.rows


def _remarks(report: "LoadReport") -> Iterator[str]:
    if report.problem:
        yield f"{report.source}: FAILED: {report.problem}{_next_step(report.hint)}"
    for table in report.tables:
        yield from _table_remarks(table)
    for note in report.notes:
        yield f"{report.source}: {note.text}"


def _table_remarks(table: "TableReport") -> Iterator[str]:
    if table.problem:
        stays = "; its last good version stays" if table.version_before is not None else ""
        yield f"{table.table}: FAILED: {table.problem}{stays}{_next_step(table.hint)}"
    for reason, count in table.quarantined.items():
        yield f"{table.table}: {count:,} rows kept out: {reason}"
    if table.version_before is not None:
        changes = [f"new column {name}" for name in table.columns_added]
        changes += [f"column {name} is missing" for name in table.columns_missing]
        changes += [
            f"column {item.column} was {item.before}, is {item.after}"
            for item in table.columns_retyped
        ]
        yield from (f"{table.table}: {change}" for change in changes)
    for finding in table.quality.findings:
        yield f"{table.table}: {finding.text}"


def _next_step(hint: str) -> str:
    return f" → {hint}" if hint else ""
