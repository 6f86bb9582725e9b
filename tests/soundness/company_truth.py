"""Every metric of the simulated company's page as SQL written by hand over the Parquet files.

Read by ``test_company_page``. ``{start}`` is the first day of a period, ``{end}`` the day after its
last; ``{also}`` narrows the rows to one value of a dimension.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from boardroom.semantic.result import Period


def _in(time: str) -> str:
    return f"{time} >= {{start}} AND {time} < {{end}} {{also}}"


def _of(what: str, table: str, time: str, condition: str = "true") -> str:
    return f"(SELECT {what} FROM {table} WHERE {_in(time)} AND {condition})"


def _open(what: str, table: str, start: str, end: str) -> str:
    return (
        f"(SELECT {what} FROM {table} WHERE {start} < {{end}} "
        f"AND ({end} IS NULL OR {end} >= {{end}}) {{also}})"
    )


def _booked(table: str, time: str, amount: str, kind: str) -> str:
    return _of(f"SUM({amount})", table, time, f"account_class = '{kind}'")


def _moved(kind: str) -> str:
    total = _of("SUM(amount)", "mrr_movements", "movement_date", f"movement_type = '{kind}'")
    return f"COALESCE({total}, 0)"


_REVENUE = _booked("ledger", "posting_date", "amount", "Revenue")
_COST = _booked("ledger", "posting_date", "amount", "Expense")
_PLAN_IN = _booked("budget", "budget_month", "budget_amount", "Revenue")
_PLAN_OUT = _booked("budget", "budget_month", "budget_amount", "Expense")
_MRR = "(SELECT SUM(amount) FROM mrr_movements WHERE movement_date < {end} {also})"
_OPENING_MRR = "(SELECT SUM(amount) FROM mrr_movements WHERE movement_date < {start} {also})"
_OPENING_SUBSCRIPTIONS = (
    "(SELECT COUNT(*) FROM subscriptions WHERE start_date < {start} "
    "AND (end_date IS NULL OR end_date >= {start}))"
)
_SUBSCRIPTIONS = _open("COUNT(*)", "subscriptions", "start_date", "end_date")
_SUBSCRIBERS = _open("COUNT(DISTINCT customer_id)", "subscriptions", "start_date", "end_date")
_CUSTOMERS_MEANWHILE = (
    "(SELECT COUNT(DISTINCT customer_id) FROM subscriptions WHERE start_date < {end} "
    "AND (end_date IS NULL OR end_date >= {start}))"
)
_ENDED = _of("COUNT(*)", "subscriptions", "end_date")
_CHURN = f"({_ENDED} / {_OPENING_SUBSCRIPTIONS})"
_NEW_CUSTOMERS = _of("COUNT(*)", "customers", "signup_date")
_INVOICED = _of("SUM(amount)", "invoices", "invoice_date")
_BUYERS = _of("COUNT(DISTINCT customer_id)", "invoices", "invoice_date")
_ORDERS = _of("COUNT(*)", "device_orders", "order_date")
_WON = _of("COUNT(*)", "deals", "closed_at", "stage = 'Closed Won'")
_WON_VALUE = _of("SUM(deal_amount)", "deals", "closed_at", "stage = 'Closed Won'")
_CLOSED = _of("COUNT(*)", "deals", "closed_at", "stage IN ('Closed Won', 'Closed Lost')")
_CYCLE = _of(
    "SUM(epoch(closed_at) - epoch(created_at)) / 86400 / COUNT(*)",
    "deals", "closed_at", "stage = 'Closed Won'",
)  # fmt: skip
_PIPELINE = _open("SUM(deal_amount)", "deals", "created_at", "closed_at")
_LEADS = _of("COUNT(*)", "leads", "created_at")
_SESSIONS = _of("COUNT(*)", "web_sessions", "started_at")
_CONVERTED = _of("COUNT(*)", "web_sessions", "started_at", "converted")
_SPENT = _of("SUM(spend)", "ad_spend", "spend_date")
_CLICKS = _of("SUM(clicks)", "ad_spend", "spend_date")
_SHOWN = _of("SUM(impressions)", "ad_spend", "spend_date")
_CASH = (
    "(SELECT closing_balance FROM cash_balances WHERE balance_date < {end} "
    "ORDER BY balance_date DESC LIMIT 1)"
)
_RECEIVED = _of("SUM(receipts)", "cash_balances", "balance_date")
_PAID = _of("SUM(disbursements)", "cash_balances", "balance_date")
_REQUESTS = _of("SUM(requests)", "api_requests", "hour")
_STAFF = _open("COUNT(*)", "employees", "hire_date", "termination_date")
_ABSENT = f"COALESCE({_of('SUM(days_absent)', 'absences', 'absence_date')}, 0)"
_SOLD = _of("SUM(quantity)", "device_orders", "order_date")
_SEATS = _open("SUM(seats)", "subscriptions", "start_date", "end_date")
_USERS = _of("SUM(active_users) / COUNT(DISTINCT usage_date)", "product_usage", "usage_date")
_USING = _of("COUNT(DISTINCT customer_id)", "product_usage", "usage_date")
_LTV = f"({_MRR} / {_SUBSCRIBERS} * (1 - {_COST} / {_REVENUE}) / NULLIF({_CHURN}, 0))"
_CAC = f"({_SPENT} / NULLIF({_NEW_CUSTOMERS}, 0))"


def _in_stock(column: str) -> str:
    return (
        f"(SELECT SUM({column}) FROM inventory_levels WHERE stock_date = "
        "(SELECT MAX(stock_date) FROM inventory_levels WHERE stock_date < {end}))"
    )


def _hours(table: str, opened: str, closed: str, counted: str) -> str:
    span = f"AVG(epoch({closed}) - epoch({opened})) / 3600"
    return _of(span, table, counted)


TRUTH: Mapping[str, str] = {
    "revenue": _REVENUE,
    "cost": _COST,
    "margin": f"{_REVENUE} - {_COST}",
    "margin_rate": f"1 - {_COST} / {_REVENUE}",
    "budget_variance": f"({_REVENUE} - {_COST}) - ({_PLAN_IN} - {_PLAN_OUT})",
    "revenue_variance": f"{_REVENUE} - {_PLAN_IN}",
    "cost_variance": f"{_COST} - {_PLAN_OUT}",
    "mrr": _MRR,
    "arr": f"12 * {_MRR}",
    "new_mrr": _moved("new"),
    "expansion_mrr": _moved("expansion"),
    "contraction_mrr": f"-{_moved('contraction')}",
    "churned_mrr": f"-{_moved('churn')}",
    "nrr": f"1 + ({_moved('expansion')} + {_moved('contraction')} + {_moved('churn')}) "
    f"/ {_OPENING_MRR}",
    "grr": f"1 + ({_moved('contraction')} + {_moved('churn')}) / {_OPENING_MRR}",
    "mrr_churn_rate": f"-{_moved('churn')} / {_OPENING_MRR}",
    "cash_balance": _CASH,
    "cash_in": _RECEIVED,
    "cash_out": _PAID,
    "net_cash_flow": f"{_RECEIVED} - {_PAID}",
    "runway_months": f"{_CASH} / ({_PAID} - {_RECEIVED})",
    "ltv": _LTV,
    "ltv_to_cac": f"{_LTV} / {_CAC}",
    "invoice_revenue": _INVOICED,
    "orders": _ORDERS,
    "average_order_value": f"{_of('SUM(amount)', 'device_orders', 'order_date')} / {_ORDERS}",
    "quantity": _SOLD,
    "seats_held": _SEATS,
    "seat_use": f"{_USERS} / {_SEATS}",
    "usage_events": _of("SUM(events)", "product_usage", "usage_date"),
    "use_share": f"{_USING} / {_CUSTOMERS_MEANWHILE}",
    "inventory_cover": f"{_in_stock('units_on_hand')} / {_SOLD}",
    "resolution_rate": f"{_of('COUNT(*)', 'tickets', 'resolved_at')} / "
    f"{_of('COUNT(*)', 'tickets', 'opened_at')}",
    "pipeline": _PIPELINE,
    "open_deals": _open("COUNT(*)", "deals", "created_at", "closed_at"),
    "opportunities": _of("COUNT(*)", "deals", "created_at"),
    "won_deals": _WON,
    "closed_deals": _CLOSED,
    "win_rate": f"{_WON} / {_CLOSED}",
    "average_deal_size": f"{_WON_VALUE} / {_WON}",
    "sales_cycle_days": _CYCLE,
    "sales_velocity": f"{_WON_VALUE} / {_CYCLE}",
    "pipeline_coverage": f"{_PIPELINE} / {_WON_VALUE}",
    "leads": _LEADS,
    "sessions": _SESSIONS,
    "conversions": _CONVERTED,
    "conversion_rate": f"{_CONVERTED} / {_SESSIONS}",
    "ad_spend": _SPENT,
    "cac": _CAC,
    "cost_per_conversion": f"{_SPENT} / {_CONVERTED}",
    "cost_per_lead": f"{_SPENT} / {_LEADS}",
    "roas": f"{_REVENUE} / {_SPENT}",
    "click_through_rate": f"{_CLICKS} / {_SHOWN}",
    "cost_per_click": f"{_SPENT} / {_CLICKS}",
    "impressions": _SHOWN,
    "clicks": _CLICKS,
    "active_customers": _SUBSCRIBERS,
    "customers": _BUYERS,
    "new_customers": _NEW_CUSTOMERS,
    "active_subscriptions": _SUBSCRIPTIONS,
    "new_subscriptions": _of("COUNT(*)", "subscriptions", "start_date"),
    "churned_subscriptions": _ENDED,
    "churn_rate": _CHURN,
    "retention_rate": f"1 - {_CHURN}",
    "nps": _of(
        "100 * AVG(CASE WHEN nps_score >= 9 THEN 1 WHEN nps_score <= 6 THEN -1 ELSE 0 END)",
        "nps_answers", "answered_date", "nps_score IS NOT NULL",
    ),
    "satisfaction": _of("AVG(satisfaction_score)", "tickets", "opened_at"),
    "active_accounts": _USING,
    "revenue_per_customer": f"{_INVOICED} / {_BUYERS}",
    "average_revenue_per_customer": f"{_MRR} / {_SUBSCRIBERS}",
    "uptime": _of("1 - SUM(failed_checks) / SUM(checks)", "uptime_checks", "check_date"),
    "error_rate": f"{_of('SUM(errors)', 'api_requests', 'hour')} / {_REQUESTS}",
    "latency": _of(
        "SUM(average_latency_ms * requests) / SUM(requests)",
        "api_requests", "hour", "average_latency_ms IS NOT NULL",
    ),
    "latency_p95": _of("MAX(p95_latency_ms)", "api_requests", "hour"),
    "requests": _REQUESTS,
    "incidents": _of("COUNT(*)", "incidents", "started_at"),
    "downtime": _of("SUM(downtime_minutes)", "incidents", "started_at"),
    "time_to_restore": _hours("incidents", "started_at", "resolved_at", "resolved_at"),
    "tickets": _of("COUNT(*)", "tickets", "opened_at"),
    "open_tickets": _open("COUNT(*)", "tickets", "opened_at", "resolved_at"),
    "first_response_time": _hours("tickets", "opened_at", "first_response_at", "opened_at"),
    "resolution_time": _hours("tickets", "opened_at", "resolved_at", "resolved_at"),
    "answered_within_a_day": _of(
        "SUM(CASE WHEN epoch(first_response_at) - epoch(opened_at) <= 86400 THEN 1 ELSE 0 END) "
        "/ COUNT(*)",
        "tickets", "opened_at", "first_response_at IS NOT NULL",
    ),
    "shipping_days": _of("AVG(shipped_date - order_date)", "device_orders", "order_date"),
    "supplier_delivery_days": _of("AVG(received_date - order_date)", "purchase_orders",
                                  "order_date"),
    "supplier_late_rate": _of(
        "AVG(CASE WHEN received_date > promised_date THEN 1 ELSE 0 END)",
        "purchase_orders", "order_date", "received_date IS NOT NULL",
    ),
    "units_backordered": _in_stock("units_backordered"),
    "units_in_stock": _in_stock("units_on_hand"),
    "headcount": _STAFF,
    "hires": _of("COUNT(*)", "employees", "hire_date"),
    "leavers": _of("COUNT(*)", "employees", "termination_date"),
    "attrition_rate": f"{_of('COUNT(*)', 'employees', 'termination_date')} / (SELECT COUNT(*) FROM "
    "employees WHERE hire_date < {start} AND (termination_date IS NULL OR "
    "termination_date >= {start}))",
    "open_positions": _open("COUNT(*)", "job_openings", "opened_date", "filled_date"),
    "time_to_hire": _of("AVG(filled_date - opened_date)", "job_openings", "filled_date"),
    "applicants": f"COALESCE({_of('SUM(applicants)', 'job_openings', 'opened_date')}, 0)",
    "absences": _ABSENT,
    "absence_absences": _of("COUNT(*)", "absences", "absence_date"),
    "job_openings": _of("COUNT(*)", "job_openings", "opened_date"),
    "absences_per_employee": f"{_ABSENT} / {_STAFF}",
    "average_salary": "(SELECT AVG(salary) FROM employees WHERE termination_date IS NULL {also})",
    "price_position": _of("SUM(our_price) / SUM(competitor_price) - 1", "competitor_prices",
                          "observed_date"),
    "competitor_price_level": _of("AVG(competitor_price)", "competitor_prices", "observed_date"),
    "our_price_level": _of("AVG(our_price)", "competitor_prices", "observed_date"),
    "daily_active_users": _USERS,
    "plans": "(SELECT COUNT(*) FROM plans)",
    "average_seat_price": "(SELECT AVG(seat_price) FROM plans)",
    "events": _of("SUM(events)", "product_usage", "usage_date"),
    "api_calls": _of("SUM(api_calls)", "product_usage", "usage_date"),
    "session_minutes": _of("SUM(session_minutes)", "product_usage", "usage_date"),
}  # fmt: skip

_KEYS: Mapping[str, tuple[str, str]] = {
    "leads": ("lead_id", "leads"),
    "campaigns": ("campaign_id", "campaigns"),
    "ledgers": ("entry_id", "ledger"),
    "customers": ("customer_id", "customers"),
    "api_requests": ("endpoint", "api_requests"),
    "tickets": ("ticket_id", "tickets"),
    "employees": ("employee_id", "employees"),
    "competitor_prices": ("competitor", "competitor_prices"),
    "deals": ("deal_id", "deals"),
    "devices": ("device_id", "devices"),
    "subscriptions": ("subscription_id", "subscriptions"),
}
"""Dataset of a dimension → what names a row of it in every table it is used on, and its file."""


class Truth:
    """The Parquet files of a company, and the answers of plain SQL over them."""

    def __init__(self, tables: tuple[Path, ...]) -> None:
        self._con = duckdb.connect(config={"threads": 2})
        for path in tables:
            self._con.execute(f"CREATE VIEW {path.stem} AS FROM '{path}'")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a SELECT."""
        return self._con.execute(sql).fetchall()

    def value(self, metric: str, period: Period, *, also: str = "true") -> float | None:
        """A metric over a period. Raises KeyError: nobody wrote its SQL."""
        first = period.start or date.min
        after = (period.end or date(9998, 1, 1)) + timedelta(days=1)
        text = TRUTH[metric].format(
            start=f"DATE '{first}'", end=f"DATE '{after}'", also=f"AND {also}"
        )
        ((value,),) = self.rows(f"SELECT {text}")
        return None if value is None else float(value)

    def of_value(self, metric: str, period: Period, *, dimension: str, value: str) -> float | None:
        """A metric over the rows of one value of a dimension."""
        dataset, _, column = dimension.partition(".")
        key, table = _KEYS[dataset]
        quoted = value.replace("'", "''")
        also = f"{key} IN (SELECT {key} FROM {table} WHERE {column} = '{quoted}')"
        return self.value(metric, period, also=also)
