"""Anomalies in series, scored by the rules of the Numenta Anomaly Benchmark (NAB).

A folder has ``data/GROUP/FILE.csv`` (``timestamp``, ``value``), ``labels/combined_windows.json``
(file → windows, first and last timestamp of each) and, optionally, ``config/profiles.json``.

A window is found by the first row in it whose score reaches the threshold, and is worth the more
the earlier that row stands; every row outside the windows that reaches it costs, the less the
shortly after a window. Rows of the probationary period count neither way. One threshold serves all
files; it is the one that gives the highest total, for each profile. A detector that never says
anything has 0, one that finds every window at its first row and nothing else 100.

The detector was tuned on generated series and on every second file, by name, of the artificial and
AWS parts of NAB; on the other half it scores higher. Both halves were watched while its views were
chosen, so figures on these two parts flatter it; no other part of NAB was seen.

Source: A. Lavin and S. Ahmad, Evaluating real-time anomaly detection algorithms: the Numenta
    Anomaly Benchmark, ICMLA 2015 (arXiv:1510.03336).
"""

import csv
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from evals.score import Score

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Rows = np.ndarray[tuple[int, ...], np.dtype[np.signedinteger]]
Detector = Callable[["Series"], Array]

_PROBATION_SHARE = 0.15
_PROBATION_ROWS = 750
_FAR_AFTER = 3.0


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What a window found, a window missed and a false alarm are worth."""

    found: float
    missed: float
    false: float


PROFILES: Mapping[str, Profile] = {
    "standard": Profile(found=1.0, missed=1.0, false=0.11),
    "low_fp": Profile(found=1.0, missed=1.0, false=0.22),
    "low_fn": Profile(found=1.0, missed=2.0, false=0.11),
}


@dataclass(frozen=True, kw_only=True)
class Series:
    """One file.

    Attributes:
        name: group and file.
        times: one per row, ascending; naive, as in the file.
        values: one per row.
        windows: first and last row of each labelled window, in order, both included.
    """

    name: str
    times: Sequence[datetime]
    values: Array
    windows: Sequence[tuple[int, int]]

    @property
    def probation(self) -> int:
        """How many rows at the start are not scored."""
        return int(min(_PROBATION_SHARE * len(self.values), _PROBATION_ROWS))


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The best threshold over all files for one profile, and what it gives."""

    threshold: float
    total: float
    normalised: float


def evaluate(folder: Path) -> Score:
    """Score the project's own detector on every file of the folder, for all three profiles."""
    from boardroom.analysis.anomaly.score import anomaly_scores

    series = read_series(folder)
    if not series:
        raise SystemExit(f"{folder} has no labels/combined_windows.json with its data")
    began = time.perf_counter()
    scores = [anomaly_scores(x.times, x.values, warm_up=x.probation) for x in series]
    seconds = time.perf_counter() - began
    figures = {
        name: score_profile(series, scores, profile).normalised
        for name, profile in PROFILES.items()
    }
    return Score(figures=figures, cases=len(series), seconds=seconds)


def read_series(folder: Path) -> list[Series]:
    """Every labelled file that is in the folder, in order of their names."""
    path = folder / "labels" / "combined_windows.json"
    if not path.is_file():
        return []
    labels: dict[str, list[tuple[str, str]]] = json.loads(path.read_text("utf-8"))
    files = {name: folder / "data" / name for name in sorted(labels)}
    return [_series(name, file, labels[name]) for name, file in files.items() if file.is_file()]


def score_profile(series: Sequence[Series], scores: Sequence[Array], profile: Profile) -> Outcome:
    """The total at the best single threshold, and where it lies between saying nothing (0) and
    perfection (100)."""
    windows = sum(len(x.windows) for x in series)
    steps = np.concatenate(
        [_steps(x, values, profile) for x, values in zip(series, scores, strict=True)]
    )
    silent = -profile.missed * windows
    threshold, total = _best(steps, silent)
    perfect = profile.found * windows
    return Outcome(
        threshold=threshold,
        total=total,
        normalised=100.0 * (total - silent) / (perfect - silent) if windows else 0.0,
    )


def total_at(series: Series, scores: Array, profile: Profile, threshold: float) -> float:
    """What one file contributes at a given threshold."""
    steps = _steps(series, scores, profile)
    said = steps[steps[:, 0] >= threshold, 1]
    return float(said.sum()) - profile.missed * len(series.windows)


def row_worth(series: Series, profile: Profile) -> Array:
    """What an alarm at each row is worth: in a window as if it were its first, outside its cost."""
    rows = np.arange(len(series.values), dtype=float)
    worth = np.full(rows.shape, -profile.false)
    for place, (first, last) in enumerate(series.windows):
        width = last - first + 1
        inside = slice(first, last + 1)
        early = _sigmoid((rows[inside] - last - 1) / width)
        worth[inside] = profile.found * early / _sigmoid(np.array([-1.0]))
        after = slice(last + 1, _start_of_next(series, place))
        worth[after] = profile.false * _sigmoid((rows[after] - last) / max(width - 1, 1))
    return worth


def _start_of_next(series: Series, place: int) -> int:
    later = series.windows[place + 1 : place + 2]
    return later[0][0] if later else len(series.values)


def _sigmoid(position: Array) -> Array:
    """From nearly 1 at a window's start (-1) through 0 at its end (0) to -1 well after it."""
    value = 2.0 / (1.0 + np.exp(5.0 * np.minimum(position, _FAR_AFTER))) - 1.0
    return np.where(position > _FAR_AFTER, -1.0, value)


def _steps(series: Series, scores: Array, profile: Profile) -> Array:
    """(score, gain) pairs: by how much the total rises when the threshold falls to the score."""
    worth = row_worth(series, profile)
    scored = np.arange(len(worth)) >= series.probation
    outside = scored.copy()
    pairs = []
    for first, last in series.windows:
        outside[first : last + 1] = False
        rows = np.arange(first, last + 1)
        pairs.append(_window_steps(scores, worth, rows[scored[rows]], profile.missed))
    pairs.append(np.column_stack([scores[outside], worth[outside]]))
    return np.concatenate(pairs)


def _window_steps(scores: Array, worth: Array, rows: Rows, missed: float) -> Array:
    """A window counts its best row among those that reach the threshold."""
    order = rows[np.argsort(-scores[rows], kind="stable")]
    best = np.maximum.accumulate(worth[order])
    return np.column_stack([scores[order], np.diff(best, prepend=-missed)])


def _best(steps: Array, silent: float) -> tuple[float, float]:
    """The threshold with the highest total, and that total; infinite if saying nothing is best."""
    ordered = steps[np.argsort(-steps[:, 0], kind="stable")]
    totals = silent + np.cumsum(ordered[:, 1])
    last_of_score = np.append(np.diff(ordered[:, 0]) != 0, True)
    thresholds, totals = ordered[last_of_score, 0], totals[last_of_score]
    place = int(np.argmax(totals)) if totals.size else -1
    if place < 0 or totals[place] <= silent:
        return float("inf"), silent
    return float(thresholds[place]), float(totals[place])


def _series(name: str, path: Path, windows: Sequence[tuple[str, str]]) -> Series:
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    times = [datetime.fromisoformat(row["timestamp"]) for row in rows]  # naive, as it is written
    return Series(
        name=name,
        times=times,
        values=np.array([float(row["value"]) for row in rows]),
        windows=[(_row_of(times, begin), _row_of(times, end)) for begin, end in windows],
    )


def _row_of(times: Sequence[datetime], text: str) -> int:
    """The first row at or after the moment; the last row when there is none."""
    moment = datetime.fromisoformat(text)
    return next((row for row, time in enumerate(times) if time >= moment), len(times) - 1)
