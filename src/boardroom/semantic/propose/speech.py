"""What else people call a proposed field or metric, and which of these words are left out.

A synonym that is another thing's own name would make questions ambiguous, or answer them with the
wrong thing; so names come first, and general words are given only where nothing is called so.
"""

from collections.abc import Iterable
from dataclasses import replace

from boardroom.semantic.model import AiContext, Metric
from boardroom.semantic.propose.naming import singular, singular_words, unmarked, words
from boardroom.semantic.propose.view import Column, Table

_SPOKEN: dict[str, tuple[str, ...]] = {
    "state": ("region", "province"), "category": ("kind",), "city": ("town",),
    "country": ("nation",), "channel": ("source",), "segment": ("group",), "sex": ("gender",),
    "gender": ("sex",), "salesperson": ("rep",), "agent": ("rep",),
    "department": ("team", "division"), "zip": ("postcode",), "priority": ("urgency", "severity"),
}  # fmt: skip
"""Words of a name → general words for it."""


def named_words(tables: Iterable[Table]) -> frozenset[str]:
    """The words that dimensions are called by: last words of their names, in the singular."""
    return frozenset(
        singular(column.words[-1])
        for table in tables
        for column in table.columns
        if column.words and column.reading.role == "dimension"
    )


def field_synonyms(column: Column, table: Table, named: frozenset[str]) -> tuple[str, ...]:
    """The name without the table's own words, and general words for it that name nothing else.

    Args:
        named: ``named_words`` of all tables.
    """
    if column.reading.role not in {"dimension", "time"}:
        return ()
    own = set(table.words)
    short = unmarked(column.name, [item.name for item in table.columns])
    spoken = words(short) if short else column.words
    bare = " ".join(word for word in spoken if word not in own)
    found = [bare] if bare and bare != " ".join(column.words) else []
    if column.reading.role == "dimension":
        general = (other for word in column.words for other in _SPOKEN.get(word, ()))
        found += [other for other in general if other not in named]
    plain = column.name.replace("_", " ")
    return tuple(dict.fromkeys(word for word in found if word and word != plain))


def apart(metrics: Iterable[Metric]) -> tuple[Metric, ...]:
    """The metrics without synonyms that are another one's name."""
    listed = tuple(metrics)
    names = {singular_words(metric.name): metric.name for metric in listed}
    return tuple(_without(metric, names) for metric in listed)


def _without(metric: Metric, names: dict[tuple[str, ...], str]) -> Metric:
    spoken = metric.ai_context.synonyms if metric.ai_context else ()
    kept = tuple(
        word for word in spoken if names.get(singular_words(word), metric.name) == metric.name
    )
    if kept == spoken or metric.ai_context is None:
        return metric
    context = replace(metric.ai_context, synonyms=kept)
    return replace(metric, ai_context=context if context != AiContext() else None)
