"""A time that is said of what was done, to which the things that are asked for belong."""

import pytest

from boardroom.ask.asker import Asker
from tests.unit.ask.parcels import open_parcels
from tests.unit.ask.shop_data import ask, rows_of


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the parcels."""
    return open_parcels(tmp_path_factory.mktemp("parcels"))


@pytest.mark.parametrize(
    "question",
    [
        "complaints for parcels placed in May 2026",  # 1 was raised in May, 2 are of its parcels
        "how many complaints about parcels placed in May 2026",
    ],
)
def test_whose_day_it_is_is_asked_back(asker: Asker, question: str) -> None:
    found = ask(asker, question)
    assert found.status == "clarify"
    told = [choice.words for choice in found.choices]
    assert ["by parcels · booked on" in words for words in told] == [False, True]


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("how many complaints in May 2026", 1.0),
        ("how many parcels placed in May 2026", 3.0),
        # All that were raised in 2026 are about parcels of 2026.
        ("how many complaints about parcels placed in 2026", 3.0),
    ],
)
def test_it_is_not_where_it_is_known_or_makes_no_difference(
    asker: Asker, question: str, count: float
) -> None:
    assert rows_of(ask(asker, question)) == [(count,)]
