"""A look at series whose level wanders: from their own slow courses. Called by ``scan``."""

import numpy as np

from boardroom.analysis.panel.expected import Residuals, spread
from boardroom.analysis.panel.look import Look
from boardroom.analysis.panel.series import STEP_DAYS, Days, Flags, Floats, Step
from boardroom.analysis.panel.wander import Wander, course

_WEEK_DAYS = 7
_SHORT_DAYS = 35
"""By how much deviations of longer sums are greater is read from those of a week to so many days:
what goes on for longer is the walk, or news."""


class CourseLook(Look):
    """One look at series whose windows are compared with the weeks around them.

    Attributes:
        wander: how much their levels wander.
    """

    def __init__(
        self, residuals: Residuals, step: Step, wander: Wander, *, apart: Flags | None = None
    ) -> None:
        self.wander = wander
        super().__init__(residuals, step, apart=apart)

    def _measured(self) -> tuple[Floats, Floats, Floats]:
        weights, left = self.residuals.weights, self._left()
        known = weights if self.apart is None else np.where(self.apart, 0.0, weights)
        single = spread(np.where(known > 0, left, 0.0), known) / np.sqrt(self.wander.share(1))
        variance = single[:, None] ** 2 * weights
        lengths = np.array(self._lengths)
        grown = self._grown(left, variance)
        grown = np.maximum(grown - np.log(self.wander.share(lengths))[:, : grown.shape[1]], 0.0)
        days = lengths[: grown.shape[1]] * STEP_DAYS[self.step]
        usual = grown[:, (days >= _WEEK_DAYS) & (days <= _SHORT_DAYS)].mean(1, keepdims=True)
        grown[:, days > _SHORT_DAYS] = np.minimum(grown[:, days > _SHORT_DAYS], usual)
        rest = np.repeat(grown[:, -1:], len(lengths) - len(days), axis=1)
        return self._without_course(None), variance, np.exp(np.hstack([grown, rest]))

    def _without_course(self, apart: Flags | None) -> Floats:
        excess, weights = self.residuals.excess, self.residuals.weights
        return excess - course(excess, weights, self.wander, apart=apart)

    def _left(self) -> Floats:
        return self._without_course(self.apart)

    def _beside(self, row: int, apart: Flags) -> Floats:
        one = self.residuals.rows(slice(row, row + 1))
        taken = course(one.excess, one.weights, self.wander.of(row), apart=apart[None])
        rest: Floats = one.excess[0] - taken[0]
        return rest

    def _share(self, row: int | None, length: Days, behind: Days) -> Floats:
        if row is None:
            return self.wander.share(length, behind)
        found: Floats = self.wander.of(row).share(length, behind)[0]
        return found

    def _years(self, row: int, rest: Floats, usable: Flags, periods: int) -> Floats | None:
        """From innovations, whose blocks may be put together: what is left without the course has
        to sum up to next to nothing around each period."""
        wander, variance = self.wander.of(row), self._variance[row]
        course_there = self.residuals.excess[row] - rest
        level = np.where(usable, rest, 0.0) + course_there
        scaled = level / np.sqrt(np.where(variance > 0, variance, np.inf))
        drawn = self._drawn(wander.innovations(scaled)[usable], periods)
        return None if drawn is None else wander.rest_of(drawn)
