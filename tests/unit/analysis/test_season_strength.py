"""The strength of a season: near 1 where there is one, low where there is none."""

import numpy as np
import pytest

from boardroom.analysis.season_strength import SEASONAL, season_strength

MONTHS = 36


def _noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=MONTHS)


@pytest.mark.parametrize("season", [4, 12])
def test_a_season_on_a_growing_course_is_found_with_its_ends(season: int) -> None:
    place = np.arange(MONTHS)
    wave = 1 + 0.3 * np.sin(2 * np.pi * place / season)
    found = season_strength((100 * 1.02**place * wave + _noise(1)).tolist(), season=season)
    assert found is not None
    assert found.strength > 0.9
    assert (found.highest, found.lowest) == (season // 4, 3 * season // 4)


def test_noise_is_seldom_called_a_season() -> None:
    strengths = [season_strength((100 + _noise(seed)).tolist(), season=12) for seed in range(200)]
    called = sum(item is not None and item.strength >= SEASONAL for item in strengths)
    assert called <= 10


def test_too_short_a_past_and_what_never_moves_have_none() -> None:
    assert season_strength(_noise(2)[:35].tolist(), season=12) is None
    assert season_strength([5.0] * MONTHS, season=12) is None
