"""An outcome in a report: the table of accounts at risk and one insight, or why there are none."""

from dataclasses import replace

from boardroom.analysis.churn.card import ModelCard
from boardroom.executive.churn.card_table import card_table
from boardroom.executive.churn.outcome import Outcome
from boardroom.executive.finding import insight_id
from boardroom.insight.model import Effect, Evidence, Insight, NotAvailable, Report, Table
from boardroom.insight.number_text import value_text
from boardroom.insight.period_text import day_text
from boardroom.insight.wording import NumberBook
from boardroom.semantic.query import Query
from boardroom.semantic.result import Column, Result

_SCORE = -50.0
WHAT = "Customers about to leave"


def tell(outcome: Outcome, query: Query, seen: Result, report: Report) -> Report:
    """``report`` with what ``outcome`` says.

    Row grain of the table: one customer. Columns: its name, ``chance`` of leaving in the window,
    ``value_per_year`` and ``value_at_risk`` in money, ``half_gone_in`` months (until half of
    customers like it have left), ``reasons`` in words. The card of the model is a table too, also
    that of one that cannot tell.
    """
    card = () if outcome.card is None else (card_table(outcome.card, query, seen),)
    if outcome.why or outcome.card is None:
        missing = (NotAvailable(what=WHAT, why=outcome.why),)
        return replace(report, tables=card, not_available=missing)
    evidence = Evidence(
        query=query,
        sql=seen.sql,
        period=seen.period,
        model_version=seen.model_version,
        data_version=seen.data_version,
        freshness=seen.freshness,
    )
    table = Table(
        title=f"{outcome.label.capitalize()} most at risk, next {_months(outcome.window_months)}",
        query=query,
        result=_rows(outcome, seen),
    )
    return replace(
        report, insights=(_insight(outcome, outcome.card, evidence),), tables=(table, *card)
    )


def _insight(outcome: Outcome, card: ModelCard, evidence: Evidence) -> Insight:
    book = NumberBook()
    expected = book.note("expected", outcome.expected, f"{outcome.expected:,.0f}", unit="count")
    customers = book.note("customers", outcome.customers, f"{outcome.customers:,}", unit="count")
    window = book.note(
        "window", outcome.window_months, _months(outcome.window_months), unit="months"
    )
    title = f"About {expected} of {customers} {outcome.label} may leave in the next {window}"
    if outcome.value_at_risk is not None:
        worth = value_text(outcome.value_at_risk, outcome.unit)
        money = book.note("value_at_risk", outcome.value_at_risk, worth, unit=outcome.unit)
        title += f": {money} a year at risk"
    verdict = card.verdict
    ranking = verdict.auc
    figures = {
        "auc": ranking.value, "auc_low": ranking.low, "auc_high": ranking.high,
        "calibration_error": verdict.calibration_error, "lift": verdict.lift,
    }  # fmt: skip
    told = {name: book.note(name, x, f"{x:.2f}", unit="score") for name, x in figures.items()}
    rows = book.note("rows", verdict.rows, f"{verdict.rows:,}", unit="count")
    text = (
        f"As of {day_text(outcome.cutoff)}. On {rows} later cases that the model had not seen it "
        f"ranked leavers above others {told['auc']} of the time (AUC, interval {told['auc_low']} "
        f"to {told['auc_high']}); its first tenth held {told['lift']} times as many leavers as "
        f"all, and its chances were off by {told['calibration_error']} on average."
    )
    return Insight(
        id=insight_id("churn", outcome.label),
        kind="churn",
        metric="",
        title=title,
        text=text,
        numbers=tuple(book),
        evidence=evidence,
        assessment="neutral",
        uncertainty=f"Method: {card.method}.",
        effect=Effect(value=outcome.expected),
        score=_SCORE,
        score_parts={"churn": _SCORE},
    )


def _rows(outcome: Outcome, seen: Result) -> Result:
    columns = (
        Column(name="customer", role="dimension", type="String"),
        Column(name="chance", role="metric", type="Float", unit="percent"),
        Column(name="value_per_year", role="metric", type="Float", unit=outcome.unit),
        Column(name="value_at_risk", role="metric", type="Float", unit=outcome.unit),
        Column(name="half_gone_in", role="metric", type="Float", unit="months"),
        Column(name="reasons", role="field", type="String"),
    )
    rows = tuple(
        (
            item.name, item.probability, item.value, item.value_at_risk, item.months_left,
            "; ".join(item.reasons),
        )
        for item in outcome.accounts
    )  # fmt: skip
    return replace(seen, columns=columns, rows=rows)


def _months(count: int) -> str:
    return "month" if count == 1 else f"{count} months"
