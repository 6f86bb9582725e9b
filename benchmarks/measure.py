"""Taking times: repeated, by the clock on the wall, the median and the best. Called by every
benchmark."""

import os
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the report.

    Attributes:
        what: what was done.
        measured: the time or ratio with its unit.
        promise: what the design promises; empty = for information.
        kept: whether the promise held in this run; None without a promise.
    """

    what: str
    measured: str
    promise: str = ""
    kept: bool | None = None


def times_ms(work: Callable[[], object], *, repeat: int = 7) -> list[float]:
    """Wall time of each of ``repeat`` runs, in milliseconds."""
    found = []
    for _ in range(repeat):
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) * 1000)
    return found


def median_ms(work: Callable[[], object], *, repeat: int = 7) -> float:
    """Median wall time of ``work`` in milliseconds, after one run to warm up."""
    work()
    return median(times_ms(work, repeat=repeat))


def alternating_ms(works: dict[str, Callable[[], object]], *, repeat: int = 9) -> dict[str, float]:
    """Median wall time of each work, taken in turns so that a busy machine hurts all alike."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(repeat):
        for name, work in works.items():
            taken[name] += times_ms(work, repeat=1)
    return {name: median(values) for name, values in taken.items()}


def seconds_taken(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the wall and of CPU, of this process and its threads."""
    began, cpu = time.perf_counter(), sum(os.times()[:2])
    work()
    return time.perf_counter() - began, sum(os.times()[:2]) - cpu


def peak_memory_mb() -> float:
    """The largest memory of this process; the kernel counts its parent's into ``ru_maxrss``."""
    status = Path("/proc/self/status")
    lines = status.read_text("ascii").splitlines() if status.is_file() else []
    peak = next((line.split()[1] for line in lines if line.startswith("VmHWM:")), None)
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss if peak is None else int(peak)
    return kilobytes / 1024
