"""A mapping of a dbt file, read key by key, with its place.

What is asked for is taken out; what is left over at the end is carried along by the importer, so
that no key is dropped in silence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from boardroom.semantic.model_value import plain_value
from boardroom.semantic.problem import Level, Problem
from boardroom.semantic.yaml_node import Node


@dataclass(kw_only=True)
class Entry:
    """One mapping, or a bare text standing for ``{name: text}``.

    Attributes:
        item: what it is, in words, for problems.
    """

    node: Node
    origin: str
    problems: list[Problem]
    item: str = ""
    taken: set[str] = field(default_factory=set)

    @property
    def place(self) -> str:
        """``file:line``."""
        return f"{self.origin}:{self.node.line}"

    def note(self, text: str, *, level: Level = "warning") -> None:
        """List a problem of this entry."""
        ending = f" in {self.item}" if self.item and self.item not in text else ""
        self.problems.append(Problem(level=level, where=self.place, text=text + ending))

    def get(self, key: str) -> Node | None:
        """The node under ``key``, None when absent or null; counts as read."""
        self.taken.add(key)
        entries = self.node.value
        if not isinstance(entries, Mapping):
            return self.node if key == "name" and isinstance(entries, str) else None
        found = entries.get(key)
        return None if found is None or found.value is None else found

    def has(self, key: str) -> bool:
        """Whether ``key`` says something."""
        return self.get(key) is not None

    def text(self, key: str) -> str | None:
        """The scalar under ``key`` as it was written."""
        found = self.get(key)
        if found is None:
            return None
        if isinstance(found.value, tuple | Mapping):
            self.note(f"the key {key!r} should be a text", level="error")
            return None
        return found.raw

    def flag(self, key: str) -> bool:
        """Whether ``key`` is true."""
        found = self.get(key)
        return found is not None and found.value is True

    def child(self, key: str) -> "Entry | None":
        """The mapping (or bare text) under ``key``."""
        found = self.get(key)
        return None if found is None else self.wrap(found)

    def children(self, key: str) -> "Iterator[Entry]":
        """The items of the list under ``key``; a single item stands for a list of one."""
        found = self.get(key)
        if found is None:
            return
        for node in found.value if isinstance(found.value, tuple) else (found,):
            yield self.wrap(node)

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of the list (or single text) under ``key``."""
        return tuple(entry.node.raw for entry in self.children(key) if entry.node.raw.strip())

    def wrap(self, node: Node, item: str | None = None) -> "Entry":
        """An entry of the same file."""
        words = self.item if item is None else item
        return Entry(node=node, origin=self.origin, problems=self.problems, item=words)

    def named(self, noun: str) -> str | None:
        """Its name, from now on part of its words; a missing one is noted."""
        name = self.text("name")
        if name is None:
            self.note(f"a {noun} without a name is not imported", level="error")
            return None
        self.item = f"{noun} {name!r}" + (f" of {self.item}" if self.item else "")
        return name

    def rest(self) -> dict[str, Any]:
        """What nobody asked for, as plain values."""
        if not isinstance(self.node.value, Mapping):
            return {}
        return {
            key: plain_value(node) for key, node in self.node.value.items() if key not in self.taken
        }
