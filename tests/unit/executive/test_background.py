"""Slow work runs once at a time, goes on without the one who asked, and tells its errors."""

import threading

import pytest

from boardroom.executive.background import Background


def test_who_does_not_wait_gets_nothing_and_the_work_goes_on() -> None:
    background, may_end, ran = Background(), threading.Event(), threading.Event()

    def work() -> str:
        may_end.wait(30)
        ran.set()
        return "done"

    assert background.get("key", work, patience_seconds=0.01) is None
    may_end.set()
    assert background.get("key", lambda: "again", patience_seconds=30) in {"done", "again"}
    assert ran.is_set()


def test_two_who_ask_for_the_same_share_one_run() -> None:
    background, may_end, runs = Background(), threading.Event(), []

    def work() -> str:
        runs.append(1)
        may_end.wait(30)
        return "done"

    assert background.get("key", work, patience_seconds=0.0) is None
    assert background.get("key", work, patience_seconds=0.0) is None
    may_end.set()
    background.get("other", lambda: "", patience_seconds=30)  # Behind it in the only thread.
    assert len(runs) == 1


def test_an_error_is_told_to_who_waits() -> None:
    def work() -> str:
        raise ValueError("no luck")

    with pytest.raises(ValueError, match="no luck"):
        Background().get("key", work, patience_seconds=30)
