"""A studio's projects, bills and requests, whose numbers are read off by hand: several times of one
thing, several amounts of one name, kinds of things that are named together."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from boardroom.ask.asker import Asker
from boardroom.ask.lexicon import Lexicon
from boardroom.semantic.model_file import parse_model
from tests.unit.ask.shop_data import TODAY, columns_of
from tests.unit.executive.world import make_service

MODEL = parse_model(
    """
version: "0.2.0.dev0"
semantic_model:
  - name: studio
    datasets:
      - name: projects
        source: projects
        ai_context: {synonyms: [orders]}
        primary_key: [project_id]
        time: created_on
        fields:
          - {name: project_id, expression: project_id, datatype: Integer, role: key}
          - {name: maker_id, expression: maker_id, datatype: Integer, role: key}
          - {name: kit_id, expression: project_id, datatype: Integer, role: key}
          - {name: created_on, expression: created_on, datatype: Date, role: time}
          - {name: closed_on, expression: closed_on, datatype: Date, role: time}
          - {name: outcome, expression: outcome, datatype: String, role: dimension,
             values: [Won, Lost]}
          - {name: area, expression: area, datatype: String, role: dimension, values: [East, West]}
          - {name: project_fee, expression: project_fee, datatype: Decimal, role: measure,
             unit: USD}
      - name: requests
        source: requests
        primary_key: [request_id]
        time: asked_on
        fields:
          - {name: request_id, expression: request_id, datatype: Integer, role: key}
          - {name: project_id, expression: project_id, datatype: Integer, role: key}
          - {name: solver_id, expression: request_id, datatype: Integer, role: key}
          - {name: asked_on, expression: asked_on, datatype: Date, role: time}
          - {name: patience_days, expression: patience_days, datatype: Integer, role: measure,
             unit: days}
          - {name: solved_on, expression: solved_on, datatype: Date, role: time}
          - {name: topic, expression: topic, datatype: String, role: dimension,
             values: [billing, noise]}
      - name: bills
        source: bills
        primary_key: [bill_id]
        time: effective_date
        fields:
          - {name: bill_id, expression: bill_id, datatype: Integer, role: key}
          - {name: effective_date, expression: effective_date, datatype: Date, role: time}
          - {name: bill_amount, expression: bill_amount, datatype: Decimal, role: measure,
             unit: USD}
      - name: wages
        source: wages
        primary_key: [wage_id]
        time: effective_date
        fields:
          - {name: wage_id, expression: wage_id, datatype: Integer, role: key}
          - {name: effective_date, expression: effective_date, datatype: Date, role: time}
          - {name: wage_amount, expression: wage_amount, datatype: Decimal, role: measure,
             unit: USD}
      - name: makers
        source: makers
        primary_key: [maker_id]
        fields:
          - {name: maker_id, expression: maker_id, datatype: Integer, role: key}
          - {name: signup_date, expression: signup_date, datatype: Date, role: time}
      - name: kits
        source: kits
        primary_key: [kit_id]
        fields:
          - {name: kit_id, expression: kit_id, datatype: Integer, role: key}
      - name: solvers
        source: kits
        primary_key: [solver_id]
        fields:
          - {name: solver_id, expression: kit_id, datatype: Integer, role: key}
    relationships:
      - {name: of_solver, from: requests, to: solvers, from_columns: [solver_id],
         to_columns: [solver_id]}
      - {name: of_kit, from: projects, to: kits, from_columns: [kit_id], to_columns: [kit_id]}
      - {name: of_maker, from: projects, to: makers, from_columns: [maker_id],
         to_columns: [maker_id]}
      - {name: of_project, from: requests, to: projects, from_columns: [project_id],
         to_columns: [project_id]}
    metrics:
      - {name: projects, expression: COUNT(*), dataset: projects, unit: count,
         ai_context: {synonyms: [orders]}}
      - name: won_projects
        expression: COUNT(CASE WHEN projects.outcome = 'Won' THEN 1 END)
        dataset: projects
        time: projects.closed_on
        unit: count
        ai_context: {synonyms: [projects won]}
      - name: lost_projects
        expression: COUNT(CASE WHEN projects.outcome = 'Lost' THEN 1 END)
        dataset: projects
        time: projects.closed_on
        unit: count
      - name: decided_projects
        expression: COUNT(projects.closed_on)
        dataset: projects
        time: projects.closed_on
        unit: count
        ai_context: {synonyms: [won and lost projects]}
      - name: won_fees
        expression: SUM(CASE WHEN projects.outcome = 'Won' THEN projects.project_fee END)
        dataset: projects
        time: projects.closed_on
        unit: USD
      - name: fees_ahead
        expression: SUM(projects.project_fee)
        dataset: projects
        time: {start: projects.created_on, end: projects.closed_on}
        unit: USD
      - name: inner_load
        expression: COUNT(CASE WHEN projects.area = 'East' THEN 1 END)
        dataset: projects
        unit: count
      - name: outer_load
        expression: COUNT(CASE WHEN projects.area = 'West' THEN 1 END)
        dataset: projects
        unit: count
      - {name: mean_wait, expression: AVG(requests.patience_days), dataset: requests, unit: days}
      - name: time_to_solve
        expression: AVG(DATE_DIFF('day', requests.asked_on, requests.solved_on))
        dataset: requests
        unit: days
        ai_context: {synonyms: [patience of solvers]}
      - name: running_projects
        expression: COUNT(projects.created_on)
        dataset: projects
        time: {start: projects.created_on, end: projects.closed_on}
        unit: count
      - name: open_share
        expression: COUNT(CASE WHEN requests.solved_on IS NULL THEN 1 END) / COUNT(*)
        dataset: requests
        unit: percent
        ai_context: {synonyms: [slow requests]}
      - {name: requests, expression: COUNT(*), dataset: requests, unit: count}
      - name: solved_requests
        expression: COUNT(requests.solved_on)
        dataset: requests
        time: requests.solved_on
        unit: count
      - name: billed_amount
        expression: SUM(bills.bill_amount)
        dataset: bills
        unit: USD
        ai_context: {synonyms: [billings]}
      - name: bulk_bill
        expression: SUM(bills.bill_amount)
        dataset: bills
        filter: bills.bill_amount > 50
        unit: USD
      - name: wage_cost
        expression: SUM(wages.wage_amount)
        dataset: wages
        unit: USD
        direction: down
      - name: cost
        expression: billed_amount + wage_cost
        unit: USD
        direction: down
        ai_context: {synonyms: [costs]}
""",
    origin="studio.yml",
)
PROJECTS = [
    # id, of, created, closed, outcome, area, fee
    (1, 1, date(2026, 4, 1), date(2026, 5, 2), "Won", "East", 100),
    (2, 1, date(2026, 4, 9), date(2026, 5, 9), "Lost", "West", 30),
    (3, 2, date(2026, 5, 2), date(2026, 6, 1), "Won", "West", 7),
    (4, 2, date(2026, 5, 3), date(2026, 6, 9), "Lost", "West", 5),
    (5, 2, date(2026, 6, 3), None, None, "East", 2),
]
MAKERS = [(1, date(2026, 5, 4)), (2, date(2025, 1, 1))]
REQUESTS = [
    # id, of, asked, how long at most, solved, topic
    (1, 1, date(2026, 5, 1), 5, date(2026, 5, 3), "billing"),
    (2, 2, date(2026, 5, 2), 9, date(2026, 6, 3), "noise"),
    (3, 5, date(2026, 6, 2), 1, None, "billing"),
]
BILLS = [(1, date(2026, 5, 1), 40), (2, date(2026, 6, 1), 60)]
WAGES = [(1, date(2026, 5, 7), 11), (2, date(2026, 6, 7), 12), (3, date(2026, 6, 8), 13)]


def open_studio(folder: Path) -> Asker:
    """An asker of the studio, its lake in ``folder``."""
    dated = "effective_date"
    tables = {
        "projects": columns_of(
            "project_id maker_id created_on closed_on outcome area project_fee",
            [(*row[:6], Decimal(row[6])) for row in PROJECTS],
        ),
        "kits": columns_of("kit_id", [(row[0],) for row in PROJECTS]),
        "makers": columns_of("maker_id signup_date", MAKERS),
        "requests": columns_of(
            "request_id project_id asked_on patience_days solved_on topic", REQUESTS
        ),
        "bills": columns_of(
            f"bill_id {dated} bill_amount", [(*row[:2], Decimal(row[2])) for row in BILLS]
        ),
        "wages": columns_of(
            f"wage_id {dated} wage_amount", [(*row[:2], Decimal(row[2])) for row in WAGES]
        ),
    }
    metrics = make_service(folder, tables, model=MODEL, today=TODAY)
    return Asker(metrics=metrics, lexicon=Lexicon(MODEL))
