"""What is sound enough to be told: few rows only where they leave no doubt."""

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from boardroom.analysis.panel.scan import Episode
from boardroom.executive.scan.panel_reading import Reading
from boardroom.executive.scan.scanner import _is_sound, _stands_out

WEEKS = 150


def _episode(first: int, last: int) -> Episode:
    return Episode(
        series=0, first=first, last=last, excess=1.0, expected=1.0, weight=1.0,
        deviations=9.0, p_value=1e-9,
    )  # fmt: skip


def _waits(*, late: float, spread: float, seed: int = 3) -> Reading:
    """An order every third week that waits about 20 days, two of them much longer."""
    rows = (np.arange(WEEKS) % 3 == 0).astype(float)
    waits = 20.0 * np.random.default_rng(seed).lognormal(0.0, spread, WEEKS)
    waits[[99, 102]] = late
    totals = np.where(rows > 0, waits * rows, np.nan)
    panel = SimpleNamespace(totals=totals[None])
    return cast("Reading", SimpleNamespace(support=rows[None], panel=panel))


@pytest.mark.parametrize(
    ("late", "spread", "found"),
    [(60.0, 0.08, True), (24.0, 0.02, False), (60.0, 0.8, False), (300.0, 0.8, False)],
    ids=["far from all", "hardly longer", "usual spread", "a heavy tail"],
)
def test_two_late_orders_say_enough_only_far_from_all_others(
    late: float, spread: float, *, found: bool
) -> None:
    assert _stands_out(_waits(late=late, spread=spread), _episode(99, 104)) is found


def test_amounts_of_both_signs_and_few_others_say_nothing() -> None:
    mixed = _waits(late=60.0, spread=0.08)
    mixed.panel.totals[0, 0] = -5.0
    assert not _stands_out(mixed, _episode(99, 104))
    short = _waits(late=60.0, spread=0.08)
    short.panel.totals[0, : WEEKS - 54] = np.nan
    assert not _stands_out(short, _episode(99, 104))


@pytest.mark.parametrize(("cases", "sound"), [(1.0, False), (4.0, False), (30.0, True)])
def test_one_case_of_a_share_that_never_strays_is_no_news(cases: float, *, sound: bool) -> None:
    facts = SimpleNamespace(metric=SimpleNamespace(unit="percent"))
    reading = cast("Reading", SimpleNamespace(
        watched=SimpleNamespace(kind="ratio", facts=facts),
        steps=None,
        support=np.full((1, WEEKS), 24.0),
        regular=np.zeros(1, dtype=bool),
        panel=SimpleNamespace(totals=np.full((1, WEEKS), 24.0)),
    ))  # fmt: skip
    late = replace(_episode(99, 100), excess=-cases, expected=48.0)
    assert _is_sound(reading, late) is sound


@pytest.mark.parametrize(("rows", "sound"), [(3.0, False), (24.0, True)])
def test_a_mean_of_few_rows_that_is_nothing_most_weeks_does_not_stray(
    rows: float, *, sound: bool
) -> None:
    totals = np.zeros((1, WEEKS))
    totals[0, 99:104] = 7_000.0
    facts = SimpleNamespace(metric=SimpleNamespace(unit="USD"))
    reading = cast("Reading", SimpleNamespace(
        watched=SimpleNamespace(kind="level", facts=facts),
        steps=None,
        support=np.full((1, WEEKS), rows),
        regular=np.ones(1, dtype=bool),
        panel=SimpleNamespace(totals=totals),
    ))  # fmt: skip
    assert _is_sound(reading, _episode(99, 104)) is sound
