"""How each kind of value in a model file is read, written and described: one small codec per kind.

A codec reads a YAML node into a model value, writes the value back (in our shorthand or as strict
Ossie) and gives its JSON Schema and its words for the reference, so that nothing is said twice.
``semantic.model_keys`` composes codecs into the table of all keys.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NoReturn, Protocol

from boardroom.semantic.nearest import did_you_mean, nearest_name
from boardroom.semantic.problem import Problem
from boardroom.semantic.yaml_node import Node

Style = Literal["short", "ossie"]
"""``short`` is what people edit; ``ossie`` is strict Ossie with our keys in a custom extension."""

DURATION_UNITS = ("day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year")
_AGE_UNITS = ("minute", "hour", *DURATION_UNITS[:5])


class Wrong(Exception):
    """A value was wrong and its problem has been noted; the reader leaves the key out."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where reading stands: the file, the item in words, and where problems and origins are noted.

    Attributes:
        item: such as ``metric 'revenue'``; empty at the top.
        key: the key of the item that is being read, such as ``window`` or ``inputs.start.offset``.
        scope: the dataset whose fields are being read.
        dropped: names of items that could not be read at all.
    """

    origin: str
    problems: list[Problem]
    origins: dict[str, str] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    item: str = ""
    scope: str = ""
    key: str = ""

    def note(self, line: int, text: str, *, advice: str = "") -> None:
        """Note an error at ``line``; ``advice`` ends the text."""
        suffix = f" in {self.item}" if self.item else ""
        if self.key:
            suffix = f" in {self.key!r}" + (f" of {self.item}" if self.item else "")
        where = f"{self.origin}:{line}"
        self.problems.append(Problem(level="error", where=where, text=text + suffix + advice))

    def fail(self, node: Node, expected: str, *, advice: str = "") -> NoReturn:
        """Note that ``node`` is not what was expected and give up on it. Raises: Wrong."""
        self.note(node.line, f"expected {expected}, found {_shown(node)}", advice=advice)
        raise Wrong

    def inside(self, item: str, *, scope: str = "") -> "Place":
        """The same place, naming ``item``."""
        return replace(self, item=item, scope=scope, key="")

    def under(self, key: str) -> "Place":
        """The same place, at a key of what stands here."""
        return replace(self, key=f"{self.key}.{key}" if self.key else key)


def _shown(node: Node) -> str:
    if isinstance(node.value, tuple):
        return "a list"
    if isinstance(node.value, Mapping):
        return "a mapping"
    if node.value is None:
        return "nothing"
    text = repr(node.value) if isinstance(node.value, str) else node.raw
    return text if len(text) <= 60 else text[:57] + "..."


class Codec(Protocol):
    """Reads, writes and describes one kind of value."""

    def read(self, node: Node, place: Place) -> Any:
        """The model value of ``node``. Raises: Wrong, after noting why."""
        ...

    def write(self, value: Any, style: Style) -> Any:
        """``value`` as plain lists, dicts and scalars."""
        ...

    def schema(self) -> dict[str, Any]:
        """JSON Schema of the shorthand form."""
        ...

    def words(self) -> str:
        """The allowed values, for the reference."""
        ...


@dataclass(frozen=True)
class Text:
    """A text, optionally of a fixed pattern."""

    pattern: str | None = None
    expected: str = "a text"

    def read(self, node: Node, place: Place) -> str:
        """The text; numbers and booleans must be quoted."""
        value = node.value
        if isinstance(value, bool | int | float):
            place.fail(node, self.expected, advice="; put it in quotes")
        if not isinstance(value, str) or (self.pattern and not re.fullmatch(self.pattern, value)):
            place.fail(node, self.expected)
        return value

    def write(self, value: str, style: Style) -> str:
        """The text."""
        return value

    def schema(self) -> dict[str, Any]:
        """A string schema."""
        return {"type": "string"} | ({"pattern": f"^(?:{self.pattern})$"} if self.pattern else {})

    def words(self) -> str:
        """What is expected."""
        return self.expected


NAME = Text(
    pattern=r"[^\s.\"'`;](?:[^.\"'`;\n\t]*[^\s.\"'`;])?", expected="a name without dots or quotes"
)


@dataclass(frozen=True)
class Length:
    """A number and a unit of time, such as ``28 days``."""

    units: tuple[str, ...]
    expected: str

    @property
    def _pattern(self) -> str:
        return rf"[1-9][0-9]{{0,4}} (?:{'|'.join(self.units)})s?"

    @property
    def _text(self) -> Text:
        return Text(pattern=self._pattern, expected=self.expected)

    def read(self, node: Node, place: Place) -> str:
        """The text; a wrong unit names the nearest one."""
        found = re.fullmatch(r"([1-9][0-9]{0,4}) *([A-Za-z_]+)", node.raw)
        unit = nearest_name(found[2], self.units) if found else None
        if found and unit and not re.fullmatch(self._pattern, node.raw):
            length = f"{found[1]} {unit}" + ("" if found[1] == "1" else "s")
            place.fail(node, self.expected, advice=f"; did you mean {length!r}?")
        return self._text.read(node, place)

    def write(self, value: str, style: Style) -> str:
        """The text."""
        return value

    def schema(self) -> dict[str, Any]:
        """A string schema."""
        return self._text.schema()

    def words(self) -> str:
        """What is expected."""
        return self.expected


DURATION = Length(DURATION_UNITS, "a length of time such as '1 month' or '28 days'")
AGE = Length(_AGE_UNITS, "an age such as '2 days' or '6 hours'")


@dataclass(frozen=True)
class Flag:
    """``true`` or ``false``."""

    def read(self, node: Node, place: Place) -> bool:
        """The boolean."""
        if not isinstance(node.value, bool):
            place.fail(node, "true or false")
        return node.value

    def write(self, value: object, style: Style) -> object:
        """The boolean."""
        return value

    def schema(self) -> dict[str, Any]:
        """A boolean schema."""
        return {"type": "boolean"}

    def words(self) -> str:
        """Both values."""
        return "`true` or `false`"


@dataclass(frozen=True)
class Number:
    """A finite number, optionally of at least so much."""

    least: float | None = None

    def read(self, node: Node, place: Place) -> float:
        """The number as a float."""
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            place.fail(node, self.words())
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            place.fail(node, "a number below 1e308")
        if self.least is not None and number < self.least:
            place.fail(node, self.words())
        return number

    def write(self, value: float, style: Style) -> float | int:
        """The number, without a fraction where it has none."""
        return int(value) if value.is_integer() and abs(value) < 1e15 else value

    def schema(self) -> dict[str, Any]:
        """A number schema."""
        return {"type": "number"} | ({} if self.least is None else {"minimum": self.least})

    def words(self) -> str:
        """What is expected."""
        return "a number" + (f" of at least {self.least:g}" if self.least is not None else "")


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    options: tuple[str, ...]

    def read(self, node: Node, place: Place) -> str:
        """The word."""
        if not isinstance(node.value, str) or node.value not in self.options:
            known = ", ".join(self.options)
            place.fail(node, f"one of {known}", advice=did_you_mean(node.raw, self.options))
        return node.value

    def write(self, value: str, style: Style) -> str:
        """The word."""
        return value

    def schema(self) -> dict[str, Any]:
        """An enumeration."""
        return {"enum": list(self.options)}

    def words(self) -> str:
        """All words."""
        return ", ".join(f"`{option}`" for option in self.options)


@dataclass(frozen=True)
class ListOf:
    """A list whose items are all of one kind; wrong items are noted and left out."""

    item: Codec
    least: int = 0

    def read(self, node: Node, place: Place) -> tuple[Any, ...]:
        """The items as a tuple."""
        if not isinstance(node.value, tuple):
            single = not isinstance(node.value, Mapping) and node.value is not None
            place.fail(node, "a list", advice=f"; write [{node.raw}]" if single else "")
        items: list[Any] = []
        for entry in node.value:
            try:
                items.append(self.item.read(entry, place))
            except Wrong:
                continue
        if len(node.value) < self.least:
            place.fail(node, f"a list of at least {self.least}")
        return tuple(items)

    def write(self, value: tuple[Any, ...], style: Style) -> list[Any]:
        """The items as a list."""
        return [self.item.write(entry, style) for entry in value]

    def schema(self) -> dict[str, Any]:
        """An array schema."""
        bound = {"minItems": self.least} if self.least else {}
        return {"type": "array", "items": self.item.schema()} | bound

    def words(self) -> str:
        """A list of what."""
        return f"list of {self.item.words().removeprefix('a ')}"


@dataclass(frozen=True)
class MapOf:
    """A mapping from names of the author's choice to values of one kind."""

    item: Codec

    def read(self, node: Node, place: Place) -> dict[str, Any]:
        """The entries."""
        if not isinstance(node.value, Mapping):
            place.fail(node, "a mapping")
        entries: dict[str, Any] = {}
        for key, entry in node.value.items():
            try:
                entries[key] = self.item.read(entry, place.under(key))
            except Wrong:
                continue
        return entries

    def write(self, value: Mapping[str, Any], style: Style) -> dict[str, Any]:
        """The entries in their order."""
        return {key: self.item.write(entry, style) for key, entry in value.items()}

    def schema(self) -> dict[str, Any]:
        """An object schema with free keys."""
        return {"type": "object", "additionalProperties": self.item.schema()}

    def words(self) -> str:
        """A mapping to what."""
        return f"a mapping from names to {self.item.words()}"


@dataclass(frozen=True)
class TextOrList:
    """One text or a list of texts, read as a tuple."""

    def read(self, node: Node, place: Place) -> tuple[str, ...]:
        """The texts."""
        if isinstance(node.value, str):
            return (node.value,)
        texts: tuple[str, ...] = ListOf(Text(), least=1).read(node, place)
        return texts

    def write(self, value: tuple[str, ...], style: Style) -> str | list[str]:
        """One text, or a list of several."""
        return value[0] if len(value) == 1 else list(value)

    def schema(self) -> dict[str, Any]:
        """Either form."""
        return {"anyOf": [Text().schema(), ListOf(Text(), least=1).schema()]}

    def words(self) -> str:
        """Either form."""
        return "a text or a list of texts"


TEXTS = ListOf(Text())
