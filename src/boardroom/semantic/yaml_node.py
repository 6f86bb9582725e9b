"""The tree that a YAML text is read as: values that know their line.

Made by ``yaml_text`` and ``yaml_memory``; read by the codecs of the model and of the settings.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

Scalar = str | int | float | bool | None

MAX_DEPTH = 40
"""Levels of one file; a model has fewer than ten."""

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_BASED = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_SPECIAL: dict[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """A value with its place.

    Attributes:
        value: a scalar, a tuple of nodes (list) or a dict of nodes (mapping).
        line: counted from 1; of a mapping's entry the line of its key.
        raw: a scalar's text as written.
        size: nodes below and with this one, aliases counted each time.
        height: levels below this one.
    """

    value: "Scalar | tuple[Node, ...] | Mapping[str, Node]"
    line: int
    raw: str = ""
    size: int = 1
    height: int = 0


def container(
    value: tuple[Node, ...] | Mapping[str, Node], items: Collection[Node], *, line: int
) -> Node:
    """A list or mapping of these items, which stand below it."""
    size = 1 + sum(item.size for item in items)
    height = 1 + max((item.height for item in items), default=0)
    return Node(value=value, line=line, size=size, height=height)


def node_of(value: Any, *, line: int, depth: int = 0) -> Node:
    """``value`` (JSON-like) as a tree whose every node stands at ``line``."""
    if depth > MAX_DEPTH:
        raise ValueError(f"nested more than {MAX_DEPTH} deep")
    if isinstance(value, Mapping):
        entries = {
            str(key): node_of(item, line=line, depth=depth + 1) for key, item in value.items()
        }
        return Node(value=entries, line=line)
    if isinstance(value, list | tuple):
        return Node(
            value=tuple(node_of(item, line=line, depth=depth + 1) for item in value), line=line
        )
    return Node(value=value, line=line, raw=str(value))


def plain_scalar(raw: str) -> Scalar:
    """What the unquoted text ``raw`` is in YAML 1.2's core schema."""
    if raw in _SPECIAL:
        return _SPECIAL[raw]
    if _INTEGER.match(raw):
        return int(raw) if len(raw) <= 400 else raw
    if _BASED.match(raw):
        return int(raw, 0)
    return float(raw) if _FLOAT.match(raw) else raw
