"""Small worlds for soundness tests: a few hand-written tables, a model over them, and real engines.

A test builds a ``World``, asks it queries through the compiler, and compares the rows with what a
few lines of plain Python say about the same rows.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from boardroom.semantic.compiler.compile import Compiler
from boardroom.semantic.context import (
    AccessRules,
    Calendar,
    CompileContext,
    CompiledQuery,
    Coverage,
    Dialect,
)
from boardroom.semantic.model import (
    Dataset,
    DataType,
    EventTime,
    Expression,
    Field,
    Metric,
    Relationship,
    SemanticModel,
    TimeSpec,
)
from boardroom.semantic.query import Query
from boardroom.semantic.result import Caveat
from boardroom.semantic.rollup import Rollup

Row = tuple[Any, ...]

TYPES: Mapping[str, tuple[DataType, str]] = {
    "int": ("Integer", "BIGINT"),
    "text": ("String", "TEXT"),
    "dec": ("Decimal", "DECIMAL(18, 2)"),
    "float": ("Float", "DOUBLE PRECISION"),
    "bool": ("Boolean", "BOOLEAN"),
    "date": ("Date", "DATE"),
    "datetime": ("DateTime", "TIMESTAMP"),
    "instant": ("DateTimeTz", "TIMESTAMPTZ"),
}
"""Short names of column types: logical type and SQL type, the same in DuckDB and PostgreSQL."""

FAR = date(2200, 1, 1)


class SqlEngine(Protocol):
    """A database that runs statements and returns rows."""

    dialect: Dialect

    def execute(self, sql: str) -> None: ...

    def fetch(self, sql: str) -> list[Row]: ...

    def close(self) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Table:
    """A dataset together with its column types and rows."""

    dataset: Dataset
    types: Mapping[str, str]
    rows: Sequence[Row]

    def records(self) -> list[dict[str, Any]]:
        """Rows as dictionaries, for independent computations."""
        return [dict(zip(self.types, row, strict=True)) for row in self.rows]


def table(
    name: str,
    columns: str,
    rows: Iterable[Row],
    *,
    time: TimeSpec | str | None = None,
    bridge: bool = False,
) -> Table:
    """A table of ``columns`` such as ``id:int! customer:int day:date`` (``!`` = primary key)."""
    parts = [text.split(":") for text in columns.split()]
    types = {column: kind.rstrip("!") for column, kind in parts}
    fields = tuple(
        Field(name=column, expression=Expression(sql=f'"{column}"'), datatype=TYPES[kind][0])
        for column, kind in types.items()
    )
    dataset = Dataset(
        name=name,
        source=name,
        primary_key=tuple(column for column, kind in parts if kind.endswith("!")),
        fields=fields,
        time=EventTime(field=time) if isinstance(time, str) else time,
        bridge=bridge,
    )
    return Table(dataset=dataset, types=types, rows=list(rows))


def link(text: str, name: str | None = None, *, active: bool = True) -> Relationship:
    """A relationship from ``orders.customer -> customers.id`` (several columns joined by ``+``)."""
    many, one = (side.strip().split(".") for side in text.split("->"))
    return Relationship(
        name=name or f"{many[0]}_to_{one[0]}",
        from_dataset=many[0],
        to_dataset=one[0],
        from_columns=tuple(many[1].split("+")),
        to_columns=tuple(one[1].split("+")),
        active=active,
    )


def metric(name: str, sql: str, **extra: Any) -> Metric:
    """A metric; ``extra`` are fields of ``Metric``."""
    return Metric(name=name, expression=Expression(sql=sql), **extra)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The rows of a compiled query with what came beside them.

    Attributes:
        zeros: per column of values that divide, whether each row's is missing for a zero divisor.
        left_out: per column of values over quotients, how many rows each leaves out.
    """

    compiled: CompiledQuery
    rows: list[Row]
    zeros: Mapping[str, list[bool]] = field(default_factory=dict)
    left_out: Mapping[str, list[int]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """Column names in order."""
        return [column.name for column in self.compiled.columns]

    @property
    def kinds(self) -> set[str]:
        """Kinds of the caveats."""
        return {caveat.kind for caveat in self.compiled.caveats}

    @property
    def caveats(self) -> tuple[Caveat, ...]:
        """All caveats."""
        return self.compiled.caveats

    def columns(self, *names: str) -> list[Row]:
        """The rows reduced to some columns, in the rows' order."""
        places = [self.names.index(name) for name in names]
        return [tuple(row[place] for place in places) for row in self.rows]

    def column(self, name: str) -> list[Any]:
        """One column."""
        return [value for (value,) in self.columns(name)]

    def value(self, name: str) -> Any:
        """The one value of a one-row answer."""
        (found,) = self.column(name)
        return found


@dataclass(frozen=True, kw_only=True)
class World:
    """Tables, model and engine of one test."""

    engine: SqlEngine
    tables: tuple[Table, ...]
    model: SemanticModel
    as_of: date = FAR
    calendar: Calendar = field(default_factory=Calendar)
    covered: bool = True
    access: AccessRules = field(default_factory=AccessRules)
    rollups: tuple[Rollup, ...] = ()

    def ask(self, query: Query, *, as_of: date | str | None = None, cut: bool = False) -> Answer:
        """Compile the query and run it."""
        today = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
        context = CompileContext(
            as_of=today or self.as_of,
            dialect=self.engine.dialect,
            cut_at_as_of=cut,
            calendar=self.calendar,
            coverage=self._coverage() if self.covered else {},
            access=self.access,
            rollups=self.rollups,
        )
        compiled = compiler_of(self.model).compile(query, context)
        found = self.engine.fetch(compiled.sql)
        size = len(compiled.columns)
        assert all(len(row) == size + len(compiled.flags) for row in found)
        flags = {
            flag: [row[place] for row in found]
            for place, flag in enumerate(compiled.flags, start=size)
        }
        return Answer(
            compiled=compiled,
            rows=[row[:size] for row in found],
            zeros={
                flag.column: [bool(value) for value in values]
                for flag, values in flags.items()
                if flag.kind == "division_by_zero"
            },
            left_out={f.column: counts for f, counts in flags.items() if f.kind == "left_out"},
        )

    def value(self, name: str, as_of: date | str | None = None, **query: Any) -> Any:
        """The one value of a metric asked with ``query`` (fields of ``Query``)."""
        return self.ask(Query(metrics=(name,), **query), as_of=as_of).value(name)

    def records(self, name: str) -> list[dict[str, Any]]:
        """The rows of one table, for independent computations."""
        (found,) = (item for item in self.tables if item.dataset.name == name)
        return found.records()

    def _coverage(self) -> dict[str, Coverage]:
        found = {}
        for item in self.tables:
            for column, kind in item.types.items():
                if kind not in {"date", "datetime", "instant"}:
                    continue
                values = [row[column] for row in item.records() if row[column] is not None]
                days = [self._day(value) for value in values]
                if days:
                    name = f"{item.dataset.name}.{column}"
                    found[name] = Coverage(first=min(days), last=max(days))
        return found

    def _day(self, value: date) -> date:
        if not isinstance(value, datetime):
            return value
        if value.tzinfo is None:
            return value.date()
        return value.astimezone(ZoneInfo(self.calendar.time_zone)).date()


_compilers: dict[int, tuple[SemanticModel, Compiler]] = {}


def compiler_of(model: SemanticModel) -> Compiler:
    """One compiler for each model, so that its remembered plans are tested too."""
    return _compilers.setdefault(id(model), (model, Compiler(model)))[1]


def build(
    engine: SqlEngine,
    tables: Sequence[Table],
    *,
    links: Sequence[Relationship] = (),
    metrics: Sequence[Metric] = (),
) -> World:
    """Create the tables in the engine and the model over them."""
    for item in tables:
        name = item.dataset.source
        columns = ", ".join(f'"{column}" {TYPES[kind][1]}' for column, kind in item.types.items())
        engine.execute(f'DROP TABLE IF EXISTS "{name}"')
        engine.execute(f'CREATE TABLE "{name}" ({columns})')
        if item.rows:
            values = ", ".join(f"({', '.join(map(literal, row))})" for row in item.rows)
            engine.execute(f'INSERT INTO "{name}" VALUES {values}')
    model = SemanticModel(
        name="world",
        datasets=tuple(item.dataset for item in tables),
        relationships=tuple(links),
        metrics=tuple(metrics),
    )
    return World(engine=engine, tables=tuple(tables), model=model)


def literal(value: object) -> str:
    """A value as SQL text."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | Decimal():
            return str(value)
        case float():
            return f"CAST('{value!r}' AS DOUBLE PRECISION)"
        case datetime() if value.tzinfo is not None:
            return f"CAST('{value.isoformat()}' AS TIMESTAMPTZ)"
        case datetime():
            return f"CAST('{value.isoformat()}' AS TIMESTAMP)"
        case date():
            return f"DATE '{value.isoformat()}'"
        case str():
            return "'" + value.replace("'", "''") + "'"
    raise TypeError(f"no SQL literal for {value!r}")


def group(
    rows: Iterable[Mapping[str, Any]],
    by: Callable[[Mapping[str, Any]], Row],
    how: Callable[[list[Mapping[str, Any]]], Any],
) -> list[Row]:
    """Plain grouping: one row (key…, how(rows of the key)) for each key that occurs."""
    found: dict[Row, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(by(row), []).append(row)
    return [(*key, how(items)) for key, items in found.items()]


def total(values: Iterable[Any]) -> Any:
    """SQL's SUM: None when there is no value."""
    present = [value for value in values if value is not None]
    return sum(present) if present else None


def same(found: Iterable[Row], expected: Iterable[Row]) -> bool:
    """Whether both hold the same rows in any order; floats to a relative 1e-9."""
    left, right = sorted(found, key=_sort_key), sorted(expected, key=_sort_key)
    close = len(left) == len(right) and all(map(same_row, left, right))
    assert close, f"\nfound    {left}\nexpected {right}"
    return True


def same_row(found: Row, expected: Row) -> bool:
    """Whether two rows are equal; floats to a relative 1e-9."""
    return len(found) == len(expected) and all(map(equal, found, expected))


def equal(found: Any, expected: Any) -> bool:
    """Whether two values are equal, NULL equal to NULL; floats to a relative 1e-9."""
    if found is None or expected is None:
        return found is expected
    if isinstance(found, (float, Decimal)) or isinstance(expected, (float, Decimal)):
        return math.isclose(float(found), float(expected), rel_tol=1e-9, abs_tol=1e-12)
    return bool(_plain(found) == _plain(expected))


def _plain(value: Any) -> Any:
    """A timestamp at midnight is its day."""
    if isinstance(value, datetime) and value.time() == time(0):
        return value.date()
    return value


def _sort_key(row: Row) -> tuple[tuple[int, Any], ...]:
    return tuple(_value_key(value) for value in row)


def _value_key(value: Any) -> tuple[int, Any]:
    if value is None:
        return (0, 0)
    if isinstance(value, (int, float, Decimal)):
        return (1, round(float(value), 6))
    return (2, str(_plain(value)))
