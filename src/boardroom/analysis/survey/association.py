"""Whether two columns go together. Called by ``executive.survey``."""

import math
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.distribution import normal_two_sided, student_two_sided
from boardroom.analysis.survey.chance import log_factorials, overlap_tail, table_of
from boardroom.analysis.survey.column import Codes, Floats, Grouping, ranks_of

_LEAST_RECORDS = 20
LEAST_CELL = 5
_UNLIKELY = 0.1
_NEAR_NONE = 0.4
"""Two measures of a weaker correlation share less than a sixth of how they vary."""

_LEAST_WORTH = 4.0
_MEDIUM = 0.3


@dataclass(frozen=True, kw_only=True)
class Correlation:
    """Two measures over the records that have both.

    Attributes:
        pearson, spearman: −1…1; ``low``, ``high`` hold Spearman's nine times in ten.
        p_value: the larger of both tests'.
        records: how many have both.
        absent: whether the two can have nothing much to do with each other: chance alone explains
            what there is, and ``low`` and ``high`` are both near 0.
    """

    pearson: float
    spearman: float
    low: float
    high: float
    p_value: float
    records: int

    @property
    def absent(self) -> bool:
        """See above."""
        return self.p_value > _UNLIKELY and max(self.high, -self.low) < _NEAR_NONE


def correlation(first: Floats, second: Floats, *, in_order: bool = False) -> Correlation | None:
    """Whether two measures (NaN = none) rise together; both a straight line and ranks must say so.

    None for too few records, or where one is constant.

    Args:
        in_order: the cells follow each other in time: where each resembles the one before, they
            count for fewer.

    Source: interval by R. A. Fisher's transform, its spread for ranks by E. C. Fieller, H. O.
        Hartley and E. S. Pearson, Biometrika 44 (1957); effective size of two series by G. V.
        Bayley and J. M. Hammersley, JRSS Supplement 8 (1946).
    """
    known = np.isfinite(first) & np.isfinite(second)
    one, two = first[known], second[known]
    records = len(one)
    if records < _LEAST_RECORDS or np.ptp(one) == 0 or np.ptp(two) == 0:
        return None
    size = _worth(one, two) if in_order else float(records)
    pearson = _pearson(one, two)
    spearman = _pearson(ranks_of(one)[0], ranks_of(two)[0])
    bound = math.atanh(max(-0.999999, min(0.999999, spearman)))
    half = 1.645 * math.sqrt(1.06 / (size - 3))
    chance = max(_chance(pearson, size), _chance(spearman, size))
    agree = pearson * spearman > 0
    return Correlation(
        pearson=pearson,
        spearman=spearman,
        low=math.tanh(bound - half),
        high=math.tanh(bound + half),
        p_value=chance if agree else 1.0,
        records=records,
    )


def _worth(one: Floats, two: Floats) -> float:
    """How many independent pairs two series are worth."""
    lasting = _pearson(one[1:], one[:-1]) * _pearson(two[1:], two[:-1])
    lasting = max(0.0, lasting)
    return max(_LEAST_WORTH, len(one) * (1.0 - lasting) / (1.0 + lasting))


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A value of one column that holds more of a value of another than chance would give it.

    Attributes:
        first, second: their places.
        both: records with both; ``first_count`` and ``second_count`` with either.
        expected: records with both if the columns had nothing to do with each other.
        share: of the first's records, ``rest`` of all other records, that have the second.
        p_value: over all cells of the table.
    """

    first: int
    second: int
    both: int
    first_count: int
    second_count: int
    records: int
    expected: float
    share: float
    rest: float
    p_value: float


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """Two columns of a few values against each other.

    Attributes:
        table: records, rows = values of the first, columns = values of the second.
        cells: those that stand out, least likely first; the first one's chance is the table's.
        strength: Cramér's V, corrected for the size of the table: 0…1.
        determined: how many records the more telling column alone would place in the other
            rightly, beyond always taking its most frequent value: 1 = all (Goodman and Kruskal's
            lambda, the larger of both ways).
    """

    table: Codes
    cells: tuple[Cell, ...]
    strength: float
    determined: float


def crossing(first: Grouping, second: Grouping) -> Crossing | None:
    """The cells that hold more records than chance gives them (Fisher's exact test of each, times
    the cells looked at); None for too few records or a column of one value.

    Source: bias correction of V by W. Bergsma, J. Korean Stat. Soc. 42 (2013).
    """
    table = table_of(first.codes, second.codes, (len(first.values), len(second.values)))
    records = int(table.sum())
    rows, columns = table.sum(1), table.sum(0)
    if records < _LEAST_RECORDS or (rows > 0).sum() < 2 or (columns > 0).sum() < 2:
        return None
    expected = np.outer(rows, columns) / records
    usable = (table >= LEAST_CELL) & (table > expected)
    logs = log_factorials(records)
    cells = [
        _cell(table, int(row), int(column), logs)
        for row, column in zip(*np.nonzero(usable), strict=True)
    ]
    cells.sort(key=lambda item: (float(f"{item.p_value:.9g}"), -item.both))
    return Crossing(
        table=table,
        cells=tuple(cells),
        strength=_strength(table, expected),
        determined=max(_lambda(table), _lambda(table.T)),
    )


def _cell(table: Codes, row: int, column: int, logs: Floats) -> Cell:
    both, records = int(table[row, column]), int(table.sum())
    first, second = int(table[row].sum()), int(table[:, column].sum())
    chance = overlap_tail(both, first=first, second=second, logs=logs)
    return Cell(
        first=row,
        second=column,
        both=both,
        first_count=first,
        second_count=second,
        records=records,
        expected=first * second / records,
        share=both / first,
        rest=(second - both) / (records - first) if records > first else 0.0,
        p_value=min(1.0, 2.0 * chance * table.size),
    )


def rates_differ(table: Codes) -> float:
    """How often the rows of ``table`` (records) spread as differently over its columns by chance;
    1.0 where rows or records are too few for the test.

    Source: K. Pearson, Philosophical Magazine 50 (1900); normal form by E. B. Wilson and M. M.
        Hilferty, PNAS 17 (1931).
    """
    square, degrees, _ = _chi_square(table)
    if degrees < 1:
        return 1.0
    step = 2.0 / (9.0 * degrees)
    distance = ((square / degrees) ** (1 / 3) - (1.0 - step)) / math.sqrt(step)
    return normal_two_sided(distance) / 2.0 if distance > 0 else 0.5


def unrelated(table: Codes) -> bool:
    """Whether the rows of ``table`` spread alike over its columns: chance alone explains what
    differs, and nine times in ten less than a medium effect does (w < 0.3).

    Source: J. Cohen, Statistical Power Analysis for the Behavioral Sciences (1988).
    """
    square, degrees, records = _chi_square(table)
    if degrees < 1 or rates_differ(table) <= _UNLIKELY:
        return False
    beyond = max(0.0, square - degrees)
    most = beyond + 1.645 * math.sqrt(2.0 * (degrees + 2.0 * beyond))
    return math.sqrt(most / records) < _MEDIUM


def _chi_square(table: Codes) -> tuple[float, int, int]:
    """(statistic, degrees of freedom, records) of the rows that have a few records; no degrees
    where those are too few for the test."""
    rows = table[table.sum(1) >= LEAST_CELL]
    records = int(rows.sum())
    expected = np.outer(rows.sum(1), rows.sum(0)) / max(1, records)
    degrees = (len(rows) - 1) * (table.shape[1] - 1)
    if degrees < 1 or records < _LEAST_RECORDS or expected.min() < 1.0:
        return 0.0, 0, records
    return float(((rows - expected) ** 2 / expected).sum()), degrees, records


def _strength(table: Codes, expected: Floats) -> float:
    known = expected > 0
    records = float(table.sum())
    square = float(((table[known] - expected[known]) ** 2 / expected[known]).sum()) / records
    rows, columns = float((table.sum(1) > 0).sum()), float((table.sum(0) > 0).sum())
    square = max(0.0, square - (rows - 1) * (columns - 1) / (records - 1))
    rows -= (rows - 1) ** 2 / (records - 1)
    columns -= (columns - 1) ** 2 / (records - 1)
    most = min(rows, columns) - 1
    return min(1.0, math.sqrt(square / most)) if most > 0 else 0.0


def _lambda(table: Codes) -> float:
    most = int(table.sum(0).max())
    left = int(table.sum()) - most
    return float(table.max(1).sum() - most) / left if left else 1.0


def _pearson(first: Floats, second: Floats) -> float:
    one, two = first - first.mean(), second - second.mean()
    size = math.sqrt(float((one**2).sum()) * float((two**2).sum()))
    return float((one * two).sum()) / size if size else 0.0


def _chance(value: float, size: float) -> float:
    if abs(value) >= 1.0:
        return 0.0
    t = value * math.sqrt((size - 2) / (1.0 - value * value))
    return student_two_sided(t, degrees=size - 2)
