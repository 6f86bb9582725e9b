"""Values that left their own course when a period began."""

import numpy as np
import pytest

from boardroom.analysis.localisation.course import Course, find_turned
from boardroom.analysis.localisation.leaf import Floats
from boardroom.analysis.localisation.period import Sums, TwoPeriods
from boardroom.analysis.localisation.scan import find_beside

DAYS, ASKED = 1000, 66
PAY, HOSTING, BILLS, ADVICE = range(4)


def ledger(seed: int, *, more: float = 0.0) -> Course:
    """Pay at the ends of months, hosting by day, bills and advice each seventh day, all growing;
    hosting costs more in the last days."""
    rng = np.random.default_rng(seed)
    day = np.arange(DAYS)
    grown = np.exp(day / 1500)
    top = np.zeros((4, DAYS))
    top[PAY] = np.where(day % 30 == 29, 3000.0, 0.0) * grown
    top[HOSTING] = 10 * grown * rng.lognormal(0, 0.1, DAYS)
    top[BILLS] = np.where(day % 7 == 4, 90.0, 0.0) * grown * rng.lognormal(0, 0.05, DAYS)
    top[ADVICE] = np.where(day % 7 == 4, 60.0, 0.0) * grown * rng.lognormal(0, 0.06, DAYS)
    top[HOSTING, -ASKED:] *= 1 + more
    return Course(top=top)


def test_an_overrun_is_seen_beside_pay_that_falls_into_one_period_more_often() -> None:
    found = [find_turned([ledger(seed, more=0.3)], days=ASKED) for seed in range(10)]
    assert sum(bool(one) and one[0].value == HOSTING for one in found) >= 9
    assert all(turned.value != PAY for one in found for turned in one)


def test_a_ledger_without_news_names_nothing() -> None:
    named = [find_turned([ledger(seed)], days=ASKED) for seed in range(40)]
    assert sum(map(bool, named)) <= 4


def test_what_all_values_share_is_no_news_of_one() -> None:
    rng = np.random.default_rng(3)
    season = 1 + 0.4 * np.sin(np.arange(DAYS) / 58.1)
    named = 0
    for _ in range(20):
        course = Course(top=rng.poisson(season * np.array([[60.0], [40.0], [25.0]])) * 1.0)
        named += bool(find_turned([course], days=42))
    assert named <= 2


@pytest.mark.parametrize("noise", [0.02, 0.1])
def test_a_rate_is_judged_whatever_its_denominator_does(noise: float) -> None:
    rng = np.random.default_rng(5)
    right = 0
    for _ in range(10):
        bottom = rng.poisson(np.array([[400.0], [250.0], [250.0]]), (3, DAYS)).astype(np.float64)
        bottom[0, -28:] *= 2.0
        rate = 0.2 * rng.lognormal(0, noise, (3, DAYS))
        rate[1, -28:] *= 1.25
        found = find_turned([Course(top=bottom * rate, bottom=bottom)], days=28)
        right += [one.value for one in found][:1] == [1]
    assert right >= 9


def test_a_fall_of_all_is_nobodys_own() -> None:
    rng = np.random.default_rng(4)
    level = np.where(np.arange(DAYS) < DAYS - 31, 1.0, 0.5) * np.array([[40.0], [30.0], [20.0]])
    named = [find_turned([Course(top=rng.poisson(level) * 1.0)], days=31) for _ in range(20)]
    assert sum(map(bool, named)) <= 2


def test_a_value_that_came_only_now_has_no_course() -> None:
    course = ledger(1)
    top = np.concatenate([course.top, np.zeros((1, DAYS))])
    top[-1, -ASKED - 1] = 1.0
    assert not find_turned([Course(top=top)], days=ASKED)


def test_too_short_a_past_says_nothing() -> None:
    assert not find_turned([Course(top=ledger(1, more=0.5).top[:, -ASKED - 120 :])], days=ASKED)
    assert not find_turned([], days=ASKED)


def test_of_two_names_for_the_same_rows_the_clearer_is_told() -> None:
    account, team = np.array([0, 1, 2, 2]), np.array([0, 0, 1, 2])
    then = np.array([100.0, 90.0, 50.0, 60.0])
    now = np.array([101.0, 130.0, 51.0, 60.0])
    table = TwoPeriods(
        attributes=("account", "team"), values=(tuple("abc"), tuple("xyz")),
        codes=(account, team), now=_counted(now), then=_counted(then),
    )  # fmt: skip
    found = find_beside(table, [(0, 1, 9.0), (1, 0, 8.0)])
    assert [dict(one.where) for one in found] == [{"account": "b"}]


def _counted(values: Floats) -> Sums:
    return Sums(top=values, squares=values)
