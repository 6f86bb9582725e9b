"""``boardroom ask``: questions in plain words: one, a batch, or a conversation."""

import getpass
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boardroom.cli.ask_chart import ChartOption, write_chart
from boardroom.cli.console import emit, remark, terminal_width, wants_unicode
from boardroom.cli.options import AsOfOption, WorkspaceOption, parse_as_of
from boardroom.errors import UsageError

if TYPE_CHECKING:
    from boardroom.ask.answer import Answer
    from boardroom.semantic.query import Query
    from boardroom.workspace.asking import Desk

QuestionArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="QUESTION",
        help='Such as "revenue by quarter"; without one, a conversation begins.',
    ),
]
SessionOption = Annotated[
    str | None,
    typer.Option(
        "--session", metavar="ID", help="The conversation that the question is a turn of."
    ),
]
ForgetOption = Annotated[bool, typer.Option("--forget", help="Forget the --session.")]
BatchOption = Annotated[
    Path | None,
    typer.Option(
        "--batch",
        metavar="FILE",
        help="Answer lines of JSON (id, session, question), one JSON line each; - reads stdin.",
    ),
]
TeachOption = Annotated[
    str | None,
    typer.Option(
        "--teach",
        metavar="QUESTION",
        help="Keep for good what answers it: --query, or the last answer of --session.",
    ),
]
QueryOption = Annotated[
    Path | None,
    typer.Option("--query", metavar="FILE", help="For --teach: a Query as JSON; - reads stdin."),
]
OwnerOption = Annotated[
    str | None,
    typer.Option("--owner", metavar="NAME", help="For --teach: who says so (default: you)."),
]


def ask(  # noqa: PLR0913  # one parameter per option: that is how typer reads a command line
    question: QuestionArgument = None,
    workspace: WorkspaceOption = Path(),
    session: SessionOption = None,
    batch: BatchOption = None,
    teach: TeachOption = None,
    query: QueryOption = None,
    owner: OwnerOption = None,
    forget: ForgetOption = False,
    as_of: AsOfOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print answers as JSON.")] = False,
    chart: ChartOption = None,
) -> None:
    """Answer questions in plain words, or say what they lack. No language model is needed."""
    from boardroom.workspace.asking import Desk
    from boardroom.workspace.workspace import Workspace

    _check(question=question, batch=batch, teach=teach, forget=session if forget else None)
    if forget and session is None:
        raise UsageError("--forget needs a session", hint="Name it: --session ID --forget")
    day = parse_as_of(as_of)
    with Workspace.open(workspace) as opened:
        desk = Desk(opened)
        for problem in desk.problems:
            remark(problem)
        if batch is not None:
            _answer_batch(desk, batch, day)
        elif teach is not None:
            _teach(desk, teach, _taught(desk, query, session), owner)
        elif forget and session is not None:
            known = desk.sessions.drop(session)
            remark(f"session {session!r} is forgotten" if known else f"no session {session!r}")
        elif question is not None:
            found = desk.ask(question, session=session, as_of=day)
            _show(found, as_json=as_json)
            if chart is not None:
                write_chart(found, chart)
        else:
            from boardroom.cli.ask_dialog import Dialog

            Dialog(desk=desk, session=session, as_of=day, as_json=as_json).run()


def _check(**given: object) -> None:
    """Raises: UsageError: several things to do at once."""
    chosen = [name for name, value in given.items() if value is not None]
    if len(chosen) > 1:
        raise UsageError(f"{chosen[0]} and {chosen[1]} cannot be given together")


def _show(found: "Answer", *, as_json: bool) -> None:
    if as_json:
        from boardroom.ask.answer import answer_to_json
        from boardroom.semantic.result_json import dump_json

        emit(dump_json(answer_to_json(found)))
    else:
        from boardroom.cli.ask_text import answer_text

        emit(answer_text(found, width=terminal_width(), unicode=wants_unicode()))


def _answer_batch(desk: "Desk", path: Path, as_of: date | None) -> None:
    from boardroom.cli.ask_batch import Batch

    for line in Batch(desk=desk, as_of=as_of).answers(_lines(path)):
        emit(line)


def _lines(path: Path) -> Iterator[str]:
    if str(path) == "-":
        yield from typer.get_text_stream("stdin")
        return
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise UsageError(f"cannot read {str(path)!r}: {exc}", hint="Give a file of lines.") from exc
    yield from text.split("\n")


def _taught(desk: "Desk", query: Path | None, session: str | None) -> "Query":
    """What is to answer the question. Raises: UsageError: there is nothing."""
    if query is not None:
        from boardroom.cli.query_file import read_query_file

        return read_query_file(query)
    last = desk.sessions.get(session).last if session is not None else None
    if last is None:
        raise UsageError(
            "there is no answer to keep",
            hint="Give a query (--query FILE), or a session that has answered (--session ID).",
        )
    return last.query


def _teach(desk: "Desk", question: str, query: "Query", owner: str | None) -> None:
    from boardroom.workspace.question_file import FILE_NAME

    entry = desk.teach(question, query, owner=owner or getpass.getuser())
    remark(f"{FILE_NAME}: {entry.question!r} is now answered so, {entry.label}")
