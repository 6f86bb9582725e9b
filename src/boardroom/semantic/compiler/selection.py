"""One SELECT per base dataset, window list and scan: the parts of all metrics that can be computed
together.

Parts that share dataset and windows share a SELECT; filters all of them have go to its WHERE,
others to FILTER clauses. Called by ``combination``, which puts the SELECTs together.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlglot import exp

from boardroom.semantic.compiler.bridging import BridgedKeys
from boardroom.semantic.compiler.condensing import (
    CONDENSED,
    Marks,
    condensed,
    condenses,
    outer_select,
)
from boardroom.semantic.compiler.condition import condition, read
from boardroom.semantic.compiler.dialect import alias, column
from boardroom.semantic.compiler.expression import parse, references
from boardroom.semantic.compiler.graph import Place
from boardroom.semantic.compiler.placement import Placed, place
from boardroom.semantic.compiler.plan import Part, Plan
from boardroom.semantic.compiler.rollup import filtered, rolled_up, stored_rollups
from boardroom.semantic.compiler.scope import NotStoredError, Scope, Stored
from boardroom.semantic.compiler.zero import left_out
from boardroom.semantic.query import Condition

PERIOD = "period"


@dataclass(frozen=True, kw_only=True)
class Selection:
    """A SELECT over one dataset, grouped by the keys.

    Attributes:
        select: keys first (``period``, then dimensions); the aggregates are not in it yet.
        aggregates: what each part is computed by.
    """

    select: exp.Select
    aggregates: dict[Part, exp.Expr]
    grouped: bool


def select_parts(plan: Plan) -> list[Selection]:
    """The SELECTs that compute all parts of the plan, in order of first use."""
    groups: dict[object, list[Part]] = {}
    for parts in (*plan.current, *plan.previous, *(item.parts for item in plan.flags)):
        for part in parts:
            group = groups.setdefault((part.call.base, part.timing), [])
            if part not in group:
                group.append(part)
    return [found for group in groups.values() for found in _selections(plan, group)]


def _selections(plan: Plan, parts: Sequence[Part]) -> list[Selection]:
    """From the smallest rollup that has all that is needed; else each part from the one that has it
    and most of the others, and what none has from the raw rows.

    The parts' shared conditions choose the rows of every SELECT, so that all have the same groups.
    """
    base, timing = parts[0].call.base, parts[0].timing
    shared = _shared(parts)
    grouped = _places(plan, base, (parse(key.sql) for key in plan.keys))
    stores = list(stored_rollups(plan.catalog, base, timing, grouped))
    for stored in stores:
        with suppress(NotStoredError), plan.catalog.attempt():
            return [_rolled_up(plan, parts, stored, shared)]
    found: list[Selection] = []
    rest = list(parts)
    offers = list(_offers(plan, parts, stores, shared)) if len(parts) > 1 else []
    while offers and rest:
        stored, has = max(offers, key=lambda offer: len(offer[1].intersection(rest)))
        taken = [part for part in rest if part in has]
        if not taken:
            break
        found.append(_rolled_up(plan, taken, stored, shared))
        rest = [part for part in rest if part not in has]
    if rest:
        condense = condenses((part.call for part in rest), plan.catalog.graph)
        placed = place(plan.catalog, base, timing=timing, condense=condense)
        found.append(_select(plan, rest, placed, shared))
    return found


def _places(plan: Plan, base: str, keys: Iterable[exp.Expr]) -> set[Place]:
    """The fields in ``keys`` as ``base`` sees them, but for those over bridges."""
    graph = plan.catalog.graph
    return {
        graph.place(base, text)
        for text in {text for key in keys for text in references(key)}
        if graph.reaches(base, plan.catalog.reference(text, own=base, bases=(base,)).start)
    }


def _rolled_up(
    plan: Plan, parts: Sequence[Part], stored: Stored, shared: Sequence[str]
) -> Selection:
    base, timing = parts[0].call.base, parts[0].timing
    placed = place(plan.catalog, base, timing=timing, stored=stored)
    found = _select(plan, parts, placed, shared)
    plan.catalog.rollups[stored.rollup.name if stored.rollup else ""] = None
    return found


def _offers(
    plan: Plan, parts: Sequence[Part], stores: Sequence[Stored], shared: Sequence[str]
) -> Iterator[tuple[Stored, set[Part]]]:
    """The rollups that have the keys and conditions of the query, with the parts that they have."""
    base, timing = parts[0].call.base, parts[0].timing
    for stored in stores:
        has: set[Part] = set()
        with suppress(NotStoredError), plan.catalog.trial():
            placed = place(plan.catalog, base, timing=timing, stored=stored)
            _select(plan, (), placed, shared)
            by_row = _is_by_row(plan, placed)
            has = {part for part in parts if _has(part, placed.scope, shared, by_row=by_row)}
        if has:
            yield stored, has


def _has(part: Part, scope: Scope, shared: Sequence[str], *, by_row: bool) -> bool:
    try:
        _aggregate(part, scope, shared, by_row=by_row)
    except NotStoredError:
        return False
    return True


def _shared(parts: Sequence[Part]) -> list[str]:
    """The conditions of the first part that all others have."""
    first, *others = (part.call.conditions for part in parts)
    return [item for item in first if all(item in found for found in others)]


def _select(plan: Plan, parts: Sequence[Part], placed: Placed, shared: Sequence[str]) -> Selection:
    scope = placed.scope
    bridged = BridgedKeys(scope)
    marks = placed.marks
    keys = [] if placed.label is None or marks else [(PERIOD, placed.label)]
    keys += [(key.name, bridged.expression(key.sql)) for key in plan.keys]
    by_row = _is_by_row(plan, placed)
    aggregates = {part: _aggregate(part, scope, shared, by_row=by_row) for part in parts}
    filters = [item for item in plan.query.filters if not bridged.takes(item)]
    bridged.join()
    where = [
        *placed.conditions,
        *(condition(item, scope) for item in filters),
        *(condition(Condition(sql=item), scope) for item in shared),
    ]
    names = [name for name, _ in keys]
    keys += list(marks.columns.items()) if marks else []
    select = exp.Select(expressions=[alias(tree, name) for name, tree in keys])
    read(scope, select, where)
    _group(select, len(keys))
    if marks:
        merged = condensed(select, list(aggregates.values()))
        aggregates = dict(zip(parts, merged, strict=True))
        select = _over_windows(select, names, placed.label, marks)
    return Selection(select=select, aggregates=aggregates, grouped=bool(keys))


def _is_by_row(plan: Plan, placed: Placed) -> bool:
    """Whether every group is one row of a rollup by day: the same day and all of its keys."""
    scope = placed.scope
    if not placed.by_day or scope.rollup is None or scope.rollup.grain != "day":
        return False
    plain = [tree for tree in (parse(key.sql) for key in plan.keys) if isinstance(tree, exp.Column)]
    return scope.tells_apart(_places(plan, scope.base, plain))


def _group(select: exp.Select, size: int) -> None:
    if size:
        ordinals = [exp.Literal.number(index + 1) for index in range(size)]
        select.set("group", exp.Group(expressions=ordinals))


def _over_windows(
    inner: exp.Select, names: Sequence[str], label: exp.Expr | None, marks: Marks
) -> exp.Select:
    """The condensed rows per window and key."""
    keys = {} if label is None else {PERIOD: label}
    keys |= {name: column(name, CONDENSED) for name in names}
    select = outer_select(inner, keys, marks)
    _group(select, len(keys))
    return select


def _all(conditions: Iterable[exp.Expr]) -> exp.Expr:
    return exp.and_(*conditions, copy=False)


def _aggregate(part: Part, scope: Scope, shared: Sequence[str], *, by_row: bool) -> exp.Expr:
    """The part's aggregate call over the scope's columns, with the filters that are its own."""
    call = parse(part.call.sql)
    filters = [c for c in part.call.conditions if c not in shared]
    conditions = [condition(Condition(sql=item), scope) for item in filters]
    if isinstance(call, exp.Filter):
        with suppress(NotStoredError):
            return filtered(call, scope, conditions, left_out=part.left_out)
        conditions.insert(0, scope.bind(call.expression.this))
        call = call.this
    where = exp.Where(this=_all(conditions)) if conditions else None
    if scope.rollup is not None:
        return rolled_up(call, scope, where, left_out=part.left_out, by_row=by_row)
    found = scope.bind(call)
    found = exp.Filter(this=found, expression=where) if where else found
    return left_out(found) if part.left_out else found


def counts(part: Part) -> bool:
    """Whether the part is a count: never NULL, 0 without rows."""
    return part.left_out or isinstance(_function(part), exp.Count | exp.ApproxDistinct)


def sums(part: Part) -> bool:
    """Whether the part is a sum: NULL without rows in SQL, 0 to us."""
    return not part.left_out and isinstance(_function(part), exp.Sum)


def yields_truth(part: Part) -> bool:
    """Whether the part's values are true or false."""
    return not part.left_out and isinstance(_function(part), exp.LogicalOr | exp.LogicalAnd)


def _function(part: Part) -> exp.Expr:
    tree = parse(part.call.sql)
    return tree.this if isinstance(tree, exp.Filter) else tree


def rows_of(tree: exp.Expr) -> exp.Expr:
    """The number of rows that an aggregate looks at."""
    count = exp.Count(this=exp.Star(), big_int=True)
    if isinstance(tree, exp.Filter):
        return exp.Filter(this=count, expression=tree.expression.copy())
    return count
