"""Every figure on the simulated company's page, computed again by SQL written by hand.

A metric on the page without such SQL fails the test, so nothing is shown unchecked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from boardroom.analysis.forecasting.forecast import Asked, SeriesForecast, forecast
from boardroom.insight.model import KeyMetric, Report, Table
from boardroom.semantic.result import Period
from boardroom.simulate.company import CompanySpec, write_company
from boardroom.workspace.creation import NewWorkspace, create_workspace
from tests.soundness.company_truth import Truth

UNTIL = date(2026, 11, 26)
SEASON = 12
SPAN = 3

pytestmark = pytest.mark.slow


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A company's page beside the files it was made from."""

    report: Report
    truth: Truth

    @property
    def cards(self) -> list[KeyMetric]:
        sections = [card for part in self.report.sections for card in part.key_metrics]
        return [*self.report.key_metrics, *sections]

    @property
    def tables(self) -> list[Table]:
        sections = [table for part in self.report.sections for table in part.tables]
        return [*self.report.tables, *sections]

    def table(self, title: str) -> Table:
        return next(item for item in self.tables if item.title.startswith(title))


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    folder = tmp_path_factory.mktemp("company")
    company = write_company(folder / "files", CompanySpec(until=UNTIL, seed=7, scale=0.05))
    wanted = NewWorkspace(locations=(str(folder / "files"),))
    with create_workspace(folder / "workspace", wanted) as created:
        report = created.workspace.page(as_of=UNTIL, patience_seconds=120)
        yield Shown(report=report, truth=Truth(tuple(company.tables)))


def _month_of(start: date, grain: str | None) -> Period:
    """The period of ``grain`` that starts on a day."""
    match grain:
        case "week":
            end = start + timedelta(days=6)
        case "quarter":
            end = (start.replace(day=1) + timedelta(days=92)).replace(day=1) - timedelta(days=1)
        case "year":
            end = date(start.year, 12, 31)
        case _:
            end = (start.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Period(start=start, end=end, complete=True)


def test_the_page_shows_the_whole_company(shown: Shown) -> None:
    names = [section.name for section in shown.report.sections]
    assert names[:6] == ["sales", "marketing", "finance", "customer", "operations", "people"]
    assert len(shown.cards) > 60


def test_every_metric_is_what_plain_sql_says(shown: Shown) -> None:
    wrong = []
    for card in shown.cards:
        periods = [(card.evidence.period, card.value)]
        periods += [(_month_of(day, card.sparkline_grain), v) for day, v in card.sparkline[-4:]]
        if card.so_far is not None:
            periods.append((card.so_far.evidence.period, card.so_far.value))
        for period, value in periods:
            expected = shown.truth.value(card.metric, period)
            known = None not in {value, expected}
            same = (
                value == pytest.approx(expected, rel=1e-9, abs=1e-9) if known else value == expected
            )
            if not same:
                wrong.append((card.metric, period.start, period.end, value, expected))
    assert wrong == []


def test_what_repeats_another_metric_says_so_and_is_told_once(shown: Shown) -> None:
    courses = {}
    for card in shown.cards:
        days = tuple(day for day, value in card.sparkline if value is not None)
        periods = [_month_of(day, card.sparkline_grain) for day in days]
        values = np.array([shown.truth.value(card.metric, period) or 0.0 for period in periods])
        if len({*values}) >= 4 and not card.outdated:
            courses[card.metric] = (days, values / np.abs(values).sum())
    marked = {card.metric: card.same_as for card in shown.cards}
    for name, (days, shape) in courses.items():
        alike = {
            other
            for other, (others, course) in courses.items()
            if others == days and np.allclose(course, shape, rtol=1e-9, atol=1e-12)
        }
        assert len([other for other in alike if marked[other] is None]) <= 1, (name, alike)
        speaker = marked[name]
        if speaker is not None:
            own, other = (course / np.abs(course).max() for course in (shape, courses[speaker][1]))
            assert courses[speaker][0] == days
            assert np.abs(own - other).max() <= 0.011 * np.ptp(own)
    assert marked["invoice_revenue"] == "revenue"
    assert marked["arr"] == "mrr"
    insights = [*shown.report.insights, *(i for p in shown.report.sections for i in p.insights)]
    moved = {item.metric for item in insights if item.kind in {"change", "trend", "forecast"}}
    assert not [name for name in moved if marked.get(name) is not None]


def test_no_metric_of_the_page_is_another_one_under_a_second_name(shown: Shown) -> None:
    names = {card.metric for card in shown.cards}
    assert {"competitor_price_level", "our_price_level"} <= names
    assert not {"average_competitor_price", "average_our_price"} & names


def test_the_value_before_is_that_of_the_period_before(shown: Shown) -> None:
    dated = [card for card in shown.cards if card.previous is not None]
    assert dated
    for card in dated:
        (day, previous), (last, value) = card.sparkline[-2:]
        assert (last, value) == (card.evidence.period.start, card.value)
        assert previous == card.previous
        assert card.change == pytest.approx((value or 0) - (previous or 0))
        assert day < last


def test_every_split_is_what_plain_sql_says(shown: Shown) -> None:
    wrong = []
    splits = [item for item in shown.tables if item.query.metrics and item.query.group_by]
    plain = [
        item for item in splits if len(item.query.group_by) == 1 and not item.query.expressions
    ]
    assert len(plain) >= 8
    for table in plain:
        (dimension,) = table.query.group_by
        for row in table.result.rows:
            for place, name in enumerate(table.query.metrics, start=1):
                expected = shown.truth.of_value(
                    name, table.result.period, dimension=str(dimension), value=str(row[0])
                )
                got = None if row[place] is None else float(str(row[place]))
                if (got or 0.0) != pytest.approx(expected or 0.0, rel=1e-9, abs=1e-9):
                    wrong.append((table.title, name, row[0], got, expected))
    assert wrong == []


def test_the_bridge_leads_from_the_stock_before_to_the_stock_now(shown: Shown) -> None:
    table = shown.table("ARR bridge")
    steps = {str(name): float(str(value)) for name, value in table.result.rows}
    period = table.result.period
    assert period.start is not None
    before = _month_of(period.start - timedelta(days=1), "month")
    assert steps["MRR before"] == shown.truth.value("mrr", before)
    assert steps["MRR now"] == shown.truth.value("mrr", period)
    assert steps["New MRR"] == shown.truth.value("new_mrr", period)
    assert steps["Churned MRR"] == -(shown.truth.value("churned_mrr", period) or 0.0)
    assert "Unexplained" not in steps


def test_the_funnel_counts_each_deal_once_a_stage(shown: Shown) -> None:
    table = shown.table("Deals by stage")
    period = table.result.period
    assert period.start is not None
    expected = shown.truth.rows(
        "SELECT stage, COUNT(DISTINCT deal_id) FROM deal_stages "
        f"WHERE entered_at >= DATE '{period.start}' AND entered_at < DATE '{shown.report.as_of}' "
        "AND stage <> 'Closed Lost' GROUP BY stage ORDER BY 2 DESC"
    )
    assert [(row[0], row[1]) for row in table.result.rows] == expected
    assert (shown.report.as_of - period.start).days == 365
    first = expected[0][1]
    for row, (_, count) in zip(table.result.rows, expected, strict=True):
        assert row[2] == pytest.approx(count / first)


def test_cohorts_count_those_who_stayed(shown: Shown) -> None:
    table = shown.table("Retention by cohort")
    found = {row[0]: row[1:] for row in table.result.rows}
    spans = ("3", "6", "12")
    shares = ", ".join(
        "AVG(CASE WHEN end_date IS NULL OR end_date > start_date + INTERVAL "
        f"{months} MONTH THEN 1.0 ELSE 0.0 END)"
        for months in spans
    )
    reached = ", ".join(
        f"MIN(date_trunc('quarter', start_date)) + INTERVAL {3 + int(months)} MONTH "
        f"<= DATE '{shown.report.as_of}'"
        for months in spans
    )
    checked = [0, 0, 0]
    for quarter, size, *rest in shown.truth.rows(
        "SELECT 'Q' || quarter(start_date) || ' ' || year(start_date), COUNT(*), "
        f"{shares}, {reached} FROM subscriptions GROUP BY 1"
    ):
        if quarter not in found:
            continue
        assert found[quarter][0] == size
        for place, (share, over) in enumerate(zip(rest[:3], rest[3:], strict=True)):
            expected = pytest.approx(share) if over else None
            assert found[quarter][1 + place] == expected, (quarter, spans[place])
            checked[place] += over
    assert checked == [6, 5, 3]


def _standing(truth: Truth, day: date) -> dict[Any, tuple[int, int, float]]:
    """Customer → days silent, days with an invoice, money, in the year before a day."""
    rows = truth.rows(
        f"SELECT customer_id, DATE '{day}' - MAX(invoice_date)::DATE, "
        "COUNT(DISTINCT invoice_date::DATE), SUM(amount) FROM invoices "
        f"WHERE invoice_date < DATE '{day}' AND invoice_date >= DATE '{day}' - INTERVAL 1 YEAR "
        "GROUP BY 1"
    )
    return {who: (silent, times, float(paid)) for who, silent, times, paid in rows}


def test_segments_hold_every_customer_and_all_they_paid(shown: Shown) -> None:
    """Cut-offs and segments by the words of the documentation, one customer at a time."""
    table = shown.table("Customers by recency")
    names = [column.name for column in table.result.columns]
    now, before = date(2026, 11, 1), date(2026, 8, 1)
    assert table.title.endswith("1 Nov 2026")
    ((recent, long),) = shown.truth.rows(
        "WITH days AS (SELECT DISTINCT customer_id, invoice_date::DATE AS day FROM invoices "
        f"WHERE invoice_date < DATE '{before}' AND amount > 0), "
        "pauses AS (SELECT day - LAG(day) OVER (PARTITION BY customer_id ORDER BY day) AS pause "
        "FROM days) SELECT quantile_disc(pause, 0.75), quantile_disc(pause, 0.9) FROM pauses"
    )
    then = _standing(shown.truth, before)

    def fifth(place: int, own: float) -> int:
        below = sum(1 for row in then.values() if row[place] < own)
        return min(5, 5 * below // len(then) + 1)

    def segment(row: tuple[int, int, float]) -> str:
        silent, times, paid = row
        worth = max(fifth(1, times), fifth(2, paid))
        if silent > long:
            return "At risk" if worth >= 4 else "Hibernating"
        if silent > recent:
            return "Needs attention"
        return {5: "Champions", 4: "Loyal", 3: "Loyal"}.get(worth, "Promising")

    for day, column in ((now, "customers"), (before, "before")):
        standing = _standing(shown.truth, day)
        money: dict[str, list[float]] = {}
        for row in standing.values():
            money.setdefault(segment(row), []).append(row[2])
        whole = sum(row[2] for row in standing.values())
        for cells in table.result.rows:
            figures = dict(zip(names, cells, strict=True))
            paid = money.pop(str(figures["segment"]), [])
            assert figures[column] == len(paid)
            if day == now:
                assert figures["share"] == pytest.approx(sum(paid) / whole)
        assert money == {}


def test_risk_follows_from_what_the_page_tells(shown: Shown) -> None:
    summary = shown.report.summary
    assert summary is not None
    assert summary.risk is not None
    below = (item for part in shown.report.sections for item in part.insights)
    insights = {item.id: item for item in (*shown.report.insights, *below)}.values()
    levels = [item.level for item in insights if item.kind == "threshold"]
    worse = sum(item.kind == "change" and item.assessment == "bad" for item in insights)
    expected = "low"
    if levels or worse:
        expected = "high" if "critical" in levels or worse >= 3 else "medium"
    assert summary.risk.level == expected
    assert len(summary.risk.reasons) == len(levels) + worse


def test_the_largest_open_deals_are_those_of_the_file(shown: Shown) -> None:
    table = shown.table("Largest open deals")
    expected = shown.truth.rows(
        "SELECT deal_id, stage, deal_amount FROM deals WHERE closed_at IS NULL "
        "ORDER BY deal_amount DESC"
    )
    assert [row[2] for row in table.result.rows] == [row[2] for row in expected[:5]]
    assert {row[:3] for row in table.result.rows} <= set(expected)


def test_forecasts_follow_from_the_values_of_the_files(shown: Shown) -> None:
    insights = [item for part in shown.report.sections for item in part.insights if item.forecast]
    cards = {card.metric: card for card in shown.cards}
    checked = 0
    for item in insights:
        found, card = item.forecast, cards[item.metric]
        if found is None or found.grain != "month":
            continue
        first = date.fromisoformat(str(card.evidence.query.time_range)[:10])
        last = card.sparkline[-1][0]
        months = [
            date(first.year + (first.month - 1 + step) // 12, (first.month - 1 + step) % 12 + 1, 1)
            for step in range((last.year - first.year) * 12 + last.month - first.month + 1)
        ]
        series = [shown.truth.value(item.metric, _month_of(day, "month")) for day in months]
        gaps = [place for place, value in enumerate(series) if value is None]
        known = tuple(series[gaps[-1] + 1 if gaps else 0 :])
        upper = 1.0 if card.unit == "percent" and max(filter(None, known)) <= 1 else None
        expected = forecast(
            Asked(values=known, seasons=(SEASON,), horizon=3, coverage=0.8, upper=upper)
        )
        assert isinstance(expected, SeriesForecast), item.metric
        assert found.cases == expected.residuals
        rounded = 0.5 if card.unit == "count" else 0.0
        for point, value, high in zip(found.points, expected.values, expected.high, strict=True):
            assert point.value == pytest.approx(value, rel=1e-4, abs=rounded), item.metric
            assert point.high == pytest.approx(high, rel=1e-3, abs=rounded), item.metric
        assert found.measured == pytest.approx(expected.measured, abs=0.05)
        checked += card.unit == "currency"
    assert checked >= 2


def test_the_trajectory_is_the_growth_of_revenue_over_a_year(shown: Shown) -> None:
    summary = shown.report.summary
    assert summary is not None
    assert summary.trajectory is not None
    card = next(item for item in shown.cards if item.metric == summary.trajectory.metric)
    last = card.sparkline[-1][0]
    months = [
        date(last.year - (back >= last.month), (last.month - 1 - back) % 12 + 1, 1)
        for back in range(SPAN)
    ]
    now = [shown.truth.value(card.metric, _month_of(day, "month")) for day in months]
    then = [
        shown.truth.value(card.metric, _month_of(day.replace(year=day.year - 1), "month"))
        for day in months
    ]
    growth = sum(value or 0.0 for value in now) / sum(value or 0.0 for value in then) - 1
    assert summary.trajectory.recent == pytest.approx(growth)


def test_health_is_the_weighted_mean_of_its_parts(shown: Shown) -> None:
    summary = shown.report.summary
    assert summary is not None
    assert summary.health is not None
    bad = {
        item.metric
        for item in (
            *shown.report.insights,
            *(one for part in shown.report.sections for one in part.insights),
        )
        if item.kind in {"change", "trend"} and item.assessment == "bad"
    }
    parts = summary.health.parts
    for name in {part.department for part in parts}:
        own = [card for card in shown.cards if card.department == name and not card.outdated]
        judged = [card for card in own if card.direction and card.value is not None]
        judged = [card for card in judged if card.same_as is None]
        calm = [card for card in judged if card.sparkline and card.metric not in bad]
        sized = [card for card in judged if card.sparkline]
        (trend,) = [part for part in parts if part.department == name and part.kind == "trend"]
        assert trend.score == pytest.approx(10 * len(calm) / len(sized))
    assert sum(part.weight for part in parts) == pytest.approx(1.0)
    assert summary.health.score == pytest.approx(sum(part.weight * part.score for part in parts))
