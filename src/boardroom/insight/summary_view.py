"""The executive summary in words: health, growth, risk, priorities, alerts, what is different.

Used by all renderers, so that every face says the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from boardroom.insight.model import Assessment
from boardroom.insight.number_text import MINUS, value_text
from boardroom.insight.page_index import PageIndex
from boardroom.insight.period_text import day_text
from boardroom.insight.rephrased import whose_words
from boardroom.insight.summary import (
    Alert,
    AlertLevel,
    Health,
    Moved,
    PartKind,
    Priority,
    Risk,
    RiskLevel,
    Since,
    Stake,
    Trajectory,
)

NO_PRIORITIES = "Nothing that went wrong stands out, so there is nothing to put first."
NOTHING_DIFFERENT = "No key metric and no insight differs from it."

_PARTS: Mapping[PartKind, str] = {"target": "targets", "trend": "trends", "risk": "limits"}
_RISKS: Mapping[RiskLevel, Assessment] = {"low": "good", "medium": "neutral", "high": "bad"}
_FULL = 10.0
_LEAST_LOSS = 0.005
_STILL = 0.05


@dataclass(frozen=True, kw_only=True)
class HealthRow:
    """One part of the health score as texts; ``loses`` is False for a part at its best."""

    name: str
    score: str
    weight: str
    lost: str
    why: str
    loses: bool


@dataclass(frozen=True, kw_only=True)
class Money:
    """What a priority is worth.

    Attributes:
        amount: «119.2K a month»; empty where it cannot be told.
        range: its interval, or why there is none.
        how: how it is computed.
    """

    amount: str
    range: str
    how: str = ""


def score_text(score: float) -> str:
    """A score from 0 to 10 with one digit; only a full score reads 10.

    Example:
        >>> score_text(9.83), score_text(9.98), score_text(10.0), score_text(0.0)
        ('9.8', '9.9', '10', '0.0')
    """
    if score >= _FULL - 1e-9:
        return "10"
    return f"{min(score, 9.9):.1f}"


def health_rows(health: Health, index: PageIndex) -> tuple[HealthRow, ...]:
    """Parts of the score, the dearest first."""
    ordered = sorted(health.parts, key=lambda part: -part.lost)
    return tuple(
        HealthRow(
            name=f"{index.department(part.department)}: {_PARTS[part.kind]}",
            score=score_text(part.score),
            weight=f"{part.weight * 100:.1f}%",
            lost=f"{MINUS}{part.lost:.2f}" if part.lost >= _LEAST_LOSS else "0",
            why=part.why,
            loses=part.lost >= _LEAST_LOSS,
        )
        for part in ordered
    )


def department_scores(health: Health, index: PageIndex) -> tuple[tuple[str, float], ...]:
    """Title and score of each department, the worst first."""
    return tuple(
        (index.department(name), score)
        for name, score in sorted(health.departments.items(), key=lambda pair: pair[1])
    )


def risk_assessment(risk: Risk) -> Assessment:
    """Whether the level is good news."""
    return _RISKS[risk.level]


def growth_assessment(trajectory: Trajectory, index: PageIndex) -> Assessment:
    """Whether the course of the leading metric is good news, by the metric's direction."""
    card = index.cards.get(trajectory.metric)
    if trajectory.label == "flat" or card is None or card.direction is None:
        return "neutral"
    return "good" if (trajectory.recent > 0) == (card.direction == "up") else "bad"


def growth_arrow(trajectory: Trajectory) -> str:
    """The way it goes as a sign."""
    if trajectory.label == "flat":
        return "▬"
    return "▲" if trajectory.recent > 0 else "▼"


def money_of(priority: Priority) -> Money:
    """The money at stake in words, or why it cannot be told.

    Example:
        >>> stake = Stake(value=46_000.0, unit="USD", period="week", how="…", low=40e3, high=52e3)
        >>> priority = Priority(
        ...     insight="x", title="", evidence="", action="", success="", stake=stake
        ... )
        >>> money_of(priority).amount, money_of(priority).range
        ('$46,000 a week', 'nine times in ten between $40,000 and $52,000')
    """
    stake = priority.stake
    if stake is None:
        return Money(amount="", range=priority.why_no_stake or "It cannot be told.")
    amount = f"{value_text(stake.value, stake.unit)} a {stake.period}"
    return Money(amount=amount, range=_range(stake), how=stake.how)


def answerable(owner: str | None, department: str | None, index: PageIndex) -> str:
    """Who answers for something.

    Example:
        >>> index = PageIndex(cards={}, insights={}, titles={"finance": "Finance"}, as_of=date.max)
        >>> answerable("CFO", "finance", index), answerable(None, None, index)
        ('CFO (Finance)', 'nobody named yet')
    """
    title = index.department(department) if department else ""
    if owner and title:
        return f"{owner} ({title})"
    return owner or (f"nobody named yet ({title})" if title else "nobody named yet")


def priority_plan(item: Priority, index: PageIndex) -> tuple[tuple[str, str], ...]:
    """What a priority says besides its worth, each part with its name, first what was seen."""
    why = () if item.why is None else (("Why", item.why.text),)
    due = () if item.deadline is None else (("Due", due_text(item.deadline, index.as_of)),)
    words = item.rephrased
    own = () if words is None else (("Own words", f"{words.original} {whose_words(words)}."),)
    return (
        ("Seen", item.evidence),
        *own,
        *why,
        ("Do", item.action),
        *due,
        ("Success", item.success),
        ("Owner", answerable(item.owner, item.department, index)),
    )


def due_text(deadline: date, as_of: date) -> str:
    """By when something is done.

    Example:
        >>> due_text(date(2026, 11, 12), date(2026, 11, 12))
        '12 Nov 2026'
        >>> due_text(date(2026, 11, 12), date(2026, 11, 14))
        '12 Nov 2026, 2 days ago'
    """
    late = (as_of - deadline).days
    ago = f", {late} day{'s' if late > 1 else ''} ago" if late > 0 else ""
    return f"{day_text(deadline)}{ago}"


def alert_notes(alert: Alert, index: PageIndex) -> tuple[str, ...]:
    """Whether the alert came with this page, and whose it is."""
    state = "new" if alert.new else "still open"
    return (state, index.department(alert.department)) if alert.department else (state,)


def sorted_alerts(alerts: Sequence[Alert]) -> list[Alert]:
    """Critical ones first, among them new ones first."""
    rank: Mapping[AlertLevel, int] = {"critical": 0, "warning": 1}
    return sorted(alerts, key=lambda alert: (rank[alert.level], not alert.new))


def alert_count(alerts: Sequence[Alert]) -> str:
    """How many there are, «2 new, 1 still open»."""
    new = sum(alert.new for alert in alerts)
    parts = [f"{new} new" if new else "", f"{len(alerts) - new} still open"]
    return ", ".join(part for part in parts if part and not part.startswith("0"))


def since_text(since: Since) -> str:
    """Which page is compared with."""
    return f"as of {day_text(since.as_of)}, made {since.made_at:%Y-%m-%d %H:%M} UTC"


def health_move(since: Since) -> tuple[str, Assessment] | None:
    """How far the health score moved since the page before; None where that is not known, or where
    it did not move and neither did anything else.
    """
    if since.health is None:
        return None
    if abs(since.health) < _STILL:
        return None if is_unchanged(since) else ("unchanged", "neutral")
    sign = "+" if since.health > 0 else MINUS
    return f"{sign}{abs(since.health):.1f} points", "good" if since.health > 0 else "bad"


def moved_values(moved: Moved) -> tuple[str, str]:
    """A key metric before and now; with all digits where both else would read the same."""
    before, now = value_text(moved.before, moved.unit), value_text(moved.now, moved.unit)
    if before == now:
        return value_text(moved.before, moved.unit, full=True), value_text(
            moved.now, moved.unit, full=True
        )
    return before, now


def come_and_gone(since: Since) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Titles of insights that are new and of those that are gone, where there are any."""
    both = (("New", since.opened), ("Gone", since.recovered))
    return tuple((word, titles) for word, titles in both if titles)


def is_unchanged(since: Since) -> bool:
    """Whether nothing is different from the page before."""
    return not (since.moved or since.opened or since.recovered)


def _range(stake: Stake) -> str:
    if stake.low is None or stake.high is None:
        why = stake.why_no_interval or "It is not known."
        return f"no interval: {why[:1].lower()}{why[1:]}"
    low, high = value_text(stake.low, stake.unit), value_text(stake.high, stake.unit)
    return f"nine times in ten between {low} and {high}"
