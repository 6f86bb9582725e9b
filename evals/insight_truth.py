"""Which alarms tell of which planted incidents. Called by ``evals.insights``, whose docstring gives
the rules, and ``evals.insight_causes``.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from boardroom.insight.model import Insight
from boardroom.simulate.company import Incident

AFTERMATH = timedelta(days=60)

_DEMAND = "leads conversions conversion_rate opportunities won_deals closed_deals new_mrr"
_ADS = "ad_spend impressions clicks cac cost_per_conversion cost_per_lead cost_per_click roas"
_SERVICE = (
    "uptime error_rate errors latency latency_p95 failed_checks downtime time_to_restore incidents "
    "tickets"
)
_WAITS = "first_response_time resolution_time answered_within_a_day satisfaction resolution_rate"
_DEALS = "sales_cycle_days sales_velocity won_deals closed_deals win_rate new_mrr new_customers"
_USE = "usage_events active_accounts daily_active_users session_minutes api_calls"
_PRICES = "competitor_price_level price_position"
_MONEY = "revenue invoice_revenue revenue_per_customer margin margin_rate payment_amount"
_STOCK = "shipping_days supplier_delivery_days supplier_late_rate"
_TRAFFIC = "sessions page_views leads conversions"
_PEOPLE = "hires time_to_hire applicants"
REACHES: Mapping[str, frozenset[str]] = {
    kind: frozenset(names.split())
    for kind, names in {
        "regional_conversion_drop": f"{_DEMAND} cost_per_lead cac",
        "channel_cac_spike": _ADS + " cost",
        "api_outage": f"{_SERVICE} {_WAITS}",
        "churn_cluster": f"churned_subscriptions churned_mrr {_MONEY}",
        "pricing_error": _MONEY,
        "sales_cycle_slowdown": f"{_DEALS} deal_stages_count",
        "hiring_freeze": _PEOPLE,
        "stock_out": f"{_STOCK} purchase_orders purchase_amount orders",
        "mix_shift": f"{_TRAFFIC} conversion_rate",
        "competitor_move": f"{_PRICES} {_DEALS}",
        "usage_decline": _USE,
        "support_slowdown": _WAITS,
        "payment_delay": "payment_days payments payment_amount cash_in",
        "cost_overrun": "cost margin margin_rate cost_variance budget_variance",
        "satisfaction_drop": "nps satisfaction",
        "traffic_surge": f"{_TRAFFIC} opportunities won_deals new_mrr cost_per_lead",
    }.items()
}
"""Kind of incident → metrics of the proposed model that its levers reach."""

ARRIVES = {"mix_shift": frozenset({"Direct"})}
"""Kind of incident → the values at which what leaves its segment arrives."""

SPEAKS_FOR: Mapping[str, frozenset[str]] = {
    value: frozenset(of.split(", "))
    for value, of in {
        "/v1/login": "auth",
        "/v1/tokens": "auth",
        "/v1/invoices": "billing",
        "/v1/devices": "core-api",
        "/v1/orders": "core-api",
        "/v1/events": "ingestion",
        "/v1/reports": "analytics",
        "/v1/dashboard": "web-app",
        "Northwind Components": "Hub",
        "Germany": "Hub",
        "Pacific Assembly": "Scanner, Sensor Kit",
        "Vietnam": "Scanner, Sensor Kit",
        "Shoreline Electronics": "Gateway",
        "Taiwan": "Gateway",
        "Advertising": "Paid Search, Paid Social, Email, Partner",
    }.items()
}
"""An endpoint → its service; a supplier and its country → the devices that it sends; an account →
the channels whose spend is booked on it."""


def tells_of(alarm: Insight, incident: Incident) -> bool:
    """Whether an alarm names the incident's segment, a metric it reaches, and its days."""
    return _is_about(alarm, incident) and _overlaps(alarm, incident, after=timedelta(0))


def follows(alarm: Insight, incident: Incident) -> bool:
    """Whether it tells of the incident or of its aftermath."""
    return _is_about(alarm, incident) and _overlaps(alarm, incident, after=AFTERMATH)


def _is_about(alarm: Insight, incident: Incident) -> bool:
    if alarm.metric not in REACHES.get(incident.kind, frozenset()):
        return False
    values = {str(value) for value in alarm.subject.values()}
    named = values.union(*(SPEAKS_FOR.get(value, ()) for value in values))
    where = set(incident.segment.values()) | ARRIVES.get(incident.kind, frozenset())
    return not named or bool(named & where)


def _overlaps(alarm: Insight, incident: Incident, *, after: timedelta) -> bool:
    first, last = alarm_days(alarm)
    return first <= incident.end + after and last >= incident.start


def alarm_days(alarm: Insight) -> tuple[date, date]:
    """First and last day of an alarm."""
    return alarm.evidence.period.start or date.min, alarm.evidence.period.end or date.max
