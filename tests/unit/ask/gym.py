"""Members of a gym, of whom some pay: those who joined, those who ever paid, courses to come."""

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
  - name: gym
    datasets:
      - name: members
        source: members
        primary_key: [member_id]
        fields:
          - {name: member_id, expression: member_id, datatype: Integer, role: key}
          - {name: town, expression: town, datatype: String, role: dimension, values: [Bern, Lund]}
          - {name: phone, expression: phone, datatype: String, role: attribute}
          - {name: joined_on, expression: joined_on, datatype: Date, role: time}
      - name: bills
        source: bills
        primary_key: [bill_id]
        time: billed_on
        fields:
          - {name: bill_id, expression: bill_id, datatype: Integer, role: key}
          - {name: member_id, expression: member_id, datatype: Integer, role: key}
          - {name: billed_on, expression: billed_on, datatype: Date, role: time}
      - name: courses
        source: courses
        primary_key: [course_id]
        time: held_on
        fields:
          - {name: course_id, expression: course_id, datatype: Integer, role: key}
          - {name: held_on, expression: held_on, datatype: Date, role: time}
    relationships:
      - {name: of_member, from: bills, to: members, from_columns: [member_id],
         to_columns: [member_id]}
    metrics:
      - {name: members, expression: COUNT(DISTINCT bills.member_id), unit: count}
      - name: users
        expression: COUNT(*)
        dataset: members
        time: members.joined_on
        to_date: all
        unit: count
      - {name: courses, expression: COUNT(*), dataset: courses, unit: count}
""",
    origin="gym.yml",
)
MEMBERS = [
    (1, "Bern", "12", date(2025, 3, 1)),
    (2, "Bern", None, date(2026, 2, 1)),
    (3, "Lund", None, date(2026, 2, 9)),
    (4, "Lund", "44", date(2026, 5, 1)),
]
BILLS = [(1, 1, date(2026, 4, 1)), (2, 1, date(2026, 5, 1)), (3, 2, date(2026, 5, 1))]
COURSES = [(1, date(2026, 5, 1)), (2, date(2026, 8, 1))]


def open_gym(folder: Path) -> Asker:
    """An asker of the gym, its lake in ``folder``."""
    tables = {
        "members": columns_of("member_id town phone joined_on", MEMBERS),
        "bills": columns_of("bill_id member_id billed_on", BILLS),
        "courses": columns_of("course_id held_on", COURSES),
    }
    metrics = make_service(folder, tables, model=MODEL, today=TODAY, policy=OPEN_POLICY)
    return Asker(metrics=metrics, lexicon=Lexicon(MODEL))
