"""How long something takes, asked for by what is done: ``how long does it take to [resolve] a
ticket`` is the time to resolve, ``takes the longest [to settle]`` the time to settle,
``average [first response]`` the time of that.

Called by ``ask.cover`` beside the names that are said whole. Only mean durations of the model
count, and only where what is done and to what agrees with them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from boardroom.ask.inflection import root
from boardroom.ask.lexicon import Found, Lexicon, Sense
from boardroom.ask.setting import Duration
from boardroom.ask.token import Token
from boardroom.ask.vocabulary import Role, Sign

_TAKES = frozenset({"take", "takes", "took", "taken"})
_EXTREMES = frozenset({"longest", "shortest", "slowest", "fastest", "quickest"})
_MEANS = frozenset({"average", "mean"})
_SPEEDS = frozenset({"fast", "quickly", "soon"})
_UNITS = frozenset({"seconds", "minutes", "hours", "days", "weeks"})
_UNTIL = frozenset({"until", "till", "before"})
_DOES = frozenset({"do", "does", "did"})
_AUXILIARIES = frozenset({"get", "be", "actually", "us", "we", "them"})
_ENDS = frozenset("in on at by for from to per since during with of as this last".split())
_DEEDS = 3
_OBJECT = 4


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A duration that a question asks for.

    Attributes:
        sign: how it asks, where that is no phrase of the vocabulary: ``how many days``.
        found: the words that say what takes so long.
    """

    found: Found
    sign: Sign | None = None


def durations_asked(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Asked]:
    """The durations of the model that a question asks for by what is done."""
    words = [token.word for token in tokens]
    for first in range(len(words)):
        last = _lead(words, first)
        for place in _deeds(words, first, last) if last else ():
            found = _found(tokens, place, lexicon)
            meant = words[first] not in _MEANS or (found and _is_whole(tokens, found.last))
            if found is not None and meant:
                yield Asked(found=found, sign=_sign(first, last, words))
                return


def _lead(words: Sequence[str], first: int) -> int:
    """Where the words end by which a duration is asked for; 0 where none are."""
    one, two, three = (*words[first : first + 3], "", "", "")[:3]
    if (one in _EXTREMES and two == "to") or one in _MEANS:
        return first + 1
    if one != "how":
        return 0
    if two == "many" and three in _UNITS:
        return first + 3
    return first + 2 if two == "long" or two in _SPEEDS else 0


def _sign(first: int, last: int, words: Sequence[str]) -> Sign | None:
    asked = words[first] == "how"
    return Sign(first=first, last=last, roles=(Role.HOW_MUCH,)) if asked else None


def _deeds(words: Sequence[str], first: int, last: int) -> Iterator[int]:
    """Where it may be said what is done."""
    if words[first] in _EXTREMES | _MEANS:
        yield last + (words[first] in _EXTREMES)
        return
    onward = range(last, len(words))
    takes = next((n for n in onward if words[n] in _TAKES), None)
    until = next((n for n in onward if words[n] in _UNTIL), None)
    if takes is not None:
        yield from (n + 1 for n in range(takes + 1, len(words)) if words[n] == "to")
        yield from (n for n in range(last, takes) if words[n].endswith("ing"))
    elif until is not None:
        yield from range(until + 1, len(words))
    elif words[last - 1] in _SPEEDS and words[last : last + 1] and words[last] in _DOES:
        yield from range(last + 1, len(words))


def _found(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> Found | None:
    while place < len(tokens) and tokens[place].word in _AUXILIARIES:
        place += 1
    begun = place - 1 if place and tokens[place - 1].word == "to" else place
    for last in range(min(len(tokens), place + _DEEDS), place, -1):
        done = frozenset(root(token.word) for token in tokens[place:last])
        known = [x for x in lexicon.ground.durations if _is_meant(x, done, lexicon)]
        known = [x for x in known if _fits(x, tokens, last, lexicon)]
        if known:
            senses = {x.metric: Sense(kind="metric", ref=x.metric) for x in known}
            return Found(first=begun, last=last, senses=tuple(senses.values()), alone=True)
    return None


def _is_whole(tokens: Sequence[Token], last: int) -> bool:
    """Whether a name ends there: ``average first response`` and not ``average response score``."""
    return last >= len(tokens) or tokens[last].kind != "word" or tokens[last].word in _ENDS


def _is_meant(duration: Duration, done: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether it is called by what is done, and by nothing else but the things themselves."""
    own = {root(word) for name in duration.datasets for word in lexicon.own_words(name)}
    if done == duration.deeds:
        return True
    return done < duration.deeds and duration.deeds - done <= own and not done <= own


def _fits(duration: Duration, tokens: Sequence[Token], last: int, lexicon: Lexicon) -> bool:
    """Whether it is done to the things that the duration is of, as far as any are named."""
    for token in tokens[last : last + _OBJECT]:
        if token.kind != "word" or token.word in _ENDS:
            return True
        named = {x.ref for x in lexicon.senses((token.stem,)) if x.kind == "dataset"}
        if named:
            return bool(named & duration.datasets)
    return True
