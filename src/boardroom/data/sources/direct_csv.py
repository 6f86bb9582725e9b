"""Reads a large, well-formed CSV file straight into its types, in one pass; called by ``readers``.

Formats are proposed from lines at the file's start, middle and end. The pass itself checks every
value and every record; at the first doubt it is given up, and the file is staged as text after all.
"""

from collections.abc import Mapping, Sequence

from boardroom.data.sources.column_format import ColumnFormat, canonical_sql, cast_sql
from boardroom.data.sources.csv_dialect import BadQuotes, split_fields
from boardroom.data.sources.csv_reader import (
    CsvFile,
    csv_relation,
    file_findings,
    holds_no_data,
    is_well_formed,
)
from boardroom.data.sources.plain_format import is_code, is_promising, plain_format
from boardroom.data.sources.sql_text import quoted
from boardroom.data.sources.staging import Column, Part, Stage, Staged
from boardroom.errors import SourceError

SMALLEST_BYTES = 2 * 1024 * 1024
SAMPLE_BYTES = 64 * 1024
MOST_COLUMNS = 200


def stage_directly(
    stage: Stage, file: CsvFile, *, table: str, known: Mapping[str, ColumnFormat]
) -> Staged | None:
    """Create the scratch table ``table`` with typed columns; None when the file is not that plain.

    Args:
        known: formats that the table's columns already have.
    """
    if file.text.size_bytes < SMALLEST_BYTES or len(file.columns) > MOST_COLUMNS:
        return None
    if not is_well_formed(file) or file.layout.short_widths:
        return None
    formats = _proposals(file, known)
    if formats is None:
        return None
    try:
        stage.run(_statement(file, formats, table=table))
    except SourceError:
        return None
    rows = stage.count(table)
    one_line_each = rows == file.text.lines - file.layout.skip_lines
    if not one_line_each or holds_no_data(stage, file, table=table):
        stage.run(f"DROP TABLE {quoted(table)}")
        return None
    return Staged(
        table=table,
        columns=tuple(Column(name=name, label=label, text=False) for name, label in file.columns),
        parts=[Part(origin=file.origin, first=0, end=rows)],
        findings=list(file_findings(file)),
        formats=formats,
        delimited=True,
    )


def _statement(file: CsvFile, formats: Mapping[str, ColumnFormat], *, table: str) -> str:
    """One pass that casts, and breaks off at the first value that is not written canonically."""
    columns = [(f"c{i}", name, formats[name]) for i, name in enumerate(file.names)]
    values = ", ".join(f"{cast_sql(form, text)} AS {quoted(name)}" for text, name, form in columns)
    odd = [
        f"({text} IS NOT NULL AND {canonical_sql(form, text)} IS NULL)"
        for text, _, form in columns
        if form.kind != "text"
    ]
    check = f"WHERE CASE WHEN {' OR '.join(odd)} THEN error('odd')::BOOLEAN ELSE true END"
    source = f"SELECT {values} FROM {csv_relation(file)} {check if odd else ''}"
    return f"CREATE TABLE {quoted(table)} AS {source}"


def _proposals(file: CsvFile, known: Mapping[str, ColumnFormat]) -> dict[str, ColumnFormat] | None:
    """A plain format for each column; None when one needs a closer look."""
    rows = _sample(file)
    formats: dict[str, ColumnFormat] = {}
    for position, (name, label) in enumerate(file.columns):
        column = Column(name=name, label=label)
        values = [row[position] for row in rows if row[position]]
        form = known.get(name) or plain_format(column, values)
        doubtful = form.kind == "text" and is_promising(values) and not is_code(column)
        if not values or not form.plain or form.formats or (doubtful and name not in known):
            return None
        formats[name] = form
    return formats if rows else None


def _sample(file: CsvFile) -> Sequence[Sequence[str]]:
    """Records from the start, the middle and the end of the file."""
    size = file.text.path.stat().st_size
    rows: list[list[str]] = []
    with file.text.path.open("rb") as stream:
        for start in (0, size // 2, max(0, size - SAMPLE_BYTES)):
            stream.seek(start)
            lines = stream.read(SAMPLE_BYTES).decode("utf-8", "replace").splitlines()
            skip = file.layout.skip_lines if start == 0 else 1
            rows += [fields for line in lines[skip:-1] if (fields := _fields(line, file))]
    return rows


def _fields(line: str, file: CsvFile) -> list[str] | None:
    try:
        fields = split_fields(line, file.layout.dialect)
    except BadQuotes:
        return None
    return fields if fields is not None and len(fields) == len(file.columns) else None
