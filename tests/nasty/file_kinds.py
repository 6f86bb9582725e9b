"""Nasty files of other formats, and several files side by side."""

import io
import json
import sqlite3
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tests.nasty.kind import Expected, Nasty, one, refused, table
from tests.nasty.workbook import xlsx

TWO = ((1, "x"), (2, "y"))


def parquet(rows: pa.Table) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(rows, buffer)
    return buffer.getvalue()


def sqlite(*statements: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.sqlite"
        connection = sqlite3.connect(path)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()
        return path.read_bytes()


def duck(*statements: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.duckdb"
        with duckdb.connect(str(path)) as connection:
            for statement in statements:
                connection.execute(statement)
        return path.read_bytes()


SHEET: list[list[object]] = [
    ["Sales report"],
    ["made on", date(2024, 3, 1)],
    [],
    ["id", "name", "on", "amount"],
    [1, "x", date(2024, 1, 31), 1.5],
    [2, "007", date(2024, 2, 29), 2.25],
]
SHEET_ROWS = (
    (1, "x", date(2024, 1, 31), Decimal("1.50")),
    (2, "007", date(2024, 2, 29), Decimal("2.25")),
)

FILES = (
    one(
        "json_array",
        json.dumps([{"id": 1, "name": "x"}, {"id": 2, "name": "y"}]),
        table(TWO),
        file="t.json",
    ),
    one(
        "json_lines", '{"id": 1, "name": "x"}\n{"id": 2, "name": "y"}\n', table(TWO), file="t.jsonl"
    ),
    one(
        "json_lines_named_json",
        '{"id": 1, "name": "x"}\n{"id": 2, "name": "y"}\n',
        table(TWO),
        file="t.json",
    ),
    one(
        "json_lines_with_bad_ones",
        '{"id": 1, "name": "x"}\n{oops\n[3]\n{"id": 2, "name": "y"}\n',
        table(TWO, quarantined={"bad_json": 1, "not_an_object": 1}),
        file="t.jsonl",
    ),
    one(
        "json_with_objects_inside",
        '[{"id": 1, "who": {"name": "x", "tags": ["a"]}}, {"id": 2}]',
        table(((1, "x", '["a"]'), (2, None, None)), findings="nested_column"),
        file="t.json",
    ),
    one(
        "json_keys_that_come_later",
        '[{"id": 1}, {"id": 2, "name": "y"}]',
        table(((1, None), (2, "y"))),
        file="t.json",
    ),
    one(
        "json_money_keeps_its_digits",
        '[{"id": 1, "v": 0.10}, {"id": 2, "v": 12345678901234.12}]',
        table(((1, Decimal("0.10")), (2, Decimal("12345678901234.12"))), "BIGINT", "DECIMAL(18,2)"),
        file="t.json",
    ),
    one(
        "json_codes_as_strings",
        '[{"id": "01", "v": 1}, {"id": "12", "v": 2}]',
        table((("01", 1), ("12", 2)), "VARCHAR", "BIGINT"),
        file="t.json",
    ),
    one(
        "json_with_half_a_character",
        '[{"id": 1, "name": "a\\ud800b"}, {"id": 2, "name": "y"}]',
        table(((1, "a\\ud800b"), (2, "y"))),
        file="t.json",
    ),
    one(
        "json_under_a_key",
        '{"meta": {"n": 2}, "items": [{"id": 1, "name": "x"}, {"id": 2, "name": "y"}]}',
        table(TWO),
        file="t.json",
    ),
    Nasty(
        name="json_without_a_table",
        files={"x.json": b'{"a": {"b": [1, 2]}}', "t.csv": b"id,name\n1,x\n2,y\n"},
        tables={"t": table(TWO)},
        notes=frozenset({"ignored_files"}),
    ),
    one(
        "parquet_with_odd_types",
        parquet(
            pa.table(
                {
                    "id": pa.array([1, 2], pa.uint64()),
                    "t": pa.array([3_600_000_000, None], pa.time64("us")),
                    "l": pa.array([[1], []], pa.list_(pa.int8())),
                    "s": pa.array([{"a": 1}, None], pa.struct({"a": pa.int8()})),
                    "f": pa.array([1.5, None], pa.float32()),
                }
            )
        ),
        table(
            ((Decimal(1), "01:00:00", "[1]", 1, 1.5), (Decimal(2), None, "[]", None, None)),
            "DECIMAL(20,0)",
            "VARCHAR",
            "VARCHAR",
            "BIGINT",
            "DOUBLE",
            findings="nested_column",
        ),
        file="t.parquet",
    ),
    one(
        "parquet_all_text",
        parquet(pa.table({"id": ["1", "2"], "on": ["2024-01-31", "2024-02-29"]})),
        table(((1, date(2024, 1, 31)), (2, date(2024, 2, 29))), "BIGINT", "DATE"),
        file="t.parquet",
    ),
    one(
        "excel_with_a_title",
        xlsx({"Sheet1": SHEET}),
        table(SHEET_ROWS, findings="preamble"),
        file="t.xlsx",
    ),
    Nasty(
        name="excel_with_two_sheets",
        files={
            "t.xlsx": xlsx(
                {
                    "One": [["id", "name"], [1, "x"], [2, "y"]],
                    "Two": [["a", "b"], [1, "x"], [2, "y"]],
                    "Empty": [],
                }
            )
        },
        tables={"t_one": table(TWO), "t_two": table(TWO)},
        notes=frozenset({"ignored_files"}),
    ),
    Nasty(
        name="excel_with_two_tables_in_a_sheet",
        files={
            "t.xlsx": xlsx(
                {
                    "S": [
                        ["id", "name"],
                        [1, "x"],
                        [2, "y"],
                        [],
                        ["code", "value", "unit"],
                        ["a", 1, "kg"],
                        ["b", 2, "kg"],
                    ]
                }
            )
        },
        tables={"t_s": table(TWO), "t_s_2": table((("a", 1, "kg"), ("b", 2, "kg")))},
    ),
    one(
        "excel_with_a_blank_row_inside",
        xlsx({"S": [["id", "name"], [1, "x"], [], [2, "y"]]}),
        table(TWO),
        file="t.xlsx",
    ),
    Nasty(
        name="excel_that_is_no_workbook",
        files={"t.xlsx": b"nonsense", "good.csv": b"id,name\n1,x\n2,y\n"},
        tables={"good": table(TWO)},
        notes=frozenset({"unreadable_file"}),
    ),
    Nasty(
        name="sqlite_with_mixed_types",
        files={
            "x.sqlite": sqlite(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, price REAL, "
                "blob BLOB, on_day TEXT)",
                "INSERT INTO t VALUES (1, '007', 1.1, x'ff', '2024-01-31'), "
                "(2, '12', 2.25, NULL, '2024-02-29')",
            )
        },
        tables={
            "t": table(
                (
                    (1, "007", Decimal("1.10"), b"\xff", date(2024, 1, 31)),
                    (2, "12", Decimal("2.25"), None, date(2024, 2, 29)),
                ),
                "BIGINT",
                "VARCHAR",
                "DECIMAL(18,2)",
                "BLOB",
                "DATE",
            )
        },
    ),
    Nasty(
        name="sqlite_with_text_in_a_number_column",
        files={
            "x.sqlite": sqlite(
                "CREATE TABLE t (id INTEGER, n INTEGER)",
                "INSERT INTO t VALUES (1, 5), (2, 'many'), (3, 6)",
            )
        },
        tables={"t": table(((1, "5"), (2, "many"), (3, "6")), "BIGINT", "VARCHAR")},
    ),
    Nasty(
        name="sqlite_named_db",
        files={
            "x.db": sqlite(
                "CREATE TABLE t (id INTEGER, name TEXT)", "INSERT INTO t VALUES (1, 'x'), (2, 'y')"
            )
        },
        tables={"t": table(TWO)},
    ),
    Nasty(
        name="damaged_sqlite",
        files={"x.sqlite": b"SQLite format 3\x00" + bytes(200), "good.csv": b"id,name\n1,x\n2,y\n"},
        tables={"good": table(TWO)},
        notes=frozenset({"unreadable_file"}),
    ),
    Nasty(
        name="duckdb_file",
        files={
            "x.duckdb": duck(
                "CREATE TABLE t (id UTINYINT PRIMARY KEY, name VARCHAR)",
                "INSERT INTO t VALUES (1, 'x'), (2, 'y')",
                "CREATE SCHEMA other",
                "CREATE TABLE other.u AS SELECT 1 AS a",
                "CREATE VIEW v AS SELECT 1 AS a",
            )
        },
        tables={"t": table(TWO), "other_u": table(((1,),))},
        notes=frozenset({"ignored_files"}),
    ),
    Nasty(
        name="damaged_duckdb",
        files={"x.duckdb": b"nonsense" * 1000, "good.csv": b"id,name\n1,x\n2,y\n"},
        tables={"good": table(TWO)},
        notes=frozenset({"unreadable_file"}),
    ),
    Nasty(
        name="daily_files_are_one_table",
        files={
            "sales_2024-01-01.csv": b"id,name\n1,x\n",
            "sales_2024-01-02.csv": b"id,name\n2,y\n",
        },
        tables={"sales": table(TWO)},
    ),
    Nasty(
        name="daily_files_with_another_column_order",
        files={"d_1.csv": b"id,name\n1,x\n", "d_2.csv": b"name,id\ny,2\n"},
        tables={"d": table(TWO)},
    ),
    Nasty(
        name="a_damaged_file_among_daily_ones",
        files={"d_1.csv": b"id,name\n1,x\n", "d_2.csv": b"", "d_3.csv": b"id,name\n2,y\n"},
        tables={"d": table(TWO, findings="unreadable_file")},
    ),
    Nasty(
        name="the_same_table_twice",
        files={
            "t.csv": b"id,name\n1,x\n2,y\n",
            "t.parquet": parquet(pa.table({"id": [1, 2], "name": ["x", "y"]})),
        },
        tables={"t": table(TWO)},
        notes=frozenset({"duplicate_copy"}),
    ),
    Nasty(
        name="namesakes_in_two_folders",
        files={"a/t.csv": b"id,name\n1,x\n2,y\n", "b/t.csv": b"id,name\n1,x\n2,y\n"},
        tables={"a_t": table(TWO), "b_t": table(TWO)},
    ),
    one(
        "duplicate_keys",
        "order_id,name\n" + "".join(f"{i},x\n" for i in range(50)) + "49,y\n",
        Expected(rows=None, read=51, findings=frozenset({"duplicate_keys"})),
    ),
    one(
        "gaps_in_time",
        "on_day,n\n" + "".join(f"2024-01-{d:02},1\n" for d in range(1, 31) if d not in (7, 8)),
        Expected(rows=None, read=28, findings=frozenset({"time_gaps"})),
    ),
    refused("json_of_nothing", b"", file="t.jsonl"),
)
