"""Running summaries tell what an independent computation of each row tells."""

import numpy as np
import pytest

from boardroom.analysis.anomaly.past import median_of_all
from boardroom.analysis.anomaly.rarity import blocks


@pytest.mark.parametrize("size", [1, 2, 7, 400])
@pytest.mark.parametrize("unknown", [False, True])
def test_the_median_of_the_whole_past_is_that_of_each_of_its_stretches(
    size: int, *, unknown: bool
) -> None:
    values = np.random.default_rng(size).normal(size=size).round(1)
    values[size // 2] = np.nan if unknown else values[size // 2]
    found = median_of_all(values)
    for first, end in blocks(size, 1):
        assert np.array_equal(
            found[first:end], np.full(end - first, np.median(values[:first])), equal_nan=True
        )
    assert np.array_equal(found[:1], values[:1], equal_nan=True)
