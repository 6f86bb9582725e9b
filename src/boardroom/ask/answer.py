"""What comes back for a question: an answer, a question in return, or a refusal, and its JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from boardroom.ask.drafting import Chip, Draft
from boardroom.insight.number_text import value_text
from boardroom.insight.period_text import period_text
from boardroom.semantic.query import Query
from boardroom.semantic.query_json import query_to_json
from boardroom.semantic.result import Column, Result
from boardroom.semantic.result_json import result_to_json

Status = Literal["answered", "clarify", "refused"]


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
class Answer:
    """What is said to one question.

    Attributes:
        message: one sentence, the conclusion first.
        reading: words of the question and what they were taken for.
        choices: of a question in return.
        missing: of a refusal: words that nothing was made of.
    """

    question: str
    status: Status
    message: str
    query: Query | None = None
    reading: tuple[Chip, ...] = ()
    result: Result | None = None
    choices: tuple[Choice, ...] = ()
    missing: tuple[str, ...] = ()


def refusal(question: str, why: str, *, missing: Sequence[str] = ()) -> Answer:
    """No answer, with its reason."""
    return Answer(question=question, status="refused", message=why, missing=tuple(missing))


def clarification(question: str, drafts: Sequence[Draft]) -> Answer:
    """A question in return: which of these readings."""
    choices = tuple(
        Choice(
            id=str(number),
            words="; ".join(dict.fromkeys(chip.meaning for chip in draft.chips)),
            query=draft.query,
        )
        for number, draft in enumerate(drafts, 1)
    )
    message = f"That may mean {len(choices)} things; which of them?"
    return Answer(question=question, status="clarify", message=message, choices=choices)


def answer(question: str, draft: Draft, result: Result) -> Answer:
    """What was asked for."""
    return Answer(
        question=question,
        status="answered",
        message=_conclusion(result),
        query=draft.query,
        reading=draft.chips,
        result=result,
    )


def answer_to_json(found: Answer) -> dict[str, object]:
    """An answer as JSON-ready values; ``dump_json`` writes them."""
    result = result_to_json(found.result) if found.result else {}
    return {
        "question": found.question,
        "status": found.status,
        "message": found.message,
        "query": query_to_json(found.query) if found.query else None,
        "reading": [{"words": chip.words, "meaning": chip.meaning} for chip in found.reading],
        "sql": result.get("sql"),
        "data": {"columns": result.get("columns", []), "rows": result.get("rows", [])},
        "caveats": result.get("caveats", []),
        "freshness": result.get("freshness"),
        "choices": [
            {"id": item.id, "words": item.words, "query": query_to_json(item.query)}
            for item in found.choices
        ],
        "missing": list(found.missing),
    }


def _conclusion(result: Result) -> str:
    """The number, the first of the rows, or how many there are."""
    when = f", {period_text(result.period)}" if result.period.start else ""
    if not result.rows:
        return f"There is none{when}."
    amounts = [place for place, column in enumerate(result.columns) if column.role == "metric"]
    names = [place for place, column in enumerate(result.columns) if column.role == "dimension"]
    first = result.rows[0]
    if len(result.rows) == 1 and len(amounts) == 1 and not names:
        column = result.columns[amounts[0]]
        return f"{_title(column)}: {_text(first[amounts[0]], column)}{when}."
    if len(result.rows) == 1 and amounts and names:
        column = result.columns[amounts[0]]
        return f"{first[names[-1]]}, with {_text(first[amounts[0]], column)}{when}."
    return f"{len(result.rows):,} rows{when}."


def _title(column: Column) -> str:
    return column.label or column.name.replace("_", " ").capitalize()


def _text(value: object, column: Column) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return value.isoformat() if isinstance(value, date) else str(value)
    return value_text(float(value), column.unit)
