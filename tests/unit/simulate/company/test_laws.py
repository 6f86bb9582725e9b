"""A simulated company is consistent, as the books and lists of a real one are."""

from datetime import timedelta
from statistics import mean

import pytest

from tests.unit.simulate.company.conftest import UNTIL
from tests.unit.simulate.company.world import World

DAY = timedelta(days=1)

KEYS = [
    ("subscriptions", "customer_id", "customers"),
    ("mrr_movements", "subscription_id", "subscriptions"),
    ("invoices", "customer_id", "customers"),
    ("invoices", "subscription_id", "subscriptions"),
    ("payments", "invoice_id", "invoices"),
    ("deals", "lead_id", "leads"),
    ("deals", "customer_id", "customers"),
    ("deal_stages", "deal_id", "deals"),
    ("leads", "session_id", "web_sessions"),
    ("leads", "campaign_id", "campaigns"),
    ("ad_spend", "campaign_id", "campaigns"),
    ("web_sessions", "campaign_id", "campaigns"),
    ("product_usage", "customer_id", "customers"),
    ("tickets", "customer_id", "customers"),
    ("tickets", "incident_id", "incidents"),
    ("job_openings", "employee_id", "employees"),
    ("absences", "employee_id", "employees"),
    ("device_orders", "device_id", "devices"),
    ("purchase_orders", "supplier_id", "suppliers"),
    ("nps_answers", "customer_id", "customers"),
]
MOMENTS = [
    ("customers", "signup_date"),
    ("subscriptions", "end_date"),
    ("mrr_movements", "movement_date"),
    ("invoices", "invoice_date"),
    ("payments", "recorded_date"),
    ("deals", "created_at"),
    ("deals", "closed_at"),
    ("deal_stages", "entered_at"),
    ("leads", "created_at"),
    ("ad_spend", "spend_date"),
    ("web_sessions", "started_at"),
    ("product_usage", "usage_date"),
    ("tickets", "opened_at"),
    ("tickets", "resolved_at"),
    ("api_requests", "hour"),
    ("employees", "hire_date"),
    ("employees", "termination_date"),
    ("ledger", "posting_date"),
    ("cash_balances", "balance_date"),
    ("device_orders", "shipped_date"),
    ("nps_answers", "answered_date"),
    ("competitor_prices", "observed_date"),
]


@pytest.mark.parametrize(("many", "key", "one"), KEYS)
def test_every_key_finds_its_row(quiet: World, many: str, key: str, one: str) -> None:
    assert quiet.value(f"SELECT count({key}) FROM {many}") > 0
    assert (
        quiet.value(
            f"SELECT count(*) FROM {many} ANTI JOIN {one} USING ({key}) WHERE {key} NOTNULL"
        )
        == 0
    )


@pytest.mark.parametrize(("table", "column"), MOMENTS)
def test_history_ends_where_today_begins(quiet: World, table: str, column: str) -> None:
    late = f"{column} >= DATE '{UNTIL}'"
    assert quiet.value(f"SELECT count(*) FILTER ({late}) FROM {table}") == 0
    assert (
        quiet.value(f"SELECT count(*) FILTER ({column} >= DATE '{UNTIL}' - 365) FROM {table}") > 0
    )


def test_movements_sum_to_the_mrr_of_each_subscription(quiet: World) -> None:
    wrong = """
        SELECT s.subscription_id, CASE WHEN end_date IS NULL THEN mrr ELSE 0 END AS mrr, sum(amount)
        FROM subscriptions AS s JOIN mrr_movements AS m USING (subscription_id)
        GROUP BY ALL HAVING sum(amount) <> CASE WHEN end_date IS NULL THEN mrr ELSE 0 END
    """
    assert not quiet.rows(wrong)
    assert quiet.value("SELECT sum(amount) FROM mrr_movements") > 0


def test_a_churn_movement_is_the_end_of_its_subscription(quiet: World) -> None:
    churned = (
        "SELECT subscription_id, movement_date FROM mrr_movements WHERE movement_type = 'churn'"
    )
    ended = "SELECT subscription_id, end_date FROM subscriptions WHERE end_date NOTNULL"
    assert sorted(quiet.rows(churned)) == sorted(quiet.rows(ended))


def test_subscriptions_are_invoiced_with_what_they_are_worth_that_day(quiet: World) -> None:
    wrong = """
        SELECT invoice_id, i.amount, sum(m.amount)
        FROM invoices AS i
        JOIN mrr_movements AS m
            ON m.subscription_id = i.subscription_id AND m.movement_date <= i.invoice_date
        GROUP BY invoice_id, i.amount HAVING i.amount <> sum(m.amount)
    """
    assert not quiet.rows(wrong)


def test_payments_never_exceed_their_invoice(quiet: World) -> None:
    wrong = """
        SELECT invoice_id FROM invoices AS i JOIN payments AS p USING (invoice_id)
        GROUP BY invoice_id, i.amount, i.invoice_date
        HAVING sum(p.amount) > i.amount OR min(p.payment_date) < i.invoice_date
    """
    assert not quiet.rows(wrong)


def test_the_last_payments_are_all_there(quiet: World) -> None:
    """Where nothing is planted, no file thins out at its end."""

    def received(weeks_before: int) -> int:
        end = UNTIL - timedelta(weeks=weeks_before)
        days = f"'{end - timedelta(days=2)}' AND '{end - timedelta(days=1)}'"
        counted = quiet.value(f"SELECT count(*) FROM payments WHERE payment_date BETWEEN {days}")
        return int(counted)

    assert received(0) > 0.7 * mean(received(week) for week in range(1, 9))
    late = "SELECT count(*) FROM payments WHERE recorded_date >= DATE"
    assert quiet.value(f"{late} '{UNTIL}'") == 0 < quiet.value(f"{late} '{UNTIL - DAY}'")


def test_an_invoice_is_paid_when_its_payments_are_its_amount(quiet: World) -> None:
    wrong = """
        SELECT i.invoice_id FROM invoices AS i LEFT JOIN payments AS p USING (invoice_id)
        GROUP BY i.invoice_id, i.amount, i.status
        HAVING (i.status = 'paid') <> (coalesce(sum(p.amount), 0) = i.amount)
    """
    assert not quiet.rows(wrong)


def test_the_history_of_a_deal_ends_in_its_stage(quiet: World) -> None:
    wrong = """
        SELECT deal_id FROM deals JOIN deal_stages AS h USING (deal_id)
        GROUP BY deal_id, deals.stage, closed_at
        HAVING arg_max(h.stage, entered_at) <> deals.stage
            OR (closed_at NOTNULL AND max(entered_at) <> closed_at)
            OR count(*) FILTER (left_at IS NULL) <> 1
    """
    assert not quiet.rows(wrong)


def test_won_deals_become_customers_and_customers_come_from_deals(quiet: World) -> None:
    recent = f"closed_at < DATE '{UNTIL}' - 8"
    won = f"""
        SELECT count(*) FILTER (customer_id IS NULL), count(*)
        FROM deals WHERE stage = 'Closed Won' AND {recent}
    """
    without, all_won = quiet.rows(won)[0]
    assert without == 0 < all_won
    born = """
        SELECT count(*) FROM customers ANTI JOIN deals USING (customer_id)
        WHERE acquisition_channel NOTNULL
    """
    assert quiet.value(born) == 0


def test_the_ledger_books_what_was_invoiced_and_spent(quiet: World) -> None:
    def by_month(table: str, day: str, amount: str, where: str) -> list[tuple[object, ...]]:
        return quiet.rows(
            f"SELECT date_trunc('month', {day}) AS month, sum({amount}) FROM {table}"
            f" WHERE {where} GROUP BY month ORDER BY month"
        )

    for account, table, day, amount, where in [
        (
            "Subscription Revenue",
            "invoices",
            "invoice_date",
            "amount",
            "invoice_type = 'subscription'",
        ),
        ("Device Revenue", "invoices", "invoice_date", "amount", "invoice_type = 'device'"),
        ("Advertising", "ad_spend", "spend_date", "spend", "TRUE"),
    ]:
        booked = by_month("ledger", "posting_date", "amount", f"account_name = '{account}'")
        assert booked == by_month(table, day, amount, where)
        assert len(booked) >= 36


def test_cash_is_what_was_there_and_came_and_went(quiet: World) -> None:
    wrong = """
        SELECT * FROM (
            SELECT *, lag(closing_balance) OVER (ORDER BY balance_date) AS before FROM cash_balances
        ) WHERE closing_balance <> before + receipts - disbursements
    """
    assert not quiet.rows(wrong)
    received = "SELECT sum(receipts) FROM cash_balances"
    paid = "SELECT sum(amount) FROM payments"
    assert quiet.value(received) == quiet.value(paid)


def test_nothing_is_shipped_that_is_not_there(quiet: World) -> None:
    assert quiet.value("SELECT count(*) FROM device_orders WHERE shipped_date <= order_date") == 0
    both = "units_on_hand > 0 AND units_backordered > 0"
    assert quiet.value(f"SELECT count(*) FROM inventory_levels WHERE {both}") == 0


def test_an_outage_is_seen_in_checks_and_requests(quiet: World) -> None:
    unseen = """
        SELECT incident_id FROM incidents AS i JOIN uptime_checks AS c
            ON c.service = i.service AND c.check_date = i.started_at::DATE
        WHERE failed_checks < downtime_minutes
    """
    assert not quiet.rows(unseen)
    rate = "SELECT sum(errors) / sum(requests) FROM api_requests"
    during = f"""
        {rate} SEMI JOIN incidents AS i ON i.service = api_requests.service
            AND i.downtime_minutes >= 20
            AND hour <= i.started_at AND i.resolved_at <= hour + INTERVAL 1 HOUR
    """
    assert quiet.value(during) > 50 * quiet.value(rate)


def test_files_are_sorted_by_time(quiet: World) -> None:
    for table, column in MOMENTS:
        if column in {
            "end_date",
            "closed_at",
            "resolved_at",
            "recorded_date",
            "shipped_date",
            "termination_date",
        }:
            continue
        moments = [row[0] for row in quiet.rows(f"SELECT {column} FROM {table}")]
        assert moments == sorted(moments), table


def test_a_small_documented_share_of_rows_is_dirty(quiet: World) -> None:
    odd = "SELECT avg((region NOT IN (SELECT DISTINCT region FROM customers))::INTEGER) FROM leads"
    missing = "SELECT avg((region IS NULL)::INTEGER) FROM web_sessions"
    twice = "SELECT 1 - count(DISTINCT session_id) / count(*) FROM web_sessions"
    assert 0.001 < quiet.value(odd) < 0.008
    assert 0.002 < quiet.value(missing) < 0.006
    assert 0.0001 < quiet.value(twice) < 0.001
