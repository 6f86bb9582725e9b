"""Forms of verbs: what is done, was done, and what that is called.

Called by the lexicon and by what reads names said apart.
"""

from collections.abc import Iterator

_PARTICIPLES = {
    "lose": "lost", "losing": "lost", "win": "won", "winning": "won", "sell": "sold",
    "selling": "sold", "buy": "bought", "pay": "paid", "paying": "paid", "leave": "left",
    "spend": "spent", "send": "sent", "hold": "held", "get": "gotten", "write": "written",
    "give": "given", "take": "taken", "make": "made", "build": "built", "owe": "owed",
}  # fmt: skip
_NOUNS = {
    "response": "respond", "resolution": "resolve", "delivery": "deliver", "decision": "decide",
    "approval": "approve", "arrival": "arrive", "renewal": "renew",
}  # fmt: skip
"""Nouns of verbs that no ending alone makes."""
_VERBS = {done: verb for verb, done in _PARTICIPLES.items() if not verb.endswith("ing")} | _NOUNS
_ENDINGS = (
    ("ations", "ation", "ments", "ment", "ions", "ion", "ings", "ing", "ed", "s"), ("e",), ("at",),
)  # fmt: skip
_DOERS = ("er", "ee", "or")
_SHORTEST = 3


def participles(word: str) -> Iterator[str]:
    """What a verb may be called by when it is done: ``cancel`` → cancelled, canceled."""
    if word in _PARTICIPLES:
        yield _PARTICIPLES[word]
        return
    stem = word.removesuffix("ing")
    yield f"{stem}ed"
    yield f"{stem}{stem[-1:]}ed"
    if stem.endswith("e"):
        yield f"{stem}d"
    if stem.endswith("y"):
        yield f"{stem[:-1]}ied"


def root(word: str) -> str:
    """What the forms of a verb and its noun have in common.

    Example:
        >>> {root(word) for word in ("cancel", "cancelled", "canceled", "cancellation")}
        {'cancel'}
        >>> {root(word) for word in ("expire", "expires", "expiration", "expired")}
        {'expir'}
    """
    found = _VERBS.get(word, word)
    for endings in _ENDINGS:
        ends = (x for x in endings if found.endswith(x) and len(found) - len(x) >= _SHORTEST)
        found = found.removesuffix(next(ends, ""))
    return found[:-1] if len(found) > _SHORTEST and found[-1:] == found[-2:-1] else found


def is_doer(noun: str, verb: str) -> bool:
    """Whether a noun is who does something, or with whom it is done, or the deed itself.

    Example:
        >>> is_doer("leaver", "left"), is_doer("employee", "employ"), is_doer("hire", "hired")
        (True, True, True)
    """
    stems = (noun, *(noun.removesuffix(end) for end in _DOERS if noun.endswith(end)))
    return root(verb) in {root(stem) for stem in stems if len(stem) >= _SHORTEST}


def is_past(word: str) -> bool:
    """Whether a word is a verb of what was done: ``joined``, ``left``."""
    return word.endswith("ed") or word in _PARTICIPLES.values()


def is_verb(word: str) -> bool:
    """Whether a word is a form of a verb that everybody knows, and no slip: ``spend``."""
    return word in _PARTICIPLES or word in _VERBS
