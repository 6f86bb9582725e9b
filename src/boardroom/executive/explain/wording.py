"""The sentence on one change: how large, and whether it is unusual. Called by ``explainer``."""

import math

from boardroom.executive.explain.swing import Swing
from boardroom.insight.delta_text import difference
from boardroom.insight.number_text import change_text, ratio_text, value_text
from boardroom.insight.period_text import days_text, placed_text
from boardroom.insight.wording import NumberBook, Sentence
from boardroom.semantic.model import Metric, Unit
from boardroom.semantic.result import Period, Result


def change_told(
    metric: Metric, result: Result, *, value: float, previous: float, swing: Swing | None
) -> Sentence:
    """«Revenue fell 12.3% in Aug 2018, within its usual swing»."""
    unit = result.columns[0].unit or metric.unit
    book = NumberBook()
    period, against = placed_text(result.period), _against(result)
    change, ratio = difference(value, previous, unit)
    now = book.note("value", value, value_text(value, unit), unit=unit)
    then = book.note("previous", previous, value_text(previous, unit), unit=unit)
    if not change:
        title = f"{metric.title} did not move {period}"
        return Sentence(
            title=title,
            text=f"It was {now} {period} and {then} {against}.",
            numbers=tuple(book),
        )
    verb = "rose" if change > 0 else "fell"
    points: Unit | None = "points" if unit == "percent" else unit
    if ratio is None:
        size = book.note("change", change, _unsigned(change_text(change, unit)), unit=points)
    else:
        size = book.note("change_ratio", ratio, _unsigned(ratio_text(ratio)), unit="percent")
    text = f"From {then} {against} to {now} {period}."
    uncertainty = None
    title = f"{metric.title} {verb} {size} {period}"
    if swing is not None:
        usual = swing.test.usual
        usual = math.ceil(usual) if unit == "count" else usual
        said = book.note("usual", usual, _unsigned(change_text(usual, unit)), unit=points)
        steps = book.note("steps", swing.test.steps, str(swing.test.steps))
        text += f" Nine of ten of the {steps} earlier changes {swing.words} were within {said}."
        uncertainty = _chance(swing, book)
    return book.sentence(title=title, text=text, uncertainty=uncertainty)


def _chance(swing: Swing, book: NumberBook) -> str:
    """How unusual the change is, against earlier ones and against its course so far."""
    if abs(swing.test.change) <= swing.test.usual:
        return "That is within its usual swing."
    if swing.is_usual:
        return "Held against its course so far, it is not unusual."
    return book.chance(swing.test.p_value)


def _against(result: Result) -> str:
    comparison = result.comparison
    if comparison is None:
        return "in the period before"
    before = Period(start=comparison.start, end=comparison.end, complete=True)
    if result.period.complete or comparison.start == comparison.end:
        return placed_text(before)
    return f"over {days_text(comparison.start, comparison.end)}"


def _unsigned(text: str) -> str:
    return text.lstrip("+−")
