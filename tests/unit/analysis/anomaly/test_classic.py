"""The classic rules set apart what their definitions say."""

import math
from datetime import date, timedelta

import numpy as np
import pytest

from boardroom.analysis.anomaly.anomaly import AnomalyKind
from boardroom.analysis.anomaly.classic import (
    Rule,
    by_deviations,
    by_isolation,
    by_quartiles,
    outliers,
)

DAYS = [date(2026, 1, 1) + timedelta(days=row) for row in range(200)]


def test_the_z_score_rule_is_three_standard_deviations() -> None:
    values = np.random.default_rng(0).normal(size=200)
    mean, deviation = values.mean(), values.std(ddof=1)
    values[7] = 9.0
    found = outliers(DAYS, values, rule=by_deviations)
    expected = np.flatnonzero(abs(values - values.mean()) > 3 * values.std(ddof=1)).tolist()
    assert [each.row for each in found] == expected == [7]
    assert found[0].low < mean - 2 * deviation
    assert found[0].kind is AnomalyKind.OUTLIER
    assert found[0].score > 0.5


def test_the_fences_are_tukeys() -> None:
    values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 17.1, math.nan, -9.0]
    found = outliers(DAYS[:12], values, rule=by_quartiles)
    known = np.array(values)[np.isfinite(values)]
    low, high = np.quantile(known, [0.25, 0.75])
    assert [each.value for each in found] == [
        x for x in known if x < low - 1.5 * (high - low) or x > high + 1.5 * (high - low)
    ]
    assert [each.start for each in found] == [DAYS[9], DAYS[11]]


@pytest.mark.parametrize("rule", [by_deviations, by_quartiles, by_isolation])
def test_each_rule_finds_what_is_far_away_and_nothing_in_what_is_constant(
    rule: Rule,
) -> None:
    values = np.random.default_rng(1).normal(100, 5, 200)
    values[50] = 400.0
    found = outliers(DAYS, values, rule=rule)
    assert 50 in [each.row for each in found]
    assert len(found) <= 5
    assert all(0 < each.score <= 1 for each in found)
    assert not any(each.low <= each.value <= each.high for each in found)
    assert outliers(DAYS, np.full(200, 3.0), rule=rule) == ()
    assert outliers(DAYS[:3], [1.0, 2.0, 900.0], rule=rule) == ()
