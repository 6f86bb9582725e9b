"""A number of things, which a model has as another word for their share."""

from pathlib import Path

import pytest

from boardroom.ask.asker import Asker
from tests.unit.ask.parcels import open_parcels
from tests.unit.ask.shop_data import ask, open_shop, rows_of


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the parcels."""
    return open_parcels(tmp_path_factory.mktemp("parcels"))


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("canceled parcels in June 2026", 1.0),
        ("how many canceled parcels in 2026", 1.0),
        ("cancel share in 2026", 0.2),  # one of five
        ("cancellation rate in June 2026", 0.5),  # one of two
        ("share of canceled parcels in 2026", 0.2),
    ],
)
def test_things_are_counted_and_rates_are_shares(asker: Asker, question: str, count: float) -> None:
    assert rows_of(ask(asker, question)) == [(count,)]


def test_what_is_no_count_of_rows_is_not_told_as_their_share(asker: Asker) -> None:
    assert ask(asker, "lost deliveries in June 2026").status == "refused"


def test_a_percentage_is_no_amount_of_money(tmp_path: Path) -> None:
    shop = open_shop(tmp_path)
    assert ask(shop, "orders with a ship cost over 20%").status == "refused"
    # Of orders 3 to 6 the cost is above 20.
    assert rows_of(ask(shop, "how many orders with a ship cost over 20")) == [(4.0,)]
