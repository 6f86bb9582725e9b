"""Arrow columns as values of their logical types: read late, by whoever reads them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardroom.data.arrow_rows import rows_from_arrow
from boardroom.errors import QueryError
from boardroom.semantic.model import DataType
from boardroom.semantic.result import Column
from boardroom.semantic.rows import Cells, Rows

NOON = datetime(2020, 2, 29, 12, tzinfo=UTC)


def _rows(values: "pa.Array[Any] | pa.ChunkedArray", kind: DataType) -> Rows:
    return rows_from_arrow(pa.table({"x": values}), [Column(name="x", role="metric", type=kind)])


@pytest.mark.parametrize(
    ("values", "kind", "read"),
    [
        (pa.array([1, None, 3]), "Integer", (1, None, 3)),
        (pa.array([1.0, 2.5, float("nan")]), "Integer", (1, 2.5, None)),
        (pa.array([Decimal(5), None]), "Integer", (5, None)),
        (pa.array([1.5, float("inf"), None]), "Float", (1.5, None, None)),
        (pa.array([Decimal("1.50")]), "Decimal", (Decimal("1.50"),)),
        (pa.array([date(2020, 2, 29), None]), "Date", (date(2020, 2, 29), None)),
        (pa.array(["2020-02-29"]), "Date", (date(2020, 2, 29),)),
        (pa.array([True, None]), "Boolean", (True, None)),
        (pa.array(["b", None, "b"]), "String", ("b", None, "b")),
        (pa.array(["b", None, "b"]).dictionary_encode(), "String", ("b", None, "b")),
        (pa.array([], pa.decimal128(9, 2)), "Decimal", ()),
    ],
)
def test_values_numbers_and_groups_agree(
    values: "pa.Array[Any]", kind: DataType, read: tuple[object, ...]
) -> None:
    cells = _rows(values, kind).cells[0]
    assert cells.values == read
    np.testing.assert_array_equal(cells.numbers, Cells(read).numbers)
    assert cells.groups.values == tuple(dict.fromkeys(read))
    assert [cells.groups.values[place] for place in cells.groups.places] == list(read)


@given(
    st.lists(st.none() | st.decimals(min_value=-(10**17), max_value=10**17, places=6), max_size=5),
    st.integers(0, 2),
)
def test_decimals_are_the_nearest_floats(values: list[Decimal | None], skipped: int) -> None:
    column = pa.chunked_array([pa.array(values, pa.decimal128(38, 6))] * 2).slice(skipped)
    cells = _rows(column, "Decimal").cells[0]
    np.testing.assert_array_equal(cells.numbers, Cells((values * 2)[skipped:]).numbers)


def test_null_and_no_number_are_one_group() -> None:
    groups = _rows(pa.array([float("nan"), 1.0, None]), "Float").cells[0].groups
    assert (groups.values, groups.places.tolist()) == ((None, 1.0), [0, 1, 0])


@pytest.mark.parametrize(("text", "kind"), [("many", "Integer"), ("soon", "Date")])
def test_a_value_that_is_not_of_its_type_is_refused_at_once(text: str, kind: DataType) -> None:
    with pytest.raises(QueryError, match=f"not {kind}"):
        _rows(pa.array([text]), kind)


def test_another_number_of_columns_is_refused() -> None:
    with pytest.raises(QueryError, match="2 columns where 1"):
        rows_from_arrow(
            pa.table({"x": [1], "y": [2]}), [Column(name="x", role="metric", type="Integer")]
        )


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (pa.array([date(2020, 2, 29), None, date(1969, 12, 31)]), "Date"),
        (pa.array([datetime(2020, 2, 29, 23, 59, tzinfo=UTC), None]), "DateTimeTz"),
        (pa.array([NOON, None, NOON.replace(year=1968)], pa.timestamp("us")), "DateTime"),
        (pa.array([NOON], pa.timestamp("ns")), "Date"),
        (pa.array([1, None]), "Integer"),
        (pa.array([], pa.date32()), "Date"),
    ],
)
def test_days_are_ordinals(values: "pa.Array[Any]", kind: DataType) -> None:
    cells = _rows(values, kind).cells[0]
    expected = [x.toordinal() if isinstance(x, date) else 0 for x in cells.values]
    assert cells.days.tolist() == expected


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (pa.array([NOON, NOON.replace(year=1968)], pa.timestamp("us")), "DateTime"),
        (pa.array([NOON], pa.timestamp("s")), "DateTime"),
        (pa.array([NOON, NOON, NOON], pa.timestamp("us"))[1:], "DateTime"),
        (pa.array([], pa.timestamp("us")), "DateTime"),
        (pa.array([NOON, NOON.replace(year=1968)], pa.timestamp("us")), "String"),
    ],
)
def test_moments_are_seconds_by_their_clock(values: "pa.Array[Any]", kind: DataType) -> None:
    cells = _rows(values, kind).cells[0]
    assert cells.seconds is not None
    assert cells.seconds.tolist() == np.array(cells.values, "datetime64[s]").astype(int).tolist()


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (pa.array([NOON, None], pa.timestamp("us")), "DateTime"),
        (pa.array([NOON.replace(tzinfo=UTC)], pa.timestamp("us", tz="UTC")), "DateTimeTz"),
        (pa.array([NOON], pa.timestamp("us")), "DateTimeTz"),
        (pa.array([NOON], pa.timestamp("us")), "Date"),
        (pa.array([date(2020, 2, 29)]), "Date"),
        (pa.array(["2020-02-29"]), "String"),
    ],
)
def test_what_is_no_moment_by_a_clock_has_no_seconds(
    values: "pa.Array[Any]", kind: DataType
) -> None:
    assert _rows(values, kind).cells[0].seconds is None
