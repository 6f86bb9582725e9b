"""Records of a model file: which keys an item may have, and how a whole item is read and written.

Built on the codecs; ``semantic.model_keys`` fills in the tables. Here live the rules common to all
items: unknown keys name the nearest valid one, our own keys may stand beside the standard ones or
in a ``BOARDROOM`` custom extension, ``synonyms`` is short for ``ai_context.synonyms``, and defaults
are not written.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from functools import cached_property
from typing import Any

from boardroom.semantic.model import AiContext
from boardroom.semantic.model_codec import Codec, Place, Style, Wrong
from boardroom.semantic.nearest import did_you_mean
from boardroom.semantic.yaml_node import Node, node_of

VENDOR = "BOARDROOM"
SYNONYMS = "synonyms"
AI_CONTEXT = "ai_context"
EXTENSIONS = "custom_extensions"


def key_title(item: str, key: str) -> str:
    """A key of an item in words, beside the items in origin maps: ``metric 'revenue': filter``."""
    return f"{item}: {key}"


def item_title(noun: str, name: str, scope: str = "") -> str:
    """An item in words, the key of origin maps: ``field 'orders.price'``."""
    return f"{noun} '{scope}.{name}'" if scope else f"{noun} '{name}'"


@dataclass(frozen=True, kw_only=True)
class Key:
    """One key of a record.

    Attributes:
        attribute: the attribute of the model class; the key's own name when empty.
        standard: whether it is Ossie's; others go into a custom extension on strict export.
        virtual: read into another attribute, never written by itself.
    """

    name: str
    codec: Codec
    doc: str
    attribute: str = ""
    required: bool = False
    standard: bool = False
    virtual: bool = False

    @property
    def target(self) -> str:
        """The attribute it fills."""
        return self.attribute or self.name


@dataclass(frozen=True, kw_only=True)
class Record:
    """A mapping with known keys that becomes one value of ``make``.

    Attributes:
        noun: what people call it; names in errors.
        title: its name in the JSON Schema.
        scoped: whether items inside are named ``<its name>.<their name>``.
        completed: changes the values read where one key implies another.
        exported: changes what strict Ossie gets (its own keys, ours) accordingly.
        named: whether it is an item whose name stands once in all files together.
    """

    noun: str
    title: str
    make: Callable[..., Any]
    keys: tuple[Key, ...]
    scoped: bool = False
    named: bool = False
    completed: Callable[[dict[str, Any], Mapping[str, Node]], None] | None = None
    exported: Callable[[dict[str, Any], dict[str, Any]], None] | None = None

    @cached_property
    def by_name(self) -> Mapping[str, Key]:
        """Keys by name."""
        return {key.name: key for key in self.keys}

    @cached_property
    def defaults(self) -> Mapping[str, Any]:
        """Defaults of the attributes that have one."""
        found: dict[str, Any] = {}
        for item in fields(self.make):  # type: ignore[arg-type]  # always a dataclass
            if item.default is not MISSING:
                found[item.name] = item.default
            elif item.default_factory is not MISSING:
                found[item.name] = item.default_factory()
        return found

    def read(self, node: Node, place: Place) -> Any:
        """The value of ``make`` that the mapping says. Raises: Wrong."""
        if not isinstance(node.value, Mapping):
            place.fail(node, f"a mapping for a {self.noun}")
        inner = self._named(node, place)
        entries = self._with_extension(dict(node.value), inner)
        self._refuse_unknown(entries, inner)
        values: dict[str, Any] = {}
        complete = True
        for key in self.keys:
            if key.name in entries:
                here = inner.under(key.name)
                line = f"{place.origin}:{entries[key.name].line}"
                inner.origins.setdefault(key_title(inner.item, here.key), line)
                try:
                    values[key.target] = key.codec.read(entries[key.name], here)
                except Wrong:
                    complete = complete and not key.required
            elif key.required:
                inner.note(node.line, f"the key {key.name!r} is missing")
                complete = False
        if not complete:
            place.dropped.append(inner.item)
            raise Wrong
        _expand_synonyms(values, node, inner)
        if self.completed is not None:
            self.completed(values, entries)
        return self.make(**values)

    def _named(self, node: Node, place: Place) -> Place:
        if not self.named:
            return place
        name = node.value.get("name") if isinstance(node.value, Mapping) else None
        if name is None or not isinstance(name.value, str):
            of = f" of {place.item}" if place.item else ""
            return place.inside(f"a {self.noun}{of}")
        title = item_title(self.noun, name.value, place.scope)
        if title in place.origins:
            place.note(node.line, f"{title} stands here again (first in {place.origins[title]})")
            place = replace(place, origins={})
        place.origins.setdefault(title, f"{place.origin}:{node.line}")
        return place.inside(title, scope=name.value if self.scoped else "")

    def _refuse_unknown(self, entries: dict[str, Node], place: Place) -> None:
        for name, entry in entries.items():
            if name not in self.by_name:
                advice = _suggestion(name, self.by_name)
                place.note(entry.line, f"unknown key {name!r}", advice=advice)

    def _with_extension(self, entries: dict[str, Node], place: Place) -> dict[str, Node]:
        """The entries with those of our own custom extension beside them."""
        extensions = entries.get(EXTENSIONS)
        if extensions is None or not isinstance(extensions.value, tuple):
            return entries
        foreign: list[Node] = []
        for item in extensions.value:
            data = _own_data(item)
            if data is None:
                foreign.append(item)
                continue
            for name, entry in _decoded(data, place).items():
                if name in entries:
                    place.note(
                        data.line, f"{name!r} stands both here and in the {VENDOR} extension"
                    )
                elif name in self.by_name and self.by_name[name].standard:
                    place.note(data.line, f"{name!r} must stand outside the {VENDOR} extension")
                else:
                    entries[name] = entry
        entries[EXTENSIONS] = replace(extensions, value=tuple(foreign))
        return entries

    def write(self, value: Any, style: Style) -> dict[str, Any]:
        """``value`` as a mapping, without defaults."""
        standard: dict[str, Any] = {}
        own: dict[str, Any] = {}
        for key in self.keys:
            held = None if key.virtual else getattr(value, key.target)
            if key.virtual or (key.target in self.defaults and held == self.defaults[key.target]):
                continue
            if style == "short" or key.standard:
                standard[key.name] = key.codec.write(held, style)
            else:
                own[key.name] = key.codec.write(held, "short")
        if style == "short":
            return self._shortened(standard)
        if self.exported is not None:
            self.exported(standard, own)
        if own:
            data = json.dumps(own, ensure_ascii=False, sort_keys=True)
            entry = {"vendor_name": VENDOR, "data": data}
            standard[EXTENSIONS] = [*standard.get(EXTENSIONS, ()), entry]
        return standard

    def _shortened(self, entries: dict[str, Any]) -> dict[str, Any]:
        context = entries.get(AI_CONTEXT)
        if (
            SYNONYMS not in self.by_name
            or not isinstance(context, dict)
            or list(context) != [SYNONYMS]
        ):
            return entries
        return {
            SYNONYMS if name == AI_CONTEXT else name: context[SYNONYMS]
            if name == AI_CONTEXT
            else entry
            for name, entry in entries.items()
        }

    def schema(self) -> dict[str, Any]:
        """A reference to this record's definition."""
        return {"$ref": f"#/$defs/{self.title}"}

    def definition(self) -> dict[str, Any]:
        """JSON Schema of the shorthand form."""
        return {
            "type": "object",
            "properties": {
                key.name: {**key.codec.schema(), "description": key.doc} for key in self.keys
            },
            "required": [key.name for key in self.keys if key.required],
            "additionalProperties": False,
        }

    def words(self) -> str:
        """What is expected."""
        return f"a {self.noun}"


def _suggestion(name: str, known: Mapping[str, Key]) -> str:
    return did_you_mean(name, known) or "; known keys: " + ", ".join(known)


def _own_data(extension: Node) -> Node | None:
    """The data of a ``BOARDROOM`` extension; None for another vendor's."""
    if not isinstance(extension.value, Mapping):
        return None
    vendor, data = extension.value.get("vendor_name"), extension.value.get("data")
    return data if data is not None and vendor is not None and vendor.value == VENDOR else None


def _decoded(data: Node, place: Place) -> Mapping[str, Node]:
    try:
        node = node_of(json.loads(str(data.value)), line=data.line)
    except (ValueError, RecursionError):
        node = None
    if node is None or not isinstance(node.value, Mapping):
        place.note(data.line, f"the data of the {VENDOR} extension is no JSON object")
        return {}
    return node.value


def _expand_synonyms(values: dict[str, Any], node: Node, place: Place) -> None:
    if SYNONYMS not in values:
        return
    synonyms = values.pop(SYNONYMS)
    context: AiContext = values.get(AI_CONTEXT) or AiContext()
    if context.text is not None or context.synonyms:
        place.note(node.line, "give the synonyms once, inside ai_context")
        return
    values[AI_CONTEXT] = replace(context, synonyms=synonyms)
