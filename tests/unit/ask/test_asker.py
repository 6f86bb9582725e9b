"""Questions to a small shop: the right number, a question in return, or a refusal."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from boardroom.ask.answer import Answer, answer_to_json
from boardroom.ask.asker import Asker
from boardroom.ask.lexicon import Lexicon
from boardroom.governance.principal import LOCAL_ADMIN
from tests.unit.ask.shop import shop
from tests.unit.executive.world import make_service

TODAY = date(2026, 7, 1)

CUSTOMERS = [(1, "Ada", "CA"), (2, "Ben", "OR"), (3, "Cleo", "NY"), (4, "Dan", "CA")]
ORDERS = [
    # id, customer, day, status, items, cost
    (1, 1, date(2026, 5, 3), "paid", 2, 10),
    (2, 1, date(2026, 5, 9), "paid", 1, 20),
    (3, 2, date(2026, 5, 20), "returned", 5, 40),
    (4, 3, date(2026, 6, 1), "paid", 4, 80),
    (5, 1, date(2026, 6, 15), "open", 3, 160),
    (6, 4, date(2026, 6, 30), "paid", 1, 320),
]
REVIEWS = [(1, 1, 5), (2, 2, 4), (3, 4, 2), (4, 6, 3)]


def _columns(names: str, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    columns = zip(*rows, strict=True)
    return pa.table(dict(zip(names.split(), map(list, columns), strict=True)))


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    money = [(*row[:5], Decimal(row[5])) for row in ORDERS]
    tables: Mapping[str, pa.Table] = {
        "customers": _columns("id customer_name state", CUSTOMERS),
        "orders": _columns("id customer_id ordered_on status item_num ship_cost", money),
        "reviews_daily": _columns("id order_id rating", REVIEWS),
    }
    folder: Path = tmp_path_factory.mktemp("shop")
    metrics = make_service(folder, tables, model=shop(), today=TODAY)
    return Asker(metrics=metrics, lexicon=Lexicon(shop()))


def _ask(asker: Asker, question: str) -> Answer:
    return asker.ask(question, principal=LOCAL_ADMIN, as_of=TODAY)


def _rows(found: Answer) -> list[tuple[object, ...]]:
    assert found.result is not None, found.message
    return [
        tuple(float(x) if isinstance(x, int | float | Decimal) else x for x in row)
        for row in found.result.rows
    ]


def _cost(**wanted: object) -> float:
    """Cost of all orders of a status, of a month or of a state, added up by hand."""
    state = {number: at for number, _, at in CUSTOMERS}
    return float(
        sum(
            cost
            for _, customer, day, status, _, cost in ORDERS
            if wanted.get("status", status) == status
            and wanted.get("month", day.month) == day.month
            and wanted.get("state", state[customer]) == state[customer]
        )
    )


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
        ("number of orders with item number above 2", [(3.0,)]),
        ("average rating of the reviews", [(3.5,)]),
        ("highest rating of reviews for paid orders", [(5.0,)]),
        ("orders by status", [("paid", 4.0), ("returned", 1.0), ("open", 1.0)]),
        ("reveneu by state", [("CA", 510.0), ("NY", 80.0), ("OR", 40.0)]),
        ("top 2 states by revenue", [("CA", 510.0), ("NY", 80.0)]),
        ("top 1 states by orders", [("CA", 4.0)]),
        ("which state has the most orders", [("CA", 4.0)]),
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


def test_a_comparison_shows_both_values(asker: Asker) -> None:
    found = _ask(asker, "revenue last month compared to the previous month")
    assert found.result is not None
    assert found.result.numbers("revenue")[0] == _cost(month=6)
    assert found.result.numbers("revenue_previous")[0] == _cost(month=5)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("revenue of unicorns by state", ["unicorns"]),
        ("how many orders were cancelled", ["cancelled"]),
        ("why did revenue drop", ["why did", "drop"]),
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
        "revenue on Mondays",
        "revenue in California by state in Oregon",
        "top 5 customers",
        "revenue per order",
        "how many orders ordered last month",
        "how many orders visited last month",
        "customers with open orders last month",
        "average orders",
        "the latest order",
        "number of different revenue",
        "customers with more than 3 orders",
        "revenue in May 2026 and June 2026 and January 2026",
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
    } in data["reading"]  # type: ignore[operator]  # a list, as plain JSON
    assert data["status"] == "answered"
    assert data["sql"]
