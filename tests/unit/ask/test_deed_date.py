"""Things by what happened to them at a time, which is a state of them as well."""

import pytest

from boardroom.ask.asker import Asker
from tests.unit.ask.parcels import open_parcels
from tests.unit.ask.shop_data import ask, rows_of


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the parcels."""
    return open_parcels(tmp_path_factory.mktemp("parcels"))


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("how many parcels were delivered in June 2026", "delivered door date"),  # 1 or 2
        ("parcels delivered by month in 2026", "delivered door date"),
        ("how many parcels were shipped in May 2026", "carrier date"),  # 1 or 2
        ("which senders have parcels delivered in June 2026", "delivered door date"),
    ],
)
def test_the_state_of_the_things_or_the_day_it_happened_is_asked_back(
    asker: Asker, question: str, day: str
) -> None:
    found = ask(asker, question)
    assert found.status == "clarify"
    told = [choice.words for choice in found.choices]
    assert ["status is" in words for words in told] == [True, False]
    assert f"parcels · {day}" in told[1]


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("how many delivered parcels in June 2026", 1.0),  # a state, of those of June
        ("how many parcels were canceled in June 2026", 1.0),  # no day is called so
        ("how many parcels were delivered", 3.0),
    ],
)
def test_it_is_not_where_only_one_is_meant(asker: Asker, question: str, count: float) -> None:
    assert rows_of(ask(asker, question)) == [(count,)]
