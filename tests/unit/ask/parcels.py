"""A few parcels with a state, and several days on which something happened to them."""

from datetime import date
from pathlib import Path

from boardroom.ask.asker import Asker
from boardroom.ask.lexicon import Lexicon
from boardroom.governance.policy import OPEN_POLICY
from boardroom.semantic.model_file import parse_model
from tests.unit.ask.shop_data import TODAY, columns_of
from tests.unit.executive.world import make_service

MODEL = parse_model(
    """
version: "0.2.0.dev0"
semantic_model:
  - name: parcels
    datasets:
      - name: senders
        source: senders
        primary_key: [sender_id]
        fields:
          - {name: sender_id, expression: sender_id, datatype: Integer, role: key}
      - name: parcels
        source: parcels
        primary_key: [parcel_id]
        time: booked_on
        fields:
          - {name: parcel_id, expression: parcel_id, datatype: Integer, role: key}
          - {name: sender_id, expression: sender_id, datatype: Integer, role: key}
          - {name: booked_on, expression: booked_on, datatype: Date, role: time}
          - {name: carrier_date, expression: carrier_date, datatype: Date, role: time}
          - {name: delivered_door_date, expression: delivered_door_date, datatype: Date, role: time}
          - name: status
            expression: status
            datatype: String
            role: dimension
            values: [shipped, delivered, canceled]
      - name: complaints
        source: complaints
        primary_key: [complaint_id]
        time: raised_on
        fields:
          - {name: complaint_id, expression: complaint_id, datatype: Integer, role: key}
          - {name: parcel_id, expression: parcel_id, datatype: Integer, role: key}
          - {name: raised_on, expression: raised_on, datatype: Date, role: time}
    relationships:
      - {name: about_parcel, from: complaints, to: parcels, from_columns: [parcel_id],
         to_columns: [parcel_id]}
      - {name: of_sender, from: parcels, to: senders, from_columns: [sender_id],
         to_columns: [sender_id]}
    metrics:
      - {name: parcels, expression: COUNT(*), dataset: parcels, unit: count}
      - {name: complaints, expression: COUNT(*), dataset: complaints, unit: count}
      - name: cancellation_rate
        expression: COUNT(CASE WHEN parcels.status = 'canceled' THEN 1 END) / COUNT(*)
        dataset: parcels
        unit: percent
        ai_context: {synonyms: [canceled parcels, lost deliveries, cancel share]}
""",
    origin="parcels.yml",
)
PARCELS = [
    # id, sender, booked, with the carrier, at the door, state
    (1, 1, date(2026, 5, 2), date(2026, 5, 3), date(2026, 5, 9), "delivered"),
    (2, 1, date(2026, 5, 28), date(2026, 5, 30), date(2026, 6, 2), "delivered"),
    (3, 2, date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 5), "delivered"),
    (4, 2, date(2026, 5, 30), date(2026, 6, 4), None, "shipped"),
    (5, 2, date(2026, 6, 3), None, None, "canceled"),
]
COMPLAINTS = [
    # id, parcel, raised
    (1, 1, date(2026, 5, 20)),
    (2, 2, date(2026, 6, 10)),
    (3, 3, date(2026, 6, 11)),
]


def open_parcels(folder: Path) -> Asker:
    """An asker of the parcels, its lake in ``folder``."""
    named = "parcel_id sender_id booked_on carrier_date delivered_door_date status"
    tables = {
        "senders": columns_of("sender_id", [(1,), (2,)]),
        "parcels": columns_of(named, PARCELS),
        "complaints": columns_of("complaint_id parcel_id raised_on", COMPLAINTS),
    }
    metrics = make_service(folder, tables, model=MODEL, today=TODAY, policy=OPEN_POLICY)
    return Asker(metrics=metrics, lexicon=Lexicon(MODEL))
