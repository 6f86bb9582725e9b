"""Conversations turn by turn: each turn is a case, judged by its own gold.

A turn that does not say what it must give is asked and not judged. A turn with ``pick`` takes one
of the choices of the turn before: the one of that number, or ``gold``: the one that gives its gold.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from boardroom.ask.answer import Answer
from boardroom.ask.conversation.session import Session
from evals.ask import Door
from evals.ask_case import Case, Verdict, gives, judge

Turn = tuple[Mapping[str, Any], Case]
"""A turn as written, and its case."""

_NO_CHOICE = "1"
"""What is said where there is nothing to choose from."""


@dataclass(kw_only=True)
class Talk:
    """One conversation through a door, and the last answer in it."""

    door: Door
    session: Session = field(default_factory=lambda: Session(id="talk"))
    before: Answer | None = None

    def ask(self, question: str) -> Answer:
        """The next turn."""
        self.before, self.session = self.door.turn(question, self.session)
        return self.before


def hold(turns: Sequence[Turn], door: Door) -> Iterator[Verdict]:
    """Hold one conversation; a verdict for each turn that says what it must give."""
    talk = Talk(door=door)
    for entry, case in turns:
        said = _pick(entry["pick"], case, talk) if "pick" in entry else case.question
        verdict = judge(replace(case, question=said), ask=talk.ask, run=door.run)
        if case.golds or case.expect != "answer":
            yield verdict


def _pick(wanted: object, case: Case, talk: Talk) -> str:
    """Which choice of the last answer is taken."""
    if wanted != "gold":
        return str(wanted)
    choices = talk.before.choices if talk.before else ()
    right = (choice.id for choice in choices if gives(case, talk.door.run(choice.query)))
    return next(right, _NO_CHOICE)
