"""Every number in a sentence is one of its numbers, as it stands there."""

import re
from dataclasses import replace
from datetime import date

import pytest

from boardroom.insight.model import Contribution, Contributions, Forecast, ForecastPoint
from boardroom.insight.state_wording import forecast_sentence
from boardroom.insight.wording import (
    ChangeFigures,
    Sentence,
    TrendFigures,
    assess,
    change_sentence,
    contributors_sentence,
    empty_days_sentence,
    quarantine_sentence,
    spread_sentence,
    stale_sentence,
    thin_tail_sentence,
    trend_sentence,
)

CHANGE = ChangeFigures(
    label="Day-30 retention", unit="percent", value=0.31, previous=0.42, period="Aug 2018",
    against="Jul 2018", grain="month", usual=0.013, steps=22, p_value=0.0004,
)  # fmt: skip
TREND = TrendFigures(
    label="Revenue", unit="USD", slope=12_345.6, first=1e5, last=2.5e5, periods=13, grain="month",
    since="Aug 2017", until="Aug 2018", p_value=0.004,
)  # fmt: skip
CARRIED = Contributions(
    dimension="orders.state", label="State", total=-12_000.0, unit="USD",
    items=(
        Contribution(value="Area 51", current=1.0, previous=2.0, change=-8e3, share=0.67, mix=-1e2),
        Contribution(value=None, current=1.0, previous=2.0, change=-5_000.0, share=0.417),
    ),
)  # fmt: skip
EXPECTED = Forecast(
    points=(ForecastPoint(start=date(2018, 9, 1), value=1.3e6, low=1.2e6, high=1.4e6),),
    grain="month", unit="USD", method="Theta", coverage=0.8, measured=31 / 39, cases=39, mase=0.9,
    naive_mase=0.75, earlier=14, earlier_inside=12,
)  # fmt: skip
GIVEN = [
    "Sep 2018",
    "Day-30 retention",
    "Aug 2018",
    "Jul 2018",
    "Aug 2017",
    "28 Aug 2018",
    "4–5 Aug 2018",
    "Area 51",
]
"""Names and dates: digits in them are no figures."""


def _sentences() -> list[Sentence]:
    return [
        change_sentence(CHANGE),
        change_sentence(replace(CHANGE, unit="USD", value=980.0, previous=0.0, usual=10.0)),
        change_sentence(replace(CHANGE, unit="count", value=1_284_034.0, previous=9_000.0)),
        trend_sentence(TREND),
        trend_sentence(replace(TREND, unit="percent", slope=-0.004, first=0.5, last=0.4)),
        contributors_sentence("Revenue", CARRIED),
        spread_sentence("Revenue", ["State", "Category", "Channel"]),
        spread_sentence("Revenue", ["State"]),
        stale_sentence("orders", "orders ends 12 days ago, 2.5 days are allowed"),
        quarantine_sentence("orders", 1_203, 99_441, reasons={"bad date": 1_200, "no key": 3}),
        thin_tail_sentence("orders", end="28 Aug 2018", rows=28, days=50, usual=123.4),
        empty_days_sentence("orders", 2, "4–5 Aug 2018"),
        forecast_sentence("Revenue", EXPECTED),
        forecast_sentence("Revenue", replace(EXPECTED, mase=None, earlier=1, earlier_inside=0)),
    ]


@pytest.mark.parametrize("sentence", _sentences())
def test_no_number_stands_in_a_text_that_is_not_among_its_numbers(sentence: Sentence) -> None:
    rest = f"{sentence.title} {sentence.text} {sentence.uncertainty}"
    for number in sentence.numbers:
        assert number.text in rest, number
    for known in sorted([*GIVEN, *(n.text for n in sentence.numbers)], key=len, reverse=True):
        rest = rest.replace(known, "")
        rest = rest.replace(known.lstrip("+−"), "")
    assert not re.search(r"\d", rest), rest


def test_sentences_are_short_and_whole() -> None:
    for sentence in _sentences():
        assert len(sentence.title) <= 80
        assert sentence.text.endswith(".")
        assert "  " not in sentence.text
        assert "None" not in sentence.text


def test_rates_move_in_points() -> None:
    assert change_sentence(CHANGE).title == "Day-30 retention fell 11.0 pts in Aug 2018"


def test_growth_from_nearly_nothing_is_told_in_its_unit_never_in_percent() -> None:
    sentence = change_sentence(
        replace(CHANGE, label="Orders", unit="count", value=900.0, previous=2.0, usual=3.0)
    )
    assert sentence.title == "Orders rose 898 in Aug 2018"
    assert "2 is too little for the change to be told in percent." in sentence.text
    assert "%" not in sentence.text
    tenfold = replace(CHANGE, label="Orders", unit="count", value=900.0, previous=90.0)
    assert change_sentence(tenfold).title == "Orders rose 900% in Aug 2018"


def test_the_odds_are_said_in_words() -> None:
    odds = change_sentence(CHANGE).uncertainty
    assert odds == "A change this large comes about by chance less than once in 1,000 cases."


def test_good_and_bad_follow_the_direction() -> None:
    assert [assess(1.0, "up"), assess(1.0, "down"), assess(1.0, None), assess(0.0, "up")] == [
        "good", "bad", "neutral", "neutral",
    ]  # fmt: skip


def test_a_forecast_says_when_repeating_the_last_season_was_better_and_what_became_of_others() -> (
    None
):
    told = forecast_sentence("Revenue", EXPECTED).text
    assert "Of 39 past values forecast the same way, 31 lay inside" in told
    assert "the mean miss was 120% of that of repeating the last season" in told
    assert "Of 14 forecasts on earlier pages that came due, 12 lay inside." in told
    assert "earlier pages" not in forecast_sentence("Revenue", replace(EXPECTED, earlier=0)).text
