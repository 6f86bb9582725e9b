"""Things that meet, many with many, in the lines of one: no quotient of all of both is of each."""

from datetime import date

import pytest

from boardroom.ask.asker import Asker
from boardroom.ask.lexicon import Lexicon
from boardroom.semantic.model_file import parse_model
from tests.unit.ask.shop_data import TODAY, ask, columns_of, rows_of
from tests.unit.executive.world import make_service

MODEL = parse_model(
    """
version: "0.2.0.dev0"
semantic_model:
  - name: market
    datasets:
      - name: products
        source: products
        primary_key: [id]
        fields: [{name: id, expression: id, datatype: Integer, role: key}]
      - name: buyers
        source: buyers
        primary_key: [id]
        fields: [{name: id, expression: id, datatype: Integer, role: key}]
      - name: orders
        source: orders
        primary_key: [id]
        time: ordered_on
        fields:
          - {name: id, expression: id, datatype: Integer, role: key}
          - {name: buyer_id, expression: buyer_id, datatype: Integer, role: key}
          - {name: ordered_on, expression: ordered_on, datatype: Date, role: time}
      - name: lines
        source: lines
        primary_key: [order_id, place]
        fields:
          - {name: order_id, expression: order_id, datatype: Integer, role: key}
          - {name: place, expression: place, datatype: Integer, role: key}
          - {name: product_id, expression: product_id, datatype: Integer, role: key}
    relationships:
      - {name: lines_to_orders, from: lines, to: orders, from_columns: [order_id],
         to_columns: [id]}
      - {name: lines_to_products, from: lines, to: products, from_columns: [product_id],
         to_columns: [id]}
      - {name: orders_to_buyers, from: orders, to: buyers, from_columns: [buyer_id],
         to_columns: [id]}
    metrics:
      - {name: products, expression: COUNT(*), dataset: products, unit: count}
      - {name: buyers, expression: COUNT(*), dataset: buyers, unit: count}
      - {name: orders, expression: COUNT(*), dataset: orders, unit: count}
      - {name: lines, expression: COUNT(*), dataset: lines, unit: count}
""",
    origin="market.yml",
)
ORDERS = [(1, 1, date(2026, 5, 2)), (2, 1, date(2026, 5, 3)), (3, 2, date(2026, 5, 3))]
LINES = [(1, 1, 1), (1, 2, 2), (2, 1, 1), (2, 2, 2), (3, 1, 1), (3, 2, 2)]


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the market: each order holds both products."""
    tables = {
        "products": columns_of("id", [(1,), (2,)]),
        "buyers": columns_of("id", [(1,), (2,)]),
        "orders": columns_of("id buyer_id ordered_on", ORDERS),
        "lines": columns_of("order_id place product_id", LINES),
    }
    metrics = make_service(tmp_path_factory.mktemp("market"), tables, model=MODEL, today=TODAY)
    return Asker(metrics=metrics, lexicon=Lexicon(MODEL))


@pytest.mark.parametrize(
    "question",
    ["average number of products per order", "average number of orders per product"],
)
def test_all_of_both_are_not_those_of_each(asker: Asker, question: str) -> None:
    assert ask(asker, question).status == "refused"


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("average number of lines per order", 2.0),
        ("average number of orders per buyer", 1.5),
        ("ratio of products to orders", 2 / 3),  # that of all to all, as it is said
    ],
)
def test_each_belongs_to_one(asker: Asker, question: str, number: float) -> None:
    assert rows_of(ask(asker, question)) == [(number,)]
