"""From AST to text: identifiers, literals and the few constructs that dialects spell differently.

Called by all passes that build AST; ``adapted`` and ``to_sql`` are the last steps of every
compilation.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeVar

from sqlglot import exp

from boardroom.errors import QueryError
from boardroom.semantic.context import Dialect
from boardroom.semantic.query import Scalar

_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_RESERVED = frozenset(
    """all alter analyse analyze and any array as asc asymmetric authorization between binary both
    by case cast check collate collation column columns concurrently condition constraint convert
    create cross cube current current_catalog current_date current_role current_schema
    current_time current_timestamp current_user cursor database databases day days default
    deferrable delete dense_rank desc describe distinct div do drop else end escape except
    exists explain false fetch filter first float for force foreign freeze from full function
    grant group grouping groups having hour if ilike in index initially inner insert intersect
    interval into is isnull join key keys kill lag lambda last lateral lead leading left like
    limit lines load localtime localtimestamp lock match minus minute mod month months names
    natural not notnull null of offset on only option optimize or order out outer over
    overlaps partition percent pivot placing position primary procedure qualify quarter range
    rank read references rename repeat replace restrict returning revoke right rlike row
    row_number rows schema schemas second select semi anti separator session_user set show
    similar some starting status summarize symmetric table tablesample terminated then time
    timestamp to trailing trigger true truncate union unique unpivot unsigned update usage use
    user using values variadic verbose week when where window with write xor year years zone
    """.split()
)


def identifier(name: str) -> exp.Identifier:
    """A name, quoted where any of the dialects would need it."""
    plain = _PLAIN_NAME.fullmatch(name) and name not in _RESERVED
    return exp.Identifier(this=name, quoted=not plain)


def column(name: str, table: str | None = None) -> exp.Column:
    """A column reference ``table.name``."""
    return exp.Column(this=identifier(name), table=identifier(table) if table else None)


def alias(node: exp.Expr, name: str) -> exp.Alias:
    """``node AS name``."""
    return exp.Alias(this=node, alias=identifier(name))


def data_type(
    name: Literal["date", "timestamp", "timestamptz", "double", "text", "bigint"],
) -> exp.DataType:
    """A type for a cast, made without parsing its name."""
    return exp.DataType(this=exp.DType[name.upper()], nested=False)


def day(value: date) -> exp.Expr:
    """``CAST('2017-01-31' AS DATE)``."""
    return exp.Cast(this=exp.Literal.string(value.isoformat()), to=data_type("date"))


def instant(value: datetime) -> exp.Expr:
    """An aware datetime as a literal with its UTC offset."""
    text = value.isoformat(sep=" ")
    return exp.Cast(this=exp.Literal.string(text), to=data_type("timestamptz"))


def literal(value: Scalar) -> exp.Expr:
    """A constant; texts are escaped by the generator, so they can never become SQL."""
    if value is None:
        return exp.Null()
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, datetime):
        if value.tzinfo:
            return instant(value)
        text = exp.Literal.string(value.isoformat(sep=" "))
        return exp.Cast(this=text, to=data_type("timestamp"))
    if isinstance(value, date):
        return day(value)
    if isinstance(value, str):
        return exp.Literal.string(value)
    return _number(value)


def _number(value: int | float | Decimal) -> exp.Expr:
    if isinstance(value, int):
        text = str(value)
    elif isinstance(value, Decimal) and value.is_finite():
        text = format(value, "f")
    elif isinstance(value, float) and value == value and value not in {float("inf"), -float("inf")}:
        text = repr(value)
    else:
        raise QueryError(
            f"The number {value!r} cannot be used in a filter", hint="Use a finite number."
        )
    if text.startswith("-"):
        return exp.Paren(this=exp.Neg(this=exp.Literal.number(text[1:])))
    return exp.Literal.number(text)


_Tree = TypeVar("_Tree", bound=exp.Expr)


def adapted(tree: _Tree, dialect: Dialect) -> _Tree:
    """The statement in what the dialect has; the given tree is used up.

    Raises:
        QueryError: the dialect cannot say it.
    """
    if dialect not in _REWRITES:
        return tree
    return tree.transform(_REWRITES[dialect], copy=False)  # type: ignore[return-value]  # a SELECT stays one


def to_sql(tree: exp.Expr, dialect: Dialect) -> str:
    """The text of an adapted statement, which is of no use afterwards."""
    return tree.sql(dialect=dialect, pretty=True, copy=False)


def _for_spark(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.PercentileCont):
        return exp.Anonymous(this="PERCENTILE", expressions=[node.this, node.expression])
    if isinstance(node, exp.PercentileDisc):
        ordered = exp.Order(expressions=[exp.Ordered(this=node.this, nulls_first=True)])
        call = exp.Anonymous(this="PERCENTILE_DISC", expressions=[node.expression])
        return exp.WithinGroup(this=call, expression=ordered)
    return node


def _for_mysql(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.PercentileCont | exp.PercentileDisc):
        raise QueryError(
            "MySQL has no percentiles or medians",
            hint="Load the data into the workspace (leave out --no-load) to use this metric.",
        )
    if isinstance(node, exp.Filter):
        return _conditional(node)
    if isinstance(node, exp.AtTimeZone):
        return _only_utc(node)
    if isinstance(node, exp.TimestampTrunc) and node.text("unit").upper() == "WEEK":
        weekday = exp.Anonymous(this="WEEKDAY", expressions=[node.this.copy()])
        moment = exp.Cast(this=node.this, to=data_type("date"))
        return exp.DateSub(this=moment, expression=weekday, unit=exp.Var(this="DAY"))
    return node


def _only_utc(node: exp.AtTimeZone) -> exp.Expr:
    """MySQL knows named time zones only where its zone tables were filled, else it answers NULL."""
    zone = node.args["zone"].name
    if zone.upper() != "UTC":
        raise QueryError(
            f"MySQL cannot cut instants into the days of {zone!r}",
            hint="Load the data into the workspace (leave out --no-load), or use time zone UTC.",
        )
    return node.this  # type: ignore[no-any-return]  # sqlglot's args are untyped


def _conditional(node: exp.Filter) -> exp.Expr:
    """``AGG(x) FILTER (WHERE c)`` as ``AGG(CASE WHEN c THEN x END)``."""
    call, condition = node.this, node.expression.this
    argument = call.this
    target = argument.expressions[0] if isinstance(argument, exp.Distinct) else argument
    chosen = exp.Literal.number(1) if isinstance(target, exp.Star) else target.copy()
    target.replace(exp.Case(ifs=[exp.If(this=condition, true=chosen)]))
    return call  # type: ignore[no-any-return]  # sqlglot's args are untyped


_REWRITES = {"spark": _for_spark, "mysql": _for_mysql}
