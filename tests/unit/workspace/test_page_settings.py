"""What ``boardroom.yml`` says of the page: every key has its effect, every wrong value is told with
file, line, key and what would be right."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from boardroom.clock import FixedClock
from boardroom.errors import ModelError
from boardroom.insight.model import KeyMetric, Report
from boardroom.workspace.creation import NewWorkspace, create_workspace
from boardroom.workspace.workspace import Workspace

TODAY = datetime(2018, 3, 11, 8, tzinfo=UTC)
FIRST = date(2017, 1, 1)
PATIENCE_SECONDS = 120.0
"""A page has all of its forecasts, whichever test makes the first one."""

AGENT = """
from boardroom.insight.model import NotAvailable, Report


class Weather:
    name = "{name}"
    department = None

    def run(self, task, context):
        return Report(title="The weather", as_of=context.as_of, tables=(), key_metrics=(),
                      not_available=(NotAvailable(what="Rain", why="nobody looked out"),))
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace on orders and tickets; its settings end where a test's begin."""
    folder = tmp_path_factory.mktemp("settings")
    (folder / "data").mkdir()
    orders, tickets = ["order_id,order_date,state,amount"], ["ticket_id,opened_at,solved_on,stars"]
    for number in range(4300):
        day = FIRST + timedelta(days=number // 10)
        orders.append(f"{number},{day},{('SP', 'RJ')[number % 2]},{100 + number % 7}.00")
        if number % 5 == 0:
            solved = day + timedelta(days=number % 3)
            tickets.append(f"{number},{day}T08:00:00,{solved}T08:00:00,{1 + number % 4}")
    (folder / "data" / "orders.csv").write_text("\n".join(orders) + "\n")
    (folder / "data" / "calls.csv").write_text("\n".join(tickets) + "\n")
    wanted = NewWorkspace(locations=[str(folder / "data")], name="shop")
    with create_workspace(folder / "work", wanted, clock=FixedClock(instant=TODAY)):
        pass
    return folder / "work"


@pytest.fixture
def shop(home: Path) -> Iterator["Shop"]:
    path = home / "boardroom.yml"
    kept = path.read_text()
    yield Shop(home)
    path.write_text(kept)


class Shop:
    """The workspace with some lines more in its settings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lines = len((folder / "boardroom.yml").read_text().splitlines())

    def page(self, *lines: str) -> Report:
        path = self.folder / "boardroom.yml"
        path.write_text("".join(f"{line}\n" for line in (path.read_text().rstrip("\n"), *lines)))
        with Workspace.open(self.folder, clock=FixedClock(instant=TODAY)) as workspace:
            return workspace.page(patience_seconds=PATIENCE_SECONDS)


def _cards(report: Report) -> dict[str, KeyMetric]:
    sections = [card for part in report.sections for card in part.key_metrics]
    return {card.metric: card for card in (*report.key_metrics, *sections)}


def _health(report: Report) -> tuple[float, dict[str, float]]:
    assert report.summary is not None
    assert report.summary.health is not None
    return report.summary.health.score, dict(report.summary.health.departments)


def test_sections_choose_the_departments_and_their_order(shop: Shop) -> None:
    whole = [card.department for card in _cards(shop.page()).values()]
    with Workspace.open(shop.folder) as workspace:
        names = [item.pack.name for item in workspace.packs.departments]
    assert set(whole) == set(names)
    assert names.index("sales") < names.index("customer")
    report = shop.page("sections: [customer, sales]")
    assert {card.department for card in _cards(report).values()} == {"customer", "sales"}
    with Workspace.open(shop.folder) as workspace:
        names = [item.pack.name for item in workspace.packs.departments]
    assert names == ["customer", "sales"]


def test_weights_are_those_of_the_health_score(shop: Shop) -> None:
    lines = ("targets: {revenue: 1000000}", "weights: {sales: 3, customer: 1}")
    score, departments = _health(shop.page(*lines))
    assert departments["sales"] < departments["customer"]
    weights = {name: {"sales": 3.0}.get(name, 1.0) for name in departments}
    expected = sum(weights[name] * value for name, value in departments.items())
    assert score == pytest.approx(expected / sum(weights.values()))


def test_a_weight_of_nothing_everywhere_is_the_reason_for_no_score(shop: Shop) -> None:
    with Workspace.open(shop.folder) as workspace:
        names = [item.pack.name for item in workspace.packs.departments]
    report = shop.page(f"weights: {{{', '.join(f'{name}: 0' for name in names)}}}")
    assert report.summary is not None
    assert report.summary.health is None
    missing = {item.what: item.why for item in report.not_available}
    assert missing["Health score"] == "Every department weighs 0 in boardroom.yml."


def test_a_target_stands_on_its_card_and_in_health(shop: Shop) -> None:
    report = shop.page("targets: {revenue: 62000}")
    card = _cards(report)["revenue"]
    assert card.target == 62000
    assert report.summary is not None
    assert report.summary.health is not None
    (part,) = [item for item in report.summary.health.parts if item.kind == "target"]
    assert part.department == "sales"
    assert part.score == pytest.approx(10 * min(1.0, (card.value or 0.0) / 62000))


@pytest.mark.parametrize(
    ("limits", "level", "score"),
    [("{warning: 1, critical: 0}", None, 10.0), ("{warning: 1e6, critical: 1}", "warning", 5.0),
     ("{warning: 1e7, critical: 1e6}", "critical", 0.0)],
)  # fmt: skip
def test_a_threshold_is_watched(shop: Shop, limits: str, level: str | None, score: float) -> None:
    report = shop.page(f"thresholds: {{revenue: {limits}}}")
    assert [alert.level for alert in report.alerts] == ([level] if level else [])
    assert report.summary is not None
    assert report.summary.health is not None
    (part,) = [item for item in report.summary.health.parts if item.kind == "risk"]
    assert (part.department, part.score) == ("sales", score)


def test_owners_are_named_with_department_and_metric(shop: Shop) -> None:
    report = shop.page("owners: {customer: Bo Chen, revenue: Ann Lee}")
    (section,) = [part for part in report.sections if part.name == "customer"]
    assert section.owner == "Bo Chen"
    assert _cards(report)["revenue"].owner == "Ann Lee"


def test_a_mapped_table_brings_its_metrics(shop: Shop) -> None:
    before = shop.page()
    assert "Operations" in {item.what for item in before.not_available}
    report = shop.page(
        "tables: {tickets: {dataset: calls, fields: {first_response_at: solved_on}}}"
    )
    gained = _cards(report).keys() - _cards(before).keys()
    assert gained == {"answered_within_a_day"}
    february = [
        number % 3 <= 1
        for number in range(0, 4300, 5)
        if date(2018, 2, 1) <= FIRST + timedelta(days=number // 10) < date(2018, 3, 1)
    ]
    expected = sum(february) / len(february)
    assert _cards(report)["answered_within_a_day"].value == pytest.approx(expected)


def test_a_mapped_table_without_the_fields_that_metrics_need_is_told_as_such(shop: Shop) -> None:
    report = shop.page("tables: {tickets: {dataset: calls}}")
    (why,) = [item.why for item in report.not_available if item.what == "Operations"]
    assert "«tickets» lacks the fields" in why
    assert "«uptime_checks»" in why


def test_alerts_are_written_where_the_settings_say(shop: Shop) -> None:
    shop.page("thresholds: {revenue: {critical: 1000000}}", "alerts: {file: told.jsonl}")
    assert '"critical"' in (shop.folder / "told.jsonl").read_text()


def test_a_file_that_cannot_be_written_is_named_on_the_page(shop: Shop) -> None:
    report = shop.page(
        "thresholds: {revenue: {warning: 1000000}}", "alerts: {file: nowhere/told.jsonl}"
    )
    missing = {item.what: item.why for item in report.not_available}
    assert "No such file" in missing["Writing alerts to nowhere/told.jsonl"]


def test_an_agent_gets_a_section(shop: Shop) -> None:
    (shop.folder / "weather.py").write_text(AGENT.format(name="weather"))
    report = shop.page("agents: ['weather.py:Weather']")
    assert "Rain" in {item.what for item in report.not_available}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("sections: [sales, slaes]", ["sections", "'slaes'", "'sales'?", "operations"]),
        ("sections: [sales, sales]", ["sections", "'sales' stands there twice"]),
        ("sections: sales", ["'sections'", "a list", "[sales]"]),
        ("weights: {slaes: 2}", ["weights", "'slaes'", "'sales'?"]),
        ("weights: {sales: -1}", ["weights", "at least 0"]),
        ("weights: {sales: heavy}", ["weights.sales", "a number", "'heavy'"]),
        ("weights: {sales: 1e999}", ["weights.sales", "a number"]),
        ("targets: {revenu: 5}", ["targets", "'revenu'", "'revenue'?", "orders"]),
        ("targets: {revenue: {a: 1}}", ["targets.revenue", "a number", "a mapping"]),
        ("targets: [revenue]", ["targets", "a mapping", "a list"]),
        ("thresholds: {revenu: {warning: 1}}", ["thresholds", "'revenu'", "'revenue'?"]),
        ("thresholds: {revenue: {waning: 1}}", ["unknown key 'waning'", "'warning'?"]),
        ("thresholds: {revenue: 5}", ["thresholds.revenue", "a mapping"]),
        ("thresholds: {revenue: {warning: 1, critical: 2}}", ["thresholds", "'revenue'", "before"]),
        ("owners: {slaes: Ann}", ["owners", "'slaes'", "'sales'?"]),
        ("owners: {sales: 5}", ["owners.sales", "a text", "quotes"]),
        ("tables: {tickts: {dataset: orders}}", ["tables", "'tickts'", "'tickets'?"]),
        ("tables: {tickets: {dataset: order}}", ["tables", "'order'", "'orders'?"]),
        ("tables: {tickets: {dataset: orders, fields: {opned_at: amount}}}",
         ["tables", "'opned_at'", "'opened_at'?"]),
        ("tables: {tickets: {dataset: orders, fields: {opened_at: amuont}}}",
         ["tables", "'amuont'", "'amount'?", "order_date"]),
        ("tables: {tickets: {fields: {}}}", ["tables.tickets", "'dataset'"]),
        ("alerts: {fil: x}", ["unknown key 'fil'", "'file'?"]),
        ("alerts: {webhook: 'ftp://x'}", ["alerts.webhook", "http"]),
        ("alerts: told.jsonl", ["alerts", "a mapping"]),
        ("agents: ['weather.py:Wether']", ["agents", "Wether"]),
        ("agents: ['none.py:X']", ["agents", "no plugin file"]),
        ("agents: [nothing]", ["agents", "plugins/file.py:name"]),
        ("agents: ['json:loads']", ["agents", "run(task, context)"]),
        ("agents: ['weather.py:Weather', 'weather.py:Weather']", ["agents", "'weather' already"]),
        ("agents: ['summary.py:Weather']", ["agents", "'summary' already"]),
        ("section: [sales]", ["'section'", "'sections'?", "thresholds"]),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_with_its_place_and_what_would_be_right(
    shop: Shop, line: str, words: list[str]
) -> None:
    for name in ("weather", "summary"):
        (shop.folder / f"{name}.py").write_text(AGENT.format(name=name))
    with pytest.raises(ModelError) as raised:
        shop.page(line)
    error = raised.value
    assert error.message.startswith(f"boardroom.yml:{shop.lines + 1}: ")
    for word in words:
        assert word in f"{error.message} {error.hint}"
