"""``Session``: what a conversation knows of its past, as a frozen value, and its JSON.

Undo is a stack over queries, and redo the stack of what was undone. Kept by whoever runs the
conversation (``workspace.asking``), one per tenant, user and id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from boardroom.ask.answer import Answer, Choice, Reading
from boardroom.errors import UsageError
from boardroom.semantic.query import Query
from boardroom.semantic.query_json import query_from_json, query_to_json

_MOST_SAID = 200
_MOST_ASKED = 50


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What was said, and the query that was run then."""

    text: str
    query: Query


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One query of a conversation.

    Attributes:
        turns: the question and the turns that changed it since; what they ask for together is read
            again when the next turn changes it. Never empty.
        reading: what their words were taken for.
    """

    turns: tuple[Turn, ...]
    reading: tuple[Reading, ...] = ()

    @property
    def query(self) -> Query:
        """What was run last."""
        return self.turns[-1].query


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A question in return that nobody has answered yet.

    Attributes:
        text: the turn that it came of.
        before: the turns that this one changes.
    """

    text: str
    before: tuple[Turn, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class Said:
    """One turn of the history."""

    question: str
    status: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Session:
    """One conversation.

    Attributes:
        past: what was asked, the newest last.
        undone: what was taken back, the last taken back last.
        pending: the choices of the turn before, if it was a question in return.
        history: every turn, the newest last.
    """

    id: str
    past: tuple[Asked, ...] = ()
    undone: tuple[Asked, ...] = ()
    pending: Pending | None = None
    history: tuple[Said, ...] = ()

    @property
    def last(self) -> Asked | None:
        """What was asked last."""
        return self.past[-1] if self.past else None

    def asked(self, item: Asked) -> "Session":
        """The session after another query; what was undone can no longer be redone."""
        return replace(self, past=(*self.past, item)[-_MOST_ASKED:], undone=(), pending=None)

    def took_back(self) -> "Session":
        """The session without its last query."""
        return replace(self, past=self.past[:-1], undone=(*self.undone, *self.past[-1:]))

    def brought_back(self) -> "Session":
        """The session with the query that was taken back last."""
        return replace(self, past=(*self.past, *self.undone[-1:]), undone=self.undone[:-1])

    def said(self, found: Answer) -> "Session":
        """The session with one more turn in its history."""
        turn = Said(question=found.question, status=found.status, message=found.message)
        return replace(self, history=(*self.history, turn)[-_MOST_SAID:])


def session_to_json(session: Session) -> dict[str, object]:
    """A session as JSON-ready values."""
    pending = session.pending
    return {
        "id": session.id,
        "past": [_asked_to_json(item) for item in session.past],
        "undone": [_asked_to_json(item) for item in session.undone],
        "pending": pending
        and {
            "text": pending.text,
            "before": _turns_to_json(pending.before),
            "choices": [
                {"id": item.id, "words": item.words, "query": query_to_json(item.query)}
                for item in pending.choices
            ],
        },
        "history": [dict(vars(item)) for item in session.history],
    }


def session_from_json(data: Mapping[str, Any]) -> Session:
    """The session that ``session_to_json`` wrote. Raises: UsageError: it did not."""
    try:
        pending = data["pending"]
        return Session(
            id=data["id"],
            past=_all_asked(data["past"]),
            undone=_all_asked(data["undone"]),
            pending=pending
            and Pending(
                text=pending["text"],
                before=_turns(pending["before"]),
                choices=tuple(
                    Choice(id=x["id"], words=x["words"], query=query_from_json(x["query"]))
                    for x in pending["choices"]
                ),
            ),
            history=tuple(Said(**item) for item in data["history"]),
        )
    except (KeyError, TypeError) as exc:
        raise UsageError(f"this is no session in JSON: {exc!r}") from exc


def _asked_to_json(item: Asked) -> dict[str, object]:
    reading = [dict(vars(one)) for one in item.reading]
    return {"turns": _turns_to_json(item.turns), "reading": reading}


def _turns_to_json(turns: Sequence[Turn]) -> list[dict[str, object]]:
    return [{"text": item.text, "query": query_to_json(item.query)} for item in turns]


def _turns(data: Sequence[Mapping[str, Any]]) -> tuple[Turn, ...]:
    return tuple(Turn(text=item["text"], query=query_from_json(item["query"])) for item in data)


def _all_asked(data: Sequence[Mapping[str, Any]]) -> tuple[Asked, ...]:
    return tuple(
        Asked(
            turns=_turns(item["turns"]),
            reading=tuple(Reading(**one) for one in item["reading"]),
        )
        for item in data
    )
