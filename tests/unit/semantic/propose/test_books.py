"""Ledgers, plans, widened copies and rows that are no things: what must not be added or counted."""

from dataclasses import dataclass

import pytest

from tests.unit.semantic.propose.test_metrics import DAY, Shop

CLASSES = "['Revenue', 'Expense', 'Asset', 'Liability'][1 + i % 4]"
CHART = """SELECT 100 + i AS account_no, 'Account ' || i AS title,
            ['Sales', 'Operating expenses', 'Current assets', 'Liabilities'][1 + i % 4] AS kind
            FROM range(8) AS t(i)"""


@dataclass(frozen=True, kw_only=True)
class Books:
    """Postings in one of the usual ways, and what plain SQL says of them."""

    tables: dict[str, str]
    revenue: str
    cost: str


WAYS = {
    "credits are negative": Books(
        tables={
            "gl_lines": f"""SELECT i AS line_no, {DAY} AS posted_on, {CLASSES} AS class,
                CASE WHEN i % 4 = 1 THEN i ELSE -i END AS amount, 0.2 * i AS tax_amount
                FROM range(400) AS t(i)"""
        },
        revenue="-SUM(amount) FROM gl_lines WHERE class = 'Revenue'",
        cost="SUM(amount) FROM gl_lines WHERE class = 'Expense'",
    ),
    "classes stand in the chart of accounts": Books(
        tables={
            "chart_of_accounts": CHART,
            "postings": f"""SELECT i AS posting_id, {DAY} AS posting_date, 100 + i % 8 AS
                account_no, CASE WHEN i % 4 = 1 THEN -1.5 * i ELSE 1.5 * i END AS net_value
                FROM range(400) AS t(i)""",
        },
        revenue="SUM(net_value) FROM postings WHERE account_no % 4 = 0",
        cost="-SUM(net_value) FROM postings WHERE account_no % 4 = 1",
    ),
    "debit and credit": Books(
        tables={
            "journal": f"""SELECT i AS entry_id, {DAY} AS entry_date, {CLASSES} AS account_type,
                CASE WHEN i % 4 IN (1, 2) THEN i END AS debit,
                CASE WHEN i % 4 IN (0, 3) THEN i END AS credit FROM range(400) AS t(i)"""
        },
        revenue="SUM(credit) FROM journal WHERE account_type = 'Revenue'",
        cost="SUM(debit) FROM journal WHERE account_type = 'Expense'",
    ),
}


@pytest.mark.parametrize("way", sorted(WAYS))
def test_a_ledger_is_read_by_class_of_account_and_never_added_up_whole(way: str) -> None:
    books = WAYS[way]
    shop = Shop(**books.tables)
    assert shop.total("revenue") == pytest.approx(shop.plain(books.revenue))
    assert shop.total("cost") == pytest.approx(shop.plain(books.cost))
    assert shop.total("margin") == pytest.approx(shop.total("revenue") - shop.total("cost"))
    sums = [m.expression.sql for m in shop.model.metrics if m.expression.sql.startswith("SUM(")]
    assert all("CASE WHEN" in sql for sql in sums)
    assert any("booked on classes of accounts" in note.text for note in shop.proposal.notes)


def test_the_length_of_a_chart_of_accounts_is_no_metric() -> None:
    chart = CHART.replace("account_no", "account_id")
    lines = f"""SELECT i AS line_id, {DAY} AS day, 100 + i % 8 AS account_id, 1.5 * i AS amount
                FROM range(200) AS t(i)"""
    shop = Shop(accounts=chart, ledger=lines)
    assert "accounts" not in shop.model.metric_by_name
    assert "customers" not in shop.model.metric_by_name


def test_a_planned_ledger_gives_planned_revenue_cost_and_margin_only() -> None:
    rows = f"""SELECT {DAY} AS month_start, {CLASSES} AS class, i % 7 AS unit_id,
               CASE WHEN i % 4 = 1 THEN -i ELSE i END AS amount FROM range(400) AS t(i)"""
    shop = Shop(budget_2024=rows)
    assert shop.total("budget_revenue") == shop.plain("SUM(i) FROM range(400) t(i) WHERE i % 4 = 0")
    assert shop.total("budget_cost") == shop.plain("SUM(i) FROM range(400) t(i) WHERE i % 4 = 1")
    planned = {"budget_revenue", "budget_cost", "budget_margin"}
    assert set(shop.model.metric_by_name) == planned


def test_a_mean_of_exchange_rates_of_several_currencies_is_not_proposed() -> None:
    rows = f"""SELECT i AS payment_id, {DAY} AS paid_on, i AS amount, 1.1 + i % 3 AS fx_rate,
               ['EUR', 'USD', 'CHF'][1 + i % 3] AS currency FROM range(100) AS t(i)"""
    shop = Shop(payments=rows)
    assert not any("fx_rate" in m.expression.sql for m in shop.model.metrics)


SALES = f"""SELECT i AS sale_id, {DAY} AS sale_date, i % 4 AS shop_id, 10.5 + i AS sales
            FROM range(90) AS t(i)"""


def test_targets_are_named_as_plans_and_not_counted() -> None:
    targets = f"""SELECT {DAY} AS month_start, i % 4 AS shop_id, 100.5 + i AS sales
                  FROM range(90) AS t(i)"""
    shop = Shop(store_sales=SALES, sales_targets=targets)
    assert shop.total("revenue") == shop.plain("SUM(sales) FROM store_sales")
    of_targets = {m.name: m for m in shop.model.metrics if m.dataset == "sales_targets"}
    assert set(of_targets) == {"target_sales"}
    assert of_targets["target_sales"].direction is None


def test_a_table_named_after_plans_does_not_stand_for_what_happened() -> None:
    planned = f"""SELECT {DAY} AS month_start, i % 4 AS shop_id, 100.5 + i AS revenue
                  FROM range(90) AS t(i)"""
    shop = Shop(forecast_sales=planned)
    assert "revenue" not in shop.model.metric_by_name
    assert shop.total("forecast_revenue") == shop.plain("SUM(revenue) FROM forecast_sales")


def test_pricing_plans_are_no_budget() -> None:
    plans = "SELECT i AS plan_id, 'Plan ' || i AS plan_name, 9.5 * i AS price, DATE '2024-01-01' "
    plans += "+ i::INT AS created_at FROM range(1, 8) AS t(i)"
    users = f"""SELECT i AS user_id, 1 + i % 7 AS plan_id, {DAY} AS signup_date
                FROM range(100) AS t(i)"""
    shop = Shop(plans=plans, users=users)
    assert not any("budget" in m.name for m in shop.model.metrics)


def test_rows_of_a_scenario_other_than_actual_are_plans() -> None:
    rows = f"""SELECT {DAY} AS day, 'p' || i % 5 AS product, 'Forecast' AS scenario,
               1.5 * i AS amount, ['Units', 'Net Sales'][1 + i % 2] AS measure
               FROM range(100) AS t(i)"""
    shop = Shop(outlook=rows)
    assert set(shop.model.metric_by_name) == {"forecast_units", "forecast_net_sales"}


def test_each_scenario_of_a_table_of_many_measures_has_metrics_of_its_own() -> None:
    rows = f"""SELECT i AS row_id, {DAY} AS date, i AS amount,
               ['OrderQuantity', 'UnitCost'][1 + i % 2] AS measure,
               ['Actual', 'Budget'][1 + (i // 2) % 2] AS scenario FROM range(100) AS t(i)"""
    shop = Shop(facts=rows)
    where = "FROM facts WHERE measure = 'OrderQuantity' AND scenario ="
    assert shop.total("order_quantity") == shop.plain(f"SUM(amount) {where} 'Actual'")
    assert shop.total("budget_order_quantity") == shop.plain(f"SUM(amount) {where} 'Budget'")
    assert not any(m.expression.sql == "COUNT(*)" for m in shop.model.metrics)


def test_rows_per_shop_and_week_are_not_counted() -> None:
    rows = """SELECT 1 + i % 12 AS shop_id, DATE '2024-01-05' + 7 * (i // 12)::INT AS week_ending,
              900.5 + i AS weekly_sales FROM range(600) AS t(i)"""
    shop = Shop(shop_sales=rows)
    assert shop.total("revenue") == shop.plain("SUM(weekly_sales) FROM shop_sales")
    assert not any(m.expression.sql == "COUNT(*)" for m in shop.model.metrics)
    assert any("its rows are not counted" in note.text for note in shop.proposal.notes)


def test_rows_per_shop_and_day_are_no_orders() -> None:
    rows = """SELECT 1 + i % 12 AS shop_id, DATE '2024-01-05' + (i // 12)::INT AS day,
              900.5 + i AS revenue FROM range(600) AS t(i)"""
    shop = Shop(shop_orders=rows)
    assert "orders" not in shop.model.metric_by_name


def test_visits_that_happen_to_be_one_per_guest_and_day_are_counted() -> None:
    rows = """SELECT i % 97 AS guest_id, DATE '2024-01-05' + ((i * 31) % 365)::INT AS visited_on,
              5.5 + i % 9 AS spent FROM range(300) AS t(i)"""
    shop = Shop(visits=rows)
    assert shop.total("sessions") == 300


STAFF = """SELECT i AS employee_id, ['m', 'f'][1 + i % 2] AS gender, 20 + i % 40 AS age,
           1000.5 + i AS monthly_salary, i % 14 AS num_former_employers,
           DATE '2020-01-01' + 9 * i::INT AS hire_date FROM range({n}) AS t(i)"""


def test_a_count_that_describes_a_person_is_averaged() -> None:
    shop = Shop(staff=STAFF.format(n=60))
    expected = shop.plain("AVG(num_former_employers) FROM staff")
    assert shop.total("average_num_former_employers") == pytest.approx(expected)
    assert "num_former_employers" not in shop.model.metric_by_name


def test_how_many_came_is_told_of_lists_long_enough() -> None:
    few, many = (Shop(employees=STAFF.format(n=people)).model.metric_by_name for people in (8, 60))
    assert {"employees", "new_employees"} <= set(many)
    assert set(many) - set(few) == {"new_employees"}


def test_a_lifetime_value_is_a_mean_of_customers() -> None:
    rows = """SELECT i AS customer_id, 'Name ' || i AS full_name, 3.5 * (i % 9) AS lifetime_value
              FROM range(50) AS t(i)"""
    shop = Shop(customers=rows)
    expected = shop.plain("AVG(lifetime_value) FROM customers")
    assert shop.total("average_lifetime_value") == pytest.approx(expected)
