"""An unknown word that is akin to a name becomes a question with that name, never an answer."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from boardroom.ask.answer import Answer
from boardroom.ask.asker import Asker
from boardroom.ask.grammar import read_meaning
from boardroom.ask.kin_choice import KinChoice, unknown_phrase
from boardroom.ask.kinship import Kinship
from boardroom.governance.principal import LOCAL_ADMIN
from tests.unit.ask.shop_data import TODAY, ask
from tests.unit.ask.test_kinship import Compass


class Echo:
    """An encoder to which everything is alike."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.ones((len(texts), 1), dtype=np.float32)


KIN = Kinship(["revenue", "Customers"], Compass())


def _asked_back(asker: Asker, question: str) -> Answer | None:
    left = read_meaning(asker.pieces(question, as_of=TODAY)).left
    choice = KinChoice(asker=asker, kinship=KIN)
    return choice.ask_back(question, left, principal=LOCAL_ADMIN, as_of=TODAY)


def _left(asker: Asker, question: str) -> str | None:
    return unknown_phrase(read_meaning(asker.pieces(question, as_of=TODAY)).left)


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("clients by state", "clients"),
        ("happy clients by state", "happy clients"),
        ("clients by galaxy", None),
        ("revenue of 'clients'", None),
    ],
)
def test_words_side_by_side_are_one_phrase(asker: Asker, question: str, phrase: str | None) -> None:
    assert _left(asker, question) == phrase


@pytest.mark.parametrize(
    ("question", "same"),
    [
        ("clients in California", "customers in California"),
        ("How many clients are in Oregon?", "How many customers are in Oregon?"),
    ],
)
def test_a_name_that_is_akin_is_a_choice_with_its_query(
    asker: Asker, question: str, same: str
) -> None:
    found = _asked_back(asker, question)
    assert found is not None
    assert (found.status, found.result, found.missing) == ("clarify", None, ("clients",))
    assert [choice.query for choice in found.choices] == [ask(asker, same).query]
    assert "'clients'" in found.message
    assert all(choice.words.startswith("Customers for 'clients': ") for choice in found.choices)


def test_a_name_that_may_be_several_things_gives_each(asker: Asker) -> None:
    kin = Kinship(["number of different ids"], Echo())
    left = read_meaning(asker.pieces("clients", as_of=TODAY)).left
    found = KinChoice(asker=asker, kinship=kin).ask_back(
        "clients", left, principal=LOCAL_ADMIN, as_of=TODAY
    )
    several = ask(asker, "number of different ids").choices
    assert found is not None
    assert [item.query for item in found.choices] == [item.query for item in several]
    assert len(several) > 1


@pytest.mark.parametrize("question", ["unicorns in California", "clients by galaxy"])
def test_what_has_no_kin_or_cannot_be_computed_is_no_choice(asker: Asker, question: str) -> None:
    assert _asked_back(asker, question) is None
