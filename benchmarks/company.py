"""The simulated company: written and made into a workspace with its proposed model; the executive
page of it.

Each is timed on the wall and in CPU seconds; what is promised, is promised at scale 1, the warm
page also at scale 50.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from statistics import median

from benchmarks.measure import Line, peak_memory_mb, seconds_taken, times_ms
from boardroom.simulate.company import CompanySpec, write_company
from boardroom.workspace.creation import NewWorkspace, create_workspace
from boardroom.workspace.workspace import Workspace

PROMISED_SECONDS: Mapping[float, float] = {1: 25.0, 50: 900.0}
"""Scale → seconds in which its world is generated and loaded."""

PROMISED_PAGE_MS: Mapping[float, float] = {1: 500.0, 50: 1000.0}
"""Scale → milliseconds in which a warm process makes the page."""

PROMISED_MB: Mapping[float, float] = {50: 2048}
"""Scale → memory of a process that makes pages, or computes all insights."""

UNTIL = date(2026, 7, 1)
_SCRIPT = (
    "import sys; from pathlib import Path; from importlib import import_module; "
    "getattr(import_module(sys.argv[2]), sys.argv[3])(Path(sys.argv[1]))"
)
_WARM_PAGES = 5
_ENGINE_MB = 640
"""What the query engine may use, as a setting; by itself it takes most of a machine's memory."""


def measure_company(folder: Path, *, scale: float) -> list[Line]:
    """Time writing and loading; their sum is promised."""
    made = folder / f"company-{scale:g}"
    data = made / "data"
    spec = CompanySpec(until=UNTIL, scale=scale)

    def make_workspace() -> None:
        wanted = NewWorkspace(locations=[str(data)], name="Simulated company")
        with create_workspace(made / "workspace", wanted, progress=lambda _: None):
            pass

    written, written_cpu = seconds_taken(lambda: write_company(data, spec))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    loaded, loaded_cpu = seconds_taken(make_workspace)
    both, promised = written + loaded, PROMISED_SECONDS.get(scale)
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
            promise=f"< {promised:.0f} s" if promised else "",
            kept=both < promised if promised else None,
        ),
    ]


def measure_executive(folder: Path, *, scale: float) -> list[Line]:
    """Time the executive page of the company in a process of its own: the first page, and further
    ones. The company of ``measure_company`` is used where it is there.
    """
    taken = told_by(tell_pages, workspace_of(folder, scale))
    what = f"executive page of the simulated company of scale {scale:g}"
    promised = PROMISED_PAGE_MS.get(scale)
    return [
        Line(what=f"{what}: first of a process", measured=f"{taken['cold_ms'] / 1000:.2f} s"),
        Line(what=f"{what}: first, CPU", measured=f"{taken['cold_cpu_ms'] / 1000:.2f} s"),
        Line(what=f"{what}: worked out beside it", measured=f"{taken['beside_ms'] / 1000:.2f} s"),
        Line(
            what=f"{what}: warm process",
            measured=f"{taken['warm_ms']:.0f} ms",
            promise=f"< {promised:.0f} ms" if promised else "",
            kept=taken["warm_ms"] < promised if promised else None,
        ),
        Line(what=f"{what}: warm, CPU", measured=f"{taken['warm_cpu_ms']:.0f} ms"),
        memory_line(what, taken["peak_mb"], scale),
    ]


def workspace_of(folder: Path, scale: float) -> Path:
    """The company of ``measure_company``, made where it is not there."""
    workspace = folder / f"company-{scale:g}" / "workspace"
    if not workspace.is_dir():
        measure_company(folder, scale=scale)
    return workspace


def told_by(tell: Callable[[Path], None], workspace: Path) -> dict[str, float]:
    """What ``tell`` prints of the workspace in a process of its own."""
    told = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(workspace), tell.__module__, tell.__name__],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "BOARDROOM_MEMORY_LIMIT_MB": str(_ENGINE_MB)},
    )
    taken: dict[str, float] = json.loads(told.stdout)
    return taken


def memory_line(what: str, peak_mb: float, scale: float) -> Line:
    """What a process took at most."""
    most_mb = PROMISED_MB.get(scale)
    return Line(
        what=f"{what}: largest memory (engine limited to {_ENGINE_MB:,} MB)",
        measured=f"{peak_mb:.0f} MB",
        promise=f"≤ {most_mb:,} MB" if most_mb else "",
        kept=peak_mb <= most_mb if most_mb else None,
    )


def tell_pages(folder: Path) -> None:
    """Make pages of the workspace in this process and print what they took, as JSON."""
    with Workspace.open(folder) as workspace:
        cold, cold_cpu = seconds_taken(workspace.page)
        beside, _ = seconds_taken(workspace.finish)
        workspace.page()
        cpu = sum(os.times()[:2])
        warm = times_ms(workspace.page, repeat=_WARM_PAGES)
        warm_cpu = (sum(os.times()[:2]) - cpu) / _WARM_PAGES
    taken = {
        "cold_ms": cold * 1000,
        "cold_cpu_ms": cold_cpu * 1000,
        "beside_ms": beside * 1000,
        "warm_ms": median(warm),
        "warm_cpu_ms": warm_cpu * 1000,
        "peak_mb": peak_memory_mb(),
    }
    sys.stdout.write(json.dumps(taken))
