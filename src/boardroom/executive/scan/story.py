"""Sightings that tell of one thing together: one story with a headline and what else shows it.

Called by ``executive.scan.telling``. The same weeks of related metrics and segments are one piece
of news: more visitors through a channel bring more page views and more leads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from boardroom.analysis.cadence import period_start
from boardroom.analysis.panel.series import STEP_DAYS
from boardroom.executive.scan.sighting import Sighting

_OVERLAP = 0.5
_NEAR = 0.05
_SHORT_DAYS = 7
_NEARLY_AS_PLAIN = 0.7


@dataclass(frozen=True, kw_only=True)
class Story:
    """One piece of news: ``head`` says it, ``others`` show it too, plainest first."""

    head: Sighting
    others: tuple[Sighting, ...]

    @property
    def chance(self) -> float:
        """How often its plainest series shows as much by chance."""
        return min(item.episode.p_value for item in (self.head, *self.others))


def tell_stories(sightings: Sequence[Sighting]) -> tuple[Story, ...]:
    """The stories of ``sightings``, least likely to be chance first."""
    left = sorted(sightings, key=lambda item: -abs(item.episode.deviations))
    found: list[Story] = []
    while left:
        plainest = left.pop(0)
        group = _group(plainest, left)
        left = [item for item in left if item not in group]
        head = _head(group)
        found.append(Story(head=head, others=tuple(item for item in group if item is not head)))
    return tuple(found)


def _head(group: Sequence[Sighting]) -> Sighting:
    """Of those about as plain as the plainest: a segment before the whole, a flow before what is
    made of it."""
    least = _NEARLY_AS_PLAIN * max(abs(item.episode.deviations) for item in group)
    plain = [item for item in group if abs(item.episode.deviations) >= least]
    return min(
        plain,
        key=lambda item: (
            item.reading.watched.dimension is None,
            -abs(item.episode.deviations),
        ),
    )


def _group(plainest: Sighting, left: Sequence[Sighting]) -> list[Sighting]:
    """What shows the same as ``plainest``: what is about the same, and what begins and ends with it
    and is about the same as nothing plainer that is left."""
    about = [item for item in left if _about_the_same(item, plainest)]
    rest = [item for item in left if item not in about]
    return [plainest, *about, *(item for item in rest if _only_with(item, plainest, rest))]


def _only_with(item: Sighting, plainest: Sighting, rest: Sequence[Sighting]) -> bool:
    return (
        share_days(item, plainest)
        and _begin_and_end_together(item, plainest)
        and not any(
            _about_the_same(item, other) and not _begin_and_end_together(other, plainest)
            for other in rest
            if abs(other.episode.deviations) > abs(item.episode.deviations)
        )
    )


def _about_the_same(one: Sighting, other: Sighting) -> bool:
    return share_days(one, other) and (
        one.reading.watched.facts.metric.name == other.reading.watched.facts.metric.name
        or bool(set(one.reading.watched.facts.bases) & set(other.reading.watched.facts.bases))
        or (one.value is not None and one.value == other.value)
    )


def _begin_and_end_together(one: Sighting, other: Sighting) -> bool:
    """Whether both ends are about the same: those of a short one within the coarser step, of a
    longer one within a twentieth of its length, or in the same weeks. Among a year's stories some
    of weeks are near each other by chance."""
    coarse = max((one, other), key=lambda item: STEP_DAYS[item.reading.panel.step])
    step = coarse.reading.panel.step
    pairs = [(one.first_day, other.first_day), (one.last_day, other.last_day)]
    if min(_length(one), _length(other)) > _SHORT_DAYS and step != "day":
        return all(period_start(own, step) == period_start(also, step) for own, also in pairs)
    near = max(round(STEP_DAYS[step]), round(_NEAR * _length(one)))
    return all(abs((own - also).days) <= near for own, also in pairs)


def share_days(one: Sighting, other: Sighting) -> bool:
    """Whether half of the shorter one's days are common to both."""
    first = max(one.first_day, other.first_day)
    last = min(one.last_day, other.last_day)
    common = (last - first).days + 1
    return common >= _OVERLAP * min(_length(one), _length(other))


def _length(item: Sighting) -> int:
    return (item.last_day - item.first_day).days + 1


def is_open(item: Sighting, *, end: date) -> bool:
    """Whether it goes on at the end of what is known, ``end`` being the first day after."""
    if item.reading.steps is not None:
        after = len(item.reading.steps.seconds) - 1 - item.episode.last
        return after <= item.episode.periods // 4
    return (end - item.last_day).days <= max(2, _length(item) // 4)
