"""A club whose members leave when they stop coming, in a real lake behind a real service."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from boardroom.agents.context import Context
from boardroom.agents.task import Task
from boardroom.data.metrics import MetricsService
from boardroom.executive.background import Background
from boardroom.executive.churn.agent import CHURN, ChurnAgent
from boardroom.executive.metric_facts import FactsReader
from boardroom.executive.pack import TableMapping
from boardroom.executive.shelf import MemoryShelf, Shelf
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.insight.model import Report
from tests.unit.executive.world import make_service

BEGIN, TODAY = date(2022, 1, 1), date(2024, 7, 15)
MONTHS = 30

MODEL = """
version: "0.2.0.dev0"
semantic_model:
  - name: club
    datasets:
      - name: members
        source: members
        primary_key: [member_id]
        fields:
          - {name: member_id, expression: member_id, datatype: String, role: key}
          - {name: member_name, expression: member_name, datatype: String, role: dimension}
          - name: town
            expression: town
            datatype: String
            role: dimension
            values: [A, B, C]
          - name: status
            expression: status
            datatype: String
            role: dimension
            values: [open, closed]
      - name: visits
        source: visits
        primary_key: [visit_id]
        time: day
        fields:
          - {name: visit_id, expression: visit_id, datatype: Integer, role: key}
          - {name: member_id, expression: member_id, datatype: String, role: key}
          - {name: day, expression: day, datatype: Date, role: time}
          - {name: paid, expression: paid, datatype: Float, role: measure, unit: EUR}
      - name: contracts
        source: contracts
        primary_key: [contract_id]
        time: {start: begins, end: ends}
        fields:
          - {name: contract_id, expression: contract_id, datatype: Integer, role: key}
          - {name: member_id, expression: member_id, datatype: String, role: key}
          - {name: begins, expression: begins, datatype: Date, role: time}
          - {name: ends, expression: ends, datatype: Date, role: time}
          - {name: fee, expression: fee, datatype: Float, role: measure, unit: EUR}
    relationships:
      - name: visits_to_members
        from: visits
        to: members
        from_columns: [member_id]
        to_columns: [member_id]
      - name: contracts_to_members
        from: contracts
        to: members
        from_columns: [member_id]
        to_columns: [member_id]
    metrics:
      - {name: mrr, expression: SUM(contracts.fee), unit: EUR, direction: up}
"""

TABLES = {"customers": TableMapping(dataset="members", fields={"name": "member_name"})}


@dataclass(frozen=True, kw_only=True)
class Club:
    """Its tables."""

    members: pa.Table
    visits: pa.Table
    contracts: pa.Table


def make_club(size: int = 350, *, seed: int = 5, tells: bool = True) -> Club:
    """Members join over the months; those that come less and less leave soon, where it tells."""
    rng = np.random.default_rng(seed)
    visits: list[tuple[str, date, float]] = []
    contracts: list[tuple[str, date, date | None, float]] = []
    members: list[tuple[str, str, str]] = []
    for number in range(size):
        name, keen, begin, end = f"m{number}", True, int(rng.integers(0, 20)), None
        first = month_day(begin)
        for month in range(begin, MONTHS):
            keen = keen and rng.random() > 0.07
            for _ in range(rng.poisson(6.0 if keen or not tells else 1.0)):
                day = month_day(month) + timedelta(days=int(rng.integers(0, 28)))
                visits.append((name, day, 10.0))
            if month > begin and rng.random() < (0.05 if not tells else 0.01 if keen else 0.2):
                end = month_day(month + 1)
                break
        contracts.append((name, first, end, float(20 + number % 5)))
        members.append((name, "ABC"[number % 3], "open" if end is None else "closed"))
    visits.sort(key=lambda row: row[1])
    return Club(
        members=pa.table(
            {
                "member_id": [row[0] for row in members],
                "member_name": [f"Member {row[0]}" for row in members],
                "town": [row[1] for row in members],
                "status": [row[2] for row in members],
            }
        ),
        visits=pa.table(
            {
                "visit_id": list(range(len(visits))),
                "member_id": [row[0] for row in visits],
                "day": pa.array([row[1] for row in visits], pa.date32()),
                "paid": [row[2] for row in visits],
            }
        ),
        contracts=pa.table(
            {
                "contract_id": list(range(len(contracts))),
                "member_id": [row[0] for row in contracts],
                "begins": pa.array([row[1] for row in contracts], pa.date32()),
                "ends": pa.array([row[2] for row in contracts], pa.date32()),
                "fee": [row[3] for row in contracts],
            }
        ),
    )


def month_day(month: int) -> date:
    """The first day of a month of the club."""
    total = BEGIN.month - 1 + month
    return date(BEGIN.year + total // 12, total % 12 + 1, 1)


def serve(folder: Path, club: Club, *, model: str = MODEL) -> MetricsService:
    """A service over the club's tables."""
    tables = {"members": club.members, "visits": club.visits, "contracts": club.contracts}
    return make_service(folder, tables, model=model, today=TODAY)


def context_of(service: MetricsService, *, as_of: date = TODAY) -> Context:
    """What the agent is given."""
    return Context(metrics=service, principal=LOCAL_ADMIN, asked=as_of, as_of=as_of)


def run_agent(
    service: MetricsService,
    *,
    shelf: Shelf | None = None,
    as_of: date = TODAY,
    background: Background | None = None,
    patience_seconds: float = 300.0,
) -> Report:
    """The agent's report."""
    agent = ChurnAgent(
        tables=TABLES,
        reader=FactsReader(service.model),
        shelf=shelf or MemoryShelf(),
        background=background or Background(),
        patience_seconds=patience_seconds,
    )
    return agent.run(Task(agent=CHURN, kind="predict"), context_of(service, as_of=as_of))
