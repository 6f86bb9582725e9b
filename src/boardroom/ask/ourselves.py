"""Words about ourselves that add nothing: ``people who left [the company]``, ``how much did we
[make in] sales``.

Called by ``ask.cover`` beside the signs of the vocabulary.
"""

from collections.abc import Iterator, Sequence

from boardroom.ask.lexicon import Lexicon
from boardroom.ask.slip import is_name
from boardroom.ask.token import Token
from boardroom.ask.vocabulary import Role, Sign

_OURS = frozenset({"the", "our", "this"})
_FIRMS = frozenset({"company", "firm", "organization", "organisation"})
_CHOOSE = frozenset("which what each every per by any is are top best for to with".split())
"""Before them «the company» is one of several."""
_TELLS = frozenset("with that which whose who where in named called".split())
_EARNING = frozenset({"make", "made", "earn", "earned", "pay", "paid", "bring", "brought", "do"})
_MUCH = ["how", "much"]
_AMOUNT = "amount"
_LONGEST = 3


def is_ours(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether two words are ourselves: ``the company``, where the model has no companies."""
    if place + 1 >= len(tokens) or tokens[place].word not in _OURS:
        return False
    firm = tokens[place + 1]
    return firm.word in _FIRMS and not lexicon.senses((firm.stem,))


def read_ourselves(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Sign]:
    """The words of a question that are only about ourselves."""
    words = [token.word for token in tokens]
    for first in range(len(words) - 1):
        chosen = first > 0 and words[first - 1] in _CHOOSE
        told = bool(_TELLS.intersection(words[first + 2 : first + 3]))
        if is_ours(tokens, first, lexicon) and not (chosen or (told and first < 2)):
            yield Sign(first=first, last=first + 2, roles=(Role.FILLER,))
        if _earns(tokens, first, lexicon):
            yield Sign(first=first, last=first + 2, roles=(Role.FILLER,))


def _earns(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """``how much did we [make in] sales``: what stands behind is the amount."""
    words = [token.word for token in tokens]
    asked = any(words[n : n + 2] == _MUCH for n in range(place))
    deed = words[place] in _EARNING and words[place + 1] == "in" and asked
    named = any(x.match == 1.0 for x in lexicon.senses((tokens[place].stem,)))
    if not deed or named or place + 2 >= len(tokens) or is_name(tokens, place + 2):
        return False
    return any(
        sense.kind == "metric" and sense.match == 1.0
        for last in range(place + 3, min(len(tokens), place + 2 + _LONGEST) + 1)
        for more in ((), (_AMOUNT,))
        for sense in lexicon.senses((*(x.stem for x in tokens[place + 2 : last]), *more))
    )
