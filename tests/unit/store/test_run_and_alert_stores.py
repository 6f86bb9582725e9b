"""Runs of agents and alerts: kept as they were, per workspace; an alert opens once."""

import multiprocessing
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from boardroom.insight.summary import Alert, AlertLevel
from boardroom.store.alert_store import CLAIM, AlertStore
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


def _alert(subject: str, level: AlertLevel = "warning", text: str = "high") -> Alert:
    return Alert(subject=subject, level=level, title=f"{subject}: {level}", text=text)


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
    better = _alert("churn", "warning")
    (left,) = alerts.list(status="open")
    assert (left.level, left.title) == ("warning", better.title)


def test_a_message_is_due_until_it_arrived_and_goes_out_by_one_hand_only(
    database: Database,
) -> None:
    alerts = AlertStore(database, workspace="shop")
    alerts.settle([_alert("churn"), _alert("latency")], at=NOON, places=["file", "hook"])
    first = alerts.claim(["file", "hook"], at=NOON)
    second = alerts.claim(["file"], at=NOON)
    assert first is not None
    assert second is not None
    assert (first.subject, second.subject) == ("churn", "latency")
    assert alerts.claim(["file", "hook"], at=NOON) is None
    alerts.sent(first, to=["file", "hook"])
    alerts.sent(second, to=["file"])
    assert alerts.claim(["file"], at=NOON) is None
    (left,) = alerts.due()
    assert (left.subject, left.due, left.reached) == ("latency", ("hook",), ("file",))


def test_what_a_dead_process_had_claimed_is_sent_by_the_next(database: Database) -> None:
    alerts = AlertStore(database, workspace="shop")
    alerts.settle([_alert("churn")], at=NOON, places=["hook"])
    assert alerts.claim(["hook"], at=NOON) is not None
    assert alerts.claim(["hook"], at=NOON + CLAIM / 2) is None
    again = alerts.claim(["hook"], at=NOON + CLAIM)
    assert again is not None
    alerts.sent(again, to=["hook"])
    assert alerts.claim(["hook"], at=NOON + 2 * CLAIM) is None


def test_an_end_while_the_opening_is_being_sent_is_still_due(database: Database) -> None:
    alerts = AlertStore(database, workspace="shop")
    alerts.settle([_alert("churn")], at=NOON, places=["hook"])
    opening = alerts.claim(["hook"], at=NOON)
    assert opening is not None
    alerts.settle([], at=NOON + HOUR, places=["hook"])
    alerts.sent(opening, to=["hook"])
    ending = alerts.claim(["hook"], at=NOON + HOUR)
    assert ending is not None
    assert (ending.id, ending.status) == (opening.id, "recovered")
    alerts.sent(ending, to=["hook"])
    assert alerts.due() == ()


def test_an_end_that_did_not_go_out_stays_due(database: Database) -> None:
    alerts = AlertStore(database, workspace="shop")
    alerts.settle([_alert("churn")], at=NOON, places=["hook"])
    opening = alerts.claim(["hook"], at=NOON)
    assert opening is not None
    alerts.sent(opening, to=["hook"])
    alerts.settle([], at=NOON + HOUR, places=["hook"])
    for _ in range(2):
        ending = alerts.claim(["hook"], at=NOON + HOUR)
        assert ending is not None
        assert ending.status == "recovered"
        alerts.sent(ending, to=[])
        alerts.settle([], at=NOON + 2 * HOUR, places=["hook"])


def test_a_place_named_later_gets_what_is_open_and_nothing_of_the_past(
    database: Database,
) -> None:
    alerts = AlertStore(database, workspace="shop")
    alerts.settle([_alert("churn"), _alert("latency")], at=NOON)
    alerts.settle([_alert("churn")], at=NOON + HOUR)
    alerts.settle([_alert("churn")], at=NOON + 2 * HOUR, places=["a, b.jsonl"])
    assert [(item.subject, item.due) for item in alerts.due()] == [("churn", ("a, b.jsonl",))]


def test_what_a_page_could_not_judge_stays_open(database: Database) -> None:
    alerts = AlertStore(database, workspace="shop")
    alerts.settle([_alert("churn"), _alert("latency")], at=NOON)
    opened, recovered = alerts.settle(
        [], at=NOON + HOUR, unknown=lambda item: item.subject == "churn"
    )
    assert opened == ()
    assert [item.subject for item in recovered] == ["latency"]
    assert [item.subject for item in alerts.list(status="open")] == ["churn"]
    opened, _ = alerts.settle([_alert("churn", "critical")], at=NOON + HOUR, unknown=lambda _: True)
    assert [item.level for item in opened] == ["critical"]
    assert [item.level for item in alerts.list(status="open")] == ["critical"]


def _settle_and_send(path: Path, out: Path, gate: Barrier) -> None:
    """What a process does at the end of its page."""
    alerts = AlertStore(Database(path), workspace="shop")
    for number in range(20):
        gate.wait()
        found = [_alert(f"s{number}"), _alert("lasting")]
        at = NOON + number * HOUR
        alerts.settle(found, at=at, places=["file"])
        while (record := alerts.claim(["file"], at=at)) is not None:
            with out.open("a") as file:
                file.write(f"{record.id} {record.subject} {record.status}\n")
            alerts.sent(record, to=["file"])


def test_two_processes_at_once_send_each_message_once(tmp_path: Path) -> None:
    path, out = tmp_path / "state.sqlite", tmp_path / "sent"
    Database(path).close()
    context = multiprocessing.get_context("spawn")
    gate = context.Barrier(2)
    both = [context.Process(target=_settle_and_send, args=(path, out, gate)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
    assert [process.exitcode for process in both] == [0, 0]
    lines = out.read_text().splitlines()
    told = [line.split()[1:] for line in lines]
    opened = [subject for subject, status in told if status == "open"]
    ended = [subject for subject, status in told if status == "recovered"]
    assert sorted(opened) == sorted([*(f"s{number}" for number in range(20)), "lasting"])
    assert sorted(ended) == sorted(f"s{number}" for number in range(19))
    assert len(set(lines)) == len(lines)


def test_another_workspace_has_alerts_of_its_own(database: Database) -> None:
    AlertStore(database, workspace="one").settle([_alert("churn")], at=NOON)
    other = AlertStore(database, workspace="two")
    assert other.list() == ()
    opened, recovered = other.settle([], at=NOON)
    assert (opened, recovered) == ((), ())
    assert len(AlertStore(database, workspace="one").list(status="open")) == 1


def test_the_alert_of_a_dismissed_insight_ends_without_a_message(database: Database) -> None:
    alerts = AlertStore(database, workspace="shop")
    alerts.settle([_alert("course"), _alert("churn")], at=NOON, places=("alerts.jsonl",))
    while (claimed := alerts.claim(("alerts.jsonl",), at=NOON)) is not None:
        alerts.sent(claimed, to=claimed.due)
    opened, recovered = alerts.settle(
        [], at=NOON + HOUR, places=("alerts.jsonl",), quiet={"course"}
    )
    assert (opened, [item.subject for item in recovered]) == ((), ["churn"])
    assert [item.subject for item in alerts.due()] == ["churn"]
    ended = {item.subject: item.status for item in alerts.list()}
    assert ended == {"course": "dismissed", "churn": "recovered"}
