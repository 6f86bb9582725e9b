"""Planted causes are found and nothing else, whatever the noise; nothing is found in noise."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pytest

from boardroom.analysis.localisation.cause import localise
from boardroom.analysis.localisation.leaf import LeafTable, leaf_table
from boardroom.analysis.localisation.noise import measure_noise

SIZES = (6, 30, 10, 8)
Where = frozenset[tuple[str, str | None]]


@dataclass(frozen=True, kw_only=True)
class Weather:
    """How noisy a made table is."""

    relative: float
    counted: bool
    level: float


EXACT = Weather(relative=0.01, counted=False, level=60)
ROUGH = Weather(relative=0.3, counted=False, level=60)
COUNTS = Weather(relative=0.05, counted=True, level=60)
FEW = Weather(relative=0.05, counted=True, level=8)
SPARSE = Weather(relative=0.05, counted=True, level=1)
WEATHERS = [EXACT, ROUGH, COUNTS, FEW, SPARSE]


def made(
    seed: int, weather: Weather, *, attributes: int = 1, causes: int = 1
) -> tuple[LeafTable, set[Where]]:
    """A table of which some combinations of ``attributes`` values lost or gained a share."""
    random = np.random.default_rng([seed, attributes, causes])
    codes = np.indices(SIZES).reshape(len(SIZES), -1)
    weight = random.lognormal(0, 0.7, codes.shape[1])
    for place, size in enumerate(SIZES):
        weight *= random.dirichlet(np.full(size, 2.0))[codes[place]] * size
    expected = np.where(random.random(len(weight)) < 0.3, 0.0, weather.level * weight)
    actual = expected * (1 + weather.relative * random.standard_normal(len(weight)))
    places = list(combinations(range(len(SIZES)), attributes))
    truth: set[Where] = set()
    hit = np.zeros(len(weight), dtype=bool)
    while len(truth) < causes:
        chosen = places[random.integers(len(places))]
        picked = {place: int(random.integers(SIZES[place])) for place in chosen}
        rows = np.all([codes[place] == code for place, code in picked.items()], axis=0)
        large = float(np.sum(expected[rows])) > max(0.003 * float(np.sum(expected)), 40)
        if not large or np.any(rows & hit):
            continue
        hit |= rows
        share = random.choice([-1, 1], p=[0.3, 0.7]) * random.uniform(0.5, 1.0)
        uneven = share + 0.05 * random.standard_normal(int(rows.sum()))
        actual[rows] *= 1 - np.minimum(uneven, 1)
        truth.add(frozenset((f"d{place}", str(code)) for place, code in picked.items()))
    actual = np.maximum(actual, 0)
    if weather.counted:
        actual = random.poisson(actual).astype(np.float64)
    return _table(codes, actual, expected), truth


def _table(
    codes: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    actual: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    expected: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> LeafTable:
    columns = {f"d{place}": [str(code) for code in column] for place, column in enumerate(codes)}
    return leaf_table(columns, actual.tolist(), expected.tolist())


def found(table: LeafTable) -> set[Where]:
    return {frozenset(cause.where.items()) for cause in localise(table).causes}


def test_planted_causes_are_found_whatever_the_noise() -> None:
    for weather in WEATHERS:
        right = wrong = missed = 0
        for seed, attributes, causes in ((1, 1, 1), (2, 1, 2), (3, 2, 1), (4, 2, 2), (5, 3, 1)):
            table, truth = made(seed, weather, attributes=attributes, causes=causes)
            names = found(table)
            right += len(names & truth)
            wrong += len(names - truth)
            missed += len(truth - names)
        least = 0.7 if weather == SPARSE else 0.85
        assert 2 * right / (2 * right + wrong + missed) >= least, (weather, right, wrong, missed)


@pytest.mark.parametrize("weather", [EXACT, COUNTS, FEW])
def test_several_causes_of_three_attributes_are_told_apart(weather: Weather) -> None:
    right = named = planted = 0
    for seed in (400, 401, 402):
        table, truth = made(seed, weather, attributes=3, causes=2)
        names = found(table)
        right, named, planted = right + len(names & truth), named + len(names), planted + len(truth)
    assert 2 * right / (named + planted) >= 0.92


def test_nothing_is_found_where_nothing_happened() -> None:
    named = [
        (weather, seed)
        for weather in WEATHERS
        for seed in range(8)
        if found(made(seed, weather, causes=0)[0])
    ]
    assert len(named) <= 1, named


@pytest.mark.parametrize(("shops", "goods"), [(5, 6), (6, 20), (10, 100)])
@pytest.mark.parametrize("level", [1.0, 3.0, 5.0])
def test_small_tables_of_chance_have_no_cause(shops: int, goods: int, level: float) -> None:
    columns = {
        "shop": [f"s{number % shops}" for number in range(shops * goods)],
        "good": [f"g{number // shops}" for number in range(shops * goods)],
    }
    named = 0
    for seed in range(20):
        random = np.random.default_rng([seed, shops])
        expected = random.lognormal(level, 1, shops * goods)
        actual = random.poisson(expected).tolist()
        named += bool(localise(leaf_table(columns, actual, expected.tolist())).causes)
    assert named <= 1


@pytest.mark.parametrize("unit", [1e3, 1.0, 1e-3])
def test_the_unit_does_not_matter(unit: float) -> None:
    random = np.random.default_rng(1)
    codes = np.indices((6, 20)).reshape(2, -1)
    expected = random.lognormal(4, 0.5, 120)
    actual = expected * np.where(codes[0] == 2, 0.5, 1) * random.normal(1, 0.02, 120)
    (cause,) = localise(_table(codes, actual * unit, expected * unit)).causes
    assert dict(cause.where) == {"d0": "2"}
    truth = float(np.sum((actual - expected)[codes[0] == 2]))
    assert cause.change / unit == pytest.approx(truth, rel=0.02)


def test_what_is_no_number_is_refused() -> None:
    for actual in (float("nan"), -1.0, float("inf")):
        with pytest.raises(ValueError, match="actual"):
            leaf_table({"shop": ["a"]}, [actual], [1.0])


def test_what_all_rows_share_lies_outside_the_dimensions() -> None:
    table, _ = made(3, COUNTS, causes=0)
    moved = leaf_table(
        {name: [values[code] for code in codes] for name, values, codes in _columns(table)},
        (table.actual * 0.7).tolist(),
        table.expected.tolist(),
    )
    result = localise(moved)
    assert not result.causes
    assert result.inside == 0
    assert result.everywhere == pytest.approx(result.change, rel=0.05)
    assert result.change == pytest.approx(-0.3 * float(np.sum(table.expected)), rel=0.05)


def _columns(table: LeafTable) -> list[tuple[str, tuple[str | None, ...], list[int]]]:
    codes = [column.tolist() for column in table.codes]
    return list(zip(table.attributes, table.values, codes, strict=True))


def test_a_cause_says_what_its_rows_were_and_should_have_been() -> None:
    table, truth = made(7, EXACT, attributes=2)
    (cause,) = localise(table).causes
    assert set(cause.where.items()) == set(next(iter(truth)))
    columns = {name: (values, codes) for name, values, codes in _columns(table)}

    def has(row: int, name: str, value: str | None) -> bool:
        values, codes = columns[name]
        return values[codes[row]] == value

    rows = [
        row
        for row in range(len(table))
        if all(has(row, name, value) for name, value in cause.where.items())
    ]
    assert cause.actual == pytest.approx(sum(table.actual[row] for row in rows))
    assert cause.expected == pytest.approx(sum(table.expected[row] for row in rows), rel=0.01)
    assert cause.change == pytest.approx(cause.actual - cause.expected)


def test_what_came_without_being_expected_is_a_cause() -> None:
    shops = [f"s{number % 8}" for number in range(320)]
    goods = [f"g{number // 8}" for number in range(320)]
    expected = [0.0 if good == "g7" else 50.0 + number % 9 for number, good in enumerate(goods)]
    actual = [value + 1 if value else 80.0 for value in expected]
    (cause,) = localise(leaf_table({"shop": shops, "good": goods}, actual, expected)).causes
    assert dict(cause.where) == {"good": "g7"}
    assert cause.change == pytest.approx(640)


@pytest.mark.parametrize("rows", [0, 1, 2, 5])
def test_a_table_of_few_rows_is_no_reason_to_fail(rows: int) -> None:
    columns = {"shop": [f"s{number}" for number in range(rows)], "good": ["g"] * rows}
    result = localise(leaf_table(columns, [3.0] * rows, [4.0] * rows))
    assert result.change == -rows
    assert localise(leaf_table(columns, [0.0] * rows, [0.0] * rows)).causes == ()


def test_the_noise_of_counts_and_of_forecasts_is_told_apart() -> None:
    counts = measure_noise(made(11, Weather(relative=0.0, counted=True, level=20), causes=0)[0])
    assert counts.count == pytest.approx(1, rel=0.3)
    assert counts.relative < 0.06
    rough = measure_noise(made(11, ROUGH, causes=0)[0])
    assert rough.relative == pytest.approx(0.3, rel=0.2)
    drifting = made(12, COUNTS, causes=0)[0]
    halved = LeafTable(
        attributes=drifting.attributes,
        values=drifting.values,
        codes=drifting.codes,
        actual=drifting.actual / 2,
        expected=drifting.expected,
    )
    assert measure_noise(halved).drift == pytest.approx(0.5, rel=0.03)
