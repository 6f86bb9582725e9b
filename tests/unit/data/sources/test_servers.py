"""Loading from real PostgreSQL and MariaDB servers: types, keys, cursors, refusals."""

import subprocess
from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pytest

from boardroom.data.sources.incremental import plan_increment
from boardroom.data.sources.load import load_source
from boardroom.data.sources.load_table import LoadSettings
from boardroom.data.sources.report import Finding, TableReport
from boardroom.data.sources.source_drift import find_source_drift
from boardroom.data.sources.source_table import Kind, SourceTable
from boardroom.data.sources.spec import SourceSpec
from boardroom.data.warehouse.lake import Lake
from boardroom.data.warehouse.lake_crowd import MANY_FILES
from boardroom.semantic.profile import ForeignKeyHint


def run_sql(url: str, *statements: str) -> None:
    driver = pytest.importorskip("adbc_driver_postgresql.dbapi")
    with closing(driver.connect(url)) as connection:
        for statement in statements:
            with closing(connection.cursor()) as cursor:
                cursor.execute(statement)
        connection.commit()


def rows_of(lake: Lake, name: str, columns: str = "*") -> list[tuple[object, ...]]:
    query = f"SELECT {columns} FROM read_parquet($1, union_by_name = true) ORDER BY ALL"
    return duckdb.execute(query, [list(lake.table(name).files)]).fetchall()


def load(lake: Lake, url: str, **options: object) -> Sequence[TableReport]:
    report = load_source(SourceSpec(name="db", location=url, **options), lake)  # type: ignore[arg-type]  # test shorthand
    assert not report.problem, report
    return report.tables


def test_postgres_types_keys_and_endless_dates_come_through_exactly(
    postgres_database: str, tmp_path: Path
) -> None:
    run_sql(
        postgres_database,
        "CREATE TABLE customers (id int PRIMARY KEY, name varchar(20))",
        "CREATE TABLE orders (id int PRIMARY KEY, customer_id int REFERENCES customers (id), "
        "price numeric(12,2), free numeric, cash money, at timestamp, tz timestamptz, "
        "on_day date, tags int[], note jsonb, ok boolean, code text)",
        "INSERT INTO customers VALUES (1, 'Zoë')",
        "INSERT INTO orders VALUES (1, 1, 2.25, 1.123456, 3.10, '2024-01-02 03:04:05', "
        "'2024-01-02 03:04:05+02', '2024-01-02', ARRAY[1, 2], '{\"a\": 1}', true, '007')",
        "INSERT INTO orders (id, on_day, price) VALUES (2, 'infinity', 'NaN')",
    )
    lake = Lake(tmp_path / "lake")
    customers, orders = load(lake, postgres_database)
    assert (customers.rows, orders.rows) == (1, 2)
    columns = "id, customer_id, price, free, cash, at_, on_day, tags, note, ok, code"
    assert rows_of(lake, "orders", columns) == [
        (1, 1, Decimal("2.25"), Decimal("1.123456"), Decimal("3.10"),
         datetime.fromisoformat("2024-01-02T03:04:05"), date(2024, 1, 2), "{1,2}", '{"a": 1}',
         True, "007"),
        (2, *[None] * 10),
    ]  # fmt: skip
    hint = ForeignKeyHint(columns=("customer_id",), to_table="customers", to_columns=("id",))
    assert lake.table("orders").primary_key == ("id",)
    assert lake.table("orders").foreign_keys == (hint,)
    assert "endless_dates" in {one.kind for one in orders.quality.findings}
    assert [one.status for one in load(lake, postgres_database)] == ["unchanged"] * 2


def test_a_cursor_with_a_key_loads_new_and_changed_rows_only(
    postgres_database: str, tmp_path: Path
) -> None:
    run_sql(
        postgres_database,
        "CREATE TABLE orders (id int PRIMARY KEY, changed timestamp, v int)",
        "INSERT INTO orders SELECT i, '2024-01-01'::timestamp + i * interval '1 day', i "
        "FROM generate_series(1, 9) i",
    )
    lake = Lake(tmp_path / "lake")
    load(lake, postgres_database, cursor={"orders": "changed"})
    assert load(lake, postgres_database, cursor={"orders": "changed"})[0].status == "unchanged"
    run_sql(
        postgres_database,
        "UPDATE orders SET v = 100, changed = '2024-02-01' WHERE id = 3",
        "INSERT INTO orders VALUES (10, '2024-02-02', 10)",
    )
    (report,) = load(lake, postgres_database, cursor={"orders": "changed"})
    assert (report.status, report.rows_read, report.rows) == ("loaded", 3, 10)
    assert rows_of(lake, "orders", "id, v") == [(i, 100 if i == 3 else i) for i in range(1, 11)]
    version = lake.table("orders").version
    assert load(lake, postgres_database, cursor={"orders": "changed"})[0].status == "unchanged"
    assert lake.table("orders").version == version


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM orders WHERE id = 2",
        "UPDATE orders SET v = 100 WHERE id = 2",
        "INSERT INTO orders VALUES (11, '2023-01-01', 0)",
        "INSERT INTO orders VALUES (11, NULL, 0)",
        "INSERT INTO orders VALUES (11, '2023-01-01', 0), (12, '2024-03-01', 5)",
    ],
)
def test_what_changes_behind_the_cursor_is_reported_until_all_is_read_again(
    change: str, postgres_database: str, tmp_path: Path
) -> None:
    run_sql(
        postgres_database,
        "CREATE TABLE orders (id int PRIMARY KEY, changed timestamp, v numeric)",
        "INSERT INTO orders SELECT i, '2024-01-01'::timestamp + i * interval '1 day', i / 8.0 "
        "FROM generate_series(1, 9) i",
    )
    lake = Lake(tmp_path / "lake")
    cursor = {"orders": "changed"}
    load(lake, postgres_database, cursor=cursor)
    run_sql(postgres_database, change)
    for _ in range(2):
        (report,) = load(lake, postgres_database, cursor=cursor)
        (drift,) = [one for one in report.quality.findings if one.kind == "source_drift"]
        assert "--full" in drift.text
    spec = SourceSpec(name="db", location=postgres_database, cursor=cursor)
    (whole,) = load_source(spec, lake, settings=LoadSettings(full=True)).tables
    assert whole.status == "loaded"
    (report,) = load(lake, postgres_database, cursor=cursor)
    assert report.status == "unchanged"
    assert not [one for one in report.quality.findings if one.kind == "source_drift"]


def checked(lake: Lake, location: str, kind: Kind) -> tuple[Finding, ...]:
    """What a check finds that begins after the load, when the source may have changed."""
    stored = lake.table("orders")
    schema = "public" if kind == "postgresql" else urlsplit(location).path.strip("/")
    table = SourceTable(name="orders", source="db", kind=kind, part=f"{schema}.orders")
    spec = SourceSpec(name="db", location=location, cursor={"orders": "changed"})
    increment = plan_increment(table, spec, stored)
    assert increment is not None
    return find_source_drift(table, spec, stored, increment, rejected=0)


@pytest.mark.parametrize(
    ("kind", "fixture"), [("postgresql", "postgres_database"), ("mysql", "mysql_database")]
)
def test_a_row_that_changes_while_the_check_runs_is_no_drift(
    kind: Kind, fixture: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    run = run_mysql if kind == "mysql" else run_sql
    location = request.getfixturevalue(fixture)
    run(
        location,
        "CREATE TABLE orders (id int, part varchar(9), changed timestamp NULL, v decimal(9, 2), "
        "PRIMARY KEY (id, part))",
        "INSERT INTO orders VALUES (1, 'a', '2024-01-01', 1.5), (1, 'b', '2024-01-02', 2.25), "
        "(2, 'a', '2024-01-03', 4)",
    )
    lake = Lake(tmp_path / "lake")
    load(lake, location, cursor={"orders": "changed"})
    assert checked(lake, location, kind) == ()
    run(location, "UPDATE orders SET v = 9, changed = '2024-02-01' WHERE id = 1 AND part = 'b'")
    assert checked(lake, location, kind) == ()
    run(location, "UPDATE orders SET v = 8 WHERE id = 1 AND part = 'a'")
    (drift,) = checked(lake, location, kind)
    assert "as many rows, but other sums of v" in drift.text
    run(location, "DELETE FROM orders WHERE id = 1 AND part = 'a'")
    (drift,) = checked(lake, location, kind)
    assert "(0 rows there, 1 here)" in drift.text


def test_a_cursor_without_a_key_appends_late_rows_of_the_same_instant_once(
    postgres_database: str, tmp_path: Path
) -> None:
    run_sql(
        postgres_database,
        "CREATE TABLE events (at timestamp, v int)",
        "INSERT INTO events VALUES ('2024-01-01', 1), ('2024-01-02', 2)",
    )
    lake, cursor = Lake(tmp_path / "lake"), {"*": "at"}
    load(lake, postgres_database, cursor=cursor)
    run_sql(postgres_database, "INSERT INTO events VALUES ('2024-01-02', 2), ('2024-01-03', 3)")
    load(lake, postgres_database, cursor=cursor)
    assert rows_of(lake, "events", "v") == [(1,), (2,), (2,), (3,)]
    assert load(lake, postgres_database, cursor=cursor)[0].status == "unchanged"


def test_a_new_column_makes_a_cursor_load_read_everything(
    postgres_database: str, tmp_path: Path
) -> None:
    run_sql(
        postgres_database,
        "CREATE TABLE orders (id int PRIMARY KEY, changed timestamp)",
        "INSERT INTO orders VALUES (1, '2024-01-01'), (2, '2024-01-02')",
    )
    lake = Lake(tmp_path / "lake")
    load(lake, postgres_database, cursor={"*": "changed"})
    run_sql(postgres_database, "ALTER TABLE orders ADD COLUMN v int DEFAULT 7")
    (report,) = load(lake, postgres_database, cursor={"*": "changed"})
    assert report.columns_added == ("v",)
    assert rows_of(lake, "orders", "id, v") == [(1, 7), (2, 7)]


def test_a_refusing_server_is_told_from_one_that_is_not_there(
    postgres_database: str, tmp_path: Path
) -> None:
    lake = Lake(tmp_path / "lake")
    wrong = postgres_database.rsplit("/", 1)[0] + "/nowhere"
    refused = load_source(SourceSpec(name="db", location=wrong), lake)
    assert "does not exist" in refused.problem
    assert "rights" in refused.hint
    silent = "postgresql://u:secret@127.0.0.1:1/x"
    gone = load_source(SourceSpec(name="db", location=silent), lake)
    assert "refused" in gone.problem
    assert "secret" not in repr(gone)


def run_mysql(url: str, *statements: str) -> None:
    parts = urlsplit(url)
    login = [f"--user={parts.username}", f"--password={parts.password}"]
    place = [f"--host={parts.hostname}", f"--port={parts.port}", "--protocol=tcp"]
    command = ["mariadb", "--no-defaults", *login, *place, parts.path.strip("/")]
    subprocess.run([*command, "-e", ";".join(statements)], check=True)


def test_mysql_rows_and_keys_come_through_exactly(mysql_database: str, tmp_path: Path) -> None:
    statements = (
        "CREATE TABLE customers (id int PRIMARY KEY, name varchar(20))",
        "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id int, price decimal(12,2), "
        "at datetime(6), on_day date, y year, FOREIGN KEY (customer_id) REFERENCES customers (id))",
        "INSERT INTO customers VALUES (1, 'Zoë')",
        "INSERT INTO orders VALUES (1, 1, 2.25, '2024-01-02 03:04:05.5', '2024-01-02', 2024), "
        "(2, NULL, NULL, NULL, NULL, NULL)",
    )
    run_mysql(mysql_database, *statements)
    lake = Lake(tmp_path / "lake")
    load(lake, mysql_database)
    assert rows_of(lake, "customers") == [(1, "Zoë")]
    at = datetime.fromisoformat("2024-01-02T03:04:05.500000")
    assert rows_of(lake, "orders") == [
        (1, 1, Decimal("2.25"), at, date(2024, 1, 2), 2024),
        (2, None, None, None, None, None),
    ]
    hint = ForeignKeyHint(columns=("customer_id",), to_table="customers", to_columns=("id",))
    assert lake.table("orders").foreign_keys == (hint,)
    assert [one.status for one in load(lake, mysql_database)] == ["unchanged"] * 2


@pytest.mark.slow
def test_many_small_loads_by_cursor_keep_one_row_a_key_in_few_files(
    postgres_database: str, tmp_path: Path
) -> None:
    run_sql(postgres_database, "CREATE TABLE t (id int PRIMARY KEY, at timestamp, v int)")
    lake, cursor = Lake(tmp_path / "lake"), {"t": "at"}
    for number in range(1, MANY_FILES + 9):
        day = f"'2024-01-01'::timestamp + {number} * interval '1 day'"
        run_sql(
            postgres_database,
            f"INSERT INTO t VALUES ({number}, {day}, {number})",
            f"UPDATE t SET v = -1, at = {day} WHERE id = 3 AND {number} > 30",
        )
        load(lake, postgres_database, cursor=cursor)
    expected = [(n, -1 if n == 3 else n) for n in range(1, MANY_FILES + 9)]
    assert rows_of(lake, "t", "id, v") == expected
    assert len(lake.table("t").files) < MANY_FILES
    (report,) = load(lake, postgres_database, cursor=cursor)
    assert (report.status, report.quality.findings) == ("unchanged", ())


def test_mysql_rows_that_change_behind_the_cursor_are_reported(
    mysql_database: str, tmp_path: Path
) -> None:
    run_mysql(
        mysql_database,
        "CREATE TABLE t (id INT PRIMARY KEY, at DATETIME, v DECIMAL(9, 2))",
        "INSERT INTO t VALUES (1, '2024-01-01', 1.5), (2, '2024-01-02', 2), (3, '2024-01-03', 3)",
    )
    lake, cursor = Lake(tmp_path / "lake"), {"t": "at"}
    load(lake, mysql_database, cursor=cursor)
    (report,) = load(lake, mysql_database, cursor=cursor)
    assert not report.quality.findings
    run_mysql(mysql_database, "UPDATE t SET v = 1.25 WHERE id = 1")
    (report,) = load(lake, mysql_database, cursor=cursor)
    (drift,) = report.quality.findings
    assert "other sums of v" in drift.text


def test_a_silent_mysql_server_is_reported_at_once(tmp_path: Path) -> None:
    spec = SourceSpec(name="db", location="mysql://u:secret@127.0.0.1:1/x")
    report = load_source(spec, Lake(tmp_path / "lake"))
    assert "refused" in report.problem
    assert "secret" not in repr(report)
    assert report.elapsed_seconds < 10


def test_mysql_shapes_bits_and_instants_are_read(mysql_database: str, tmp_path: Path) -> None:
    run_mysql(
        mysql_database,
        "SET time_zone = '+02:00'",
        "CREATE TABLE odd (place point, flags bit(5), at timestamp(6) NULL, wall datetime)",
        "INSERT INTO odd VALUES (POINT(1, 2), b'10101', '2024-01-01 00:30', '2024-01-01 00:30')",
    )
    lake = Lake(tmp_path / "lake")
    load(lake, mysql_database)
    wall = datetime.fromisoformat("2024-01-01T00:30")
    utc = datetime.fromisoformat("2023-12-31T22:30")
    columns = "place, flags, timezone('UTC', at_), wall"
    assert rows_of(lake, "odd", columns) == [("POINT(1 2)", 21, utc, wall)]


def test_a_wrong_mysql_password_is_refused_at_once(mysql_database: str, tmp_path: Path) -> None:
    wrong = mysql_database.replace(":boardroom@", ":geheim@")
    report = load_source(SourceSpec(name="db", location=wrong), Lake(tmp_path / "lake"))
    assert "refuses 'boardroom'" in report.problem
    assert "geheim" not in repr(report)
    assert report.elapsed_seconds < 10
