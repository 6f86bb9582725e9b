"""What the page says stands behind its figures, computed again by plain SQL and plain Python."""

from collections.abc import Iterator
from datetime import date, timedelta
from math import ceil
from statistics import NormalDist, fmean, pstdev

import pytest

from boardroom.analysis.demand import expect_demand
from boardroom.insight.model import Insight, Report, Table
from boardroom.simulate.company import CompanySpec, write_company
from boardroom.workspace.creation import NewWorkspace, create_workspace
from tests.soundness.company_truth import Truth

UNTIL = date(2026, 11, 26)
SEED = 7

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Report, Truth]]:
    folder = tmp_path_factory.mktemp("company")
    company = write_company(folder / "files", CompanySpec(until=UNTIL, seed=SEED, scale=0.05))
    wanted = NewWorkspace(locations=(str(folder / "files"),))
    with create_workspace(folder / "workspace", wanted) as created:
        report = created.workspace.page(as_of=UNTIL, patience_seconds=300)
        yield report, Truth(tuple(company.tables))


def tables(report: Report) -> list[Table]:
    return [*report.tables, *(table for part in report.sections for table in part.tables)]


def insights(report: Report, kind: str) -> list[Insight]:
    every = [*report.insights, *(item for part in report.sections for item in part.insights)]
    return [item for item in {item.id: item for item in every}.values() if item.kind == kind]


def _lead_times(truth: Truth, device: int, day: date) -> list[float]:
    sql = (
        "SELECT device_id, received_date - order_date FROM purchase_orders WHERE received_date <= "
    )
    rows = truth.rows(f"{sql} DATE '{day}' AND order_date <= DATE '{day}'")
    own = [days / 7 for item, days in rows if item == device]
    return own if len(own) >= 5 else [days / 7 for _, days in rows]


def _demand(truth: Truth, device: int, day: date) -> list[float]:
    """Units per week, from the first whole week of three years that anything was ordered in."""
    monday = day + timedelta(days=1) - timedelta(days=(day + timedelta(days=1)).weekday())
    first = max(
        monday - timedelta(weeks=156),
        truth.rows("SELECT date_trunc('week', MIN(order_date))::DATE FROM device_orders")[0][0],
    )
    found = dict(
        truth.rows(
            "SELECT date_trunc('week', order_date)::DATE, SUM(quantity) FROM device_orders "
            f"WHERE device_id = {device} GROUP BY 1"
        )
    )
    weeks = [first + timedelta(weeks=step) for step in range((monday - first).days // 7)]
    return [float(found.get(week, 0)) for week in weeks]


def test_reorder_points_follow_from_orders_deliveries_and_stock(
    shown: tuple[Report, Truth],
) -> None:
    report, truth = shown
    table = next(item for item in tables(report) if item.title.startswith("Stock and reorder"))
    day = table.result.period.start
    assert day is not None
    assert day == truth.rows("SELECT MAX(stock_date) FROM inventory_levels")[0][0]
    devices = dict(truth.rows("SELECT device_name, device_id FROM devices"))
    due = []
    for name, *figures, to_do in table.result.rows:
        position, lasts, expected, safety, point = (float(str(cell)) for cell in figures)
        device = devices[name]
        leads, demand = _lead_times(truth, device, day), _demand(truth, device, day)
        ((free,),) = truth.rows(
            "SELECT SUM(units_on_hand - units_backordered) FROM inventory_levels "
            f"WHERE stock_date = DATE '{day}' AND device_id = {device}"
        )
        since = f"DATE '{day}' - to_days({int(2 * 7 * max(leads))})"
        ((coming,),) = truth.rows(
            "SELECT COALESCE(SUM(quantity), 0) FROM purchase_orders "
            f"WHERE received_date IS NULL AND device_id = {device} AND order_date >= {since}"
        )
        assert position == float(free + coming)
        weeks = max(1, round(fmean(leads)))
        assert expected == pytest.approx(sum(expect_demand(demand, weeks)))
        begin = max(weeks, len(demand) // 3, 2)
        misses = [
            sum(demand[at : at + weeks]) - sum(expect_demand(demand[:at], weeks))
            for at in range(begin, len(demand) - weeks + 1)
        ]
        own = fmean(miss**2 for miss in misses) ** 0.5
        late = expected / weeks * pstdev(leads)
        spare = NormalDist().inv_cdf(0.95) * (own**2 + late**2) ** 0.5
        assert safety == ceil(spare)
        assert point == ceil(expected + spare)
        assert lasts == pytest.approx(position / (expected / weeks))
        assert (to_do == "order now") is (position <= expected + spare)
        due += [str(name)] if to_do else []
    assert len(table.result.rows) == len(devices)
    told = insights(report, "stock")
    assert [item.title for item in told] == ([f"Order now: {', '.join(due)}"] if due else [])


def test_a_record_beats_every_period_that_it_says(shown: tuple[Report, Truth]) -> None:
    report, truth = shown
    for item in insights(report, "record"):
        figures = {number.id: number.value for number in item.numbers}
        period = item.evidence.period
        assert period.start is not None
        assert figures["value"] == pytest.approx(truth.value(item.metric, period))
        assert figures["beats"] >= 12
