"""What people and programs rely on is written down, and what is written down is true."""

import importlib
import re

import pytest

import boardroom
from boardroom.cli.exit_code import EXIT_CODES, INTERRUPTED
from boardroom.workspace.config import KEYS
from tests.architecture.tree import ROOT
from tools.docs import REFERENCE, error_classes, render_pages

MOST_NAMES = 30
MOST_ERROR_CLASSES = 20


def test_the_public_names_are_few_sorted_and_there() -> None:
    assert list(boardroom.__all__) == sorted(boardroom.__all__)
    assert len(boardroom.__all__) <= MOST_NAMES
    assert all(hasattr(boardroom, name) for name in boardroom.__all__)


def test_the_documented_names_are_the_public_names() -> None:
    page = (REFERENCE / "api.md").read_text("utf-8")
    assert re.findall(r"^## `boardroom\.(\w+)`$", page, re.MULTILINE) == list(boardroom.__all__)


@pytest.mark.parametrize("name", ["api.md", "cli.md", "errors.md", "settings.md"])
def test_the_reference_says_what_the_code_says(name: str) -> None:
    written = (REFERENCE / name).read_text("utf-8")
    assert written == render_pages()[name], "run `make docs` and commit the result"


def test_every_error_class_has_an_exit_code_of_its_own_kind() -> None:
    assert set(error_classes()) == set(EXIT_CODES)
    assert len(EXIT_CODES) <= MOST_ERROR_CLASSES
    assert all(0 < code < INTERRUPTED for code in EXIT_CODES.values())


def test_the_error_tree_is_drawn_whole() -> None:
    drawing = importlib.import_module("boardroom.errors").__doc__ or ""
    assert all(kind.__name__ in drawing for kind in error_classes())


def test_links_between_pages_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert not broken, "\n".join(broken)


def test_every_key_of_a_workspace_is_documented() -> None:
    page = (REFERENCE / "workspace.md").read_text("utf-8")
    assert tuple(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == KEYS
