"""Who moved from which segment to which between two dates. Pure."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

NEW, GONE = "New", "Gone"
"""Where those come from who were not there before, and where those go who are no longer there."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """Customers that went from one segment to another; ``share`` of all who were in the first."""

    before: str
    after: str
    customers: int
    share: float


@dataclass(frozen=True, kw_only=True)
class Migration:
    """All moves, those who stayed too, most customers first.

    Attributes:
        better, worse: customers who moved up or down, by the order of the segments.
    """

    moves: tuple[Move, ...]
    better: int
    worse: int


def find_moves(
    before: Mapping[Hashable, str], after: Mapping[Hashable, str], *, best_first: Sequence[str]
) -> Migration:
    """Compare the segments of two dates.

    Args:
        before: customer → segment at the first date; ``after`` at the second.
        best_first: the segments in their order.

    Example:
        >>> found = find_moves(
        ...     {1: "Loyal", 2: "Loyal", 3: "At risk"}, {1: "Loyal", 2: "At risk", 4: "Loyal"},
        ...     best_first=("Loyal", "At risk"),
        ... )
        >>> [(x.before, x.after) for x in found.moves]
        [('At risk', 'Gone'), ('Loyal', 'At risk'), ('Loyal', 'Loyal'), ('New', 'Loyal')]
        >>> found.better, found.worse
        (0, 1)
    """
    customers = before.keys() | after.keys()
    pairs = Counter((before.get(key, NEW), after.get(key, GONE)) for key in customers)
    starts: Counter[str] = Counter()
    for (first, _), count in pairs.items():
        starts[first] += count
    places = {segment: place for place, segment in enumerate(best_first)}
    steps = [
        (places[second] - places[first], count)
        for (first, second), count in pairs.items()
        if first in places and second in places
    ]
    moves = [
        Move(before=first, after=second, customers=count, share=count / starts[first])
        for (first, second), count in sorted(pairs.items())
    ]
    return Migration(
        moves=tuple(sorted(moves, key=lambda item: -item.customers)),
        better=sum(count for step, count in steps if step < 0),
        worse=sum(count for step, count in steps if step > 0),
    )
