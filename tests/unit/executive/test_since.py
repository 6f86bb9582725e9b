"""What changed since the page before, and what nobody can tell."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from boardroom.executive.scan.scout import WHAT
from boardroom.executive.since import Digest, compare_pages, keep_deadlines, read_digest
from boardroom.insight.model import Insight, KeyMetric, NotAvailable, Report, Section
from boardroom.insight.render_json import report_to_text
from boardroom.insight.summary import Health, Priority, Summary
from boardroom.store.page_store import PageRecord
from tests.unit.executive.cards import bad, card

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def _page(
    cards: tuple[KeyMetric, ...] = (),
    insights: tuple[Insight, ...] = (),
    *,
    below: tuple[Insight, ...] = (),
    problem: str | None = None,
    health: float | None = 7.0,
) -> Report:
    score = None if health is None else Health(score=health, formula="", parts=())
    return Report(
        title="Shop",
        as_of=date(2026, 11, 2),
        key_metrics=cards,
        insights=insights,
        sections=(Section(name="sales", title="Sales", insights=below, problem=problem),),
        summary=Summary(health=score),
    )


def _digest(report: Report, **change: Any) -> Digest:
    data = json.loads(report_to_text(report)) | change
    record = PageRecord(
        id="p1", title="Shop", as_of=report.as_of, created_at=NOON, model_version="",
        data_version="", document=json.dumps(data),
    )  # fmt: skip
    return read_digest(record)


def test_moved_values_and_what_opened_and_recovered_are_told() -> None:
    cards = (card("a", 1.0), card("b", 2.0))
    before = _page(cards, (bad("change", "a"),), below=(bad("trend", "b"),))
    now = _page(
        (card("a", 1.0), card("b", 3.0), card("c", 9.0)),
        (bad("threshold", "a", level="warning"),),
        below=(bad("trend", "b"), bad("data_quality", "")),
        health=6.5,
    )
    since = compare_pages(now, _digest(before))
    assert (since.page, since.made_at, since.health) == ("p1", NOON, -0.5)
    assert [(item.metric, item.before, item.now) for item in since.moved] == [("b", 2.0, 3.0)]
    assert since.opened == ("a threshold",)
    assert since.recovered == ("a change",)


def test_the_same_page_again_changes_nothing() -> None:
    page = _page((card("a", 1.0), card("b", None)), (bad("change", "a"),))
    since = compare_pages(page, _digest(page))
    assert (since.health, since.moved, since.opened, since.recovered) == (0.0, (), (), ())


def test_what_the_new_page_could_not_look_at_has_not_recovered() -> None:
    before = _digest(_page((card("a"),), (bad("change", "a"),)))
    for blind in (
        _page((card("a"),), problem="This section is missing."),
        _page(()),
        _page((card("a", None),)),
        _page((card("a", outdated=True),)),
    ):
        assert compare_pages(blind, before).recovered == ()
    assert compare_pages(_page((card("a"),)), before).recovered == ("a change",)


def test_what_the_earlier_page_could_not_look_at_has_not_opened() -> None:
    now = _page((card("a"),), (bad("change", "a"),))
    since = compare_pages(now, _digest(_page(problem="This section is missing.")))
    assert since.opened == ()
    assert compare_pages(now, _digest(_page((card("a"),)))).opened == ("a change",)


@pytest.mark.parametrize("lost", [(None, "missing"), ("missing", None)])
def test_health_of_different_departments_is_not_compared(
    lost: tuple[str | None, str | None],
) -> None:
    before, now = (_page(problem=problem) for problem in lost)
    assert compare_pages(now, _digest(before)).health is None
    assert compare_pages(_page(health=None), _digest(_page())).health is None


def test_a_page_of_an_older_version_is_read_as_far_as_it_goes() -> None:
    digest = _digest(_page((card("a"),)), summary=None, sections=[], insights=[])
    since = compare_pages(_page((card("a"),)), replace(digest, lasting={}))
    assert (since.health, since.opened) == (None, ())


LOST = NotAvailable(what=f"Forecasts, {WHAT}", why="Being worked out.")


def _course(title: str, *, status: str = "on") -> Insight:
    return bad("episode", title, status=status)


def test_courses_open_and_recover_where_both_pages_looked_for_them() -> None:
    before = _page((), (_course("a"), _course("b"), _course("old", status="recovered")))
    now = _page((), (_course("b"), _course("c"), _course("a", status="recovered")), health=6.0)
    since = compare_pages(now, _digest(before))
    assert (since.opened, since.recovered) == (("c episode",), ("a episode",))
    assert since.health == -1.0
    for first, second in (
        (replace(before, insights=(), not_available=(LOST,)), now),
        (before, replace(now, insights=(), not_available=(LOST,))),
    ):
        since = compare_pages(second, _digest(first))
        assert (since.opened, since.recovered, since.health) == ((), (), None)


def test_a_course_lasts_whoever_tells_it() -> None:
    course = _course("a")
    told = _page((card("a", 1.0),), (replace(bad("change", "a"), told=course),))
    alone = _page((card("a", 1.0),), (course,))
    since = compare_pages(alone, _digest(told))
    assert (since.opened, since.recovered) == ((), ("a change",))
    since = compare_pages(told, _digest(alone))
    assert (since.opened, since.recovered) == (("a change",), ())
    assert compare_pages(told, _digest(_page((card("a"),)))).opened == ("a change",)


def test_what_was_dismissed_has_not_recovered() -> None:
    before = _digest(_page((), (_course("a"), _course("b"))))
    since = compare_pages(_page(()), before, quiet=frozenset({_course("a").id}))
    assert since.recovered == ("b episode",)


def _due(insight: Insight, deadline: date | None) -> Report:
    """A page whose one priority is due on a day."""
    priority = Priority(
        insight=insight.id, title="", evidence="", action="", success="", deadline=deadline
    )
    return replace(_page(insights=(insight,)), summary=Summary(priorities=(priority,)))


def _next_month(insight: Insight) -> Insight:
    period = replace(insight.evidence.period, start=date(2018, 9, 1), end=date(2018, 9, 30))
    return replace(insight, evidence=replace(insight.evidence, period=period))


@pytest.mark.parametrize(
    ("before", "now", "kept"),
    [
        (bad("threshold", "a"), bad("threshold", "a"), 9),
        (bad("threshold", "a"), _next_month(bad("threshold", "a")), 9),
        (bad("change", "a"), bad("change", "a"), 9),
        (bad("change", "a"), _next_month(bad("change", "a")), 20),
        (bad("change", "a"), bad("threshold", "a"), 20),
    ],
)
def test_a_priority_keeps_its_deadline_while_the_same_goes_on(
    before: Insight, now: Insight, kept: int
) -> None:
    page = _due(now, date(2026, 11, 20))
    assert page.summary is not None
    digest = _digest(_due(before, date(2026, 11, 9)))
    (priority,) = keep_deadlines(page.summary, page, digest).priorities
    assert priority.deadline == date(2026, 11, kept)


def test_what_became_graver_is_due_earlier_and_old_pages_have_no_deadline() -> None:
    page = _due(bad("threshold", "a"), date(2026, 11, 20))
    assert page.summary is not None
    for known in (date(2026, 11, 25), None):
        digest = _digest(_due(bad("threshold", "a"), known))
        assert keep_deadlines(page.summary, page, digest) == page.summary
