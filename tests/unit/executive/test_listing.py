"""One list of all that is found: by one score, each story once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from boardroom.executive.layout import KEY_METRICS
from boardroom.executive.listing import points, with_records
from boardroom.executive.pack import Pack
from boardroom.executive.pack_binding import Department
from boardroom.executive.ranking import by_score
from boardroom.insight.model import Insight, Report
from tests.unit.executive.cards import bad

FACTORS = {"significance": 0.9, "effect": 0.8, "impact": 1.0, "novelty": 0.5}
WHOLE = 100 * 0.9 * 0.8 * 0.5


def _record(kind: str, name: str, *, product: float = WHOLE, effect: float = 5.0) -> Insight:
    factors = {**FACTORS, "novelty": FACTORS["novelty"] * product / WHOLE}
    return bad(kind, name, effect=effect, score=product, score_parts=factors)


def _listed(own: Sequence[Insight], records: Sequence[Insight], *, known: int) -> Report:
    empty = Report(title="", as_of=date(2026, 1, 1))
    pack = Pack(name="sales", title="Sales")
    department = Department(pack=pack, metrics=(), named=known, tables={})
    return with_records(
        replace(empty, insights=tuple(own), tests={"change": 3}),
        replace(empty, insights=tuple(records), tests={"survey": 7}),
        departments=[department],
    )


def test_the_parts_of_a_record_add_up_to_its_score() -> None:
    assert sum(points(FACTORS).values()) == pytest.approx(WHOLE)
    assert points(FACTORS)["impact"] == 0.0
    assert points({"effect": 1.0}) == {"whole": 100.0, "effect": 0.0}
    (item,) = _listed([], [_record("share", "orders")], known=0).insights
    assert sum(item.score_parts.values()) == pytest.approx(item.score)


def test_records_lead_where_packs_know_little_and_follow_the_news_of_a_company() -> None:
    news = bad("change", "revenue", score=60.0)
    records = [_record("share", "orders", product=30.0), _record("share", "leads", product=20.0)]
    alone = _listed([news], records, known=KEY_METRICS - 1).insights
    company = _listed([news], records, known=KEY_METRICS).insights
    assert [item.metric for item in alone] == ["orders", "revenue", "leads"]
    assert [item.metric for item in company] == ["revenue", "orders", "leads"]
    assert by_score(reversed(company)) == company


def test_of_a_trend_and_the_same_course_of_its_records_one_is_told() -> None:
    trend = bad("trend", "orders", effect=9.0, score=37.0)
    course = _record("course", "orders")
    other_way = replace(_record("course", "orders", effect=-5.0), id="course:falling")
    of_a_value = replace(course, id="course:x", subject={"orders.state": "SP"})
    found = _listed([trend], [course, other_way, of_a_value], known=KEY_METRICS)
    assert [item.id for item in found.insights] == ["trend:orders", "course:falling", "course:x"]
    assert _listed([trend], [course], known=0).insights[0].kind == "course"
    assert found.tests == {"change": 3, "survey": 7}


def test_the_course_that_is_not_listed_is_found_through_the_one_that_is() -> None:
    trend = bad("trend", "orders", effect=9.0, score=37.0)
    (listed,) = _listed([trend], [_record("course", "orders")], known=0).insights
    assert [item.kind for item in listed.stories] == ["course", "trend"]


def test_a_dismissed_course_takes_no_place_from_a_live_trend() -> None:
    trend = bad("trend", "orders", effect=9.0, score=37.0)
    course = replace(_record("course", "orders"), status="dismissed")
    found = _listed([trend], [course], known=0).insights
    assert {item.kind for item in found} == {"trend", "course"}
