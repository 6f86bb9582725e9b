"""FORECAST turns: which past is taken, which periods are told, and what is said of their worth."""

from datetime import date

import pytest

from boardroom.analysis.forecasting.forecast import Asked, SeriesForecast, forecast
from boardroom.ask.answer import Answer, Intent, answer_to_json
from boardroom.ask.asker import Asker
from boardroom.ask.conversation.prediction import COVERAGE
from boardroom.insight.number_text import value_text
from tests.unit.ask.conversation.months import TODAY, monthly
from tests.unit.ask.conversation.talk import Talk, team
from tests.unit.ask.shop_data import rows_of


def say(asker: Asker, *turns: str) -> Answer:
    """The answer to the last turn."""
    return Talk(agents=team(asker), today=TODAY).say(*turns)


def expected(region: str | None = None, *, horizon: int) -> SeriesForecast:
    """What the engine says of the months added up by hand, without the unfinished one."""
    past = [value for day, value in sorted(monthly(region).items()) if day < TODAY.replace(day=1)]
    found = forecast(Asked(values=tuple(past), seasons=(12,), horizon=horizon, coverage=COVERAGE))
    assert isinstance(found, SeriesForecast)
    return found


def told(found: SeriesForecast, first: int) -> list[list[float]]:
    """Value, low and high of the periods from a place on."""
    cells = zip(found.values, found.low, found.high, strict=True)
    return [list(item) for item in list(cells)[first:]]


@pytest.mark.parametrize(
    ("turn", "first", "horizon"),
    [
        ("forecast revenue for the next 3 months", 1, 4),
        ("what will revenue be next quarter", 3, 6),
        ("revenue forecast for next month", 1, 2),
        ("how much revenue will we make until the end of the year", 0, 6),
        ("predict revenue", 0, 3),
        ("forecast revenue by quarter in 2027", 6, 18),
    ],
)
def test_the_periods_asked_for_are_what_the_engine_expects_of_the_complete_past(
    months: Asker, turn: str, first: int, horizon: int
) -> None:
    found = say(months, turn)
    assert (found.status, found.intent) == ("answered", Intent.FORECAST), found.message
    rows = rows_of(found)
    wanted = told(expected(horizon=horizon), first)
    assert [list(row[1:]) for row in rows] == [pytest.approx(item) for item in wanted]
    starts = [row[0] for row in rows]
    assert all(isinstance(day, date) and day.day == 1 for day in starts)
    assert len(set(starts)) == len(starts) == horizon - first


def test_a_forecast_says_its_interval_its_method_and_how_it_did(months: Asker) -> None:
    found = say(months, "forecast revenue next month")
    engine = expected(horizon=2)
    low, high = (value_text(item[1], "USD") for item in (engine.low, engine.high))
    value = value_text(engine.values[1], "USD")
    assert found.message == (
        f"Revenue in Aug 2026: about {value} expected, between {low} and {high} in 80% of cases."
    )
    assert found.remarks[1].numbers["smape"] == pytest.approx(engine.smape)
    assert engine.method[1:] in found.remarks[1].text
    assert found.result is not None
    (caveat,) = [item.text for item in found.result.caveats if item.kind == "forecast"]
    assert f"{engine.measured:.0%} lay inside" in caveat
    assert found.reading[-1].meaning == "forecast from Jan 2023 to Jun 2026, by month"


def test_months_of_a_sum_are_summed_and_others_are_not(months: Asker) -> None:
    total = sum(expected(horizon=4).values[1:])
    assert value_text(total, "USD") in say(months, "forecast revenue next 3 months").message
    assert "over all" not in say(months, "forecast average sale next 3 months").message


def test_conditions_hold_for_the_past_too(months: Asker) -> None:
    found = say(months, "forecast revenue in the North for the next 3 months")
    wanted = told(expected("North", horizon=4), 1)
    assert [list(row[1:]) for row in rows_of(found)] == [pytest.approx(item) for item in wanted]


def test_what_was_asked_before_can_be_forecast(months: Asker) -> None:
    found = say(months, "revenue in the South last month", "forecast it")
    wanted = told(expected("South", horizon=3), 0)
    assert [list(row[1:]) for row in rows_of(found)] == [pytest.approx(item) for item in wanted]


def test_the_chart_shows_the_past_and_the_band(months: Asker) -> None:
    chart = answer_to_json(say(months, "forecast revenue for the next 3 months"))["visualization"]
    assert isinstance(chart, dict)
    assert chart["chart_type"] == "line"
    points = chart["spec"]["data"]["values"]
    ahead = [item for item in points if item["kind"] == "ahead"]
    assert [item["value"] for item in ahead[1:]] == pytest.approx(expected(horizon=4).values)
    assert all(item["low"] < item["value"] < item["high"] for item in ahead[1:])
    known = [item for item in points if item["kind"] != "ahead"]
    assert ahead[0]["value"] == known[-1]["value"] == pytest.approx(monthly()[date(2026, 6, 1)])


@pytest.mark.parametrize(
    ("turn", "why"),
    [
        ("forecast revenue in 2024", "That time is over"),
        ("forecast revenue by region", "one number"),
        ("forecast revenue and visitors", "one number"),
        ("forecast unicorns", "unicorns"),
        ("forecast", "Name one number"),
        ("forecast revenue in 2041", "the most"),
        ("forecast revenue last month compared to the month before", "Name one time"),
    ],
)
def test_what_cannot_be_forecast_is_refused_with_the_reason(
    months: Asker, turn: str, why: str
) -> None:
    found = say(months, turn)
    assert (found.status, found.result) == ("refused", None)
    assert why in found.message


def test_too_short_a_past_is_no_forecast(asker: Asker) -> None:
    found = Talk(agents=team(asker)).say("forecast revenue next month")
    assert found.status == "refused"
    assert found.message.startswith("No forecast of revenue: only 1 ")


def test_a_number_that_is_called_forecast_is_a_number(months: Asker) -> None:
    assert say(months, "forecast error by month").intent is Intent.TREND
