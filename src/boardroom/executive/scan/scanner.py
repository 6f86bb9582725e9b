"""All episodes of all watched metrics, false discoveries controlled over everything looked at.

Called by the workspace, once per version of the data.
"""

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from boardroom.agents.context import Context
from boardroom.analysis.discovery import discoveries
from boardroom.analysis.panel.scan import Episode, scan_panels
from boardroom.executive.key_metric import number
from boardroom.executive.metric_facts import dimensions
from boardroom.executive.notebook import Notebook
from boardroom.executive.probe import take_footprints
from boardroom.executive.reading import read_metrics
from boardroom.executive.scan.companion import NO_COMPANY, Company, find_companions
from boardroom.executive.scan.own_grain import Look, look_at_own_grain
from boardroom.executive.scan.panel_reading import Asked, Reading, read_panels, without_twins
from boardroom.executive.scan.placing import each_once, placed
from boardroom.executive.scan.reliance import without_reliant
from boardroom.executive.scan.sighting import Sighting
from boardroom.executive.scan.step_reading import StepTrouble, read_steps
from boardroom.executive.scan.story import Story, tell_stories
from boardroom.executive.scan.watch_list import (
    ENTITIES,
    MOST_VALUES,
    Watched,
    ask_entities,
    ask_together,
    plan_watches,
)
from boardroom.executive.scan.yardstick import measured
from boardroom.executive.trouble import Trouble, unknown_days
from boardroom.insight.delta_text import NO_RATIOS
from boardroom.semantic.model import Metric
from boardroom.semantic.query import Query
from boardroom.semantic.result import Result

RATE = 0.004
"""At most so many of the findings are false on average, as far as chances are right. They are up to
some ten times too small for series with bursts of their own, so that one in ten may be."""

_TOGETHER = 8
"""So many questions are asked at once: all answers together would fill the memory."""

_LEAST_ROWS = 20.0
_LEAST_SIZE = 0.05
"""Of what was expected, other than of shares and scores: less is too little to raise an alarm,
however regular the series."""
_LEAST_CASES = 5.0
"""So many more or fewer cases of a share are news; one is not, however seldom it strays."""
_LEAST_THINGS = 30
_MANY = 60
"""Of fewer, such as the customers of a young company, no part is large enough."""
_FEW_ROWS = 5.0
_SAME = 0.5
"""So many values that are the same have no deviation."""
_FAR = 6.0
"""So many deviations from the others (in logs), few rows say enough,"""
_BEYOND = 1.25
"""so much further away than the furthest of the others,"""
_HALF = math.log(1.5)
"""and by half of the usual at least."""
_MAD = 1.4826
"""The deviation of a normal distribution, in medians of absolute deviations."""

_LEAST_EXPECTED = 0.2
"""Of the series' usual level; where less was to be expected, the model is off, not the business."""


@dataclass(frozen=True, kw_only=True)
class Scan:
    """What a scan looked at and found."""

    stories: tuple[Story, ...]
    series: int
    trouble: tuple[Trouble, ...] = ()
    steps: tuple[StepTrouble, ...] = ()
    company: Company = NO_COMPANY


def scan_metrics(context: Context, metrics: Sequence[Metric], notebook: Notebook) -> Scan:
    """Look at all that can be watched of ``metrics``."""
    reading = read_metrics(notebook.reader, metrics, most=len(metrics))
    footprints = take_footprints(context, reading.facts, notebook)
    watches = plan_watches(
        reading.facts,
        footprints,
        reader=notebook.reader,
        dimensions=dimensions(context.model, most_values=MOST_VALUES),
    )
    few, unknown = _few(context, watches), unknown_days(footprints.trouble)
    readings = without_twins(_read(context, watches, unknown, few))
    monthly = [item for item in readings if item.panel.step == "month"]
    readings = [item for item in readings if item.panel.step != "month"]
    scans = scan_panels([item.panel for item in readings])
    company = find_companions(readings, [item.residuals for item in scans])
    readings, scans = measured(readings, scans, reading.facts, context)
    steps = read_steps(context, reading.facts, footprints, unknown)
    own_grain = [*monthly, *steps.readings]
    found = _judge([*readings, *own_grain], [*scans, *map(look_at_own_grain, own_grain)])
    return replace(
        found,
        stories=without_reliant(found.stories, context, notebook.reader),
        trouble=footprints.trouble,
        steps=steps.trouble,
        company=company,
    )


Few = Mapping[tuple[str, str], AbstractSet[object]]


def _few(context: Context, watches: Sequence[Watched]) -> Few:
    """(rows' dataset, dimension) → values that so few of many things stand behind (customers of a
    small country) that one that comes or goes is all there is to tell."""
    asked = ask_entities(watches, context.model)
    found: dict[tuple[str, str], AbstractSet[object]] = {}
    queries = list(dict.fromkeys(asked.values()))
    answers = dict(zip(queries, context.ask(queries), strict=True))
    for place, query in asked.items():
        answer = answers[query]
        if isinstance(answer, Result):
            cells = zip(answer.rows, answer.column(ENTITIES), strict=True)
            counts = {row[0]: number(cell) or 0.0 for row, cell in cells}
            if (many := sum(counts.values())) >= _LEAST_THINGS:
                least = _LEAST_THINGS if many >= _MANY else many
                found[place] = {key for key, count in counts.items() if count < least}
    return found


def _read(
    context: Context,
    watches: Sequence[Watched],
    unknown: Mapping[str, AbstractSet[date]],
    few: Few,
) -> list[Reading]:
    """The series of all that can be answered; what fails together is asked one by one."""
    asked = list(ask_together(watches).items())
    readings: list[Reading] = []
    for first in range(0, len(asked), _TOGETHER):
        readings += _read_some(context, asked[first : first + _TOGETHER], unknown, few)
    return readings


def _read_some(
    context: Context,
    asked: Sequence[tuple[Query, Sequence[Watched]]],
    unknown: Mapping[str, AbstractSet[date]],
    few: Few,
) -> list[Reading]:
    readings: list[Reading] = []
    answers = context.ask([query for query, _ in asked])
    for (query, items), answer in zip(asked, answers, strict=True):
        if isinstance(answer, Result):
            for item in items:
                answered = Asked(query=query, result=answer)
                place = (item.facts.bases[0], item.dimension or "")
                readings += read_panels(
                    item, answered, unknown=unknown, few=few.get(place, frozenset())
                )
        elif len(items) > 1:
            for item in items:
                readings += _read(context, [item], unknown, few)
    return readings


def _judge(readings: Sequence[Reading], scans: Sequence[Look]) -> Scan:
    chances = [item.chances for item in scans]
    quick = [float(chance) for some in chances for chance in some]
    passed = iter(discoveries(quick, rate=RATE))
    doubtful = [
        (reading, scan, row)
        for reading, scan, some in zip(readings, scans, chances, strict=True)
        for row in range(len(some))
        if next(passed)
    ]
    found = [item for place in doubtful for item in _sightings(*place)]
    likely = _likely(tell_stories(found), series=len(quick))
    stories = each_once(_placed(item, readings) for item in likely)
    return Scan(stories=tuple(item for item in stories if _matters(item)), series=len(quick))


def _likely(stories: Sequence[Story], *, series: int) -> tuple[Story, ...]:
    """The stories that survive false-discovery control over all series looked at. What tells of one
    thing counts once: a hundred series that fell together make no other finding more likely."""
    chances = [item.chance for item in stories]
    chances += [1.0] * max(0, series - sum(1 + len(item.others) for item in stories))
    kept = discoveries(chances, rate=RATE * len(chances) / max(1, series))
    return tuple(item for item, is_kept in zip(stories, kept, strict=False) if is_kept)


def _sightings(reading: Reading, scan: Look, row: int) -> list[Sighting]:
    return [
        Sighting(reading=reading, value=reading.values[row], episode=episode)
        for episode in scan.episodes(row, limit=RATE)
        if not episode.yearly and _is_sound(reading, episode)
    ]


def _placed(story: Story, readings: Sequence[Reading]) -> Story:
    """Where it belongs, if enough rows stand behind that."""
    found = placed(story, readings)
    return found if _is_sound(found.head.reading, found.head.episode) else story


def _matters(story: Story) -> bool:
    """Whether what it is told of is large enough."""
    episode = story.head.episode
    if story.head.reading.watched.facts.metric.unit in NO_RATIOS:
        return True
    return abs(episode.excess) >= _LEAST_SIZE * abs(episode.expected)


def _is_sound(reading: Reading, episode: Episode) -> bool:
    """Whether enough rows stand behind it, and what was expected is not next to nothing."""
    window = slice(episode.first, episode.last + 1)
    rows = float(reading.support[episode.series, window].sum())
    usual = float(np.nanmean(reading.support[episode.series])) * episode.periods
    if reading.steps is not None and episode.periods == 1 and reading.watched.kind != "flow":
        return False  # The mean of one hour has a tail of its own.
    if reading.watched.kind == "ratio" and abs(episode.excess) < _LEAST_CASES:
        return False
    if reading.watched.kind == "level" and _is_flat(reading, episode.series):
        return False
    if reading.watched.kind != "flow":
        enough = rows >= _LEAST_ROWS or bool(reading.regular[episode.series])
        return enough or (reading.watched.kind == "level" and _stands_out(reading, episode))
    enough = max(rows, usual) >= _LEAST_ROWS or bool(reading.regular[episode.series])
    if reading.panel.step == "month":  # Costs may stand below zero.
        return enough
    if reading.steps is not None:  # At night next to nothing is usual.
        return enough
    level = float(np.nanmean(reading.panel.totals[episode.series])) * episode.periods
    return enough and episode.expected >= _LEAST_EXPECTED * level


def _is_flat(reading: Reading, series: int) -> bool:
    """Whether most of its periods have few rows and one and the same value: whatever is added to
    nothing strays from it without bound."""
    rows = reading.support[series]
    known = np.isfinite(reading.panel.totals[series]) & (rows > 0)
    values = reading.panel.totals[series, known]
    few = bool(len(values)) and float(np.mean(rows[known])) < _FEW_ROWS
    return few and float(np.mean(values == np.median(values))) > _SAME


def _stands_out(reading: Reading, episode: Episode) -> bool:
    """Whether few rows say enough: positive values that in logs lie far beyond all others, so that
    it is neither spread nor a heavy tail."""
    rows = reading.support[episode.series]
    known = np.isfinite(reading.panel.totals[episode.series]) & (rows > 0)
    means = np.divide(
        reading.panel.totals[episode.series], rows, where=known, out=np.ones(len(rows))
    )
    if known.sum() < _LEAST_ROWS or (means[known] <= 0).any():
        return False
    logs, inside = np.log(means), np.zeros(len(rows), dtype=bool)
    inside[episode.first : episode.last + 1] = True
    others = logs[known & ~inside]
    away = np.abs(others - np.median(others))
    within = np.average(logs[inside & known], weights=rows[inside & known])
    size = abs(float(within - np.median(others)))
    least = max(_FAR * _MAD * float(np.median(away)), _BEYOND * float(away.max()), _HALF)
    return size > least
