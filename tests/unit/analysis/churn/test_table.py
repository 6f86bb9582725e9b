"""Arrow columns become features by their type; what says nothing is left out, with the reason."""

from datetime import date, datetime

import numpy as np
import pyarrow as pa

from boardroom.analysis.churn.table import MISSING, Categorical, Numeric, read_table

_at = datetime.fromisoformat


def test_each_type_has_its_kind_of_feature() -> None:
    source = pa.table(
        {
            "id": ["a", "b", "c", "d"],
            "seats": [3, None, 5, 5],
            "trial": [True, False, None, True],
            "since": [date(2024, 1, 1), date(2024, 1, 11), None, date(2024, 1, 31)],
            "seen": [_at("2024-01-30T12:00")] * 3 + [_at("2024-01-29T00:00")],
            "plan": pa.array(["x", "y", "x", "x"]).dictionary_encode(),
        }
    )
    left = np.array([True, False, False, True])
    table = read_table(source, left=left, customer="id", as_of=date(2024, 1, 31))
    seats, trial, since, seen, plan = table.features
    assert isinstance(seats, Numeric)
    assert isinstance(since, Numeric)
    assert isinstance(seen, Numeric)
    assert isinstance(trial, Categorical)
    assert isinstance(plan, Categorical)
    np.testing.assert_array_equal(seats.values, [3, np.nan, 5, 5])
    np.testing.assert_array_equal(since.values, [30, 20, np.nan, 0])
    assert seen.values.tolist() == [0.5, 0.5, 0.5, 2.0]
    assert trial.codes[2] == MISSING
    assert [plan.levels[code] for code in plan.codes] == ["x", "y", "x", "x"]
    assert list(table.customers) == ["a", "b", "c", "d"]


def test_names_and_constants_are_no_features() -> None:
    source = pa.table(
        {
            "row": range(10),
            "email": [f"{number}@x" for number in range(10)],
            "always": ["same"] * 10,
            "empty": pa.nulls(10, pa.float64()),
            "price": [1.5 * number for number in range(10)],
            "sometimes": ["same"] * 9 + [None],
        }
    )
    table = read_table(source, left=np.arange(10) % 2 == 0)
    assert table.left_out == {
        "row": "it names the row",
        "email": "it names the row",
        "always": "the same in every row",
        "empty": "the same in every row",
    }
    assert [item.name for item in table.features] == ["price", "sometimes"]
