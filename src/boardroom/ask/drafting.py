"""From the meaning of a question to the queries that it may be, in the terms of one model.

A name may stand for several things («name» of five datasets). Each choice of all names together is
a draft, and its cost says how far from the question it is: names that match in part, and datasets
that nothing else in the question speaks of. Whether a draft can be computed soundly is the
compiler's to say.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from boardroom.ask.cover import Piece
from boardroom.ask.lexicon import Sense, SenseKind
from boardroom.ask.meaning import Amount, Change, Clause, How, Meaning
from boardroom.ask.measure_choice import with_measure
from boardroom.ask.query_draft import QueryDraft
from boardroom.ask.setting import Setting, Unsaid
from boardroom.ask.things import name_field, sense_words
from boardroom.ask.when.reading import ASK_FROM
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.query import Query

_MOST_DRAFTS = 64
_MOST_TIMES = 4
_CORE = 3
_FAR = 9
_CLOSE = 0.1
"""Senses that match so much worse than the best are choices, too."""
_BY_FAR = 0.3
"""What is a value so much better is no thing."""
_LEAST = 0.55
"""Of names that match less it cannot be told."""
_NAME = frozenset({"name", "names"})
_PART = 1.0
_BESIDE = 0.15
"""What it costs to count rows where the model has a metric of that name."""
_SOME = 0.3
"""What it costs to count only some of the things where more is said of which are meant."""
_FOREIGN = 0.3
"""What each dataset that a draft speaks of costs: the fewer, the more they belong together."""

_ANY: tuple[SenseKind, ...] = ("metric", "dataset", "field")
_THINGS: tuple[SenseKind, ...] = ("dataset", "kind")
_KINDS: dict[How, tuple[SenseKind, ...]] = {
    "metric": ("metric",), "sum": _ANY, "count": _ANY, "avg": ("metric", "field"),
    "mean": ("metric", "field"),
    "distinct": ("dataset", "field"), "rows": ("dataset", "field"), "worth": ("dataset",),
}  # fmt: skip

_Wanted = dict[Piece, tuple[SenseKind, ...]]
"""The pieces of which a sense is to be chosen, and of which kinds it may be."""


_CHANGES: dict[Change, str] = {
    "absolute": "ordered by the change",
    "relative": "ordered by the change in percent",
}
_LAST = 1_000
"""What is said of no word of the question stands behind all of them."""


@dataclass(frozen=True, kw_only=True)
class Chip:
    """Words of the question and what they were taken for."""

    words: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One query that a question may be.

    Attributes:
        chips: its words and what each was taken for.
        datasets: what it speaks of.
        cost: how far from the question; lower is nearer.
        meaning: the question, its times taken one way.
        chosen: what each of its words is taken for.
    """

    query: Query
    chips: tuple[Chip, ...]
    cost: float
    datasets: frozenset[str]
    meaning: Meaning
    chosen: Mapping[Piece, Sense]

    def is_of_others(self, other: "Draft") -> bool:
        """Whether it names other things by the same field: another company of that name."""
        pairs = ((self.chosen[x], other.chosen[x]) for x in self.chosen if x in other.chosen)
        return any(x.ref == y.ref and x.value != y.value for x, y in pairs)


def drafts(meaning: Meaning, setting: Setting) -> tuple[Draft, ...]:
    """The queries that a question may be, nearest first; none where it names nothing to ask for."""
    found: list[Draft] = []
    meaning = with_measure(meaning, setting)
    meanings = (x for moved in _in_moves(meaning) for x in _in_times(moved))
    ways = [(x, y) for x in meanings for y in _choices(x, setting)]
    for read, chosen in ways[:_MOST_DRAFTS]:
        found += drafted(read, chosen, setting)
    return tuple(sorted(found, key=lambda item: item.cost))


def drafted(meaning: Meaning, chosen: dict[Piece, Sense], setting: Setting) -> Iterator[Draft]:
    """The query of one choice, if it makes any."""
    try:
        query = QueryDraft(meaning, setting, chosen).query()
    except Unsaid:
        return
    yield Draft(
        query=query,
        chips=_chips(meaning, chosen, setting.graph.model),
        cost=_cost(meaning, chosen, setting),
        datasets=frozenset(home_of(sense, setting) for sense in chosen.values()),
        meaning=meaning,
        chosen=chosen,
    )


def _in_moves(meaning: Meaning) -> Iterator[Meaning]:
    """The question with each reading of a growth that may be one of percent."""
    ranking = meaning.ranking
    if ranking is None or ranking.change != "either":
        yield meaning
        return
    ways: tuple[Change, ...] = ("absolute", "relative")
    yield from (replace(meaning, ranking=replace(ranking, change=way)) for way in ways)


def _in_times(meaning: Meaning) -> Iterator[Meaning]:
    """The question with each reading of a time that is in doubt."""
    doubtful = [item for item in meaning.times if item.doubtful]
    options = [[x for x in item.readings if x.weight >= ASK_FROM] for item in doubtful]
    for way in islice(product(*options), _MOST_TIMES):
        chosen = {
            item.first: replace(item, readings=(reading,))
            for item, reading in zip(doubtful, way, strict=True)
        }
        clauses = tuple(
            replace(clause, times=tuple(chosen.get(x.first, x) for x in clause.times))
            for clause in meaning.clauses
        )
        yield replace(meaning, clauses=clauses)


def _cost(meaning: Meaning, chosen: dict[Piece, Sense], setting: Setting) -> float:
    said = [sense for piece, sense in chosen.items() if piece.text]
    datasets = {home_of(sense, setting) for sense in said}
    parts = sum(1 - sense.match for sense in chosen.values())
    parts += _BESIDE * sum(
        chosen[item.of].kind != "metric" and item.of.has("metric")
        for item in (*meaning.amounts, *(y for x in meaning.limits for y in x.amounts))
    )
    things = {chosen[x.thing].dataset for x in meaning.clauses if x.thing in chosen}
    parts += _SOME * sum(
        bool(things - {sense.tallies}) and sense.tallies is not None and sense.counts is None
        for sense in chosen.values()
    )
    return _PART * parts + _FOREIGN * len(datasets)


def home_of(sense: Sense, setting: Setting) -> str:
    """The dataset that a sense speaks of; of the number of things, these."""
    return sense.dataset or sense.tallies or setting.home(sense.ref)


def wanted_of(meaning: Meaning) -> _Wanted:
    """The pieces of a question of which a sense is to be chosen, and of which kinds."""
    found: _Wanted = {}
    by = meaning.ranking.by if meaning.ranking else None
    amounts = [*meaning.amounts, *(y for limit in meaning.limits for y in limit.amounts)]
    amounts += [by] if isinstance(by, Amount) else []
    for amount in amounts:
        _want_amount(found, amount)
    for clause in meaning.clauses:
        _want_clause(found, clause)
    for piece in (*meaning.groups, *meaning.shown, *([by] if isinstance(by, Piece) else [])):
        things = piece in meaning.shown and any(
            s.is_things and s.match == 1.0 for s in piece.senses
        )
        things = things and (piece is meaning.shown[0] or not piece.has("field"))
        split = meaning.groups or meaning.course or any(x.reading.grain for x in meaning.times)
        if split and piece in meaning.shown and not amounts:
            found.setdefault(piece, _ANY)
        only = piece in meaning.shown[:1] and piece.has("kind") and not piece.has("dataset")
        kinds = ("kind",) if only else _THINGS if things else (*_THINGS, "field")
        found.setdefault(piece, kinds)
    return found


def _want_amount(found: _Wanted, amount: Amount) -> None:
    single: tuple[SenseKind, ...] = ("metric", "field") if amount.single else ("field",)
    found[amount.of] = _KINDS.get(amount.how, single)
    if amount.how == "rows" and not (amount.of.has("dataset") or amount.of.has("field")):
        found[amount.of] = ("value",)
    for clause in amount.clauses:
        _want_clause(found, clause)
    if amount.per is not None:
        _want_amount(found, amount.per)


def _want_clause(found: _Wanted, clause: Clause) -> None:
    if clause.thing is not None:
        found.setdefault(clause.thing, ("field",) if clause.thing is clause.when else _THINGS)
    if clause.when is not None:
        found.setdefault(clause.when, ("field",))
    for condition in clause.conditions:
        found |= dict.fromkeys(condition.pieces, ("kind",) if condition.kind else ("value",))
        if condition.field is not None and condition.other is not None:
            found.setdefault(condition.field, ("field",))
            found.setdefault(condition.other, ("field",))
        elif condition.field is not None and not condition.pieces:
            measured = condition.values and not condition.field.has("dataset")
            kinds: tuple[SenseKind, ...] = ("dataset", "field")
            found.setdefault(condition.field, (*kinds, "metric") if measured else kinds)
        elif condition.field is not None:
            found.setdefault(condition.field, ("field",))


def _choices(meaning: Meaning, setting: Setting) -> Iterator[dict[Piece, Sense]]:
    """All ways to take the pieces. What is asked for comes first; of what is said of it only the
    nearest senses are choices: its own fields before those of what it belongs to."""
    wanted = wanted_of(meaning)
    asked = asked_of(meaning, wanted)
    rest = [item for item in wanted if item not in asked]
    for core in product(*(senses_of(wanted[item], item) for item in asked)):
        chosen = dict(zip(asked, core, strict=True))
        bases = {sense.dataset or setting.home(sense.ref) for sense in core}
        near = Near(setting, bases, chosen)
        for clause in meaning.clauses:
            near.add(clause, wanted)
        named = {item: near.named(item, wanted[item], meaning) for item in rest}
        options = [near.senses(item, senses, meaning) for item, senses in named.items()]
        for way in product(*options):
            yield chosen | dict(zip(rest, way, strict=True))


def asked_of(meaning: Meaning, wanted: _Wanted) -> list[Piece]:
    """What is asked for, as against what is said of it."""
    by = meaning.ranking.by if meaning.ranking else None
    asked = [
        item.of for item in (*meaning.amounts, *(y for x in meaning.limits for y in x.amounts))
    ]
    asked += [by.of] if isinstance(by, Amount) else []
    asked = asked or [*meaning.shown[:1]]
    return [item for item in asked if item in wanted][:_CORE] or list(wanted)[:1]


class Near:
    """How near senses are to what they are said of."""

    def __init__(self, setting: Setting, bases: set[str], chosen: dict[Piece, Sense]) -> None:
        self._setting, self._bases = setting, bases
        self._around: dict[Piece, set[str]] = {}
        self._fields: dict[Piece, Piece] = {}
        self._beside: dict[Piece, tuple[Piece, ...]] = {}
        self._left_out: set[Piece] = set()
        self._chosen = chosen

    def add(self, clause: Clause, wanted: _Wanted) -> None:
        """Note what a clause's conditions are said of."""
        things = senses_of(_THINGS, clause.thing) if clause.thing else ()
        if clause.when is not None and things:
            self._around[clause.when] = {sense.dataset for sense in things}
        for condition in clause.conditions:
            pieces = [*condition.pieces, *([condition.field] if condition.field else [])]
            self._left_out |= {*pieces} if condition.op == "not_in" else set()
            for piece in pieces:
                if things:
                    self._around[piece] = {sense.dataset for sense in things}
                self._beside[piece] = tuple(item for item in pieces if item is not piece)

    def senses(
        self, piece: Piece, senses: tuple[Sense, ...], meaning: Meaning
    ) -> tuple[Sense, ...]:
        """The nearest of a piece's senses. Of values that stand together those of one field; what
        is left out of a split is one of its own values (``by seller state without SP``)."""
        senses = self.together(piece, senses)
        if piece in self._left_out:
            split = {x.ref for item in meaning.groups for x in item.of_kind("field")}
            senses = tuple(x for x in senses if x.ref in split) or senses
        around = self._around.get(piece)
        ranks = {sense: self._rank(sense, around) for sense in senses}
        least = min(ranks.values(), default=0)
        return tuple(sense for sense in senses if ranks[sense] == least)

    def named(
        self, piece: Piece, kinds: Sequence[SenseKind], meaning: Meaning
    ) -> tuple[Sense, ...]:
        """The senses of a piece of these kinds. What is listed beside things and what none of them
        has by that name is one of their own fields that is called by more: ``answers with their
        score``."""
        found = senses_of(kinds, piece)
        if called := self.of_listed(piece, meaning):
            return called
        beside = piece in meaning.shown[1:] and not meaning.amounts
        reached = any(self._far(self._bases, self._home(x)) < _FAR for x in found)
        if not beside or reached:
            return found
        own = [x for x in piece.of_fields(self._bases) if x.match >= _LEAST]
        return tuple(own) or found

    def of_listed(self, piece: Piece, meaning: Meaning) -> tuple[Sense, ...]:
        """The name of the things that are listed before it, where only a name is asked for beside:
        ``which technicians have over 5 calls? Return the [name] and the number of calls``."""
        if piece not in meaning.shown[1:] or piece.text.lower() not in _NAME:
            return ()
        things = meaning.shown[0].of_kind("dataset")
        model = self._setting.graph.model
        names = [(x.ref, name_field(model.dataset_by_name[x.ref])) for x in things]
        return tuple(Sense(kind="field", ref=f"{own}.{name}") for own, name in names if name)

    def is_said_of_things(self, piece: Piece) -> bool:
        """Whether a condition is said of things that the question names."""
        return piece in self._around

    def together(self, piece: Piece, senses: tuple[Sense, ...]) -> tuple[Sense, ...]:
        """Of values that stand together, or with the name of a field, those of one field."""
        for other in self._beside.get(piece, ()):
            refs = {sense.ref for sense in other.senses}
            shared = tuple(sense for sense in senses if sense.ref in refs)
            senses = shared or senses
        return senses

    def _rank(self, sense: Sense, around: set[str] | None) -> int:
        dataset = self._home(sense)
        own = self._far(around, dataset) if around else _FAR
        return min(own, self._far(self._bases, dataset) + (1 if around else 0))

    def _home(self, sense: Sense) -> str:
        return sense.dataset or self._setting.home(sense.ref)

    def _far(self, bases: set[str], dataset: str) -> int:
        """So many steps, where each row belongs to at most one of the other."""
        graph, found = self._setting.graph, []
        for base in bases:
            found += [len(path) for path in graph.paths(base, dataset)]
        return min(found, default=_FAR)


def senses_of(kinds: Sequence[SenseKind], piece: Piece) -> tuple[Sense, ...]:
    """The senses of a piece of these kinds that match about as well as the best."""
    senses = [sense for sense in piece.senses if sense.kind in kinds and sense.match >= _LEAST]
    valued = max((sense.match for sense in piece.senses if sense.kind == "value"), default=0.0)
    senses = [x for x in senses if x.kind != "dataset" or x.match >= valued - _BY_FAR]
    counted = {sense.counts for sense in senses if sense.counts}
    senses = [item for item in senses if item.kind != "dataset" or item.ref not in counted]
    best = max((sense.match for sense in senses), default=0.0)
    return tuple(sense for sense in senses if sense.match >= best - _CLOSE)


def _chips(meaning: Meaning, chosen: dict[Piece, Sense], model: SemanticModel) -> tuple[Chip, ...]:
    found = [
        (piece.first, Chip(words=piece.text, meaning=_said(piece, sense, meaning, model)))
        for piece, sense in chosen.items()
    ]
    found += list(_time_chips(meaning))
    change = meaning.ranking.change if meaning.ranking else None
    found += [(_LAST, Chip(words="", meaning=_CHANGES[change]))] if change else []
    return tuple(chip for _, chip in sorted(found, key=lambda item: item[0]))


def _said(piece: Piece, sense: Sense, meaning: Meaning, model: SemanticModel) -> str:
    """What a piece was taken for, with what is said of it: not, without, so many."""
    words = sense_words(model, sense)
    for clause in meaning.clauses:
        if any(x.op == "not_in" and piece in x.pieces for x in clause.conditions):
            return words.replace(" is ", " is not ", 1)
        if clause.thing is piece and clause.denied:
            return f"no {words}"
        if clause.thing is piece and clause.many:
            return f"{clause.many[0]} {clause.many[1]} {words}"
    return words


def _time_chips(meaning: Meaning) -> Iterator[tuple[int, Chip]]:
    for time in meaning.times:
        yield time.first, Chip(words="", meaning=time.reading.words)
    if meaning.window_unit and meaning.course != "moving":
        yield _LAST, Chip(words="", meaning=f"by {meaning.window_unit}".replace("_", " "))
