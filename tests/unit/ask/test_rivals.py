"""A word that is the value of two kinds of fields: asked back where it makes a difference, and not
where the question says which is meant or where both give the same."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from boardroom.ask.asker import Asker
from boardroom.ask.lexicon import Lexicon
from boardroom.semantic.model_file import parse_model
from tests.unit.ask.shop_data import TODAY, ask, rows_of
from tests.unit.executive.world import make_service

MODEL = parse_model(
    """
version: "0.2.0.dev0"
semantic_model:
  - name: rentals
    datasets:
      - name: rentals
        source: rentals
        primary_key: [rental_id]
        time: begun_on
        fields:
          - {name: rental_id, expression: rental_id, datatype: Integer, role: key}
          - {name: customer_id, expression: customer_id, datatype: Integer, role: key}
          - {name: begun_on, expression: begun_on, datatype: Date, role: time}
          - name: plan
            expression: plan
            datatype: String
            role: dimension
            values: [Basic, Large]
          - {name: fee, expression: fee, datatype: Decimal, role: measure, unit: USD}
      - name: customers
        source: customers
        primary_key: [customer_id]
        fields:
          - {name: customer_id, expression: customer_id, datatype: Integer, role: key}
          - name: segment
            expression: segment
            datatype: String
            role: dimension
            values: [Small, Large, Basic]
          - name: ship_region
            expression: ship_region
            datatype: String
            role: dimension
            values: [North, South]
          - name: bill_region
            expression: bill_region
            datatype: String
            role: dimension
            values: [North, South]
    relationships:
      - {name: of_customer, from: rentals, to: customers, from_columns: [customer_id],
         to_columns: [customer_id]}
    metrics:
      - {name: fees, expression: SUM(rentals.fee), dataset: rentals, unit: USD}
""",
    origin="rentals.yml",
)
RENTALS = [
    # id, customer, begun, plan, fee
    (1, 1, date(2026, 5, 1), "Large", 100),
    (2, 2, date(2026, 5, 9), "Large", 30),
    (3, 1, date(2026, 6, 2), "Basic", 7),
    (4, 3, date(2026, 6, 3), "Basic", 2),
]
CUSTOMERS = [(1, "Large", "North", "North"), (2, "Small", "North", "South"),
             (3, "Small", "South", "South")]  # fmt: skip


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the rentals."""
    rentals = [(*row[:4], Decimal(row[4])) for row in RENTALS]
    tables = {
        name: pa.table(dict(zip(columns.split(), map(list, zip(*rows, strict=True)), strict=True)))
        for name, columns, rows in (
            ("rentals", "rental_id customer_id begun_on plan fee", rentals),
            ("customers", "customer_id segment ship_region bill_region", CUSTOMERS),
        )
    }
    folder = tmp_path_factory.mktemp("rentals")
    metrics = make_service(folder, tables, model=MODEL, today=TODAY)
    return Asker(metrics=metrics, lexicon=Lexicon(MODEL))


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("fees from Large", ["plan is Large", "segment is Large"]),
        ("fees excluding Large", ["plan is not Large", "segment is not Large"]),
        ("fees by region", ["bill region", "ship region"]),
    ],
)
def test_a_word_of_two_kinds_is_asked_back(asker: Asker, question: str, meant: list[str]) -> None:
    found = ask(asker, question)
    assert found.status == "clarify"
    told = [choice.words for choice in found.choices]
    assert [sum(name in words for words in told) for name in meant] == [1] * len(told)


@pytest.mark.parametrize(
    ("question", "fees"),
    [
        ("fees on the Large plan", 130.0),  # the field is named
        ("fees of customers that are Large", 107.0),  # what it is said of is named
        ("fees from Basic", 9.0),  # no customer is Basic
    ],
)
def test_a_word_that_can_only_be_one_thing_is_not(asker: Asker, question: str, fees: float) -> None:
    assert rows_of(ask(asker, question)) == [(fees,)]


def test_readings_that_give_the_same_are_no_choice(asker: Asker) -> None:
    # Those who began in June are shipped to and billed in the same regions.
    assert sorted(rows_of(ask(asker, "fees by region in June 2026")), key=str) == [
        ("North", 7.0),
        ("South", 2.0),
    ]
