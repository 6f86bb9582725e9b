"""Segments of customers: the same for each as the rules say one by one."""

import numpy as np

from boardroom.analysis.segments.rfm import SEGMENTS, rfm_segments


def _score(values: list[float], own: float) -> int:
    below = sum(value < own for value in values) / len(values)
    return min(5, int(below * 5) + 1)


def _named(recent: int, worth: int) -> str:
    if recent >= 4:
        return "Champions" if worth == 5 else "Loyal" if worth >= 3 else "Promising"
    if worth >= 4:
        return "At risk" if recent <= 2 else "Loyal"
    return "Needs attention" if recent == 3 else "Hibernating"


def test_each_customer_gets_the_segment_of_its_own_scores() -> None:
    rng = np.random.default_rng(5)
    days = [float(item) for item in rng.integers(0, 700, 400)]
    times = [float(item) for item in rng.integers(1, 9, 400)]
    money = [float(item) for item in rng.lognormal(4, 1, 400)]
    young = [-item for item in days]
    expected = [
        _named(_score(young, -d), max(_score(times, t), _score(money, m)))
        for d, t, m in zip(days, times, money, strict=True)
    ]
    found = [SEGMENTS[place] for place in rfm_segments(days, times, money)]
    assert found == expected
    assert set(found) == set(SEGMENTS)


def test_nobody_has_no_segment() -> None:
    assert rfm_segments([], [], []).size == 0
