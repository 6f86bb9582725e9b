"""What the months of a series let expect of those to come. Called by ``month``.

Source: G. Box, G. Jenkins and G. Reinsel, Time Series Analysis, 1994, ch. 5 (forecast variance by
ψ weights).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from boardroom.analysis.memory import memory_of
from boardroom.analysis.own_grain.bend import follow_course
from boardroom.analysis.panel.series import Floats

SEASON = 12

_FOLLOWS = 0.2
_WALKS = 0.7
"""Months that keep more than the first of what the month before brought may go on from it as a
walk; above the second they do, and of less than two years nobody can tell."""

_CLOSER = (0.7, 1.2)
"""The same month of the year before is asked too where its misses are at most so much larger than
those of the nearest other, and alone where they are so much smaller."""

_BEYOND = 2.0
"""So much further away than any month before: 36 values do not show how heavy a tail is."""

_FREE = 0.5
"""Of the degrees of freedom that a line leaves: memory and model were read from the same months."""

_TINY = 1e-9


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

    @property
    def next_error(self) -> float:
        """Of the prediction of the next month."""
        return float(np.hypot(self.spread, self.unsure[0]))

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


def outlooks_of(past: Floats, *, horizon: int) -> Iterator[Outlook]:
    """What the past lets expect by its line, by its last month where months follow each other, by a
    course that bends, alone where that comes closer, and by the year before where there are two. A
    window must be unusual by all that are given."""
    line, walk, bent = _by_line(past, horizon), _by_walk(past, horizon), _by_bend(past, horizon)
    steady = walk if line.memory >= _WALKS else line
    nearest = bent if bent.next_error <= steady.spread else steady
    yearly = _by_year(past, horizon) if len(past) >= 2 * SEASON else None
    if yearly is None or yearly.spread > _CLOSER[0] * nearest.spread:
        yield nearest
        follows = line.memory >= _FOLLOWS or len(past) < 2 * SEASON
        if follows and nearest is line:
            yield walk
        if nearest is steady:
            yield bent
    if yearly is not None and yearly.spread <= _CLOSER[1] * nearest.spread:
        yield yearly
        if yearly.memory >= _WALKS:
            yield _by_bent_year(past, horizon)


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


def _by_bend(past: Floats, horizon: int) -> Outlook:
    """A course whose slope changes by as much as the past shows."""
    course = follow_course(past)
    return Outlook(
        expected=course.ahead[:horizon],
        spread=course.spread,
        memory=0.0,
        unsure=course.unsure[:horizon],
        freedom=course.freedom,
        largest=float(np.abs(course.misses).max()),
    )


def _by_year(past: Floats, horizon: int) -> Outlook:
    """The same month a year before, moved by what a year changed of late."""
    changes = _yearly_changes(past)
    recent = changes[-SEASON:]
    news = changes - changes.mean()
    memory = min(memory_of(news), _WALKS)
    news = news[1:] - memory * news[:-1]
    freedom = max(2, len(changes) - 3)
    spread = (float((news**2).sum()) / freedom) ** 0.5
    ahead = np.arange(1, horizon + 1)
    last = float(changes[-1] - recent.mean())
    return Outlook(
        expected=past[-SEASON:][:horizon] + recent.mean() + memory**ahead * last,
        spread=spread,
        memory=memory,
        unsure=np.full(horizon, spread / (1.0 - memory) / len(recent) ** 0.5),
        freedom=freedom,
        largest=float(np.abs(news).max()),
    )


def _by_bent_year(past: Floats, horizon: int) -> Outlook:
    """The same month a year before, moved by what a year changes as that itself changes."""
    change = _by_bend(_yearly_changes(past), horizon)
    return replace(change, expected=past[-SEASON:][:horizon] + change.expected)


def _yearly_changes(past: Floats) -> Floats:
    return past[SEASON:] - past[:-SEASON]
