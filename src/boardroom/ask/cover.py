"""A question cut into pieces that each mean something, so that as little as possible is left over.

Of all ways to lay phrases of the model, of time, numbers and the vocabulary side by side, the one
that costs least: names above single words, anything above words that nobody knows. A piece keeps
all that its words may be; the grammar decides by what stands around it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from boardroom.ask.apart import names_apart
from boardroom.ask.deed_name import deeds_done, deeds_ranked
from boardroom.ask.duration_name import durations_asked
from boardroom.ask.fuller_name import fuller_names
from boardroom.ask.lexicon import Found, Lexicon, Sense
from boardroom.ask.number_phrase import NumberPhrase
from boardroom.ask.ourselves import read_ourselves
from boardroom.ask.slip import is_name, slips
from boardroom.ask.token import Token
from boardroom.ask.vocabulary import Role, Sign, read_signs, roles_of
from boardroom.ask.when.reading import TimePhrase

_SIGN, _NUMBER, _TIME, _TERM = 0.1, 0.1, 0.12, 0.2
_UNSURE = 0.5
"""What words that look like time, but may be something else, cost more."""
_PART = 0.3
"""What a name of which words are left out costs more, at most."""
_ALONE = 0.01
"""What words cost less that are nothing else."""
_SLIP = 0.6
_QUOTED = 0.5
_PIECE = 0.001
"""What each piece costs: one name before as many words that only join others (``how-to``)."""
_UNKNOWN = 5.0
_LONGEST_OWNER = 3
_OF = "of"
_WHOLE = 0.9
"""So well a name matches that is said whole, but for the thing's own name."""
_DEEDS = frozenset({Role.VERB, Role.MADE})
_MEANS = frozenset({Role.MEAN, Role.MEDIAN})
_AUXILIARIES = frozenset("did do does is are can will may had has".split())
_DID = frozenset({"did", "does", "do"})
_MOVES = frozenset({Role.GROWTH, Role.RISE, Role.FALL})
_ARTICLES = frozenset({"the", "a", "an", "our", "all"})
_NOT_OWNED = frozenset("number count total sum average share percentage ratio amount list".split())


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Some words of a question and all that they may be.

    Attributes:
        first, last: its tokens; ``last`` is exclusive.
        text: the words as they are written.
        slip: what the words were read as, where they are misspelt.
    """

    first: int
    last: int
    text: str
    cost: float
    roles: tuple[Role, ...] = ()
    senses: tuple[Sense, ...] = ()
    number: NumberPhrase | None = None
    time: TimePhrase | None = None
    quoted: bool = False
    slip: str | None = None

    @property
    def is_known(self) -> bool:
        """Whether the words are more than a text."""
        return bool(self.roles or self.senses or self.number or self.time)

    def has(self, kind: str) -> bool:
        """Whether it may be a metric, dataset, field or value."""
        return any(sense.kind == kind for sense in self.senses)

    @property
    def is_amount(self) -> bool:
        """Whether it names a metric, and not the things that the metric counts as well."""
        best = max((sense.match for sense in self.senses), default=0.0)
        rows = {sense.ref for sense in self.senses if sense.kind == "dataset"}
        return any(
            sense.kind == "metric" and sense.match == best and sense.tallies not in rows
            for sense in self.senses
        )

    def of_kind(self, kind: str) -> tuple[Sense, ...]:
        """What it may mean of one kind: the senses that match best."""
        senses = [sense for sense in self.senses if sense.kind == kind]
        best = max((sense.match for sense in senses), default=0.0)
        return tuple(sense for sense in senses if sense.match == best)

    def of_fields(self, datasets: Iterable[str]) -> tuple[Sense, ...]:
        """The fields of these datasets that it names best."""
        own = set(datasets)
        senses = [x for x in self.senses if x.kind == "field" and x.dataset in own]
        best = max((sense.match for sense in senses), default=0.0)
        return tuple(sense for sense in senses if sense.match == best)


@dataclass(kw_only=True)
class _Span:
    roles: tuple[Role, ...] = ()
    senses: tuple[Sense, ...] = ()
    number: NumberPhrase | None = None
    time: TimePhrase | None = None
    costs: list[float] = field(default_factory=list)


def cover(
    tokens: Sequence[Token],
    lexicon: Lexicon,
    *,
    numbers: Sequence[NumberPhrase],
    times: Sequence[TimePhrase],
) -> tuple[Piece, ...]:
    """The pieces of a question in their order; every token belongs to exactly one."""
    spans: dict[tuple[int, int], _Span] = {}
    for sign in [*read_signs(tokens), *read_ourselves(tokens, lexicon)]:
        if not (is_name(tokens, sign.first) and _DEEDS.issuperset(sign.roles)):
            _add_sign(spans, sign)  # «payments of Works»
    _add_names(spans, tokens, lexicon, times)
    for number in numbers:
        span = spans.setdefault((number.first, number.last), _Span())
        span.number = number
        span.costs.append(_NUMBER)
    for time in chain.from_iterable(_bounded(item, tokens) for item in times):
        span = spans.setdefault((time.first, time.last), _Span())
        span.time = time
        span.costs.append(_TIME if time.certain else _TIME + _UNSURE)
    return tuple(_cheapest(spans, tokens))


def _add_names(
    spans: dict[tuple[int, int], _Span],
    tokens: Sequence[Token],
    lexicon: Lexicon,
    times: Sequence[TimePhrase],
) -> None:
    """What words name, whole, apart, turned round or in other words."""
    said = (item for item in lexicon.find(tokens) if not _is_deed(tokens, item))
    said = (item for item in said if not _is_of_periods(tokens, item, lexicon, times))
    for names in (said, _owned(tokens, lexicon), names_apart(tokens, lexicon)):
        for found in names:
            _add_term(spans, found)
    for found in [*deeds_done(tokens, lexicon), *fuller_names(tokens, lexicon)]:
        _add_term(spans, found)
    for found, sign in deeds_ranked(tokens, lexicon):
        _add_term(spans, found)
        _add_sign(spans, sign)
    for asked in durations_asked(tokens, lexicon):
        _add_term(spans, asked.found)
        spans[asked.found.first, asked.found.last].costs.append(_SIGN)
        if asked.sign is not None:
            _add_sign(spans, asked.sign)


def _is_deed(tokens: Sequence[Token], found: Found) -> bool:
    """Whether the last word of a name is what was done: ``how much did [MRR change]``."""
    before, last = tokens[max(0, found.first - 1)], tokens[found.last - 1]
    moved = bool(_MOVES.intersection(roles_of(last.word)))
    return before.word in _DID and found.last > found.first + 1 and moved


def _is_of_periods(
    tokens: Sequence[Token], found: Found, lexicon: Lexicon, times: Sequence[TimePhrase]
) -> bool:
    """Whether a part of a name is a number by periods: ``monthly [revenue]`` where there is a
    declared monthly revenue as well."""
    stems = tuple(token.stem for token in tokens)
    ends = [x.last for x in times if x.first == found.first < x.last < found.last]
    rest = [x for end in ends for x in lexicon.senses(stems[end : found.last])]
    part = max(sense.match for sense in found.senses) < 1.0
    return part and any(x.kind == "metric" and x.match == 1.0 for x in rest)


def _bounded(time: TimePhrase, tokens: Sequence[Token]) -> Iterator[TimePhrase]:
    """A phrase of time, and what is left of it where its «of» is another's: ``share of [2025]
    expenses``."""
    yield time
    if tokens[time.first].word == _OF and time.last > time.first + 1:
        yield replace(time, first=time.first + 1)


def _add_sign(spans: dict[tuple[int, int], _Span], sign: Sign) -> None:
    span = spans.setdefault((sign.first, sign.last), _Span())
    span.roles = sign.roles
    span.costs.append(_SIGN)


def _add_term(spans: dict[tuple[int, int], _Span], found: Found) -> None:
    span = spans.setdefault((found.first, found.last), _Span())
    senses = found.senses if found.alone else (*span.senses, *found.senses)
    span.senses = tuple(dict.fromkeys(senses))
    if found.alone:
        span.roles = tuple(role for role in span.roles if role not in _MEANS)
    best = max(sense.match for sense in found.senses)
    span.costs.append(_TERM + _PART * (1 - best) - _ALONE * found.alone)


def _owned(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Found]:
    """Names turned round: ``status of the order`` is the order status."""
    stems = [token.stem for token in tokens]
    for place, word in enumerate(stems[1:], 1):
        if word != _OF or stems[place - 1] in _NOT_OWNED:
            continue
        start = place + 1
        while start < len(stems) and stems[start] in _ARTICLES:
            start += 1
        for last in range(start + 1, min(len(stems), start + _LONGEST_OWNER) + 1):
            named = (*stems[start:last], stems[place - 1])
            whole = tuple(sense for sense in lexicon.senses(named) if sense.match == 1.0)
            if whole:
                yield Found(first=place - 1, last=last, senses=whole)


def _cheapest(spans: dict[tuple[int, int], _Span], tokens: Sequence[Token]) -> list[Piece]:
    """The cheapest way from the first token to the last."""
    ends: dict[int, list[tuple[int, _Span]]] = {}
    for (first, last), span in spans.items():
        ends.setdefault(last, []).append((first, span))
    costs: list[float] = [0.0]
    ways: list[list[Piece]] = [[]]
    for last in range(1, len(tokens) + 1):
        alone = _unknown(tokens, last - 1)
        best_cost, best = costs[last - 1] + alone.cost + _PIECE, [*ways[last - 1], alone]
        for first, span in ends.get(last, []):
            cost = min(span.costs) + _SLIP * len(tuple(slips(tokens[first:last])))
            if costs[first] + cost + _PIECE < best_cost:
                best_cost = costs[first] + cost + _PIECE
                best = [*ways[first], _piece(tokens, first, last, span)]
        costs.append(best_cost)
        ways.append(best)
    return ways[-1]


def _piece(tokens: Sequence[Token], first: int, last: int, span: _Span) -> Piece:
    text = " ".join(token.text for token in tokens[first:last])
    return Piece(
        first=first,
        last=last,
        text=text,
        cost=min(span.costs),
        roles=span.roles,
        senses=_meant(span, text),
        number=span.number,
        time=span.time,
        quoted=last - first == 1 and tokens[first].kind == "quoted",
        slip=" ".join(slips(tokens[first:last])) or None,
    )


def _meant(span: _Span, text: str) -> tuple[Sense, ...]:
    """What the words may name: those that join others are no part of a name."""
    if text.lower() in _AUXILIARIES:
        return ()
    return tuple(sense for sense in span.senses if sense.match >= _WHOLE or not span.roles)


def _unknown(tokens: Sequence[Token], place: int) -> Piece:
    token = tokens[place]
    quoted = token.kind == "quoted"
    return Piece(
        first=place,
        last=place + 1,
        text=token.text,
        cost=_QUOTED if quoted else _UNKNOWN,
        quoted=quoted,
    )
