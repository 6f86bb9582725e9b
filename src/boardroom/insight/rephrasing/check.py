"""Whether other words say what a pattern says, no more and no less. Called by
``executive.rephraser`` before words are kept, and each time they are used.

It errs on the side of the words that are known to be true: what is not known to be harmless is
refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from boardroom.insight.rephrasing.pattern import Pattern
from boardroom.insight.rephrasing.vocabulary import MEANINGS, PLAIN, TIMES

_TOKEN = re.compile(r"\{[a-z][a-z0-9_]*\}|[a-z]+(?:['’][a-z]+)?|[^\sa-z]", re.IGNORECASE | re.ASCII)
_MARKS = frozenset(".,;:()'’«»–-")
_BESIDE = re.compile(r"(?:^|[ («])\{[a-z0-9_]+\}(?=$|[ .,;:)»])")
_PASSED_OVER = frozenset("the a an its this that these those their by ,".split())
_ALIKE = ({".", "is"}, {":", "is"})
_MOST_TIMES, _MOST_MORE = 1.4, 40


def find_fault(pattern: Pattern, text: str) -> str | None:
    """Why ``text`` may not stand for ``pattern``, in words that a writer can act on; None where it
    may.

    Example:
        >>> size = {"size": "5"}
        >>> pattern = Pattern(text="It fell by {size}.", slots=size, numbers=frozenset(size))
        >>> find_fault(pattern, "It dropped by {size}.")
        >>> find_fault(pattern, "It rose by {size}.")
        'It says «up» where the sentence says «down».'
    """
    most = _MOST_TIMES * len(pattern.text) + _MOST_MORE
    if not text.strip() or len(text) > most:
        return f"It must have between 1 and {most:.0f} characters."
    own, new = _Words.of(pattern.text), _Words.of(text)
    return (
        _shape_fault(pattern, text, new)
        or _slot_fault(pattern, own, new)
        or _word_fault(own, new)
        or _meaning_fault(own, new)
        or _neighbour_fault(pattern, own, new)
    )


@dataclass(frozen=True, kw_only=True)
class _Words:
    """A text taken apart: slots as ``{slot}``, words in small letters, marks."""

    tokens: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "_Words":
        return cls(tokens=tuple(token.lower() for token in _TOKEN.findall(text)))

    @property
    def slots(self) -> list[str]:
        return [token[1:-1] for token in self.tokens if token[0] == "{" and len(token) > 1]

    @property
    def words(self) -> list[str]:
        return [token for token in self.tokens if token[0].isalpha()]

    @property
    def meanings(self) -> list[str]:
        """What is said, in order; the same twice in a row is said once."""
        said = (MEANINGS[word] for word in self.words if word in MEANINGS)
        return [meaning for meaning, _ in groupby(item for item in said if item != "is")]

    @property
    def content(self) -> list[str]:
        """The words that must stay, in order."""
        free = PLAIN | MEANINGS.keys()
        return [word for word, _ in groupby(word for word in self.words if word not in free)]

    def neighbours(self, slots: frozenset[str]) -> Iterator[tuple[str, str, str]]:
        """Each slot, what the word before it says, and the measure of time after it."""
        for place, token in enumerate(self.tokens):
            if token[0] != "{" or token[1:-1] not in slots:
                continue
            before = place - 1
            while before >= 0 and self.tokens[before] in _PASSED_OVER:
                before -= 1
            word = self.tokens[before] if before >= 0 else "."
            following = self.tokens[place + 1] if place + 1 < len(self.tokens) else ""
            yield token, MEANINGS.get(word, word), following if following in TIMES else ""


def _shape_fault(pattern: Pattern, text: str, new: _Words) -> str | None:
    bare = [token for token in new.tokens if not token[0].isalpha() and len(token) == 1]
    strange = sorted({token for token in bare if token not in _MARKS})
    if strange or any(letter.isspace() and letter != " " for letter in text):
        return f"Only letters, slots, spaces and {' '.join(sorted(_MARKS))} may be used."
    if len(_BESIDE.findall(text)) < len(_BESIDE.findall(pattern.text)):
        return "Nothing may stand directly beside a slot but a space or a mark after it."
    if text[-1] != pattern.text[-1]:
        return f"It must end with «{pattern.text[-1]}»."
    return None


def _slot_fault(pattern: Pattern, own: _Words, new: _Words) -> str | None:
    if sorted(own.slots) != sorted(new.slots):
        return f"It must have exactly these slots: {', '.join(f'{{{x}}}' for x in own.slots)}."
    kinds = [slot.rstrip("0123456789").rstrip("_") for slot in own.slots]
    numbers = [slot for slot in own.slots if slot in pattern.numbers]
    free = len(numbers) <= 1 and len(set(kinds)) == len(kinds)
    if not free and own.slots != new.slots:
        return f"The slots must keep their order: {', '.join(f'{{{x}}}' for x in own.slots)}."
    return None


def _word_fault(own: _Words, new: _Words) -> str | None:
    known = PLAIN | MEANINGS.keys() | set(own.words)
    strange = sorted({word for word in new.words if word not in known})
    if strange:
        return f"It must do without these words: {', '.join(strange[:9])}."
    if own.content != new.content:
        return f"It must keep these words, in this order: {', '.join(own.content)}."
    return None


def _meaning_fault(own: _Words, new: _Words) -> str | None:
    if own.meanings == new.meanings:
        return None
    for said, meant in zip(new.meanings, own.meanings, strict=False):
        if said != meant:
            return f"It says «{said}» where the sentence says «{meant}»."
    if len(new.meanings) < len(own.meanings):
        return f"It does not say «{own.meanings[len(new.meanings)]}»."
    return f"It says «{new.meanings[len(own.meanings)]}», which the sentence does not."


def _neighbour_fault(pattern: Pattern, own: _Words, new: _Words) -> str | None:
    known = own.neighbours(pattern.numbers)
    found = new.neighbours(pattern.numbers)
    for (_, before, of), (slot, word, unit) in zip(known, found, strict=True):
        if unit != of:
            return f"After {slot} must come «{of or 'no measure of time'}»."
        if word != before and {word, before} not in _ALIKE:
            return f"Before {slot} must come «{before}», as in the sentence."
    return None
