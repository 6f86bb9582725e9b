"""Exact tail probabilities of counts. Called by the tests of this package."""

import math

import numpy as np

from boardroom.analysis.survey.column import Codes, Floats

_TINY = 1e-300
_LEAST_TILT, _MOST_TILT, _TILTS = 1e-3, 50.0, 60
"""Where the bound of a sum is sought: on so fine a grid it is a few per cent above the least."""


def log_factorials(most: int) -> Floats:
    """ln 0!, ln 1!, … ln ``most``!."""
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, most + 1, dtype=float)))])


def binomial_tail(count: int, *, of: int, rate: float) -> float:
    """P(X ≥ ``count``) for X ~ Binomial(``of``, ``rate``).

    Example:
        >>> round(binomial_tail(8, of=10, rate=0.5), 4)
        0.0547
    """
    if count <= 0:
        return 1.0
    if not 0.0 < rate < 1.0:
        return float(rate >= 1.0)
    places = np.arange(count, of + 1)
    logs = log_factorials(of)
    terms = logs[of] - logs[places] - logs[of - places]
    terms = terms + places * math.log(rate) + (of - places) * math.log1p(-rate)
    return _sum(terms)


def overlap_tail(both: int, *, first: int, second: int, logs: Floats) -> float:
    """P(a random set of ``first`` records shares ≥ ``both`` with a fixed one of ``second``): the
    upper tail of the hypergeometric distribution (Fisher's exact test, one-sided).

    Args:
        logs: ``log_factorials`` of the number of records.

    Example:
        >>> round(overlap_tail(3, first=3, second=3, logs=log_factorials(6)), 4)
        0.05
    """
    size = len(logs) - 1
    low = max(both, first + second - size)
    high = min(first, second)
    if both <= max(0, first + second - size):
        return 1.0
    if low > high:
        return 0.0
    places = np.arange(low, high + 1)
    terms = logs[second] - logs[places] - logs[second - places]
    rest = size - second
    terms = terms + logs[rest] - logs[first - places] - logs[rest - first + places]
    return _sum(terms - (logs[size] - logs[first] - logs[size - first]))


def compound_tail(total: float, *, amounts: Floats, rate: float) -> float:
    """A bound of P(X ≥ ``total``), X the sum of those of ``amounts`` that are drawn, each with
    probability ``rate``. None is negative; the bound holds also where one is most of the whole.

    Example:
        >>> compound_tail(10.0, amounts=np.array([10.0, 0.1]), rate=0.5) >= 0.5
        True

    Source: H. Chernoff, Annals of Mathematical Statistics 23 (1952).
    """
    if total <= rate * float(amounts.sum()):
        return 1.0
    sizes = amounts / amounts.max()
    tilt = np.geomspace(_LEAST_TILT, _MOST_TILT, _TILTS)
    drawn = np.log1p(rate * np.expm1(np.outer(tilt, sizes))).sum(1)
    least = float((drawn - tilt * total / float(amounts.max())).min())
    return min(1.0, max(_TINY, math.exp(least)))


def wilson(count: float, of: float, *, z: float = 1.645) -> tuple[float, float]:
    """An interval of a share; ``z`` 1.645 holds nine times in ten.

    Source: E. B. Wilson, Probable inference, JASA 22 (1927).
    """
    if of <= 0:
        return (0.0, 1.0)
    share = count / of
    wide = 1.0 + z * z / of
    middle = (share + z * z / (2 * of)) / wide
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / wide
    return (max(0.0, middle - half), min(1.0, middle + half))


def table_of(first: Codes, second: Codes, shape: tuple[int, int]) -> Codes:
    """Records by two columns of codes; those without a value in either are left out."""
    both = (first >= 0) & (second >= 0)
    places = first[both] * shape[1] + second[both]
    return np.bincount(places, minlength=shape[0] * shape[1]).reshape(shape)


def _sum(log_terms: Floats) -> float:
    top = float(log_terms.max())
    return min(1.0, max(_TINY, math.exp(top) * float(np.exp(log_terms - top).sum())))
