"""Reads JSON and JSON-lines files; called by ``survey`` and ``readers``.

Arrays are decoded element by element, so that a file larger than memory can be read. Numbers keep
the digits they are written with; objects inside objects become columns; lists stay JSON text.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

from boardroom.data.sources.report import Finding
from boardroom.data.sources.staging import Part, Stage
from boardroom.data.sources.text_file import open_text
from boardroom.data.sources.text_rows import TextRows
from boardroom.errors import SourceError

PIECE_CHARS = 1024 * 1024
WHOLE_FILE_BYTES = 256 * 1024 * 1024
DEEPEST = 4


class _Number(str):
    """A JSON number, as written."""

    __slots__ = ()


class _Twice(dict[str, object]):
    """An object in which a key stands twice, so that one of its values would be lost."""


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Twice(found)


_DECODER = json.JSONDecoder(
    parse_float=_Number, parse_int=_Number, parse_constant=_Number, object_pairs_hook=_object
)


def json_tables(path: Path) -> tuple[tuple[str, ...], str]:
    """The tables in a JSON file: keys that hold lists of objects, or ``""`` for the file itself.

    Raises:
        SourceError: the file is empty, damaged or too large for a single object.
    """
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        text = open_text(path, scratch=Path(scratch)).path
        start = _first_sign(text)
        if not start:
            raise SourceError(f"{path.name} is empty", hint="Export it again or remove it.")
        if start == "[" or _is_lines(text):
            return ("",), ""
        if start != "{":
            return (), "no table inside"
        content = _whole(text)
    keys = tuple(key for key, value in content.items() if _is_table(value))
    if keys:
        return keys, ""
    if content and not any(isinstance(value, (dict, list)) for value in content.values()):
        return ("",), ""
    return (), "no table inside"


def stage_json(
    stage: Stage, path: Path, *, part: str, rows: TextRows, strings: dict[str, bool]
) -> tuple[Part, tuple[Finding, ...]]:
    """Append the objects of ``path`` to ``rows``.

    Args:
        part: the key whose list is the table; empty = the file itself.
        strings: label → whether all its values were strings and some of them plain digits; filled
            here, so that codes written as strings stay text.

    Raises:
        SourceError: the file is damaged or cut off.
    """
    folder = stage.folder / f"json-{len(list(stage.folder.iterdir()))}"
    folder.mkdir()
    text = open_text(path, scratch=folder)
    if part:
        content = _whole(text.path).get(part)
        numbered = enumerate(content if isinstance(content, list) else (), start=1)
        found: Iterator[tuple[int, object]] = ((n, one) for n, one in numbered)
    elif _is_lines(text.path):
        found = _lines(text.path, rows)
    elif _first_sign(text.path) == "[":
        found = enumerate(_elements(text.path, name=path.name), start=1)
    else:
        found = iter([(1, _whole(text.path))])
    lists: set[str] = set()
    for number, value in found:
        reason = _misfit(value)
        if reason or not isinstance(value, dict):
            rows.reject(number, reason, _as_json(value))
            continue
        flat = dict(_flat(value, "", 0, lists))
        _note_strings(flat, strings)
        rows.add(number, {label: _plain(one) for label, one in flat.items()})
    findings = tuple(
        Finding(kind="nested_column", text=f"{label} holds lists; it is loaded as JSON text")
        for label in sorted(lists)
    )
    return rows.part(), (*text.findings, *findings)


def _misfit(value: object) -> str:
    """Why a decoded value is no row; empty when it is one."""
    if not isinstance(value, dict):
        return "not_an_object"
    return "duplicate_key" if _is_twice(value) else ""


def _is_twice(value: object) -> bool:
    if isinstance(value, dict):
        return isinstance(value, _Twice) or any(map(_is_twice, value.values()))
    return isinstance(value, list) and any(map(_is_twice, value))


def _as_json(value: object) -> str:
    """``value`` as JSON again, its numbers as they were written."""
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        inner = (
            f"{json.dumps(key, ensure_ascii=False)}: {_as_json(v)}" for key, v in value.items()
        )
        return f"{{{', '.join(inner)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_as_json, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _flat(
    value: Mapping[str, object], prefix: str, depth: int, lists: set[str]
) -> Iterator[tuple[str, object]]:
    for key, one in value.items():
        label = f"{prefix}{key}"
        if isinstance(one, dict) and one and depth < DEEPEST:
            yield from _flat(one, f"{label}.", depth + 1, lists)
        elif isinstance(one, (dict, list)):
            lists.add(label)
            yield label, _Number(_as_json(one)) if one else None
        else:
            yield label, one


def _plain(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _note_strings(flat: Mapping[str, object], strings: dict[str, bool]) -> None:
    for label, value in flat.items():
        if value is None or value == "":
            continue
        if isinstance(value, _Number) or not isinstance(value, str):
            strings[label] = False
        elif value.isdigit():
            strings.setdefault(label, True)


def _first_sign(path: Path) -> str:
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        while piece := stream.read(4096):
            if piece.strip():
                return piece.strip()[0]
    return ""


def _is_lines(path: Path) -> bool:
    """Whether the first line is an object by itself and the file is one or goes on likewise."""
    if (
        path.name.lower()
        .split(".plain")[0]
        .split(".utf8")[0]
        .split(".gz")[0]
        .endswith((".jsonl", ".ndjson"))
    ):
        return True
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        lines = (line.strip() for line in iter(lambda: stream.readline(PIECE_CHARS), ""))
        filled = [line for line, _ in zip((x for x in lines if x), range(2), strict=False)]
    if len(filled) < 2 or not filled[1].startswith("{"):
        return False
    try:
        return isinstance(_DECODER.decode(filled[0]), dict)
    except ValueError:
        return False


def _lines(path: Path, rows: TextRows) -> Iterator[tuple[int, object]]:
    with path.open("rb") as stream:
        for number, data in enumerate(stream, start=1):
            try:
                line = data.decode("utf-8-sig" if number == 1 else "utf-8").strip()
                value = _DECODER.decode(line) if line else None
            except UnicodeDecodeError:
                rows.reject(number, "bad_encoding", data.decode("utf-8", "backslashreplace"))
            except (ValueError, RecursionError):
                rows.reject(number, "bad_json", line)
            else:
                if line:
                    yield number, value


def _elements(path: Path, *, name: str) -> Iterator[object]:
    """The elements of the array that the file is, one by one."""
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        buffer = stream.read(PIECE_CHARS).lstrip()[1:]
        while True:
            buffer = buffer.lstrip().removeprefix(",").lstrip()
            if buffer.startswith("]"):
                _refuse_more(buffer[1:], stream, name=name)
                return
            try:
                value, end = _DECODER.raw_decode(buffer)
                complete = end < len(buffer)
            except (ValueError, RecursionError):
                complete = False
            if complete:
                buffer = buffer[end:]
                yield value
                continue
            more = stream.read(max(PIECE_CHARS, len(buffer)))
            if not more:
                message = f"{name} is damaged or cut off near {buffer[:40]!r}"
                raise SourceError(message, hint="Copy it again; the last good data stays.")
            buffer += more


def _refuse_more(buffer: str, stream: TextIO, *, name: str) -> None:
    while not buffer.strip() and (piece := stream.read(PIECE_CHARS)):
        buffer = piece
    if more := buffer.strip():
        message = f"{name} goes on behind the end of its array, near {more[:40]!r}"
        raise SourceError(message, hint="Save it as one array, or as JSON lines.")


def _whole(path: Path) -> Mapping[str, object]:
    if path.stat().st_size > WHOLE_FILE_BYTES:
        message = f"{path.name} is one JSON object of more than 256 MiB"
        raise SourceError(message, hint="Save it as JSON lines, one object a line.")
    try:
        content = _DECODER.decode(path.read_text("utf-8-sig", errors="replace").strip())
    except (ValueError, RecursionError) as exc:
        message = f"{path.name} is damaged or cut off: {exc}"
        raise SourceError(message, hint="Copy it again; the last good data stays.") from exc
    return content if isinstance(content, dict) else {}


def _is_table(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)
