"""Tables of further kinds: deals, cash, checks, incidents, answers, openings, absences, usage."""

import pytest

from boardroom.semantic.model import SnapshotTime
from tests.unit.semantic.propose.test_metrics import DAY, Shop

DEALS = f"""SELECT i AS deal_id, {DAY} AS created_at, CASE WHEN i % 4 < 2 THEN {DAY} + 20 END AS
            closed_at, ['Won', 'Lost', 'Open', 'Open'][1 + i % 4] AS stage, 100 + i AS deal_amount
            FROM range(200) AS t(i)"""


def test_the_pipeline_is_what_open_deals_are_worth_at_the_end_of_a_period() -> None:
    shop = Shop(deals=DEALS)
    still = "created_at < DATE '2024-03-01' AND COALESCE(closed_at >= DATE '2024-03-01', true)"
    worth, many = (dict(shop.months(name))["2024-02-01"] for name in ("pipeline", "open_deals"))
    assert worth == shop.plain(f"SUM(deal_amount) FROM deals WHERE {still}")
    assert many == shop.plain(f"COUNT(*) FROM deals WHERE {still}")
    assert shop.total("closed_deals") == 100


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ("100 + i AS", "CASE WHEN i % 4 < 2 THEN 100 + i END AS", "open rows have no deal_amount"),
        ("CASE WHEN i % 4 < 2 THEN", "CASE WHEN i % 9 < 2 THEN", "contradicts stage"),
    ],
)
def test_no_pipeline_where_open_deals_have_no_value_or_are_not_told(
    was: str, now: str, why: str
) -> None:
    shop = Shop(deals=DEALS.replace(was, now))
    assert "pipeline" not in shop.model.metric_by_name
    assert any(why in note.text for note in shop.proposal.notes)


CASH = """SELECT DATE '2024-01-01' + i::INT AS balance_date, 30.5 + i % 7 AS receipts,
          20.5 + i % 5 AS disbursements, 1000.5 + 7 * i AS closing_balance FROM range(90) AS t(i)"""


def test_cash_is_the_balance_of_the_last_day_and_what_moves_it_adds_up() -> None:
    shop = Shop(cash_balances=CASH)
    last = "closing_balance FROM cash_balances WHERE balance_date = DATE '2024-02-29'"
    assert dict(shop.months("cash_balance"))["2024-02-01"] == shop.plain(last)
    flow = shop.plain("SUM(receipts - disbursements) FROM cash_balances")
    assert shop.total("net_cash_flow") == pytest.approx(flow)
    assert not any("average" in metric.name for metric in shop.model.metrics)


def test_balances_beside_flows_are_those_of_the_last_day_of_each_thing() -> None:
    rows = """SELECT DATE '2024-01-01' + (i // 3)::INT AS day, 'depot' || i % 3 AS depot,
              i % 11 AS units_sold, 500 + i AS stock_level FROM range(270) AS t(i)"""
    shop = Shop(depot_days=rows)
    last = "SUM(stock_level) FROM depot_days WHERE day = DATE '2024-02-29'"
    assert dict(shop.months("stock_level"))["2024-02-01"] == shop.plain(last)
    assert isinstance(shop.metric("stock_level").time, SnapshotTime)
    assert shop.total("units_sold") == shop.plain("SUM(units_sold) FROM depot_days")


SERVICES = {
    "uptime_checks": f"""SELECT {DAY} AS check_date, 'service' || i // 90 AS service,
        1440 - i % 3 AS checks, i % 40 AS failed_checks FROM range(270) AS t(i)""",
    "api_requests": """SELECT TIMESTAMP '2024-01-01' + INTERVAL 1 HOUR * (i // 2) AS hour,
        'path' || i % 2 AS endpoint, 100 + i AS requests, i % 17 AS errors,
        20.5 + i % 9 AS average_latency_ms FROM range(900) AS t(i)""",
    "incidents": f"""SELECT i AS incident_id, ({DAY})::TIMESTAMP AS started_at,
        ({DAY})::TIMESTAMP + INTERVAL 1 MINUTE * (5 + i % 60) AS resolved_at,
        5 + i % 60 AS downtime_minutes FROM range(100) AS t(i)""",
}
OF_SERVICES = {
    "uptime": "1 - SUM(failed_checks) / SUM(checks) FROM uptime_checks",
    "error_rate": "SUM(errors) / SUM(requests) FROM api_requests",
    "requests": "SUM(requests) FROM api_requests",
    "latency": "SUM(average_latency_ms * requests) / SUM(requests) FROM api_requests",
    "downtime": "SUM(downtime_minutes) FROM incidents",
    "time_to_restore": "AVG(epoch(resolved_at - started_at)) / 3600 FROM incidents",
}


@pytest.mark.parametrize("name", sorted(OF_SERVICES))
def test_services_are_told_by_their_checks_requests_and_incidents(name: str) -> None:
    shop = Shop(**SERVICES)
    assert shop.total(name) == pytest.approx(shop.plain(OF_SERVICES[name]))
    assert shop.metric(name).department == "operations"
    assert "average_average_latency_ms" not in shop.model.metric_by_name
    assert "tickets" not in shop.model.metric_by_name


def test_recommendation_is_promoters_less_detractors_on_a_scale_of_ten_only() -> None:
    rows = f"SELECT i AS answer_id, {DAY} AS day, i % {{}} AS nps_score FROM range(330) AS t(i)"
    shop = Shop(nps_answers=rows.format(11))
    assert shop.total("nps") == pytest.approx(100 * (2 - 7) / 11)
    for scale in (5, 101):
        assert "nps" not in Shop(nps_answers=rows.format(scale)).model.metric_by_name


STAFF = f"""SELECT i AS employee_id, DATE '2020-01-01' + i::INT AS hire_date,
            CASE WHEN i % 9 = 0 THEN {DAY} END AS termination_date, 900 + i AS salary
            FROM range(60) AS t(i)"""
ABSENCES = f"""SELECT i AS absence_id, i % 60 AS employee_id, {DAY} AS absence_date,
               1 + i % 14 AS days_absent FROM range(120) AS t(i)"""
OPENINGS = f"""SELECT i AS opening_id, {DAY} AS opened_date, CASE WHEN i % 5 > 0 THEN
               {DAY} + 10 + (i % 30)::INT END AS filled_date, 3 + i % 40 AS applicants
               FROM range(90) AS t(i)"""


def test_people_are_told_by_their_absences_and_openings() -> None:
    shop = Shop(employees=STAFF, absences=ABSENCES, job_openings=OPENINGS)
    away = shop.plain("SUM(days_absent) FROM absences")
    assert shop.total("absences") == away
    here = shop.plain("COUNT(*) FROM employees WHERE termination_date IS NULL")
    assert shop.total("absences_per_employee") == pytest.approx(away / here)
    days = shop.plain("AVG(filled_date - opened_date) FROM job_openings")
    assert shop.total("time_to_hire") == pytest.approx(days)
    assert shop.total("open_positions") == 18
    assert shop.total("applicants") == shop.plain("SUM(applicants) FROM job_openings")


def test_people_active_on_a_day_are_a_mean_of_days_and_events_add_up() -> None:
    rows = f"""SELECT {DAY} AS usage_date, i // 90 AS customer_id, 1 + i % 31 AS active_users,
               7 * i AS events FROM range(900) AS t(i)"""
    shop = Shop(product_usage=rows)
    daily = shop.plain("SUM(active_users) / COUNT(DISTINCT usage_date) FROM product_usage")
    assert shop.total("daily_active_users") == pytest.approx(daily)
    assert shop.total("events") == shop.plain("SUM(events) FROM product_usage")


def test_plural_numbers_of_things_without_a_day_are_averaged() -> None:
    rows = "SELECT i AS house_id, 1 + i % 30 AS windows, 9.5 * i AS rent FROM range(90) AS t(i)"
    shop = Shop(houses=rows)
    mean = shop.plain("AVG(windows) FROM houses")
    assert shop.total("average_windows") == pytest.approx(mean)


def test_days_to_pay_lie_between_invoice_and_payment() -> None:
    bills = f"""SELECT i AS invoice_id, {DAY} AS invoice_date, 100.5 + i AS amount
                FROM range(90) AS t(i)"""
    paid = f"""SELECT i AS payment_id, i AS invoice_id, {DAY} + 5 + (i % 9)::INT AS payment_date,
               100.5 + i AS amount FROM range(90) AS t(i)"""
    shop = Shop(invoices=bills, payments=paid)
    days = "AVG(payment_date - invoice_date) FROM payments JOIN invoices USING (invoice_id)"
    assert shop.total("payment_days") == pytest.approx(shop.plain(days))


def test_customers_with_one_subscription_each_are_counted_by_it() -> None:
    rows = f"""SELECT 'S' || i AS subscription_id, i AS customer_id, {DAY} AS start_date,
               CASE WHEN i % 4 = 0 THEN {DAY} + 30 END AS end_date, 100 + i AS mrr
               FROM range(60) AS t(i)"""
    shop = Shop(subscriptions=rows)
    assert shop.total("active_customers") == 45
    mean = shop.plain("AVG(mrr) FROM subscriptions WHERE end_date IS NULL")
    assert shop.total("average_revenue_per_customer") == pytest.approx(mean)
