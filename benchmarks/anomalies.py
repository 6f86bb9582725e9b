"""What is unusual in a series: four weeks of rows five minutes apart, and a day of minutes."""

from datetime import datetime, timedelta
from statistics import median

import numpy as np

from benchmarks.measure import Line, times_ms
from boardroom.analysis.anomaly.detection import detect

PROMISED_MS = 1_000.0
_REPEAT = 3


def measure_anomalies() -> list[Line]:
    """Time the detection on series with a daily pattern and one spike."""
    return [
        _line("a day of minutes", rows=1_440, minutes=1),
        _line("four weeks, every five minutes", rows=8_064, minutes=5),
    ]


def _line(name: str, *, rows: int, minutes: int) -> Line:
    start = datetime(2026, 1, 1)  # noqa: DTZ001  # a plain series has no zone
    times = [start + timedelta(minutes=minutes * row) for row in range(rows)]
    values = 50 + 20 * np.sin(2 * np.pi * np.arange(rows) * minutes / 1_440)
    values += np.random.default_rng(1).normal(size=rows)
    values[rows // 2] += 50
    taken = median(times_ms(lambda: detect(times, values), repeat=_REPEAT))
    return Line(
        what=f"anomalies of a series: {name}",
        measured=f"{taken:.0f} ms",
        promise=f"< {PROMISED_MS:.0f} ms",
        kept=taken < PROMISED_MS,
    )
