"""What the words of a question may mean in a semantic model: its metrics, datasets, fields, values.

Built once per model and kept; the question's grammar looks phrases up in it. Words are compared in
the singular, without capitals and accents, as written and with abbreviations written out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from boardroom.ask.flag import states_of, yes_of
from boardroom.ask.inflection import is_doer, root
from boardroom.ask.kind import kind_of, kinds
from boardroom.ask.rate_name import names_of_rate
from boardroom.ask.setting import Ground
from boardroom.ask.token import Token, fold, read_tokens
from boardroom.errors import UsageError
from boardroom.semantic.model import (
    AiContext,
    Dataset,
    Field,
    IntervalTime,
    Metric,
    SemanticModel,
)
from boardroom.semantic.propose.naming import singular, unmarked, words

Phrase = tuple[str, ...]
"""Words in the singular."""

SenseKind = Literal["metric", "dataset", "field", "value", "kind"]
"""A kind is some of a dataset's things, as a metric counts them: ``won deals``."""

_QUALIFIED = 0.95
"""Match of a field's name without the words of its dataset, as ``name`` of ``airport_name``."""
_GENERIC = 0.8
"""Match of a name without words that say little: ``citation`` for ``citation_num``."""
_TAIL = 0.6
"""Match of the last words of a name: ``cost`` for ``round_trip_cost``."""
_NOUNLESS = 0.9
"""Match of a kind whose name has not the things' own name: ``hires``."""
_CURRENT = "current"
_TOTAL = "total"
_SUMS = frozenset({"amount", "value"})
"""Last words of metrics that add nothing to what is summed."""
_PER = "per"
_AND = "and"
_MEANS = ("average", "mean", "avg")
_LITTLE = frozenset("number num count code name amount value flag total nr no".split())
_ROWS = frozenset("daily row table list info detail data history snapshot record log".split())
"""Last words of datasets that add nothing to what their rows are."""
_MOMENTS = frozenset("at on date day time ts timestamp".split())
"""Last words of times: ``opened_at`` is when something was opened."""
_UNITS = frozenset("second minute hour day".split())
"""Last words of measures that say in what they are: ``duration_seconds`` is a duration."""
_CALENDAR = _UNITS | frozenset("week month quarter year".split())
"""Words of time, which no name is known by alone: ``budget_month`` is no month."""
_SHORT = 2
"""Values of so few letters are meant only where they are written as in the data."""


@dataclass(frozen=True, kw_only=True)
class Sense:
    """One thing that a phrase may mean.

    Attributes:
        ref: the metric's or dataset's name, or ``dataset.field``.
        value: for a value, as it is stored; of a kind, the metric that counts it.
        match: 1 for a name, label, synonym or alias; less where words of it were left out.
        counts: of a metric that is the number of a dataset's rows: that dataset.
        tallies: the same where it counts some of them only, or those of a time.
        dated: of a field: whether it is a time.
    """

    kind: SenseKind
    ref: str
    value: str | None = None
    match: float = 1.0
    counts: str | None = None
    tallies: str | None = None
    dated: bool = False

    @property
    def is_things(self) -> bool:
        """Whether it names things: all of a dataset or a kind of them."""
        return self.kind in {"dataset", "kind"}

    @property
    def dataset(self) -> str:
        """The dataset of a field, value or kind, or the dataset itself; of a metric, nothing."""
        return "" if self.kind == "metric" else self.ref.partition(".")[0]


@dataclass(frozen=True, kw_only=True)
class Found:
    """A phrase of a question and what it may mean, best first.

    Attributes:
        first, last: its tokens; ``last`` is exclusive.
        alone: whether it is that and nothing else that the words may name.
    """

    first: int
    last: int
    senses: tuple[Sense, ...]
    alone: bool = False


class Lexicon:
    """The phrases of one model, and what else is known of it before any question (``ground``).

    Args:
        model: hidden metrics and fields are left out.
        values: ``dataset.field`` → further values that it has in the data.
    """

    def __init__(
        self, model: SemanticModel, *, values: Mapping[str, Iterable[str]] | None = None
    ) -> None:
        self._senses: defaultdict[Phrase, dict[tuple[str, str, str | None], Sense]]
        self._senses = defaultdict(dict)
        for metric in model.metrics:
            if not metric.hidden:
                self._add_metric(metric, model)
        for dataset in model.datasets:
            if not dataset.bridge:
                self._name(Sense(kind="dataset", ref=dataset.name), _dataset_phrases(dataset))
            for item in dataset.fields:
                if not item.hidden:
                    self._add_field(
                        dataset, item, (values or {}).get(f"{dataset.name}.{item.name}")
                    )
        self._part_joined()
        self._leave_to_owners()
        self._count_things(model)
        self._measure_without_units(model)
        self._acts, self._dated = _acts(model), _acts(model, parts=True)
        self.ground = Ground(model)
        self._longest = max(map(len, self._senses), default=1)

    def _part_joined(self) -> None:
        """``won and lost deals`` are the won deals and the lost ones, each by itself, where the
        model counts them so, also where all of them together are called so."""
        for phrase in [item for item in self._senses if _AND in item]:
            place = phrase.index(_AND)
            first, second = phrase[:place], phrase[place + 1 :]
            ends = (second[start:] for start in range(1, len(second)))
            shared = [first, *((*first, *end) for end in ends)]
            if self._is_metric(second) and any(self._is_metric(item) for item in shared):
                del self._senses[phrase]

    def _leave_to_owners(self) -> None:
        """``orders`` are not the order details, which are called by more."""
        for senses in self._senses.values():
            things = {key: x.match for key, x in senses.items() if x.kind == "dataset"}
            for key in [x for x, match in things.items() if match < max(things.values()) == 1.0]:
                del senses[key]

    def _is_metric(self, phrase: Phrase) -> bool:
        return any(x.kind == "metric" and x.match == 1.0 for x in self.senses(phrase))

    def _measure_without_units(self, model: SemanticModel) -> None:
        """What is measured is called without its unit, too, where nothing else is called so."""
        for dataset in model.datasets:
            for item in dataset.fields:
                named = tuple(singular(word) for word in words(item.name))
                whole = named[:-1]
                ref = f"{dataset.name}.{item.name}"
                if whole and named[-1] in _UNITS and not (item.hidden or self.senses(whole)):
                    self._name(Sense(kind="field", ref=ref), {whole: _QUALIFIED})

    def _count_things(self, model: SemanticModel) -> None:
        """What things are called calls their number as well, where the model counts them."""
        counted = {kind.dataset: kind for kind in kinds(model) if kind.is_all}
        for dataset in model.datasets:
            kind = counted.get(dataset.name)
            if kind is not None and not dataset.bridge:
                counts = dataset.name
                sense = Sense(kind="metric", ref=kind.metric, counts=counts, tallies=counts)
                whole = {x: m for x, m in _dataset_phrases(dataset).items() if m == 1.0}
                self._name(sense, whole)

    def _add_metric(self, metric: Metric, model: SemanticModel) -> None:
        kind = kind_of(metric, model)
        sense = Sense(
            kind="metric",
            ref=metric.name,
            counts=kind.dataset if kind and kind.is_all else None,
            tallies=kind.dataset if kind else None,
        )
        phrases = _metric_phrases(metric)
        self._name(sense, phrases)
        if kind is not None and (not kind.is_all or isinstance(kind.time, IntervalTime)):
            nouns = _dataset_phrases(model.dataset_by_name[kind.dataset])
            told = {
                phrase: match if _has_noun(phrase, nouns) else match * _NOUNLESS
                for phrase, match in phrases.items()
                if phrase not in nouns
            }
            if isinstance(kind.time, IntervalTime):
                told |= {(_CURRENT, *noun): 1.0 for noun, match in nouns.items() if match == 1.0}
                self._name(sense, {x: 1.0 for x in told if x[0] == _CURRENT})
            self._name(Sense(kind="kind", ref=kind.dataset, value=metric.name), told)

    def _add_field(self, dataset: Dataset, item: Field, values: Iterable[str] | None) -> None:
        ref = f"{dataset.name}.{item.name}"
        phrases = _field_phrases(dataset, item)
        names = {*_named(item.name), *_given(item.label, item.ai_context)}
        if yes := yes_of(item, names):
            states = states_of(names)
            phrases = {x: m * _NOUNLESS if x in states else m for x, m in phrases.items()}
            self._name(Sense(kind="value", ref=ref, value=yes), dict.fromkeys(states, 1.0))
        self._name(Sense(kind="field", ref=ref, dated=item.temporal), phrases)
        for value in dict.fromkeys([*item.values, *(values or ())]):
            if not value.isdigit():
                self._name(Sense(kind="value", ref=ref, value=value), _value_phrases(value))
        for alias, value in item.aliases.items():
            self._name(Sense(kind="value", ref=ref, value=value), _value_phrases(alias))

    def _name(self, sense: Sense, phrases: Mapping[Phrase, float]) -> None:
        for phrase, match in phrases.items():
            key = (sense.kind, sense.ref, sense.value)
            known = self._senses[phrase].get(key)
            if phrase and (known is None or known.match < match):
                self._senses[phrase][key] = replace(sense, match=match)

    def with_values(self, found: Mapping[Phrase, Iterable[Sense]]) -> "Lexicon":
        """The same, with phrases that are values in the data."""
        more = copy(self)
        for known in ("vocabulary", "_names", "_nouns", "_joined"):
            more.__dict__.pop(known, None)
        more._senses = defaultdict(dict, self._senses)
        for phrase, senses in found.items():
            more._senses[phrase] = dict(self._senses.get(phrase, {}))
            for item in senses:
                more._senses[phrase][(item.kind, item.ref, item.value)] = item
        more._longest = max(self._longest, *map(len, found))
        return more

    def own_words(self, dataset: str) -> frozenset[str]:
        """The words that a dataset is called by."""
        return self._own_words.get(dataset, frozenset())

    def names(self, dataset: str) -> tuple[Phrase, ...]:
        """What a dataset is called, in whole names."""
        return self._names.get(dataset, ())

    @cached_property
    def _names(self) -> Mapping[str, tuple[Phrase, ...]]:
        found: defaultdict[str, list[Phrase]] = defaultdict(list)
        for phrase, senses in self._senses.items():
            for sense in senses.values():
                if sense.kind == "dataset" and sense.match == 1.0:
                    found[sense.ref].append(phrase)
        return {dataset: tuple(phrases) for dataset, phrases in found.items()}

    def joined(self, text: str) -> Phrase:
        """The name that is written so without spaces; empty where none or several are."""
        return self._joined.get(text, ())

    @cached_property
    def _joined(self) -> Mapping[str, Phrase]:
        found: defaultdict[str, list[Phrase]] = defaultdict(list)
        for phrase, senses in self._senses.items():
            if any(x.match == 1.0 and x.kind != "value" for x in senses.values()):
                found["".join(phrase)].append(phrase)
        return {text: phrases[0] for text, phrases in found.items() if len(phrases) == 1}

    def doers(self, verb: str) -> tuple[Sense, ...]:
        """Things that are called in one word by what they do: ``leavers`` by ``left``."""
        return tuple(x for noun, x in self._nouns if is_doer(noun, verb))

    @cached_property
    def _nouns(self) -> tuple[tuple[str, Sense], ...]:
        return tuple(
            (phrase[0], sense)
            for phrase, senses in self._senses.items()
            for sense in senses.values()
            if len(phrase) == 1 and (sense.kind == "kind" or (sense.tallies and sense.match == 1.0))
        )

    @cached_property
    def _own_words(self) -> Mapping[str, frozenset[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for phrase, senses in self._senses.items():
            for sense in senses.values():
                if sense.kind == "dataset" and sense.match == 1.0:
                    found[sense.ref] |= set(phrase)
        return {dataset: frozenset(words) for dataset, words in found.items()}

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All words that occur in names and values."""
        return frozenset(word for phrase in self._senses for word in phrase)

    def senses(self, phrase: Sequence[str]) -> tuple[Sense, ...]:
        """What a phrase of words in the singular may mean, best match first."""
        found = self._senses.get(tuple(phrase), {}).values()
        return tuple(sorted(found, key=lambda sense: -sense.match))

    def wider(self, text: str) -> tuple[Sense, ...]:
        """Metrics that are called by these words and more: ``conversion rate`` of ``conversion``,
        but no ``cost per conversion``."""
        return self._wider.get(words_of(text), ())

    @cached_property
    def _wider(self) -> Mapping[Phrase, tuple[Sense, ...]]:
        found: defaultdict[Phrase, dict[str, Sense]] = defaultdict(dict)
        for phrase, senses in self._senses.items():
            metrics = [x for x in senses.values() if x.kind == "metric" and x.match == 1.0]
            for first in range(len(phrase) if metrics else 0):
                per = first > 0 and phrase[first - 1] == _PER
                for last in range(first + 1, len(phrase) + 1):
                    if not per and last - first < len(phrase):
                        found[phrase[first:last]] |= {item.ref: item for item in metrics}
        return {words: tuple(senses.values()) for words, senses in found.items()}

    def acts(self, word: str) -> tuple[Sense, ...]:
        """The times at which something was done, by any form of the verb."""
        return self._acts.get(root(word), ())

    def dated(self, word: str) -> tuple[Sense, ...]:
        """The times of things that are named by a word, also where more is said of them:
        ``effective`` of policies and of coverages."""
        return self._dated.get(root(word.lower()), ())

    def find(self, tokens: Sequence[Token]) -> Iterator[Found]:
        """All phrases of a question that mean something, overlapping ones too."""
        stems = [token.stem for token in tokens]
        for first, token in enumerate(tokens):
            if token.kind == "quoted":
                yield from self._quoted(token, first)
                continue
            for last in range(first + 1, min(len(tokens), first + self._longest) + 1):
                senses = [
                    sense
                    for sense in self.senses(stems[first:last])
                    if _is_meant(sense, tokens[first:last])
                ]
                if senses:
                    senses = self._as_written(senses, tokens[first:last])
                    yield Found(first=first, last=last, senses=tuple(senses))

    def _as_written(self, senses: list[Sense], tokens: Sequence[Token]) -> list[Sense]:
        """What is a value as it is written is no metric of which that is another form: ``billing``
        is none of the ``billings``."""
        text = " ".join(token.word for token in tokens)
        values = any(x.kind == "value" and fold(x.value or "") == text for x in senses)
        if not values:
            return senses
        return [x for x in senses if x.kind != "metric" or text in self._names_of(x.ref)]

    def _names_of(self, metric: str) -> frozenset[str]:
        """What a metric is called, as it is written."""
        item = self.ground.graph.model.metric_by_name[metric]
        synonyms = item.ai_context.synonyms if item.ai_context else ()
        return frozenset(fold(x) for x in (item.name.replace("_", " "), item.title, *synonyms))

    def _quoted(self, token: Token, place: int) -> Iterator[Found]:
        senses = self.senses(words_of(token.text))
        named = tuple(sense for sense in senses if sense.kind == "value") or senses
        if named:
            yield Found(first=place, last=place + 1, senses=named)


def _has_noun(phrase: Phrase, nouns: Iterable[Phrase]) -> bool:
    """Whether things are named with more than their own name: ``deals won``."""
    return any(
        len(noun) < len(phrase) and noun in (phrase[: len(noun)], phrase[-len(noun) :])
        for noun in nouns
    )


def _is_meant(sense: Sense, tokens: Sequence[Token]) -> bool:
    """Whether a short value is written as in the data: «OR» is a state, «or» is not."""
    if sense.kind != "value" or sense.value is None or len(tokens) > 1:
        return True
    return len(tokens[0].text) > _SHORT or tokens[0].text.isupper()


def words_of(text: str) -> Phrase:
    """The words of a text in the singular, without signs; none of a text that is too long."""
    try:
        return tuple(token.stem for token in read_tokens(text) if token.kind != "sign")
    except UsageError:
        return ()


def _named(name: str) -> set[Phrase]:
    """An identifier in words, as written and with abbreviations written out."""
    written = tuple(singular(word) for word in fold(name).replace("_", " ").split())
    out = tuple(singular(word) for word in words(name))
    return {written, out, (*out[:-1], "number") if out[1:] and out[-1] == "no" else out}


def _given(label: str | None, context: AiContext | None) -> dict[Phrase, float]:
    """What people call it."""
    texts = [label or "", *(context.synonyms if context else ())]
    return {phrase: 1.0 for text in texts if (phrase := words_of(text))}


def _metric_phrases(metric: Metric) -> dict[Phrase, float]:
    names = dict.fromkeys(_named(metric.name), 1.0)
    whole = {**names, **_given(metric.label, names_of_rate(metric))}
    found: dict[Phrase, float] = {}
    for phrase in whole:
        first, rest = phrase[0], phrase[1:]
        if first in _MEANS and rest:
            found |= {(word, *rest): _QUALIFIED for word in _MEANS}
        short = phrase[:-1] if phrase[-1] in _SUMS and len(phrase) > 1 else phrase
        found |= {short: _GENERIC}
        if first == _TOTAL and len(short) > 1:
            found |= {short[1:]: _GENERIC}
        if len(phrase) > 2 and metric.unit == f"{phrase[-1]}s":
            found |= {phrase[:-1]: _QUALIFIED}  # «average downtime» is in minutes.
    return found | whole


def _dataset_phrases(dataset: Dataset) -> dict[Phrase, float]:
    found: dict[Phrase, float] = {}
    for phrase in _named(dataset.name):
        bare = phrase
        while len(bare) > 1 and bare[-1] in _ROWS:
            bare = bare[:-1]
        found |= {bare[place:]: _TAIL for place in range(1, len(bare))}
        found |= {bare: _QUALIFIED, phrase: 1.0}
    return found | _given(dataset.label, dataset.ai_context)


def _field_phrases(dataset: Dataset, item: Field) -> dict[Phrase, float]:
    found: dict[Phrase, float] = {}
    owners = _named(dataset.name)
    for phrase in _named(item.name):
        short = tuple(word for word in phrase if word not in _LITTLE)
        tails = (phrase[place:] for place in range(1, len(phrase)))
        _put(found, {tail: _TAIL for tail in tails if tail[0] not in _CALENDAR or len(tail) > 1})
        _put(found, {short: _GENERIC} if short else {})
        if act := _act(item, phrase, owners):
            _put(found, {act: _QUALIFIED})
        for owner in owners:
            rest = phrase[len(owner) :]
            if phrase[: len(owner)] == owner and rest and not _CALENDAR.issuperset(rest):
                _put(found, {rest: _QUALIFIED})
            _put(found, {(*owner, *phrase): 1.0})
        for called, match in _dataset_phrases(dataset).items():
            _put(found, {(*called, *phrase): match})
        _put(found, {phrase: 1.0})
    if bare := unmarked(item.name, [x.name for x in dataset.fields]):
        for rest in _named(bare):
            _put(found, {(*x, *rest): 1.0 for x in (*owners, *_dataset_phrases(dataset))})
            _put(found, {rest: _QUALIFIED} if item.role != "key" else {})
    given = _given(item.label, item.ai_context)
    _put(found, {act: _QUALIFIED for x in given if (act := _act(item, x, owners))})
    _put(found, given)
    return found


def _acts(model: SemanticModel, *, parts: bool = False) -> Mapping[str, tuple[Sense, ...]]:
    """The times of things, by the root of the verb that says what happened then.

    Args:
        parts: whether the last word of several counts, too.
    """
    found: defaultdict[str, list[Sense]] = defaultdict(list)
    for dataset in model.datasets:
        owners = {x for name in (dataset.name, singular(dataset.name)) for x in _named(name)}
        for item in dataset.fields:
            for phrase in (*_named(item.name), *_given(item.label, item.ai_context)):
                act = _act(item, phrase, owners)
                act = act[-1:] if parts else act
                if len(act) == 1 and not item.hidden:
                    ref = f"{dataset.name}.{item.name}"
                    sense = Sense(kind="field", ref=ref, match=_QUALIFIED, dated=True)
                    found[root(act[0])].append(sense)
    return {word: tuple(dict.fromkeys(senses)) for word, senses in found.items()}


def _act(item: Field, phrase: Phrase, owners: Iterable[Phrase]) -> Phrase:
    """What happened at a time: ``opened`` of ``opened_at``, ``close`` of ``claim_close_date``."""
    if not item.temporal or len(phrase) < 2 or phrase[-1] not in _MOMENTS:
        return ()
    act = phrase[:-1]
    if act in owners:
        return ()
    for owner in owners:
        if len(owner) < len(act) and act[: len(owner)] == owner:
            return act[len(owner) :]
    return act


def _put(found: dict[Phrase, float], more: Mapping[Phrase, float]) -> None:
    for phrase, match in more.items():
        found[phrase] = max(match, found.get(phrase, 0.0))


def _value_phrases(text: str) -> dict[Phrase, float]:
    return {x: 1.0 for x in (words_of(text), words_of(text.replace("_", " "))) if x}
