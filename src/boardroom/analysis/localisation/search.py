"""The causes of a change between two periods, by whichever search the data allow. Called by
``executive.explain``; ``evals.drivers`` scores it.

Where earlier periods tell how combinations usually move, ``scan`` holds each against its own past.
Where none do (against a forecast, against the year before, soon after the first load) only the
other leaves tell what is usual: if there are many and each is known well enough to be a witness,
``cause`` tells apart causes that lie across each other, and names none beside them.
"""

import numpy as np

from boardroom.analysis.localisation.cause import Cause, localise
from boardroom.analysis.localisation.leaf import Flags, LeafTable
from boardroom.analysis.localisation.noise import measure_noise
from boardroom.analysis.localisation.period import TwoPeriods
from boardroom.analysis.localisation.scan import ENOUGH_STEPS, Moving, find_moving

_MANY = 300
"""So many leaves, with something before, can be witnesses."""

_KNOWN = 0.5
"""A leaf of the middle size is known well when it usually strays by no larger a share of itself."""


def find_causes(table: TwoPeriods, *, most: int = 5) -> tuple[Moving, ...]:
    """The combinations that moved otherwise than the rest, the clearest first.

    Args:
        table: the leaves, of rows that are events.
        most: combinations at most.
    """
    leaves = _witnesses(table) if len(table.earlier) < ENOUGH_STEPS else None
    if leaves is None:
        return find_moving(table, most=most)
    free = np.ones(len(table), dtype=np.bool_)
    found = []
    for cause in sorted(localise(leaves, most=most).causes, key=lambda one: -one.gain):
        rows = np.flatnonzero(free & _of(table, cause))
        free[rows] = False
        if len(rows):
            found.append(Moving(where=cause.where, leaves=rows, gain=cause.gain))
    return tuple(found)


def _witnesses(table: TwoPeriods) -> LeafTable | None:
    """The leaves as they are and as they were; None where they do not bear witness."""
    now, then = table.now.top, table.then.top
    known = then > 0
    if table.ratio or int(np.sum(known)) < _MANY or min(np.min(now), np.min(then)) < 0:
        return None
    leaves = LeafTable(
        attributes=table.attributes,
        values=table.values,
        codes=table.codes,
        actual=now,
        expected=then,
    )
    middle = np.array([np.median(then[known])])
    strays = np.sqrt(measure_noise(leaves).variance(middle)) / middle
    return leaves if float(strays[0]) <= _KNOWN else None


def _of(table: TwoPeriods, cause: Cause) -> Flags:
    """The leaves of a cause."""
    flags = np.ones(len(table), dtype=np.bool_)
    for name, value in cause.where.items():
        place = table.attributes.index(name)
        flags &= table.codes[place] == table.values[place].index(value)
    return flags
