"""``boardroom ask``: a question in plain words, answered with its table, or why it is not."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boardroom.cli.console import emit, terminal_width, wants_unicode
from boardroom.cli.options import AsOfOption, WorkspaceOption, parse_as_of

if TYPE_CHECKING:
    from boardroom.ask.answer import Answer


def ask(
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help='Such as "revenue by region last quarter".')
    ],
    workspace: WorkspaceOption = Path(),
    as_of: AsOfOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
) -> None:
    """Answer a question in plain words, or say what it lacks. No language model is asked."""
    from boardroom.workspace.asking import ask as ask_workspace
    from boardroom.workspace.workspace import Workspace

    with Workspace.open(workspace) as opened:
        found = ask_workspace(opened, question, as_of=parse_as_of(as_of))
    if as_json:
        from boardroom.ask.answer import answer_to_json
        from boardroom.semantic.result_json import dump_json

        emit(dump_json(answer_to_json(found)))
        return
    emit(_text(found))


def _text(found: "Answer") -> str:
    """The message, how the question was read, and the table or the choices."""
    parts = [found.message]
    read = [f"{chip.words} = {chip.meaning}" for chip in found.reading if chip.words]
    if read:
        parts.append("read as: " + "; ".join(read))
    if found.choices:
        parts.append("\n".join(f"  {item.id}. {item.words}" for item in found.choices))
    if found.result is not None:
        from boardroom.insight.render_result import result_to_table

        table = result_to_table(found.result, width=terminal_width(), unicode=wants_unicode())
        parts.append(table)
    return "\n\n".join(parts)
