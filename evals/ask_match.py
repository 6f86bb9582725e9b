"""Whether the rows of an answer are those of a gold query: execution match.

The rules, which `evals/business/README.md` tells in words:

- The answer has every column of the gold, whatever they are called and wherever they stand; further
  columns do no harm, since they leave the rows as they are.
- Both have the same rows, each as often. Their order counts only where the caller says so, and then
  by what the gold orders by, so that ties may stand either way.
- Whole numbers agree exactly, others to the decimals that a gold is rounded to (two at least), or
  to a millionth. A column of unit ``percent`` may stand for a hundred times its fractions, a column
  of first days for its years or its months.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from itertools import product
from typing import Any

_RELATIVE = 1e-6
_MOST_DECIMALS = 6
_MOST_WAYS = 20_000

Row = Sequence[Any]


@dataclass(frozen=True, kw_only=True)
class Gold:
    """What a gold query gives.

    Attributes:
        ordered_by: places of the columns that its rows are ordered by; empty = all of them are.
        is_ordered: whether its rows have an order at all.
    """

    rows: Sequence[Row]
    ordered_by: tuple[int, ...] = ()
    is_ordered: bool = True


def matches(rows: Sequence[Row], gold: Gold, *, units: Sequence[str | None], ordered: bool) -> bool:
    """Whether ``rows`` answer as ``gold`` does.

    Args:
        units: of the columns of ``rows``.
        ordered: whether the order of the rows counts.
    """
    if len(rows) != len(gold.rows):
        return False
    if not gold.rows:
        return True
    wanted = [[_plain(row[place]) for row in gold.rows] for place in range(len(gold.rows[0]))]
    ours = [
        list(_variants([_plain(row[place]) for row in rows], unit))
        for place, unit in enumerate(units)
    ]
    candidates = [
        [
            (place, column)
            for place, variants in enumerate(ours)
            for column in variants
            if _same_rows([column], [one])
        ]
        for one in wanted
    ]
    for number, chosen in enumerate(product(*candidates)):
        if number > _MOST_WAYS:
            return False
        if len({place for place, _ in chosen}) == len(chosen):
            columns = [column for _, column in chosen]
            if _same_rows(columns, wanted) and (
                not (ordered and gold.is_ordered) or _same_order(columns, wanted, gold.ordered_by)
            ):
                return True
    return False


def _plain(value: Any) -> Any:
    """Numbers as ``int`` or ``float``, midnights as dates, everything else as text."""
    match value:
        case None | bool() | int():
            return value
        case Decimal() | float():
            return None if math.isnan(value) else float(value)
        case datetime():
            return value.date() if value.time() == time() else value.replace(microsecond=0)
        case date():
            return value
        case _:
            return str(value).strip()


def _variants(column: list[Any], unit: str | None) -> Iterator[list[Any]]:
    """The ways in which a gold query may write a column."""
    yield column
    known = [value for value in column if value is not None]
    if unit == "percent":
        yield [None if value is None else value * 100 for value in column]
    if known and all(isinstance(value, date) and value.day == 1 for value in known):
        yield [value and f"{value:%Y-%m}" for value in column]
        if all(value.month == 1 for value in known):
            yield [value and value.year for value in column]


def _same_rows(ours: Sequence[list[Any]], gold: Sequence[list[Any]]) -> bool:
    """Whether the same rows stand in both, each as often."""
    rows, wanted = list(zip(*ours, strict=True)), list(zip(*gold, strict=True))
    if Counter(rows) == Counter(wanted):
        return True
    waiting: defaultdict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for row in wanted:
        waiting[_texts(row)].append(_numbers(row))
    for row in rows:
        left, numbers = waiting[_texts(row)], _numbers(row)
        near = [other for other in left if _close_all(numbers, other)]
        if not near:
            return False
        left.remove(min(near, key=partial(_distance, numbers)))
    return True


def _texts(row: Iterable[Any]) -> tuple[Any, ...]:
    """A row with its numbers left out, only that they are some."""
    return tuple("number" if _is_number(value) else (value,) for value in row)


def _numbers(row: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(value for value in row if _is_number(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def _close_all(ours: Sequence[float], gold: Sequence[float]) -> bool:
    return all(_close(one, other) for one, other in zip(ours, gold, strict=True))


def _close(ours: float, gold: float) -> bool:
    if isinstance(ours, int) and isinstance(gold, int):
        return ours == gold
    rounded = range(2, _MOST_DECIMALS + 1)
    decimals = next((places for places in rounded if gold == round(gold, places)), None)
    if isinstance(gold, int) or decimals is None:
        return math.isclose(ours, gold, rel_tol=_RELATIVE)
    return math.isclose(ours, gold, rel_tol=1e-9, abs_tol=0.51 * 10**-decimals)


def _distance(ours: Sequence[float], gold: Sequence[float]) -> float:
    return sum(abs(one - other) for one, other in zip(ours, gold, strict=True))


def _same_order(
    ours: Sequence[list[Any]], gold: Sequence[list[Any]], ordered_by: tuple[int, ...]
) -> bool:
    places = ordered_by or tuple(range(len(gold)))
    return all(
        _texts([one]) == _texts([other]) and _close_all(_numbers([one]), _numbers([other]))
        for place in places
        for one, other in zip(ours[place], gold[place], strict=True)
    )
