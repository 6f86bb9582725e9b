"""The names that are in the data, as they are kept from question to question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class NameField:
    """A field that names are looked up in.

    Attributes:
        calls: whether its things are called by it; part of such a name is enough.
    """

    ref: str
    calls: bool


@dataclass(frozen=True, kw_only=True)
class NameBook:
    """The names that one pair of eyes may see in one state of the data.

    Attributes:
        by_word: the values that have a word, and their field.
        large: fields of more values than are kept.
    """

    by_word: Mapping[str, Sequence[tuple[NameField, str]]]
    large: Sequence[NameField]
