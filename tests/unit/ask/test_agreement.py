"""Words that a number has to agree with (its unit, its aggregate), and how long things take."""

import pytest

from boardroom.ask.asker import Asker
from tests.unit.ask.agency import open_agency
from tests.unit.ask.shop_data import ask, rows_of

_DAYS = (2 + 6 + 10) / 3


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the agency."""
    return open_agency(tmp_path_factory.mktemp("agency"))


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("How long does it take us to resolve a request on average?", [(_DAYS,)]),
        ("How many days do we take to resolve requests?", [(_DAYS,)]),
        ("On average, how long did it take to resolve a ticket by mail?", [(8.0,)]),
        ("How quickly do we resolve requests?", [(_DAYS,)]),
        ("How long does resolving a request take?", [(_DAYS,)]),
        ("Which channel takes the longest to resolve on average?", [("Mail", 8.0)]),
        ("resolution time in days", [(_DAYS,)]),
        ("resolution time in weeks", [(_DAYS / 7,)]),
        ("How many weeks does it take to resolve a request?", [(_DAYS / 7,)]),
        ("fees on average", [(150 / 4,)]),
        ("fee on average", [(150 / 4,)]),
        ("fees in dollars by channel", [("Phone", 90.0), ("Mail", 60.0)]),
        ("requests by channel in dollars", [("Phone", 90.0), ("Mail", 60.0)]),
    ],
)
def test_words_that_agree_with_a_number_change_nothing(
    agency: Asker, question: str, rows: list[tuple[object, ...]]
) -> None:
    assert rows_of(ask(agency, question)) == rows


@pytest.mark.parametrize(
    "question",
    [
        "number of requests on average",
        "fees per month on average",  # the mean of a request, or of a month?
        "resolution time in hours",
        "fees in euros",
        "staff in dollars",
        "How many hours does it take to resolve a request?",
        "How long does it take to resolve a subscription?",
        "How long do requests take?",
        "How quickly do we answer requests?",
    ],
)
def test_words_that_do_not_agree_are_not_overlooked(agency: Asker, question: str) -> None:
    assert ask(agency, question).status != "answered"
