"""The forecasts of one workspace: worked out once per series, written down, and held to account.

Called by the forecaster and by whoever keeps pages. A forecast follows from its series alone, so it
is known by the series' values: another page, process or data version with the same values reads it
instead of fitting models again (and of importing what fits them).
"""

import hashlib
import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import cast

from boardroom.analysis.cadence import Cadence, period_start
from boardroom.analysis.forecasting.forecast import Asked, NoForecast, SeriesForecast, forecast
from boardroom.clock import Clock, SystemClock
from boardroom.errors import BoardroomError
from boardroom.executive.shelf import MemoryShelf, Shelf
from boardroom.insight.model import Insight, Report
from boardroom.store.forecast_store import ForecastRecord, ForecastStore

Outcome = SeriesForecast | NoForecast

ENGINE = "2"
"""Raised when the engine forecasts the same series otherwise: old forecasts are not used then."""


class ForecastBook:
    """Forecasts made and kept. Thread-safe.

    Args:
        shelf: where forecasts worked out before are kept; None = in memory.
        ledger: where what pages forecast is held to account; None = nowhere.
        clock: when.
    """

    def __init__(
        self,
        shelf: Shelf | None = None,
        *,
        ledger: ForecastStore | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._shelf = shelf or MemoryShelf()
        self._ledger = ledger
        self._clock = clock or SystemClock()
        self._working = threading.Lock()

    def known(self, asked: Asked) -> Outcome | None:
        """The forecast of a series that was worked out before; None when it was not."""
        kept = self._shelf.get(_key(asked))
        return None if kept is None else _decoded(kept)

    def forecast(self, asked: Asked) -> Outcome:
        """The forecast of a series.

        One thread works at a time: fitting is pure computation, and two would do the same twice.
        """
        with self._working:
            kept = self.known(asked)
            if kept is not None:
                return kept
            found = forecast(asked)
            self._shelf.put(_key(asked), _encoded(found))
            return found

    def earlier(self, metrics: Iterable[str]) -> Mapping[str, tuple[ForecastRecord, ...]]:
        """What earlier pages forecast of each metric."""
        found: dict[str, list[ForecastRecord]] = {}
        if self._ledger is not None:
            with suppress(BoardroomError):  # keeping the page says what is wrong with the state
                for item in self._ledger.list(metrics=tuple(metrics)):
                    found.setdefault(item.metric, []).append(item)
        return {metric: tuple(items) for metric, items in found.items()}

    def ledger(self, metric: str | None = None) -> tuple[ForecastRecord, ...]:
        """What was forecast (of one metric) and what came, the newest period first.

        Raises:
            StorageError, UnavailableError: the state failed.
        """
        chosen = None if metric is None else (metric,)
        return () if self._ledger is None else self._ledger.list(metrics=chosen)

    def settle(self, report: Report) -> None:
        """Write a page's forecasts into the ledger, and score those that have come due.

        Raises:
            StorageError, UnavailableError: the state failed; nothing was written.
        """
        if self._ledger is None:
            return
        sections = report.sections
        cards = [*report.key_metrics, *(card for part in sections for card in part.key_metrics)]
        actuals = {
            (card.metric, card.sparkline_grain, day): value
            for card in cards
            for day, value in card.sparkline
            if card.sparkline_grain is not None and value is not None
        }
        insights = [*report.insights, *(item for part in sections for item in part.insights)]
        made = [entry for item in insights for entry in _entries(item, report)]
        self._ledger.settle(made, actuals=actuals, at=self._clock.now())


def come_true(
    made: Iterable[ForecastRecord], grain: str, actuals: Mapping[date, float]
) -> tuple[ForecastRecord, ...]:
    """Those forecasts whose truth is known by now, as today's data has it.

    Args:
        made: forecasts of one metric.
        grain: of which periods.
        actuals: first day → value of complete periods.
    """
    told = (replace(x, actual=actuals.get(x.period, x.actual)) for x in made if x.grain == grain)
    return tuple(item for item in told if item.actual is not None)


def _entries(item: Insight, report: Report) -> Iterator[ForecastRecord]:
    """The ledger's entries of one insight."""
    found = item.forecast
    if found is None or not found.points:
        return
    before = found.points[0].start - timedelta(days=1)
    for point in found.points:
        yield ForecastRecord(
            metric=item.metric,
            grain=found.grain,
            origin=period_start(before, cast("Cadence", found.grain)),
            period=point.start,
            made_on=report.as_of,
            value=point.value,
            low=point.low,
            high=point.high,
            coverage=found.coverage,
            method=found.method,
            data_version=report.data_version,
        )


def _key(asked: Asked) -> str:
    """What the forecast of a series is known by: everything it follows from."""
    text = json.dumps([ENGINE, asdict(asked)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _encoded(outcome: Outcome) -> str:
    return json.dumps(asdict(outcome))


def _decoded(text: str) -> Outcome:
    values = json.loads(text)
    if "reason" in values:
        return NoForecast(reason=values["reason"])
    listed = {name: tuple(item) for name, item in values.items() if isinstance(item, list)}
    return SeriesForecast(**{**values, **listed})
