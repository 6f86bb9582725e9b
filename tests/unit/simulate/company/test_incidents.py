"""Each kind of incident is in the data of its segment and window, and nowhere else.

A company with one incident is compared with the quiet company of the same seed, in the table that
the incident touches first: row for row where nothing may differ, as a sum where something must.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from boardroom.simulate.company import CompanySpec, Incident
from boardroom.simulate.company.kind import KINDS
from tests.unit.simulate.company.conftest import UNTIL
from tests.unit.simulate.company.world import World, make_world

START, END = date(2026, 2, 2), date(2026, 5, 31)


@dataclass(frozen=True, kw_only=True)
class Trace:
    """Where an incident of a kind shows.

    Attributes:
        kind: of ``KINDS``.
        segment: of the incident.
        size: of the incident.
        rows: SQL giving ``day``, ``part`` and ``value``.
        part: the part that differs; None when all parts may.
        rises: whether the sum of ``value`` rises within the window.
        lasts: whether the part may differ after the window too, by what follows from it.
        start: the first day.
        end: the last day.
    """

    kind: str
    segment: dict[str, str]
    size: float
    rows: str
    part: str | None
    rises: bool
    lasts: bool = False
    start: date = START
    end: date = END


SESSIONS = "SELECT started_at::DATE AS day, channel AS part, 1 AS value FROM web_sessions"
TICKETS = """
    SELECT opened_at::DATE AS day, lower(trim(category)) AS part,
        epoch(first_response_at - opened_at) AS value
    FROM tickets WHERE category NOTNULL
"""
TRACES = [
    Trace(
        kind="regional_conversion_drop",
        segment={"region": "Europe"},
        size=0.5,
        rows="SELECT started_at::DATE AS day, upper(trim(region)) AS part, converted::INT AS value"
        " FROM web_sessions WHERE region NOTNULL",
        part="EUROPE",
        rises=False,
    ),
    Trace(
        kind="channel_cac_spike",
        segment={"channel": "Paid Search"},
        size=0.2,
        rows="SELECT spend_date AS day, channel AS part, spend AS value FROM ad_spend",
        part="Paid Search",
        rises=True,
    ),
    Trace(
        kind="api_outage",
        segment={"service": "billing"},
        size=0.25,
        rows="SELECT check_date AS day, service AS part, failed_checks AS value FROM uptime_checks",
        part="billing",
        rises=True,
        start=date(2026, 5, 6),
        end=date(2026, 5, 6),
    ),
    Trace(
        kind="churn_cluster",
        segment={"plan": "Team", "region": "North America"},
        size=9.0,
        rows="SELECT end_date AS day, plan || region AS part, 1 AS value"
        " FROM subscriptions JOIN customers USING (customer_id) WHERE end_date NOTNULL",
        part="TeamNorth America",
        rises=True,
        lasts=True,
    ),
    Trace(
        kind="pricing_error",
        segment={"plan": "Business"},
        size=0.3,
        rows="SELECT invoice_date AS day, item AS part, amount AS value FROM invoices",
        part="Business",
        rises=False,
    ),
    Trace(
        kind="sales_cycle_slowdown",
        segment={"segment": "Mid-Market"},
        size=1.5,
        rows="SELECT closed_at::DATE AS day, segment AS part, 1 AS value FROM deals"
        " WHERE closed_at NOTNULL",
        part="Mid-Market",
        rises=False,
        lasts=True,
    ),
    Trace(
        kind="hiring_freeze",
        segment={"team": "Engineering"},
        size=1.0,
        rows="SELECT filled_date AS day, team AS part, 1 AS value FROM job_openings"
        " WHERE filled_date NOTNULL",
        part="Engineering",
        rises=False,
        start=date(2025, 3, 1),
    ),
    Trace(
        kind="stock_out",
        segment={"device": "Hub"},
        size=50,
        rows="SELECT stock_date AS day, device_name AS part, units_on_hand AS value"
        " FROM inventory_levels JOIN devices USING (device_id)",
        part="Hub",
        rises=False,
        lasts=True,
    ),
    Trace(
        kind="mix_shift",
        segment={"region": "Asia Pacific", "channel": "Referral"},
        size=0.6,
        rows=SESSIONS + " WHERE channel <> 'Direct'",
        part="Referral",
        rises=False,
    ),
    Trace(
        kind="competitor_move",
        segment={"competitor": "Marlowe", "segment": "Small"},
        size=0.6,
        rows="SELECT observed_date AS day, competitor AS part, competitor_price AS value"
        " FROM competitor_prices",
        part="Marlowe",
        rises=False,
    ),
    Trace(
        kind="usage_decline",
        segment={"segment": "Enterprise"},
        size=0.3,
        rows="SELECT usage_date AS day, segment AS part, active_users AS value"
        " FROM product_usage JOIN customers USING (customer_id)",
        part="Enterprise",
        rises=False,
    ),
    Trace(
        kind="support_slowdown",
        segment={"category": "technical"},
        size=1.5,
        rows=TICKETS,
        part="technical",
        rises=True,
    ),
    Trace(
        kind="payment_delay",
        segment={"region": "Europe"},
        size=0.8,
        rows="SELECT invoice_date AS day, region AS part, payment_date - invoice_date AS value"
        " FROM payments JOIN invoices USING (invoice_id) JOIN customers"
        " ON customers.customer_id = invoices.customer_id WHERE invoice_date < '2026-05-01'",
        part="Europe",
        rises=True,
    ),
    Trace(
        kind="cost_overrun",
        segment={"account": "Hosting"},
        size=0.3,
        rows="SELECT posting_date AS day, account_name AS part, amount AS value FROM ledger",
        part="Hosting",
        rises=True,
    ),
    Trace(
        kind="satisfaction_drop",
        segment={"segment": "Small"},
        size=0.5,
        rows="SELECT answered_date AS day, segment AS part, nps_score AS value"
        " FROM nps_answers JOIN customers USING (customer_id)",
        part="Small",
        rises=False,
    ),
    Trace(
        kind="traffic_surge",
        segment={"channel": "Organic Search"},
        size=0.3,
        rows=SESSIONS,
        part="Organic Search",
        rises=True,
    ),
    Trace(
        kind="pipeline_gap",
        segment={"file": "product_usage"},
        size=1.0,
        rows="SELECT usage_date AS day, 'all' AS part, 1 AS value FROM product_usage",
        part="all",
        rises=False,
    ),
    Trace(
        kind="late_data",
        segment={"file": "tickets"},
        size=0.6,
        rows="SELECT opened_at::DATE AS day, 'all' AS part, 1 AS value FROM tickets",
        part="all",
        rises=False,
    ),
    Trace(
        kind="duplicate_load",
        segment={"file": "ad_spend"},
        size=1.0,
        rows="SELECT spend_date AS day, 'all' AS part, spend AS value FROM ad_spend",
        part="all",
        rises=True,
    ),
    Trace(
        kind="seasonal_swing",
        segment={},
        size=0.4,
        rows=SESSIONS + " WHERE started_at >= '2025-07-01'",
        part=None,
        rises=True,
    ),
    Trace(
        kind="unfinished_period",
        segment={},
        size=1.0,
        rows=SESSIONS,
        part=None,
        rises=True,
        start=UNTIL,
        end=UNTIL,
    ),
]


def test_every_kind_has_a_trace() -> None:
    assert sorted(trace.kind for trace in TRACES) == sorted(KINDS)


def test_a_yearly_swing_moves_the_same_weeks_of_every_year() -> None:
    incident = Incident(
        id="one",
        kind="seasonal_swing",
        segment={},
        start=date(2026, 2, 2),
        end=date(2026, 2, 15),
        size=0.4,
    )

    effects = incident.effects(first=date(2023, 7, 1))

    assert [(effect.start.year, effect.end) for effect in effects] == [
        (year, date(year, 2, 15)) for year in (2026, 2025, 2024, 2023)
    ]


@pytest.fixture
def planted(trace: Trace, tmp_path: Path) -> World:
    """The quiet company with the one incident of ``trace``."""
    incident = Incident(
        id="one",
        kind=trace.kind,
        segment=trace.segment,
        start=trace.start,
        end=trace.end,
        size=trace.size,
    )
    return make_world(tmp_path / "data", CompanySpec(until=UNTIL, scale=0.1, incidents=(incident,)))


@pytest.mark.slow
@pytest.mark.parametrize("trace", TRACES, ids=lambda trace: trace.kind)
def test_an_incident_is_where_it_was_planted_and_nowhere_else(
    quiet: World, planted: World, trace: Trace
) -> None:
    inside = f"day >= DATE '{trace.start}'"
    if not trace.lasts:
        inside += f" AND day <= DATE '{trace.end}'"
    if trace.part is not None:
        inside += f" AND part = '{trace.part}'"
    outside = f"SELECT * FROM ({trace.rows}) WHERE ({inside}) IS NOT TRUE ORDER BY ALL"
    window = f"day BETWEEN DATE '{trace.start}' AND DATE '{trace.end}'"
    within = f"SELECT coalesce(sum(value), 0) FROM ({trace.rows}) WHERE {inside} AND {window}"

    assert planted.rows(outside) == quiet.rows(outside)
    before, after = quiet.value(within), planted.value(within)
    assert (after > before) if trace.rises else (after < before)


@pytest.mark.slow
@pytest.mark.parametrize("trace", [TRACES[2]], ids=["api_outage"])
def test_an_outage_brings_a_wave_of_tickets(quiet: World, planted: World, trace: Trace) -> None:
    days = f"opened_at::DATE BETWEEN DATE '{trace.start}' AND DATE '{trace.start}' + 2"
    wave = f"SELECT count(*) FROM tickets WHERE {days}"
    others = f"SELECT count(*) FROM tickets WHERE NOT ({days})"

    assert planted.value(wave) > 1.5 * quiet.value(wave)
    assert planted.value(others) == quiet.value(others)
