"""Chances of things that differ: they must not be smaller than chance makes them."""

import numpy as np
import pytest

from boardroom.analysis.survey.chance import compound_tail
from boardroom.analysis.survey.column import Floats, Grouping
from boardroom.analysis.survey.course import count_course, mean_course
from boardroom.analysis.survey.repeat import load, repeated
from boardroom.analysis.survey.share import spread_sums, would_show

_WORLDS = 60


def _false_share(chances: list[float]) -> float:
    return sum(chance <= 0.05 for chance in chances) / len(chances)


def _groups(codes: "np.ndarray", size: int) -> Grouping:
    return Grouping(codes=codes.astype(np.int64), values=tuple(f"v{i}" for i in range(size)))


def test_busy_things_that_fall_to_a_group_by_chance_are_no_load() -> None:
    chances = []
    for seed in range(_WORLDS):
        draw = np.random.default_rng(seed)
        owners = draw.integers(0, 4, 60)
        busy = draw.lognormal(0, 1, 60)
        things = draw.choice(60, 1_000, p=busy / busy.sum())
        found = load(_groups(owners[things], 4), _groups(things, 60))
        chances.append(found.p_value if found else 1.0)
    assert _false_share(chances) <= 0.15


def test_a_group_of_few_busy_things_is_a_load() -> None:
    things = np.concatenate([np.repeat([0, 1], 40), np.repeat(np.arange(2, 42), 10)])
    found = load(_groups(np.where(things < 2, 0, things % 4 + 1), 5), _groups(things, 42))
    assert found is not None
    assert found.top == 0
    assert found.p_value < 0.001


def test_frequencies_that_fall_by_a_power_law_have_no_repeat() -> None:
    chances = []
    for seed in range(_WORLDS):
        draw = np.random.default_rng(seed)
        found = repeated(draw.zipf(1.8, 1_000).astype(float))
        chances.append(found.p_value if found else 1.0)
    assert _false_share(chances) <= 0.1


def test_a_few_huge_amounts_make_no_share() -> None:
    chances = []
    for seed in range(_WORLDS):
        draw = np.random.default_rng(seed)
        found = spread_sums(_groups(draw.integers(0, 5, 300), 5), draw.pareto(1.2, 300))
        chances.append(found.p_value if found else 1.0)
    assert _false_share(chances) <= 0.05


def test_the_bound_of_a_sum_holds_and_is_small_where_it_should_be() -> None:
    draw = np.random.default_rng(1)
    amounts: Floats = draw.lognormal(0, 2, 100)
    sums = (draw.random((4_000, 100)) < 0.2) @ amounts
    for total in np.quantile(sums, [0.5, 0.9, 0.99]):
        bound = compound_tail(float(total), amounts=amounts, rate=0.2)
        assert bound >= float((sums >= total).mean())
    assert compound_tail(150.0, amounts=np.ones(200), rate=0.5) < 1e-9


def test_counts_that_wander_are_seldom_a_course() -> None:
    chances = []
    for seed in range(_WORLDS):
        draw = np.random.default_rng(seed)
        level = np.zeros(24)
        for place in range(1, 24):
            level[place] = 0.6 * level[place - 1] + draw.normal(0, 0.3)
        counts = draw.poisson(40 * np.exp(level))
        found = count_course(np.repeat(np.arange(24), counts), 24)
        chances.append(found.p_value if found else 1.0)
    assert _false_share(chances) <= 0.1


def test_means_that_wander_are_judged_by_their_periods() -> None:
    draw = np.random.default_rng(2)
    periods = np.repeat(np.arange(12), 200)
    moods = draw.normal(0, 1, 12)
    values = moods[periods] + draw.normal(0, 0.1, len(periods))
    days = periods * 30.0 + draw.random(len(periods)) * 30
    found = mean_course(periods, 12, days=days, values=values)
    assert found is not None
    assert found.p_value > 0.001


@pytest.mark.parametrize(("records", "shows"), [(5, False), (25, False), (26, True), (500, True)])
def test_evenness_needs_records(records: int, shows: bool) -> None:  # noqa: FBT001  # a case
    assert would_show(records) is shows
