"""Standard and generic metrics: found when the evidence carries them, equal to plain SQL."""

from decimal import Decimal

import pytest

from boardroom.semantic.model import Metric
from tests.unit.semantic.propose.memory import MemoryEngine, by_month, propose, total

DAY = "DATE '2024-01-01' + (i % 90)::INT"


class Shop:
    """A proposal over tables made from SELECTs, with its metrics at hand."""

    def __init__(self, **tables: str) -> None:
        self.engine = MemoryEngine()
        for name, select in tables.items():
            self.engine.add(name, select)
        self.proposal = propose(self.engine)
        self.model = self.proposal.model

    def metric(self, name: str) -> Metric:
        return self.model.metric_by_name[name]

    def total(self, name: str) -> float:
        value = total(self.engine, self.model, name)
        assert isinstance(value, int | float | Decimal)
        return float(value)

    def months(self, name: str) -> list[tuple[str, float | None]]:
        """A metric by month of 2024: first day and value."""
        return by_month(self.engine, self.model, name)

    def plain(self, sql: str) -> float:
        """An independent answer: plain SQL on the raw rows."""
        return float(self.engine.query(f"SELECT (SELECT {sql}) AS v").to_pylist()[0]["v"])


def _orders(columns: str = "i AS amount") -> str:
    return f"""SELECT i AS order_id, i % 40 AS customer_id, {DAY} AS order_date, {columns}
               FROM range(200) AS t(i)"""


LINES = """SELECT i AS order_item_id, i % 200 AS order_id, 1 + i % 4 AS quantity,
           5.5 + i % 9 AS unit_price, (i % 3) / 10.0 AS discount FROM range(600) AS t(i)"""


def test_revenue_is_quantity_times_price_less_discount() -> None:
    shop = Shop(orders=_orders("'paid' AS status"), order_items=LINES)
    expected = shop.plain("SUM(quantity * unit_price * (1 - discount)) FROM order_items")
    assert shop.total("revenue") == pytest.approx(expected)
    assert shop.metric("revenue").direction == "up"
    assert shop.metric("revenue").unit == "currency"


def test_a_price_is_averaged_and_never_summed() -> None:
    shop = Shop(orders=_orders("'paid' AS status"), order_items=LINES)
    assert not any("SUM(order_items.unit_price)" in m.expression.sql for m in shop.model.metrics)
    assert shop.metric("average_unit_price").expression.sql == "AVG(order_items.unit_price)"


def test_line_prices_without_a_quantity_add_up() -> None:
    lines = """SELECT i AS order_item_id, i % 200 AS order_id, 5.5 + i % 9 AS price
               FROM range(600) AS t(i)"""
    shop = Shop(orders=_orders("'paid' AS status"), order_items=lines)
    assert shop.total("revenue") == pytest.approx(shop.plain("SUM(price) FROM order_items"))


def test_orders_customers_and_order_value_belong_together() -> None:
    shop = Shop(orders=_orders())
    assert shop.total("orders") == 200
    assert shop.total("customers") == 40
    assert shop.total("average_order_value") == pytest.approx(shop.plain("AVG(amount) FROM orders"))


def test_a_person_with_several_ids_is_counted_once() -> None:
    customers = """SELECT i AS customer_id, 'u' || (i % 25) AS customer_unique_id
                   FROM range(40) AS t(i)"""
    shop = Shop(orders=_orders(), customers=customers)
    assert shop.total("customers") == 25
    assert "same person" in (shop.metric("customers").description or "")


def test_delivery_days_and_lateness_come_from_three_dates() -> None:
    late = _orders(f"{DAY} + (i % 11)::INT AS delivered_date, {DAY} + 7 AS estimated_delivery_date")
    shop = Shop(orders=late)
    days = shop.plain("AVG(delivered_date - order_date) FROM orders")
    share = shop.plain("AVG((delivered_date > estimated_delivery_date)::INT) FROM orders")
    assert shop.total("delivery_days") == pytest.approx(days)
    assert shop.total("late_delivery_rate") == pytest.approx(share)
    assert shop.metric("delivery_days").unit == "days"
    assert shop.metric("late_delivery_rate").direction == "down"


def test_a_duration_that_runs_backwards_is_refused_with_a_note() -> None:
    shop = Shop(orders=_orders(f"{DAY} - (i % 5)::INT AS delivered_date"))
    assert "delivery_days" not in shop.model.metric_by_name
    assert any("end before they start" in note.text for note in shop.proposal.notes)


def test_negative_quantities_are_told_and_counted_as_returns() -> None:
    sales = """SELECT 'N' || (i % 50) AS invoice_no, i % 20 AS customer_id,
               CASE WHEN i % 10 = 0 THEN -2 ELSE 3 END AS quantity, 2.5 AS unit_price
               FROM range(400) AS t(i)"""
    shop = Shop(sales=sales)
    assert shop.total("returns") == pytest.approx(40 * 2 * 2.5)
    assert "reduce it" in (shop.metric("revenue").description or "")


def test_win_rate_counts_closed_deals_only_and_at_their_closing() -> None:
    deals = f"""SELECT i AS opportunity_id, {DAY} AS engage_date,
                ['Won', 'Lost', 'Engaging'][1 + i % 3] AS deal_stage,
                CASE WHEN i % 3 < 2 THEN {DAY} + 30 END AS close_date,
                CASE WHEN i % 3 = 0 THEN 100 + i ELSE 0 END AS close_value
                FROM range(300) AS t(i)"""
    shop = Shop(sales_pipeline=deals)
    assert shop.total("win_rate") == pytest.approx(0.5)
    assert shop.total("won_deals") == 100
    assert shop.total("sales_cycle_days") == pytest.approx(30)
    time = shop.metric("win_rate").time
    assert time is not None
    assert "close_date" in str(time)


def test_subscriptions_give_stocks_flows_and_churn() -> None:
    rows = f"""SELECT i AS subscription_id, i % 50 AS account_id, {DAY} AS start_date,
               CASE WHEN i % 4 = 0 THEN {DAY} + 30 END AS end_date, 10 + i AS mrr_amount
               FROM range(200) AS t(i)"""
    shop = Shop(subscriptions=rows)
    open_ = shop.plain("SUM(mrr_amount) FILTER (WHERE end_date IS NULL) FROM subscriptions")
    assert shop.total("mrr") == pytest.approx(open_)
    assert shop.total("arr") == pytest.approx(12 * open_)
    assert shop.total("new_subscriptions") == 200
    assert shop.total("churned_subscriptions") == 50
    rate = shop.metric("subscription_churn_rate")
    assert rate.inputs["opening_subscriptions"].at == "start"
    assert shop.metric("churn_rate").inputs["opening_customers"].at == "start"


def test_attrition_of_a_list_without_dates_is_a_share() -> None:
    rows = """SELECT i AS employee_id, CASE WHEN i % 5 = 0 THEN 'Yes' ELSE 'No' END AS attrition,
              1000 + i AS monthly_income FROM range(100) AS t(i)"""
    shop = Shop(employees=rows)
    assert shop.total("attrition_rate") == pytest.approx(0.2)
    assert shop.total("headcount") == 80
    assert shop.total("average_salary") == pytest.approx(1049.5)


def test_ratios_of_sums_and_not_sums_of_ratios() -> None:
    ads = f"""SELECT i AS ad_id, {DAY} AS date, 'c' || i % 3 AS campaign, 100 + i AS impressions,
              i % 7 AS clicks, 1.5 + i AS spend, i % 2 + 1 AS conversions FROM range(90) AS t(i)"""
    shop = Shop(ad_spend=ads)
    ctr = shop.plain("SUM(clicks) / SUM(impressions) FROM ad_spend")
    cost = shop.plain("SUM(spend) / SUM(conversions) FROM ad_spend")
    assert shop.total("click_through_rate") == pytest.approx(ctr)
    assert shop.total("cost_per_conversion") == pytest.approx(cost)
    assert "cac" not in shop.model.metric_by_name


ADS = f"SELECT {DAY} AS day, 'c' || i % 9 AS campaign, 1.5 + i AS spend, i % 3 AS conversions "
ADS += "FROM range(90) AS t(i)"


def test_acquisition_cost_divides_by_customers_who_are_new_and_not_by_conversions() -> None:
    people = f"SELECT i AS customer_id, {DAY} AS signup_date FROM range(80) AS t(i)"
    shop = Shop(ad_spend=ADS, customers=people)
    came = "(SELECT COUNT(*) FROM customers WHERE month(signup_date) = 2)"
    spent = shop.plain(f"SUM(spend) / {came} FROM ad_spend WHERE month(day) = 2")
    assert dict(shop.months("cac"))["2024-02-01"] == pytest.approx(spent)
    assert shop.total("new_customers") == 80


@pytest.mark.parametrize(
    "ads",
    [ADS.replace("'2024-01-01'", "'2014-01-01'"), ADS.replace(f"{DAY} AS day, ", "")],
    ids=["of another time", "without a day"],
)
def test_files_of_different_times_give_no_ratio(ads: str) -> None:
    people = f"SELECT i AS customer_id, {DAY} AS signup_date FROM range(80) AS t(i)"
    shop = Shop(ad_spend=ads, customers=people)
    assert {"ad_spend", "new_customers"} <= shop.model.metric_by_name.keys()
    assert "cac" not in shop.model.metric_by_name


def test_a_customer_who_converts_once_is_new_then() -> None:
    once = f"SELECT i AS customer_id, {DAY} AS converted_at, 15 + i AS revenue "
    shop = Shop(ad_spend=ADS, customer_conversions=f"{once} FROM range(40) AS t(i)")
    spent = shop.plain("SUM(spend) / (SELECT COUNT(*) FROM customer_conversions) FROM ad_spend")
    assert shop.total("cac") == pytest.approx(spent)
    again = f"SELECT i AS conversion_id, i % 9 AS customer_id, {DAY} AS converted_at, 15 + i AS "
    shop = Shop(ad_spend=ADS, customer_conversions=f"{again} revenue FROM range(40) AS t(i)")
    assert "cac" not in shop.model.metric_by_name


def test_percent_points_become_fractions() -> None:
    rows = "SELECT i AS goal_id, i AS percent_complete FROM range(101) AS t(i)"
    shop = Shop(goals=rows)
    assert shop.total("average_percent_complete") == pytest.approx(0.5)
    assert shop.metric("average_percent_complete").unit == "percent"


def test_plans_are_not_added_to_actuals() -> None:
    rows = f"""SELECT i AS entry_id, {DAY} AS date, i AS amount,
               CASE WHEN i % 2 = 0 THEN 'Actual' ELSE 'Budget' END AS scenario
               FROM range(100) AS t(i)"""
    shop = Shop(entries=rows)
    assert shop.total("actual") == 2450
    assert shop.total("budget") == 2500
    assert shop.total("budget_variance") == -50
    assert not any(
        metric.expression.sql == "SUM(entries.amount)" and metric.filter is None
        for metric in shop.model.metrics
    )


def test_a_ledger_gives_revenue_and_cost_with_their_signs() -> None:
    rows = f"""SELECT i AS line_id, {DAY} AS date,
               ['Revenue', 'Expense', 'Asset'][1 + i % 3] AS account_class,
               CASE WHEN i % 3 = 1 THEN -i ELSE i END AS net_amount FROM range(300) AS t(i)"""
    shop = Shop(transactions=rows)
    assert shop.total("revenue") == shop.plain("SUM(i) FROM range(300) t(i) WHERE i % 3 = 0")
    assert shop.total("cost") == shop.plain("SUM(i) FROM range(300) t(i) WHERE i % 3 = 1")
    assert shop.total("margin") == shop.total("revenue") - shop.total("cost")


def test_amounts_in_different_currencies_are_not_added_up() -> None:
    rows = f"""SELECT i AS payment_id, {DAY} AS paid_on, i AS amount,
               ['EUR', 'USD'][1 + i % 2] AS currency FROM range(100) AS t(i)"""
    shop = Shop(payments=rows)
    assert not any("SUM(payments.amount)" in m.expression.sql for m in shop.model.metrics)
    assert any("different currencies" in note.text for note in shop.proposal.notes)


def test_a_column_of_many_measures_gives_one_metric_each() -> None:
    rows = f"""SELECT i AS row_id, {DAY} AS date, i AS amount,
               ['OrderQuantity', 'UnitCost'][1 + i % 2] AS measure FROM range(100) AS t(i)"""
    shop = Shop(facts=rows)
    assert shop.total("order_quantity") == 2450
    assert shop.total("average_unit_cost") == 50
    assert not any(m.expression.sql == "SUM(facts.amount)" for m in shop.model.metrics)


def test_the_workspace_currency_is_the_unit_of_money() -> None:
    engine = MemoryEngine()
    engine.add("orders", _orders())
    model = propose(engine, currency="BRL").model
    assert model.metric_by_name["revenue"].unit == "BRL"


def test_a_list_that_grows_counts_all_so_far_and_the_new_ones_apart() -> None:
    accounts = f"SELECT i AS account_id, {DAY} AS signup_date, i AS seats FROM range(80) AS t(i)"
    shop = Shop(accounts=accounts)
    assert shop.metric("new_accounts").to_date is None
    counts = [m for m in shop.model.metrics if m.expression.sql == "COUNT(*)" and m.to_date]
    assert [metric.to_date for metric in counts] == ["all"]
