"""Rows kept by column are the rows they stand for."""

from decimal import Decimal

import numpy as np
import pytest

from boardroom.semantic.result import Column, Period, Result
from boardroom.semantic.rows import Cells, Row, Rows

TUPLES = (("a", 1, None), ("b", Decimal("2.5"), True), ("a", None, 3.0))


def _rows() -> Rows:
    return Rows([Cells(column) for column in zip(*TUPLES, strict=True)])


def _result(rows: Rows | tuple[Row, ...]) -> Result:
    columns = tuple(Column(name=name, role="field", type="Opaque") for name in ("key", "x", "y"))
    period = Period(start=None, end=None, complete=True)
    return Result(columns=columns, rows=rows, sql="SELECT 1", period=period)


def test_rows_read_as_the_tuple_of_their_rows() -> None:
    rows = _rows()
    assert rows == TUPLES == rows
    assert rows != TUPLES[:2]
    assert hash(rows) == hash(TUPLES)
    assert repr(rows) == repr(TUPLES)
    assert (rows[0], rows[-1], rows[1:]) == (TUPLES[0], TUPLES[-1], TUPLES[1:])
    assert list(rows) == list(TUPLES)
    assert (len(rows), bool(rows), bool(Rows([Cells([])]))) == (3, True, False)


def test_fewer_columns_are_rows_too() -> None:
    assert _rows().narrowed(1) == (("a",), ("b",), ("a",))
    rows = _rows()
    assert rows.narrowed(3) is rows


@pytest.mark.parametrize("rows", [_rows(), TUPLES], ids=["by column", "by row"])
def test_a_result_gives_its_columns_however_its_rows_are_kept(rows: Rows | tuple[Row, ...]) -> None:
    result = _result(rows)
    assert result.column("x") == (1, Decimal("2.5"), None)
    np.testing.assert_array_equal(result.numbers("x"), [1.0, 2.5, np.nan])
    np.testing.assert_array_equal(result.numbers("y"), [np.nan, np.nan, 3.0])
    groups = result.groups("key")
    assert (groups.values, groups.places.tolist()) == (("a", "b"), [0, 1, 0])
    assert result.days("x").tolist() == [0, 0, 0]
    with pytest.raises(KeyError):
        result.numbers("z")


def test_results_are_equal_however_their_rows_are_kept() -> None:
    assert _result(_rows()) == _result(TUPLES)
