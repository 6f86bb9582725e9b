"""Measures tables in the warehouse for the model proposal: a few bounded queries a table.

``profile_tables`` gives the ``TableProfile`` values that ``semantic.propose`` reads;
``EngineProbe`` answers its further questions. Works on any ``Engine``, so also on databases that
are queried in place. Called by the workspace when it proposes a model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp

from boardroom.data.warehouse.engine import Readable, TableInfo
from boardroom.errors import BoardroomError, LimitError
from boardroom.semantic.completion import Measured
from boardroom.semantic.model import DataType
from boardroom.semantic.profile import ColumnProfile, Inclusion, TableProfile

if TYPE_CHECKING:
    import pyarrow as pa

TOP = 50
"""Frequent values kept per column."""
MANY_VALUES = 2_000
"""Above so many distinct values, ``top`` holds examples from the first rows instead of the most
frequent values."""
SAMPLE_ROWS = 5_000
BIG_ROWS = 3_000_000
"""Above so many rows, distinct values are counted approximately where the engine can."""
_BATCH = 20
"""Columns measured by one statement."""

_TYPES: tuple[tuple[DataType, tuple[str, ...]], ...] = (
    (
        "Opaque",
        (
            "[",
            "struct",
            "map",
            "list",
            "array",
            "json",
            "blob",
            "bytea",
            "binary",
            "interval",
            "union",
            "user-defined",
        ),
    ),
    ("DateTimeTz", ("timestamp with time zone", "timestamptz", "timestamp_ltz")),
    ("DateTime", ("timestamp", "datetime")),
    ("Date", ("date",)),
    ("Time", ("time",)),
    ("Boolean", ("bool", "tinyint(1)", "bit(1)")),
    ("Decimal", ("decimal", "numeric", "money", "hugeint")),
    ("Float", ("double", "float", "real")),
    ("Integer", ("int", "serial", "long", "short", "year", "byte")),
    ("String", ("char", "text", "string", "uuid", "enum", "clob", "name", "set", "cidr", "inet")),
)


_WRITTEN_IN = "duckdb"
"""The dialect of the statements below; other engines get a translation."""

_SOME_ROWS = 20_000
"""Columns that repeat among so many rows need no look at all the others."""


def datatype_of(stored_type: str) -> DataType:
    """The logical type of an engine's own type name; ``Opaque`` when it is none of ours."""
    plain = stored_type.lower()
    if plain.startswith(("enum", "set(")):
        return "String"
    for datatype, marks in _TYPES:
        if any(mark in plain for mark in marks):
            return datatype
    return "Opaque"


def profile_tables(engine: Readable) -> tuple[TableProfile, ...]:
    """Measure every table of the engine, in the engine's order of tables.

    Raises:
        LimitError: a table could not be measured within the engine's limits.
    """
    return tuple(_profile_table(engine, info) for info in engine.tables().values())


def measure_expression(engine: Readable, table: str, sql: str) -> Measured | None:
    """The type and the few values of an expression over a table, most frequent first; None where
    the engine cannot tell."""
    rows = f"(SELECT {sql} AS v FROM {_table(table)}) AS r"
    counted = (
        f"SELECT CAST(v AS VARCHAR) AS v, COUNT(*) AS n FROM {rows} WHERE v IS NOT NULL "
        f"GROUP BY v ORDER BY n DESC, v LIMIT {TOP + 1}"
    )
    try:
        stored = str(_run(engine, f"SELECT v FROM {rows} LIMIT 1").schema.field(0).type)
        found = [str(row["v"]) for row in _run(engine, counted).to_pylist()]
    except BoardroomError:
        return None
    plain = "timestamptz" if "tz=" in stored else stored.partition("[")[0]
    return Measured(datatype=datatype_of(plain), values=tuple(found) if len(found) <= TOP else ())


def _profile_table(engine: Readable, info: TableInfo) -> TableProfile:
    names = list(info.columns)
    rows = info.rows if info.rows is not None else _count_rows(engine, info.name)
    exact = rows <= BIG_ROWS or engine.dialect not in {"duckdb", "spark"}
    columns: list[ColumnProfile] = []
    for start in range(0, len(names), _BATCH):
        batch = {name: info.columns[name] for name in names[start : start + _BATCH]}
        columns += _profile_columns(engine, info.name, batch, _Size(rows=rows, exact=exact))
    return TableProfile(
        name=info.name,
        rows=rows,
        columns=tuple(columns),
        declared_primary_key=info.primary_key,
        declared_foreign_keys=info.foreign_keys,
    )


@dataclass(frozen=True, kw_only=True)
class _Size:
    rows: int
    exact: bool


def _count_rows(engine: Readable, table: str) -> int:
    return _int(_first(_run(engine, f"SELECT COUNT(*) AS n FROM {_table(table)}"))["n"])


def _profile_columns(
    engine: Readable, table: str, columns: Mapping[str, str], size: _Size
) -> list[ColumnProfile]:
    """Two statements: all aggregates of the columns, then all their frequent values."""
    if size.rows == 0:
        return [
            _column((number, name, stored), size, {}, ())
            for number, (name, stored) in enumerate(columns.items())
        ]
    wanted = [
        text
        for number, (name, stored) in enumerate(columns.items())
        for text in _aggregates(number, name, stored, size)
    ]
    measured = _first(_run(engine, f"SELECT {', '.join(wanted)} FROM {_table(table)}"))
    tops = _frequent_values(engine, table, columns, measured)
    return [
        _column((number, name, stored), size, measured, tops.get(number, ()))
        for number, (name, stored) in enumerate(columns.items())
    ]


def _aggregates(number: int, name: str, stored: str, size: _Size) -> list[str]:
    column, kind = _value(name, stored), datatype_of(stored)
    found = [f"COUNT({column}) AS filled_{number}"]
    if kind == "Opaque":
        return found
    distinct = f"COUNT(DISTINCT {column})" if size.exact else f"APPROX_COUNT_DISTINCT({column})"
    text = f"CAST({column} AS VARCHAR)"
    found.append(f"{distinct} AS distinct_{number}")
    if kind == "Boolean":
        return found
    ranked = text if kind == "String" else column
    found += [
        f"CAST(MIN({ranked}) AS VARCHAR) AS low_{number}",
        f"CAST(MAX({ranked}) AS VARCHAR) AS high_{number}",
    ]
    if kind == "String":
        found.append(f"AVG(LENGTH({text})) AS length_{number}")
    if kind in {"Integer", "Decimal", "Float"}:
        found.append(f"SUM(CASE WHEN {column} < 0 THEN 1 ELSE 0 END) AS negative_{number}")
    if kind in {"Decimal", "Float"}:
        whole = f"CASE WHEN {column} = FLOOR({column}) THEN 1 ELSE 0 END"
        found.append(f"SUM({whole}) AS whole_{number}")
    return found


def _frequent_values(
    engine: Readable, table: str, columns: Mapping[str, str], measured: Mapping[str, object]
) -> dict[int, tuple[tuple[str, int], ...]]:
    """Column number → frequent values with counts; of columns with many values only examples."""
    selects = []
    for number, (name, stored) in enumerate(columns.items()):
        if datatype_of(stored) == "Opaque" or not measured[f"filled_{number}"]:
            continue
        column = _quote(name)
        value = _value(name, stored)
        many = _int(measured[f"distinct_{number}"]) > MANY_VALUES
        rows = (
            f"(SELECT {column} FROM {_table(table)} LIMIT {SAMPLE_ROWS}) AS s"
            if many
            else _table(table)
        )
        grouped = (
            f"SELECT {number} AS k, CAST({value} AS VARCHAR) AS v, COUNT(*) AS n FROM {rows} "
            f"WHERE {column} IS NOT NULL GROUP BY {column} ORDER BY n DESC, v LIMIT {TOP}"
        )
        selects.append(f"SELECT k, v, n FROM ({grouped}) AS t{number}")
    if not selects:
        return {}
    found: dict[int, list[tuple[str, int]]] = {}
    for row in _run(engine, " UNION ALL ".join(selects)).to_pylist():
        found.setdefault(int(row["k"]), []).append((str(row["v"]), int(row["n"])))
    return {
        number: tuple(sorted(values, key=lambda v: (-v[1], v[0])))
        for number, values in found.items()
    }


def _column(
    column: tuple[int, str, str],
    size: _Size,
    measured: Mapping[str, object],
    top: tuple[tuple[str, int], ...],
) -> ColumnProfile:
    number, name, stored = column
    kind = datatype_of(stored)
    filled = _int(measured.get(f"filled_{number}"))
    low, high = measured.get(f"low_{number}"), measured.get(f"high_{number}")
    if kind == "Boolean" and top:
        low, high = min(text for text, _ in top), max(text for text, _ in top)
        if _counts(top):
            kind = "Integer"
    length = measured.get(f"length_{number}")
    whole = 1.0 if kind == "Integer" and filled else _share(measured.get(f"whole_{number}"), filled)
    return ColumnProfile(
        name=name,
        datatype=kind,
        stored_type=stored,
        rows=size.rows,
        nulls=size.rows - filled,
        distinct=_int(measured.get(f"distinct_{number}")),
        minimum=None if low is None else str(low),
        maximum=None if high is None else str(high),
        top=top,
        mean_length=None if length is None else float(str(length)),
        negative_share=_share(measured.get(f"negative_{number}"), filled),
        integer_share=whole,
        estimated=not size.exact,
    )


def _counts(top: tuple[tuple[str, int], ...]) -> bool:
    """Whether the values of a ``tinyint(1)``, which says nothing of them, are more than 0 and 1."""
    values = {text for text, _ in top}
    return not values <= {"0", "1"} and all(text.lstrip("-").isdecimal() for text in values)


def _share(count: object, filled: int) -> float | None:
    return None if count is None or not filled else _int(count) / filled


def _int(value: object) -> int:
    return 0 if value is None else int(str(value).split(".")[0])


_UNMEASURED = Inclusion(values=1, matched=0, rows_matched_share=0.0, measured=False)


class EngineProbe:
    """``semantic.profile.Probe`` over an engine; answers are kept, equal questions cost nothing."""

    def __init__(self, engine: Readable) -> None:
        self._engine = engine
        self._known: dict[str, Mapping[str, object]] = {}

    def is_unique(self, table: str, columns: Sequence[str]) -> bool:
        """Whether no two rows share the columns (rows with a NULL among them make it False, and so
        does a table too large to tell in time)."""
        listed = ", ".join(_quote(name) for name in columns)
        some = f"(SELECT {listed} FROM {_table(table)} LIMIT {_SOME_ROWS})"
        try:
            return self._all_differ(some, columns) and self._all_differ(_table(table), columns)
        except LimitError:
            return False

    def _all_differ(self, rows: str, columns: Sequence[str]) -> bool:
        listed = ", ".join(_quote(name) for name in columns)
        filled = " AND ".join(f"{_quote(name)} IS NOT NULL" for name in columns)
        found = self._ask(
            f"SELECT (SELECT COUNT(*) FROM {rows} AS r) AS n, "
            f"(SELECT COUNT(*) FROM (SELECT DISTINCT {listed} FROM {rows} AS r "
            f"WHERE {filled}) AS d) AS u"
        )
        return found["n"] == found["u"]

    def inclusion(
        self, table: str, columns: Sequence[str], to_table: str, to_columns: Sequence[str]
    ) -> Inclusion:
        """How far ``table.columns`` lie inside ``to_table.to_columns``, compared as text where
        types differ."""
        cast = self._types(table, columns) != self._types(to_table, to_columns)
        listed = ", ".join(f"{_as_text(name, cast=cast)} AS c{i}" for i, name in enumerate(columns))
        filled = " AND ".join(f"{_quote(name)} IS NOT NULL" for name in columns)
        keys = ", ".join(
            f"{_as_text(name, cast=cast)} AS c{i}" for i, name in enumerate(to_columns)
        )
        groups = ", ".join(str(i + 1) for i in range(len(columns)))
        same = " AND ".join(f"a.c{i} = b.c{i}" for i in range(len(columns)))
        try:
            found = self._ask(
                f"SELECT COUNT(*) AS v, COUNT(b.c0) AS m, SUM(a.n) AS r, "
                f"SUM(CASE WHEN b.c0 IS NOT NULL THEN a.n ELSE 0 END) AS h "
                f"FROM (SELECT {listed}, COUNT(*) AS n FROM {_table(table)} WHERE {filled} "
                f"GROUP BY {groups}) AS a "
                f"LEFT JOIN (SELECT DISTINCT {keys} FROM {_table(to_table)}) AS b ON {same}"
            )
        except LimitError:
            return _UNMEASURED
        rows = _int(found["r"])
        share = _int(found["h"]) / rows if rows else 0.0
        return Inclusion(
            values=_int(found["v"]), matched=_int(found["m"]), rows_matched_share=share
        )

    def count(self, table: str, condition: str) -> int:
        """Rows of ``table`` for which the ANSI SQL ``condition`` over its columns holds."""
        sql = _from_ansi(f"SELECT COUNT(*) AS n FROM {_table(table)} WHERE {condition}")
        return _int(self._ask(sql)["n"])

    def value(self, table: str, aggregate: str) -> float:
        """An ANSI SQL aggregate over the rows of ``table``; 0 when it has no value."""
        sql = _from_ansi(f"SELECT {aggregate} AS v FROM {_table(table)}")
        return float(str(self._ask(sql)["v"] or 0))

    def _ask(self, sql: str) -> Mapping[str, object]:
        if sql not in self._known:
            self._known[sql] = _first(_run(self._engine, sql))
        return self._known[sql]

    def _types(self, table: str, columns: Sequence[str]) -> list[DataType]:
        stored = self._engine.tables()[table].columns
        return [datatype_of(stored[name]) for name in columns]


def _from_ansi(sql: str) -> str:
    """A statement that holds SQL from elsewhere, in the dialect of those here."""
    return sqlglot.transpile(sql, read=_WRITTEN_IN, write=_WRITTEN_IN)[0]


def _run(engine: Readable, sql: str) -> "pa.Table":
    """The answer to a statement in DuckDB's SQL."""
    if engine.dialect != _WRITTEN_IN:
        sql = sqlglot.transpile(sql, read=_WRITTEN_IN, write=engine.dialect)[0]
    return engine.query(sql)


def _first(table: "pa.Table") -> Mapping[str, object]:
    row: Mapping[str, object] = table.slice(0, 1).to_pylist()[0]
    return row


def _quote(name: str) -> str:
    return exp.to_identifier(name, quoted=True).sql()


def _value(name: str, stored: str) -> str:
    """A column as something to compare and count with: money only compares with money."""
    column = _quote(name)
    return f"CAST({column} AS DECIMAL(19, 2))" if stored == "money" else column


def _table(name: str) -> str:
    """A possibly qualified table name, each part quoted."""
    return ".".join(_quote(part) for part in name.split("."))


def _as_text(name: str, *, cast: bool) -> str:
    return f"CAST({_quote(name)} AS VARCHAR)" if cast else _quote(name)
