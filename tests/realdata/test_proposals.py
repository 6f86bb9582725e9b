"""What is proposed for real folders: each metric equals plain SQL or Python over the raw files.

The right-hand sides read the files themselves (the CSV readers of DuckDB and Python, sqlite3, a
spreadsheet reader) and share nothing with the product. The lists are the metrics that a reader of
each folder would ask for first.
"""

import csv
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from boardroom.semantic.model import EventTime
from boardroom.semantic.query import Query
from boardroom.workspace.creation import Created, NewWorkspace, create_workspace

Answer = Callable[[Path], float]


@contextmanager
def _created(source: Path, folder: Path) -> Iterator[Created]:
    with create_workspace(folder / "workspace", NewWorkspace(locations=(str(source),))) as created:
        yield created


def _csv(*names: str) -> dict[str, str]:
    """Name → FROM item that reads the raw file."""
    options = "header = true, delim = ',', quote = '\"', escape = '\"', strict_mode = false"
    return {
        Path(name).stem: f"read_csv('{{folder}}/{name}', {options}, sample_size = -1)"
        for name in names
    }


def _sql(text: str, *files: str) -> Answer:
    """The answer of plain SQL, in which ``$0``, ``$1``… are the raw files."""

    def answer(folder: Path) -> float:
        query = text
        for number, item in enumerate(_csv(*files).values()):
            query = query.replace(f"${number}", item.replace("{folder}", str(folder)))
        row = duckdb.connect(config={"threads": 2}).execute(f"SELECT {query}").fetchone()
        assert row is not None
        return float(row[0])

    return answer


def _lite(text: str, file: str) -> Answer:
    """The answer of SQLite itself."""

    def answer(folder: Path) -> float:
        connection = sqlite3.connect(f"file:{folder / file if file else folder}?mode=ro", uri=True)
        try:
            return float(connection.execute(f"SELECT {text}").fetchone()[0])
        finally:
            connection.close()

    return answer


def _parquet(text: str, file: str) -> Answer:
    def answer(folder: Path) -> float:
        query = f"SELECT {text} FROM read_parquet('{folder / file if file else folder}')"
        row = duckdb.connect(config={"threads": 2}).execute(query).fetchone()
        assert row is not None
        return float(row[0])

    return answer


def _rows(file: str, count: Callable[[dict[str, str | None]], bool]) -> Answer:
    """How many rows of a CSV file are so, read by Python's own reader."""

    def answer(folder: Path) -> float:
        with (folder / file).open(encoding="utf-8-sig", newline="") as lines:
            return float(sum(1 for row in csv.DictReader(lines) if count(row)))

    return answer


def _sheet(book: str, sheet: str, rows: Callable[[dict[str, object]], float]) -> Answer:
    """A sum over the rows of a sheet."""

    def answer(folder: Path) -> float:
        table = CalamineWorkbook.from_path(folder / book).get_sheet_by_name(sheet).to_python()
        head = [str(name) for name in table[0]]
        return sum(rows(dict(zip(head, row, strict=True))) for row in table[1:])

    return answer


def _booked(kind: str, sign: int = 1) -> Callable[[dict[str, object]], float]:
    """A row's group-currency amount when it is booked on a class of accounts.

    One row of the budget names its organisation «Bu» instead of by number: it is quarantined.
    """

    def amount(row: dict[str, object]) -> float:
        value = row["NetAmount_GC"]
        numbered = isinstance(row["Organisation_ID"], float)
        same = numbered and str(row["AccountClass"]).lower() == kind
        return sign * float(value) if same and isinstance(value, float) else 0.0

    return amount


def _ordered(scenario: str) -> Callable[[dict[str, object]], float]:
    """A row's quantity when it is one of a scenario."""

    def quantity(row: dict[str, object]) -> float:
        same = (row["Scenario"], row["DimSalesMeasures"]) == (scenario, "OrderQuantity")
        return float(str(row["Amount"])) if same else 0.0

    return quantity


def _left(row: dict[str, str | None]) -> bool:
    """Whether an employee has a day of leaving; one line lacks a field and is quarantined."""
    return row["Absences"] is not None and bool((row["DateofTermination"] or "").strip())


def _staff_mean(column: str) -> Answer:
    """The mean of a column over the employees who have not left."""

    def answer(folder: Path) -> float:
        with (folder / "HRDataset_v14.csv").open(encoding="utf-8-sig", newline="") as lines:
            rows = [row for row in csv.DictReader(lines) if row["Absences"] is not None]
        values = [float(str(row[column])) for row in rows if not _left(row)]
        return sum(values) / len(values)

    return answer


ORDERS = "olist_orders_dataset.csv"
ITEMS = "olist_order_items_dataset.csv"
PAYMENTS = "olist_order_payments_dataset.csv"
BOUGHT, GOT = "order_purchase_timestamp", "order_delivered_customer_date"
SOLD = "superstore.csv"
DEALS = "sales_pipeline.csv"
SUBS = "ravenstack_subscriptions.csv"
LEFT = """
    SELECT DISTINCT s.account_id, s.end_date FROM $0 AS s
    WHERE s.mrr_amount > 0 AND s.end_date IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM $0 AS o WHERE o.account_id = s.account_id AND o.mrr_amount > 0
        AND o.start_date <= s.end_date AND COALESCE(o.end_date > s.end_date, true))
"""
"""Account and day on which its last paid subscription ended."""
CASES = "ravenstack_support_tickets.csv"
FACEBOOK = "facebook_ads_KAG_conversion_data.csv"
BOOK = "Accounting Sample Data.xlsx"
RETAIL = "online_retail.parquet"
LINE = "CAST(Quantity AS BIGINT) * CAST(UnitPrice AS DOUBLE)"
SOLD_LINE = "CAST(Quantity AS BIGINT) > 0"
NORTHWIND_LINE = 'SUM(UnitPrice * Quantity * (1 - Discount)) FROM "Order Details"'

EXPECTED: dict[str, dict[str, Answer]] = {
    "olist/sample8k": {
        "revenue": _sql("SUM(price) FROM $0", ITEMS),
        "freight": _sql("SUM(freight_value) FROM $0", ITEMS),
        "orders": _sql("COUNT(DISTINCT order_id) FROM $0", ORDERS),
        "customers": _sql(
            "COUNT(DISTINCT customer_unique_id) FROM $0", "olist_customers_dataset.csv"
        ),
        "average_order_value": _sql(
            "(SELECT SUM(price) FROM $0) / (SELECT COUNT(*) FROM $1)", ITEMS, ORDERS
        ),
        "review_score": _sql("AVG(review_score) FROM $0", "olist_order_reviews_dataset.csv"),
        "delivery_days": _sql(f"AVG(epoch({GOT}) - epoch({BOUGHT})) / 86400 FROM $0", ORDERS),
        "late_delivery_rate": _sql(
            f"AVG(({GOT} > order_estimated_delivery_date)::INT) FROM $0", ORDERS
        ),
        "payment_value": _sql("SUM(payment_value) FROM $0", PAYMENTS),
    },
    "olist/full": {
        "revenue": _sql("SUM(payment_value) FROM $0", PAYMENTS),
        "orders": _sql("COUNT(DISTINCT order_id) FROM $0", PAYMENTS),
        "order_payments": _sql("COUNT(*) FROM $0", PAYMENTS),
        "products": _sql("COUNT(*) FROM $0", "olist_products_dataset.csv"),
        "sellers": _sql("COUNT(*) FROM $0", "olist_sellers_dataset.csv"),
    },
    "olist/marketing_funnel": {
        "leads": _sql("COUNT(*) FROM $0", "olist_marketing_qualified_leads_dataset.csv"),
        "won_deals": _sql("COUNT(*) FROM $0", "olist_closed_deals_dataset.csv"),
        "conversion_rate": _sql(
            "(SELECT COUNT(*) FROM $0) / (SELECT COUNT(*) FROM $1)",
            "olist_closed_deals_dataset.csv",
            "olist_marketing_qualified_leads_dataset.csv",
        ),
        "sales_cycle_days": _sql(
            "AVG(epoch(won_date) - epoch(first_contact_date::TIMESTAMP)) / 86400"
            " FROM $0 JOIN $1 USING (mql_id)",
            "olist_closed_deals_dataset.csv",
            "olist_marketing_qualified_leads_dataset.csv",
        ),
        "declared_monthly_revenue": _sql(
            "SUM(declared_monthly_revenue) FROM $0", "olist_closed_deals_dataset.csv"
        ),
    },
    "crm_opportunities": {
        "opportunities": _sql("COUNT(*) FROM $0", DEALS),
        "won_deals": _sql("COUNT(*) FROM $0 WHERE deal_stage = 'Won'", DEALS),
        "revenue": _sql("SUM(close_value) FROM $0 WHERE deal_stage = 'Won'", DEALS),
        "win_rate": _sql(
            "AVG((deal_stage = 'Won')::INT) FROM $0 WHERE deal_stage IN ('Won', 'Lost')", DEALS
        ),
        "average_deal_size": _sql("AVG(close_value) FROM $0 WHERE deal_stage = 'Won'", DEALS),
        "sales_cycle_days": _sql(
            "AVG(close_date - engage_date) FROM $0 WHERE deal_stage = 'Won'", DEALS
        ),
        "sales_agents": _sql("COUNT(DISTINCT sales_agent) FROM $0", "sales_teams.csv"),
    },
    "saas/ravenstack": {
        "mrr": _sql("SUM(mrr_amount) FROM $0 WHERE end_date IS NULL", SUBS),
        "arr": _sql("SUM(arr_amount) FROM $0 WHERE end_date IS NULL", SUBS),
        "active_subscriptions": _sql("COUNT(*) FROM $0 WHERE end_date IS NULL", SUBS),
        "churned_subscriptions": _sql("COUNT(end_date) FROM $0", SUBS),
        "churned_customers": _sql(f"COUNT(*) FROM ({LEFT})", SUBS),
        "refunds": _sql("SUM(refund_amount_usd) FROM $0", "ravenstack_churn_events.csv"),
        "resolved_tickets": _sql("COUNT(closed_at) FROM $0", CASES),
        "account_churn_rate": _sql("AVG(churn_flag::INT) FROM $0", "ravenstack_accounts.csv"),
        "tickets": _sql("COUNT(*) FROM $0", CASES),
        "resolution_time": _sql("AVG(resolution_time_hours) FROM $0", CASES),
        "satisfaction": _sql("AVG(satisfaction_score) FROM $0", CASES),
        "escalation_rate": _sql("AVG(escalation_flag::INT) FROM $0", CASES),
    },
    "saas/attribution_playbook": {
        "ad_spend": _sql("SUM(spend) FROM $0", "ad_spend.csv"),
        "sessions": _rows("sessions.csv", lambda row: True),
        "conversions": _sql("COUNT(*) FROM $0", "customer_conversions.csv"),
        "revenue": _sql("SUM(revenue) FROM $0", "customer_conversions.csv"),
        **dict.fromkeys(
            ("cac", "cost_per_conversion"),
            _sql(
                "(SELECT SUM(spend) FROM $0) / (SELECT COUNT(DISTINCT customer_id) FROM $1)",
                "ad_spend.csv",
                "customer_conversions.csv",
            ),
        ),
        "roas": _sql(
            "(SELECT SUM(revenue) FROM $1) / (SELECT SUM(spend) FROM $0)",
            "ad_spend.csv",
            "customer_conversions.csv",
        ),
    },
    "finance_packt": {
        "revenue": _sheet(BOOK, "Transactions", _booked("revenue")),
        "cost": _sheet(BOOK, "Transactions", _booked("expense", -1)),
        "budget_revenue": _sheet("Budget Sample.xlsx", "Budget", _booked("revenue")),
        "budget_cost": _sheet("Budget Sample.xlsx", "Budget", _booked("expense", -1)),
        "margin": _sheet(
            BOOK,
            "Transactions",
            lambda row: _booked("revenue")(row) + _booked("expense")(row),
        ),
        "order_quantity": _sheet("PVM Sample.xlsx", "Transactions", _ordered("Actual")),
        "forecast_order_quantity": _sheet("PVM Sample.xlsx", "Transactions", _ordered("Forecast")),
    },
    "superstore": {
        "revenue": _sql("SUM(Sales) FROM $0", SOLD),
        "margin": _sql("SUM(Profit) FROM $0", SOLD),
        "margin_rate": _sql("SUM(Profit) / SUM(Sales) FROM $0", SOLD),
        "orders": _sql('COUNT(DISTINCT "Order ID") FROM $0', SOLD),
        "customers": _sql('COUNT(DISTINCT "Customer ID") FROM $0', SOLD),
        "quantity": _sql("SUM(Quantity) FROM $0", SOLD),
        "average_discount": _sql("AVG(Discount) FROM $0", SOLD),
        "shipping_days": _sql('AVG("Ship Date" - "Order Date") FROM $0', SOLD),
    },
    "walmart_stores": {
        "revenue": _sql("SUM(Weekly_Sales) FROM $0", "Walmart_Sales.csv"),
        "average_temperature": _sql("AVG(Temperature) FROM $0", "Walmart_Sales.csv"),
        "average_fuel_price": _sql("AVG(Fuel_Price) FROM $0", "Walmart_Sales.csv"),
        "average_unemployment": _sql("AVG(Unemployment) FROM $0", "Walmart_Sales.csv"),
        "holiday_rate": _sql("AVG(Holiday_Flag) FROM $0", "Walmart_Sales.csv"),
    },
    "support_tickets": {
        "tickets": _sql("COUNT(*) FROM $0", "customer_support_tickets.csv"),
        "satisfaction": _sql(
            'AVG("Customer Satisfaction Rating") FROM $0', "customer_support_tickets.csv"
        ),
        "resolution_time": _sql('AVG("Resolution Hours") FROM $0', "customer_support_tickets.csv"),
        "resolution_rate": _sql(
            "AVG((\"Ticket Status\" = 'Closed')::INT) FROM $0", "customer_support_tickets.csv"
        ),
        "open_tickets": _sql(
            "COUNT(*) FROM $0 WHERE \"Ticket Status\" <> 'Closed'", "customer_support_tickets.csv"
        ),
    },
    "telco_churn": {
        "customers": _sql("COUNT(*) FROM $0", "Telco-Customer-Churn.csv"),
        "churn_rate": _sql("AVG(Churn::INT) FROM $0", "Telco-Customer-Churn.csv"),
        "retention_rate": _sql("1 - AVG(Churn::INT) FROM $0", "Telco-Customer-Churn.csv"),
        "mrr": _sql("SUM(MonthlyCharges) FROM $0 WHERE NOT Churn", "Telco-Customer-Churn.csv"),
        "monthly_charges": _sql("SUM(MonthlyCharges) FROM $0", "Telco-Customer-Churn.csv"),
        "total_charges": _sql(
            "SUM(TRY_CAST(TotalCharges AS DOUBLE)) FROM $0", "Telco-Customer-Churn.csv"
        ),
        "average_tenure": _sql("AVG(tenure) FROM $0", "Telco-Customer-Churn.csv"),
    },
    "web_marketing": {
        "ad_spend": _sql("SUM(Spent) FROM $0", FACEBOOK),
        "ads": _sql("COUNT(*) FROM $0", FACEBOOK),
        "impressions": _sql("SUM(Impressions) FROM $0", FACEBOOK),
        "click_through_rate": _sql("SUM(Clicks) / SUM(Impressions) FROM $0", FACEBOOK),
        "cost_per_click": _sql("SUM(Spent) / SUM(Clicks) FROM $0", FACEBOOK),
        "sessions": _sql("COUNT(*) FROM $0", "online_shoppers_intention.csv"),
        "conversion_rate": _sql("AVG(Revenue::INT) FROM $0", "online_shoppers_intention.csv"),
        "bounce_rate": _sql("AVG(BounceRates) FROM $0", "online_shoppers_intention.csv"),
        "retention_7_rate": _sql("AVG(retention_7::INT) FROM $0", "cookie_cats.csv"),
        "response_rate": _sql("AVG(Response) FROM $0", "ifood_marketing_campaign_2240.csv"),
    },
    "hr_attrition": {
        "average_salary": _staff_mean("Salary"),
        "average_monthly_income": _sql("AVG(MonthlyIncome) FROM $0", "ibm_emp_attrition.csv"),
        "ibm_emp_attrition_attrition_rate": _sql(
            "AVG(Attrition::INT) FROM $0", "ibm_emp_attrition.csv"
        ),
        "over_time_rate": _sql("AVG(OverTime::INT) FROM $0", "ibm_emp_attrition.csv"),
        "employee_satisfaction": _staff_mean("EmpSatisfaction"),
        "average_job_satisfaction": _sql("AVG(JobSatisfaction) FROM $0", "ibm_emp_attrition.csv"),
        "leavers": _rows("HRDataset_v14.csv", _left),
    },
    "online_retail_uci/online_retail.parquet": {
        "revenue": _parquet(f"SUM({LINE})", ""),
        "orders": _parquet(f"COUNT(DISTINCT InvoiceNo) FILTER (WHERE {SOLD_LINE})", ""),
        "customers": _parquet("COUNT(DISTINCT CustomerID)", ""),
        "quantity": _parquet("SUM(CAST(Quantity AS BIGINT))", ""),
        "returns": _parquet(f"-SUM(CASE WHEN CAST(Quantity AS BIGINT) < 0 THEN {LINE} END)", ""),
        "average_order_value": _parquet(
            f"SUM({LINE}) FILTER (WHERE {SOLD_LINE})"
            f" / COUNT(DISTINCT InvoiceNo) FILTER (WHERE {SOLD_LINE})",
            "",
        ),
    },
    "northwind/northwind.sqlite": {
        "revenue": _lite(NORTHWIND_LINE, ""),
        "orders": _lite("COUNT(*) FROM Orders", ""),
        "customers": _lite("COUNT(DISTINCT CustomerID) FROM Orders", ""),
        "freight": _lite("SUM(Freight) FROM Orders", ""),
        "quantity": _lite('SUM(Quantity) FROM "Order Details"', ""),
        "average_discount": _lite('AVG(Discount) FROM "Order Details"', ""),
        "shipping_days": _lite(
            "AVG(julianday(ShippedDate) - julianday(OrderDate)) FROM Orders", ""
        ),
        "late_delivery_rate": _lite(
            "AVG(ShippedDate > RequiredDate) FROM Orders WHERE ShippedDate IS NOT NULL", ""
        ),
    },
    "chinook/Chinook_Sqlite.sqlite": {
        "revenue": _lite("SUM(UnitPrice * Quantity) FROM InvoiceLine", ""),
        "orders": _lite("COUNT(*) FROM Invoice", ""),
        "customers": _lite("COUNT(DISTINCT CustomerId) FROM Invoice", ""),
        "invoice_total": _lite("SUM(Total) FROM Invoice", ""),
        "tracks": _lite("COUNT(*) FROM Track", ""),
    },
    "jaffle_shop/classic": {
        "revenue": _sql("SUM(amount) FROM $0", "raw_payments.csv"),
        "orders": _sql("COUNT(*) FROM $0", "raw_orders.csv"),
        "customers": _sql("COUNT(DISTINCT user_id) FROM $0", "raw_orders.csv"),
        "payments": _sql("COUNT(*) FROM $0", "raw_payments.csv"),
        "return_rate": _sql("AVG((status LIKE 'return%')::INT) FROM $0", "raw_orders.csv"),
    },
    "jaffle_shop": {
        "revenue": _sql("SUM(amount) / 100 FROM $0", "classic/raw_payments.csv"),
        "orders": _sql("COUNT(*) FROM $0", "classic/raw_orders.csv"),
        "customers": _sql("COUNT(DISTINCT user_id) FROM $0", "classic/raw_orders.csv"),
        "known_customers": _sql("COUNT(*) FROM $0", "classic/raw_customers.csv"),
        "coupon_amount": _sql(
            "SUM(amount) / 100 FROM $0 WHERE payment_method = 'coupon'", "classic/raw_payments.csv"
        ),
    },
    "jaffle_shop/large": {
        "customers": _sql("COUNT(*) FROM $0", "raw_customers.csv"),
        "products": _sql("COUNT(*) FROM $0", "raw_products.csv"),
        "average_price": _sql("AVG(price) FROM $0", "raw_products.csv"),
        "average_supply_cost": _sql("AVG(cost) FROM $0", "raw_supplies.csv"),
        "stores": _sql("COUNT(*) FROM $0", "raw_stores.csv"),
    },
}


@pytest.mark.parametrize("source", sorted(EXPECTED))
def test_proposed_metrics_equal_plain_answers_on_the_raw_files(
    source: str, eval_data: Path, tmp_path: Path
) -> None:
    wanted = EXPECTED[source]
    with _created(eval_data / source, tmp_path) as created:
        found = {
            name: created.workspace.query(Query(metrics=(name,))).rows[0][0] for name in wanted
        }
    for name, answer in wanted.items():
        value = found[name]
        assert isinstance(value, int | float | Decimal), name
        assert float(value) == pytest.approx(answer(eval_data / source), rel=1e-6), name


WRONG: dict[str, tuple[str, ...]] = {
    "finance_packt": (
        r"SUM\(\w+\.(net|gross)_am\w+\)",
        r"transactions_flat",
        r"AVG\(\w+\.group_fx_rate\)",
        r"COUNT\(\*\) of (budget|prices|pvm|accounts|organisations)",
    ),
    "walmart_stores": (r"COUNT\(\*\) of",),
    "chinook": (r"_2\b", r"COUNT\(\*\) of employees in \w"),
    "jaffle_shop": (r"of (classic_raw_|jaffle_shop_raw_)(orders|customers)",),
    "hr_attrition": (r"SUM\(\w+\.num_companies_worked\)",),
    "nab/data/realAWSCloudwatch": (r"SUM\(cpu_\w+\.value\)", r"SUM\(network_\w+\.value\)"),
    "defog_sql_eval/duckdb/ewallet.duckdb": (r"SUM\(wallet_transactions_daily\.amount\)",),
}
"""What no analyst would put on a page, as «expression of dataset in moment»."""


@pytest.mark.parametrize("source", sorted(WRONG))
def test_no_metric_adds_up_or_counts_what_means_nothing(
    source: str, eval_data: Path, tmp_path: Path
) -> None:
    with _created(eval_data / source, tmp_path) as created:
        metrics = created.workspace.model.metrics
    for metric in metrics:
        came = isinstance(metric.time, EventTime) and metric.to_date is None
        text = f"{metric.expression.sql} of {metric.dataset}" + (" in its month" if came else "")
        found = [wrong for wrong in WRONG[source] if re.search(wrong, text)]
        assert not found, f"{metric.name}: {text}"


@pytest.mark.slow
@pytest.mark.parametrize(
    "source",
    [*sorted(EXPECTED), "saas/mrr_playbook", "jaffle_shop/jaffle_shop.duckdb"]
    + [
        f"defog_sql_eval/duckdb/{name}.duckdb"
        for name in ("academic", "atis", "ewallet", "geography", "restaurants", "scholar")
    ],
)
def test_everything_proposed_can_be_queried(source: str, eval_data: Path, tmp_path: Path) -> None:
    with _created(eval_data / source, tmp_path) as created:
        workspace = created.workspace
        for metric in workspace.model.metrics:
            asked = Query(metrics=(metric.name,), grain=metric.max_grain)
            assert workspace.query(asked).rows, metric.name
        for dataset in workspace.model.datasets:
            workspace.query(Query(records=dataset.name, limit=1))


RETENTION = """
    WITH subs AS (SELECT * FROM $0), months AS (
        SELECT unnest(generate_series(DATE '2019-01-01', DATE '2019-11-01', INTERVAL 1 MONTH)) AS m
    ), held AS (
        SELECT m, customer_id,
            COALESCE(SUM(monthly_amount) FILTER (start_date < m AND end_date >= m), 0) AS old,
            COALESCE(SUM(monthly_amount) FILTER (
                start_date < m + INTERVAL 1 MONTH AND end_date >= m + INTERVAL 1 MONTH), 0) AS new
        FROM months, subs GROUP BY m, customer_id
    )
    SELECT SUM(new) FILTER (old > 0) / SUM(old) AS nrr,
        SUM(LEAST(old, new)) FILTER (old > 0) / SUM(old) AS grr,
        COUNT(*) FILTER (old > 0 AND new = 0) / COUNT(*) FILTER (old > 0) AS churn_rate,
        COALESCE(SUM(new - old) FILTER (old > 0 AND new > old), 0) AS expansion_mrr,
        COUNT(*) FILTER (new > 0) AS active_customers
    FROM held GROUP BY m ORDER BY m
"""


def test_retention_by_month_equals_the_cohorts_of_the_raw_file(
    eval_data: Path, tmp_path: Path
) -> None:
    folder = eval_data / "saas/mrr_playbook"
    wanted = ("nrr", "grr", "churn_rate", "expansion_mrr", "active_customers")
    with _created(folder, tmp_path) as created:
        query = Query(metrics=wanted, grain="month", time_range="2019-01..2019-11")
        found = created.workspace.query(query).rows
    item = _csv("subscription_periods.csv")["subscription_periods"]
    text = RETENTION.replace("$0", item.replace("{folder}", str(folder)))
    expected = duckdb.connect(config={"threads": 2}).execute(text).fetchall()
    assert len(found) == len(expected) == 11
    for row, answer in zip(found, expected, strict=True):
        assert [float(str(value)) for value in row[1:]] == pytest.approx(list(answer)), row[0]


def test_olist_has_all_real_joins_and_no_false_one(eval_data: Path, tmp_path: Path) -> None:
    with _created(eval_data / "olist/sample8k", tmp_path) as created:
        model = created.workspace.model
    links = {(x.from_dataset, *x.from_columns, x.to_dataset): x.active for x in model.relationships}
    assert links == {
        ("orders", "customer_id", "customers"): True,
        ("order_items", "order_id", "orders"): True,
        ("order_items", "product_id", "products"): True,
        ("order_items", "seller_id", "sellers"): True,
        ("order_payments", "order_id", "orders"): True,
        ("order_reviews", "order_id", "orders"): True,
        (
            "products",
            "product_category_name",
            "product_category_name_translation",
        ): True,
    }
    moments = {
        f"{dataset.name}.{field.name}"
        for dataset in model.datasets
        for field in dataset.fields
        if field.role == "time"
    }
    assert len(moments) == 8


def test_recurring_revenue_is_a_stock_at_the_day_asked_for(eval_data: Path, tmp_path: Path) -> None:
    day = date(2019, 6, 15)
    with _created(eval_data / "saas/mrr_playbook", tmp_path) as created:
        rows = created.workspace.query(
            Query(metrics=("mrr", "arr", "customers", "active_subscriptions")), as_of=day
        ).rows[0]
    held = f"FROM $0 WHERE start_date < DATE '{day}' AND COALESCE(end_date >= DATE '{day}', true)"
    answers = [
        _sql(f"{what} {held}", "subscription_periods.csv")(eval_data / "saas/mrr_playbook")
        for what in (
            "SUM(monthly_amount)",
            "12 * SUM(monthly_amount)",
            "COUNT(DISTINCT customer_id)",
            "COUNT(*)",
        )
    ]
    assert [float(str(value)) for value in rows] == answers
