"""One phase of a page, from the runs that it had. Called by ``executive.page``."""

from collections.abc import Sequence

from boardroom.agents.task import Run
from boardroom.insight.summary import Phase


def phase_of(name: str, text: str, runs: Sequence[Run]) -> Phase:
    """How the phase went; ``text`` says what came of it."""
    started = [run.queued_at for run in runs]
    ended = [run.finished_at for run in runs]
    elapsed = (max(ended) - min(started)).total_seconds() * 1000 if runs else 0.0
    return Phase(
        name=name,
        text=text,
        done=sum(run.status == "done" for run in runs),
        total=len(runs),
        elapsed_ms=elapsed,
        problems=tuple(
            f"{run.task.subject or run.task.department or run.task.agent}: {run.problem}"
            for run in runs
            if run.status != "done"
        ),
    )
