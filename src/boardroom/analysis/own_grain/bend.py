"""The course of a young series: one whose rise slows down, or picks up, as it goes on.

A company that doubled every half year does not go on to; a straight line through its past says that
it will. Here the slope may change a little from month to month, by as much as the past itself shows
(most often not at all, which is the straight line), and what is foretold is the less sure the more
it does. Called by ``outlook``.

Source: A. Harvey, Forecasting, structural time series models and the Kalman filter, 1989, ch. 2 and
4 (smooth trend); H. Patterson and R. Thompson, Recovery of inter-block information when block sizes
are unequal, Biometrika 58 (1971) (restricted likelihood).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from boardroom.analysis.panel.series import Floats

MOST_AHEAD = 12
"""So many months are foretold."""

_BENDS = (0.0, 1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
"""How much the slope changes from month to month: its variance, in those of a month's noise."""

_READ = 3
"""Degrees of freedom that level, slope and bend take."""

_TINY = 1e-9


@dataclass(frozen=True, kw_only=True)
class Course:
    """What a course lets expect.

    Attributes:
        ahead: shape (H,): the months to come.
        unsure: shape (H,): its own error, in the mean of the months up to each.
        spread: of a month around it, with ``freedom`` degrees of freedom.
        misses: shape (T,): how far each month lies from where all others put it.
    """

    ahead: Floats
    unsure: Floats
    spread: float
    freedom: int
    misses: Floats


def follow_course(past: Floats) -> Course:
    """The course of ``past`` with the bend that is likeliest for it.

    Example:
        >>> months = np.arange(30.0)
        >>> slowing = follow_course(-np.exp(-months / 8))
        >>> straight = follow_course(months)
        >>> bool(slowing.ahead[-1] < 0.1), round(float(straight.ahead[-1]), 6)
        (True, 41.0)
    """
    model = _model_of(len(past))
    squares = np.maximum((model.rest @ past) @ past, _TINY**2)
    best = int((model.evidence - 0.5 * (len(past) - 2) * np.log(squares)).argmax())
    freedom = len(past) - _READ
    spread = float(squares[best] / freedom) ** 0.5
    rest = model.rest[best]
    return Course(
        ahead=model.carried[best] @ past,
        unsure=spread * model.unsure[best],
        spread=spread,
        freedom=freedom,
        misses=(rest @ past) / np.diag(rest),
    )


@dataclass(frozen=True, kw_only=True)
class _Model:
    """What follows from the number T of months alone, for each of B bends.

    Attributes:
        rest: shape (B, T, T): takes level and slope out of a past and weighs what is left.
        carried: shape (B, H, T): the weights of the past in each month to come.
        unsure: shape (B, H): the error of the mean of the months up to each, in spreads.
        evidence: shape (B,): the part of the log-likelihood that no value changes.
    """

    rest: Floats
    carried: Floats
    unsure: Floats
    evidence: Floats


@lru_cache(maxsize=64)
def _model_of(count: int) -> _Model:
    parts = [_part(count, bend) for bend in _BENDS]
    rest, carried, unsure, evidence = (np.array(item) for item in zip(*parts, strict=True))
    return _Model(rest=rest, carried=carried, unsure=unsure, evidence=evidence)


def _part(count: int, bend: float) -> tuple[Floats, Floats, Floats, float]:
    """Of one bend: generalised least squares for level and slope, the best linear prediction of
    what the bends added to them."""
    months = np.arange(count + MOST_AHEAD)
    steps = np.maximum(months[:, None] - months - 1.0, 0.0)  # What a bend adds to a later month.
    bends = bend * steps @ steps.T
    line = np.stack([np.ones(len(months)), months - (count - 1) / 2], axis=1)
    past, ahead = slice(None, count), slice(count, None)
    noise = np.eye(count) + bends[past, past]
    weight = np.linalg.inv(noise)
    free = np.linalg.inv(line[past].T @ weight @ line[past])
    fitted = free @ line[past].T @ weight
    rest = weight @ (np.eye(count) - line[past] @ fitted)
    carried = line[ahead] @ fitted + bends[ahead, past] @ rest
    off = line[ahead] - bends[ahead, past] @ weight @ line[past]
    error = bends[ahead, ahead] - bends[ahead, past] @ weight @ bends[past, ahead]
    error += off @ free @ off.T
    lengths = np.arange(1, MOST_AHEAD + 1)
    sums = np.cumsum(np.cumsum(error, axis=0), axis=1).diagonal()
    known = np.linalg.slogdet(free)[1] - np.linalg.slogdet(noise)[1]
    return rest, carried, np.sqrt(sums) / lengths, 0.5 * float(known)
