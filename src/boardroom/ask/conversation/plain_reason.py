"""Why a question cannot be computed, in the words of who asks: the compiler's own reasons are for
those who write the model, and name datasets and relationships.

Called by the SQL agent on what was refused.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from boardroom.ask.setting import Ground
from boardroom.errors import AmbiguousError, BoardroomError, QueryError
from boardroom.semantic.compiler.graph import Reference
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.propose.naming import singular
from boardroom.semantic.query import And, Filter, Not, Or, Predicate, Query


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
                dataset, _, field = name.partition(".")
                what = _field_words(model, dataset, field, alone=False)
                return f"You may not see the {what} of {_things(model, dataset)}."
            if f"You may not use the dataset {name!r}" == message:
                return f"You may not see {_things(model, name)}."
        return None

    def of_query(self, message: str, queries: Iterable[Query]) -> str | None:
        """Why what is asked for is not told by something that its rows do not have one of; None
        where the message is not about that.

        Args:
            queries: what was tried, one of which has that message.
        """
        for query in queries:
            for base in _bases(query, self.ground):
                for text in _references(query):
                    target = self._missed(base, text, message)
                    if target is not None:
                        return self._worded(query, base, target)
        return None

    def _missed(self, base: str, text: str, message: str) -> Reference | None:
        """What a reference means, where the message is that the base's rows do not lead there."""
        graph = self.ground.graph
        try:
            target = graph.reference(text, base, (base,))
            graph.path(base, target)
        except AmbiguousError:
            return None
        except QueryError as exc:
            return target if exc.message == message else None
        except BoardroomError:
            return None
        return None

    def _worded(self, query: Query, base: str, target: Reference) -> str:
        model = self.ground.graph.model
        field = target.field.name if target.field else ""
        what = _field_words(model, target.dataset, field, alone=True)
        refused = f"{_subject(query, model)} {_cannot(query, target.text)} {what}"
        far = _things(model, target.start)
        between = self._between(base, target.start)
        if between is None:
            return f"{refused}: nothing in the data leads from {_things(model, base)} to {far}."
        one = singular(_things(model, base))
        by = _field_words(model, target.dataset, field, alone=between != target.dataset)
        asked = f"{_things(model, between)} by {by}"
        return f"{refused}: one {one} can have several {far}. Ask for {asked}."

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


def _cannot(query: Query, text: str) -> str:
    """What a query wants a field for."""
    if text in query.group_by:
        return "cannot be split by"
    return "have no" if text in query.fields else "cannot be limited by"


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


def _field_words(model: SemanticModel, dataset: str, name: str, *, alone: bool) -> str:
    """A field inside a sentence; where it stands alone, with what it is of unless it says so."""
    field = model.dataset_by_name[dataset].field_by_name.get(name)
    said = ((field.label if field else None) or name).replace("_", " ").lower()
    owner = singular(_things(model, dataset))
    return f"{owner} {said}".strip() if alone and owner not in said else said
