"""Metrics that set data of different days against each other, such as actuals of three years less a
budget of one. Called by ``timing``.

The days are not cut to those that all have: deals may first be won months after the first lead, and
all leads count for their rate. Which of both it is the data does not say, so the reader is told.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from boardroom.semantic.context import Coverage
from boardroom.semantic.result import Caveat
from boardroom.semantic.windows import Window, WindowList

_MOST = 0.95
"""Datasets that begin and end a twentieth of the time apart are of the same days."""

_DAY = timedelta(days=1)


def mixed_days(
    name: str, loaded: Mapping[str, Coverage], asked: Iterable[WindowList]
) -> Caveat | None:
    """That in some window one dataset of a metric has days that another lacks.

    Of several periods those count in which all have some: the metric has no value in others.

    Args:
        name: of the metric.
        loaded: dataset → its days.
        asked: the windows of the query, and those compared with.
    """
    common = Coverage(
        first=max((item.first for item in loaded.values()), default=date.min),
        last=min((item.last for item in loaded.values()), default=date.max),
    )
    apart = [own for own in loaded.values() if own != common]
    if not apart or not any(
        _days(window, common) < _MOST * _days(window, own)
        and (windows.grain is None or _days(window, common))
        for windows in asked
        for window in _reaching_out(windows, common)
        for own in apart
    ):
        return None
    days = ", ".join(f"{key} {item.first} to {item.last}" for key, item in loaded.items())
    return Caveat(
        kind="mixed_days", text=f"{name} sets data of different days against each other: {days}."
    )


def _reaching_out(windows: WindowList, common: Coverage) -> list[Window]:
    """The windows with days that not all datasets have, so far as those could be some of more: a
    single day is there or not."""
    if windows.grain == "day":
        return []
    first, after = common.first, common.last + _DAY
    return [
        window
        for window in windows.windows
        if window.start is None or window.end is None or window.start < first or window.end > after
    ]


def _days(window: Window, loaded: Coverage) -> int:
    """How many loaded days the window has."""
    start = max(window.start or loaded.first, loaded.first)
    end = min(window.end or loaded.last + _DAY, loaded.last + _DAY)
    return max(0, (end - start).days)
