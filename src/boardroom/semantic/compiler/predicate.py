"""One field against constants: the leaf of every filter.

Called by ``condition``. Values become literals, never text in a statement; days against moments
mean whole days.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import assert_never

from sqlglot import exp

from boardroom.errors import QueryError
from boardroom.semantic.compiler.dialect import data_type, literal
from boardroom.semantic.compiler.expression import wrap
from boardroom.semantic.compiler.graph import Reference
from boardroom.semantic.compiler.moment import day_start
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import Field
from boardroom.semantic.query import Predicate, Scalar

_COMPARISONS: dict[str, type[exp.Binary]] = {
    "=": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
_COUNTS = {"between": 2, "is_null": 0, "is_not_null": 0}
_ESCAPE = "!"


def compare(left: exp.Expr, item: Predicate, target: Reference, calendar: Calendar) -> exp.Expr:
    """The predicate as a condition on the column ``left``. Raises: QueryError (wrong number or type
    of values).
    """
    _check_count(item)
    field = target.field
    values = tuple(_typed(value, field, item) for value in item.values)
    left = wrap(left)
    if field and field.datatype in {"DateTime", "DateTimeTz"} and any(map(_is_day, values)):
        return _days(left, item, values, _moment(field, calendar))
    match item.op:
        case "=" | "!=" | "<" | "<=" | ">" | ">=":
            return _binary(left, item.op, values[0])
        case "in" | "not_in":
            return _in(left, values, negated=item.op == "not_in")
        case "between":
            low, high = map(literal, values)
            return exp.Between(this=left, low=low, high=high)
        case "contains" | "not_contains" | "starts_with" | "ends_with":
            return _like(left, item, field)
        case "is_null" | "is_not_null":
            return _is_null(left, negated=item.op == "is_not_null")
    assert_never(item.op)


def _check_count(item: Predicate) -> None:
    if item.op in {"in", "not_in"}:
        return
    wanted = _COUNTS.get(item.op, 1)
    if len(item.values) != wanted:
        raise QueryError(
            f"The filter on {item.field!r} with {item.op!r} takes {wanted} values, "
            f"not {len(item.values)}",
            hint="Give exactly that many values.",
        )


def _binary(left: exp.Expr, op: str, value: Scalar) -> exp.Expr:
    if value is None and op in {"=", "!="}:
        return _is_null(left, negated=op == "!=")
    return _COMPARISONS[op](this=left, expression=literal(value))


def _is_null(left: exp.Expr, *, negated: bool) -> exp.Expr:
    test = exp.Is(this=left, expression=exp.Null())
    return exp.Not(this=test) if negated else test


def _in(left: exp.Expr, values: tuple[Scalar, ...], *, negated: bool) -> exp.Expr:
    """Membership; a NULL among the values means rows without a value."""
    known = [literal(value) for value in values if value is not None]
    member: exp.Expr = exp.Boolean(this=False)
    if known:
        member = exp.In(this=left, expressions=known)
    if None in values:
        empty = _is_null(left.copy(), negated=False)
        member = exp.Paren(this=exp.Or(this=member, expression=empty)) if known else empty
    return exp.Not(this=member) if negated else member


def _like(left: exp.Expr, item: Predicate, field: Field | None) -> exp.Expr:
    value = str(item.values[0]).lower()
    escaped = "".join(_ESCAPE + c if c in f"%_{_ESCAPE}" else c for c in value)
    before = "" if item.op == "starts_with" else "%"
    after = "" if item.op == "ends_with" else "%"
    if field is None or field.datatype not in {"String", None}:
        left = exp.Cast(this=left, to=data_type("text"))
    pattern: exp.Expr = exp.Literal.string(f"{before}{escaped}{after}")
    test: exp.Expr = exp.Like(this=exp.Lower(this=left), expression=pattern)
    if escaped != value:
        test = exp.Escape(this=test, expression=exp.Literal.string(_ESCAPE))
    return exp.Not(this=test) if item.op == "not_contains" else test


def _typed(value: Scalar, field: Field | None, item: Predicate) -> Scalar:
    """The value as the field's type wants it; aliases become stored values."""
    if (
        field is None
        or value is None
        or item.op in {"contains", "not_contains", "starts_with", "ends_with"}
    ):
        return value
    if isinstance(value, str):
        value = field.aliases.get(value, value)
    convert = _CONVERTERS.get(field.datatype or "")
    if convert is None:
        return value
    try:
        return convert(value)
    except (ValueError, InvalidOperation) as error:
        raise QueryError(
            f"The filter on {item.field!r} compares a {field.datatype} with {value!r}",
            hint=f"Give a value of type {field.datatype}.",
        ) from error


def _text(value: Scalar) -> Scalar:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: Scalar) -> Scalar:
    if isinstance(value, date):
        raise ValueError(value)
    return Decimal(value) if isinstance(value, str) else value


def _boolean(value: Scalar) -> Scalar:
    words = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}
    found = words.get(str(value).lower())
    if found is None:
        raise ValueError(value)
    return found


def _moment_value(value: Scalar) -> Scalar:
    if isinstance(value, str):
        return (
            date.fromisoformat(value)
            if len(value) == len("2017-01-31")
            else datetime.fromisoformat(value)
        )
    if not isinstance(value, date):
        raise ValueError(value)
    return value


_CONVERTERS: dict[str, Callable[[Scalar], Scalar]] = {
    "String": _text,
    "Integer": _number,
    "Decimal": _number,
    "Float": _number,
    "Boolean": _boolean,
    "Date": _moment_value,
    "DateTime": _moment_value,
    "DateTimeTz": _moment_value,
}


def _is_day(value: Scalar) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _moment(field: Field, calendar: Calendar) -> Callable[[date], exp.Expr]:
    return lambda day: day_start(day, field.datatype, calendar)


def _days(
    left: exp.Expr,
    item: Predicate,
    values: tuple[Scalar, ...],
    start: Callable[[date], exp.Expr],
) -> exp.Expr:
    """A moment against days: each day means from its first to its last instant."""
    if item.op in {"in", "not_in"}:
        each = [_within(left.copy(), v, v, start) for v in values if isinstance(v, date)]
        found: exp.Expr = exp.Paren(this=exp.or_(*each, copy=False))
        return exp.Not(this=found) if item.op == "not_in" else found
    first, last = values[0], values[-1]
    if not isinstance(first, date) or not isinstance(last, date):
        raise QueryError(f"The filter on {item.field!r} mixes dates with other values")
    after = start(last + timedelta(days=1))
    match item.op:
        case "<" | ">=":
            return _COMPARISONS[item.op](this=left, expression=start(first))
        case "<=":
            return exp.LT(this=left, expression=after)
        case ">":
            return exp.GTE(this=left, expression=after)
        case _:
            found = _within(left, first, last, start)
            return exp.Not(this=exp.Paren(this=found)) if item.op == "!=" else found


def _within(left: exp.Expr, first: date, last: date, start: Callable[[date], exp.Expr]) -> exp.Expr:
    after = start(last + timedelta(days=1))
    return exp.And(
        this=exp.GTE(this=left, expression=start(first)),
        expression=exp.LT(this=left.copy(), expression=after),
    )
