"""A scan on a page: what is news, by whom it is told, and each story once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from boardroom.executive.pack import Pack, Play
from boardroom.executive.pack_binding import Department
from boardroom.executive.scan.on_page import join_scan, seat
from boardroom.insight.model import Insight
from boardroom.insight.number import Number
from boardroom.semantic.result import Comparison, Period
from tests.unit.executive.cards import bad

TODAY = date(2026, 9, 15)
AUGUST = Period(start=date(2026, 8, 1), end=date(2026, 8, 31), complete=True)
SHOWN = Number(id="change", value=-0.1, unit="percent", text="10%")


def _dated(item: Insight, start: date, end: date, **more: Any) -> Insight:
    period = Period(start=start, end=end, complete=True)
    return replace(item, evidence=replace(item.evidence, period=period), **more)


def _course(metric: str, start: date, end: date, **more: Any) -> Insight:
    made = bad("episode", metric, title="Leads, channel Email: 12% below expected", **more)
    made = replace(made, status=more.get("status", "on"), numbers=(replace(SHOWN, text="12%"),))
    return _dated(made, start, end)


def _own(kind: str, metric: str, **more: Any) -> Insight:
    return _dated(bad(kind, metric, numbers=(SHOWN,), **more), date(2026, 8, 1), date(2026, 8, 31))


def test_what_the_page_tells_already_gains_a_sentence_and_is_not_told_again() -> None:
    course = _course("leads", date(2026, 8, 10), date(2026, 9, 14), level="critical")
    own = (
        _own("change", "leads"),
        _own("threshold", "leads", level="warning"),
        _own("change", "x"),
    )
    joined = join_scan(own, [course], quality=(), as_of=TODAY)
    assert joined.added == ()
    change, threshold, other = joined.own
    assert (change, other) == (own[0], own[2])
    assert threshold.text == f"{own[1].text} By day and segment: {course.title}."
    assert [item.text for item in threshold.numbers] == ["12%", "10%"]
    assert threshold.level == "warning"


@pytest.mark.parametrize(
    "own",
    [
        _own("trend", "leads"),
        _own("change", "leads", assessment="good"),
        _own("change", "leads", assessment="neutral", effect=3.0),
        _own("change", "deals"),
        _dated(_own("change", "leads"), date(2026, 7, 1), date(2026, 7, 31)),
    ],
    ids=["another kind", "the other way", "the other way by size", "another metric", "before"],
)
def test_another_story_is_told_beside_it(own: Insight) -> None:
    course = _course("leads", date(2026, 8, 20), date(2026, 9, 14))
    joined = join_scan([own], [course], quality=(), as_of=TODAY)
    assert (joined.own, joined.added) == ((own,), (course,))


def test_a_mix_that_a_course_of_one_of_its_values_moved_is_no_further_story() -> None:
    course = _course("leads", date(2026, 7, 5), date(2026, 8, 20), subject={"x.channel": "Email"})
    mix = _own("mix", "leads", subject={"x.channel": "Partner"})
    compared = Comparison(start=date(2026, 7, 1), end=date(2026, 7, 31), kind="previous_period")
    before = replace(mix, evidence=replace(mix.evidence, comparison=compared))
    over = _course("leads", date(2026, 7, 5), date(2026, 7, 20), subject={"x.channel": "Email"})
    other = _own("mix", "leads", subject={"x.region": "Europe"})
    for one, told in ((mix, course), (before, over)):
        assert join_scan([one], [told], quality=(), as_of=date(2026, 8, 15)).own == ()
    for one, told in ((other, course), (mix, over)):
        assert join_scan([one], [told], quality=(), as_of=date(2026, 8, 15)).own == (one,)


@pytest.mark.parametrize(
    ("days_ago", "status", "shown"),
    [(1, "on", True), (200, "on", False), (31, "recovered", True), (32, "recovered", False)],
)
def test_old_news_is_none(days_ago: int, status: str, *, shown: bool) -> None:
    end = TODAY - timedelta(days=days_ago)
    course = _course("leads", end - timedelta(days=9), end, status=status)
    assert join_scan((), [course], quality=(), as_of=TODAY).added == ((course,) if shown else ())


def test_data_that_cannot_be_right_is_named_once() -> None:
    def trouble(kind: str, dataset: str) -> Insight:
        return replace(
            bad("data_quality", ""),
            id=f"data_quality:{kind}:{dataset}",
            subject={"dataset": dataset},
        )

    known = (trouble("gap", "orders"), trouble("stale", "visits"))
    found = [
        trouble("missing", "orders:2026-08-01"), trouble("missing", "visits"),
        trouble("twice", "orders"),
    ]  # fmt: skip
    found[0] = replace(found[0], subject={"dataset": "orders"})
    assert join_scan((), found, quality=known, as_of=TODAY).trouble == tuple(found[1:])


def test_a_course_stands_with_the_department_that_shows_its_metric_and_its_advice() -> None:
    pack = Pack(
        name="growth", title="Growth", playbook=(Play(metric="leads", action="Call the agency"),)
    )
    desk = Department(pack=pack, metrics=("leads",), named=1, tables={}, missing=())
    course = _course("leads", date(2026, 8, 20), date(2026, 9, 14))
    other = _course("deals", date(2026, 8, 20), date(2026, 9, 14))
    seated = tuple(seat([course, other], [desk], {}))
    assert seated[1] == other
    assert (seated[0].department, seated[0].recommendation) == ("growth", "Call the agency")
