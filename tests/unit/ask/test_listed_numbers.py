"""Things that are listed with numbers of theirs: by name, by how many there are, in order."""

import pytest

from boardroom.ask.asker import Asker
from tests.unit.ask.shop_data import ask, rows_of
from tests.unit.ask.stages import open_stages


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the stages."""
    return open_stages(tmp_path_factory.mktemp("stages"))


_OVER_ONE = [(3, "Vega", 3.0), (1, "Orion", 2.0)]
_ALL = [(3, "Vega", 3.0), (1, "Orion", 2.0), (2, "Astra", 1.0)]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        # how many there have to be is said of their number
        ("which halls had more than 1 show? Return the name and the number of shows", _OVER_ONE),
        ("which halls have at least 2 shows? Return the hall name and number of shows", _OVER_ONE),
        ("halls with more than 1 show sorted by number of shows descending", _OVER_ONE),
        # «number of» is of each, and not one quotient
        ("number of shows per hall", _ALL),
        ("what is the total number of shows per hall", _ALL),
        ("halls sorted descending by number of shows", _ALL),
    ],
)
def test_things_are_listed_with_their_number(
    asker: Asker, question: str, rows: list[tuple[object, ...]]
) -> None:
    assert rows_of(ask(asker, question)) == rows


@pytest.mark.parametrize(
    "question",
    ["average number of shows per hall", "mean number of shows per hall"],
)
def test_how_many_there_are_on_average_is_one_number(asker: Asker, question: str) -> None:
    assert rows_of(ask(asker, question)) == [(2.0,)]


@pytest.mark.parametrize(
    "question",
    [
        "number of shows by hall name sorted alphabetically by name",
        "number of shows by hall name in alphabetical order",
        "number of shows by hall name, sorted alphabetically",
    ],
)
def test_alphabetical_is_by_what_rows_are_called(asker: Asker, question: str) -> None:
    found = rows_of(ask(asker, question))
    assert [row[-2] for row in found] == ["Astra", "Orion", "Vega"]


def test_how_many_have_so_many_is_no_list(asker: Asker) -> None:
    assert rows_of(ask(asker, "how many halls have more than 1 show")) == [(2.0,)]


def test_a_kind_is_told_without_the_mark(asker: Asker) -> None:
    found = rows_of(ask(asker, "number of shows by kind"))
    assert found == [("club", 5.0), ("arena", 1.0)]


def test_no_at_the_end_of_a_name_is_number(asker: Asker) -> None:
    found = rows_of(ask(asker, "which halls are an arena? Return the plate number"))
    assert [row[-1] for row in found] == ["P2"]


def test_a_ratio_overall_is_of_both_sides(asker: Asker) -> None:
    asked = "ratio of halls with capacity above 100 to halls with capacity below 100"
    assert rows_of(ask(asker, asked)) == [(2.0,)]
    assert rows_of(ask(asker, f"{asked} overall")) == [(2.0,)]
