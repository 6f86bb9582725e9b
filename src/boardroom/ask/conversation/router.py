"""The router: what a turn wants, and which agent answers it. Called by the orchestrator."""

from dataclasses import dataclass, replace

from boardroom.ask.answer import Choice, Intent, refusal
from boardroom.ask.asker import Asker
from boardroom.ask.conversation.clause_change import fields_of
from boardroom.ask.conversation.command import Command, read_command, read_definition
from boardroom.ask.conversation.definition import find_named
from boardroom.ask.conversation.outside import Boards
from boardroom.ask.conversation.overview import find_board
from boardroom.ask.conversation.refinement import (
    is_fragment,
    named_fields,
    read_change,
    read_said,
)
from boardroom.ask.conversation.session import Pending
from boardroom.ask.conversation.state import AgentName, ConversationState
from boardroom.ask.conversation.verified import VerifiedQuestions, words_of
from boardroom.ask.meaning import Meaning
from boardroom.semantic.query import Query

_FIRST: dict[Intent, AgentName] = {
    Intent.HELP: AgentName.DOCUMENTATION,
    Intent.SCHEMA: AgentName.DOCUMENTATION,
    Intent.DEFINE: AgentName.DOCUMENTATION,
    Intent.DATA_QUALITY: AgentName.DOCUMENTATION,
    Intent.DASHBOARD: AgentName.VISUALIZATION,
    Intent.EXPLAIN: AgentName.ANALYSIS,
    Intent.FORECAST: AgentName.ANALYSIS,
    Intent.ANOMALY: AgentName.ANALYSIS,
    Intent.CORRELATE: AgentName.ANALYSIS,
}
"""Who comes first; all others need rows."""


@dataclass(frozen=True, kw_only=True)
class Router:
    """Decides by the words of a turn and by the session.

    Attributes:
        asker: reads the words.
        verified: questions that somebody has answered for good.
        boards: the departments.
    """

    asker: Asker
    verified: VerifiedQuestions
    boards: Boards

    def visit(self, state: ConversationState) -> ConversationState:
        """The turn with its intent, and who is next."""
        pending = state.session.pending
        chosen = _chosen(pending, state.turn) if pending else None
        if chosen is not None:
            return replace(
                state, intent=Intent.CLARIFY, query=chosen.query, next=AgentName.SQL,
                label=f"choice {chosen.id}: {chosen.words}",
            )  # fmt: skip
        command = read_command(state.turn)
        if command is not None and not self._is_name(command, state):
            return self._commanded(state, command)
        known = self.verified.find(state.turn)
        if known is not None:
            return replace(state, query=known.query, label=known.label, next=AgentName.SQL)
        name = read_definition(state.turn)
        if name is not None and find_named(name, self.asker, principal=state.principal):
            return replace(state, intent=Intent.DEFINE, subject=name, next=AgentName.DOCUMENTATION)
        last = state.session.last
        if last is not None and self._changes(state, last.query):
            return replace(state, intent=Intent.REFINE, next=AgentName.SQL)
        return replace(state, next=AgentName.SQL)

    def _is_name(self, command: Command, state: ConversationState) -> bool:
        """Whether what looks like a wish for a forecast or a dashboard is part of a name."""
        if command.intent is Intent.DASHBOARD:
            return find_board(command.rest, self.asker, self.boards) is None
        if command.intent is not Intent.FORECAST or not command.rest:
            return False
        pieces = self.asker.pieces(state.turn, as_of=state.as_of)
        return any("forecast" in x.text.lower() and x.is_amount for x in pieces)

    def _commanded(self, state: ConversationState, command: Command) -> ConversationState:
        state = replace(state, intent=command.intent, subject=command.rest)
        if command.intent in {Intent.UNDO, Intent.REDO}:
            return _stepped(state)
        if command.intent is Intent.RESET:
            session = replace(state.session, past=(), undone=(), pending=None)
            said = replace(
                refusal(state.turn, "Started over: nothing that was asked before counts any more."),
                status="answered",
            )
            return replace(state, session=session, answer=said, next=None)
        first = _FIRST.get(command.intent)
        if first is not None:
            return replace(state, next=first)
        if command.rest:
            return replace(state, next=AgentName.SQL)
        last = state.session.last
        if last is None:
            return _ended(state, "There is nothing to show yet; ask for some data first.")
        return replace(state, query=last.query, next=AgentName.SQL)

    def _changes(self, state: ConversationState, run: Query) -> bool:
        """Whether a turn is about the question before."""
        change = read_change(state.turn)
        if change.clears:
            return True
        meaning = read_said(self.asker, change, run, principal=state.principal, as_of=state.as_of)
        if change.frees and named_fields(meaning) & fields_of(run):
            return True
        if is_fragment(meaning):
            return True
        ranked = meaning.ranking is not None and meaning.ranking.by is None
        if (change.narrows or ranked) and not meaning.amounts:
            return True
        said_of = meaning.clauses != Meaning().clauses
        parts = (meaning.groups, said_of, meaning.ranking, meaning.limits)
        return change.marked and (change.replaces or change.adds or not any(parts))


def _stepped(state: ConversationState) -> ConversationState:
    """One step back or forward on the stack."""
    session = state.session
    if state.intent is Intent.UNDO and session.pending is not None and session.last is not None:
        session = replace(session, pending=None)
    elif state.intent is Intent.UNDO:
        session = session.took_back()
        if not state.session.past:
            return _ended(state, "There is nothing to take back.")
        if session.last is None:
            said = refusal(state.turn, "Taken back; nothing was asked before that.")
            answered = replace(said, status="answered")
            return replace(state, session=session, answer=answered, next=None)
    else:
        if not session.undone:
            return _ended(state, "There is nothing to bring back.")
        session = session.brought_back()
    last = session.last
    query = last.query if last else None
    return replace(state, session=session, query=query, next=AgentName.SQL)


def _ended(state: ConversationState, why: str) -> ConversationState:
    return replace(state, answer=refusal(state.turn, why), next=None)


_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "last": "-1"}
_AROUND = frozenset(
    {"the", "one", "number", "option", "choice", "please", "of", "i", "mean", "meant"}
)


def _chosen(pending: Pending, turn: str) -> Choice | None:
    """The choice that a turn names: by its id, or by words that only one of them has."""
    said = [word for word in words_of(turn) if word not in _AROUND]
    if len(said) == 1:
        number = _ORDINALS.get(said[0], said[0])
        by_id = {item.id: item for item in pending.choices} | {"-1": pending.choices[-1]}
        if number in by_id:
            return by_id[number]
    named = [item for item in pending.choices if said and set(said) <= set(words_of(item.words))]
    return named[0] if len(named) == 1 else None
