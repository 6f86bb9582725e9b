"""``boardroom ask --batch``: questions from a file, one JSON answer a line. Called by the command.

Lines of one session are its turns, in their order; sessions of a batch begin anew with it. A line
that cannot be read or answered gets an answer that says so, and stops none of the others.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from boardroom.ask.answer import Answer, answer_to_json, refusal
from boardroom.ask.conversation.session import Session
from boardroom.errors import BoardroomError, UsageError
from boardroom.semantic.result_json import dump_json

if TYPE_CHECKING:
    from boardroom.workspace.asking import Desk


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Answers the lines of one batch.

    Attributes:
        sessions: the conversations so far, by id.
    """

    desk: "Desk"
    as_of: date | None
    sessions: dict[str, Session] = field(default_factory=dict)

    def answers(self, lines: Iterable[str]) -> Iterator[str]:
        """One JSON text for each line that is not empty."""
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield dump_json(self._answer(line, number))

    def _answer(self, line: str, number: int) -> dict[str, object]:
        asked = _Line(id=number, session=None, question="")
        try:
            asked = _read(line, number)
            found = self._ask(asked)
        except BoardroomError as exc:
            hint = f" {exc.hint}" if exc.hint else ""
            found = refusal(asked.question, f"Line {number}: {exc.message}.{hint}")
            found = replace(found, session_id=asked.session)
        return {"id": asked.id, **answer_to_json(found)}

    def _ask(self, asked: "_Line") -> Answer:
        name = asked.session or ""
        before = self.sessions.get(name, Session(id=name))
        found, after = self.desk.turn(asked.question, before, as_of=self.as_of)
        if asked.session is None:
            return replace(found, session_id=None)
        self.sessions[name] = after
        return found


@dataclass(frozen=True, kw_only=True)
class _Line:
    """One question; its number in the file where it has no id."""

    id: object
    session: str | None
    question: str


_SHAPE = 'A line is {"id": 1, "session": "a", "question": "revenue last month"}.'


def _read(line: str, number: int) -> _Line:
    """Raises: UsageError: it is no line of a batch."""
    try:
        data = json.loads(line)
    except ValueError as exc:
        raise UsageError(f"this is no JSON: {exc}", hint=_SHAPE) from exc
    if not isinstance(data, dict) or not isinstance(data.get("question"), str):
        raise UsageError("it has no question", hint=_SHAPE)
    session = data.get("session")
    return _Line(
        id=data.get("id", number),
        session=None if session is None else str(session),
        question=data["question"],
    )
