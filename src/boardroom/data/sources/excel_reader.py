"""Reads spreadsheets: each sheet is a table, or several where blank rows part different tables.

Called by ``survey`` and ``readers``. Lines above a header that are no part of the table (titles,
dates of the report) are left out and counted.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from boardroom.data.sources.csv_dialect import looks_like_header
from boardroom.data.sources.report import Finding
from boardroom.data.sources.staging import Part
from boardroom.data.sources.text_rows import TextRows
from boardroom.errors import SourceError

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_EXACT_FLOAT = 1e15

Row = tuple[int, list[str]]
"""1-based row of the sheet and its cells as text."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """One table of a sheet: its header and rows, cut to its columns.

    Attributes:
        above: rows between the blank row before it and its header.
        header: False when its columns have no names.
    """

    labels: tuple[str, ...]
    rows: list[Row]
    above: int
    header: bool


def sheet_tables(path: Path) -> tuple[tuple[str, ...], str]:
    """``sheet`` or ``sheet#2`` for each table, and what was left out.

    Raises:
        SourceError: no readable workbook.
    """
    parts: list[str] = []
    left_out: list[str] = []
    book = _opened(path)
    for sheet in _visible(book):
        blocks = _blocks(_rows(book, sheet))
        if not blocks:
            left_out.append(sheet)
        parts += [sheet if n == 1 else f"{sheet}#{n}" for n in range(1, len(blocks) + 1)]
    hidden = [name for name in book.sheet_names if name not in _visible(book)]
    notes = [f"sheets without a table: {', '.join(left_out)}"] if left_out else []
    notes += [f"hidden sheets: {', '.join(hidden)}"] if hidden else []
    return tuple(parts), "; ".join(notes)


def stage_sheet(path: Path, *, part: str, rows: TextRows) -> tuple[Part, tuple[Finding, ...]]:
    """Append the rows of one table of the workbook to ``rows``.

    Raises:
        SourceError: no readable workbook, or the sheet holds no table.
    """
    sheet, mark, number = part.rpartition("#")
    if not mark or not number.isdigit():
        sheet, number = part, "1"
    book = _opened(path)
    names = _visible(book)
    if not part and names:
        sheet = names[0]
    blocks = _blocks(_rows(book, sheet)) if sheet in names else []
    if len(blocks) < int(number):
        message = f"{path.name}: sheet {part!r} holds no table any more"
        raise SourceError(message, hint="Check the workbook; the last good data stays.")
    block = blocks[int(number) - 1]
    rows.declare(_distinct(block.labels))
    labels = _distinct(block.labels)
    for line, cells in block.rows:
        rows.add(line, {label: cell or None for label, cell in zip(labels, cells, strict=True)})
    return rows.part(), tuple(_findings(path, part, block))


def _distinct(labels: Sequence[str]) -> list[str]:
    """The labels, equal and blank ones told apart."""
    seen: dict[str, int] = {}
    result: list[str] = []
    for position, label in enumerate(labels, start=1):
        plain = label or f"column {position}"
        seen[plain] = seen.get(plain, 0) + 1
        result.append(plain if seen[plain] == 1 else f"{plain} {seen[plain]}")
    return result


def _findings(path: Path, part: str, block: Block) -> Iterator[Finding]:
    place = f"{path.name} {part}".strip()
    if block.above:
        text = f"{place}: {block.above} row(s) above the header were left out"
        yield Finding(kind="preamble", text=text, count=block.above)
    if not block.header:
        text = f"{place} has no header; its columns are called column_1, column_2…"
        yield Finding(kind="no_header", text=text)


def _opened(path: Path) -> "CalamineWorkbook":
    import python_calamine as calamine

    try:
        return calamine.load_workbook(str(path))
    except calamine.PasswordError as exc:
        message = f"{path.name} is protected by a password"
        raise SourceError(message, hint="Save it without one.") from exc
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError, OSError) as exc:
        message = f"{path.name} is no readable workbook: {exc}"
        raise SourceError(message, hint="Save it again; the last good data stays.") from exc


def _visible(book: "CalamineWorkbook") -> list[str]:
    import python_calamine as calamine

    wanted = (calamine.SheetVisibleEnum.Visible, calamine.SheetTypeEnum.WorkSheet)
    return [one.name for one in book.sheets_metadata if (one.visible, one.typ) == wanted]


def _rows(book: "CalamineWorkbook", sheet: str) -> list[Row]:
    import python_calamine as calamine

    try:
        opened = book.get_sheet_by_name(sheet)
        start = opened.start
        first = start[0] + 1 if start else 1
        cells = opened.to_python(skip_empty_area=True)
    except (calamine.CalamineError, calamine.XmlError, OSError) as exc:
        message = f"sheet {sheet!r} cannot be read: {exc}"
        raise SourceError(message, hint="Save the workbook again.") from exc
    return [(number, [cell_text(one) for one in row]) for number, row in enumerate(cells, first)]


def cell_text(value: object) -> str:
    """A cell as text that reads back as the same value.

    Example:
        >>> cell_text(3.0), cell_text(0.1), cell_text(True), cell_text(dt.datetime(2024, 1, 2))
        ('3', '0.1', 'true', '2024-01-02')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT_FLOAT else repr(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value).strip() if value is not None else ""


def _blocks(rows: Sequence[Row]) -> list[Block]:
    """The tables of a sheet; a part after a blank row is one only with a header of its own."""
    pieces: list[list[Row]] = [[]]
    for row in rows:
        if any(row[1]):
            pieces[-1].append(row)
        elif pieces[-1]:
            pieces.append([])
    pieces = [piece for piece in pieces if piece]
    blocks: list[Block] = []
    above = 0
    for number, piece in enumerate(pieces):
        block = _block(piece)
        if blocks and (block is None or not _is_new_table(block, blocks[-1])):
            _continue(blocks[-1], piece)
        elif (
            block is not None
            and (block.rows or len(pieces) == 1)
            and (block.header or number == len(pieces) - 1)
        ):
            blocks.append(replace(block, above=block.above + above))
            above = 0
        else:
            above += len(piece)
    return blocks


def _is_new_table(block: Block, before: Block) -> bool:
    """Whether the top of ``block`` names columns rather than going on with the table before."""
    if not block.header or not block.rows or len(block.labels) < 2:
        return False
    if len(block.labels) != len(before.labels):
        return True
    body = [cells for _, cells in before.rows]
    return looks_like_header(block.labels, body) and _has_values(body)


def _has_values(body: Sequence[Sequence[str]]) -> bool:
    """Whether any column is one of numbers or dates, so that a header stands out from it."""
    return not looks_like_header(body[0], body) if body else False


def _continue(block: Block, piece: list[Row]) -> None:
    """Rows after a blank row that are as wide as the table belong to it; others are notes."""
    width = len(block.labels)
    for line, cells in piece:
        if sum(map(bool, cells)) > width / 2 or width == 1:
            block.rows.append((line, [*cells, *[""] * width][:width]))


def _block(piece: list[Row]) -> Block | None:
    width = max(sum(map(bool, cells)) for _, cells in piece)
    start = next(
        i for i, (_, cells) in enumerate(piece) if sum(map(bool, cells)) >= max(1, width * 0.6)
    )
    if width < 2 and len(piece) < 3:
        return None
    used = [
        i for i in range(max(len(cells) for _, cells in piece))
        if any(i < len(cells) and cells[i] for _, cells in piece[start:])
    ]  # fmt: skip
    used = list(range(used[0], used[-1] + 1))
    table = [(line, [cells[i] if i < len(cells) else "" for i in used]) for line, cells in piece]
    _, top = table[start]
    body = table[start + 1 :]
    if looks_like_header(top, [cells for _, cells in body]) and (body or len(piece) == 1):
        return Block(labels=tuple(top), rows=body, above=start, header=True)
    labels = tuple(f"column_{number}" for number in range(1, len(used) + 1))
    return Block(labels=labels, rows=table[start:], above=start, header=False)
