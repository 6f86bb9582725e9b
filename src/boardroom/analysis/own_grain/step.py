"""Hours, minutes, and runs of a few of them, that the steps before them did not let expect.

What a step should have brought says the same time of earlier weeks or days, moved by how the last
few steps went, whichever came closest so far. What of its miss the step before had already is taken
off; the rest is measured against what is usual at that time of the day, and its chance is read from
the tail of the series' own past, never from a bell curve alone. Called by ``executive.scan``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from boardroom.analysis.anomaly.past import (
    mean_loss_before,
    median_before,
    median_of_all,
    middle_of,
)
from boardroom.analysis.distribution import normal_two_sided
from boardroom.analysis.own_grain.scale import COUNTED, Scale
from boardroom.analysis.panel.look import Episode
from boardroom.analysis.panel.series import Floats
from boardroom.analysis.panel.tail import tail_beyond

Seconds = npt.NDArray[np.int64]

LEAST_STEPS = 336
"""Fewer say too little of what is usual; hours of two weeks are so many."""

_WARM_UP = 0.25
_LENGTHS = (1, 2, 3, 4, 6, 8, 12)
_LOOKS = 3
_TRIES = 2.0
"""Windows of several lengths that end together count as so many."""

_DAY, _HOUR = 86_400, 3_600
_DAYS_BACK, _WEEKS_BACK, _LEAST_BACK = 7, 6, 2
_LATE = 8
"""Steps that say what the level has been of late."""

_MAD = 1.4826
_CLIPPED = 4.0
"""A miss tells of the next one up to so many deviations: what shot up once need not go on."""

_SHRINK = 20.0
"""So many misses of all hours stand beside those of one hour of the day."""

_SCALE_DAYS = 28
_BESIDE = np.isin(np.subtract.outer(np.arange(24), np.arange(24)), (-23, -1, 0, 1, 23))
"""Which hours of the day lie side by side, or are the same."""

_LEAST_SCALE = 0.3
_COUNTED = 1.0
"""Twice the root of a Poisson count deviates by one, of small ones by less."""

_EXPONENTIAL = 50.0
_MOST_MEMORY = 0.9


@dataclass(frozen=True, kw_only=True)
class StepScan:
    """One series by hour or minute.

    Attributes:
        seconds: shape (T,): the first moment of each step, in seconds since 1970, evenly spaced.
        values: shape (T,): NaN = not known.
        weights: shape (T,): what a mean stands on; None for what adds up.
        counts: whether the values are counts.
    """

    seconds: Seconds
    values: Floats
    weights: Floats | None = None
    counts: bool = False

    @property
    def chances(self) -> Floats:
        """Shape (1,): the chance of the best window."""
        best = next(self._windows(), None)
        return np.array([1.0 if best is None else best[2]])

    def episodes(self, row: int, *, limit: float) -> tuple[Episode, ...]:
        """The episodes whose chance is at most ``limit``, strongest first; ``row`` is 0."""
        found = []
        for first, last, chance, deviations in self._windows():
            if chance > limit:
                break
            found.append(self._episode(row, first, last, chance=chance, deviations=deviations))
        return tuple(found)

    def _windows(self) -> Iterator[tuple[int, int, float, float]]:
        """First, last, chance and deviations of the best window, then of the best beside it."""
        judged = self._judged
        rows = judged.rows
        if len(rows) < LEAST_STEPS:
            return
        taken = np.zeros(len(rows), dtype=bool)
        begin = round(_WARM_UP * len(rows))
        for _ in range(_LOOKS):
            found = max(
                (judged.best(length, begin=begin, taken=taken) for length in _LENGTHS),
                key=lambda item: abs(item[2]),
            )
            first, last, deviations = found
            if deviations == 0:
                return
            tries = _TRIES * (len(rows) - begin)
            chance = min(1.0, tries * judged.chance(first, last, taken=taken))
            yield int(rows[first]), int(rows[last]), chance, deviations
            taken[max(0, first - _LENGTHS[-1]) : last + _LENGTHS[-1] + 1] = True

    def _episode(
        self, row: int, first: int, last: int, *, chance: float, deviations: float
    ) -> Episode:
        inside = slice(first, last + 1)
        known = np.isfinite(self.values[inside])
        values = self.values[inside][known]
        weights = np.ones(len(values)) if self.weights is None else self.weights[inside][known]
        expected = float((self.expected_from(first)[inside][known] * weights).sum())
        return Episode(
            series=row,
            first=first,
            last=last,
            excess=float((values * weights).sum()) - expected,
            expected=expected,
            weight=float(weights.sum()),
            deviations=deviations,
            p_value=chance,
        )

    def expected_from(self, first: int) -> Floats:
        """Shape (T,): what every step was to bring as seen before step ``first``; right for it and
        the few after it. NaN where nothing is known."""
        return self._scale.back(self._usual.seen_from(first))

    @cached_property
    def _usual(self) -> "Usual":
        return expect_steps(self.seconds, self._scale.onto(self.values))

    @cached_property
    def _judged(self) -> "_Judged":
        rows = np.flatnonzero(np.isfinite(self.values))
        times, values = self.seconds[rows], self._scale.onto(self.values[rows])
        if len(rows) < LEAST_STEPS:
            return _Judged(rows=rows[:0], sizes=np.zeros(0))
        misses = np.nan_to_num(values - self._usual.line[rows])
        least = _COUNTED if self.counts else 0.0
        return _Judged(rows=rows, sizes=_sizes(times, misses, least=least))

    @cached_property
    def _scale(self) -> Scale:
        known = self.values[np.isfinite(self.values)]
        if self.weights is None and (known >= 0).all():
            return Scale(kind="root", added=COUNTED if self.counts else 0.0)
        return Scale(kind="log" if self.weights is not None and (known > 0).all() else "plain")


@dataclass(frozen=True, kw_only=True)
class _Judged:
    """The known steps.

    Attributes:
        rows: their places.
        sizes: how far each is from what was expected, in deviations usual at its time of the day.
    """

    rows: npt.NDArray[np.int64]
    sizes: Floats

    def best(
        self, length: int, *, begin: int, taken: npt.NDArray[np.bool_]
    ) -> tuple[int, int, float]:
        """First, last and deviations of the most unusual window of steps side by side."""
        scores = self._scores[length]
        crossed = np.convolve(taken, np.ones(length), mode="valid") > 0
        scores = np.where(crossed, 0.0, scores)
        scores[: max(0, begin - length + 1)] = 0.0
        first = int(np.abs(scores).argmax())
        return first, first + length - 1, float(scores[first])

    @cached_property
    def _scores(self) -> Mapping[int, Floats]:
        """By length, of each window; 0 where steps between are not known."""
        return {length: self._scores_of(length) for length in _LENGTHS}

    def _scores_of(self, length: int) -> Floats:
        sums = np.convolve(self.sizes, np.ones(length), mode="valid") / length**0.5
        together = self.rows[length - 1 :] - self.rows[: len(sums)] == length - 1
        spread = _MAD * median_of_all(np.abs(sums))
        spread[:length] = np.inf
        spread[length:] = np.maximum(spread[:-length], 1.0)  # no window knows of itself
        found: Floats = np.where(together, sums / spread, 0.0)
        return found

    def chance(self, first: int, last: int, *, taken: npt.NDArray[np.bool_]) -> float:
        """How often a window strays as far, by the tail of those before it."""
        length = last - first + 1
        scores = self._scores[length]
        before = np.abs(scores[: max(0, first - length + 1)])
        before = before[~taken[: len(before)]]
        value = abs(float(scores[first]))
        return max(normal_two_sided(value), tail_beyond(before, value, exponential=_EXPONENTIAL))


@dataclass(frozen=True, kw_only=True)
class Usual:
    """What was to be expected of steps.

    Attributes:
        line: shape (T,): what each step was to bring, by the steps before it; NaN where nothing is
            known yet.
        seasons: shape (K, T): the seasons that may be a part of it; ``chosen``, shape (T,), which
            one is at each step.
    """

    line: Floats
    seasons: Floats
    chosen: npt.NDArray[np.int64]

    def seen_from(self, first: int) -> Floats:
        """Shape (T,): what every step was to bring as seen before step ``first``: the season that
        is a part of that step's line, on its level; the line alone where that season is unknown."""
        season, line = self.seasons[self.chosen[first]], self.line[first]
        found: Floats = np.where(np.isfinite(season), season + line - season[first], line)
        return found


def expect_steps(seconds: Seconds, values: Floats) -> Usual:
    """What each step was to bring: whichever of a season, alone or moved by the last few steps,
    came closest so far."""
    seasons = [np.zeros(len(values))]
    a_day = round(_DAY / max(1, int(seconds[1] - seconds[0])))
    for period, back in ((a_day, _DAYS_BACK), (7 * a_day, _WEEKS_BACK)):
        if len(values) > _LEAST_BACK * period:
            seasons.append(_middle(values, period=period, back=back))
    lines, losses = [], []
    for season in seasons:
        rest = values - season
        known = np.flatnonzero(np.isfinite(rest))
        drift = np.full(len(values), np.nan)
        if len(known):
            drift[known] = median_before(rest[known], _LATE)
        for line in (season, season + drift):
            lines.append(line)
            losses.append(mean_loss_before(values - line))
    table = np.where(np.isfinite(lines), losses, np.inf)
    best = table.argmin(axis=0)
    line = np.take_along_axis(np.array(lines), best[None], axis=0)[0]
    return Usual(line=line, seasons=np.array(seasons), chosen=best // 2)


def _middle(values: Floats, *, period: int, back: int) -> Floats:
    """The median of the same place of so many periods before, of two at least."""
    table = np.full((back, len(values)), np.nan)
    for number in range(1, back + 1):
        table[number - 1, number * period :] = values[: -number * period or None]
    enough = np.isfinite(table).sum(axis=0) >= _LEAST_BACK
    found = np.full(len(values), np.nan)
    found[enough] = np.nanmedian(table[:, enough], axis=0)
    return found


def _sizes(times: Seconds, misses: Floats, *, least: float) -> Floats:
    """Misses without what the step before told of them, in deviations usual at that time of the
    day, each known before the step."""
    usual = _MAD * median_of_all(np.abs(misses))
    usual = np.maximum(usual, max(least, 1e-12))
    clipped = np.clip(misses, -_CLIPPED * usual, _CLIPPED * usual)
    before = np.concatenate([[0.0], clipped[:-1]])
    products, squares = np.cumsum(clipped * before), np.cumsum(before**2)
    memory = np.divide(products, squares, out=np.zeros(len(misses)), where=squares > 0)
    memory = np.clip(np.concatenate([[0.0], memory[:-1]]), 0.0, _MOST_MEMORY)
    news = misses - memory * before
    scale = np.maximum(_scales(times, np.abs(news)), least)
    found: Floats = np.divide(news, scale, out=np.zeros(len(news)), where=scale > 0)
    return found


def _scales(times: Seconds, sizes: Floats) -> Floats:
    """Shape (T,): the usual deviation at each step's time of the day, by the days before."""
    days, hours = times // _DAY, times % _DAY // _HOUR
    order = np.argsort(sizes, kind="stable")  # Once: what is chosen of it stays in order.
    found = np.full(len(sizes), np.inf)
    for day in np.unique(days)[1:].tolist():
        since, before = np.searchsorted(days, (day - _SCALE_DAYS, day))
        past = order[(order >= since) & (order < before)]
        known, beside = sizes[past], _BESIDE[:, hours[past]]
        overall = middle_of(known)
        table = np.empty(24)
        for hour in range(24):
            near = known[beside[hour]]
            own = middle_of(near) if len(near) else overall
            table[hour] = (len(near) * own + _SHRINK * overall) / (len(near) + _SHRINK)
        today = slice(before, np.searchsorted(days, day, side="right"))
        found[today] = np.maximum(table, _LEAST_SCALE * overall)[hours[today]] * _MAD
    return found
