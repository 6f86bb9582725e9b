"""Killing or delaying any one source or analyst changes only its own section, with a reason."""

import threading
from collections.abc import Iterator
from functools import partial

import pytest

from boardroom.agents.context import Context
from boardroom.agents.task import Task
from boardroom.errors import CancelledError
from boardroom.executive.aggregator import Aggregator
from boardroom.executive.analyst import Analyst
from boardroom.executive.forecaster import Forecaster
from boardroom.executive.page import PageSetup
from boardroom.executive.summariser import Summariser
from boardroom.insight.model import Report
from tests.soundness.disturbed_company import (
    SOURCES,
    DisturbedCompany,
    Parts,
    make_company,
    take_apart,
)

pytestmark = pytest.mark.slow

FETCH_SECONDS = 6.0
REASONS = {
    "hangs": "took longer than 6 s and was stopped",
    "raises": "ZeroDivisionError: nobody divided",
    "leaves": "SystemExit: 3",
    "gives_garbage": "failed: ",
    "removed": "there is no file or folder",
    "spoiled": "",
}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DisturbedCompany]:
    with make_company(tmp_path_factory.mktemp("disturbed"), scale=0.02) as made:
        yield made


def _outside(parts: Parts, metrics: frozenset[str]) -> dict[str, object]:
    """Cards and insights of all other metrics."""
    cards = {name: card for name, card in parts.cards.items() if name not in metrics}
    insights = {
        name: item
        for name, item in parts.insights.items()
        if item["metric"] not in metrics and item["kind"] != "data_quality"
    }
    return {**cards, **insights}


def _business(parts: Parts) -> dict[str, object]:
    return {k: v for k, v in parts.insights.items() if v["kind"] != "data_quality"}


def _figures(parts: Parts) -> dict[str, object]:
    return {**parts.cards, **_business(parts), **parts.tables}


@pytest.mark.parametrize("how", REASONS)
@pytest.mark.parametrize("source", SOURCES)
def test_a_disturbed_source_costs_its_newest_rows_only(
    company: DisturbedCompany, source: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boardroom.executive.page.FETCH_SECONDS", FETCH_SECONDS)
    own = company.metrics_of(source)
    with company.disturbed(source, how):
        refreshed = company.page(refresh=True)
    later = company.page()
    healed = company.page(refresh=True)

    calm = take_apart(company.calm)
    for report in (refreshed, later):
        found = take_apart(report)
        assert found.problems == {}
        assert _outside(found, own) == _outside(calm, own)
        ageless = take_apart(report, ageless=True)
        assert _figures(ageless) == _figures(take_apart(company.calm, ageless=True))
        stale = {name for name, item in report.sources.items() if item.stale}
        assert stale == company.datasets_of(source) & report.sources.keys()
        assert all(REASONS[how] in (report.sources[name].why or "") for name in stale)
    if how != "spoiled":
        (problem,) = refreshed.phases[0].problems
        assert problem.startswith(f"{source}: ")
        assert REASONS[how] in problem
        lacking = {item.what: item.why for item in refreshed.not_available}
        assert REASONS[how] in lacking[f"Newest rows of source {source}"]
    assert take_apart(healed) == calm
    assert healed.phases[0].problems == ()


AGENT_SECONDS = 4.0
FAILURES = {
    "hangs": "took longer than 4 s and was stopped",
    "raises": "failed with ZeroDivisionError: nobody divided",
    "is killed": "failed with SystemExit: 9",
    "is cancelled": "somebody cancelled it",
}
DEPARTMENTS = (
    "sales", "marketing", "finance", "customer", "operations", "people", "market",
)  # fmt: skip


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator["Failing"]:
    made = Failing(monkeypatch)
    monkeypatch.setattr(
        "boardroom.workspace.page_making.PageSetup", partial(PageSetup, seconds=AGENT_SECONDS)
    )
    yield made
    made.release.set()


class Failing:
    """Makes an agent fail at a task."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.release = threading.Event()
        self._monkeypatch = monkeypatch

    def at(self, kind: type, how: str, *, department: str | None = None) -> None:
        """From now on: at tasks of one department."""
        run = kind.run  # type: ignore[attr-defined]  # every agent runs

        def broken(agent: object, task: Task, context: Context) -> Report:
            if task.department == department and not task.subject:
                self._fail(how)
            report: Report = run(agent, task, context)
            return report

        self._monkeypatch.setattr(kind, "run", broken)

    def _fail(self, how: str) -> None:
        match how:
            case "hangs":
                self.release.wait(60)
            case "raises":
                raise ZeroDivisionError("nobody divided")
            case "is killed":
                raise SystemExit(9)
            case _:
                raise CancelledError("somebody cancelled it")


@pytest.mark.parametrize("how", FAILURES)
@pytest.mark.parametrize("department", DEPARTMENTS)
def test_a_disturbed_analyst_costs_its_section_only(
    company: DisturbedCompany, failing: Failing, department: str, how: str
) -> None:
    failing.at(Analyst, how, department=department)
    partly = company.page()
    calm, found = take_apart(company.calm), take_apart(partly)
    lost = calm.of(department)
    twins = {name for name, card in calm.cards.items() if card["same_as"] in lost} - lost
    assert found.without(department, twins=twins) == calm.without(department, twins=twins)
    assert FAILURES[how] in found.problems[department]
    assert not [card for card in found.cards.values() if card["department"] == department]
    lacking = {item.what: item.why for item in partly.not_available}
    (title,) = [item.title for item in partly.sections if item.name == department]
    assert FAILURES[how] in lacking[f"{title} in health, trajectory, risk and priorities"]

    assert partly.summary is not None
    assert partly.summary.health is not None
    assert company.calm.summary is not None
    assert company.calm.summary.health is not None
    touched = {department, *(calm.cards[name]["department"] for name in twins)}
    scores = company.calm.summary.health.departments
    left = partly.summary.health.departments
    assert left.keys() == scores.keys() - {department}
    assert all(left[name] == scores[name] for name in left.keys() - touched)
    assert partly.summary.since is not None
    assert partly.summary.since.recovered == ()
    assert partly.summary.since.moved == ()


@pytest.mark.parametrize("department", DEPARTMENTS)
def test_a_disturbed_forecast_costs_only_itself(
    company: DisturbedCompany, failing: Failing, department: str
) -> None:
    failing.at(Forecaster, "raises", department=department)
    partly, calm = take_apart(company.page()), take_apart(company.calm)
    gone = {key for key in calm.insights if key not in partly.insights}
    assert partly.cards == calm.cards
    assert partly.tables == calm.tables
    assert {key: calm.insights[key] for key in partly.insights} == partly.insights
    assert gone == {
        key
        for key, item in calm.insights.items()
        if item["kind"] == "forecast" and item["department"] == department
    }


@pytest.mark.parametrize("how", FAILURES)
@pytest.mark.parametrize(
    ("agent", "lost"),
    [
        (Summariser, "Health, trajectory, risk and priorities"),
        (Aggregator, "The day the data ends, and how fresh it is"),
    ],
)
def test_without_a_whole_page_agent_the_departments_stand(
    company: DisturbedCompany, failing: Failing, agent: type, lost: str, how: str
) -> None:
    failing.at(agent, how)
    report = company.page()
    partly, calm = take_apart(report), take_apart(company.calm)
    assert partly.cards == calm.cards
    assert partly.tables == calm.tables
    assert _business(partly) == _business(calm)
    assert FAILURES[how] in {item.what: item.why for item in report.not_available}[lost]
    if agent is Summariser:
        assert report.summary is None
        assert partly.insights == calm.insights
