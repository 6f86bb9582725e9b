"""Months, and runs of months, that the months before them did not let expect.

Three years are 36 values, which bear no tiny chances: a window is judged by a prediction interval
from what came before it alone, with Student's t for the noise that is estimated, wider where the
months follow each other, and its chance is multiplied by the windows tried. Called by
``executive.scan``.

Source: G. Box, G. Jenkins and G. Reinsel, Time Series Analysis, 1994, ch. 5 (forecast variance by
ψ weights).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from boardroom.analysis.memory import memory_of
from boardroom.analysis.own_grain.scale import COUNTED, Scale
from boardroom.analysis.panel.look import Episode
from boardroom.analysis.panel.series import Flags, Floats

LEAST_PAST = 12
"""Months before a window, at least."""

JUDGED = 12
"""The newest months, which windows may begin in."""

_SEASON = 12
_LENGTHS = (1, 2, 3, 4, 6, 9, 12)
_LOOKS = 3
_FOLLOWS = 0.2
_WALKS = 0.7
"""Months that keep more than the first of what the month before brought may go on from it as a
walk; above the second they do, and of less than two years nobody can tell."""

_CLOSER = (0.7, 1.2)
"""The same month of the year before is asked too where its misses are at most so much larger than
those of a line, and alone where they are so much smaller."""

_HALF = 0.5
"""A year before there was the same where the miss went the same way by so much of it."""

_BEYOND = 2.0
"""So much further away than any month before: 36 values do not show how heavy a tail is."""

_LEAST_SPREAD = 0.005
"""Of the level: nothing is known more closely."""

_LEAST_SIZE = 0.02
"""Of what was expected: less is no news, however plain."""

_CERTAIN = 0.01
_AFTER = 3
"""So many months after a window no other begins."""

_FREE = 0.5
"""Of the degrees of freedom that a line leaves: memory and model were read from the same months."""

_TRIES = 3.0
"""Windows of several lengths that begin together count as so many."""

_TINY = 1e-9


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
class Outlook:
    """What the past lets expect of the months after it.

    Attributes:
        expected: shape (H,): the prediction of each.
        spread: of what one month brings beside the prediction; ``memory`` is the part of it that
            the next month keeps.
        unsure: shape (H,): the prediction's own error, in the mean of the months up to each.
        freedom: degrees of freedom of ``spread``.
        largest: the largest miss of a month in the past.
    """

    expected: Floats
    spread: float
    memory: float
    unsure: Floats
    freedom: int
    largest: float

    def judge(self, came: Floats, *, least: float) -> "Verdict":
        """How unusual the mean of the months that came is, where a month deviates by ``least`` at
        least."""
        from scipy.special import stdtr

        length = len(came)
        miss = float((came - self.expected[:length]).mean())
        steps = np.cumsum(self.memory ** np.arange(length))
        growth = float((steps**2).sum()) ** 0.5 / length
        noise, unsure = max(self.spread, least) * growth, float(self.unsure[length - 1])
        away = miss / max((noise**2 + unsure**2) ** 0.5, _TINY)
        near = abs(miss) < _BEYOND * self.largest * growth
        chance = 1.0 if near else 2.0 * float(stdtr(_FREE * self.freedom, -abs(away)))
        return Verdict(miss=miss, deviations=away, chance=chance)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How far a mean lies from the one expected, also in standard deviations of its prediction,
    and how often chance alone does so much."""

    miss: float
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

    def _window(self, first: int, length: int, outlooks: Sequence["Outlook"]) -> _Window:
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


def outlooks_of(past: Floats, *, horizon: int) -> Iterator[Outlook]:
    """What the past lets expect by its line, by its last month where months follow each other, and
    by the year before where there are two. A window must be unusual by all that are given."""
    line, walk = _by_line(past, horizon), _by_walk(past, horizon)
    nearest = walk if line.memory >= _WALKS else line
    yearly = _by_year(past, horizon) if len(past) >= 2 * _SEASON else None
    if yearly is None or yearly.spread > _CLOSER[0] * nearest.spread:
        yield nearest
        follows = line.memory >= _FOLLOWS or len(past) < 2 * _SEASON
        if follows and nearest is line:
            yield walk
    if yearly is not None and yearly.spread <= _CLOSER[1] * nearest.spread:
        yield yearly


def _was_so(series: Floats, first: int, miss: float) -> bool:
    """Whether the same month a year before lay as far from the months around it."""
    ago = first - _SEASON
    if ago < 1:
        return False
    around = series[max(0, ago - _SEASON // 2) : ago + _SEASON // 2]
    then = float(series[ago] - np.median(around))
    return bool(then * np.sign(miss) >= _HALF * abs(miss))


def _by_line(past: Floats, horizon: int) -> Outlook:
    """A straight line with errors that the next month partly keeps."""
    count, ahead = len(past), np.arange(1, horizon + 1)
    place = np.arange(count) - (count - 1) / 2
    square = float((place**2).sum())
    slope = float(place @ past) / square
    errors = past - past.mean() - slope * place
    memory = memory_of(errors)
    news = errors[1:] - memory * errors[:-1]
    freedom = count - 4
    spread = (float((news**2).sum()) / freedom) ** 0.5
    to = place[-1] + (ahead + 1) / 2  # the middle of the months up to each
    growth = 1.0 / (1.0 - min(memory, _WALKS))
    return Outlook(
        expected=past.mean() + slope * (place[-1] + ahead) + memory**ahead * errors[-1],
        spread=spread,
        memory=memory,
        unsure=spread * growth * np.sqrt(1 / count + to**2 / square),
        freedom=freedom,
        largest=float(np.abs(news).max()),
    )


def _by_walk(past: Floats, horizon: int) -> Outlook:
    """From the last month on, by the mean step."""
    steps, ahead = np.diff(past), np.arange(1, horizon + 1)
    news = steps - steps.mean()
    freedom = len(steps) - 2
    spread = (float((news**2).sum()) / freedom) ** 0.5
    return Outlook(
        expected=past[-1] + steps.mean() * ahead,
        spread=spread,
        memory=1.0,
        unsure=spread * (ahead + 1) / 2 / len(steps) ** 0.5,
        freedom=freedom,
        largest=float(np.abs(news).max()),
    )


def _by_year(past: Floats, horizon: int) -> Outlook:
    """The same month a year before, moved by what a year changed of late."""
    changes = past[_SEASON:] - past[:-_SEASON]
    recent = changes[-_SEASON:]
    news = changes - changes.mean()
    memory = min(memory_of(news), _WALKS)
    news = news[1:] - memory * news[:-1]
    freedom = max(2, len(changes) - 3)
    spread = (float((news**2).sum()) / freedom) ** 0.5
    ahead = np.arange(1, horizon + 1)
    last = float(changes[-1] - recent.mean())
    return Outlook(
        expected=past[-_SEASON:][:horizon] + recent.mean() + memory**ahead * last,
        spread=spread,
        memory=memory,
        unsure=np.full(horizon, spread / (1.0 - memory) / len(recent) ** 0.5),
        freedom=freedom,
        largest=float(np.abs(news).max()),
    )


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
