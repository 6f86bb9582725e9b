"""Slips of the pen: words that nobody knows, read as the word that was meant.

A short word with another letter is another word, and so is one that begins with another: of up to
five letters two may only be exchanged, or one missing or too many; of up to seven one may be wrong,
of longer ones two. Where two words are as near, none is taken, and what is written as a name is no
word of grammar. What was read shows in the answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from boardroom.ask.inflection import is_past, participles
from boardroom.ask.lexicon import Lexicon
from boardroom.ask.token import Token
from boardroom.ask.vocabulary import WORDS
from boardroom.ask.when.slip import KNOWN

_SHORTEST = 4
_SHORT, _MIDDLE = 5, 7


def mend_slips(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[Token, ...]:
    """The tokens, of which misspelt ones are read as what they were meant for."""
    return tuple(
        _mended(token, lexicon, named=is_name(tokens, place)) for place, token in enumerate(tokens)
    )


def is_name(tokens: Sequence[Token], place: int) -> bool:
    """Whether a word is written as a name: in quotation marks, or with a capital amid words that
    have none."""
    token = tokens[place]
    others = (item for item in tokens if item is not token and item.kind == "word")
    small = place > 0 and any(item.text[:1].islower() for item in others)
    return token.kind == "quoted" or (small and token.text[:1].isupper())


def _mended(token: Token, lexicon: Lexicon, *, named: bool) -> Token:
    known = lexicon.vocabulary
    if token.kind != "word" or len(token.word) < _SHORTEST or not token.word.isalpha():
        return token
    forms = (token.stem, token.word, *participles(token.word))
    if any(word in known or word in WORDS or word in KNOWN for word in forms):
        return token  # «lose» is no «close» where something can be lost
    if is_past(token.word) and lexicon.doers(token.word):
        return token  # «joined» is no «joiner»
    meant = _nearest(token.stem, known) or (None if named else _nearest(token.stem, WORDS))
    if meant and meant not in known and len(meant) == len(token.stem) and not _swaps(token, meant):
        return token  # «summit» is no «submit»
    return replace(token, word=meant, meant=meant) if meant else token


def _nearest(word: str, known: frozenset[str]) -> str | None:
    far = 1 if len(word) <= _MIDDLE else 2
    found = process.extract(word, known, scorer=OSA.distance, score_cutoff=far, limit=4)
    near = [(distance, other) for other, distance, _ in found if _is_slip(word, other)]
    least = min((distance for distance, _ in near), default=0)
    best = [other for distance, other in near if distance == least]
    return best[0] if len(best) == 1 else None


def _is_slip(word: str, other: str) -> bool:
    swapped = word[:2] == other[1::-1]
    if len(other) < _SHORTEST or not (word[0] == other[0] or swapped):
        return False
    exchanged = sorted(word) == sorted(other)
    return len(word) > _SHORT or exchanged or len(word) != len(other)


def _swaps(token: Token, meant: str) -> bool:
    """Whether only the order of letters is wrong."""
    return sorted(token.stem) == sorted(meant)


def slips(tokens: Sequence[Token]) -> Iterator[str]:
    """What misspelt words were read as."""
    yield from (token.meant for token in tokens if token.meant)
