"""Why a question cannot be computed, in the words of who asks: the compiler's own reasons are for
those who write the model, and name datasets and relationships.

Called by the SQL agent on what was refused.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import product

from boardroom.ask.setting import Ground
from boardroom.errors import BoardroomError, QueryError
from boardroom.semantic.compiler.graph import Graph, Reference
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.propose.naming import singular
from boardroom.semantic.query import And, Filter, Not, Or, Predicate, Query

_MOST = 3
"""So many of several things are named."""


@dataclass(frozen=True, kw_only=True)
class PlainReasons:
    """Puts reasons in plain words.

    Attributes:
        ground: what is known of the model.
        hidden: datasets, and fields with their datasets, that the words may not speak of as if
            they could be asked for.
    """

    ground: Ground
    hidden: frozenset[str]

    def of_policy(self, message: str) -> str | None:
        """What may not be seen; None where the message is not about that."""
        model = self.ground.graph.model
        for name in sorted(self.hidden):
            if f"You may not use the field {name!r}" == message:
                target = self.ground.graph.reference(name)
                what = _field_words(model, target, alone=False)
                return f"You may not see the {what} of {_things(model, target.dataset)}."
            if f"You may not use the dataset {name!r}" == message:
                return f"You may not see {_things(model, name)}."
        return None

    def of_query(self, message: str, queries: Iterable[Query]) -> str | None:
        """Why what is asked for is not told by something that its rows do not have one of; None
        where the message is not about that.

        Args:
            queries: what was tried, one of which has that message.
        """
        missed = [found for query in queries if (found := self._missed(query))]
        first = next((item for item in missed if item.message == message), None)
        if first is None:
            return None
        alike = [x for x in missed if x.base == first.base and x.name == first.name]
        return next(filter(None, map(self._instead, alike)), None) or self._apart(alike)

    def _missed(self, query: Query) -> "_Missed | None":
        """The first field of a query that the rows it is computed from do not lead to; None where
        there is none, or the query is wrong otherwise."""
        graph = self.ground.graph
        with suppress(BoardroomError):
            for base, text in product(_bases(query, self.ground), _references(query)):
                target = graph.reference(text, base, (base,))
                if not graph.reaches(base, target.start):
                    said = _said(graph, base, target)
                    return _Missed(query=query, base=base, target=target, message=said)
        return None

    def _instead(self, missed: "_Missed") -> str | None:
        """What is said where rows between both can be asked for; None where there are none."""
        model, base, target = self.ground.graph.model, missed.base, missed.target
        between = self._between(base, target.start)
        if between is None:
            return None
        what = _field_words(model, target, alone=True)
        by = _field_words(model, target, alone=between != target.dataset)
        one, far = singular(_things(model, base)), _things(model, target.start)
        return (
            f"{_refused(missed.query, target.text, model)} {what}: one {one} can have several "
            f"{far}. Ask for {_things(model, between)} by {by}."
        )

    def _apart(self, alike: "Sequence[_Missed]") -> str:
        """What is said where nothing leads to any of several fields of one name."""
        model, first = self.ground.graph.model, alike[0]
        seen = dict.fromkeys(x.target.start for x in alike if x.target.start not in self.hidden)
        what = _field_words(model, first.target, alone=len(seen) < 2)
        refused = f"{_refused(first.query, first.target.text, model)} {what}"
        if not seen:
            return f"{refused}."
        far = _listed([_things(model, item) for item in seen])
        return f"{refused}: nothing in the data leads from {_things(model, first.base)} to {far}."

    def _between(self, base: str, far: str) -> str | None:
        """The rows that belong to one of both: what can be asked for instead."""
        graph = self.ground.graph
        found = [
            (len(near[0]) + len(other[0]), item.name)
            for item in graph.model.datasets
            if item.name not in self.hidden and item.name != base
            if (near := graph.paths(item.name, base)) and (other := graph.paths(item.name, far))
        ]
        return min(found)[1] if found else None


@dataclass(frozen=True, kw_only=True)
class _Missed:
    """A field that a query cannot have, and what the compiler says of it."""

    query: Query
    base: str
    target: Reference
    message: str

    @property
    def name(self) -> str:
        """What the field is called."""
        return self.target.field.name if self.target.field else "*"


def _said(graph: Graph, base: str, target: Reference) -> str:
    """What the compiler says of a field that nothing leads to."""
    try:
        graph.path(base, target)
    except QueryError as exc:
        return exc.message
    raise ValueError(f"{target.text!r} is reached from {base!r}")


def _listed(names: Sequence[str]) -> str:
    """Names inside a sentence, the first few of many."""
    shown = list(names[:_MOST])
    rest = len(names) - _MOST
    more = [f"{rest} other{'s' * (rest > 1)}"] if rest > 0 else []
    *most, last = [*shown, *more]
    return f"{', '.join(most)} or {last}" if most else last


def _bases(query: Query, ground: Ground) -> Iterator[str]:
    """The datasets whose rows a query is computed from."""
    if query.records:
        yield query.records
    named = [ground.expander.metric(name) for name in query.metrics]
    for formula in (*named, *map(ground.expander.inline, query.expressions)):
        yield from dict.fromkeys(call.base for call in formula.calls)


def _references(query: Query) -> Iterator[str]:
    """The fields that a query names beside what it computes."""
    yield from (item for item in query.group_by if isinstance(item, str))
    yield from query.fields
    left: list[Filter] = list(query.filters)
    while left:
        match left.pop():
            case Predicate(field=field):
                yield field
            case And(items=items) | Or(items=items):
                left += items
            case Not(item=item):
                left.append(item)
            case _:
                pass


def _refused(query: Query, text: str, model: SemanticModel) -> str:
    """What a query cannot have a field for, up to the field."""
    way = "have no" if text in query.fields else "cannot be limited by"
    way = "cannot be split by" if text in query.group_by else way
    return f"{_subject(query, model)} {way}"


def _subject(query: Query, model: SemanticModel) -> str:
    """What is asked for, at the beginning of a sentence."""
    if query.metrics:
        return model.metric_by_name[query.metrics[0]].title
    said = query.expressions[0].name if query.expressions else str(query.records)
    said = said.replace("_", " ")
    return said[:1].upper() + said[1:]


def _things(model: SemanticModel, dataset: str) -> str:
    """The things of a dataset, inside a sentence."""
    return (model.dataset_by_name[dataset].label or dataset).replace("_", " ").lower()


def _field_words(model: SemanticModel, target: Reference, *, alone: bool) -> str:
    """A field inside a sentence; where it stands alone, with what it is of unless it says so."""
    if target.field is None:
        return _things(model, target.dataset)
    said = (target.field.label or target.field.name).replace("_", " ").lower()
    owner = singular(_things(model, target.dataset))
    return f"{owner} {said}" if alone and owner not in said else said
