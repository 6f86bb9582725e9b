"""Long work says now and then that it still goes on."""

import time

import pytest

from boardroom.cli.console import remarks


def test_work_that_says_nothing_for_long_is_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    with remarks(quiet_seconds=0.05) as say:
        time.sleep(0.12)
        say("reading sales")
        time.sleep(0.3)
        say("writing sales")
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "reading sales"  # Before the first word nothing is repeated.
    assert told[-1].startswith(("writing sales", "still: writing sales"))
    assert "still: reading sales (0 s)" in told


def test_work_that_speaks_is_not_repeated_and_ends_at_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    began = time.monotonic()

    def work() -> None:
        with remarks() as say:
            say("reading sales")
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        work()
    assert time.monotonic() - began < 5
    assert capsys.readouterr().err.splitlines() == ["reading sales"]
