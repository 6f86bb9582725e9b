"""A share is judged by how much shares of such groups differ anyway."""

import numpy as np
import pytest

from boardroom.analysis.share_change import Counted, assess_last, assess_share


def groups(shares: list[float], size: int = 200) -> list[Counted]:
    return [Counted(hits=round(share * size), size=size) for share in shares]


def test_a_group_unlike_steady_ones_stands_out_with_its_size() -> None:
    found = assess_share(Counted(hits=60, size=200), groups([0.5, 0.49, 0.51, 0.5, 0.5]))
    assert found is not None
    assert (found.share, found.groups) == (0.3, 5)
    assert found.expected == pytest.approx(0.5)
    assert found.p_value < 0.002
    assert found.spread == pytest.approx(1.645 * (0.25 * (1 / 200 + 1 / 1000)) ** 0.5, rel=0.01)


def test_groups_that_differ_anyway_make_it_less_unusual() -> None:
    wild = groups([0.2, 0.7, 0.45, 0.8, 0.3, 0.6])
    steady = groups([0.5, 0.52, 0.5, 0.51, 0.5, 0.49])
    last = Counted(hits=60, size=200)
    calm, loud = assess_share(last, steady), assess_share(last, wild)
    assert calm is not None
    assert loud is not None
    assert loud.p_value > 0.1 > calm.p_value


def test_too_little_is_not_judged() -> None:
    assert assess_share(Counted(hits=5, size=15), groups([0.5] * 6)) is None
    assert assess_share(Counted(hits=50, size=100), groups([0.5] * 3)) is None
    assert assess_share(Counted(hits=100, size=100), groups([1.0] * 6)) is None


@pytest.mark.parametrize("spread", [0.0, 0.05])
def test_chance_alone_is_called_by_its_name(spread: float) -> None:
    rng = np.random.default_rng(1)
    shares = np.clip(0.6 + spread * rng.normal(size=(2000, 8)), 0.05, 0.95)
    hits = rng.binomial(150, shares)
    p_values = []
    for row in hits:
        counted = [Counted(hits=float(one), size=150) for one in row]
        found = assess_share(counted[-1], counted[:-1])
        assert found is not None
        p_values.append(found.p_value)
    assert np.mean(np.array(p_values) < 0.05) < 0.08
    assert np.mean(np.array(p_values) < 0.001) < 0.004


def test_the_last_step_is_held_against_those_before_and_a_year_ago() -> None:
    calm = groups([0.30, 0.31, 0.29, 0.30, 0.31, 0.29, 0.30, 0.31])
    low = Counted(hits=20, size=200)
    once = assess_last([*calm, low], season=None)
    assert once is not None
    assert once.p_value < 0.001
    known = assess_last([*calm, low], season=4)
    assert known is not None
    assert once.p_value <= known.p_value < 0.05
    yearly = [*calm[:4], low, *calm[4:7], Counted(hits=19, size=200)]
    again = assess_last(yearly, season=4)
    assert again is not None
    assert again.p_value > 0.5
    assert assess_last([], season=None) is None


def test_a_share_among_earlier_ones_is_no_news() -> None:
    counted = [*groups([0.3, 0.31, 0.29, 0.3, 0.12]), Counted(hits=30, size=200)]
    found = assess_last(counted, season=None)
    assert found is not None
    assert found.p_value == 1.0
