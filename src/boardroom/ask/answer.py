"""What comes back for a question: an answer, a question in return, or a refusal, and its JSON.

The JSON is one contract for all faces; ``docs/reference/answer.md`` has its shapes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

from boardroom.ask.charting.title import lowered
from boardroom.ask.conclusion import conclusion, title_of
from boardroom.ask.drafting import Chip, Draft
from boardroom.language.model import Use
from boardroom.semantic.query import Query
from boardroom.semantic.query_json import query_to_json
from boardroom.semantic.result import Caveat, Freshness, Result
from boardroom.semantic.result_json import json_value, result_to_json

Status = Literal["answered", "clarify", "refused"]
ENGINE = "engine"
"""The step that is the data's own time: planning and running the query, apart from the agents'."""


class Intent(StrEnum):
    """What a turn of a conversation wants."""

    QUERY_DATA = "QUERY_DATA"
    AGGREGATE = "AGGREGATE"
    FILTER = "FILTER"
    COMPARE = "COMPARE"
    TREND = "TREND"
    RANK = "RANK"
    ANALYZE = "ANALYZE"
    CORRELATE = "CORRELATE"
    FORECAST = "FORECAST"
    ANOMALY = "ANOMALY"
    VISUALIZE = "VISUALIZE"
    DASHBOARD = "DASHBOARD"
    HELP = "HELP"
    SCHEMA = "SCHEMA"
    CLARIFY = "CLARIFY"
    REFINE = "REFINE"
    UNDO = "UNDO"
    REDO = "REDO"
    RESET = "RESET"
    EXPLAIN = "EXPLAIN"
    DEFINE = "DEFINE"
    DATA_QUALITY = "DATA_QUALITY"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One reading to choose from.

    Attributes:
        id: what to name it by: ``1``, ``2``…
        words: what it would compute.
    """

    id: str
    words: str
    query: Query


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Words and what they were taken for.

    Attributes:
        words: as they were written; empty where nothing was, and it is a rule that is told.
        editable: whether a later turn can put something else in its place.
        kept: whether an earlier turn said it.
    """

    words: str
    meaning: str
    editable: bool = True
    kept: bool = False


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A statement beside the rows: of a change that was explained, of a series that was analysed.

    Attributes:
        numbers: what the text speaks of, by name.
    """

    title: str
    text: str
    numbers: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Step:
    """How long one agent worked, in milliseconds; ``engine`` is the data's own time."""

    agent: str
    ms: float


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is said to one question.

    Attributes:
        message: one sentence, the conclusion first.
        reading: words of the question and what they were taken for.
        remarks: what stands out in the rows, or was found out beside them.
        visualization: the chart, as the contract has it.
        caveats: what a reader must know, beside those of the result.
        freshness: of the data, where there is no result that says it.
        follow_ups: what may be asked next; each can be answered.
        choices: of a question in return.
        missing: of a refusal: words that nothing was made of.
        confidence: how near the names are to the words, from 0 to 1; no probability.
        steps: the agents in the order of their visits, and the engine.
        cost: what a language model took that was asked about the question.
    """

    question: str
    status: Status
    message: str
    session_id: str | None = None
    intent: Intent = Intent.QUERY_DATA
    query: Query | None = None
    reading: tuple[Reading, ...] = ()
    result: Result | None = None
    remarks: tuple[Remark, ...] = ()
    visualization: Mapping[str, object] | None = None
    caveats: tuple[Caveat, ...] = ()
    freshness: Freshness | None = None
    follow_ups: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    missing: tuple[str, ...] = ()
    confidence: float = 0.0
    steps: tuple[Step, ...] = ()
    cost: Use = field(default_factory=Use)


def refusal(question: str, why: str, *, missing: Sequence[str] = ()) -> Answer:
    """No answer, with its reason."""
    return Answer(question=question, status="refused", message=why, missing=tuple(missing))


def clarification(question: str, drafts: Sequence[Draft]) -> Answer:
    """A question in return: which of these readings."""
    meanings = [(dict.fromkeys(chip.meaning for chip in x.chips), x.query) for x in drafts]
    options = [("; ".join(words), query) for words, query in meanings]
    same = {words for words, _ in options if [x for x, _ in options].count(words) > 1}
    return choosing(
        question,
        [(f"{x} ({_computed(query)})" if x in same else x, query) for x, query in options],
    )


def _computed(query: Query) -> str:
    """What a query computes, to tell apart two that are said alike."""
    inline = [f"{item.expression} of {item.dataset or 'its fields'}" for item in query.expressions]
    named = [f"the metric {name}" for name in query.metrics]
    listed = [f"the rows of {query.records}"] if query.records else []
    by = [item if isinstance(item, str) else item.expression for item in query.group_by]
    return " by ".join(filter(None, (", ".join([*named, *inline, *listed]), ", ".join(by))))


def choosing(question: str, options: Sequence[tuple[str, Query]]) -> Answer:
    """A question in return: which of these queries, each with what it would compute."""
    choices = tuple(
        Choice(id=str(number), words=words, query=query)
        for number, (words, query) in enumerate(options, 1)
    )
    message = f"That may mean {len(choices)} things; which of them?"
    return Answer(question=question, status="clarify", message=message, choices=choices)


def answer(question: str, draft: Draft, result: Result) -> Answer:
    """What was asked for."""
    reading = (*readings(draft.chips), *_ranked(draft.query, result))
    found = run_answer(question, draft.query, result, reading=reading)
    return replace(found, confidence=_confidence(draft.cost))


def run_answer(
    question: str, query: Query, result: Result, *, reading: Sequence[Reading] = ()
) -> Answer:
    """The rows of a query that is known to be meant."""
    return Answer(
        question=question,
        status="answered",
        message=conclusion(query, result),
        query=query,
        reading=tuple(reading),
        result=result,
        confidence=1.0,
        steps=(Step(agent=ENGINE, ms=result.elapsed_ms),),
    )


_LEAST_COST = 0.3
"""What a question costs whose names are those of the model, all of one dataset."""


def _confidence(cost: float) -> float:
    return round(1 / (1 + max(0.0, cost - _LEAST_COST)), 2)


def readings(chips: Sequence[Chip]) -> tuple[Reading, ...]:
    """What words were taken for, as an answer shows it."""
    return tuple(Reading(words=chip.words, meaning=chip.meaning) for chip in chips)


def _ranked(query: Query, result: Result) -> tuple[Reading, ...]:
    """How rows are chosen, where not all are shown."""
    if query.limit is None or not query.order:
        return ()
    by = query.order[0]
    titles = {column.name: title_of(column) for column in result.columns}
    rank = "highest" if by.descending else "lowest"
    rows = "first row" if query.limit == 1 else f"first {query.limit:,} rows"
    if any(column.name == by.by and column.role.startswith("change") for column in result.columns):
        more = ", with all that have as much" if query.ties else ""
        return (Reading(words="", meaning=f"the {rows} of these{more}"),)
    title = lowered(titles.get(by.by, by.by))
    if query.ties:
        several = "row" if query.limit == 1 else rows
        meaning = f"the {several} with the {rank} {title}, with all that have as much"
        return (Reading(words="", meaning=meaning),)
    return (Reading(words="", meaning=f"the {rows} from the {rank} {title} on"),)


def answer_to_json(found: Answer) -> dict[str, object]:
    """An answer as JSON-ready values; ``dump_json`` writes them."""
    result = result_to_json(found.result) if found.result else {}
    freshness = found.result.freshness if found.result else found.freshness
    agents = [step.agent for step in found.steps if step.agent != ENGINE]
    return {
        "session_id": found.session_id,
        "question": found.question,
        "status": found.status,
        "message": found.message,
        "intent": found.intent.value,
        "query": query_to_json(found.query) if found.query else None,
        "reading": [_reading(item) for item in found.reading],
        "sql": result.get("sql"),
        "data": {"columns": result.get("columns", []), "rows": result.get("rows", [])},
        "insights": [
            {"title": item.title, "text": item.text, "numbers": json_value(item.numbers)}
            for item in found.remarks
        ],
        "visualization": found.visualization,
        "caveats": [{"kind": item.kind, "text": item.text} for item in _caveats(found)],
        "freshness": freshness and {name: json_value(x) for name, x in vars(freshness).items()},
        "follow_ups": list(found.follow_ups),
        "choices": [
            {"id": item.id, "words": item.words, "query": query_to_json(item.query)}
            for item in found.choices
        ],
        "missing": list(found.missing),
        "confidence": found.confidence,
        "agents_visited": agents,
        "steps": [{"agent": step.agent, "ms": round(step.ms, 3)} for step in found.steps],
        "cost": _cost(found.cost),
    }


def _cost(use: Use) -> dict[str, object]:
    """What was used; no price where there is one that nobody knows."""
    usd = use.usd if use.tokens else 0
    return {"tokens": use.tokens, "usd": None if usd is None else float(usd)}


def _reading(item: Reading) -> dict[str, object]:
    kept = " (kept from before)" if item.kept else ""
    return {"words": item.words, "meaning": item.meaning + kept, "editable": item.editable}


def _caveats(found: Answer) -> tuple[Caveat, ...]:
    return (*found.caveats, *(found.result.caveats if found.result else ()))
