"""The same weeks of related series are one piece of news, told by its plainest segment."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import cast

from boardroom.executive.scan.sighting import Sighting
from boardroom.executive.scan.story import is_open, tell_stories

FIRST = date(2026, 3, 1)


def sighting(
    metric: str,
    base: str,
    value: str | None,
    *,
    days: tuple[int, int],
    deviations: float,
    step: str = "day",
) -> Sighting:
    """A sighting on days ``days`` after the first of March."""
    facts = SimpleNamespace(metric=SimpleNamespace(name=metric), bases=(base,))
    watched = SimpleNamespace(facts=facts, dimension="x.channel" if value else None)
    reading = SimpleNamespace(
        steps=None,
        watched=watched,
        panel=SimpleNamespace(step=step),
        day=lambda place: FIRST + timedelta(days=place),
        last_day=lambda place: FIRST + timedelta(days=place),
    )
    episode = SimpleNamespace(first=days[0], last=days[1], deviations=deviations)
    return cast("Sighting", SimpleNamespace(
        reading=reading,
        value=value,
        episode=episode,
        first_day=FIRST + timedelta(days=days[0]),
        last_day=FIRST + timedelta(days=days[1]),
    ))  # fmt: skip


def test_one_event_is_one_story_and_its_segment_leads() -> None:
    whole = sighting("visits", "visits", None, days=(0, 20), deviations=9.0)
    segment = sighting("visits", "visits", "Email", days=(1, 20), deviations=8.0)
    views = sighting("views", "visits", "Email", days=(2, 18), deviations=6.0)
    stories = tell_stories([views, whole, segment])
    assert [(item.head, set(item.others)) for item in map(_plain, stories)] == [
        (id(segment), {id(whole), id(views)})
    ]


def test_other_days_and_other_tables_are_other_stories() -> None:
    first = sighting("visits", "visits", "Email", days=(0, 20), deviations=9.0)
    later = sighting("visits", "visits", "Email", days=(60, 80), deviations=-7.0)
    other = sighting("costs", "ledger", "Rent", days=(6, 24), deviations=6.0)
    assert len(tell_stories([first, later, other])) == 3


def test_what_begins_and_ends_together_is_one_story() -> None:
    orders = sighting("orders", "orders", "Email", days=(0, 20), deviations=-9.0)
    lines = sighting("lines", "order_lines", None, days=(1, 20), deviations=-7.0)
    assert len(tell_stories([orders, lines])) == 1


def test_what_only_begins_and_ends_together_goes_with_its_own_kind_first() -> None:
    spend = sighting("spend", "ads", "Partner", days=(0, 35), deviations=9.0)
    country = sighting("score", "answers", "Canada", days=(1, 35), deviations=-5.0)
    small = sighting("score", "answers", "Small", days=(8, 35), deviations=-7.0)
    stories = tell_stories([spend, country, small])
    assert [(item.head, item.others) for item in map(_plain, stories)] == [
        (id(spend), []),
        (id(small), [id(country)]),
    ]


def test_what_reaches_the_end_of_the_data_is_open() -> None:
    item = sighting("visits", "visits", None, days=(0, 20), deviations=5.0)
    assert is_open(item, end=FIRST + timedelta(days=21))
    assert not is_open(item, end=FIRST + timedelta(days=60))


def test_a_day_and_the_week_that_holds_it_are_one_event() -> None:
    down = sighting("uptime", "checks", "core", days=(9, 9), deviations=-16.0)
    week = sighting("errors", "requests", "/orders", days=(7, 13), deviations=10.0, step="week")
    assert len(tell_stories([down, week])) == 1
    days = sighting("errors", "requests", "/orders", days=(5, 13), deviations=10.0)
    assert len(tell_stories([down, days])) == 2


def _plain(story: object) -> SimpleNamespace:
    head, others = story.head, story.others  # type: ignore[attr-defined]  # a Story
    return SimpleNamespace(head=id(head), others=[id(item) for item in others])


def test_weeks_that_are_only_near_each_other_are_two_stories() -> None:
    spend = sighting("spend", "ads", "Search", days=(0, 34), deviations=9.0)
    score = sighting("score", "answers", "Small", days=(1, 42), deviations=-5.0, step="week")
    assert len(tell_stories([spend, score])) == 2
    bill = sighting("cost", "ledger", "Advertising", days=(0, 33), deviations=6.0)
    assert len(tell_stories([spend, bill])) == 1
    weekly = sighting("leads", "leads", "Search", days=(0, 34), deviations=5.0, step="week")
    also = sighting("deals", "deals", "Search", days=(0, 35), deviations=7.0, step="week")
    assert len(tell_stories([weekly, also])) == 1
