"""Growth trajectory and risk level, from cards and insights. Called by the summary."""

from collections.abc import Sequence

from boardroom.executive.health import is_astray
from boardroom.executive.stake import is_money
from boardroom.insight.model import Insight, KeyMetric
from boardroom.insight.number_text import ratio_text
from boardroom.insight.summary import Risk, RiskLevel, Trajectory
from boardroom.insight.wording import NumberBook

SPAN = 3
RISK_RULE = (
    "High: a critical level is reached, or three metrics changed for the worse or are out of their "
    "expected range. Medium: a warning level is reached, or one metric is such. Else low."
)

_STILL = 0.01
_MANY = 3


def leading_metric(cards: Sequence[KeyMetric]) -> KeyMetric | None:
    """The metric whose growth stands for the company's: the first that is money and should rise."""
    growing = [
        card
        for card in cards
        if card.direction == "up" and len(card.sparkline) >= 2 * SPAN and not card.outdated
    ]
    money = [card for card in growing if is_money(card.unit)]
    return next(iter(money or growing), None)


def read_trajectory(
    card: KeyMetric, values: Sequence[float | None], *, season: int | None
) -> Trajectory | None:
    """How the last periods compare with the same ones a season before, and whether that speeds up.

    Args:
        card: the leading metric.
        values: its complete periods, oldest first, with all rows there.
        season: periods in a season; where two do not fit, the periods just before are taken.
    """
    seasonal = season is not None and len(values) >= season + SPAN
    lag = season if seasonal and season is not None else SPAN
    recent = _growth(values, lag=lag, end=len(values))
    if recent is None:
        return None
    earlier = _growth(values, lag=lag, end=len(values) - SPAN)
    grain = card.sparkline_grain or "period"
    book = NumberBook()
    span = book.note("span", SPAN, str(SPAN), unit="count")
    round_trip = "week" if grain == "day" else "year"
    against = f"the same a {round_trip} before" if seasonal else f"the {span} before"
    now = book.note("recent", recent, ratio_text(recent), unit="percent")
    text = f"{card.label} of the last {span} {grain}s: {now} against {against}"
    if earlier is not None:
        then = book.note("earlier", earlier, ratio_text(earlier), unit="percent")
        text += f"; {span} {grain}s earlier it was {then}"
    if card.repairs:
        text += "; rows known to be wrong are made up for"
    return Trajectory(
        metric=card.metric,
        label=_label(recent, earlier),
        recent=recent,
        earlier=earlier,
        text=text + ".",
        numbers=tuple(book),
    )


def assess_risk(insights: Sequence[Insight]) -> Risk:
    """The risk level with what it follows from."""
    told = [item for one in insights for item in one.stories]
    astray = [item for item in told if is_astray(item)]
    crossed = [item for item in insights if item.kind == "threshold" and item.level is not None]
    critical = [item for item in (*crossed, *astray) if item.level == "critical"]
    worse = [item for item in insights if item.kind == "change" and item.assessment == "bad"]
    worse += [item for item in astray if item not in critical]
    level: RiskLevel = "low"
    if critical or len({item.metric for item in worse}) >= _MANY:
        level = "high"
    elif crossed or worse:
        level = "medium"
    warned = [item for item in crossed if item not in critical]
    reasons = tuple(item.title for item in (*critical, *warned, *worse))
    return Risk(level=level, rule=RISK_RULE, reasons=reasons)


def _growth(values: Sequence[float | None], *, lag: int, end: int) -> float | None:
    """Sum of ``SPAN`` values up to ``end`` against those ``lag`` before; None with a gap."""
    if end - lag - SPAN < 0:
        return None
    now = [value for value in values[end - SPAN : end] if value is not None]
    then = [value for value in values[end - SPAN - lag : end - lag] if value is not None]
    if len(now) < SPAN or len(then) < SPAN or sum(then) <= 0:
        return None
    return sum(now) / sum(then) - 1.0


def _label(recent: float, earlier: float | None) -> str:
    if abs(recent) < _STILL:
        return "flat"
    way = "growing" if recent > 0 else "shrinking"
    if earlier is None:
        return way
    if abs(recent - earlier) < _STILL:
        return f"{way}, steadily"
    faster = (recent > earlier) == (recent > 0)
    return f"{way}, {'faster' if faster else 'slower'}"
