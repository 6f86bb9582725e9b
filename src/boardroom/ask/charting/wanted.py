"""``Wanted``: what a question wanted, as far as its chart must know."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from boardroom.ask.setting import Ground
from boardroom.errors import BoardroomError
from boardroom.insight.model import ForecastPoint
from boardroom.semantic.compiler.additivity import additivity
from boardroom.semantic.model import Grain
from boardroom.semantic.query import NamedExpression, Query


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What was asked for.

    Attributes:
        intent: of the question, in any case: ``trend``, ``compare``, ``correlate``…; or what is to
            be shown: ``drivers``, ``funnel``, ``distribution``, ``share``.
        chart: a kind of chart asked for by its name.
        grain: how long the periods of the rows are; None: it is read off them.
        ordered: whether the order of the rows was asked for.
        whole: whether the rows are all groups there are: no limit cut them, no condition on their
            values.
        additive: columns whose values may be summed over groups.
        ahead: what is expected after the last period, and ``coverage``, the share of cases meant to
            lie inside its intervals.
    """

    intent: str = ""
    chart: str | None = None
    grain: Grain | None = None
    ordered: bool = False
    whole: bool = False
    additive: frozenset[str] = frozenset()
    ahead: tuple[ForecastPoint, ...] = ()
    coverage: float = 0.8


def chart_wished(question: str) -> str | None:
    """The kind of chart that a question asks for by its name.

    Example:
        >>> chart_wished("revenue by region as a pie chart"), chart_wished("top 5 bars by revenue")
        ('pie', None)
        >>> chart_wished("show a heatmap of orders by state and month")
        'heat_map'
    """
    found = _WISH.search(question.casefold())
    if found is None:
        return None
    name = re.sub(r"[ _-]+", " ", found["kind"] or found["alone"])
    return _CHARTS.get(name, name.replace(" ", "_"))


_CHARTS: Final[Mapping[str, str]] = {
    "column": "bar", "heat map": "heat_map", "heatmap": "heat_map", "scatterplot": "scatter",
    "stacked": "stacked_bar", "grouped": "grouped_bar", "distribution": "histogram",
    "box plot": "box", "boxplot": "box", "scatter plot": "scatter", "stacked column": "stacked_bar",
    "grouped column": "grouped_bar", "donut": "pie",
}  # fmt: skip
_WISH: Final = re.compile(
    r"\b(?:(?P<kind>(?:(?:stacked|grouped) )?(?:bar|column)|stacked|grouped|line|area|pie|donut"
    r"|scatter|box|funnel|waterfall)[ -](?:chart|plot|graph|diagram)"
    r"|(?P<alone>heat ?map|scatter ?plot|box ?plot|histogram|waterfall|distribution))\b"
)


def wanted_of(query: Query, ground: Ground, *, intent: str = "", question: str = "") -> Wanted:
    """What ``query`` says of it, and the words of ``question`` that name a chart."""
    return Wanted(
        intent=intent,
        chart=chart_wished(question),
        grain=query.grain,
        ordered=bool(query.order),
        whole=query.limit is None and query.limit_per is None and not query.having,
        additive=_additive(query, ground),
    )


def _additive(query: Query, ground: Ground) -> frozenset[str]:
    named: list[str | NamedExpression] = [*query.metrics, *query.expressions]
    sums = {x if isinstance(x, str) else x.name for x in named if _adds_up(x, ground)}
    shares = {
        item.name or f"{item.metric}_{item.kind}"
        for item in query.transforms
        if item.kind == "share" and item.metric in sums
    }
    return frozenset(sums | shares)


def _adds_up(item: str | NamedExpression, ground: Ground) -> bool:
    """Over groups of rows: stocks do, what counts different things does not."""
    model, expander = ground.graph.model, ground.expander
    known = model.metric_by_name.get(item) if isinstance(item, str) else None
    if known is not None and known.additive is not None:
        return known.additive
    try:
        formula = expander.metric(item) if isinstance(item, str) else expander.inline(item)
    except BoardroomError:
        return False
    return additivity(formula, ground.graph) in {"additive", "stock"}
