"""What the agents of one workspace need not work out twice. Kept by it from page to page.

Facts follow from the model alone; footprints from the rows that they were read from, and reports
of analysts from one state of the data, so that new rows are always read anew. Thread-safe: two
agents may at worst work out the same thing at once.
"""

import threading
from collections.abc import Callable, Hashable
from contextlib import suppress
from datetime import date
from weakref import WeakKeyDictionary

from boardroom.agents.context import Context
from boardroom.data.metrics import MetricsService
from boardroom.errors import BoardroomError
from boardroom.executive.background import Background
from boardroom.executive.metric_facts import FactsReader, TimeBase
from boardroom.executive.probe import Footprint
from boardroom.executive.shelf import MemoryShelf, Shelf
from boardroom.insight.model import Report
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.result import Result

_MOST = 1024
_MOST_STATES = 8


class Notebook:
    """Notes of the agents that work on one model.

    Args:
        model: the model with the metrics of packs.
        shelf: where what is slow to work out is kept; None = in memory.
        own: datasets that pages write themselves: a page makes no other page old.

    Attributes:
        reader: reads what metrics are made of.
        background: does what a page does not wait long for.
    """

    def __init__(
        self,
        model: SemanticModel,
        *,
        shelf: Shelf | None = None,
        own: frozenset[str] = frozenset(),
    ) -> None:
        self.reader = FactsReader(model)
        self.shelf = shelf or MemoryShelf()
        self.background = Background()
        self._model = model
        self._own = own
        self._lock = threading.Lock()
        self._states: WeakKeyDictionary[MetricsService, dict[Hashable, Hashable | None]] = (
            WeakKeyDictionary()
        )
        self._reports: dict[Hashable, dict[str, Report]] = {}
        self._footprints: dict[
            tuple[TimeBase, date], tuple[tuple[object, ...], Footprint | None]
        ] = {}

    def report(self, name: str, context: Context, make: Callable[[], Report]) -> Report:
        """The report that ``make`` makes of the data as it is; the known one where agent ``name``
        made it of the very same state. One that a query failed for is made again the next time.
        """
        state = self._state(context)
        if state is None:
            return make()
        with self._lock:
            known = self._reports.setdefault(state, {})
            while len(self._reports) > _MOST_STATES:
                del self._reports[next(iter(self._reports))]
        if name in known:
            return known[name]
        report = make()
        if not context.hindered:
            known[name] = report
        return report

    def version(self, context: Context) -> str | None:
        """Changes with all data that the reader may see and any metric reads; None where versions
        cannot be known.
        """
        return context.metrics.data_version(principal=context.principal, besides=self._unread())

    def _state(self, context: Context) -> Hashable | None:
        """All that a report follows from beside the model: the versions and the freshness of the
        data, the reader, the day; None where the data has no version.
        """
        metrics, who = context.metrics, context.principal
        rights = (who.id, who.tenant, who.roles, repr(sorted(who.attributes.items())))
        asked = (rights, context.asked, context.as_of, metrics.today)
        with self._lock:
            known = self._states.setdefault(metrics, {})
            if asked not in known:
                version = self.version(context)
                fresh = context.freshness() if version is not None else {}
                seen = tuple(item for item in fresh.items() if item[0] not in self._own)
                known[asked] = None if version is None else (asked, version, seen)
            return known[asked]

    def _unread(self) -> frozenset[str]:
        """Datasets that pages write and no metric reads."""
        shown = (item for item in self._model.metrics if not item.hidden)
        read: set[str] = set()
        for metric in shown:
            with suppress(BoardroomError):  # Whoever asks for it is told what is wrong with it.
                read.update(self.reader.read(metric).bases)
        return self._own - read

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
