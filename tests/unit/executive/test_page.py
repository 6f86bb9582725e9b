"""The executive page on made-up companies whose truth is known."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from boardroom.executive.aggregator import PageSource
from boardroom.executive.page import PageSetup, build_page
from boardroom.governance.policy import policy_from_data
from boardroom.governance.principal import LOCAL_ADMIN, Principal
from boardroom.insight.model import KeyMetric, Report
from boardroom.insight.render_html import render_html
from boardroom.insight.render_json import report_from_text, report_to_text
from boardroom.insight.render_terminal import render_terminal
from boardroom.store.load_store import LoadRecord
from tests.unit.executive.world import FIRST, MODEL, kinds, make_service, order_rows

DAYS = 800
TODAY = FIRST + timedelta(days=DAYS)  # 2018-03-11
FEBRUARY = (date(2018, 2, 1), date(2018, 2, 28))


def _card(report: Report, name: str) -> KeyMetric:
    cards = [*report.key_metrics, *(card for item in report.sections for card in item.key_metrics)]
    return next(card for card in cards if card.metric == name)


def _sum(rows: pa.Table, start: date, end: date) -> Decimal:
    pairs = zip(rows["day"].to_pylist(), rows["price"].to_pylist(), strict=True)
    return sum((price for day, price in pairs if start <= day <= end), Decimal(0))


def _count(rows: pa.Table, start: date, end: date) -> int:
    return sum(start <= day <= end for day in rows["day"].to_pylist())


def test_values_equal_an_independent_computation(tmp_path: Path) -> None:
    rows = order_rows(days=DAYS)
    report = build_page(make_service(tmp_path, {"orders": rows}), principal=LOCAL_ADMIN)

    card = _card(report, "revenue")
    assert report.as_of == TODAY
    assert report.notes == ()
    assert (card.evidence.period.start, card.evidence.period.end) == FEBRUARY
    assert card.value == float(_sum(rows, *FEBRUARY))
    assert card.previous == float(_sum(rows, date(2018, 1, 1), date(2018, 1, 31)))
    assert card.year_ago is not None
    assert card.year_ago.previous == float(_sum(rows, date(2017, 2, 1), date(2017, 2, 28)))
    assert card.sparkline[0][0] == date(2017, 2, 1)
    assert len(card.sparkline) == 13
    assert card.so_far is not None
    assert card.so_far.label == "1–10 Mar 2018"
    assert card.so_far.delta.label == "1–10 Feb 2018"
    assert card.so_far.value == float(_sum(rows, date(2018, 3, 1), date(2018, 3, 10)))
    assert card.so_far.delta.previous == float(_sum(rows, date(2018, 2, 1), date(2018, 2, 10)))


def test_a_running_period_is_named_by_the_days_it_has_data_of(tmp_path: Path) -> None:
    visits = """
      - name: visits
        source: visits
        time: day
        fields: [{name: day, expression: day, datatype: Date, role: time}]
    metrics:
      - {name: visits, expression: COUNT(visits.day), unit: count, department: sales}
"""
    rows = order_rows(days=DAYS)
    longer = order_rows(days=DAYS + 1).select(["day"])
    service = make_service(
        tmp_path,
        {"orders": rows, "visits": longer},
        model=MODEL.replace("    metrics:\n", visits.lstrip("\n"), 1),
        today=TODAY + timedelta(days=1),
    )
    report = build_page(service, principal=LOCAL_ADMIN)
    assert report.as_of == TODAY + timedelta(days=1)
    so_far = _card(report, "revenue").so_far
    assert so_far is not None
    assert (so_far.label, so_far.delta.label) == ("1–10 Mar 2018", "1–10 Feb 2018")
    assert so_far.evidence.period.end == date(2018, 3, 10)
    assert so_far.value == float(_sum(rows, date(2018, 3, 1), date(2018, 3, 10)))
    visited = _card(report, "visits").so_far
    assert visited is not None
    assert visited.label == "1–11 Mar 2018"


def test_noise_makes_no_headline(tmp_path: Path) -> None:
    loud = []
    for seed in range(8):
        rows = order_rows(days=DAYS, seed=seed)
        service = make_service(tmp_path / str(seed), {"orders": rows})
        report = build_page(service, principal=LOCAL_ADMIN)
        found = [*report.insights, *(item for part in report.sections for item in part.insights)]
        loud += [seed for item in found if item.kind in {"change", "trend", "contributors"}]
        assert not [item for item in found if item.kind == "data_quality"]
    assert len(set(loud)) <= 1


def test_a_planted_loss_is_found_with_who_carries_it(tmp_path: Path) -> None:
    rows = order_rows(days=DAYS, drop={"SP": 0.8})
    report = build_page(make_service(tmp_path, {"orders": rows}), principal=LOCAL_ADMIN)

    assert "change:revenue" in kinds(report.insights)
    assert "change:orders" in kinds(report.insights)
    change = next(item for item in report.insights if item.id == "change:revenue")
    assert change.assessment == "bad"
    carried = next(item for item in report.insights if item.id.startswith("contributors:revenue"))
    assert carried.subject == {"orders.state": "SP"}
    assert carried.contributions is not None
    total = carried.contributions.total
    parts = sum(item.change for item in carried.contributions.items) + carried.contributions.others
    assert parts == pytest.approx(total)
    assert total == pytest.approx(_card(report, "revenue").change or 0.0)
    assert "change:average_order_value" not in kinds(report.insights)
    assert "change:late_rate" not in kinds(report.insights)
    places = [item.metric for item in report.insights]
    assert places.index("revenue") == 0
    assert places[1] == "revenue"


def test_a_loss_spread_over_all_is_said_to_be_spread(tmp_path: Path) -> None:
    rows = order_rows(days=DAYS, drop=dict.fromkeys(("SP", "RJ", "MG", "RS"), 0.5))
    report = build_page(make_service(tmp_path, {"orders": rows}), principal=LOCAL_ADMIN)
    assert any("spread evenly" in item.title for item in report.insights)


def test_a_page_over_ended_data_is_made_as_of_its_end(tmp_path: Path) -> None:
    service = make_service(tmp_path, {"orders": order_rows(days=DAYS)}, today=date(2026, 11, 21))
    report = build_page(service, principal=LOCAL_ADMIN)
    assert report.as_of == TODAY
    assert report.notes == ("Data ends 10 Mar 2018; page as of 11 Mar 2018.",)
    assert not any(item.stale for item in report.sources.values())


def test_the_page_names_the_sources_of_its_figures_and_no_idle_copy(tmp_path: Path) -> None:
    rows = order_rows(days=DAYS)
    copy = (
        "      - name: orders_again\n        source: orders_again\n"
        "        fields: [{name: id, expression: id}]\n"
    )
    states = (
        "      - name: states_list\n        source: states_list\n        primary_key: [state]\n"
        "        fields: [{name: state, expression: state}]\n"
    )
    link = (
        "    relationships:\n      - {name: state, from: orders, to: states_list, "
        "from_columns: [state], to_columns: [state]}\n    metrics:"
    )
    service = make_service(
        tmp_path,
        {
            "orders": rows,
            "orders_again": rows.select(["id"]),
            "states_list": pa.table({"state": ["SP", "RJ", "MG", "RS"]}),
        },
        model=MODEL.replace("    metrics:", f"{copy}{states}{link}", 1),
    )
    report = build_page(service, principal=LOCAL_ADMIN)
    assert set(report.sources) == {"orders", "states_list"}


def test_a_thin_tail_does_not_look_like_a_collapse(tmp_path: Path) -> None:
    tail = order_rows(days=60, rate=0.2, seed=5)
    shifted = [day + timedelta(days=DAYS + 5) for day in tail["day"].to_pylist()]
    tail = tail.set_column(1, "day", pa.array(shifted, pa.date32()))
    rows = pa.concat_tables([order_rows(days=DAYS), tail])
    service = make_service(tmp_path, {"orders": rows}, today=date(2026, 11, 21))

    report = build_page(service, principal=LOCAL_ADMIN)

    assert report.as_of == TODAY
    assert "change:revenue" not in kinds(report.insights)
    assert any(item.title == "Data thins out after 10 Mar 2018" for item in report.insights)


def test_an_earlier_day_shows_the_page_of_that_day(tmp_path: Path) -> None:
    rows = order_rows(days=DAYS)
    report = build_page(
        make_service(tmp_path, {"orders": rows}), principal=LOCAL_ADMIN, as_of=date(2017, 6, 15)
    )
    card = _card(report, "revenue")
    assert (card.evidence.period.start, card.evidence.period.end) == (
        date(2017, 5, 1), date(2017, 5, 31),
    )  # fmt: skip
    assert card.so_far is not None
    assert card.so_far.value == float(_sum(rows, date(2017, 6, 1), date(2017, 6, 14)))


@pytest.mark.parametrize(("days", "grain"), [(10, "day"), (40, "week"), (140, "month")])
def test_short_data_is_compared_by_shorter_periods(tmp_path: Path, days: int, grain: str) -> None:
    service = make_service(
        tmp_path, {"orders": order_rows(days=days)}, today=FIRST + timedelta(days=days)
    )
    card = _card(build_page(service, principal=LOCAL_ADMIN), "revenue")
    assert card.sparkline_grain == grain
    assert card.previous is not None


def test_one_broken_metric_costs_only_itself(tmp_path: Path) -> None:
    broken = MODEL + "      - {name: odd, expression: SUM(orders.price) / SUM(orders.state)}\n"
    service = make_service(tmp_path, {"orders": order_rows(days=DAYS)}, model=broken)
    report = build_page(service, principal=LOCAL_ADMIN)
    assert _card(report, "revenue").value
    assert "Odd" in [item.what for item in report.not_available]
    assert all(item.why for item in report.not_available)


def test_an_empty_table_makes_a_page_that_says_so(tmp_path: Path) -> None:
    service = make_service(tmp_path, {"orders": order_rows(days=5).slice(0, 0)})
    report = build_page(service, principal=LOCAL_ADMIN)
    whats = {item.what: item.why for item in report.not_available}
    assert report.key_metrics == ()
    assert "orders cannot be placed in time" in whats["Revenue"]
    for text in (render_html(report), render_terminal(report), report_to_text(report)):
        assert text


def test_what_the_reader_may_not_see_is_not_on_the_page(tmp_path: Path) -> None:
    policy = policy_from_data(
        {"roles": {"seller": {"rows": {"orders": "state = 'RJ'"}, "hide": ["orders.price"]}}}
    )
    rows = order_rows(days=DAYS)
    service = make_service(tmp_path, {"orders": rows}, policy=policy)
    report = build_page(service, principal=Principal(id="ana", roles=frozenset({"seller"})))

    shown = {card.metric for card in report.key_metrics}
    assert "revenue" not in shown
    assert "Revenue" in {item.what for item in report.not_available}
    states = rows["state"].to_pylist()
    days = rows["day"].to_pylist()
    expected = sum(
        state == "RJ" and FEBRUARY[0] <= day <= FEBRUARY[1]
        for state, day in zip(states, days, strict=True)
    )
    assert _card(report, "orders").value == expected


def test_quarantined_rows_failed_loads_and_holes_are_told(tmp_path: Path) -> None:
    rows = order_rows(days=DAYS)
    hole = {TODAY - timedelta(days=20), TODAY - timedelta(days=19)}
    rows = rows.filter(pa.array([day not in hole for day in rows["day"].to_pylist()]))
    noon = datetime(2018, 3, 11, tzinfo=UTC)
    loads = [
        LoadRecord(
            source="files", table="orders", status="loaded", finished_at=noon, rows_read=900,
            quarantined={"not a date": 12},
        ),
        LoadRecord(
            source="files", table="stock", status="failed", finished_at=noon, problem="file is gone"
        ),
    ]  # fmt: skip
    service = make_service(tmp_path, {"orders": rows})
    source = PageSource(name="files", loads=tuple(loads))
    report = build_page(service, principal=LOCAL_ADMIN, setup=PageSetup(sources=(source,)))
    titles = [item.title for item in report.insights]
    assert "12 rows of orders kept out" in titles
    assert "stock is stale" in titles
    assert any("2 days without any rows" in title for title in titles)


LOSSES = """
    metrics:
      - name: profit
        expression: SUM(orders.price) - 90000
        unit: USD
        direction: up
"""


def test_a_value_below_zero_changes_by_money_not_by_percent(tmp_path: Path) -> None:
    rows = order_rows(days=DAYS)
    model = MODEL.partition("    metrics:")[0] + LOSSES
    report = build_page(
        make_service(tmp_path, {"orders": rows}, model=model), principal=LOCAL_ADMIN
    )
    (card,) = report.key_metrics
    assert card.value == float(_sum(rows, *FEBRUARY)) - 90000 < 0
    assert card.change is not None
    assert card.change_ratio is None
    cards, _, _ = render_terminal(report).partition("\nExpected")
    shown = [line for line in cards.splitlines() if line.startswith("Profit")]
    assert shown
    assert [line for line in shown if "%" in line] == []


def test_growth_from_nearly_nothing_is_never_a_percentage(tmp_path: Path) -> None:
    rows = order_rows(days=DAYS)
    days, ids = rows["day"].to_pylist(), rows["id"].to_pylist()
    quiet = [
        (day.year, day.month) != (2018, 1) or number % 300 == 0
        for day, number in zip(days, ids, strict=True)
    ]
    service = make_service(tmp_path, {"orders": rows.filter(pa.array(quiet))})
    report = build_page(service, principal=LOCAL_ADMIN)

    card = _card(report, "orders")
    assert (card.value, card.previous) == (float(_count(rows, *FEBRUARY)), 3.0)
    assert (card.change, card.change_ratio) == (_count(rows, *FEBRUARY) - 3.0, None)
    (told,) = [item.text for item in card.caveats if item.kind == "small_base"]
    assert told == "Only 3 in Jan 2018: too little for the change to be told in percent."
    for text in (render_terminal(report, width=140), render_html(report)):
        assert not re.search(r"[+−][\d,]{4,}%", text)


def test_the_stored_page_equals_the_page(tmp_path: Path) -> None:
    rows = order_rows(days=DAYS, drop={"SP": 0.8})
    report = build_page(make_service(tmp_path, {"orders": rows}), principal=LOCAL_ADMIN)
    again = report_from_text(report_to_text(report, indent=None))
    assert render_html(again) == render_html(report)
    assert render_terminal(again, width=140) == render_terminal(report, width=140)


def test_the_order_is_by_importance_and_departments_hold_the_rest(tmp_path: Path) -> None:
    many = MODEL + "".join(
        f"      - {{name: extra_{n}, expression: SUM(orders.price) + {n}, department: finance}}\n"
        for n in range(7)
    )
    service = make_service(tmp_path, {"orders": order_rows(days=DAYS)}, model=many)
    report = build_page(service, principal=LOCAL_ADMIN)
    assert [card.metric for card in report.key_metrics[:3]] == [
        "revenue", "orders", "average_order_value",
    ]  # fmt: skip
    assert len(report.key_metrics) == 8
    titles = [section.title for section in report.sections]
    assert "Finance" in titles
    assert titles == sorted(titles, key=lambda title: title == "More metrics")


OLD = """
      - name: trials
        source: trials
        time: day
        freshness: 2 days
        fields:
          - {name: day, expression: day, datatype: Date, role: time}
    metrics:
      - name: sales
        expression: COUNT(*)
        dataset: trials
        unit: count
        direction: up
        department: marketing
"""


def _stale_scores(report: Report) -> dict[str, float]:
    found = [*report.insights, *(item for part in report.sections for item in part.insights)]
    return {item.id.rpartition(":")[2]: item.score for item in found if ":stale:" in item.id}


def test_a_metric_that_stopped_long_ago_leads_no_page(tmp_path: Path) -> None:
    """The rows of a forgotten file collapse in their last month, a year before today."""
    days = [
        FIRST + timedelta(days=day) for day in range(397) for _ in range(6 if day >= 366 else 30)
    ]
    tables = {"orders": order_rows(days=DAYS), "trials": pa.table({"day": pa.array(days)})}
    model = MODEL.replace("    metrics:\n", OLD, 1)
    service = make_service(tmp_path, tables, model=model)
    report = build_page(service, principal=LOCAL_ADMIN)
    assert [card.metric for card in report.key_metrics][:2] == ["revenue", "orders"]
    assert report.tables[0].title.startswith("Revenue by")
    (marketing,) = [item for item in report.sections if item.name == "marketing"]
    assert [card.metric for card in marketing.key_metrics] == ["sales"]
    assert {item.kind for item in marketing.key_metrics[0].caveats} == {"period_behind", "stale"}
    assert [
        item for item in (*report.insights, *marketing.insights) if item.metric == "sales"
    ] == []


BRANCHES = """
      - name: branches
        source: branches
        time: opened
        fields:
          - {name: opened, expression: opened, datatype: Date, role: time}
    metrics:
      - {name: branches, expression: COUNT(*), dataset: branches, unit: count, to_date: all}
"""


def test_a_list_that_grew_later_does_not_set_the_day(tmp_path: Path) -> None:
    """Nine branches, the last one to open a year after the orders end."""
    opened = [FIRST + timedelta(days=70 * place) for place in range(9)]
    orders = order_rows(days=200)
    tables = {"orders": orders, "branches": pa.table({"opened": pa.array(opened)})}
    model = MODEL.replace("    metrics:\n", BRANCHES, 1)
    report = build_page(make_service(tmp_path, tables, model=model), principal=LOCAL_ADMIN)
    assert report.as_of == FIRST + timedelta(days=200)
    assert [card.metric for card in report.key_metrics][:2] == ["revenue", "orders"]


def test_a_day_before_all_data_makes_an_empty_page_that_says_so(tmp_path: Path) -> None:
    service = make_service(tmp_path, {"orders": order_rows(days=30)})
    report = build_page(service, principal=LOCAL_ADMIN, as_of=date(2010, 1, 1))
    assert report.key_metrics == ()
    assert report.as_of == date(2010, 1, 1)
    assert {"Revenue", "Orders"} <= {item.what for item in report.not_available}


def test_a_model_without_metrics_makes_a_page_that_says_so(tmp_path: Path) -> None:
    bare = MODEL[: MODEL.index("    metrics:")]
    service = make_service(tmp_path, {"orders": order_rows(days=30)}, model=bare)
    report = build_page(service, principal=LOCAL_ADMIN)
    assert report.key_metrics == ()
    assert "More key metrics" in {item.what for item in report.not_available}
    assert render_html(report)


def test_values_of_any_kind_can_split_a_metric(tmp_path: Path) -> None:
    odd = pa.table(
        {
            "day": pa.array(
                [FIRST + timedelta(days=place % 90) for place in range(900)], pa.date32()
            ),
            "member": pa.array([place % 3 == 0 for place in range(900)]),
            "code": pa.array([None if place % 7 == 0 else place % 4 for place in range(900)]),
            "amount": pa.array([float(place) for place in range(900)]),
        }
    )
    model = """
version: "0.2.0.dev0"
semantic_model:
  - name: odd
    datasets:
      - name: sales
        source: sales
        time: day
        fields:
          - {name: day, expression: day, datatype: Date, role: time}
          - name: member
            expression: member
            datatype: Boolean
            role: dimension
            values: ["true", "false"]
          - {name: code, expression: code, datatype: Integer, role: dimension, values: ["1", "2"]}
          - {name: amount, expression: amount, datatype: Float}
    metrics:
      - {name: revenue, expression: SUM(sales.amount)}
"""
    service = make_service(tmp_path, {"sales": odd}, model=model, today=FIRST + timedelta(days=90))
    report = build_page(service, principal=LOCAL_ADMIN)
    assert len(report.tables) == 2
    assert "yes" in render_terminal(report)
    assert "(none)" in render_html(report)
    assert report_from_text(report_to_text(report)) == report


def test_a_dimension_that_tells_nothing_is_no_breakdown(tmp_path: Path) -> None:
    rows = order_rows(days=400)
    unknown = pa.array([None] * rows.num_rows, pa.string())
    one = pa.array(["web"] * rows.num_rows)
    state, channel = rows.column_names.index("state"), rows.column_names.index("channel")

    told = build_page(
        make_service(tmp_path / "told", {"orders": rows}), principal=LOCAL_ADMIN
    ).tables
    silent = build_page(
        make_service(
            tmp_path / "silent",
            {
                "orders": rows.set_column(state, "state", unknown).set_column(
                    channel, "channel", one
                )
            },
        ),
        principal=LOCAL_ADMIN,
    ).tables

    assert len(told) == 2
    assert silent == ()


def test_nothing_is_said_to_date_where_a_month_is_booked_at_its_end(tmp_path: Path) -> None:
    days = [FIRST + timedelta(days=number) for number in range(DAYS)]
    ends = [day for day in days if (day + timedelta(days=1)).day == 1]
    dated = [*(day for day in days for _ in range(3)), *ends]
    prices = [Decimal("10.00")] * (3 * DAYS) + [Decimal("-600.00")] * len(ends)
    size = len(dated)
    rows = pa.table(
        {
            "id": pa.array(range(size), pa.int64()),
            "day": pa.array(dated, pa.date32()),
            "state": ["SP"] * size,
            "channel": ["web"] * size,
            "price": pa.array(prices, pa.decimal128(12, 2)),
            "late": pa.array([0] * size, pa.int64()),
        }
    )
    report = build_page(make_service(tmp_path, {"orders": rows}), principal=LOCAL_ADMIN)
    assert _card(report, "revenue").value == Decimal("240.00")
    assert _card(report, "revenue").so_far is None
    assert _card(report, "orders").so_far is not None
