"""How often something is exceeded, by a tail fitted to what was seen. Called by ``scan``."""

import numpy as np

from boardroom.analysis.panel.series import Floats

_NO_SHAPE = 0.01
_TAIL_PART = 0.05
ENOUGH = round(2 / _TAIL_PART)
"""Of fewer sizes ``tail_beyond`` says nothing."""

_HEAVIEST = 0.9
_POWER = 1.5
"""Sums of periods have tails between those of single bursts, which fall by their size, and those of
many alike, which fall by its square."""


def tail_of_maxima(maxima: Floats, value: float) -> float:
    """How often a maximum exceeds ``value``, by a generalised extreme value distribution fitted to
    ``maxima`` by L-moments; its tail is never taken for lighter than a Gumbel's.

    Source: J. R. M. Hosking, J. R. Wallis and E. F. Wood, Estimation of the generalized
    extreme-value distribution by the method of probability-weighted moments, Technometrics 27
    (1985).
    """
    from scipy.special import gamma

    ordered = np.sort(maxima)
    count = len(ordered)
    place = np.arange(count)
    b0 = float(ordered.mean())
    b1 = float((ordered * place).sum() / (count * (count - 1)))
    b2 = float((ordered * place * (place - 1)).sum() / (count * (count - 1) * (count - 2)))
    second = max(2 * b1 - b0, 1e-9)
    skewness = (6 * b2 - 6 * b1 + b0) / second
    part = 2 / (3 + skewness) - np.log(2) / np.log(3)
    shape = -(7.8590 * part + 2.9554 * part**2)
    if shape < _NO_SHAPE:
        scale = second / np.log(2)
        away = (value - (b0 - np.euler_gamma * scale)) / scale
        return float(-np.expm1(-np.exp(-away)))
    scale = -second * shape / ((1 - 2**shape) * gamma(1 - shape))
    start = b0 - scale * (gamma(1 - shape) - 1) / shape
    away = 1 + shape * (value - start) / scale
    return 1.0 if away <= 0 else float(-np.expm1(-(away ** (-1 / shape))))


def tail_of_scores(best: Floats, score: float) -> float:
    """How often the best score of a year's windows exceeds ``score``, where ``best`` are those of
    years without news."""
    return tail_of_maxima(best**_POWER, score**_POWER)


def tail_beyond(sizes: Floats, value: float, *, exponential: float = 0.0) -> float:
    """How often a size exceeds ``value``, by a generalised Pareto distribution fitted to the
    largest twentieth of ``sizes``; its tail is never taken for lighter than an exponential one.

    Args:
        exponential: so many further sizes are taken to have shown an exponential tail: a few show
            its shape badly.

    Source: J. R. M. Hosking and J. R. Wallis, Parameter and quantile estimation for the generalized
    Pareto distribution, Technometrics 29 (1987).
    """
    if len(sizes) < ENOUGH:
        return 1.0
    ordered = np.sort(sizes)
    level = _level(ordered)
    beyond = ordered[np.searchsorted(ordered, level, side="right") :] - level
    count = len(beyond)
    if value <= level:
        return 1.0
    if count < 2:  # The largest are all alike.
        return float(_TAIL_PART * np.exp(-(value - level) / max(float(sizes.mean()), 1e-300)))
    first = float(beyond.mean())
    second = float((beyond * np.arange(count)[::-1]).sum() / (count * (count - 1)))
    gap = first - 2 * second
    shape = (2 - first / gap if gap > 0 else 0.0) * count / (count + exponential)
    if shape < _NO_SHAPE:
        return float(_TAIL_PART * np.exp(-(value - level) / max(first, 1e-300)))
    scale = first * (1 - min(shape, _HEAVIEST))
    shape = min(shape, _HEAVIEST)
    return float(_TAIL_PART * (1 + shape * (value - level) / scale) ** (-1 / shape))


def _level(ordered: Floats) -> float:
    """What the largest twentieth lies beyond; of few values ``np.quantile`` takes ten times as
    long."""
    place = (len(ordered) - 1) * (1 - _TAIL_PART)
    below = int(place)
    first, second = float(ordered[below]), float(ordered[min(below + 1, len(ordered) - 1)])
    return second - (second - first) * (below + 1 - place)
