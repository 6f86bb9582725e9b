"""ANALYZE turns: statistics of rows, of complete periods only, and of records."""

from datetime import date

import numpy as np
import pytest

from boardroom.ask.answer import Answer, Intent
from boardroom.ask.asker import Asker
from tests.unit.ask.conversation.months import TODAY, monthly
from tests.unit.ask.conversation.talk import Talk, team
from tests.unit.ask.shop_data import ORDERS


def _say(asker: Asker, *turns: str) -> Answer:
    return Talk(agents=team(asker), today=TODAY).say(*turns)


def _complete() -> list[float]:
    return [value for day, value in sorted(monthly().items()) if day < date(2026, 7, 1)]


@pytest.mark.parametrize(
    "turns", [["statistics of revenue by month"], ["revenue by month", "analyze it"]]
)
def test_statistics_are_those_of_the_complete_months(months: Asker, turns: list[str]) -> None:
    found = _say(months, *turns)
    values, numbers = _complete(), found.remarks[0].numbers
    assert numbers["mean"] == pytest.approx(np.mean(values))
    assert numbers["median"] == pytest.approx(np.median(values))
    assert numbers["deviation"] == pytest.approx(np.std(values, ddof=1))
    assert numbers["p90"] == pytest.approx(np.percentile(values, 90))
    assert found.remarks[0].text.startswith(f"Over {len(values)} complete months: mean ")


def test_a_course_is_told_with_trend_moving_average_and_season(months: Asker) -> None:
    _, trend, moving, season = _say(months, "is there a season in revenue").remarks
    values = _complete()
    assert trend.text.startswith("Rises by ")
    assert moving.numbers["last"] == pytest.approx(np.mean(values[-3:]))
    assert moving.numbers["before"] == pytest.approx(np.mean(values[-6:-3]))
    assert season.numbers["strength"] is not None
    assert 0 <= season.numbers["strength"] <= 1


def test_values_of_records_are_described_too(asker: Asker) -> None:
    found = Talk(agents=team(asker)).say("distribution of ship cost")
    assert found.intent is Intent.ANALYZE
    assert found.remarks[0].numbers["mean"] == pytest.approx(np.mean([row[5] for row in ORDERS]))
