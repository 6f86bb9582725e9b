"""What YAML texts said when they were read last, so that a command need not parse them again.

Parsing is the dearest step of reading a model. ``YamlMemory`` keeps the trees of texts without
problems as JSON, by a digest of the text and of the reader; what it does not know, or cannot read
any more, is parsed. Called by ``yaml_text.read_yaml``; the workspace owns the folder.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from boardroom.semantic.yaml_node import Node, container

MOST_KEPT = 32
"""Trees in a folder; the ones that were read or kept longest ago go first."""


@dataclass(frozen=True, kw_only=True)
class YamlMemory:
    """Trees of YAML texts in a folder, which is made when needed and may be removed at any time."""

    folder: Path

    def recall(self, text: bytes) -> Node | None:
        """The tree of a text that was kept; None = not known."""
        file = self._file(text)
        with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
            node = _node(json.loads(file.read_bytes()))
            os.utime(file)
            return node
        return None

    def keep(self, text: bytes, root: Node) -> None:
        """Remember the tree of a text; where the folder cannot be written, nothing happens."""
        with suppress(OSError, RecursionError):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.folder, suffix=".tmp")
            with os.fdopen(handle, "w", encoding="ascii") as stream:
                json.dump(_plain(root), stream, separators=(",", ":"))
            Path(name).replace(self._file(text))
            self._forget()

    def _file(self, text: bytes) -> Path:
        digest = hashlib.sha256(_reader() + hashlib.sha256(text).digest()).hexdigest()
        return self.folder / f"{digest[:32]}.json"

    def _forget(self) -> None:
        files = sorted(self.folder.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in files[MOST_KEPT:]:
            file.unlink(missing_ok=True)


@lru_cache
def _reader() -> bytes:
    """Changes whenever a text might be read otherwise than before."""
    folder = Path(__file__).parent
    names = ("yaml_parse.py", "yaml_node.py", Path(__file__).name)
    digest = hashlib.sha256(version("ruamel.yaml").encode())
    for name in names:
        digest.update((folder / name).read_bytes())
    return digest.digest()


def _plain(node: Node) -> list[object]:
    """A tree as JSON: (line, entries or items), (line, text), or (line, text, value)."""
    if isinstance(node.value, Mapping):
        return [node.line, {key: _plain(item) for key, item in node.value.items()}]
    if isinstance(node.value, tuple):
        return [node.line, [_plain(item) for item in node.value]]
    if node.value == node.raw:
        return [node.line, node.raw]
    return [node.line, node.raw, node.value]


def _node(plain: list[object]) -> Node:
    line, content, *value = plain
    if not isinstance(line, int):
        raise TypeError(line)
    if isinstance(content, dict):
        entries = {key: _node(item) for key, item in content.items()}
        return container(entries, entries.values(), line=line)
    if isinstance(content, list):
        items = tuple(map(_node, content))
        return container(items, items, line=line)
    if not isinstance(content, str):
        raise TypeError(content)
    if not value:
        return Node(value=content, line=line, raw=content)
    scalar = value[0]
    if not (scalar is None or isinstance(scalar, bool | int | float)):
        raise TypeError(scalar)
    return Node(value=scalar, line=line, raw=content)
