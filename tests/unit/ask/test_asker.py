"""Questions to a small shop: the right number, a question in return, or a refusal."""

from datetime import date

import pytest

from boardroom.ask.answer import answer_to_json
from boardroom.ask.asker import Asker
from tests.unit.ask.shop_data import ask as _ask
from tests.unit.ask.shop_data import cost as _cost
from tests.unit.ask.shop_data import rows_of as _rows


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("what is our total revenue", [(_cost(),)]),
        ("How much turnover did we have last month?", [(_cost(month=6),)]),
        ("revenue in California", [(_cost(state="CA"),)]),
        ("revenue from orders in CA in May 2026", [(_cost(state="CA", month=5),)]),
        ("revenue of returned orders", [(_cost(status="returned"),)]),
        ("revenue in California and in Oregon", [(_cost(state="CA") + _cost(state="OR"),)]),
        ("revenue excluding returned orders", [(_cost() - _cost(status="returned"),)]),
        ("how many orders were paid", [(4.0,)]),
        ("order count", [(6.0,)]),
        ("what share of 2026 revenue was paid?", [(430 / 630,)]),
        ("which months of 2026 had more than 80 of revenue?", [(date(2026, 6, 1), 560.0)]),
        (  # Before the first order nothing is known of a month.
            "months with fewer than 4 orders in 2026",
            [(date(2026, 5, 1), 3.0), (date(2026, 6, 1), 3.0)],
        ),
        ("number of orders with item number above 2", [(3.0,)]),
        ("average rating of the reviews", [(3.5,)]),
        ("highest rating of reviews for paid orders", [(5.0,)]),
        ("orders by status", [("paid", 4.0), ("returned", 1.0), ("open", 1.0)]),
        ("reveneu by state", [("CA", 510.0), ("NY", 80.0), ("OR", 40.0)]),
        ("top 2 states by revenue", [("CA", 510.0), ("NY", 80.0)]),
        ("top 1 states by orders", [("CA", 4.0)]),
        ("which state has the most orders", [("CA", 4.0)]),
        ("revenue per order", [(_cost() / 6,)]),
        ("revenue per customer", [(_cost() / 4,)]),
        ("customers with revenue above 100", [(1, "Ada", 190.0), (4, "Dan", 320.0)]),
        ("how many customers have placed more than 1 order", [(1.0,)]),
        ("how many customers have no orders", [(1.0,)]),
        ("how many customers did not place paid orders", [(2.0,)]),
        ("how many orders are paid or from California", [(5.0,)]),
        ("what share of orders were returned", [(1 / 6,)]),
        ("percentage of revenue from California", [(_cost(state="CA") / _cost(),)]),
        ("percentage of orders last month that were paid", [(2 / 3,)]),
        ("ratio of paid orders to open orders", [(4.0,)]),
        ("ratio of paid orders out of all orders in California", [(3 / 4,)]),
        ("revenue on Mondays", [(240.0,)]),
        ("how many paid orders did we have in May", [(2.0,)]),
        ("orders last month", [(3.0,)]),
        ("how many orders were ordered last month", [(3.0,)]),
        ("top state by revenue", [("CA", 510.0)]),
        ("which states had over $100 of revenue", [("CA", 510.0)]),
        ("orders with an item number above 2 in May", [(1.0,)]),
        ("how many are open", [(1.0,)]),
        ("our best month for revenue", [(date(2026, 6, 1), _cost(month=6))]),
        ("states with at least 2 orders", [("CA", 4.0)]),
        ("orders and revenue last month", [(3.0, _cost(month=6))]),
        ("most common status of orders", [("paid", 4.0)]),
        (
            "monthly revenue in 2026",
            [(date(2026, 5, 1), 70.0), (date(2026, 6, 1), 560.0)],
        ),
    ],
)
def test_a_question_gets_the_number_that_is_added_up_by_hand(
    asker: Asker, question: str, rows: list[tuple[object, ...]]
) -> None:
    found = [row for row in _rows(_ask(asker, question)) if row[-1] is not None]
    assert sorted(found, key=str) == sorted(rows, key=str)


def test_rows_are_listed_where_nothing_is_computed(asker: Asker) -> None:
    found = _ask(asker, "list the names of customers in California ordered alphabetically")
    assert [row[0] for row in _rows(found)] == ["Ada", "Dan"]


@pytest.mark.parametrize(
    ("question", "order"),
    [("the latest order", 6.0), ("What was the oldest order in June 2026?", 4.0)],
)
def test_the_newest_and_the_oldest_are_by_the_time_of_things(
    asker: Asker, question: str, order: float
) -> None:
    (row,) = _rows(_ask(asker, question))
    assert row[0] == order


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("customers with open orders last month", ["Ada"]),
        ("customers with more than 2 orders", ["Ada"]),
        ("customers with more than 3 orders", []),
        ("customers with 2 or more orders", ["Ada"]),
        ("customers with more than 1 paid order", ["Ada"]),
        ("customers with more than 2 paid orders", []),
        ("customers with fewer than 2 orders", ["Ben", "Cleo", "Dan", "Eve"]),
        ("customers without orders", ["Eve"]),
        ("customers without paid orders", ["Ben", "Eve"]),
        ("customers who have orders but no reviews", ["Ben"]),
        ("customers in California or New York without orders in May 2026", ["Cleo", "Dan", "Eve"]),
        ("customers whose name starts with C", ["Cleo"]),
        ('customers with name "Ada"', ["Ada"]),
        ("customers who placed returned orders", ["Ben"]),
    ],
)
def test_things_are_told_by_what_belongs_to_them(
    asker: Asker, question: str, names: list[str]
) -> None:
    assert sorted(str(row[-1]) for row in _rows(_ask(asker, question))) == names


def test_what_is_made_over_the_rows_stands_beside_them(asker: Asker) -> None:
    totals = {row[0]: row[2] for row in _rows(_ask(asker, "running total of revenue by month"))}
    assert totals == {date(2026, 5, 1): _cost(month=5), date(2026, 6, 1): _cost()}
    shares = {row[0]: row[-1] for row in _rows(_ask(asker, "share of revenue by state"))}
    assert shares["CA"] == pytest.approx(_cost(state="CA") / _cost())
    assert _rows(_ask(asker, "revenue growth by month"))[-1][-1] == pytest.approx(
        _cost(month=6) / _cost(month=5) - 1
    )


@pytest.mark.parametrize(
    "question",
    [
        "revenue last month compared to the previous month",
        "Compare revenue in June 2026 with May 2026",
    ],
)
def test_a_comparison_shows_both_values(asker: Asker, question: str) -> None:
    found = _ask(asker, question)
    assert found.result is not None
    assert found.result.numbers("revenue")[0] == _cost(month=6)
    assert found.result.numbers("revenue_previous")[0] == _cost(month=5)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("revenue of unicorns by state", ["unicorns"]),
        ("how many orders were cancelled", ["cancelled"]),
        ("why did revenue drop", ["why did"]),
        ("who wrote the novel Dune", ["novel", "Dune"]),
        ("what is the secret", ["secret"]),
    ],
)
def test_words_that_mean_nothing_here_are_named(
    asker: Asker, question: str, missing: list[str]
) -> None:
    found = _ask(asker, question)
    assert (found.status, list(found.missing)) == ("refused", missing)
    assert found.result is None


@pytest.mark.parametrize(
    "question",
    [
        "revenue by rating",
        "revenue in California by state in Oregon",
        "revenue per rating",
        "how many orders visited last month",
        "average orders",
        "number of different revenue",
        "revenue in May 2026 and June 2026 and January 2026",
        "compare revenue in June 2026 with March 2026",
        "compare revenue in June 2026",
        "moving average of revenue by month",
    ],
)
def test_what_cannot_be_computed_yet_or_soundly_is_refused(asker: Asker, question: str) -> None:
    assert _ask(asker, question).status == "refused"


def test_two_equal_readings_are_a_question_in_return(asker: Asker) -> None:
    found = _ask(asker, "number of different ids")
    assert found.status == "clarify"
    assert {choice.query.expressions[0].expression for choice in found.choices} >= {
        "COUNT(DISTINCT customers.id)",
        "COUNT(DISTINCT orders.id)",
    }


def test_the_answer_says_how_it_was_read(asker: Asker) -> None:
    data = answer_to_json(_ask(asker, "revenue in Oregon last month"))
    assert {
        "words": "Oregon",
        "meaning": "customers · state is OR",
        "editable": True,
    } in data["reading"]  # type: ignore[operator]  # a list, as plain JSON
    assert data["status"] == "answered"
    assert data["sql"]


@pytest.mark.parametrize(
    ("question", "words", "meaning"),
    [
        ("revenue excluding returned orders", "returned", "orders · status is not returned"),
        ("customers without orders", "orders", "no orders"),
        ("customers with more than 2 orders", "orders", "> 2 orders"),
    ],
)
def test_the_reading_tells_what_is_not_and_how_many(
    asker: Asker, question: str, words: str, meaning: str
) -> None:
    said = {chip.words: chip.meaning for chip in _ask(asker, question).reading}
    assert said[words] == meaning


@pytest.mark.parametrize(
    "question",
    ["handled orders", "how many handled orders", "customers who placed handled orders last month"],
)
def test_what_says_which_things_are_meant_is_not_passed_over(asker: Asker, question: str) -> None:
    found = _ask(asker, question)
    assert found.status == "refused"
    assert "handled" in found.message


def test_the_best_without_a_measure_are_asked_back(asker: Asker) -> None:
    found = _ask(asker, "top 2 customers")
    assert found.status == "clarify"
    assert sorted(choice.words.partition(";")[0] for choice in found.choices) == [
        "Orders",
        "Revenue",
    ]


def test_what_is_said_behind_things_that_are_not_there_is_of_what_has_none(asker: Asker) -> None:
    # Eve is from New York and has no order; Cleo is, and has one.
    assert _rows(_ask(asker, "customers without orders in New York")) == [(5.0, "Eve")]


def test_an_age_of_what_is_a_number_is_refused(asker: Asker) -> None:
    assert _ask(asker, "orders older than 90 days").status == "refused"


def test_a_quotient_is_called_by_what_counts_and_a_percentage_is_one(asker: Asker) -> None:
    found = _ask(asker, "ratio of paid orders to returned orders")
    assert found.message.startswith("Paid orders per returned orders: 4")
    share = _ask(asker, "paid orders as a percentage of orders")
    assert "66.7%" in share.message


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        # «Their» orders are counted beside what else is made of them.
        (
            "orders and average item number by state",
            [("CA", 4.0, 1.75), ("NY", 1.0, 4.0), ("OR", 1.0, 5.0)],
        ),
        # The time is of the reviews' orders' own thing, as customers have none.
        ("which months had revenue above 100", [(date(2026, 6, 1), 560.0)]),
        ("customers without returned orders, only those with open orders", [(1, "Ada")]),
    ],
)
def test_what_is_said_of_which_thing(
    asker: Asker, question: str, rows: list[tuple[object, ...]]
) -> None:
    assert sorted(_rows(_ask(asker, question)), key=str) == rows
