"""Names in other words than the model's, words about ourselves, and what is asked of a list."""

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
        ("website requests in March 2026", [(1.0,)]),
        ("website tickets in March 2026", [(1.0,)]),
        ("How much money did we put into advertising?", [(7.0,)]),
        ("What did we spend on advertising?", [(7.0,)]),
        ("the money we received", [(23.0,)]),
        ("How much money did we receive?", [(23.0,)]),
        ("How much did we make in sales?", [(150.0,)]),
        ("How much money is past due right now?", [(80.0,)]),
        ("How many people joined the company in 2025?", [(2.0,)]),
        ("How many people does our company employ?", [(2.0,)]),
        ("what percentage of requests are denied requests", [(0.25,)]),
        ("new joiners in 2025", [(2.0,)]),
        ("head count", [(2.0,)]),
        ("advertisingcost", [(7.0,)]),
        ("advertising cos", [(7.0,)]),
        ("What share of requests did we deny in 2026?", [(0.25,)]),
        ("average handling in days", [(6.0,)]),
        ("mean and median resolution time", [(6.0, 6.0)]),
        (
            "What plans do we offer and what does a seat cost on each?",
            [("Basic", 5.0), ("Grand", 9.0)],
        ),
    ],
)
def test_other_words_for_a_name_are_read_as_that(
    agency: Asker, question: str, rows: list[tuple[object, ...]]
) -> None:
    assert sorted(rows_of(ask(agency, question)), key=str) == rows


def test_why_is_the_reason_that_the_data_gives(agency: Asker) -> None:
    found = ask(agency, "Which customers cancelled in 2026, and why?")
    told = {(row[-2], row[-1]) for row in rows_of(found)}
    assert told == {("Ada", "price"), ("Cleo", "moved away")}


@pytest.mark.parametrize(
    "question",
    [
        "Which requests were opened in 2026, and why?",  # no reason is known
        "How many customers cancelled in 2026, and why?",
        "Which company has the most requests?",
        "requests by the company",
        "How much money did we pay?",  # not what was paid to us
        "How much did we put into catering?",
        "How many people joined and how many were denied in 2025?",
        "new leavers in 2025",
    ],
)
def test_other_words_that_mean_nothing_here_are_not_overlooked(
    agency: Asker, question: str
) -> None:
    assert ask(agency, question).status != "answered"
