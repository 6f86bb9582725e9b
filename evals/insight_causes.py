"""Which alarms come of what is no news: an unfinished period, a swing of every year, a load that is
missing, late or doubled. Called by ``evals.insights``, whose docstring gives the rules.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from boardroom.insight.model import Insight
from boardroom.simulate.company import CompanySpec, Incident
from boardroom.simulate.company.kind import KINDS
from boardroom.simulate.company.world import open_world
from evals.insight_truth import REACHES, alarm_days, tells_of

CAUSES = tuple(name for name, kind in KINDS.items() if not kind.business)
"""What is no news, as the simulator names it."""

_LONGER = timedelta(days=31)
_SWINGS = 0.2
_SMALLEST = 0.01


def causes(
    alarm: Insight,
    incidents: Sequence[Incident],
    *,
    until: date,
    reads: AbstractSet[str],
) -> frozenset[str]:
    """What an alarm comes of that is no news, of ``CAUSES``.

    Args:
        alarm: what is told.
        incidents: all that was planted in its world.
        until: the first day that is not over.
        reads: the files whose rows its metric is made of.
    """
    first, last = alarm_days(alarm)
    found = {"unfinished_period"} if last >= until else set[str]()
    if any(tells_of(alarm, item) for item in incidents):
        return frozenset(found)
    if _is_seasonal(first, last, until=until):
        found.add("seasonal_swing")
    begin = CompanySpec(until=until).first
    found |= {
        item.kind
        for item in incidents
        if _is_reached(alarm, item, reads=reads)
        and any(
            first <= effect.end
            and last >= effect.start
            and last - first <= effect.end - effect.start + _LONGER
            for effect in item.effects(first=begin)
        )
    }
    return frozenset(found)


def is_trouble(insight: Insight, incident: Incident) -> bool:
    """Whether a finding on the quality of data is about the file and days of a planted incident."""
    first, last = alarm_days(insight)
    about = insight.subject.get("dataset") == incident.segment.get("file")
    return about and first <= incident.end and last >= incident.start


def _is_reached(alarm: Insight, incident: Incident, *, reads: AbstractSet[str]) -> bool:
    if incident.kind == "seasonal_swing":
        return alarm.metric in REACHES["traffic_surge"]
    return incident.segment.get("file") in reads


def _is_seasonal(first: date, last: date, *, until: date) -> bool:
    days = (last - first).days + 1
    return 2 * sum(first <= day <= last for day in swinging_days(until)) >= days


@cache
def swinging_days(until: date) -> frozenset[date]:
    """The days that the simulator's own calendar makes a fifth or more quieter or busier than is
    usual on their day of the week.
    """
    spec = CompanySpec(until=until, scale=_SMALLEST, incidents="none")
    with (
        TemporaryDirectory(prefix="boardroom-") as spill,
        open_world(spec, incidents=(), spill=Path(spill)) as world,
    ):
        rows = world.execute(
            "SELECT day FROM calendar "
            "QUALIFY abs(activity / median(activity) OVER (PARTITION BY weekday) - 1) >= ?",
            [_SWINGS],
        ).fetchall()
    return frozenset(day for (day,) in rows)
