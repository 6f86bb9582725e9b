"""What a page does not work out itself: it stands from the page before, or comes beside it."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from boardroom.agents.context import Context, Stop
from boardroom.cli.dashboard_command import finish
from boardroom.clock import FixedClock
from boardroom.errors import StorageError
from boardroom.executive.background import IN_THE_MAKING
from boardroom.executive.inspection.inspector import WHAT as BEHIND
from boardroom.executive.notebook import Notebook
from boardroom.executive.scan.scout import WHAT
from boardroom.governance.principal import Principal
from boardroom.insight.model import Insight, Report
from boardroom.insight.render_json import report_to_json
from boardroom.semantic.query import Query
from boardroom.settings import Settings
from boardroom.workspace.creation import NewWorkspace, create_workspace
from boardroom.workspace.workspace import Workspace

TODAY = datetime(2018, 3, 11, 8, tzinfo=UTC)


def _write_orders(folder: Path, *, days: int = 430, cheap_days: int = 0) -> None:
    """One CSV of orders: ten a day, those of the last days cheap ones."""
    folder.mkdir(exist_ok=True)
    first = date(2017, 1, 1)
    lines = ["order_id,order_date,state,amount"]
    for number in range(days * 10):
        day = first + timedelta(days=number // 10)
        price = (30 if number // 10 >= days - cheap_days else 100) + number % 7
        lines.append(f"{number},{day},{('SP', 'RJ')[number % 2]},{price}.00")
    (folder / "orders.csv").write_text("\n".join(lines) + "\n")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workspace]:
    _write_orders(tmp_path / "data")
    wanted = NewWorkspace(locations=[str(tmp_path / "data")], name="shop")
    with create_workspace(tmp_path / "work", wanted, clock=FixedClock(instant=TODAY)) as made:
        yield made.workspace


def _rows_read(workspace: Workspace) -> int:
    """How many rows analysts have been given so far."""
    return sum(item.rows for item in workspace.runs.list() if item.task == "analyse")


def _forecasts(report: Report) -> int:
    return sum(item.kind == "forecast" for part in report.sections for item in part.insights)


def test_a_page_does_not_wait_for_forecasts_and_the_next_has_them(shop: Workspace) -> None:
    first = shop.page()
    assert _forecasts(first) == 0
    late = [item.what for item in first.not_available if item.why == IN_THE_MAKING]
    assert late == [f"Forecasts, {WHAT}, {BEHIND}"]
    shop.finish()
    assert not shop.is_busy
    second = shop.page()
    assert _forecasts(second) > 0
    assert all(item.why != IN_THE_MAKING for item in second.not_available)
    assert not shop.is_busy


def test_who_has_patience_gets_forecasts_at_once(shop: Workspace) -> None:
    assert _forecasts(shop.page(patience_seconds=120)) > 0


def test_analysts_look_at_the_same_data_once(shop: Workspace, tmp_path: Path) -> None:
    first = report_to_json(shop.page())
    read = [_rows_read(shop)]
    again = report_to_json(shop.page())
    read.append(_rows_read(shop))
    shop.page(as_of=date(2018, 1, 20))
    read.append(_rows_read(shop))
    _write_orders(tmp_path / "data", days=432)
    changed = report_to_json(shop.page(refresh=True))
    read.append(_rows_read(shop))
    assert 0 < read[0] == read[1] < read[2] < read[3]
    assert again["key_metrics"] == first["key_metrics"]
    assert changed["sources"] != first["sources"]


def test_a_report_is_one_readers_and_no_failed_query_is_remembered(shop: Workspace) -> None:
    made: list[str] = []
    metrics = shop.metrics()
    day = metrics.today

    def make() -> Report:
        made.append("")
        return Report(title="x", as_of=day)

    notebook = Notebook(shop.packs.model)
    with metrics.held() as held:
        context = Context(metrics=held, principal=shop.principal, asked=day, as_of=day)
        clerk = replace(context, principal=Principal(id="clerk", roles=shop.principal.roles))
        for asked in (context, context, clerk, clerk):
            notebook.report("sales", asked, make)
    assert len(made) == 2

    narrow = Workspace.open(
        shop.folder, settings=Settings(max_result_rows=1000), clock=FixedClock(instant=TODAY)
    )
    with narrow, narrow.metrics().held() as held:
        context = Context(metrics=held, principal=shop.principal, asked=day, as_of=day)
        hindered = context.for_run()
        hindered.ask([Query(records="orders", fields=("orders.amount",))])
        assert hindered.hindered
        notebook = Notebook(narrow.packs.model)
        for asked in (hindered, hindered, context, context):
            notebook.report("sales", asked, make)
    assert len(made) == 5


def test_a_page_loads_no_heavy_package_before_it_is_made(shop: Workspace) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from boardroom.workspace.workspace import Workspace\n"
        "with Workspace.open(Path(sys.argv[1])) as workspace:\n"
        "    with workspace.notebook.background.held():\n"
        "        workspace.page()\n"
        "        heavy = {'pandas', 'scipy', 'sklearn', 'statsforecast'}\n"
        "        sys.exit(', '.join(heavy & sys.modules.keys()))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, str(shop.folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stderr.strip() == ""


def test_an_incident_that_is_still_on_is_on_the_page(shop: Workspace, tmp_path: Path) -> None:
    calm = shop.page(patience_seconds=120)
    assert _courses(calm) == []
    _write_orders(tmp_path / "data", cheap_days=10)
    early = shop.page(refresh=True)
    assert _courses(early) == []
    assert any(item.why == IN_THE_MAKING and WHAT in item.what for item in early.not_available)
    shop.finish()
    page = shop.page()
    (course,) = _courses(page)
    assert (course.status, course.assessment, course.level) == ("on", "bad", "critical")
    assert course.evidence.period.start == date(2018, 2, 25)
    assert page.summary is not None
    assert page.summary.priorities[0].insight == course.id
    assert page.summary.priorities[0].stake is not None
    assert page.summary.risk is not None
    assert page.summary.risk.level == "high"
    assert page.summary.health is not None
    assert calm.summary is not None
    assert calm.summary.health is not None
    assert page.summary.health.score < calm.summary.health.score
    assert [item.subject for item in page.alerts] == [course.id]
    assert shop.page().alerts == (replace(page.alerts[0], new=False),)
    assert shop.insights().insights[0].id == course.id


def _courses(report: Report) -> list[Insight]:
    parts = (report.insights, *(part.insights for part in report.sections))
    return [item for part in parts for item in part if item.kind == "episode"]


def test_an_alert_stays_open_while_courses_are_looked_for(shop: Workspace, tmp_path: Path) -> None:
    _write_orders(tmp_path / "data", cheap_days=10)
    (alert,) = shop.page(refresh=True, patience_seconds=120).alerts
    _write_orders(tmp_path / "data", days=431, cheap_days=11)
    assert shop.page(refresh=True).alerts == ()
    assert [item.subject for item in shop.alerts.list() if item.status == "open"] == [alert.subject]


def test_a_course_keeps_its_id_and_a_dismissed_one_is_not_on_the_page(
    shop: Workspace, tmp_path: Path
) -> None:
    _write_orders(tmp_path / "data", cheap_days=10)
    first = shop.page(refresh=True, patience_seconds=120)
    (course,) = _courses(first)
    _write_orders(tmp_path / "data", days=434, cheap_days=14)
    second = shop.page(refresh=True, patience_seconds=120)
    assert [item.id for item in _courses(second)] == [course.id]
    assert [item.subject for item in second.alerts if item.new] == []
    assert [item.what for item in shop.insight_book.history(course.id)] == ["opened"]

    shop.insight_book.dismiss(course.id)
    quiet = shop.page()
    assert _courses(quiet) == []
    assert quiet.alerts == ()
    assert quiet.summary is not None
    assert course.id not in {item.insight for item in quiet.summary.priorities}
    assert [item.status for item in shop.insights().insights if item.id == course.id] == [
        "dismissed"
    ]
    shop.insight_book.restore(course.id)
    assert [item.id for item in _courses(shop.page())] == [course.id]


def test_what_fails_beside_a_page_is_told_at_the_end(
    shop: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: Stop) -> str:
        raise StorageError("the disk is full")

    assert shop.notebook.background.get("forecasts", fail, patience_seconds=0.0) is None
    finish(shop)
    assert "it failed, and the next page tries again: the disk is full" in capsys.readouterr().err
    assert not shop.is_busy


def test_what_the_page_tells_is_among_the_insights_and_can_be_dismissed(shop: Workspace) -> None:
    settings = shop.folder / "boardroom.yml"
    settings.write_text(settings.read_text() + "targets: {revenue: 62000}\n")
    with Workspace.open(shop.folder, clock=FixedClock(instant=TODAY)) as opened:
        listed = opened.insights()
        kinds = {item.kind for item in listed.insights}
        assert {"target", "forecast"} <= kinds
        scores = [item.score for item in listed.insights]
        assert scores == sorted(scores, reverse=True)
        ids = [item.id for item in listed.insights]
        assert len(ids) == len(set(ids))
        assert opened.pages() == ()
        assert opened.runs.list() == ()

        (missed,) = [item for item in listed.insights if item.kind == "target"]
        page = opened.page(patience_seconds=120)
        assert missed.id in _shown(page)
        opened.insight_book.dismiss(missed.id, reason="agreed")
        quiet = opened.page(patience_seconds=120)
        assert missed.id not in _shown(quiet)
        assert _health(quiet) >= _health(page)
        again = {item.id: item.status for item in opened.insights().insights}
        assert again[missed.id] == "dismissed"
        opened.insight_book.restore(missed.id)
        assert missed.id in _shown(opened.page(patience_seconds=120))
        events = [item.what for item in opened.insight_book.history(missed.id)]
        assert events == ["opened", "dismissed", "restored"]


def test_a_forecast_that_is_still_worked_out_is_not_over(shop: Workspace, tmp_path: Path) -> None:
    name = "forecast:revenue"
    assert name in _shown(shop.page(patience_seconds=120))
    shop.insight_book.dismiss(name)
    _write_orders(tmp_path / "data", cheap_days=40)
    early = shop.page(refresh=True)
    assert any("Forecasts" in item.what for item in early.not_available)
    assert [item.what for item in shop.insight_book.history(name)] == ["opened", "dismissed"]


def _shown(report: Report) -> set[str]:
    parts = (report.insights, *(part.insights for part in report.sections))
    return {item.id for part in parts for item in part}


def _health(report: Report) -> float:
    assert report.summary is not None
    assert report.summary.health is not None
    return report.summary.health.score
