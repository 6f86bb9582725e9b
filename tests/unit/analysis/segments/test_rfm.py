"""Segments of customers: the same for each as the rules say one by one."""

import numpy as np
import pytest

from boardroom.analysis.segments.purchase import Purchases, Standing
from boardroom.analysis.segments.rfm import (
    ABSENT,
    SEGMENTS,
    find_rule,
    rfm_segments,
    segments_of_all,
)


def customers(seed: int, size: int = 400) -> Standing:
    rng = np.random.default_rng(seed)
    return Standing(
        owner=np.arange(size),
        silence=rng.integers(1, 365, size).astype(float),
        tenure=np.full(size, 365.0),
        purchases=rng.integers(1, 9, size).astype(float),
        money=rng.lognormal(4, 1, size),
    )


def fifth(values: list[float], own: float) -> int:
    below = sum(value < own for value in values) / len(values)
    return min(5, int(below * 5) + 1)


def named(silence: float, worth: int) -> str:
    if silence > 90:
        return "At risk" if worth >= 4 else "Hibernating"
    if silence > 75:
        return "Needs attention"
    return "Champions" if worth == 5 else "Loyal" if worth >= 3 else "Promising"


def test_each_customer_gets_the_segment_of_its_own_figures() -> None:
    standing = customers(5)
    times, money = standing.purchases.tolist(), standing.money.tolist()
    rule = find_rule(standing, np.arange(1.0, 101.0), days=365)
    assert (rule.recent_days, rule.long_days) == (75, 90)
    expected = [
        named(silence, max(fifth(times, own), fifth(money, paid)))
        for silence, own, paid in zip(standing.silence, times, money, strict=True)
    ]
    found = [SEGMENTS[place] for place in rfm_segments(standing, rule)]
    assert found == expected
    assert set(found) == set(SEGMENTS)


def test_who_buys_slowly_can_still_fall_silent() -> None:
    rule = find_rule(customers(1), np.full(100, 400.0), days=365)
    assert rule.recent_days < rule.long_days < 365


def test_others_move_nobody() -> None:
    standing = customers(2)
    rule = find_rule(standing, np.arange(1.0, 101.0), days=365)
    few = Standing(
        owner=standing.owner[:9],
        silence=standing.silence[:9],
        tenure=standing.tenure[:9],
        purchases=standing.purchases[:9],
        money=standing.money[:9],
    )
    found = segments_of_all(few, rule, customers=400)
    assert found[:9].tolist() == rfm_segments(standing, rule)[:9].tolist()
    assert set(found[9:].tolist()) == {ABSENT}


@pytest.mark.parametrize("day", [30, 90, 200])
def test_a_standing_is_what_was_known_that_day(day: int) -> None:
    rng = np.random.default_rng(day)
    rows = sorted({(int(rng.integers(20)), int(rng.integers(1, 300))) for _ in range(400)})
    money = np.round(rng.normal(20, 25, len(rows)), 2)
    bought = Purchases(
        customers=20,
        owner=np.array([owner for owner, _ in rows]),
        day=np.array([when for _, when in rows]),
        money=money,
    )
    found = bought.standing(day, days=60)
    seen: dict[int, list[tuple[int, float]]] = {}
    for (owner, when), paid in zip(rows, money, strict=True):
        if when < day:
            seen.setdefault(owner, []).append((when, paid))
    for place, owner in enumerate(found.owner.tolist()):
        known = seen.pop(owner)
        inside = [(when, paid) for when, paid in known if when >= day - 60]
        times = [when for when, paid in inside if paid > 0]
        assert found.silence[place] == day - max(times)
        assert found.tenure[place] == day - min(when for when, paid in known if paid > 0)
        assert found.purchases[place] == len(times)
        assert found.money[place] == pytest.approx(sum(paid for _, paid in inside))
    for known in seen.values():
        assert not [when for when, paid in known if when >= day - 60 and paid > 0]


def test_pauses_are_those_between_purchases_of_one_customer() -> None:
    bought = Purchases(
        customers=2,
        owner=np.array([1, 0, 0, 1, 0, 1]),
        day=np.array([7, 1, 11, 40, 31, 20]),
        money=np.array([1.0, 1.0, 1.0, 1.0, 1.0, -5.0]),
    )
    assert sorted(bought.pauses(before=50).tolist()) == [10, 20, 33]
    assert bought.pauses(before=31).tolist() == [10]
