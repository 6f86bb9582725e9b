"""Numbers by week: what trend and season share is no relation, what is left may be one."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from boardroom.analysis.correlation.weekly import (
    RATE,
    SAME_R,
    Kind,
    Weekly,
    companions,
    compare,
    is_telling,
)
from boardroom.analysis.panel.series import Floats

WEEKS = 160
_FIRST = date(2023, 1, 2).toordinal()


def weekly(values: Floats, *, table: str = "a", kind: Kind = "flow") -> Weekly:
    days = _FIRST + 7 * np.arange(len(values), dtype=np.int64)
    return Weekly(days=days, values=values, kind=kind, made_of=frozenset({table}))


def growing(noise: Floats) -> Floats:
    """A business that doubles and has a season, like every other one."""
    place = np.arange(len(noise))
    level = 1000 * (1 + place / WEEKS) * (1 + 0.2 * np.sin(2 * np.pi * place / 52))
    return np.asarray(level * (1 + 0.05 * noise))


def noise(seed: int) -> Floats:
    return np.asarray(np.random.default_rng(seed).normal(size=WEEKS))


@pytest.mark.parametrize("lag", [0, 3])
@pytest.mark.parametrize("sign", [1, -1])
def test_what_moves_together_is_found_with_its_order(lag: int, sign: int) -> None:
    cause = noise(1)
    effect = sign * np.roll(cause, lag) + 0.5 * noise(2)
    pair = compare(weekly(growing(effect)), weekly(growing(cause), table="b"))
    assert pair is not None
    assert is_telling(pair)
    assert (pair.lag, np.sign(pair.r)) == (lag, sign)
    assert not lag or pair.first == 1


def test_growing_side_by_side_is_no_relation() -> None:
    found = 0
    for seed in range(100):
        pair = compare(weekly(growing(noise(2 * seed))), weekly(growing(noise(2 * seed + 1))))
        assert pair is not None
        found += is_telling(pair)
    assert found <= 100 * RATE + 2


def test_levels_and_stocks_are_compared_too() -> None:
    cause = noise(3)
    stock = weekly(np.cumsum(5 + cause) + 100, kind="stock", table="b")
    rate = weekly(0.3 + 0.01 * cause, kind="level")
    pair = compare(rate, stock)
    assert pair is not None
    assert is_telling(pair)
    walk = compare(
        weekly(np.cumsum(noise(4)) + 500, kind="stock"),
        weekly(np.cumsum(noise(5)) + 500, kind="stock"),
    )
    assert walk is not None
    assert not is_telling(walk)


def test_too_few_weeks_tell_nothing() -> None:
    long, short = weekly(growing(noise(6))), weekly(growing(noise(7))[:30])
    assert compare(long, short) is None
    assert compare(long, weekly(np.full(WEEKS, 5.0))) is None
    later = replace(long, days=long.days + 7 * (WEEKS - 20))
    assert compare(long, later) is None


def test_companions_leave_out_the_same_rows_and_the_same_numbers() -> None:
    cause = noise(8)
    subject = weekly(growing(cause))
    others = [
        weekly(growing(noise(9)), table="b"),
        weekly(growing(cause + 0.4 * noise(10)), table="c"),
        weekly(growing(cause + 0.4 * noise(11)), table="a"),
        weekly(growing(cause) * 1.02, table="d"),
        weekly(growing(cause + 0.4 * noise(12)), table="d"),
    ]
    found = companions(subject, others)
    assert set(found.pairs) == {1}
    assert found.same == (3,)
    assert found.pairs[1].r < SAME_R
    assert found.tests == 2


def test_without_others_there_are_no_companions() -> None:
    assert companions(weekly(growing(noise(13))), []).pairs == {}
