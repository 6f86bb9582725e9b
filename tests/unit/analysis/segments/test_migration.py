"""Moves between segments: counted one by one, and told apart from chance."""

import numpy as np
import pytest

from boardroom.analysis.discovery import discoveries
from boardroom.analysis.segments.migration import Moves, assess_moves, count_moves
from boardroom.analysis.segments.rfm import ABSENT, SEGMENTS

SIZES = np.array([150, 200, 150, 100, 80, 120])
STAY = 0.7


def steps(rng: np.random.Generator, *, count: int, slip: float = 0.1) -> list[Moves]:
    """Steps of a calm business, how many stay differing a little from step to step; ``slip`` of
    the first segment leave it at the last step.
    """
    found = []
    for step in range(count):
        table = np.zeros((ABSENT + 1, ABSENT + 1), dtype=np.int64)
        for place, size in enumerate(SIZES):
            stay = rng.beta(60 * STAY, 60 * (1 - STAY))
            if place == 0:
                stay = 1 - slip if step == count - 1 else rng.beta(90, 10)
            rest = np.delete(rng.dirichlet(np.full(ABSENT + 1, 20.0)), place)
            shares = np.insert(rest / rest.sum() * (1 - stay), place, stay)
            table[place] = rng.multinomial(size, shares)
        found.append(Moves(table=table))
    return found


def test_moves_are_counted_one_by_one() -> None:
    rng = np.random.default_rng(3)
    before, after = rng.integers(0, ABSENT + 1, 500), rng.integers(0, ABSENT + 1, 500)
    moves = count_moves(before, after)
    for place in range(ABSENT):
        own = [two for one, two in zip(before, after, strict=True) if one == place]
        assert moves.size(place) == len(own)
        assert moves.moved(place, "up") == sum(two < place for two in own)
        assert moves.moved(place, "down") == sum(two > place for two in own)
        if place:
            most = max(range(place), key=lambda item: own.count(item))
            assert moves.table[place, moves.mostly(place, "up")] == own.count(most)


def test_champions_that_slip_are_found() -> None:
    found = assess_moves(steps(np.random.default_rng(1), count=9, slip=0.4))
    best = min(found, key=lambda item: item.test.p_value)
    assert (SEGMENTS[best.segment], best.way) == ("Champions", "down")
    assert best.test.p_value < 0.001
    assert best.test.expected == pytest.approx(0.1, abs=0.03)


def test_calm_businesses_hardly_ever_have_news() -> None:
    rng = np.random.default_rng(7)
    worlds = [
        discoveries([item.test.p_value for item in assess_moves(steps(rng, count=8))], rate=0.05)
        for _ in range(100)
    ]
    assert min(len(kept) for kept in worlds) >= 8
    assert sum(any(kept) for kept in worlds) <= 10


def test_what_comes_each_year_is_no_news() -> None:
    rng = np.random.default_rng(2)
    years = steps(rng, count=4, slip=0.4) + steps(rng, count=4, slip=0.42)
    alone = {(x.segment, x.way): x.test.p_value for x in assess_moves(years)}
    known = {(x.segment, x.way): x.test.p_value for x in assess_moves(years, season=4)}
    assert known[0, "down"] > 0.2
    assert all(known[key] >= alone[key] for key in alone)


def test_who_has_left_says_nothing_of_the_last_segment() -> None:
    found = {
        (item.segment, item.way) for item in assess_moves(steps(np.random.default_rng(4), count=6))
    }
    assert (0, "up") not in found
    assert (ABSENT - 1, "down") not in found
