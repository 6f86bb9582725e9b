"""How the data let a metric be opened that its model does not open: by another table that holds the
same (revenue of the ledger by that of the invoices), or by who is behind its rows (orders as
customers × orders per customer). Called by ``explainer``, before the tree is planted.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlglot import exp

from boardroom.executive.explain.formula import (
    bare,
    core_of,
    counts_rows,
    happens,
    part_of,
    recored,
)
from boardroom.executive.explain.question import Question
from boardroom.executive.key_metric import number
from boardroom.semantic.compiler.expression import parse
from boardroom.semantic.model import Dataset, Metric
from boardroom.semantic.query import NamedExpression
from boardroom.semantic.result import Result

_SAME = 0.05
"""Two tables hold the same when their sums differ by no more, as a share, in either period."""

_PARTIES = re.compile(
    r"(^|_)(customers?|users?|visitors?|members?|subscribers?|clients?|buyers?|patients?|guests?"
    r"|players?|students?|accounts?|contacts?|households?|companies)$",
    re.IGNORECASE,
)
_PLANNED = re.compile(r"(^|_)(budget|budgeted|plan|planned|target|goal|quota|forecast|expected)_")
_HELD, _WITHOUT = "held", "without"


@dataclass(frozen=True, kw_only=True)
class Twin:
    """A metric of another table that holds the same, so nearly that it may stand for it."""

    metric: str


@dataclass(frozen=True, kw_only=True)
class Party:
    """Who is behind each row.

    Attributes:
        key: the field that says who, as a reference.
        many, one: what they are called.
    """

    key: str
    many: str
    one: str

    @property
    def column(self) -> exp.Column:
        """The field in an expression."""
        return exp.column(exp.to_identifier(self.key, quoted=True))

    @cached_property
    def distinct(self) -> exp.Expr:
        """How many different ones there are."""
        return exp.Count(this=exp.Distinct(expressions=[self.column]))


Opening = Twin | Party


def find_opening(question: Question) -> Opening | None:
    """How the data of both periods let the metric be opened; None of what is no plain number or sum
    of events, and where nothing fits."""
    model, metric = question.model, question.metric
    formula = model.expander.metric(metric.name)
    if len(formula.calls) != 1 or not isinstance(formula.tree, exp.Column):
        return None
    call = formula.calls[0]
    if call.view.steps or call.view.at or not happens(model.semantic, formula):
        return None
    if counts_rows(model.semantic, call):
        return _party(question, call.base)
    return _twin(question) if isinstance(core_of(call.tree), exp.Sum) else None


def _twin(question: Question) -> Twin | None:
    """The metric that is called alike («invoice_revenue» of «revenue») and is the nearest."""
    own = question.metric
    names = [
        metric.name
        for metric in question.model.semantic.metrics
        if metric.name.endswith(f"_{own.name}") and metric.unit == own.unit
        if not (metric.hidden or _PLANNED.search(metric.name))
    ]
    if not names:
        return None
    asks = [NamedExpression(name=f"{_HELD}_{name}", expression=name) for name in (own.name, *names)]
    answer = question.ask(question.query(asks))
    if not isinstance(answer, Result) or not answer.rows:
        return None
    whole = _both(answer, f"{_HELD}_{own.name}")
    apart = {name: _apart(whole, _both(answer, f"{_HELD}_{name}")) for name in names}
    nearest = min(names, key=lambda name: apart[name])
    return Twin(metric=nearest) if apart[nearest] <= _SAME else None


def _apart(whole: Sequence[float], held: Sequence[float]) -> float:
    """By how much of the whole two sums differ, in the period in which they do most."""
    if len(whole) < 2 or len(held) < 2 or not all(whole):
        return math.inf
    return max(abs(own - other) / abs(own) for own, other in zip(whole, held, strict=True))


def _both(answer: Result, name: str) -> list[float]:
    """The values of both periods that are known."""
    cells = (answer.column(column)[0] for column in (name, f"{name}_previous"))
    return [value for cell in cells if (value := number(cell)) is not None]


def _party(question: Question, base: str) -> Party | None:
    """The nearest party that every row of both periods names."""
    metric = question.metric
    tree = bare(parse(metric.expression.sql))
    if not isinstance(core_of(tree), exp.Count):
        return None
    parties = list(_parties(question, base))
    asks = [
        part_of(metric, _without(metric, tree, party), f"{_WITHOUT}_{place}")
        for place, party in enumerate(parties)
    ]
    answer = question.ask(question.query(asks)) if asks else None
    if not isinstance(answer, Result) or not answer.rows:
        return None
    named = (
        party for ask, party in zip(asks, parties, strict=True) if _both(answer, ask.name) == [0, 0]
    )
    return next(named, None)


def _without(metric: Metric, tree: exp.Expr, party: Party) -> exp.Expr:
    """The number of rows that name none."""
    known = recored(tree, exp.Count(this=party.column))
    return exp.Sub(this=tree.copy(), expression=known)


def _parties(question: Question, base: str) -> Iterator[Party]:
    """Datasets of parties that rows point to, by one field."""
    semantic = question.model.semantic
    hidden = question.context.hidden_datasets()
    for link in semantic.relationships:
        if link.from_dataset != base or len(link.from_columns) != 1 or link.to_dataset in hidden:
            continue
        dataset = semantic.dataset_by_name[link.to_dataset]
        if _PARTIES.search(dataset.name):
            many = _called(dataset)
            yield Party(key=f"{base}.{link.from_columns[0]}", many=many, one=_single(many))


def _called(dataset: Dataset) -> str:
    return (dataset.label or dataset.name.replace("_", " ")).lower()


def _single(many: str) -> str:
    return f"{many[:-3]}y" if many.endswith("ies") else many.removesuffix("s")
