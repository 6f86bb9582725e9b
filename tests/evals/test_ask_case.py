"""What becomes of a case, and what many come to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from boardroom.ask.answer import Answer, Choice, refusal
from boardroom.errors import PolicyError
from boardroom.semantic.query import Query
from boardroom.semantic.result import Column, Period, Result
from evals.ask_case import Case, Verdict, judge, score
from evals.ask_match import Gold

SALES, ORDERS = Query(metrics=("sales",)), Query(metrics=("orders",))
VALUES = {SALES: 10, ORDERS: 3}
CASE = Case(id="1", category="metrics", question="sales?", golds=[Gold(rows=[(10,)])])


def _run(query: Query) -> Result:
    column = Column(name="n", role="metric", type="Integer")
    period = Period(start=None, end=None, complete=True)
    return Result(columns=(column,), rows=[(VALUES[query],)], sql="", period=period)


def _judged(answer: Answer, case: Case = CASE) -> Verdict:
    return judge(case, ask=lambda _: answer, run=_run)


def _answered(query: Query) -> Answer:
    return Answer(question="", status="answered", message="", query=query, result=_run(query))


def _back(*queries: Query) -> Answer:
    choices = tuple(
        Choice(id=str(number), words="", query=query) for number, query in enumerate(queries)
    )
    return Answer(question="", status="clarify", message="Which?", choices=choices)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (_answered(SALES), ("right", True, False)),
        (_answered(ORDERS), ("wrong", False, False)),
        (_back(ORDERS, SALES), ("clarified", False, True)),
        (_back(ORDERS), ("clarified", False, False)),
        (refusal("", "unknown"), ("refused", False, False)),
    ],
)
def test_what_comes_of_a_question_with_an_answer(
    answer: Answer, expected: tuple[str, bool, bool]
) -> None:
    found = _judged(answer)
    assert (found.outcome, found.good, found.offered) == expected


def test_rows_that_say_nothing_may_be_missing() -> None:
    when = Column(name="period", role="time", type="Date")
    sales = Column(name="sales", role="metric", type="Integer")
    rows = [(date(2026, 1, 1), 5), (date(2026, 2, 1), 0), (date(2026, 3, 1), None)]
    period = Period(start=None, end=None, complete=True)

    def judged(columns: tuple[Column, ...], *kept: int) -> str:
        result = Result(columns=columns, rows=rows, sql="", period=period)
        gold = Gold(rows=[rows[place] for place in kept])
        answer = Answer(question="", status="answered", message="", result=result)
        return _judged(answer, replace(CASE, golds=[gold])).outcome

    for kept in [(0, 1, 2), (0,)]:
        assert judged((when, sales), *kept) == "right"
    assert judged((when, sales), 1, 2) == "wrong"
    group = replace(when, role="dimension")
    assert judged((group, sales), 0, 1) == "right"
    assert judged((group, sales), 0) == "wrong"


def test_an_ambiguous_question_needs_its_reading_among_the_choices() -> None:
    case = Case(id="1", category="c", question="", expect="clarify", golds=CASE.golds)
    assert _judged(_back(ORDERS, SALES), case).good
    assert not _judged(_back(ORDERS), case).good
    assert _judged(_answered(SALES), case).outcome == "wrong"


def test_a_refusal_must_say_what_it_is_about() -> None:
    case = Case(id="1", category="c", question="", expect="refuse", says=["may not"])
    assert _judged(refusal("", "You may not see salaries"), case).good
    assert not _judged(refusal("", "I do not know 'salary'"), case).good
    assert _judged(_answered(SALES), case).outcome == "wrong"


def test_a_refusal_for_another_reason_is_refused_and_its_reason_not_told() -> None:
    case = Case(id="1", category="c", question="", expect="refuse", says=["may not"])
    figures = score([_judged(refusal("", "I do not know 'salary'"), case)]).figures
    assert (figures["idk_refused"], figures["reason_told"]) == (1.0, 0.0)


@pytest.mark.parametrize("error", [PolicyError("no"), ZeroDivisionError("no")])
def test_an_error_is_neither_wrong_nor_refused(error: Exception) -> None:
    def fail(_: str) -> Answer:
        raise error

    found = judge(CASE, ask=fail, run=_run)
    assert (found.outcome, found.good) == ("error", False)
    assert found.told == f"{type(error).__name__}: no"


def _many(expect: Any, answers: Sequence[Answer], category: str = "c") -> list[Verdict]:
    case = Case(id="1", category=category, question="", expect=expect, golds=CASE.golds)
    return [_judged(answer, case) for answer in answers]


def test_shares_are_of_the_questions_with_an_answer_and_wrong_ones_of_all() -> None:
    answered = _many("answer", [_answered(SALES), _answered(ORDERS), _back(SALES), refusal("", "")])
    idle = _many("refuse", [refusal("", ""), _answered(SALES)], category="idk")
    apart = _many("answer", [_answered(ORDERS)], category="advanced")
    found = score([*answered, *idle, *apart], apart=frozenset({"advanced"}))
    figures = found.figures
    assert [figures[name] for name in ("right", "wrong", "clarified", "refused", "error")] == [
        *[0.25] * 4,
        0.0,
    ]
    assert figures["clarified_right"] == 1.0
    assert figures["wrong_of_all"] == pytest.approx(2 / 6)
    assert figures["wrong_of_answered"] == pytest.approx(2 / 3)
    assert figures["idk_refused"] == 0.5
    assert figures["reason_told"] == 1.0
    assert found.cases == 6
    assert set(found.by_category) == {"c", "idk", "advanced"}
    told = found.to_json()
    assert told["cases"] == 6
    assert "p95_ms" in told
