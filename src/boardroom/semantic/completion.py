"""What the data says of a model that was written elsewhere: types, values, units, further keys.

A model from dbt names tables and columns and says little of what is in them, yet a question such as
«claims in Florida» needs the values of a dimension. What the file says always stands; the rest is
taken from what is proposed for the same columns. Called by the workspace when it imports a model.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from boardroom.semantic.model import Dataset, Field, Relationship, SemanticModel
from boardroom.semantic.model_record import item_title
from boardroom.semantic.nearest import did_you_mean
from boardroom.semantic.problem import Problem
from boardroom.semantic.profile import TableProfile

_LENGTHS = frozenset({"days", "hours", "minutes", "seconds"})
_CALLED = ("name", "number", "code", "title", "label")
"""How fields end that things are called by."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of the data: its tables as measured, and the model proposed for them."""

    tables: Sequence[TableProfile]
    proposed: SemanticModel

    @cached_property
    def by_name(self) -> Mapping[str, TableProfile]:
        """The tables by their names in lower case."""
        return {item.name.casefold(): item for item in self.tables}

    def table(self, source: str) -> TableProfile | None:
        """The table that a source means, also where it names a schema that was not loaded."""
        name = source.replace('"', "").casefold()
        return self.by_name.get(name) or self.by_name.get(name.rpartition(".")[2])

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
    tables = {item.name: known.table(item.source) for item in model.datasets}
    datasets = tuple(
        _completed(item, table, known.fields(table)) if (table := tables[item.name]) else item
        for item in model.datasets
    )
    problems = [
        _missing(item, known)
        for item in model.datasets
        if tables[item.name] is None and not _is_query(item)
    ]
    links = []
    for link in model.relationships:
        many = _shared(link, model.dataset_by_name[link.to_dataset], tables[link.to_dataset])
        problems += [many] if many else []
        links.append(replace(link, active=False) if many else link)
    model = replace(model, datasets=datasets, relationships=tuple(links))
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


def _missing(dataset: Dataset, known: Known) -> Problem:
    like = did_you_mean(dataset.source, [item.name for item in known.tables])
    return Problem(
        level="warning",
        where=item_title("dataset", dataset.name),
        text=f"the workspace has no table {dataset.source!r}, so nothing of it can be asked{like}",
    )


def _is_query(dataset: Dataset) -> bool:
    return any(character.isspace() for character in dataset.source.strip())


def _completed(dataset: Dataset, table: TableProfile, known: Mapping[str, Field]) -> Dataset:
    fields = tuple(
        _with_data(item, known.get(_column(item))) if _column(item) else _with_formula(item)
        for item in dataset.fields
    )
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


def _with_formula(item: Field) -> Field:
    """What the expression of a field says by itself: of conditions, cases, and lengths of time."""
    try:
        tree = parse_one(item.expression.sql, read="duckdb").unnest()
    except SqlglotError:
        return item
    if isinstance(tree, exp.Predicate | exp.Not | exp.Connector):
        return replace(item, datatype=item.datatype or "Boolean")
    if isinstance(tree, exp.DateDiff | exp.TimestampDiff):
        length = f"{tree.text('unit').casefold()}s"
        unit = item.unit or (length if length in _LENGTHS else None)
        return replace(item, datatype=item.datatype or "Integer", unit=unit)
    results = _results(tree)
    if not results or any(not result.is_string for result in results):
        return item
    values = tuple(dict.fromkeys(result.name for result in results))
    return replace(item, datatype=item.datatype or "String", values=item.values or values)


def _results(tree: exp.Expr) -> list[exp.Expr]:
    """What a case may give; nothing of other expressions."""
    if not isinstance(tree, exp.Case):
        return []
    found = [branch.args["true"] for branch in tree.args["ifs"]]
    default = tree.args.get("default")
    return [
        item for item in (*found, default) if item is not None and not isinstance(item, exp.Null)
    ]


def _column(item: Field) -> str:
    """The column that a field is, in lower case; empty for expressions."""
    name = item.expression.sql.strip().strip('"').casefold()
    return name if name.isidentifier() else ""
