"""Caveats that only the rows can tell: divisions by zero, small bases, stale data.

Called by ``data.metrics``. What follows from the query alone (an unfinished period, days outside
the loaded ones) is the compiler's; so is the test which rows divide by zero.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from boardroom.analysis.change import from_nearly_nothing
from boardroom.semantic.context import Flag
from boardroom.semantic.result import Caveat, Column, Result


def with_observed(result: Result, flagged: Mapping[Flag, Sequence[object]]) -> tuple[Caveat, ...]:
    """The result's caveats and those that its rows and freshness call for.

    Args:
        result: the answer so far.
        flagged: what each flag says of each row.
    """
    found = list(result.caveats)
    if result.freshness.stale and all(item.kind != "stale" for item in found):
        found.append(Caveat(kind="stale", text=f"Not up to date: {result.freshness.why}."))
    columns = {item.name: item for item in result.columns}
    for flag, values in flagged.items():
        counts = [value for value in values if isinstance(value, int) and value]
        if counts:
            text = _text(columns[flag.column], flag, counts, len(values))
            found.append(Caveat(kind=flag.kind, text=text))
    found += _small_bases(result)
    return tuple(found)


def _small_bases(result: Result) -> Iterator[Caveat]:
    """Which relative changes start from so little that they mislead."""
    for column in result.columns:
        if column.role != "change_ratio":
            continue
        value, previous = (result.index(name) for name in _compared(column))
        small = sum(_is_small(row[value], row[previous]) for row in result.rows)
        if small:
            where = f" in {small} of {len(result.rows)} rows" if len(result.rows) > 1 else ""
            title = column.label or _compared(column)[0]
            text = (
                f"{title} was nearly nothing in the time compared with{where}: "
                "read the change, not its ratio."
            )
            yield Caveat(kind="small_base", text=text)


def _compared(column: Column) -> tuple[str, str]:
    """The columns of values that a ratio of change compares."""
    name = column.name.removesuffix("_change_ratio")
    return name, f"{name}_previous"


def _is_small(value: object, previous: object) -> bool:
    numbers = [float(x) for x in (value, previous) if isinstance(x, int | float | Decimal)]
    return len(numbers) == 2 and from_nearly_nothing(*numbers)


def _text(column: Column, flag: Flag, counts: Sequence[int], size: int) -> str:
    """What a flag says of its column, in the rows where it has something to say."""
    earlier = column.role == "previous"
    title = column.label or column.name.removesuffix("_previous" if earlier else "")
    when = "in the time compared with " if earlier else ""
    if flag.kind == "division_by_zero":
        where = f"in {len(counts)} of {size} rows" if size > 1 else "in this row"
        return f"{title} has no value {when}{where}: nothing to divide by."
    most = max(counts)
    rows = f"{most:,} row" + "s" * (most > 1)
    if size > 1:
        rows, when = f"up to {rows}", f"{when}in {len(counts)} of {size} results "
    return f"{title} {when}leaves out {rows} of data: nothing to divide by."
