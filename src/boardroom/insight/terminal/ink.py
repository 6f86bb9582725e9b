"""Text in a terminal: styles, marks and their plain ASCII forms. Called by the terminal renderer.

All text passes through an ``Ink``, so that nothing reaches the screen that it cannot show, and no
text of the data is ever read as a style or a control sequence.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rich.text import Text

from boardroom.insight.delta_text import DeltaText
from boardroom.insight.model import Assessment

_ASCII = {
    "−": "-", "–": "-", "—": "-", "·": "-", "▲": "^", "▼": "v", "▬": "=", "✓": "+", "✗": "!",
    "•": "*", "↳": ">", "█": "#", "→": "->", "×": "*", "…": "...",
    "€": "EUR ", "£": "GBP ", "¥": "JPY ", "₹": "INR ", "₩": "KRW ",
    "₺": "TRY ", "₪": "ILS ", "₫": "VND ", "₱": "PHP ", "₴": "UAH ", "│": "|",
    "├": "|", "└": "`", "─": "-", "÷": "/",
    "«": '"', "»": '"', "‘": "'", "’": "'", "“": '"', "”": '"',
}  # fmt: skip
_BLOCKS = "▁▂▃▄▅▆▇█"
_STEPS = "_.-~=+*#"
VERDICT_STYLES: Final[Mapping[Assessment, str]] = {"good": "green", "bad": "red", "neutral": ""}
"""How good and bad news are coloured."""
_VERDICTS: dict[Assessment, str] = {"good": " ✓", "bad": " ✗", "neutral": "  "}


@dataclass(frozen=True, kw_only=True)
class Ink:
    """How text is shown. ``unicode`` False: only ASCII leaves here."""

    unicode: bool = True

    def text(self, content: str, style: str = "") -> Text:
        """``content`` in ``style``; control characters are dropped."""
        return Text(self.plain(content), style=style)

    def plain(self, content: str) -> str:
        """``content`` as this terminal can show it."""
        clean = "".join(
            mark if mark == "\n" or unicodedata.category(mark)[0] != "C" else " "
            for mark in content
        )
        return clean if self.unicode else _to_ascii(clean)

    def delta(self, found: DeltaText | None) -> Text:
        """Arrow, size, and ✓ or ✗ for good or bad; empty without a change."""
        if found is None:
            return Text("")
        words = f"{found.arrow} {found.size}{_VERDICTS[found.assessment]}"
        return self.text(words, VERDICT_STYLES[found.assessment])

    def course(self, values: Sequence[float | None]) -> Text:
        """A series as one character per value; a gap is a space."""
        known = [value for value in values if value is not None]
        if len(known) < 2:
            return Text("")
        low, span = min(known), max(known) - min(known)
        marks = _BLOCKS if self.unicode else _STEPS
        level = (
            " " if value is None else marks[round((value - low) / span * 7) if span else 3]
            for value in values
        )
        return Text("".join(level), style="cyan", no_wrap=True)

    def bar(self, share: float, *, width: int) -> Text:
        """A bar of ``share`` (0 … 1) of ``width`` characters; never empty for a share above
        zero.
        """
        size = max(1, round(share * width)) if share > 0 else 0
        return Text(self.plain("█") * size, style="blue", no_wrap=True)


def _to_ascii(content: str) -> str:
    replaced = "".join(_ASCII.get(mark, mark) for mark in content)
    split = unicodedata.normalize("NFKD", replaced)
    kept = "".join(mark for mark in split if not unicodedata.combining(mark))
    return kept.encode("ascii", "replace").decode("ascii")
