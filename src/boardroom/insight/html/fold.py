"""What a reader opens: the rest of a long list, a drawer, what stands behind a row. Called by the
parts of the page.
"""

from collections.abc import Sequence

from boardroom.insight.html.markup import Content, Markup, join, tag


def folded(items: Sequence[Markup], *, most: int, kind: str, noun: str) -> Markup:
    """``items`` as a list of class ``kind``; those after the first ``most`` behind «n more».

    One item alone is never hidden: its line would be no shorter.
    """
    if len(items) <= most + 1:
        return tag("ul", {"class": kind}, items)
    return join(
        (
            tag("ul", {"class": kind}, items[:most]),
            drawer(f"{len(items) - most} more {noun}", tag("ul", {"class": kind}, items[most:])),
        )
    )


def drawer(title: str, *content: Content, opened: bool = False, kind: str = "drawer") -> Markup:
    """A part that a reader opens; ``opened`` shows it at once."""
    return tag("details", {"class": kind, "open": opened}, tag("summary", None, title), *content)


def opening_row(line: Sequence[Content], *behind: Content, kind: str = "row") -> Markup:
    """A row of a list that opens what stands behind it."""
    return tag(
        "li",
        None,
        tag(
            "details",
            {"class": "line-item"},
            tag("summary", {"class": kind}, line),
            tag("div", {"class": "open"}, behind),
        ),
    )
