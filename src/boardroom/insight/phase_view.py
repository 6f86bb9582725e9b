"""How a page was made, in words: its phases with counts, times and problems. Used by renderers."""

from dataclasses import dataclass

from boardroom.insight.model import Report
from boardroom.insight.summary import Phase


@dataclass(frozen=True, kw_only=True)
class PhaseLine:
    """One phase as texts; ``whole`` is False when a part of it failed."""

    name: str
    count: str
    time: str
    text: str
    problems: tuple[str, ...]
    whole: bool


def phase_line(phase: Phase) -> PhaseLine:
    """``phase`` in words."""
    return PhaseLine(
        name=phase.name.replace("_", " ").capitalize(),
        count=f"{phase.done} of {phase.total}",
        time=duration_text(phase.elapsed_ms),
        text=phase.text,
        problems=phase.problems,
        whole=phase.done == phase.total and not phase.problems,
    )


def page_notes(report: Report) -> tuple[str, ...]:
    """What every reader must see first: the report's notes, and which departments are missing."""
    missing = [section.title for section in report.sections if section.problem]
    if not missing:
        return report.notes
    verb = "is" if len(missing) == 1 else "are"
    return (*report.notes, f"{', '.join(missing)} {verb} missing; the section says why.")


def duration_text(elapsed_ms: float) -> str:
    """A run time as people say it.

    Example:
        >>> duration_text(15.46), duration_text(3449.2), duration_text(125_000)
        ('15 ms', '3.4 s', '2 min 5 s')
    """
    if elapsed_ms < 999.5:
        return f"{elapsed_ms:.0f} ms"
    seconds = elapsed_ms / 1000
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"
