"""Forms: patterns of words with slots, and how they are found among the words of a question.

A pattern is written as it is spoken::

    the? last|previous {n} {unit}       words, alternatives, optional ones (?), slots
    {range} {_vs} {range}               a slot whose name begins with _ gives no value

A slot is a class of words, or again a list of forms. What the slots hold is given to the form's
``build``, after the ``Now``; it returns the meaning, or None where the words fit but mean nothing
(the 31st of February). Lists of forms may use one another, but not begin with themselves.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_DIGIT = "#"
"""Stands in the index for every word with a digit."""

Steps = tuple["Step", ...]


@dataclass(frozen=True, kw_only=True)
class WordClass:
    """Words, or rows of words, that have a value of one kind.

    Attributes:
        words: row of words (with spaces) → value.
        shapes: pattern of a single word with digits → its value, from the match; None = not one.
    """

    words: Mapping[str, object] = field(default_factory=dict)
    shapes: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], object]], ...] = ()
    _rows: dict[str, list[tuple[tuple[str, ...], object]]] = field(
        init=False, repr=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        for words, value in sorted(self.words.items(), key=lambda item: -item[0].count(" ")):
            row = tuple(words.split())
            self._rows.setdefault(row[0], []).append((row, value))

    @property
    def keys(self) -> set[str]:
        """The words that it begins with, as the index knows them."""
        return {*self._rows, *([_DIGIT] if self.shapes else [])}

    def read(self, words: Sequence[str], place: int) -> list[tuple[int, object]]:
        """(end, value) of each row of words that stands there, the longest first."""
        word = words[place]
        found = [
            (place + len(row), value)
            for row, value in self._rows.get(word, ())
            if tuple(words[place : place + len(row)]) == row
        ]
        for shape, value_of in self.shapes:
            match = shape.fullmatch(word)
            value = value_of(match) if match else None
            if value is not None:
                found.append((place + 1, value))
        return found


@dataclass(frozen=True, kw_only=True)
class Step:
    """One element of a pattern: words, any of which may stand there, or a slot."""

    words: frozenset[str] = frozenset()
    slot: str = ""
    optional: bool = False

    @property
    def silent(self) -> bool:
        """Whether it gives no value to ``build``."""
        return not self.slot or self.slot.startswith("_")


@dataclass(frozen=True, kw_only=True, eq=False)
class Form:
    """A pattern and what it means."""

    steps: Steps
    build: Callable[..., Any]


def forms(*rows: tuple[str, Callable[..., Any]]) -> tuple[Form, ...]:
    """A list of forms from (pattern, build); of two that cover the same words the first holds."""
    return tuple(
        Form(steps=tuple(map(_step, pattern.split())), build=build) for pattern, build in rows
    )


def _step(text: str) -> Step:
    optional, text = text.endswith("?"), text.removesuffix("?")
    if text.startswith("{"):
        return Step(slot=text.strip("{}"), optional=optional)
    return Step(words=frozenset(text.split("|")), optional=optional)


class Grammar:
    """Classes of words and lists of forms, with an index by first word. Made once."""

    def __init__(
        self, *, words: Mapping[str, WordClass], forms: Mapping[str, tuple[Form, ...]]
    ) -> None:
        self.words = words
        self._forms = forms
        self._needs: dict[Form, tuple[frozenset[str], ...]] = {}
        self._index: dict[str, dict[str, list[Form]]] = {}
        for name in forms:
            self._first_words(name)
        used = {step.slot for rows in forms.values() for form in rows for step in form.steps}
        if unknown := used - {"", *words, *forms}:
            raise ValueError(f"no words or forms are named {', '.join(sorted(unknown))}")

    def forms_at(self, name: str, word: str) -> Sequence[Form]:
        """The forms of a list that may begin with ``word``, in their order."""
        index = self._index[name]
        found = index.get(word, ())
        if any(map(str.isdigit, word)):
            with_digits = index.get(_DIGIT, [])
            return [*found, *with_digits] if found else with_digits
        return found

    def needs(self, form: Form) -> tuple[frozenset[str], ...]:
        """Of each step that must be there, the words that it may begin with."""
        if form not in self._needs:
            steps = [step for step in form.steps if not step.optional]
            self._needs[form] = tuple(frozenset(self._opening((step,))) for step in steps)
        return self._needs[form]

    def begins(self, name: str, word: str) -> bool:
        """Whether some form of the list may begin with ``word``."""
        return bool(self.forms_at(name, word))

    def _first_words(self, name: str) -> set[str]:
        if name in self.words:
            return self.words[name].keys
        if name not in self._index:
            index: dict[str, list[Form]] = {}
            for form in self._forms[name]:
                for word in self._opening(form.steps):
                    index.setdefault(word, []).append(form)
            self._index[name] = index
        return set(self._index[name])

    def _opening(self, steps: Steps) -> set[str]:
        found: set[str] = set()
        for step in steps:
            found |= step.words or self._first_words(step.slot)
            if not step.optional:
                break
        return found


class Scan:
    """One question being looked through. Every list of forms is tried once at each place."""

    def __init__(self, grammar: Grammar, words: Sequence[str], now: object) -> None:
        self._grammar = grammar
        self._words = words
        self._now = now
        digits = [_DIGIT] if any(map(str.isdigit, "".join(words))) else []
        self._said = frozenset([*words, *digits])
        self._possible: dict[Form, bool] = {}
        self._found: dict[tuple[str, int], list[tuple[int, Any]]] = {}

    def find(self, name: str, place: int) -> list[tuple[int, Any]]:
        """(end, value) of what the class or list ``name`` finds there: one value for each end."""
        if place >= len(self._words):
            return []
        key = (name, place)
        if key not in self._found:
            words = self._grammar.words.get(name)
            self._found[key] = words.read(self._words, place) if words else self._by_form(*key)
        return self._found[key]

    def _by_form(self, name: str, place: int) -> list[tuple[int, Any]]:
        found: dict[int, Any] = {}
        for form in self._grammar.forms_at(name, self._words[place]):
            if not self._may_be(form):
                continue
            for end, values in self._match(form.steps, place, ()):
                if end not in found and (value := self._built(form, values)) is not None:
                    found[end] = value
        return list(found.items())

    def _may_be(self, form: Form) -> bool:
        """Whether the question has words for every step that must be there."""
        known = self._possible.get(form)
        if known is None:
            needs = self._grammar.needs(form)
            known = not any(map(self._said.isdisjoint, needs))
            self._possible[form] = known
        return known

    def _built(self, form: Form, values: tuple[object, ...]) -> object:
        try:
            return form.build(self._now, *values)
        except (ValueError, OverflowError):  # A day that no calendar has.
            return None

    def _match(
        self, steps: Steps, place: int, values: tuple[object, ...]
    ) -> Iterator[tuple[int, tuple[object, ...]]]:
        if not steps:
            yield place, values
            return
        step, rest = steps[0], steps[1:]
        if step.slot:
            for end, value in self.find(step.slot, place):
                yield from self._match(rest, end, values if step.silent else (*values, value))
        elif place < len(self._words) and self._words[place] in step.words:
            yield from self._match(rest, place + 1, values)
        if step.optional:
            yield from self._match(rest, place, values if step.silent else (*values, None))
