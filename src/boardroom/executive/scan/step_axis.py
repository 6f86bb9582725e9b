"""``StepAxis``: hours or minutes side by side, by the clock on the wall. Made by
``step_reading``."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from boardroom.analysis.own_grain.step import Seconds
from boardroom.analysis.panel.series import Days, Flags
from boardroom.insight.period_text import steps_text

_EPOCH = date(1970, 1, 1).toordinal()
_DAY_SECONDS = 86_400


@dataclass(frozen=True, kw_only=True)
class StepAxis:
    """Steps of some minutes, from midnight to midnight.

    Attributes:
        seconds: shape (T,): the first moment of each as the clock showed it, counted from 1970.
        zone: where the clock hangs.
    """

    seconds: Seconds
    minutes: int
    zone: ZoneInfo

    @classmethod
    def between(cls, first: date, end: date, *, minutes: int, zone: ZoneInfo) -> "StepAxis":
        """From a day up to the day before another."""
        begin, after = ((day.toordinal() - _EPOCH) * _DAY_SECONDS for day in (first, end))
        seconds = np.arange(begin, after, 60 * minutes, dtype=np.int64)
        return cls(seconds=seconds, minutes=minutes, zone=zone)

    def coarser(self, size: int) -> "StepAxis":
        """Each of so many of its steps."""
        return StepAxis(seconds=self.seconds[::size], minutes=self.minutes * size, zone=self.zone)

    def finer(self, minutes: int) -> "StepAxis":
        """The same days in steps of so many minutes."""
        end = self.day(-1) + timedelta(days=1)
        return StepAxis.between(self.day(0), end, minutes=minutes, zone=self.zone)

    @cached_property
    def days(self) -> Days:
        """Shape (T,): the day of each as an ordinal."""
        found: Days = self.seconds // _DAY_SECONDS + _EPOCH
        return found

    def day(self, place: int) -> date:
        """The day of a step."""
        return date.fromordinal(int(self.days[place]))

    def moment(self, place: int) -> datetime:
        """When a step begins, on the wall."""
        clock = timedelta(seconds=int(self.seconds[place] % _DAY_SECONDS))
        return datetime.combine(self.day(place), time()) + clock

    def places(self, moments: Sequence[object]) -> Days:
        """The steps that hold moments, shape (moments,); -1 for those that none does."""
        walls = np.array([self._wall(item) for item in moments], dtype="datetime64[s]")
        return self.holding_seconds(walls.astype(np.int64))

    def holding_seconds(self, walls: Seconds) -> Days:
        """The steps that hold moments, counted from 1970 by the clock on the wall; -1 for those
        that none does."""
        places: Days = (walls - self.seconds[0]) // (60 * self.minutes)
        return np.where((places >= 0) & (places < len(self.seconds)), places, -1)

    def _wall(self, moment: object) -> datetime:
        """A moment by the clock on the wall; for what is none one that no step holds."""
        if not isinstance(moment, datetime):
            return datetime.min  # noqa: DTZ901  # wall time has no zone
        return moment.astimezone(self.zone).replace(tzinfo=None) if moment.tzinfo else moment

    def holding(self, days: AbstractSet[date]) -> Flags:
        """Which of them lie on one of ``days``."""
        found: Flags = np.isin(self.days, [day.toordinal() for day in days])
        return found

    @cached_property
    def unclear(self) -> Flags:
        """Which of them the clock shows twice, or not at all: where it is put forward or back."""
        found = np.zeros(len(self.seconds), dtype=bool)
        for day in np.unique(self.days).tolist():
            begin = datetime.combine(date.fromordinal(day), time(), self.zone)
            if begin.utcoffset() != (begin + timedelta(days=1)).utcoffset():
                for place in np.flatnonzero(self.days == day).tolist():
                    local = self.moment(place).replace(tzinfo=self.zone)
                    found[place] = local.utcoffset() != local.replace(fold=1).utcoffset()
        return found

    def words(self, first: int, last: int) -> str:
        """From the first to the end of the last, in words."""
        end = self.moment(last) + timedelta(minutes=self.minutes)
        return steps_text(self.moment(first), end)
