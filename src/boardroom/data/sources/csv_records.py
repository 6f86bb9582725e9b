"""Reads CSV text record by record, slowly and forgiving nothing: the reference reader.

``csv_reader`` uses it for files that are not plainly well-formed, and to find the line and the raw
text of single records. Every line ends up in exactly one record, one reject, or is blank.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from boardroom.data.sources.csv_dialect import BadQuotes, Layout, split_fields

MAX_RECORD_LINES = 2_000
MAX_RECORD_CHARS = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Record:
    """One record: 1-based first line, raw text, and its fields or the reason why it is none."""

    line: int
    raw: str
    fields: tuple[str, ...] = ()
    reason: str = ""


def read_records(path: Path, layout: Layout) -> Iterator[Record]:
    """All data records and rejects of the UTF-8 file ``path``, in file order.

    A record that cannot be completed (a quote never closed, text after a closing quote, too many
    or too few fields) costs its first line only: reading goes on at the next one.
    """
    lines = _Lines(path)
    for _ in range(layout.skip_lines):
        lines.take()
    while (first := lines.take()) is not None:
        if not first[1].strip(b"\r\n\t "):
            continue
        yield _record(first, lines, layout)


def _record(first: tuple[int, bytes], lines: "_Lines", layout: Layout) -> Record:
    number, data = first
    text, reason = _decoded(data)
    if reason:
        return Record(number, text, reason=reason)
    taken: list[tuple[int, bytes]] = []
    complete = text
    while True:
        try:
            fields = split_fields(_chomp(complete), layout.dialect)
        except BadQuotes:
            reason = "bad_quotes"
            break
        if fields is not None:
            reason = _misfit(fields, taken, layout)
            break
        more = lines.take()
        if more is None or len(taken) >= MAX_RECORD_LINES or len(complete) > MAX_RECORD_CHARS:
            reason = "bad_quotes"
            if more is not None:
                taken.append(more)
            break
        taken.append(more)
        addition, reason = _decoded(more[1])
        if reason:
            break
        complete += addition
    if not reason and fields is not None:
        return Record(number, _chomp(complete), tuple(fields))
    lines.give_back(taken)
    return Record(number, _chomp(text), reason=reason)


def _misfit(fields: list[str], taken: list[tuple[int, bytes]], layout: Layout) -> str:
    width = len(layout.labels)
    if reason := _no_data(fields, layout):
        return reason
    if len(fields) > width and not any(fields[width:]):
        del fields[width:]
    if len(fields) in layout.short_widths:
        fields.extend([""] * (width - len(fields)))
    if len(fields) < width:
        return "too_few_fields"
    if len(fields) > width:
        return "too_many_fields"
    if len(taken) >= 2 and width >= 3 and _swallowed(taken[:-1], layout):
        return "bad_quotes"
    return ""


def _no_data(fields: list[str], layout: Layout) -> str:
    """Whether a record is the header once more (files were joined) or a line drawn under it."""
    if len(fields) < 2:
        return ""
    if layout.header_line and _is_header(fields, layout):
        return "repeated_header"
    drawn = all(len(one) > 1 and not one.strip("-=+ ") for one in fields if one.strip())
    return "ruler_row" if drawn and any(one.strip() for one in fields) else ""


def _is_header(fields: list[str], layout: Layout) -> bool:
    plain = [one.strip() for one in fields]
    plain[0] = plain[0].lstrip("\ufeff").strip('"')
    return tuple(plain) == layout.labels


def _swallowed(inner: list[tuple[int, bytes]], layout: Layout) -> bool:
    """Whether the lines inside a quoted field are whole records: a quote was never closed."""
    whole = 0
    for _, data in inner:
        try:
            fields = split_fields(_chomp(data.decode("utf-8", "replace")), layout.dialect)
        except BadQuotes:
            return False
        whole += fields is not None and len(fields) == len(layout.labels)
    return whole == len(inner)


def _decoded(data: bytes) -> tuple[str, str]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _chomp(data.decode("utf-8", "backslashreplace")), "bad_encoding"
    if "\0" in text:
        return _chomp(text.replace("\0", "\\0")), "nul_byte"
    return text, ""


def _chomp(text: str) -> str:
    return text.rstrip("\r\n")


class _Lines:
    """Numbered lines, ends kept, that can be given back."""

    def __init__(self, path: Path) -> None:
        self._lines = _physical_lines(path)
        self._returned: list[tuple[int, bytes]] = []

    def take(self) -> tuple[int, bytes] | None:
        if self._returned:
            return self._returned.pop()
        return next(self._lines, None)

    def give_back(self, lines: list[tuple[int, bytes]]) -> None:
        self._returned.extend(reversed(lines))


def _physical_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Lines ended by LF, CRLF or CR alone, without the byte order mark."""
    number = 0
    rest = b""
    with path.open("rb") as stream:
        if stream.read(3) != b"\xef\xbb\xbf":
            stream.seek(0)
        while piece := stream.read(1 << 20):
            block = rest + piece
            held = block[-1:] if block.endswith(b"\r") else b""
            pieces = (block[:-1] if held else block).splitlines(keepends=True)
            rest = held
            if pieces and not pieces[-1].endswith((b"\n", b"\r")):
                rest = pieces.pop() + held
            for line in pieces:
                number += 1
                yield number, line
    for line in rest.splitlines(keepends=True):
        number += 1
        yield number, line
