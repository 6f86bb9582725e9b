"""A chosen option as a ``Query``: names that are in sight, values of the field's type.

Whether it can be computed soundly is the compiler's to say. Called by ``consulting``.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from boardroom.ask.advisor.advice import (
    AmountOption,
    FilterOption,
    HavingOption,
    QueryOption,
    RelatedOption,
    Value,
)
from boardroom.ask.advisor.scope import Scope
from boardroom.ask.things import identity, name_field
from boardroom.errors import QueryError
from boardroom.semantic.model import Field, SemanticModel
from boardroom.semantic.nearest import did_you_mean
from boardroom.semantic.query import (
    And,
    Exists,
    Filter,
    NamedExpression,
    Not,
    Order,
    Predicate,
    Query,
    Transform,
)

_FUNCTIONS = {
    "count": "COUNT(*)", "count_different": "COUNT(DISTINCT {})", "sum": "SUM({})",
    "average": "AVG({})", "median": "MEDIAN({})", "min": "MIN({})", "max": "MAX({})",
}  # fmt: skip
_COUNTS = frozenset({"count", "count_different"})
_NUMBERS = frozenset({"Integer", "Decimal", "Float"})
_MOMENTS = frozenset({"DateTime", "DateTimeTz"})
_COMPARED = ("previous", "change", "change_ratio")
_VALUES = {"between": 2, "in": None, "not_in": None, "is_null": 0, "is_not_null": 0}
"""How many values an operator takes where that is not one; None = any number but none."""


def query_of(option: QueryOption, scope: Scope, model: SemanticModel) -> Query:
    """The query that an option says.

    Raises:
        QueryError: it names what is not in sight, or a value is not of its field's type.
    """
    if option.limit is not None and option.limit < 1:
        raise QueryError(f"a limit of {option.limit} leaves no rows")
    for name in option.metrics:
        scope.metric(name)
    if option.records is not None:
        scope.dataset(option.records)
    for ref in (*option.fields, *option.group_by):
        scope.field(ref)
    _check_columns(option)
    query = Query(
        metrics=option.metrics,
        expressions=tuple(_expression(item, scope) for item in option.amounts),
        group_by=tuple(dict.fromkeys(_told_apart(option.group_by, scope, model))),
        filters=(
            *(_predicate(item, scope) for item in option.filters),
            *(_related(item, scope) for item in option.related),
        ),
        having=tuple(_having(item) for item in option.having),
        time_range=option.time_range,
        grain=option.grain,
        compare=option.compare,
        transforms=tuple(
            Transform(kind=item.kind, metric=item.column, window=item.window)
            for item in option.transforms
        ),
        order=tuple(Order(by=item.by, descending=item.descending) for item in option.order),
        limit=option.limit,
        ties=option.limit == 1 and bool(option.order),
        records=option.records,
        fields=option.fields,
    )
    return _without_empty(query)


def _check_columns(option: QueryOption) -> None:
    """Raises: QueryError: a condition, a transform or the order speaks of no column there is."""
    numbers = {*option.metrics, *(item.name for item in option.amounts)}
    wanted = [item.column for item in option.transforms]
    _check_known(wanted, numbers)
    numbers |= {f"{item.column}_{item.kind}" for item in option.transforms}
    if option.compare is not None:
        numbers |= {f"{name}_{end}" for name in tuple(numbers) for end in _COMPARED}
    _check_known([item.column for item in option.having], numbers)
    named = {"period", *option.group_by, *option.fields}
    if option.records is None:
        _check_known([item.by for item in option.order], numbers | named)


def _check_known(names: Iterable[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise QueryError(f"there is no column {name!r}{did_you_mean(name, known)}")


def _without_empty(query: Query) -> Query:
    """A list of the first few leaves out the group without a name."""
    if query.limit is None or query.records is not None:
        return query
    named = {item.field for item in query.filters if isinstance(item, Predicate)}
    refs = [item for item in query.group_by if isinstance(item, str) and item not in named]
    more = tuple(Predicate(field=ref, op="is_not_null") for ref in refs)
    return replace(query, filters=(*query.filters, *more))


def _expression(item: AmountOption, scope: Scope) -> NamedExpression:
    if item.how == "count":
        dataset = scope.dataset(item.of).name
        return NamedExpression(
            name=item.name, expression=_FUNCTIONS["count"], dataset=dataset, unit="count"
        )
    field = scope.field(item.of)
    counts = item.how in _COUNTS
    ordered = field.temporal and item.how in {"min", "max"}
    if not counts and not ordered and field.datatype not in _NUMBERS:
        raise QueryError(f"{item.of!r} is no number: it has no {item.how}")
    return NamedExpression(
        name=item.name,
        expression=_FUNCTIONS[item.how].format(item.of),
        dataset=item.of.partition(".")[0],
        unit="count" if counts else field.unit,
    )


def _told_apart(refs: tuple[str, ...], scope: Scope, model: SemanticModel) -> Iterator[str]:
    """What is split by; things by their keys, too, where their names are not unique."""
    for ref in refs:
        dataset, _, name = ref.partition(".")
        keys = identity(model, dataset) if name_field(scope.dataset(dataset)) == name else ()
        seen = {f"{dataset}.{item.name}" for item in scope.dataset(dataset).fields}
        yield from keys if keys and seen.issuperset(keys) else (ref,)


def _predicate(item: FilterOption, scope: Scope) -> Predicate:
    field = scope.field(item.field)
    wanted = _VALUES.get(item.op, 1)
    if len(item.values) != wanted and (wanted is not None or not item.values):
        raise QueryError(f"{item.op!r} on {item.field!r} has {len(item.values)} values")
    values = tuple(_value(value, field, item.field) for value in item.values)
    return Predicate(field=item.field, op=item.op, values=values)


def _value(value: Value, field: Field, ref: str) -> str | bool | int | Decimal | date:
    """A value as the field has them. Raises: QueryError: it cannot be one."""
    expected = field.datatype or "String"
    try:
        if expected in _NUMBERS and not isinstance(value, bool):
            number = Decimal(str(value))
            return int(number) if number == number.to_integral_value() else number
        if expected == "Date":
            return date.fromisoformat(str(value))
        if expected in _MOMENTS:
            text = str(value)
            return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
    except (ValueError, ArithmeticError) as exc:
        raise QueryError(f"{value!r} cannot be a value of {ref!r}, which is {expected}") from exc
    if expected == "Boolean" and isinstance(value, bool):
        return value
    if expected in _NUMBERS or expected == "Boolean" or not isinstance(value, str):
        raise QueryError(f"{value!r} cannot be a value of {ref!r}, which is {expected}")
    return stored_value(value, field)


def stored_value(value: str, field: Field) -> str:
    """A value as it is stored, where it is known by another name or spelling."""
    known = {item.casefold(): item for item in field.values}
    known |= {alias.casefold(): item for alias, item in field.aliases.items()}
    return known.get(value.casefold(), value)


def _related(item: RelatedOption, scope: Scope) -> Filter:
    scope.dataset(item.dataset)
    scope.dataset(item.of)
    if (item.op is None) != (item.number is None) or (item.without and item.op):
        raise QueryError("related needs op and number together, and neither with without")
    filters = tuple(_predicate(one, scope) for one in item.filters)
    found = Exists(
        dataset=item.dataset,
        of=item.of,
        where=And(items=filters) if filters else None,
        having=f"COUNT(*) {item.op} {item.number}" if item.op else None,
    )
    return Not(item=found) if item.without else found


def _having(item: HavingOption) -> str:
    value = Decimal(str(item.value))
    if not value.is_finite():
        raise QueryError(f"{item.value!r} is no number to compare with")
    return f"{item.column} {item.op} {value.normalize():f}"
