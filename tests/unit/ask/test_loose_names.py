"""Words that name what is asked for in part only: what else they are a part of is asked back."""

import pytest

from boardroom.ask.asker import Asker
from tests.unit.ask.shop_data import ask, rows_of
from tests.unit.ask.studio import open_studio


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the studio."""
    return open_studio(tmp_path_factory.mktemp("studio"))


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("average amount", ["bills · bill amount", "wages · wage amount"]),
        ("what is effective in May 2026?", ["bills · effective date", "wages · effective date"]),
        ("patience by topic", ["requests · patience days", "Time to solve"]),
        ("load in May 2026", ["Inner load", "Outer load"]),  # names nothing alone
    ],
)
def test_a_part_of_several_names_is_asked_back(
    asker: Asker, question: str, meant: list[str]
) -> None:
    found = ask(asker, question)
    assert found.status == "clarify", found.message
    told = [choice.words for choice in found.choices]
    assert [sum(name in words for words in told) for name in meant] == [1] * len(told)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("average amount of bills", 50.0),  # whose it is is said
        ("average wage amount", 12.0),
        ("inner load in May 2026", 0.0),
        ("outer load in May 2026", 2.0),
    ],
)
def test_a_whole_name_is_not(asker: Asker, question: str, number: float) -> None:
    assert rows_of(ask(asker, question)) == [(number,)]


def test_a_part_of_a_name_beside_what_is_named_is_refused(asker: Asker) -> None:
    found = ask(asker, "load of projects in May 2026")
    assert (found.status, found.missing) == ("refused", ("load",))


def test_a_part_of_a_sum_is_no_other_reading_of_it(asker: Asker) -> None:
    # The bulk bills are bills, too: the whole is meant.
    assert rows_of(ask(asker, "bill in May 2026")) == [(40.0,)]


def test_shares_are_of_what_has_any(asker: Asker) -> None:
    found = rows_of(ask(asker, "won fees by outcome as a percentage of the total"))
    assert found == [("Won", 107.0, 1.0)]
