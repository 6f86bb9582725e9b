"""First pass: every name of the query becomes a field, metric or column of the model, or an error
that helps.

Fills in the plan's keys and measures, and qualifies the filters, so that later passes meet no bare
name.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from sqlglot import exp

from boardroom.errors import QueryError, UsageError
from boardroom.semantic.compiler.catalog import Catalog
from boardroom.semantic.compiler.expand import Formula
from boardroom.semantic.compiler.expression import (
    canonical_sql,
    parse,
    reference,
    references,
    substitute,
)
from boardroom.semantic.compiler.inference import datatype_of, row_type, unit_of
from boardroom.semantic.compiler.plan import Key, Measure, Plan
from boardroom.semantic.model import DataType
from boardroom.semantic.query import (
    And,
    Condition,
    Exists,
    Filter,
    NamedExpression,
    Not,
    Or,
    Predicate,
)


def resolve(plan: Plan) -> Plan:
    """Measures, keys and qualified filters.

    Raises:
        UsageError: nothing is asked for, or two columns would have one name.
        NotFoundError, AmbiguousError, PolicyError: as the names deserve.
    """
    query = plan.query
    measures = tuple(_measures(plan))
    if not measures:
        raise UsageError("The query asks for no metric", hint="Name at least one metric.")
    bases = tuple(dict.fromkeys(c.base for m in measures for c in m.formula.calls))
    keys = tuple(_key(item, plan.catalog, bases) for item in query.group_by)
    filters = tuple(qualified(item, plan.catalog, bases) for item in query.filters)
    return replace(plan, query=replace(query, filters=filters), keys=keys, measures=measures)


def _measures(plan: Plan) -> Iterator[Measure]:
    for name in plan.query.metrics:
        formula = plan.expander.metric(name)
        metric = plan.catalog.graph.model.metric_by_name[name]
        yield Measure(
            name=name,
            formula=formula,
            datatype=metric.datatype or _datatype(formula, plan.catalog),
            unit=metric.unit or unit_of(formula, plan.catalog.graph),
            label=metric.title,
            direction=metric.direction,
            metric=name,
        )
    for item in plan.query.expressions:
        formula = plan.expander.inline(item)
        yield Measure(
            name=item.name,
            formula=formula,
            datatype=_datatype(formula, plan.catalog),
            unit=item.unit or unit_of(formula, plan.catalog.graph),
        )


def _datatype(formula: Formula, catalog: Catalog) -> DataType:
    return datatype_of(formula, catalog.graph)


def _key(item: str | NamedExpression, catalog: Catalog, bases: tuple[str, ...]) -> Key:
    if isinstance(item, str):
        found = catalog.reference(item, bases=bases)
        if found.field is None:
            raise QueryError(f"{item!r} is not a field to group by", hint="Name one field.")
        return Key(
            name=item,
            sql=canonical_sql(reference(found.qualified)),
            datatype=found.field.datatype or "String",
            label=found.field.label,
            unit=found.field.unit,
        )
    tree = parse(item.expression)
    if tree.find(exp.AggFunc):
        raise QueryError(
            f"{item.expression!r} aggregates rows, so it cannot be grouped by",
            hint="Group by a field or a row-level expression; ask for aggregates as metrics.",
        )
    names = {text: _qualified(text, catalog, bases, own=item.dataset) for text in references(tree)}
    sql = canonical_sql(substitute(tree, lambda text: reference(names[text])))
    return Key(name=item.name, sql=sql, datatype=row_type(tree), unit=item.unit)


def _qualified(
    text: str, catalog: Catalog, bases: tuple[str, ...], *, own: str | None = None
) -> str:
    return catalog.reference(text, own=own, bases=bases).qualified


def qualified(item: Filter, catalog: Catalog, bases: tuple[str, ...]) -> Filter:
    """The filter with names that mean the same in every part of the query."""
    match item:
        case Predicate():
            return replace(item, field=_qualified(item.field, catalog, bases))
        case And() | Or():
            return replace(item, items=tuple(qualified(i, catalog, bases) for i in item.items))
        case Not():
            return Not(item=qualified(item.item, catalog, bases))
        case Condition():
            tree = parse(item.sql)
            new = substitute(tree, lambda text: reference(_qualified(text, catalog, bases)))
            return Condition(sql=canonical_sql(new))
        case Exists():
            return item
    assert_never(item)
