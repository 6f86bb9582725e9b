"""Names said in other words than the model's, which mean one thing: ``money [put into
advertising]``, ``[money we received]``, ``[what does a seat cost]``.

Called by ``ask.cover`` beside the names that are said whole. Only whole names count.
"""

from collections.abc import Iterator, Sequence

from boardroom.ask.inflection import participles
from boardroom.ask.lexicon import Found, Lexicon, Phrase, Sense
from boardroom.ask.token import Token
from boardroom.ask.unit import is_money
from boardroom.ask.vocabulary import Role, roles_of
from boardroom.semantic.model import IntervalTime

_LONGEST = 3
_SAID = 0.95
"""So well a whole name matches, also with another word for the mean."""
_SPENDING = frozenset(
    "spend on|spent on|put into|puts into|invest in|invested in|pour into|poured into".split("|")
)
_SPENT = ("spend", "spending", "cost", "expense", "expenditure")
_COSTS = frozenset({"cost", "costs"})
_PRICED = ("price", "cost", "fee")
_MONEY = frozenset({"money", "amount"})
_GOT = frozenset({"receive", "received", "collect", "collected"})
"""What we get: what «we paid» is another's."""
_AGGREGATES = frozenset({Role.MEAN, Role.MEDIAN, Role.HIGHEST, Role.LOWEST})
_WE = frozenset({"that", "which", "we", "have", "has", "they", "was", "were", "did"})
_ARTICLES = frozenset({"the", "a", "an", "one", "our", "each"})
_JOINTS = frozenset({"and", ",", "&"})
_HEADS = {"mean": "average", "average": "average", "avg": "average", "median": "median"}


def fuller_names(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Found]:
    """What a question names in other words."""
    yield from _spent(tokens, lexicon)
    yield from _received(tokens, lexicon)
    yield from _priced(tokens, lexicon)
    yield from _headed(tokens, lexicon)
    yield from _joined(tokens, lexicon)
    yield from _new(tokens, lexicon)


def _spent(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Found]:
    """``put into advertising``: the advertising cost."""
    for first in range(len(tokens) - 2):
        if " ".join(token.word for token in tokens[first : first + 2]) not in _SPENDING:
            continue
        for last in range(min(len(tokens), first + 2 + _LONGEST), first + 2, -1):
            named = tuple(token.stem for token in tokens[first + 2 : last])
            senses = _whole(lexicon, [(*named, word) for word in _SPENT], kind="metric")
            if len(senses) == 1:
                yield Found(first=first, last=last, senses=senses, alone=True)
                break


def _received(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Found]:
    """``money we received``: the payments received."""
    metrics = lexicon.ground.graph.model.metric_by_name
    for first, token in enumerate(tokens):
        place = first + 1
        while place < len(tokens) and tokens[place].word in _WE:
            place += 1
        if token.word not in _MONEY or place - first > _LONGEST + 1:
            continue
        if place >= len(tokens) or tokens[place].word not in _GOT:
            continue
        before = tokens[first - 1].stem if first else ""
        if lexicon.senses((before, token.stem)) or _AGGREGATES.intersection(roles_of(before)):
            continue  # «the purchase amount received», «the average amount we received»
        done = (tokens[place].word, *participles(tokens[place].word))
        heads = ("payment", "amount", token.word)
        phrases = [x for word in done for y in heads for x in ((y, word), (word, y))]
        senses = _whole(lexicon, phrases, kind="metric")
        senses = tuple(x for x in senses if is_money(metrics[x.ref].unit))
        if senses:
            begun = place if before == "much" else first
            yield Found(first=begun, last=place + 1, senses=senses, alone=True)


def _priced(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Found]:
    """``what does a seat cost``: the seat price."""
    words = [token.word for token in tokens]
    for last, word in enumerate(words):
        begun = next(
            (n for n in range(last) if words[n : n + 2] in (["what", "does"], ["what", "do"])), None
        )
        if word not in _COSTS or begun is None:
            continue
        named = tuple(x.stem for x in tokens[begun + 2 : last] if x.word not in _ARTICLES)
        senses = _whole(lexicon, [(*named, price) for price in _PRICED], kind="field")
        if named and len(senses) == 1:
            yield Found(first=begun, last=last + 1, senses=senses, alone=True)


def _headed(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Found]:
    """``[mean] and median time to settle``: both are called by what follows."""
    stems = [token.stem for token in tokens]
    for first in range(len(tokens) - 3):
        one, other = _HEADS.get(stems[first]), _HEADS.get(stems[first + 2])
        if not (one and other) or one == other or stems[first + 1] not in _JOINTS:
            continue
        for last in range(len(tokens), first + 3, -1):
            rest = tuple(stems[first + 3 : last])
            both = [_whole(lexicon, [(x, *rest)], kind="metric") for x in (one, other)]
            if all(both):
                yield Found(first=first, last=first + 1, senses=both[0], alone=True)
                break


def _joined(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Found]:
    """``head count``, ``adspend``: a name with a space more or less."""
    stems = [token.stem for token in tokens]
    for first in range(len(tokens)):
        for last in range(first + 1, min(len(tokens), first + _LONGEST) + 1):
            phrase = lexicon.joined("".join(stems[first:last]))
            if phrase and not lexicon.senses(stems[first:last]):
                senses = (x for x in lexicon.senses(phrase) if x.match == 1.0 and x.kind != "value")
                yield Found(first=first, last=last, senses=tuple(senses))


def _new(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Found]:
    """``new joiners``: who begins is new."""
    kinds = lexicon.ground.kinds
    starts = {
        (x.rows, x.time.start.rpartition(".")[2])
        for x in kinds.values()
        if isinstance(x.time, IntervalTime)
    }
    for first, token in enumerate(tokens[:-1]):
        named = (tokens[first + 1].stem,)
        if token.word != "new" or lexicon.senses(("new", *named)):
            continue
        senses = tuple(x for x in lexicon.senses(named) if x.kind == "metric")
        told = (kinds.get(x.ref) for x in senses)
        begun = [x and x.moment and (x.rows, x.moment.rpartition(".")[2]) in starts for x in told]
        if senses and all(begun):
            yield Found(first=first, last=first + 2, senses=senses)


def _whole(lexicon: Lexicon, phrases: Sequence[Phrase], *, kind: str) -> tuple[Sense, ...]:
    """What is called exactly by one of some phrases."""
    found = (x for phrase in phrases for x in lexicon.senses(phrase))
    return tuple({x.ref: x for x in found if x.kind == kind and x.match >= _SAID}.values())
