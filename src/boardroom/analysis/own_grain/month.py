"""Months, and runs of months, that the months before them did not let expect.

Three years are 36 values, which bear no tiny chances: a window is judged by a prediction interval
from what came before it alone, with Student's t for the noise that is estimated, wider where the
months follow each other, and its chance is multiplied by the windows tried. Called by
``executive.scan``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from boardroom.analysis.own_grain.bend import MOST_AHEAD
from boardroom.analysis.own_grain.outlook import SEASON, Outlook, outlooks_of
from boardroom.analysis.own_grain.scale import COUNTED, Scale
from boardroom.analysis.panel.look import Episode
from boardroom.analysis.panel.series import Flags, Floats

LEAST_PAST = 12
"""Months before a window, at least."""

JUDGED = MOST_AHEAD
"""The newest months, which windows may begin in."""

_LENGTHS = (1, 2, 3, 4, 6, 9, 12)
_LOOKS = 3
_HALF = 0.5
"""A year before there was the same where the miss went the same way by so much of it."""

_LEAST_SPREAD = 0.005
"""Of the level: nothing is known more closely."""

_LEAST_SIZE = 0.02
"""Of what was expected: less is no news, however plain."""

_CERTAIN = 0.01
_AFTER = 3
"""So many months after a window no other begins."""

_TRIES = 3.0
"""Windows of several lengths that begin together count as so many."""


@dataclass(frozen=True, kw_only=True)
class MonthScan:
    """The series of one reading.

    Attributes:
        values: shape (S, T): each month's value, as it adds up or as a mean; NaN = not known.
        weights: shape (S, T): what a mean stands on; None for what adds up.
        counts: whether the values are counts.
    """

    values: Floats
    weights: Floats | None = None
    counts: bool = False

    @property
    def chances(self) -> Floats:
        """Shape (S,): the chance of each series' best window."""
        found = [next(self._windows(row), None) for row in range(len(self.values))]
        return np.array([1.0 if item is None else item.chance for item in found])

    def episodes(self, row: int, *, limit: float) -> tuple[Episode, ...]:
        """The episodes of one series whose chance is at most ``limit``, strongest first."""
        found = []
        for window in self._windows(row):
            if window.chance > limit:
                break
            found.append(self._episode(row, window))
        return tuple(found)

    def _windows(self, row: int) -> Iterator["_Window"]:
        """The best window, then the best beside it, and so on."""
        values = _after_gap(self.values[row])
        before, taken = len(self.values[row]) - len(values), np.zeros(len(values), dtype=bool)
        scale = _scale_of(values, counts=self.counts)
        judge = _Judge(series=scale.onto(values), taken=taken, least=_least(values, scale))
        for _ in range(_LOOKS):
            best = judge.best()
            if best is None:
                return
            best = judge.whole(best)
            expected = scale.back(best.expected)
            came, inside = values[best.first : best.last + 1], slice(best.first, best.last + 1)
            if abs(came.sum() - expected.sum()) >= _LEAST_SIZE * abs(expected.sum()):
                yield replace(
                    best, first=best.first + before, last=best.last + before, expected=expected
                )
            judge.series[inside], taken[inside] = best.expected, True

    def _episode(self, row: int, window: "_Window") -> Episode:
        inside = slice(window.first, window.last + 1)
        values = self.values[row, inside]
        weights = np.ones(len(values)) if self.weights is None else self.weights[row, inside]
        expected = float((window.expected * weights).sum())
        excess = float((values * weights).sum()) - expected
        return Episode(
            series=row,
            first=window.first,
            last=window.last,
            excess=excess,
            expected=expected,
            weight=float(weights.sum()),
            deviations=float(np.copysign(window.deviations, excess)),
            p_value=window.chance,
        )


@dataclass(frozen=True, kw_only=True)
class _Window:
    """Months beside each other, and what was expected of each."""

    first: int
    last: int
    expected: Floats
    deviations: float
    chance: float


@dataclass(frozen=True, kw_only=True)
class _Judge:
    """One series on its scale.

    Attributes:
        series: shape (T,); what is set apart holds what was expected.
        taken: what is set apart.
        least: the least deviation of a month that is believed.
    """

    series: Floats
    taken: Flags
    least: float

    def best(self) -> _Window | None:
        """The window that chance brings about least, each judged by what came before it."""
        return min(self._windows(), key=lambda item: item.chance, default=None)

    def whole(self, window: _Window) -> _Window:
        """The window with the months beside it that stray the same way."""
        while window.chance <= _CERTAIN:
            ends = ((window.first - 1, window.last), (window.first, window.last + 1))
            wider = [item for pair in ends if (item := self._wider(*pair, than=window)) is not None]
            if not wider:
                break
            window = min(wider, key=lambda item: item.chance)
        return window

    def _wider(self, first: int, last: int, *, than: _Window) -> _Window | None:
        length = last - first + 1
        outside = first < self._begins.start or last >= len(self.series) or length > JUDGED
        if outside or not self._is_free(first, last):
            return None
        outlooks = list(outlooks_of(self.series[:first], horizon=length))
        found = self._window(first, length, outlooks)
        misses = (self.series[first : last + 1] - found.expected) * np.sign(than.deviations)
        steady = bool((misses >= _HALF * misses.mean()).all()) and misses.mean() > 0
        return found if steady and found.chance <= _CERTAIN else None

    def _is_free(self, first: int, last: int) -> bool:
        """Whether nothing of a window, nor of the months right before it, was set apart: what was
        expected of them goes on too smoothly to judge the next by."""
        return not self.taken[max(0, first - _AFTER) : last + 1].any()

    @property
    def _begins(self) -> range:
        return range(max(LEAST_PAST, len(self.series) - JUDGED), len(self.series))

    def _windows(self) -> Iterator[_Window]:
        for first in self._begins:
            room = len(self.series) - first
            outlooks = list(outlooks_of(self.series[:first], horizon=min(room, JUDGED)))
            for length in (item for item in _LENGTHS if item <= room):
                if not self._is_free(first, first + length - 1):
                    break
                yield self._window(first, length, outlooks)

    def _window(self, first: int, length: int, outlooks: Sequence[Outlook]) -> _Window:
        came = self.series[first : first + length]
        judged = [item.judge(came, least=self.least) for item in outlooks]
        place = max(range(len(judged)), key=lambda number: judged[number].chance)
        verdict = judged[place]
        chance = 1.0 if _was_so(self.series, first, verdict.miss) else verdict.chance
        return _Window(
            first=first,
            last=first + length - 1,
            expected=outlooks[place].expected[:length],
            deviations=verdict.deviations,
            chance=min(1.0, chance * _TRIES * len(self._begins)),
        )


def _was_so(series: Floats, first: int, miss: float) -> bool:
    """Whether the same month a year before lay as far from the months around it."""
    ago = first - SEASON
    if ago < 1:
        return False
    around = series[max(0, ago - SEASON // 2) : ago + SEASON // 2]
    then = float(series[ago] - np.median(around))
    return bool(then * np.sign(miss) >= _HALF * abs(miss))


def _after_gap(values: Floats) -> Floats:
    """The months after the last one that is not known."""
    unknown = np.flatnonzero(~np.isfinite(values))
    return values[unknown[-1] + 1 :].copy() if len(unknown) else values.copy()


def _scale_of(values: Floats, *, counts: bool) -> Scale:
    if counts and (values >= 0).all():
        return Scale(kind="root", added=COUNTED)
    if len(values) and (values < 0).all():
        return Scale(kind="below")
    return Scale(kind="log" if len(values) and (values > 0).all() else "plain")


def _least(values: Floats, scale: Scale) -> float:
    """The least deviation that is believed, on that scale."""
    if scale.kind in {"log", "below"} or not len(values):
        return _LEAST_SPREAD
    level = float(np.abs(values).mean())
    return _LEAST_SPREAD * (level**0.5 if scale.kind == "root" else level)
