"""The sentences of states: beyond a threshold, short of a target, rules broken, what is expected.

As ``insight.wording``: every number in a text is a ``Number``. Called by ``executive``.
"""

from collections.abc import Iterator

from boardroom.insight.model import Forecast, KeyMetric
from boardroom.insight.number_text import share_text, value_text
from boardroom.insight.period_text import axis_text, period_text
from boardroom.insight.summary import AlertLevel
from boardroom.insight.wording import NumberBook, Sentence
from boardroom.semantic.model import Unit


def threshold_sentence(card: KeyMetric, *, level: AlertLevel, limit: float) -> Sentence:
    """«Churn rate is beyond its critical level»."""
    book = NumberBook()
    value = _value(book, "value", card.value or 0.0, card.unit)
    bound = _value(book, "limit", limit, card.unit)
    side = "below" if (card.value or 0.0) < limit else "above" if card.value != limit else "at"
    when = _when(card, book)
    return book.sentence(
        title=f"{card.label} has reached its {level} level",
        text=f"{book.name('metric', card.label)}{when} is {value}, {side} the {level} level of "
        f"{bound}.",
    )


def target_sentence(card: KeyMetric) -> Sentence:
    """«Win rate misses its target»."""
    book = NumberBook()
    value = _value(book, "value", card.value or 0.0, card.unit)
    target = _value(book, "target", card.target or 0.0, card.unit)
    return book.sentence(
        title=f"{card.label} misses its target",
        text=f"{book.name('metric', card.label)}{_when(card, book)} is {value}; its target is "
        f"{target}.",
    )


def broken_rule_sentence(name: str, rule: str, *, broken: int, rows: int) -> Sentence:
    """That rows of a table break a rule."""
    book = NumberBook()
    bad = book.note("broken", broken, value_text(broken, "count"), unit="count")
    total = book.note("rows", rows, value_text(rows, "count"), unit="count")
    share = book.note("share", broken / rows, share_text(broken / rows), unit="percent")
    noun, verb = ("row", "breaks") if broken == 1 else ("rows", "break")
    return Sentence(
        title=f"{name}: {bad} {noun} {verb} a rule",
        text=f"{rule.rstrip('.')}: {bad} of {total} {noun} ({share}) {verb} this. "
        "They are counted all the same.",
        numbers=tuple(book),
    )


def forecast_sentence(label: str, found: Forecast) -> Sentence:
    """«Revenue in Nov 2026: 5.2M expected»."""
    book = NumberBook()
    first = found.points[0]
    when = axis_text(first.start, found.grain)
    value = _value(book, "value", first.value, found.unit)
    low, high = (
        _value(book, "low", first.low, found.unit),
        _value(book, "high", first.high, found.unit),
    )
    coverage = book.note("coverage", found.coverage, share_text(found.coverage), unit="percent")
    hits = book.note("inside", found.inside, str(found.inside), unit="count")
    cases = book.note("cases", found.cases, str(found.cases), unit="count")
    told = [
        f"Between {low} and {high}, meant to hold in {coverage} of cases.",
        f"Of {cases} past values forecast the same way, {hits} lay inside{_against(book, found)}.",
        *_kept(book, found),
    ]
    method = " ".join([f"Method: {found.method}.", *found.notes])
    return book.sentence(
        title=f"{label} in {when}: about {value}",
        text=" ".join(told),
        uncertainty=book.quote("method", method),
    )


def _against(book: NumberBook, found: Forecast) -> str:
    """How the method did beside the simplest one, worse too."""
    ratio = found.against_naive
    if ratio is None:
        return ""
    share = book.note("against_naive", ratio, share_text(ratio), unit="percent")
    return f", and the mean miss was {share} of that of repeating the last season"


def _kept(book: NumberBook, found: Forecast) -> Iterator[str]:
    """What became of forecasts on earlier pages."""
    if not found.earlier:
        return
    hits = book.note(
        "earlier_inside", found.earlier_inside, str(found.earlier_inside), unit="count"
    )
    made = book.note("earlier", found.earlier, str(found.earlier), unit="count")
    noun = "forecast" if found.earlier == 1 else "forecasts"
    yield f"Of {made} {noun} on earlier pages that came due, {hits} lay inside."


def _when(card: KeyMetric, book: NumberBook) -> str:
    period = card.evidence.period
    return f" in {book.name('period', period_text(period))}" if period.start is not None else ""


def _value(book: NumberBook, name: str, value: float, unit: Unit | None) -> str:
    return book.note(name, value, value_text(value, unit), unit=unit)
