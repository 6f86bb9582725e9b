"""What the agents of one workspace need not work out twice. Kept by it from page to page.

Facts follow from the model alone; footprints from the rows that they were read from, so that new
rows are always read anew. Thread-safe: two agents may at worst work out the same thing at once.
"""

from collections.abc import Callable
from datetime import date

from boardroom.executive.background import Background
from boardroom.executive.metric_facts import FactsReader, TimeBase
from boardroom.executive.probe import Footprint
from boardroom.executive.shelf import MemoryShelf, Shelf
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.result import Result

_MOST = 1024


class Notebook:
    """Notes of the agents that work on one model.

    Args:
        model: the model with the metrics of packs.
        shelf: where what is slow to work out is kept; None = in memory.

    Attributes:
        reader: reads what metrics are made of.
        background: does what a page does not wait long for.
    """

    def __init__(self, model: SemanticModel, *, shelf: Shelf | None = None) -> None:
        self.reader = FactsReader(model)
        self.shelf = shelf or MemoryShelf()
        self.background = Background()
        self._footprints: dict[
            tuple[TimeBase, date], tuple[tuple[object, ...], Footprint | None]
        ] = {}

    def footprint(
        self,
        base: TimeBase,
        answers: tuple[Result, ...],
        *,
        asked: date,
        read: Callable[[], Footprint | None],
    ) -> Footprint | None:
        """The footprint that ``read`` makes of ``answers``; the known one where the very same rows
        were read before.
        """
        rows = tuple(answer.rows for answer in answers)
        known = self._footprints.get((base, asked))
        if known is not None and _are_same(known[0], rows):
            return known[1]
        if len(self._footprints) >= _MOST:
            self._footprints.clear()
        found = read()
        self._footprints[base, asked] = (rows, found)
        return found


def _are_same(first: tuple[object, ...], second: tuple[object, ...]) -> bool:
    """Whether both hold the very same objects; equal ones would take long to compare."""
    pairs = zip(first, second, strict=False)
    return len(first) == len(second) and all(one is other for one, other in pairs)
