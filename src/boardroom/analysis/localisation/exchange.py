"""Attributes whose values changed places: rows left one for another while the whole hardly moved.

The state of a thing is such an attribute: the newest invoices are open, those of the period before
are paid by now, and nothing of that says why there are fewer. Called by
``executive.explain.segment``, which does not look along such attributes.
"""

import numpy as np

from boardroom.analysis.localisation.leaf import Codes, Floats
from boardroom.analysis.localisation.period import Sums, TwoPeriods

_FEWEST = 3
_UNUSUAL = 4.0
"""A value moved as never before: by more than its largest step, and so many of its median ones."""
_ALIKE = 0.5


def exchanging(table: TwoPeriods) -> tuple[str, ...]:
    """Names of the attributes of which some values gained as never before what others lost as never
    before, and more than the whole moved; none where fewer than three earlier periods are known.

    A value that gained must have more than doubled: a state that passes by has next to nothing of
    the period before, while a segment that grows as another falls had its own and is a cause.
    """
    if len(table.earlier) < _FEWEST:
        return ()
    found = []
    for name, codes, values in zip(table.attributes, table.codes, table.values, strict=True):
        periods = np.array(
            [
                _by_value(sums, codes, len(values))
                for sums in (table.now, table.then, *table.earlier)
            ]
        )
        steps = periods[:-1] - periods[1:]
        last, before = steps[0], np.abs(steps[1:])
        usual = np.maximum(before.max(axis=0), _UNUSUAL * np.median(before, axis=0))
        unusual = np.where(np.abs(last) > usual, last, 0.0)
        gained = float(unusual[unusual > periods[1]].clip(min=0).sum())
        lost = float(-unusual.clip(max=0).sum())
        less, more = min(gained, lost), max(gained, lost)
        if less > abs(float(last.sum())) and less >= _ALIKE * more:
            found.append(name)
    return tuple(found)


def _by_value(sums: Sums, codes: Codes, count: int) -> Floats:
    return np.asarray(np.bincount(codes, weights=sums.top, minlength=count), dtype=np.float64)
