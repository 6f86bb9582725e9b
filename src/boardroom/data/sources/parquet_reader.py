"""Reads Parquet files into the scratch database, one table from any number of like files."""

from collections.abc import Sequence
from pathlib import Path

from boardroom.data.sources.report import Finding
from boardroom.data.sources.source_table import SourceTable
from boardroom.data.sources.sql_text import literal
from boardroom.data.sources.staging import Part, Stage, Staged
from boardroom.data.sources.typed_source import stage_typed
from boardroom.errors import SourceError


def stage_parquet(
    stage: Stage, table: SourceTable, files: Sequence[Path], *, target: str
) -> Staged:
    """Stage the rows of ``files``; damaged ones of several are left out with a finding.

    Raises:
        SourceError: none of them can be read.
    """
    staged = Staged(table=target, columns=())
    good: list[Path] = []
    for file in files:
        problem = _problem(file)
        if not problem:
            good.append(file)
            continue
        text = f"{table.origin(file)} is no readable Parquet file: {problem}"
        staged.findings.append(Finding(kind="unreadable_file", text=text))
        staged.unread.append(table.origin(file))
    if not good:
        text = staged.findings[0].text if staged.findings else f"{table.name!r} has no files"
        raise SourceError(text, hint="Copy it again; the last good data stays.")
    listed = ", ".join(literal(str(file)) for file in good)
    source = f"read_parquet([{listed}], union_by_name = true)"
    columns, findings = stage_typed(stage, source, table=target)
    staged.columns = columns
    staged.findings += findings
    origin = table.origin(good[0]) if len(good) == 1 else f"{len(good)} files"
    staged.parts.append(Part(origin=origin, first=0, end=stage.count(target)))
    return staged


def _problem(file: Path) -> str:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        pq.read_metadata(file)
    except (pa.ArrowException, OSError) as exc:
        return str(exc).splitlines()[0]
    return ""
