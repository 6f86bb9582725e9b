"""Slips of the pen: words that nobody knows, read as the word that was meant.

A short word with another letter is another word, and so is one that begins with another: of up to
five letters two may only be exchanged, or one missing or too many; of up to seven one may be wrong,
of longer ones two. Where two words are as near, none is taken, and what is written as a name is no
word of grammar. What was read shows in the answer. What a word may be that is left then is tried in
a conversation (``ask.conversation.mending``).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from boardroom.ask.inflection import is_past, is_verb, participles, root
from boardroom.ask.lexicon import Lexicon
from boardroom.ask.token import Token, fold, read_tokens
from boardroom.ask.vocabulary import WORDS, Role, roles_of
from boardroom.ask.when.slip import KNOWN
from boardroom.semantic.propose.naming import plural, singular

_SHORTEST = 4
_SHORT, _MIDDLE = 5, 7
_MOST = 6
_ACTS = frozenset({Role.VERB, Role.MADE})
_TIMES = frozenset(word for word in KNOWN if len(word) >= _SHORT and word.isalpha())


@dataclass(frozen=True, kw_only=True)
class Meant:
    """A word that a misspelt one may be.

    Attributes:
        sure: whether it is a slip by all rules, and not a short word with another letter.
    """

    word: str
    sure: bool


def may_be(word: str, lexicon: Lexicon) -> tuple[Meant, ...] | None:
    """What a word that nobody knows may be, the nearest first; None of one that is known.

    Example of a word that is two: ``ther`` is ``there`` and ``their``.
    """
    folded = fold(word)
    if not folded.isalpha() or len(tokens := read_tokens(word)) != 1:
        return None
    (token,) = tokens
    if _is_known(token, lexicon):
        return None
    if len(folded) < _SHORTEST:
        return ()
    found: dict[str, int] = {}
    many = folded.endswith("s")
    for form in dict.fromkeys((folded, token.stem, folded.removesuffix("s"))):
        for pool in (lexicon.vocabulary, WORDS, _TIMES):
            for other, far in _near(form, pool, 1 if len(folded) < _SHORT else 2):
                whole = plural(other) if many and form != folded and pool is not _TIMES else other
                found.setdefault(whole, far)
    names = {other for other in found if singular(other) in lexicon.vocabulary}
    most = 1 if len(folded) <= _SHORT else 2
    near = {x for x, far in found.items() if (x in names and far <= most) or far == 1}
    near -= {x for x in near if x not in names and _is_act(x)}
    told = [
        Meant(word=other, sure=_is_sure(folded, other, far, named=other in names))
        for other, far in sorted(found.items(), key=lambda item: item[1])
        if other in near or (near and not _is_act(other))  # No guess at what is read over.
    ]
    return tuple(told[:_MOST])


def _is_act(word: str) -> bool:
    """Whether it only says what somebody does."""
    return bool(roles_of(word)) and _ACTS.issuperset(roles_of(word))


def _is_sure(word: str, other: str, far: int, *, named: bool) -> bool:
    """Whether it is no other word: a missing letter, one too many, two exchanged, or one wrong in
    a long name."""
    if far > (1 if len(word) <= _MIDDLE else 2):
        return False
    told = len(word) != len(other) or sorted(word) == sorted(other)
    return told or len(word) > (_SHORT if named else _MIDDLE - 1)


def _near(word: str, pool: frozenset[str], far: int) -> Iterator[tuple[str, int]]:
    """Words that begin alike and are so far from it at most."""
    found = process.extract(word, pool, scorer=OSA.distance, score_cutoff=far, limit=_MOST)
    for other, distance, _ in found:
        begins = word[0] == other[0] or word[:2] == other[1::-1]
        if begins and len(other) >= _SHORTEST:
            yield other, distance


def _is_known(token: Token, lexicon: Lexicon) -> bool:
    forms = (token.stem, token.word, *participles(token.word))
    return any(word in lexicon.vocabulary or word in WORDS or word in KNOWN for word in forms)


def mend_slips(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[Token, ...]:
    """The tokens, of which misspelt ones are read as what they were meant for."""
    mended = [
        _mended(token, lexicon, named=is_name(tokens, place)) for place, token in enumerate(tokens)
    ]
    return tuple(_beside(mended, place, lexicon) for place in range(len(mended)))


def _beside(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> Token:
    """A word too short to be a slip by itself, where but one name has its neighbour as well:
    ``los ratio``."""
    token = tokens[place]
    short = token.kind == "word" and len(token.word) == _SHORTEST - 1 and token.word.isalpha()
    if not short or _is_known(token, lexicon) or is_name(tokens, place):
        return token
    around = [item.stem for item in tokens[max(0, place - 1) : place + 2]]
    at = min(place, 1)
    found = {
        other
        for other, _ in _near(token.word, lexicon.vocabulary, 1)
        for named in ([*around[:at], other], [other, *around[at + 1 :]])
        if len(named) > 1 and any(x.match == 1.0 for x in lexicon.senses(named))
    }
    return replace(token, word=min(found), meant=min(found)) if len(found) == 1 else token


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
    if _is_known(token, lexicon):
        return token  # «lose» is no «close» where something can be lost
    if is_verb(token.word) or (is_past(token.word) and lexicon.doers(token.word)):
        return token  # «joined» is no «joiner», «spend» no «send»
    meant = _nearest(token.stem, known)
    if meant is None or meant in WORDS:
        meant = None if named else _glue(token.stem, known)
        if meant and is_past(token.word) and root(token.word) == root(meant):
            return token  # «returned orders» are no wish to return them.
    if meant and meant not in known and len(meant) == len(token.stem) and not _swaps(token, meant):
        return token  # «summit» is no «submit»
    return replace(token, word=meant, meant=meant) if meant else token


def _glue(word: str, known: frozenset[str]) -> str | None:
    """The word of grammar that is meant, and no other that is near: «larst» may be the largest,
    «ssend» may be spend."""
    meant = _nearest(word, WORDS)
    others = {other for pool in (known, WORDS) for other, _ in _near(word, pool, 2)}
    return meant if others == {meant} or (meant and sorted(meant) == sorted(word)) else None


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
