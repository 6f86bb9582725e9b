"""What an answer says of its times and stocks, and what is said where nothing was asked for."""

from datetime import date

import pytest

from boardroom.ask.asker import NOTHING, Asker
from boardroom.ask.conclusion import conclusion
from boardroom.ask.conversation.finish import nothing_named
from boardroom.insight.number_text import ratio_text
from boardroom.semantic.query import Query
from boardroom.semantic.result import Column, Period, Result
from tests.unit.ask.conversation.months import TODAY, monthly
from tests.unit.ask.conversation.talk import Talk, team
from tests.unit.ask.shop_data import TODAY as SHOP_TODAY


@pytest.mark.parametrize(
    ("turn", "words"),
    [
        ("revenue last month", "last month"),
        ("what was revenue in June 2026?", "in June 2026"),
        ("revenue by month this year", "by month this year"),
        ("monthly revenue since 1 June 2026", "since 1 June 2026"),
    ],
)
def test_times_are_read_with_their_words(asker: Asker, turn: str, words: str) -> None:
    found = Talk(agents=team(asker)).say(turn)
    assert words in [item.words for item in found.reading]
    assert all(item.words for item in found.reading)


def test_what_is_kept_from_before_keeps_its_words(asker: Asker) -> None:
    talk = Talk(agents=team(asker))
    found = talk.say("revenue last month", "only in California")
    assert {item.words for item in found.reading if item.kept} == {"revenue", "last month"}


def test_a_course_ends_at_the_last_complete_month(months: Asker) -> None:
    found = Talk(agents=team(months), today=TODAY).say("revenue by month this year")
    ends = [f"${monthly()[date(2026, month, 1)]:,.0f}" for month in (1, 6, 7)]
    assert found.message == (
        f"Revenue: from {ends[0]} (Jan 2026) to {ends[1]} (Jun 2026); {ends[2]} so far in Jul 2026."
    )


def test_the_growth_of_an_unfinished_month_is_not_the_conclusion(months: Asker) -> None:
    found = Talk(agents=team(months), today=TODAY).say("growth of revenue by month this year")
    now, before = monthly()[date(2026, 6, 1)], monthly()[date(2026, 5, 1)]
    assert found.message == (
        f"Revenue changed by {ratio_text(now / before - 1)} in Jun 2026, from "
        f"${before:,.0f} to ${now:,.0f}; Jul 2026 goes on, so its growth does not count yet."
    )


def test_what_there_is_at_a_time_is_told_as_of_it() -> None:
    result = Result(
        columns=(Column(name="mrr", role="metric", type="Integer", unit="USD", label="MRR"),),
        rows=((500,),),
        sql="",
        period=Period(start=date(2020, 1, 1), end=date(2026, 6, 30), complete=True),
    )
    query = Query(metrics=("mrr",))
    assert conclusion(query, result, stocks={"mrr"}) == "MRR: $500.00, as of 30 Jun 2026."
    assert conclusion(query, result) == "MRR: $500.00, Jan 2020 – Jun 2026."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "California",
            "That names California (customers · state is CA), but nothing that can be computed "
            "of it. Say what to compute, such as: how many customers in California.",
        ),
        ("last month", NOTHING),
    ],
)
def test_what_is_named_is_said_where_nothing_can_be_computed(
    asker: Asker, text: str, message: str
) -> None:
    assert nothing_named(text, asker, as_of=SHOP_TODAY) == message


def test_what_is_proposed_there_can_be_answered(asker: Asker) -> None:
    refused = Talk(agents=team(asker)).say("California")
    proposed = refused.message.rpartition("such as: ")[2].rstrip(".")
    assert Talk(agents=team(asker)).say(proposed).status == "answered"


def test_no_question_before_is_said_of_changes_only(asker: Asker) -> None:
    for turn in ("only in California", "by state instead"):
        assert Talk(agents=team(asker)).say(turn).message.startswith("There is no question before")
    for turn in ("in California revenue of unicorns", "please list the unicorns of customers"):
        assert "no question before" not in Talk(agents=team(asker)).say(turn).message
