"""One course under several names is told once, by the most important of them."""

from dataclasses import replace

import pytest

from boardroom.executive.same_course import find_repeats, mark_repeats, tell_once
from boardroom.insight.model import KeyMetric
from boardroom.semantic.model import Expression, Metric
from tests.unit.insight.sample_report import FELL, REVENUE, months

LEVELS = [900.0, 870.0, 940.0, 1010.0, 990.0]


def _card(name: str, values: list[float | None]) -> KeyMetric:
    sparkline = tuple(zip(months(len(values)), values, strict=True))
    return replace(REVENUE, metric=name, label=name, sparkline=sparkline, value=values[-1])


def _metrics(*names: str) -> dict[str, Metric]:
    return {name: Metric(name=name, expression=Expression(sql="COUNT(*)")) for name in names}


def test_a_multiple_is_spoken_for_by_the_more_important_metric() -> None:
    cards = [
        _card("invoice_revenue", list(LEVELS)),
        _card("revenue", list(LEVELS)),
        _card("arr", [12 * value for value in LEVELS]),
        _card("cost", [value - 100 for value in LEVELS]),
    ]
    names = [card.metric for card in cards]
    repeats = find_repeats(cards, _metrics(*names))
    assert repeats == {"invoice_revenue": "revenue", "arr": "revenue"}
    marked = {card.metric: card.same_as for card in mark_repeats(cards, repeats)}
    assert marked == {"invoice_revenue": "revenue", "revenue": None, "arr": "revenue", "cost": None}


def test_a_few_rows_more_or_less_make_no_course_of_its_own() -> None:
    cards = [_card("leads", list(LEVELS)), _card("conversions", [*LEVELS[:-1], LEVELS[-1] + 1])]
    assert find_repeats(cards, _metrics("leads", "conversions")) == {"conversions": "leads"}


@pytest.mark.parametrize(
    "values",
    [[-value for value in LEVELS], [None, *LEVELS[1:]], [*LEVELS[:-1], LEVELS[-1] + 5]],
    ids=["the opposite", "other periods", "another last value"],
)
def test_what_is_not_the_same_course_speaks_for_itself(
    values: list[float | None],
) -> None:
    cards = [_card("revenue", list(LEVELS)), _card("other", values)]
    assert find_repeats(cards, _metrics("revenue", "other")) == {}


def test_few_levels_may_be_alike_by_chance_and_old_courses_say_nothing() -> None:
    few = [1.0, 0.0, 2.0, 1.0, 0.0]
    names = _metrics("hires", "leavers")
    assert find_repeats([_card("hires", [*few]), _card("leavers", [*few])], names) == {}
    old = replace(_card("leavers", [*LEVELS]), outdated=True)
    assert find_repeats([_card("hires", [*LEVELS]), old], names) == {}


def test_what_moved_is_told_once_and_what_somebody_set_a_level_for_stays() -> None:
    repeats = {"invoice_revenue": "revenue"}
    own = replace(FELL, id="change:invoice_revenue", metric="invoice_revenue")
    crossed = replace(own, id="threshold:invoice_revenue", kind="threshold")
    assert tell_once([FELL, own, crossed], repeats) == (FELL, crossed)
