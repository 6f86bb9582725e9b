"""Plain values to canonical, readable YAML text.

Used by the model writer and the Ossie export. Mappings stand in block style and in their given
order; short lists and small mappings under a key stand on one line; what ``semantic.yaml_text``
reads back is equal.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from boardroom.semantic.yaml_node import plain_scalar

_WIDTH = 100
_SAFE = re.compile(r"[A-Za-z0-9_$(/.+À-ÿ][^\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u2028\u2029]*\Z")
_SAFE_IN_FLOW = re.compile(r"[^,\[\]{}]*\Z")
_BLOCK = re.compile(
    r"[^\s\x00-\x1f][^\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u2028\u2029]*\Z"
)
_SINGLE_QUOTED = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u2028\u2029]*\Z")


def write_yaml(value: Mapping[str, Any], *, open_keys: frozenset[str] = frozenset()) -> str:
    """``value`` as one YAML document, ending in a newline.

    Args:
        open_keys: keys whose mappings and lists are never put on one line.
    """
    return "\n".join(_mapping(value, 0, open_keys)) + "\n"


def _mapping(value: Mapping[str, Any], indent: int, open_keys: frozenset[str]) -> Iterator[str]:
    pad = " " * indent
    for key, item in value.items():
        head = f"{pad}{_scalar(key)}:"
        line = None if key in open_keys else _one_line(item)
        if line is not None and (len(head) + len(line) < _WIDTH or not _container(item)):
            yield f"{head} {line}"
        elif isinstance(item, str):
            yield from _text_block(item, head, indent + 2)
        elif isinstance(item, Mapping):
            yield head
            yield from _mapping(item, indent + 2, open_keys)
        elif line is not None:
            yield from _wrapped(item, f"{head} [", indent + 2)
        else:
            yield head
            yield from _sequence(item, indent + 2, open_keys)


def _sequence(items: list[Any], indent: int, open_keys: frozenset[str]) -> Iterator[str]:
    pad = " " * indent
    for item in items:
        if isinstance(item, Mapping) and item:
            lines = _mapping(item, indent + 2, open_keys)
            yield f"{pad}- {next(lines).lstrip(' ')}"
            yield from lines
        else:
            yield f"{pad}- {_flow(item)}"


def _wrapped(items: list[Any], head: str, indent: int) -> Iterator[str]:
    """A long list of scalars, several to a line."""
    pad = " " * indent
    line = head
    for position, item in enumerate(items):
        text = _flow(item) + ("]" if position == len(items) - 1 else ",")
        if len(line) + len(text) >= _WIDTH and line != head:
            yield line.rstrip()
            line = pad
        line += text + " "
    yield line.rstrip()


def _container(item: Any) -> bool:
    return isinstance(item, list | Mapping) and bool(item)


def _one_line(item: Any) -> str | None:
    """``item`` on one line, where that is readable."""
    if isinstance(item, str):
        return None if "\n" in item and _BLOCK.match(item) else _scalar(item)
    if not _container(item):
        return _flow(item)
    inner = item.values() if isinstance(item, Mapping) else item
    if any(isinstance(part, Mapping) or _container(part) for part in inner):
        return None
    return _flow(item)


def _flow(item: Any) -> str:
    if isinstance(item, Mapping):
        pairs = [f"{_scalar(key, flow=True)}: {_flow(part)}" for key, part in item.items()]
        return "{" + ", ".join(pairs) + "}"
    if isinstance(item, list):
        return "[" + ", ".join(_flow(part) for part in item) + "]"
    return _scalar(item, flow=True)


def _text_block(text: str, head: str, indent: int) -> Iterator[str]:
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    yield f"{head} |{'-' if ends == 0 else '' if ends == 1 else '+'}"
    pad = " " * indent
    for line in (body + "\n" * max(ends - 1, 0)).split("\n"):
        yield pad + line if line else ""


def _scalar(value: Any, *, flow: bool = False) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    text = str(value)
    return text if _plain(text, flow=flow) else _quoted(text)


def _plain(text: str, *, flow: bool) -> bool:
    if not _SAFE.match(text) or plain_scalar(text) != text or text != text.strip():
        return False
    if ": " in text or " #" in text or text.endswith(":") or text in {".", "..."}:
        return False
    return not flow or bool(_SAFE_IN_FLOW.match(text) and ":" not in text)


def _quoted(text: str) -> str:
    if _SINGLE_QUOTED.match(text) and ('"' in text or "\\" in text):
        return "'" + text.replace("'", "''") + "'"
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub(
        r"[\x7f-\x9f\ud800-\udfff\ufeff\u2028\u2029]", lambda mark: f"\\u{ord(mark[0]):04x}", quoted
    )
