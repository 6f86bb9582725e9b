"""Several tables that tell of the same kind of money: which one speaks for the business."""

import pytest

from tests.unit.semantic.propose.test_metrics import DAY, Shop

GADGETS = """SELECT i AS gadget_id, 10.0 + i AS list_price, 4.0 + i AS unit_cost
             FROM range(9) AS t(i)"""
CLIENTS = "SELECT i AS customer_id, 'Client ' || i AS client_name FROM range(60) AS t(i)"
ORDERS = f"""SELECT i AS order_id, i % 15 AS customer_id, i % 9 AS gadget_id, {DAY} AS order_date,
             1 + i % 3 AS quantity FROM range(90) AS t(i)"""
BILLS = f"""SELECT 1000 + i AS invoice_id, i % 60 AS customer_id, {DAY} AS invoice_date,
            500.5 + i AS amount FROM range(240) AS t(i)"""
BOOKS = f"""SELECT i AS entry_id, {DAY} AS posting_date, 900.5 + i AS amount,
            ['Revenue', 'Expense'][1 + i % 2] AS account_class FROM range(100) AS t(i)"""


def _shop(**more: str) -> Shop:
    return Shop(customers=CLIENTS, gadgets=GADGETS, gadget_orders=ORDERS, **more)


def test_orders_alone_are_the_business() -> None:
    shop = _shop()
    sold = "FROM gadget_orders JOIN gadgets USING (gadget_id)"
    assert shop.total("revenue") == pytest.approx(shop.plain(f"SUM(quantity * list_price) {sold}"))
    assert shop.total("customers") == 15


def test_of_unrelated_documents_those_with_more_money_are_the_business() -> None:
    shop = _shop(invoices=BILLS)
    assert shop.total("revenue") == pytest.approx(shop.plain("SUM(amount) FROM invoices"))
    assert shop.total("customers") == 60
    assert shop.total("gadget_order_revenue") == pytest.approx(_shop().total("revenue"))
    per_order = shop.total("gadget_order_revenue") / 90
    assert shop.total("average_order_value") == pytest.approx(per_order)
    small = _shop(invoices=BILLS.replace("500.5 + i", "0.5"))
    assert small.total("revenue") == pytest.approx(_shop().total("revenue"))


def test_a_ledger_speaks_before_documents_that_carry_more() -> None:
    shop = _shop(invoices=BILLS, ledger=BOOKS)
    booked = "SUM(amount) FROM ledger WHERE account_class ="
    assert shop.total("revenue") == pytest.approx(shop.plain(f"{booked} 'Revenue'"))
    assert shop.total("cost") == pytest.approx(shop.plain(f"{booked} 'Expense'"))
    assert shop.total("margin") == shop.total("revenue") - shop.total("cost")
    assert shop.total("invoice_revenue") == pytest.approx(shop.plain("SUM(amount) FROM invoices"))
    per_customer = shop.total("invoice_revenue") / 60
    assert shop.total("revenue_per_customer") == pytest.approx(per_customer)


def test_lines_and_payments_of_the_same_orders_are_no_rivals() -> None:
    lines = """SELECT i AS order_item_id, i % 90 AS order_id, 5.5 + i % 9 AS price
                FROM range(300) AS t(i)"""
    paid = f"""SELECT i AS payment_id, i % 90 AS order_id, {DAY} AS paid_on, 90.5 + i AS amount
               FROM range(300) AS t(i)"""
    shop = Shop(orders=ORDERS.replace("i % 9 AS gadget_id, ", ""), order_items=lines, payments=paid)
    assert [m.name for m in shop.model.metrics if m.name.endswith("revenue")] == ["revenue"]
    assert shop.total("revenue") == pytest.approx(shop.plain("SUM(price) FROM order_items"))


def test_what_a_company_buys_is_no_revenue() -> None:
    bought = f"""SELECT i AS purchase_order_id, i % 4 AS supplier_id, {DAY} AS order_date,
                 {DAY} + (i % 7)::INT AS received_date, {DAY} + 4 AS promised_date,
                 5000.5 + i AS amount FROM range(90) AS t(i)"""
    shop = Shop(purchase_orders=bought)
    assert shop.model.metric_by_name.keys().isdisjoint({"revenue", "orders", "delivery_days"})
    days = shop.plain("AVG(received_date - order_date) FROM purchase_orders")
    assert shop.total("supplier_delivery_days") == pytest.approx(days)
    assert shop.total("purchase_orders") == 90
    late = shop.plain("AVG((received_date > promised_date)::INT) FROM purchase_orders")
    assert shop.total("supplier_late_rate") == pytest.approx(late)


CONTRACTS = f"""SELECT 'S' || i AS subscription_id, i AS customer_id, {DAY} AS start_date,
                CASE WHEN i % 4 = 0 THEN {DAY} + 30 END AS end_date, 100 + i AS mrr
                FROM range(60) AS t(i)"""
MOVES = """SELECT ROW_NUMBER() OVER () AS movement_id, * FROM (
    SELECT subscription_id, start_date AS movement_date, 'new' AS movement_type, 80 AS amount
    FROM subscriptions UNION ALL
    SELECT subscription_id, start_date + 20, 'expansion', mrr - 80 FROM subscriptions UNION ALL
    SELECT subscription_id, end_date, 'churn', -mrr FROM subscriptions
    WHERE end_date IS NOT NULL)"""


def test_recurring_revenue_is_the_running_sum_of_its_movements() -> None:
    shop = Shop(subscriptions=CONTRACTS, mrr_movements=MOVES)
    until = "SUM(amount) FROM mrr_movements WHERE movement_date < DATE '2024-03-01'"
    assert dict(shop.months("mrr"))["2024-02-01"] == shop.plain(until)
    assert "subscription_mrr" not in shop.model.metric_by_name
    assert dict(shop.months("arr"))["2024-02-01"] == 12 * shop.plain(until)


def test_movements_without_their_beginning_are_no_recurring_revenue() -> None:
    later = f"SELECT * FROM ({MOVES}) WHERE movement_date > DATE '2024-02-01'"
    shop = Shop(subscriptions=CONTRACTS, mrr_movements=later)
    held = shop.plain("SUM(mrr) FILTER (WHERE end_date IS NULL) FROM subscriptions")
    assert shop.total("mrr") == pytest.approx(held)
    assert any("before the first movement is missing" in note.text for note in shop.proposal.notes)


def test_a_planned_amount_is_split_by_class_of_account() -> None:
    rows = BOOKS.replace("entry_id", "line_id").replace("AS amount", "AS budget_amount")
    shop = Shop(budget=rows.replace("posting_date", "budget_month"))
    assert {"budget_revenue", "budget_cost", "budget_margin"} == set(shop.model.metric_by_name)
