"""The one number that a turn is about, and the time to come that it names. Called by the agents'
helpers that look at the course of a number: forecasts, correlations.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from boardroom.ask.answer import Answer, Reading
from boardroom.ask.asker import Asker
from boardroom.ask.conclusion import title_of
from boardroom.ask.conversation.session import Asked
from boardroom.ask.conversation.state import ConversationState
from boardroom.ask.cover import Piece
from boardroom.ask.grammar import read_meaning
from boardroom.errors import QueryError
from boardroom.semantic.calendar import TimeRange, resolve_range
from boardroom.semantic.model import Grain
from boardroom.semantic.query import Query
from boardroom.semantic.result import Column

_ONE = "Name one number, such as: {} revenue by month."


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One number, as a query without time.

    Attributes:
        column: its column in an answer.
        reading: what its words were taken for.
        when: the time that the turn names; None where it names none.
        grain: the periods that it names.
    """

    query: Query
    column: Column
    reading: tuple[Reading, ...] = ()
    when: TimeRange | None = None
    grain: Grain | None = None

    @property
    def title(self) -> str:
        """What it is called."""
        return title_of(self.column)


def read_subject(state: ConversationState, asker: Asker) -> Subject | Answer:
    """The one number of a turn, or the refusal of one that names none.

    Raises:
        QueryError: it names several, or more than a number with conditions.
    """
    pieces = (
        asker.pieces(state.subject, principal=state.principal, as_of=state.as_of)
        if state.subject
        else ()
    )
    named = tuple(piece for piece in pieces if piece.time is None)
    if all(piece.is_known and not piece.senses for piece in named):
        found = _run(_last(state.session.last), state, asker)
    else:
        told = asker.answer(
            state.turn, read_meaning(named), principal=state.principal, as_of=state.as_of
        )
        if told.status == "refused" or told.result is None or told.query is None:
            return replace(told, status="refused", choices=(), message=_unclear(told))
        found = _of(told.query, told.result.columns, told.reading)
    return _timed(found, pieces, state, asker)


def _unclear(told: Answer) -> str:
    if told.status != "clarify":
        return told.message
    names = "; ".join(item.words for item in told.choices)
    return f"Say which is meant: {names}."


def _last(last: Asked | None) -> Query:
    """What was asked before. Raises: QueryError: nothing was."""
    if last is None:
        raise QueryError(_ONE.format("forecast"))
    return replace(
        last.query, time_range="all", grain=None, compare=None, transforms=(), order=(), limit=None
    )


def _run(query: Query, state: ConversationState, asker: Asker) -> Subject:
    result = asker.metrics.run(query, principal=state.principal, as_of=state.as_of)
    return _of(query, result.columns, state.session.last.reading if state.session.last else ())


def _of(query: Query, columns: Sequence[Column], reading: Sequence[Reading]) -> Subject:
    """Raises: QueryError: it is no single number."""
    plain = Query(metrics=query.metrics, expressions=query.expressions, filters=query.filters)
    if query != plain or len(columns) != 1:
        raise QueryError("This can be told of one number, with conditions but without a split.")
    return Subject(query=query, column=columns[0], reading=tuple(reading))


def _timed(
    found: Subject, pieces: Sequence[Piece], state: ConversationState, asker: Asker
) -> Subject:
    times = [piece.time.reading for piece in pieces if piece.time is not None]
    ranges = [item.range for item in times if item.range]
    grains = [item.grain for item in times if item.grain]
    others = any(item.compare or item.cyclic or item.unsupported for item in times)
    if len(ranges) > 1 or len(grains) > 1 or others:
        raise QueryError("Name one time, such as: next quarter, or: the next 3 months.")
    when = None
    if ranges:
        calendar = asker.metrics.calendar
        when = resolve_range(ranges[0], as_of=state.as_of, calendar=calendar)
    grain = grains[0] if grains and grains[0] != "any" else None
    return replace(found, when=when, grain=grain)
