"""Which series of a metric are watched by themselves."""

from collections.abc import Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from boardroom.executive.scan.panel_reading import (
    Asked,
    Reading,
    is_regular,
    read_panels,
    without_twins,
)
from boardroom.executive.scan.watch_list import Watched
from boardroom.semantic.query import Query
from boardroom.semantic.result import Column, Period, Result


@pytest.mark.parametrize(
    ("mean", "noise", "regular"), [(1.0, 0.0, True), (1440.0, 1.0, True), (1.0, 1.0, False)]
)
def test_rows_of_a_schedule_are_told_from_rows_by_chance(
    mean: float, noise: float, *, regular: bool
) -> None:
    random = np.random.default_rng(5)
    by_chance = random.poisson(mean, 400).astype(float)
    by_schedule = np.full(400, mean) + random.normal(0.0, noise, 400).round()
    support = (by_schedule if regular else by_chance)[None]
    assert bool(is_regular(support)[0]) is regular


def test_what_a_code_and_a_name_split_alike_is_watched_by_name() -> None:
    totals = np.random.default_rng(6).poisson(9.0, (2, 60)).astype(float)
    code = _reading("cost", (5000, 6300), totals)
    name = _reading("cost", ("Advice", "Hosting"), totals[::-1])
    other = _reading("cost", ("Team 1", "Team 2"), totals + 1)
    elsewhere = _reading("margin", (5000, 6300), totals)
    readings = [code, name, other, elsewhere]
    assert without_twins(readings) == [name, other, elsewhere]
    assert without_twins(readings[::-1]) == [elsewhere, other, name]


def _reading(metric: str, values: tuple[object, ...], totals: np.ndarray) -> Reading:
    watched = SimpleNamespace(facts=SimpleNamespace(metric=SimpleNamespace(name=metric)))
    panel = SimpleNamespace(step="day", totals=totals)
    return cast("Reading", SimpleNamespace(watched=watched, values=values, panel=panel))


def test_a_mean_of_rows_that_all_lack_the_value_stands_on_no_rows() -> None:
    rows = [(week, None if place % 4 == 3 else 30.0, 2) for place, week in enumerate(WEEKS)]

    (reading,) = _read(rows, kind="level")

    known = np.arange(40) % 4 != 3
    assert reading.support[0].tolist() == np.where(known, 2.0, 0.0).tolist()
    assert reading.panel.totals[0].tolist() == np.where(known, 60.0, 0.0).tolist()


@pytest.mark.parametrize(
    ("weeks", "newest", "watched"), [(5, 3, True), (5, 9, False), (1, 10, False), (1, 4, True)]
)
def test_a_dimension_that_the_newest_rows_lack_yet_is_not_watched(
    weeks: int, newest: int, *, watched: bool
) -> None:
    rows: list[tuple[object, ...]] = []
    for place, week in enumerate(WEEKS):
        lack = newest if place >= len(WEEKS) - weeks else 3
        rows += [(week, region, 12 - lack, 12 - lack) for region in ("North", "South")]
        rows += [(week, None, 2 * lack, 2 * lack)]

    assert bool(_read(rows, kind="flow", dimension="customers.region")) is watched


WEEKS = [date(2026, 1, 5) + timedelta(weeks=place) for place in range(40)]


def _read(
    rows: Sequence[tuple[object, ...]], *, kind: str, dimension: str | None = None
) -> list[Reading]:
    columns = [
        Column(name="period", type="Date", role="time"),
        Column(name="cycle", type="Float", role="metric"),
        Column(name="cycle__rows", type="Integer", role="metric"),
    ]
    if dimension is not None:
        columns.insert(1, Column(name=dimension, type="String", role="dimension"))
    result = Result(
        columns=tuple(columns),
        rows=rows,
        sql="",
        period=Period(start=WEEKS[0], end=WEEKS[-1], complete=True),
    )
    metric = SimpleNamespace(name="cycle", unit="days")
    watched = SimpleNamespace(
        facts=SimpleNamespace(metric=metric, bases=("deals",), ended=True),
        dimension=dimension,
        kind=kind,
        step="week",
        first=WEEKS[0],
        end=WEEKS[-1] + timedelta(weeks=1),
        columns=("cycle", "cycle__rows"),
    )
    asked = Asked(query=Query(metrics=("cycle",)), result=result)
    return read_panels(cast("Watched", watched), asked, unknown={}, few=frozenset())
