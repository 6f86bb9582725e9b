"""Strict YAML text to a tree of values that know their line.

Owns what Boardroom accepts as YAML: version 1.2 scalars, one document, unique text keys, no tags,
bounded size, depth and aliases. Called by ``yaml_text`` for texts it does not remember; the only
module that needs the parser, whose import is dear. Never raises for bad text: problems are
collected with ``file:line``, so that a folder's files are all reported at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

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
from boardroom.semantic.yaml_node import MAX_DEPTH, Node, container, plain_scalar

MAX_BYTES = 4_000_000
MAX_NODES = 400_000
"""Bounds of one file; a model of a thousand metrics stays far below them."""

_HARMLESS_TAGS = {"!", "tag:yaml.org,2002:str"}


class _BadYaml(Exception):
    """The text cannot be read further. Args: line, message."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line
        self.text = text


def parse_yaml(source: str | bytes, *, origin: str) -> tuple[Node | None, tuple[Problem, ...]]:
    """The root of one YAML document and what is wrong with it, as ``yaml_text.read_yaml``."""
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
    return root, tuple(problems)


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
    if "<stream end>" in problem:
        return "a bracket or a quote before this is not closed"
    if "<block end>" in problem or "<block mapping" in problem:
        return "this is indented otherwise than the lines above it"
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
        return container(tuple(items), items, line=_line(start))

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
        return container(entries, entries.values(), line=_line(start))


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1


def _scalar(event: ScalarEvent) -> Node:
    raw = str(event.value)
    plain = event.style is None and event.tag is None
    return Node(value=plain_scalar(raw) if plain else raw, line=_line(event), raw=raw)
