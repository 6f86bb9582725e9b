"""Looks at series at the grain of their own rows. Called by ``executive.scan.scanner``."""

from typing import Protocol

import numpy as np

from boardroom.analysis.own_grain.month import MonthScan
from boardroom.analysis.panel.look import Episode
from boardroom.analysis.panel.series import Floats
from boardroom.executive.scan.panel_reading import Reading


class Look(Protocol):
    """What is known of the series of one reading."""

    @property
    def chances(self) -> Floats:
        """Shape (S,): how often chance alone does as much; never above that of an episode."""
        ...

    def episodes(self, row: int, *, limit: float) -> tuple[Episode, ...]:
        """The episodes of one series whose chance is at most ``limit``, strongest first."""
        ...


def look_at_months(reading: Reading) -> MonthScan:
    """The months that the months before did not let expect."""
    panel, unit = reading.panel, reading.watched.facts.metric.unit
    values = panel.totals
    if panel.weights is not None:
        known = panel.weights > 0
        values = np.divide(values, panel.weights, where=known, out=np.full(values.shape, np.nan))
    return MonthScan(values=values, weights=panel.weights, counts=unit == "count")
