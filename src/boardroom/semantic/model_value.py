"""Codecs of the composite values of a model file: expressions, times, AI context, dimensions.

Each has a shorthand beside its full form; see ``docs/reference/model.md``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from boardroom.semantic.model import (
    AiContext,
    EventTime,
    Expression,
    IntervalTime,
    MovementTime,
    SnapshotTime,
    TimeSpec,
)
from boardroom.semantic.model_codec import (
    TEXTS,
    Choice,
    Flag,
    Place,
    Style,
    Text,
    TextOrList,
    Wrong,
)
from boardroom.semantic.nearest import did_you_mean
from boardroom.semantic.yaml_node import Node

ANSI = "ANSI_SQL"
DIALECTS = (ANSI, "SNOWFLAKE", "MDX", "TABLEAU", "DATABRICKS", "MAQL", "BIGQUERY")
_TRANSLATABLE = ("SNOWFLAKE", "DATABRICKS", "BIGQUERY")


def plain_value(node: Node) -> Any:
    """The node as plain lists, dicts and scalars."""
    if isinstance(node.value, tuple):
        return [plain_value(item) for item in node.value]
    if isinstance(node.value, Mapping):
        return {key: plain_value(item) for key, item in node.value.items()}
    return node.value


def _entries(
    node: Node, place: Place, *, keys: tuple[str, ...], expected: str
) -> Mapping[str, Node]:
    if not isinstance(node.value, Mapping):
        place.fail(node, expected)
    for name, entry in node.value.items():
        if name not in keys:
            place.note(entry.line, f"unknown key {name!r}", advice=did_you_mean(name, keys))
            raise Wrong
    return node.value


@dataclass(frozen=True)
class ExpressionCodec:
    """A SQL expression: a text in ANSI SQL, or Ossie's ``{dialects: [{dialect, expression}]}``."""

    def read(self, node: Node, place: Place) -> Expression:
        """The expression. Raises: Wrong."""
        expected = "a SQL expression as text, or {dialects: [{dialect, expression}]}"
        if not isinstance(node.value, Mapping):
            sql = Text(expected=expected).read(node, place)
            if not sql.strip():
                place.fail(node, expected)
            return Expression(sql=sql)
        entries = _entries(node, place, keys=("dialects",), expected=expected)
        items = entries["dialects"].value if "dialects" in entries else None
        if not isinstance(items, tuple) or not items:
            place.fail(node, expected)
        texts: dict[str, str] = {}
        for item in items:
            pair = _entries(item, place, keys=("dialect", "expression"), expected=expected)
            if len(pair) < 2:
                place.fail(item, "both dialect and expression")
            dialect = Choice(DIALECTS).read(pair["dialect"], place)
            if dialect in texts:
                place.note(item.line, f"the dialect {dialect} stands here again")
                raise Wrong
            texts[dialect] = Text().read(pair["expression"], place)
        sql = texts.pop(ANSI) if ANSI in texts else _translated(texts, node, place)
        return Expression(sql=sql, dialects=texts)

    def write(self, value: Expression, style: Style) -> Any:
        """The text, or the full form where there are further dialects."""
        if style == "short" and not value.dialects:
            return value.sql
        texts = {ANSI: value.sql, **value.dialects}
        return {"dialects": [{"dialect": name, "expression": text} for name, text in texts.items()]}

    def schema(self) -> dict[str, Any]:
        """Either form."""
        pair = {
            "type": "object",
            "properties": {"dialect": {"enum": list(DIALECTS)}, "expression": {"type": "string"}},
            "required": ["dialect", "expression"],
            "additionalProperties": False,
        }
        full = {
            "type": "object",
            "properties": {"dialects": {"type": "array", "items": pair, "minItems": 1}},
            "required": ["dialects"],
            "additionalProperties": False,
        }
        return {"anyOf": [{"type": "string", "minLength": 1}, full]}

    def words(self) -> str:
        """Either form."""
        return "ANSI SQL text, or `{dialects: [{dialect, expression}]}`"


def _translated(texts: Mapping[str, str], node: Node, place: Place) -> str:
    """From another SQL dialect, as the compiler reads it; sqlglot is loaded only for this."""
    import sqlglot

    for dialect in _TRANSLATABLE:
        if dialect in texts:
            try:
                return sqlglot.transpile(texts[dialect], read=dialect.lower(), write="duckdb")[0]
            except (sqlglot.errors.SqlglotError, RecursionError):
                continue
    place.fail(node, f"an expression in {ANSI} (or one that can be translated from another SQL)")


_TIME_FORMS = "a time field, {start, end}, {snapshot, entity} or {movement}"


@dataclass(frozen=True)
class TimeCodec:
    """How rows stand in time; see ``TimeSpec``."""

    def read(self, node: Node, place: Place) -> TimeSpec:
        """The time. Raises: Wrong."""
        if not isinstance(node.value, Mapping):
            return EventTime(field=Text(expected=_TIME_FORMS).read(node, place))
        keys = ("start", "end", "snapshot", "entity", "movement")
        entries = _entries(node, place, keys=keys, expected=_TIME_FORMS)
        match sorted(entries):
            case ["end", "start"]:
                start, end = (
                    Text().read(entries[key], place.under(key)) for key in ("start", "end")
                )
                return IntervalTime(start=start, end=end)
            case ["entity", "snapshot"] | ["snapshot"]:
                field = Text().read(entries["snapshot"], place.under("snapshot"))
                entity: tuple[str, ...] = ()
                if "entity" in entries:
                    entity = TextOrList().read(entries["entity"], place.under("entity"))
                return SnapshotTime(field=field, entity=entity)
            case ["movement"]:
                movement = Text().read(entries["movement"], place.under("movement"))
                return MovementTime(field=movement)
        place.fail(node, _TIME_FORMS)

    def write(self, value: TimeSpec, style: Style) -> Any:
        """The shortest form."""
        match value:
            case EventTime():
                return value.field
            case IntervalTime():
                return {"start": value.start, "end": value.end}
            case SnapshotTime():
                things = TextOrList().write(value.entity, style)
                return {"snapshot": value.field, **({"entity": things} if things else {})}
            case MovementTime():
                return {"movement": value.field}

    def schema(self) -> dict[str, Any]:
        """All forms."""
        text = {"type": "string"}
        forms = ({"start": text, "end": text}, {"snapshot": text, "entity": TextOrList().schema()})
        objects = [
            {
                "type": "object",
                "properties": form,
                "required": [key for key in form if key != "entity"],
                "additionalProperties": False,
            }
            for form in (*forms, {"movement": text})
        ]
        return {"anyOf": [text, *objects]}

    def words(self) -> str:
        """All forms."""
        return (
            "a time field (rows are events), `{start: …, end: …}` (rows hold from start until "
            "before end), `{snapshot: …, entity: …}` (each entity's last row counts; without "
            "one, the rows of the last moment), "
            "`{movement: …}` (running sum)"
        )


@dataclass(frozen=True)
class AiContextCodec:
    """Synonyms and hints; a plain text or a mapping, further keys are carried through."""

    def read(self, node: Node, place: Place) -> AiContext:
        """The context. Raises: Wrong."""
        if not isinstance(node.value, Mapping):
            return AiContext(text=Text(expected="a text or a mapping").read(node, place))
        entries = dict(node.value)
        synonyms, examples = (
            TEXTS.read(entries.pop(key), place.under(key)) if key in entries else ()
            for key in ("synonyms", "examples")
        )
        found = entries.pop("instructions", None)
        return AiContext(
            synonyms=synonyms,
            instructions=None if found is None else Text().read(found, place),
            examples=examples,
            extra={key: plain_value(item) for key, item in entries.items()},
        )

    def write(self, value: AiContext, style: Style) -> Any:
        """The text, or a mapping."""
        entries: dict[str, Any] = {}
        if value.instructions is not None:
            entries["instructions"] = value.instructions
        if value.synonyms:
            entries["synonyms"] = list(value.synonyms)
        if value.examples:
            entries["examples"] = list(value.examples)
        entries |= value.extra
        return value.text if value.text is not None and not entries else entries

    def schema(self) -> dict[str, Any]:
        """Either form."""
        texts = TEXTS.schema()
        known = {"synonyms": texts, "instructions": {"type": "string"}, "examples": texts}
        return {"anyOf": [{"type": "string"}, {"type": "object", "properties": known}]}

    def words(self) -> str:
        """Either form."""
        return "a text, or `{synonyms: […], instructions: …, examples: […]}`"


@dataclass(frozen=True)
class DimensionCodec:
    """Ossie's ``dimension: {is_time: true}``, read as the flag alone."""

    def read(self, node: Node, place: Place) -> bool | None:
        """The flag; None when it is not said. Raises: Wrong."""
        entries = _entries(node, place, keys=("is_time",), expected="{is_time: true or false}")
        return Flag().read(entries["is_time"], place) if "is_time" in entries else None

    def write(self, value: object, style: Style) -> Any:
        """The mapping."""
        return {"is_time": value}

    def schema(self) -> dict[str, Any]:
        """An object schema."""
        flag = {"is_time": {"type": "boolean"}}
        return {"type": "object", "properties": flag, "additionalProperties": False}

    def words(self) -> str:
        """The form."""
        return "`{is_time: true}` or `{is_time: false}`"
