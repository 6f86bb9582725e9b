"""Steps without rows where there always are some, and measures that stand still. Called by
``executive.scan``."""

from collections.abc import Iterator

import numpy as np

from boardroom.analysis.anomaly.anomaly import AnomalyKind
from boardroom.analysis.anomaly.detection import detect
from boardroom.analysis.own_grain.scale import Scale
from boardroom.analysis.own_grain.step import LEAST_STEPS, Seconds, expect_steps
from boardroom.analysis.panel.series import Floats

_BUSY = 3.0
_ENOUGH = 12.0
"""So many rows are missing before nothing is no longer chance."""

_LONGER = 3
_LEARNT_DAYS = 3
_CERTAIN = 0.5
"""Score of ``detect``: once in 100,000 rows."""

_ROOT = Scale(kind="root")


def quiet_runs(seconds: Seconds, counts: Floats) -> Iterator[tuple[int, int, float]]:
    """First, last and expected rows of the runs of steps without any row, where earlier weeks or
    days had enough for that not to be chance, three times as long as any such run before. Runs that
    hold a whole day without rows are left to who looks at days.

    Args:
        seconds: the first moment of each step, evenly spaced.
        counts: rows per step.
    """
    usual = expect_steps(seconds, _ROOT.onto(counts))
    days = seconds // 86_400
    totals = np.bincount(days - days[0], weights=counts)
    begins = np.flatnonzero((counts == 0) & (np.append(1.0, counts[:-1]) > 0))
    longest = 0
    learnt = max(LEAST_STEPS, int((days < days[0] + _LEARNT_DAYS).sum()))
    for begin in begins[begins >= learnt].tolist():
        more = np.flatnonzero(counts[begin:] > 0)
        end = begin + int(more[0]) if len(more) else len(counts)
        first = np.flatnonzero(_rows(usual.line[begin:end]) >= _BUSY)
        if not len(first):
            continue
        expected = _rows(usual.seen_from(begin + int(first[0]))[begin:end])
        busy = begin + np.flatnonzero(expected >= _BUSY)
        before, longest = longest, max(longest, len(busy))
        many = float(expected.sum()) >= _ENOUGH and len(busy) > _LONGER * before
        if many and (totals[days[busy] - days[0]] > 0).all():
            yield int(busy[0]), int(busy[-1]), float(expected.sum())


def _rows(rooted: Floats) -> Floats:
    found: Floats = np.nan_to_num(_ROOT.back(rooted))
    return found


def flat_runs(seconds: Seconds, values: Floats) -> Iterator[tuple[int, int]]:
    """First and last of the runs of one value, too long for chance, in a measure that moves."""
    for item in detect(seconds.astype("datetime64[s]"), values):  # type: ignore[arg-type]  # an array of moments is a sequence of them
        if item.kind is AnomalyKind.FLAT and item.score >= _CERTAIN:
            yield item.row, item.last_row
