"""What the page says stands behind its figures, computed again by plain SQL and plain Python."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from statistics import NormalDist, fmean, pstdev

import pytest

from boardroom.agents.context import Context
from boardroom.analysis.demand import expect_demand
from boardroom.executive.inspection.inspector import look_behind
from boardroom.executive.inspection.kind import Findings
from boardroom.insight.model import Insight, InsightKind, Report, Table
from boardroom.semantic.result import Period
from boardroom.simulate.company import CompanySpec, write_company
from boardroom.workspace.creation import NewWorkspace, create_workspace
from tests.soundness.company_truth import Truth

UNTIL = date(2026, 11, 26)
SEED, SCALE = 7, 0.05

pytestmark = pytest.mark.slow


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A company's page and all that was found beside it, told or not, beside the files.

    Attributes:
        found: what each kind of inspection found before false discoveries were controlled.
    """

    report: Report
    found: Mapping[InsightKind, Findings]
    truth: Truth

    @property
    def tables(self) -> list[Table]:
        sections = (table for part in self.report.sections for table in part.tables)
        return [*self.report.tables, *sections]

    def table(self, title: str) -> Table:
        return next(item for item in self.tables if item.title.startswith(title))

    def told(self, kind: InsightKind) -> list[Insight]:
        every = (item for part in self.report.sections for item in part.insights)
        own = {item.id: item for item in (*self.report.insights, *every)}.values()
        return [item for item in own if item.kind == kind]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    folder = tmp_path_factory.mktemp("company")
    company = write_company(folder / "files", CompanySpec(until=UNTIL, seed=SEED, scale=SCALE))
    wanted = NewWorkspace(locations=(str(folder / "files"),))
    with create_workspace(folder / "workspace", wanted) as created:
        workspace = created.workspace
        report = workspace.page(as_of=UNTIL, patience_seconds=300)
        with workspace.metrics().held() as held:
            context = Context(metrics=held, principal=workspace.principal, asked=UNTIL, as_of=UNTIL)
            day, found = look_behind(
                context, departments=workspace.packs.departments, notebook=workspace.notebook
            )
        assert day == report.as_of
        yield Shown(report=report, found=found, truth=Truth(tuple(company.tables)))


def figures(item: Insight) -> dict[str, float]:
    return {number.id: number.value for number in item.numbers}


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


def test_reorder_points_follow_from_orders_deliveries_and_stock(shown: Shown) -> None:
    truth = shown.truth
    table = shown.table("Stock and reorder")
    day = table.result.period.start
    assert day is not None
    assert day == truth.rows("SELECT MAX(stock_date) FROM inventory_levels")[0][0]
    devices = dict(truth.rows("SELECT device_name, device_id FROM devices"))
    due = []
    for name, *cells in table.result.rows:
        position, lasts, expected, safety, point = (float(str(cell)) for cell in cells[:5])
        to_do = cells[5] if len(cells) > 5 else ""
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
    told = shown.told("stock")
    assert len(told) == bool(due)
    for item in told:
        assert figures(item)["due"] == len(due)
        assert item.title.startswith(f"Order now: {', '.join(due[:2])}")


def test_records_are_the_values_of_the_files(shown: Shown) -> None:
    assert shown.found["record"].tests > 60
    for item in shown.found["record"].insights:
        told, period = figures(item), item.evidence.period
        assert told["value"] == pytest.approx(shown.truth.value(item.metric, period))
        assert told["beats"] >= 12
        above = "highest" in item.title
        assert (told["value"] > told["before"]) is above
        assert (told["value"] > told["expected"]) is above


def test_steps_of_the_funnel_are_counted_at_the_same_age(shown: Shown) -> None:
    found = shown.found["funnel"]
    assert len(found.insights) == found.tests >= 2
    order = [row[0] for row in shown.table("Deals by stage").result.rows]
    for item in (one for one in found.insights if one.subject):
        told, period, before = figures(item), item.evidence.period, item.evidence.comparison
        step, days = item.subject["deal_stages.stage"], int(told["days"])
        later = ", ".join(f"'{name}'" for name in order[order.index(step) + 1 :])
        assert before is not None
        shares = []
        for start, end in ((period.start, period.end), (before.start, before.end)):
            ((came, went),) = shown.truth.rows(
                "WITH came AS (SELECT deal_id, MIN(entered_at) AS day FROM deal_stages "
                f"WHERE stage = '{step}' GROUP BY 1), further AS (SELECT deal_id, "
                f"MIN(entered_at) AS day FROM deal_stages WHERE stage IN ({later}) GROUP BY 1) "
                "SELECT COUNT(*), COUNT(*) FILTER (further.day >= came.day "
                f"AND further.day <= came.day + INTERVAL {days} DAY) "
                "FROM came LEFT JOIN further USING (deal_id) "
                f"WHERE came.day >= DATE '{start}' AND came.day < DATE '{end}' + INTERVAL 1 DAY"
            )
            shares.append((came, went))
        assert (told["came"], told["went"]) == shares[0]
        assert told["before"] == pytest.approx(shares[1][1] / shares[1][0])


def test_steps_between_metrics_are_the_counts_of_the_files(shown: Shown) -> None:
    between = [item for item in shown.found["funnel"].insights if not item.subject]
    assert between
    for item in between:
        _, first, then = item.id.split(":")
        told, period, before = figures(item), item.evidence.period, item.evidence.comparison
        assert before is not None
        earlier = Period(start=before.start, end=before.end, complete=True)
        came, went, came_before, went_before = (
            shown.truth.value(name, span) for span in (period, earlier) for name in (first, then)
        )
        assert (told["came"], told["went"]) == (came, went)
        assert came_before
        assert went_before
        assert told["before"] == pytest.approx(went_before / came_before)


def test_mixes_are_shares_of_the_whole(shown: Shown) -> None:
    found = shown.found["mix"]
    assert found.tests > 10
    for item in found.insights:
        told, period = figures(item), item.evidence.period
        ((dimension, value),) = item.subject.items()
        own = shown.truth.value(
            item.metric, period, also=f"{dimension.partition('.')[2]} = '{value}'"
        )
        whole = shown.truth.value(item.metric, period)
        assert whole == pytest.approx(told["value"])
        assert own is not None
        assert whole is not None
        assert told["gained"] == pytest.approx(own / whole)


AMOUNTS = {
    "invoices": ("invoices", "amount"), "deals": ("deals", "deal_amount"),
    "purchase_orders": ("purchase_orders", "purchase_amount"), "ledgers": ("ledger", "amount"),
    "payments": ("payments", "amount"), "device_orders": ("device_orders", "amount"),
}  # fmt: skip


def test_rows_that_stand_out_are_rows_of_the_files(shown: Shown) -> None:
    assert shown.found["outlier"].tests > 200
    for item in shown.found["outlier"].insights:
        ((reference, key),) = item.subject.items()
        table, _, column = reference.partition(".")
        file, amount = AMOUNTS[table]
        sql = f"SELECT {amount} FROM {file} WHERE {column} = '{key}'"
        assert figures(item)["value"] == pytest.approx(float(shown.truth.rows(sql)[0][0]))
