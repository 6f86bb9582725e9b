"""A ``Result`` as a terminal table or CSV. Called by the command line and, later, by exports."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

from boardroom.insight.number_text import MISSING, change_text, ratio_text, value_text
from boardroom.insight.period_text import days_text, period_text
from boardroom.insight.text_table import TextColumn, draw_table
from boardroom.semantic.result import Column, Result

_NUMERIC = {"Integer", "Decimal", "Float"}
_MOMENTS = {"Date", "DateTime", "DateTimeTz", "Time"}
_SHOWN_ROWS = 200


def result_to_csv(result: Result) -> str:
    """RFC 4180 with a header line; dates ISO, decimals with every digit, NULL as an empty cell."""
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([column.name for column in result.columns])
    writer.writerows(
        [["" if value is None else _plain(value) for value in row] for row in result.rows]
    )
    return buffer.getvalue()


def result_to_table(
    result: Result, *, width: int, unicode: bool = True, titles: Sequence[str] = ()
) -> str:
    """The rows as a table with units, then period, comparison, freshness and caveats in words.

    Args:
        titles: what stands above each column; empty = their names.
    """
    columns = [
        TextColumn(
            title=title,
            number=column.type in _NUMERIC and column.role not in {"dimension", "key"},
            fixed=column.type in _MOMENTS,
        )
        for column, title in zip(
            result.columns, titles or [item.name for item in result.columns], strict=True
        )
    ]
    rows = [
        [_cell(value, column) for value, column in zip(row, result.columns, strict=True)]
        for row in result.rows[:_SHOWN_ROWS]
    ]
    table = draw_table(columns, rows, width=width) if rows else "no rows"
    text = "\n".join([table, "", *_foot(result)])
    return text if unicode else text.encode("ascii", "replace").decode()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: object, column: Column) -> str:
    if value is None:
        return MISSING
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    if column.role == "change":
        unit = "percent" if column.unit == "points" else column.unit
        return change_text(float(value), unit, full=True)
    if column.role == "change_ratio":
        return ratio_text(float(value))
    if column.role in {"dimension", "key", "field"} and column.unit is None:
        return str(value)
    return value_text(float(value), column.unit, full=True)


def _foot(result: Result) -> Iterator[str]:
    hidden = len(result.rows) - _SHOWN_ROWS
    if hidden > 0:
        yield f"… and {hidden:,} more rows; --format csv or json shows all"
    unfinished = "" if result.period.complete else " (not complete)"
    yield f"period: {period_text(result.period)}{unfinished}"
    if result.comparison:
        yield f"compared with: {days_text(result.comparison.start, result.comparison.end)}"
    if result.freshness.data_until:
        yield f"data until: {result.freshness.data_until}"
    if result.freshness.stale:
        yield f"STALE: {result.freshness.why}"
    for caveat in result.caveats:
        yield f"note: {caveat.text}"
