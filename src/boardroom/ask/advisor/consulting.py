"""One question to a language model: whether what it chose is sound, and what that shows.

It is checked against the question, the compiler and the user's policy, and told in words made from
the choice. Called by ``advisor``.
"""

from collections.abc import Sequence
from dataclasses import replace

from boardroom.ask.advisor.advice import Advice, QueryOption
from boardroom.ask.advisor.briefing import Briefing
from boardroom.ask.advisor.case import Allowed, Case
from boardroom.ask.advisor.fault import find_fault, find_loss
from boardroom.ask.advisor.ground import ground_of
from boardroom.ask.advisor.model_slice import plain_text
from boardroom.ask.advisor.option_query import query_of
from boardroom.ask.advisor.query_words import query_words
from boardroom.ask.advisor.raw_sql import check_literals, sql_answer
from boardroom.ask.advisor.scope import Scope
from boardroom.ask.answer import Answer, Reading, choosing, run_answer
from boardroom.ask.asker import Asker
from boardroom.ask.showing import check_values, show
from boardroom.ask.things import sense_words
from boardroom.errors import GuardError, PolicyError, QueryError, UsageError
from boardroom.language.model import Request
from boardroom.semantic.query import Query
from boardroom.semantic.result import Caveat, Result

CONFIDENCE = 0.5
"""Of an answer whose query a language model chose: no measure, and less than that of any reading
of the words alone."""

_KIND = "language_model"
_FEWEST, _MOST_CHOICES = 2, 4
_LONGEST_FAULT = 500
_FAULTS = (QueryError, PolicyError, UsageError, GuardError)


class Consulting:
    """One question to a model, and what comes of it.

    Attributes:
        fault: what was last wrong with an advice.
    """

    def __init__(
        self, case: Case, asker: Asker, *, scope: Scope, allowed: Allowed, name: str
    ) -> None:
        self._case, self._asker, self._scope = case, asker, scope
        self._allowed, self._name = allowed, name
        self._ground = ground_of(case, asker)
        self._candidates = {item.id: item for item in case.standing.choices}
        self._rows: Result | None = None
        self.fault = ""

    def request(self) -> Request[Advice]:
        """What the model is asked. Raises: LimitError: that could take more than it may."""
        briefing = Briefing(
            case=self._case, ground=self._ground, scope=self._scope, allowed=self._allowed
        )
        return briefing.request(self._fault)

    def answer(self, advice: Advice) -> Answer:
        """What an advice comes to that was found to be sound.

        Raises:
            BoardroomError: it cannot be shown.
        """
        case = self._case
        if advice.outcome == "refuse" or (advice.outcome == "ask" and not advice.choices):
            return self._refused(advice)
        if advice.outcome == "ask":
            queries = [self._query(item) for item in advice.choices]
            found = choosing(case.turn, [("; ".join(self._words(x)), x) for x in queries])
            return noted(found, f"The language model {self._name} asks this.")
        if advice.sql is not None and self._rows is not None:
            return sql_answer(case.turn, self._rows, model=self._name)
        return self._answered(self._chosen(advice))

    def _refused(self, advice: Advice) -> Answer:
        """What stands, with the words that the model knows nothing for."""
        standing, unknown = self._case.standing, [x for x in advice.unknown if self._ground.says(x)]
        if standing.status == "refused":
            missing = dict.fromkeys((*standing.missing, *unknown))
            standing = replace(standing, missing=tuple(missing))
        text = f"The language model {self._name} was asked, too, and found no answer"
        told = ", ".join(repr(plain_text(word)) for word in unknown)
        return noted(standing, f"{text}: {told} names nothing in the data." if told else f"{text}.")

    def _answered(self, query: Query) -> Answer:
        case = self._case
        result = show(query, self._asker.metrics, principal=case.principal, as_of=case.as_of)
        said = self._said()
        reading = [
            Reading(words=said.get(meaning, ""), meaning=meaning, editable=False)
            for meaning in self._words(query)
        ]
        found = run_answer(case.turn, query, result, reading=reading)
        unknown = ", ".join(repr(plain_text(word)) for word in self._ground.unknown)
        teach = f" Not in the semantic model: {unknown}; a synonym there would teach it."
        return noted(
            replace(found, confidence=CONFIDENCE),
            f"The language model {self._name} chose what to compute; check what it was read as."
            f"{teach if unknown else ''}",
        )

    def _said(self) -> dict[str, str]:
        """What parts of a query may mean → the words of the question for it."""
        said: dict[str, str] = {}
        for piece in self._ground.pieces:
            for sense in filter(self._scope.shows, piece.senses):
                meaning = sense_words(self._asker.metrics.model, sense)
                said.setdefault(meaning, piece.text)
                said.setdefault(f"by {meaning}", piece.text)
            for reading in piece.time.readings if piece.time is not None else ():
                if reading.range is not None:
                    (meaning,) = self._words(Query(time_range=reading.range))
                    said.setdefault(meaning, piece.text)
        return said

    def _words(self, query: Query) -> tuple[str, ...]:
        metrics = self._asker.metrics
        return query_words(query, metrics.model, as_of=self._case.as_of, calendar=metrics.calendar)

    def _fault(self, advice: Advice) -> str | None:
        """Why an advice cannot be followed, for the model to mend it."""
        try:
            if advice.outcome == "answer":
                self._check_answer(advice)
            elif advice.outcome == "ask" and advice.choices:
                self._check_choices(advice.choices)
        except _FAULTS as exc:
            hint = f" {exc.hint}" if exc.hint else ""
            self.fault = plain_text(exc.message, most=_LONGEST_FAULT).rstrip(".")
            return plain_text(f"{self.fault}.{hint}", most=_LONGEST_FAULT)
        return None

    def _check_answer(self, advice: Advice) -> None:
        given = [x for x in (advice.query, advice.candidate, advice.sql) if x is not None]
        if len(given) != 1:
            raise QueryError("an answer has exactly one of query, candidate and sql")
        if advice.sql is None:
            self._chosen(advice)
            return
        if not self._allowed.raw_sql:
            raise QueryError("sql is not allowed here")
        check_literals(advice.sql, self._ground, self._scope)
        self._rows = self._asker.metrics.sql(advice.sql, principal=self._case.principal)

    def _check_choices(self, choices: Sequence[QueryOption]) -> None:
        queries = {self._query(item) for item in choices}
        if not _FEWEST <= len(queries) <= _MOST_CHOICES or len(queries) != len(choices):
            raise QueryError("choices are two to four different queries")

    def _chosen(self, advice: Advice) -> Query:
        """The query of an answer. Raises: QueryError, PolicyError: it is none that can be run."""
        if advice.query is not None:
            return self._query(advice.query)
        candidate = self._candidates.get(advice.candidate or "")
        if candidate is None:
            raise QueryError(f"there is no candidate {advice.candidate!r}")
        self._check_values(candidate.query)
        return candidate.query

    def _query(self, option: QueryOption) -> Query:
        """A query that says what the question says and can be computed. Raises as ``_chosen``."""
        query = query_of(option, self._scope, self._asker.metrics.model)
        fault = find_fault(option, self._ground, self._scope)
        case = self._case
        if fault is None and case.query is not None:
            fault = find_loss(query, case.query, self._ground)
        if fault is not None:
            raise QueryError(fault)
        self._asker.metrics.check(query, principal=case.principal, as_of=case.as_of)
        self._check_values(query)
        return query

    def _check_values(self, query: Query) -> None:
        case = self._case
        check_values(query, self._asker.metrics, principal=case.principal, as_of=case.as_of)


def noted(found: Answer, text: str) -> Answer:
    """An answer with what a reader must know of the language model's part."""
    return replace(found, caveats=(*found.caveats, Caveat(kind=_KIND, text=text)))
