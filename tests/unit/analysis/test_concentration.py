"""Whether the share of the leading moved by more than chance."""

import numpy as np
import pytest

from boardroom.analysis.concentration import LEAST_MOVE, chance_of_move
from boardroom.analysis.panel.series import Floats

WORLDS = 400
YEAR = 12


def _shares(random: np.random.Generator, *, memory: float, spread: float) -> Floats:
    """Two years of monthly shares around 0.4, of which each keeps a part of the one before."""
    found = np.zeros(5 * YEAR)
    for place in range(1, len(found)):
        found[place] = memory * found[place - 1] + random.normal(0.0, spread)
    return 0.4 + found[-2 * YEAR :]


@pytest.mark.parametrize(("memory", "spread"), [(0.0, 0.05), (0.5, 0.045), (0.8, 0.03)])
def test_shares_that_go_on_from_each_other_have_not_moved(memory: float, spread: float) -> None:
    random, alarms = np.random.default_rng(5), 0
    for _ in range(WORLDS):
        before, now = np.split(_shares(random, memory=memory, spread=spread), 2)
        far = abs(now.mean() - before.mean()) >= LEAST_MOVE
        alarms += far and chance_of_move(now.tolist(), before.tolist()) < 0.005
    assert alarms / WORLDS <= 0.03


def test_a_planted_move_is_found() -> None:
    found = 0
    for seed in range(100):
        before, now = np.split(_shares(np.random.default_rng(seed), memory=0.0, spread=0.04), 2)
        found += chance_of_move((now + 0.1).tolist(), before.tolist()) < 0.005
    assert found >= 80
