"""Whether other words say what a pattern says, no more and no less. Called by
``executive.rephraser`` before words are kept, and each time they are used.

It errs on the side of the words that are known to be true: what is not known to be harmless is
refused.
"""

import re
from itertools import zip_longest

from boardroom.insight.rephrasing.pattern import Pattern
from boardroom.insight.rephrasing.vocabulary import MEANINGS, PLAIN

_TOKEN = re.compile(r"\{[a-z][a-z0-9_]*\}|[a-z]+(?:['’][a-z]+)?|[^\sa-z]", re.IGNORECASE | re.ASCII)
_PAUSES = frozenset(".,;:")
_BESIDE = re.compile(r"(?:^|[ («])\{[a-z0-9_]+\}(?=$|[ .,;:)»])")
_MOST_TIMES, _MOST_MORE = 1.4, 40


def find_fault(pattern: Pattern, text: str) -> str | None:
    """Why ``text`` may not stand for ``pattern``, in words that a writer can act on; None where it
    may.

    Example:
        >>> pattern = Pattern(text="It fell by {size}.", slots={"size": "5"})
        >>> find_fault(pattern, "It dropped by {size}.")
        >>> find_fault(pattern, "It rose by {size}.")
        'It says «rose» where the sentence says «fell».'
    """
    most = _MOST_TIMES * len(pattern.text) + _MOST_MORE
    if not text.strip() or len(text) > most:
        return f"It must have between 1 and {most:.0f} characters."
    own, new = _tokens(pattern.text), _tokens(text)
    return _shape_fault(pattern, text) or _token_fault(own, new) or _claim_fault(own, new)


def _tokens(text: str) -> list[str]:
    """A text taken apart: slots as ``{slot}``, words in small letters, marks."""
    return [token.lower() for token in _TOKEN.findall(text)]


def _shape_fault(pattern: Pattern, text: str) -> str | None:
    if any(letter.isspace() and letter != " " for letter in text):
        return "It must stand in one line, with plain spaces."
    if len(_BESIDE.findall(text)) < len(_BESIDE.findall(pattern.text)):
        return "Nothing may stand directly beside a slot but a space or a mark after it."
    if text[-1] != pattern.text[-1]:
        return f"It must end with «{pattern.text[-1]}»."
    return None


def _token_fault(own: list[str], new: list[str]) -> str | None:
    slots, found = ([token for token in tokens if _is_slot(token)] for tokens in (own, new))
    if slots != found:
        return f"It must have exactly these slots, in this order: {', '.join(slots)}."
    strange = sorted(set(new) - PLAIN - MEANINGS.keys() - _PAUSES - set(own))
    if strange:
        return f"It must do without these: {', '.join(word[:40] for word in strange[:5])}."
    return None


def _is_slot(token: str) -> bool:
    return token[0] == "{" and len(token) > 1


def _claim_fault(own: list[str], new: list[str]) -> str | None:
    """Slots, what words say, and where a pause is are one sequence: a «not» or a «from» that
    moves says something else, however free of claims the words around it are.
    """
    for meant, said in zip_longest(_claims(own), _claims(new)):
        if said is None:
            return f"It does not say «{meant}»."
        if meant is None:
            return f"It says «{said}», which the sentence does not."
        if said != meant:
            return f"It says «{said}» where the sentence says «{meant}»."
    return None


def _claims(tokens: list[str]) -> list[str]:
    """What is said, in order. A full stop is as good as a comma, but not in another place: «No
    change is known» and «No, change is known» differ.
    """
    return [
        "," if token in _PAUSES else MEANINGS.get(token, token)
        for token in tokens
        if token not in PLAIN
    ]
