"""Money at stake: small arithmetic over the values on a page. Called by the priorities."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from sqlglot import exp

from boardroom.errors import BoardroomError
from boardroom.insight.model import Effect, KeyMetric
from boardroom.insight.summary import Stake
from boardroom.semantic.compiler.expression import parse, references

_NAME = re.compile(r"[A-Za-z_]\w*")
_OPERATIONS: Mapping[type[exp.Expr], Callable[[float, float], float]] = {
    exp.Add: lambda a, b: a + b,
    exp.Sub: lambda a, b: a - b,
    exp.Mul: lambda a, b: a * b,
    exp.Div: lambda a, b: a / b,
}


def is_money(unit: str | None) -> bool:
    """Whether a unit is a currency.

    Example:
        >>> is_money("USD"), is_money("currency"), is_money("percent")
        (True, True, False)
    """
    return unit == "currency" or (unit is not None and len(unit) == 3 and unit.isupper())


def money_at_stake(
    card: KeyMetric, effect: Effect, *, formula: str, cards: Mapping[str, KeyMetric], goal: str = ""
) -> Stake | str:
    """What a bad effect costs per period, or why that cannot be told.

    Args:
        card: the metric in trouble.
        effect: how far it moved, or is from ``goal``, in its own unit.
        formula: of its play; empty = the metric itself, if it is money.
        cards: all cards of the page by metric, for what the formula names.
        goal: such as «its target»; empty = the effect is a change.
    """
    text = formula or ("change" if is_money(card.unit) else "")
    if not text:
        return "Its playbook does not say what a point of it is worth."
    names = set(references(parse(text))) - {"change", "value", "previous"}
    why_not = _unusable(names, card, cards)
    if why_not:
        return f"It is worth «{text}», and {why_not}."
    known = {name: cards[name].sound or 0.0 for name in names}
    known |= {"value": card.sound or 0.0, "previous": card.sound_previous or 0.0}
    try:
        signed = evaluate(text, {**known, "change": effect.value})
        ends = [evaluate(text, {**known, "change": end}) for end in _ends(effect)]
    except (BoardroomError, ZeroDivisionError):
        return f"«{text}» has no value here."
    unit = card.unit if is_money(card.unit) else _money_unit(names, cards)
    bounds = _bounds(ends, signed)
    return Stake(
        value=abs(signed),
        unit=unit,
        period=card.sparkline_grain or "period",
        how=_how(text, card, goal=goal, labels={name: cards[name].label for name in names}),
        low=bounds[0] if bounds else None,
        high=bounds[1] if bounds else None,
        why_no_interval=None if bounds else "How far it usually swings is not known.",
    )


def _unusable(names: Collection[str], card: KeyMetric, cards: Mapping[str, KeyMetric]) -> str:
    """Which named metrics cannot be reckoned with, and why; empty when all can."""
    known = {name: cards[name] for name in names if name in cards}
    current = {k: v for k, v in known.items() if v.value is not None and not v.outdated}
    absent = sorted(set(names) - current.keys())
    if absent:
        return f"{', '.join(absent)} has no value here"
    grains = (None, card.sparkline_grain)
    other = sorted(name for name, item in known.items() if item.sparkline_grain not in grains)
    return f"{', '.join(other)} is not known per {card.sparkline_grain}" if other else ""


def evaluate(text: str, values: Mapping[str, float]) -> float:
    """The value of arithmetic over names: ``+ - * /``, ``ABS`` and parentheses.

    Example:
        >>> evaluate("ABS(change) * mrr / 2", {"change": -0.1, "mrr": 400.0})
        20.0

    Raises:
        BoardroomError: it is anything else, or names what is not in ``values``.
        ZeroDivisionError: it divides by zero.
    """
    return _value(parse(text), values)


def _value(node: exp.Expr, values: Mapping[str, float]) -> float:
    if isinstance(node, exp.Column) and node.name in values:
        return values[node.name]
    if isinstance(node, exp.Literal) and not node.is_string:
        return float(node.this)
    if isinstance(node, exp.Paren | exp.Cast):
        return _value(node.this, values)
    if isinstance(node, exp.Nullif):
        return _value(node.this, values)
    if isinstance(node, exp.Neg):
        return -_value(node.this, values)
    if isinstance(node, exp.Abs):
        return abs(_value(node.this, values))
    operation = _OPERATIONS.get(type(node))
    if operation is None:
        raise BoardroomError(f"{node.sql()!r} is no arithmetic over metrics")
    return operation(_value(node.this, values), _value(node.expression, values))


def _ends(effect: Effect) -> tuple[float, ...]:
    """Where the effect's interval begins and ends, and zero where it lies between: there a size is
    smallest. Empty without an interval.
    """
    if effect.low is None or effect.high is None:
        return ()
    between = (0.0,) if effect.low < 0 < effect.high else ()
    return (effect.low, *between, effect.high)


def _bounds(ends: Sequence[float], signed: float) -> tuple[float, float] | None:
    """Ends of the amount's interval, none below zero."""
    if not ends:
        return None
    sign = -1.0 if signed < 0 else 1.0
    amounts = [sign * end for end in (*ends, signed)]
    return max(0.0, min(amounts)), max(amounts)


def _money_unit(names: set[str], cards: Mapping[str, KeyMetric]) -> str | None:
    return next((cards[name].unit for name in sorted(names) if is_money(cards[name].unit)), None)


def _how(text: str, card: KeyMetric, *, goal: str, labels: Mapping[str, str]) -> str:
    """The formula with the names that a reader knows."""
    moved = f"distance of {card.label} from {goal}" if goal else f"change of {card.label}"
    if text == "change":
        return f"The {moved}." if goal else f"The {moved} itself."
    plain = text.replace("ABS(change)", "change").replace("*", "×")
    words = _NAME.sub(lambda found: {**labels, "change": moved}.get(found[0], found[0]), plain)
    return f"{words[:1].upper()}{words[1:]}."
