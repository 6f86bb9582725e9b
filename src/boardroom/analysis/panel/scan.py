"""Where series left what was expected of them: episodes with first and last day, size and chance.

A scan statistic: of all windows of the judged periods (lengths from one period to a third of a
year) the one whose excess is largest against the deviation that windows of that length usually
have. That deviation is measured on the series' own past, so waves that outlive the model and heavy
tails make a scan careful instead of loud. Read by ``executive.scan``.

Source: J. Glaz, J. Naus and S. Wallenstein, Scan Statistics, 2001; the growth of the variance with
the window's length follows the variance–time plots of long-memory series (J. Beran, Statistics for
Long-Memory Processes, 1994).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.panel.expected import NORMAL_RANGE, Residuals, expect, quantiles
from boardroom.analysis.panel.series import STEP_DAYS, Days, Flags, Floats, Panel, Step

_LENGTHS = (1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 56, 84, 112)
_SHORT_DAYS = 3
_JUDGED_DAYS = 365
_ENOUGH_BLOCKS = 12
_ENOUGH_WINDOWS = 25
"""So many windows of one length side by side tell how far such windows stray."""

_MOST_EPISODES = 3
_EFFICIENCY = 0.65
"""Of the 10–90 % range as a measure of spread, against the standard deviation."""
_TAIL_SHARE = 0.99
_TAIL_NORMAL = 2.5758
_YEAR_AGO = 364
_SAME_SIZE = 0.5
_PLAINLY = 1.645
_BLOCK_DAYS = 28
_LEAST_BLOCK = 6
_RESAMPLES = 200
_LOOKS = 5
"""So often what was found is set apart and the rest looked at again: a long episode is found piece
by piece, as what is left of it passes for the usual."""

_PLAIN_BESIDE = 4.0
_STEADY = 0.75
"""What lies beside a window belongs to it where it strays by so many deviations, and so many of its
periods the same way."""
_DOUBTFUL = 0.5
_PIECE = 0.001
"""What is left is set apart too where it is as unlikely as this."""
_SELECTED = 5.0
"""The window judged was chosen and its periods are not drawn from: chances found so are too small
by up to this factor, as measured on skewed noise without news."""

_NO_SHAPE = 0.01
_TAIL_PART = 0.05
_HEAVIEST = 0.9
_SEED = 1


@dataclass(frozen=True, kw_only=True)
class Episode:
    """Periods in which one series was not what was expected.

    Attributes:
        series: row of the panel.
        first, last: places of its first and last period.
        excess: total − expected total.
        expected: the expected total; for ratios of the numerator.
        weight: the sum of weights, so that ``excess / weight`` is the change of a rate.
        deviations: ``excess`` in deviations of windows of that length.
        p_value: how often a scan of a series without news finds as much; corrected for the
            windows tried.
        yearly: the same weeks of an earlier year had it too.
    """

    series: int
    first: int
    last: int
    excess: float
    expected: float
    weight: float
    deviations: float
    p_value: float
    yearly: bool = False

    @property
    def periods(self) -> int:
        """How many periods it lasts."""
        return self.last - self.first + 1


@dataclass(frozen=True, kw_only=True)
class _Tops:
    """The best window of each row; all of shape (S,)."""

    scores: Floats
    firsts: Days
    lasts: Days


class Scanner:
    """Scans the last year of all series of one panel.

    Attributes:
        chances: shape (S,): how often each series' best window comes about by chance if sums over
            windows were normal: a first, quick judgement, never above the careful one.
        residuals: how far each period was from what was expected of it.
    """

    def __init__(self, panel: Panel) -> None:
        step, apart = panel.step, None
        periods = panel.periods
        self.residuals = expect(panel)
        self._step = step
        self._judged = max(1, min(round(_JUDGED_DAYS / STEP_DAYS[step]), periods // 2))
        days = STEP_DAYS[step]
        self._lengths = [
            item for item in _LENGTHS if item * days <= _LENGTHS[-1] and item <= periods // 3
        ] or [1]
        self._tries = 2 * sum(max(1.0, self._judged / item) for item in self._lengths)
        self._freedom = max(4.0, _EFFICIENCY * periods / max(1.0, 7 / days))
        self._block = max(_LEAST_BLOCK, round(_BLOCK_DAYS / days))
        for look in range(_LOOKS):
            residuals = self.residuals
            self._inflation = _inflation(residuals, self._lengths, step=step, apart=apart)
            self._deviations = self._deviations_of(residuals.variance, self._inflation)
            tops = self._tops(residuals.excess, self._deviations)
            self.chances = self._nominal(tops.scores)
            if apart is None:
                found = self._windows(tops, self.chances <= _DOUBTFUL)
            else:
                left = np.where(apart, 0.0, residuals.excess)
                rest = self._tops(left, self._deviations)
                found = self._windows(rest, self._nominal(rest.scores) <= _PIECE)
                found &= ((found | apart).sum(1) * days <= _LENGTHS[-1])[:, None]
            if look == _LOOKS - 1 or not found.any():
                break
            apart = found if apart is None else apart | found
            self.residuals = expect(panel, apart=apart)

    def _windows(self, tops: _Tops, chosen: Flags) -> Flags:
        """The periods of the windows of the chosen series."""
        places = np.arange(self.residuals.excess.shape[1])[None, :]
        inside: Flags = (places >= tops.firsts[:, None]) & (places <= tops.lasts[:, None])
        return inside & chosen[:, None]

    def episodes(self, row: int, *, limit: float) -> tuple[Episode, ...]:
        """The episodes of one series whose chance is at most ``limit``, strongest first."""
        excess = self.residuals.excess[row].copy()
        deviations = [item[row] for item in self._deviations]
        found: list[Episode] = []
        while len(found) < _MOST_EPISODES:
            tops = self._tops(excess[None], deviations)
            episode = self._episode(row, excess, tops, limit=limit)
            if episode is None:
                break
            found.append(episode)
            excess[episode.first : episode.last + 1] = 0.0
        return tuple(found)

    def _nominal(self, scores: Floats) -> Floats:
        """What the scores would mean if sums over windows were normal."""
        from scipy.special import stdtr

        chances: Floats = np.minimum(1.0, self._tries * 2 * stdtr(self._freedom, -scores))
        return chances

    def _tops(self, excess: Floats, deviations: Sequence[Floats]) -> _Tops:
        """The best window of each series, by the deviations of windows of each length."""
        total = _running(excess)
        rows = np.arange(len(excess))
        best = np.zeros(len(excess))
        firsts, lasts = np.zeros((2, len(excess)), dtype=np.int64)
        for length, spread in zip(self._lengths, deviations, strict=True):
            scores = self._sums(total, length)
            np.abs(scores, out=scores)
            scores /= spread
            top = scores.argmax(axis=1)
            high = scores[rows, top]
            better = high > best
            best = np.where(better, high, best)
            last = top + self._first_end(excess.shape[1], length) - 1
            firsts = np.where(better, last - length + 1, firsts)
            lasts = np.where(better, last, lasts)
        return _Tops(scores=best, firsts=firsts, lasts=lasts)

    def _best_scores(self, excess: Floats, deviations: Sequence[Floats]) -> Floats:
        """The scores of ``_tops`` without their windows."""
        total = _running(excess)
        best = np.zeros(len(excess))
        for length, spread in zip(self._lengths, deviations, strict=True):
            scores = self._sums(total, length)
            scores /= spread
            np.maximum(best, np.maximum(scores.max(axis=1), -scores.min(axis=1)), out=best)
        return best

    def _deviations_of(self, variance: Floats, inflation: Floats) -> list[Floats]:
        """Of the sums over the judged windows of each length; infinite where nothing is known."""
        noise = _running(variance)
        found = []
        for place, length in enumerate(self._lengths):
            spread = self._sums(noise, length) * inflation[..., place : place + 1]
            found.append(np.sqrt(spread, where=spread > 0, out=np.full(spread.shape, np.inf)))
        return found

    def _first_end(self, periods: int, length: int) -> int:
        """How many periods lie before the end of the first window that is judged."""
        return max(length, periods - self._judged + 1)

    def _sums(self, running: Floats, length: int) -> Floats:
        """Over the judged windows of that length, by sums up to each place; along the last axis."""
        first, count = self._first_end(running.shape[-1] - 1, length), running.shape[-1]
        sums: Floats = running[..., first:] - running[..., first - length : count - length]
        return sums

    def _chance_of_years(
        self, row: int, excess: Floats, score: float, first: int, last: int
    ) -> float:
        """How often a year put together from blocks of the series' other periods scores as much:
        the tail of an extreme value distribution fitted to the best scores of such years."""
        variance = self.residuals.variance[row]
        usable = variance > 0
        usable[first : last + 1] = False
        scaled = excess[usable] / np.sqrt(variance[usable])
        if len(scaled) < 2 * self._block:
            return 1.0
        judged = variance[-self._judged - self._lengths[-1] :]
        random = np.random.default_rng(_SEED)
        count = -(-len(judged) // self._block)
        begins = random.integers(0, len(scaled) - self._block + 1, (_RESAMPLES, count))
        places = (begins[..., None] + np.arange(self._block)).reshape(_RESAMPLES, -1)
        drawn = scaled[places[:, : len(judged)]] * np.sqrt(judged)
        best = self._best_scores(drawn, self._deviations_of(judged, self._inflation[row]))
        return min(1.0, _SELECTED * tail_of_maxima(best, score))

    def _chance_of_length(self, row: int, excess: Floats, first: int, last: int) -> float:
        """How often one of the year's windows of that length strays as far, by the tail of all
        others: the blocks drawn from hold no burst larger than those that were. 0 where there are
        too few to tell."""
        length = last - first + 1
        if length * _ENOUGH_WINDOWS > len(excess):
            return 0.0
        total, noise = _running(excess), _running(self.residuals.variance[row])
        spread = noise[length:] - noise[:-length]
        sums = np.abs(total[length:] - total[:-length])
        scaled = np.where(spread > 0, sums / np.sqrt(np.maximum(spread, 1e-300)), np.nan)
        value = float(scaled[first])
        scaled[max(0, first - length + 1) : first + length] = np.nan
        others = scaled[np.isfinite(scaled)]
        tried = 2 * self._judged / length
        return float(min(1.0, tried * tail_beyond(others, value)))

    def _episode(self, row: int, excess: Floats, tops: _Tops, *, limit: float) -> Episode | None:
        """The best window with its chance; None where that is above ``limit``."""
        score, first, last = float(tops.scores[0]), int(tops.firsts[0]), int(tops.lasts[0])
        chance = float(self._nominal(tops.scores)[0])
        if chance > limit or score <= 0:
            return None
        total, noise = _running(excess), _running(self.residuals.variance[row])
        first, last = self._refined(row, first, last, total, noise)
        first, last = self._whole(row, first, last, total, noise)
        chance = max(chance, self._chance_of_length(row, excess, first, last))
        if chance <= limit:  # Years are put together only for what the quick judgements leave.
            chance = max(chance, self._chance_of_years(row, excess, score, first, last))
        if chance > limit:
            return None
        size = float(total[last + 1] - total[first])
        residuals = self.residuals
        return Episode(
            series=row,
            first=first,
            last=last,
            excess=size,
            expected=float(residuals.expected[row, first : last + 1].sum()),
            weight=float(residuals.weights[row, first : last + 1].sum()),
            deviations=score if size > 0 else -score,
            p_value=chance,
            yearly=self._is_yearly(row, first, last),
        )

    def _refined(
        self, series: int, first: int, last: int, total: Floats, noise: Floats
    ) -> tuple[int, int]:
        """The ends moved to where the score is greatest."""
        reach = max(1, (last - first + 1) // 2)
        begins = np.arange(max(0, first - reach), min(last, first + reach) + 1)
        ends = np.arange(max(first, last - reach), min(len(total) - 2, last + reach) + 1)
        length = ends[None, :] - begins[:, None] + 1
        valid = length >= 1
        sums = total[ends + 1][None, :] - total[begins][:, None]
        spread = noise[ends + 1][None, :] - noise[begins][:, None]
        growth = self._growth(series, np.maximum(length, 1))
        scores = np.where(
            valid & (spread > 0), np.abs(sums) / np.sqrt(np.maximum(spread * growth, 1e-300)), 0.0
        )
        row, column = np.unravel_index(int(np.argmax(scores)), scores.shape)
        return int(begins[row]), int(ends[column])

    def _whole(
        self, series: int, first: int, last: int, total: Floats, noise: Floats
    ) -> tuple[int, int]:
        """The ends moved over what lies beside the window, strays as plainly by itself, and does so
        steadily the same way: an episode may be longer than the window that shows it best."""
        longest = round(_LENGTHS[-1] / STEP_DAYS[self._step])
        way = np.sign(total[last + 1] - total[first])
        same = np.concatenate([[0], np.cumsum(way * np.diff(total) > 0)])
        while True:
            room = longest - (last - first + 1)
            ends = np.arange(last + 1, min(len(total) - 1, last + 1 + room)) + 1
            begins = np.arange(max(0, first - room), first)
            pieces = [(begin, first) for begin in begins] + [(last + 1, end) for end in ends]
            if not pieces:
                return first, last
            begin, end = np.array(pieces).T
            length, spread = end - begin, noise[end] - noise[begin]
            spread = np.maximum(spread * self._growth(series, length), 1e-300)
            scores = way * (total[end] - total[begin]) / np.sqrt(spread)
            scores[(same[end] - same[begin] < _STEADY * length) | (noise[end] <= noise[begin])] = 0
            best = int(scores.argmax())
            if scores[best] < _PLAIN_BESIDE:
                return first, last
            first, last = min(first, int(begin[best])), max(last, int(end[best]) - 1)

    def _growth(self, series: int, length: Floats | np.ndarray) -> Floats:
        known = np.log(np.asarray(self._lengths, dtype=float))
        grown = np.interp(np.log(length), known, np.log(self._inflation[series]))
        result: Floats = np.exp(grown)
        return result

    def _is_yearly(self, series: int, first: int, last: int) -> bool:
        residuals = self.residuals
        weight = residuals.weights[series, first : last + 1].sum()
        if weight <= 0:
            return False
        size = residuals.plain[series, first : last + 1].sum() / weight
        for years in (1, 2):
            back = round(years * _YEAR_AGO / STEP_DAYS[self._step])
            begin, end = first - back, last - back + 1
            if begin < 0:
                continue
            then = residuals.weights[series, begin:end].sum()
            sums = residuals.plain[series, begin:end].sum()
            noise = residuals.variance[series, begin:end].sum()
            noise *= self._growth(series, np.array([last - first + 1]))[0]
            if then <= 0 or noise <= 0:
                continue
            plain = abs(sums) >= _PLAINLY * noise**0.5
            if plain and sums * size > 0 and abs(sums / then) >= _SAME_SIZE * abs(size):
                return True
        return False


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


def tail_beyond(sizes: Floats, value: float) -> float:
    """How often a size exceeds ``value``, by a generalised Pareto distribution fitted to the
    largest twentieth of ``sizes``; its tail is never taken for lighter than an exponential one.

    Source: J. R. M. Hosking and J. R. Wallis, Parameter and quantile estimation for the generalized
    Pareto distribution, Technometrics 29 (1987).
    """
    if len(sizes) < 2 / _TAIL_PART:
        return 1.0
    level = float(np.quantile(sizes, 1 - _TAIL_PART))
    beyond = np.sort(sizes[sizes > level] - level)
    count = len(beyond)
    if value <= level or count < 2:
        return 1.0
    first = float(beyond.mean())
    second = float((beyond * np.arange(count)[::-1]).sum() / (count * (count - 1)))
    gap = first - 2 * second
    shape = 2 - first / gap if gap > 0 else 0.0
    if shape < _NO_SHAPE:
        return float(_TAIL_PART * np.exp(-(value - level) / max(first, 1e-300)))
    scale = first * (1 - min(shape, _HEAVIEST))
    shape = min(shape, _HEAVIEST)
    return float(_TAIL_PART * (1 + shape * (value - level) / scale) ** (-1 / shape))


def _running(values: Floats) -> Floats:
    """Sums up to each place along the last axis, from 0 on."""
    zero = np.zeros((*values.shape[:-1], 1))
    return np.concatenate([zero, np.cumsum(values, axis=-1)], axis=-1)


def _inflation(
    residuals: Residuals, lengths: list[int], *, step: Step, apart: Flags | None
) -> Floats:
    """How much larger the variance of sums over so many periods is than that of single periods
    says; shape (S, lengths). A power of the length, fitted to what enough windows show."""
    excess, variance = residuals.excess, residuals.variance
    if apart is not None:
        excess, variance = np.where(apart, 0.0, excess), np.where(apart, 0.0, variance)
    periods = excess.shape[1]
    logs: list[Floats] = []
    used: list[int] = []
    for length in lengths:
        blocks = periods // length
        if blocks < _ENOUGH_BLOCKS and used:
            break
        cut = slice(periods - blocks * length, None)
        sums = excess[:, cut].reshape(len(excess), blocks, length).sum(2)
        noise = variance[:, cut].reshape(len(excess), blocks, length).sum(2)
        scaled = np.where(noise > 0, sums / np.sqrt(np.maximum(noise, 1e-300)), np.nan)
        low, high = quantiles(scaled, (0.1, 0.9))
        grown = ((high - low) / NORMAL_RANGE) ** 2
        if length * STEP_DAYS[step] <= _SHORT_DAYS:
            tail = quantiles(np.abs(scaled), (_TAIL_SHARE,))[0] / _TAIL_NORMAL
            grown = np.maximum(grown, tail**2)
        logs.append(np.log(np.maximum(grown, 1.0)))
        used.append(length)
    measured = np.stack(logs, axis=1)
    x = np.log(np.asarray(lengths, dtype=float))
    known = x[: len(used)]
    if len(used) < 2:
        return np.exp(np.repeat(measured[:, -1:], len(lengths), axis=1))
    half = known >= known[len(used) // 2]
    centred = known[half] - known[half].mean()
    denominator = (centred**2).sum()
    slope = (
        (measured[:, half] @ centred) / denominator if denominator > 0 else np.zeros(len(excess))
    )
    slope = np.clip(slope, 0.0, 2.0)
    level = measured[:, half].mean(1)
    line = level[:, None] + slope[:, None] * (x - known[half].mean())[None, :]
    fitted = np.maximum(line, 0.0)
    fitted[:, : len(used)] = np.maximum(fitted[:, : len(used)], measured)
    growth: Floats = np.exp(fitted)
    return growth
