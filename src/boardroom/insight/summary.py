"""What stands above the departments of a page: health, growth, risk, priorities, alerts, phases.

Frozen values, part of a ``Report``. Made by ``executive``, drawn by the renderers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from boardroom.insight.number import Number
from boardroom.insight.rephrased import Rephrased
from boardroom.semantic.model import Unit

PartKind = Literal["target", "trend", "risk"]
RiskLevel = Literal["low", "medium", "high"]
AlertLevel = Literal["warning", "critical"]


@dataclass(frozen=True, kw_only=True)
class HealthPart:
    """One part of the health score.

    Attributes:
        department: whose part it is.
        kind: ``target`` (how near to what is aimed at), ``trend`` (changes that stand out, good
            against bad) or ``risk`` (thresholds crossed).
        score: 0 (worst) to 10.
        weight: its share of the whole; all weights sum to 1. It is also its sensitivity: how far
            the whole moves when this part moves by one.
        lost: points that the whole loses by this part not being 10.
        why: the figures behind it, in words; ``numbers`` are those in it.
    """

    department: str
    kind: PartKind
    score: float
    weight: float
    lost: float
    why: str
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Health:
    """The health score: the weighted mean of its parts.

    Attributes:
        score: 0 (worst) to 10.
        formula: how it is computed, in words.
        departments: score of each department, from its own parts.
    """

    score: float
    formula: str
    parts: tuple[HealthPart, ...]
    departments: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Trajectory:
    """Where the leading metric is going.

    Attributes:
        metric: its name.
        label: «growing, faster», «growing, slower», «flat», «shrinking»…
        recent: growth of the last three complete periods against the same ones a year (else three
            periods) before, a fraction; ``earlier`` the same one span before.
        text: both in words; ``numbers`` are those in it.
    """

    metric: str
    label: str
    recent: float
    earlier: float | None
    text: str
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Risk:
    """How much is wrong now.

    Attributes:
        rule: how the level follows from what is wrong, in words.
        reasons: what counts, worst first.
    """

    level: RiskLevel
    rule: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Stake:
    """Money that something costs per period.

    Attributes:
        value: the amount, positive.
        low, high: nine times in ten it lies between; None where that is not known.
        period: per what: ``month``, ``week``…
        how: how it is computed, naming every assumption.
        why_no_interval: why there is none.
    """

    value: float
    unit: Unit | None
    period: str
    how: str
    low: float | None = None
    high: float | None = None
    why_no_interval: str | None = None


@dataclass(frozen=True, kw_only=True)
class Why:
    """Where what a priority is about comes from.

    Attributes:
        text: the segments that stand out from chance, with their parts, in one sentence, whose
            figures are ``numbers``.
        metric, time_range: what ``boardroom explain`` was asked.
        sql: the query behind the numbers.
    """

    text: str
    metric: str
    time_range: str
    sql: str
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Priority:
    """Something to act on, with what it is worth.

    Attributes:
        insight: the id of the insight that shows it.
        evidence: what was seen, in one sentence.
        action: what to do; ``owner`` who.
        success: how one will see that it helped.
        stake: money at stake; None where it cannot be told, with the reason in ``why_no_stake``.
        why: where it comes from; None where that is within chance, or not worked out yet.
        numbers: those in title, evidence and success.
        rephrased: where the evidence stands in a language model's words, as in the insight.
        deadline: the day by which the action is done; it stays while the same thing goes on. None
            on pages made before there was one.
    """

    insight: str
    title: str
    evidence: str
    action: str
    success: str
    department: str | None = None
    owner: str | None = None
    stake: Stake | None = None
    why_no_stake: str | None = None
    why: Why | None = None
    deadline: date | None = None
    numbers: tuple[Number, ...] = ()
    rephrased: Rephrased | None = None


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A key metric that shows another value than on the page before."""

    metric: str
    label: str
    before: float | None
    now: float | None
    unit: Unit | None


@dataclass(frozen=True, kw_only=True)
class Since:
    """What is different from the page before.

    Attributes:
        page: the id of that page; ``as_of`` and ``made_at`` its day and instant.
        health: change of the health score in points; None where one page has none.
        moved: key metrics with another value.
        opened, recovered: titles of insights that are new, and of those that are gone.
    """

    page: str
    as_of: date
    made_at: datetime
    health: float | None = None
    moved: tuple[Moved, ...] = ()
    opened: tuple[str, ...] = ()
    recovered: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Alert:
    """A crossed threshold or an open critical insight.

    Attributes:
        subject: the id of the insight.
        new: whether it opened with this page.
    """

    subject: str
    level: AlertLevel
    title: str
    text: str
    department: str | None = None
    new: bool = True


@dataclass(frozen=True, kw_only=True)
class Phase:
    """One phase of making a page, with true counts.

    Attributes:
        name: ``aggregating``, ``analytics``, ``predictions``, ``summary``.
        text: what was done, in words.
        done, total: parts that succeeded, of all.
        problems: one line per part that did not.
    """

    name: str
    text: str
    done: int
    total: int
    elapsed_ms: float
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The executive summary. What is None could not be computed; the page says why."""

    health: Health | None = None
    trajectory: Trajectory | None = None
    risk: Risk | None = None
    priorities: tuple[Priority, ...] = ()
    since: Since | None = None
