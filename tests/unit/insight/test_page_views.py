"""What the faces share: tables, summary, absent things and phases in words."""

from dataclasses import replace

import pytest

from boardroom.insight.absence_view import group_absent
from boardroom.insight.breakdown_view import read_breakdown_table
from boardroom.insight.insight_view import effect_text, insight_mark, split_forecasts
from boardroom.insight.model import Table
from boardroom.insight.page_index import index_page
from boardroom.insight.phase_view import duration_text, phase_line
from boardroom.insight.summary_view import (
    alert_count,
    answerable,
    growth_assessment,
    health_move,
    health_rows,
    money_of,
    moved_values,
    priority_plan,
    sorted_alerts,
)
from boardroom.insight.table_view import TableKind, read_grid, read_steps, table_kind
from boardroom.semantic.query import Query
from tests.unit.insight.full_report import (
    ALERTS,
    BRIDGE,
    EXPECTED,
    FULL,
    MISSED,
    PHASES,
    RECORDS,
    SEVERAL,
    SUMMARY,
)
from tests.unit.insight.sample_report import BY_STATE, FELL

INDEX = index_page(FULL)


@pytest.mark.parametrize(
    ("table", "kind"),
    [(BY_STATE, "bars"), (BRIDGE, "steps"), (SEVERAL, "grid"), (RECORDS, "grid")],
)
def test_a_table_is_drawn_as_what_it_is(table: Table, kind: TableKind) -> None:
    assert table_kind(table) == kind


def test_rows_that_do_not_add_up_or_are_grouped_are_no_steps() -> None:
    rows = (*BRIDGE.result.rows[:-1], ("ARR now", 1101.0))
    assert table_kind(replace(BRIDGE, result=replace(BRIDGE.result, rows=rows))) == "bars"
    query = Query(metrics=("arr",), group_by=("step",))
    assert table_kind(replace(BRIDGE, query=query)) == "bars"
    view = read_breakdown_table(replace(BRIDGE, query=query))
    assert [row.name for row in view.rows] == ["ARR before", "New", "Churned", "ARR now"]


def test_steps_are_signed_and_sized_against_the_largest_of_them() -> None:
    steps = read_steps(BRIDGE)
    assert [step.text for step in steps] == ["$900.00", "+$300.00", "−$100.00", "$1,100"]
    assert [step.share for step in steps] == [0.0, 1.0, pytest.approx(-1 / 3), 0.0]
    assert [step.total for step in steps] == [True, False, False, True]


def test_a_grid_has_units_of_its_columns_and_one_column_for_a_comparison() -> None:
    view = read_grid(SEVERAL)
    assert [column.title for column in view.columns] == [
        "Channel", "Leads", "vs Jul 2018", "Win rate", "Time to first response",
        "Average deal size",
    ]  # fmt: skip
    assert [cell.text for cell in view.rows[0]] == [
        "Paid Search", "75", "▲ +25.0%", "17.9%", "1.16 hours", "$16,841",
    ]  # fmt: skip
    assert [cell.text for cell in view.rows[1]] == ["(none)", "4", "▼ −50.0%", "–", "–", "–"]
    assert [row[2].assessment for row in view.rows] == ["good", "bad"]


def test_ids_keep_their_digits_and_days_are_never_broken() -> None:
    view = read_grid(RECORDS)
    assert [cell.text for cell in view.rows[0]] == [
        "D1",
        "$168.5K",
        "2018-08-01 14:14",
        "116381000",
    ]
    assert [cell.text for cell in view.rows[1]] == ["D2", "–", "2018-08-02", "(none)"]
    assert [column.number for column in view.columns] == [False, True, False, False]
    assert [column.fixed for column in view.columns] == [False, False, True, False]


def test_health_parts_stand_by_what_they_cost() -> None:
    assert SUMMARY.health is not None
    rows = health_rows(SUMMARY.health, INDEX)
    assert [(row.name, row.score, row.weight, row.lost, row.loses) for row in rows] == [
        ("Customers: limits", "4.7", "50.0%", "−2.65", True),
        ("People: trends", "10", "50.0%", "0", False),
    ]


def test_growth_is_good_by_the_direction_of_its_metric() -> None:
    assert SUMMARY.trajectory is not None
    assert growth_assessment(SUMMARY.trajectory, INDEX) == "good"
    rising_churn = replace(SUMMARY.trajectory, metric="churn_rate")
    assert growth_assessment(rising_churn, INDEX) == "bad"
    assert growth_assessment(replace(SUMMARY.trajectory, metric="gone"), INDEX) == "neutral"


def test_money_is_told_with_its_interval_or_the_reason_why_not() -> None:
    told = [money_of(item) for item in SUMMARY.priorities]
    assert [money.amount for money in told] == ["$46,000 a week", "$12,000 a month", ""]
    assert told[1].range == "no interval: how far it usually swings is not known."
    assert told[2].range == "Its playbook does not say what a point of it is worth."
    assert [dict(priority_plan(item, INDEX)).get("Due") for item in SUMMARY.priorities] == [
        "1 Sep 2018, 9 days ago", "24 Sep 2018", None,
    ]  # fmt: skip
    owners = [answerable(item.owner, item.department, INDEX) for item in SUMMARY.priorities]
    assert owners[0] == "Head of Customer Success (Customers)"
    assert owners[1:] == ["nobody named yet (Sales)", "nobody named yet"]


def test_the_gravest_alerts_come_first_and_say_whether_they_are_new() -> None:
    assert [alert.level for alert in sorted_alerts(ALERTS)] == ["critical", "warning"]
    assert alert_count(ALERTS) == "1 new, 1 still open"
    assert alert_count(ALERTS[1:]) == "1 new"
    assert alert_count(ALERTS[:1]) == "1 still open"


def test_what_moved_differs_in_text_too() -> None:
    since = SUMMARY.since
    assert since is not None
    assert moved_values(since.moved[0]) == ("$1.21M", "$1.28M")
    hardly = replace(since.moved[0], before=1_284_000.0)
    assert moved_values(hardly) == ("$1,284,000.00", "$1,284,034.20")
    assert health_move(since) == ("−0.6 points", "bad")
    assert health_move(replace(since, health=0.04)) == ("unchanged", "neutral")
    assert health_move(replace(since, health=None)) is None


def test_forecasts_become_rows_and_the_rest_stays_told() -> None:
    told, rows = split_forecasts((FELL, EXPECTED))
    assert told == (FELL,)
    (row,) = rows
    assert (row.label, row.when, row.value) == ("Revenue", "Sep 2018", "$1.30M")
    assert row.range == "$1.20M to $1.40M"
    assert row.later == ("Oct 2018: $1.31M, $1.10M to $1.50M",)
    assert (row.held, row.missed) == ("10 of 12", "")


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("minutes", "75.0 to 95.2 minutes"),
        ("CHF", "CHF 75.00 to CHF 95.20"),
        ("EUR", "€75.00 to €95.20"),
    ],
)
def test_the_unit_of_an_interval_is_said_once(unit: str, expected: str) -> None:
    assert EXPECTED.forecast is not None
    point = replace(EXPECTED.forecast.points[0], low=75.0, high=95.2)
    found = replace(EXPECTED.forecast, unit=unit, points=(point,))
    (row,) = split_forecasts((replace(EXPECTED, forecast=found),))[1]
    assert row.range == expected


def test_an_effect_is_told_only_with_its_interval() -> None:
    assert effect_text(MISSED) == (
        "Size: −$216.0K, nine times in ten between −$250.0K and −$180.0K."
    )
    assert effect_text(replace(MISSED, kind="correlation")) == ""
    assert insight_mark(replace(FELL, level="warning")) == "!"
    assert insight_mark(replace(FELL, level="critical")) == "✗"


def test_what_is_absent_is_said_once_per_reason() -> None:
    first, *others = group_absent(FULL.not_available)
    assert first.advice == "Map it in boardroom.yml under tables."
    assert [(item.what, item.why) for item in first.items] == [
        ("Customers: NPS, Operations: Uptime", "Table «nps_answers» is not connected."),
        ("Cash", "Table «cash» is not connected."),
    ]
    assert [item.what for group in others for item in group.items] == [
        f"Thing {place}" for place in range(6)
    ]
    assert group_absent(()) == ()


def test_a_phase_with_a_problem_is_not_whole() -> None:
    lines = [phase_line(phase) for phase in PHASES]
    assert [line.whole for line in lines] == [True, False, True]
    assert [line.count for line in lines] == ["2 of 2", "2 of 3", "1 of 1"]
    assert [duration_text(time) for time in (999.4, 999.6, 59_940, 59_960)] == [
        "999 ms", "1.0 s", "59.9 s", "1 min 0 s",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mase", "naive", "missed"),
    [(0.9, 0.75, "120%"), (0.0, 0.75, "0%"), (0.9, 0.0, ""), (None, 0.75, ""), (0.9, None, "")],
)
def test_the_miss_of_a_forecast_is_told_beside_the_naive_one(
    mase: float | None, naive: float | None, missed: str
) -> None:
    assert EXPECTED.forecast is not None
    found = replace(EXPECTED.forecast, mase=mase, naive_mase=naive)
    (row,) = split_forecasts((replace(EXPECTED, forecast=found),))[1]
    assert row.missed == missed
