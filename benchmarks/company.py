"""The simulated company: written and made into a workspace with its proposed model; the executive
page of it, and all its insights.

Each is timed on the wall and in CPU seconds; what is promised, is promised at scale 1, the warm
page also at scale 50, the insights at scale 50 only.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from benchmarks.measure import Line, times_ms
from boardroom.insight.model import Report
from boardroom.simulate.company import CompanySpec, write_company
from boardroom.workspace.creation import NewWorkspace, create_workspace
from boardroom.workspace.surveying import survey
from boardroom.workspace.workspace import Workspace
from evals.beside import inspect, scout

PROMISED_SECONDS: Mapping[float, float] = {1: 25.0, 50: 900.0}
"""Scale → seconds in which its world is generated and loaded."""

PROMISED_PAGE_MS: Mapping[float, float] = {1: 500.0, 50: 1000.0}
"""Scale → milliseconds in which a warm process makes the page."""

PROMISED_INSIGHTS_SECONDS: Mapping[float, float] = {50: 3.0}
"""Scale → seconds in which all insights are computed from the rollups."""

PROMISED_MB: Mapping[float, float] = {50: 2048}
"""Scale → memory of a process that makes pages, or computes all insights."""

_UNTIL = date(2026, 7, 1)
_SCRIPT = (
    "import sys; from pathlib import Path; from benchmarks import company; "
    "getattr(company, sys.argv[2])(Path(sys.argv[1]))"
)
_WARM_PAGES = 5
_ENGINE_MB = 640
"""What the query engine may use, as a setting; by itself it takes most of a machine's memory."""


def measure_company(folder: Path, *, scale: float) -> list[Line]:
    """Time writing and loading; their sum is promised."""
    made = folder / f"company-{scale:g}"
    data = made / "data"
    spec = CompanySpec(until=_UNTIL, scale=scale)

    def make_workspace() -> None:
        wanted = NewWorkspace(locations=[str(data)], name="Simulated company")
        with create_workspace(made / "workspace", wanted, progress=lambda _: None):
            pass

    written, written_cpu = _taken(lambda: write_company(data, spec))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    loaded, loaded_cpu = _taken(make_workspace)
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
    taken = _told_by(tell_pages, _workspace(folder, scale))
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
        _memory(what, taken["peak_mb"], scale),
    ]


def measure_insights(folder: Path, *, scale: float) -> list[Line]:
    """Time all insights of the company in a process of its own: over every metric by up to five
    dimensions, first those of the scout, which come from the rollups, then what stands behind the
    figures and in the records too.
    """
    taken = _told_by(tell_insights, _workspace(folder, scale))
    what = f"insights of the simulated company of scale {scale:g}"
    seconds, promised = taken["scan_seconds"], PROMISED_INSIGHTS_SECONDS.get(scale)
    looked = f"{taken['metrics']:.0f} metrics, {taken['series']:.0f} series"
    return [
        Line(
            what=f"{what}: {looked}",
            measured=f"{seconds:.1f} s",
            promise=f"< {promised:.0f} s" if promised else "",
            kept=seconds < promised if promised else None,
        ),
        Line(what=f"{what}: these, CPU", measured=f"{taken['scan_cpu_seconds']:.1f} s"),
        Line(
            what=f"{what}: records and what stands behind too", measured=f"{taken['seconds']:.1f} s"
        ),
        _memory(what, taken["peak_mb"], scale),
    ]


def _workspace(folder: Path, scale: float) -> Path:
    """The company of ``measure_company``, made where it is not there."""
    workspace = folder / f"company-{scale:g}" / "workspace"
    if not workspace.is_dir():
        measure_company(folder, scale=scale)
    return workspace


def _told_by(tell: Callable[[Path], None], workspace: Path) -> dict[str, float]:
    """What ``tell`` prints of the workspace in a process of its own."""
    told = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(workspace), tell.__name__],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "BOARDROOM_MEMORY_LIMIT_MB": str(_ENGINE_MB)},
    )
    taken: dict[str, float] = json.loads(told.stdout)
    return taken


def _memory(what: str, peak_mb: float, scale: float) -> Line:
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
        cold, cold_cpu = _taken(workspace.page)
        beside, _ = _taken(workspace.finish)
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
        "peak_mb": _peak_mb(),
    }
    sys.stdout.write(json.dumps(taken))


def tell_insights(folder: Path) -> None:
    """Work out all insights of the workspace in this process and print what they took, as JSON; as
    of a day that no page was made of, so that none is known."""
    day = _UNTIL - timedelta(days=1)
    with Workspace.open(folder) as workspace:
        metrics = {name for item in workspace.packs.departments for name in item.metrics}
        found: list[Report] = []
        scan, scan_cpu = _taken(lambda: found.append(scout(workspace, as_of=day)))
        rest, _ = _taken(lambda: (inspect(workspace, as_of=day), survey(workspace, as_of=day)))
    taken = {
        "metrics": len(metrics),
        "series": found[0].tests["episode"],
        "scan_seconds": scan,
        "scan_cpu_seconds": scan_cpu,
        "seconds": scan + rest,
        "peak_mb": _peak_mb(),
    }
    sys.stdout.write(json.dumps(taken))


def _peak_mb() -> float:
    """The largest memory of this process; the kernel counts its parent's into ``ru_maxrss``."""
    status = Path("/proc/self/status")
    lines = status.read_text("ascii").splitlines() if status.is_file() else []
    peak = next((line.split()[1] for line in lines if line.startswith("VmHWM:")), None)
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss if peak is None else int(peak)
    return kilobytes / 1024


def _taken(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the wall and of CPU, of this process and its threads."""
    began, cpu = time.perf_counter(), sum(os.times()[:2])
    work()
    return time.perf_counter() - began, sum(os.times()[:2]) - cpu
