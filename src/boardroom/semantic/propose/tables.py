"""Reads the proposal's data files (``*.toml`` here) for ``lexicon``, ``entity`` and ``recipe``."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from boardroom.semantic.calendar import GRAINS
from boardroom.semantic.model import Direction, Grain


def read_table_file(name: str) -> dict[str, Any]:
    """A data file of this package as plain values, in the file's order."""
    text = files("boardroom.semantic.propose").joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def text_of(item: Mapping[str, object], key: str) -> str:
    """A value as text; empty when it is not given."""
    return str(item.get(key, ""))


def phrases_of(text: str) -> tuple[tuple[str, ...], ...]:
    """``unit price|price each`` as word lists."""
    return tuple(tuple(phrase.split()) for phrase in text.split("|"))


def direction_of(item: Mapping[str, object]) -> Direction | None:
    """Which way is good."""
    match item.get("direction"):
        case "up":
            return "up"
        case "down":
            return "down"
        case _:
            return None


def grain_of(item: Mapping[str, object]) -> Grain | None:
    """The longest period that a metric is right for."""
    return next((grain for grain in GRAINS if grain == item.get("max_grain")), None)
