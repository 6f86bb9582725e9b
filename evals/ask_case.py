"""One asked question and what became of it, and what many of them come to.

``right``, ``clarified``, ``refused``, ``wrong`` and ``error`` are shares of the questions that have
an answer. Of those without, ``idk_refused`` is refused, and of those whose refusal must name its
reason, ``reason_told`` does; ``ambiguous_clarified`` is asked back with the right reading among the
choices. ``wrong_of_all`` and ``wrong_of_answered`` also count what was answered though it has no
answer. A share of nothing is 1.
"""

import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from boardroom.ask.answer import ENGINE, Answer
from boardroom.semantic.query import Query
from boardroom.semantic.result import Result
from evals.ask_match import Gold, Row, matches
from evals.score import Score

Expect = Literal["answer", "clarify", "refuse"]
Outcome = Literal["right", "clarified", "refused", "wrong", "error"]


@dataclass(frozen=True, kw_only=True)
class Case:
    """A question and what must come of it.

    Attributes:
        golds: any of them is right; of a question that must be asked back: the reading that must
            be among the choices.
        says: words of which the message of a refusal must have one.
        ordered: whether the order of rows counts.
    """

    id: str
    category: str
    question: str
    expect: Expect = "answer"
    golds: Sequence[Gold] = ()
    says: Sequence[str] = ()
    ordered: bool = False


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What became of a case.

    Attributes:
        good: whether it is what the case expects, the right choice among those offered included.
        offered: of a question in return: whether a choice gives the gold.
        told: the message, or the error.
        milliseconds: from question to answer, without the data's own time.
    """

    case: Case
    outcome: Outcome
    good: bool
    offered: bool = False
    told: str = ""
    answer: Answer | None = None
    milliseconds: float = 0.0


def judge(
    case: Case, *, ask: Callable[[str], Answer], run: Callable[[Query], Result | None]
) -> Verdict:
    """Ask one question and judge what comes back.

    Args:
        run: what a choice gives; None where it cannot be run.
    """
    began = time.perf_counter()
    try:
        found = ask(case.question)
    except Exception as exc:  # noqa: BLE001  # a crash is a figure, not the end
        told = f"{type(exc).__name__}: {exc}"
        return Verdict(case=case, outcome="error", good=False, told=told)
    took = (time.perf_counter() - began) * 1000
    took -= sum(step.ms for step in found.steps if step.agent == ENGINE)
    outcome, offered = _outcome(case, found, run)
    return Verdict(
        case=case,
        outcome=outcome,
        good=_is_good(case, outcome, found, offered=offered),
        offered=offered,
        told=found.message,
        answer=found,
        milliseconds=took,
    )


def _outcome(
    case: Case, found: Answer, run: Callable[[Query], Result | None]
) -> tuple[Outcome, bool]:
    if found.status == "refused":
        return "refused", False
    if found.status == "clarify":
        return "clarified", any(gives(case, run(choice.query)) for choice in found.choices)
    given = case.expect == "answer" and gives(case, found.result)
    return ("right" if given else "wrong"), False


def gives(case: Case, result: Result | None) -> bool:
    """Whether a result has the rows of one of the golds."""
    if result is None:
        return False
    units = [column.unit for column in result.columns]
    return any(
        matches(rows, gold, units=units, ordered=case.ordered)
        for rows in _writings(result)
        for gold in case.golds
    )


def _writings(result: Result) -> Iterator[Sequence[Row]]:
    """The rows, and without those that say nothing: of groups without a value, of periods in which
    nothing happened."""
    yield result.rows
    amounts = [at for at, column in enumerate(result.columns) if column.role == "metric"]
    in_time = any(column.role == "time" for column in result.columns)
    nothing = {None, 0} if in_time else {None}
    telling = [row for row in result.rows if {row[place] for place in amounts} - nothing]
    if amounts and len(telling) < len(result.rows):
        yield telling


def _is_good(case: Case, outcome: Outcome, found: Answer, *, offered: bool) -> bool:
    match case.expect:
        case "answer":
            return outcome == "right"
        case "clarify":
            return outcome == "clarified" and (offered or not case.golds)
        case "refuse":
            message = found.message.lower()
            said = not case.says or any(word.lower() in message for word in case.says)
            return outcome == "refused" and said


def score(verdicts: Sequence[Verdict], *, apart: frozenset[str] = frozenset()) -> Score:
    """What the verdicts come to.

    Args:
        apart: categories that only count by category.
    """
    counted = [item for item in verdicts if item.case.category not in apart]
    kinds = {
        expect: [item for item in counted if item.case.expect == expect]
        for expect in ("answer", "clarify", "refuse")
    }
    asked = kinds["answer"]
    clarified = [item for item in asked if item.outcome == "clarified"]
    answered = [item for item in counted if item.outcome in {"right", "wrong"}]
    wrong = [item for item in counted if item.outcome == "wrong"]
    times = [item.milliseconds for item in counted if item.outcome != "error"]
    figures = {
        **_shares(asked),
        "clarified_right": _share(item.offered for item in clarified),
        "wrong_of_all": len(wrong) / max(1, len(counted)),
        "wrong_of_answered": len(wrong) / max(1, len(answered)),
        "idk_refused": _share(item.outcome == "refused" for item in kinds["refuse"]),
        "reason_told": _share(item.good for item in kinds["refuse"] if item.case.says),
        "ambiguous_clarified": _share(item.good for item in kinds["clarify"]),
        "p50_ms": _percentile(times, 0.5),
        "p95_ms": _percentile(times, 0.95),
    }
    return Score(
        figures=figures,
        by_category=_by_category(verdicts),
        cases=len(counted),
        seconds=sum(times) / 1000,
    )


def _by_category(verdicts: Iterable[Verdict]) -> Mapping[str, Mapping[str, float]]:
    groups: defaultdict[str, list[Verdict]] = defaultdict(list)
    for item in verdicts:
        groups[item.case.category].append(item)
    return {
        name: {
            "cases": len(items),
            "good": _share(item.good for item in items),
            **_shares(items),
        }
        for name, items in sorted(groups.items())
    }


def _shares(items: Sequence[Verdict]) -> dict[str, float]:
    counts = Counter(item.outcome for item in items)
    outcomes: tuple[Outcome, ...] = ("right", "clarified", "refused", "wrong", "error")
    return {outcome: counts[outcome] / max(1, len(items)) for outcome in outcomes}


def _share(truths: Iterable[bool]) -> float:
    """How many hold; all where there is nothing."""
    listed = list(truths)
    return sum(listed) / len(listed) if listed else 1.0


def _percentile(values: Sequence[float], share: float) -> float:
    """The least value that so large a share of them does not pass."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0
