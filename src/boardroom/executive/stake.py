"""Money at stake: small arithmetic over the values on a page. Called by the priorities."""

import re
from collections.abc import Callable, Mapping

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
    card: KeyMetric, effect: Effect, *, formula: str, cards: Mapping[str, KeyMetric]
) -> Stake | str:
    """What a bad effect costs per period, or why that cannot be told.

    Args:
        card: the metric in trouble.
        effect: how far it moved, in its own unit.
        formula: of its play; empty = the metric itself, if it is money.
        cards: all cards of the page by metric, for what the formula names.
    """
    text = formula or ("change" if is_money(card.unit) else "")
    if not text:
        return "Its playbook does not say what a point of it is worth."
    names = set(references(parse(text))) - {"change", "value", "previous"}
    absent = sorted(name for name in names if name not in cards or cards[name].value is None)
    if absent:
        return f"It is worth «{text}», and {', '.join(absent)} has no value here."
    known = {name: cards[name].value or 0.0 for name in names}
    known |= {"value": card.value or 0.0, "previous": card.previous or 0.0}
    try:
        amount = abs(evaluate(text, {**known, "change": effect.value}))
        ends = [
            evaluate(text, {**known, "change": end})
            for end in (effect.low, effect.high)
            if end is not None
        ]
    except (BoardroomError, ZeroDivisionError):
        return f"«{text}» has no value here."
    unit = card.unit if is_money(card.unit) else _money_unit(names, cards)
    bounds = _bounds(ends, amount, evaluate(text, {**known, "change": effect.value}))
    return Stake(
        value=amount,
        unit=unit,
        period=card.sparkline_grain or "period",
        how=_how(text, card, labels={name: cards[name].label for name in names}),
        low=bounds[0] if bounds else None,
        high=bounds[1] if bounds else None,
        why_no_interval=None if bounds else "How far it usually swings is not known.",
    )


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


def _bounds(ends: list[float], amount: float, signed: float) -> tuple[float, float] | None:
    """Ends of the amount's interval, none below zero."""
    if len(ends) < 2:
        return None
    sign = -1.0 if signed < 0 else 1.0
    low, high = sorted(sign * end for end in ends)
    return max(0.0, min(low, amount)), max(high, amount)


def _money_unit(names: set[str], cards: Mapping[str, KeyMetric]) -> str | None:
    return next((cards[name].unit for name in sorted(names) if is_money(cards[name].unit)), None)


def _how(text: str, card: KeyMetric, *, labels: Mapping[str, str]) -> str:
    """The formula with the names that a reader knows."""
    if text == "change":
        return f"The change of {card.label} itself."
    moved = {"change": f"change of {card.label}"}
    plain = text.replace("ABS(change)", "change").replace("*", "×")
    words = _NAME.sub(lambda found: {**labels, **moved}.get(found[0], found[0]), plain)
    return f"{words[:1].upper()}{words[1:]}."
