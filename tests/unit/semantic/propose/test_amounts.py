"""Amounts, counts and orders that the rows already hold: they are taken as charged and counted."""

import pytest

from tests.unit.semantic.propose.test_metrics import DAY, Shop

SESSIONS = """SELECT DATE '2024-01-01' + (i // 5)::INT AS session_date,
              ['ads', 'mail', 'seo', 'social', 'direct'][1 + i % 5] AS channel,
              200 + i AS sessions, 3 + i % 4 AS conversions FROM range(155) AS t(i)"""

ORDERS = f"""SELECT i AS order_id, i % 40 AS customer_id, {DAY} AS order_date
             FROM range(200) AS t(i)"""


def test_a_table_of_daily_counts_is_summed_and_its_rows_are_not_counted() -> None:
    shop = Shop(web_sessions=SESSIONS)
    assert shop.total("sessions") == shop.plain("SUM(sessions) FROM web_sessions")
    share = shop.plain("SUM(conversions) / SUM(sessions) FROM web_sessions")
    assert shop.total("conversion_rate") == pytest.approx(share)
    assert not any(m.expression.sql == "COUNT(*)" for m in shop.model.metrics)


def test_daily_tickets_are_summed_too() -> None:
    rows = """SELECT DATE '2024-01-01' + (i // 3)::INT AS day, 'q' || i % 3 AS queue,
              1 + i % 50 AS tickets FROM range(300) AS t(i)"""
    shop = Shop(daily_tickets=rows)
    assert shop.total("tickets") == shop.plain("SUM(tickets) FROM daily_tickets")


def test_sessions_of_their_own_are_counted() -> None:
    rows = f"SELECT i AS session_id, {DAY} AS session_date, i % 9 AS pages FROM range(90) AS t(i)"
    shop = Shop(web_sessions=rows)
    assert shop.total("sessions") == 90


def test_the_charged_amount_of_a_line_is_its_revenue() -> None:
    lines = """SELECT i AS order_item_id, i % 200 AS order_id, i % 30 AS product_id,
               1 + i % 4 AS quantity, 5.5 + i % 9 AS unit_price,
               (1 + i % 4) * (5.5 + i % 9) * (CASE WHEN i % 5 = 0 THEN 0.8 ELSE 1 END) AS amount,
               (1 + i % 4) * 2.25 AS cost FROM range(600) AS t(i)"""
    products = "SELECT i AS product_id, 2.0 AS unit_cost FROM range(30) AS t(i)"
    shop = Shop(orders=ORDERS, order_items=lines, products=products)
    assert shop.total("revenue") == pytest.approx(shop.plain("SUM(amount) FROM order_items"))
    assert shop.total("cost") == pytest.approx(shop.plain("SUM(cost) FROM order_items"))
    assert sum(m.expression.sql == "SUM(order_items.amount)" for m in shop.model.metrics) == 1


def test_an_amount_that_does_not_fit_the_prices_is_not_taken_for_revenue() -> None:
    lines = """SELECT i AS order_item_id, i % 200 AS order_id, 1 + i % 4 AS quantity,
               5.5 + i % 9 AS unit_price, 1000.5 + i AS total FROM range(600) AS t(i)"""
    shop = Shop(orders=ORDERS, order_items=lines)
    expected = shop.plain("SUM(quantity * unit_price) FROM order_items")
    assert shop.total("revenue") == pytest.approx(expected)


def test_credit_notes_are_no_orders_and_leave_the_order_value_alone() -> None:
    sales = f"""SELECT CASE WHEN i % 10 = 0 THEN 'C' ELSE 'N' END || (i % 50) AS invoice_no,
                {DAY} AS invoice_date, i % 20 AS customer_id,
                CASE WHEN i % 10 = 0 THEN -2 ELSE 3 END AS quantity, 2.5 AS unit_price
                FROM range(400) AS t(i)"""
    shop = Shop(sales=sales)
    sold = "FROM sales WHERE quantity > 0"
    assert shop.total("orders") == shop.plain(f"COUNT(DISTINCT invoice_no) {sold}") == 45
    value = shop.plain(f"SUM(quantity * unit_price) / COUNT(DISTINCT invoice_no) {sold}")
    assert shop.total("average_order_value") == pytest.approx(value)
    assert "gross" in (shop.metric("average_order_value").description or "").lower()


def test_a_catalogue_of_costs_is_averaged() -> None:
    supplies = """SELECT 'S' || i AS id, 'P' || i % 9 AS sku, 'supply ' || i AS name,
                  1 + i AS cost FROM range(60) AS t(i)"""
    shop = Shop(supplies=supplies)
    assert "cost" not in shop.model.metric_by_name
    found = [m.name for m in shop.model.metrics if m.expression.sql == "AVG(supplies.cost)"]
    assert found == ["average_supply_cost"]


def test_satisfaction_of_employees_is_not_that_of_customers() -> None:
    rows = """SELECT i AS employee_id, 1000 + i AS salary, 1 + i % 4 AS job_satisfaction
              FROM range(100) AS t(i)"""
    shop = Shop(employees=rows)
    assert "satisfaction" not in shop.model.metric_by_name
    assert shop.metric("employee_satisfaction").department == "people"


def test_the_money_of_won_deals_is_not_added_up_again_by_another_date() -> None:
    deals = f"""SELECT i AS opportunity_id, i % 20 AS account, {DAY} AS engage_date,
                ['Won', 'Lost', 'Engaging'][1 + i % 3] AS deal_stage,
                CASE WHEN i % 3 < 2 THEN {DAY} + 30 END AS close_date,
                CASE WHEN i % 3 = 0 THEN 100 + i ELSE 0 END AS close_value
                FROM range(300) AS t(i)"""
    accounts = "SELECT i AS account, 1.5 * i AS revenue, i AS employees FROM range(20) AS t(i)"
    shop = Shop(sales_pipeline=deals, accounts=accounts)
    assert not any(
        m.expression.sql.startswith("SUM(") and "close_value" in m.expression.sql and m.time is None
        for m in shop.model.metrics
    )
    client = shop.metric("average_account_revenue")
    assert client.label == "Average account revenue"
    assert client.confidence is not None
    assert client.confidence.score < 0.5
