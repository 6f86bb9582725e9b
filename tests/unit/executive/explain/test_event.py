"""The day of a break, and what began about then."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

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


def _orders(*, fall: bool) -> pa.Table:
    rows = order_rows(days=(TODAY - FIRST).days, rate=60.0)
    days = np.array(rows["day"].to_pylist())
    kept = (days < FALL) | (np.arange(len(days)) % 2 == 0)
    return rows.filter(pa.array(kept)) if fall else rows


def _explain(folder: Path, *, fall: bool) -> tuple[Report, Drivers]:
    deploys = pa.table(
        {
            "id": [1, 2, 3],
            "day": pa.array([FALL - timedelta(days=2), FALL - timedelta(days=90), TODAY]),
            "title": ["new checkout", "long ago", "later"],
        }
    )
    tables = {"orders": _orders(fall=fall), "deploys": deploys}
    service = make_service(folder, tables, model=WITH_EVENTS, today=TODAY)
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
