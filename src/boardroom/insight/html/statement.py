"""One statement in a list: a mark, a heading, what is said, and below it the query and tags.

Called by the insights and the alerts of the page.
"""

from collections.abc import Sequence

from boardroom.insight.html.evidence import query_details
from boardroom.insight.html.markup import Content, Markup, tag
from boardroom.insight.model import Assessment, Evidence
from boardroom.insight.summary import AlertLevel


def statement(
    heading: Sequence[Content],
    *body: Content,
    evidence: Evidence | None,
    tags: Sequence[str],
    kind: str | None = None,
) -> Markup:
    """The item of a list of class ``insights``.

    Args:
        heading: its mark, its title, its level.
        body: what is said.
        evidence: where it comes from; None = nothing to show.
        tags: words on it.
        kind: the item's class.
    """
    query = query_details(evidence) if evidence is not None and evidence.sql else None
    words = tag("div", {"class": "tags"}, [tag("span", {"class": "tag"}, name) for name in tags])
    below = tag("div", {"class": "below"}, query, words if tags else None)
    return tag(
        "li",
        {"class": kind},
        tag("div", {"class": "title"}, heading),
        tag("div", {"class": "body"}, body, below),
    )


def mark(sign: str, look: Assessment | AlertLevel) -> Markup:
    """The sign before a heading."""
    return tag("span", {"class": f"mark {look}", "aria-hidden": "true"}, sign)


def level_tag(level: AlertLevel) -> Markup:
    """The level as a word on its colour."""
    return tag("span", {"class": f"level {level}"}, level)
