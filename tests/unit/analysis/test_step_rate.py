"""Each case is given the same time to go on; those who came lately are not counted against it."""

from collections.abc import Mapping

import numpy as np
import pytest

from boardroom.analysis.step_rate import WINDOW_DAYS, step_rates

ORDER = ("first", "second", "third")
UNTIL = 1000.0


def arrivals(*, rate: float = 0.5, slow: float = 5.0) -> Mapping[str, Mapping[object, float]]:
    """One a day comes to the first step; so many go on within days."""
    rng = np.random.default_rng(1)
    first: dict[object, float] = {f"d{day}": float(day) for day in range(1000)}
    second = {
        who: day + float(rng.uniform(1, 2 * slow))
        for who, day in first.items()
        if rng.random() < rate
    }
    known = {who: day for who, day in second.items() if day < UNTIL}
    return {"first": first, "second": known, "third": {}}


def test_those_who_came_lately_do_not_lower_the_rate() -> None:
    (found,) = step_rates(arrivals(rate=1.0, slow=60.0), ORDER, until=UNTIL)
    assert found.step == "first"
    assert 90 <= found.days <= 105
    shares = [item.share for item in found.counted]
    assert shares == pytest.approx([0.8] * len(shares), abs=0.12)
    assert found.ends[0] == 1000 - found.days
    assert found.ends[0] - found.ends[1] == WINDOW_DAYS
    assert {item.size for item in found.counted} == {WINDOW_DAYS}


def test_windows_before_the_first_case_are_none() -> None:
    (found,) = step_rates(arrivals(), ORDER, until=UNTIL)
    assert len(found.counted) == 9
    (short,) = step_rates(arrivals(), ORDER, until=300.0)
    assert len(short.counted) == 3


def test_who_skips_a_step_has_gone_on() -> None:
    made = arrivals()
    whole = {"first": made["first"], "second": {}, "third": made["second"]}
    (skipped,) = step_rates(whole, ORDER, until=UNTIL)
    (plain,) = step_rates(made, ORDER, until=UNTIL)
    assert skipped == plain


def test_too_few_who_went_on_tell_nothing_of_the_time_it_takes() -> None:
    assert step_rates(arrivals(rate=0.01), ORDER, until=UNTIL) == ()
