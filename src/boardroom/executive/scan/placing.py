"""Where a story belongs: the segment that moved unlike the rest of its metric, or the whole.

Called by ``executive.scan.scanner``. What happens to the customers of one region shows with
whatever most of them have in common, such as a plan, and often more plainly there, as payments of
one plan are more alike. So over a story's days each value of each dimension is compared with all
others of that dimension, a difference of differences: where those moved as much, the value says
nothing. Months and hours, which are judged by themselves, stay where they were found.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from boardroom.analysis.panel.scan import Episode, Shifts, shifts
from boardroom.executive.scan.panel_reading import Reading
from boardroom.executive.scan.sighting import Sighting
from boardroom.executive.scan.story import Story

_STEPS = ("day", "week")
_PLAINLY = 3.0
"""A segment that tells a story strayed by so many deviations, itself and against the others."""
_AT_ALL = 2.0
"""Where none does, the whole tells it, if it strayed by so many."""
_BETTER = 1.0
"""So many more deviations than the segment that shows it most plainly."""


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    """A series over a story's days.

    Attributes:
        own, apart: how far it strayed, and how far from the others of its dimension, the way the
            story went; in deviations.
        episode: both as an episode.
    """

    reading: Reading
    row: int
    own: float
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
    if known.apart < _PLAINLY and whole and whole[0].own >= _AT_ALL:
        return _told_of(whole[0], story)
    return story


def _is(candidate: _Candidate, sighting: Sighting) -> bool:
    return candidate.reading is sighting.reading and candidate.row == sighting.episode.series


def _told_of(candidate: _Candidate, story: Story) -> Story:
    sightings = (story.head, *story.others)
    known = next((item for item in sightings if _is(candidate, item)), None)
    head = known or Sighting(
        reading=candidate.reading,
        value=candidate.value,
        episode=replace(candidate.episode, p_value=story.chance),
    )
    return Story(head=head, others=tuple(item for item in sightings if item is not known))


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
            apart=way * together.against_others(place),
            episode=episode,
        )
        for place, (reading, span, row) in enumerate(rows)
        if (episode := together.episode(place, row, *span))
    ]
