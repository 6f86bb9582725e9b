"""ANOMALY turns: the method that is named is used, and what it sets apart is told as it is."""

from collections.abc import Callable
from datetime import date

import pytest

from boardroom.agents.context import Context
from boardroom.analysis.anomaly.method import Method
from boardroom.ask.answer import Intent, answer_to_json
from boardroom.ask.asker import Asker
from boardroom.ask.charting.picture import picture_of
from boardroom.ask.conversation.command import read_command
from boardroom.executive.judging import judge
from boardroom.executive.notebook import Notebook
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.insight.judgement import Judgement
from tests.unit.ask.conversation.months import TODAY
from tests.unit.ask.conversation.talk import Talk, engines, team
from tests.unit.ask.shop_data import rows_of

Judge = Callable[[str, Method, date], Judgement]


@pytest.fixture(scope="module")
def judged(months: Asker) -> Judge:
    """The engine over the company of months."""
    notebook = Notebook(months.metrics.model)

    def ask(metric: str, method: Method, as_of: date) -> Judgement:
        with months.metrics.held() as held:
            context = Context(metrics=held, principal=LOCAL_ADMIN, asked=as_of, as_of=as_of)
            return judge(context, metric, method, notebook)

    return ask


@pytest.mark.parametrize(
    ("turn", "method"),
    [
        ("any anomalies in rainfall?", Method.SEASONAL),
        ("outliers in rainfall by z-score", Method.ZSCORE),
        ("z score outliers in rainfall", Method.ZSCORE),
        ("find anomalies in rainfall using the interquartile range", Method.IQR),
        ("IQR outliers of rainfall", Method.IQR),
    ],
)
def test_the_method_that_is_named_judges(
    months: Asker, judged: Judge, turn: str, method: Method
) -> None:
    talk = Talk(agents=team(months, outside=engines(judge=judged)), today=TODAY)
    found = talk.say(turn)
    assert (found.status, found.intent) == ("answered", Intent.ANOMALY), found.message
    wanted = judged("rainfall", method, TODAY)
    assert rows_of(found) == [
        (x.start, x.end, x.value, x.expected, x.low, x.high) for x in wanted.points
    ]
    assert [item.numbers["value"] for item in found.remarks] == [x.value for x in wanted.points]
    caveats = answer_to_json(found)["caveats"]
    assert caveats == [{"kind": "false_discoveries", "text": wanted.note}]


def test_unusual_points_are_marked_on_the_course(months: Asker, judged: Judge) -> None:
    talk = Talk(agents=team(months, outside=engines(judge=judged)), today=TODAY)
    found = talk.say("z-score outliers in rainfall")
    chart = answer_to_json(found)["visualization"]
    assert isinstance(chart, dict)
    marks = chart["spec"]["layer"][-1]["data"]["values"]
    points = judged("rainfall", Method.ZSCORE, TODAY).points
    assert points
    assert [item["value"] for item in marks] == [item.value for item in points]
    assert picture_of(chart["spec"], "svg").startswith(b"<svg")


@pytest.mark.parametrize(
    "turn",
    [
        "standard deviation of revenue by region",
        "orders above the interquartile range",
        "average z-score of deals",
        "revenue by quartile",
    ],
)
def test_a_method_alone_is_no_wish_for_anomalies(turn: str) -> None:
    command = read_command(turn)
    assert command is None or command.intent is not Intent.ANOMALY
