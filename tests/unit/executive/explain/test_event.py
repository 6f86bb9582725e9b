"""The day of a break, and what began about then."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from boardroom.agents.context import Context
from boardroom.executive.explain.explainer import Asking, Explainer
from boardroom.executive.notebook import Notebook
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.insight.drivers import Drivers
from boardroom.insight.model import Report
from boardroom.insight.render_drivers import render_drivers
from tests.unit.executive.world import FIRST, MODEL, make_service, order_rows

TODAY = date(2018, 3, 1)
FALL = date(2018, 2, 9)

WITH_EVENTS = MODEL.replace(
    "    metrics:\n",
    """      - name: deploys
        source: deploys
        primary_key: [id]
        time: day
        fields:
          - {name: id, expression: id, datatype: Integer, role: key}
          - {name: day, expression: day, datatype: Date, role: time}
          - {name: title, expression: title, datatype: String}
      - name: visits
        source: deploys
        time: day
        fields:
          - {name: day, expression: day, datatype: Date, role: time}
          - {name: page, expression: title, datatype: String}
    metrics:
""",
    1,
)

RELEASES = """      - name: releases
        source: releases
        primary_key: [id]
        time: day
        fields:
          - {name: id, expression: id, datatype: Integer, role: key}
          - {name: day, expression: day, datatype: Date, role: time}
          - {name: title, expression: title, datatype: String}
"""


def _orders(*, fall: bool) -> pa.Table:
    rows = order_rows(days=(TODAY - FIRST).days, rate=60.0)
    days = np.array(rows["day"].to_pylist())
    kept = (days < FALL) | (np.arange(len(days)) % 2 == 0)
    return rows.filter(pa.array(kept)) if fall else rows


DEPLOYS = {
    FALL - timedelta(days=90): "long ago",
    FALL - timedelta(days=2): "new checkout",
    TODAY: "later",
}


def _table(events: Mapping[date, str]) -> pa.Table:
    return pa.table(
        {
            "id": list(range(len(events))),
            "day": pa.array(list(events), pa.date32()),
            "title": list(events.values()),
        }
    )


def _explain(
    folder: Path,
    *,
    fall: bool,
    deploys: Mapping[date, str] = DEPLOYS,
    releases: Mapping[date, str] | None = None,
) -> tuple[Report, Drivers]:
    tables, model = {"orders": _orders(fall=fall), "deploys": _table(deploys)}, WITH_EVENTS
    if releases is not None:
        tables["releases"] = _table(releases)
        model = model.replace("    metrics:\n", f"{RELEASES}    metrics:\n", 1)
    service = make_service(folder, tables, model=model, today=TODAY)
    context = Context(metrics=service, principal=LOCAL_ADMIN, asked=TODAY, as_of=TODAY)
    explainer = Explainer(notebook=Notebook(service.model), bridges={})
    report = explainer.explain(Asking(metric="revenue", time_range="2018-02"), context)
    drivers = report.insights[0].drivers
    assert drivers is not None
    return report, drivers


def test_the_day_of_a_fall_is_found_and_the_deploy_just_before_it_is_listed(
    tmp_path: Path,
) -> None:
    report, drivers = _explain(tmp_path, fall=True)
    assert drivers.turn is not None
    assert drivers.turn.low <= FALL <= drivers.turn.high
    assert [(item.dataset, item.label) for item in drivers.events] == [("Deploys", "new checkout")]
    text = render_drivers(report)
    assert "Deploys: new checkout began" in " ".join(text.split())
    assert "does not make one the cause" in " ".join(text.split())


def test_without_a_break_no_event_is_told(tmp_path: Path) -> None:
    report, drivers = _explain(tmp_path, fall=False)
    assert drivers.turn is None
    assert drivers.events == ()
    assert "Since when" not in render_drivers(report)


def _every(days: int) -> dict[date, str]:
    """One event every so many days, from a year before the fall to its end; one lies on it."""
    return {FALL - timedelta(days=days * n): f"no. {n}" for n in range(-2, 366 // days)}


def test_what_happens_so_often_that_one_lies_on_any_day_in_five_is_not_listed(
    tmp_path: Path,
) -> None:
    _, drivers = _explain(tmp_path, fall=True, deploys=_every(5))
    assert drivers.turn is not None
    assert drivers.events == ()


@pytest.mark.parametrize("days", [12, 20, 40, 90])
def test_an_event_is_listed_only_as_near_as_one_in_ten_come_by_chance(
    tmp_path: Path, days: int
) -> None:
    _, drivers = _explain(tmp_path, fall=True, deploys=_every(days))
    assert drivers.turn is not None
    first = drivers.turn.high + timedelta(days=3 - 364)
    events = [day for day in _every(days) if first <= day <= drivers.turn.high + timedelta(days=3)]
    near = {
        day
        for day in events
        if day >= drivers.turn.low - timedelta(days=7)
        if len(events) / 365 * (2 * abs((day - drivers.turn.day).days) + 1) <= 0.1
    }
    assert {item.day for item in drivers.events} == near


def test_of_two_lists_of_events_each_has_half_of_the_chance(tmp_path: Path) -> None:
    often = _every(15)
    _, alone = _explain(tmp_path / "one", fall=True, deploys=often)
    assert alone.turn is not None
    assert len(often) / 365 * (2 * abs((FALL - alone.turn.day).days) + 1) > 0.05
    _, beside = _explain(tmp_path / "two", fall=True, deploys=often, releases={FALL: "autumn"})
    assert [item.label for item in alone.events] == ["no. 0"]
    assert [item.label for item in beside.events] == ["autumn"]
