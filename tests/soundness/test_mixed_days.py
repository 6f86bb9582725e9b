"""A difference or ratio of datasets that are not loaded for the same days names those of each."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from boardroom.semantic.model import EventTime
from boardroom.semantic.query import Query
from tests.soundness.world import SqlEngine, World, build, metric, table

Days = tuple[date, date]

ACTUAL: Days = (date(2020, 3, 1), date(2022, 6, 30))
PLAN: Days = (date(2021, 2, 15), date(2022, 12, 31))


@pytest.fixture(scope="module")
def world(lasting: SqlEngine) -> World:
    """Actuals, paid twenty days later, and plans of later years."""
    random = Random(5)

    def rows(days: Days) -> Iterable[tuple[Any, ...]]:
        for n in range((days[1] - days[0]).days + 1):
            day = days[0] + timedelta(days=n)
            yield n, day, day + timedelta(days=200), random.randrange(1, 50)

    columns = "id:int! day:date paid:date v:int"
    return build(
        lasting,
        [
            table("actuals", columns, rows(ACTUAL), time="day"),
            table("plans", columns, rows(PLAN), time="day"),
        ],
        metrics=[
            metric("actual", "SUM(actuals.v)"),
            metric("planned", "SUM(plans.v)"),
            metric("variance", "actual - planned"),
            metric("attainment", "SUM(actuals.v) / SUM(plans.v)"),
            metric("settled", "SUM(actuals.v)", time=EventTime(field="actuals.paid")),
            metric("unsettled", "actual - settled"),
            metric("own", "SUM(actuals.v) / COUNT(actuals.id)"),
        ],
    )


def told(world: World, name: str, **asked: Any) -> list[str]:
    found = world.ask(Query(metrics=(name,), **asked))
    return [item.text for item in found.caveats if item.kind == "mixed_days"]


@pytest.mark.parametrize("name", ["variance", "attainment"])
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"time_range": "2020..2022"},
        {"time_range": "2021"},
        {"time_range": "2020..2022", "grain": "year"},
        {"time_range": "all", "grain": "month"},
        {"time_range": "2022-02", "compare": "previous_year"},
    ],
    ids=str,
)
def test_data_of_different_days_is_named(world: World, name: str, asked: dict[str, Any]) -> None:
    (text,) = told(world, name, **asked)
    assert text.startswith(f"{name.capitalize()} sets data of different days against each other")
    assert "actuals 2020-03-01 to 2022-06-30, plans 2021-02-15 to 2022-12-31" in text


@pytest.mark.parametrize(
    "asked",
    [
        {"time_range": "2021-05"},
        {"time_range": "2021-05..2022-06", "grain": "quarter"},
        {"time_range": "2020-05..2021-01", "grain": "month"},
        {"time_range": "2021-02-14..2022-02-13"},
    ],
    ids=["a common month", "common quarters", "months without a plan", "one day of a year"],
)
def test_nothing_is_said_where_all_data_has_the_days(world: World, asked: dict[str, Any]) -> None:
    assert not told(world, "variance", **asked)


@pytest.mark.parametrize("name", ["actual", "own", "unsettled"])
def test_one_dataset_is_known_for_the_same_days(world: World, name: str) -> None:
    """Also where some of its moments come later than others."""
    assert not told(world, name)


def test_a_metric_without_a_common_day_says_so_too(world: World) -> None:
    assert told(world, "variance", time_range="2020-03..2020-12")
