"""Reads a large, well-formed CSV file straight into its types, in one pass; called by ``readers``.

Formats are proposed from lines at the file's start, middle and end, however its values are written.
The pass itself checks every value and every record; at the first doubt it is given up, and the file
is staged as text after all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from boardroom.data.sources.column_format import (
    ColumnFormat,
    is_null_word,
    is_sure,
    sql_type,
    tried_sql,
    value_sql,
)
from boardroom.data.sources.csv_dialect import numbered_records
from boardroom.data.sources.csv_reader import (
    CsvFile,
    all_records_read,
    csv_relation,
    file_findings,
    holds_no_data,
    is_well_formed,
)
from boardroom.data.sources.plain_format import is_code, is_promising
from boardroom.data.sources.sample_format import has_null_words, sample_format
from boardroom.data.sources.sql_text import quoted
from boardroom.data.sources.staging import Column, Part, Stage, Staged
from boardroom.errors import SourceError

SMALLEST_BYTES = 2 * 1024 * 1024
SAMPLE_BYTES = 64 * 1024
MOST_COLUMNS = 200


@dataclass(frozen=True, kw_only=True)
class _Proposal:
    """How to read one column; ``words``: some of its values stand for «no value»."""

    name: str
    text: str
    form: ColumnFormat
    words: bool

    @property
    def mark(self) -> str:
        """Name of the scratch column that says where a word stands for «no value»."""
        return f"no {self.name}"

    @property
    def tried(self) -> str:
        """Name of the value as its usual writing gives it."""
        return f"tried {self.text}"


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
    proposals = _proposals(file, known)
    if not proposals:
        return None
    try:
        stage.run(_statement(file, proposals, table=table))
    except SourceError:
        return None
    texts = [one.name for one in proposals if one.form.kind == "text"]
    whole = all_records_read(stage, file, table=table, texts=texts)
    every_text = len(texts) == len(proposals)
    if not whole or (every_text and holds_no_data(stage, file, table=table)):
        stage.run(f"DROP TABLE {quoted(table)}")
        return None
    null_words = _count_words(stage, proposals, table=table)
    rows = stage.count(table)
    return Staged(
        table=table,
        columns=tuple(Column(name=name, label=label, text=False) for name, label in file.columns),
        parts=[Part(origin=file.origin, first=0, end=rows)],
        findings=list(file_findings(file)),
        formats={one.name: one.form for one in proposals},
        null_words=null_words,
        delimited=True,
    )


def _statement(file: CsvFile, proposals: Sequence[_Proposal], *, table: str) -> str:
    """One pass that casts, and breaks off at the first value that does not fit."""
    tried = [
        f"{tried_sql(one.form, one.text)} AS {quoted(one.tried)}"
        for one in proposals
        if one.form.kind != "text"
    ]
    terms = [f"{_checked(one)} AS {quoted(one.name)}" for one in proposals]
    terms += [
        f"({one.text} IS NOT NULL AND {is_null_word(one.form, one.text)}) AS {quoted(one.mark)}"
        for one in proposals
        if one.words
    ]
    source = f"(SELECT {', '.join(['*', *tried])} FROM {csv_relation(file)})"
    return f"CREATE TABLE {quoted(table)} AS SELECT {', '.join(terms)} FROM {source}"


def _checked(one: _Proposal) -> str:
    """SQL for a value as it was tried where that is right, else for what a closer look finds."""
    if one.form.kind == "text":
        return one.text
    tried, kind = quoted(one.tried), sql_type(one.form)
    odd = f"error('odd')::{kind}"
    if one.words:
        odd = f"CASE WHEN {is_null_word(one.form, one.text)} THEN NULL ELSE {odd} END"
    sure = is_sure(one.form, tried, one.text)
    return (
        f"CASE WHEN {one.text} IS NULL THEN NULL WHEN {sure} THEN {tried} "
        f"ELSE coalesce({value_sql(one.form, one.text)}, {odd}) END"
    )


def _count_words(stage: Stage, proposals: Sequence[_Proposal], *, table: str) -> dict[str, int]:
    """Column → words for «no value» in it; drops the columns that were only marks."""
    marked = [one for one in proposals if one.words]
    found: dict[str, int] = {}
    if marked:
        terms = ", ".join(f"count(*) FILTER ({quoted(one.mark)})" for one in marked)
        counts = stage.rows(f"SELECT {terms} FROM {quoted(table)}")[0]
        found = {one.name: int(str(n)) for one, n in zip(marked, counts, strict=True) if n}
    for one in marked:
        stage.run(f"ALTER TABLE {quoted(table)} DROP COLUMN {quoted(one.mark)}")
    return found


def _proposals(file: CsvFile, known: Mapping[str, ColumnFormat]) -> list[_Proposal]:
    """A format for each column; none at all when one needs a closer look."""
    rows = _sample(file)
    found: list[_Proposal] = []
    for position, (name, label) in enumerate(file.columns):
        column = Column(name=name, label=label)
        values = [row[position] for row in rows if row[position]]
        form = known.get(name) or sample_format(column, values)
        doubtful = form.kind == "text" and is_promising(values) and not is_code(column)
        if not values or len(form.formats) > 1 or (doubtful and name not in known):
            return []
        words = form.kind != "text" and has_null_words(values)
        found.append(_Proposal(name=name, text=f"c{position}", form=form, words=words))
    return [] if _points_are_doubtful(found) else found


def _points_are_doubtful(proposals: Sequence[_Proposal]) -> bool:
    """Whether 1.234 may be a thousand, because other columns have decimal commas."""
    commas = any(one.form.decimal_mark == "," for one in proposals)
    return commas and any(one.form.plain and one.form.scale == 3 for one in proposals)


def _sample(file: CsvFile) -> Sequence[Sequence[str]]:
    """Records from the start, the middle and the end of the file."""
    size = file.text.path.stat().st_size
    rows: list[list[str]] = []
    with file.text.path.open("rb") as stream:
        for start in (0, size // 2, max(0, size - SAMPLE_BYTES)):
            stream.seek(start)
            text = stream.read(SAMPLE_BYTES).decode("utf-8", "replace")
            lines = text.replace("\r\n", "\n").split("\n")
            skip = file.layout.skip_lines if start == 0 else 1
            records = numbered_records(lines[skip:-1], file.layout.dialect)
            rows += [fields for _, _, fields in records if len(fields) == len(file.columns)]
    return rows
