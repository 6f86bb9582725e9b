"""How long Python takes to import Boardroom, and the command line to print its help."""

import subprocess
import sys

from benchmarks.measure import Line, median_ms


def measure_start() -> list[Line]:
    """Time fresh processes; the bare interpreter's own start is told apart."""
    bare = median_ms(lambda: _run("-c", "pass"), repeat=9)
    imported = median_ms(lambda: _run("-c", "import boardroom"), repeat=9)
    helped = median_ms(lambda: _run("-m", "boardroom.cli.main", "--help"), repeat=9)
    own = imported - bare
    return [
        Line(what="start Python", measured=f"{bare:.0f} ms"),
        Line(
            what="import boardroom, Python's start left out",
            measured=f"{own:.0f} ms",
            promise="< 150 ms",
            kept=own < 150,
        ),
        Line(
            what="boardroom --help, whole process",
            measured=f"{helped:.0f} ms",
            promise="< 400 ms",
            kept=helped < 400,
        ),
    ]


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
