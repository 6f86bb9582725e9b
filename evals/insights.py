"""Whether insights are true: simulated companies with planted incidents, and without any.

A folder is not needed: each world is simulated from its seed, loaded and modelled like any data,
and the scout, which tells all alarms of ``boardroom insights``, looks at it as of the world's last
day. An *alarm* is an insight of kind ``episode``. Worlds are made side by side, one a core.

- A planted business incident that has begun by then is **found** when an alarm names its segment
  (or one of the values of it, or what is part of one or stands behind it: ``SPEAKS_FOR``) or the
  whole, a metric that its levers reach (``REACHES``), and days that overlap its own.
- An alarm is **true** when that holds for some incident, with the aftermath counted in (what an
  incident does to later stages comes up to 60 days after it); ``fdr`` is the share of those that
  are not, over the planted worlds.
- ``false_alarms`` is the share of worlds without incidents in which there is any alarm.
"""

import os
import shutil
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

from boardroom.insight.model import Insight
from boardroom.simulate.company import CompanySpec, Incident, write_company
from boardroom.workspace.creation import NewWorkspace, create_workspace
from boardroom.workspace.workspace import Workspace
from evals.beside import scout
from evals.score import Score

UNTIL = date(2026, 7, 1)
SCALE = 0.05
STRONG = 2.5
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
    }.items()
}
"""An endpoint → its service; a supplier and its country → the devices that it sends."""


@dataclass(frozen=True, kw_only=True)
class World:
    """A company's truth and what was said of it."""

    incidents: tuple[Incident, ...]
    alarms: tuple[Insight, ...]
    seconds: float


def evaluate(folder: Path) -> Score:
    """Make and score ``BOARDROOM_EVAL_WORLDS`` (default ``20,200``) worlds with and without
    incidents below ``folder``.
    """
    planted, empty = map(int, os.environ.get("BOARDROOM_EVAL_WORLDS", "20,200").split(","))
    specs = [CompanySpec(until=UNTIL, seed=seed, scale=SCALE) for seed in range(planted)]
    specs += [
        CompanySpec(until=UNTIL, seed=1000 + seed, scale=SCALE, incidents="none")
        for seed in range(empty)
    ]
    with ProcessPoolExecutor(
        os.cpu_count(), mp_context=get_context("spawn"), initializer=_take_one_core
    ) as workers:
        worlds = list(workers.map(_world, repeat(folder), specs))
    return score_worlds(worlds[:planted], worlds[planted:])


def score_worlds(planted: list[World], empty: list[World]) -> Score:
    """The figures over all worlds."""
    strong = [item for world in planted for item in _business(world) if _is_strong(item)]
    weak = [item for world in planted for item in _business(world) if not _is_strong(item)]
    found = [
        item.id + str(place)
        for place, world in enumerate(planted)
        for item in _business(world)
        if _is_strong(item) and any(tells_of(alarm, item) for alarm in world.alarms)
    ]
    found_weak = sum(
        any(tells_of(alarm, item) for alarm in world.alarms)
        for world in planted
        for item in _business(world)
        if not _is_strong(item)
    )
    alarms = [(alarm, world) for world in planted for alarm in world.alarms]
    false = sum(
        not any(_follows(alarm, item) for item in _business(world)) for alarm, world in alarms
    )
    worlds = [*planted, *empty]
    figures = {
        "recall": len(found) / len(strong) if strong else 1.0,
        "recall_weak": found_weak / len(weak) if weak else 1.0,
        "fdr": false / len(alarms) if alarms else 0.0,
        "false_alarms": sum(bool(world.alarms) for world in empty) / len(empty) if empty else 0.0,
        "alarms_per_world": len(alarms) / len(planted) if planted else 0.0,
    }
    seconds = sum(world.seconds for world in worlds)
    return Score(figures=figures, cases=len(worlds), seconds=seconds)


def tells_of(alarm: Insight, incident: Incident) -> bool:
    """Whether an alarm names the incident's segment, a metric it reaches, and its days."""
    return _is_about(alarm, incident) and _overlaps(alarm, incident, after=timedelta(0))


def _follows(alarm: Insight, incident: Incident) -> bool:
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


def _business(world: World) -> Iterator[Incident]:
    return (item for item in world.incidents if item.of_kind.business and item.start < UNTIL)


def _is_strong(incident: Incident) -> bool:
    return incident.sigmas is not None and incident.sigmas >= STRONG


def _take_one_core() -> None:
    """Threads of an engine would only wait for those of the world beside."""
    os.environ["BOARDROOM_THREADS"] = "1"


def _world(folder: Path, spec: CompanySpec) -> World:
    place = folder / f"world-{spec.seed}"
    company = write_company(place / "data", spec)
    wanted = NewWorkspace(locations=[str(place / "data")], name="Simulated company")
    with create_workspace(place / "work", wanted, progress=lambda _: None):
        pass
    with Workspace.open(place / "work") as workspace:
        began = time.perf_counter()
        report = scout(workspace, as_of=UNTIL)
        seconds = time.perf_counter() - began
    shutil.rmtree(place)
    alarms = tuple(item for item in report.insights if item.kind == "episode")
    return World(incidents=company.incidents, alarms=alarms, seconds=seconds)
