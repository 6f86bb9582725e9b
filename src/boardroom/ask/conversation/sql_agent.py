"""The SQL agent: from a turn to rows, or to a question in return, or to the reason why not.

What is to be run is given (a choice, a query taken back, a verified one), read from the turn, or
the query before with what the turn says of it. Called by the orchestrator.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from boardroom.ask.answer import Answer, Intent, Reading, answer, clarification, refusal, run_answer
from boardroom.ask.asker import Asker
from boardroom.ask.conversation.refinement import Change, keeps, read_change, refine
from boardroom.ask.conversation.session import Asked, Pending
from boardroom.ask.conversation.state import AgentName, ConversationState
from boardroom.ask.grammar import read_meaning
from boardroom.ask.meaning import Meaning
from boardroom.ask.time_phrase import move_range
from boardroom.ask.when.reading import TimeReading
from boardroom.errors import (
    BoardroomError,
    LimitError,
    NotFoundError,
    PolicyError,
    QueryError,
    UsageError,
)
from boardroom.semantic.query import Query

_REFUSED = (QueryError, PolicyError, LimitError, NotFoundError)
"""What a question brings upon itself; all else is trouble of the machine."""
_STEPS = frozenset({Intent.UNDO, Intent.REDO})


@dataclass(frozen=True, kw_only=True)
class SqlAgent:
    """Answers with rows.

    Attributes:
        asker: reads and runs.
    """

    asker: Asker

    def visit(self, state: ConversationState) -> ConversationState:
        """The turn with its answer; the session remembers what was asked."""
        try:
            found, texts = self._found(state)
        except _REFUSED as exc:
            found, texts = refused(state.turn, exc), ()
        if found.status == "refused" and state.intent is Intent.REFINE:
            state, found, texts = self._alone(state, found)
        state = replace(state, answer=found, next=None)
        if found.status == "clarify":
            pending = Pending(texts=texts, choices=found.choices)
            return replace(state, session=replace(state.session, pending=pending))
        if found.status == "refused" or found.query is None:
            return state
        if state.intent not in {*_STEPS, Intent.VISUALIZE, Intent.ANALYZE} or texts:
            asked = Asked(texts=texts, query=found.query, reading=found.reading)
            state = replace(state, session=state.session.asked(asked))
        analysed = state.intent is Intent.ANALYZE
        onward = AgentName.ANALYSIS if analysed else AgentName.VISUALIZATION
        intent = intent_of(found.query) if state.intent is Intent.QUERY_DATA else state.intent
        return replace(state, intent=intent, next=onward)

    def _found(self, state: ConversationState) -> tuple[Answer, tuple[str, ...]]:
        """The answer, and the texts that ask for it together."""
        if state.query is not None:
            return self._given(state, state.query)
        last = state.session.last
        if state.intent is Intent.REFINE and last is not None:
            return self._refined(state, last)
        text = state.subject or state.turn
        found = self.asker.ask(text, principal=state.principal, as_of=state.as_of)
        return replace(found, question=state.turn), (text,)

    def _alone(
        self, state: ConversationState, refused_as: Answer
    ) -> tuple[ConversationState, Answer, tuple[str, ...]]:
        """A turn that does not fit the question before, as a question of its own if it is one."""
        if read_change(state.turn).marked:
            return state, refused_as, ()
        text = state.turn
        try:
            found = self.asker.ask(text, principal=state.principal, as_of=state.as_of)
        except _REFUSED:
            return state, refused_as, ()
        if found.status == "refused":
            return state, refused_as, ()
        return (
            replace(state, intent=Intent.QUERY_DATA),
            replace(found, question=state.turn),
            (text,),
        )

    def _given(self, state: ConversationState, query: Query) -> tuple[Answer, tuple[str, ...]]:
        """The answer to a query that needs no reading."""
        result = self.asker.metrics.run(query, principal=state.principal, as_of=state.as_of)
        session = state.session
        label = (Reading(words="", meaning=state.label, editable=False),) if state.label else ()
        if state.intent is Intent.CLARIFY and session.pending is not None:
            texts = session.pending.texts
            return run_answer(state.turn, query, result, reading=label), texts
        if state.label:
            return run_answer(state.turn, query, result, reading=label), (state.turn,)
        before = session.last.reading if session.last else ()
        return run_answer(state.turn, query, result, reading=_kept(before)), ()

    def _refined(self, state: ConversationState, last: Asked) -> tuple[Answer, tuple[str, ...]]:
        """The answer to the query before with what the turn says of it."""
        change = read_change(state.turn)
        said = self._read(change.text, state, whole=False)
        if said.left and not change.clears:
            return self.asker.answer(
                state.turn, said, principal=state.principal, as_of=state.as_of
            ), ()
        before = self._before(last, state)
        merged = self._merged(before, said, change, state)
        drafts, reason = self.asker.best(
            merged,
            principal=state.principal,
            as_of=state.as_of,
            fits=lambda query: keeps(last.query, query, said, change),
        )
        texts = (*last.texts, state.turn)
        if not drafts:
            why = reason or "that does not fit what was asked before; ask it as one question."
            return refusal(state.turn, why), ()
        if len(drafts) > 1:
            return clarification(state.turn, drafts), texts
        draft = drafts[0]
        result = self.asker.metrics.run(draft.query, principal=state.principal, as_of=state.as_of)
        found = answer(state.turn, draft, result)
        return replace(found, reading=_marked(found.reading, last.reading)), texts

    def _before(self, last: Asked, state: ConversationState) -> Meaning:
        """What was asked before, read again.

        Raises:
            QueryError: its words do not say what was run.
        """
        if not last.texts:
            raise QueryError("What was asked before cannot be changed; ask it as one question.")
        meaning = self._read(last.texts[0], state)
        for turn in last.texts[1:]:
            change = read_change(turn)
            said = self._read(change.text, state, whole=False)
            meaning = self._merged(meaning, said, change, state)
        known, _ = self.asker.best(
            meaning,
            principal=state.principal,
            as_of=state.as_of,
            fits=lambda query: query == last.query,
        )
        if not known:
            raise QueryError("What was asked before cannot be changed; ask it as one question.")
        return meaning

    def _read(self, text: str, state: ConversationState, *, whole: bool = True) -> Meaning:
        return read_meaning(self.asker.pieces(text, as_of=state.as_of), whole=whole)

    def _merged(
        self, before: Meaning, said: Meaning, change: Change, state: ConversationState
    ) -> Meaning:
        calendar = self.asker.metrics.calendar

        def move(text: str, reading: TimeReading) -> TimeReading:
            return move_range(text, reading, as_of=state.as_of, calendar=calendar)

        try:
            return refine(before, said, change, move=move)
        except UsageError as exc:
            raise QueryError(exc.message, hint=exc.hint) from exc


def refused(turn: str, error: BoardroomError) -> Answer:
    """No answer, for the reason that an error gives."""
    message = error.message[:1].upper() + error.message[1:]
    message += "" if message.endswith((".", "?", "!")) else "."
    return refusal(turn, f"{message} {error.hint}" if error.hint else message)


def intent_of(query: Query) -> Intent:
    """What a query for rows is."""
    if query.compare:
        return Intent.COMPARE
    if query.grain:
        return Intent.TREND
    if query.order and query.limit:
        return Intent.RANK
    if query.records:
        return Intent.FILTER if query.filters else Intent.QUERY_DATA
    return Intent.AGGREGATE


def _kept(before: Sequence[Reading]) -> tuple[Reading, ...]:
    return tuple(replace(item, kept=True) for item in before)


def _marked(found: Sequence[Reading], before: Sequence[Reading]) -> tuple[Reading, ...]:
    """What was taken for what, with what was so before first and said to be."""
    known = {(item.words, item.meaning) for item in before}
    kept = dict.fromkeys(item for item in found if (item.words, item.meaning) in known)
    return (*_kept(tuple(kept)), *(item for item in found if item not in kept))
