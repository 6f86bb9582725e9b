"""Names that are near others: what was done, where it is no place, and those there are. Postings
are of 100 a month and 60 in June in Sales; three people work here, one of them left in May."""

from datetime import date
from decimal import Decimal

import pytest

from boardroom.ask.asker import Asker
from boardroom.ask.lexicon import Lexicon
from boardroom.semantic.model_file import parse_model
from tests.unit.ask.conversation.talk import Talk, team
from tests.unit.ask.shop_data import TODAY, ask, columns_of, rows_of
from tests.unit.executive.world import make_service

MODEL = parse_model(
    """
version: "0.2.0.dev0"
semantic_model:
  - name: firm
    datasets:
      - name: postings
        source: postings
        primary_key: [id]
        time: day
        ai_context: {synonyms: [ledger postings]}
        fields:
          - {name: id, expression: id, datatype: Integer, role: key}
          - {name: day, expression: day, datatype: Date, role: time}
          - name: team
            expression: team
            datatype: String
            role: dimension
            values: [Sales, Support]
          - {name: amount, expression: amount, datatype: Decimal, role: measure, unit: USD}
      - name: people
        source: people
        primary_key: [id]
        time: {start: since, end: until}
        ai_context: {synonyms: [employees]}
        fields:
          - {name: id, expression: id, datatype: Integer, role: key}
          - {name: since, expression: since, datatype: Date, role: time}
          - {name: until, expression: until, datatype: Date, role: time}
    metrics:
      - name: revenue
        expression: SUM(postings.amount)
        unit: USD
        ai_context: {synonyms: [sales]}
      - {name: posted, expression: COUNT(*), dataset: postings, unit: count}
      - name: revenue_change
        expression: MAX(postings.amount)
        unit: USD
      - {name: delay, expression: AVG(postings.amount), direction: down}
      - name: upkeep
        expression: SUM(CASE WHEN postings.team = 'Sales' THEN postings.amount END)
      - {name: headcount, expression: COUNT(*), dataset: people, unit: count,
         ai_context: {synonyms: [employees]}}
"""
)
POSTINGS = [
    (1, date(2026, 4, 3), "Support", Decimal(100)),
    (2, date(2026, 5, 3), "Support", Decimal(100)),
    (3, date(2026, 6, 3), "Support", Decimal(100)),
    (4, date(2026, 6, 4), "Sales", Decimal(60)),
]
JUNE = date(2026, 6, 1)
PEOPLE = [
    (1, date(2025, 1, 1), None),
    (2, date(2025, 1, 1), None),
    (3, date(2025, 1, 1), date(2026, 5, 15)),
]


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    tables = {
        "postings": columns_of("id day team amount", POSTINGS),
        "people": columns_of("id since until", PEOPLE),
    }
    folder = tmp_path_factory.mktemp("firm")
    metrics = make_service(folder, tables, model=MODEL, today=TODAY)
    return Asker(metrics=metrics, lexicon=Lexicon(MODEL))


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        # Sales are a team, too, but nothing else is asked for.
        ("how much did we make in sales in June 2026", [(160.0,)]),
        ("revenue in Sales in June 2026", [(60.0,)]),
        # There is a metric called so, but a verb follows «did».
        ("how much did revenue change from May to June 2026", [(160.0, 100.0, 60.0, 0.6)]),
        ("revenue change in June 2026", [(100.0,)]),
        # Nothing joins them: they are counted for themselves, at the end of the time.
        ("revenue per employee in June 2026", [(80.0,)]),
        ("revenue per employee in April 2026", [(100 / 3,)]),
        ("which months of 2026 had more than 120 in revenue", [(date(2026, 6, 1), 160.0)]),
    ],
)
def test_the_number_that_is_meant(
    firm: Asker, question: str, rows: list[tuple[object, ...]]
) -> None:
    assert rows_of(ask(firm, question)) == [pytest.approx(row) for row in rows]


def test_what_is_divided_by_how_many_keeps_its_unit(firm: Asker) -> None:
    assert ask(firm, "revenue per employee in June 2026").message.endswith("$80.00, Jun 2026.")


@pytest.mark.parametrize(
    "question",
    ["revenue and sales in June 2026", "employees who are still with us", "amount of employees"],
)
def test_what_is_said_twice_or_not_understood_is_no_answer(firm: Asker, question: str) -> None:
    assert ask(firm, question).status == "refused"


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        # The time of a state is no time at which something happened.
        ("revenue by team in June 2026", [("Support", 100.0), ("Sales", 60.0)]),
        # Of a number whose low values are good, the worst is the highest.
        ("which team had the worst delay in June 2026", [("Support", 100.0)]),
        ("which team had the best delay in June 2026", [("Sales", 60.0)]),
        # Two numbers of each are compared.
        ("in which months since June 2026 did revenue exceed upkeep", [(JUNE, 160.0, 60.0)]),
        ("which teams had upkeep below revenue in June 2026", [("Support", 0.0, 100.0)]),
        # Only what the number is made of is split.
        ("upkeep by team in June 2026", [("Sales", 60.0)]),
        ("how much revenue did our employees make in June 2026", None),
        ("what is the total amount of the postings we are working on", None),
        ("how many employees came in 2025", None),
    ],
)
def test_what_nothing_explains_is_not_read_over(
    firm: Asker, question: str, rows: list[tuple[object, ...]] | None
) -> None:
    found = ask(firm, question)
    assert (found.status == "refused") if rows is None else (rows_of(found) == rows)


def test_a_number_of_some_rows_can_be_split_by_the_next_turn(firm: Asker) -> None:
    talk = Talk(agents=team(firm))
    assert rows_of(talk.say("upkeep in June 2026", "by team")) == [("Sales", 60.0)]
