"""Numbers that would be of something else than the words say: a state for what was done, all cost
for what one thing costs, a rate for a number of things."""

from datetime import date

import pytest

from boardroom.ask.asker import Asker
from tests.unit.ask.shop_data import ask, rows_of
from tests.unit.ask.studio import open_studio


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the studio."""
    return open_studio(tmp_path_factory.mktemp("studio"))


@pytest.mark.parametrize(
    "question",
    [
        "how many running projects did we sell in May 2026",  # those at the end of May are no sales
        "cost per request",  # of all cost no request is the cause
        "number of slow requests",  # a rate is no number
        "slow requests",  # nor is a number a rate
        "how many requests wage cost",  # two numbers, and nothing that joins them
    ],
)
def test_what_would_be_of_something_else_is_refused(asker: Asker, question: str) -> None:
    found = ask(asker, question)
    assert found.status == "refused", found.result and found.result.rows


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("running projects at the end of May 2026", 2.0),  # the third and the fourth
        ("wage cost per request", 36.0 / 3),
        ("billed amount per request", 100.0 / 3),
        ("open share", 1.0 / 3),
        ("what is billed?", 100.0),
    ],
)
def test_what_is_said_is_answered(asker: Asker, question: str, number: float) -> None:
    assert rows_of(ask(asker, question)) == [(pytest.approx(number),)]


@pytest.mark.parametrize(
    "question",
    [
        "the highest project id by area",  # a number that only tells things apart
        "requests by time to solve",  # numbers are split by no number
        "top 50% of projects by area",
        "list the requests of the most common topic",
    ],
)
def test_what_would_be_split_by_something_else_is_refused(asker: Asker, question: str) -> None:
    found = ask(asker, question)
    assert found.status == "refused", found.result and found.result.rows


def test_of_periods_the_first_is_a_period(asker: Asker) -> None:
    for question in ("which month had the most requests?", "which month had the fewest bills?"):
        found = ask(asker, question)
        assert found.query is not None, found.message
        assert (found.query.grain, found.query.group_by, found.query.limit) == ("month", (), 1)
    assert rows_of(ask(asker, "which month had the most requests?")) == [(date(2026, 5, 1), 2.0)]


def test_things_of_which_each_is_one_have_one_mean(asker: Asker) -> None:
    assert rows_of(ask(asker, "average project fee per project")) == [(144.0 / 5,)]


def test_things_that_are_called_like_a_deed_are_split(asker: Asker) -> None:
    found = rows_of(ask(asker, "orders by area"))
    assert sorted(found) == [("East", 2.0), ("West", 3.0)]


def test_a_value_as_it_is_written_is_no_other_form_of_a_number(asker: Asker) -> None:
    # «billing» is a topic of requests, «billings» are amounts.
    assert rows_of(ask(asker, "how many requests with billing")) == [(2.0,)]
    assert rows_of(ask(asker, "billings in June 2026")) == [(60.0,)]


def test_what_is_tied_by_several_unnamed_things_is_refused(asker: Asker) -> None:
    # Makers have projects, these have requests, and who solves them: no word speaks of either.
    found = ask(asker, "makers with solvers")
    assert (found.status, "by way of projects" in found.message) == ("refused", True)
