"""Imports only go down, deferred ones included. The contracts stand in pyproject.toml."""

import subprocess
import sys

from tests.architecture.tree import ROOT


def test_every_import_contract_holds() -> None:
    code = (
        "import sys; from importlinter.cli import lint_imports; "
        "sys.exit(lint_imports(no_cache=True))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
