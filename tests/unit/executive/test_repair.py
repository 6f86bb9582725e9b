"""Rows that are missing or stand twice explain a fall away, or stand beside it as a caveat."""

import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from boardroom.agents.context import Context
from boardroom.executive.explain.explainer import Asking, Explainer
from boardroom.executive.notebook import Notebook
from boardroom.executive.page import build_page
from boardroom.executive.probe import take_footprints
from boardroom.executive.repair import Repair
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.insight.model import Insight, KeyMetric, Report
from tests.unit.executive.inspection.looking import look, told
from tests.unit.executive.world import FIRST, MODEL, kinds, make_service, order_rows

DAYS = 800
TODAY = FIRST + timedelta(days=DAYS)
FEBRUARY = (date(2018, 2, 1), date(2018, 2, 28))
HOLE = tuple(date(2018, 2, 3) + timedelta(days=day) for day in range(13))
FALLS = {"change", "trend", "contributors", "record", "threshold", "target"}


def _without(rows: pa.Table, days: tuple[date, ...]) -> pa.Table:
    return rows.filter(pc.invert(_dated(rows, days)))


def _twice(rows: pa.Table, days: tuple[date, ...]) -> pa.Table:
    return pa.concat_tables([rows, rows.filter(_dated(rows, days))])


def _dated(rows: pa.Table, days: tuple[date, ...]) -> pa.Array:
    return pc.is_in(rows["day"], value_set=pa.array(days, pa.date32()))


def _of_february(rows: pa.Table, column: str) -> np.ndarray:
    inside = pc.and_(
        pc.greater_equal(rows["day"], pa.scalar(FEBRUARY[0])),
        pc.less_equal(rows["day"], pa.scalar(FEBRUARY[1])),
    )
    return np.array([float(cell.as_py()) for cell in rows.filter(inside)[column]])


def _page(folder: Path, rows: pa.Table, *, today: date = TODAY) -> Report:
    return build_page(make_service(folder, {"orders": rows}, today=today), principal=LOCAL_ADMIN)


def _card(report: Report, name: str) -> KeyMetric:
    cards = [*report.key_metrics, *(card for item in report.sections for card in item.key_metrics)]
    return next(card for card in cards if card.metric == name)


def _all(report: Report) -> list[Insight]:
    return [*report.insights, *(item for part in report.sections for item in part.insights)]


def _repair(folder: Path, rows: pa.Table, metric: str, *, model: str = MODEL) -> Repair:
    service = make_service(folder, {"orders": rows}, model=model)
    notebook = Notebook(service.model)
    facts = notebook.reader.read(service.model.metric_by_name[metric])
    context = Context(metrics=service, principal=LOCAL_ADMIN, asked=TODAY, as_of=TODAY)
    return Repair(facts=facts, footprints=take_footprints(context, [facts], notebook))


def test_days_without_rows_are_told_instead_of_the_fall_they_make(tmp_path: Path) -> None:
    report = _page(tmp_path, _without(order_rows(days=DAYS), HOLE))
    assert [item.id for item in _all(report) if item.kind in FALLS] == []
    card = _card(report, "revenue")
    assert card.change_ratio is not None
    assert card.change_ratio < -0.3
    assert (card.assessment, card.caveats[0].kind) == ("neutral", "wrong_rows")
    said = re.fullmatch(
        r"Rows of orders are missing, 3–15 Feb 2018: about (\d+)% of those of Feb 2018\.",
        card.caveats[0].text,
    )
    assert said is not None
    assert int(said[1]) == pytest.approx(100 * len(HOLE) / 28, abs=2)
    hole = next(item for item in _all(report) if item.kind == "data_quality")
    assert "13 days without any rows" in hole.title
    assert report.summary is not None
    assert report.summary.priorities == ()
    assert report.summary.health is not None
    assert report.summary.health.score == 10.0


def test_the_page_of_a_day_before_the_hole_knows_nothing_of_it(tmp_path: Path) -> None:
    report = _page(tmp_path, _without(order_rows(days=DAYS), HOLE), today=FEBRUARY[0])
    assert all(not card.caveats for card in report.key_metrics)
    assert "data_quality:" not in "".join(kinds(_all(report)))


def test_a_fall_that_missing_rows_do_not_explain_is_told_at_its_own_size(tmp_path: Path) -> None:
    true = order_rows(days=DAYS, drop={"SP": 0.8})
    loaded = _without(true, HOLE)
    change = next(item for item in _all(_page(tmp_path, loaded)) if item.id == "change:orders")
    january = int(pc.sum(_in_january(true)).as_py())
    fall = len(_of_february(true, "id")) - january
    assert change.effect is not None
    assert change.effect.value == pytest.approx(fall, rel=0.1)
    assert change.caveats[0].kind == "wrong_rows"
    assert {len(_of_february(loaded, "id"))} <= {number.value for number in change.numbers}


def _in_january(rows: pa.Table) -> pa.Array:
    first, last = pa.scalar(date(2018, 1, 1)), pa.scalar(date(2018, 1, 31))
    return pc.and_(pc.greater_equal(rows["day"], first), pc.less_equal(rows["day"], last))


@pytest.mark.parametrize("spoil", [_without, _twice])
def test_a_sum_is_repaired_to_what_it_was_and_a_mean_left_as_it_is(
    tmp_path: Path, spoil: object
) -> None:
    true = order_rows(days=DAYS)
    loaded = spoil(true, HOLE)  # type: ignore[operator]  # one of the two above
    factor = _repair(tmp_path / "sum", loaded, "revenue").factor(*FEBRUARY)
    assert factor is not None
    whole = factor * _of_february(loaded, "price").sum()
    assert whole == pytest.approx(_of_february(true, "price").sum(), rel=0.05)
    assert abs(factor - 1) > 0.25
    assert _repair(tmp_path / "mean", loaded, "late_rate").factor(*FEBRUARY) == 1.0
    different = _repair(tmp_path / "kinds", loaded, "states").factor(*FEBRUARY)
    assert different == (None if spoil is _without else 1.0)
    january = (date(2018, 1, 1), date(2018, 1, 31))
    assert _repair(tmp_path / "before", loaded, "revenue").factor(*january) == 1.0


def test_what_counts_its_own_keys_grows_with_its_rows_and_does_not_count_them_twice(
    tmp_path: Path,
) -> None:
    true = order_rows(days=DAYS)
    model = MODEL.replace("COUNT(orders.id)", "COUNT(DISTINCT orders.id)")
    without = _repair(tmp_path / "hole", _without(true, HOLE), "orders", model=model)
    again = _repair(tmp_path / "twice", _twice(true, HOLE), "orders", model=model)
    factor = without.factor(*FEBRUARY)
    assert factor is not None
    assert factor * len(_of_february(_without(true, HOLE), "id")) == pytest.approx(
        len(_of_february(true, "id")), rel=0.05
    )
    assert again.factor(*FEBRUARY) == 1.0
    assert again.caveats(*FEBRUARY) == ()


@pytest.mark.parametrize(
    ("spoil", "expression"),
    [
        (_without, "SUM(orders.price) / COUNT(DISTINCT orders.state)"),
        (_twice, "SUM(orders.price) / COUNT(DISTINCT orders.id)"),
        (_without, "SUM(orders.price) - 800"),
        (_twice, "SUM(orders.price) + COUNT(DISTINCT orders.id)"),
    ],
)
def test_what_does_not_grow_with_its_rows_is_not_known(
    tmp_path: Path, spoil: object, expression: str
) -> None:
    model = MODEL.replace("SUM(orders.price)", expression)
    assert expression in model
    loaded = spoil(order_rows(days=DAYS), HOLE)  # type: ignore[operator]  # one of the two above
    repair = _repair(tmp_path, loaded, "revenue", model=model)
    assert repair.factor(*FEBRUARY) is None
    assert [item.kind for item in repair.caveats(*FEBRUARY)] == ["wrong_rows"]


def test_a_window_that_looks_back_over_a_hole_is_not_known(tmp_path: Path) -> None:
    model = MODEL.replace("{name: revenue,", "{name: revenue, window: 28 days,")
    assert model != MODEL
    loaded = _without(order_rows(days=DAYS), HOLE)
    assert _repair(tmp_path, loaded, "revenue", model=model).factor(*FEBRUARY) is None


def test_rows_too_many_are_a_share_of_those_that_are_there(tmp_path: Path) -> None:
    true = order_rows(days=DAYS)
    loaded = _twice(true, HOLE)
    (caveat,) = _repair(tmp_path, loaded, "revenue").caveats(*FEBRUARY)
    there, right = len(_of_february(loaded, "id")), len(_of_february(true, "id"))
    said = re.search(r"about (\d+)%", caveat.text)
    assert said is not None
    assert int(said[1]) == pytest.approx(100 * (there - right) / there, abs=2)


def test_a_target_is_held_against_the_value_with_all_rows_there(tmp_path: Path) -> None:
    loaded = _twice(order_rows(days=DAYS), HOLE)
    true, there = (len(_of_february(rows, "id")) for rows in (order_rows(days=DAYS), loaded))
    model = MODEL.replace("{name: orders, ", f"{{name: orders, target: {(true + there) // 2}, ")
    service = make_service(tmp_path, {"orders": loaded}, today=TODAY, model=model)
    report = build_page(service, principal=LOCAL_ADMIN)
    missed = next(item for item in _all(report) if item.id == "target:orders")
    values = {number.id: number.value for number in missed.numbers}
    assert values["value"] == pytest.approx(true, rel=0.05)
    assert values["loaded_0"] == there
    assert values["value"] < values["target"] < values["loaded_0"]


@pytest.mark.parametrize("rate", [9.0, 30.0])
def test_rows_that_stand_twice_are_made_up_for_by_whatever_they_are_dated(
    tmp_path: Path, rate: float
) -> None:
    rows = order_rows(days=DAYS, rate=rate)
    shipped = pc.add(rows["day"], pa.scalar(timedelta(days=1)))
    rows = rows.append_column("shipped", shipped.cast(pa.date32()))
    shipping = "          - {name: shipped, expression: shipped, datatype: Date, role: time}\n"
    late = "          - {name: late,"
    model = MODEL.replace(late, shipping + late) + (
        "      - {name: sent, expression: COUNT(orders.id), unit: count, time: orders.shipped}\n"
    )
    days = HOLE[:6]
    service = make_service(tmp_path, {"orders": _twice(rows, days)}, model=model)
    notebook = Notebook(service.model)
    context = Context(metrics=service, principal=LOCAL_ADMIN, asked=TODAY, as_of=TODAY)
    facts = [
        notebook.reader.read(service.model.metric_by_name[name]) for name in ("orders", "sent")
    ]
    footprints = take_footprints(context, facts, notebook)
    told = [
        (item.time_field, day)
        for item in footprints.trouble
        for day in item.days
        if item.kind == "twice"
    ]
    expected = [("orders.day", day) for day in days]
    expected += [("orders.shipped", day + timedelta(days=1)) for day in days]
    assert sorted(told) == expected
    for item in facts:
        factor = Repair(facts=item, footprints=footprints).factor(*FEBRUARY)
        again = len(rows.filter(_dated(rows, days)))
        true = len(_of_february(rows, "id"))
        assert factor == pytest.approx(true / (true + again), rel=0.05)


def test_nothing_is_to_be_repaired_where_all_rows_are_there(tmp_path: Path) -> None:
    quiet = order_rows(days=DAYS)
    sundays = tuple(FIRST + timedelta(days=day) for day in range(2, DAYS, 7))
    yearly = tuple(date(year, 12, 25) for year in (2016, 2017))
    for name, rows in (
        ("all", quiet), ("sundays", _without(quiet, sundays)), ("holiday", _without(quiet, yearly)),
    ):  # fmt: skip
        repair = _repair(tmp_path / name, rows, "revenue")
        recent = [item for item in repair.footprints.trouble if item.days[-1] >= date(2017, 6, 1)]
        assert recent == [], name


def test_a_month_that_lost_its_rows_is_no_record(tmp_path: Path) -> None:
    def records(name: str, rows: pa.Table) -> list[str]:
        found = told(look(tmp_path / name, {"orders": rows}, model=MODEL, days=DAYS), "record")
        return [item.metric for item in found]

    true = order_rows(days=DAYS)
    low = _without(true, HOLE[:8])
    assert records("hole", low) == []
    assert "orders" in records("fall", order_rows(days=DAYS, drop={"SP": 0.8}))


def _explained(folder: Path, rows: pa.Table, time_range: str | None = None) -> Insight:
    return _explanation(folder, rows, time_range).insights[0]


def _explanation(folder: Path, rows: pa.Table, time_range: str | None = None) -> Report:
    service = make_service(folder, {"orders": rows})
    explainer = Explainer(notebook=Notebook(service.model), bridges={})
    context = Context(metrics=service, principal=LOCAL_ADMIN, asked=TODAY, as_of=TODAY)
    return explainer.explain(Asking(metric="orders", time_range=time_range), context)


def test_an_explanation_says_that_rows_are_missing_before_anything_else(tmp_path: Path) -> None:
    true = order_rows(days=DAYS)
    covered = _explained(tmp_path / "hole", _without(true, HOLE))
    assert covered.assessment == "neutral"
    assert covered.text.startswith("Rows of orders are missing, 3–15 Feb 2018")
    assert "within its usual swing" in covered.text
    carried = {number.text: number.value for number in covered.numbers}
    for figure in re.findall(r"\d+", covered.caveats[0].text):
        assert carried[figure] == float(figure)
    assert len({number.id for number in covered.numbers}) == len(covered.numbers)
    assert covered.uncertainty is None
    lost = order_rows(days=DAYS, drop={"SP": 0.8})
    beside = _explained(tmp_path / "fall", _without(lost, HOLE))
    assert beside.assessment == "bad"
    assert "it would have fallen unusually" in beside.text
    assert beside.caveats[0].kind == "wrong_rows"
    nothing = _explained(tmp_path / "none", _without(true, HOLE), "2018-02-03..2018-02-09")
    assert "cannot be told" in nothing.text
    untouched = _explained(tmp_path / "calm", true)
    assert "Rows of" not in untouched.text
    assert untouched.caveats == ()


def test_a_fall_that_is_a_rise_with_all_rows_there_is_judged_as_one(tmp_path: Path) -> None:
    true = order_rows(days=DAYS)
    first, last = (pa.scalar(day) for day in FEBRUARY)
    inside = pc.and_(pc.greater_equal(true["day"], first), pc.less_equal(true["day"], last))
    more = true.filter(inside)[::2]
    more = more.set_column(0, "id", pa.array(np.arange(len(more)) + len(true), pa.int64()))
    report = _explanation(tmp_path, _without(pa.concat_tables([true, more]), HOLE))
    (insight,), (card,) = report.insights, report.key_metrics
    assert card.change is not None
    assert insight.effect is not None
    assert card.change < 0 < insight.effect.value
    assert (insight.assessment, card.assessment) == ("good", "good")
    assert "it would have risen unusually" in insight.text
