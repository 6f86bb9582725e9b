"""What each series of a panel should have been: its own trend, the year, the days of the week.

Flows follow a multiplicative quasi-Poisson model, ratios a linear one weighted by their
denominators. Both are fitted on weeks with bounded influence, so that an episode of weeks moves
what is expected of it but little; then spread over the days. The year's course counts as far as
each year agrees with what the others show: what happened once is no season. Read by ``scan``.

Source: P. McCullagh and J. A. Nelder, Generalized Linear Models, 1989, ch. 9 (quasi-likelihood);
E. Cantoni and E. Ronchetti, Robust inference for generalized linear models, JASA 96 (2001).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import lru_cache

import numpy as np

from boardroom.analysis.panel.series import STEP_DAYS, YEAR_DAYS, Days, Flags, Floats, Panel, Step

_WEEK = 7
_ROUNDS = 12
_HUBER = 1.5
"""Residuals beyond so many deviations count as if they were no further."""
_SEASONAL_YEARS = 1.9
_WAVES = 2
"""Sine waves per year: slow seasons, but not single weeks, which ``scan`` looks up a year ago."""
_LINE = 2
"""Columns of the design before the waves: constant and trend."""
_YEAR_APART = 1.0
"""Of the trend's column, which counts years."""
_WIDEST = 1.0
"""A season changes a level by no more than so much in logs."""
_RIDGE = 1e-6
_EXACT = 1e-4
"""What follows a rule to the last digit strays by such a part of it: less is rounding."""
_TAIL = 0.99
_EXTREME = 0.02
_SAME_WEEKDAY_YEAR = 364
NORMAL_RANGE = 2.5631
"""Between the 10th and the 90th percentile of a normal distribution, in deviations."""


@dataclass(frozen=True, kw_only=True)
class Residuals:
    """How far each period of each series was from what was expected; all of shape (S, T).

    Attributes:
        excess: total − expected total; 0 where unknown.
        plain: the same before what single weeks have of their own every year was expected.
        expected: the expected total (for ratios: expected rate × denominator); 0 where unknown.
        weights: what a period counts for: the expected total of flows, the denominator of ratios.
        variance: the variance of ``excess`` that single periods show.
    """

    days: Days
    excess: Floats
    plain: Floats
    expected: Floats
    weights: Floats
    variance: Floats

    def rows(self, chosen: slice | Days) -> "Residuals":
        """Those of some series."""
        found = {item.name: getattr(self, item.name)[chosen] for item in fields(self)[1:]}
        return Residuals(days=self.days, **found)


def expect(panel: Panel, *, apart: Flags | None = None) -> Residuals:
    """Fit all series and subtract.

    Args:
        panel: the series.
        apart: shape (S, T): periods that are compared with what is expected, but say nothing of it
            or of how much it usually misses.
    """
    true = panel.totals
    if apart is not None:
        panel = replace(panel, totals=np.where(apart, np.nan, true))
    if panel.weights is None:
        expected, weights = _fit_flows(panel)
    else:
        expected, weights = _fit_ratios(panel, panel.weights)
    plain = expected
    known = np.isfinite(true) & np.isfinite(expected)
    if panel.weights is None:
        expected = expected * _echo(panel, np.where(known, expected, 0.0))[panel.families]
        weights = expected
    excess = np.where(known, true - expected, 0.0)
    weights = np.where(known, weights, 0.0)
    deviation = spread(excess, np.where(np.isfinite(panel.totals), weights, 0.0))
    return Residuals(
        days=panel.days,
        excess=excess,
        plain=np.where(known, true - plain, 0.0),
        expected=np.where(known, expected, 0.0),
        weights=weights,
        variance=np.where(
            weights > 0,
            np.maximum(deviation[:, None] ** 2 * weights, (_EXACT * np.nan_to_num(expected)) ** 2),
            0.0,
        ),
    )


def spread(excess: Floats, weights: Floats) -> Floats:
    """Deviation of one unit of weight. The largest hundredth of the periods counts no more than the
    next, so that a day of trouble does not hide itself."""
    scaled = np.where(weights > 0, excess / np.sqrt(np.maximum(weights, 1e-300)), np.nan)
    size = np.abs(scaled)
    most = quantiles(size, (_TAIL,))[0]
    squares = np.nan_to_num(np.minimum(size, most[:, None])) ** 2
    found: Floats = np.sqrt(squares.sum(1) / np.maximum(np.isfinite(scaled).sum(1), 1))
    return found


def quantiles(values: Floats, shares: tuple[float, ...]) -> Floats:
    """Quantiles along the last axis, NaN left out; 0 where nothing is known."""
    ordered = np.sort(values.reshape(-1, values.shape[-1]), axis=-1)
    count = np.isfinite(ordered).sum(axis=-1)
    last, rows = np.maximum(count - 1, 0), np.arange(len(ordered))
    place = np.multiply.outer(np.array(shares), last)
    below = place.astype(int)
    first = ordered[rows, below]
    between = first + (place - below) * (ordered[rows, np.minimum(below + 1, last)] - first)
    return np.where(count > 0, between, 0.0).reshape(len(shares), *values.shape[:-1])


def _fit_flows(panel: Panel) -> tuple[Floats, Floats]:
    blocks, design, whole = _blocks(panel)
    known = np.isfinite(panel.totals)
    totals = np.where(known, panel.totals, 0.0)
    pattern = _weekday_factors(panel)[panel.families]
    sums = _sum_blocks(totals, blocks)
    if design.shape[1] > _LINE:
        waves = _waves_of_flows(panel, sums, _sum_blocks(np.where(known, pattern, 0.0), blocks))
        pattern = pattern * np.exp(np.clip(waves @ whole[:, _LINE:].T, -_WIDEST, _WIDEST))
    exposure = _sum_blocks(np.where(known, pattern, 0.0), blocks)
    beta = _log_linear(sums, exposure, design[:, :_LINE], panel.families)
    expected = np.exp(np.clip(beta @ whole[:, :_LINE].T, -50, 50)) * pattern
    expected[sums.sum(1) <= 0] = 0.0
    return expected, expected


def _waves_of_flows(panel: Panel, sums: Floats, exposure: Floats) -> Floats:
    """The year's course of each series in logs, as far as it comes again each year; (S, waves)."""
    _, design, _ = _blocks(panel)
    families = panel.families
    if _is_pooled(panel):
        size = exposure.sum(1, keepdims=True)
        rate = np.divide(sums.sum(1, keepdims=True), size, out=np.zeros_like(size), where=size > 0)
        sums, exposure = panel.family_sums(sums), panel.family_sums(exposure * rate)
        families = np.arange(len(sums))
    beta = _log_linear(sums, exposure, design, families)
    mean = np.exp((beta @ design.T).clip(-50, 50)) * exposure
    root = np.sqrt(np.maximum(mean, 1e-12))
    rest = _bounded((sums - mean) / root, exposure <= 0, least=1e-9)
    agreed = _carried(beta[:, _LINE:], design, mean, rest * root, families)
    waves: Floats = agreed[families, None] * beta[:, _LINE:]
    return waves[panel.families] if _is_pooled(panel) else waves


def _carried(
    waves: Floats, design: Floats, weights: Floats, rest: Floats, families: Days
) -> Floats:
    """How much of the year's course that the other years show each year has too, of all series of a
    family: a slope within 0 and 1; shape (F,). What happened in one year is no season.

    Args:
        waves: shape (S, waves).
        design: shape (B, P), of blocks.
        weights, rest: shape (S, B), of the fit: what a block counts for and what it leaves.
        families: shape (S,).
    """
    columns = design[:, _LINE:]
    squares = _squares(columns)
    years = np.floor((design[-1, 1] - design[:, 1]) / _YEAR_APART).astype(np.int64)
    pull = rest + weights * (waves @ columns.T)
    noise = (rest**2 / np.maximum(weights, 1e-300)).mean(1)
    over, under = np.zeros((2, len(waves)))
    for year in np.unique(years):
        inside = years == year
        there, beside = pull[:, inside] @ columns[inside], pull[:, ~inside] @ columns[~inside]
        others = _solve(_information(squares[~inside], weights[:, ~inside]), beside)
        own = ((others @ columns[inside].T) ** 2 * weights[:, inside]).sum(1)
        over += np.divide((others * there).sum(1), noise, out=np.zeros(len(waves)), where=noise > 0)
        under += np.divide(own, noise, out=np.zeros(len(waves)), where=noise > 0)
    whole, size = np.bincount(families, weights=over), np.bincount(families, weights=under)
    slope: Floats = np.divide(whole, size, out=np.zeros(len(whole)), where=size > 0)
    return slope.clip(0.0, 1.0)


def _log_linear(sums: Floats, exposure: Floats, design: Floats, families: Days) -> Floats:
    """Logs of the rates per exposure, linear in ``design``; shape (S, P)."""
    size = exposure.sum(1)
    rate = np.divide(sums.sum(1), size, out=np.zeros(len(sums)), where=size > 0)
    usable = rate > 0
    beta = np.zeros((len(sums), design.shape[1]))
    beta[usable, 0] = np.log(rate[usable])
    squares = _squares(design)

    def advance(rows: Days) -> Flags:
        exposed = exposure[rows]
        mean = np.exp((beta[rows] @ design.T).clip(-50, 50)) * exposed
        pearson = (sums[rows] - mean) / np.sqrt(np.maximum(mean, 1e-12))
        bounded = _bounded(pearson, exposed <= 0, least=1e-9)
        information = _information(squares, mean)
        step = _solve(information, (np.sqrt(np.maximum(mean, 0.0)) * bounded) @ design)
        beta[rows] += step.clip(-1.0, 1.0)
        moving: Flags = np.abs(step).max(1) >= 1e-4
        return moving

    _settle(advance, families)
    return beta


def _settle(advance: Callable[[Days], Flags], families: Days) -> None:
    """Advance the rows of each family until none of them moves: as far as if it were alone."""
    rows = np.arange(len(families))
    for _ in range(_ROUNDS):
        moving = np.unique(families[rows[advance(rows)]])
        rows = rows[np.isin(families[rows], moving)]
        if not len(rows):
            break


def _bounded(scaled: Floats, empty: Flags, *, least: float) -> Floats:
    """Residuals in deviations with those beyond ``_HUBER`` drawn in; 0 where there is nothing."""
    scaled[empty] = np.nan
    low, high = quantiles(scaled, (0.1, 0.9))
    limit = _HUBER * np.maximum(high - low, least) / NORMAL_RANGE
    scaled[empty] = 0.0
    return scaled.clip(-limit[:, None], limit[:, None])


def _is_pooled(panel: Panel) -> bool:
    """Whether the year's course is read from all series together: of weeks there are too few for
    each to tell its own."""
    return panel.step != "day" and panel.years >= _SEASONAL_YEARS


def _echo(panel: Panel, expected: Floats) -> Floats:
    """What single weeks have of their own every year, such as holidays: the factor that the same
    weeks of other years had beyond the model, all series of a family together, as far as years
    agree. What all of several years have comes again as far as it does; the rest counts for less,
    as it may be news of one of them. (F, T)
    """
    back = round(_SAME_WEEKDAY_YEAR / STEP_DAYS[panel.step])
    if panel.years < _SEASONAL_YEARS:
        return np.ones((len(panel.starts), panel.periods))
    known = np.isfinite(panel.totals)
    total = panel.family_sums(np.where(known, panel.totals, 0.0))
    level = panel.family_sums(np.where(known, expected, 0.0))
    if panel.step == "day":
        total, level = _week_sums(total), _week_sums(level)
    apart = np.divide(total, level, out=np.ones_like(total), where=level > 0) - 1.0
    others = np.stack([_shifted(apart, years * back) for years in (-2, -1, 1, 2)])
    count = np.isfinite(others).sum(0)
    same = np.where(count > 1, _shared(others), 0.0)
    again = _slope(same, apart)[:, None] * same
    rest = np.nan_to_num(others).sum(0) / np.maximum(count, 1) - same
    there = count[0] > 0
    agree = _agreement(rest[:, there], (apart - again)[:, there])
    factor: Floats = np.maximum(1.0 + again + agree[:, None] * rest, 0.0)
    return factor


def _shifted(values: Floats, periods: int) -> Floats:
    """What the values were so many periods later; NaN where there is nothing."""
    found = np.full_like(values, np.nan)
    here = np.arange(values.shape[1]) + periods
    valid = (here >= 0) & (here < values.shape[1])
    found[:, valid] = values[:, here[valid]]
    return found


def _shared(others: Floats) -> Floats:
    """What all others have, the least of it; 0 where they disagree on the way."""
    low, high = np.fmin.reduce(others), np.fmax.reduce(others)
    found: Floats = np.nan_to_num(np.maximum(low, 0.0) + np.minimum(high, 0.0))
    return found


def _slope(x: Floats, y: Floats) -> Floats:
    """Through 0, within 0 and 1; shape (F,)."""
    square = (x * x).sum(1)
    slope = np.divide((x * y).sum(1), square, out=np.zeros(len(square)), where=square > 0)
    found: Floats = slope.clip(0.0, 1.0)
    return found


def _agreement(others: Floats, own: Floats) -> Floats:
    """The share of what other years had that this one has too: a slope through 0, within 0 and 1;
    shape (F,). Extremes count no more than those that are exceeded once in fifty periods."""
    sizes = np.abs(np.concatenate([others, own], axis=1))
    limit = np.quantile(sizes, 1 - _EXTREME, axis=1)[:, None]
    return _slope(np.clip(others, -limit, limit), np.clip(own, -limit, limit))


def _week_sums(values: Floats) -> Floats:
    """Sums over the seven periods around each; along the last axis."""
    half = _WEEK // 2
    wide = np.pad(values, ((0, 0), (half, half)))
    summed = np.zeros_like(values)
    for place in range(_WEEK):
        summed += wide[:, place : place + values.shape[1]]
    return summed


def _squares(design: Floats) -> Floats:
    """Products of each two columns of the design, shape (T, P · P)."""
    products: Floats = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    return products


def _information(squares: Floats, weights: Floats) -> Floats:
    """What weighted periods tell of the coefficients, shape (S, P, P), kept away from singular."""
    columns = math.isqrt(squares.shape[1])
    information = (weights @ squares).reshape(-1, columns, columns)
    scale = np.maximum(np.trace(information, axis1=1, axis2=2), 1e-12)
    ridge = (_RIDGE * scale)[:, None, None] * np.eye(columns)
    kept: Floats = information + ridge
    return kept


def _solve(information: Floats, gradient: Floats) -> Floats:
    """One step of iteratively reweighted least squares for all series; shape (S, P)."""
    return np.asarray(np.linalg.solve(information, gradient[..., None])[..., 0], dtype=np.float64)


def _fit_ratios(panel: Panel, sizes: Floats) -> tuple[Floats, Floats]:
    counted = np.isfinite(sizes) & (sizes > 0)
    known = np.isfinite(panel.totals) & counted
    totals = np.where(known, panel.totals, 0.0)
    weights = np.where(known, sizes, 0.0)
    blocks, design, whole = _blocks(panel)
    offset = _weekday_offsets(panel, totals, weights)[panel.families]
    size = _sum_blocks(weights, blocks)
    if design.shape[1] > _LINE:
        waves = _waves_of_ratios(panel, _sum_blocks(totals - offset * weights, blocks), size)
        offset = offset + waves @ whole[:, _LINE:].T
    sums = _sum_blocks(totals - offset * weights, blocks)
    beta = _linear(sums, size, design[:, :_LINE], panel.families)
    weights = np.where(counted, sizes, 0.0)
    expected = (beta @ whole[:, :_LINE].T + offset) * weights
    return np.where(counted, expected, np.nan), weights


def _waves_of_ratios(panel: Panel, sums: Floats, size: Floats) -> Floats:
    """The year's course of each series, as far as it comes again each year; shape (S, waves)."""
    _, design, _ = _blocks(panel)
    families = panel.families
    if _is_pooled(panel):
        all_of = np.maximum(size.sum(1, keepdims=True), 1e-300)
        apart = sums - size * sums.sum(1, keepdims=True) / all_of
        sums, size = panel.family_sums(apart), panel.family_sums(size)
        families = np.arange(len(sums))
    beta = _linear(sums, size, design, families)
    root = np.sqrt(np.maximum(size, 1e-300))
    rest = _bounded((sums - (beta @ design.T) * size) / root, size <= 0, least=1e-300)
    agreed = _carried(beta[:, _LINE:], design, size, rest * root, families)
    waves: Floats = agreed[families, None] * beta[:, _LINE:]
    return waves[panel.families] if _is_pooled(panel) else waves


def _linear(sums: Floats, size: Floats, design: Floats, families: Days) -> Floats:
    """Rates per size, linear in ``design``; shape (S, P)."""
    whole_size = size.sum(1)
    beta = np.zeros((len(sums), design.shape[1]))
    beta[:, 0] = np.divide(sums.sum(1), whole_size, out=np.zeros(len(sums)), where=whole_size > 0)
    information = _information(_squares(design), size)
    root = np.sqrt(size)
    scale = np.sqrt(np.maximum(size, 1e-300))

    def advance(rows: Days) -> Flags:
        scaled = (sums[rows] - (beta[rows] @ design.T) * size[rows]) / scale[rows]
        bounded = _bounded(scaled, size[rows] <= 0, least=1e-300)
        step = _solve(information[rows], (root[rows] * bounded) @ design)
        beta[rows] += step
        near = 1e-5 * (np.abs(beta[rows, :1]) + 1e-300)
        moving: Flags = (np.abs(step) - near).max(1) > 0
        return moving

    _settle(advance, families)
    return beta


def _weekday_factors(panel: Panel) -> Floats:
    """What each day of the week has of a week's mean, of all series of a family; shape (F, T)."""
    if panel.step != "day" or panel.periods < 4 * _WEEK:
        return np.ones((len(panel.starts), panel.periods))
    known = np.isfinite(panel.totals)
    summed = panel.family_sums(np.where(known, panel.totals, 0.0))
    counted = panel.family_sums(known.astype(float)) > 0
    level = _centred_mean(summed, counted)
    usable = counted & (level > 0)
    over, under = (_by_weekday(panel, np.where(usable, item, 0.0)) for item in (summed, level))
    shares = np.divide(over, under, out=np.ones_like(over), where=under > 0)
    mean = shares.mean(1, keepdims=True)
    factors: Floats = np.divide(shares, mean, out=np.ones_like(shares), where=mean > 0)
    return factors[:, panel.days % _WEEK]


def _weekday_offsets(panel: Panel, totals: Floats, weights: Floats) -> Floats:
    """How far each day of the week lies from the mean rate, of all series of a family; (F, T)."""
    over, under = panel.family_sums(totals), panel.family_sums(weights)
    if panel.step != "day" or panel.periods < 4 * _WEEK:
        return np.zeros_like(over)
    size = under.sum(1, keepdims=True)
    mean = np.divide(over.sum(1, keepdims=True), size, out=np.zeros_like(size), where=size > 0)
    over, under = _by_weekday(panel, over), _by_weekday(panel, under)
    rates = np.divide(over, under, out=np.zeros_like(over), where=under > 0)
    offsets: Floats = np.where(under > 0, rates - mean, 0.0)[:, panel.days % _WEEK]
    return offsets


def _by_weekday(panel: Panel, values: Floats) -> Floats:
    """Sums over the days of each weekday, shape (F, 7)."""
    place = panel.days % _WEEK
    sums = [values[:, place == day].sum(1) for day in range(_WEEK)]
    return np.stack(sums, axis=1)


def _centred_mean(values: Floats, known: Flags) -> Floats:
    """Mean of the seven days around each day, of those known."""
    total = _week_sums(np.where(known, values, 0.0))
    count = _week_sums(known.astype(float))
    mean: Floats = np.divide(total, count, out=np.zeros_like(values), where=count > 0)
    return mean


def _blocks(panel: Panel) -> tuple[Days, Floats, Floats]:
    """Block of each period (weeks of days, else the period), and the design of blocks and
    periods."""
    return _blocks_of(panel.days.tobytes(), panel.step)


@lru_cache(maxsize=16)
def _blocks_of(days: bytes, step: Step) -> tuple[Days, Floats, Floats]:
    """Once for all panels of the same periods."""
    ordinals = np.frombuffer(days, dtype=np.int64)
    size = _WEEK if step == "day" else 1
    numbers = (np.arange(len(ordinals)) + (-len(ordinals)) % size) // size
    whole = _design(ordinals, step)
    count = np.bincount(numbers)
    design = np.stack([np.bincount(numbers, weights=item) / count for item in whole.T], axis=1)
    return numbers.astype(np.int64), design, whole


def _sum_blocks(values: Floats, blocks: Days) -> Floats:
    starts = np.flatnonzero(np.diff(blocks, prepend=-1))
    wide = np.broadcast_to(values, (values.shape[0], len(blocks)))
    summed: Floats = np.add.reduceat(wide, starts, axis=1)
    return summed


def _design(days: Days, step: Step) -> Floats:
    """Constant, trend, and sine waves of the year where two years are known; shape (T, P)."""
    age = (days - days.mean()) / YEAR_DAYS
    columns = [np.ones(len(days))]
    known_days = len(days) * STEP_DAYS[step]
    if known_days > YEAR_DAYS / 4:
        columns.append(age)
    if known_days / YEAR_DAYS >= _SEASONAL_YEARS:
        for wave in range(1, _WAVES + 1):
            columns += [np.sin(2 * np.pi * wave * age), np.cos(2 * np.pi * wave * age)]
    return np.stack(columns, axis=1)
