"""Names whose words stand apart in a question: ``how many [deals did we lose]`` asks for the lost
deals, ``how much did they [pay]`` for the amount paid.

Called by ``ask.cover`` beside the lexicon's own search. Only whole names count.
"""

from collections.abc import Iterator, Sequence

from boardroom.ask.inflection import participles
from boardroom.ask.lexicon import Found, Lexicon, Sense
from boardroom.ask.token import Token

_BETWEEN = frozenset(
    "is are was were be been being have has had do does did we they i you that which who still "
    "currently now today already yet ever".split()
)
"""What stands between a thing and what is said of it."""
_AHEAD = (["about", "to"], ["going", "to"], ["due", "to"])
_ANY_DEED = frozenset({"make", "get", "have", "take", "do", "see", "go", "come"})
"""What says nothing of what is done."""
_MOST_BETWEEN = 4
_LONGEST_THING = 3
_LONGEST_SHARED = 14
_JOINTS = frozenset({",", "and", "&"})
_AUXILIARIES = frozenset({"did", "do", "does", "to"})
_DATES = frozenset({"date", "day", "time"})
_WHOLE = 0.95
"""So well a name matches that is said whole, but for the thing's own name."""
_IS = frozenset({"is", "are", "was", "were"})
_ASKING = frozenset({"how", "many", "much"})
_COUNTS = frozenset({"many", "number", "count"})
_MORE = frozenset({"more", "fewer", "less", "any"})
"""What stands between a deed and the things: ``win more deals``."""
_MUCH = {("how", "much"), ("what", "did"), ("what", "do"), ("what", "have")}
_WHAT_IS = {("what", "is"), ("what", "was")}
_SIZE = "amount"
_UN = "un"

_WILL = frozenset({"that", "which", "will", "to", "did", "do", "does", "who", "it", "they"})
_ON = frozenset({"in", "on", "before", "after", "since", "during", "this", "next", "within"})


def names_apart(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Found]:
    """Whole names whose words stand apart."""
    yield from _stated(tokens, lexicon)
    yield from _done(tokens, lexicon)
    yield from _dated(tokens, lexicon)
    yield from _happened(tokens, lexicon)
    yield from _measured(tokens, lexicon)
    yield from _sharing(tokens, lexicon)


def _stated(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Found]:
    """``tickets [that] are [still] open``, ``deals did we lose``."""
    for last, token in enumerate(tokens):
        middle = last
        while middle > 0 and tokens[middle - 1].word in _BETWEEN and last - middle < _MOST_BETWEEN:
            middle -= 1
        if middle in {0, last} or token.kind != "word":
            continue
        stated = any(item.word in _IS for item in tokens[middle:last])
        for first in range(max(0, middle - _LONGEST_THING), middle):
            if stated and first > 1 and tokens[first - 1].word in _JOINTS:
                continue  # «how many incidents and tickets are open»: both
            thing = [item.stem for item in tokens[first:middle]]
            senses = _whole(lexicon, thing, token)
            if not any(item.stem in _COUNTS for item in tokens[:first]):
                senses = tuple(x for x in senses if x.kind == "kind" or x.tallies)
            if senses:
                yield Found(first=first, last=_past(tokens, last + 1, thing), senses=senses)


def _past(tokens: Sequence[Token], place: int, thing: Sequence[str]) -> int:
    """Behind the thing, where it is named again: ``claims are catastrophe [claims]``."""
    again = [token.stem for token in tokens[place : place + len(thing)]] == thing
    return place + len(thing) * again


def _whole(lexicon: Lexicon, thing: Sequence[str], said: Token) -> tuple[Sense, ...]:
    """What a thing and what is said of it are together, in either order: a number of things."""
    for word in (said.stem, *participles(said.word)):
        for phrase in ((word, *thing), (*thing, word)):
            found = tuple(
                sense
                for sense in lexicon.senses(phrase)
                if sense.match == 1.0 and sense.kind in {"metric", "kind"}
            )
            if found:
                return found
    return ()


def _done(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Found]:
    """``did they [sign up]``, ``to [cancel]``: what is called by what is done."""
    for first, token in enumerate(tokens):
        asked = any(item.word in _AUXILIARIES for item in tokens[:first])
        ahead = [item.word for item in tokens[max(0, first - 2) : first]] in _AHEAD
        if not asked or ahead or token.kind != "word" or token.word in _ANY_DEED:
            continue
        behind = first + 1 + any(item.word in _MORE for item in tokens[first + 1 : first + 2])
        for last in range(first + 1, min(len(tokens), behind + _LONGEST_THING - 1) + 1):
            rest = [item.stem for item in tokens[behind:last]]
            for word in participles(token.word):
                senses = tuple(x for x in lexicon.senses((word, *rest)) if x.match >= _WHOLE)
                if senses:
                    yield Found(first=first, last=last, senses=senses)


def _dated(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Found]:
    """``date opened`` is the opened date, and ``opened date`` when something was opened."""
    for first, token in enumerate(tokens[:-1]):
        behind = tokens[first + 1]
        if token.stem in _DATES:
            named = lexicon.senses((behind.stem, token.stem))
            senses = tuple(x for x in named if x.match >= _WHOLE)
        else:
            done = behind.stem in _DATES and token.kind == "word"
            senses = lexicon.acts(token.word) if done else ()
        if senses:
            yield Found(first=first, last=first + 2, senses=senses)


def _happened(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Found]:
    """``claims closed in June``, ``policies that expire in 2026``: by the date of that."""
    words = [token.word for token in tokens]
    for first, token in enumerate(tokens):
        will = first > 0 and words[first - 1] in _WILL
        done = will or token.word.endswith("ed") or bool(_ON.intersection(words[first + 1 :][:1]))
        done = done and token.kind == "word" and token.word not in _ANY_DEED
        senses = lexicon.acts(token.word) if done else ()
        if not senses and token.word.startswith(_UN) and token.word.endswith("ed"):
            senses = lexicon.acts(token.word.removeprefix(_UN))  # «unshipped orders»
        if senses:
            yield Found(first=first, last=first + 1, senses=senses)


def _measured(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Found]:
    """``what did customers pay``, ``how much is overdue``, ``what is overdue from customers``: the
    amount paid, overdue."""
    words = [token.word for token in tokens]
    begun = next((n for n in range(len(words)) if tuple(words[n : n + 2]) in _MUCH), None)
    places = range(begun + 2, len(tokens)) if begun is not None else range(0)
    if tuple(words[:2]) in _WHAT_IS:
        places = range(2, min(3, len(tokens)))
    for place in places:
        for last in range(min(len(tokens), place + _LONGEST_THING), place, -1):
            senses = _sizes(tokens[place:last], lexicon)
            if senses:
                yield Found(first=place, last=last, senses=senses, alone=True)
                break


def _sizes(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[Sense, ...]:
    """What is called the amount of what words name."""
    if any(token.kind != "word" for token in tokens):
        return ()
    said = tuple(token.stem for token in tokens)
    forms = [said] if len(said) > 1 else [said, *((x,) for x in participles(tokens[0].word))]
    for form in forms:
        found = (*lexicon.senses((_SIZE, *form)), *lexicon.senses((*form, _SIZE)))
        senses = tuple(x for x in found if x.match == 1.0 and x.kind == "metric")
        if senses:
            return senses
    return ()


def _sharing(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Found]:
    """``loss payment, loss reserve and expense amount``: each is called by the last word, too."""
    stems = [token.stem for token in tokens]
    for last, token in enumerate(tokens):
        if token.word not in _JOINTS or last + 1 >= len(tokens):
            continue
        ends = [
            stems[end - 1]
            for end in range(last + 2, min(len(tokens), last + _LONGEST_SHARED) + 1)
            for begun in range(last + 1, end)
            if any(x.kind == "metric" and x.match == 1.0 for x in lexicon.senses(stems[begun:end]))
        ]
        for first in range(max(0, last - _LONGEST_THING), last):
            named = dict.fromkeys(
                x for end in ends for x in lexicon.senses((*stems[first:last], end))
            )
            senses = tuple(x for x in named if x.kind == "metric" and x.match == 1.0)
            if senses:
                yield Found(first=first, last=last, senses=senses, alone=True)
                break
        yield from _shared_thing(tokens, lexicon, last)


def _shared_thing(tokens: Sequence[Token], lexicon: Lexicon, joint: int) -> Iterator[Found]:
    """``deals won and lost``, ``how many deals were won and how many were lost``: the second is
    said of the same things."""
    place = joint + 1
    while place < len(tokens) and tokens[place].word in _BETWEEN | _ASKING:
        place += 1
    if place >= len(tokens) or tokens[place].kind != "word":
        return
    said = tokens[joint - 1]
    middle = joint - 1
    while middle > 0 and tokens[middle - 1].word in _BETWEEN:
        middle -= 1
    for first in range(max(0, middle - _LONGEST_THING), middle):
        thing = [item.stem for item in tokens[first:middle]]
        named = any(x.match == 1.0 for x in lexicon.senses(thing) if x.kind != "value")
        if named and _counts_some(_whole(lexicon, thing, said)):
            senses = tuple(x for x in _whole(lexicon, thing, tokens[place]) if x.kind == "metric")
            if _counts_some(senses):
                yield Found(first=place, last=place + 1, senses=senses, alone=True)
                return


def _counts_some(senses: Sequence[Sense]) -> bool:
    return any(sense.kind == "metric" and not sense.counts for sense in senses)
