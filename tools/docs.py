"""Writes docs/reference from the code: command line, settings, errors, public names.

Called by `make docs`; a test compares what it would write with what is there.
"""

import inspect
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boardroom
from boardroom import errors
from boardroom.semantic.model_schema import model_reference
from boardroom.settings import PREFIX, Settings

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"
NOTE = "<!-- Written by `make docs` from the code. Do not edit. -->"
WIDTH = 100


def main() -> None:
    """Write every page."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, text in render_pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
        print(f"wrote docs/reference/{name}")


def render_pages() -> dict[str, str]:
    """The text of each page of docs/reference, by file name."""
    pages = {
        "api.md": render_api(),
        "cli.md": render_commands(),
        "errors.md": render_errors(),
        "model.md": model_reference(),
        "settings.md": render_settings(),
    }
    return {name: text.rstrip("\n") + "\n" for name, text in pages.items()}


def render_api() -> str:
    """Every public name of the package with the first paragraph of its documentation."""
    parts = ["# Public names", NOTE, "What `import boardroom` offers; anything else may change."]
    for name in boardroom.__all__:
        value = getattr(boardroom, name)
        parts.append(f"## `boardroom.{name}`")
        if inspect.isclass(value) or inspect.isroutine(value):
            parts += [_first_paragraph(value), f"Lives in `{value.__module__}`."]
        else:
            parts.append("The version of this package." if name == "__version__" else repr(value))
    return "\n\n".join(parts)


def render_commands() -> str:
    """The help text of each command, and the exit codes."""
    from boardroom.cli.exit_code import INTERRUPTED, UNEXPECTED

    parts = ["# Command line", NOTE]
    parts.append("Data goes to stdout, progress and remarks to stderr.")
    for path, help_text in _walk_commands():
        parts += [f"## `{path}`", f"```text\n{help_text}\n```"]
    rows = [
        "| code | meaning |\n| ---: | --- |",
        "| 0 | done |",
        f"| {UNEXPECTED} | something unexpected, or a finding of `boardroom doctor` |",
        *(f"| {code} | {names} |" for code, names in sorted(_errors_by_code().items())),
        f"| {INTERRUPTED} | stopped by Ctrl-C; the last good data is unchanged |",
    ]
    return "\n\n".join([*parts, "## Exit codes", "\n".join(rows)])


def render_errors() -> str:
    """The error tree, and what each class means to a program that catches it."""
    from boardroom.cli.exit_code import EXIT_CODES

    tree = (errors.__doc__ or "").split("::\n", 1)[1].split("\n\nEvery message", 1)[0]
    rows = ["| class | meaning | retrying helps | exit code |\n| --- | --- | --- | ---: |"]
    for kind in error_classes():
        retry = "yes" if kind.transient else "no"
        code = next(EXIT_CODES[base] for base in kind.__mro__ if base in EXIT_CODES)
        rows.append(f"| `{kind.__name__}` | {_first_paragraph(kind)} | {retry} | {code} |")
    tree_block = "```text\n" + inspect.cleandoc(tree) + "\n```"
    intro = "All errors raised on purpose derive from `boardroom.BoardroomError`."
    return "\n\n".join(["# Errors", NOTE, intro, tree_block, "\n".join(rows)])


def render_settings() -> str:
    """Each environment variable with its default and meaning."""
    meanings = dict(re.findall(r"^(\w+): (.+)$", _section(Settings, "Attributes"), re.MULTILINE))
    rows = ["| variable | default | meaning |\n| --- | --- | --- |"]
    for name, default in vars(Settings()).items():
        meaning = meanings[name].rstrip(".")
        rows.append(f"| `{PREFIX}{name.upper()}` | `{default!r}` | {meaning} |")
    intro = "How one process runs. What belongs to a workspace stands in its `boardroom.yml`."
    return "\n\n".join(["# Settings", NOTE, intro, "\n".join(rows)])


def error_classes() -> list[type[errors.BoardroomError]]:
    """Every class of the error tree, in the order of definition."""
    return [
        value
        for value in vars(errors).values()
        if inspect.isclass(value) and issubclass(value, errors.BoardroomError)
    ]


def _errors_by_code() -> dict[int, str]:
    from boardroom.cli.exit_code import EXIT_CODES, UNEXPECTED

    by_code: dict[int, list[str]] = {}
    for kind, code in EXIT_CODES.items():
        by_code.setdefault(code, []).append(f"`{kind.__name__}`")
    return {code: ", ".join(names) for code, names in by_code.items() if code != UNEXPECTED}


def _walk_commands() -> Iterator[tuple[str, str]]:
    """Each command's path and help text, parents first, wrapped alike on every terminal."""
    from typer.main import get_command

    from boardroom.cli.main import app

    os.environ["COLUMNS"] = str(WIDTH)
    yield from _walk(get_command(app), "boardroom", None)


def _walk(command: Any, path: str, parent: Any) -> Iterator[tuple[str, str]]:
    context = command.make_context(
        path.split()[-1], [], parent=parent, resilient_parsing=True, max_content_width=WIDTH
    )
    lines = command.get_help(context).strip().splitlines()
    yield path, "\n".join(line.rstrip() for line in lines)
    for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
        yield from _walk(command.get_command(context, name), f"{path} {name}", context)


def _first_paragraph(value: object) -> str:
    text = (inspect.getdoc(value) or "").split("\n\n", 1)[0]
    return " ".join(text.split())


def _section(value: object, title: str) -> str:
    """The entries under one Google-style heading of a docstring, one a line."""
    text = (inspect.getdoc(value) or "").split(f"{title}:\n", 1)[1].split("\n\n", 1)[0]
    return re.sub(r"\n\s{8,}", " ", text).replace("    ", "")


if __name__ == "__main__":
    main()
