"""dbt's filter templates to plain SQL: ``{{ Dimension('order__is_food') }} = true`` →
``orders.is_food = true``.

Called by ``metric_conversion`` with a ``Catalog`` that knows which dataset an entity leads to.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from boardroom.semantic.dbt.naming import field_sql

_CALL = re.compile(
    r"\{\{\s*(?P<kind>Dimension|TimeDimension|Entity|Metric)\s*\((?P<arguments>[^{}]*?)\)"
    r"(?P<methods>(?:\s*\.\s*\w+\([^(){}]*\))*)\s*\}\}"
)
_METHOD = re.compile(r"\.\s*(\w+)\(([^)]*)\)")
_TEXT = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_PATH = re.compile(r"entity_path\s*=\s*\[([^\]]*)\]")
_METRIC_TIME = "metric_time"


class Untranslatable(Exception):
    """The template cannot be said in plain SQL; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """Where the names in templates lead.

    Attributes:
        owners: entity → datasets of which it is a key, as in ``owners_of``.
        fields: dataset → its fields by the names dbt gives dimensions and entities.
        times: dataset → the field that places its rows in time.
    """

    owners: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    times: Mapping[str, str] = field(default_factory=dict)

    def dimension(self, name: str, dataset: str | None) -> str:
        """The SQL of ``entity__dimension``, of a bare dimension, or of ``metric_time``.

        Raises:
            Untranslatable: nothing of that name.
        """
        *entities, last = name.split("__")
        if not entities and last == _METRIC_TIME:
            return self._metric_time(dataset)
        candidates = (
            self.owners.get(entities[-1], ()) if entities else (dataset,) if dataset else ()
        )
        for candidate in candidates:
            if last in self.fields.get(candidate, {}):
                return field_sql(candidate, self.fields[candidate][last])
        raise Untranslatable(f"nothing is known as {name!r}")

    def _metric_time(self, dataset: str | None) -> str:
        if dataset is None or dataset not in self.times:
            raise Untranslatable("metric_time means several time fields, or none")
        return field_sql(dataset, self.times[dataset])


def translate(template: str, catalog: Catalog, *, dataset: str | None) -> str:
    """``template`` as SQL over model fields.

    Args:
        dataset: the one whose rows are filtered; None for a metric made of several.

    Raises:
        Untranslatable: a name or construct that has no equivalent.
    """
    sql = _CALL.sub(lambda call: _field(call, catalog, dataset), template).strip()
    if "{{" in sql or "{%" in sql:
        raise Untranslatable(f"the template {template.strip()!r} is not understood")
    return sql


def joined(conditions: list[str]) -> str | None:
    """All conditions as one."""
    if len(conditions) < 2:
        return conditions[0] if conditions else None
    return " AND ".join(f"({condition})" for condition in conditions)


def _field(call: re.Match[str], catalog: Catalog, dataset: str | None) -> str:
    kind, arguments = call["kind"], call["arguments"]
    if kind == "Metric":
        raise Untranslatable("a filter on another metric's value is not supported")
    path = _PATH.search(arguments)
    entities = _texts(path[1]) if path else []
    texts = _texts(_PATH.sub("", arguments))
    if not texts:
        raise Untranslatable(f"{call[0]!r} names nothing")
    sql = catalog.dimension("__".join([*entities, texts[0]]), dataset)
    if kind == "TimeDimension" and len(texts) > 1:
        sql = _truncated(sql, texts[1])
    for method, argument in _METHOD.findall(call["methods"]):
        sql = _changed(sql, method, _texts(argument))
    return sql


def _texts(arguments: str) -> list[str]:
    return [single or double for single, double in _TEXT.findall(arguments)]


def _truncated(sql: str, grain: str) -> str:
    return f"DATE_TRUNC('{_word(grain)}', {sql})"


def _changed(sql: str, method: str, texts: list[str]) -> str:
    if method == "grain" and texts:
        return _truncated(sql, texts[0])
    if method == "date_part" and texts:
        return f"EXTRACT({_word(texts[0])} FROM {sql})"
    raise Untranslatable(f"the method {method!r} is not supported")


def _word(text: str) -> str:
    if not text.isalpha():
        raise Untranslatable(f"{text!r} is no grain")
    return text.lower()
