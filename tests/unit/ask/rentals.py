"""A few rentals of three customers, whose numbers are read off by hand: words of two kinds of
fields, names that the model does not list."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from boardroom.ask.asker import Asker
from boardroom.ask.lexicon import Lexicon
from boardroom.governance.policy import OPEN_POLICY, Policy
from boardroom.semantic.model_file import parse_model
from tests.unit.ask.shop_data import TODAY, columns_of
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
          - {name: wait_minutes, expression: wait_minutes, datatype: Integer, role: measure,
             unit: minutes}
      - name: customers
        source: customers
        primary_key: [customer_id]
        fields:
          - {name: customer_id, expression: customer_id, datatype: Integer, role: key}
          - {name: customer_name, expression: customer_name, datatype: String, role: dimension}
          - {name: contract, expression: contract, datatype: String, role: dimension}
          - {name: on_hold, expression: on_hold, datatype: Integer, role: measure, unit: minutes}
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
      - name: calls
        source: calls
        primary_key: [call_id]
        fields:
          - {name: call_id, expression: call_id, datatype: Integer, role: key}
    relationships:
      - {name: of_customer, from: rentals, to: customers, from_columns: [customer_id],
         to_columns: [customer_id]}
    metrics:
      - {name: fees, expression: SUM(rentals.fee), dataset: rentals, unit: USD}
      - {name: calls, expression: COUNT(*), dataset: calls, unit: count}
      - {name: call_wait, expression: AVG(customers.on_hold), dataset: customers, unit: minutes}
""",
    origin="rentals.yml",
)
RENTALS = [
    # id, customer, begun, plan, fee, waited
    (1, 1, date(2026, 5, 1), "Large", 100, 10),
    (2, 2, date(2026, 5, 9), "Large", 30, 20),
    (3, 1, date(2026, 6, 2), "Basic", 7, 30),
    (4, 3, date(2026, 6, 3), "Basic", 2, 40),
]
CUSTOMERS = [
    # id, name, contract, on hold, segment, ships to, is billed in
    (1, "Meridian Motors 4", "C-2024-17", 1, "Large", "North", "North"),
    (2, "Meridian Foods 15", "C-2024-18", 2, "Small", "North", "South"),
    (3, "Birch Labs", "C-2025-3", 3, "Small", "South", "South"),
]


def open_rentals(folder: Path, policy: Policy = OPEN_POLICY) -> Asker:
    """An asker of the rentals, its lake in ``folder``."""
    rentals = [(*row[:4], Decimal(row[4]), row[5]) for row in RENTALS]
    named = "customer_id customer_name contract on_hold segment ship_region bill_region"
    tables = {
        "rentals": columns_of("rental_id customer_id begun_on plan fee wait_minutes", rentals),
        "customers": columns_of(named, CUSTOMERS),
        "calls": columns_of("call_id", [(1,), (2,)]),
    }
    metrics = make_service(folder, tables, model=MODEL, today=TODAY, policy=policy)
    return Asker(metrics=metrics, lexicon=Lexicon(MODEL))
