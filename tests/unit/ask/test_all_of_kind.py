"""How many there are: all, those to which something happened, those who came in a time."""

import pytest

from boardroom.ask.asker import Asker
from tests.unit.ask.gym import open_gym
from tests.unit.ask.shop_data import ask, rows_of


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the gym."""
    return open_gym(tmp_path_factory.mktemp("gym"))


@pytest.mark.parametrize(
    "question",
    ["how many members are there", "how many members have no phone", "number of members by town"],
)
def test_all_things_or_those_that_did_something_are_asked_back(asker: Asker, question: str) -> None:
    found = ask(asker, question)
    assert found.status == "clarify"
    told = [choice.words for choice in found.choices]
    assert ["whatever happened" in words for words in told] == [False, True]


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("how many members in May 2026", 2.0),  # what happened, then
        ("how many members in Bern", 2.0),  # both have paid
        ("how many users are there", 4.0),
        ("how many users joined in 2026", 3.0),
        ("how many users joined in May 2026", 1.0),
        ("how many users were there in February 2026", 3.0),  # all until then
    ],
)
def test_of_a_time_are_those_who_came_then(asker: Asker, question: str, count: float) -> None:
    assert rows_of(ask(asker, question)) == [(count,)]


def test_who_joined_by_month_is_no_running_total(asker: Asker) -> None:
    found = rows_of(ask(asker, "how many users joined per month in 2026"))
    assert [row[-1] for row in found if row[-1]] == [2.0, 1.0]


def test_what_is_to_come_is_no_empty_list(asker: Asker) -> None:
    assert ask(asker, "which courses are in the next 60 days").status == "refused"
