"""Tail probabilities that NumPy lacks: Student's t and the normal distribution.

Called by ``analysis.change`` and ``analysis.trend``; a few lines here save a dependency on SciPy.
"""

import math

_STEPS = 300
_TINY = 1e-300
_PRECISION = 1e-12


def normal_two_sided(z: float) -> float:
    """P(|Z| ≥ |z|) for a standard normal Z.

    Example:
        >>> round(normal_two_sided(1.959964), 4)
        0.05
    """
    return math.erfc(abs(z) / math.sqrt(2.0))


def student_two_sided(t: float, *, degrees: float) -> float:
    """P(|T| ≥ |t|) for Student's t with ``degrees`` > 0 degrees of freedom (need not be whole).

    Example:
        >>> round(student_two_sided(2.228139, degrees=10), 4)
        0.05
        >>> student_two_sided(0.0, degrees=3)
        1.0

    Source: NIST Digital Library of Mathematical Functions, 8.17 (incomplete beta function).
    """
    if math.isinf(t):
        return 0.0
    return _incomplete_beta(degrees / (degrees + t * t), a=degrees / 2.0, b=0.5)


def _incomplete_beta(x: float, *, a: float, b: float) -> float:
    """Regularised incomplete beta function I_x(a, b)."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    log_front += a * math.log(x) + b * math.log1p(-x)
    front = math.exp(log_front)
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _continued_fraction(x, a=a, b=b) / a
    return 1.0 - front * _continued_fraction(1.0 - x, a=b, b=a) / b


def _continued_fraction(x: float, *, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's
    algorithm.
    """
    c = 1.0
    d = 1.0 / _away_from_zero(1.0 - (a + b) * x / (a + 1.0))
    result = d
    for step in range(1, _STEPS):
        even = step * (b - step) * x / ((a + 2 * step - 1.0) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1.0))
        factor = 1.0
        for term in (even, odd):
            d = 1.0 / _away_from_zero(1.0 + term * d)
            c = _away_from_zero(1.0 + term / c)
            factor = c * d
            result *= factor
        if abs(factor - 1.0) < _PRECISION:
            break
    return result


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
