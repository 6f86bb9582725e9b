"""The same question in the words of different people, over the small shop."""

from datetime import date

import pytest

from boardroom.ask.asker import Asker
from tests.unit.ask.shop_data import ask, cost, rows_of


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("which status has the highest average ship cost", [("open", 160.0)]),
        ("top 2 statuses by average ship cost", [("open", 160.0), ("paid", 107.5)]),
        ("largest state by revenue", [("CA", 510.0)]),
        ("our worst state in terms of revenue", [("OR", 40.0)]),
        ("In which month of 2026 did we book the highest revenue?", [(date(2026, 6, 1), 560.0)]),
        ("orders + revenue last month", [(3.0, cost(month=6))]),
        ("paid orders in May, count", [(2.0,)]),
        ("revenue these days in California", [(cost(state="CA"),)]),
        ("revenue of everything except returned orders", [(cost() - cost(status="returned"),)]),
        ("what fraction of orders were returned", [(1 / 6,)]),
        ("share of orders that got returned", [(1 / 6,)]),
        ("revenue growth in June 2026, in percent", [(560.0, 70.0, 490.0, 7.0)]),
        ("the level of revenue in May", [(cost(month=5),)]),
        ("orders w/ an item number above 2 in May", [(1.0,)]),
        ("highest revenue of a single order", [(320.0,)]),
        ("lowest revenue of any order in June", [(80.0,)]),
        ("the two largest orders w/ status", [(6.0, "paid", 320.0), (5.0, "open", 160.0)]),
    ],
)
def test_a_wording_is_understood(
    asker: Asker, question: str, rows: list[tuple[object, ...]]
) -> None:
    assert rows_of(ask(asker, question)) == [pytest.approx(row) for row in rows]


def test_the_lowest_of_each_is_no_order_of_states(asker: Asker) -> None:
    rows = rows_of(ask(asker, "lowest ship cost by state"))
    assert sorted(rows) == [("CA", 10.0), ("NY", 80.0), ("OR", 40.0)]


def test_the_highest_of_what_is_not_said(asker: Asker) -> None:
    assert ask(asker, "highest revenue").status == "refused"


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("list every paid order in June with its status", [(4.0, "paid"), (6.0, "paid")]),
        ("is there any customer without orders?", [(5.0, "Eve")]),
        ("open orders with customer and status", [(5.0, 1.0, "Ada", "open")]),
        ("open orders with status and customer", [(5.0, "open", 1.0, "Ada")]),
        ("customers who have never placed an order", [(5.0, "Eve")]),
    ],
)
def test_what_is_listed(asker: Asker, question: str, rows: list[tuple[object, ...]]) -> None:
    assert sorted(rows_of(ask(asker, question))) == rows


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        # What rows have one of is not of that kind, and is not missing.
        ("revenue without customers from California", [(cost() - cost(state="CA"),)]),
        ("revenue without New York customers by state", [("CA", 510.0), ("OR", 40.0)]),
        # A state before things is theirs, and no deed.
        ("how many customers have no returned orders", [(4.0,)]),
        ("orders without a rating", [(3.0,), (5.0,)]),
    ],
)
def test_what_is_denied(asker: Asker, question: str, rows: list[tuple[object, ...]]) -> None:
    assert sorted(rows_of(ask(asker, question))) == rows
