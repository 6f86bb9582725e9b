"""``boardroom ask`` without a question: a conversation at the terminal, or with what is piped in.

Called by the command. Lines that begin with a slash say what to do with the conversation.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from boardroom.ask.answer import answer_to_json
from boardroom.ask.conversation.session import Session
from boardroom.cli.ask_chart import write_chart
from boardroom.cli.ask_text import answer_text
from boardroom.cli.console import emit, remark, terminal_width, wants_unicode
from boardroom.errors import BoardroomError
from boardroom.semantic.result_json import dump_json

if TYPE_CHECKING:
    from boardroom.ask.answer import Answer
    from boardroom.workspace.asking import Desk

_PROMPT = "ask> "
_WELCOME = "Ask in plain words; /help says what else, Ctrl-D leaves."
_HELP = """\
/undo, /redo    take back the last question, or bring it back
/reset          start over
/history        what was asked
/sql            the statement behind the last answer
/chart [FILE]   the last answer as a chart, into a file: .png, .svg, or .json (its Vega-Lite)
/save FILE      the last answer into a file: .csv (its rows), .json, or text
/help           this
/quit           leave"""


@dataclass(kw_only=True)
class Dialog:
    """One conversation.

    Attributes:
        session: the stored conversation that is gone on with; None = it ends with the process.
        as_json: answers as JSON lines.
    """

    desk: "Desk"
    session: str | None
    as_of: date | None
    as_json: bool
    _kept: Session = field(default_factory=lambda: Session(id=""))
    _last: "Answer | None" = None

    def run(self) -> None:
        """Answer line by line until there is no more, or Ctrl-C."""
        typed = sys.stdin.isatty()
        if typed:
            remark(_WELCOME)
        with suppress(KeyboardInterrupt):
            for line in _typed() if typed else sys.stdin:
                if line.strip() in {"/quit", "/exit", "/q"}:
                    return
                if line.strip():
                    self._answer(line.strip())
            return
        remark("")

    def _answer(self, line: str) -> None:
        try:
            self._do(line) if line.startswith("/") else self._show(self._ask(line))
        except BoardroomError as exc:
            remark(f"boardroom: {exc.message}")
            if exc.hint:
                remark(f"  → {exc.hint}")

    def _ask(self, question: str) -> "Answer":
        if self.session is not None:
            found = self.desk.ask(question, session=self.session, as_of=self.as_of)
        else:
            found, self._kept = self.desk.turn(question, self._kept, as_of=self.as_of)
        self._last = found if found.result is not None else self._last
        return found

    def _show(self, found: "Answer") -> None:
        if self.as_json:
            emit(dump_json(answer_to_json(found)))
        else:
            emit(_text(found) + "\n")

    def _do(self, line: str) -> None:
        name, _, rest = line[1:].partition(" ")
        commands: dict[str, Callable[[str], None]] = {
            "undo": lambda _: self._show(self._ask("undo")),
            "redo": lambda _: self._show(self._ask("redo")),
            "reset": lambda _: self._show(self._ask("reset")),
            "history": lambda _: self._tell_history(),
            "sql": lambda _: self._tell_sql(),
            "chart": self._chart,
            "save": self._save,
            "help": lambda _: emit(_HELP),
        }
        command = commands.get(name)
        if command is None:
            remark(f"there is no command /{name}")
            emit(_HELP)
            return
        command(rest.strip())

    def _tell_history(self) -> None:
        session = self._kept if self.session is None else self.desk.sessions.get(self.session)
        for item in session.history:
            emit(f"{item.question}\n    {item.message}")

    def _tell_sql(self) -> None:
        last = self._last
        emit(last.result.sql if last and last.result else "There is no answer yet.")

    def _chart(self, file: str) -> None:
        found = self._ask("as a chart")
        chart = found.visualization
        if chart is None:
            self._show(found)
            remark("There is no chart of that.")
        elif file:
            write_chart(found, file)
        else:
            emit(f"{chart['chart_type']}: {chart['title']}; /chart FILE writes it.")

    def _save(self, file: str) -> None:
        if not file or self._last is None:
            remark("Say into which file: /save FILE" if self._last else "There is no answer yet.")
            return
        _write(Path(file), _as_file(self._last, Path(file).suffix.lower()))


def _typed() -> Iterator[str]:
    """What somebody types, with the line editing that the system has."""
    with suppress(ImportError):
        import readline  # noqa: F401  # importing it is what gives input() its editing
    with suppress(EOFError):
        while True:
            yield input(_PROMPT)
    remark("")


def _text(found: "Answer") -> str:
    return answer_text(found, width=terminal_width(), unicode=wants_unicode())


def _as_file(found: "Answer", kind: str) -> str:
    if kind == ".json":
        return dump_json(answer_to_json(found), indent=2)
    if kind == ".csv" and found.result is not None:
        from boardroom.insight.render_result import result_to_csv

        return result_to_csv(found.result)
    return _text(found)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8", newline="")
    except OSError as exc:
        remark(f"cannot write {str(path)!r}: {exc.strerror}")
    else:
        remark(f"wrote {path}")
