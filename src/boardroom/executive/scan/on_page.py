"""What of a scan stands on a page, and where it tells what the page tells already.

A page is about now: courses that are unusual until today, or were within a month. One story is told
once: what the page says of the same metric, way and days gains the sentence of the scan.
Called by the scout and by ``executive.page``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from boardroom.executive.pack_binding import Department
from boardroom.executive.playbook import advise
from boardroom.insight.model import Insight
from boardroom.insight.name import with_name
from boardroom.semantic.model import Metric
from boardroom.semantic.result import Period

RECENT_DAYS = 31

_OVERLAP = 0.5
_CONTROLLABILITY = 5.0
_TELLERS = ("threshold", "change", "target")
"""Kinds of insights on the last period of a metric; the first of them gains the sentence."""

_SAME_TROUBLE = {"missing": "gap", "late": "tail"}
"""What the scan calls empty days and a thin end, and what the page does."""


@dataclass(frozen=True, kw_only=True)
class Joined:
    """A page's insights and what a scan adds.

    Attributes:
        own: the page's, some with a further sentence.
        added: courses that nothing of the page tells of.
        trouble: data that cannot be right and that the page does not name.
        beyond: what no page shows, and nothing on it tells of: courses that are over, what moves
            together, what was dismissed.
    """

    own: tuple[Insight, ...]
    added: tuple[Insight, ...] = ()
    trouble: tuple[Insight, ...] = ()
    beyond: tuple[Insight, ...] = ()


def join_scan(
    own: Sequence[Insight],
    scanned: Iterable[Insight],
    *,
    quality: Sequence[Insight],
    as_of: date,
) -> Joined:
    """The page's insights beside those of a scan, each story once.

    Args:
        own: what stands on the page; a dismissed insight would take the news to nobody.
        scanned: what the scan found, with the departments that they go to.
        quality: what the page says is wrong with the data.
        as_of: the page's day.
    """
    found = {item.id: item for item in own}
    added: list[Insight] = []
    trouble: list[Insight] = []
    courses: list[Insight] = []
    beyond: list[Insight] = []
    named = {(item.id.split(":")[1], item.subject.get("dataset")) for item in quality}
    for item in scanned:
        if item.status == "dismissed":
            beyond.append(item)
        elif item.kind == "data_quality":
            kind = _SAME_TROUBLE.get(item.id.split(":")[1])
            if (kind, item.subject.get("dataset")) not in named:
                trouble.append(item)
        elif item.kind == "episode" and is_news(item, as_of=as_of):
            courses.append(item)
            teller = _teller(item, found.values())
            if teller is None:
                added.append(item)
            else:
                found[teller.id] = _telling(teller, item)
        else:
            beyond.append(item)
    told = (one for one in found.values() if not any(_makes(item, one) for item in courses))
    return Joined(own=tuple(told), added=tuple(added), trouble=tuple(trouble), beyond=tuple(beyond))


def is_news(item: Insight, *, as_of: date) -> bool:
    """Whether its last day lies within a month: what went on when its data ended long ago says
    nothing of today.
    """
    end = item.evidence.period.end
    return end is not None and end >= as_of - timedelta(days=RECENT_DAYS)


def seat(
    scanned: Iterable[Insight], departments: Sequence[Department], metrics: Mapping[str, Metric]
) -> Iterable[Insight]:
    """The insights as those of the department that shows their metric, with its playbook's
    advice.
    """
    packs = {name: item.pack for item in departments for name in item.metrics}
    for item in scanned:
        if item.metric in packs:
            pack = packs[item.metric]
            for seated in advise([replace(item, department=pack.name)], pack, metrics):
                yield _controllable(seated) if seated.recommendation else seated
        else:
            yield item


def _controllable(item: Insight) -> Insight:
    """The insight, ranked higher because somebody knows what to do about it."""
    parts = {**item.score_parts, "controllability": _CONTROLLABILITY}
    return replace(item, score=sum(parts.values()), score_parts=parts)


def _teller(item: Insight, own: Iterable[Insight]) -> Insight | None:
    """The page's insight on the same story."""
    same = [one for one in own if one.metric == item.metric and one.kind in _TELLERS]
    same = [one for one in same if _same_way(one, item) and _same_days(one, item)]
    return min(same, key=lambda one: _TELLERS.index(one.kind), default=None)


def _makes(course: Insight, mix: Insight) -> bool:
    """Whether a mix moved because one of its values left its course in either period."""
    if mix.kind != "mix" or mix.metric != course.metric or not course.subject.keys() & mix.subject:
        return False
    compared = mix.evidence.comparison
    days = _days(mix.evidence.period)
    if compared is not None:
        days |= _days(Period(start=compared.start, end=compared.end, complete=True))
    return bool(days & _days(course.evidence.period))


def _same_way(one: Insight, other: Insight) -> bool:
    if "neutral" not in {one.assessment, other.assessment}:
        return one.assessment == other.assessment
    if one.effect is None or other.effect is None:
        return False
    return one.effect.value * other.effect.value > 0


def _same_days(one: Insight, other: Insight) -> bool:
    """Whether they share half of the shorter one's days."""
    days, others = _days(one.evidence.period), _days(other.evidence.period)
    shorter = min(len(days), len(others))
    return shorter > 0 and len(days & others) >= _OVERLAP * shorter


def _days(period: Period) -> set[int]:
    """The days of a period as ordinals; none where it has no ends."""
    if period.start is None or period.end is None:
        return set()
    return set(range(period.start.toordinal(), period.end.toordinal() + 1))


def _telling(own: Insight, item: Insight) -> Insight:
    """The page's insight with what the scan saw of it."""
    numbers = {number.text: number for number in (*item.numbers, *own.numbers)}
    return replace(
        own,
        text=f"{own.text} By day and segment: {item.title}.",
        numbers=tuple(numbers.values()),
        names=with_name(own.names, "course", item.title),
        level=own.level or item.level,
        told=item,
    )
