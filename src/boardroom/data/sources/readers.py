"""Stages the rows of a table, whatever kind of source it is in; called by ``load_table``.

Every reader gets the scratch database, the table, and the files to read (all, or only new ones).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from boardroom.data.sources.column_format import ColumnFormat
from boardroom.data.sources.csv_reader import CsvFile, TextOptions, locate, open_csv, read_csv
from boardroom.data.sources.direct_csv import stage_directly
from boardroom.data.sources.duckdb_reader import stage_duckdb
from boardroom.data.sources.excel_reader import stage_sheet
from boardroom.data.sources.json_reader import stage_json
from boardroom.data.sources.parquet_reader import stage_parquet
from boardroom.data.sources.report import Finding
from boardroom.data.sources.source_table import SourceTable
from boardroom.data.sources.spec import SourceSpec
from boardroom.data.sources.sql_text import quoted
from boardroom.data.sources.sqlite_reader import stage_sqlite
from boardroom.data.sources.staging import Column, Stage, Staged
from boardroom.data.sources.text_rows import TextRows, text_columns
from boardroom.errors import SourceError

STAGED = "staged"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the user and the last load say about reading a table.

    Attributes:
        spec: the source.
        since: SQL condition on the table's own columns, for database servers; empty = all rows.
        direct: formats the table already has, when a well-formed file may be read straight into
            its types; None = it must be staged as text.
    """

    spec: SourceSpec
    since: str = ""
    direct: Mapping[str, ColumnFormat] | None = None


def stage_rows(
    stage: Stage, table: SourceTable, files: Sequence[Path], *, reading: Reading
) -> Staged:
    """Read the rows of ``table`` into the scratch database.

    Args:
        files: those of its files to read; ignored by database servers.

    Raises:
        SourceError: nothing of it can be read.
        UnavailableError: the server does not answer.
        MissingExtraError: its driver is not installed.
    """
    spec = reading.spec
    if table.kind == "csv":
        return _stage_csv(stage, table, files, reading=reading)
    if table.kind in ("json", "excel"):
        return _stage_rows(stage, table, files)
    if table.kind == "parquet":
        return stage_parquet(stage, table, files, target=STAGED)
    if table.kind == "sqlite":
        return stage_sqlite(stage, table, files[0], target=STAGED)
    if table.kind == "duckdb":
        return stage_duckdb(stage, table, files[0], target=STAGED)
    if table.kind == "mysql":
        from boardroom.data.sources.mysql_reader import stage_mysql

        return stage_mysql(stage, table, spec, target=STAGED, since=reading.since)
    from boardroom.data.sources.postgres_reader import stage_postgres

    return stage_postgres(stage, table, spec, target=STAGED, since=reading.since)


def _stage_rows(stage: Stage, table: SourceTable, files: Sequence[Path]) -> Staged:
    """JSON files and sheets: rows made in Python."""
    staged = Staged(table=STAGED, columns=())
    names: dict[str, str] = {}
    strings: dict[str, bool] = {}
    for path in files:
        origin = table.origin(path)
        stage.task.tell(table.source, table.name, f"reading {origin}")
        rows = TextRows(stage, target=STAGED, origin=origin, names=names)
        try:
            if table.kind == "json":
                part, found = stage_json(stage, path, part=table.part, rows=rows, strings=strings)
            else:
                part, found = stage_sheet(path, part=table.part, rows=rows)
        except SourceError as exc:
            if len(files) == 1 or rows.started:
                raise
            finding = Finding(kind="unreadable_file", text=f"{origin}: {exc.message}")
            staged.findings.append(finding)
            staged.unread.append(origin)
            continue
        staged.parts.append(part)
        staged.findings += found
        staged.locators[origin] = rows.locate
    if not names:
        raise SourceError(f"{table.origin(files[0])} holds no rows", hint="Check the export.")
    fixed = [label for label, is_code in strings.items() if is_code]
    staged.columns = text_columns(names, fixed)
    staged.delimited = table.kind == "excel"
    return staged


def _stage_csv(
    stage: Stage, table: SourceTable, files: Sequence[Path], *, reading: Reading
) -> Staged:
    spec = reading.spec
    options = TextOptions(encoding=spec.encoding, delimiter=spec.delimiter, header=spec.header)
    staged = Staged(table=STAGED, columns=())
    labels: dict[str, str] = {}
    for number, path in enumerate(files):
        scratch = stage.folder / f"file-{number}"
        scratch.mkdir()
        origin = table.origin(path)
        stage.task.tell(table.source, table.name, f"reading {origin}")
        try:
            file = open_csv(path, scratch=scratch, options=options, origin=origin)
        except SourceError as exc:
            if len(files) == 1:
                raise
            finding = Finding(kind="unreadable_file", text=f"{origin}: {exc.message}")
            staged.findings.append(finding)
            staged.unread.append(origin)
            continue
        if len(files) == 1 and reading.direct is not None:
            found = stage_directly(stage, file, table=STAGED, known=reading.direct)
            if found is not None:
                found.locators[origin] = partial(locate, file)
                return found
        _add_columns(stage, file, labels)
        part, findings = read_csv(stage, file, table=STAGED)
        staged.parts.append(part)
        staged.findings += findings
        staged.locators[origin] = partial(locate, file)
    if not staged.parts:
        raise SourceError(f"none of the {len(files)} files of {table.name!r} can be read")
    staged.columns = tuple(Column(name=name, label=label) for name, label in labels.items())
    staged.delimited = True
    return staged


def _add_columns(stage: Stage, file: CsvFile, labels: dict[str, str]) -> None:
    """Make the staged table, or give it the columns that only this file has."""
    fresh = [(name, label) for name, label in file.columns if name not in labels]
    if not labels:
        columns = ", ".join(f"{quoted(name)} VARCHAR" for name, _ in fresh)
        stage.run(f"CREATE TABLE {STAGED} ({columns})")
    else:
        for name, _ in fresh:
            stage.run(f"ALTER TABLE {STAGED} ADD COLUMN {quoted(name)} VARCHAR")
    labels.update(fresh)
