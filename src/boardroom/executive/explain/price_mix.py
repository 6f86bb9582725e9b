"""An average price taken apart: what prices did, and what went to dearer or cheaper things (mix).
With the volume above it that is price, volume and mix. Called by ``explainer``.

The dimension is the one whose values fix the price best (products, plans, articles): where none
fixes most of it, nothing is said of a mix.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from boardroom.analysis.contribution import Fraction, split_ratio
from boardroom.executive.explain.metric_tree import MetricTree, Priced
from boardroom.executive.explain.question import Question
from boardroom.executive.key_metric import number
from boardroom.insight.drivers import Driver
from boardroom.semantic.query import NamedExpression
from boardroom.semantic.result import Result

_FIXED = 0.5
"""The values of a dimension fix a price when they explain more of its variance than this."""
_VALUE, _VOLUME, _SQUARES, _ROWS = "value", "volume", "squares", "priced_rows"


def split_price(
    question: Question, tree: MetricTree, driver: Driver, names: Mapping[str, str]
) -> Driver:
    """The tree with each average price taken apart; as it is where no dimension fixes prices.

    Args:
        question: the change.
        tree: where ``driver`` comes from.
        driver: the effects.
        names: references of the dimensions to choose from, with labels.
    """
    priced = {item.label: item.priced for item in tree.meanings.values() if item.priced}
    if not priced or not names:
        return driver
    parts = tuple(split_price(question, tree, part, names) for part in driver.parts)
    known = priced.get(driver.label)
    if known is None or driver.previous is None or driver.current == driver.previous:
        return replace(driver, parts=parts)
    return replace(driver, parts=tuple(_parts(question, known, driver, names)))


def _parts(
    question: Question, priced: Priced, driver: Driver, names: Mapping[str, str]
) -> Iterator[Driver]:
    asks = _asks(question, priced)
    answers = question.context.ask([question.query(asks, by=[name]) for name in names])
    best = max(
        (
            (fixed, label, answer)
            for (name, label), answer in zip(names.items(), answers, strict=True)
            if isinstance(answer, Result)
            and not any(caveat.kind == "non_additive" for caveat in answer.caveats)
            and (fixed := _fixed(answer)) >= _FIXED
        ),
        key=lambda item: item[0],
        default=None,
    )
    if best is None or driver.previous is None:
        return
    _, label, answer = best
    split = split_ratio(_fractions(answer, ""), _fractions(answer, "_previous"))
    rate, mix = (sum(getattr(part, kind) or 0.0 for part in split) for kind in ("rate", "mix"))
    weight = driver.effect / (driver.current - driver.previous)
    share = None if driver.share is None or not driver.effect else driver.share / driver.effect
    for words, change in ((f"Prices by {label.lower()}", rate), (f"Mix of {label.lower()}", mix)):
        yield replace(
            driver,
            label=words,
            sign="+",
            current=driver.previous + change,
            effect=weight * change,
            share=None if share is None else share * weight * change,
            metric=None,
            parts=(),
        )


def _asks(question: Question, priced: Priced) -> list[NamedExpression]:
    metric = question.model.semantic.metric_by_name[priced.metric]
    square = f"CAST({priced.row} AS DOUBLE) * CAST({priced.row} AS DOUBLE)"
    texts = {
        _VALUE: f"SUM({priced.row})",
        _VOLUME: f"SUM({priced.volume})",
        _SQUARES: f"SUM({square} / NULLIF({priced.volume}, 0))",
        _ROWS: f"COUNT({priced.volume})",
    }
    return [
        NamedExpression(name=name, expression=text, within=metric.name)
        for name, text in texts.items()
    ]


def _fixed(answer: Result) -> float:
    """The share of the variance of prices, weighted by volume, that lies between values; less what
    so many values would explain by chance."""
    value, volume, squares, rows = (
        [number(cell) or 0.0 for cell in answer.column(f"{name}_previous")]
        for name in (_VALUE, _VOLUME, _SQUARES, _ROWS)
    )
    known = sum(item > 0 for item in volume)
    whole = sum(volume)
    if known < 2 or whole <= 0 or sum(rows) <= known:
        return 0.0
    middle = sum(value) ** 2 / whole
    between = sum(v**2 / q for v, q in zip(value, volume, strict=True) if q > 0) - middle
    total = sum(squares) - middle
    if total <= 0:
        return 0.0
    return 1 - (1 - between / total) * (sum(rows) - 1) / (sum(rows) - known)


def _fractions(answer: Result, ending: str) -> dict[str | None, Fraction]:
    keys = _keys(answer)
    value, volume = (answer.column(f"{name}{ending}") for name in (_VALUE, _VOLUME))
    return {
        key: Fraction(top=number(top) or 0.0, bottom=number(bottom) or 0.0)
        for key, top, bottom in zip(keys, value, volume, strict=True)
    }


def _keys(answer: Result) -> Sequence[str | None]:
    cells: Iterable[object] = (row[0] for row in answer.rows)
    return [None if cell is None else str(cell) for cell in cells]
