"""A hand-made page with everything a page can hold: summary, alerts, phases, tables of each kind, a
department that failed, thresholds, targets and forecasts.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from boardroom.insight.model import (
    Effect,
    Forecast,
    ForecastPoint,
    Insight,
    KeyMetric,
    NotAvailable,
    Report,
    Section,
    Table,
)
from boardroom.insight.summary import (
    Alert,
    Health,
    HealthPart,
    Moved,
    Phase,
    Priority,
    Risk,
    Since,
    Stake,
    Summary,
    Trajectory,
)
from boardroom.semantic.query import Query
from boardroom.semantic.result import Caveat, Column, Result
from tests.unit.insight.sample_report import (
    AUGUST,
    BY_STATE,
    CHURN,
    EVIL,
    FELL,
    FRESH,
    HEADCOUNT,
    JULY,
    QUALITY,
    REPORT,
    REVENUE,
    evil_report,
)

LONG_SQL = replace(FELL.evidence, sql=f"SELECT {', '.join(f'column_{n}' for n in range(60))}")
CROSSED = replace(
    FELL,
    evidence=LONG_SQL,
    id="threshold:churn_rate",
    kind="threshold",
    metric="churn_rate",
    title="Logo churn has reached its critical level",
    text="Logo churn in Aug 2018 is 2.41%, above the critical level of 2.00%.",
    department="customer",
    uncertainty=None,
    level="critical",
    recommendation="Call the customers of the segment that carries the rise.",
)
MISSED = replace(
    FELL,
    id="target:revenue",
    kind="target",
    title="Revenue misses its target",
    text="Revenue in Aug 2018 is $1.28M; its target is $1.50M.",
    uncertainty=None,
    effect=Effect(value=-216_000.0, low=-250_000.0, high=-180_000.0),
)
EXPECTED = replace(
    FELL,
    id="forecast:revenue",
    kind="forecast",
    title="Revenue in Sep 2018: about $1.30M",
    text="Between $1.20M and $1.40M, meant to hold in 80% of cases.",
    assessment="neutral",
    uncertainty="Method: seasonal naive.",
    forecast=Forecast(
        points=(
            ForecastPoint(start=date(2018, 9, 1), value=1.3e6, low=1.2e6, high=1.4e6),
            ForecastPoint(start=date(2018, 10, 1), value=1.31e6, low=1.1e6, high=1.5e6),
        ),
        grain="month",
        unit="USD",
        method="seasonal naive",
        coverage=0.8,
        measured=10 / 12,
        cases=12,
    ),
)


def _table(
    title: str, query: Query, columns: tuple[Column, ...], rows: tuple[tuple[object, ...], ...]
) -> Table:
    result = Result(
        columns=columns, rows=rows, sql="SELECT 2", period=AUGUST, comparison=JULY, freshness=FRESH
    )
    return Table(title=title, query=query, result=result)


_DEAL = Column(name="deals.deal_id", role="field", type="String", label="Deal ID")
_AMOUNT = Column(name="deals.amount", role="field", type="Decimal", unit="USD")
_CREATED = Column(name="deals.created_at", role="field", type="DateTime")
_OWNER = Column(name="deals.owner_id", role="field", type="Integer")
RECORDS = _table(
    "Largest open deals",
    Query(records="deals", fields=("deals.deal_id", "deals.amount"), limit=2),
    (_DEAL, _AMOUNT, _CREATED, _OWNER),
    (
        ("D1", Decimal("168504.00"), datetime.fromisoformat("2018-08-01T14:14"), 116381000),
        ("D2", None, datetime.fromisoformat("2018-08-02"), None),
    ),
)
SEVERAL = _table(
    "Channel performance, Aug 2018",
    Query(metrics=("leads", "win_rate"), group_by=("leads.channel",), compare="previous_period"),
    (
        Column(name="leads.channel", role="dimension", type="String", label="Channel"),
        Column(name="leads", role="metric", type="Integer", unit="count", direction="up"),
        Column(name="leads_previous", role="previous", type="Integer", unit="count"),
        Column(name="leads_change", role="change", type="Integer", unit="count"),
        Column(name="leads_change_ratio", role="change_ratio", type="Float", unit="percent"),
        Column(name="win_rate", role="metric", type="Float", unit="percent", direction="up"),
        Column(name="time_to_first_response", role="metric", type="Float", unit="hours"),
        Column(name="average_deal_size", role="metric", type="Decimal", unit="USD"),
    ),
    (
        ("Paid Search", 75, 60, 15, 0.25, 0.179, 1.16, Decimal("16841.00")),
        (None, 4, 8, -4, -0.5, None, None, None),
    ),
)
BRIDGE = _table(
    "ARR bridge, Aug 2018",
    Query(metrics=("arr",), grain="month"),
    (
        Column(name="step", role="dimension", type="String"),
        Column(name="value", role="metric", type="Float", unit="USD"),
    ),
    (("ARR before", 900.0), ("New", 300.0), ("Churned", -100.0), ("ARR now", 1100.0)),
)

SUMMARY = Summary(
    health=Health(
        score=7.35,
        formula="Weighted mean of the parts, 0 (worst) to 10.",
        parts=(
            HealthPart(
                department="people", kind="trend", score=10.0, weight=0.5, lost=0.0,
                why="3 metrics: 100% without bad news",
            ),
            HealthPart(
                department="customer", kind="risk", score=4.7, weight=0.5, lost=2.65,
                why="2 metrics: 47% inside their thresholds; short: Logo churn",
            ),
        ),
        departments={"people": 10.0, "customer": 4.7},
    ),
    trajectory=Trajectory(
        metric="revenue", label="growing, slower", recent=0.12, earlier=0.2,
        text="Revenue of the last 3 months: +12.0% against the same a year before.",
    ),
    risk=Risk(
        level="high",
        rule="High: a critical level is reached.",
        reasons=tuple(f"Reason number {place}" for place in range(1, 8)),
    ),
    priorities=(
        Priority(
            insight=CROSSED.id, title=CROSSED.title, evidence=CROSSED.text,
            action="Call the customers of the segment.", success="Back inside its thresholds.",
            department="customer", owner="Head of Customer Success", deadline=date(2018, 9, 1),
            stake=Stake(
                value=46_000.0, low=40_000.0, high=52_000.0, unit="USD", period="week",
                how="ABS(change) * mrr, where change is that of Logo churn.",
            ),
        ),
        Priority(
            insight=FELL.id, title=FELL.title, evidence=FELL.text, action="Look at SP first.",
            success="Revenue is back at $98,000.", department="sales", deadline=date(2018, 9, 24),
            stake=Stake(
                value=12_000.0, unit="USD", period="month", how="The change of Revenue itself.",
                why_no_interval="How far it usually swings is not known.",
            ),
        ),
        Priority(
            insight="gone", title="Tickets: rising", evidence="From 132 to 176.",
            action="Find out what caused it.", success="Tickets stops rising.",
            why_no_stake="Its playbook does not say what a point of it is worth.",
        ),
    ),
    since=Since(
        page="p0",
        as_of=date(2018, 9, 9),
        made_at=datetime(2018, 9, 9, 6, 0, tzinfo=UTC),
        health=-0.6,
        moved=(
            Moved(metric="revenue", label="Revenue", before=1_206_800.0, now=1_284_034.2,
                  unit="USD"),
            Moved(metric="unknown", label="Unknown", before=None, now=0.5, unit="percent"),
        ),
        opened=(CROSSED.title, "Second", "Third", "Fourth", "Fifth", "Sixth"),
        recovered=("Uptime is back",),
    ),
)  # fmt: skip
ALERTS = (
    Alert(subject=QUALITY.id, level="warning", title="Orders late", text="Two days.", new=False),
    Alert(
        subject=CROSSED.id, level="critical", title=CROSSED.title, text=CROSSED.text,
        department="customer",
    ),
)  # fmt: skip
PHASES = (
    Phase(name="aggregating", text="2 sources, 8 tables in use", done=2, total=2, elapsed_ms=3449),
    Phase(
        name="analytics", text="3 analysts in parallel, 9 metrics, 12 tests", done=2, total=3,
        elapsed_ms=780.0, problems=("sales: took longer than 30 s",),
    ),
    Phase(name="summary", text="health, trajectory, risk, priorities", done=1, total=1,
          elapsed_ms=15.4),
)  # fmt: skip
CARDS = tuple(
    replace(HEADCOUNT, metric=f"m{place}", label=f"Metric number {place}", value=float(place))
    for place in range(14)
)
SLOW = replace(CHURN, metric="latency", label="Latency", value=2434.1, unit="kilowatt-hours/year")
MISSING = NotAvailable(
    what="Customers: NPS",
    why="Table «nps_answers» is not connected; map it in boardroom.yml under tables.",
)

FULL = replace(
    REPORT,
    insights=(FELL, CROSSED, QUALITY),
    sections=(
        Section(
            name="sales", title="Sales", owner="Head of Sales",
            problem="This section is missing: it took longer than 30 s.",
        ),
        Section(
            name="customer", title="Customers", owner="Head of Customer Success",
            key_metrics=(CHURN, REVENUE, SLOW), insights=(MISSED, EXPECTED),
            tables=(BY_STATE, SEVERAL),
        ),
        Section(
            name="people", title="People", key_metrics=CARDS,
            insights=tuple(
                replace(FELL, id=f"i{place}", assessment="neutral") for place in range(6)
            ),
            tables=(BRIDGE, RECORDS),
        ),
    ),
    not_available=(
        MISSING,
        replace(MISSING, what="Operations: Uptime"),
        replace(MISSING, what="Cash", why=MISSING.why.replace("nps_answers", "cash")),
        *(NotAvailable(what=f"Thing {place}", why=f"Reason {place}.") for place in range(6)),
    ),
    summary=SUMMARY,
    phases=PHASES,
    alerts=ALERTS,
)  # fmt: skip


def evil_full_report() -> Report:
    """The same with hostile text in what the summary, the tables and the phases say."""
    evil = evil_report()
    card: KeyMetric = evil.key_metrics[0]
    insight: Insight = replace(CROSSED, title=EVIL, text=EVIL, recommendation=EVIL)
    summary = replace(
        SUMMARY,
        trajectory=replace(SUMMARY.trajectory, text=EVIL) if SUMMARY.trajectory else None,
        risk=Risk(level="medium", rule=EVIL, reasons=(EVIL,) * 9),
        priorities=tuple(
            replace(item, title=EVIL, evidence=EVIL, action=EVIL, success=EVIL, owner=EVIL)
            for item in SUMMARY.priorities
        ),
        since=replace(SUMMARY.since, opened=(EVIL,), moved=()) if SUMMARY.since else None,
    )
    columns = tuple(replace(column, label=EVIL) for column in SEVERAL.result.columns)
    rows = tuple((EVIL, *row[1:]) for row in SEVERAL.result.rows)
    caveats = (Caveat(kind="x", text=EVIL),)
    result = replace(SEVERAL.result, columns=columns, rows=rows, caveats=caveats)
    section = Section(
        name=EVIL, title=EVIL, owner=EVIL, problem=EVIL, key_metrics=(card,),
        insights=(insight, replace(EXPECTED, text=EVIL)), tables=(replace(SEVERAL, result=result),),
    )  # fmt: skip
    return replace(
        evil,
        sections=(section,),
        summary=summary,
        phases=(replace(PHASES[1], name=EVIL, text=EVIL, problems=(EVIL,)),),
        alerts=(replace(ALERTS[0], title=EVIL, text=EVIL, department=EVIL),),
    )
