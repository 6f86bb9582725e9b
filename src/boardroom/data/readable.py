"""What a principal sees of each physical table: the row and column policy for hand-written SQL.

The same ``AccessRules`` that the compiler puts into a ``Query``, said over tables instead of
datasets. What cannot be said soundly is not readable at all. Called by ``data.metrics``.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from sqlglot import exp, parse_one

from boardroom.data.model_tables import Binding, is_select
from boardroom.data.warehouse.engine import TableInfo
from boardroom.data.warehouse.guard import ReadableTable
from boardroom.errors import PolicyError
from boardroom.semantic.context import AccessRules, CompileContext
from boardroom.semantic.model import Dataset, Relationship, SemanticModel
from boardroom.semantic.query import And, Condition, Exists, Filter, Not, Or, Predicate

_MAX_HOPS = 8


@dataclass(frozen=True, kw_only=True)
class _World:
    model: SemanticModel
    binding: Binding
    access: AccessRules


def readable_tables(
    model: SemanticModel,
    binding: Binding,
    tables: Mapping[str, TableInfo],
    *,
    context: CompileContext,
) -> Mapping[str, ReadableTable]:
    """Physical table → what of it may be seen.

    Without rules: every table of the engine, whole. With rules: only tables that datasets of the
        model stand
    on; a table under a hidden dataset, or one whose rule speaks of other datasets' fields, is left
    out.
    """
    access = context.access
    if not (access.row_filters or access.hidden_fields or access.hidden_datasets):
        return {name: ReadableTable(name=name) for name in tables}
    world = _World(model=model, binding=binding, access=access)
    closed = _closed_tables(world)
    found = {}
    for name, info in tables.items():
        datasets = [d for d in model.datasets if name in binding.tables[d.name]]
        if not datasets or name in closed:
            continue
        try:
            found[name] = _readable(world, datasets, info)
        except PolicyError:
            continue
    return found


def close_derived(model: SemanticModel, binding: Binding, access: AccessRules) -> AccessRules:
    """The rules, with every SELECT hidden that would show rows or fields which a rule takes away.

    A dataset that is a SELECT over the table of another does not know the other's rules; it stays
    open only where it reaches all that restrict the other, by as many ways.
    """
    if not (access.row_filters or access.hidden_fields or access.hidden_datasets):
        return access
    world = _World(model=model, binding=binding, access=access)
    hidden = set(access.hidden_datasets)
    for derived in (item for item in model.datasets if is_select(item.source)):
        tables = set(binding.tables[derived.name])
        for other in model.datasets:
            over = not is_select(other.source) and tables & set(binding.tables[other.name])
            if over and _shows_more(world, derived.name, other.name):
                hidden.add(derived.name)
    return replace(access, hidden_datasets=frozenset(hidden))


def _shows_more(world: _World, derived: str, other: str) -> bool:
    access = world.access
    taken = {name.rpartition(".")[0] for name in access.hidden_fields} | access.hidden_datasets
    return other in taken or not _rules(world, other) <= _rules(world, derived)


def _rules(world: _World, dataset: str) -> Counter[str]:
    """Dataset with a row filter → how many many-to-one ways lead there (to itself: one)."""
    found: Counter[str] = Counter()
    front = [(dataset, frozenset({dataset}))]
    while front:
        name, passed = front.pop()
        found[name] += name in world.access.row_filters
        front += [
            (link.to_dataset, passed | {link.to_dataset})
            for link in _links(world.model, name)
            if link.to_dataset not in passed
        ]
    return found


def datasets_of(tables: Iterable[str], binding: Binding) -> tuple[str, ...]:
    """Datasets that stand on any of ``tables``."""
    wanted = set(tables)
    return tuple(name for name, names in binding.tables.items() if wanted & set(names))


def _closed_tables(world: _World) -> set[str]:
    """Tables that must not be read as they are, because a rule covers a dataset made from them."""
    closed: set[str] = set()
    for dataset in world.model.datasets:
        hidden = dataset.name in world.access.hidden_datasets
        derived = is_select(dataset.source) and _is_restricted(world, dataset.name)
        if hidden or derived:
            closed |= set(world.binding.tables[dataset.name])
    return closed


def _is_restricted(world: _World, dataset: str) -> bool:
    hidden = any(name.rpartition(".")[0] == dataset for name in world.access.hidden_fields)
    return hidden or bool(_restricting(world, dataset, hops=0))


def _restricting(world: _World, dataset: str, *, hops: int) -> bool:
    """Whether a row filter is on ``dataset`` or on something it reaches many-to-one."""
    if dataset in world.access.row_filters:
        return True
    return hops < _MAX_HOPS and any(
        _restricting(world, link.to_dataset, hops=hops + 1) for link in _links(world.model, dataset)
    )


def _readable(world: _World, datasets: list[Dataset], info: TableInfo) -> ReadableTable:
    plain = [item for item in datasets if not is_select(item.source)]
    hidden = {name for item in plain for name in _hidden_columns(world, item)}
    columns = tuple(name for name in info.columns if name.casefold() not in hidden)
    if not columns:
        raise PolicyError(f"no column of {info.name!r} may be seen")
    restricted = [item.name for item in plain if _restricting(world, item.name, hops=0)]
    if not restricted:
        return ReadableTable(name=info.name, columns=columns)
    for name in restricted:
        _condition(world, name, "visible", hops=0)
    return ReadableTable(
        name=info.name, columns=columns, condition=_conditions(world, tuple(restricted))
    )


def _conditions(world: _World, datasets: tuple[str, ...]) -> Callable[[str], exp.Expr]:
    def build(alias: str) -> exp.Expr:
        return exp.and_(*(_condition(world, name, alias, hops=0) for name in datasets))

    return build


def _hidden_columns(world: _World, dataset: Dataset) -> set[str]:
    """Physical columns from which the dataset's hidden fields are made, without case."""
    found: set[str] = set()
    for item in dataset.fields:
        if f"{dataset.name}.{item.name}" in world.access.hidden_fields:
            tree = parse_one(item.expression.sql)
            found |= {column.name.casefold() for column in tree.find_all(exp.Column)}
    return found


def _condition(world: _World, dataset: str, alias: str, *, hops: int) -> exp.Expr:
    """The dataset's own row filter and those of all it reaches, over its table under ``alias``."""
    parts: list[exp.Expr] = []
    own = world.access.row_filters.get(dataset)
    if own is not None:
        parts.append(exp.paren(_filter_sql(world, own, dataset, alias)))
    parts += [
        _reaches(world, link, alias, hops=hops + 1)
        for link in _links(world.model, dataset)
        if hops < _MAX_HOPS and _restricting(world, link.to_dataset, hops=hops + 1)
    ]
    return exp.and_(*parts)


def _reaches(world: _World, link: Relationship, alias: str, *, hops: int) -> exp.Expr:
    """``EXISTS`` a visible row on the one side."""
    target = world.model.dataset_by_name[link.to_dataset]
    if is_select(target.source) or link.to_dataset in world.binding.missing:
        raise PolicyError(f"the row policy of {link.to_dataset!r} cannot be put into SQL text")
    inner = f"reached_{hops}"
    name = world.binding.tables[link.to_dataset][0]
    table = exp.to_table(exp.to_identifier(name.rpartition(".")[2], quoted=True).sql())
    if "." in name:
        table.set("db", exp.to_identifier(name.rpartition(".")[0], quoted=True))
    table.set("alias", exp.TableAlias(this=exp.to_identifier(inner)))
    keys = [
        exp.EQ(
            this=_field_sql(world, link.to_dataset, to, inner),
            expression=_field_sql(world, link.from_dataset, own, alias),
        )
        for own, to in zip(link.from_columns, link.to_columns, strict=True)
    ]
    select = exp.select("1").from_(table).where(*keys)
    return exp.Exists(this=select.where(_condition(world, link.to_dataset, inner, hops=hops)))


def _links(model: SemanticModel, dataset: str) -> list[Relationship]:
    return [
        item
        for item in model.relationships
        if item.active and item.from_dataset == dataset and item.to_dataset != dataset
    ]


def _filter_sql(world: _World, item: Filter, dataset: str, alias: str) -> exp.Expr:
    match item:
        case Predicate():
            return _predicate_sql(item, _reference_sql(world, item.field, dataset, alias))
        case And():
            parts = [_filter_sql(world, part, dataset, alias) for part in item.items]
            return exp.paren(exp.and_(*parts)) if parts else exp.true()
        case Or():
            parts = [_filter_sql(world, part, dataset, alias) for part in item.items]
            return exp.paren(exp.or_(*parts)) if parts else exp.false()
        case Not():
            return exp.not_(exp.paren(_filter_sql(world, item.item, dataset, alias)))
        case Condition():
            return _condition_sql(world, item.sql, dataset, alias)
        case Exists():
            raise PolicyError("a row policy with EXISTS cannot be put into SQL text")


def _condition_sql(world: _World, sql: str, dataset: str, alias: str) -> exp.Expr:
    def resolve(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Column):
            return node
        name = f"{node.table}.{node.name}" if node.table else node.name
        return exp.paren(_reference_sql(world, name, dataset, alias))

    return exp.paren(parse_one(sql).transform(resolve))


def _reference_sql(world: _World, reference: str, dataset: str, alias: str) -> exp.Expr:
    owner, _, name = reference.rpartition(".")
    if owner not in {"", dataset} or name not in world.model.dataset_by_name[dataset].field_by_name:
        raise PolicyError(
            f"the row policy of {dataset!r} on {reference!r} cannot be put into SQL text"
        )
    return _field_sql(world, dataset, name, alias)


def _field_sql(world: _World, dataset: str, field: str, alias: str) -> exp.Expr:
    """The field's expression with its columns taken from ``alias``."""
    known = world.model.dataset_by_name[dataset].field_by_name.get(field)
    tree = parse_one(known.expression.sql) if known else exp.column(field)

    def qualify(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column):
            return exp.column(exp.to_identifier(node.name, quoted=True), table=alias)
        return node

    return tree.transform(qualify)


def _predicate_sql(item: Predicate, column: exp.Expr) -> exp.Expr:
    values = [exp.convert(value) for value in item.values]
    simple: dict[str, type[exp.Binary]] = {
        "=": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
    }  # fmt: skip
    if item.op in simple:
        return simple[item.op](this=column, expression=values[0])
    if item.op in {"is_null", "is_not_null"}:
        test = exp.Is(this=column, expression=exp.null())
        return test if item.op == "is_null" else exp.not_(test)
    if item.op in {"in", "not_in"}:
        test_in = exp.In(this=column, expressions=values) if values else exp.false()
        return test_in if item.op == "in" else exp.not_(test_in)
    if item.op == "between":
        return exp.Between(this=column, low=values[0], high=values[1])
    raise PolicyError(f"a row policy with {item.op!r} cannot be put into SQL text")
