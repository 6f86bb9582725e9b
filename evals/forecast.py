"""Forecasts of competition series, against their published truth.

A folder holds one set: the layout of M3 (``*_long.csv`` with ``series``, ``split``, ``value`` in
order of time, and ``*_info.csv`` with ``series``, ``period``; its monthly series are scored) or of
M4 (``<Frequency>-train.csv`` and ``<Frequency>-test.csv``, a series per row; its hourly series).
``smape`` (percent) and ``mase`` are means over series of what each series has, as both
competitions take them; ``owa`` is their mean as a share of Naive2's on the same series.

The settings of the engine were chosen on every fourth monthly series of M3 and every eighth hourly
series of M4, counted from the first; ``held_out`` are all others.

Source: S. Makridakis and M. Hibon, The M3-Competition (2000); S. Makridakis, E. Spiliotis and
    V. Assimakopoulos, The M4 Competition (2020), for the measures, Naive2 and its seasonality test.
"""

import csv
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from boardroom.analysis.forecasting.forecast import Asked, NoForecast, SeriesForecast, forecast
from evals.score import Score

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

COVERAGE = 0.95
TUNED_ON = {"MONTHLY": 4, "HOURLY": 8}
"""Frequency → every so manieth series, from the first, was looked at while choosing settings."""

_SEASONS: Mapping[str, tuple[int, ...]] = {
    "HOURLY": (24, 168),
    "DAILY": (7,),
    "WEEKLY": (52,),
    "MONTHLY": (12,),
    "QUARTERLY": (4,),
    "YEARLY": (),
}
_MEASURED_BY = {"WEEKLY": 1, "DAILY": 1}
"""Frequency → the season of MASE and Naive2, where it is not the shortest: as M4 set it."""

_WORKERS = 2
_WORTH_WORKERS = 50
_LIKELY = 1.645


@dataclass(frozen=True, kw_only=True)
class Case:
    """One series: what was known, and what came after."""

    known: Array
    after: Array
    frequency: str

    @property
    def season(self) -> int:
        """The season that MASE and Naive2 go by."""
        return _MEASURED_BY.get(self.frequency, next(iter(_SEASONS[self.frequency]), 1))


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How far a path was off: sMAPE in percent, MASE, and the share inside its interval."""

    smape: float
    mase: float
    inside: float = float("nan")


def evaluate(folder: Path) -> Score:
    """Score the series of one set."""
    cases = read_cases(folder)
    if len(cases) < _WORTH_WORKERS:
        return score(cases)
    with ProcessPoolExecutor(_WORKERS, mp_context=get_context("spawn")) as workers:
        return score(cases, workers=workers)


def score(cases: Sequence[Case], *, workers: Executor | None = None) -> Score:
    """The engine's score over ``cases``, worked out by ``workers`` or here."""
    made = list(workers.map(_scored, cases, chunksize=4) if workers else map(_scored, cases))
    outcomes = [item for item, _ in made]
    bases = [outcome(case, naive2(case)) for case in cases]
    smape, mase = mean_of(outcomes)
    base_smape, base_mase = mean_of(bases)
    figures = {
        "owa": (smape / base_smape + mase / base_mase) / 2,
        "smape": smape,
        "mase": mase,
        "coverage95": float(np.mean([item.inside for item in outcomes])),
    }
    return Score(figures=figures, cases=len(cases), seconds=sum(spent for _, spent in made))


def held_out(cases: Sequence[Case]) -> Sequence[Case]:
    """Those that no setting was chosen on."""
    return [
        case
        for place, case in enumerate(cases)
        if place % TUNED_ON.get(case.frequency, 1) or case.frequency not in TUNED_ON
    ]


def mean_of(outcomes: Iterable[Outcome]) -> tuple[float, float]:
    """Mean sMAPE and mean MASE over series."""
    found = [(item.smape, item.mase) for item in outcomes]
    smape, mase = np.mean(found, axis=0)
    return float(smape), float(mase)


def outcome(case: Case, path: Array) -> Outcome:
    """How far ``path`` was off."""
    miss = np.abs(case.after - path)
    whole = np.abs(case.after) + np.abs(path)
    step = np.abs(case.known[case.season :] - case.known[: -case.season]).mean()
    return Outcome(
        smape=float(np.mean(200 * miss / np.where(whole > 0, whole, 1.0))),
        mase=float(miss.mean() / step),
    )


def naive2(case: Case) -> Array:
    """The last value, with the multiplicative season put back where there is one."""
    known, season = case.known, case.season
    pattern = _pattern(known, season) if _is_seasonal(known, season) else np.ones(max(season, 1))
    places = np.arange(known.size + case.after.size) % pattern.size
    return np.asarray(known[-1] / pattern[places[known.size - 1]] * pattern[places[known.size :]])


def _scored(case: Case) -> tuple[Outcome, float]:
    began = time.perf_counter()
    found = forecast(
        Asked(
            values=tuple(case.known),
            seasons=_SEASONS[case.frequency],
            horizon=case.after.size,
            coverage=COVERAGE,
        )
    )
    spent = time.perf_counter() - began
    return _judged(case, found), spent


def _judged(case: Case, found: SeriesForecast | NoForecast) -> Outcome:
    """The outcome; a series that is not forecast counts as Naive2 whose interval holds nothing."""
    if isinstance(found, NoForecast):
        plain = outcome(case, naive2(case))
        return Outcome(smape=plain.smape, mase=plain.mase, inside=0.0)
    off = outcome(case, np.asarray(found.values))
    inside = (case.after >= np.asarray(found.low)) & (case.after <= np.asarray(found.high))
    return Outcome(smape=off.smape, mase=off.mase, inside=float(inside.mean()))


def _is_seasonal(known: Array, season: int) -> bool:
    """Whether the autocorrelation at the season stands out at the level of 90 %."""
    if season <= 1 or known.size < 3 * season:
        return False
    moved = known - known.mean()
    whole = float(moved @ moved)
    if whole == 0:
        return False
    lags = np.array([moved[lag:] @ moved[:-lag] for lag in range(1, season + 1)]) / whole
    limit = _LIKELY * np.sqrt((1 + 2 * np.sum(lags[:-1] ** 2)) / known.size)
    return bool(abs(lags[-1]) > limit)


def _pattern(known: Array, season: int) -> Array:
    """Multiplicative indices of classical decomposition, by place in the season from the first."""
    weights = np.ones(season + 1 - season % 2)
    if season % 2 == 0:
        weights[[0, -1]] = 0.5
    trend = np.convolve(known, weights / weights.sum(), mode="valid")
    lost = (known.size - trend.size) // 2
    ratios = known[lost : lost + trend.size] / trend
    places = np.arange(lost, lost + trend.size) % season
    means = np.array([ratios[places == place].mean() for place in range(season)])
    return np.asarray(means / means.mean())


def read_cases(folder: Path) -> Sequence[Case]:
    """The series of the set in ``folder``, in the order of its file."""
    if info := sorted(folder.glob("*_info.csv")):
        return list(_read_long(info[0]))
    train = sorted(folder.glob("*-train.csv"), key=lambda path: path.name != "Hourly-train.csv")
    if train:
        return list(_read_wide(train[0]))
    raise SystemExit(f"{folder} has neither *_info.csv with *_long.csv nor *-train.csv")


def _read_long(info: Path) -> Iterator[Case]:
    with info.open(newline="", encoding="utf-8") as stream:
        frequencies = {row["series"]: row["period"].upper() for row in csv.DictReader(stream)}
    wanted = "MONTHLY" if "MONTHLY" in frequencies.values() else next(iter(frequencies.values()))
    values: dict[str, dict[str, list[float]]] = {}
    long = info.with_name(info.name.replace("_info", "_long"))
    with long.open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if frequencies.get(row["series"]) == wanted:
                parts = values.setdefault(row["series"], {"train": [], "test": []})
                parts[row["split"]].append(float(row["value"]))
    for parts in values.values():
        known, after = (np.asarray(parts[name]) for name in ("train", "test"))
        yield Case(known=known, after=after, frequency=wanted)


def _read_wide(train: Path) -> Iterator[Case]:
    test = train.with_name(train.name.replace("-train", "-test"))
    frequency = train.name.partition("-")[0].upper()
    futures = dict(_read_rows(test))
    for name, known in _read_rows(train):
        yield Case(known=known, after=futures[name], frequency=frequency)


def _read_rows(path: Path) -> Iterator[tuple[str, Array]]:
    """Name and values of each row below the heading; trailing cells are empty."""
    with path.open(newline="", encoding="utf-8") as stream:
        rows = csv.reader(stream)
        next(rows)
        for name, *cells in rows:
            yield name, np.asarray([float(cell) for cell in cells if cell])
