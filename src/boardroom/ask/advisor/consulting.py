"""One question to a language model: what it is told, what of its answer is sound, what that shows.

The model sees a bounded slice of what its user may see, and chooses; what it chose is checked
against the question, the compiler and the user's policy, and told in words made from the choice.
Called by ``advisor``.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from boardroom.ask.advisor.advice import Advice, QueryOption
from boardroom.ask.advisor.fault import find_fault, find_loss
from boardroom.ask.advisor.ground import ground_of
from boardroom.ask.advisor.model_slice import plain_text, slice_of
from boardroom.ask.advisor.option_query import query_of
from boardroom.ask.advisor.query_words import query_words
from boardroom.ask.advisor.raw_sql import check_literals, sql_answer, tables_of
from boardroom.ask.advisor.scope import Scope
from boardroom.ask.advisor.showing import check_values, show
from boardroom.ask.advisor.task import SQL_NOTE, TASK
from boardroom.ask.answer import Answer, Choice, Reading, choosing, run_answer
from boardroom.ask.asker import Asker
from boardroom.ask.lexicon import Sense
from boardroom.ask.token import MAX_LENGTH
from boardroom.errors import (
    GuardError,
    LimitError,
    PolicyError,
    QueryError,
    UsageError,
)
from boardroom.governance.principal import Principal
from boardroom.language.model import (
    BYTES_PER_TOKEN,
    Request,
    estimate_tokens,
)
from boardroom.semantic.query import Query
from boardroom.semantic.query_json import query_to_json
from boardroom.semantic.result import Caveat

CONFIDENCE = 0.5
"""Of an answer whose query a language model chose: no measure, and less than that of any reading
of the words alone."""

_KIND = "language_model"
_FEWEST, _MOST_CHOICES = 2, 4
_MOST_CANDIDATES = 6
_MOST_SENSES = 4
_MOST_OUTPUT_TOKENS = 4_000
_FORM_TOKENS = 2_500
"""What the form of the output takes that is sent with the task."""
_MOST_BYTES = 200_000
_LEAST_TOKENS = 300
"""Of a slice that says anything."""
_LONGEST_FAULT = 500
_FAULTS = (QueryError, PolicyError, UsageError, GuardError)


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What a workspace lets an advisor do.

    Attributes:
        values: values of the data may be sent, where the model of the workspace lists them.
        raw_sql: it may write SQL where no query says what is asked for.
        tokens_per_question: so much one question may take, both attempts together; 0 = no limit.
    """

    values: bool = True
    raw_sql: bool = False
    tokens_per_question: int = 40_000


@dataclass(frozen=True, kw_only=True)
class Case:
    """A question without an answer.

    Attributes:
        standing: what the deterministic path says to it.
        before: the turns that it may change, and what was run for them.
    """

    turn: str
    standing: Answer
    principal: Principal
    as_of: date
    before: tuple[str, ...] = ()
    query: Query | None = None


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
        self._ground = ground_of(
            case.turn,
            asker,
            before=case.before,
            times=(case.query.time_range,) if case.query is not None else (),
            as_of=case.as_of,
        )
        self.fault = ""
        self._candidates = {item.id: item for item in case.standing.choices}
        self._values = allowed.values and scope.values_shown

    def request(self) -> Request[Advice]:
        """What the model is asked.

        Raises:
            LimitError: one question may take less than it would.
        """
        task = f"{TASK}{SQL_NOTE if self._allowed.raw_sql else ''}"
        told = self._told()
        room = self._room(task, told)
        shown = slice_of(self._scope, self._ground.question, most_bytes=room, values=self._values)
        return Request(
            task=task,
            data={**told, "model": shown},
            output=Advice,
            check=self._fault,
            most_output_tokens=_MOST_OUTPUT_TOKENS,
        )

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
        if advice.sql is not None:
            result = self._asker.metrics.sql(advice.sql, principal=case.principal)
            return sql_answer(case.turn, result, model=self._name)
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
        reading = [Reading(words="", meaning=x, editable=False) for x in self._words(query)]
        found = run_answer(case.turn, query, result, reading=reading)
        unknown = ", ".join(repr(plain_text(word)) for word in self._ground.unknown)
        teach = f" Not in the semantic model: {unknown}; a synonym there would teach it."
        return noted(
            replace(found, confidence=CONFIDENCE),
            f"The language model {self._name} chose what to compute; check what it was read as."
            f"{teach if unknown else ''}",
        )

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
        self._asker.metrics.sql(advice.sql, principal=self._case.principal)

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
        self._asker.metrics.explain(query, principal=case.principal, as_of=case.as_of)
        check_values(query, self._asker.metrics, principal=case.principal, as_of=case.as_of)
        return query

    def _told(self) -> dict[str, object]:
        """All that the model is given beside its part of the semantic model."""
        case, ground = self._case, self._ground
        told: dict[str, object] = {
            "question": plain_text(case.turn, most=MAX_LENGTH),
            "today": case.as_of.isoformat(),
            "words": list(self._known_words()),
            "unknown_words": [plain_text(word) for word in ground.unknown],
            "times": list(self._times()),
        }
        if self._values:
            choices = case.standing.choices[:_MOST_CANDIDATES]
            told["candidates"] = [_candidate(item) for item in choices]
            if case.query is not None:
                told["asked_before"] = {
                    "words": [plain_text(text, most=MAX_LENGTH) for text in case.before[-1:]],
                    "query": query_to_json(case.query),
                }
        if self._allowed.raw_sql:
            told["tables"] = tables_of(self._scope)
        return told

    def _known_words(self) -> Iterator[dict[str, object]]:
        for piece in self._ground.pieces:
            seen = [sense for sense in piece.senses if self._scope.shows(sense)]
            means = [self._sense(sense) for sense in seen[:_MOST_SENSES]]
            if means:
                yield {"words": plain_text(piece.text), "mean": means}

    def _sense(self, sense: Sense) -> dict[str, object]:
        if sense.kind != "value" or sense.value is None or not self._values:
            return {"field" if sense.kind == "value" else sense.kind: sense.ref}
        return {"field": sense.ref, "is": plain_text(sense.value)}

    def _times(self) -> Iterator[dict[str, object]]:
        for piece in self._ground.pieces:
            for reading in piece.time.readings if piece.time is not None else ():
                facts = {
                    "words": piece.text,
                    "time_range": reading.range,
                    "grain": reading.grain,
                    "compare": reading.compare,
                }
                yield {key: value for key, value in facts.items() if value is not None}

    def _room(self, task: str, told: Mapping[str, object]) -> int:
        """How many bytes the slice may have. Raises: LimitError: too few."""
        most = self._allowed.tokens_per_question
        sent = estimate_tokens(task + json.dumps(told, ensure_ascii=False)) + _FORM_TOKENS
        taken = 2 * sent + 3 * _MOST_OUTPUT_TOKENS  # what came is sent again with its fault
        room = (most - taken) // 2
        if not most:
            return _MOST_BYTES
        if room < _LEAST_TOKENS:
            message = f"one question may take {most:,} tokens, and this one could take more"
            hint = "Raise tokens_per_question under language_model in boardroom.yml."
            raise LimitError(message, hint=hint)
        return min(_MOST_BYTES, room * BYTES_PER_TOKEN)


def _candidate(item: Choice) -> dict[str, object]:
    return {"id": item.id, "words": item.words, "query": query_to_json(item.query)}


def noted(found: Answer, text: str) -> Answer:
    """An answer with what a reader must know of the language model's part."""
    return replace(found, caveats=(*found.caveats, Caveat(kind=_KIND, text=text)))
