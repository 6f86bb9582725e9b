"""Who moved from which segment to which between two days, and whether more did than usual. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from boardroom.analysis.segments.purchase import Places
from boardroom.analysis.segments.rfm import ABSENT
from boardroom.analysis.share_change import Counted, ShareTest, assess_last

Way = Literal["up", "down"]


@dataclass(frozen=True, kw_only=True)
class Moves:
    """Customers by where they were and where they are.

    Attributes:
        table: rows: before, columns: after, both by the place of the segment; the last row and
            column are of those who are in none.
    """

    table: Places

    def size(self, segment: int) -> int:
        """How many were in a segment."""
        return int(self.table[segment].sum())

    def moved(self, segment: int, way: Way) -> int:
        """How many of them went to a better or a worse one; leaving is worse."""
        row = self.table[segment]
        return int(row[:segment].sum() if way == "up" else row[segment + 1 :].sum())

    def mostly(self, segment: int, way: Way) -> int:
        """Where most of those who moved that way went."""
        row = self.table[segment]
        if way == "up":
            return int(np.argmax(row[:segment]))
        return segment + 1 + int(np.argmax(row[segment + 1 :]))


@dataclass(frozen=True, kw_only=True)
class MoveTest:
    """Whether more or fewer moved than before; ``test`` of the share of a segment that did."""

    segment: int
    way: Way
    test: ShareTest


def count_moves(before: Places, after: Places) -> Moves:
    """Moves between two days.

    Args:
        before: the place in ``SEGMENTS`` of each customer on the first day; ``after`` on the
            second.

    Example:
        >>> moves = count_moves(np.array([0, 0, 0, 4, ABSENT]), np.array([0, 4, ABSENT, 0, 0]))
        >>> moves.size(0), moves.moved(0, "down"), moves.moved(4, "up")
        (3, 2, 1)
    """
    table = np.zeros((ABSENT + 1, ABSENT + 1), dtype=np.int64)
    np.add.at(table, (before, after), 1)
    return Moves(table=table)


def assess_moves(steps: Sequence[Moves], *, season: int | None = None) -> tuple[MoveTest, ...]:
    """Hold the last step of each segment, up and down, against the steps before it.

    Args:
        steps: moves over spans of one length, oldest first.
        season: steps in one year.
    """
    found = []
    for segment in range(ABSENT):
        for way in _ways(segment):
            counted = [
                Counted(hits=step.moved(segment, way), size=step.size(segment)) for step in steps
            ]
            test = assess_last(counted, season=season)
            if test is not None:
                found.append(MoveTest(segment=segment, way=way, test=test))
    return tuple(found)


def _ways(segment: int) -> tuple[Way, ...]:
    """The first has no better one. Below the last is only who has left, whose last purchases a
    window ago decide when."""
    return ("down",) if segment == 0 else ("up",) if segment == ABSENT - 1 else ("up", "down")
