"""Why a metric moved, on small companies whose course is known."""

import math
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from boardroom.agents.context import Context
from boardroom.errors import NotFoundError, QueryError
from boardroom.executive.explain.explainer import Asking, Explainer
from boardroom.executive.explain.metric_tree import Bridge
from boardroom.executive.notebook import Notebook
from boardroom.executive.why import why_of
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.insight.drivers import Driver, Drivers
from boardroom.insight.model import Insight, Report
from boardroom.insight.render_drivers import render_drivers
from boardroom.insight.render_json import report_from_text, report_to_text
from boardroom.semantic.model_file import parse_model
from tests.unit.executive.world import FIRST, MODEL, make_service, order_rows

DAYS = 790
TODAY = FIRST + timedelta(days=DAYS)

STOCK = """
version: "0.2.0.dev0"
semantic_model:
  - name: saas
    datasets:
      - name: movements
        source: movements
        time: {movement: day}
        fields:
          - {name: day, expression: day, datatype: Date, role: time}
          - {name: kind, expression: kind, datatype: String, values: [new, churn, other]}
          - {name: amount, expression: amount, datatype: Integer, unit: USD}
    metrics:
      - {name: mrr, expression: SUM(movements.amount), unit: USD}
      - {name: arr, expression: 12 * mrr, unit: USD}
      - name: new_mrr
        expression: SUM(CASE WHEN movements.kind = 'new' THEN movements.amount END)
        time: movements.day
        unit: USD
      - name: churned_mrr
        expression: -1 * SUM(CASE WHEN movements.kind = 'churn' THEN movements.amount END)
        time: movements.day
        unit: USD
      - name: churn_rate
        expression: churned_mrr / opening
        inputs: {opening: {metric: mrr, at: start}}
        unit: percent
"""


def explain(
    folder: Path,
    metric: str,
    *,
    rows: pa.Table | None = None,
    model: str = MODEL,
    table: str = "orders",
    time_range: str | None = None,
    compare: str = "previous_period",
    today: date = TODAY,
) -> Report:
    rows = order_rows(days=DAYS, drop={"SP": 0.6}) if rows is None else rows
    service = make_service(folder, {table: rows}, model=model, today=today)
    flows = (("new_mrr", False), ("churned_mrr", True))
    explainer = Explainer(notebook=Notebook(service.model), bridges={"mrr": Bridge(flows=flows)})
    context = Context(metrics=service, principal=LOCAL_ADMIN, asked=today, as_of=today)
    asking = Asking(
        metric=metric,
        time_range=time_range,
        compare="previous_year" if compare == "previous_year" else "previous_period",
    )
    return explainer.explain(asking, context)


def drivers_of(report: Report) -> tuple[Insight, Drivers]:
    (insight,) = report.insights
    assert insight.drivers is not None
    return insight, insight.drivers


def assert_adds_up(node: Driver) -> None:
    if node.parts:
        total = math.fsum(part.effect for part in node.parts)
        assert total == pytest.approx(node.effect, rel=1e-9, abs=1e-6)
    for part in node.parts:
        assert_adds_up(part)


@pytest.fixture(scope="module")
def fallen(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Revenue after 60 % of the orders of one state stayed away for a month."""
    return explain(tmp_path_factory.mktemp("fallen"), "revenue")


def test_a_fall_is_unusual_its_parts_and_its_segments_add_up(fallen: Report) -> None:
    insight, drivers = drivers_of(fallen)
    assert drivers.within_swing is False
    assert insight.title.startswith("Revenue fell")
    assert_adds_up(drivers.tree)
    assert [part.metric for part in drivers.tree.parts] == ["orders", "average_order_value"]
    segments = drivers.segments
    total = sum(item.change for item in segments.items) + segments.rest
    assert total == pytest.approx(segments.total)
    assert segments.total == pytest.approx(drivers.tree.effect)


def test_the_segment_in_which_it_happened_is_named_first(fallen: Report) -> None:
    _, drivers = drivers_of(fallen)
    assert dict(drivers.segments.items[0].where) == {"orders.state": "SP"}
    assert not drivers.segments.outside


def test_no_number_stands_in_the_text_that_is_not_in_its_evidence(fallen: Report) -> None:
    insight, _ = drivers_of(fallen)
    for number in insight.numbers:
        assert number.text in f"{insight.title} {insight.text} {insight.uncertainty}"


@pytest.mark.parametrize("width", [60, 80, 140])
@pytest.mark.parametrize("unicode", [True, False])
def test_the_text_fits_its_width_and_names_what_it_found(
    fallen: Report, width: int, *, unicode: bool
) -> None:
    text = render_drivers(fallen, width=width, unicode=unicode)
    assert max(map(len, text.splitlines())) <= width
    assert "Average order value" in text.replace("\n", " ") or width == 60
    assert "SP" in text
    if not unicode:
        assert text.isascii()


def test_the_json_form_reads_back_as_the_same_report(fallen: Report) -> None:
    assert report_from_text(report_to_text(fallen)) == fallen


def test_a_calm_month_has_no_segment_and_says_it_is_usual(tmp_path: Path) -> None:
    report = explain(tmp_path, "revenue", rows=order_rows(days=DAYS))
    _, drivers = drivers_of(report)
    assert drivers.within_swing is True
    assert drivers.segments.items == ()
    assert drivers.segments.outside


def test_what_all_rows_share_lies_outside_the_dimensions(tmp_path: Path) -> None:
    states = dict.fromkeys(("SP", "RJ", "MG", "RS"), 0.4)
    report = explain(tmp_path, "orders", rows=order_rows(days=DAYS, drop=states, rate=60.0))
    _, drivers = drivers_of(report)
    assert drivers.within_swing is False
    assert drivers.segments.items == ()
    assert drivers.segments.outside
    assert "outside these dimensions" in render_drivers(report)


def test_a_rate_is_taken_apart_into_rate_and_mix(tmp_path: Path) -> None:
    rows = order_rows(days=DAYS)
    late = np.asarray(rows["late"])
    recent = np.asarray(rows["day"]).astype("datetime64[D]") >= np.datetime64("2018-01-01")
    hit = recent & (np.asarray(rows["state"].to_pylist()) == "RJ")
    late = np.where(hit, np.arange(len(late)) % 2, late)
    rows = rows.set_column(rows.column_names.index("late"), "late", pa.array(late))
    _, drivers = drivers_of(explain(tmp_path, "late_rate", rows=rows, time_range="2018-01"))
    (segment,) = drivers.segments.items
    assert dict(segment.where) == {"orders.state": "RJ"}
    assert segment.rate is not None
    assert segment.mix is not None
    assert segment.change == pytest.approx(segment.rate + segment.mix)
    total = segment.change + drivers.segments.rest
    assert total == pytest.approx(drivers.tree.effect)


def test_a_number_of_different_values_is_not_split_and_says_so(tmp_path: Path) -> None:
    _, drivers = drivers_of(explain(tmp_path, "states", time_range="2018-01"))
    assert drivers.segments.why is not None


def test_a_constant_beside_a_sum_is_counted_once_however_many_parts_it_has(
    tmp_path: Path, fallen: Report
) -> None:
    model = f"{MODEL}      - {{name: beyond, expression: revenue - 1000, unit: USD}}\n"
    _, drivers = drivers_of(explain(tmp_path, "beyond", model=model))
    assert drivers.segments.leaves > len(drivers.segments.items) > 0
    for item, plain in zip(
        drivers.segments.items, drivers_of(fallen)[1].segments.items, strict=True
    ):
        assert item.where == plain.where
        for value, without in ((item.current, plain.current), (item.previous, plain.previous)):
            assert without is not None
            assert value == pytest.approx(without - 1000)


PER_BUYER = f"""{MODEL}
      - {{name: buyers, expression: COUNT(DISTINCT orders.id), unit: count}}
      - {{name: revenue_per_buyer, expression: revenue / buyers, unit: USD}}
      - {{name: per_order, expression: revenue / COUNT(DISTINCT orders.id), unit: USD}}
"""


def _in_january(state: str) -> tuple[pa.Table, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    rows = order_rows(days=DAYS)
    recent = np.asarray(rows["day"]).astype("datetime64[M]") == np.datetime64("2018-01")
    return rows, recent & (np.asarray(rows["state"].to_pylist()) == state)


def _with_cheap_orders() -> pa.Table:
    """Many cheap orders more in one state: revenue rose, what a buyer brings fell."""
    rows, hit = _in_january("SP")
    more = rows.filter(pa.array(hit))
    ids = pa.array(np.arange(len(more)) + len(rows), pa.int64())
    prices = pa.array(np.full(len(more), 5.0)).cast(pa.decimal128(12, 2))
    more = more.set_column(more.column_names.index("id"), "id", ids)
    return pa.concat_tables(
        [rows, more.set_column(more.column_names.index("price"), "price", prices)]
    )


def _with_low_prices() -> pa.Table:
    """A third of the price in one state: revenue and what a buyer brings fell."""
    rows, hit = _in_january("SP")
    prices = np.asarray(rows["price"].cast(pa.float64())) / np.where(hit, 3.0, 1.0)
    column = pa.array(np.round(prices, 2)).cast(pa.decimal128(12, 2))
    return rows.set_column(rows.column_names.index("price"), "price", column)


@pytest.mark.parametrize("metric", ["revenue_per_buyer", "per_order"])
def test_a_part_that_moved_against_the_whole_is_not_split_in_its_place(
    tmp_path: Path, metric: str
) -> None:
    report = explain(
        tmp_path, metric, rows=_with_cheap_orders(), model=PER_BUYER, time_range="2018-01"
    )
    insight, drivers = drivers_of(report)
    assert drivers.tree.effect < 0 < max(part.effect for part in drivers.tree.parts)
    assert (drivers.segments.items, drivers.segments.dimensions) == ((), ())
    assert drivers.segments.why is not None
    assert why_of(insight) is None


@pytest.mark.parametrize("metric", ["revenue_per_buyer", "per_order"])
def test_a_part_that_moved_the_whole_is_split_where_the_whole_cannot_be(
    tmp_path: Path, metric: str
) -> None:
    report = explain(
        tmp_path, metric, rows=_with_low_prices(), model=PER_BUYER, time_range="2018-01"
    )
    _, drivers = drivers_of(report)
    assert drivers.segments.total < 0
    assert dict(drivers.segments.items[0].where) == {"orders.state": "SP"}
    said = " ".join(render_drivers(report).split())
    assert f"So {drivers.segments.of} was split." in said


def test_where_values_only_changed_places_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "boardroom.executive.explain.segment.exchanging", lambda table: table.attributes
    )
    _, drivers = drivers_of(explain(tmp_path, "revenue"))
    assert drivers.segments.items == ()
    assert drivers.segments.why is not None
    assert "changed places" in drivers.segments.why


def _movements() -> pa.Table:
    days, kinds, amounts = [], [], []
    for month in range(24):
        day = date(2016 + month // 12, month % 12 + 1, 10)
        for kind, amount in (("new", 100), ("churn", -10 * (month % 5)), ("other", 1)):
            days.append(day)
            kinds.append(kind)
            amounts.append(amount)
    return pa.table({"day": pa.array(days, pa.date32()), "kind": kinds, "amount": amounts})


def test_a_stock_is_bridged_by_what_came_and_went_and_the_rest_is_said(tmp_path: Path) -> None:
    report = explain(
        tmp_path, "arr", rows=_movements(), model=STOCK, table="movements",
        time_range="2017-11", today=date(2018, 1, 1),
    )  # fmt: skip
    _, drivers = drivers_of(report)
    (mrr,) = drivers.tree.parts
    effects = {part.label: part.effect for part in mrr.parts}
    assert effects == {"New mrr": 1200.0, "Churned mrr": -12.0 * 20, "Unexplained": 12.0}
    assert_adds_up(drivers.tree)


def test_what_came_and_went_stands_beside_what_did_so_in_the_period_before(tmp_path: Path) -> None:
    rows = _movements()
    _, drivers = drivers_of(
        explain(
            tmp_path, "arr", rows=rows, model=STOCK, table="movements",
            time_range="2017-11", today=date(2018, 1, 1),
        )
    )  # fmt: skip
    moved = {
        (day.month, kind): amount
        for day, kind, amount in zip(
            *(rows[name].to_pylist() for name in rows.column_names), strict=True
        )
        if day.year == 2017
    }
    (mrr,) = drivers.tree.parts
    parts = {part.label: (part.previous, part.current) for part in mrr.parts}
    assert parts["New mrr"] == (moved[10, "new"], moved[11, "new"])
    assert parts["Churned mrr"] == (-moved[10, "churn"], -moved[11, "churn"])


def test_over_a_year_what_came_and_went_has_nothing_as_long_before_it(tmp_path: Path) -> None:
    report = explain(
        tmp_path, "arr", rows=_movements(), model=STOCK, table="movements",
        time_range="2017-11", compare="previous_year", today=date(2018, 1, 1),
    )  # fmt: skip
    (mrr,) = drivers_of(report)[1].tree.parts
    assert {part.previous for part in mrr.parts} == {None}


def test_where_parts_cancel_they_are_no_shares_of_the_change(tmp_path: Path) -> None:
    cut = np.datetime64("2018-01-01")
    rows = order_rows(days=DAYS)
    recent = np.asarray(rows["day"]).astype("datetime64[D]") >= cut
    kept = ~recent | (np.arange(len(recent)) % 2 == 0)
    prices = np.asarray(rows["price"].cast(pa.float64())) * np.where(recent, 2.0, 1.0)
    twice = pa.array(np.round(prices, 2)).cast(pa.decimal128(12, 2))
    rows = rows.set_column(rows.column_names.index("price"), "price", twice)
    rows = rows.filter(pa.array(kept))
    report = explain(tmp_path, "revenue", rows=rows, time_range="2018-01")
    _, drivers = drivers_of(report)
    sizes = sum(abs(part.effect) for part in drivers.tree.parts)
    assert sizes > 4 * abs(drivers.tree.effect)
    assert {part.share for part in (drivers.tree, *drivers.tree.parts)} == {None}
    assert "Share" not in render_drivers(report).partition("Where it sits")[0]


def test_changes_between_periods_without_a_name_are_told_by_their_days(tmp_path: Path) -> None:
    insight, _ = drivers_of(explain(tmp_path, "revenue", time_range="2017-12-20..2018-01-25"))
    assert "of 37 days against the 37 before" in insight.text
    assert insight.title.endswith(" over 20 Dec 2017 – 25 Jan 2018")


@pytest.mark.parametrize(
    ("time_range", "words"),
    [("2018-01-09", "on 9 Jan 2018"), ("2018-01", "in Jan 2018"), ("2017-Q4", "in Q4 2017")],
)
def test_a_change_is_placed_in_time_as_people_say_it(
    tmp_path: Path, time_range: str, words: str
) -> None:
    insight, _ = drivers_of(explain(tmp_path, "revenue", time_range=time_range))
    assert insight.title.endswith(f" {words}")


def test_an_input_seen_at_another_time_is_asked_for_as_its_metric_sees_it(tmp_path: Path) -> None:
    report = explain(
        tmp_path, "churn_rate", rows=_movements(), model=STOCK, table="movements",
        time_range="2017-11", today=date(2018, 1, 1),
    )  # fmt: skip
    _, drivers = drivers_of(report)
    parts = {part.label: (part.previous, part.current) for part in drivers.tree.parts}
    churned, opening = (1 + 2 + 3 + 4) * 10, 101
    assert parts["Mrr at the start"] == (
        21 * opening - 4 * churned - 0,
        22 * opening - 4 * churned - 10,
    )


def test_an_unknown_metric_is_answered_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="did you mean 'revenue'"):
        explain(tmp_path, "revenu")


def test_a_period_without_one_before_it_is_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="no value to compare"):
        explain(tmp_path, "revenue", time_range="2016-01")
    with pytest.raises(QueryError, match="no value in"):
        explain(tmp_path, "revenue", time_range="2019-01")


def test_an_unfinished_period_is_compared_like_for_like(tmp_path: Path) -> None:
    report = explain(tmp_path, "revenue", time_range="2018-02", today=date(2018, 2, 20))
    insight, drivers = drivers_of(report)
    assert insight.evidence.period.end == date(2018, 2, 19)
    assert insight.evidence.comparison is not None
    assert insight.evidence.comparison.end == date(2018, 1, 19)
    assert drivers.within_swing is None


def test_a_year_ago_is_compared_when_asked(tmp_path: Path) -> None:
    report = explain(tmp_path, "revenue", time_range="2018-01", compare="previous_year")
    insight, _ = drivers_of(report)
    assert insight.evidence.comparison is not None
    assert insight.evidence.comparison.start == date(2017, 1, 1)


def test_the_model_of_the_stock_is_sound() -> None:
    assert parse_model(STOCK, origin="model.yml").metrics
