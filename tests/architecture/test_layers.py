"""Imports only go down, deferred ones included. The contracts stand in pyproject.toml."""

import ast
import subprocess
import sys

from tests.architecture.tree import ROOT, python_files


def test_every_import_contract_holds() -> None:
    code = (
        "import sys; from importlinter.cli import lint_imports; "
        "sys.exit(lint_imports(no_cache=True))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_inside_imports_names_from_where_they_live() -> None:
    """The lazy names are for users of the package; layers cannot be checked through them."""
    imports = [
        (path.relative_to(ROOT), node.lineno, alias.name)
        for path in python_files("src")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "boardroom"
        for alias in node.names
        if alias.name != "__version__" and not _is_module(alias.name)
    ]
    assert not imports


def _is_module(name: str) -> bool:
    home = ROOT / "src" / "boardroom" / name
    return home.is_dir() or home.with_suffix(".py").is_file()
