"""The style sheet of the HTML page: ``page.css`` with the colours of ``theme``, as one string.

Called by ``insight.render_html``.
"""

import re
from functools import cache
from importlib.resources import files

from boardroom.insight.html.theme import DARK, LIGHT, variables

_SPACE = re.compile(r"\s*\n\s*|/\*.*?\*/", re.DOTALL)


@cache
def page_sheet() -> str:
    """The whole sheet, without line breaks and comments."""
    rules = (files("boardroom.insight.html") / "page.css").read_text(encoding="utf-8")
    colours = (
        f":root{{color-scheme:light dark;{variables(LIGHT)}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{variables(DARK)}}}}}"
    )
    return colours + _SPACE.sub("", rules)
