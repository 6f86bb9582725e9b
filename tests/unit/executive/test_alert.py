"""Which insights of a page are alerts, and under whose name."""

from dataclasses import replace
from datetime import date

from boardroom.executive.alert import find_alerts
from boardroom.insight.model import Insight, Report
from tests.unit.executive.cards import bad, crossed

COURSE = bad("episode", "a", status="on", level="critical")


def _subjects(*insights: Insight) -> list[tuple[str, str]]:
    report = Report(title="", as_of=date(2026, 9, 15), insights=insights)
    return [(item.subject, item.level) for item in find_alerts(report)]


def test_what_is_grave_and_on_is_an_alert_the_critical_first() -> None:
    over = bad("episode", "c", status="recovered", level="critical")
    found = _subjects(crossed("b", "warning"), COURSE, over, bad("change", "d"))
    assert found == [("episode:a", "critical"), ("threshold:b", "warning")]


def test_a_course_keeps_its_own_alert_whoever_tells_it() -> None:
    change = replace(bad("change", "a"), level="critical", told=COURSE)
    assert _subjects(change) == _subjects(COURSE) == [("episode:a", "critical")]
    threshold = replace(crossed("a", "warning"), told=COURSE)
    assert _subjects(threshold) == [("episode:a", "critical"), ("threshold:a", "warning")]
