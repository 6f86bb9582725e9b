"""One look at the windows of series: their sums, how far these usually stray, the best of each
series and its chance. Called by ``scan``, whose docstring gives the method."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.panel.expected import NORMAL_RANGE, Residuals, quantiles
from boardroom.analysis.panel.multiple import EFFICIENCY, chance_of_multiple
from boardroom.analysis.panel.series import STEP_DAYS, Days, Flags, Floats, Step, running
from boardroom.analysis.panel.tail import ENOUGH, tail_beyond, tail_of_scores
from boardroom.analysis.panel.tops import Tops

_LENGTHS = (1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 56, 84, 112)
_SHORT_DAYS = 3
_SCALES = (3, 21)
"""Windows of up to so many days, up to so many, and longer: how far a series strays in a day says
little of how far it strays in a month, so each scale has chances of its own."""

_JUDGED_DAYS = 365
_ENOUGH_BLOCKS = 12
_ENOUGH_WINDOWS = 25
"""So many windows of one length side by side tell how far such windows stray."""

_MOST_EPISODES = 3
_TAIL_SHARE = 0.99
_TAIL_NORMAL = 2.5758
_YEAR_AGO = 364
_SAME_SIZE = 0.5
_PLAINLY = 1.645
_BLOCK_DAYS = 28
_LEAST_BLOCK = 6
_RESAMPLES = 200
_PLAIN_BESIDE = 4.0
_STEADY = 0.75
"""What lies beside a window belongs to it where it strays by so many deviations, and so many of its
periods the same way."""
_DOUBTFUL = 0.5
_DOUBTFUL_SCALE = 0.02
"""What may be news says nothing of what is usual; of each scale by itself what most likely is."""
_PIECE = 0.001
"""What is left is set apart too where it is as unlikely as this."""
_SELECTED = 5.0
"""The window judged was chosen and its periods are not drawn from: chances found so are too small
by up to this factor, as measured on skewed noise without news."""

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


class Look:
    """One look at series; periods ``apart`` say nothing of what is usual.

    Attributes:
        chances: shape (S,): how often each series' best window comes about by chance if sums over
            windows were normal.
        residuals: how far each period was from what was expected of it.
    """

    def __init__(self, residuals: Residuals, step: Step, *, apart: Flags | None = None) -> None:
        days, periods = STEP_DAYS[step], len(residuals.days)
        self.residuals, self.step, self.apart = residuals, step, apart
        self._judged = max(1, min(round(_JUDGED_DAYS / days), periods // 2))
        self._lengths = [
            item for item in _LENGTHS if item * days <= _LENGTHS[-1] and item <= periods // 3
        ] or [1]
        scales = np.digitize([item * days for item in self._lengths], _SCALES, right=True)
        self._scales = [np.flatnonzero(scales == scale) for scale in np.unique(scales)]
        self._tries = self._tries_of(range(len(self._lengths)))
        self._freedom = max(4.0, EFFICIENCY * periods / max(1.0, 7 / days))
        self._block = max(_LEAST_BLOCK, round(_BLOCK_DAYS / days))
        self._excess, self._variance, self._inflation = self._measured()
        self._tops_by_scale = [
            self._tops(self._excess, self._variance, self._inflation, scale=scale)
            for scale in self._scales
        ]
        self._found = Tops.best_of(self._tops_by_scale)
        self.chances = self._nominal(self._found.scores)

    def _measured(self) -> tuple[Floats, Floats, Floats]:
        """How far each period is from what it is compared with, the variance of that, and by how
        much that of sums is greater, by their lengths."""
        excess, variance = self.residuals.excess, self.residuals.variance
        return excess, variance, self._inflation_of(self._grown(excess, variance))

    def _beside(self, row: int, apart: Flags) -> Floats:
        """How far the periods of one series are from what those beside ``apart`` say."""
        rest: Floats = self.residuals.excess[row]
        return rest

    def _left(self) -> Floats:
        """How far the periods beside those set apart are from what they are compared with."""
        return self._excess

    def _share(self, row: int | None, length: Days, behind: Days) -> Floats | float:
        """Of the variance of sums over so many periods with so many behind them, what is left by
        what they are compared with; of one series, or of all in rows."""
        return 1.0

    def _years(self, row: int, rest: Floats, usable: Flags, periods: int) -> Floats | None:
        """Years put together from blocks of the usable periods, in deviations of single periods;
        None where there are too few."""
        scaled = rest[usable] / np.sqrt(self._variance[row][usable])
        return self._drawn(scaled, periods)

    def _drawn(self, scaled: Floats, periods: int) -> Floats | None:
        if len(scaled) < 2 * self._block:
            return None
        random = np.random.default_rng(_SEED)
        blocks = np.lib.stride_tricks.sliding_window_view(scaled, self._block)
        chosen = random.integers(0, len(blocks), (_RESAMPLES, -(-periods // self._block)))
        drawn: Floats = blocks[chosen].reshape(_RESAMPLES, -1)[:, :periods]
        return drawn

    def strays(self) -> Flags:
        """The periods to set apart before the next look: at first the best window of all, and of
        each scale that alone makes it unlikely."""
        if self.apart is None:
            found = self._windows(self._found, self.chances <= _DOUBTFUL)
            for scale, tops in zip(self._scales, self._tops_by_scale, strict=True):
                found |= self._windows(tops, self._nominal(tops.scores, scale) <= _DOUBTFUL_SCALE)
            return found
        left = np.where(self.apart, 0.0, self._left())
        rest = self._tops(left, self._variance, self._inflation)
        found = self._windows(rest, self._nominal(rest.scores) <= _PIECE)
        days = (found | self.apart).sum(1) * STEP_DAYS[self.step]
        found &= (days <= _LENGTHS[-1])[:, None]
        return found

    def _windows(self, tops: Tops, chosen: Flags) -> Flags:
        """The periods of the windows of the chosen series."""
        places = np.arange(self.residuals.excess.shape[1])[None, :]
        inside: Flags = (places >= tops.firsts[:, None]) & (places <= tops.lasts[:, None])
        return inside & chosen[:, None]

    def episodes(self, row: int, *, limit: float) -> tuple[Episode, ...]:
        """The episodes of one series whose chance is at most ``limit``, strongest first."""
        excess = self._excess[row]
        apart = np.zeros(len(excess), dtype=bool)
        found: list[Episode] = []
        while len(found) < _MOST_EPISODES:
            told = [
                episode
                for number in range(len(self._scales))
                if (episode := self._episode(row, excess, apart, number, limit=limit))
            ]
            if not told:
                break
            found.append(min(told, key=lambda item: (item.p_value, -abs(item.deviations))))
            apart[found[-1].first : found[-1].last + 1] = True
            excess = np.where(apart, 0.0, self._beside(row, apart))
        return tuple(found)

    def variance_over(self, first: int, last: int) -> Floats:
        """Of the sum over these periods; shape (S,)."""
        length, behind = np.array([last - first + 1]), np.array([self._excess.shape[1] - 1 - last])
        rows = range(len(self._excess))
        growth = np.array([self._growth(row, length, behind)[0] for row in rows])
        found: Floats = self._variance[:, first : last + 1].sum(1) * growth
        return found

    def _nominal(self, scores: Floats, scale: Days | None = None) -> Floats:
        """What the scores would mean if sums over windows, of one scale or all, were normal."""
        from scipy.special import stdtr

        tries = self._tries if scale is None else self._tries_of(scale)
        chances: Floats = np.minimum(1.0, tries * 2 * stdtr(self._freedom, -scores))
        return chances

    def _tries_of(self, scale: Iterable[int]) -> float:
        """How many windows of these lengths lie side by side in what is judged, both ways."""
        return 2 * sum(max(1.0, self._judged / self._lengths[place]) for place in scale)

    def _tops(
        self,
        excess: Floats,
        variance: Floats,
        inflation: Floats,
        *,
        row: int | None = None,
        scale: Days | None = None,
    ) -> Tops:
        """The best window of each series, by the deviations of windows of each length; or of that
        one ``row``; or of the lengths of one ``scale``."""
        total = running(excess)
        places = range(len(self._lengths)) if scale is None else scale
        deviations = self._deviations_of(variance, inflation, places, row=row)
        rows = np.arange(len(excess))
        best = np.zeros(len(excess))
        firsts, lasts = np.zeros((2, len(excess)), dtype=np.int64)
        for place, spread in zip(places, deviations, strict=True):
            length = self._lengths[place]
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
        return Tops(scores=best, firsts=firsts, lasts=lasts)

    def _best_scores(
        self, years: Floats, unit: Floats, deviations: Sequence[Floats], places: Iterable[int]
    ) -> Floats:
        """The scores of ``_tops`` without their windows, for many years of the same series, drawn
        in deviations of single periods, which are ``unit``: years side by side, for the processor's
        cache."""
        total = np.zeros((len(unit) + 1, len(years)))
        np.multiply(years.T, unit[:, None], out=total[1:])
        np.cumsum(total, axis=0, out=total)
        best, room = np.zeros(len(years)), np.empty_like(total)
        for place, spread in zip(places, deviations, strict=True):
            length = self._lengths[place]
            first, scores = len(total) - len(spread), room[: len(spread)]
            np.subtract(total[first:], total[first - length : -length], out=scores)
            np.abs(scores, out=scores)
            scores /= spread[:, None]
            np.maximum(best, scores.max(axis=0), out=best)
        return best

    def _deviations_of(
        self,
        variance: Floats,
        inflation: Floats,
        places: Iterable[int],
        *,
        row: int | None = None,
    ) -> list[Floats]:
        """Of the sums over the judged windows of the lengths at ``places``; infinite where nothing
        is known."""
        noise = running(variance)
        found = []
        for place in places:
            length = self._lengths[place]
            spread = self._sums(noise, length) * inflation[..., place : place + 1]
            behind = np.arange(spread.shape[-1])[::-1]
            spread *= self._share(row, np.array([length]), behind)
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
        self, row: int, rest: Floats, score: float, apart: Flags, scale: Days
    ) -> float:
        """How often a year put together from blocks of the series' other periods scores as much at
        that scale, or at another as rarely: the tail of an extreme value distribution fitted to the
        best scores of such years."""
        variance = self._variance[row]
        judged = variance[-self._judged - self._lengths[-1] :]
        years = self._years(row, rest, (variance > 0) & ~apart, len(judged))
        if years is None:
            return 1.0
        deviations = self._deviations_of(judged, self._inflation[row], scale, row=row)
        best = self._best_scores(years, np.sqrt(judged), deviations, scale)
        return min(1.0, _SELECTED * len(self._scales) * tail_of_scores(best, score))

    def _chance_of_length(self, row: int, excess: Floats, first: int, last: int) -> float:
        """How often one of the year's windows of that length strays as far, by the tail of all
        others: the blocks drawn from hold no burst larger than those that were. 0 where there are
        too few to tell."""
        length = last - first + 1
        if length * _ENOUGH_WINDOWS > len(excess):
            return 0.0
        total, noise = running(excess), running(self._variance[row])
        behind = np.arange(len(noise) - length)[::-1]
        spread = (noise[length:] - noise[:-length]) * self._share(row, np.array([length]), behind)
        sums = np.abs(total[length:] - total[:-length])
        scaled = np.where(spread > 0, sums / np.sqrt(np.maximum(spread, 1e-300)), np.nan)
        value = float(scaled[first])
        scaled[max(0, first - length + 1) : first + length] = np.nan
        others = scaled[np.isfinite(scaled)]
        if len(others) < ENOUGH:
            return 0.0
        tried = 2 * self._judged / length
        return float(min(1.0, tried * tail_beyond(others, value)))

    def _chance_of_multiple(self, came: Floats, expected: Floats, first: int, last: int) -> float:
        """The same by how many times what was expected came; no sum is judged by it alone."""
        if (last - first + 1) * _ENOUGH_WINDOWS > len(came):
            return 0.0
        return chance_of_multiple(came, expected, first=first, last=last, judged=self._judged)

    def _episode(
        self, row: int, excess: Floats, apart: Flags, number: int, *, limit: float
    ) -> Episode | None:
        """The best window of that scale beside ``apart`` with its chance; None where that is above
        ``limit``."""
        scale = self._scales[number]
        tops = self._tops_by_scale[number].of(row)
        if apart.any():
            only = slice(row, row + 1)
            tops = self._tops(
                excess[None], self._variance[only], self._inflation[only], row=row, scale=scale
            )
        score, first, last = float(tops.scores[0]), int(tops.firsts[0]), int(tops.lasts[0])
        chance = float(self._nominal(tops.scores)[0])
        if chance > limit or score <= 0:
            return None
        total, noise = running(excess), running(self._variance[row])
        first, last = self._refined(row, first, last, total, noise)
        first, last = self._whole(row, first, last, total, noise)
        inside = np.zeros(len(excess), dtype=bool)
        inside[first : last + 1] = True
        rest = self._beside(row, apart | inside)
        whole = np.where(inside, excess, rest)
        chance = max(chance, self._chance_of_length(row, whole, first, last))
        if chance <= limit:  # Years are put together only for what the quick judgements leave.
            if scale[0]:
                score *= self._without_largest(row, rest, inside)
            chance = max(chance, self._chance_of_years(row, rest, score, apart | inside, scale))
        residuals, size = self.residuals, float(rest[inside].sum())
        came = residuals.expected[row] + residuals.excess[row]
        if chance > limit or self._chance_of_multiple(came, came - whole, first, last) > limit:
            return None
        true = float(came[inside].sum())
        return Episode(
            series=row,
            first=first,
            last=last,
            excess=size,
            expected=true - size,
            weight=float(residuals.weights[row, inside].sum()),
            deviations=score if size > 0 else -score,
            p_value=chance,
            yearly=self._is_yearly(row, first, last),
        )

    def _without_largest(self, row: int, rest: Floats, inside: Flags) -> float:
        """The share of a window's height that is left without the period that it owes most to: one
        burst is judged as what it is, not as weeks."""
        sizes, noise = rest[inside] * np.sign(rest[inside].sum()), self._variance[row][inside]
        largest = int(sizes.argmax())
        whole = float(sizes.sum() / max(float(noise.sum()), 1e-300))
        left = float(np.delete(sizes, largest).sum() / max(np.delete(noise, largest).sum(), 1e-300))
        return min(1.0, max(0.0, left / whole)) if whole > 0 else 0.0

    def _refined(
        self, row: int, first: int, last: int, total: Floats, noise: Floats
    ) -> tuple[int, int]:
        """The ends moved to where the score is greatest."""
        reach = max(1, (last - first + 1) // 2)
        begins = np.arange(max(0, first - reach), min(last, first + reach) + 1)
        ends = np.arange(max(first, last - reach), min(len(total) - 2, last + reach) + 1)
        length = ends[None, :] - begins[:, None] + 1
        valid = length >= 1
        sums = total[ends + 1][None, :] - total[begins][:, None]
        spread = noise[ends + 1][None, :] - noise[begins][:, None]
        growth = self._growth(row, np.maximum(length, 1), len(total) - 2 - ends)
        scores = np.where(
            valid & (spread > 0), np.abs(sums) / np.sqrt(np.maximum(spread * growth, 1e-300)), 0.0
        )
        begin, end = np.unravel_index(int(np.argmax(scores)), scores.shape)
        return int(begins[begin]), int(ends[end])

    def _whole(
        self, row: int, first: int, last: int, total: Floats, noise: Floats
    ) -> tuple[int, int]:
        """The ends moved over what lies beside the window, strays as plainly by itself, and does so
        steadily the same way: an episode may be longer than the window that shows it best."""
        longest = round(_LENGTHS[-1] / STEP_DAYS[self.step])
        way = np.sign(total[last + 1] - total[first])
        same = np.concatenate([[0], np.cumsum(way * np.diff(total) > 0)])
        while True:
            room = longest - (last - first + 1)
            ends = np.arange(last + 1, min(len(total) - 1, last + 1 + room)) + 1
            begins = np.arange(max(0, first - room), first)
            if not len(begins) + len(ends):
                return first, last
            begin = np.concatenate([begins, np.full(len(ends), last + 1)])
            end = np.concatenate([np.full(len(begins), first), ends])
            length, spread = end - begin, noise[end] - noise[begin]
            growth = self._growth(row, length, len(total) - 1 - end)
            spread = np.maximum(spread * growth, 1e-300)
            scores = way * (total[end] - total[begin]) / np.sqrt(spread)
            scores[(same[end] - same[begin] < _STEADY * length) | (noise[end] <= noise[begin])] = 0
            best = int(scores.argmax())
            if scores[best] < _PLAIN_BESIDE:
                return first, last
            first, last = min(first, int(begin[best])), max(last, int(end[best]) - 1)

    def _growth(self, row: int, length: Days, behind: Days) -> Floats:
        """By how much the variance of sums over so many periods is greater than single periods
        say."""
        known = np.log(np.asarray(self._lengths, dtype=float))
        grown = np.exp(np.interp(np.log(length), known, np.log(self._inflation[row])))
        result: Floats = grown * self._share(row, length, behind)
        return result

    def _is_yearly(self, row: int, first: int, last: int) -> bool:
        residuals = self.residuals
        weight = residuals.weights[row, first : last + 1].sum()
        if weight <= 0:
            return False
        plain = residuals.plain[row] - (residuals.excess[row] - self._excess[row])
        size = plain[first : last + 1].sum() / weight
        for years in (1, 2):
            back = round(years * _YEAR_AGO / STEP_DAYS[self.step])
            begin, end = first - back, last - back + 1
            if begin < 0:
                continue
            then, sums = residuals.weights[row, begin:end].sum(), plain[begin:end].sum()
            length, behind = np.array([last - first + 1]), np.array([len(plain) - end])
            noise = self._variance[row, begin:end].sum() * self._growth(row, length, behind)[0]
            if then <= 0 or noise <= 0:
                continue
            plainly = abs(sums) >= _PLAINLY * noise**0.5
            if plainly and sums * size > 0 and abs(sums / then) >= _SAME_SIZE * abs(size):
                return True
        return False

    def _inflation_of(self, grown: Floats) -> Floats:
        """How much larger the variance of sums over so many periods is than that of single periods
        says; shape (S, lengths). A power of the length, fitted to what enough windows show."""
        measured, used = np.maximum(grown, 0.0), grown.shape[1]
        x = np.log(np.asarray(self._lengths, dtype=float))
        known = x[:used]
        if used < 2:
            flat: Floats = np.exp(np.repeat(measured[:, -1:], len(x), axis=1))
            return flat
        half = known >= known[used // 2]
        centred = known[half] - known[half].mean()
        denominator = (centred**2).sum()
        slope = np.zeros(len(grown))
        if denominator > 0:
            slope = np.clip((measured[:, half] @ centred) / denominator, 0.0, 2.0)
        level = measured[:, half].mean(1)
        line = level[:, None] + slope[:, None] * (x - known[half].mean())[None, :]
        fitted = np.maximum(line, 0.0)
        fitted[:, :used] = np.maximum(fitted[:, :used], measured)
        growth: Floats = np.exp(fitted)
        return growth

    def _grown(self, excess: Floats, variance: Floats) -> Floats:
        """The same in logs, as windows show it of those lengths of which there are enough."""
        if self.apart is not None:
            excess, variance = (np.where(self.apart, 0.0, item) for item in (excess, variance))
        periods = excess.shape[1]
        total, noises = running(excess), running(variance)
        logs: list[Floats] = []
        for length in self._lengths:
            blocks = periods // length
            if blocks < _ENOUGH_BLOCKS and logs:
                break
            ends = slice(periods - blocks * length, None, length)
            sums, noise = np.diff(total[:, ends]), np.diff(noises[:, ends])
            scaled = np.where(noise > 0, sums / np.sqrt(np.maximum(noise, 1e-300)), np.nan)
            low, high = quantiles(scaled, (0.1, 0.9))
            grown = ((high - low) / NORMAL_RANGE) ** 2
            if length * STEP_DAYS[self.step] <= _SHORT_DAYS:
                tail = quantiles(np.abs(scaled), (_TAIL_SHARE,))[0] / _TAIL_NORMAL
                grown = np.maximum(grown, tail**2)
            logs.append(np.log(np.maximum(grown, 1e-300)))
        return np.stack(logs, axis=1)
