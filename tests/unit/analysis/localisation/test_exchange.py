"""What only changed places is told apart from what moved."""

import numpy as np
import pytest

from boardroom.analysis.localisation.exchange import exchanging
from boardroom.analysis.localisation.period import Sums, TwoPeriods

CODES = np.array([0, 1, 2, 0, 1, 2])


def table(*periods: tuple[float, ...]) -> TwoPeriods:
    """Sums by (state, region), newest period first."""

    def sums(values: tuple[float, ...]) -> Sums:
        top = np.array(values, dtype=np.float64)
        return Sums(top=top, squares=np.abs(top))

    now, then, *earlier = map(sums, periods)
    return TwoPeriods(
        attributes=("state", "region"),
        values=(("paid", "open", "late"), ("east", "west")),
        codes=(CODES, np.array([0, 0, 0, 1, 1, 1])),
        now=now,
        then=then,
        earlier=tuple(earlier),
    )


PAST = [
    (100.0, 0.0, 2.0, 60.0, 0.0, 1.0),
    (98.0, 0.0, 1.0, 61.0, 0.0, 2.0),
    (97.0, 0.0, 2.0, 59.0, 0.0, 1.0),
    (95.0, 0.0, 1.0, 58.0, 0.0, 2.0),
    (94.0, 0.0, 2.0, 58.0, 0.0, 1.0),
]


def test_a_state_that_comes_with_time_is_an_exchange() -> None:
    assert exchanging(table((60.0, 38.0, 3.0, 35.0, 24.0, 1.0), *PAST)) == ("state",)


@pytest.mark.parametrize(
    "now",
    [
        (40.0, 0.0, 2.0, 61.0, 0.0, 1.0),  # the east fell
        (101.0, 0.0, 2.0, 61.0, 0.0, 1.0),  # as always
        (150.0, 30.0, 2.0, 61.0, 9.0, 1.0),  # all of the east rose
        (40.0, 0.0, 2.0, 105.0, 0.0, 1.0),  # the east fell while the west grew
    ],
)
def test_what_moved_the_whole_is_none(now: tuple[float, ...]) -> None:
    assert exchanging(table(now, *PAST)) == ()


def test_without_a_past_nothing_is_said() -> None:
    assert exchanging(table((60.0, 38.0, 3.0, 35.0, 24.0, 1.0), *PAST[:3])) == ()
