"""The page's agents: each failure costs its own section, further agents join, nothing false
gets in by many departments."""

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from boardroom.agents.context import Context, Stop
from boardroom.agents.task import Task
from boardroom.errors import CancelledError, SourceError
from boardroom.executive.aggregator import PageSource
from boardroom.executive.analyst import Analyst
from boardroom.executive.finding import control
from boardroom.executive.page import PageSetup, build_page
from boardroom.executive.why import Reasoner
from boardroom.governance.policy import policy_from_data
from boardroom.governance.principal import LOCAL_ADMIN, Principal
from boardroom.insight.model import Insight, KeyMetric, Report
from boardroom.insight.summary import Phase
from boardroom.store.load_store import LoadRecord
from tests.unit.executive.world import make_service, order_rows

DAYS = 800
CLERK = Principal(id="ann", roles=frozenset({"clerk"}))
NOON = datetime(2018, 3, 11, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Further:
    """An agent from outside."""

    name: str = "weather"
    department: str | None = None
    wait_seconds: float = 0.0

    def run(self, task: Task, context: Context) -> Report:
        time.sleep(self.wait_seconds)
        return Report(title="Weather", as_of=context.as_of, key_metrics=(_card("sun"),))


def _card(name: str) -> KeyMetric:
    from boardroom.insight.model import Evidence
    from boardroom.semantic.query import Query
    from boardroom.semantic.result import Period

    evidence = Evidence(query=Query(), sql="", period=Period(start=None, end=None, complete=True))
    return KeyMetric(
        metric=name, label=name, value=1.0, unit=None, direction=None, evidence=evidence
    )


def _page(folder: Path, setup: PageSetup) -> Report:
    service = make_service(folder, {"orders": order_rows(days=DAYS, drop={"SP": 0.8})})
    return build_page(service, principal=LOCAL_ADMIN, setup=setup)


def _insights(report: Report) -> list[Insight]:
    return [*report.insights, *(item for part in report.sections for item in part.insights)]


def test_the_phases_are_told_with_true_counts(tmp_path: Path) -> None:
    told: list[Phase] = []
    report = _page(tmp_path, PageSetup(told=told.append))
    assert [phase.name for phase in told] == [
        "aggregating", "analytics", "predictions", "summary",
    ]  # fmt: skip
    assert tuple(told) == report.phases
    assert all(phase.done == phase.total for phase in told)
    analytics = told[1]
    assert analytics.total == len({"sales", "operations", "other"})
    shown = {card.metric for card in report.key_metrics}
    shown |= {card.metric for part in report.sections for card in part.key_metrics}
    assert f"{len(shown)} metrics" in analytics.text


def test_a_failing_analyst_costs_its_own_section_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _page(tmp_path / "whole", PageSetup())
    run = Analyst.run

    def broken(self: Analyst, task: Task, context: Context) -> Report:
        if self.department == "operations":
            raise ZeroDivisionError("nobody divided")
        return run(self, task, context)

    monkeypatch.setattr(Analyst, "run", broken)
    partly = _page(tmp_path / "partly", PageSetup())
    (section,) = [item for item in partly.sections if item.name == "operations"]
    assert section.problem is not None
    assert "ZeroDivisionError: nobody divided" in section.problem
    assert partly.phases[1].problems == (
        "operations: agent 'analyst:operations' failed with ZeroDivisionError: nobody divided",
    )
    values = {card.metric: card.value for card in whole.key_metrics}
    for card in partly.key_metrics:
        assert card.value == values[card.metric]
    assert {item.id for item in _insights(partly)} == {
        item.id for item in _insights(whole) if item.department != "operations"
    }


def test_a_late_agent_is_not_waited_for(tmp_path: Path) -> None:
    agents = (Further(), Further(name="slow", wait_seconds=30.0))
    report = _page(tmp_path, PageSetup(agents=agents, seconds=4.0))
    by_name = {item.name: item for item in report.sections}
    assert _card("sun") in report.key_metrics
    slow = by_name["slow"].problem
    assert slow is not None
    assert "took longer than 4 s" in slow


def test_a_further_agent_joins_its_department(tmp_path: Path) -> None:
    report = _page(tmp_path, PageSetup(agents=(Further(department="operations"),)))
    cards = [*report.key_metrics]
    cards += [card for item in report.sections if item.name == "operations" for card in
              item.key_metrics]  # fmt: skip
    assert "sun" in {card.metric for card in cards}
    assert "weather" not in {item.name for item in report.sections}


def test_a_source_that_cannot_be_fetched_is_named_and_the_page_stands(tmp_path: Path) -> None:
    def refuse(stop: Stop) -> list[LoadRecord]:
        raise SourceError("the file is gone", hint="Put it back.")

    good = LoadRecord(source="good", table="orders", status="loaded", finished_at=NOON, rows=5)
    sources = (
        PageSource(name="good", loads=(good,), fetch=lambda stop: [replace(good, rows=6)]),
        PageSource(name="gone", fetch=refuse),
    )
    report = _page(tmp_path, PageSetup(sources=sources))
    aggregating = report.phases[0]
    assert (aggregating.done, aggregating.total) == (2, 3)
    assert aggregating.problems == ("gone: the file is gone",)
    assert report.key_metrics


def test_a_source_that_is_late_is_told_to_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[bool] = []

    def wait(stop: Stop) -> list[LoadRecord]:
        heard.append(stop.wait(20.0))
        raise CancelledError("the load was cancelled")

    monkeypatch.setattr("boardroom.executive.page.FETCH_SECONDS", 0.2)
    report = _page(tmp_path, PageSetup(sources=(PageSource(name="slow", fetch=wait),)))
    assert heard == [True]
    assert "took longer than 0.2 s" in report.phases[0].problems[0]


@pytest.mark.parametrize("table", ["orders", "salaries"])
def test_loads_of_hidden_tables_are_not_told(tmp_path: Path, table: str) -> None:
    """Whether the model has a dataset of that table or not."""
    policy = policy_from_data({"roles": {"clerk": {"hide": ["orders", "pay"]}}})
    rows = {"orders": order_rows(days=DAYS)}
    service = make_service(tmp_path, rows, policy=policy)
    load = LoadRecord(
        source="shop", table=table, status="loaded", finished_at=NOON, rows=5, rows_read=9,
        quarantined={"amount: no number": 4},
    )  # fmt: skip
    setup = PageSetup(sources=(PageSource(name="shop", loads=(load,)),))
    for principal, told in ((LOCAL_ADMIN, True), (CLERK, False)):
        report = build_page(service, principal=principal, setup=setup)
        kinds = {item.id for item in _insights(report)}
        assert (f"data_quality:quarantine:{table}" in kinds) is told


def _finding(metric: str, p_value: float, kind: str = "change") -> Insight:
    return Insight(
        id=f"{kind}:{metric}", kind=kind, metric=metric, title="", text="", numbers=(),  # type: ignore[arg-type]  # a kind
        evidence=_card(metric).evidence, p_value=None if kind == "contributors" else p_value,
    )  # fmt: skip


def test_false_discoveries_are_controlled_over_all_departments_together() -> None:
    clear, doubtful = _finding("a", 0.0001), _finding("b", 0.03)
    carried = _finding("b", 0.0, kind="contributors")
    found = (clear, doubtful, carried)
    assert control(found, tests={"change": 2}) == found
    assert control(found, tests={"change": 40}) == (clear,)
    assert control(found, tests={"change": 2}, rates={"change": 0.01}) == (clear,)
    assert control(found, tests={"change": 2}, rates={"record": 0.01}) == found


def test_a_planted_loss_becomes_a_priority_with_its_worth(tmp_path: Path) -> None:
    report = _page(tmp_path, PageSetup())
    summary = report.summary
    assert summary is not None
    assert summary.risk is not None
    assert summary.risk.level in {"medium", "high"}
    first = summary.priorities[0]
    assert first.insight == "change:revenue"
    assert first.stake is not None
    card = next(item for item in report.key_metrics if item.metric == "revenue")
    assert first.stake.value == abs(card.change or 0.0)
    assert first.stake.low is not None
    assert first.stake.high is not None
    assert first.stake.low <= first.stake.value <= first.stake.high
    assert "SP" in first.action
    assert summary.health is not None
    parts = summary.health.parts
    assert sum(part.weight for part in parts) == pytest.approx(1.0)
    assert summary.health.score == pytest.approx(10.0 - sum(part.lost for part in parts))


def test_a_priority_stands_without_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Report:
        raise RuntimeError("out of order")

    monkeypatch.setattr(Reasoner, "_explain", broken)
    report = _page(tmp_path, PageSetup())
    assert report.summary is not None
    assert report.summary.priorities
    assert all(item.why is None for item in report.summary.priorities)
    (lack,) = [item for item in report.not_available if item.what.startswith("Why ")]
    assert "out of order" in lack.why


def test_a_calm_company_has_no_priority(tmp_path: Path) -> None:
    service = make_service(tmp_path, {"orders": order_rows(days=DAYS, seed=3)})
    report = build_page(service, principal=LOCAL_ADMIN)
    assert report.summary is not None
    assert report.summary.priorities == ()
    assert report.summary.risk is not None
    assert report.summary.risk.level == "low"
