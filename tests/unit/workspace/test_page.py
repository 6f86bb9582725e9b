"""A workspace's page: stored, compared with the one before, its alerts delivered, its history
queryable, plugged-in agents and packs on it."""

import http.server
import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from boardroom.agents.context import Context
from boardroom.agents.task import Task
from boardroom.clock import FixedClock
from boardroom.data.warehouse.lake import Lake
from boardroom.errors import BoardroomError, ModelError, StorageError
from boardroom.executive.analyst import Analyst
from boardroom.governance.principal import Principal
from boardroom.insight.model import Evidence, Forecast, KeyMetric, Report
from boardroom.semantic.filter_text import parse_filter
from boardroom.semantic.query import NamedExpression, Query
from boardroom.semantic.result import Period
from boardroom.store.database import Database
from boardroom.workspace import alert_delivery
from boardroom.workspace.creation import NewWorkspace, create_workspace
from boardroom.workspace.page_history import HISTORY, append_history, spoken
from boardroom.workspace.workspace import Workspace

TODAY = datetime(2018, 3, 11, 8, tzinfo=UTC)


def _write_orders(folder: Path, *, days: int = 430) -> None:
    """One CSV of orders: ten a day, 100 each; every tenth late."""
    folder.mkdir(exist_ok=True)
    first = date(2017, 1, 1)
    lines = ["order_id,order_date,state,amount"]
    for number in range(days * 10):
        day = first + timedelta(days=number // 10)
        lines.append(f"{number},{day},{('SP', 'RJ')[number % 2]},{100 + number % 7}.00")
    (folder / "orders.csv").write_text("\n".join(lines) + "\n")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    _write_orders(tmp_path / "data")
    folder = tmp_path / "work"
    wanted = NewWorkspace(locations=[str(tmp_path / "data")], name="shop")
    with create_workspace(folder, wanted, clock=FixedClock(instant=TODAY)):
        pass
    return folder


def _add(folder: Path, text: str) -> None:
    path = folder / "boardroom.yml"
    path.write_text(path.read_text() + text)


def _open(folder: Path, *, hours: int = 0) -> Workspace:
    return Workspace.open(folder, clock=FixedClock(instant=TODAY + timedelta(hours=hours)))


def test_the_second_page_says_what_is_different(shop: Path) -> None:
    with _open(shop) as workspace:
        first = workspace.page()
        assert first.summary is not None
        assert first.summary.since is None
    _write_orders(shop.parent / "data", days=434)
    with _open(shop, hours=1) as workspace:
        second = workspace.page(refresh=True)
    assert second.summary is not None
    since = second.summary.since
    assert since is not None
    assert since.as_of == first.as_of
    assert since.made_at == TODAY
    assert since.opened == ()
    assert second.phases[0].problems == ()


def test_every_run_of_an_agent_is_kept(shop: Path) -> None:
    with _open(shop) as workspace:
        report = workspace.page()
        runs = workspace.runs.list()
    assert len(runs) == sum(phase.total for phase in report.phases)
    assert {run.task for run in runs} == {
        "aggregate", "analyse", "inspect", "predict", "scan", "summarise",
    }  # fmt: skip
    assert {run.status for run in runs} == {"done"}
    assert any(run.rows > 100 for run in runs)


def test_pages_are_a_dataset(shop: Path) -> None:
    with _open(shop) as workspace:
        first = workspace.page()
    with _open(shop, hours=1) as workspace:
        workspace.page()
    with _open(shop, hours=2) as workspace:
        pages = workspace.query(Query(metrics=("pages_made",)))
        assert pages.rows[0][0] == 2
        rows = workspace.query(
            Query(
                records="bi_dashboards",
                fields=("bi_dashboards.metric", "bi_dashboards.value"),
                filters=(parse_filter("metric = 'revenue'"),),
            )
        ).rows
        card = next(card for card in first.key_metrics if card.metric == "revenue")
        assert rows == (("revenue", card.value), ("revenue", card.value))
        assert "bi_dashboards" not in workspace.page().sources


def test_a_restricted_role_does_not_read_what_pages_showed(shop: Path) -> None:
    _add(shop, "policies: {roles: {all: {}, clerk: {hide: [orders.amount]}}}\n")
    with _open(shop) as workspace:
        workspace.page()
    query = Query(records="bi_dashboards", fields=("bi_dashboards.value",))
    with _open(shop) as workspace:
        metrics = workspace.metrics()
        assert metrics.run(query, principal=_principal("all")).rows
        assert metrics.run(query, principal=_principal("all", "clerk")).rows
        with pytest.raises(BoardroomError):
            metrics.run(query, principal=_principal("clerk"))


@pytest.mark.parametrize("role", ["clerk", "regional"])
@pytest.mark.parametrize(
    "query",
    [
        Query(metrics=("pages_made",)),
        Query(metrics=("page_health", "revenue")),
        Query(metrics=("pages_made",), grain="day", filters=(parse_filter("metric = 'revenue'"),)),
        Query(
            expressions=(
                NamedExpression(name="x", expression="MAX(bi_dashboards.value)", dataset=HISTORY),
            )
        ),
        Query(metrics=("pages_made",), group_by=("bi_dashboards.metric",)),
    ],
)
def test_no_way_of_asking_shows_a_restricted_role_what_pages_showed(
    shop: Path, query: Query, role: str
) -> None:
    _add(shop, "policies: {roles: {all: {}, clerk: {hide: [orders.state]}, ")
    _add(shop, "regional: {rows: {orders: state = 'SP'}}}}\n")
    with _open(shop) as workspace:
        workspace.page()
    with _open(shop) as workspace:
        metrics = workspace.metrics()
        assert metrics.run(query, principal=_principal("all")).rows
        with pytest.raises(BoardroomError) as raised:
            metrics.run(query, principal=_principal(role))
        assert "28" not in raised.value.message
        assert HISTORY not in metrics.freshness(principal=_principal(role))
        assert HISTORY in metrics.freshness(principal=_principal("all"))


def test_the_health_of_pages_counts_each_page_once(shop: Path) -> None:
    """However many metrics it shows."""
    scores = []
    for number, lines in enumerate(("", "sections: [sales]\ntargets: {revenue: 1000000}\n")):
        _add(shop, lines)
        with _open(shop, hours=number) as workspace:
            report = workspace.page()
            assert report.summary is not None
            assert report.summary.health is not None
            scores.append(report.summary.health.score)
    assert scores[0] != scores[1]
    with _open(shop, hours=2) as workspace:
        answer = workspace.query(Query(metrics=("page_health", "pages_made")))
    assert answer.rows[0][0] == pytest.approx(sum(scores) / 2)
    assert answer.rows[0][1] == 2


def _principal(*roles: str) -> Principal:
    return Principal(id="ann", roles=frozenset(roles))


def test_a_page_that_cannot_be_kept_is_shown_all_the_same(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Database) -> NoReturn:
        raise StorageError("the disk is full", hint="Free some space.")

    monkeypatch.setattr(Database, "begin", full)
    with _open(shop) as workspace:
        report = workspace.page()
    assert report.key_metrics
    (missing,) = [item for item in report.not_available if "the disk is full" in item.why]
    assert missing.what == "Keeping this page"


def test_a_page_of_the_past_opens_and_ends_no_alert(shop: Path, tmp_path: Path) -> None:
    _add(shop, "thresholds: {revenue: {warning: 1000000}}\nalerts: {file: alerts.jsonl}\n")
    with _open(shop) as workspace:
        assert [alert.new for alert in workspace.page().alerts] == [True]
        known = workspace.alerts.list()
        sent = (shop / "alerts.jsonl").read_text()
        past = workspace.page(as_of=date(2017, 1, 20))
        assert not any(alert.new for alert in past.alerts)
        assert past.summary is not None
        assert past.summary.since is None
        assert workspace.alerts.list() == known
        assert (shop / "alerts.jsonl").read_text() == sent


def test_the_files_of_the_history_stay_few(tmp_path: Path) -> None:
    lake = Lake(tmp_path, clock=FixedClock(instant=TODAY))
    evidence = Evidence(query=Query(), sql="", period=Period(start=None, end=None, complete=True))
    card = KeyMetric(
        metric="revenue", label="Revenue", value=1.5, unit=None, direction=None, evidence=evidence
    )
    report = Report(title="Page", as_of=TODAY.date(), key_metrics=(card,))
    for number in range(40):
        append_history(lake, report, page=f"p{number}", made_at=TODAY)
    table = lake.table(HISTORY)
    assert table.rows == 40
    assert len(table.files) < 32


class Hook(http.server.BaseHTTPRequestHandler):
    received: list[dict[str, object]] = []  # noqa: RUF012  # one test, one list
    answers: list[int] = []  # noqa: RUF012  # as above

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            self.received.append(json.loads(body))
        self.send_response(status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


@pytest.fixture
def hook() -> Iterator[str]:
    Hook.received, Hook.answers = [], []
    server = http.server.HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    server.server_close()


def test_an_alert_goes_out_once_and_again_until_it_arrived(shop: Path, hook: str) -> None:
    _add(shop, "thresholds: {revenue: {warning: 1000000}}\n")
    _add(shop, f"alerts: {{file: alerts.jsonl, webhook: '{hook}'}}\n")
    Hook.answers = [500]
    with _open(shop) as workspace:
        report = workspace.page()
        assert [(alert.level, alert.new) for alert in report.alerts] == [("warning", True)]
        assert [item.due for item in workspace.alerts.due()] == [(hook,)]
        missing = {item.what: item.why for item in report.not_available}
        assert "HTTP Error 500" in missing["Sending alerts to the webhook"]
    assert Hook.received == []
    assert len((shop / "alerts.jsonl").read_text().splitlines()) == 1
    with _open(shop, hours=1) as workspace:
        report = workspace.page()
        assert [alert.new for alert in report.alerts] == [False]
        assert workspace.alerts.due() == ()
    assert [item["status"] for item in Hook.received] == ["open"]
    with _open(shop, hours=2) as workspace:
        workspace.page()
    assert len(Hook.received) == 1
    path = shop / "boardroom.yml"
    path.write_text(path.read_text().replace("warning: 1000000", "warning: 1"))
    with _open(shop, hours=3) as workspace:
        assert workspace.page().alerts == ()
    assert [item["status"] for item in Hook.received] == ["open", "recovered"]
    lines = [json.loads(line) for line in (shop / "alerts.jsonl").read_text().splitlines()]
    assert [line["status"] for line in lines] == ["open", "recovered"]


def test_an_alert_whose_end_did_not_arrive_is_ended_by_a_later_page(shop: Path, hook: str) -> None:
    _add(shop, "thresholds: {revenue: {warning: 1000000}}\n")
    _add(shop, f"alerts: {{webhook: '{hook}'}}\n")
    with _open(shop) as workspace:
        workspace.page()
    path = shop / "boardroom.yml"
    path.write_text(path.read_text().replace("warning: 1000000", "warning: 1"))
    Hook.answers = [500]
    with _open(shop, hours=1) as workspace:
        assert workspace.page().alerts == ()
        assert [item.status for item in workspace.alerts.due()] == ["recovered"]
    with _open(shop, hours=2) as workspace:
        workspace.page()
        assert workspace.alerts.due() == ()
    assert [item["status"] for item in Hook.received] == ["open", "recovered"]
    assert Hook.received[1]["closed_at"] == (TODAY + timedelta(hours=1)).isoformat()


def test_an_alert_that_nobody_looked_for_stays_open(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add(shop, "thresholds: {revenue: {warning: 1000000}}\nalerts: {file: alerts.jsonl}\n")
    with _open(shop) as workspace:
        (alert,) = workspace.page().alerts
        assert alert.department == "sales"
    run = Analyst.run

    def broken(self: Analyst, task: Task, context: Context) -> Report:
        if self.department == "sales":
            raise ZeroDivisionError("nobody divided")
        return run(self, task, context)

    with monkeypatch.context() as patch:
        patch.setattr(Analyst, "run", broken)
        with _open(shop, hours=1) as workspace:
            blind = workspace.page()
    assert blind.alerts == ()
    assert blind.summary is not None
    assert blind.summary.since is not None
    assert blind.summary.since.recovered == ()
    assert blind.summary.since.health is None
    with _open(shop, hours=2) as workspace:
        again = workspace.page()
        assert [item.status for item in workspace.alerts.list()] == ["open"]
    assert [item.new for item in again.alerts] == [False]
    assert again.summary is not None
    assert again.summary.since is not None
    assert again.summary.since.opened == ()
    assert len((shop / "alerts.jsonl").read_text().splitlines()) == 1


def test_a_hook_that_hangs_is_asked_once_a_page(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alert_delivery, "TIMEOUT_SECONDS", 0.2)
    limits = "{warning: 1000000}"
    _add(shop, f"thresholds: {{revenue: {limits}, orders: {limits}}}\n")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        hook = f"http://127.0.0.1:{server.getsockname()[1]}/"
        _add(shop, f"alerts: {{webhook: '{hook}'}}\n")
        with _open(shop) as workspace:
            assert len(workspace.page().alerts) == 2
            assert [item.due for item in workspace.alerts.due()] == [(hook,), (hook,)]
        server.accept()[0].close()
        with pytest.raises(TimeoutError):
            server.accept()


AGENT = """
from boardroom.agents.context import Context
from boardroom.agents.task import Task
from boardroom.insight.model import Report, Table
from boardroom.semantic.query import NamedExpression, Query
from boardroom.semantic.result import Period


class States:
    name = "states"
    department = None

    def run(self, task: Task, context: Context) -> Report:
        query = Query(metrics=("revenue",), group_by=("orders.state",))
        (answer,) = context.ask([query])
        return Report(title="States", as_of=context.as_of,
                      tables=(Table(title="By state", query=query, result=answer),))
"""

PACK = """
name: states
title: Regions
owner: Ann
tables:
  - name: parcels
    description: one row per parcel
    fields:
      - {name: weight, needed: true}
      - {name: sent_on, needed: true}
metrics:
  - {name: parcel_value, expression: SUM(parcels.weight), time: parcels.sent_on, unit: currency}
checks:
  - {name: cheap, table: parcels, holds: "weight <= 105", description: No parcel is worth over 105}
"""


def test_an_agent_and_a_pack_plug_in_by_file(shop: Path) -> None:
    (shop / "plugins").mkdir()
    (shop / "plugins" / "states.py").write_text(AGENT)
    (shop / "packs").mkdir()
    (shop / "packs" / "parcels.yml").write_text(PACK)
    _add(shop, "agents: ['plugins/states.py:States']\n")
    _add(
        shop,
        "tables: {parcels: {dataset: orders, fields: {weight: amount, sent_on: order_date}}}\n",
    )
    with _open(shop) as workspace:
        report = workspace.page()
        value = workspace.query(Query(metrics=("parcel_value", "revenue"))).rows[0]
    (section,) = [item for item in report.sections if item.name == "states"]
    assert (section.title, section.owner) == ("Regions", "Ann")
    assert "By state" in [table.title for table in section.tables]
    assert value[0] == value[1]
    shown = [*report.insights, *(item for part in report.sections for item in part.insights)]
    broken = next(item for item in shown if item.id == "data_quality:check:cheap")
    rows = sum(100 + number % 7 > 105 for number in range(4300))
    assert f"{rows} of 4,300 rows" in broken.text


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("agents: ['plugins/none.py:X']", "there is no plugin file"),
        ("agents: [nothing]", "names no object"),
        ("agents: ['json:loads']", "is no agent"),
        ("thresholds: {revenue: {waning: 1}}", "unknown key 'waning'"),
        ("alerts: {webhook: 'ftp://x'}", "expected an http or https URL"),
        ("weights: {sales: heavy}", "expected a number"),
        ("sections: [slaes]", "did you mean 'sales'?"),
    ],
)
def test_wrong_settings_of_the_page_are_told(shop: Path, line: str, message: str) -> None:
    _add(shop, line + "\n")
    with pytest.raises(ModelError) as raised, _open(shop) as workspace:
        workspace.page()
    assert message in raised.value.message
    assert "boardroom.yml" in raised.value.message


def _revenue(report: Report) -> Forecast:
    found = [
        item.forecast
        for part in report.sections
        for item in part.insights
        if item.metric == "revenue" and item.forecast is not None
    ]
    assert found
    return found[0]


def test_forecasts_are_written_once_and_held_to_what_came(shop: Path) -> None:
    with _open(shop) as workspace:
        expected = _revenue(workspace.page(patience_seconds=120))
        made = workspace.forecasts.ledger()
        workspace.page()
        workspace.page(as_of=date(2018, 1, 20))
        assert workspace.forecasts.ledger() == made
    with _open(shop, hours=1) as workspace:
        workspace.page()
        assert workspace.forecasts.ledger() == made
    own = [item for item in made if item.metric == "revenue"]
    assert [item.period for item in own] == [date(2018, month, 1) for month in (5, 4, 3)]
    assert {(item.origin, item.actual) for item in own} == {(date(2018, 2, 1), None)}
    assert expected.earlier == 0

    _write_orders(shop.parent / "data", days=460)  # until 5 April
    with _open(shop, hours=31 * 24) as workspace:
        found = _revenue(workspace.page(refresh=True, patience_seconds=120))
        march = [item for item in workspace.forecasts.ledger() if item.actual is not None]
    (scored,) = [item for item in march if item.metric == "revenue"]
    assert scored.period == date(2018, 3, 1)
    assert scored.actual == pytest.approx(sum(100 + number % 7 for number in range(4240, 4550)))
    assert found.earlier == 1
    assert found.earlier_inside == int(scored.inside or 0)


def test_a_question_never_means_a_column_of_the_pages(shop: Path) -> None:
    with _open(shop) as workspace:
        assert HISTORY in workspace.metrics().model.dataset_by_name
        named = spoken(workspace.metrics().model)
        assert all(item.hidden for item in named.dataset_by_name[HISTORY].fields)
        assert not all(item.hidden for item in named.dataset_by_name["orders"].fields)
