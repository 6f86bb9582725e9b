"""``Name``: a name as it stands in a text. Part of insights."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Name:
    """What a metric, a segment, a table or a period is called in a text.

    Attributes:
        kind: what it is the name of, in one word.
        text: exactly how it stands there.
    """

    kind: str
    text: str


def with_name(names: Sequence[Name] | None, kind: str, text: str) -> tuple[Name, ...] | None:
    """The names of a text to which one was added; None where the others are not known."""
    return None if names is None else (*names, Name(kind=kind, text=text))
