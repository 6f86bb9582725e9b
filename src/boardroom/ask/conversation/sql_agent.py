"""The SQL agent: from a turn to rows, or to a question in return, or to the reason why not.

What is to be run is given (a choice, a query taken back, a verified one), read from the turn, or
the query before with what the turn says of it. Called by the orchestrator.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from boardroom.ask.answer import Answer, Intent, Reading, readings, refusal, run_answer
from boardroom.ask.asker import NOTHING, Asker
from boardroom.ask.conversation.finish import finished, nothing_named
from boardroom.ask.conversation.mending import mended
from boardroom.ask.conversation.plain_reason import PlainReasons
from boardroom.ask.conversation.refinement import Change, keeps, read_change, read_said, refine
from boardroom.ask.conversation.repair import repaired
from boardroom.ask.conversation.session import Asked, Pending, Turn
from boardroom.ask.conversation.state import AgentName, ConversationState
from boardroom.ask.drafting import drafts
from boardroom.ask.grammar import read_meaning
from boardroom.ask.meaning import Meaning
from boardroom.ask.showing import check_values
from boardroom.ask.time_phrase import move_range
from boardroom.ask.when.reading import TimeReading
from boardroom.errors import (
    BoardroomError,
    BusyError,
    LimitError,
    NotFoundError,
    PolicyError,
    QueryError,
    UnavailableError,
    UsageError,
)
from boardroom.semantic.query import Query

if TYPE_CHECKING:
    from boardroom.ask.conversation.outside import Advise

_REFUSED = (QueryError, PolicyError, LimitError, NotFoundError)
"""What a question brings upon itself; all else is trouble of the machine."""


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What came of a turn.

    Attributes:
        text: what asks for it; None where nothing new was asked.
        before: the turns that it changes.
    """

    answer: Answer
    text: str | None = None
    before: tuple[Turn, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SqlAgent:
    """Answers with rows.

    Attributes:
        asker: reads and runs.
        advise: asks a language model where the words alone have no answer; None = nobody is asked.
    """

    asker: Asker
    advise: "Advise | None" = None

    def visit(self, state: ConversationState) -> ConversationState:
        """The turn with its answer; the session remembers what was asked."""
        told = self._tried(state)
        if told.answer.status == "refused" and state.intent is Intent.REFINE:
            state, told = self._alone(state, told)
        if self.advise is not None and told.answer.status != "answered" and state.query is None:
            told = self._advised(state, told, self.advise)
        found = replace(told.answer, question=state.turn)
        state = replace(state, answer=found, next=None)
        if found.status == "clarify" and told.text is not None:
            pending = Pending(text=told.text, before=told.before, choices=found.choices)
            return replace(state, session=replace(state.session, pending=pending))
        query = found.query
        if found.status == "refused" or query is None:
            return state
        found = finished(found, self.asker, as_of=state.as_of)
        state = replace(state, answer=found)
        if told.text is not None:
            turns = (*told.before, Turn(text=told.text, query=query))
            asked = Asked(turns=turns, reading=found.reading)
            state = replace(state, session=state.session.asked(asked))
        analysed = state.intent is Intent.ANALYZE
        onward = AgentName.ANALYSIS if analysed else AgentName.VISUALIZATION
        intent = intent_of(query) if state.intent is Intent.QUERY_DATA else state.intent
        return replace(state, intent=intent, next=onward)

    def _tried(self, state: ConversationState) -> "_Told":
        """What came of a turn; what failed is tried once more where its error says how."""
        try:
            return self._told(state)
        except (BusyError, UnavailableError):
            return self._told(state)
        except _REFUSED as exc:
            return self._repaired(state, exc) or _Told(answer=refused(state.turn, exc))

    def _repaired(self, state: ConversationState, error: BoardroomError) -> "_Told | None":
        """The answer to the query that failed with what its error asks for; None where there is
        none."""
        who, text = state.principal, state.subject or state.turn
        try:
            if state.query is not None or state.intent is Intent.REFINE:
                return None
            meaning = self._read(text, state)
            near, _ = self.asker.best(meaning, principal=who, as_of=state.as_of)
            if len(near) != 1:
                return None
            repair = repaired(near[0].query, error, self.asker.metrics, principal=who)
            if repair is None:
                return None
            query, caveat = repair
            result = self.asker.metrics.run(query, principal=who, as_of=state.as_of)
        except _REFUSED:
            return None
        result = replace(result, caveats=(*result.caveats, caveat))
        found = run_answer(state.turn, query, result, reading=readings(near[0].chips))
        return _Told(answer=found, text=text)

    def _told(self, state: ConversationState) -> "_Told":
        if state.query is not None:
            return self._given(state, state.query)
        last = state.session.last
        if state.intent is Intent.REFINE and last is not None:
            return self._refined(state, last)
        text = state.subject or state.turn
        found = self.asker.ask(text, principal=state.principal, as_of=state.as_of)
        if found.status == "refused" and (better := mended(text, found, self.asker, state)):
            return _Told(answer=better.answer, text=better.text)
        if found.status == "refused" and found.message == NOTHING:
            found = replace(found, message=nothing_named(text, self.asker, as_of=state.as_of))
        found = self._plain(found, state, lambda: self._read(text, state))
        if found.status == "refused" and last is None and self._is_change(state):
            found = replace(found, message=f"{_NOTHING_BEFORE} {found.message}")
        return _Told(answer=found, text=text)

    def _read(self, text: str, state: ConversationState) -> Meaning:
        """What a text of this turn asks for."""
        pieces = self.asker.pieces(text, principal=state.principal, as_of=state.as_of)
        return read_meaning(pieces)

    def _plain(
        self, found: Answer, state: ConversationState, read: Callable[[], Meaning]
    ) -> Answer:
        """A refusal in words of who asks, where its reason is one of the compiler's."""
        if found.status != "refused" or found.missing:
            return found
        metrics, who = self.asker.metrics, state.principal
        hidden = metrics.hidden_fields(principal=who) | metrics.hidden_datasets(principal=who)
        reasons = PlainReasons(ground=self.asker.lexicon.ground, hidden=hidden)
        message = reasons.of_policy(found.message)
        if message is None:
            tried = drafts(read(), self.asker.setting(state.as_of))
            message = reasons.of_query(found.message, [item.query for item in tried])
        return found if message is None else replace(found, message=message)

    def _is_change(self, state: ConversationState) -> bool:
        """Whether a turn reads as one about a question before: it names nothing of its own."""
        change = read_change(state.turn)
        if not (change.marked or change.narrows or change.clears):
            return False
        meaning = read_meaning(
            self.asker.pieces(change.text, principal=state.principal, as_of=state.as_of),
            whole=False,
        )
        return not meaning.amounts and not meaning.shown

    def _alone(
        self, state: ConversationState, refused_as: "_Told"
    ) -> "tuple[ConversationState, _Told]":
        """A turn that does not fit the question before, as a question of its own if it is one."""
        if read_change(state.turn).marked:
            return state, refused_as
        try:
            found = self.asker.ask(state.turn, principal=state.principal, as_of=state.as_of)
        except _REFUSED:
            return state, refused_as
        if found.status == "refused":
            return state, refused_as
        return replace(state, intent=Intent.QUERY_DATA), _Told(answer=found, text=state.turn)

    def _advised(self, state: ConversationState, told: "_Told", advise: "Advise") -> "_Told":
        """What a language model makes of a turn that the words alone did not answer, or the same;
        the turn then stands for itself, as its words alone do not say what was run."""
        from boardroom.ask.advisor.case import Case

        last = state.session.last if state.intent is Intent.REFINE else None
        case = Case(
            turn=state.turn,
            standing=told.answer,
            principal=state.principal,
            as_of=state.as_of,
            before=tuple(turn.text for turn in last.turns) if last else (),
            query=last.query if last else None,
        )
        found = advise(case, self.asker)
        kept = found.choices == told.answer.choices and found.status != "answered"
        return replace(told, answer=found) if kept else _Told(answer=found, text=state.turn)

    def _given(self, state: ConversationState, query: Query) -> "_Told":
        """The answer to a query that needs no reading; what is hidden is no zero here either."""
        metrics, principal = self.asker.metrics, state.principal
        if metrics.filters_rows(principal=principal):
            check_values(query, metrics, principal=principal, as_of=state.as_of)
        result = metrics.run(query, principal=principal, as_of=state.as_of)
        session = state.session
        if not state.label:
            before = session.last.reading if session.last else ()
            return _Told(answer=run_answer(state.turn, query, result, reading=_kept(before)))
        label = Reading(words="", meaning=state.label, editable=False)
        found = run_answer(state.turn, query, result, reading=[label])
        if state.intent is Intent.CLARIFY and session.pending is not None:
            pending = session.pending
            return _Told(answer=found, text=pending.text, before=pending.before)
        return _Told(answer=found, text=state.turn)

    def _refined(self, state: ConversationState, last: Asked) -> "_Told":
        """The answer to the query before with what the turn says of it."""
        change = read_change(state.turn)
        said = self._said(change, last.query, state)
        merged = self._merged(self._before(last, state), said, change, last.query, state)
        found = self.asker.answer(
            state.turn,
            merged,
            principal=state.principal,
            as_of=state.as_of,
            fits=lambda query: keeps(last.query, query, said, change),
        )
        if found.status == "refused" and found.message == NOTHING:
            raise QueryError("That does not fit what was asked before; ask it as one question.")
        found = self._plain(found, state, lambda: merged)
        reading = _marked(found.reading, last.reading)
        return _Told(answer=replace(found, reading=reading), text=state.turn, before=last.turns)

    def _before(self, last: Asked, state: ConversationState) -> Meaning:
        """What was asked before, read again.

        Raises:
            QueryError: its words do not say what was run.
        """
        text = last.turns[0].text
        meaning = self._read(text, state)
        for before, turn in pairwise(last.turns):
            change = read_change(turn.text)
            said = self._said(change, before.query, state)
            meaning = self._merged(meaning, said, change, before.query, state)
        known, _ = self.asker.best(
            meaning,
            principal=state.principal,
            as_of=state.as_of,
            fits=lambda query: query == last.query,
        )
        if not known:
            raise QueryError("What was asked before cannot be changed; ask it as one question.")
        return meaning

    def _said(self, change: Change, run: Query, state: ConversationState) -> Meaning:
        """What a turn says of the query before."""
        return read_said(self.asker, change, run, principal=state.principal, as_of=state.as_of)

    def _merged(
        self,
        before: Meaning,
        said: Meaning,
        change: Change,
        run: Query,
        state: ConversationState,
    ) -> Meaning:
        calendar = self.asker.metrics.calendar

        def move(text: str, reading: TimeReading) -> TimeReading:
            return move_range(text, reading, as_of=state.as_of, calendar=calendar)

        try:
            return refine(before, said, change, run=run, move=move)
        except UsageError as exc:
            raise QueryError(exc.message, hint=exc.hint) from exc


def refused(turn: str, error: BoardroomError) -> Answer:
    """No answer, for the reason that an error gives."""
    message = error.message[:1].upper() + error.message[1:]
    message += "" if message.endswith((".", "?", "!")) else "."
    return refusal(turn, f"{message} {error.hint}" if error.hint else message)


_NOTHING_BEFORE = "There is no question before this one that it could change."


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
    """What was taken for what, with what was so before first and said to be. Times have no words
    yet; those of before are theirs."""
    known = {item.meaning: item for item in before}
    kept = [
        same
        for item in found
        if (same := known.get(item.meaning)) and item.words in {"", same.words}
    ]
    meanings = {item.meaning for item in kept}
    return (*_kept(tuple(dict.fromkeys(kept))), *(x for x in found if x.meaning not in meanings))
