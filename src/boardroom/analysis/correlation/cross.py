"""How far series move together, at the same time and with one some periods behind the other.

Series are what is left of them without trend, season and days of the week (``deviation``). What is
left still follows its own past, so fewer values than there are tell something of their own: chances
are of an *effective* number of values, by Bartlett's formula for the variance of a correlation.
Called by ``correlation.together``.

Source: M. S. Bartlett, Some aspects of the time-correlation problem in regard to tests of
significance, JRSS 98 (1935); the tapered estimate follows S. Afyouni, S. M. Smith and T. E.
Nichols, Effective degrees of freedom of the Pearson's correlation coefficient under
autocorrelation, NeuroImage 199 (2019).
"""

from dataclasses import dataclass

import numpy as np

from boardroom.analysis.panel.series import Flags, Floats

_TAPER = 2.0
"""Autocorrelations up to this many times √T lags are counted, the later ones less and less."""

_LEAST_DEGREES = 3.0


@dataclass(frozen=True, kw_only=True)
class Cross:
    """Correlations of all pairs at all lags; arrays of shape (L, S, S).

    Attributes:
        r: at ``[lag, i, j]`` the correlation of series i with series j ``lag`` periods later; NaN
            where too little is known.
        size: the effective number of values behind it.
    """

    r: Floats
    size: Floats

    @property
    def lags(self) -> int:
        """The largest lag."""
        return len(self.r) - 1

    def at(self, one: int, other: int, lag: int) -> float:
        """The correlation of one series with another ``lag`` periods later (below 0: earlier)."""
        return float(self.r[lag, one, other] if lag >= 0 else self.r[-lag, other, one])


def correlate(values: Floats, *, most_lag: int, worth: float = 1.0) -> Cross:
    """Pearson's correlations of all pairs of series.

    Args:
        values: shape (S, T), NaN = unknown.
        most_lag: the largest lag, in periods.
        worth: what each value counts for.
    """
    from threadpoolctl import threadpool_limits

    known = np.isfinite(values)
    mean = np.divide(
        np.where(known, values, 0.0).sum(1), known.sum(1), out=np.zeros(len(values)),
        where=known.any(1),
    )  # fmt: skip
    centred = np.where(known, values - mean[:, None], 0.0)
    r, size = [], []
    with threadpool_limits(limits=1):  # Products this small take longer when they are shared out.
        inflation = _inflation(centred, known)
        for lag in range(most_lag + 1):
            found, count = _at_lag(centred, known, lag)
            r.append(found)
            size.append(worth * count / inflation)
    return Cross(r=np.stack(r), size=np.stack(size))


def rank(values: Floats) -> Floats:
    """The ranks of each series' known values, equal ones sharing theirs: Pearson's correlation of
    them is Spearman's."""
    result = np.full_like(values, np.nan)
    for place, row in enumerate(values):
        known = np.isfinite(row)
        _, inverse, counts = np.unique(row[known], return_inverse=True, return_counts=True)
        last = np.cumsum(counts)
        result[place, known] = (last - (counts - 1) / 2)[inverse]
    return result


def chances(r: Floats, size: Floats) -> Floats:
    """How often unrelated series have a correlation as far from 0, by Student's t; 1 where it is
    unknown."""
    from scipy.special import stdtr

    degrees = np.maximum(size - 2, _LEAST_DEGREES)
    bounded = np.clip(np.nan_to_num(r), -1 + 1e-12, 1 - 1e-12)
    t = np.abs(bounded) * np.sqrt(degrees / (1 - bounded**2))
    result: Floats = np.where(np.isfinite(r), 2 * stdtr(degrees, -t), 1.0)
    return result


def _at_lag(centred: Floats, known: Flags, lag: int) -> tuple[Floats, Floats]:
    end = centred.shape[1] - lag
    first, later = centred[:, :end], centred[:, lag:]
    here, there = known[:, :end].astype(float), known[:, lag:].astype(float)
    product = first @ later.T
    scale = np.sqrt((first**2 @ there.T) * (here @ (later**2).T))
    count = here @ there.T
    enough = (count > 2) & (scale > 0)
    r = np.divide(product, scale, out=np.full_like(product, np.nan), where=enough)
    return np.clip(r, -1.0, 1.0), count


def _inflation(centred: Floats, known: Flags) -> Floats:
    """How many times larger than of independent values the variance of each pair's correlation is;
    shape (S, S), at least 1."""
    periods = centred.shape[1]
    most = min(periods - 1, int(_TAPER * periods**0.5))
    own = np.zeros((len(centred), most))
    variance = (centred**2).sum(1) / np.maximum(known.sum(1), 1)
    for lag in range(1, most + 1):
        both = (known[:, :-lag] & known[:, lag:]).sum(1)
        moved = (centred[:, :-lag] * centred[:, lag:]).sum(1)
        mean = np.divide(moved, both, out=np.zeros(len(centred)), where=both > 0)
        own[:, lag - 1] = np.divide(mean, variance, out=np.zeros(len(centred)), where=variance > 0)
    taper = (1 + np.cos(np.pi * np.arange(1, most + 1) / (most + 1))) / 2
    own *= taper
    result: Floats = np.maximum(1 + 2 * own @ own.T, 1.0)
    return result
