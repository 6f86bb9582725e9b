"""What runs too long is stopped, what ends in time is left alone."""

import threading

from boardroom.data.warehouse.watchdog import Watchdog


def test_only_what_runs_too_long_is_stopped() -> None:
    watchdog, stopped, spared = Watchdog(), threading.Event(), threading.Event()
    with watchdog.over(spared.set, 60) as early, watchdog.over(stopped.set, 0.01) as late:
        assert stopped.wait(10)
        assert late.is_set()
        assert not early.is_set()
    with watchdog.over(spared.set, 0.05):
        pass
    again = threading.Event()
    with watchdog.over(again.set, 0.2):
        assert again.wait(10)
    assert not spared.is_set()
    watchdog.close()


def test_what_has_no_limit_needs_no_thread() -> None:
    before = set(threading.enumerate())
    with Watchdog().over(lambda: None, None) as expired:
        assert set(threading.enumerate()) <= before
    assert not expired.is_set()


def test_the_thread_ends_with_the_watchdog() -> None:
    watchdog, before = Watchdog(), set(threading.enumerate())
    with watchdog.over(lambda: None, 60):
        (thread,) = set(threading.enumerate()) - before
    watchdog.close()
    thread.join(10)
    assert not thread.is_alive()
