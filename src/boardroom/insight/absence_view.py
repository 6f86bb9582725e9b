"""What is not on a page, grouped so that a reason is said once. Used by all renderers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from boardroom.insight.model import NotAvailable

_JOINT = "; "


@dataclass(frozen=True, kw_only=True)
class AbsentGroup:
    """Things absent for like reasons.

    Attributes:
        advice: what all of them have in common; empty = nothing.
        items: each with the rest of its reason.
    """

    advice: str
    items: tuple[NotAvailable, ...]


def group_absent(items: Sequence[NotAvailable]) -> tuple[AbsentGroup, ...]:
    """Things of one reason in one line, lines with the same last clause in one group.

    Example:
        >>> found = group_absent([
        ...     NotAvailable(what="NPS", why="Table a is missing; map it."),
        ...     NotAvailable(what="Uptime", why="Table b is missing; map it."),
        ...     NotAvailable(what="Cash", why="Table b is missing; map it."),
        ... ])
        >>> found[0].advice, [(item.what, item.why) for item in found[0].items]
        ('Map it.', [('NPS', 'Table a is missing.'), ('Uptime, Cash', 'Table b is missing.')])
    """
    whats: dict[str, list[str]] = {}
    for item in items:
        whats.setdefault(item.why, []).append(item.what)
    ends = Counter(_end(why) for why in whats)
    groups: dict[str, list[NotAvailable]] = {}
    for why, names in whats.items():
        what, end = ", ".join(dict.fromkeys(names)), _end(why)
        shared = end if end and ends[end] > 1 else ""
        rest = f"{why.removesuffix(_JOINT + end)}." if shared else why
        groups.setdefault(shared, []).append(NotAvailable(what=what, why=rest))
    return tuple(
        AbsentGroup(advice=end[:1].upper() + end[1:], items=tuple(found))
        for end, found in groups.items()
    )


def _end(why: str) -> str:
    return why.rpartition(_JOINT)[2] if _JOINT in why else ""
