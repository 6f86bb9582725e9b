"""Parts of a question that an answer to the rest of it does not have, and parts of a whole."""

from datetime import date
from pathlib import Path

import pytest

from boardroom.ask.asker import Asker
from boardroom.semantic.model_file import parse_model
from tests.unit.ask.shop import MODEL
from tests.unit.ask.shop_data import ask, open_shop, rows_of
from tests.unit.ask.studio import open_studio

RATES = """\
      - {name: paid_orders, expression: COUNT(CASE WHEN orders.status = 'paid' THEN 1 END),
         unit: count}
      - {name: paid_rate, unit: percent,
         expression: COUNT(CASE WHEN orders.status = 'paid' THEN 1 END) / COUNT(orders.id)}
"""


@pytest.fixture(scope="module")
def rated(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the shop, which counts its paid orders as well."""
    model = parse_model(MODEL + RATES, origin="shop.yml")
    return open_shop(tmp_path_factory.mktemp("rated"), model=model)


@pytest.mark.parametrize(
    "question",
    [
        "two largest orders by ship cost and who placed them",
        "the largest order by ship cost, and from whom",
        "how did our customers do last month",
        "customers with orders over 100 in total",
        "who had the most orders per order",
        "paid rate of paid orders",
        "paid rate where status is paid by state",
        "what share of the paid orders was paid in California",
        "revenue and returned in June 2026",
        "revenue and returned orders in June 2026",
        "customers with state returned",
    ],
)
def test_what_no_row_says_is_refused(rated: Asker, question: str) -> None:
    found = ask(rated, question)
    assert found.status == "refused", found.result and found.result.rows


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("how did revenue do in June 2026", [(560.0,)]),
        ("states with revenue over 100 in total", [("CA", 510.0)]),
        ("paid rate by state", [("CA", 0.75), ("NY", 1.0), ("OR", 0.0)]),
        ("share of paid orders among all orders by state", [
            ("CA", 0.75), ("NY", 1.0), ("OR", 0.0),
        ]),
        ("share of open orders in all orders", [(1 / 6,)]),
        ("share of open orders of all the orders in June 2026", [(1 / 3,)]),
        ("what share of the paid orders was in California", [("CA", 3.0, 0.75)]),
        ("in which month was revenue the highest", [(date(2026, 6, 1), 560.0)]),
        ("in which state was revenue lowest", [("OR", 40.0)]),
        ("customers with 3 orders or more", [(1.0, "Ada")]),
    ],
)  # fmt: skip
def test_parts_of_a_whole(rated: Asker, question: str, rows: list[tuple[object, ...]]) -> None:
    assert sorted(rows_of(ask(rated, question)), key=str) == rows


def test_what_is_said_of_the_whole_again_is_no_part_of_it(tmp_path: Path) -> None:
    asker = open_studio(tmp_path)
    found = rows_of(ask(asker, "what share of the won projects of 2026 was won in the East"))
    assert [row[-1] for row in found] == [0.5]
