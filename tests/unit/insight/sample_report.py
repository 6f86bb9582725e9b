"""A hand-made report with one of everything, for the renderers' tests."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from boardroom.insight.model import (
    Contribution,
    Contributions,
    Delta,
    Evidence,
    Insight,
    KeyMetric,
    NotAvailable,
    Report,
    Section,
    Table,
    ToDate,
)
from boardroom.insight.number import Number
from boardroom.semantic.query import Predicate, Query
from boardroom.semantic.result import Caveat, Column, Comparison, Freshness, Period, Result

AUGUST = Period(start=date(2018, 8, 1), end=date(2018, 8, 31), complete=True)
JULY = Comparison(start=date(2018, 7, 1), end=date(2018, 7, 31), kind="previous_period")
FRESH = Freshness(
    data_until=date(2018, 8, 31), loaded_at=datetime(2018, 9, 1, 4, 30, tzinfo=UTC), stale=False
)
STALE = replace(FRESH, stale=True, why="orders could not be loaded on 2018-09-01 (file is gone)")
QUERY = Query(
    metrics=("revenue",),
    grain="month",
    time_range="2017-08..2018-08",
    filters=(Predicate(field="orders.state", op="in", values=("SP", Decimal("1.50"))),),
)
EVIDENCE = Evidence(
    query=QUERY,
    sql="SELECT SUM(\"price\") AS revenue\nFROM orders\nWHERE a < 3 AND b > 'x'",
    period=AUGUST,
    comparison=JULY,
    model_version="m1",
    data_version="d1",
    freshness=FRESH,
    elapsed_ms=12.5,
)


def months(count: int) -> list[date]:
    """The first days of the ``count`` months up to August 2018."""
    places = [2018 * 12 + 7 - back for back in range(count)]
    return [date(place // 12, place % 12 + 1, 1) for place in reversed(places)]


REVENUE = KeyMetric(
    metric="revenue",
    label="Revenue",
    value=1_284_034.2,
    unit="USD",
    direction="up",
    evidence=EVIDENCE,
    description="The sum of price.",
    department="sales",
    previous=1_206_800.0,
    change=77_234.2,
    change_ratio=0.064,
    assessment="good",
    sparkline=tuple(zip(months(13), [float(900 + 31 * n) for n in range(13)], strict=True)),
    sparkline_grain="month",
    expression="SUM(orders.price)",
    year_ago=Delta(
        label="Aug 2017", previous=1e6, change=284_034.2, change_ratio=0.284, assessment="good"
    ),
    so_far=ToDate(
        label="1–9 Sep 2018",
        value=300_000.0,
        delta=Delta(
            label="1–9 Aug 2018", previous=330_000.0, change=-30_000.0, change_ratio=-0.0909,
            assessment="bad",
        ),
        evidence=EVIDENCE,
    ),
)  # fmt: skip
CHURN = KeyMetric(
    metric="churn_rate",
    label="Logo churn",
    value=0.0241,
    unit="percent",
    direction="down",
    evidence=replace(EVIDENCE, freshness=STALE),
    department="customer",
    previous=0.0201,
    change=0.004,
    assessment="bad",
    caveats=(Caveat(kind="stale", text="Its source is stale."),),
    sparkline=tuple(zip(months(4), [0.02, None, 0.021, 0.0241], strict=True)),
    sparkline_grain="month",
)
HEADCOUNT = KeyMetric(
    metric="headcount",
    label="Employees",
    value=47.0,
    unit="count",
    direction=None,
    evidence=replace(EVIDENCE, comparison=None, period=Period(start=None, end=None, complete=True)),
)
FELL = Insight(
    id="change:revenue",
    kind="change",
    metric="revenue",
    title="Revenue fell 12.3% in Aug 2018",
    text="Revenue fell from $98,000 in Jul 2018 to $86,000 in Aug 2018.",
    numbers=(
        Number(id="ratio", value=-0.123, unit="percent", text="12.3%"),
        Number(id="previous", value=98_000.0, unit="USD", text="$98,000"),
        Number(id="value", value=86_000.0, unit="USD", text="$86,000"),
    ),
    evidence=EVIDENCE,
    department="sales",
    assessment="bad",
    uncertainty="A change this large comes about by chance about once in 160 cases.",
    score=120.0,
    score_parts={"importance": 100.0, "surprise": 20.0},
)
CARRIED = Insight(
    id="contributors:revenue:orders.state",
    kind="contributors",
    metric="revenue",
    title="Revenue: SP carries 67% of the change",
    text="State SP: −$8,000 of −$12,000 (67% of the change).",
    numbers=(Number(id="share", value=0.67, unit="percent", text="67%"),),
    evidence=EVIDENCE,
    subject={"orders.state": "SP"},
    assessment="bad",
    contributions=Contributions(
        dimension="orders.state",
        label="State",
        items=(
            Contribution(value="SP", current=1.0, previous=9001.0, change=-8000.0, share=0.667),
            Contribution(value=None, current=None, previous=2000.0, change=-5000.0, share=0.417),
            Contribution(value="RJ", current=3.0, previous=2.0, change=1e3, share=-0.083, mix=4.0),
        ),
        total=-12_000.0,
        unit="USD",
        others=0.0,
        others_count=2,
    ),
)  # fmt: skip
QUALITY = Insight(
    id="data_quality:gap:orders",
    kind="data_quality",
    metric="",
    title="Orders: 2 days without any rows",
    text="Nothing is dated on 4–5 Aug 2018.",
    numbers=(Number(id="days", value=2.0, unit="count", text="2"),),
    evidence=replace(EVIDENCE, sql=""),
    assessment="bad",
    subject={"dataset": "orders"},
)
BY_STATE = Table(
    title="Revenue by state, Aug 2018",
    query=Query(metrics=("revenue",), group_by=("orders.state",), compare="previous_period"),
    result=Result(
        columns=(
            Column(name="orders.state", role="dimension", type="String"),
            Column(name="revenue", role="metric", type="Decimal", unit="USD", direction="up"),
            Column(name="revenue_previous", role="previous", type="Decimal", unit="USD"),
            Column(name="revenue_change", role="change", type="Decimal", unit="USD"),
            Column(name="revenue_change_ratio", role="change_ratio", type="Float", unit="percent"),
        ),
        rows=(
            ("São Paulo", Decimal("512000.10"), Decimal("480000.00"), Decimal("32000.10"), 0.0667),
            ("<b>RJ</b>", Decimal("38.00"), Decimal("51.00"), Decimal("-13.00"), -0.2549),
            (None, Decimal("5.00"), None, None, None),
        ),
        sql="SELECT 1",
        period=AUGUST,
        comparison=JULY,
        freshness=FRESH,
        elapsed_ms=3.0,
    ),
)  # fmt: skip

REPORT = Report(
    title="Northwind: executive page",
    as_of=date(2018, 9, 10),
    key_metrics=(REVENUE, CHURN),
    insights=(FELL, CARRIED, QUALITY),
    sections=(
        Section(name="people", title="People", key_metrics=(HEADCOUNT,), insights=(QUALITY,)),
        Section(name="empty", title="Empty"),
    ),
    not_available=(NotAvailable(what="Forecasts", why="Boardroom does not forecast yet."),),
    sources={"orders": STALE, "customers": Freshness()},
    currency="USD",
    model_version="m1",
    data_version="d1",
    generated_at=datetime(2018, 9, 10, 6, 0, tzinfo=UTC),
    generated_ms=812.4,
    tables=(BY_STATE,),
    notes=("Data ends 9 Sep 2018; page as of 10 Sep 2018.",),
)

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&\x1b[31m‮"


def evil_report() -> Report:
    """The same report with hostile text wherever data can put text."""
    card = replace(
        REVENUE,
        label=EVIL,
        description=EVIL,
        expression=EVIL,
        caveats=(Caveat(kind="x", text=EVIL),),
        evidence=replace(EVIDENCE, sql=EVIL, freshness=replace(STALE, why=EVIL)),
    )
    insight = replace(FELL, title=EVIL, text=EVIL, department=EVIL, uncertainty=EVIL)
    result = replace(BY_STATE.result, rows=((EVIL, Decimal(1), Decimal(2), Decimal(-1), -0.5),))
    return replace(
        REPORT,
        title=EVIL,
        notes=(EVIL,),
        key_metrics=(card,),
        insights=(insight,),
        tables=(replace(BY_STATE, title=EVIL, result=result),),
        sections=(Section(name=EVIL, title=EVIL, key_metrics=(card,), insights=(insight,)),),
        not_available=(NotAvailable(what=EVIL, why=EVIL),),
        sources={EVIL: replace(STALE, why=EVIL)},
        currency=EVIL,
    )
