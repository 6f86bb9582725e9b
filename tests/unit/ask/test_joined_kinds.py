"""Kinds of things that are named together: each is counted by itself, and none that is both."""

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
        "won and lost projects",  # although the model has one number that is called so
        "projects won and lost",
        "how many projects were won and how many were lost?",
    ],
)
def test_kinds_named_together_are_counted_one_by_one(asker: Asker, question: str) -> None:
    assert rows_of(ask(asker, question)) == [(2.0, 2.0)]


def test_they_are_split_like_one(asker: Asker) -> None:
    found = rows_of(ask(asker, "projects won and lost by area"))
    assert sorted(found) == [("East", 1.0, 0.0), ("West", 1.0, 2.0)]


@pytest.mark.parametrize(
    "question",
    ["won projects that are lost", "won fees of lost projects", "won projects not won"],
)
def test_nothing_is_counted_that_cannot_be(asker: Asker, question: str) -> None:
    found = ask(asker, question)
    assert found.status == "refused", found.result and found.result.rows


def test_what_happened_twice_is_not_what_happened_last(asker: Asker) -> None:
    # Of two deeds and one month it cannot be told whether both were done in it.
    assert ask(asker, "requests asked and solved in June 2026").status == "refused"
    assert rows_of(ask(asker, "number of requests solved in June 2026")) == [(1.0,)]
