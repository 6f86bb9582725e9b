"""Brackets lie at round numbers and hold enough records each."""

import numpy as np

from boardroom.executive.survey.bracket_making import bracket_dimensions, round_edges
from boardroom.executive.survey.sheet import Amount
from boardroom.semantic.model import Unit


def _amount(values: "np.ndarray", unit: Unit | None) -> Amount:
    return Amount(sql="t.cost", label="Cost", values=values, unit=unit, fields=("cost",))


def test_every_bracket_holds_enough_records() -> None:
    values = np.random.default_rng(5).lognormal(7, 1.5, 2_000)
    edges = round_edges(values)
    counts = np.histogram(values, bins=[-np.inf, *edges, np.inf])[0]
    assert len(edges) >= 2
    assert counts.min() >= 0.05 * len(values)
    assert {str(edge)[0] for edge in edges} <= {"1", "5"}


def test_records_lie_in_their_brackets() -> None:
    values = np.append(np.linspace(18, 65, 200), [np.nan, 30.0])
    (found,) = bracket_dimensions("t", [_amount(values, "years")])
    assert [found.grouping.values[code] for code in found.grouping.codes[[0, -1]]] == [
        "under 30 years",
        "30 years to 40 years",
    ]
    assert found.grouping.codes[-2] == -1


def test_codes_and_shares_have_no_brackets() -> None:
    levels = np.repeat([1.0, 2.0, 3.0], 50)
    assert round_edges(levels) == ()
    assert not list(bracket_dimensions("t", [_amount(np.linspace(0, 1, 200), "percent")]))
