"""Finds out how a CSV file is written: delimiter, quote, escape, where its header and data begin.

Pure functions over the first lines; called by ``csv_reader``.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

DELIMITERS = (",", ";", "\t", "|")
HABIT_SHARE = 0.2


class BadQuotes(Exception):  # a finding about one line, never shown
    """A quoted field is followed by something else than a delimiter."""


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How the fields of a line are told apart.

    Attributes:
        quote: the quote character; empty = quotes have no meaning.
        escape: what makes a quote inside a quoted field literal: the quote itself or a backslash.
    """

    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where things stand in a CSV file.

    Attributes:
        labels: the header, verbatim; made up when the file has none.
        header_line: 1-based line of the header; 0 = none.
        skip_lines: lines before the first data record.
        preamble: lines above the header that are no data.
        short_widths: numbers of fields that so many records have that their missing last fields
            are a habit of the file, not damage.
    """

    dialect: Dialect
    labels: tuple[str, ...]
    header_line: int
    skip_lines: int
    preamble: int = 0
    short_widths: frozenset[int] = frozenset()


def split_fields(text: str, dialect: Dialect) -> list[str] | None:
    """The fields of one record; None when a quoted field is still open at its end.

    Raises:
        BadQuotes: text follows a closing quote.
    """
    quote, delimiter = dialect.quote, dialect.delimiter
    if not quote or quote not in text:
        return text.split(delimiter)
    fields: list[str] = []
    position, length = 0, len(text)
    while True:
        if position < length and text[position] == quote:
            found = _quoted(text, position + 1, dialect)
            if found is None:
                return None
            field, position = found
            if position < length and text[position] != delimiter:
                raise BadQuotes
        else:
            end = text.find(delimiter, position)
            end = length if end < 0 else end
            field, position = text[position:end], end
        fields.append(field)
        if position >= length:
            return fields
        position += 1


def _quoted(text: str, start: int, dialect: Dialect) -> tuple[str, int] | None:
    """The quoted field that begins at ``start`` and where it ends; None = still open."""
    parts: list[str] = []
    position = start
    backslash = dialect.escape == "\\"
    while True:
        end = text.find(dialect.quote, position)
        if end < 0:
            return None
        if backslash and text[end - 1] == "\\" and end > start:
            parts.append(text[position : end - 1] + dialect.quote)
            position = end + 1
        elif not backslash and text[end + 1 : end + 2] == dialect.quote:
            parts.append(text[position : end + 1])
            position = end + 2
        else:
            parts.append(text[position:end])
            return "".join(parts), end + 1


def find_dialect(lines: Sequence[str], *, delimiter: str = "") -> Dialect:
    """The dialect in which ``lines`` (without line ends) make the most regular table."""
    quote = "'" if _quoted_singly(lines) else '"'
    escape = "\\" if quote == '"' and any('\\"' in line for line in lines) else quote
    options = (delimiter,) if delimiter else DELIMITERS
    tries = [Dialect(delimiter=one, quote=quote, escape=quote) for one in options]
    if escape == "\\":
        tries += [replace(one, escape="\\") for one in tries]
    best = max(tries, key=lambda one: _regularity(lines, one))
    if delimiter or _regularity(lines, best)[0] > 0:
        return best
    return Dialect(quote=quote, escape=quote)


def _quoted_singly(lines: Sequence[str]) -> bool:
    if any('"' in line for line in lines):
        return False
    fields = sum(len(re.findall(r"(?:^|[,;\t|])'[^']*'(?=$|[,;\t|])", line)) for line in lines)
    return fields >= max(2, len(lines) // 2)


def _regularity(lines: Sequence[str], dialect: Dialect) -> tuple[float, int]:
    """Share of lines with the most usual number of fields (0 for a single column), and that."""
    widths = field_counts(lines, dialect)
    if not widths:
        return 0.0, 0
    usual, times = usual_width(widths)
    return (0.0, usual) if usual < 2 else (round(times / len(widths), 2), usual)


def field_counts(lines: Sequence[str], dialect: Dialect) -> list[int]:
    """Fields of each record in ``lines``; 0 for a line that cannot be read."""
    widths: list[int] = []
    pending = ""
    for line in lines:
        text = f"{pending}\n{line}" if pending else line
        if not text.strip():
            continue
        try:
            fields = split_fields(text, dialect)
        except BadQuotes:
            widths.append(0)
            pending = ""
            continue
        if fields is None:
            pending = text if text.count("\n") < 50 else ""
            continue
        pending = ""
        widths.append(len(fields))
    if pending:
        widths.append(0)
    return widths


def usual_width(widths: Sequence[int]) -> tuple[int, int]:
    """The most frequent width and how often it occurs; the wider one in a draw."""
    width, times = max(Counter(widths).items(), key=lambda item: (item[1], item[0]))
    return width, times


def find_layout(lines: Sequence[str], dialect: Dialect, *, header: bool | None = None) -> Layout:
    """Where header and data begin.

    Args:
        lines: the first lines of the file, without line ends.
        header: whether there is one; None = judge by the first records.
    """
    records = numbered_records(lines, dialect)
    if not records:
        return Layout(dialect=dialect, labels=(), header_line=0, skip_lines=len(lines))
    width = usual_width([len(fields) for _, _, fields in records])[0]
    first = next(i for i, (_, _, fields) in enumerate(records) if len(fields) == width)
    if first > 20 or (first and width < 2):
        first = 0
    if first and _is_uneven_header(records[first - 1][2], width):
        first -= 1
    start, end, fields = records[first]
    body = [one for _, _, one in records[first + 1 :]]
    if header is None:
        header = looks_like_header(fields, body)
    if not header:
        labels = tuple(f"column_{number}" for number in range(1, width + 1))
        return Layout(dialect=dialect, labels=labels, header_line=0, skip_lines=start)
    return Layout(
        dialect=dialect,
        labels=_labels(fields, body, width=width),
        header_line=start + 1,
        skip_lines=end + 1,
        preamble=first,
        short_widths=_short_widths(body, width),
    )


def _short_widths(body: Sequence[Sequence[str]], width: int) -> frozenset[int]:
    counts = Counter(len(row) for row in body)
    habit = max(5, len(body) * HABIT_SHARE)
    return frozenset(w for w, times in counts.items() if 1 < w < width and times >= habit)


def _is_uneven_header(fields: Sequence[str], width: int) -> bool:
    """Whether a record one field narrower or wider than the data is still their header."""
    if abs(len(fields) - width) != 1 or len(fields) < 2:
        return False
    return all(field.strip() and not _is_value(field) for field in fields[: width - 1])


def _labels(fields: Sequence[str], body: Sequence[Sequence[str]], *, width: int) -> tuple[str, ...]:
    """The header; fitted to the data where one of them has a delimiter or row names too much."""
    labels = [field.strip() for field in fields]
    if len(labels) == width + 1 and not labels[-1]:
        labels.pop()
    if len(labels) == width - 1 and any(row[width - 1] for row in body if len(row) == width):
        labels.insert(0, "")
    return tuple(labels)


def numbered_records(lines: Sequence[str], dialect: Dialect) -> list[tuple[int, int, list[str]]]:
    """(first line, last line, fields) of each readable record, 0-based."""
    records: list[tuple[int, int, list[str]]] = []
    begin, pending = 0, ""
    for number, line in enumerate(lines):
        text = f"{pending}\n{line}" if pending else line
        if not text.strip():
            continue
        begin = begin if pending else number
        try:
            fields = split_fields(text, dialect)
        except BadQuotes:
            pending = ""
            continue
        if fields is None:
            pending = text if text.count("\n") < 50 else ""
            continue
        pending = ""
        records.append((begin, number, fields))
    return records


def looks_like_header(fields: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether the first record names the columns: it is not data of the kind below it.

    A header is taken for granted unless every column of numbers or dates has one at the top too;
    years on top of other numbers are names.
    """
    if not body:
        return not fields or not all(_is_value(field) for field in fields)
    judged = same = 0
    for position, field in enumerate(fields):
        below = [row[position] for row in body[:200] if position < len(row) and row[position]]
        values = sum(_is_value(one) for one in below)
        if not below or values < len(below) * 0.9:
            continue
        judged += 1
        same += _is_value(field) and not _is_year_above_others(field, below)
    return not (judged and same == judged)


def _is_value(text: str) -> bool:
    text = text.strip()
    return bool(text) and bool(
        re.fullmatch(r"[-+(]?[$€£¥]?\s?\d[\d.,\s:/TZ%+-]*\)?|\d.{5,25}[AaPp][Mm]", text)
    )


def _is_year_above_others(field: str, below: Sequence[str]) -> bool:
    if not re.fullmatch(r"(19|20)\d\d", field.strip()):
        return False
    return not all(re.fullmatch(r"(19|20)\d\d", one.strip()) for one in below)
