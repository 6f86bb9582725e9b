"""The same question in the words of different people, over the small shop."""

from datetime import date
from pathlib import Path

import pytest

from boardroom.ask.asker import Asker
from boardroom.semantic.model_file import parse_model
from tests.unit.ask.shop import MODEL
from tests.unit.ask.shop_data import ask, cost, open_shop, rows_of


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


def test_a_bare_number_of_what_is_part_of_the_name_of_a_number_counts_things(
    tmp_path: Path,
) -> None:
    text = MODEL.replace("- name: reviews_daily", "- name: order_reviews").replace(
        "from: reviews_daily", "from: order_reviews"
    )
    text += "      - {name: review_rating, expression: SUM(order_reviews.rating)}\n"
    asker = open_shop(tmp_path, model=parse_model(text, origin="shop.yml"))
    assert [row[0] for row in rows_of(ask(asker, "orders with 1 review"))] == [1, 2, 4, 6]
    assert [row[0] for row in rows_of(ask(asker, "orders with fewer than 1 review"))] == [3, 5]
    assert len(rows_of(ask(asker, "orders with at most 1 review"))) == 6
    assert ask(asker, "orders with at least 2 reviews").message.startswith("There is none")
    sums = rows_of(ask(asker, "orders with a review rating above 3"))
    assert {row[0] for row in sums} == {1, 2}


def test_values_joined_by_and_of_what_there_are_several_of_are_all_there(asker: Asker) -> None:
    both = rows_of(ask(asker, "customers paid and open"))
    assert [row[0] for row in both] == [1]
    assert len(rows_of(ask(asker, "customers paid or open"))) == 3


@pytest.mark.parametrize(
    "question",
    [
        "customers with paid and open orders",
        "customers with orders in May and June",
        "compare customers paid and open",
    ],
)
def test_what_may_be_both_or_either_is_not_answered(asker: Asker, question: str) -> None:
    assert ask(asker, question).status == "refused"


def test_one_order_is_in_either_of_two_months(asker: Asker) -> None:
    assert rows_of(ask(asker, "number of orders in May and June")) == [(6,)]


def test_a_number_by_periods_is_no_part_of_a_longer_name(tmp_path: Path) -> None:
    text = MODEL + "      - {name: planned_monthly_revenue, expression: MAX(orders.item_num)}\n"
    asker = open_shop(tmp_path, model=parse_model(text, origin="shop.yml"))
    assert ask(asker, "highest monthly revenue in 2026").status == "refused"
    found = ask(asker, "monthly revenue in 2026")
    assert found.query is not None
    assert (found.query.metrics, found.query.grain) == (("revenue",), "month")


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
        ("revenue by state without California", [("NY", 80.0), ("OR", 40.0)]),
    ],
)
def test_what_is_denied(asker: Asker, question: str, rows: list[tuple[object, ...]]) -> None:
    assert sorted(rows_of(ask(asker, question))) == rows


@pytest.mark.parametrize(
    "question", ["which orders were paid but not returned", "number of orders by paid and returned"]
)
def test_what_is_said_in_vain_or_may_be_several_is_no_answer(asker: Asker, question: str) -> None:
    """A state is never another, so what happened is meant; by two values may be each or both."""
    assert ask(asker, question).status == "refused"
