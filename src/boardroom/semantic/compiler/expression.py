"""SQL texts of the model as canonical sqlglot trees; the compiler's front end, called by every
other pass.

A canonical tree knows three things that text does not: every reference to the model is one
``Column`` whose single identifier holds the whole dotted text (``customers.state``), every division
is safe (NULL where the divisor is zero, never integer division), and every percentile is one
``PercentileCont`` node.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from boardroom.errors import QueryError
from boardroom.semantic.compiler.dialect import data_type, identifier
from boardroom.semantic.compiler.function import check_functions

_FORBIDDEN = (exp.Query, exp.Command, exp.Window, exp.DDL, exp.DML, exp.Parameter, exp.Placeholder)
_EXPRESSIONS = (
    exp.Condition,
    exp.Filter,
    exp.WithinGroup,
    exp.AtTimeZone,
    exp.Interval,
    exp.Distinct,
    exp.Star,
)
_READ = "duckdb"


@lru_cache(maxsize=4096)
def parse(text: str) -> exp.Expr:
    """The canonical tree of one expression over model names; shared, so never changed in place.

    Raises:
        QueryError: the text is not one SQL expression.
    """
    return _canonical(_parse_sql(text), _one_name)


@lru_cache(maxsize=4096)
def parse_physical(text: str) -> exp.Expr:
    """The tree of a field's expression: its columns stay those of the table. Raises: QueryError."""
    tree = _parse_sql(text)
    if tree.find(exp.AggFunc):
        raise QueryError(
            f"The field expression {text!r} aggregates rows",
            hint="A field is computed from its own row; make this a metric.",
        )
    return _canonical(tree, lambda column: column)


def computed_field(text: str, siblings: Mapping[str, str], trail: tuple[str, ...] = ()) -> exp.Expr:
    """A field's expression over physical columns; other fields in it are replaced by theirs.

    A name is a physical column where the expression is nothing but that name, or where the field of
    that name is itself computed from a column of that name; else it is the field.

    Raises:
        QueryError: fields computed from one another in a circle.
    """
    tree = parse_physical(text)
    if isinstance(tree, exp.Column):
        return tree

    def column(node: exp.Expr) -> exp.Expr:
        name = node.name
        other = siblings.get(name)
        if other is None or not isinstance(node, exp.Column) or name in _columns(other):
            return node
        if name in trail:
            raise QueryError(
                f"The field {name!r} is computed from itself: {' → '.join((*trail, name))}",
                hint="Compute it from columns of the table.",
            )
        return wrap(computed_field(other, siblings, (*trail, name)).copy())

    return _canonical(tree, column)


@lru_cache(maxsize=4096)
def _columns(text: str) -> frozenset[str]:
    return frozenset(node.name for node in parse_physical(text).find_all(exp.Column))


def _parse_sql(text: str) -> exp.Expr:
    try:
        found = sqlglot.parse(text, read=_READ)
    except (SqlglotError, RecursionError) as error:
        reason = str(error).splitlines()[0] if str(error) else "too deeply nested"
        raise QueryError(
            f"The expression {text!r} is not valid SQL: {reason}",
            hint="Write one SQL expression over model fields, such as SUM(orders.revenue).",
        ) from error
    tree = found[0].unalias() if len(found) == 1 and found[0] is not None else None
    if not isinstance(tree, _EXPRESSIONS):
        raise QueryError(
            f"{text!r} is not one SQL expression",
            hint="Write one expression over model fields, such as SUM(orders.revenue).",
        )
    for node in tree.walk():
        if isinstance(node, _FORBIDDEN):
            raise QueryError(
                f"The expression {text!r} contains {node.key.upper()}, which has no place there",
                hint="Use fields, constants, functions and aggregates only.",
            )
    check_functions(tree, text)
    return tree


def _one_name(column: exp.Expr) -> exp.Expr:
    return reference(".".join(_parts(column)))


def _parts(node: exp.Expr) -> Iterator[str]:
    if isinstance(node, exp.Dot):
        yield from _parts(node.this)
        yield from _parts(node.expression)
    elif isinstance(node, exp.Column):
        yield from (("*" if isinstance(part, exp.Star) else part.name) for part in node.parts)
    else:
        yield "*" if isinstance(node, exp.Star) else node.name


def _canonical(node: exp.Expr, rename: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    """A rewritten copy, bottom up."""
    if isinstance(node, exp.Column) or (
        isinstance(node, exp.Dot) and isinstance(node.this, exp.Column | exp.Dot)
    ):
        return rename(node.copy())
    return _rewritten(rebuild(node, lambda child: _canonical(child, rename)))


def _rewritten(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Div):
        return divide(node.this, node.expression)
    if isinstance(node, exp.Mod | exp.IntDiv):
        node.set("expression", nullif_zero(node.expression))
    if isinstance(node, exp.WithinGroup):
        return _percentile(node)
    if isinstance(node, exp.CountIf):
        count = exp.Count(this=exp.Star(), big_int=True)
        return exp.Filter(this=count, expression=exp.Where(this=node.this))
    if isinstance(node, exp.Sum | exp.Avg | exp.Min | exp.Max | exp.Count):
        return _filtered(node)
    if isinstance(node, exp.Median):
        return exp.PercentileCont(this=node.this, expression=exp.Literal.number("0.5"))
    return node


def _percentile(node: exp.WithinGroup) -> exp.Expr:
    inner, ordered = node.this, node.expression.expressions[0]
    if not isinstance(inner, exp.PercentileCont | exp.PercentileDisc):
        return node
    if ordered.args.get("desc"):
        share = exp.Sub(this=exp.Literal.number(1), expression=inner.this)
        return type(inner)(this=ordered.this, expression=share)
    return type(inner)(this=ordered.this, expression=inner.this)


def _filtered(call: exp.Expr) -> exp.Expr:
    """``SUM(CASE WHEN c THEN x END)`` as ``SUM(x) FILTER (WHERE c)``, so that both mean 0 without
    rows.
    """
    chosen = call.this.expressions[0] if isinstance(call.this, exp.Distinct) else call.this
    if not isinstance(chosen, exp.Case) or chosen.this or len(chosen.args["ifs"]) != 1:
        return call
    default, branch = chosen.args.get("default"), chosen.args["ifs"][0]
    value = branch.args["true"]
    zero = isinstance(call, exp.Sum) and isinstance(default, exp.Literal) and default.name == "0"
    if not (default is None or isinstance(default, exp.Null) or zero):
        return call
    if isinstance(call, exp.Sum) and isinstance(value, exp.Literal) and value.name == "1":
        call = exp.Count(this=exp.Star(), big_int=True)
    else:
        chosen.replace(value)
    return exp.Filter(this=call, expression=exp.Where(this=branch.this))


def divide(dividend: exp.Expr, divisor: exp.Expr) -> exp.Div:
    """Division in floating point that is NULL where the divisor is zero."""
    double = isinstance(dividend, exp.Cast) and dividend.to.is_type("double")
    return exp.Div(
        this=dividend if double else exp.Cast(this=dividend, to=data_type("double")),
        expression=nullif_zero(divisor),
        typed=True,
        safe=False,
    )


def nullif_zero(divisor: exp.Expr) -> exp.Expr:
    """The divisor, NULL instead of zero; constants that are not zero stay as they are."""
    bare = divisor.unnest()
    if isinstance(bare, exp.Nullif) and bare.expression == exp.Literal.number(0):
        return bare
    if isinstance(bare, exp.Literal) and bare.is_number and float(bare.name) != 0:
        return divisor
    return exp.Nullif(this=bare, expression=exp.Literal.number(0))


def rebuild(node: exp.Expr, change: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    """A copy of ``node`` whose children went through ``change`` (which must return new nodes)."""
    args: dict[str, object] = {}
    for key, value in node.args.items():
        if isinstance(value, exp.Expr):
            args[key] = change(value)
        elif isinstance(value, list):
            args[key] = [change(item) if isinstance(item, exp.Expr) else item for item in value]
        else:
            args[key] = value
    return node.__class__(**args)


def reference(text: str) -> exp.Column:
    """A canonical reference to the model."""
    return exp.Column(this=identifier(text))


def canonical_sql(tree: exp.Expr) -> str:
    """The text that ``parse`` reads back as the same canonical tree."""
    return tree.sql(dialect=_READ)


def references(tree: exp.Expr) -> Iterator[str]:
    """Texts of all references in a canonical tree, in order, with repetitions."""
    for column in tree.find_all(exp.Column, bfs=False):
        yield column.name


def substitute(tree: exp.Expr, lookup: Callable[[str], exp.Expr]) -> exp.Expr:
    """A copy with every reference replaced by ``lookup(text)``, in parentheses where needed."""
    if isinstance(tree, exp.Column):
        return lookup(tree.name)
    return rebuild(tree, lambda child: _wrapped(child, lookup))


def _wrapped(node: exp.Expr, lookup: Callable[[str], exp.Expr]) -> exp.Expr:
    found = substitute(node, lookup)
    return wrap(found) if isinstance(node, exp.Column) else found


def wrap(node: exp.Expr) -> exp.Expr:
    """In parentheses if it is an operator."""
    operator = isinstance(node, exp.Binary | exp.Unary | exp.Between | exp.In)
    plain = not operator or isinstance(node, exp.Paren | exp.Dot)
    return node if plain else exp.Paren(this=node)


def is_aggregate(node: exp.Expr) -> bool:
    """Whether the node is an aggregate call, with its FILTER or WITHIN GROUP if it has one."""
    if isinstance(node, exp.Filter | exp.WithinGroup):
        return is_aggregate(node.this)
    return isinstance(node, exp.AggFunc)
