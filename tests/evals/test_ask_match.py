"""Execution match: what agrees with a gold result, and what does not."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.ask_match import Gold, Row, matches

GOLD = Gold(rows=[("Ana", 3, 2.5), ("Bo", 3, 0.25), ("Cy", 1, None)], ordered_by=(1,))


def _matches(
    rows: Sequence[Row], gold: Gold = GOLD, *, units: list[str | None] | None = None, **kwargs: Any
) -> bool:
    width = len(rows[0]) if rows else 0
    return matches(rows, gold, units=units or [None] * width, **{"ordered": False, **kwargs})


def test_a_result_agrees_with_itself_however_it_is_turned() -> None:
    assert _matches(list(GOLD.rows))
    assert _matches([("Cy", 1, None), ("Ana", 3, 2.5), ("Bo", 3, 0.25)])
    assert _matches([(amount, count, name) for name, count, amount in GOLD.rows])
    assert _matches([(number, *row, "more") for number, row in enumerate(GOLD.rows)])


@pytest.mark.parametrize(
    "rows",
    [
        [("Ana", 3, 2.5), ("Bo", 3, 0.25)],
        [("Ana", 3, 2.5), ("Bo", 3, 0.25), ("Cy", 1, 0.0)],
        [("Ana", 3, 2.5), ("Bo", 3, 0.26), ("Cy", 1, None)],
        [("Ana", 3, 2.5), ("Bo", 2, 0.25), ("Cy", 1, None)],
        [("Ana", 3, 0.25), ("Bo", 3, 2.5), ("Cy", 1, None)],
        [("Ana", 3), ("Bo", 3), ("Cy", 1)],
        [("Ana", 3, 2.5), ("Ana", 3, 2.5), ("Cy", 1, None)],
        [],
    ],
    ids=["row missing", "none for empty", "amount", "count", "swapped", "column", "twice", "empty"],
)
def test_a_wrong_result_does_not_agree(rows: list[Row]) -> None:
    assert not _matches(rows)


def test_order_counts_by_what_the_gold_orders_by_so_that_ties_may_stand_either_way() -> None:
    tied = [("Bo", 3, 0.25), ("Ana", 3, 2.5), ("Cy", 1, None)]
    assert _matches(tied, ordered=True)
    assert not _matches(tied[::-1], ordered=True)
    assert not _matches(tied, Gold(rows=GOLD.rows), ordered=True)


def test_numbers_agree_to_the_decimals_of_the_gold_and_whole_ones_exactly() -> None:
    assert _matches([(2 / 3,)], Gold(rows=[(0.67,)]))
    assert _matches([(Decimal("289611.00"),)], Gold(rows=[(289611.0,)]))
    assert _matches([(2 / 3,)], Gold(rows=[(0.6667,)]))
    assert not _matches([(0.6692,)], Gold(rows=[(0.6667,)]))
    assert not _matches([(0.68,)], Gold(rows=[(2 / 3,)]))
    assert not _matches([(1001,)], Gold(rows=[(1000,)]))
    assert not _matches([(1000.4,)], Gold(rows=[(1000,)]))


def test_a_share_agrees_with_its_percentage_only_where_it_is_one() -> None:
    gold = Gold(rows=[("a", 25.0), ("b", 75.0)])
    rows: list[Row] = [("a", 0.25), ("b", 0.75)]
    assert _matches(rows, gold, units=[None, "percent"])
    assert not _matches(rows, gold)


def test_first_days_agree_with_years_months_and_midnights() -> None:
    rows: list[Row] = [(date(2024, 1, 1), 5), (date(2025, 1, 1), 7)]
    assert _matches(rows, Gold(rows=[(2024, 5), (2025, 7)]))
    assert _matches(rows, Gold(rows=[("2024-01", 5), ("2025-01", 7)]))
    assert _matches(rows, Gold(rows=[(datetime(2024, 1, 1), 5), (datetime(2025, 1, 1), 7)]))  # noqa: DTZ001  # as DuckDB gives them
    assert not _matches(rows, Gold(rows=[(2025, 5), (2024, 7)]))


def test_nothing_agrees_with_nothing() -> None:
    assert _matches([], Gold(rows=[]))
    assert not _matches([(1,)], Gold(rows=[]))


_CELL = st.one_of(st.none(), st.integers(-5, 5), st.sampled_from(["a", "b"]), st.just(1.25))


@given(
    st.integers(1, 3).flatmap(
        lambda width: st.lists(st.tuples(*[_CELL] * width), min_size=1, max_size=6)
    ),
    st.randoms(use_true_random=False),
)
def test_any_table_agrees_with_its_rows_and_columns_shuffled(rows: list[Row], random: Any) -> None:
    columns = list(range(len(rows[0])))
    random.shuffle(columns)
    turned: list[Row] = [tuple(row[place] for place in columns) for row in rows]
    random.shuffle(turned)
    assert _matches(turned, Gold(rows=rows))
