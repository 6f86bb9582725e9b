"""Filters as conditions of a SELECT: predicates, exists, semi-joins over bridges, row policies.

Called for every SELECT the compiler writes, with the scope the SELECT reads from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from sqlglot import exp

from boardroom.errors import AmbiguousError, QueryError
from boardroom.semantic.compiler.dialect import identifier
from boardroom.semantic.compiler.expression import canonical_sql, parse, references, wrap
from boardroom.semantic.compiler.graph import Bridge, Path, Reference
from boardroom.semantic.compiler.predicate import compare
from boardroom.semantic.compiler.scope import Scope
from boardroom.semantic.model import Field
from boardroom.semantic.query import And, Condition, Exists, Filter, Not, Operator, Or, Predicate

_DENIALS: Mapping[Operator, Operator] = {
    "!=": "=",
    "not_in": "in",
    "not_contains": "contains",
    "is_null": "is_not_null",
}
"""Operators that deny, with what they deny. Of many rows they say that none of them is so, as
``not`` before the other operator does: «tag != 'gift'» is «has no tag 'gift'».
"""


def condition(item: Filter, scope: Scope) -> exp.Expr:
    """A filter as a boolean expression over the scope's columns.

    Raises:
        QueryError: it names a field that no to-one path and no bridge leads to.
    """
    match item:
        case Predicate():
            return _predicate(item, scope)
        case And():
            return _joined(item.items, scope, empty=True)
        case Or():
            return _joined(item.items, scope, empty=False)
        case Not():
            return exp.Not(this=wrap(condition(item.item, scope)))
        case Condition():
            return _condition(item, scope)
        case Exists():
            return _exists(item, scope)
    assert_never(item)


def _joined(items: tuple[Filter, ...], scope: Scope, *, empty: bool) -> exp.Expr:
    found = [condition(item, scope) for item in items]
    if not found:
        return exp.Boolean(this=empty)
    if len(found) == 1:
        return found[0]
    combine = exp.and_ if empty else exp.or_
    joined = combine(*found, copy=False)
    return joined if empty else exp.Paren(this=joined)


def _predicate(item: Predicate, scope: Scope) -> exp.Expr:
    target = scope.resolve(item.field)
    if scope.reaches(target):
        return compare(scope.column(target), item, target, scope.catalog.context.calendar)
    if item.op in _DENIALS:
        item = replace(item, op=_DENIALS[item.op])
        return exp.Not(this=wrap(_over_bridge(item, scope, target)))
    return _over_bridge(item, scope, target)


def _condition(item: Condition, scope: Scope) -> exp.Expr:
    tree = parse(item.sql)
    if tree.find(exp.AggFunc):
        raise QueryError(
            f"The filter {item.sql!r} aggregates rows, but filters look at single rows",
            hint="Put it under having, or use an exists condition.",
        )
    return _bound(tree, scope)


def _bound(tree: exp.Expr, scope: Scope) -> exp.Expr:
    """A SQL condition over the scope's columns. Over a bridge it is taken apart, so that it means
    what the same filter means when it is not written in SQL.
    """
    node = tree.unnest()
    targets = [scope.resolve(text) for text in references(node)]
    far = [target for target in targets if not scope.reaches(target)]
    if not far:
        return wrap(scope.bind(node)) if isinstance(node, exp.Or) else scope.bind(node)
    if isinstance(node, exp.And):
        return exp.and_(*(_bound(item, scope) for item in node.flatten()), copy=False)
    if isinstance(node, exp.Or):
        either = exp.or_(*(_bound(item, scope) for item in node.flatten()), copy=False)
        return exp.Paren(this=either)
    denied = _denied(node)
    if denied is not None:
        return exp.Not(this=wrap(_bound(denied, scope)))
    return _over_bridge(Condition(sql=canonical_sql(node)), scope, far[0])


def _denied(node: exp.Expr) -> exp.Expr | None:
    """What a SQL condition denies; None when it asserts something."""
    if isinstance(node, exp.Not):
        inner = node.this.unnest()
        return None if isinstance(inner, exp.Is) else inner
    if isinstance(node, exp.NEQ):
        return exp.EQ(this=node.this.copy(), expression=node.expression.copy())
    if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
        return exp.Not(this=node.copy())
    return None


def _over_bridge(item: Filter, scope: Scope, target: Reference) -> exp.Expr:
    """Rows linked over a bridge to at least one row for which the filter holds: a semi-join."""
    way = scope.catalog.graph.bridge(scope.base, target)
    link = scope.catalog.graph.relationship(way.link)
    inner = Scope(scope.catalog, link.from_dataset, trusted=scope.trusted)
    return _semi_join(scope, _Membership(way=way, inner=inner, wanted=[condition(item, inner)]))


def _exists(item: Exists, scope: Scope) -> exp.Expr:
    """Rows whose entity has rows in another dataset; a row without an entity has none."""
    graph = scope.catalog.graph
    target = Reference(
        text=item.of, start=item.of, hops=(), dataset=graph.dataset(item.of).name, field=None
    )
    path = graph.path(scope.base, target)
    inner = Scope(scope.catalog, graph.dataset(item.dataset).name, trusted=scope.trusted)
    wanted = [condition(item.where, inner)] if item.where else []
    way = Bridge(path=path, link=_link(item, scope))
    return _semi_join(scope, _Membership(way=way, inner=inner, wanted=wanted, having=item.having))


def _link(item: Exists, scope: Scope) -> str:
    """The relationship an exists condition goes over."""
    links = [
        link
        for link in scope.catalog.graph.model.relationships
        if link.from_dataset == item.dataset
        and link.to_dataset == item.of
        and (link.name == item.via if item.via else link.active)
    ]
    if len(links) == 1:
        return links[0].name
    if links:
        choices = tuple(link.name for link in links)
        raise AmbiguousError(
            f"Several relationships lead from {item.dataset!r} to {item.of!r}: "
            f"{', '.join(choices)}",
            choices=choices,
            hint="Name one with `via`.",
        )
    by = f" by relationship {item.via!r}" if item.via else ""
    raise QueryError(
        f"Rows of {item.dataset!r} do not point at {item.of!r}{by}",
        hint="An exists condition goes from the many side to the one side of a relationship.",
    )


@dataclass(frozen=True, kw_only=True)
class _Membership:
    """Which rows of ``inner`` make their entity one that counts."""

    way: Bridge
    inner: Scope
    wanted: list[exp.Expr]
    having: str | None = None


def _semi_join(scope: Scope, member: _Membership) -> exp.Expr:
    """``entity key IN (SELECT foreign key FROM inner WHERE …)``: true or false, never unknown, so
    that a filter and its ``not`` make up the whole.
    """
    outer, keys = link_keys(scope, member.way, member.inner)
    select = exp.Select(expressions=[key.copy() for key in keys])
    if member.having:
        select.set("group", exp.Group(expressions=[key.copy() for key in keys]))
        select.set("having", exp.Having(this=member.inner.expression(member.having)))
    read(member.inner, select, [*(present(key) for key in keys), *member.wanted])
    left = outer[0] if len(outer) == 1 else exp.Tuple(expressions=outer)
    linked = exp.In(this=left, query=exp.Subquery(this=select))
    return exp.and_(*(present(key) for key in outer), linked, copy=False)


def link_keys(scope: Scope, way: Bridge, inner: Scope) -> tuple[list[exp.Expr], list[exp.Expr]]:
    """The entity's key in ``scope`` and the columns of ``inner`` that point at it, pairwise."""
    graph = scope.catalog.graph
    link = graph.relationship(way.link)
    outer = [scope.field(way.path, graph.field(link.to_dataset, n)) for n in link.to_columns]
    keys = [inner.field((), graph.field(link.from_dataset, n)) for n in link.from_columns]
    return outer, keys


def present(value: exp.Expr) -> exp.Expr:
    """``value IS NOT NULL``."""
    return exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null()))


def read(scope: Scope, select: exp.Select, where: Iterable[exp.Expr]) -> exp.Select:
    """The SELECT with its FROM, its joins, and the rows that pass ``where`` and may be seen.

    Call it last: it covers whatever the SELECT's columns and conditions joined.
    """
    conditions = [*where, *_policy(scope)]
    for dataset, join in scope.veiled:
        join.set("this", _visible(scope, dataset, join.alias_or_name))
    scope.source(select)
    if conditions:
        select.set("where", exp.Where(this=exp.and_(*conditions, copy=False)))
    return select


def _policy(scope: Scope) -> list[exp.Expr]:
    """The row filters of every dataset that the scope's rows are or point at.

    A row filter's own subqueries are not filtered again: it means what it says.
    """
    if scope.trusted:
        return []
    graph, rules = scope.catalog.graph, scope.catalog.context.access.row_filters
    return [
        condition(rules[dataset], _At(scope, path, dataset))
        for dataset in rules
        for path in graph.paths(scope.base, dataset)
    ]


def _visible(scope: Scope, dataset: str, name: str) -> exp.Subquery:
    """The rows of a relative that may be seen, under its alias: to the others nothing points."""
    inner = Scope(scope.catalog, dataset)
    star = exp.Column(this=exp.Star(), table=identifier(dataset))
    select = read(inner, exp.Select(expressions=[star]), [])
    return exp.Subquery(this=select, alias=exp.TableAlias(this=identifier(name)))


class _At(Scope):
    """A dataset inside another scope: references start where ``path`` ends."""

    def __init__(self, outer: Scope, path: Path, dataset: str) -> None:
        super().__init__(outer.catalog, dataset, trusted=True)
        self._outer = outer
        self._path = path

    def field(self, path: Path, item: Field, *, trusted: bool = True) -> exp.Expr:
        return self._outer.field(self._path + path, item, trusted=trusted)

    def join(self, path: Path, *, trusted: bool = True) -> str:
        return self._outer.join(self._path + path, trusted=trusted)
