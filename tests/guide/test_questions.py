"""The questions that the pages show are answered as they stand there, with the right numbers."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from decimal import Decimal
from math import isclose

import pytest

from boardroom.workspace.asking import Desk
from boardroom.workspace.workspace import Workspace
from tests.guide import company_answers, shop_answers
from tests.guide.conftest import TODAY, Rows, World
from tests.guide.pages import company_questions, section, shop_questions, spans, table_rows


def _plain(value: object) -> object:
    """A value that compares: numbers as floats, moments at midnight as days."""
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return float(value) if isinstance(value, int | float | Decimal) else value


def _near(ours: Rows, right: Rows) -> bool:
    """Whether two lists of rows are the same, numbers to nine digits."""
    return len(ours) == len(right) and all(
        len(one) == len(other) and all(map(_same, one, other))
        for one, other in zip(ours, right, strict=True)
    )


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=1e-9)
    return one == other


def _rows(rows: Iterable[Sequence[object]], *, ordered: bool) -> Rows:
    plain = [tuple(map(_plain, row)) for row in rows]
    return plain if ordered else sorted(plain, key=repr)


def _differences(world: World, answers: dict[str, str], questions: list[str]) -> list[str]:
    """What is wrong with the answers to the questions, in words."""
    assert sorted(questions) == sorted(answers), (
        "each question has its SQL, and each SQL a question"
    )
    wrong = []
    with Workspace.open(world.workspace) as workspace:
        desk = Desk(workspace)
        for question in questions:
            answer = desk.ask(question, as_of=TODAY)
            if answer.result is None:
                wrong.append(f"{question!r}: {answer.status}: {answer.message}")
                continue
            sql = answers[question]
            ordered = "ORDER BY" in sql.rpartition(")")[2]
            ours = _rows(answer.result.rows, ordered=ordered)
            right = _rows(world.rows(sql), ordered=ordered)
            if not _near(ours, right):
                wrong.append(f"{question!r}: {ours[:3]} instead of {right[:3]}")
    return wrong


@pytest.mark.slow
def test_questions_on_the_simulated_company_have_the_numbers_of_plain_sql(company: World) -> None:
    assert not _differences(company, company_answers.ANSWERS, company_questions())


@pytest.mark.slow
def test_questions_on_a_shop_have_the_numbers_of_plain_sql(shop: World) -> None:
    assert not _differences(shop, shop_answers.ANSWERS, shop_questions())


@pytest.mark.slow
def test_turns_of_a_conversation_are_taken_as_the_guide_says(company: World) -> None:
    text = section("Conversations")
    (first,) = (spans(line)[0] for line in text.splitlines() if line.startswith("After `"))
    with Workspace.open(company.workspace) as workspace:
        desk = Desk(workspace)
        for number, (turns, _) in enumerate(table_rows(text)):
            session = f"row-{number}"
            desk.ask(first, session=session, as_of=TODAY)
            told = [(turn, desk.ask(turn, session=session, as_of=TODAY)) for turn in spans(turns)]
            taken = [answer.status for _, answer in told]
            wanted = ["clarify" if turn == "most common status" else "answered" for turn, _ in told]
            assert taken == wanted, [(turn, answer.message) for turn, answer in told]
