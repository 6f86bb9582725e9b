"""Fields whose expression the engine refuses, and why, in words of the model.

Nothing is asked while all goes well: ``data.metrics`` looks here when the engine has refused a
statement, to say which field is the cause; ``boardroom model check`` looks always.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sqlglot import exp

from boardroom.data.coverage import View
from boardroom.data.model_tables import dataset_sql, field_sql, field_tree, is_select
from boardroom.errors import QueryError
from boardroom.semantic.model import Dataset, Field
from boardroom.semantic.nearest import did_you_mean

if TYPE_CHECKING:
    import pyarrow as pa


def refused_fields(view: View) -> Mapping[str, str]:
    """``dataset.field`` → what is wrong with it, for every field that cannot be computed."""
    return {
        f"{dataset.name}.{item.name}": text
        for dataset in view.model.datasets
        if dataset.name not in view.binding.missing
        for item, text in _refused(view, dataset, dataset.fields)
    }


def _refused(view: View, dataset: Dataset, fields: Sequence[Field]) -> Iterator[tuple[Field, str]]:
    """All at once where all are right, else one by one."""
    try:
        texts = [field_sql(dataset, item, view.dialect) for item in fields]
        cells = ", ".join(f"{text} AS c{number}" for number, text in enumerate(texts))
        source = dataset_sql(dataset, view.binding)
        if fields:
            statement = f"SELECT {cells} FROM {source} AS source LIMIT 0"
            yield from _mistaken(dataset, fields, view.snapshot.query_many([statement])[0])
    except QueryError as exc:
        if len(fields) == 1:
            yield fields[0], _why(view, dataset, fields[0], exc)
            return
        for item in fields:
            yield from _refused(view, dataset, [item])


def _mistaken(
    dataset: Dataset, fields: Sequence[Field], found: "pa.Table"
) -> Iterator[tuple[Field, str]]:
    """Fields said to be days whose values are moments: only some answers would count days."""
    import pyarrow as pa

    for item, column in zip(fields, found.schema, strict=True):
        if item.datatype == "Date" and pa.types.is_timestamp(column.type):
            yield (
                item,
                f"the field '{dataset.name}.{item.name}' is said to be a Date, and its values are "
                f"moments: make it a DateTime, or its expression "
                f"CAST({item.expression.sql} AS DATE)",
            )


def _why(view: View, dataset: Dataset, field: Field, error: QueryError) -> str:
    name = f"the field '{dataset.name}.{field.name}'"
    for column in _unknown_columns(view, dataset, field):
        table = view.binding.tables[dataset.name][0]
        advice = did_you_mean(column, view.snapshot.tables[table].columns)
        return (
            f"{name} reads the column {column!r}, which the table {table!r} does not have{advice}"
        )
    return f"{name} cannot be computed from {field.expression.sql!r}: {error.message}"


def _unknown_columns(view: View, dataset: Dataset, field: Field) -> list[str]:
    """Columns that the field reads and its table lacks; none where the source is a SELECT."""
    if is_select(dataset.source):
        return []
    try:
        tree = field_tree(dataset, field)
    except QueryError:
        return []
    table = view.snapshot.tables[view.binding.tables[dataset.name][0]]
    known = {name.casefold() for name in table.columns}
    names = [node.parts[0].name for node in tree.find_all(exp.Column)]
    return [name for name in names if name.casefold() not in known]
