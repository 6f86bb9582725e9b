"""What is said of the records inside the value that a claim is about."""

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from boardroom.analysis.survey.column import group
from boardroom.executive.survey.claim import Claim
from boardroom.executive.survey.inside import inside
from boardroom.executive.survey.sheet import Amount, Calendar, Dimension, Sheet
from boardroom.insight.inside_wording import with_inside
from boardroom.insight.wording import Sentence
from boardroom.semantic.query import Query

_SIZE = 400
_TEAM = ["A" if place % 2 else "B" for place in range(_SIZE)]
_KIND = ["big" if place % 4 == 1 else "small" for place in range(_SIZE)]
_NOISE = ["x" if place % 3 else "y" for place in range(_SIZE)]


def _dimension(name: str, cells: list[str]) -> Dimension:
    return Dimension(
        ref=f"t.{name}", label=name.capitalize(), grouping=group(cells), fields=(name,)
    )


TEAM, KIND, NOISE = (
    _dimension("team", _TEAM),
    _dimension("kind", _KIND),
    _dimension("noise", _NOISE),
)
COST = Amount(
    sql="t.cost",
    label="Cost",
    values=np.array([100.0 if kind == "big" else 10.0 for kind in _KIND])
    + np.random.default_rng(1).normal(0, 1, _SIZE),
    unit=None,
    fields=("cost",),
    additive=True,
)


def _claim(*dimensions: Dimension) -> Claim:
    sheet = SimpleNamespace(dimensions=dimensions, noun="records", records=_SIZE)
    return Claim(
        kind="difference",
        sheet=cast("Sheet", sheet),
        about=frozenset({"team", "cost"}),
        strength=0.5,
        reach=0.5,
        query=Query(),
        say=lambda: Sentence(title="", text="Told.", numbers=()),
        p_value=0.0,
        focus=(TEAM, TEAM.grouping.values.index("A")),
        amount=COST,
    )


def test_the_column_that_tells_the_records_apart_is_named_with_its_sums() -> None:
    claim = _claim(TEAM, KIND, NOISE)
    sentence = with_inside(claim.say(), list(inside(claim)))
    own = np.array([team == "A" and kind == "big" for team, kind in zip(_TEAM, _KIND, strict=True)])
    assert "Inside team A, by kind: big 1" in sentence.text
    assert sentence.numbers[0].value == pytest.approx(np.mean(COST.values[own]))
    assert sentence.numbers[1].value == own.sum()
    assert abs(sentence.numbers[2].value - COST.values[own].sum()) < 1e-6


def test_nothing_is_said_where_chance_explains_it() -> None:
    assert not list(inside(_claim(TEAM, NOISE)))


def test_rates_are_told_where_they_are_furthest_apart() -> None:
    done = ["yes" if kind == "big" and team == "A" else "no"
            for kind, team in zip(_KIND, _TEAM, strict=True)]  # fmt: skip
    place = [("far" if number % 8 < 4 else "near") for number in range(_SIZE)]
    outcome = _dimension("done", [
        value if where == "far" else "no" for value, where in zip(done, place, strict=True)
    ])  # fmt: skip
    where = _dimension("place", place)
    claim = replace(
        _claim(TEAM, outcome, where),
        kind="association",
        amount=None,
        about=frozenset({"team", "done"}),
        outcome=(outcome, outcome.grouping.values.index("yes")),
    )
    (line, makers) = inside(claim)
    assert line.lead == "Plainest in place far"
    assert [(entry.value, entry.figure, entry.of) for entry in line.entries] == [
        ("A", 50.0, 100.0),
        ("B", 0.0, 100.0),
    ]
    assert [(entry.value, entry.figure) for entry in makers.entries] == [("far", 50.0)]


def test_a_rise_is_split_into_what_its_parts_add() -> None:
    periods = np.arange(_SIZE) % 12
    late = periods >= 8
    kinds = _dimension("kind", [
        "new" if is_late and number % 3 else "old" for number, is_late in enumerate(late)
    ])  # fmt: skip
    calendar = cast(
        "Calendar", SimpleNamespace(periods=periods, starts=tuple(range(12)), grain="month")
    )
    claim = replace(
        _claim(TEAM, kinds),
        kind="course",
        amount=None,
        about=frozenset({"team", "day"}),
        calendar=calendar,
    )
    (line,) = inside(claim)
    own = np.array([team == "A" for team in _TEAM])
    new = np.array(kinds.grouping.codes) == kinds.grouping.values.index("new")
    assert line.lead == "By kind, per month"
    moved = {entry.value: entry.figure for entry in line.entries}
    assert moved["new"] == (own & new & late).sum() / 4
