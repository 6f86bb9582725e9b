"""Amounts of things that have several days, of which the question does not say which it means."""

import pytest

from boardroom.ask.asker import Asker
from tests.unit.ask.shop_data import ask, rows_of
from tests.unit.ask.studio import PROJECTS, open_studio


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the studio."""
    return open_studio(tmp_path_factory.mktemp("studio"))


@pytest.mark.parametrize(
    "question",
    [
        "total project fee in May 2026",
        "project fee by area in May 2026",  # not what is ahead at the end of May
        "average project fee in May 2026",
        "the largest project of May 2026",
    ],
)
def test_the_day_is_asked_back(asker: Asker, question: str) -> None:
    found = ask(asker, question)
    assert found.status == "clarify"
    told = [choice.words for choice in found.choices]
    assert [words.rpartition("by ")[2] for words in told] == [
        "projects · created on",
        "projects · closed on",
    ]


@pytest.mark.parametrize(
    ("question", "fee"),
    [
        ("total fee of projects created in May 2026", 7.0 + 5.0),
        ("total fee of projects closed in May 2026", 100.0 + 30.0),
        ("won fees in May 2026", 100.0),  # the model says by which day
        ("total project fee", 144.0),
    ],
)
def test_it_is_not_where_it_is_known(asker: Asker, question: str, fee: float) -> None:
    assert rows_of(ask(asker, question)) == [(fee,)]


def test_it_is_not_where_it_makes_no_difference(asker: Asker) -> None:
    # All projects that were ever closed were created in 2026, too, but for the last one.
    found = ask(asker, "the largest project of 2026")
    assert rows_of(found)[0][0] == max(PROJECTS, key=lambda row: row[6])[0]


def test_a_time_behind_what_is_not_there_may_be_of_either(asker: Asker) -> None:
    found = ask(asker, "projects without requests in May 2026")
    assert found.status == "clarify"
    told = [choice.words.rpartition("the time is that of ")[2] for choice in found.choices]
    assert told == ["requests", "projects"]


@pytest.mark.parametrize(
    ("question", "projects"),
    [
        ("list the projects of May 2026 without requests", {3, 4}),
        ("list the projects without requests", {3, 4}),
        ("list the projects with requests in May 2026", {1, 2}),  # of what is nearest
    ],
)
def test_a_time_of_what_is_there_is_of_the_nearest(
    asker: Asker, question: str, projects: set[int]
) -> None:
    assert {row[0] for row in rows_of(ask(asker, question))} == projects


def test_a_time_of_what_was_done_is_none_of_who_did_it(asker: Asker) -> None:
    # The first of the makers signed up in May: that is no time at which one bought something.
    assert ask(asker, "how many makers bought a kit in May 2026?").status == "refused"
