"""``Advisor``: asks a language model about a question that the words alone did not answer.

The deterministic path is the reference: where it answered, or knows why there is no answer, nobody
is asked. Whatever goes wrong, the answer that stood before stands, with a note. Called by the SQL
agent.
"""

from dataclasses import dataclass, field, replace

from boardroom.ask.advisor.case import Allowed, Case
from boardroom.ask.advisor.consulting import Consulting, noted
from boardroom.ask.advisor.scope import Scope, scope_of
from boardroom.ask.answer import Answer
from boardroom.ask.asker import Asker
from boardroom.ask.cover import Piece
from boardroom.ask.grammar import read_meaning
from boardroom.errors import BoardroomError, PolicyError, QueryError, UnavailableError
from boardroom.language.model import LanguageModel, Use

_NAMED = 0.95
"""So well words match a name that they mean it."""


@dataclass(frozen=True, kw_only=True)
class Advisor:
    """Asks a language model.

    Attributes:
        model: who is asked; None = nobody can be, for the reason ``why``.
    """

    model: LanguageModel | None
    allowed: Allowed = field(default_factory=Allowed)
    why: str = ""

    def advise(self, case: Case, asker: Asker) -> Answer:
        """The answer to a question, or what stands."""
        scope = scope_of(asker.metrics, principal=case.principal)
        if _is_settled(case, asker, scope):
            return case.standing
        if self.model is None:
            return noted(case.standing, f"No language model was asked: {self.why}.")
        name, taken = self.model.name, list[Use]()
        consulting = Consulting(case, asker, scope=scope, allowed=self.allowed, name=name)
        try:
            advice = self.model.answer(consulting.request(), used=taken.append)
            found = consulting.answer(advice)
        except BoardroomError as exc:
            found = noted(case.standing, _no_advice(exc, name, consulting.fault))
        return replace(found, cost=taken[0] if taken else Use())


def _no_advice(error: BoardroomError, name: str, fault: str) -> str:
    """Why nothing came of a question to a model, as a sentence."""
    if isinstance(error, UnavailableError) and fault:
        return f"The language model {name} gave no usable answer: {fault}."
    why = error.message.rstrip(".")
    if isinstance(error, QueryError | PolicyError):
        return f"The language model {name} read it otherwise, and: {why}."
    return f"{why[:1].upper()}{why[1:]}; this is the answer without a language model."


def _is_settled(case: Case, asker: Asker, scope: Scope) -> bool:
    """Whether it is known why there is no answer: the asker may not see it, or the words say
    exactly one thing and the data has nothing of it."""
    pieces = asker.pieces(case.turn, principal=case.principal, as_of=case.as_of)
    if any(_is_hidden(piece, scope) for piece in pieces):
        return True
    meaning = read_meaning(pieces)
    if case.standing.status != "refused" or case.query is not None or meaning.left:
        return False
    best, _ = asker.best(meaning, principal=case.principal, as_of=case.as_of)
    return len(best) == 1


def _is_hidden(piece: Piece, scope: Scope) -> bool:
    """Whether words name only what the asker may not see."""
    named = [sense for sense in piece.senses if sense.match >= _NAMED]
    return bool(named) and not any(scope.shows(sense) for sense in named)
