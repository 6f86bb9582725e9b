"""Turns that change the question before: the numbers are those that are added up by hand."""

from datetime import date

import pytest

from boardroom.ask.answer import Intent
from boardroom.ask.asker import Asker
from boardroom.ask.conversation.refinement import read_change
from tests.unit.ask.conversation.talk import Talk, team
from tests.unit.ask.shop_data import cost, rows_of

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)

TURNS: list[tuple[list[str], list[tuple[object, ...]]]] = [
    (["revenue", "only in California"], [(cost(state="CA"),)]),
    (["revenue in California", "what about Oregon?"], [(cost(state="OR"),)]),
    (
        ["revenue in California", "also Oregon"],
        [(cost(state="CA") + cost(state="OR"),)],
    ),
    (["revenue in California", "and last month?"], [(cost(state="CA", month=6),)]),
    (["revenue last month in California", "in May 2026"], [(cost(state="CA", month=5),)]),
    (["revenue last month", "the month before that"], [(cost(month=5),)]),
    (
        ["revenue last month", "compared to the previous month"],
        [(cost(month=6), cost(month=5), cost(month=6) - cost(month=5), 7.0)],
    ),
    (["revenue", "excluding returned orders"], [(cost() - cost(status="returned"),)]),
    (["revenue excluding returned orders", "only returned orders"], [(cost(status="returned"),)]),
    (["revenue excluding open orders", "excluding returned orders"], [(cost(status="paid"),)]),
    (["revenue in Oregon", "remove the filter"], [(cost(),)]),
    (["revenue in California", "add orders"], [(cost(state="CA"), 4.0)]),
    (["revenue in California", "and orders?"], [(cost(state="CA"), 4.0)]),
    (["revenue in California", "orders instead"], [(4.0,)]),
    (["revenue in California", "same for orders"], [(4.0,)]),
    (["revenue", "by state"], [("CA", 510.0), ("NY", 80.0), ("OR", 40.0)]),
    (
        ["revenue by status", "by state instead"],
        [("CA", 510.0), ("NY", 80.0), ("OR", 40.0)],
    ),
    (
        ["revenue by month", "by state instead"],
        [("CA", 510.0), ("NY", 80.0), ("OR", 40.0)],
    ),
    (["revenue by state", "monthly instead"], [(MAY, 70.0), (JUNE, 560.0)]),
    (
        ["revenue by state", "sorted by state", "monthly instead"],
        [(MAY, 70.0), (JUNE, 560.0)],
    ),
    (["revenue by state", "top 2"], [("CA", 510.0), ("NY", 80.0)]),
    (["revenue by state", "bottom 1"], [("OR", 40.0)]),
    (["revenue", "top 2 customers"], [(4.0, "Dan", 320.0), (1.0, "Ada", 190.0)]),
    (
        ["revenue in June 2026 by state", "break it down by status"],
        [("CA", "open", 160.0), ("CA", "paid", 320.0), ("NY", "paid", 80.0)],
    ),
    (["list customers in California", "in Oregon instead"], [(2.0, "Ben")]),
    (["orders in California last month", "by status"], [("open", 1.0), ("paid", 1.0)]),
    (["list orders in June 2026", "compared to the previous month"], [(3.0, 3.0, 0.0, 0.0)]),
    (
        ["revenue in Oregon by status", "all states"],
        [("paid", 430.0), ("open", 160.0), ("returned", 40.0)],
    ),
    (["top 1 states by revenue", "make it two"], [("CA", 510.0), ("NY", 80.0)]),
    (["monthly revenue in 2026", "quarterly"], [(date(2026, 4, 1), 630.0)]),
    (["revenue in May 2026", "same for 2026"], [(cost(),)]),
    (["revenue in May 2026", "and 2026?"], [(cost(),)]),
    (["revenue last month", "and the month before?"], [(cost(month=5),)]),
    (
        ["revenue by state", "as a share of the total"],
        [("CA", 510.0, 510 / 630), ("NY", 80.0, 80 / 630), ("OR", 40.0, 40 / 630)],
    ),
    (["number of different ids", "2", "only in California"], [(4.0,)]),
    (["revenue", "by state", "only in California", "in May 2026", "orders instead"], [("CA", 2.0)]),
]


@pytest.mark.parametrize(("turns", "rows"), TURNS, ids=lambda item: str(item)[:60])
def test_a_turn_changes_the_question_before(
    asker: Asker, turns: list[str], rows: list[tuple[object, ...]]
) -> None:
    found = Talk(agents=team(asker)).say(*turns)
    assert found.intent is Intent.REFINE
    told = [row for row in rows_of(found) if row[-1] is not None]
    assert sorted(told, key=str) == sorted(rows, key=str)


@pytest.mark.parametrize(
    "turns",
    [
        ["revenue last month", "vs last month"],
        ["revenue", "top 3"],
        ["revenue", "in Mars"],
        ["revenue", "ok thanks"],
        ["revenue in California", "only in California"],
        ["revenue excluding returned orders", "include returned orders"],
        ["revenue by state", "top 2", "sorted by state"],
        ["revenue by state", "top 2", "by month"],
        ["revenue by state", "top 2", "break it down by status"],
        ["revenue", "by rating"],
        ["revenue", "the month before that"],
        ["list customers in Oregon", "add revenue"],
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused_and_changes_nothing(asker: Asker, turns: list[str]) -> None:
    talk = Talk(agents=team(asker))
    before = rows_of(talk.say(*turns[:-1]))
    assert talk.say(turns[-1]).status == "refused"
    assert rows_of(talk.say("as a chart")) == before


def test_a_question_of_its_own_is_none_of_the_one_before(asker: Asker) -> None:
    talk = Talk(agents=team(asker))
    talk.say("revenue in California")
    found = talk.say("how many orders were paid")
    assert (found.intent, rows_of(found)) == (Intent.AGGREGATE, [(4.0,)])


def test_the_reading_says_what_was_kept(asker: Asker) -> None:
    found = Talk(agents=team(asker)).say("revenue in California", "and last month?")
    kept = {item.words for item in found.reading if item.kept}
    assert kept == {"revenue", "California"}
    assert [item.meaning for item in found.reading if not item.kept] == [
        "the last complete month (Jun 2026)"
    ]


@pytest.mark.parametrize(
    ("turn", "text"),
    [
        ("And by state instead?", "by state"),
        ("what about Oregon", "Oregon"),
        ("now show it by month please", "by month"),
        ("only", "only"),
        ("What about São Paulo too?", "São Paulo"),
    ],
)
def test_words_that_only_say_that_something_changes_are_left_out(turn: str, text: str) -> None:
    assert read_change(turn).text == text
