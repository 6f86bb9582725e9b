"""The end of the HTML page: sources, what is absent, how the page was made.

Called by ``insight.render_html``.
"""

from collections.abc import Mapping, Sequence

from boardroom.insight.absence_view import AbsentGroup, group_absent
from boardroom.insight.html.evidence import freshness_words
from boardroom.insight.html.fold import drawer
from boardroom.insight.html.markup import Content, Markup, tag
from boardroom.insight.model import NotAvailable
from boardroom.insight.period_text import day_text
from boardroom.insight.phase_view import PhaseLine, phase_line
from boardroom.insight.summary import Phase
from boardroom.semantic.result import Freshness

_SOURCES_SHOWN = 6
_ABSENT_SHOWN = 6
_LONGEST_LIST = 120


def source_card(sources: Mapping[str, Freshness]) -> Markup:
    """Each table with how far it goes, when it was loaded, and whether it is fresh."""
    ordered = sorted(sources.items(), key=lambda pair: not pair[1].stale)
    shown = ordered if len(ordered) <= _SOURCES_SHOWN else ordered[:_SOURCES_SHOWN]
    rest = ordered[len(shown) :]
    return tag(
        "section",
        {"class": "card box"},
        tag("div", {"class": "head"}, tag("h2", None, "Sources")),
        _source_table(shown),
        drawer(f"{len(rest)} more sources", _source_table(rest)) if rest else None,
    )


def absent_card(missing: Sequence[NotAvailable]) -> Markup | None:
    """What a reader may look for and not find; many reasons are folded away."""
    if not missing:
        return None
    groups = group_absent(missing)
    lists = [_absent_group(group) for group in groups]
    items = [item for group in groups for item in group.items]
    whats = [item.what for item in items if not _is_long(item)]
    many = len(items) > _ABSENT_SHOWN
    return tag(
        "section",
        {"class": "card box"},
        tag("div", {"class": "head"}, tag("h2", None, "Not on this page")),
        tag("p", {"class": "empty"}, "; ".join(whats) + ".") if many else None,
        drawer("Why, and how to add them", lists) if many else lists,
    )


def phase_card(phases: Sequence[Phase]) -> Markup | None:
    """One line per phase: parts done, time, problems."""
    if not phases:
        return None
    rows = [_phase_row(phase_line(phase)) for phase in phases]
    head = [
        tag("th", {"scope": "col", "class": kind}, name)
        for name, kind in (("Phase", None), ("Done", "r"), ("Time", "r"), ("What", None))
    ]
    return tag(
        "section",
        {"class": "card box"},
        tag("div", {"class": "head"}, tag("h2", None, "How this page was made")),
        tag(
            "table",
            {"class": "plain phases"},
            tag("thead", None, tag("tr", None, head)),
            tag("tbody", None, rows),
        ),
    )


def _source_table(sources: Sequence[tuple[str, Freshness]]) -> Markup:
    rows = [
        tag(
            "tr",
            None,
            tag("th", {"scope": "row"}, name),
            tag("td", {"class": "num"}, _until(freshness)),
            tag("td", {"class": "ok"}, _state(freshness)),
        )
        for name, freshness in sources
    ]
    head = [tag("th", {"scope": "col"}, name) for name in ("Dataset", "Data until", "State")]
    return tag(
        "table",
        {"class": "plain"},
        tag("thead", None, tag("tr", None, head)),
        tag("tbody", None, rows),
    )


def _absent_group(group: AbsentGroup) -> list[Content]:
    lines = [tag("li", None, _absent(item)) for item in group.items]
    return [
        tag("p", {"class": "advice"}, group.advice) if group.advice else None,
        tag("ul", {"class": "absent"}, lines),
    ]


def _absent(item: NotAvailable) -> list[Content]:
    """What and why; a long list of things opens behind its reason."""
    if _is_long(item):
        return [drawer(item.why, tag("p", None, item.what))]
    return [tag("b", None, item.what), f": {item.why}"]


def _is_long(item: NotAvailable) -> bool:
    return len(item.what) > _LONGEST_LIST


def _phase_row(line: PhaseLine) -> Markup:
    kind, mark = ("good", "✓") if line.whole else ("bad", "✗")
    problems = [tag("li", None, problem) for problem in line.problems]
    return tag(
        "tr",
        None,
        tag(
            "th",
            {"scope": "row"},
            tag("span", {"class": kind, "aria-hidden": "true"}, f"{mark} "),
            line.name,
        ),
        tag("td", {"class": "r num"}, line.count),
        tag("td", {"class": "r num"}, line.time),
        tag("td", None, line.text, tag("ul", {"class": "bad"}, problems) if problems else None),
    )


def _until(freshness: Freshness) -> str:
    return day_text(freshness.data_until) if freshness.data_until is not None else "no dates"


def _state(freshness: Freshness) -> Markup:
    why = f": {freshness.why}" if freshness.why else ""
    words = f"stale{why}" if freshness.stale else "as loaded"
    dot = tag("span", {"class": "dot stale" if freshness.stale else "dot", "aria-hidden": "true"})
    return tag("span", {"class": "state", "title": freshness_words(freshness)}, dot, words)
