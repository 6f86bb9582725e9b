"""Things by what they did or what was done with them: ``how many [people left]`` asks for the
leavers, ``[clients have walked away]`` for the lost customers, ``how many [people do we employ]``
for the employees themselves.

Called by ``ask.cover`` beside the names that are said whole. A verb is what the model calls some of
the things by, in any form of it; of other verbs that say the same in a business (``turn down`` is
deny) only where its own forms name nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from boardroom.ask.inflection import is_doer, is_past, participles
from boardroom.ask.lexicon import Found, Lexicon, Phrase, Sense
from boardroom.ask.ourselves import is_ours
from boardroom.ask.token import Token
from boardroom.ask.vocabulary import Role, Sign
from boardroom.semantic.model import IntervalTime

_BETWEEN = frozenset(
    "is are was were be been being have has had do does did we they i that which who just".split()
)
"""What stands between things and the verb."""
_MOST_BETWEEN = 4
_LONGEST_THING = 3

_SAME: dict[Phrase, tuple[str, ...]] = {
    ("cancel",): ("churn", "lose"),
    ("churn",): ("lose", "cancel"),
    ("come", "on", "board"): ("join", "hire"),
    ("deny",): ("reject", "decline"),
    ("hire",): ("join",),
    ("join",): ("hire",),
    ("leave",): ("churn", "lose"),
    ("lose",): ("churn", "cancel", "leave"),
    ("quit",): ("leave", "churn", "lose"),
    ("refuse",): ("deny", "reject", "decline"),
    ("reject",): ("deny", "decline"),
    ("turn", "down"): ("deny", "reject", "decline", "refuse"),
    ("walk", "away"): ("churn", "lose", "cancel"),
}
"""Verbs → what says the same of the things of a business, in the order in which it is looked up."""
_FORMS = {
    form: verb
    for verb in {phrase[0] for phrase in _SAME}
    for form in (verb, f"{verb}s", f"{verb.removesuffix('e')}ing", *participles(verb))
} | {"came": "come"}
_LONGEST_DEED = max(map(len, _SAME))
_DID = frozenset({"do", "does", "did", "we", "they", "have", "has", "had"})
"""Behind them any word may be a verb."""
_ENDS = frozenset("in on this last since during before after between from with , ? .".split())
_LISTS = frozenset({"which", "what", "who", "list", "show", "name", "give"})
_RANKS = {"most": Role.MOST, "fewest": Role.FEWEST, "least": Role.FEWEST}
_OBJECTS = frozenset("a an the their its no any more some at least over two three".split())
_LEFT = "left"
_GONE = frozenset({"have", "has", "had", "that", "which", "who", "just"})
"""What may stand before those who left: «are left» is what remains."""


_Things = tuple[int, int, tuple[Sense, ...]]
"""The tokens that name datasets, and which."""


def deeds_done(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Found]:
    """What names things together with what was done."""
    things = [*_things(tokens, lexicon)]
    stems = [token.stem for token in tokens]
    for first, last, senses in things:
        found = _named(tokens, last, senses, lexicon)
        if found is None or lexicon.senses(stems[first : found.last]):
            continue
        apart = _apart(found, senses)
        if apart and not _LISTS.isdisjoint(
            token.word for token in tokens[max(0, first - 3) : first]
        ):
            yield replace(found, senses=apart)
        else:
            whole = (replace(x, match=1.0) for x in found.senses)
            yield replace(found, first=first, senses=tuple(whole))
    yield from _counted_on(tokens, things, lexicon)
    yield from _who(tokens, lexicon)


def _apart(found: Found, things: Sequence[Sense]) -> tuple[Sense, ...]:
    """What tells which things are meant, where it is something of theirs: the subscriptions that
    customers cancelled."""
    refs = {item.ref for item in things}
    return tuple(x for x in found.senses if x.kind == "kind" and x.ref not in refs)


def deeds_ranked(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[tuple[Found, Sign]]:
    """``which team [hired the most] people``: the most of what things are called that it was done
    to, and the words that rank."""
    words = [token.word for token in tokens]
    for first, last, senses in _things(tokens, lexicon):
        place = first - 1
        role = _RANKS.get(words[place]) if place > 1 else None
        if role is None:
            continue
        place -= words[place - 1] == "the"
        if not is_past(words[place - 1]):
            continue
        found = _called(words[place - 1 : place], senses, lexicon)
        if found:
            sign = Sign(first=place - 1, last=first, roles=(role,))
            yield Found(first=first, last=last, senses=found, alone=True), sign


def _things(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[_Things]:
    """Where datasets are named, the longest names."""
    stems = [token.stem for token in tokens]
    for first in range(len(tokens)):
        for last in range(min(len(tokens), first + _LONGEST_THING), first, -1):
            senses = tuple(
                x for x in lexicon.senses(stems[first:last]) if x.kind == "dataset" and x.match == 1
            )
            if senses:
                yield first, last, senses
                break


def _counted_on(
    tokens: Sequence[Token], things: Sequence[_Things], lexicon: Lexicon
) -> Iterator[Found]:
    """``and how many [left]``: of the things named before."""
    words = [token.word for token in tokens]
    for first in range(1, len(words) - 1):
        before = [item for item in things if item[1] <= first]
        if words[first : first + 2] == ["how", "many"] and before:
            found = _named(tokens, first + 2, before[-1][2], lexicon)
            if found is not None:
                yield found


def _who(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Found]:
    """``who [left] in 2025``: the leavers, whatever they are."""
    words = [token.word for token in tokens]
    if words[:1] != ["who"] or len(words) < 2 or not _ENDS.issuperset(words[2:3]):
        return
    senses = tuple(x for x in lexicon.doers(tokens[1].word) if x.kind == "kind")
    if len(senses) == 1:
        yield Found(first=1, last=2, senses=(replace(senses[0], match=1.0),), alone=True)


def _named(
    tokens: Sequence[Token], begun: int, things: Sequence[Sense], lexicon: Lexicon
) -> Found | None:
    """What things are called that did what stands behind a place."""
    place = begun
    while place < len(tokens) and tokens[place].word in _BETWEEN:
        place += 1
    if is_ours(tokens, place, lexicon):
        place += 2  # «people does the company employ»
    between = {token.word for token in tokens[begun:place]}
    if place >= len(tokens) or place - begun > _MOST_BETWEEN or tokens[place].kind != "word":
        return None
    word = tokens[place].word
    if not (_DID & between or is_past(word)) or (word == _LEFT and not between <= _GONE):
        return None
    if not between and _is_state((word,), things, lexicon) and not _last(things, lexicon):
        return None
    for last in range(min(len(tokens), place + _LONGEST_DEED), place, -1):
        senses = _called([token.word for token in tokens[place:last]], things, lexicon)
        if senses:
            end = _past_us(tokens, last, lexicon)
            found = Found(first=place, last=end, senses=senses, alone=True)
            return None if _has_object(tokens, end, lexicon) else found
    return None


def _has_object(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether it was done to something else: ``customers who left [a review]``, ``customers lost
    [deals]``."""
    if place >= len(tokens):
        return False
    things = any(x.kind == "dataset" for x in lexicon.senses((tokens[place].stem,)))
    return things or tokens[place].word in _OBJECTS


def _called(said: Sequence[str], things: Sequence[Sense], lexicon: Lexicon) -> tuple[Sense, ...]:
    """What things are called of which a verb is true, or the first that says the same."""
    for verb in _verbs(said, things, lexicon):
        senses = tuple(dict.fromkeys(x for item in things for x in _of(verb, item, lexicon)))
        if senses:
            return senses
    return ()


def _verbs(said: Sequence[str], things: Sequence[Sense], lexicon: Lexicon) -> tuple[str, ...]:
    """The verb that is written, and those that say the same where it is no state of the things."""
    verb = _FORMS.get(said[0], said[0])
    same = _SAME.get((verb, *said[1:]), ())
    if _is_state((verb, *participles(verb)), things, lexicon):
        same = ()
    return (*said, *same) if len(said) == 1 else same


def _is_state(forms: Iterable[str], things: Sequence[Sense], lexicon: Lexicon) -> bool:
    """Whether a verb is a value that the things themselves have."""
    refs = {item.ref for item in things}
    senses = (x for form in forms for x in lexicon.senses((form,)))
    return any(x.kind == "value" and x.dataset in refs for x in senses)


def _last(things: Sequence[Sense], lexicon: Lexicon) -> bool:
    """Whether things are counted by the day: then those that ended are none of them."""
    datasets = lexicon.ground.graph.model.dataset_by_name
    return all(isinstance(datasets[item.ref].time, IntervalTime) for item in things)


def _past_us(tokens: Sequence[Token], last: int, lexicon: Lexicon) -> int:
    """Behind ``walked away [from us]``, ``left [the company]``."""
    place = last + (tokens[last].word == "from" if last < len(tokens) else 0)
    if place < len(tokens) and tokens[place].word == "us":
        return place + 1
    return place + 2 if is_ours(tokens, place, lexicon) else last


def _of(verb: str, things: Sense, lexicon: Lexicon) -> tuple[Sense, ...]:
    """What things are called of which a verb is true: in two words, or in one."""
    names, forms = lexicon.names(things.ref), (verb, *participles(verb))
    phrases = [x for word in forms for name in names for x in ((word, *name), (*name, word))]
    senses = dict.fromkeys(x for phrase in phrases for x in lexicon.senses(phrase))
    counts = {x.ref for x in senses if x.match == 1.0 and x.tallies}
    found = tuple(x for x in senses if (x.value if x.kind == "kind" else x.ref) in counts)
    found = found or tuple(x for x in lexicon.doers(verb) if things.ref in {x.tallies, x.dataset})
    own = any(len(name) == 1 and is_doer(name[0], verb) for name in names)
    return found or (lexicon.senses(names[0]) if own else ())
