"""Turns of a conversation: which agents answer, what is kept, taken back and brought back."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from boardroom.ask.answer import Intent, answer_to_json
from boardroom.ask.asker import Asker
from boardroom.ask.conversation.orchestrator import VISIT_LIMIT, AnalyticsOrchestrator
from boardroom.ask.conversation.session import Session, session_from_json
from boardroom.ask.conversation.state import AgentName, ConversationState
from boardroom.errors import UsageError
from boardroom.insight.model import Report
from tests.unit.ask.conversation.talk import Talk, engines, nothing_to_explain, team
from tests.unit.ask.shop_data import amounts, ask, cost, rows_of

ROWS = ["router", "sql", "visualization", "documentation"]
VISITS = {
    "revenue": (Intent.AGGREGATE, ROWS),
    "revenue by month": (Intent.TREND, ROWS),
    "top 2 states by revenue": (Intent.RANK, ROWS),
    "revenue last month compared to the previous month": (Intent.COMPARE, ROWS),
    "list customers in California": (Intent.FILTER, ROWS),
    "plot revenue by state": (Intent.VISUALIZE, ROWS),
    "analyze revenue by state": (
        Intent.ANALYZE,
        ["router", "sql", "analysis", "visualization", "documentation"],
    ),
    "number of different ids": (Intent.QUERY_DATA, ["router", "sql"]),
    "revenue of unicorns": (Intent.QUERY_DATA, ["router", "sql"]),
    "what is revenue": (Intent.DEFINE, ["router", "documentation"]),
    "how is turnover defined?": (Intent.DEFINE, ["router", "documentation"]),
    "which metrics are there?": (Intent.SCHEMA, ["router", "documentation"]),
    "what can I ask?": (Intent.HELP, ["router", "documentation"]),
    "is the data fresh?": (Intent.DATA_QUALITY, ["router", "documentation"]),
    "why did revenue fall in June 2026": (Intent.EXPLAIN, ["router", "analysis"]),
    "Why did we lose orders? Orders by status.": (Intent.QUERY_DATA, ["router", "sql"]),
    "forecast revenue": (Intent.FORECAST, ["router", "analysis"]),
    "correlation between revenue and orders": (Intent.CORRELATE, ["router", "analysis"]),
    "any anomalies in revenue?": (Intent.ANOMALY, ["router", "analysis"]),
    "sales dashboard": (Intent.DASHBOARD, ["router", "visualization"]),
    "show me the dashboard": (Intent.DASHBOARD, ["router", "visualization"]),
    "undo": (Intent.UNDO, ["router"]),
    "start over": (Intent.RESET, ["router"]),
}


@pytest.mark.parametrize(("turn", "wanted"), VISITS.items(), ids=list(VISITS))
def test_each_intent_has_its_agents(
    asker: Asker, turn: str, wanted: tuple[Intent, list[str]]
) -> None:
    found = Talk(agents=team(asker)).say(turn)
    data = answer_to_json(found)
    assert (found.intent, data["agents_visited"]) == wanted
    assert all(step.ms >= 0 for step in found.steps)


def test_visits_are_counted(asker: Asker) -> None:
    talk = Talk(agents=team(asker))
    talk.say("revenue", "undo", "what is revenue")
    telemetry = talk.agents.telemetry
    assert telemetry.visits == {"router": 3, "sql": 1, "visualization": 1, "documentation": 2}
    assert set(telemetry.milliseconds) == set(telemetry.visits)
    assert not +telemetry.failures


@dataclass
class _Restless:
    """Hands on for ever."""

    def visit(self, state: ConversationState) -> ConversationState:
        return replace(state, next=AgentName.ROUTER)


def test_a_turn_ends_after_ten_visits() -> None:
    found = Talk(agents=AnalyticsOrchestrator(agents={AgentName.ROUTER: _Restless()})).say(
        "revenue"
    )
    assert found.status == "refused"
    assert len(found.steps) == VISIT_LIMIT == 10


def test_undo_is_a_stack_that_can_be_undone(asker: Asker) -> None:
    talk = Talk(agents=team(asker))
    talk.say("revenue", "only in California", "and last month?")
    assert rows_of(talk.say("undo")) == [(cost(state="CA"),)]
    assert rows_of(talk.say("go back")) == [(cost(),)]
    assert rows_of(talk.say("redo")) == [(cost(state="CA"),)]
    assert rows_of(talk.say("redo")) == [(cost(state="CA", month=6),)]
    assert talk.say("redo").status == "refused"
    assert rows_of(talk.say("undo", "in Oregon instead")) == [(cost(state="OR"),)]
    assert talk.say("redo").status == "refused"


def test_undo_of_all_there_is_leaves_nothing_to_change(asker: Asker) -> None:
    talk = Talk(agents=team(asker))
    assert talk.say("revenue", "undo").status == "answered"
    assert talk.say("undo").status == "refused"
    assert talk.say("only in California").message.startswith("There is no question before")


def test_reset_forgets_what_was_asked_and_keeps_the_history(asker: Asker) -> None:
    talk = Talk(agents=team(asker))
    talk.say("revenue", "start over")
    assert (talk.session.past, talk.session.pending) == ((), None)
    assert [item.question for item in talk.session.history] == ["revenue", "start over"]
    assert talk.say("by state").status == "refused"


@pytest.mark.parametrize("pick", ["2", "the second one", "orders", "Orders · id", "number 2"])
def test_a_choice_is_picked_by_its_id_or_its_words(asker: Asker, pick: str) -> None:
    found = Talk(agents=team(asker)).say("number of different ids", pick)
    assert (found.intent, rows_of(found)) == (Intent.CLARIFY, [(6.0,)])


def test_undo_takes_a_question_in_return_back(asker: Asker) -> None:
    talk = Talk(agents=team(asker))
    assert talk.say("revenue", "number of different ids").status == "clarify"
    assert rows_of(talk.say("undo")) == [(cost(),)]
    assert talk.say("2").status == "refused"


def test_a_choice_that_nobody_picks_does_not_get_in_the_way(asker: Asker) -> None:
    talk = Talk(agents=team(asker))
    assert rows_of(talk.say("number of different ids", "revenue")) == [(cost(),)]
    assert talk.say("2").status == "refused"


def test_follow_ups_are_three_questions_that_can_be_answered(asker: Asker) -> None:
    found = Talk(agents=team(asker)).say("revenue in California")
    assert found.follow_ups == (
        "revenue for CA by month",
        "revenue for CA by status",
        "revenue for CA by customer",
    )
    for question in found.follow_ups:
        again = ask(asker, question)
        assert again.query is not None
        assert again.query.metrics == ("revenue",)
        assert sum(amounts(again)) == cost(state="CA")


def test_groups_that_have_no_quotient_are_no_other_question(asker: Asker) -> None:
    found = Talk(agents=team(asker)).say("revenue per order")
    assert found.follow_ups == (
        "revenue per orders by month",
        "revenue per orders by status",
        "revenue per orders by state",
    )


@pytest.mark.parametrize(
    "question",
    [
        "revenue and number of orders by state",
        "list orders last month",
        "average rating of the reviews",
        "top 2 states by revenue last month",
        "monthly revenue in 2026",
    ],
)
def test_whatever_is_answered_has_follow_ups_that_are(asker: Asker, question: str) -> None:
    found = Talk(agents=team(asker)).say(question)
    assert found.follow_ups
    assert [ask(asker, item).status for item in found.follow_ups] == ["answered"] * len(
        found.follow_ups
    )


def test_a_definition_names_expression_unit_and_time(asker: Asker) -> None:
    message = Talk(agents=team(asker)).say("what is turnover").message
    assert message == (
        "Revenue: Computed as SUM(orders.ship_cost); in USD; by ordered_on; also called turnover, "
        "sales."
    )


def test_what_can_be_asked_is_told_from_the_model(asker: Asker) -> None:
    talk = Talk(agents=team(asker))
    (metrics,) = talk.say("which metrics are there").remarks
    assert metrics.text == "Orders, Revenue"
    titles = [item.title for item in talk.say("which datasets are there").remarks]
    assert titles == ["2 metrics", "customers", "orders", "reviews daily"]
    assert "secret" not in str(talk.say("show me the schema").remarks)


def test_what_is_hidden_is_not_defined(asker: Asker) -> None:
    assert Talk(agents=team(asker)).say("what is secret").status == "refused"


def test_why_asks_the_explain_engine_for_metric_and_period(asker: Asker) -> None:
    asked: list[tuple[str, str | None]] = []

    def explain(metric: str, time_range: str | None, as_of: date) -> Report:
        asked.append((metric, time_range))
        return nothing_to_explain(metric, time_range, as_of)

    talk = Talk(agents=team(asker, outside=engines(explain=explain)))
    found = talk.say("why did revenue drop in June 2026?")
    assert asked == [("revenue", "2026-06")]
    assert found.message == "'revenue' in 2026-06 on 2026-07-01 is too short to explain."
    assert talk.say("why did revenue in California drop?").status == "refused"
    assert talk.say("why?").status == "refused"
    talk.say("revenue last month", "why?")
    assert asked[1:] == [("revenue", "last_complete_month")]
    assert talk.say("by state", "why?").status == "refused"
    assert len(asked) == 2


def test_an_analysis_says_what_the_rows_say_together(asker: Asker) -> None:
    (told,) = Talk(agents=team(asker)).say("revenue by state", "analyze it").remarks
    assert told.numbers["mean"] == (510 + 80 + 40) / 3
    assert told.numbers["median"] == 80


def test_a_session_that_is_none_is_said_to_be_none() -> None:
    with pytest.raises(UsageError, match="no session"):
        session_from_json({"id": "x"})


def test_a_session_keeps_its_choices(asker: Asker) -> None:
    talk = Talk(agents=team(asker), session=Session(id="s"))
    talk.say("number of different ids")
    assert talk.session.pending is not None
    assert [item.id for item in talk.session.pending.choices] == ["1", "2", "3"]
