"""Nasty SQLite and DuckDB files."""

from datetime import date
from decimal import Decimal

from tests.nasty.file_kinds import duck, sqlite
from tests.nasty.kind import Expected, Nasty, table

DATABASES = (
    Nasty(
        name="sqlite_generated_columns_and_no_rowid",
        files={
            "x.sqlite": sqlite(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, b INTEGER GENERATED ALWAYS AS (id * 2), "
                "c INTEGER GENERATED ALWAYS AS (id * 3) STORED) WITHOUT ROWID",
                "INSERT INTO t VALUES (1), (2)",
            )
        },
        tables={"t": table(((1, 2, 3), (2, 4, 6)))},
    ),
    Nasty(
        name="sqlite_search_index_beside_a_table",
        files={
            "x.sqlite": sqlite(
                "CREATE TABLE t (id INTEGER)",
                "INSERT INTO t VALUES (1)",
                "CREATE VIRTUAL TABLE f USING fts5(x)",
                "INSERT INTO f VALUES ('a')",
            )
        },
        tables={"t": table(((1,),)), "f": table((("a",),))},
    ),
    Nasty(
        name="sqlite_strict_table_with_any",
        files={
            "x.sqlite": sqlite(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v ANY, d TEXT) STRICT",
                "INSERT INTO t VALUES (1, 'a', '2024-01-31'), (2, 5, '2024-02-28')",
            )
        },
        tables={"t": table(((1, "a", date(2024, 1, 31)), (2, "5", date(2024, 2, 28))))},
    ),
    Nasty(
        name="sqlite_odd_names",
        files={
            "x.sqlite": sqlite(
                'CREATE TABLE "typed" ("rowid" INTEGER, "a ""b""" TEXT)',
                "INSERT INTO typed VALUES (7, 'x')",
            )
        },
        tables={"typed": table(((7, "x"),))},
    ),
    Nasty(
        name="duckdb_names_with_points",
        files={
            "x.duckdb": duck(
                'CREATE SCHEMA "a.b"',
                'CREATE TABLE "a.b"."t.u" AS SELECT 1 AS x',
                'CREATE TABLE "c.d" AS SELECT 2 AS y',
            )
        },
        tables={"a_b_t_u": table(((1,),)), "c_d": table(((2,),))},
    ),
    Nasty(
        name="duckdb_endless_dates",
        files={
            "x.duckdb": duck(
                "CREATE TABLE t AS SELECT 1 AS id, 'infinity'::DATE AS d, "
                "'-infinity'::TIMESTAMP AS t "
                "UNION ALL SELECT 2, DATE '2024-01-31', TIMESTAMP '2024-01-31'"
            )
        },
        tables={"t": Expected(rows=None, read=2, findings=frozenset({"endless_dates"}))},
    ),
    Nasty(
        name="duckdb_wide_types",
        files={
            "x.duckdb": duck(
                f"CREATE TABLE t AS SELECT {2**127 - 1}::HUGEINT AS h, {2**64 - 1}::UBIGINT AS u, "
                "TIMETZ '10:00:00+02' AS t, 1.5::DECIMAL(4, 1) AS d"
            )
        },
        tables={
            "t": table(
                ((str(2**127 - 1), Decimal(2**64 - 1), "10:00:00+02", Decimal("1.5")),),
                "VARCHAR",
                "DECIMAL(20,0)",
                "VARCHAR",
                "DECIMAL(18,1)",
            )
        },
    ),
)
