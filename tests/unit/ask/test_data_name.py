"""Names that are in the data and not in the model: found whole or in part, by those who may see
them."""

import pytest

from boardroom.ask.asker import Asker
from boardroom.governance.policy import policy_from_data
from boardroom.governance.principal import Principal
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
