"""``Insight`` and ``Report``: what every agent returns and every face renders.

An ``Insight`` is a typed statement with its numbers, the query behind them and their uncertainty; a
``Report`` is an ordered set of insights and results under a title. Frozen values with one JSON form
(``insight.report_json``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from boardroom.insight.drivers import Drivers
from boardroom.insight.name import Name
from boardroom.insight.number import Number
from boardroom.insight.rephrased import Rephrased
from boardroom.insight.summary import Alert, AlertLevel, Phase, Summary
from boardroom.semantic.model import Direction, Unit
from boardroom.semantic.query import Query
from boardroom.semantic.result import Caveat, Comparison, Freshness, Period, Result

InsightKind = Literal[
    "value", "change", "trend", "contributors", "data_quality", "threshold", "target", "forecast",
    "drivers", "churn", "episode", "correlation", "record", "mix", "funnel", "retention",
    "outlier", "migration", "stock", "concentration",
    "share", "difference", "association", "course", "words", "repeat", "evenness",
]  # fmt: skip
"""Kinds known so far; detectors of later issues add theirs. Those of the last line are about the
records of one table: what a value has of the whole, differences and associations, their course,
words that go with a value, one amount again and again, and that nothing of the kind is there
(``evenness``)."""

OF_RECORDS: frozenset[InsightKind] = frozenset(
    {"share", "difference", "association", "course", "words", "repeat", "evenness"}
)
"""The kinds about the records of one table."""

InsightStatus = Literal["open", "on", "recovered", "dismissed"]
Assessment = Literal["good", "bad", "neutral"]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Where a statement comes from: the query, its SQL and what was seen."""

    query: Query
    sql: str
    period: Period
    comparison: Comparison | None = None
    model_version: str = ""
    data_version: str = ""
    freshness: Freshness = field(default_factory=Freshness)
    elapsed_ms: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """What one value of a dimension adds to a change; contributions of all values sum to it.

    Attributes:
        value: the dimension's value; None = rows without one.
        current, previous: the metric for this value; None where it has none.
        change: its part of the metric's whole change, in the metric's unit.
        share: ``change`` as a share of the whole change; may be negative or above one.
        mix: for rates: the part of ``change`` that comes from this value's weight having moved.
    """

    value: str | None
    current: float | None
    previous: float | None
    change: float
    share: float
    mix: float | None = None


@dataclass(frozen=True, kw_only=True)
class Contributions:
    """A change taken apart over the values of one dimension, largest part first.

    Attributes:
        dimension: the reference asked for, such as ``customers.state``; ``label`` in words.
        total: the whole change.
        others: the sum of the parts not listed, and how many they are.
    """

    dimension: str
    label: str
    items: tuple[Contribution, ...]
    total: float
    unit: Unit | None = None
    others: float = 0.0
    others_count: int = 0


@dataclass(frozen=True, kw_only=True)
class Effect:
    """How large a thing is, with an interval, in the metric's unit.

    Attributes:
        low, high: nine times in ten it lies between them; None where that is not known.
        days: how many days a total is over; None for what is no total.
        of_whole: by how much the whole metric moves when this moves by one: the weight of a segment
            in a rate.
    """

    value: float
    low: float | None = None
    high: float | None = None
    days: int | None = None
    of_whole: float = 1.0


@dataclass(frozen=True, kw_only=True)
class ForecastPoint:
    """One future period: its first day, the value expected, and where it should lie."""

    start: date
    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What is to be expected of a metric.

    Attributes:
        method: its standard name.
        coverage: the share of cases meant to lie inside; ``measured`` the share that did, of
            ``cases`` past values forecast the same way, one to all points ahead.
        mase: mean absolute miss of those, as a multiple of the mean step from season to season;
            ``naive_mase`` that of repeating the last season; None on pages made before it was
            measured.
        notes: what a reader must know of it, as sentences.
        earlier: how many forecasts that earlier pages made of this metric have come to their truth;
            ``earlier_inside`` how many of those lay inside their interval.
    """

    points: tuple[ForecastPoint, ...]
    grain: str
    unit: Unit | None
    method: str
    coverage: float
    measured: float
    cases: int
    mase: float | None = None
    naive_mase: float | None = None
    notes: tuple[str, ...] = ()
    earlier: int = 0
    earlier_inside: int = 0

    @property
    def inside(self) -> int:
        """How many of the past values lay inside."""
        return round(self.measured * self.cases)

    @property
    def against_naive(self) -> float | None:
        """Its miss as a share of that of repeating the last season; None where that is not known,
        or missed nothing.
        """
        return None if self.mase is None or not self.naive_mase else self.mase / self.naive_mase


@dataclass(frozen=True, kw_only=True)
class Insight:
    """One statement. Title, text and uncertainty hold no number that is not in ``numbers``.

    Attributes:
        id: stable over pages for the same kind, metric and subject, so that it has a history.
        subject: group-by values the statement is about, ``{"customers.state": "SP"}``; empty =
            the whole.
        uncertainty: in words and figures, or None when the statement is a plain count of facts.
        score: for ranking, larger first; its ``parts`` can be shown.
        p_value: how often chance alone does this; None for statements that are no test.
        level: for crossed thresholds and what is as grave.
        effect: how large it is, with an interval.
        recommendation: what the department's playbook says to do.
        told: another course of the same story: an unusual one, which the text names too, or that of
            the records of a trend.
        names: what the text calls by its name; None where that is not known.
        rephrased: where the text stands in a language model's words: its own, and whose they are.
    """

    id: str
    kind: InsightKind
    metric: str
    title: str
    text: str
    numbers: tuple[Number, ...]
    evidence: Evidence
    subject: Mapping[str, object] = field(default_factory=dict)
    department: str | None = None
    assessment: Assessment = "neutral"
    uncertainty: str | None = None
    caveats: tuple[Caveat, ...] = ()
    status: InsightStatus = "open"
    score: float = 0.0
    score_parts: Mapping[str, float] = field(default_factory=dict)
    contributions: Contributions | None = None
    p_value: float | None = None
    level: AlertLevel | None = None
    effect: Effect | None = None
    recommendation: str | None = None
    forecast: Forecast | None = None
    drivers: Drivers | None = None
    told: "Insight | None" = None
    names: tuple[Name, ...] | None = None
    rephrased: Rephrased | None = None

    @property
    def stories(self) -> "tuple[Insight, ...]":
        """It, and the course that it tells too."""
        return (self,) if self.told is None else (self, self.told)


@dataclass(frozen=True, kw_only=True)
class Delta:
    """A further comparison of a key metric: the same value against another period.

    Attributes:
        label: the period compared with, in words.
    """

    label: str
    previous: float | None
    change: float | None
    change_ratio: float | None = None
    assessment: Assessment = "neutral"


@dataclass(frozen=True, kw_only=True)
class ToDate:
    """The unfinished period so far, like for like: as many days of the period before.

    Attributes:
        label: what it covers, in words; ``delta`` names the days it is compared with.
    """

    label: str
    value: float | None
    delta: Delta
    evidence: Evidence
    caveats: tuple[Caveat, ...] = ()


@dataclass(frozen=True, kw_only=True)
class KeyMetric:
    """A metric's current value with its like-for-like change and recent course.

    Attributes:
        change: value − previous, in the unit (for ``percent``: difference of fractions, shown in
            points).
        change_ratio: change / previous as a fraction; None for rates, from (nearly) nothing, and
            where a value is negative.
        sparkline: (first day of period, value) of complete periods, oldest first; a gap is None.
        to_date: True when the period is unfinished and compared like for like.
        year_ago: the same value against the same period one year earlier, when that is loaded.
        so_far: the running period, when «as of» lies inside one.
        expression: how the metric is defined, in the model's own words.
        outdated: True when its last period lies so far back that it says nothing of today.
        owner: who answers for it.
        same_as: the metric that this one is all but a fixed multiple of in every period shown;
            what moved is told of that one.
        repairs: (first day of period, factor) of those whose rows are known to be missing or to
            stand twice: by what its value is to be multiplied for all to be there once, None where
            that cannot be told.
    """

    metric: str
    label: str
    value: float | None
    unit: Unit | None
    direction: Direction | None
    evidence: Evidence
    description: str | None = None
    department: str | None = None
    previous: float | None = None
    change: float | None = None
    change_ratio: float | None = None
    assessment: Assessment = "neutral"
    to_date: bool = False
    sparkline: tuple[tuple[date, float | None], ...] = ()
    sparkline_grain: str | None = None
    target: float | None = None
    caveats: tuple[Caveat, ...] = ()
    expression: str | None = None
    year_ago: Delta | None = None
    so_far: ToDate | None = None
    outdated: bool = False
    owner: str | None = None
    same_as: str | None = None
    repairs: tuple[tuple[date, float | None], ...] = ()

    @property
    def sound(self) -> float | None:
        """What the metric is judged by: its value as it would be if all rows were there once; None
        where that is not known.
        """
        return self._sound(-1, self.value)

    @property
    def sound_previous(self) -> float | None:
        """The same of the period before."""
        return self._sound(-2, self.previous)

    def _sound(self, place: int, value: float | None) -> float | None:
        if len(self.sparkline) < -place:
            return value
        return self.repaired(self.sparkline[place][0], value)

    def repaired(self, start: date, value: float | None) -> float | None:
        """The value of the period that begins on ``start`` as it would be with all rows there."""
        factor = dict(self.repairs).get(start, 1.0)
        if value is None or factor is None:
            return None
        made_up = factor != 1.0 and self.unit == "count"
        return float(round(value * factor)) if made_up else value * factor


@dataclass(frozen=True, kw_only=True)
class Table:
    """A titled result inside a report, with the query it answers."""

    title: str
    query: Query
    result: Result


@dataclass(frozen=True, kw_only=True)
class Section:
    """One department (or topic) of a report.

    Attributes:
        owner: who answers for it.
        problem: why it is empty, when the work on it failed.
    """

    name: str
    title: str
    key_metrics: tuple[KeyMetric, ...] = ()
    insights: tuple[Insight, ...] = ()
    tables: tuple[Table, ...] = ()
    owner: str | None = None
    problem: str | None = None


@dataclass(frozen=True, kw_only=True)
class NotAvailable:
    """Something a reader may expect, and why it is not there."""

    what: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """What an agent returns and a face renders.

    Attributes:
        as_of: «today» of the report; days from it on are unfinished.
        sources: name → freshness of each table the report read.
        tables: breakdowns of the whole, such as the first key metric by its main dimension.
        notes: sentences that every reader must see first (what was cut off, and why).
        tests: statistical tests behind the report by kind of insight, those without a finding
            too, so that whoever joins reports can control false discoveries over all of them.
        summary: for pages: what stands above the departments.
        phases: for pages: how they were made.
        alerts: for pages: what is wrong now.
    """

    title: str
    as_of: date
    key_metrics: tuple[KeyMetric, ...] = ()
    insights: tuple[Insight, ...] = ()
    sections: tuple[Section, ...] = ()
    not_available: tuple[NotAvailable, ...] = ()
    sources: Mapping[str, Freshness] = field(default_factory=dict)
    caveats: tuple[Caveat, ...] = ()
    currency: str | None = None
    model_version: str = ""
    data_version: str = ""
    generated_at: datetime | None = None
    generated_ms: float = 0.0
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    tests: Mapping[str, int] = field(default_factory=dict)
    summary: Summary | None = None
    phases: tuple[Phase, ...] = ()
    alerts: tuple[Alert, ...] = ()
