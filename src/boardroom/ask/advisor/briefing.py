"""What a language model is told: the question, what is known of its words, and the part of the
semantic model that it may be about. Called by ``consulting``.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from boardroom.ask.advisor.advice import Advice
from boardroom.ask.advisor.case import Allowed, Case
from boardroom.ask.advisor.ground import Ground
from boardroom.ask.advisor.model_slice import plain_text, slice_of
from boardroom.ask.advisor.raw_sql import tables_of
from boardroom.ask.advisor.scope import Scope
from boardroom.ask.advisor.task import SQL_NOTE, TASK
from boardroom.ask.answer import Choice
from boardroom.ask.lexicon import Sense
from boardroom.ask.token import MAX_LENGTH
from boardroom.errors import LimitError
from boardroom.language.model import BYTES_PER_TOKEN, Request, estimate_tokens
from boardroom.semantic.query_json import query_to_json

_MOST_CANDIDATES = 6
_MOST_SENSES = 4
_MOST_OUTPUT_TOKENS = 4_000
_FORM_TOKENS = 2_500
"""What the form of the output takes that is sent with the task."""
_MOST_BYTES = 200_000
_LEAST_TOKENS = 300
"""Of a slice that says anything."""


@dataclass(frozen=True, kw_only=True)
class Briefing:
    """What one question is sent with."""

    case: Case
    ground: Ground
    scope: Scope
    allowed: Allowed

    def request(self, check: Callable[[Advice], str | None]) -> Request[Advice]:
        """What the model is asked.

        Raises:
            LimitError: one question may take less than it would.
        """
        task = f"{TASK}{SQL_NOTE if self.allowed.raw_sql else ''}"
        told = self._told()
        room = self._room(task, told)
        shown = slice_of(
            self.scope, self.ground.question, most_bytes=room, values=self._shows_values
        )
        return Request(
            task=task,
            data={**told, "model": shown},
            output=Advice,
            check=check,
            most_output_tokens=_MOST_OUTPUT_TOKENS,
        )

    @property
    def _shows_values(self) -> bool:
        return self.allowed.values and self.scope.values_shown

    def _told(self) -> dict[str, object]:
        """All that the model is given beside its part of the semantic model."""
        case, ground = self.case, self.ground
        told: dict[str, object] = {
            "question": plain_text(case.turn, most=MAX_LENGTH),
            "today": case.as_of.isoformat(),
            "words": list(self._known_words()),
            "unknown_words": [plain_text(word) for word in ground.unknown],
            "times": list(self._times()),
        }
        if self._shows_values:
            choices = case.standing.choices[:_MOST_CANDIDATES]
            told["candidates"] = [_candidate(item) for item in choices]
            if case.query is not None:
                told["asked_before"] = {
                    "words": [plain_text(text, most=MAX_LENGTH) for text in case.before[-1:]],
                    "query": query_to_json(case.query),
                }
        if self.allowed.raw_sql:
            told["tables"] = tables_of(self.scope)
        return told

    def _known_words(self) -> Iterator[dict[str, object]]:
        for piece in self.ground.pieces:
            seen = [sense for sense in piece.senses if self.scope.shows(sense)]
            means = [self._sense(sense) for sense in seen[:_MOST_SENSES]]
            if means:
                yield {"words": plain_text(piece.text), "mean": means}

    def _sense(self, sense: Sense) -> dict[str, object]:
        if sense.kind != "value" or sense.value is None or not self._shows_values:
            return {"field" if sense.kind == "value" else sense.kind: sense.ref}
        return {"field": sense.ref, "is": plain_text(sense.value)}

    def _times(self) -> Iterator[dict[str, object]]:
        for piece in self.ground.pieces:
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
        most = self.allowed.tokens_per_question
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
