"""Which physical tables stand behind the model's datasets in one engine. Called by
``data.metrics``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from boardroom.data.warehouse.engine import TableInfo
from boardroom.errors import ModelError
from boardroom.semantic.compiler.dialect import adapted, to_sql
from boardroom.semantic.compiler.expression import computed_field
from boardroom.semantic.context import Dialect
from boardroom.semantic.model import Dataset, Field, SemanticModel

if TYPE_CHECKING:
    from sqlglot import exp


@dataclass(frozen=True, kw_only=True)
class Binding:
    """The model's datasets in an engine.

    Attributes:
        sql: dataset → SQL text of its table.
        stored: dataset that is a SELECT → SQL text of the table that holds its rows just now.
        tables: dataset → names of the physical tables it reads.
        missing: dataset → the table it wants and the engine lacks.
    """

    sql: Mapping[str, str]
    tables: Mapping[str, tuple[str, ...]]
    missing: Mapping[str, str]
    stored: Mapping[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> Mapping[str, str]:
        """Dataset → SQL text of what holds its rows, for ``CompileContext.tables``."""
        return {**self.sql, **self.stored}


def bind(model: SemanticModel, tables: Mapping[str, TableInfo], dialect: Dialect) -> Binding:
    """Find each dataset's ``source`` among ``tables``, exactly, or by its last part without
    case."""
    folded = {name.casefold(): name for name in tables}
    sql: dict[str, str] = {}
    found: dict[str, tuple[str, ...]] = {}
    missing: dict[str, str] = {}
    for dataset in model.datasets:
        names = []
        for wanted in source_tables(dataset.source):
            name = _match(wanted, tables, folded)
            if name is None:
                missing[dataset.name] = ".".join(wanted)
                continue
            names.append(name)
        found[dataset.name] = tuple(names)
        if is_select(dataset.source) or dataset.name in missing:
            continue
        sql[dataset.name] = quoted(names[0], dialect)
    return Binding(sql=sql, tables=found, missing=missing)


def is_select(source: str) -> bool:
    """Whether a dataset's source is a ``SELECT …`` text rather than a table."""
    head = source.lstrip(" \t\r\n(").split(None, 1)
    return bool(head) and head[0].casefold() in {"select", "with"}


@lru_cache(maxsize=4096)
def source_tables(source: str) -> tuple[tuple[str, ...], ...]:
    """The tables that ``source`` reads, each as its name's parts, outermost first.

    Raises:
        ModelError: the text is neither a table name nor SQL.
    """
    from sqlglot import exp, parse_one
    from sqlglot.errors import SqlglotError
    from sqlglot.optimizer.scope import traverse_scope

    try:
        if not is_select(source):
            table = exp.to_table(source)
            return (tuple(part.name for part in table.parts),)
        tree = parse_one(source)
        return tuple(
            dict.fromkeys(
                tuple(part.name for part in item.parts)
                for scope in traverse_scope(tree)
                for item in scope.sources.values()
                if isinstance(item, exp.Table)
            )
        )
    except SqlglotError as exc:
        raise ModelError(f"the dataset source {source!r} is neither a table nor a SELECT") from exc


def dataset_sql(dataset: Dataset, binding: Binding) -> str:
    """What may stand behind FROM for ``dataset``, without an alias."""
    if dataset.name in binding.stored:
        return binding.stored[dataset.name]
    if is_select(dataset.source):
        return f"({dataset.source})"
    return binding.sql.get(dataset.name, dataset.source)


def field_sql(dataset: Dataset, field: Field, dialect: Dialect) -> str:
    """A field's row-level SQL over the columns of its dataset's table.

    Raises:
        QueryError: its expression is not SQL.
    """
    return to_sql(adapted(field_tree(dataset, field).copy(), dialect), dialect)


def field_tree(dataset: Dataset, field: Field) -> "exp.Expr":
    """As ``field_sql``, as a tree that is shared."""
    siblings = {item.name: item.expression.sql for item in dataset.fields if item is not field}
    return computed_field(field.expression.sql, siblings, (field.name,))


def quoted(name: str, dialect: Dialect) -> str:
    """A physical table's name (``schema.table`` or ``table``) as SQL."""
    mark = "`" if dialect in {"spark", "mysql"} else '"'
    parts = name.split(".") if dialect != "duckdb" else [name]
    return ".".join(mark + part.replace(mark, mark * 2) + mark for part in parts)


def _match(
    wanted: tuple[str, ...], tables: Mapping[str, TableInfo], folded: Mapping[str, str]
) -> str | None:
    """The engine's name for ``wanted``: the longest tail of its parts that exists."""
    for start in range(len(wanted)):
        name = ".".join(wanted[start:])
        if name in tables:
            return name
        if name.casefold() in folded:
            return folded[name.casefold()]
    return None
