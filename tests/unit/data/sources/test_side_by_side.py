"""Jobs side by side: results in order, and nobody waits for one that never returns."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from boardroom.data.sources.side_by_side import AT_ONCE, run_side_by_side


def _fine() -> None:
    """Let everything go on."""


def test_results_come_in_the_order_of_the_jobs() -> None:
    def job(number: int) -> int:
        time.sleep(0.02 * (5 - number % 5))
        return number

    jobs = [lambda number=number: job(number) for number in range(3 * AT_ONCE)]
    assert run_side_by_side(jobs, check=_fine) == tuple(range(3 * AT_ONCE))
    assert run_side_by_side([], check=_fine) == ()


def test_a_job_that_raises_is_heard_and_the_others_are_dropped() -> None:
    begun: list[int] = []
    release = threading.Event()

    def job(number: int) -> None:
        begun.append(number)
        if number == 0:
            raise LookupError("the first")
        release.wait(10)

    jobs = [lambda number=number: job(number) for number in range(20)]
    with pytest.raises(LookupError, match="the first"):
        run_side_by_side(jobs, check=_fine)
    release.set()
    time.sleep(0.1)
    assert len(begun) <= AT_ONCE + 1


def test_who_stops_waits_for_those_that_heed_it_and_leaves_the_others() -> None:
    stopped, told = threading.Event(), []

    def heeds() -> None:
        stopped.wait(10)
        told.append("stopped")

    def hangs() -> None:
        time.sleep(30)

    def check() -> None:
        raise InterruptedError

    began = time.monotonic()
    with pytest.raises(InterruptedError):
        run_side_by_side([heeds, hangs], check=check, cancel=stopped.set, patience_seconds=0.5)
    assert told == ["stopped"]
    assert time.monotonic() - began < 5


HANGING = """
from pathlib import Path
from boardroom.data.sources.load import load_sources
from boardroom.data.sources.load_table import LoadSettings
from boardroom.data.sources.progress import Cancelled
from boardroom.data.sources.spec import SourceSpec
from boardroom.data.warehouse.lake import Lake
import time
until = time.monotonic() + 0.5
spec = SourceSpec(name="s", location="plugin:slow.py:read")
settings = LoadSettings(stopped=lambda: time.monotonic() > until)
try:
    load_sources([spec], Lake(Path("lake")), base=Path(), settings=settings)
except Cancelled:
    print("cancelled")
"""


def test_a_process_ends_although_a_source_hangs(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text("import time\ndef read():\n    time.sleep(3600)\n")
    command = [sys.executable, "-c", HANGING]
    ended = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=True
    )
    assert ended.stdout == "cancelled\n"
