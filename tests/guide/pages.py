"""The example questions that stand in the README, the guide and the help of the command line."""

import re
from pathlib import Path

from tests.architecture.tree import ROOT

ASK = ROOT / "docs" / "guide" / "ask.md"
IMPORTED = "dbt"
"""The page whose example is about an imported model."""
TEACHING = "Teach it, a minute each"
"""The part whose commands are turns of one story, which has its own test."""


def section(title: str, *, page: Path = ASK) -> str:
    """The text under a heading of a page."""
    parts = re.split(rf"^## {re.escape(title)}$", page.read_text("utf-8"), flags=re.MULTILINE)
    return parts[1].split("\n## ", 1)[0]


def table_rows(text: str) -> list[list[str]]:
    """The cells of the rows of a table, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def spans(text: str) -> list[str]:
    """What is written as code in a cell."""
    return re.findall(r"`([^`]+)`", text)


def _understood(column: int) -> list[str]:
    rows = table_rows(section("What it understands so far"))
    return [question for row in rows for question in spans(row[column])]


def company_questions() -> list[str]:
    """All that is asked of the simulated company."""
    guide = sorted((ROOT / "docs" / "guide").glob("*.md"))
    pages = [ROOT / "README.md", *(page for page in guide if page.stem != IMPORTED)]
    text = "\n".join(page.read_text("utf-8") for page in pages).replace(section(TEACHING), "")
    shown = re.findall(r'^boardroom ask "([^"]+)"', text, flags=re.MULTILINE)
    help_text = (ROOT / "docs" / "reference" / "cli.md").read_text("utf-8")
    helped = re.findall(r'QUESTION <str>  Such as "([^"]+)"', help_text)
    assert helped
    told = re.findall(
        r"in `([^`]+)`\s+both hold", " ".join(section("What it understands so far").split())
    )
    every = [*shown, *helped, *told, *_understood(1)]
    return list(dict.fromkeys(every))


def shop_questions() -> list[str]:
    """All that is asked of a shop."""
    return _understood(2)
