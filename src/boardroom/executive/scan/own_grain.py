"""Looks at series at the grain of their own rows. Called by ``executive.scan.scanner``."""

from typing import Protocol

from boardroom.analysis.own_grain.month import MonthScan
from boardroom.analysis.own_grain.step import StepScan
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


def look_at_own_grain(reading: Reading) -> Look:
    """The months, hours or minutes that those before did not let expect."""
    panel, axis = reading.panel, reading.steps
    counts = reading.watched.facts.metric.unit == "count"
    if axis is None:
        return MonthScan(values=panel.values, weights=panel.weights, counts=counts)
    weights = None if panel.weights is None else panel.weights[0]
    return StepScan(
        seconds=axis.seconds,
        values=panel.values[0],
        weights=weights,
        counts=counts and weights is None,
    )
