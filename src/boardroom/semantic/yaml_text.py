"""YAML texts to trees of values that know their line: parsed, or remembered from the last time.

Called by the readers of models, packs and settings, and by the dbt importer. What is accepted as
YAML stands in ``yaml_parse``.
"""

from dataclasses import dataclass

from boardroom.semantic.problem import Problem
from boardroom.semantic.yaml_memory import YamlMemory
from boardroom.semantic.yaml_node import Node


@dataclass(frozen=True, kw_only=True)
class YamlFile:
    """A text as read: its root (None when empty or unreadable) and what is wrong with it."""

    origin: str
    root: Node | None
    problems: tuple[Problem, ...] = ()


def read_yaml(source: str | bytes, *, origin: str, memory: YamlMemory | None = None) -> YamlFile:
    """Read one YAML document.

    Args:
        source: bytes must be UTF-8.
        origin: names it in problems.
        memory: where trees of texts read before are kept; None = it is parsed.
    """
    content = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    root = memory.recall(content) if memory else None
    if root is not None:
        return YamlFile(origin=origin, root=root)
    from boardroom.semantic.yaml_parse import parse_yaml

    root, problems = parse_yaml(source, origin=origin)
    if memory and root is not None and not problems:
        memory.keep(content, root)
    return YamlFile(origin=origin, root=root, problems=problems)
