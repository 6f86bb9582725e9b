"""From the meaning of a question to the queries that it may be, in the terms of one model.

A name may stand for several things («name» of five datasets). Each choice of all names together is
a draft, and its cost says how far from the question it is: names that match in part, and datasets
that nothing else in the question speaks of. Whether a draft can be computed soundly is the
compiler's to say.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from boardroom.ask.cover import Piece
from boardroom.ask.lexicon import Sense, SenseKind, counted_dataset
from boardroom.ask.meaning import Amount, Condition, How, Limit, Meaning
from boardroom.semantic.compiler.graph import Graph
from boardroom.semantic.model import Dataset, Field, Grain, SemanticModel
from boardroom.semantic.propose.naming import singular
from boardroom.semantic.query import (
    Compare,
    Exists,
    Filter,
    NamedExpression,
    Operator,
    Order,
    Predicate,
    Query,
    Scalar,
)

_MOST_DRAFTS = 64
_CLOSE = 0.1
"""Senses that match so much worse than the best are choices, too."""
_LEAST = 0.55
"""The first word of a name is too little to tell it by."""
_PART = 1.0
_BESIDE = 0.15
"""What it costs to count rows where the model has a metric of that name."""
_FOREIGN = 0.3
"""What each dataset that a draft speaks of costs: the fewer, the more they belong together."""
_ANY_GRAIN: Grain = "month"

_FUNCTIONS: dict[How, str] = {
    "sum": "SUM({})", "avg": "AVG({})", "median": "MEDIAN({})", "min": "MIN({})",
    "max": "MAX({})", "distinct": "COUNT(DISTINCT {})", "count": "COUNT(DISTINCT {})",
}  # fmt: skip
_WORDS: dict[How, str] = {
    "sum": "total", "avg": "average", "median": "median", "min": "lowest", "max": "highest",
    "distinct": "number of different", "count": "number of different",
}  # fmt: skip
_ANY: tuple[SenseKind, ...] = ("metric", "dataset", "field")
_KINDS: dict[How, tuple[SenseKind, ...]] = {
    "metric": ("metric",), "sum": _ANY, "count": _ANY, "avg": ("metric", "field"),
    "distinct": ("dataset", "field"),
}  # fmt: skip
_OF_METRICS: dict[How, tuple[str, ...]] = {
    "sum": ("SUM(", "COUNT("), "count": ("COUNT(",), "avg": ("AVG(",),
}  # fmt: skip
"""What a metric has to be where its aggregate is named: a total of means is none."""
_COUNTED = frozenset({"count", "distinct", "sum"})
"""What can be said of how many rows there are."""
_YEAR = re.compile(r"\d{4}|all")
_NAMES = ("name", "title", "label", "username")
"""What a thing is called by, best first."""


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
        cost: how far from the question; lower is nearer.
    """

    query: Query
    chips: tuple[Chip, ...]
    cost: float


def drafts(meaning: Meaning, model: SemanticModel) -> tuple[Draft, ...]:
    """The queries that a question may be, nearest first; none where it names nothing to ask for."""
    wanted = _wanted(meaning)
    pieces, graph = list(wanted), Graph(model)
    ways = islice(product(*(_choices(wanted[item], item) for item in pieces)), _MOST_DRAFTS)
    found = [_Drafting(meaning, graph, dict(zip(pieces, way, strict=True))).draft() for way in ways]
    return tuple(sorted((item for item in found if item), key=lambda item: item.cost))


def _wanted(meaning: Meaning) -> dict[Piece, tuple[SenseKind, ...]]:
    """The pieces of which a sense is to be chosen, and of which kinds it may be."""
    found: dict[Piece, tuple[SenseKind, ...]] = {}
    by = meaning.ranking.by if meaning.ranking else None
    amounts = [*meaning.amounts, *(limit.amount for limit in meaning.limits)]
    amounts += [by] if isinstance(by, Amount) else []
    for amount in amounts:
        found[amount.of] = _KINDS.get(amount.how, ("field",))
    for condition in meaning.conditions:
        found |= dict.fromkeys(condition.pieces, ("value",))
        found |= {condition.field: ("field",)} if condition.field else {}
    for piece in (*meaning.groups, *meaning.shown, *([by] if isinstance(by, Piece) else [])):
        things = piece in meaning.shown and any(
            s.kind == "dataset" and s.match == 1.0 for s in piece.senses
        )
        found.setdefault(piece, ("dataset",) if things else ("dataset", "field"))
    return found


def _choices(kinds: Sequence[SenseKind], piece: Piece) -> tuple[Sense, ...]:
    """The senses of a piece of these kinds that match about as well as the best."""
    senses = [sense for sense in piece.senses if sense.kind in kinds and sense.match >= _LEAST]
    best = max((sense.match for sense in senses), default=0.0)
    return tuple(sense for sense in senses if sense.match >= best - _CLOSE)


class _Unsaid(Exception):
    """This choice of senses makes no query."""


@dataclass(frozen=True)
class _Drafting:
    """One choice of senses."""

    meaning: Meaning
    graph: Graph
    chosen: Mapping[Piece, Sense]

    @property
    def model(self) -> SemanticModel:
        """What the data means."""
        return self.graph.model

    def draft(self) -> Draft | None:
        """The query; None where these senses make none."""
        datasets = {sense.dataset for sense in self.chosen.values() if sense.dataset}
        parts = sum(1 - sense.match for sense in self.chosen.values())
        amounts = [item.of for item in self.meaning.amounts]
        parts += _BESIDE * sum(
            self.chosen[item].kind == "dataset" and item.has("metric") for item in amounts
        )
        metrics = [sense.ref for sense in self.chosen.values() if sense.kind == "metric"]
        datasets |= {self._dataset(name) for name in metrics}
        try:
            query = self._query()
            self._hold_time(query)
        except _Unsaid:
            return None
        return Draft(
            query=query, chips=self._chips(), cost=_PART * parts + _FOREIGN * len(datasets)
        )

    def _query(self) -> Query:
        amounts = list(self.meaning.amounts)
        ranking = self.meaning.ranking
        by = ranking.by if ranking else None
        split = bool(self.meaning.groups or self._grain())
        shown = [item for item in self.meaning.shown if not self._is_context(item)]
        if not amounts and split:
            if any(self.chosen[item].kind != "dataset" for item in shown):
                raise _Unsaid
            amounts, shown = [Amount(how="count", of=item) for item in shown], []
        if isinstance(by, Amount) and not (amounts == [] and self._is_own(by, shown)):
            amounts.append(by)
        if not amounts:
            return self._listed(shown)
        rows = [*self.meaning.groups]
        if shown and isinstance(by, Amount):
            if any(self._is_measure(item) for item in shown):
                raise _Unsaid
            rows, shown = [*rows, *shown], []
        if any(self._foreign(item, rows) for item in shown):
            raise _Unsaid
        moments = [self.chosen[item].ref for item in shown if self.chosen[item].kind == "field"]
        return replace(
            self._computed(self._distinct(amounts), rows), time_field=self._moment(moments)
        )

    def _moment(self, fields: Sequence[str]) -> str | None:
        """The time that is meant, where the question says which: ``tickets closed last week``."""
        if not fields:
            return None
        if len(fields) > 1 or not _field(self.model, fields[0]).temporal or not self.meaning.times:
            raise _Unsaid
        return fields[0]

    def _hold_time(self, query: Query) -> None:
        """Refuse a time that may be another's than that of the rows: of what they did, or of what
        is asked of them. Raises: _Unsaid."""
        if not self.meaning.times:
            return
        amounts = [self.chosen[item.of] for item in self.meaning.amounts]
        things = [query.records] if query.records else [x.dataset for x in amounts]
        counted = bool(query.records) or any(x.kind == "dataset" or x.counts for x in amounts)
        if counted and self.meaning.acts and query.time_range != "all":
            raise _Unsaid
        bases = [*(x for x in things if x), *map(self._dataset, query.metrics)]
        asked = [item.field for item in query.filters if isinstance(item, Predicate)]
        for base in bases:
            if not all(self.graph.reaches(base, ref.partition(".")[0]) for ref in asked):
                raise _Unsaid

    def _is_measure(self, piece: Piece) -> bool:
        sense = self.chosen[piece]
        return sense.kind == "field" and _field(self.model, sense.ref).role == "measure"

    def _is_own(self, by: Amount, shown: Sequence[Piece]) -> bool:
        """Whether what rows are ranked by is a measure of the rows that are listed."""
        sense = self.chosen[by.of]
        return sense.kind == "field" and sense.dataset in {self.chosen[x].dataset for x in shown}

    def _is_context(self, piece: Piece) -> bool:
        """Whether a name only says what a value beside it is of (``domain "Physics"``)."""
        sense = self.chosen[piece]
        values = [self.chosen[item] for each in self.meaning.conditions for item in each.pieces]
        fields = [self.chosen[each.field] for each in self.meaning.conditions if each.field]
        if sense.kind == "field":
            return sense.ref in {value.ref for value in values}
        is_listed = not self.meaning.amounts and piece is self.meaning.shown[0]
        return not is_listed and sense.dataset in {item.dataset for item in (*values, *fields)}

    def _foreign(self, piece: Piece, rows: Sequence[Piece]) -> bool:
        """Whether a name beside amounts is neither of their dataset nor of what they are split
        by."""
        senses = [self.chosen[item.of] for item in self.meaning.amounts]
        own = {item.dataset or self._dataset(item.ref) for item in senses}
        own |= {self.chosen[item].dataset for item in rows}
        return self.chosen[piece].dataset not in own

    def _distinct(self, amounts: Sequence[Amount]) -> list[str | NamedExpression]:
        found = [self._amount(item) for item in amounts]
        return list({item if isinstance(item, str) else item.name: item for item in found}.values())

    def _amount(self, amount: Amount) -> str | NamedExpression:
        """The metric's name, or the expression; how many rows there are is the model's own metric
        where it has one."""
        sense = self.chosen[amount.of]
        if sense.kind == "metric":
            text = self.model.metric_by_name[sense.ref].expression.sql.upper()
            if amount.how != "metric" and not text.startswith(_OF_METRICS[amount.how]):
                raise _Unsaid
            return sense.ref
        if sense.kind == "dataset" and amount.how not in _COUNTED:
            raise _Unsaid
        if sense.kind == "dataset":
            return count_metric(self.model, sense.ref) or NamedExpression(
                name=f"number_of_{sense.ref}",
                expression="COUNT(*)",
                dataset=sense.ref,
                unit="count",
            )
        field = _field(self.model, sense.ref)
        how: How = "sum" if amount.how == "count" and field.role == "measure" else amount.how
        counted = how in {"count", "distinct"}
        return NamedExpression(
            name=f"{_WORDS[how]} {field.name}".replace(" ", "_"),
            expression=_FUNCTIONS[how].format(sense.ref),
            dataset=sense.dataset,
            unit="count" if counted else field.unit,
        )

    def _computed(self, amounts: Sequence[str | NamedExpression], rows: Sequence[Piece]) -> Query:
        groups = tuple(dict.fromkeys(ref for item in rows for ref in self._refs(item)))
        ranking, grain = self.meaning.ranking, self._grain()
        time_range, years = self._when([self._dataset(item) for item in amounts])
        if grain == "year" and years is not None:
            grain, groups = None, (*groups, years)
        order = Order(by=self._ranked_by(amounts), descending=not ranking or ranking.descending)
        return Query(
            metrics=tuple(item for item in amounts if isinstance(item, str)),
            expressions=tuple(item for item in amounts if isinstance(item, NamedExpression)),
            group_by=groups,
            filters=(
                *self._filters(),
                *self._limits(),
                *_in_year(time_range, years),
                *(_named(groups) if ranking and ranking.count else ()),
            ),
            time_range="all" if years else time_range,
            grain=grain,
            compare=self._compare(),
            order=(order,) if ranking or (groups and not grain) else (),
            limit=ranking.count if ranking else None,
        )

    def _dataset(self, amount: str | NamedExpression) -> str:
        if isinstance(amount, NamedExpression):
            return amount.dataset or ""
        metric = self.model.metric_by_name[amount]
        found = re.search(r"(\w+)\.\w+", metric.expression.sql)
        return metric.dataset or (found[1] if found else "")

    def _when(self, datasets: Sequence[str]) -> tuple[str, str | None]:
        """The range of time; of rows without a time, with their field of years."""
        asked = self._range()
        if asked == "all" and self._grain() is None:
            return asked, None
        timed = [item for item in datasets if item in self.model.dataset_by_name]
        if all(self.model.dataset_by_name[item].time for item in timed):
            return asked, None
        for item in timed:
            if "year" in self.model.dataset_by_name[item].field_by_name and _YEAR.fullmatch(asked):
                return asked, f"{item}.year"
        raise _Unsaid

    def _ranked_by(self, amounts: Sequence[str | NamedExpression]) -> str:
        by = self.meaning.ranking.by if self.meaning.ranking else None
        if isinstance(by, Piece):
            return self._refs(by)[-1]
        first = self._amount(by) if by else amounts[0]
        return first if isinstance(first, str) else first.name

    def _refs(self, piece: Piece) -> tuple[str, ...]:
        """The fields that say which thing a row is of: of a dataset its key and its name."""
        sense = self.chosen[piece]
        return (sense.ref,) if sense.kind == "field" else identity(self.model, sense.ref)

    def _listed(self, shown: Sequence[Piece]) -> Query:
        """Rows of one dataset, with what else is asked to be shown."""
        if not shown:
            raise _Unsaid
        base = self.chosen[shown[0]].dataset
        ranking = self.meaning.ranking
        unranked = ranking is not None and ranking.count is not None and ranking.by is None
        if self._compare() or unranked:
            raise _Unsaid
        if any(self.chosen[item].dataset != base for item in shown):
            raise _Unsaid
        by = ranking.by if ranking else None
        named = by.of if isinstance(by, Amount) else by
        shown = [*shown, *([named] if named else [])]
        fields = tuple(dict.fromkeys(ref for piece in shown for ref in self._refs(piece)))
        time_range, years = self._when([base])
        return Query(
            records=base,
            fields=fields,
            filters=(*self._filters(), *self._limits(), *_in_year(time_range, years)),
            time_range="all" if years else time_range,
            order=(
                (
                    Order(
                        by=self._refs(named)[-1] if named else fields[-1],
                        descending=ranking.descending,
                    ),
                )
                if ranking
                else ()
            ),
            limit=ranking.count if ranking else None,
        )

    def _limits(self) -> tuple[Filter, ...]:
        """Conditions on how many rows of something belong to each thing that is counted or
        listed."""
        return tuple(self._limit(item) for item in self.meaning.limits)

    def _limit(self, limit: Limit) -> Filter:
        things = [self.chosen[item.of].dataset for item in self.meaning.amounts]
        things += [self.chosen[item].dataset for item in self.meaning.shown]
        many = self.chosen[limit.amount.of]
        if not things or many.kind != "dataset":
            raise _Unsaid
        links = self._links(many.ref, things[0])
        if len(links) != 1:
            raise _Unsaid
        dataset, via = links[0]
        having = f"COUNT(*) {limit.op} {limit.value}"
        return Exists(dataset=dataset, of=things[0], via=via, having=having)

    def _links(self, many: str, one: str) -> list[tuple[str, str]]:
        """The relationships by which rows of a dataset, or of a bridge to it, belong to a thing."""
        links = [item for item in self.model.relationships if item.to_dataset == one]
        direct = [(item.from_dataset, item.name) for item in links if item.from_dataset == many]
        ends = {
            (item.from_dataset, item.to_dataset)
            for item in self.model.relationships
            if self.model.dataset_by_name[item.from_dataset].bridge
        }
        over = [(x.from_dataset, x.name) for x in links if (x.from_dataset, many) in ends]
        return direct or over

    def _filters(self) -> tuple[Filter, ...]:
        found = tuple(self._filter(item) for item in self.meaning.conditions)
        same = [item.field for item in found if item.op in {"=", "in"}]
        if len(set(same)) < len(same):
            raise _Unsaid
        return found

    def _filter(self, condition: Condition) -> Predicate:
        if condition.field is not None:
            ref = self.chosen[condition.field].ref
            return Predicate(field=ref, op=condition.op, values=condition.values)
        senses = [self.chosen[piece] for piece in condition.pieces]
        if len({sense.ref for sense in senses}) > 1:
            raise _Unsaid
        values: tuple[Scalar, ...] = tuple(sense.value for sense in senses)
        one: dict[Operator, Operator] = {"in": "=", "not_in": "!="}
        op = one[condition.op] if len(values) == 1 else condition.op
        return Predicate(field=senses[0].ref, op=op, values=values)

    def _range(self) -> str:
        """The range of time that is asked for. Raises: _Unsaid: there are two, or a day of the week
        or the like."""
        readings = [item.reading for item in self.meaning.times]
        if any(
            x.cyclic or x.unsupported or x.moment or (x.other and not x.compare) for x in readings
        ):
            raise _Unsaid
        ranges = [item.range for item in readings if item.range]
        if len(ranges) > 1:
            raise _Unsaid
        units = [f"this_{item.unit}" for item in readings if item.unit]
        return next(iter([*ranges, *units]), "all")

    def _compare(self) -> Compare | None:
        return next((x.reading.compare for x in self.meaning.times if x.reading.compare), None)

    def _grain(self) -> Grain | None:
        grains = [item.reading.grain for item in self.meaning.times if item.reading.grain]
        return None if not grains else _ANY_GRAIN if grains[0] == "any" else grains[0]

    def _chips(self) -> tuple[Chip, ...]:
        found = [
            (piece.first, Chip(words=piece.text, meaning=_words(self.model, sense)))
            for piece, sense in self.chosen.items()
        ]
        found += [
            (time.first, Chip(words="", meaning=time.reading.words)) for time in self.meaning.times
        ]
        return tuple(chip for _, chip in sorted(found, key=lambda item: item[0]))


def _in_year(time_range: str, years: str | None) -> tuple[Filter, ...]:
    if years is None or time_range == "all":
        return ()
    return (Predicate(field=years, op="=", values=(int(time_range),)),)


def _named(groups: Sequence[str]) -> Iterator[Filter]:
    """What is best or worst is something: rows without it are left out."""
    return (Predicate(field=ref, op="is_not_null") for ref in groups)


def count_metric(model: SemanticModel, dataset: str) -> str | None:
    """The model's own metric that is the number of a dataset's rows and called so."""
    names = {dataset, f"{dataset}_count", f"{singular(dataset)}_count", f"number_of_{dataset}"}
    return next(
        (
            item.name
            for item in model.metrics
            if item.name in names and counted_dataset(item, model) == dataset
        ),
        None,
    )


def identity(model: SemanticModel, dataset: str) -> tuple[str, ...]:
    """The fields that tell the things of a dataset apart and name them: ``dataset.field``."""
    item = model.dataset_by_name[dataset]
    keys = [*item.primary_key]
    name = next((found for word in _NAMES for found in _called(item, word)), None)
    if name is None:
        return tuple(f"{dataset}.{key}" for key in keys)
    alone = any(set(key) == {name} for key in (item.primary_key, *item.unique_keys))
    return tuple(f"{dataset}.{field}" for field in ([name] if alone else [*keys, name]))


def _called(dataset: Dataset, word: str) -> list[str]:
    """The fields whose name is, or ends with, that word."""
    names = [item.name for item in dataset.fields if not item.hidden]
    return [
        *(name for name in names if name == word),
        *(name for name in names if name.endswith(word)),
    ]


def _field(model: SemanticModel, ref: str) -> Field:
    dataset, _, name = ref.partition(".")
    return model.dataset_by_name[dataset].field_by_name[name]


def _words(model: SemanticModel, sense: Sense) -> str:
    """What a sense is, in words for people."""
    if sense.kind == "metric":
        return model.metric_by_name[sense.ref].title
    if sense.kind == "dataset":
        return model.dataset_by_name[sense.ref].label or sense.ref
    name = sense.ref.replace(".", " · ").replace("_", " ")
    return name if sense.kind == "field" else f"{name} is {sense.value}"
