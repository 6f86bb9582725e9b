"""Verified questions: read, checked against the model, added to; nothing else in the file moves."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from boardroom.ask.conversation.verified import VerifiedQuestion
from boardroom.errors import ModelError, QueryError, UsageError
from boardroom.semantic.query import Order, Predicate, Query
from boardroom.workspace.question_file import add_question, read_questions

ENTRY = VerifiedQuestion(
    question='How «big» are we: "sales"?',
    query=Query(
        metrics=("revenue",),
        group_by=("customers.state",),
        filters=(
            Predicate(field="customers.state", op="in", values=("CA", "5", "yes")),
            Predicate(field="orders.ship_cost", op=">", values=(Decimal("2.50"),)),
            Predicate(field="orders.ordered_on", op=">=", values=(date(2026, 5, 1),)),
        ),
        order=(Order(by="revenue", descending=True),),
        limit=5,
    ),
    owner="Ada, CFO",
    verified_on=date(2026, 11, 2),
)


def _bear(query: Query) -> None:
    if query.metrics != ("revenue",):
        raise QueryError(f"there is no metric {query.metrics[0]!r}")


def test_an_entry_comes_back_as_it_was_taught(tmp_path: Path) -> None:
    path = tmp_path / "questions.yml"
    add_question(path, ENTRY)
    known = read_questions(path, bear=_bear)
    assert (known.entries, known.problems) == ((ENTRY,), ())
    assert known.find("how «BIG» are  we - 'Sales'") == ENTRY
    assert known.find("How big are we this year: sales") is None


def test_what_people_wrote_stays_and_the_later_entry_counts(tmp_path: Path) -> None:
    path = tmp_path / "questions.yml"
    add_question(path, ENTRY)
    path.write_text(path.read_text() + "  # agreed in May\n")
    later = VerifiedQuestion(
        question=ENTRY.question,
        query=Query(metrics=("revenue",)),
        owner="Ben",
        verified_on=date(2026, 11, 3),
    )
    add_question(path, later)
    assert "# agreed in May" in path.read_text()
    assert read_questions(path, bear=_bear).find(ENTRY.question) == later


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("{question: a, query: {metrics: [gone]}, owner: x, verified_on: 2026-11-02}", "'gone'"),
        ("{question: a, query: {metric: [revenue]}, owner: x, verified_on: 2026-11-02}", "metric"),
        ("{question: a, query: {metrics: [revenue]}, owner: x}", "verified_on"),
        ("{question: a, query: {metrics: [revenue]}, owner: x, verified_on: May}", "YYYY-MM-DD"),
        ("just text", "keys"),
    ],
)
def test_a_broken_entry_is_reported_and_not_used(tmp_path: Path, entry: str, problem: str) -> None:
    path = tmp_path / "questions.yml"
    good = "{question: b, query: {metrics: [revenue]}, owner: x, verified_on: 2026-11-02}"
    path.write_text(f"questions:\n  - {entry}\n  - {good}\n")
    known = read_questions(path, bear=_bear)
    assert [item.question for item in known.entries] == ["b"]
    (told,) = known.problems
    assert told.startswith("questions.yml:2: not used: ")
    assert problem in told


@pytest.mark.parametrize("text", ["questions: {a: b}\n", "[1, 2]\n", "questions: [\n"])
def test_a_file_that_is_no_list_of_questions_is_said_and_left_alone(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "questions.yml"
    path.write_text(text)
    assert read_questions(path, bear=_bear).problems
    with pytest.raises(ModelError, match=r"questions\.yml"):
        add_question(path, ENTRY)
    assert path.read_text() == text


def test_a_question_without_words_is_not_taught(tmp_path: Path) -> None:
    nothing = VerifiedQuestion(
        question="?!", query=ENTRY.query, owner="Ada", verified_on=ENTRY.verified_on
    )
    with pytest.raises(UsageError, match="no words"):
        add_question(tmp_path / "questions.yml", nothing)
