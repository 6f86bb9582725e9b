"""CORRELATE turns: which numbers are compared, and what is said of it."""

import pytest

from boardroom.ask.answer import Answer, Intent, answer_to_json
from boardroom.ask.asker import Asker
from tests.unit.ask.conversation.months import TODAY, rows
from tests.unit.ask.conversation.talk import Talk, team
from tests.unit.ask.shop_data import rows_of


def say(asker: Asker, turn: str) -> Answer:
    return Talk(agents=team(asker), today=TODAY).say(turn)


@pytest.mark.parametrize(
    "turn",
    [
        "is revenue correlated with visitors",
        "correlation between visitors and revenue",
        "do revenue and visitors move together?",
        "does revenue in the North depend on visitors",
        "is there a relationship between average sale and visitors",
    ],
)
def test_what_moves_together_does_so_and_no_cause_is_claimed(months: Asker, turn: str) -> None:
    found = say(months, turn)
    assert (found.status, found.intent) == ("answered", Intent.CORRELATE), found.message
    assert found.message.startswith("Yes: ")
    (told,) = found.remarks
    assert told.numbers["r"] is not None
    assert told.numbers["r"] > 0.8
    assert "does not say that one brings about the other" in told.text


@pytest.mark.parametrize(
    "turn", ["is rainfall correlated with revenue", "does rainfall affect revenue"]
)
def test_what_has_nothing_to_do_with_it_is_said_to_have_nothing(months: Asker, turn: str) -> None:
    found = say(months, turn)
    assert found.message.startswith("No: ")
    assert "unrelated numbers reach as much" in found.remarks[0].text


def test_the_rows_are_both_numbers_by_complete_week(months: Asker) -> None:
    found = say(months, "is revenue correlated with visitors")
    sold, visited = rows()
    table = rows_of(found)
    for start, revenue, visitors in (table[0], table[-1]):
        week = [start.toordinal() + place for place in range(7)]  # type: ignore[attr-defined]  # a day
        assert revenue == pytest.approx(sum(x for day, _, x in sold if day.toordinal() in week))
        assert visitors == sum(x for day, x, _ in visited if day.toordinal() in week)
    assert found.query is not None
    assert found.query.metrics == ("revenue", "visitors")


def test_numbers_of_the_same_rows_are_said_to_be_so(months: Asker) -> None:
    found = say(months, "is revenue correlated with average sale")
    caveats = answer_to_json(found)["caveats"]
    assert isinstance(caveats, list)
    assert [item["kind"] for item in caveats] == ["same_rows"]


def test_one_number_is_compared_with_all_others(months: Asker) -> None:
    found = say(months, "what moves with revenue?")
    assert found.message == "Revenue moves with Visitors, of 3 metrics made of other rows."
    ((name, r, low, high, *_),) = rows_of(found)
    assert name == "Visitors"
    assert float(str(low)) < float(str(r)) < float(str(high))
    both = say(months, "which metrics move with visitors")
    assert {row[0] for row in rows_of(both)} == {"Revenue", "Average sale"}
    assert both.visualization is not None
    assert both.visualization["chart_type"] == "bar"
    nothing = say(months, "what moves with rainfall")
    assert (nothing.message, nothing.result) == (
        "Nothing moves with Rainfall more than chance makes it, of 2 metrics made of other rows.",
        None,
    )


@pytest.mark.parametrize(
    ("turn", "why"),
    [
        ("is revenue correlated with unicorns", "unicorns"),
        ("is revenue correlated with revenue", "itself"),
        ("is revenue last year correlated with visitors", "leave the time out"),
        ("correlation of revenue", "Name two numbers"),
        ("is revenue by region correlated with visitors", "one number"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_the_reason(
    months: Asker, turn: str, why: str
) -> None:
    found = say(months, turn)
    assert found.status == "refused"
    assert why in found.message


def test_too_few_weeks_are_said_to_be_too_few(asker: Asker) -> None:
    found = Talk(agents=team(asker)).say("is revenue correlated with orders")
    assert found.message.startswith("Too little is known of Revenue and Orders")
