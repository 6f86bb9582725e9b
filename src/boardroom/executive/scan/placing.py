"""Where a story belongs: the segment that moved unlike the rest of its metric, or the whole.

Called by ``executive.scan.scanner``. What happens to the customers of one region shows with
whatever most of them have in common, such as a plan, and often more plainly there, as payments of
one plan are more alike. So over a story's days each value of each dimension is compared with all
others of that dimension, a difference of differences: where those moved as much, the value says
nothing. Months and hours, which are judged by themselves, stay where they were found.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from boardroom.analysis.distribution import normal_two_sided
from boardroom.analysis.panel.scan import Episode, Shifts, shifts
from boardroom.executive.scan.panel_reading import Reading
from boardroom.executive.scan.sighting import Sighting
from boardroom.executive.scan.story import Story, share_days

_STEPS = ("day", "week")
_PLAINLY = 3.0
"""What a story moves to strayed by so many deviations, and a segment from the others too."""
_TOO = 2.0
"""Where no segment differs, the whole tells it if all others strayed by so many the same way."""
_BETTER = 1.0
"""So many more deviations than the segment that shows it most plainly."""


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    """A series over a story's days.

    Attributes:
        own, others, apart: how far it strayed, all others of its dimension together did, and it did
            from these, the way the story went; in deviations.
        episode: how far it strayed as an episode.
    """

    reading: Reading
    row: int
    own: float
    others: float
    apart: float
    episode: Episode

    @property
    def value(self) -> object:
        """The dimension's value."""
        return self.reading.values[self.row]


def placed(story: Story, readings: Sequence[Reading]) -> Story:
    """The story told of the segment that it belongs to, or of the whole where none differs from the
    rest; as it was where that cannot be told better."""
    head = story.head
    if head.reading.watched.dimension is None:
        return story
    by_dimension = defaultdict[str | None, list[Reading]](list)
    for reading in readings:
        watched = reading.watched
        by_panel = reading.steps is None and reading.panel.step in _STEPS
        if by_panel and watched.facts.metric.name == head.reading.watched.facts.metric.name:
            by_dimension[watched.dimension].append(reading)
    found = [candidate for split in by_dimension.values() for candidate in _candidates(split, head)]
    known = next((item for item in found if _is(item, head)), None)
    if known is None:
        return story
    segments = [item for item in found if item.reading.watched.dimension and item.own >= _PLAINLY]
    best = max(segments, key=lambda item: item.apart, default=known)
    if best.apart >= max(_PLAINLY, known.apart + _BETTER):
        return _told_of(best, story)
    whole = [item for item in found if item.reading.watched.dimension is None]
    alike = known.apart < _PLAINLY and known.others >= _TOO
    if alike and whole and whole[0].own >= _PLAINLY:
        return _told_of(whole[0], story)
    return story


def each_once(stories: Iterable[Story]) -> list[Story]:
    """Those that belong to the same days of one series are one."""
    found: list[Story] = []
    for story in stories:
        same = [at for at, item in enumerate(found) if is_same_course(item.head, story.head)]
        if same:
            first = found[same[0]]
            known = (first.head, *first.others)
            rest = [item for item in (story.head, *story.others) if item not in known]
            found[same[0]] = Story(head=first.head, others=(*first.others, *rest))
        else:
            found.append(story)
    return found


def _is(candidate: _Candidate, sighting: Sighting) -> bool:
    return candidate.reading is sighting.reading and candidate.row == sighting.episode.series


def _told_of(candidate: _Candidate, story: Story) -> Story:
    """Its own sighting of those days where it has one; else how far it strayed over them, which is
    no less likely than that many deviations of days that were not chosen for it."""
    sightings = (story.head, *story.others)
    moved = Sighting(
        reading=candidate.reading,
        value=candidate.value,
        episode=replace(
            candidate.episode, p_value=max(story.chance, normal_two_sided(candidate.own))
        ),
    )
    known = [item for item in sightings if _is(candidate, item) and is_same_course(item, moved)]
    head = known[0] if known else moved
    return Story(head=head, others=tuple(item for item in sightings if item is not head))


def is_same_course(one: Sighting, other: Sighting) -> bool:
    """Whether two sightings say the same of one series: about the same days, the same way."""
    return (
        one.reading is other.reading
        and one.episode.series == other.episode.series
        and one.episode.excess * other.episode.excess > 0
        and share_days(one, other)
    )


def _candidates(split: Sequence[Reading], head: Sighting) -> list[_Candidate]:
    """Each series of the readings by one dimension over the days of ``head``, where there are
    others to compare it with; that of the whole by itself."""
    spans = [(item, item.span(head.first_day, head.last_day)) for item in split]
    known = [(item, span) for item, span in spans if span]
    parts = [shifts(item.panel, *span) for item, span in known]
    rows = [(item, span, row) for item, span in known for row in range(len(item.values))]
    if not rows or (len(rows) < 2 and split[0].watched.dimension is not None):
        return []
    together, way = Shifts.together(parts), 1.0 if head.episode.excess > 0 else -1.0
    return [
        _Candidate(
            reading=reading,
            row=row,
            own=way * episode.deviations,
            others=way * together.of_others(place),
            apart=way * together.against_others(place),
            episode=episode,
        )
        for place, (reading, span, row) in enumerate(rows)
        if (episode := together.episode(place, row, *span))
    ]
