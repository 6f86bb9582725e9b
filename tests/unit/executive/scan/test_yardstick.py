"""A bill that follows the number of employees is judged per head."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from boardroom.agents.context import Context
from boardroom.analysis.panel.series import Floats
from boardroom.executive.notebook import Notebook
from boardroom.executive.scan.scanner import scan_metrics
from boardroom.executive.scan.telling import tell_scan
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.insight.model import Insight
from tests.unit.executive.world import make_service

WEEKS = 156
FIRST = date(2023, 7, 3)
TODAY = FIRST + timedelta(weeks=WEEKS)
OVERRUN = slice(WEEKS - 20, WEEKS - 11)

MODEL = """
version: "0.2.0.dev0"
semantic_model:
  - name: office
    datasets:
      - name: bills
        source: bills
        primary_key: [id]
        time: day
        fields:
          - {name: id, expression: id, datatype: Integer, role: key}
          - {name: day, expression: day, datatype: Date, role: time}
          - {name: amount, expression: amount, datatype: Decimal, unit: USD, role: measure}
      - name: employees
        source: employees
        primary_key: [id]
        time: {start: hired, end: left}
        fields:
          - {name: id, expression: id, datatype: Integer, role: key}
          - {name: hired, expression: hired, datatype: Date, role: time}
          - {name: left, expression: "left", datatype: Date, role: time}
    metrics:
      - {name: cost, expression: SUM(bills.amount), unit: USD, direction: down}
"""
HEADCOUNT = """      - {name: headcount, expression: COUNT(employees.id), unit: count}
"""


def _heads(*, waves: int, seed: int = 5) -> Floats:
    """How many employees there are in each week: some come and some go, at times."""
    random = np.random.default_rng(seed)
    steps = np.zeros(WEEKS)
    at = random.choice(np.arange(4, WEEKS - 4), waves, replace=False)
    steps[at] = random.choice([-4, -3, 3, 4, 5], waves)
    return np.maximum(20 + np.cumsum(steps), 8.0)


def _employees(heads: Floats) -> pa.Table:
    """People who come and go so that there are that many in each week; the first come, first
    go."""
    hired: list[date] = []
    left: list[date | None] = []
    here: list[int] = []
    for week, count in enumerate(heads):
        day = FIRST + timedelta(weeks=week)
        while len(here) < count:
            here.append(len(hired))
            hired.append(day)
            left.append(None)
        while len(here) > count:
            left[here.pop(0)] = day
    return pa.table({"id": np.arange(len(hired)), "hired": hired, "left": left})


def _told(folder: Path, bills: Floats, heads: Floats, *, model: str) -> list[Insight]:
    days = [FIRST + timedelta(weeks=week, days=4) for week in range(WEEKS)]
    table = pa.table({"id": np.arange(WEEKS), "day": days, "amount": bills.round(2)})
    tables = {"bills": table, "employees": _employees(heads)}
    service = make_service(folder, tables, model=model, today=TODAY)
    context = Context(metrics=service, principal=LOCAL_ADMIN, asked=TODAY, as_of=TODAY)
    found = scan_metrics(context, service.model.metrics, Notebook(service.model))
    return [item for item in tell_scan(found, as_of=TODAY) if item.kind == "episode"]


def _bills(heads: Floats, *, times: float = 1.0) -> Floats:
    found = 100.0 * heads * np.random.default_rng(8).lognormal(0.0, 0.03, WEEKS)
    found[OVERRUN] *= times
    return found


@pytest.mark.parametrize("model", [MODEL, MODEL + HEADCOUNT], ids=["no headcount", "headcount"])
def test_an_overrun_among_waves_of_hires_is_told_per_head(tmp_path: Path, model: str) -> None:
    heads = _heads(waves=16)

    told = _told(tmp_path, _bills(heads, times=1.3), heads, model=model)

    if HEADCOUNT not in model:
        assert told == []
        return
    (overrun,) = told
    first, last = (FIRST + timedelta(weeks=week) for week in (OVERRUN.start, OVERRUN.stop))
    assert overrun.evidence.period.start == first
    assert overrun.evidence.period.end == last - timedelta(days=1)
    assert "for each unit of Headcount" in overrun.text
    expected = next(item.value for item in overrun.numbers if item.id == "expected")
    assert expected == pytest.approx(100.0 * heads[OVERRUN].sum(), rel=0.03)


def test_a_wave_of_hires_is_no_news_of_a_bill(tmp_path: Path) -> None:
    heads = _heads(waves=16)
    heads[OVERRUN] += 8

    assert _told(tmp_path, _bills(heads), heads, model=MODEL + HEADCOUNT) == []


def test_what_explains_nothing_measures_nothing(tmp_path: Path) -> None:
    """The bill follows a number that nobody counts; the headcount has waves of its own."""
    heads, others = _heads(waves=16), _heads(waves=16, seed=6)

    assert _told(tmp_path, _bills(others, times=1.3), heads, model=MODEL + HEADCOUNT) == []
