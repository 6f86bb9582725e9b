"""A machine that lacks something is told what, in words and with the package's name."""

import importlib.util
import sys
from pathlib import Path

import pytest

from tools import bootstrap


def test_a_python_without_ensurepip_is_told_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "ensurepip" else find_spec(name)
    )
    with pytest.raises(SystemExit, match="python3-venv"):
        bootstrap.require_python()


def test_an_old_python_alone_is_told_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer"):
        bootstrap.require_python()


def test_an_old_python_passes_over_one_that_does_not_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, status in (("python3.13", 127), ("python3.12", 0)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {status}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert bootstrap.find_newer_python() == str(tmp_path / "python3.12")


def test_the_pinned_uv_comes_with_its_hashes() -> None:
    block = bootstrap.locked_block("uv")
    assert block.startswith("uv==")
    assert "--hash=sha256:" in block
    assert "==" not in block.removeprefix("uv==")
