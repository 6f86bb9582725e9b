"""The statistics of a survey against independent computations (SciPy) and hand-made tables."""

import numpy as np
import pytest
from scipy import stats

from boardroom.analysis.survey.association import (
    correlation,
    crossing,
    rates_differ,
    unrelated,
)
from boardroom.analysis.survey.chance import binomial_tail, log_factorials, overlap_tail, wilson
from boardroom.analysis.survey.column import Grouping, group, ranks_of
from boardroom.analysis.survey.course import count_course, find_peak, mean_course
from boardroom.analysis.survey.difference import difference
from boardroom.analysis.survey.pace import pace
from boardroom.analysis.survey.parallel import parallel
from boardroom.analysis.survey.repeat import load, repeated
from boardroom.analysis.survey.share import spread_counts, spread_sums
from boardroom.analysis.survey.word import identifiers, read_words, telling_words


def _random_groups(seed: int, size: int, values: int) -> Grouping:
    rng = np.random.default_rng(seed)
    return group([f"v{code}" for code in rng.integers(0, values, size)])


@pytest.mark.parametrize(("count", "of", "rate"), [(3, 10, 0.2), (60, 200, 0.25), (0, 5, 0.5)])
def test_binomial_tail_is_that_of_scipy(count: int, of: int, rate: float) -> None:
    expected = stats.binom.sf(count - 1, of, rate)
    assert binomial_tail(count, of=of, rate=rate) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("both", "first", "second"), [(5, 20, 30), (12, 20, 30), (20, 20, 30)])
def test_overlap_tail_is_fishers_exact_test(both: int, first: int, second: int) -> None:
    table = [[both, first - both], [second - both, 100 - first - second + both]]
    expected = stats.fisher_exact(table, alternative="greater").pvalue
    found = overlap_tail(both, first=first, second=second, logs=log_factorials(100))
    assert found == pytest.approx(expected, rel=1e-9)


def test_wilson_interval_is_that_of_scipy() -> None:
    expected = stats.binomtest(30, 100).proportion_ci(0.9, method="wilson")
    low, high = wilson(30, 100, z=stats.norm.ppf(0.95))
    assert (low, high) == pytest.approx((expected.low, expected.high), rel=1e-9)


def test_ranks_share_ties() -> None:
    values = np.array([3.0, 1.0, 3.0, 2.0])
    assert ranks_of(values)[0].tolist() == stats.rankdata(values).tolist()


def test_a_difference_takes_the_larger_of_two_tests() -> None:
    rng = np.random.default_rng(5)
    inside, outside = rng.lognormal(1.8, 1, 60), rng.lognormal(1, 1, 140)
    found = difference(group(["a"] * 60 + ["b"] * 140), np.concatenate([inside, outside]))
    assert found is not None
    ranks = stats.mannwhitneyu(inside, outside, method="asymptotic").pvalue
    means = stats.ttest_ind(inside, outside, equal_var=False).pvalue
    assert found.p_value == pytest.approx(2 * max(ranks, means), rel=1e-6)
    gap = found.gap
    assert sorted([gap.mean, gap.rest]) == pytest.approx([outside.mean(), inside.mean()])
    assert gap.low < gap.mean - gap.rest < gap.high


def test_of_plain_differences_the_one_that_explains_most_is_told_with_its_likes() -> None:
    rng = np.random.default_rng(8)
    means = {"server": 8_000, "web server": 7_900, "desk": 3_000, "screen": 2_500, "cable": 2_000}
    places = rng.integers(0, 5, 500)
    names = list(means)
    values = np.array([means[names[place]] for place in places]) + rng.normal(0, 40, 500)
    values[places < 2] += rng.normal(0, 900, (places < 2).sum())  # Plain, but less than cables.
    grouping = group([names[place] for place in places])
    found = difference(grouping, values)
    assert found is not None
    told = {grouping.values[place] for place in (found.group, *found.alike)}
    assert told == {"server", "web server"}
    high = values[places < 2]
    assert found.gap.mean == pytest.approx(high.mean())
    assert found.gap.rest == pytest.approx(values[places >= 2].mean())
    wins = stats.mannwhitneyu(high, values[places >= 2]).statistic
    pairs = len(high) * (500 - len(high))
    assert found.gap.delta == pytest.approx(2 * wins / pairs - 1)


def test_what_most_values_are_like_is_no_likeness() -> None:
    rng = np.random.default_rng(9)
    places = rng.integers(0, 4, 400)
    values = np.where(places == 3, 10.0, 50.0) + rng.normal(0, 1, 400)
    found = difference(group([f"v{place}" for place in places]), values)
    assert found is not None
    assert found.alike == ()


def test_one_huge_outlier_makes_no_difference() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(10, 1, 200)
    values[3] = 1e9
    found = difference(_random_groups(2, 200, 4), values)
    assert found is not None
    assert found.p_value > 0.05


def test_correlation_is_that_of_scipy() -> None:
    rng = np.random.default_rng(2)
    first = rng.normal(size=80)
    second = first + rng.normal(size=80)
    found = correlation(first, second)
    assert found is not None
    assert found.pearson == pytest.approx(stats.pearsonr(first, second).statistic)
    assert found.spearman == pytest.approx(stats.spearmanr(first, second).statistic)
    larger = max(stats.pearsonr(first, second).pvalue, stats.spearmanr(first, second).pvalue)
    assert found.p_value == pytest.approx(larger, rel=1e-6)


def test_series_that_wander_are_worth_fewer_pairs() -> None:
    rng = np.random.default_rng(4)
    one, two = rng.normal(size=(2, 60)).cumsum(axis=1)
    plain, ordered = correlation(one, two), correlation(one, two, in_order=True)
    assert plain is not None
    assert ordered is not None
    assert ordered.p_value > plain.p_value
    assert ordered.high - ordered.low > plain.high - plain.low


@pytest.mark.parametrize(
    ("slope", "size", "absent"), [(0, 400, True), (1, 400, False), (0, 25, False)]
)
def test_that_nothing_goes_together_is_known_from_many_only(
    slope: float, size: int, *, absent: bool
) -> None:
    rng = np.random.default_rng(3)
    first, noise = rng.normal(size=(2, size))
    found = correlation(first, slope * first + noise)
    assert found is not None
    assert found.absent is absent


@pytest.mark.parametrize(
    ("size", "tied", "found"), [(600, False, True), (60, False, False), (600, True, False)]
)
def test_that_columns_have_nothing_to_do_with_each_other_is_known_from_many_only(
    size: int, *, tied: bool, found: bool
) -> None:
    rng = np.random.default_rng(12)
    first = rng.integers(0, 4, size)
    other = rng.integers(0, 3, size)
    second = np.where(rng.random(size) < 0.3, first % 3, other) if tied else other
    table = np.zeros((4, 3), dtype=np.int64)
    np.add.at(table, (first, second), 1)
    assert unrelated(table) is found


@pytest.mark.parametrize(
    ("slopes", "way", "found"),
    [
        ((20, 20, 20), 1, True),
        ((-20, -20, -20), -1, True),
        ((20, 20, 60), 1, False),
        ((20, 20, -20), 1, False),
        ((0, 0, 0), 0, True),
        ((0, 0, 40), 0, False),
    ],
)
def test_a_measure_moves_alike_where_each_value_has_the_course_of_all(
    slopes: tuple[float, float, float], way: int, *, found: bool
) -> None:
    rng = np.random.default_rng(13)
    days, places = rng.uniform(0, 365, 600), rng.integers(0, 3, 600)
    values = 20 + np.array(slopes)[places] * days / 365 + rng.normal(0, 4, 600)
    grouping = group([f"v{place}" for place in places])
    known = parallel(grouping, days, values, way=way)
    assert (known is not None) is found
    if known is not None:
        moved = known.lasts - known.firsts
        assert moved == pytest.approx(np.full(3, 2 / 3 * slopes[0]), abs=3)


def test_of_few_records_it_is_not_known_that_they_move_alike() -> None:
    rng = np.random.default_rng(14)
    days, places = rng.uniform(0, 365, 60), rng.integers(0, 3, 60)
    values = 20 + 10 * days / 365 + rng.normal(0, 10, 60)
    grouping = group([f"v{place}" for place in places])
    assert parallel(grouping, days, values, way=1) is None


def test_what_takes_longer_in_full_weeks_is_seen() -> None:
    rng = np.random.default_rng(6)
    counts = rng.integers(2, 20, 52)
    days = np.repeat(np.arange(52) * 7.0, counts) + rng.uniform(0, 7, counts.sum())
    busy = np.repeat(counts, counts) + rng.normal(0, 3, counts.sum())
    found, none = (
        pace(days, values, unit_days=1.0) for values in (busy, rng.exponential(5, counts.sum()))
    )
    assert found is not None
    assert none is not None
    assert found.link.spearman > 0.9
    assert found.link.p_value < 1e-6 < none.link.p_value
    assert counts[1:-1].sum() <= found.counts.sum() <= counts.sum()
    assert pace(days[:30], busy[:30], unit_days=1.0) is None


def test_the_pace_counts_records_without_the_measure_too() -> None:
    rng = np.random.default_rng(8)
    days = np.floor(rng.uniform(0, 364, 5_000))
    days[:2] = 0, 363
    hours = np.where(rng.random(5_000) < 0.2, rng.exponential(5, 5_000), np.nan)
    found = pace(days, hours, unit_days=1 / 24)
    assert found is not None
    counts = np.bincount((days // 7).astype(np.int64))
    assert found.counts.tolist() == counts[: len(found.counts)].tolist()
    last = np.nanmean(hours[days // 7 == len(found.means) - 1])
    assert found.means[-1] == pytest.approx(last)


def test_the_pace_ends_where_nearly_all_can_be_finished() -> None:
    """Work gets more, its length does not; of the newest only what was short is finished."""
    rng = np.random.default_rng(4)
    days = np.floor(364 * np.sqrt(rng.uniform(0, 1, 8_000)))
    days[:2] = 0, 363
    took = rng.exponential(30, 8_000)
    finished = np.where(days + took < 364, took, np.nan)
    found = pace(days, finished, unit_days=1.0)
    assert found is not None
    size = len(found.means)
    assert size == (364 - np.nanquantile(finished, 0.99)) // 7
    truth = [took[days // 7 == week].mean() for week in range(size)]
    assert found.means[-8:].mean() == pytest.approx(np.mean(truth[-8:]), rel=0.1)
    whole = pace(days, took, unit_days=1.0)
    assert whole is not None
    assert len(whole.means) == 52


def test_a_climb_that_bends_is_a_course() -> None:
    rng = np.random.default_rng(9)
    months = np.repeat(np.arange(13), 12)
    level = np.where(months < 6, 6.0, 57.0 + 9.0 * (months - 6))
    days = months * 30.0 + rng.uniform(0, 30, len(months))
    found = mean_course(months, 13, days=days, values=level * rng.uniform(0.7, 1.3, len(months)))
    assert found is not None
    assert found.p_value < 1e-3
    assert found.last > 5 * found.first


def test_a_crossing_names_the_cell_that_holds_too_many() -> None:
    first = group(["a"] * 50 + ["b"] * 50)
    second = group(["x"] * 40 + ["y"] * 10 + ["x"] * 20 + ["y"] * 30)
    found = crossing(first, second)
    assert found is not None
    cell = found.cells[0]
    assert (first.values[cell.first], second.values[cell.second], cell.both) == ("a", "x", 40)
    assert (cell.share, cell.rest) == (0.8, 0.4)
    expected = stats.fisher_exact([[40, 10], [20, 30]], alternative="greater").pvalue
    assert cell.p_value == pytest.approx(expected * 2 * 4)


def test_shares_are_judged_against_evenness() -> None:
    uneven = spread_counts(group(["a"] * 60 + ["b"] * 20 + ["c"] * 20))
    assert uneven is not None
    assert uneven.share == pytest.approx(0.6)
    assert uneven.p_value == pytest.approx(3 * stats.binom.sf(59, 100, 1 / 3), rel=1e-9)
    even = spread_counts(group([f"v{place % 4}" for place in range(400)]))
    assert even is not None
    assert even.p_value == 1.0


def test_a_sum_follows_its_amounts_and_refuses_signs() -> None:
    grouping = group(["a", "b"] * 50)
    sums = spread_sums(grouping, np.array([3.0, 1.0] * 50))
    assert sums is not None
    assert (grouping.values[sums.top], sums.share) == ("a", 0.75)
    assert spread_sums(grouping, np.array([3.0, -1.0] * 50)) is None


def test_counts_and_means_that_rise_are_courses_and_noise_is_none() -> None:
    rng = np.random.default_rng(4)
    rising = np.repeat(np.arange(12), np.arange(10, 130, 10))
    found = count_course(rising, 12)
    assert found is not None
    assert found.last > found.first
    assert found.p_value < 1e-6
    places = rng.integers(0, 12, 400)
    noise = mean_course(places, 12, days=places.astype(float), values=rng.normal(size=400))
    assert noise is not None
    assert noise.p_value > 0.05


def test_a_peak_is_dated() -> None:
    counts = np.array([10, 12, 9, 11, 60, 55, 10, 8, 12, 11], dtype=float)
    found = find_peak(counts)
    assert found is not None
    assert (found.start, found.end, found.count) == (4, 5, 115)
    assert find_peak(np.full(10, 12.0)) is None


def test_one_amount_again_and_again() -> None:
    values = np.concatenate([np.full(40, 80.0), np.arange(100, dtype=float)])
    found = repeated(values)
    assert found is not None
    assert (found.value, found.count, found.next_count) == (80.0, 41, 1)
    assert repeated(np.arange(100, dtype=float)) is None


def test_load_counts_records_per_thing() -> None:
    groups = ["it"] * 40 + ["hr"] * 20
    things = ["t1"] * 20 + ["t2"] * 20 + [f"h{place % 10}" for place in range(20)]
    grouping = group(list(groups))
    found = load(grouping, group(list(things)))
    assert found is not None
    assert grouping.values[found.top] == "it"
    assert found.per[found.top] == 20.0
    assert found.rest == 2.0
    pairs = [place // 5 for place in range(60)]
    few = load(group([f"d{place}" for place in pairs]), group([f"p{n // 3}" for n in range(60)]))
    assert few is None


def test_words_are_told_with_their_group() -> None:
    texts = ["Printer542 is jammed"] * 20 + ["disk is full"] * 20
    grouping = group(["office"] * 20 + ["server"] * 20)
    vocabulary = read_words(texts)
    cells = telling_words(vocabulary, grouping)
    told = {(grouping.values[x.first], vocabulary.words[x.second]) for x in cells}
    assert {"office", "server"} == {value for value, _ in told}
    assert "is" not in vocabulary.words
    assert "Printer" in vocabulary.words, "a numbered thing is one of its kind"
    assert identifiers(texts).values == ("Printer542",)


@pytest.mark.parametrize("seed", range(5))
def test_shuffled_columns_give_no_small_chance(seed: int) -> None:
    rng = np.random.default_rng(seed)
    one, two = _random_groups(seed, 300, 5), _random_groups(seed + 50, 300, 8)
    values = rng.lognormal(0, 2, 300)
    crossed, gap = crossing(one, two), difference(one, values)
    assert crossed is not None
    assert gap is not None
    chances = [cell.p_value for cell in crossed.cells] + [gap.p_value]
    assert min(chances) > 0.005


def test_nothing_is_said_of_nothing() -> None:
    empty = group([None] * 30)
    one = group(["a"] * 30)
    none = np.full(30, np.nan)
    assert spread_counts(empty) is None
    assert spread_counts(one) is None
    assert spread_sums(empty, none) is None
    assert difference(empty, none) is None
    assert difference(one, np.ones(30)) is None
    assert crossing(empty, one) is None
    assert correlation(none, none) is None
    assert repeated(none) is None
    assert telling_words(read_words([None] * 30), one) == ()
    assert count_course(np.full(30, -1), 12) is None


def test_rates_that_differ_are_judged_as_by_a_chi_square() -> None:
    table = np.array([[28, 9], [13, 5], [15, 26], [6, 17]])
    assert rates_differ(table) == pytest.approx(stats.chi2_contingency(table).pvalue, rel=0.5)
    assert rates_differ(np.array([[3, 1], [1, 3]])) == 1.0
    assert rates_differ(np.array([[50, 50], [100, 100]])) == 0.5
