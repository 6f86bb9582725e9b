"""Remarks on the rows of an answer: exact, and silent where nothing may be said."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from boardroom.ask.answer import Remark
from boardroom.ask.charting.wanted import Wanted
from boardroom.ask.remarks import remarks_of
from boardroom.semantic.result import Caveat, Column, Result
from tests.unit.ask.charting.rows import (
    JUNE,
    MAY,
    TIME,
    dimension,
    metric,
    months,
    previous,
    result,
    until,
)

REVENUE, CHURN = metric("revenue"), metric("churn_rate", "percent", direction="down")
SUMS = Wanted(additive=frozenset({"revenue"}), whole=True)
GROUPS = [("North", Decimal(60)), ("South", Decimal(25)), ("East", Decimal(15))]


def by_region(rows: Sequence[tuple[object, ...]], column: Column = REVENUE) -> Result:
    """A metric by region."""
    return result([dimension("region"), column], rows)


def texts(found: Sequence[Remark]) -> list[str]:
    """What is said."""
    return [item.text for item in found]


def test_the_largest_share_is_told_of_what_adds_up() -> None:
    (found,) = remarks_of(by_region(GROUPS), SUMS)
    assert found.text == "North makes up 60% of revenue: $60.00 of $100.00."
    assert found.numbers == {"share": 0.6, "value": 60.0, "total": 100.0}


def test_no_total_is_told_of_what_does_not_add_up() -> None:
    assert remarks_of(by_region(GROUPS), Wanted(whole=True)) == ()
    assert remarks_of(by_region([("a", 0.1), ("b", 0.2), ("c", 0.3)], CHURN), SUMS) == ()
    shared = result([dimension("region"), REVENUE], GROUPS,
                    caveats=[Caveat(kind="non_additive", text="They overlap.")])  # fmt: skip
    assert remarks_of(shared, SUMS) == ()


def test_nothing_is_said_of_groups_that_were_cut() -> None:
    assert remarks_of(by_region(GROUPS), Wanted(additive=SUMS.additive, whole=False)) == ()


def test_nothing_is_the_largest_where_two_are() -> None:
    assert remarks_of(by_region([("a", 5), ("b", 5), ("c", 1)]), SUMS) == ()


def test_parts_below_zero_make_up_nothing() -> None:
    assert remarks_of(by_region([("a", 5), ("b", 3), ("c", -2)]), SUMS) == ()


def test_few_groups_that_make_up_half_are_told() -> None:
    rows = [("a", 40), ("b", 30), *((f"r{n}", 5) for n in range(10))]
    found = remarks_of(by_region(rows), SUMS)
    assert "The largest 2 of 12 make up 58% of revenue." in texts(found)
    assert found[-1].numbers["share"] == 70 / 120


def test_a_single_number_is_told_with_both_changes() -> None:
    rows = result([REVENUE, previous(REVENUE)], [(1100, 1000)], comparison=MAY)
    (found,) = remarks_of(rows, Wanted())
    assert found.text == "Revenue rose by $100.00 (+10.0%) from $1,000 in May 2026."
    assert found.numbers == {"change": 100.0, "change_ratio": 0.1, "previous": 1000.0}


def test_a_rate_moves_in_points() -> None:
    rows = result([CHURN, previous(CHURN)], [(0.02, 0.025)], comparison=MAY)
    assert texts(remarks_of(rows, Wanted())) == [
        "Churn rate fell by 0.5 pts from 2.50% in May 2026."
    ]


def test_no_change_is_told_as_none() -> None:
    rows = result([REVENUE, previous(REVENUE)], [(1000, 1000)], comparison=MAY)
    assert texts(remarks_of(rows, Wanted())) == ["Revenue is as in May 2026."]


def test_who_rose_and_who_fell_most_is_told() -> None:
    rows = [("North", 60, 50), ("South", 25, 40), ("East", 15, 14)]
    found = remarks_of(
        result([dimension("region"), CHURN, previous(CHURN)],
               [(name, now / 1000, then / 1000) for name, now, then in rows], comparison=MAY),
        Wanted(whole=True),
    )  # fmt: skip
    assert texts(found) == [
        "North rose most: by 1.0 pts to 6.00%, against May 2026.",
        "South fell most: by 1.5 pts to 2.50%, against May 2026.",
    ]


def test_periods_that_are_not_all_there_are_no_extremes() -> None:
    days = months(5, first=date(2026, 1, 1))
    rows = [(day, value) for day, value in zip(days, (50, 40, 60, 55, 5), strict=True)]
    cut = result([TIME, REVENUE], rows, period=until(days[0], date(2026, 5, 9), complete=False))
    assert texts(remarks_of(cut, SUMS)) == [
        "Highest $60.00 in Mar 2026, lowest $40.00 in Feb 2026.",
        "Revenue fell by $5.00 (−8.3%) in Apr 2026, against Mar 2026.",
    ]


def test_a_missing_period_is_no_neighbour() -> None:
    days = months(5, first=date(2026, 1, 1))
    rows = [(day, value) for day, value in zip(days, (50, 40, 60, None, 55), strict=True)]
    cut = result([TIME, REVENUE], rows, period=until(days[0], date(2026, 5, 31)))
    assert [item.title for item in remarks_of(cut, SUMS)] == ["Range"]


def test_what_is_no_number_is_no_value() -> None:
    rows = [("a", float("nan")), ("b", 60), ("c", 25), ("d", 15), ("e", float("inf"))]
    assert texts(remarks_of(by_region(rows), SUMS)) == [
        "b makes up 60% of revenue: $60.00 of $100.00."
    ]


def test_nothing_is_said_of_records_and_of_nothing() -> None:
    assert remarks_of(result([REVENUE], []), SUMS) == ()
    fields = [Column(name="orders.amount", role="field", type="Decimal", unit="USD")]
    assert remarks_of(result(fields, [(5,), (6,), (7,)]), SUMS) == ()


@given(st.lists(st.decimals(0, 10**9, places=2), min_size=3, max_size=40))
def test_shares_are_those_of_the_exact_sum(values: list[Decimal]) -> None:
    rows = by_region([(f"R{place}x", value) for place, value in enumerate(values)])
    total = sum(map(Fraction, values))
    for found in remarks_of(rows, SUMS):
        count = int(found.numbers.get("few") or 1)
        part = sum(map(Fraction, sorted(values, reverse=True)[:count]))
        share = found.numbers["share"] or 0.0
        assert abs(share - float(part / total)) < 1e-12


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=3, max_size=12))
def test_every_number_in_a_remark_is_one_of_its_numbers(pairs: list[tuple[int, int]]) -> None:
    columns = [dimension("region"), REVENUE, previous(REVENUE)]
    names = "abcdefghijkl"
    rows = [(names[place], *pair) for place, pair in enumerate(pairs)]
    for found in remarks_of(result(columns, rows, period=JUNE, comparison=MAY), SUMS):
        figures = re.findall(r"\d[\d,.]*[KMB]?", found.text.replace("May 2026", "").rstrip("."))
        assert len(figures) == len(found.numbers)
