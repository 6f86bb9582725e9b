"""The simulated company: written, and made into a workspace with its proposed model."""

import os
import resource
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks.measure import Line
from boardroom.simulate.company import CompanySpec, write_company
from boardroom.workspace.creation import NewWorkspace, create_workspace

PROMISED_SECONDS = 25.0


def measure_company(folder: Path, *, scale: float) -> list[Line]:
    """Time both steps on the wall and in CPU seconds; only the sum at scale 1 is promised."""
    data = folder / "company"
    spec = CompanySpec(until=date(2026, 7, 1), scale=scale)

    def make_workspace() -> None:
        wanted = NewWorkspace(locations=[str(data)], name="Simulated company")
        with create_workspace(folder / "workspace", wanted, progress=lambda _: None):
            pass

    written, written_cpu = _taken(lambda: write_company(data, spec))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    loaded, loaded_cpu = _taken(make_workspace)
    both, promised = written + loaded, scale == 1
    what = f"simulated company of scale {scale:g}"
    return [
        Line(what=f"{what}: written", measured=f"{written:.1f} s"),
        Line(what=f"{what}: written, CPU", measured=f"{written_cpu:.1f} s"),
        Line(what=f"{what}: largest memory of the process so far", measured=f"{peak_mb:.0f} MB"),
        Line(what=f"{what}: loaded and modelled", measured=f"{loaded:.1f} s"),
        Line(what=f"{what}: loaded and modelled, CPU", measured=f"{loaded_cpu:.1f} s"),
        Line(
            what=f"{what}: written and loaded",
            measured=f"{both:.1f} s",
            promise=f"< {PROMISED_SECONDS:.0f} s" if promised else "",
            kept=both < PROMISED_SECONDS if promised else None,
        ),
    ]


def _taken(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the wall and of CPU, of this process and its threads."""
    began, cpu = time.perf_counter(), sum(os.times()[:2])
    work()
    return time.perf_counter() - began, sum(os.times()[:2]) - cpu
