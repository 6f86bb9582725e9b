"""The card of a churn model as a table: what it was made of, and how good it is. Called by
``executive.churn.telling``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from boardroom.analysis.churn.card import ModelCard
from boardroom.insight.model import Table
from boardroom.insight.number_text import value_text
from boardroom.insight.period_text import day_text
from boardroom.semantic.query import Query
from boardroom.semantic.result import Column, Result

TITLE = "Model card"
_NAMED = 8


def card_table(card: ModelCard, query: Query, seen: Result) -> Table:
    """Row grain: one fact of the model. Columns: ``figure``, its ``value`` and what it ``means``,
    all in words.
    """
    columns = (
        Column(name="figure", role="dimension", type="String"),
        Column(name="value", role="field", type="String"),
        Column(name="means", role="field", type="String"),
    )
    rows = (*_quality(card), *_making(card))
    return Table(
        title=f"{TITLE}, made {day_text(card.made_on)}",
        query=query,
        result=replace(seen, columns=columns, rows=tuple(rows), caveats=()),
    )


def _quality(card: ModelCard) -> Iterable[tuple[str, str, str]]:
    """How good it was on later cases that it had not seen."""
    found, ranking = card.verdict, card.verdict.auc
    interval = f"{ranking.value:.2f} ({ranking.low:.2f} to {ranking.high:.2f})"
    yield "AUC", interval, "how often it ranks who leaves above who stays; half is chance"
    base = f"squared error of its chances; {found.brier_of_base:.3f} if all had the average"
    yield "Brier score", f"{found.brier:.3f}", base
    off = "how far its chances were off on average, in ten equal groups"
    yield "Calibration error", f"{found.calibration_error:.3f}", off
    yield "Lift", f"{found.lift:.2f}", "how many more leavers its first tenth held than all"
    yield "Tested on", _cases(found.rows, found.leavers), "later cases that it had not seen"


def _making(card: ModelCard) -> Iterable[tuple[str, str, str]]:
    """What it was made of."""
    yield "Learnt from", _cases(card.rows, card.leavers), card.about
    span = f"{day_text(card.first)} to {day_text(card.last)}"
    window = value_text(card.window_months, "months")
    yield "Cut-offs", span, f"leaving is watched for {window} after each"
    yield "Method", card.method, f"version {card.version}"
    yield "Looks at", value_text(len(card.features), "count"), _first(card.features, ", ")
    left_out = [f"{name}: {why}" for name, why in card.left_out.items()]
    yield "Left out", value_text(len(left_out), "count"), _first(left_out, "; ") or "nothing"


def _first(texts: Sequence[str], between: str) -> str:
    """The first of them, and how many more there are."""
    more = len(texts) - _NAMED
    rest = [f"and {more} more"] if more > 0 else []
    return between.join([*texts[:_NAMED], *rest])


def _cases(rows: int, leavers: int) -> str:
    return f"{rows:,}, of whom {leavers:,} left"
