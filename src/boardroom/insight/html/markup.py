"""HTML text that is safe by construction: whatever is not ``Markup`` already is escaped.

Called by every part of the HTML page; nothing there writes a tag by hand.
"""

from collections.abc import Iterable, Mapping
from html import escape

_VOID = frozenset({"br", "col", "hr", "img", "link", "meta"})


class Markup(str):
    """Text that is HTML already. Made only here."""

    __slots__ = ()


Content = Markup | str | None | Iterable["Content"]
Value = str | int | float | bool | None
Attributes = Mapping[str, Value]


def tag(name: str, attributes: Attributes | None = None, *content: Content) -> Markup:
    """One element; attributes that are None or False are left out, True has no value.

    Example:
        >>> tag("p", {"class": "note", "hidden": False}, "a < b", tag("b", None, "c"))
        '<p class="note">a &lt; b<b>c</b></p>'
    """
    opening = name + "".join(_attribute(key, value) for key, value in (attributes or {}).items())
    if name in _VOID:
        return Markup(f"<{opening}>")
    return Markup(f"<{opening}>{join(content)}</{name}>")


def join(content: Iterable[Content]) -> Markup:
    """All of ``content`` one after the other; None is nothing.

    Example:
        >>> join(["a & b", None, [tag("br")]])
        'a &amp; b<br>'
    """
    return Markup("".join(_text(item) for item in content))


def document(*content: Content) -> str:
    """A whole HTML document."""
    return f"<!doctype html>\n{join(content)}\n"


def style(css: str) -> Markup:
    """A ``<style>`` element with our own sheet. Raises: ValueError: it would end the element
    early.
    """
    if "</" in css:
        raise ValueError("a style sheet must not hold '</'")
    return Markup(f"<style>{css}</style>")


def _attribute(name: str, value: Value) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return f" {name}"
    quoted = escape(str(value), quote=False).replace('"', "&quot;")
    return f' {name}="{quoted}"'


def _text(item: Content) -> str:
    if item is None:
        return ""
    if isinstance(item, Markup):
        return item
    return escape(item, quote=True) if isinstance(item, str) else join(item)
