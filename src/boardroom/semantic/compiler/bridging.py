"""Group-by columns over a bridge: every base row counts once in each of its groups.

The bridge is reduced to its distinct (entity, group) pairs and joined; so a row linked twice to one
group counts once there, and a row without links stands in the group NULL. Called by ``selection``.
"""

from dataclasses import dataclass, field

from sqlglot import exp

from boardroom.semantic.compiler.condition import condition, link_keys, present, read
from boardroom.semantic.compiler.dialect import alias, column, identifier
from boardroom.semantic.compiler.expression import parse, substitute
from boardroom.semantic.compiler.graph import Bridge, Reference
from boardroom.semantic.compiler.scope import Scope
from boardroom.semantic.query import Filter, Predicate
from boardroom.semantic.result import Caveat


@dataclass
class _Groups:
    """The distinct pairs of one bridge: its own scope, what is grouped by, which links count."""

    inner: Scope
    alias: str
    cells: dict[str, exp.Expr] = field(default_factory=dict)
    conditions: list[exp.Expr] = field(default_factory=list)


class BridgedKeys:
    """The keys of one SELECT, some of which may lie behind bridges."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._groups: dict[Bridge, _Groups] = {}

    def expression(self, sql: str) -> exp.Expr:
        """A row-level expression over to-one relatives and what lies behind bridges."""
        return substitute(parse(sql), self._column)

    def _column(self, text: str) -> exp.Expr:
        target = self._scope.resolve(text)
        if self._scope.reaches(target):
            return self._scope.column(target)
        groups = self._grouped(target)
        name = f"_group_{len(groups.cells) + 1}"
        groups.cells[name] = groups.inner.column(target)
        return column(name, groups.alias)

    def _grouped(self, target: Reference) -> _Groups:
        catalog = self._scope.catalog
        way = catalog.graph.bridge(self._scope.base, target)
        if way not in self._groups:
            dataset = catalog.graph.relationship(way.link).from_dataset
            self._groups[way] = _Groups(
                inner=Scope(catalog, dataset), alias=f"_linked_{len(self._groups) + 1}"
            )
            text = (
                f"One row of {self._scope.base} may stand in several groups of {target.text}, "
                "so the groups add up to more than the whole."
            )
            catalog.caveats[Caveat(kind="non_additive", text=text)] = None
        return self._groups[way]

    def takes(self, item: Filter) -> bool:
        """Whether a filter looks at what is grouped by: then it chooses groups, not only rows."""
        if not isinstance(item, Predicate):
            return False
        target = self._scope.resolve(item.field)
        if self._scope.reaches(target):
            return False
        way = self._scope.catalog.graph.bridge(self._scope.base, target)
        if way not in self._groups:
            return False
        groups = self._groups[way]
        groups.conditions.append(condition(item, groups.inner))
        return True

    def join(self) -> None:
        """Join the distinct pairs to the scope."""
        for way, groups in self._groups.items():
            outer, keys = link_keys(self._scope, way, groups.inner)
            names = [f"_key_{index + 1}" for index in range(len(keys))]
            cells = dict(zip(names, keys, strict=True)) | groups.cells
            select = exp.Select(
                expressions=[alias(tree.copy(), name) for name, tree in cells.items()],
                distinct=exp.Distinct(),
            )
            read(groups.inner, select, [*(present(key) for key in keys), *groups.conditions])
            table = exp.Subquery(this=select, alias=exp.TableAlias(this=identifier(groups.alias)))
            pairs = [
                exp.EQ(this=left, expression=column(name, groups.alias))
                for left, name in zip(outer, names, strict=True)
            ]
            side = None if groups.conditions else "LEFT"
            on = exp.and_(*pairs, copy=False)
            self._scope.add_join(exp.Join(this=table, side=side, on=on))
