"""How many went on from one step of a way to a later one, each given the same time. Pure.

Those who came to a step lately have not had time to go on, so each is followed for as many days as
most of those who went on have needed, and only those who have had so many are counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.share_change import Counted

WINDOW_DAYS = 91
"""Cases of one quarter are counted together: four of these are a year, and 13 whole weeks."""

MOST_WINDOWS = 9
_MOST_NEED = 0.8
"""So many of those who went on had done so within the days that each is followed."""

_FEWEST = 30


@dataclass(frozen=True, kw_only=True)
class StepRate:
    """Those who came to a step and went on.

    Attributes:
        step: its name.
        days: each was followed for so long.
        ends: after which day each window ends, newest first, as an ordinal; ``counted`` in it.
    """

    step: str
    days: int
    ends: tuple[int, ...]
    counted: tuple[Counted, ...]


def step_rates(
    arrivals: Mapping[str, Mapping[object, float]], order: Sequence[str], *, until: float
) -> tuple[StepRate, ...]:
    """The rate of each step but the last; those with too few cases to tell how long it takes are
    left out.

    Args:
        arrivals: step → who came to it → when first, in days.
        order: the steps, first one first.
        until: the moment up to which arrivals are known, in days.
    """
    found = []
    for place, step in enumerate(order[:-1]):
        onward = _onward(arrivals, order[place + 1 :])
        came = arrivals[step]
        starts = np.array(list(came.values()), dtype=float)
        gaps = np.array([onward.get(who, np.inf) - day for who, day in came.items()])
        gaps = np.where(gaps >= 0, gaps, np.inf)
        known = np.isfinite(gaps)
        if np.count_nonzero(known) < _FEWEST:
            continue
        days = int(np.ceil(np.quantile(gaps[known], _MOST_NEED)))
        ends, counted = [], []
        first = float(starts.min())
        for window in range(MOST_WINDOWS):
            end = until - days - window * WINDOW_DAYS
            if end - WINDOW_DAYS < first:
                break
            inside = (starts >= end - WINDOW_DAYS) & (starts < end)
            went = inside & (gaps <= days)
            ends.append(int(end))
            counted.append(Counted(hits=float(went.sum()), size=float(inside.sum())))
        if counted:
            found.append(StepRate(step=step, days=days, ends=tuple(ends), counted=tuple(counted)))
    return tuple(found)


def _onward(
    arrivals: Mapping[str, Mapping[object, float]], later: Sequence[str]
) -> dict[object, float]:
    """When each first came to any later step."""
    found: dict[object, float] = {}
    for step in later:
        for who, day in arrivals[step].items():
            found[who] = min(day, found.get(who, np.inf))
    return found
