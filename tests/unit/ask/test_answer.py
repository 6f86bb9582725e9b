"""An answer as JSON: the keys, kinds of values and words that the reference documents."""

import re
from pathlib import Path
from types import NoneType

import pytest

from boardroom.ask.answer import Intent, answer, answer_to_json, clarification, run_answer
from boardroom.ask.asker import Asker
from boardroom.ask.drafting import Chip, Draft
from boardroom.ask.meaning import Meaning
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.semantic.query import NamedExpression, Order, Predicate, Query
from boardroom.semantic.query_json import query_from_json
from boardroom.semantic.result_json import dump_json, parse_json
from tests.unit.ask.shop_data import TODAY, ask

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "answer.md"

KINDS: dict[str, tuple[type, ...]] = {
    "session_id": (str, NoneType), "question": (str,), "status": (str,), "message": (str,),
    "intent": (str,), "query": (dict, NoneType), "reading": (list,), "sql": (str, NoneType),
    "data": (dict,), "insights": (list,), "visualization": (dict, NoneType), "caveats": (list,),
    "freshness": (dict, NoneType), "follow_ups": (list,), "choices": (list,), "missing": (list,),
    "confidence": (float, int), "agents_visited": (list,), "steps": (list,), "cost": (dict,),
}  # fmt: skip
INSIDE = {
    "reading": {"words", "meaning", "editable"},
    "choices": {"id", "words", "query"},
    "caveats": {"kind", "text"},
    "steps": {"agent", "ms"},
    "insights": {"title", "text", "numbers"},
}
QUESTIONS = {
    "revenue by state last month": "answered",
    "number of different ids": "clarify",
    "revenue of unicorns": "refused",
}


@pytest.mark.parametrize(("question", "status"), QUESTIONS.items())
def test_an_answer_has_the_documented_keys_and_kinds_of_values(
    asker: Asker, question: str, status: str
) -> None:
    data = parse_json(dump_json(answer_to_json(ask(asker, question))))
    assert isinstance(data, dict)
    assert data["status"] == status
    assert list(data) == list(KINDS)
    assert all(type(data[key]) in kinds for key, kinds in KINDS.items() if key != "confidence")
    assert 0 <= data["confidence"] <= 1
    assert set(data["data"]) == {"columns", "rows"}
    for key, keys in INSIDE.items():
        assert all(set(item) == keys for item in data[key])


def test_the_reference_lists_the_keys_and_the_intents() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)`", text, flags=re.M) == list(KINDS)
    assert set(re.findall(r"`([A-Z]{4,}[A-Z_]*)`", text)) == {item.value for item in Intent}


def test_the_query_of_an_answer_and_of_a_choice_reads_back(asker: Asker) -> None:
    found = ask(asker, "revenue in Oregon")
    assert query_from_json(answer_to_json(found)["query"]) == found.query
    choices = ask(asker, "number of different ids")
    told = answer_to_json(choices)["choices"]
    assert isinstance(told, list)
    assert [query_from_json(item["query"]) for item in told] == [x.query for x in choices.choices]


def test_the_reading_says_how_rows_are_chosen(asker: Asker) -> None:
    told = ask(asker, "top 2 states by revenue").reading[-1]
    assert (told.words, told.meaning) == ("", "the first 2 rows from the highest revenue on")
    assert all("rows" not in item.meaning for item in ask(asker, "revenue by state").reading)


def test_choices_that_are_said_alike_are_told_apart() -> None:
    chips = (Chip(words="orders", meaning="Orders"),)
    by_metric = Query(metrics=("orders",), group_by=("customers.state",))
    rows = NamedExpression(name="n", expression="COUNT(*)", dataset="orders")
    by_rows = Query(expressions=(rows,), group_by=("customers.state",))
    drafts = [draft(query, chips) for query in (by_metric, by_rows)]
    assert [item.words for item in clarification("q", drafts).choices] == [
        "Orders (the metric orders by customers.state)",
        "Orders (COUNT(*) of orders by customers.state)",
    ]
    alone = clarification("q", [*drafts[:1], draft(by_rows)])
    assert alone.choices[0].words == "Orders"


def test_ties_are_said_and_shown(asker: Asker) -> None:
    query = Query(
        metrics=("orders",),
        group_by=("customers.customer_name",),
        filters=(Predicate(field="customers.customer_name", op="!=", values=("Ada",)),),
        order=(Order(by="orders", descending=True),),
        limit=1,
        ties=True,
    )
    result = asker.metrics.run(query, principal=LOCAL_ADMIN, as_of=TODAY)
    found = run_answer("who has the most orders", query, result)
    assert found.message == "Ben, Cleo, Dan: 1 (orders), 3 May – 30 Jun 2026."
    (told,) = answer("q", draft(query), result).reading
    assert told.meaning == "the row with the highest orders, with all that have as much"


def test_an_answer_tells_the_engines_time_apart(asker: Asker) -> None:
    data = answer_to_json(ask(asker, "revenue"))
    assert [step["agent"] for step in data["steps"]] == ["engine"]  # type: ignore[attr-defined]  # a list, as plain JSON
    assert data["agents_visited"] == []


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("revenue", "Revenue: $630.00, 3 May – 30 Jun 2026."),
        (
            "revenue last month compared to the previous month",
            "Revenue: $560.00, Jun 2026; $70.00 in May 2026 (+700%).",
        ),
        ("revenue by state", "CA: the highest revenue of 3, $510.00, 3 May – 30 Jun 2026."),
        ("top 2 states by revenue", "CA: the highest revenue, $510.00, 3 May – 30 Jun 2026."),
        ("which state has the most orders", "CA: 4 (orders), 3 May – 30 Jun 2026."),
        (
            "growth of revenue by month",
            "Revenue changed by +700% in Jun 2026, from $70.00 to $560.00.",
        ),
        ("running total of revenue by month", "Revenue, running total: $630.00 by Jun 2026."),
        ("monthly revenue in 2026", "Revenue: from $70.00 (May 2026) to $560.00 (Jun 2026)."),
        (
            "revenue and number of orders by state in California",
            "CA: $510.00 (revenue), 4 (orders), 3 May – 30 Jun 2026.",
        ),
        ("revenue by customer", "Dan: the highest revenue of 4, $320.00, 3 May – 30 Jun 2026."),
        (
            "revenue by state and status",
            "CA · paid: the highest revenue of 4, $350.00, 3 May – 30 Jun 2026.",
        ),
        ("list the names of customers in California", "2 customers."),
        ("list orders of customers in California", "4 orders, 3 May – 30 Jun 2026."),
        ("number of orders by state and month", "6 rows, 3 May – 30 Jun 2026."),
        ("latest ordered on", "Highest ordered on: 2026-06-30, 3 May – 30 Jun 2026."),
    ],
)
def test_the_message_begins_with_the_conclusion(asker: Asker, question: str, message: str) -> None:
    assert ask(asker, question).message == message


def draft(query: Query, chips: tuple[Chip, ...] = ()) -> Draft:
    """A draft of no question."""
    nothing: frozenset[str] = frozenset()
    return Draft(query=query, chips=chips, cost=0.0, datasets=nothing, meaning=Meaning(), chosen={})
