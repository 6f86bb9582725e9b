"""Metrics whose rows come by the month are watched by the month."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from boardroom.agents.context import Context
from boardroom.executive.notebook import Notebook
from boardroom.executive.scan.scanner import Scan, scan_metrics
from boardroom.executive.scan.telling import tell_scan
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.insight.model import Insight
from tests.unit.executive.world import make_service

TODAY = date(2026, 11, 28)
MONTHS = 42
ACCOUNTS = ("Rent", "Payroll", "Travel")

MODEL = """
version: "0.2.0.dev0"
semantic_model:
  - name: firm
    datasets:
      - name: ledger
        source: ledger
        primary_key: [id]
        time: month
        fields:
          - {name: id, expression: id, datatype: Integer, role: key}
          - {name: month, expression: month, datatype: Date, role: time}
          - name: account
            expression: account
            datatype: String
            role: dimension
            values: [Rent, Payroll, Travel]
          - {name: amount, expression: amount, datatype: Float, unit: USD}
      - name: staff
        source: staff
        primary_key: [person, taken]
        time: {snapshot: taken}
        fields:
          - {name: person, expression: person, datatype: Integer, role: key}
          - {name: taken, expression: taken, datatype: Date, role: time}
    metrics:
      - {name: costs, expression: SUM(ledger.amount), unit: USD, direction: down}
      - {name: headcount, expression: COUNT(staff.person), unit: count}
"""


def _months(count: int) -> list[date]:
    """The first days of the last whole months before today."""
    last = TODAY.year * 12 + TODAY.month - 1
    return [date(place // 12, place % 12 + 1, 1) for place in range(last - count, last)]


def _ledger(
    *, seed: int = 4, raised: Mapping[tuple[int, str], float] | None = None, running: bool = False
) -> pa.Table:
    """A row a month and account; ``raised`` by (month from the end, account)."""
    random = np.random.default_rng(seed)
    months = _months(MONTHS)
    rows = []
    for place, month in enumerate(months):
        for account, size in zip(ACCOUNTS, (5_000.0, 60_000.0, 8_000.0), strict=True):
            factor = (raised or {}).get((place - MONTHS, account), 1.0)
            rows.append((month, account, size * factor * random.lognormal(0.002 * place, 0.06)))
    if running:
        rows.append((TODAY.replace(day=1), "Rent", 50.0))
    return pa.table(
        {
            "id": pa.array(range(len(rows)), pa.int64()),
            "month": pa.array([row[0] for row in rows], pa.date32()),
            "account": pa.array([row[1] for row in rows]),
            "amount": pa.array([row[2] for row in rows], pa.float64()),
        }
    )


def _staff(sizes: Sequence[int]) -> pa.Table:
    """Who was there at each month's end."""
    ends = [(month + timedelta(days=32)).replace(day=1) for month in _months(len(sizes))]
    rows = [
        (person, end - timedelta(days=1))
        for end, size in zip(ends, sizes, strict=True)
        for person in range(size)
    ]
    return pa.table(
        {
            "person": pa.array([row[0] for row in rows], pa.int64()),
            "taken": pa.array([row[1] for row in rows], pa.date32()),
        }
    )


def _scan(folder: Path, ledger: pa.Table, staff: pa.Table) -> Scan:
    tables = {"ledger": ledger, "staff": staff}
    service = make_service(folder, tables, model=MODEL, today=TODAY)
    context = Context(metrics=service, principal=LOCAL_ADMIN, asked=TODAY, as_of=TODAY)
    return scan_metrics(context, service.model.metrics, Notebook(service.model))


def _told(scan: Scan) -> list[Insight]:
    return [item for item in tell_scan(scan, as_of=TODAY) if item.kind == "episode"]


STEADY = [200 + month for month in range(MONTHS)]


def test_an_unusual_month_of_a_ledger_is_told_by_its_account(tmp_path: Path) -> None:
    scan = _scan(tmp_path, _ledger(raised={(-3, "Travel"): 3.0}), _staff(STEADY))

    (told,) = _told(scan)

    assert told.subject == {"ledger.account": "Travel"}
    assert told.id == "episode:costs:ledger.account=Travel:2026-08-01"
    assert "above expected, Aug 2026" in told.title
    assert told.evidence.period.start == date(2026, 8, 1)
    assert told.evidence.period.end == date(2026, 8, 31)
    assert told.status == "recovered"
    assert told.evidence.query.grain == "month"
    assert told.effect is not None
    assert told.effect.value == pytest.approx(16_000.0, rel=0.25)
    assert "judged by the months before" in told.text


def test_a_level_that_lasts_is_one_insight_that_goes_on(tmp_path: Path) -> None:
    raised = {(place, "Payroll"): 1.6 for place in (-4, -3, -2, -1)}
    (told,) = _told(_scan(tmp_path, _ledger(raised=raised), _staff(STEADY)))
    assert told.status == "on"
    assert told.evidence.period.start == date(2026, 7, 1)
    assert told.evidence.period.end == date(2026, 10, 31)
    assert "these months" in told.text


def test_a_stock_taken_at_the_ends_of_months_is_watched(tmp_path: Path) -> None:
    sizes = [*STEADY[:-2], 150, 151]
    scan = _scan(tmp_path, _ledger(), _staff(sizes))
    (told,) = _told(scan)
    assert told.metric == "headcount"
    assert "below expected, Sep–Oct 2026" in told.title
    assert told.status == "on"
    assert told.text.startswith("150.5 on average instead of 24")


def test_steady_months_and_one_that_has_only_begun_are_no_news(tmp_path: Path) -> None:
    scan = _scan(tmp_path, _ledger(running=True), _staff(STEADY))
    assert _told(scan) == []
    assert scan.series == 5, "costs, by its three accounts, and headcount"
