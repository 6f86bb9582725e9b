"""A story is told of the segment that moved, not of one that most of that segment has in common."""

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np

from boardroom.analysis.panel.scan import Episode
from boardroom.analysis.panel.series import Floats, Panel, Step
from boardroom.executive.scan.panel_reading import Reading
from boardroom.executive.scan.placing import each_once, placed
from boardroom.executive.scan.sighting import Sighting
from boardroom.executive.scan.story import Story

DAYS = np.arange(738_001, 738_001 + 7 * 150, dtype=np.int64)
FIRST, LAST = 980, 1021
LEVEL = 200.0


def reading(
    dimension: str | None, rows: dict[str | None, Floats], *, step: Step = "day", metric: str = "m"
) -> Reading:
    """What is watched of counts by the values of one dimension."""
    totals = np.stack(list(rows.values()))
    days = DAYS
    if step == "week":
        days, totals = DAYS[::7], np.add.reduceat(totals, np.arange(0, len(DAYS), 7), axis=1)
    facts = SimpleNamespace(metric=SimpleNamespace(name=metric, unit="count"))
    return Reading(
        watched=cast("object", SimpleNamespace(dimension=dimension, facts=facts)),  # type: ignore[arg-type]  # what a story reads of it
        values=tuple(rows),
        panel=Panel(days=days, totals=totals, step=step),
        support=totals,
        whole_totals=totals.sum(0),
        whole_support=totals.sum(0),
        regular=np.zeros(len(totals), dtype=bool),
        query=cast("object", None),  # type: ignore[arg-type]  # not read
        result=cast("object", None),  # type: ignore[arg-type]  # not read
    )


def counts(seed: int, factor: float = 1.0, level: float = LEVEL) -> Floats:
    course = np.full(len(DAYS), level)
    course[FIRST : LAST + 1] *= factor
    return np.random.default_rng(seed).poisson(course).astype(float)


def story(of: Reading, row: int) -> Story:
    episode = Episode(
        series=row, first=FIRST, last=LAST, excess=-1.0, expected=2.0, weight=2.0,
        deviations=-9.0, p_value=1e-7,
    )  # fmt: skip
    return Story(head=Sighting(reading=of, value=of.values[row], episode=episode), others=())


def the_company() -> tuple[Reading, Reading, Reading]:
    """North fell by 40 %; most of North is on the small plan, so that plan fell too."""
    north_small, north_large = counts(1, 0.6, 250.0), counts(2, 0.6, 100.0)
    south_small, south_large = counts(3, 1.0, 60.0), counts(4, 1.0, 300.0)
    regions = {"North": north_small + north_large, "South": south_small + south_large}
    plans = {"Small": north_small + south_small, "Large": north_large + south_large}
    whole = {None: regions["North"] + regions["South"]}
    return reading(None, whole), reading("region", regions), reading("plan", plans)  # type: ignore[arg-type]  # a dict's keys


def test_a_segment_that_only_shares_in_it_leaves_the_story_to_the_one_that_moved() -> None:
    whole, regions, plans = the_company()
    found = placed(story(plans, 0), [whole, regions, plans])
    assert (found.head.reading, found.head.value) == (regions, "North")
    assert found.head.episode.excess / found.head.episode.expected < -0.35
    assert found.head.episode.p_value == found.chance == 1e-7
    assert [item.value for item in found.others] == ["Small"]


def test_the_segment_that_moved_keeps_its_story() -> None:
    whole, regions, plans = the_company()
    told = story(regions, 0)
    assert placed(told, [whole, regions, plans]) is told


def test_what_fell_everywhere_is_told_of_the_whole() -> None:
    regions = {"North": counts(5, 0.6), "South": counts(6, 0.6)}
    split = reading("region", regions)  # type: ignore[arg-type]  # a dict's keys
    whole = reading(None, {None: regions["North"] + regions["South"]})
    found = placed(story(split, 1), [whole, split])
    assert (found.head.reading, found.head.value) == (whole, None)


def test_values_read_by_day_and_by_week_are_compared_with_each_other() -> None:
    by_day = reading("account", {"Hosting": counts(7), "Ads": counts(8, 0.96)})
    by_week = reading("account", {"Advice": counts(9, 0.5)}, step="week")
    told = placed(story(by_day, 1), [by_day, by_week])
    assert (told.head.reading, told.head.value) == (by_week, "Advice")


def test_other_metrics_and_months_say_nothing_of_it() -> None:
    regions = {"North": counts(5, 0.6), "South": counts(6, 0.6)}
    split = reading("region", regions)  # type: ignore[arg-type]  # a dict's keys
    other = reading("plan", {"Small": counts(1, 0.3), "Large": counts(2)}, metric="n")
    told = story(split, 1)
    assert placed(told, [other, split]) is told
    assert placed(told, [other]) is told


def test_the_whole_takes_over_only_where_it_plainly_moved() -> None:
    noise = np.random.default_rng(6).normal(0.0, 0.1, len(DAYS) // 14).repeat(14)
    steady, wild = counts(12, 0.85), counts(13) * np.exp(noise)
    split = reading("region", {"A": steady, "B": wild})
    whole = reading(None, {None: steady + wild})
    told = story(split, 0)
    assert placed(told, [whole, split]) is told


def test_another_course_of_the_segment_is_not_the_story() -> None:
    whole, regions, plans = the_company()
    burst = replace(story(regions, 0).head.episode, first=1000, last=1001, excess=9.0)
    rise = Sighting(reading=regions, value="North", episode=burst)
    told = story(plans, 0)
    found = placed(replace(told, others=(rise,)), [whole, regions, plans])
    assert found.head.value == "North"
    assert found.head.episode.excess < 0
    assert len(found.others) == 2


def test_stories_that_end_at_one_course_are_one() -> None:
    whole, regions, plans = the_company()
    small, other = story(plans, 0), story(regions, 0)
    found = each_once([placed(small, [whole, regions, plans]), other])
    assert [(item.head.value, len(item.others)) for item in found] == [("North", 2)]
    assert len(each_once([other, story(regions, 1)])) == 2
