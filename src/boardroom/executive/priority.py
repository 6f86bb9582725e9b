"""The top priorities: what is wrong, by the money at stake. Called by the summary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from boardroom.executive.pack import Pack
from boardroom.executive.playbook import find_play, time_to_act
from boardroom.executive.stake import is_money, money_at_stake
from boardroom.insight.model import Effect, Insight, KeyMetric
from boardroom.insight.number_text import value_text
from boardroom.insight.summary import Priority, Stake
from boardroom.insight.wording import NumberBook
from boardroom.semantic.model import Metric

SHOWN = 3

_RANK = {"threshold": 0, "change": 1, "episode": 2, "target": 3, "trend": 4}
_DAYS = {"day": 1.0, "week": 7.0, "month": 30.4, "quarter": 91.3, "year": 365.25}


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """What priorities are chosen from.

    Attributes:
        insights: of the whole page, with their departments.
        cards: every card by its metric.
        packs: every pack by its department.
        as_of: the page's day, from which the time to act counts.
        metrics: of the model, by name.
    """

    insights: tuple[Insight, ...]
    cards: Mapping[str, KeyMetric]
    packs: Mapping[str, Pack]
    as_of: date
    metrics: Mapping[str, Metric] = field(default_factory=dict)


def top_priorities(found: Candidates) -> tuple[Priority, ...]:
    """At most three, one per metric, the largest stake per day first; those whose stake is unknown
    follow by the insight's own rank. The steady rise of a cost or a number is none.
    """
    chosen: dict[str, Insight] = {}
    for item in sorted(found.insights, key=lambda item: (_RANK.get(item.kind, 9), -item.score)):
        card = found.cards.get(item.metric)
        wrong = item.assessment == "bad" and item.kind in _RANK and item.status in {"open", "on"}
        if wrong and card is not None and not _grows_along(item, card):
            chosen.setdefault(item.metric, item)
    made = [(item, _priority(item, found)) for item in chosen.values()]
    made.sort(key=lambda pair: (-_per_day(pair[1].stake), -pair[0].score))
    return tuple(priority for _, priority in made[:SHOWN])


def _grows_along(insight: Insight, card: KeyMetric) -> bool:
    """Whether it is the steady rise of a cost or a number, which a growing company has anyway: its
    rates say whether that is a problem.
    """
    volume = card.unit == "count" or is_money(card.unit)
    return insight.kind == "trend" and card.direction == "down" and volume


def _per_day(stake: Stake | None) -> float:
    return 0.0 if stake is None else stake.value / _DAYS.get(stake.period, 30.4)


def _priority(insight: Insight, found: Candidates) -> Priority:
    card = found.cards[insight.metric]
    pack = found.packs.get(insight.department or "")
    metric = found.metrics.get(insight.metric)
    play = find_play(insight, pack, metric) if pack is not None else None
    shown = _measured(insight, found.insights)
    worth: Stake | str = "How far it moved is not known."
    if shown.effect is not None:
        worth = money_at_stake(
            card,
            _per_period(shown.effect, card) if shown.kind == "episode" else shown.effect,
            formula=play.stake if play is not None else "",
            cards=found.cards,
            goal=_goal(shown),
        )
    book = NumberBook(numbers=list(insight.numbers))
    return Priority(
        insight=insight.id,
        title=insight.title,
        evidence=insight.text,
        action=play.action if play is not None else _look_closer(insight, found.insights),
        success=(play.success if play is not None else "") or _success(insight, card, book),
        department=insight.department,
        owner=(play.owner if play else "") or card.owner or (pack.owner if pack else "") or None,
        stake=worth if isinstance(worth, Stake) else None,
        why_no_stake=None if isinstance(worth, Stake) else worth,
        deadline=found.as_of + time_to_act(insight, play),
        numbers=tuple(book),
    )


def _per_period(effect: Effect, card: KeyMetric) -> Effect:
    """What an unusual course, however long, does to the whole metric in a period of its card."""
    days = _DAYS.get(card.sparkline_grain or "", _DAYS["month"])
    times = effect.of_whole * (days / effect.days if effect.days else 1.0)
    low = None if effect.low is None else times * effect.low
    high = None if effect.high is None else times * effect.high
    return Effect(value=times * effect.value, low=low, high=high)


def _measured(insight: Insight, insights: Sequence[Insight]) -> Insight:
    """The insight that says how much is lost: of a crossed threshold the bad change behind it,
    whose interval is known, if there is one.
    """
    changes = (
        item
        for item in insights
        if item.kind == "change" and item.metric == insight.metric and item.assessment == "bad"
    )
    return next(changes, insight) if insight.kind == "threshold" else insight


def _goal(insight: Insight) -> str:
    """What the effect of an insight is measured from; empty = from what was before."""
    match insight.kind:
        case "target":
            return "its target"
        case "threshold":
            return f"its {insight.level} level"
        case "episode":
            return "what was expected"
        case _:
            return ""


def _look_closer(insight: Insight, insights: Sequence[Insight]) -> str:
    carried = next(
        (
            item.contributions
            for item in insights
            if item.kind == "contributors"
            and item.metric == insight.metric
            and item.contributions is not None
        ),
        None,
    )
    if carried is None and insight.subject:
        ((reference, value),) = insight.subject.items()
        return f"Look first at {reference.split('.')[-1].replace('_', ' ')} {value}."
    if carried is None:
        return "Find out what caused it; no playbook covers this metric yet."
    top = carried.items[0]
    return (
        f"Look first at {carried.label.lower()} {top.value or '(none)'}, which carries most of it."
    )


def _success(insight: Insight, card: KeyMetric, book: NumberBook) -> str:
    match insight.kind:
        case "target":
            target = card.target or 0.0
            goal = book.note("goal", target, value_text(target, card.unit), unit=card.unit)
            return f"{card.label} reaches {goal}."
        case "threshold":
            return f"{card.label} is back inside its thresholds."
        case "episode":
            return f"{card.label} is back in its expected range."
        case "trend":
            return f"{card.label} stops going the wrong way."
        case _:
            previous = card.sound_previous or 0.0
            before = book.note("goal", previous, value_text(previous, card.unit), unit=card.unit)
            return f"{card.label} is back at {before} or better in the next full period."
