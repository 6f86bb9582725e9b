"""The README is short, starts with a sentence and a picture, and its commands work."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

LONGEST = 150
LONGEST_QUICKSTART = 15
README = (ROOT / "README.md").read_text("utf-8")


def section(title: str) -> str:
    return re.split(rf"^## {title}$", README, flags=re.MULTILINE)[1].split("\n## ", 1)[0]


def blocks(title: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", section(title), re.DOTALL)


def test_the_readme_is_short_and_opens_with_a_sentence_and_a_picture() -> None:
    lines = [line for line in README.splitlines() if line]
    assert len(README.splitlines()) <= LONGEST
    assert lines[0].startswith("# ")
    assert lines[1].endswith(".**")
    picture = re.match(r"!\[.+\]\((.+)\)$", lines[2])
    assert picture
    assert (ROOT / picture[1]).is_file()


def test_two_commands_set_it_up() -> None:
    (commands,) = blocks("Set up", "bash")
    assert len(commands.splitlines()) == 2


@pytest.mark.slow
def test_the_quickstart_works_as_written(tmp_path: Path) -> None:
    (commands,) = blocks("Quickstart", "bash")
    assert len(commands.splitlines()) <= LONGEST_QUICKSTART
    _run(["bash", "-euo", "pipefail", "-c", commands], folder=tmp_path)
    assert (tmp_path / "page.html").stat().st_size > 0
    for code in blocks("Quickstart", "python"):
        _run([sys.executable, "-c", code], folder=tmp_path)


def _run(command: list[str], *, folder: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
