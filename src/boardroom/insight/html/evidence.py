"""What stands behind a number: definition, period, filters, SQL, freshness, run time.

Called by cards and sections: every number on the page opens one of these.
"""

from boardroom.insight.html.markup import Content, Markup, tag
from boardroom.insight.model import Evidence, KeyMetric
from boardroom.insight.number_text import value_text
from boardroom.insight.period_text import day_text, period_text
from boardroom.semantic.query import Query
from boardroom.semantic.query_json import filter_to_json
from boardroom.semantic.result import Freshness, Period
from boardroom.semantic.result_json import dump_json


def query_details(evidence: Evidence, *, label: str = "Query", facts: Content = None) -> Markup:
    """A closed ``<details>`` with the query behind a number."""
    return tag(
        "details",
        {"class": "query"},
        tag("summary", None, label, tag("span", {"class": "hide"}, " behind this number")),
        query_body(evidence, facts=facts),
    )


def query_body(evidence: Evidence, *, facts: Content = None) -> Markup:
    """Facts and SQL of one evidence."""
    rows: list[Content] = [facts, fact("Period", period_words(evidence.period))]
    comparison = evidence.comparison
    if comparison is not None:
        before = Period(start=comparison.start, end=comparison.end, complete=True)
        rows.append(fact("Compared with", period_words(before)))
    rows += [
        fact("Split by", ", ".join(_names(evidence.query))),
        fact("Filters", _filters(evidence.query)),
        fact("Freshness", freshness_words(evidence.freshness)),
        fact("Versions", _versions(evidence)),
        fact("Run time", _run_time(evidence.elapsed_ms)),
    ]
    return tag(
        "div",
        None,
        tag("dl", {"class": "facts"}, rows),
        tag("pre", {"class": "sql", "tabindex": 0, "aria-label": "SQL"}, evidence.sql)
        if evidence.sql
        else None,
    )


def metric_facts(card: KeyMetric) -> list[Content]:
    """The rows on the metric itself: exact value, definition, direction, target."""
    better = {"up": "higher is better", "down": "lower is better", None: ""}[card.direction]
    return [
        fact("Exact value", value_text(card.value, card.unit, full=True)),
        fact("Definition", card.description or ""),
        fact("Expression", tag("code", None, card.expression) if card.expression else None),
        fact("Direction", better),
        fact("Target", value_text(card.target, card.unit) if card.target is not None else ""),
    ]


def fact(name: str, value: Content) -> Content:
    """One row; nothing when there is no value."""
    if not value:
        return None
    return tag("dt", None, name), tag("dd", None, value)


def period_words(period: Period) -> str:
    """The period in words with its exact days."""
    words = period_text(period)
    if period.start is None or period.end is None:
        return words
    days = f"{period.start.isoformat()} to {period.end.isoformat()}"
    return f"{words} ({days})" if period.complete else f"{words} ({days}, unfinished)"


def freshness_words(freshness: Freshness) -> str:
    """How old the data is, in words."""
    parts = []
    if freshness.data_until is not None:
        parts.append(f"data until {day_text(freshness.data_until)}")
    if freshness.loaded_at is not None:
        parts.append(f"loaded {freshness.loaded_at:%Y-%m-%d %H:%M} UTC")
    if freshness.stale:
        parts.append(f"stale: {freshness.why}" if freshness.why else "stale")
    return ", ".join(parts)


def _names(query: Query) -> list[str]:
    return [item if isinstance(item, str) else item.name for item in query.group_by]


def _filters(query: Query) -> str:
    return "; ".join(dump_json(filter_to_json(item)) for item in query.filters) or "none"


def _versions(evidence: Evidence) -> str:
    parts = []
    if evidence.model_version:
        parts.append(f"model {evidence.model_version}")
    if evidence.data_version:
        parts.append(f"data {evidence.data_version}")
    return ", ".join(parts)


def _run_time(elapsed_ms: float) -> str:
    return f"{elapsed_ms:,.0f} ms, with the queries asked together" if elapsed_ms else ""
