"""The collected texts: one a line in the ``.sql`` files beside this module, each file a category.

``«3×(»`` stands for ``(((``; a name in braces for a place of the test's own (``{outside}``) or for
a character that an editor would hide (``{nul}``). Called by the tests of the guard.
"""

import re
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent
CATEGORIES = tuple(sorted(path.stem for path in (HERE / "attempts").glob("*.sql")))
REFUSED_OUTRIGHT = ("catalog", "files", "network", "statements", "writes")
"""Categories of which the guard itself lets nothing through to the engine."""

_REPEATED = re.compile("«([0-9]+)×(.*?)»")
_CHARACTERS = {
    "newline": "\n", "return": "\r", "tab": "\t", "nul": "\x00", "ua0": "\xa0", "u200b": "\u200b",
    "u202e": "\u202e", "u2028": "\u2028", "ufeff": "\ufeff", "u0430": "\u0430", "u0131": "\u0131",
    "u017f": "\u017f", "uff1b": "\uff1b", "uff53": "\uff53",
}  # fmt: skip


def attempts(category: str) -> tuple[str, ...]:
    """The attempts of one category, as they stand in its file."""
    return _lines(HERE / "attempts" / f"{category}.sql")


def legitimate() -> tuple[str, ...]:
    """Analytic questions that anybody may ask."""
    return _lines(HERE / "legitimate.sql")


def spelled(text: str, places: Mapping[str, str]) -> str:
    """What is sent: repeated parts and names in braces replaced."""
    for name, value in {**_CHARACTERS, **places}.items():
        text = text.replace(f"{{{name}}}", value)
    return _REPEATED.sub(lambda found: int(found[1]) * found[2], text)


def _lines(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8").splitlines())
