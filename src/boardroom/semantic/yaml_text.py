"""Strict YAML text to a tree of values that know their line.

Owns what Boardroom accepts as YAML: version 1.2 scalars, one document, unique text keys, no tags,
bounded size, depth and aliases. Called by the model loader and the dbt importer. Never raises for
bad text: problems are collected with ``file:line``, so that a folder's files are all reported at
once.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from boardroom.semantic.problem import Problem

MAX_BYTES = 4_000_000
MAX_DEPTH = 40
MAX_NODES = 400_000
"""Bounds of one file; a model of a thousand metrics stays far below them."""

Scalar = str | int | float | bool | None

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_BASED = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_HARMLESS_TAGS = {"!", "tag:yaml.org,2002:str"}
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


@dataclass(frozen=True, kw_only=True)
class YamlFile:
    """A text as read: its root (None when empty or unreadable) and what is wrong with it."""

    origin: str
    root: Node | None
    problems: tuple[Problem, ...] = ()


class _BadYaml(Exception):
    """The text cannot be read further. Args: line, message."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line
        self.text = text


def read_yaml(source: str | bytes, *, origin: str) -> YamlFile:
    """Read one YAML document. ``origin`` names it in problems; bytes must be UTF-8."""
    problems: list[Problem] = []
    root = None
    try:
        root = _Builder(origin, problems).build(_decoded(source))
    except _BadYaml as bad:
        problems.append(
            Problem(
                level="error",
                where=f"{origin}:{bad.line}",
                text=f"this is no valid YAML: {bad.text}",
            )
        )
    return YamlFile(origin=origin, root=root, problems=tuple(problems))


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


def _decoded(source: str | bytes) -> str:
    size = len(source)
    if size > MAX_BYTES:
        raise _BadYaml(1, f"it has {size} bytes, more than {MAX_BYTES}")
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _BadYaml(1, "it is UTF-16; save it as UTF-8")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = source.count(b"\n", 0, exc.start) + 1
        byte = source[exc.start]
        raise _BadYaml(line, f"byte 0x{byte:02x} is not UTF-8; save it as UTF-8") from exc


def _events(text: str) -> Iterator[Event]:
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as exc:
        mark = exc.problem_mark or exc.context_mark
        words = str(exc.problem or exc.context or "it is not well formed")
        raise _BadYaml(mark.line + 1 if mark else 1, _plain_words(words)) from exc
    except ReaderError as exc:
        line = text.count("\n", 0, exc.position) + 1
        character = exc.character
        code = character if isinstance(character, int) else ord(str(character)[:1] or "\0")
        raise _BadYaml(line, f"the character U+{code:04X} is not allowed") from exc
    except (YAMLError, RecursionError, ValueError, AttributeError, IndexError) as exc:
        raise _BadYaml(1, "it is not well formed") from exc


def _plain_words(problem: str) -> str:
    if "'\\t'" in problem:
        return "a tab cannot indent; use spaces"
    return problem


@dataclass
class _Builder:
    """Turns YAML events into nodes; one use."""

    origin: str
    problems: list[Problem]
    anchors: dict[str, Node] = field(default_factory=dict)
    events: Iterator[Event] = field(default_factory=lambda: iter(()))
    count: int = 0

    def build(self, text: str) -> Node | None:
        self.events = _events(text)
        root: Node | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _BadYaml(_line(event), "it holds a second document after '---'")
            elif isinstance(
                event, AliasEvent | ScalarEvent | SequenceStartEvent | MappingStartEvent
            ):
                root = self.node(event, 0)
        return None if root is None or root.value is None else root

    def node(self, event: Event, depth: int) -> Node:
        self.count += 1
        if depth > MAX_DEPTH:
            raise _BadYaml(_line(event), f"it is nested more than {MAX_DEPTH} deep")
        if self.count > MAX_NODES:
            raise _BadYaml(_line(event), f"it holds more than {MAX_NODES} values")
        if isinstance(event, AliasEvent):
            return self.alias(event, depth)
        tag, anchor = getattr(event, "tag", None), getattr(event, "anchor", None)
        if tag is not None and str(tag) not in _HARMLESS_TAGS:
            raise _BadYaml(_line(event), f"the tag {tag} is not allowed")
        node = self.content(event, depth)
        if anchor:
            self.anchors[str(anchor)] = node
        return node

    def content(self, event: Event, depth: int) -> Node:
        if isinstance(event, ScalarEvent):
            return _scalar(event)
        if isinstance(event, SequenceStartEvent):
            return self.sequence(event, depth)
        return self.mapping(event, depth)

    def alias(self, event: AliasEvent, depth: int) -> Node:
        target = self.anchors.get(str(event.anchor))
        if target is None:
            raise _BadYaml(_line(event), f"the alias *{event.anchor} names no finished anchor")
        if depth + target.height > MAX_DEPTH:
            raise _BadYaml(_line(event), f"it is nested more than {MAX_DEPTH} deep")
        self.count += target.size
        return replace(target, line=_line(event))

    def sequence(self, start: Event, depth: int) -> Node:
        items: list[Node] = []
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                break
            items.append(self.node(event, depth + 1))
        return _container(tuple(items), items, line=_line(start))

    def mapping(self, start: Event, depth: int) -> Node:
        entries: dict[str, Node] = {}
        lines: dict[str, int] = {}
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            if not isinstance(event, ScalarEvent):
                raise _BadYaml(_line(event), "a key must be a plain text")
            key, line = str(event.value), _line(event)
            value = replace(self.node(next(self.events), depth + 1), line=line)
            if key in entries:
                text = f"the key {key!r} stands here again (first in line {lines[key]})"
                where = f"{self.origin}:{line}"
                self.problems.append(Problem(level="error", where=where, text=text))
                continue
            entries[key], lines[key] = value, line
        return _container(entries, entries.values(), line=_line(start))


def _container(
    value: tuple[Node, ...] | Mapping[str, Node], items: Collection[Node], *, line: int
) -> Node:
    size = 1 + sum(item.size for item in items)
    height = 1 + max((item.height for item in items), default=0)
    return Node(value=value, line=line, size=size, height=height)


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1


def _scalar(event: ScalarEvent) -> Node:
    raw = str(event.value)
    plain = event.style is None and event.tag is None
    return Node(value=plain_scalar(raw) if plain else raw, line=_line(event), raw=raw)


def plain_scalar(raw: str) -> Scalar:
    """What the unquoted text ``raw`` is in YAML 1.2's core schema."""
    if raw in _SPECIAL:
        return _SPECIAL[raw]
    if _INTEGER.match(raw):
        return int(raw) if len(raw) <= 400 else raw
    if _BASED.match(raw):
        return int(raw, 0)
    return float(raw) if _FLOAT.match(raw) else raw
