"""A question with a misspelt word that may be several, or none for certain: each word it may be is
put in its place, and what can be answered then is the answer, or is asked back.

Called by the SQL agent in place of a refusal.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, product

from boardroom.ask.answer import Answer, Reading, choosing
from boardroom.ask.asker import Asker
from boardroom.ask.conversation.state import ConversationState
from boardroom.ask.slip import may_be
from boardroom.semantic.query import Query

_MOST_WORDS = 4
"""A question with more words that nobody knows is no slip of the pen."""
_MOST_WAYS = 8


@dataclass(frozen=True, kw_only=True)
class Mended:
    """What became of a question whose slips were mended, and the text that asks for it."""

    answer: Answer
    text: str


@dataclass(frozen=True, kw_only=True)
class _Way:
    """One text that may have been meant.

    Attributes:
        words: what was written → what is read.
        sure: whether each of them is a slip by all rules.
    """

    text: str
    words: dict[str, str]
    sure: bool


def mended(text: str, found: Answer, asker: Asker, state: ConversationState) -> Mended | None:
    """The answer to the one text that can be meant, or a question back; None where there is none.

    Args:
        found: the refusal of ``text``, with the words that nobody knows.
    """
    told: dict[Query | None, tuple[_Way, Answer]] = {}
    for way in islice(_ways(text, found, asker), _MOST_WAYS):
        answer = asker.ask(way.text, principal=state.principal, as_of=state.as_of)
        if answer.status == "answered":
            told.setdefault(answer.query, (way, answer))
        elif answer.status == "clarify" and way.sure:
            told.setdefault(None, (way, answer))
    if len(told) == 1 and next(iter(told.values()))[0].sure:
        ((way, answer),) = told.values()
        read = tuple(Reading(words=old, meaning=new) for old, new in way.words.items())
        return Mended(answer=replace(answer, reading=(*read, *answer.reading)), text=way.text)
    options = [(way.text, query) for query, (way, _) in told.items() if query is not None]
    if not options:
        return None
    words = " and ".join(repr(word) for word in next(iter(told.values()))[0].words)
    asked = choosing(text, options)
    message = f"I do not know what {words} means here; is this meant?"
    return Mended(answer=replace(asked, message=message, missing=found.missing), text=text)


def _ways(text: str, found: Answer, asker: Asker) -> Iterator[_Way]:
    """The texts that may have been meant, those first that are slips by all rules."""
    known = {word: may_be(word, asker.lexicon) for word in found.missing}
    slips = {word: meant for word, meant in known.items() if meant}
    unknown = [word for word, meant in known.items() if meant is not None]
    if not slips or len(unknown) > min(_MOST_WORDS, len(slips)):
        return
    ways: list[_Way] = []
    for chosen in product(*slips.values()):
        new = text
        words = dict(zip(slips, (one.word for one in chosen), strict=True))
        for old, word in words.items():
            new = re.sub(rf"\b{re.escape(old)}\b", word, new, count=1)
        ways.append(_Way(text=new, words=words, sure=all(one.sure for one in chosen)))
    yield from sorted(ways, key=lambda way: not way.sure)
