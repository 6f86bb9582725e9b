"""Runs of agents and alerts: kept as they were, per workspace; an alert opens once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from boardroom.store.alert_store import AlertRecord, AlertStore
from boardroom.store.database import Database
from boardroom.store.run_store import RunRecord, RunStore

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "state.sqlite")


def _run(number: int, *, agent: str = "analyst:sales", status: str = "done") -> RunRecord:
    return RunRecord(
        id=f"run{number}", agent=agent, department="sales", task="analyse", subject="",
        status=status, problem="", queued_at=NOON + number * HOUR, started_at=None,
        finished_at=NOON + number * HOUR, queue_ms=1.5, execution_ms=20.0, rows=7, cpu_ms=3.0,
        memory_mb=120.0,
    )  # fmt: skip


def _alert(subject: str, level: str = "warning", text: str = "high") -> AlertRecord:
    return AlertRecord(subject=subject, level=level, title=subject.upper(), text=text)


def test_runs_come_back_as_they_were_newest_first(database: Database) -> None:
    runs = RunStore(database, workspace="shop")
    runs.save([_run(1), _run(2, status="failed"), _run(3, agent="aggregator")])
    runs.save([])
    assert runs.list() == (_run(3, agent="aggregator"), _run(2, status="failed"), _run(1))
    assert runs.list(failed=True) == (_run(2, status="failed"),)
    assert runs.list(agent="aggregator", limit=1) == (_run(3, agent="aggregator"),)
    assert RunStore(database, workspace="other").list() == ()
    assert runs.drop_before(NOON + 2 * HOUR) == 1
    assert len(runs.list()) == 2


def test_an_alert_opens_once_and_closes_when_it_is_gone(database: Database) -> None:
    alerts = AlertStore(database, workspace="shop")
    opened, recovered = alerts.settle([_alert("churn"), _alert("latency")], at=NOON)
    assert [item.subject for item in opened] == ["churn", "latency"]
    assert recovered == ()

    opened, recovered = alerts.settle([_alert("churn", text="higher")], at=NOON + HOUR)
    assert opened == ()
    assert [(item.subject, item.status) for item in recovered] == [("latency", "recovered")]
    (churn,) = alerts.list(status="open")
    assert (churn.text, churn.opened_at, churn.seen_at) == ("higher", NOON, NOON + HOUR)

    opened, _ = alerts.settle([_alert("churn"), _alert("latency")], at=NOON + 2 * HOUR)
    assert [item.subject for item in opened] == ["latency"]
    assert len(alerts.list()) == 3


def test_a_worse_level_opens_it_anew_and_a_better_one_does_not(database: Database) -> None:
    alerts = AlertStore(database, workspace="shop")
    alerts.settle([_alert("churn")], at=NOON)
    opened, recovered = alerts.settle([_alert("churn", "critical")], at=NOON + HOUR)
    assert [item.level for item in opened] == ["critical"]
    assert recovered == ()
    opened, _ = alerts.settle([_alert("churn", "warning")], at=NOON + 2 * HOUR)
    assert opened == ()
    assert [item.level for item in alerts.list(status="open")] == ["warning"]


def test_what_was_not_delivered_is_known(database: Database) -> None:
    alerts = AlertStore(database, workspace="shop")
    (churn, _), _ = alerts.settle([_alert("churn"), _alert("latency")], at=NOON)
    alerts.delivered(churn.id, to=["alerts.jsonl"])
    undelivered = alerts.undelivered
    assert [item.subject for item in undelivered(["alerts.jsonl"])] == ["latency"]
    assert [item.subject for item in undelivered(["alerts.jsonl", "x"])] == ["churn", "latency"]


def test_another_workspace_has_alerts_of_its_own(database: Database) -> None:
    AlertStore(database, workspace="one").settle([_alert("churn")], at=NOON)
    other = AlertStore(database, workspace="two")
    assert other.list() == ()
    opened, recovered = other.settle([], at=NOON)
    assert (opened, recovered) == ((), ())
    assert len(AlertStore(database, workspace="one").list(status="open")) == 1
