"""A ``Query`` in words, part by part: what would be computed, told from the query alone.

Nothing of it is left out but that what is split by has a name, so that a reader can judge a query
that he did not word. Called by ``consulting``.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from boardroom.ask.lexicon import Sense
from boardroom.ask.things import sense_words
from boardroom.insight.period_text import day_text, days_text
from boardroom.semantic.calendar import resolve_range
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.query import (
    And,
    Condition,
    Exists,
    Filter,
    NamedExpression,
    Not,
    Or,
    Predicate,
    Query,
    Scalar,
    Transform,
)

_OPERATORS = {
    "=": "is", "!=": "is not", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "in": "is one of",
    "not_in": "is none of", "contains": "contains", "not_contains": "does not contain",
    "starts_with": "starts with", "ends_with": "ends with", "is_null": "is missing",
    "is_not_null": "is there",
}  # fmt: skip
_COMPARED = {
    "previous_period": "compared to the period before",
    "previous_year": "compared to the year before",
}
_DAY = timedelta(days=1)


def query_words(
    query: Query, model: SemanticModel, *, as_of: date, calendar: Calendar
) -> tuple[str, ...]:
    """The parts of a query in words; what is computed comes first.

    Raises:
        UsageError: it is about no range of time there is.
    """
    told = [*_computed(query, model), *(_condition(x) for x in query.filters if _tells(x, query))]
    if query.time_range != "all":
        told.append(_time(query.time_range, as_of=as_of, calendar=calendar))
    if query.time_field:
        told.append(f"by the time of {_ref(query.time_field)}")
    told += [f"by {_name(item)}" for item in query.group_by]
    told += [f"by {query.grain.replace('_', ' ')}"] if query.grain else []
    told += ["only where there are rows"] if query.sparse else []
    told += [_COMPARED[query.compare]] if query.compare else []
    told += [_transform(item) for item in query.transforms]
    told += [f"only where {_spaced(item)}" for item in query.having]
    told += list(_rows(query))
    return tuple(told)


def _computed(query: Query, model: SemanticModel) -> Iterator[str]:
    for name in query.metrics:
        yield sense_words(model, Sense(kind="metric", ref=name))
    for item in query.expressions:
        yield f"{_spaced(item.name)} ({item.expression})"
    if query.records is not None:
        shown = ", ".join(_ref(ref) for ref in query.fields)
        yield f"rows of {_spaced(query.records)}" + (f": {shown}" if shown else "")


def _tells(item: Filter, query: Query) -> bool:
    """Whether a condition says more than that what is split by has a name."""
    if not isinstance(item, Predicate) or item.op != "is_not_null":
        return True
    return item.field not in query.group_by


def _condition(item: Filter) -> str:
    match item:
        case Predicate():
            return _predicate(item)
        case And():
            return " and ".join(f"({_condition(part)})" for part in item.items)
        case Or():
            return " or ".join(f"({_condition(part)})" for part in item.items)
        case Not(item=Exists() as related):
            return _related(related, "without")
        case Not():
            return f"not ({_condition(item.item)})"
        case Exists():
            return _related(item, "with")
        case Condition():
            return item.sql


def _predicate(item: Predicate) -> str:
    if item.op == "between":
        low, high = item.values
        return f"{_ref(item.field)} from {_value(low)} to {_value(high)}"
    return f"{_ref(item.field)} {_OPERATORS[item.op]} {_listed(item.values)}".rstrip()


def _related(item: Exists, having: str) -> str:
    number = item.having.removeprefix("COUNT(*) ") + " " if item.having else ""
    via = f" via {_spaced(item.via)}" if item.via else ""
    where = f" where {_condition(item.where)}" if item.where is not None else ""
    return f"{_spaced(item.of)} {having} {number}{_spaced(item.dataset)}{via}{where}"


def _time(text: str, *, as_of: date, calendar: Calendar) -> str:
    found = resolve_range(text, as_of=as_of, calendar=calendar)
    if found.start is None:
        return f"until {day_text(found.end - _DAY)}" if found.end is not None else "all time"
    if found.end is None:
        return f"since {day_text(found.start)}"
    return days_text(found.start, max(found.start, found.end - _DAY))


def _transform(item: Transform) -> str:
    window = f" over {item.window}" if item.window else ""
    within = f" within {', '.join(map(_ref, item.within))}" if item.within else ""
    kind = {"running": "running total", "moving": "moving mean"}.get(item.kind, item.kind)
    return f"{kind} of {_spaced(item.metric)}{window}{within}"


def _rows(query: Query) -> Iterator[str]:
    for item in query.order:
        yield f"{'highest' if item.descending else 'lowest'} {_ref(item.by)} first"
    if query.limit is not None:
        rows = "the first row" if query.limit == 1 else f"the first {query.limit:,} rows"
        yield f"{rows} and those as good as the last" if query.ties else rows
    if query.limit_per is not None:
        of = ", ".join(map(_ref, query.limit_per.by))
        yield f"the first {query.limit_per.limit:,} rows of each {of}"


def _name(item: str | NamedExpression) -> str:
    return _ref(item) if isinstance(item, str) else f"{_spaced(item.name)} ({item.expression})"


def _ref(name: str) -> str:
    return _spaced(name.replace(".", " · "))


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _listed(values: tuple[Scalar, ...]) -> str:
    return ", ".join(_value(item) for item in values)


def _value(value: Scalar) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
