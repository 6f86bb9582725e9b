"""A word that is the value of two kinds of fields: asked back where it makes a difference, and not
where the question says which is meant or where both give the same."""

import pytest

from boardroom.ask.asker import Asker
from tests.unit.ask.rentals import open_rentals
from tests.unit.ask.shop_data import ask, rows_of


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the rentals."""
    return open_rentals(tmp_path_factory.mktemp("rentals"))


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("fees from Large", ["plan is Large", "segment is Large"]),
        ("fees excluding Large", ["plan is not Large", "segment is not Large"]),
        ("fees by region", ["bill region", "ship region"]),
        # The name is but a part of what two numbers are called.
        ("average wait", ["wait minutes", "Call wait"]),
    ],
)
def test_a_word_of_two_kinds_is_asked_back(asker: Asker, question: str, meant: list[str]) -> None:
    found = ask(asker, question)
    assert found.status == "clarify"
    told = [choice.words for choice in found.choices]
    assert [sum(name in words for words in told) for name in meant] == [1] * len(told)


@pytest.mark.parametrize(
    ("question", "fees"),
    [
        ("fees on the Large plan", 130.0),  # the field is named
        ("fees of customers that are Large", 107.0),  # what it is said of is named
        ("fees from Basic", 9.0),  # no customer is Basic
        ("average wait of rentals", 25.0),
        ("average call wait", 2.0),
    ],
)
def test_a_word_that_can_only_be_one_thing_is_not(asker: Asker, question: str, fees: float) -> None:
    assert rows_of(ask(asker, question)) == [(fees,)]


def test_values_side_by_side_are_of_one_field(asker: Asker) -> None:
    found = ask(asker, "fees in North versus South")
    fields = [choice.query.group_by for choice in found.choices]
    assert sorted(fields) == [("customers.bill_region",), ("customers.ship_region",)]


def test_readings_that_give_the_same_are_no_choice(asker: Asker) -> None:
    # Those who began in June are shipped to and billed in the same regions.
    assert sorted(rows_of(ask(asker, "fees by region in June 2026")), key=str) == [
        ("North", 7.0),
        ("South", 2.0),
    ]
