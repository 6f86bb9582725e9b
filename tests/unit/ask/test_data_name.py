"""Names that are in the data and not in the model: found whole or in part, by those who may see
them."""

from datetime import date

import pytest

from boardroom.ask.asker import Asker
from boardroom.governance.policy import policy_from_data
from boardroom.governance.principal import LOCAL_ADMIN, Principal
from tests.unit.ask.rentals import open_rentals
from tests.unit.ask.shop_data import TODAY, ask, rows_of


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the rentals."""
    return open_rentals(tmp_path_factory.mktemp("rentals"))


@pytest.mark.parametrize(
    ("question", "fees"),
    [
        ("fees of Birch", 2.0),
        ("fees of Birch Labs in June 2026", 2.0),
        ("fees of birch labs", 2.0),
        ("fees from meridian motors 4", 107.0),
        ('fees of "Meridian Foods 15"', 30.0),
        ("what are Birch's fees", 2.0),
        ("fees of Birch and Meridian Motors 4", 109.0),
        ("fees on C-2024-18", 30.0),
    ],
)
def test_a_name_in_the_data_is_a_condition(asker: Asker, question: str, fees: float) -> None:
    assert rows_of(ask(asker, question)) == [(fees,)]


def test_a_part_of_several_names_is_asked_back(asker: Asker) -> None:
    # It is no slip of «median».
    found = ask(asker, "fees of Meridian")
    assert found.status == "clarify"
    told = " ".join(choice.words for choice in found.choices)
    assert "Meridian Motors 4" in told
    assert "Meridian Foods 15" in told


@pytest.mark.parametrize(
    "question", ["fees of the labs", "fees of Larch Labs", "fees of contract C-2024-19"]
)
def test_what_is_no_name_is_not_taken_for_one(asker: Asker, question: str) -> None:
    assert ask(asker, question).status == "refused"


def test_nobody_names_what_they_may_not_see(tmp_path_factory: pytest.TempPathFactory) -> None:
    south = "customers.ship_region = 'South'"
    rules = {"roles": {"south": {"rows": {"customers": south, "rentals": south}}}}
    asker = open_rentals(tmp_path_factory.mktemp("seen"), policy_from_data(rules))
    ann = Principal(id="ann", roles=frozenset({"south"}))
    seen = asker.ask("fees of Birch", principal=ann, as_of=TODAY)
    assert rows_of(seen) == [(2.0,)]
    unseen = asker.ask("fees of Meridian", principal=ann, as_of=TODAY)
    assert unseen.status == "refused"
    assert "Motors" not in unseen.message


def test_two_of_one_part_are_two_also_where_their_figures_are_equal(asker: Asker) -> None:
    found = ask(asker, "rentals of Meridian in July 2026")
    assert found.status != "answered"
    found = ask(asker, "customers called Meridian")
    assert found.status == "clarify"


@pytest.mark.parametrize(
    "question",
    [
        "fees of Birch Large",  # a name that goes on is none that we know
        "fees of Works",  # no verb
        "rentals of summit",  # no «submit»
    ],
)
def test_a_word_that_is_no_name_is_not_passed_over(asker: Asker, question: str) -> None:
    assert ask(asker, question).status == "refused"


def test_names_are_known_on_the_day_that_is_asked_about(asker: Asker) -> None:
    early = asker.ask("fees of Birch", principal=LOCAL_ADMIN, as_of=date(2020, 1, 1))
    assert early.status == "refused"
    assert rows_of(ask(asker, "fees of Birch")) == [(2.0,)]


def test_nobody_divides_what_they_see_in_part(tmp_path_factory: pytest.TempPathFactory) -> None:
    rules = {"roles": {"south": {"rows": {"customers": "customers.ship_region = 'South'"}}}}
    asker = open_rentals(tmp_path_factory.mktemp("part"), policy_from_data(rules))
    ann = Principal(id="ann", roles=frozenset({"south"}))
    told = asker.ask("fees per call", principal=LOCAL_ADMIN, as_of=TODAY)
    assert rows_of(told) == [(69.5,)]
    assert asker.ask("fees per call", principal=ann, as_of=TODAY).status == "refused"
