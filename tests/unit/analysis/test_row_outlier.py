"""Rows far outside of their own kind, and heavy tails that have none."""

import numpy as np
import pytest

from boardroom.analysis.row_outlier import rate_rows

ROWS = 1500


@pytest.mark.parametrize("shape", ["lognormal", "wide", "pareto", "normal", "prices"])
def test_no_tail_has_outliers_of_its_own(shape: str) -> None:
    rng = np.random.default_rng(1)
    made = {
        "lognormal": rng.lognormal(4, 1, (40, ROWS)),
        "wide": rng.lognormal(4, 2.5, (40, ROWS)),
        "pareto": (rng.pareto(1.1, (40, ROWS)) + 1) * 50,
        "normal": np.maximum(1.0, rng.normal(100, 10, (40, ROWS))),
        "prices": rng.choice([10.0, 20.0, 420.0], (40, ROWS), p=[0.6, 0.35, 0.05]),
    }[shape]
    found = [rate_rows(amounts, {"all": ["x"] * ROWS}) for amounts in made]
    loud = sum(item is not None and item.p_values.min() * ROWS < 0.05 for item in found)
    assert loud <= 4


def test_a_row_is_held_against_its_own_group() -> None:
    rng = np.random.default_rng(2)
    groups = ["small"] * 400 + ["large"] * 400
    amounts = np.concatenate([rng.lognormal(3, 0.2, 400), rng.lognormal(9, 0.2, 400)])
    amounts[7] = amounts[500]
    found = rate_rows(amounts, {"all": ["x"] * 800, "size": groups})
    assert found is not None
    assert found.grouping == "size"
    assert found.p_values[7] < 1e-6
    assert np.delete(found.p_values, 7).min() > 1e-4
    usual = found.usual(7)
    assert usual.rows == 400
    assert usual.median == pytest.approx(np.exp(3), rel=0.05)
    assert usual.low < usual.median < usual.high < amounts[7]


def test_too_small_an_amount_is_one_too() -> None:
    amounts = np.random.default_rng(3).lognormal(6, 0.3, 500)
    amounts[3] = 0.5
    found = rate_rows(amounts, {"all": ["x"] * 500})
    assert found is not None
    assert int(np.argmin(found.p_values)) == 3
    assert found.p_values[3] < 1e-6


def test_equal_amounts_credits_and_few_rows_are_not_judged() -> None:
    assert rate_rows([5.0] * 100, {"all": ["x"] * 100}) is None
    assert rate_rows([-5.0] * 500, {"all": ["x"] * 500}) is None
    even = rate_rows([5.0] * 500 + [50.0], {"all": ["x"] * 501})
    assert even is not None
    assert even.p_values.min() > 0.9
    assert rate_rows(np.arange(1.0, 501.0), {"each": list(range(500))}) is None
