"""The first and last day of rows with a time of day count only where they are whole."""

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from boardroom.executive.page import build_page
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.insight.model import Report
from tests.unit.executive.world import FIRST, make_service

_ZERO = datetime(FIRST.year, FIRST.month, FIRST.day)  # noqa: DTZ001  # wall time, as in a file
_STEP = timedelta(minutes=5)
_HALF = timedelta(hours=14, minutes=30)

MODEL = """
version: "0.2.0.dev0"
semantic_model:
  - name: machine
    datasets:
      - name: readings
        source: readings
        time: taken_at
        fields:
          - {name: taken_at, expression: taken_at, datatype: DateTime, role: time}
          - {name: value, expression: value, datatype: Float}
    metrics:
      - {name: load, expression: SUM(readings.value), unit: count, department: operations}
"""


def _readings(begin: datetime, end: datetime) -> pa.Table:
    steps = int((end - begin) / _STEP)
    moments = [begin + place * _STEP for place in range(steps)]
    values = np.random.default_rng(1).uniform(0.9, 1.1, steps)
    return pa.table({"taken_at": pa.array(moments, pa.timestamp("us")), "value": pa.array(values)})


def _page(folder: Path, rows: pa.Table, *, days: int, model: str = MODEL) -> Report:
    today = FIRST + timedelta(days=days)
    service = make_service(folder, {"readings": rows}, model=model, today=today)
    return build_page(service, principal=LOCAL_ADMIN)


@pytest.mark.parametrize("name", ["taken_at", "Taken At", "taken-at"])
@pytest.mark.parametrize("cut", [True, False])
def test_a_day_that_is_there_in_part_is_neither_shown_nor_compared(
    tmp_path: Path, name: str, *, cut: bool
) -> None:
    model = MODEL.replace("time: taken_at", f"time: {name}").replace(
        "{name: taken_at", f"{{name: {name}"
    )
    last = _ZERO + timedelta(days=15)
    rows = _readings(_ZERO + _HALF, last + (_HALF if cut else timedelta(days=1)))
    report = _page(tmp_path, rows, days=40, model=model)
    (card,) = [card for part in report.sections for card in part.key_metrics] or report.key_metrics
    shown = last.date() - timedelta(days=1) if cut else last.date()
    assert card.evidence.period.end == shown
    inside = [
        value
        for moment, value in zip(
            rows["taken_at"].to_pylist(), rows["value"].to_pylist(), strict=True
        )
        if moment.date() == shown
    ]
    assert len(inside) == timedelta(days=1) / _STEP
    assert card.value == pytest.approx(sum(inside))
    assert card.sparkline[0][0] > FIRST
    assert [item.kind for item in report.insights if item.kind == "change"] == []


def test_a_day_that_holds_all_it_has_so_far_is_not_judged_by_the_calendar(tmp_path: Path) -> None:
    """Without a time of day nothing says that a day is not over."""
    rows = _readings(_ZERO, _ZERO + timedelta(days=20))
    days = [moment.replace(hour=0, minute=0) for moment in rows["taken_at"].to_pylist()]
    rows = rows.set_column(0, "taken_at", pa.array(days, pa.timestamp("us")))
    report = _page(tmp_path, rows, days=40)
    (card,) = [card for part in report.sections for card in part.key_metrics] or report.key_metrics
    assert card.evidence.period.end == FIRST + timedelta(days=19)


def test_a_row_of_the_last_day_there_is_hinders_nothing(tmp_path: Path) -> None:
    rows = _readings(_ZERO, _ZERO + timedelta(days=20))
    never = pa.table({"taken_at": [date.max], "value": [1.0]}).cast(rows.schema)
    (card, *_) = _page(tmp_path / "never", pa.concat_tables([rows, never]), days=40).key_metrics
    (usual, *_) = _page(tmp_path / "usual", rows, days=40).key_metrics
    assert (card.value, card.previous) == (usual.value, usual.previous)
