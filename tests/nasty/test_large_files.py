"""Large files go straight into their types; one odd line deep inside must not be overlooked."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from boardroom.data.sources.direct_csv import SMALLEST_BYTES
from boardroom.data.sources.load import load_source
from boardroom.data.sources.spec import SourceSpec
from boardroom.data.warehouse.lake import Lake
from tests.nasty.test_nasty_files import check_accounts

ROWS = 100_000
ODD_AT = 70_000
PLAIN = ("BIGINT", "DATE", "VARCHAR", "DECIMAL(18,2)", "BOOLEAN")


def line(number: int) -> str:
    day = f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}"
    return f"{number},{day},customer {number % 977},{number % 1000}.25,{number % 2 == 0}"


def large_file(path: Path, odd: str, *, header: str = "id,on_day,name,amount,ok") -> None:
    lines = [line(number) for number in range(ROWS)]
    if odd:
        lines[ODD_AT] = odd
    path.write_text("\n".join([header, *lines]) + "\n")
    assert path.stat().st_size > SMALLEST_BYTES


@pytest.mark.parametrize(
    ("odd", "types", "quarantined"),
    [
        ("", PLAIN, {}),
        ("70000,,,,", PLAIN, {}),
        ("70000,2024-01-01,\"\",1.5,true", PLAIN, {}),
        ("70000,2024-01-01,\"a, b\",1.5,true", PLAIN, {}),
        ("70000,2024-01-01,\"a\nb\",1.5,true", PLAIN, {}),
        ("70000,2024-01-01,x,NA,true", PLAIN, {}),
        (" 70000 ,2024-1-1,x,1.5,TRUE", PLAIN, {}),
        ("70000.0,2024-01-01,x,1.5,true", PLAIN, {}),
        ("70000.5,2024-01-01,x,1.5,true",
         ("DECIMAL(18,1)", *PLAIN[1:]), {}),
        ("70000,2024-01-01 10:00:00,x,1.5,true",
         ("BIGINT", "TIMESTAMP", *PLAIN[2:]), {}),
        ("70000,2024-01-01,x,1.1234,true",
         ("BIGINT", "DATE", "VARCHAR", "DECIMAL(18,4)", "BOOLEAN"), {}),
        ("070000,2024-01-01,x,1.5,true", ("VARCHAR", *PLAIN[1:]), {}),
        ("70000,2024-02-30,x,1.5,true", PLAIN, {"bad_value": 1}),
        ("70000,2024-01-01,x,oops,true", PLAIN, {"bad_value": 1}),
        ("70000,2024-01-01,x,1.5,maybe", PLAIN, {"bad_value": 1}),
        ("1e5,2024-01-01,x,1.5,true", ("DOUBLE", *PLAIN[1:]), {}),
        ("70000,2024-01-01,x,1.5,true,more", PLAIN, {"too_many_fields": 1}),
        ("70000,2024-01-01", PLAIN, {"too_few_fields": 1}),
        ("70000,2024-01-01,\"x,1.5,true", PLAIN, {"bad_quotes": 1}),
        (",,,,", PLAIN, {"empty_row": 1}),
    ],
)  # fmt: skip
def test_an_odd_line_deep_inside_a_large_file_is_not_overlooked(
    odd: str, types: tuple[str, ...], quarantined: dict[str, int], tmp_path: Path
) -> None:
    (tmp_path / "files").mkdir()
    large_file(tmp_path / "files" / "t.csv", odd)
    lake = Lake(tmp_path / "lake")
    report = load_source(SourceSpec(name="s", location=str(tmp_path / "files")), lake)
    check_accounts(report, lake)
    (table,) = report.tables
    assert (table.rows_read, dict(table.quarantined)) == (ROWS, quarantined)
    assert tuple(column.type for column in table.columns) == types
    files = list(lake.table("t").files)
    count, total = duckdb.execute(
        "SELECT count(*), sum(amount) FROM read_parquet($1) "
        f"WHERE TRY_CAST(id AS DOUBLE) IS DISTINCT FROM {ODD_AT}",
        [files],
    ).fetchall()[0]
    others = [n for n in range(ROWS) if n != ODD_AT]
    if types == PLAIN and odd and "NA" not in odd:
        assert count == len(others)
        assert total == sum(Decimal(n % 1000) for n in others) + Decimal("0.25") * len(others)


def test_blank_lines_and_a_total_at_the_end_of_a_large_file_are_no_rows(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    path = tmp_path / "files" / "t.csv"
    large_file(path, "", header="name,on_day,id,amount,ok")
    path.write_text(path.read_text() + "\n\nTotal,,,5.00,\n")
    report = load_source(
        SourceSpec(name="s", location=str(tmp_path / "files")), Lake(tmp_path / "lake")
    )
    (table,) = report.tables
    assert (table.rows_loaded, dict(table.quarantined)) == (ROWS, {"total_row": 1})


def german_line(number: int) -> str:
    day = f"{number % 28 + 1:02}.{number % 12 + 1:02}.2024"
    return f"{number};{day};customer {number % 977};{number % 9 + 1}.{number % 1000:03},25;true"


@pytest.mark.parametrize(
    ("odd", "amount", "types", "quarantined"),
    [
        ("70000;31.01.2024;x;1.234,50;true", "1234.50", PLAIN, {}),
        ("70000;31.01.2024;x;1.234;true", "1234.00", PLAIN, {}),
        ("70000;31.01.2024;x; 5,5 ;true", "5.50", PLAIN, {}),
        ("70000;31.01.2024;x;(5,50);true", "-5.50", PLAIN, {}),
        ("70000;31.01.2024;x;NA;true", None, PLAIN, {}),
        ("70000;31.01.2024;\"x\ny\";7,00;true", "7.00", PLAIN, {}),
        ("70000;31.01.2024 10:00;x;7,00;true", "7.00",
         ("BIGINT", "TIMESTAMP", *PLAIN[2:]), {}),
        ("70000;31.01.2024;x;7,125;true", "7.125",
         (*PLAIN[:3], "DECIMAL(18,3)", "BOOLEAN"), {}),
        ("70000;31.13.2024;x;7,00;true", "", PLAIN, {"bad_value": 1}),
        ("70000;31.01.2024;x;1.23,50;true", "", PLAIN, {"bad_value": 1}),
        ("70000;31.01.2024;x;1.5;true", "1.5", (*PLAIN[:3], "VARCHAR", "BOOLEAN"), {}),
    ],
)  # fmt: skip
def test_an_odd_line_deep_inside_a_large_german_file_is_not_overlooked(
    odd: str,
    amount: str | None,
    types: tuple[str, ...],
    quarantined: dict[str, int],
    tmp_path: Path,
) -> None:
    path = tmp_path / "t.csv"
    lines = [german_line(number) for number in range(ROWS)]
    lines[ODD_AT] = odd
    path.write_text("\n".join(["id;on_day;name;amount;ok", *lines]) + "\n")
    lake = Lake(tmp_path / "lake")
    report = load_source(SourceSpec(name="s", location=str(path)), lake)
    check_accounts(report, lake)
    (table,) = report.tables
    assert (table.rows_read, dict(table.quarantined)) == (ROWS, quarantined)
    assert tuple(column.type for column in table.columns) == types
    rows = "read_parquet($1)"
    query = f"SELECT amount::VARCHAR FROM {rows} WHERE id = {ODD_AT}"
    found = duckdb.execute(query, [list(lake.table("t").files)]).fetchall()
    assert found == ([] if quarantined else [(amount,)])
    if types == PLAIN:
        others = [n for n in range(ROWS) if n != ODD_AT]
        whole = sum((n % 9 + 1) * 1000 + n % 1000 for n in others) + Decimal("0.25") * len(others)
        query = f"SELECT sum(amount) FROM {rows} WHERE id <> {ODD_AT}"
        assert duckdb.execute(query, [list(lake.table("t").files)]).fetchall() == [(whole,)]
