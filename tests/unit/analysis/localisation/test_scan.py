"""Combinations that moved otherwise than the rest between two periods."""

from dataclasses import replace

import numpy as np
import pytest

from boardroom.analysis.localisation.leaf import Floats
from boardroom.analysis.localisation.period import Sums, TwoPeriods
from boardroom.analysis.localisation.scan import find_carrier, find_moving, powers_of

SIZES = (4, 6, 5)


def _world(seed: int, *, per_leaf: float, lost: float = 0.0, money: bool = False) -> TwoPeriods:
    """Two periods of orders; in value 1 of the first and 2 of the second dimension some are
    lost in the later one, and all grow by a tenth."""
    rng = np.random.default_rng(seed)
    codes = tuple(np.indices(SIZES).reshape(len(SIZES), -1))
    level = per_leaf * rng.lognormal(0, 0.6, codes[0].size)
    hit = (codes[0] == 1) & (codes[1] == 2)
    later = level * 1.1 * np.where(hit, 1 - lost, 1.0)
    return TwoPeriods(
        attributes=("a", "b", "c"),
        values=tuple(tuple(str(code) for code in range(size)) for size in SIZES),
        codes=codes,
        now=_sums(rng, rng.poisson(later), money=money),
        then=_sums(rng, rng.poisson(level), money=money),
    )


def _sums(rng: np.random.Generator, counts: "np.ndarray[tuple[int], np.dtype[np.int64]]",
          *, money: bool) -> Sums:  # fmt: skip
    if not money:
        count: Floats = counts.astype(np.float64)
        return Sums(top=count, squares=count)
    rows = [rng.lognormal(3, 1.0, size) for size in counts]
    return Sums(
        top=np.array([row.sum() for row in rows]),
        squares=np.array([(row**2).sum() for row in rows]),
    )


@pytest.mark.parametrize("money", [False, True])
@pytest.mark.parametrize("per_leaf", [0.5, 4.0, 40.0])
def test_chance_alone_has_no_cause(per_leaf: float, *, money: bool) -> None:
    named = [find_moving(_world(seed, per_leaf=per_leaf, money=money)) for seed in range(20)]
    assert sum(map(bool, named)) <= 2


@pytest.mark.parametrize(("per_leaf", "money"), [(50.0, False), (120.0, True)])
def test_a_loss_in_two_attributes_is_named_by_both(per_leaf: float, *, money: bool) -> None:
    right = 0
    for seed in range(20):
        found = find_moving(_world(seed, per_leaf=per_leaf, lost=0.7, money=money))
        right += bool(found) and dict(found[0].where) == {"a": "1", "b": "2"}
    assert right >= 16


def test_what_moves_with_all_others_is_no_cause_but_what_stays_is() -> None:
    codes = np.arange(10)
    then = np.full(10, 1000.0)
    now = np.where(codes == 7, 1000.0, 2000.0)
    table = TwoPeriods(
        attributes=("a",), values=(tuple("abcdefghij"),), codes=(codes,),
        now=Sums(top=now, squares=now), then=Sums(top=then, squares=then),
    )  # fmt: skip
    found = find_moving(table)
    assert [dict(item.where) for item in found] == [{"a": "h"}]


def test_of_two_values_the_one_that_changed_is_named() -> None:
    codes = np.array([0, 1])
    then, now = np.array([4000.0, 4000.0]), np.array([4010.0, 2000.0])
    table = TwoPeriods(
        attributes=("a",), values=(("same", "fallen"),), codes=(codes,),
        now=Sums(top=now, squares=now), then=Sums(top=then, squares=then),
    )  # fmt: skip
    assert [dict(item.where) for item in find_moving(table)] == [{"a": "fallen"}]


def test_a_rate_is_judged_by_its_denominator_and_a_mix_is_no_cause() -> None:
    codes = np.arange(8)
    before, after = np.full(8, 1000.0), np.where(codes == 2, 3000.0, 1000.0)
    then = _rate(np.full(8, 200.0), before)
    assert not find_moving(_rates(codes, _rate(after * 0.2, after), then))
    fallen = np.where(codes == 5, 60.0, after * 0.2)
    found = find_moving(_rates(codes, _rate(fallen, after), then))
    assert [dict(item.where) for item in found] == [{"a": "5"}]


def _rate(top: Floats, bottom: Floats) -> Sums:
    return Sums(top=top, squares=top, bottom=bottom, cross=top, bottom_squares=bottom)


def _rates(
    codes: "np.ndarray[tuple[int], np.dtype[np.int64]]", now: Sums, then: Sums
) -> TwoPeriods:
    values = (tuple(str(code) for code in codes),)
    return TwoPeriods(
        attributes=("a",), values=values, codes=(codes,), now=now, then=then, ratio=True
    )


def test_the_dimension_in_which_something_happened_tells_most() -> None:
    table = _world(3, per_leaf=30.0)
    hit = np.where(table.codes[1] == 4, 0.3, 1.0)
    now = Sums(top=table.now.top * hit, squares=table.now.squares * hit)
    alone = [
        TwoPeriods(
            attributes=(name,),
            values=(table.values[place],),
            codes=(np.arange(len(table.values[place])),),
            now=_along(now, table, place),
            then=_along(table.then, table, place),
        )
        for place, name in enumerate(table.attributes)
    ]
    powers = powers_of(alone)
    assert max(range(3), key=powers.__getitem__) == 1


def _along(sums: Sums, table: TwoPeriods, place: int) -> Sums:
    top, squares = (
        np.bincount(table.codes[place], weights=column) for column in (sums.top, sums.squares)
    )
    return Sums(top=top.astype(np.float64), squares=squares.astype(np.float64))


def test_a_table_of_one_leaf_or_of_nothing_has_no_cause() -> None:
    one = np.array([5.0])
    table = TwoPeriods(
        attributes=("a",), values=(("x",),), codes=(np.zeros(1, dtype=np.int64),),
        now=Sums(top=one, squares=one), then=Sums(top=one * 9, squares=one * 9),
    )  # fmt: skip
    assert find_moving(table) == ()
    empty = np.zeros(4)
    nothing = TwoPeriods(
        attributes=("a",), values=(tuple("abcd"),), codes=(np.arange(4),),
        now=Sums(top=empty, squares=empty), then=Sums(top=empty, squares=empty),
    )  # fmt: skip
    assert find_moving(nothing) == ()


def test_prices_that_fell_are_seen_though_the_number_of_orders_hides_them() -> None:
    rng = np.random.default_rng(4)
    shops = np.arange(8)
    price = np.where(shops == 6, 0.8, 1.0)

    def orders(factor: Floats) -> Sums:
        counts = rng.negative_binomial(4, 0.1, 8) + 5
        rows = [rng.normal(100 * one, 3, size) for one, size in zip(factor, counts, strict=True)]
        total, number = np.array([row.sum() for row in rows]), counts.astype(np.float64)
        return Sums(
            top=total, squares=np.array([(row**2).sum() for row in rows]), bottom=number,
            cross=total, bottom_squares=number,
        )  # fmt: skip

    even = np.ones(8)
    table = TwoPeriods(
        attributes=("shop",), values=(tuple("abcdefgh"),), codes=(shops,), now=orders(price),
        then=orders(even), earlier=tuple(orders(even) for _ in range(7)),
    )  # fmt: skip
    assert table.views == ("sum", "rows", "rate")
    assert [dict(item.where) for item in find_moving(table)] == [{"shop": "g"}]
    without = (table.now, table.then, *table.earlier)
    now, then, *earlier = (sums.seen("sum") for sums in without)
    assert not find_moving(replace(table, now=now, then=then, earlier=tuple(earlier)))


def test_a_value_is_held_against_its_own_past_not_only_against_the_period_before() -> None:
    rng = np.random.default_rng(5)
    level = np.full(6, 400.0)
    past = [rng.poisson(level).astype(np.float64) for _ in range(9)]
    now = np.where(np.arange(6) == 2, 470.0, level)
    periods = [Sums(top=column, squares=column) for column in (now, *past)]
    table = TwoPeriods(
        attributes=("a",), values=(tuple("abcdef"),), codes=(np.arange(6),),
        now=periods[0], then=periods[1], earlier=tuple(periods[2:]),
    )  # fmt: skip
    assert [dict(item.where) for item in find_moving(table)] == [{"a": "c"}]


def test_what_carries_a_change_is_named_by_its_smallest_part() -> None:
    city = np.arange(12)
    then = np.full(12, 50.0)
    now = np.where(city == 5, 10.0, 50.0)
    table = TwoPeriods(
        attributes=("country", "city"), values=(tuple("ABC"), tuple("abcdefghijkl")),
        codes=(city // 4, city), now=Sums(top=now, squares=now),
        then=Sums(top=then, squares=then),
    )  # fmt: skip
    found = find_carrier(table)
    assert found is not None
    assert dict(found.where) == {"city": "f"}
    alike = replace(table, now=Sums(top=then * 0.6, squares=then))
    assert find_carrier(alike) is None


def test_few_rare_events_elsewhere_do_not_hide_what_carries_a_change() -> None:
    def down(*minutes: float) -> Sums:
        top, whole = np.array(minutes), np.full(len(minutes), 1440.0)
        return Sums(top=top, squares=top, bottom=whole, cross=top, bottom_squares=whole)

    table = TwoPeriods(
        attributes=("service",), values=(tuple("abcd"),), codes=(np.arange(4),),
        now=down(144, 18, 1, 0), then=down(38, 1, 1, 0), ratio=True,
    )  # fmt: skip
    found = find_carrier(table)
    assert found is not None
    assert dict(found.where) == {"service": "a"}
