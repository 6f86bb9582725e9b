"""Hours as the clock on the wall shows them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from boardroom.executive.scan.step_axis import StepAxis

BERLIN = ZoneInfo("Europe/Berlin")


def test_instants_stand_in_their_hour_on_the_wall() -> None:
    axis = StepAxis.between(date(2026, 7, 1), date(2026, 7, 3), minutes=60, zone=BERLIN)
    assert len(axis.seconds) == 48
    moments = [
        datetime(2026, 7, 1, 12, 30, tzinfo=UTC),
        datetime(2026, 7, 1, 12, 30),  # noqa: DTZ001  # wall time has no zone
        datetime(2026, 6, 30, 21, 59, tzinfo=UTC),
        datetime(2026, 7, 2, 22, 0, tzinfo=UTC),
        None,
        date(2026, 7, 1),
    ]
    assert axis.places(moments).tolist() == [14, 12, -1, -1, -1, -1]
    walls = np.array([moments[1], "2026-06-30T23:59:59", "2026-07-03"], "datetime64[s]")
    assert axis.holding_seconds(walls.astype(np.int64)).tolist() == [12, -1, -1]
    assert axis.words(38, 38) == "Thu 2 Jul 2026, 14:00–15:00"


def test_hours_that_the_clock_shows_twice_or_not_at_all_are_unclear() -> None:
    spring = StepAxis.between(date(2026, 3, 28), date(2026, 3, 31), minutes=60, zone=BERLIN)
    autumn = StepAxis.between(date(2026, 10, 24), date(2026, 10, 27), minutes=60, zone=BERLIN)
    assert np.flatnonzero(spring.unclear).tolist() == [26]
    assert np.flatnonzero(autumn.unclear).tolist() == [26]


def test_coarser_steps_begin_at_midnight() -> None:
    axis = StepAxis.between(date(2026, 7, 1), date(2026, 7, 2), minutes=1, zone=BERLIN)
    quarter = axis.coarser(15)
    assert len(quarter.seconds) == 96
    assert quarter.words(0, 95) == "Wed 1 Jul 2026, 00:00–24:00"
    assert quarter.finer(1).seconds.tolist() == axis.seconds.tolist()
