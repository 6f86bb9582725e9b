"""What is kept of each load: the loading layer's reports as records of the application state."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from boardroom.data.sources.report import LoadReport
from boardroom.store.load_store import LoadRecord


def load_records(reports: Sequence[LoadReport], *, finished_at: datetime) -> Iterator[LoadRecord]:
    """One record per table of ``reports``; a source that failed whole has one without a table."""
    for report in reports:
        if report.problem:
            yield LoadRecord(
                source=report.source,
                table="",
                status="failed",
                finished_at=finished_at,
                problem=report.problem,
                elapsed_seconds=report.elapsed_seconds,
            )
        for table in report.tables:
            yield LoadRecord(
                source=report.source,
                table=table.table,
                status=table.status,
                finished_at=finished_at,
                rows_read=table.rows_read,
                rows_loaded=table.rows_loaded,
                rows=table.rows,
                quarantined=table.quarantined,
                findings=tuple(finding.text for finding in table.quality.findings),
                problem=table.problem,
                elapsed_seconds=table.elapsed_seconds,
            )
