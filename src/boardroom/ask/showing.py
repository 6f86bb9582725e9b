"""What a query gives may be shown, or why not: what is hidden is no zero, and what is not there
is no answer.

Called for all queries that answer: read from words, chosen, verified, or of a language model.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from boardroom.data.metrics import MetricsService
from boardroom.errors import NotFoundError, PolicyError
from boardroom.governance.principal import Principal
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.query import And, Exists, Filter, Not, Or, Predicate, Query, Scalar
from boardroom.semantic.result import Result


def show(query: Query, metrics: MetricsService, *, principal: Principal, as_of: date) -> Result:
    """The rows of a query.

    Raises:
        NotFoundError: there is nothing in them, for the reason in its message.
        BoardroomError: as ``MetricsService.run``.
    """
    result = metrics.run(query, principal=principal, as_of=as_of)
    outside = [item.text for item in result.caveats if item.kind == "outside_coverage"]
    if not _tells(result) and outside:
        said = _in_words(outside[0], metrics.model)
        raise NotFoundError(f"There is no data for that time: {said}")
    if result.rows and not _tells(result):
        raise NotFoundError("There is no value of it for that time and these conditions.")
    return result


def _in_words(text: str, model: SemanticModel) -> str:
    """A caveat that begins with a field's name, said of the things that it is of."""
    key, _, rest = text.partition(" ")
    dataset, _, name = key.partition(".")
    item = model.dataset_by_name.get(dataset)
    if item is None or name not in item.field_by_name:
        return text
    words = (item.field_by_name[name].label or name, item.label or dataset)
    field, things = (word.replace("_", " ").lower() for word in words)
    return f"{things} ({field}) {rest}"


def check_values(
    query: Query, metrics: MetricsService, *, principal: Principal, as_of: date
) -> None:
    """Whether the values that a query names are there.

    Raises:
        NotFoundError: one is not there.
        PolicyError: one is not there for these eyes.
    """
    for item, value in _named(query.filters):
        one = replace(item, op="=", values=(value,))
        dataset = item.field.partition(".")[0]
        seen = Query(records=dataset, fields=(item.field,), filters=(one,), limit=1)
        if not metrics.run(seen, principal=principal, as_of=as_of).rows:
            what = f"{item.field.replace('.', ' · ').replace('_', ' ')} {value}"
            if metrics.filters_rows(principal=principal):
                raise PolicyError(f"You may not see any {what}.")
            raise NotFoundError(f"There is no {what}.")


def _named(filters: tuple[Filter, ...]) -> Iterator[tuple[Predicate, Scalar]]:
    """The values that conditions name, wherever they stand."""
    for item in filters:
        match item:
            case Predicate():
                if item.op in {"=", "!=", "in", "not_in"}:
                    yield from ((item, value) for value in item.values if isinstance(value, str))
            case And() | Or():
                yield from _named(item.items)
            case Not():
                yield from _named((item.item,))
            case Exists():
                yield from _named((item.where,) if item.where is not None else ())
            case _:
                pass


def _tells(result: Result) -> bool:
    """Whether there is any value in the rows."""
    places = [place for place, item in enumerate(result.columns) if item.role != "time"]
    return any(row[place] is not None for row in result.rows for place in places)
