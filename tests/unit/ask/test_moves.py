"""What moved and which moved most. From May to June 2026 revenue went from 30 to 480 in CA, from
nothing to 80 in NY and from 40 to nothing in OR; orders from 2 to 2, 0 to 1 and 1 to 0."""

from pathlib import Path

import pytest

from boardroom.ask.asker import Asker
from tests.unit.ask.shop_data import ask, open_shop, rows_of


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    return open_shop(Path(tmp_path_factory.mktemp("shop")))


CA, NY = ("CA", 480.0, 30.0), ("NY", 80.0, None)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("which state grew the most in revenue from May to June 2026", CA),
        ("which state had the biggest increase in revenue from May to June 2026", CA),
        ("which state had the biggest revenue increase from May to June 2026", CA),
        ("fastest growing state by revenue in June 2026", CA),
        ("state with the largest percentage increase in revenue in June 2026", CA),
        ("which state fell the most in revenue in June 2026", ("OR", None, 40.0)),
        ("which state had the biggest drop in revenue from May to June 2026", ("OR", None, 40.0)),
        ("which state grew the least in revenue in June 2026", NY),
        ("which state had the most growth in orders in June 2026", ("NY", 1.0, None)),
    ],
)
def test_what_moved_most(shop: Asker, question: str, first: tuple[object, ...]) -> None:
    rows = rows_of(ask(shop, question))
    assert [tuple(x or None for x in row[:3]) for row in rows] == [first]


@pytest.mark.parametrize(
    ("question", "states"),
    [
        ("which states grew in revenue in June 2026", ["CA", "NY"]),
        ("which states dropped in revenue in June 2026", ["OR"]),
        ("which states had more revenue in June 2026 than in May 2026", ["CA", "NY"]),
        ("which states had fewer orders in June 2026 than in May 2026", ["OR"]),
    ],
)
def test_only_what_moved_so(shop: Asker, question: str, states: list[str]) -> None:
    assert [row[0] for row in rows_of(ask(shop, question))] == states


@pytest.mark.parametrize(
    "question",
    [
        "was there more revenue in June 2026 than in May 2026?",
        "was revenue higher in June 2026 than in May 2026?",
        "how much did revenue rise from May to June 2026",
        "did revenue go up in June 2026?",
    ],
)
def test_both_values_where_nothing_is_split(shop: Asker, question: str) -> None:
    assert rows_of(ask(shop, question)) == [(560.0, 70.0, 490.0, 7.0)]


def test_growth_alone_may_be_one_of_percent(shop: Asker) -> None:
    """CA grew most either way, so nothing is asked back; which state comes second is not the same
    (growth from nothing is none in percent)."""
    assert rows_of(ask(shop, "top state by revenue growth in June 2026"))[0][0] == "CA"
    found = ask(shop, "top 2 states by revenue growth in June 2026")
    assert [item.words.rpartition("; ")[2] for item in found.choices] == [
        "ordered by the change",
        "ordered by the change in percent",
    ]


def test_the_sentence_says_what_moved(shop: Asker) -> None:
    found = ask(shop, "which state grew the most in revenue from May to June 2026")
    said = "CA: revenue rose most, by $450.00 (+1,500%) from $30.00 to $480.00, Jun 2026."
    assert found.message == said


@pytest.mark.parametrize("question", ["the biggest drop in revenue", "which state grew the most"])
def test_not_without_what_or_since_when(shop: Asker, question: str) -> None:
    assert ask(shop, question).status == "refused"
