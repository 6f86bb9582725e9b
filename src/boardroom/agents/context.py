"""``Context``: what a run may use, and how it is told to stop. Made by the runtime for each run."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from boardroom.data.metrics import MetricsService
from boardroom.errors import (
    BoardroomError,
    CancelledError,
    LimitError,
    PolicyError,
    QueryError,
)
from boardroom.governance.principal import Principal
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.query import Query
from boardroom.semantic.result import Freshness, Result


class Stop:
    """A request to stop, seen by whoever looks. Thread-safe.

    Args:
        parent: a request that counts here too.
    """

    def __init__(self, parent: "Stop | None" = None) -> None:
        self._parent = parent
        self._event = threading.Event()
        self._late = False

    @property
    def requested(self) -> bool:
        """Whether work should stop."""
        return self._event.is_set() or (self._parent is not None and self._parent.requested)

    def request(self, *, late: bool = False) -> None:
        """Ask to stop; ``late`` = because the time is over."""
        self._late = self._late or late
        self._event.set()

    def wait(self, seconds: float) -> bool:
        """Wait until stopped, at most so long; whether to stop."""
        self._event.wait(seconds)
        return self.requested

    def check(self) -> None:
        """Return while there is no request.

        Raises:
            LimitError: the time is over.
            CancelledError: somebody asked to stop.
        """
        if self._late:
            raise LimitError("the run took longer than its time limit and was stopped")
        if self.requested:
            raise CancelledError("the run was cancelled")


@dataclass(kw_only=True)
class _Tally:
    """What was handed out so far; written by the run's own thread."""

    rows: int = 0
    hindered: bool = False


@dataclass(frozen=True, kw_only=True)
class Context:
    """Business data in the name of one principal, on one day.

    Attributes:
        metrics: the door to the data, held on one state of it.
        principal: who asks.
        asked: the day the caller calls «today».
        as_of: «today» of the work: ``asked``, or the day after the data's end.
        stop: whether to stop.
    """

    metrics: MetricsService
    principal: Principal
    asked: date
    as_of: date
    stop: Stop = field(default_factory=Stop)
    _tally: _Tally = field(default_factory=_Tally)

    @property
    def model(self) -> SemanticModel:
        """What the data means."""
        return self.metrics.model

    @property
    def rows(self) -> int:
        """Rows of business data handed out so far."""
        return self._tally.rows

    @property
    def hindered(self) -> bool:
        """Whether a query failed for another reason than itself: it may succeed the next time."""
        return self._tally.hindered

    def ask(
        self, queries: Sequence[Query], *, as_of: date | None = None
    ) -> tuple[Result | BoardroomError, ...]:
        """Answer queries together; one that cannot be answered gives its error in its place.

        Args:
            queries: what to compute.
            as_of: another «today» than the work's.

        Raises:
            LimitError, CancelledError: the run is to stop.
        """
        self.stop.check()
        answers = self.metrics.run_each(
            queries, principal=self.principal, as_of=as_of or self.as_of
        )
        self._tally.hindered |= any(
            isinstance(item, BoardroomError) and not isinstance(item, QueryError | PolicyError)
            for item in answers
        )
        self._tally.rows += sum(len(item.rows) for item in answers if isinstance(item, Result))
        self.stop.check()
        return answers

    def freshness(self) -> Mapping[str, Freshness]:
        """Freshness of every visible dataset on the work's day."""
        return self.metrics.freshness(principal=self.principal, as_of=self.as_of)

    def hidden_datasets(self) -> frozenset[str]:
        """Datasets that the principal may not see at all."""
        return self.metrics.hidden_datasets(principal=self.principal)

    def hidden_fields(self) -> frozenset[str]:
        """Fields, with their datasets, that the principal may not use."""
        return self.metrics.hidden_fields(principal=self.principal)

    def for_run(self) -> "Context":
        """The same with a count of rows of its own, stopped also by this one's ``stop``."""
        return replace(self, stop=Stop(self.stop), _tally=_Tally())
