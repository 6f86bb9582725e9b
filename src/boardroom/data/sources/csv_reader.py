"""Reads delimited text files into the scratch database, every column as text.

Called by ``load_table``. A well-formed file goes through DuckDB's own parallel reader, and its
records are counted a second way; any doubt sends the file through ``csv_records`` instead, which
sets bad lines aside with their line number and raw text.
"""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from boardroom.data.sources.csv_dialect import Layout, find_dialect, find_layout
from boardroom.data.sources.csv_records import Record, read_records
from boardroom.data.sources.naming import column_names
from boardroom.data.sources.report import Finding
from boardroom.data.sources.sql_text import literal, quoted
from boardroom.data.sources.staging import REJECTS, Part, Stage
from boardroom.data.sources.text_file import TextFile, chunks, open_text
from boardroom.errors import SourceError

if TYPE_CHECKING:
    import pyarrow as pa

SAMPLE_BYTES = 1024 * 1024
SAMPLE_LINES = 1_000
DIALECT_LINES = 200
LONGEST_LINE = 2 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class TextOptions:
    """What the user says about text files; empty or None = find out."""

    encoding: str = ""
    delimiter: str = ""
    header: bool | None = None


@dataclass(frozen=True, kw_only=True)
class CsvFile:
    """An opened CSV file: its text, its layout, and its columns as (identifier, header)."""

    origin: str
    text: TextFile
    layout: Layout
    columns: tuple[tuple[str, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Identifiers of its columns, in file order."""
        return tuple(name for name, _ in self.columns)


def open_csv(path: Path, *, scratch: Path, options: TextOptions, origin: str = "") -> CsvFile:
    """Find out how ``path`` is written.

    Raises:
        SourceError: empty, damaged or no text.
    """
    text = open_text(path, scratch=scratch, encoding=options.encoding)
    lines = _first_lines(text)
    if not any(line.strip() for line in lines):
        raise SourceError(f"{path.name} is empty", hint="Export it again or remove it.")
    default = "\t" if ".tsv" in path.name.lower() or ".tab" in path.name.lower() else ""
    told = _told_delimiter(lines)
    dialect = find_dialect(
        lines[:DIALECT_LINES], delimiter=options.delimiter or told or _single(lines, default)
    )
    layout = find_layout(lines, dialect, header=options.header)
    names = column_names(layout.labels)
    return CsvFile(
        origin=origin or path.name,
        text=text,
        layout=layout,
        columns=tuple(zip(names, layout.labels, strict=True)),
    )


def read_csv(stage: Stage, file: CsvFile, *, table: str) -> tuple[Part, tuple[Finding, ...]]:
    """Append the rows of ``file`` to ``table`` (its columns exist there), rejects to ``rejects``.

    Raises:
        SourceError: most lines are no records, so that the file is not what it seems.
    """
    first = _next_rowid(stage, table)
    if is_well_formed(file) and _read_fast(stage, file, table=table):
        end = _next_rowid(stage, table)
        part = Part(origin=file.origin, first=first, end=end)
    else:
        rejected = _read_carefully(stage, file, table=table)
        end = _next_rowid(stage, table)
        part = Part(origin=file.origin, first=first, end=end, rejected=rejected)
        if rejected > 20 and rejected > (end - first):
            message = (
                f"{file.origin}: {rejected} of {rejected + end - first} lines do not fit its "
                f"header of {len(file.columns)} columns"
            )
            raise SourceError(message, hint="Check `delimiter:` and `encoding:` of this source.")
    return part, tuple(file_findings(file))


def locate(file: CsvFile, rows: Iterable[int]) -> Mapping[int, tuple[int, str]]:
    """Line and raw text of the records with these 0-based numbers (rejects do not count)."""
    wanted = set(rows)
    found: dict[int, tuple[int, str]] = {}
    number = 0
    for record in read_records(file.text.path, file.layout):
        if record.reason:
            continue
        if number in wanted:
            found[number] = (record.line, record.raw)
            if len(found) == len(wanted):
                break
        number += 1
    return found


def file_findings(file: CsvFile) -> Iterable[Finding]:
    """What had to be decided about the file's text and layout."""
    yield from file.text.findings
    if file.layout.preamble:
        count = file.layout.preamble
        text = f"{file.origin}: {count} line(s) above the header were left out"
        yield Finding(kind="preamble", text=text, count=count)
    if file.layout.short_widths:
        text = f"{file.origin}: many lines lack their last fields; these were read as no value"
        yield Finding(kind="padded_rows", text=text)
    if not file.layout.header_line:
        text = f"{file.origin} has no header; its columns are called column_1, column_2…"
        yield Finding(kind="no_header", text=text)


def _told_delimiter(lines: list[str]) -> str:
    """The delimiter of a first line ``sep=;``, as Excel writes it; the line is blanked."""
    told = re.fullmatch(r"\ufeff?sep=(.)", lines[0], re.IGNORECASE)
    if told is None:
        return ""
    lines[0] = ""
    return told[1]


def _single(lines: list[str], default: str) -> str:
    return default if default and any(default in line for line in lines) else ""


def _first_lines(text: TextFile) -> list[str]:
    with text.path.open("rb") as stream:
        block = stream.read(SAMPLE_BYTES)
        cut = len(block) == SAMPLE_BYTES
    sample = block.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = sample.split("\n")
    if cut and len(lines) > 1:
        lines.pop()
    return lines[:SAMPLE_LINES]


def is_well_formed(file: CsvFile) -> bool:
    """Whether DuckDB's reader may be tried."""
    dialect = file.layout.dialect
    return file.text.clean and dialect.escape == dialect.quote == '"' and len(file.columns) > 1


def _read_fast(stage: Stage, file: CsvFile, *, table: str) -> bool:
    """Let DuckDB read the file; False (and nothing read) when its count is not ours."""
    source = csv_relation(file)
    target = ", ".join(quoted(name) for name in file.names)
    before = stage.count(table)
    stage.run("BEGIN")
    try:
        stage.run(f"INSERT INTO {quoted(table)} ({target}) SELECT * FROM {source}")
        whole = all_records_read(stage, file, table=table, texts=file.names, first=before)
        if not whole or holds_no_data(stage, file, table=table, first=before):
            stage.run("ROLLBACK")
            return False
    except SourceError:
        stage.run("ROLLBACK")
        return False
    stage.run("COMMIT")
    return True


def all_records_read(
    stage: Stage, file: CsvFile, *, table: str, texts: Sequence[str], first: int = 0
) -> bool:
    """Whether the rows from ``first`` on are as many as the records counted in the file's bytes.

    Args:
        texts: the columns of text, in which an open quote may have swallowed records.
    """
    added = stage.count(table) - first
    if added == file.text.lines - file.layout.skip_lines:
        return True
    if added != _expected_records(file):
        return False
    return not _swallows(stage, file, table=table, texts=texts, first=first)


def holds_no_data(stage: Stage, file: CsvFile, *, table: str, first: int = 0) -> bool:
    """Whether some row is the header once more, or a line drawn under it."""
    if len(file.columns) < 2:
        return False
    (name, label), (second, next_label) = file.columns[:2]
    value = quoted(name)
    again = f"({value} IN ({literal(label)}, chr(65279) || {literal(label)}) "
    again += f"AND {quoted(second)} = {literal(next_label)})"
    drawn = f"(starts_with({value}, '--') OR starts_with({value}, '=='))"
    found = stage.rows(
        f"SELECT 1 FROM {quoted(table)} WHERE rowid >= {first} AND ({again} OR {drawn}) LIMIT 1"
    )
    return bool(found)


def csv_relation(file: CsvFile) -> str:
    """SQL relation of the file's records, with text columns ``c0``, ``c1``…"""
    columns = ", ".join(f"{literal(f'c{i}')}: 'VARCHAR'" for i in range(len(file.columns)))
    return (
        f"read_csv({literal(_as_pattern(file.text.path))}, auto_detect = false, header = false, "
        f"skip = {file.layout.skip_lines}, columns = {{{columns}}}, "
        f"delim = {literal(file.layout.dialect.delimiter)}, quote = '\"', escape = '\"', "
        f"new_line = {literal(_new_line(file.text))}, max_line_size = {LONGEST_LINE})"
    )


def _as_pattern(path: Path) -> str:
    """The path with the signs escaped that DuckDB would take for a pattern."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))


def _new_line(text: TextFile) -> str:
    with text.path.open("rb") as stream:
        head = stream.read(SAMPLE_BYTES)
    return "\\r\\n" if b"\r\n" in head else "\\n"


def _expected_records(file: CsvFile) -> int:
    """Data records counted from line ends outside quotes, without blank lines."""
    import numpy as np

    quotes, last, count, skip = 0, 10, 0, file.layout.skip_lines
    with file.text.path.open("rb") as stream:
        for _ in range(skip):
            stream.readline()
        at_start = skip == 0
        for piece in chunks(stream):
            block = piece.removeprefix(b"\xef\xbb\xbf") if at_start else piece
            at_start = False
            data = np.frombuffer(block.replace(b"\r", b""), np.uint8)
            if not data.size:
                continue
            marks = data == 34
            signs = np.flatnonzero(marks | (data == 10))
            is_mark = marks[signs]
            is_open = np.logical_xor.accumulate(is_mark) ^ (quotes % 2 == 1)
            ends = signs[~(is_mark | is_open)]
            quotes += int(np.count_nonzero(is_mark))
            before = np.where(ends > 0, data[ends - 1], last)
            count += int(np.count_nonzero(before != 10))
            last = int(data[-1])
    return -1 if quotes % 2 else count + (last != 10)


def _swallows(stage: Stage, file: CsvFile, *, table: str, texts: Sequence[str], first: int) -> bool:
    """Whether a value holds what look like whole records: a quote may never have been closed."""
    if not file.text.quoted or not texts:
        return False
    width = len(file.columns)
    if width < 3:
        return False
    mark = literal(file.layout.dialect.delimiter)
    test = " OR ".join(
        f"(strlen({quoted(n)}) > {2 * width} AND contains({quoted(n)}, chr(10)) AND "
        f"contains({quoted(n)}, {mark}) AND "
        f"len({quoted(n)}) - len(replace({quoted(n)}, {mark}, '')) >= {2 * (width - 1)})"
        for n in texts
    )
    found = stage.rows(f"SELECT 1 FROM {quoted(table)} WHERE rowid >= {first} AND ({test}) LIMIT 1")
    return bool(found)


def _read_carefully(stage: Stage, file: CsvFile, *, table: str) -> int:
    """Read record by record; returns how many were rejected."""
    import pyarrow as pa

    records = read_records(file.text.path, file.layout)
    target = ", ".join(quoted(name) for name in file.names)
    rejected = 0
    while block := list(itertools.islice(records, 50_000)):
        good = [record.fields for record in block if not record.reason]
        bad = [record for record in block if record.reason]
        rejected += len(bad)
        if bad:
            stage.insert(REJECTS, _rejects(bad, file.origin))
        if good:
            columns = [[value or None for value in column] for column in zip(*good, strict=True)]
            arrays = [pa.array(column, pa.string()) for column in columns]
            stage.insert(f"{table}", pa.table(dict(zip(file.names, arrays, strict=True))), target)
    return rejected


def _rejects(records: list[Record], origin: str) -> "pa.Table":
    import pyarrow as pa

    return pa.table(
        {
            "file": pa.array([origin] * len(records), pa.string()),
            "line": pa.array([record.line for record in records], pa.int64()),
            "reason": pa.array([record.reason for record in records], pa.string()),
            "column_name": pa.nulls(len(records), pa.string()),
            "detail": pa.nulls(len(records), pa.string()),
            "raw": pa.array([record.raw[:100_000] for record in records], pa.string()),
        }
    )


def _next_rowid(stage: Stage, table: str) -> int:
    return stage.count(table)
