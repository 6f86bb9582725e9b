"""How often windows of a series come to as many times what was expected. Called by ``look``.

Where bursts multiply (errors, sessions, waits), sums have tails that few periods show badly; logs
of what came over what was expected stray far more alike.
"""

import numpy as np

from boardroom.analysis.panel.expected import NORMAL_RANGE, quantiles
from boardroom.analysis.panel.series import Floats, running
from boardroom.analysis.panel.tail import ENOUGH

EFFICIENCY = 0.65
"""Of the 10–90 % range as a measure of spread, against the standard deviation."""
_FEWEST = 4.0


def chance_of_multiple(
    actual: Floats, expected: Floats, *, first: int, last: int, judged: int
) -> float:
    """How often one of the windows of that length among ``judged`` periods rises by as many times:
    by Student's distribution, with the spread of all windows that lie beside. 0 where it is no
    rise, or there are too few to tell.

    Args:
        actual, expected: shape (periods,), in one unit.
        first, last: places of the window's first and last period.
    """
    from scipy.special import stdtr

    length = last - first + 1
    came, wanted = (_sums(item, length) for item in (actual, expected))
    usable = (came > 0) & (wanted > 0)
    if not usable[first] or came[first] <= wanted[first]:
        return 0.0
    times = np.log(came[usable] / wanted[usable])
    places = np.flatnonzero(usable)
    others = times[np.abs(places - first) >= length]
    if len(others) < ENOUGH:
        return 0.0
    low, high = quantiles(others[None], (0.1, 0.9))
    spread = max(float(high[0] - low[0]) / NORMAL_RANGE, 1e-12)
    freedom = max(_FEWEST, EFFICIENCY * len(others) / length)
    away = float(np.log(came[first] / wanted[first])) / spread
    return float(min(1.0, 2 * judged / length * stdtr(freedom, -away)))


def _sums(values: Floats, length: int) -> Floats:
    """Over all windows of that length, by their first periods."""
    total = running(values)
    found: Floats = total[length:] - total[:-length]
    return found
