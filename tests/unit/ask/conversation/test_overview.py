"""DASHBOARD turns: which numbers they show, and what is said of each."""

from datetime import date

import pytest

from boardroom.ask.answer import Intent, answer_to_json
from boardroom.ask.asker import Asker
from boardroom.ask.charting.picture import picture_of
from boardroom.ask.conversation.outside import DepartmentBoard, Outside
from boardroom.ask.conversation.overview import find_board
from tests.unit.ask.conversation.months import TODAY, monthly
from tests.unit.ask.conversation.talk import Talk, engines, team
from tests.unit.ask.shop_data import rows_of

_DEPARTMENTS = [
    DepartmentBoard(name="sales", title="Sales", metrics=("revenue", "average_sale")),
    DepartmentBoard(name="marketing", title="Marketing", metrics=("visitors", "rainfall")),
]


def _outside() -> Outside:
    return engines(boards=lambda: _DEPARTMENTS)


@pytest.mark.parametrize(
    ("subject", "title", "metrics"),
    [
        ("sales", "Sales", ("revenue", "average_sale")),
        ("our marketing", "Marketing", ("visitors", "rainfall")),
        ("", "The company", ("revenue", "visitors")),
        ("visits", "Visits", ("visitors", "rainfall")),
        ("average sale", "Average sale", ("average_sale", "revenue")),
    ],
)
def test_words_name_a_department_a_dataset_or_a_metric(
    months: Asker, subject: str, title: str, metrics: tuple[str, ...]
) -> None:
    found = find_board(subject, months, lambda: _DEPARTMENTS)
    assert found is not None
    assert (found.title, found.metrics) == (title, metrics)
    assert find_board("unicorns", months, lambda: _DEPARTMENTS) is None


@pytest.mark.parametrize(
    "turn", ["show me a dashboard of sales", "sales overview", "overview of our sales"]
)
def test_each_number_is_told_with_its_changes(months: Asker, turn: str) -> None:
    found = Talk(agents=team(months, outside=_outside()), today=TODAY).say(turn)
    assert (found.status, found.intent) == ("answered", Intent.DASHBOARD), found.message
    by_month = monthly()
    now, before, year = (
        by_month[day] for day in (date(2026, 6, 1), date(2026, 5, 1), date(2025, 6, 1))
    )
    numbers = found.remarks[0].numbers
    assert numbers["value"] == pytest.approx(now)
    assert numbers["previous_change"] == pytest.approx(now - before)
    assert numbers["previous_ratio"] == pytest.approx(now / before - 1)
    assert numbers["year_ratio"] == pytest.approx(now / year - 1)
    assert [item.title for item in found.remarks] == ["Revenue", "Average sale"]
    assert found.message.startswith("Sales in Jun 2026: revenue $")


def test_the_rows_are_thirteen_complete_months(months: Asker) -> None:
    talk = Talk(agents=team(months, outside=_outside()), today=TODAY)
    rows = rows_of(talk.say("marketing dashboard"))
    assert (rows[0][0], rows[-1][0], len(rows)) == (date(2025, 6, 1), date(2026, 6, 1), 13)


def test_the_chart_is_one_of_several_and_can_be_drawn(months: Asker) -> None:
    talk = Talk(agents=team(months, outside=_outside()), today=TODAY)
    chart = answer_to_json(talk.say("dashboard of sales"))["visualization"]
    assert isinstance(chart, dict)
    assert (chart["chart_type"], len(chart["spec"]["concat"])) == ("board", 2)
    assert picture_of(chart["spec"], "svg").startswith(b"<svg")


def test_what_has_no_dashboard_is_a_question_for_data(months: Asker) -> None:
    talk = Talk(agents=team(months, outside=_outside()), today=TODAY)
    found = talk.say("dashboard of unicorns")
    assert (found.status, found.intent) == ("refused", Intent.QUERY_DATA)
    assert "unicorns" in found.message
