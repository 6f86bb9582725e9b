"""What the data says of a model that was written elsewhere: types, values, units, further keys.

A model from dbt names tables and columns and says little of what is in them, yet a question such as
«claims in Florida» needs the values of a dimension. What the file says always stands; the rest is
taken from what is proposed for the same columns. Called by the workspace when it imports a model.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sqlglot import exp

from boardroom.errors import QueryError
from boardroom.semantic.compiler.graph import Graph
from boardroom.semantic.metric_unit import with_units
from boardroom.semantic.model import Dataset, DataType, Field, Relationship, SemanticModel
from boardroom.semantic.model_record import item_title
from boardroom.semantic.nearest import did_you_mean
from boardroom.semantic.problem import Problem
from boardroom.semantic.profile import TableProfile

_LENGTHS = frozenset({"days", "hours", "minutes", "seconds"})
_CALLED = ("name", "number", "code", "title", "label")
"""How fields end that things are called by."""


_PREFIXES = ("stg_", "dim_", "fct_", "fact_", "int_", "base_", "raw_")
"""What dbt's models are called by before the name of what they hold."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The values of an expression over a table: their type, and all of them if they are few."""

    datatype: DataType
    values: tuple[str, ...] = ()


def _unmeasured(table: str, sql: str) -> Measured | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of the data: its tables as measured, and the model proposed for them.

    Attributes:
        measure: looks at an expression (DuckDB's SQL) over a table; None where it has no answer.
    """

    tables: Sequence[TableProfile]
    proposed: SemanticModel
    measure: Callable[[str, str], Measured | None] = _unmeasured

    @cached_property
    def by_name(self) -> Mapping[str, TableProfile]:
        """The tables by their names in lower case."""
        return {item.name.casefold(): item for item in self.tables}

    def table(self, source: str) -> TableProfile | None:
        """The table that a source names, also in a schema that was not loaded."""
        name = _plain(source)
        names = (name, name.replace(".", "_"), name.rpartition(".")[2])
        return next((self.by_name[item] for item in names if item in self.by_name), None)

    def likely_table(self, source: str) -> TableProfile | None:
        """The only one that a source may mean: called so but for a schema, or for what dbt's models
        are called by."""
        last = _plain(source).rpartition(".")[2]
        bare = next((last.removeprefix(x) for x in _PREFIXES if last.startswith(x)), last)
        found = [
            table
            for name, table in self.by_name.items()
            if name == bare or name.endswith(f"_{last}")
        ]
        return found[0] if len(found) == 1 else None

    def fields(self, table: TableProfile) -> Mapping[str, Field]:
        """The proposed fields of a table by its columns, in lower case."""
        return {
            column: item
            for dataset in self.proposed.datasets
            if dataset.source == table.name
            for item in dataset.fields
            if (column := _column(item))
        }


@dataclass(frozen=True, kw_only=True)
class Completion:
    """The completed model, and datasets whose table is not there."""

    model: SemanticModel
    problems: tuple[Problem, ...] = field(default=())


def complete_model(model: SemanticModel, known: Known) -> Completion:
    """The model with what the data says where the model says nothing."""
    tables = {
        item.name: known.table(item.source) or known.likely_table(item.source)
        for item in model.datasets
    }
    graph = Graph(model)
    datasets = tuple(
        _completed(item, table, known, graph) if (table := tables[item.name]) else item
        for item in model.datasets
    )
    problems = [
        _missing(item, tables[item.name], known)
        for item in model.datasets
        if known.table(item.source) is None and not _is_query(item)
    ]
    links = []
    for link in model.relationships:
        many = _shared(link, model.dataset_by_name[link.to_dataset], tables[link.to_dataset])
        problems += [many] if many else []
        links.append(replace(link, active=False) if many else link)
    model = with_units(replace(model, datasets=datasets, relationships=tuple(links)))
    return Completion(model=model, problems=tuple(problems))


def _shared(link: Relationship, dataset: Dataset, table: TableProfile | None) -> Problem | None:
    """That rows share what a link takes for their key: it would multiply what leads there."""
    if table is None or len(link.to_columns) > 1:
        return None
    name = _column(dataset.field_by_name[link.to_columns[0]])
    found = [item for item in table.columns if item.name.casefold() == name]
    if not found or found[0].estimated or found[0].distinct == table.rows - found[0].nulls:
        return None
    return Problem(
        level="warning",
        where=item_title("relationship", link.name),
        text=f"it is followed only where it is named: {found[0].name!r} is no key of the table "
        f"{table.name!r}, whose {table.rows} rows have {found[0].distinct} different ones",
    )


def _missing(dataset: Dataset, taken: TableProfile | None, known: Known) -> Problem:
    text = f"the workspace has no table {dataset.source!r}"
    if taken is not None:
        text += f"; {taken.name!r} is taken for it"
    else:
        text += ", so nothing of it can be asked"
        text += did_you_mean(dataset.source, [item.name for item in known.tables])
    return Problem(level="warning", where=item_title("dataset", dataset.name), text=text)


def _is_query(dataset: Dataset) -> bool:
    return any(character.isspace() for character in dataset.source.strip())


def _completed(dataset: Dataset, table: TableProfile, known: Known, graph: Graph) -> Dataset:
    columns = known.fields(table)

    def completed(item: Field) -> Field:
        if _column(item):
            return _with_data(item, columns.get(_column(item)))
        try:
            tree = graph.physical(dataset.name, item.name)
        except QueryError:  # the check of the model tells of it
            return item
        grouped = item.role in {"dimension", "time"} and not item.hidden
        found = known.measure(table.name, tree.sql("duckdb")) if grouped else None
        return _with_formula(item, tree.unnest(), columns, found)

    fields = tuple(map(completed, dataset.fields))
    keys = (*dataset.unique_keys, *_names_of_one(dataset, table))
    return replace(dataset, source=table.name, fields=fields, unique_keys=tuple(keys))


def _names_of_one(dataset: Dataset, table: TableProfile) -> Iterator[tuple[str, ...]]:
    """Dimensions by which each row is called: no two rows share them."""
    alone = {
        column.name.casefold()
        for column in table.columns
        if not column.nulls and column.distinct == table.rows > 1 and not column.estimated
    }
    for item in dataset.fields:
        called = item.name.rpartition("_")[2] in _CALLED and item.role == "dimension"
        key = (item.name,)
        if (
            called
            and _column(item) in alone
            and key not in {dataset.primary_key, *dataset.unique_keys}
        ):
            yield key


def _with_data(item: Field, like: Field | None) -> Field:
    if like is None:
        return item
    return replace(
        item,
        datatype=item.datatype or like.datatype,
        unit=item.unit or like.unit,
        direction=item.direction or like.direction,
        values=item.values or (like.values if item.role == "dimension" else ()),
        aliases=item.aliases or like.aliases,
        pii=item.pii or like.pii,
        hidden=item.hidden or like.hidden,
        ai_context=item.ai_context or like.ai_context,
    )


def _with_formula(
    item: Field, tree: exp.Expr, columns: Mapping[str, Field], found: Measured | None
) -> Field:
    """What an expression gives: by what was found, else by itself."""
    length = _length(tree, columns)
    datatype = found.datatype if found else "Integer" if length else None
    if datatype is None and isinstance(tree, exp.Predicate | exp.Not | exp.Connector):
        datatype = "Boolean"
    words = found.values if found and found.datatype == "String" else ()
    return replace(
        item,
        datatype=item.datatype or datatype,
        unit=item.unit or length,
        values=item.values or words,
    )


def _length(tree: exp.Expr, columns: Mapping[str, Field]) -> str | None:
    """The unit of a length of time: of the difference of two dates, days."""
    if isinstance(tree, exp.DateDiff | exp.TimestampDiff):
        length = f"{tree.text('unit').casefold()}s"
        return length if length in _LENGTHS else None
    if not isinstance(tree, exp.Sub):
        return None
    ends = [columns.get(item.name.casefold()) for item in (tree.this, tree.expression)]
    return "days" if all(item and item.datatype == "Date" for item in ends) else None


def _plain(source: str) -> str:
    return source.replace('"', "").casefold()


def _column(item: Field) -> str:
    """The column that a field is, in lower case; empty for expressions."""
    name = item.expression.sql.strip().strip('"').casefold()
    return name if name.isidentifier() else ""
