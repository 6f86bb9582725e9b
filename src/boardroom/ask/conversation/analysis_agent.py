"""The analysis agent: why a metric moved, what is unusual in it, what the rows of an answer say
together. Called by the orchestrator; the numbers are the analysis engine's.
"""

from dataclasses import dataclass, replace

from boardroom.ask.answer import Answer, Intent
from boardroom.ask.asker import Asker
from boardroom.ask.charting.drivers_chart import drivers_chart
from boardroom.ask.conversation.description import describe
from boardroom.ask.conversation.explanation import explanation
from boardroom.ask.conversation.outside import Outside
from boardroom.ask.conversation.prediction import predict
from boardroom.ask.conversation.relation import relate
from boardroom.ask.conversation.session import Asked
from boardroom.ask.conversation.sql_agent import refused
from boardroom.ask.conversation.state import AgentName, ConversationState
from boardroom.ask.conversation.verdict import method_of, verdict
from boardroom.ask.cover import Piece
from boardroom.ask.vocabulary import Role
from boardroom.errors import LimitError, NotFoundError, PolicyError, QueryError, UsageError
from boardroom.semantic.query import Query

_MOVES = frozenset(
    {Role.GROWTH, Role.RISE, Role.FALL, Role.FILLER, Role.IN, Role.FOR, Role.OF, Role.FROM, Role.TO,
     Role.STOP, Role.IS, Role.LESS, Role.MORE, Role.LOWEST, Role.HIGHEST}
)  # fmt: skip
_MOVED = frozenset(
    "up down lower higher fall fell drop dropped rise rose decline declined decrease decreased "
    "increase increased change changed grow grew shrink shrank jump jumped move moved so much "
    "worse better go going slump slumped surge surged spike spiked".split()
)


@dataclass(frozen=True, kw_only=True)
class AnalysisAgent:
    """Explains, judges and describes.

    Attributes:
        asker: reads which metric is meant.
        outside: the engines.
    """

    asker: Asker
    outside: Outside

    def visit(self, state: ConversationState) -> ConversationState:
        """The turn answered, or its answer with what its rows say together."""
        if state.answer is not None:
            found = replace(state.answer, remarks=describe(state.answer))
            return replace(state, answer=found, next=AgentName.VISUALIZATION)
        told = {
            Intent.EXPLAIN: self._explained,
            Intent.FORECAST: self._predicted,
            Intent.CORRELATE: self._related,
        }
        try:
            found = told.get(state.intent, self._judged)(state)
        except (QueryError, PolicyError, LimitError, NotFoundError, UsageError) as exc:
            found = refused(state.turn, exc)
        return replace(state, answer=found, next=None)

    def _explained(self, state: ConversationState) -> Answer:
        metric, time_range = self._subject(state)
        report = self.outside.explain(metric, time_range, state.as_of)
        told = explanation(report)
        message = f"{told[0].title}." if told else f"{report.title}: nothing stands out."
        known = self.asker.metrics.model.metric_by_name.get(metric)
        chart = drivers_chart(report.insights, direction=known.direction if known else None)
        return Answer(
            question=state.turn,
            status="answered",
            message=message,
            remarks=told,
            visualization=None if chart is None else chart.to_json(),
            caveats=report.caveats,
            confidence=1.0,
        )

    def _predicted(self, state: ConversationState) -> Answer:
        return predict(state, self.asker, self.outside.predict)

    def _related(self, state: ConversationState) -> Answer:
        return relate(state, self.asker)

    def _judged(self, state: ConversationState) -> Answer:
        metric, time_range = self._subject(state)
        if time_range is not None:
            raise QueryError("What is unusual is told of the last year; leave the time out.")
        found = self.outside.judge(metric, method_of(state.turn), state.as_of)
        return verdict(state.turn, found)

    def _subject(self, state: ConversationState) -> tuple[str, str | None]:
        """The one metric that a turn is about, and its time.

        Raises:
            QueryError: it names none, several, or more than a metric and a time.
        """
        if not state.subject:
            return _subject_of(state.session.last)
        pieces = self.asker.pieces(state.subject, principal=state.principal, as_of=state.as_of)
        named = [piece for piece in pieces if piece.has("metric")]
        times = [piece.time for piece in pieces if piece.time and piece not in named]
        others = [x for x in pieces if x not in named and not x.time and not _is_said(x)]
        metrics = {sense.ref for piece in named for sense in piece.of_kind("metric")}
        last = state.session.last
        if not named and last and len(last.query.metrics) == 1 and not others:
            metrics = set(last.query.metrics)
        if others:
            raise QueryError(
                f"This can be told of one metric as a whole; {others[0].text!r} is more than that."
            )
        ranges = [item.reading.range for item in times if item.reading.range]
        if len(metrics) != 1 or len(times) > 1 or len(ranges) < len(times):
            raise QueryError("Name one metric and at most one period, such as: revenue in March.")
        return metrics.pop(), ranges[0] if ranges else None


def _subject_of(last: Asked | None) -> tuple[str, str | None]:
    """The metric and time of the question before. Raises: QueryError: it has more than these."""
    query = last.query if last else None
    if query is None or query != Query(metrics=query.metrics[:1], time_range=query.time_range):
        raise QueryError("Name one metric and at most one period, such as: revenue in March.")
    if not query.metrics:
        raise QueryError("What was asked before is no metric of the model.")
    return query.metrics[0], None if query.time_range == "all" else query.time_range


def _is_said(piece: Piece) -> bool:
    """Whether words only say that something moved."""
    words = set(piece.text.lower().split())
    return bool(_MOVES.intersection(piece.roles)) or words <= _MOVED
