"""Slow work runs once at a time, goes on without the one who asked, and tells its errors."""

import threading

import pytest

from boardroom.agents.context import Stop
from boardroom.executive.background import Background


def test_who_does_not_wait_gets_nothing_and_the_work_goes_on() -> None:
    background, may_end, ran = Background(), threading.Event(), threading.Event()

    def work(_: Stop) -> str:
        may_end.wait(30)
        ran.set()
        return "done"

    assert background.get("key", work, patience_seconds=0.01) is None
    may_end.set()
    assert background.get("key", lambda _: "again", patience_seconds=30) in {"done", "again"}
    assert ran.is_set()


def test_two_who_ask_for_the_same_share_one_run() -> None:
    background, may_end, runs = Background(), threading.Event(), []

    def work(_: Stop) -> str:
        runs.append(1)
        may_end.wait(30)
        return "done"

    assert background.get("key", work, patience_seconds=0.0) is None
    assert background.get("key", work, patience_seconds=0.0) is None
    may_end.set()
    background.get("other", lambda _: "", patience_seconds=30)  # Behind it in the only thread.
    assert len(runs) == 1


def test_what_waits_for_somebody_outside_holds_up_nothing_else() -> None:
    background, may_end = Background(), threading.Event()

    def wait(_: Stop) -> str:
        may_end.wait(30)
        return "answer"

    with background.held():
        assert background.get("outside", wait, patience_seconds=0.0, waits=True) is None
    assert background.get("work", lambda _: "done", patience_seconds=5) == "done"
    assert background.busy, "with what is outside"
    assert not may_end.is_set()
    may_end.set()
    assert background.finish() == ()
    assert not background.busy


def test_an_error_is_told_to_who_waits() -> None:
    def work(_: Stop) -> str:
        raise ValueError("no luck")

    with pytest.raises(ValueError, match="no luck"):
        Background().get("key", work, patience_seconds=30)


def test_what_nobody_waits_for_begins_when_no_page_is_made() -> None:
    background, runs = Background(), []

    def work(_: Stop) -> str:
        runs.append(1)
        return "done"

    with background.held():
        with background.held():
            assert background.get("key", work, patience_seconds=0.0) is None
        assert background.get("other", lambda _: "now", patience_seconds=30) == "now"
        assert background.busy
        assert runs == []
    assert background.finish() == ()
    assert runs == [1]
    assert not background.busy


def test_closing_stops_what_runs_and_drops_the_rest() -> None:
    background, began, dropped = Background(), threading.Event(), threading.Event()

    def work(stop: Stop) -> str:
        began.set()
        while not stop.wait(0.01):
            pass
        return "stopped"

    def never(_: Stop) -> str:
        dropped.set()
        return ""

    background.get("key", work, patience_seconds=0.0)
    background.get("behind it", never, patience_seconds=0.0)
    assert began.wait(30)
    background.close()
    assert not background.busy
    assert not dropped.is_set()
    assert background.get("after", lambda _: "again", patience_seconds=30) == "again"


def test_what_failed_behind_a_page_is_told_once_and_then_tried_again() -> None:
    background = Background()

    def fail(_: Stop) -> str:
        raise ValueError("no luck")

    assert background.get("key", fail, patience_seconds=0.0) is None
    assert [str(item) for item in background.finish()] == ["no luck"]
    with pytest.raises(ValueError, match="no luck"):
        background.get("key", lambda _: "luck", patience_seconds=30)
    assert background.get("key", lambda _: "luck", patience_seconds=30) == "luck"
    with pytest.raises(ValueError, match="no luck"):
        background.get("key", fail, patience_seconds=30)
    assert background.get("key", lambda _: "luck", patience_seconds=30) == "luck"
