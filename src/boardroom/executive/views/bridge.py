"""From a stock before to the stock now, by what came and went."""

from dataclasses import replace
from functools import partial

from boardroom.executive.pack import View
from boardroom.executive.views.kind import Desk, PlannedView
from boardroom.insight.model import KeyMetric, Table
from boardroom.insight.period_text import period_text
from boardroom.semantic.query import Query
from boardroom.semantic.result import Column, Result


def plan_bridge(view: View, desk: Desk) -> PlannedView | None:
    """The view over one period; None when a part is missing or stands for another period.

    Row grain: one step. Columns: ``step``, ``value`` in the unit of the stock; the steps between
    first and last add up to the difference of the two, or ``unexplained`` says what is left.
    """
    names = [name.lstrip("-+") for name in view.metrics]
    cards = desk.cards
    if len(names) < 3 or any(name not in cards for name in names):
        return None
    stock = cards[names[-1]]
    period = stock.evidence.period
    parts = [cards[name] for name in names[1:-1]]
    if period.start is None or any(card.evidence.period != period for card in parts):
        return None
    if stock.value is None or stock.previous is None:
        return None
    query = Query(metrics=tuple(dict.fromkeys(names)), time_range=f"{period.start}..{period.end}")
    steps = _steps(view, stock, parts)
    read = partial(_table, view, stock=stock, steps=steps)
    return PlannedView(view=view, query=query, read=read)


def _steps(view: View, stock: KeyMetric, parts: list[KeyMetric]) -> tuple[tuple[str, float], ...]:
    steps = [(f"{stock.label} before", stock.previous or 0.0)]
    for name, card in zip(view.metrics[1:-1], parts, strict=True):
        value = card.value or 0.0
        steps.append((card.label, -value if name.startswith("-") else value))
    left = (stock.value or 0.0) - sum(value for _, value in steps)
    if abs(left) > 1e-6 * max(1.0, abs(stock.value or 0.0)):
        steps.append(("Unexplained", left))
    steps.append((f"{stock.label} now", stock.value or 0.0))
    return tuple(steps)


def _table(
    view: View,
    query: Query,
    answer: Result,
    *,
    stock: KeyMetric,
    steps: tuple[tuple[str, float], ...],
) -> Table:
    columns = (
        Column(name="step", role="dimension", type="String"),
        Column(name="value", role="metric", type="Float", unit=stock.unit),
    )
    title = f"{view.title}, {period_text(stock.evidence.period)}"
    return Table(title=title, query=query, result=replace(answer, columns=columns, rows=steps))
