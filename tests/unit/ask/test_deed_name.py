"""Things by what they did or what was done with them, in the words that a business uses."""

import pytest

from boardroom.ask.asker import Asker
from tests.unit.ask.agency import open_agency
from tests.unit.ask.shop_data import ask, rows_of


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the agency."""
    return open_agency(tmp_path_factory.mktemp("agency"))


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("How many people joined in 2025?", [(2.0,)]),
        ("How many people did we hire in 2025?", [(2.0,)]),
        ("How many employees left in 2026?", [(1.0,)]),
        ("How many people joined and how many left in 2025?", [(2.0, 1.0)]),
        ("How many people do we employ in Sales?", [(1.0,)]),
        ("How many clients have walked away from us in 2026?", [(2.0,)]),
        ("How many clients did we lose in 2025?", [(1.0,)]),
        ("How many customers cancelled in 2026?", [(2.0,)]),
        ("subscriptions cancelled in 2026", [(2.0,)]),
        ("How many requests did we turn down?", [(1.0,)]),
        ("share of requests we turned down", [(0.25,)]),
        ("Which team hired the most people in 2025?", [("Sales", 2.0)]),
        ("Which team lost the most people in 2026?", [("Design", 1.0)]),
        ("Who are the customers that left in 2026?", [(1.0, "Ada"), (3.0, "Cleo")]),
        ("Who left in 2026?", [(4.0,)]),
        ("Which customers cancelled in 2026?", [(1.0, "Ada"), (3.0, "Cleo")]),
        ("customers with cancelled subscriptions in 2025", [(2.0, "Ben")]),
    ],
)
def test_a_verb_names_what_the_model_calls_by_it(
    agency: Asker, question: str, rows: list[tuple[object, ...]]
) -> None:
    assert sorted(rows_of(ask(agency, question)), key=str) == rows


@pytest.mark.parametrize(
    "question",
    [
        "How many customers are left?",  # what remains, and not who left
        "How many people do we have left?",
        "How many customers did we turn down in 2026?",
        "Which people solved this year?",
        "How many customers lost requests in 2026?",
        "How many customers left a review in 2026?",
        "How many people left the Sales team in 2025?",
        "How many clients denied in 2026?",
    ],
)
def test_a_verb_that_names_nothing_is_not_overlooked(agency: Asker, question: str) -> None:
    assert ask(agency, question).status != "answered"
