"""A robust measure of spread. Called by ``analysis.change``."""

from collections.abc import Sequence

import numpy as np

from boardroom.analysis.pair import pairs_of

_QN_CONSTANT = 2.2219
_QN_SMALL = {2: 0.399, 3: 0.994, 4: 0.512, 5: 0.844, 6: 0.611, 7: 0.857, 8: 0.669, 9: 0.872}


def qn_scale(values: Sequence[float]) -> float:
    """Qn: a standard deviation that half of the values may not disturb; 0.0 for fewer than two.

    For normal data it estimates the standard deviation with 82 % of its efficiency (the median
    absolute deviation has 37 %).

    Example:
        >>> round(qn_scale([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 900.0]), 2)
        2.97

    Source: P. J. Rousseeuw and C. Croux, Alternatives to the median absolute deviation, JASA 88
        (1993); small-sample factors: C. Croux and P. J. Rousseeuw, COMPSTAT 1992.
    """
    count = len(values)
    if count < 2:
        return 0.0
    array = np.asarray(values, dtype=float)
    upper, lower, _ = pairs_of(count)
    distances = np.sort(np.abs(array[upper] - array[lower]))
    half = count // 2 + 1
    order = half * (half - 1) // 2
    return float(_QN_CONSTANT * _small_sample_factor(count) * distances[order - 1])


def _small_sample_factor(count: int) -> float:
    if count in _QN_SMALL:
        return _QN_SMALL[count]
    return count / (count + (1.4 if count % 2 else 3.8))
