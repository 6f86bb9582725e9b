"""Every folder of the evaluation data loads, and its totals are those of its files."""

import csv
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from boardroom.data.sources.load import load_source
from boardroom.data.sources.report import LoadReport
from boardroom.data.sources.spec import SourceSpec
from boardroom.data.warehouse.lake import Lake
from tests.nasty.test_nasty_files import check_accounts

FOLDERS = (
    "chinook", "crm_opportunities", "dbt_semantic_models", "defog_sql_eval", "finance_packt",
    "hr_attrition", "insight_bench", "jaffle_shop", "m3", "m4", "nab", "northwind", "olist",
    "online_retail_uci", "ossie", "rca_squeeze_b0", "saas", "superstore", "support_tickets",
    "telco_churn", "walmart_stores", "web_marketing",
)  # fmt: skip
NO_TABLES = {"dbt_semantic_models", "ossie"}
QUARANTINED = {"crm_opportunities": 3, "finance_packt": 1, "hr_attrition": 1, "m4": 1}
"""Rows that a person would set aside too: blank ones, a word among numbers, a field missing."""


def load(eval_data: Path, folder: str, tmp_path: Path) -> tuple[LoadReport, Lake]:
    lake = Lake(tmp_path / "lake")
    return load_source(SourceSpec(name="s", location=str(eval_data / folder)), lake), lake


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_loads_whole_and_twice_changes_nothing(
    folder: str, eval_data: Path, tmp_path: Path
) -> None:
    report, lake = load(eval_data, folder, tmp_path)
    if folder in NO_TABLES:
        assert "holds no table" in report.problem
        return
    assert not report.problem
    check_accounts(report, lake)
    assert [table for table in report.tables if table.status == "failed"] == []
    lost = sum(table.rows_quarantined for table in report.tables)
    assert lost == QUARANTINED.get(folder, 0)
    again = load_source(SourceSpec(name="s", location=str(eval_data / folder)), lake)
    assert {table.status for table in again.tables} == {"unchanged"}


def rows_by_hand(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream))


def total(lake: Lake, table: str, expression: str) -> tuple[object, ...]:
    query = f"SELECT count(*), {expression} FROM read_parquet($1, union_by_name = true)"
    row = duckdb.execute(query, [list(lake.table(table).files)]).fetchone()
    assert row is not None
    return tuple(row)


@pytest.mark.parametrize(
    ("folder", "file", "table", "column"),
    [
        ("olist/sample8k", "olist_order_items_dataset.csv", "olist_order_items_dataset", "price"),
        ("olist/sample8k", "olist_order_payments_dataset.csv", "olist_order_payments_dataset",
         "payment_value"),
        ("olist/sample8k", "olist_order_reviews_dataset.csv", "olist_order_reviews_dataset",
         "review_score"),
        ("crm_opportunities", "sales_pipeline.csv", "sales_pipeline", "close_value"),
        ("superstore", "superstore.csv", "superstore", "Sales"),
    ],
)  # fmt: skip
def test_rows_and_sums_equal_those_of_a_plain_reading(
    folder: str, file: str, table: str, column: str, *, eval_data: Path, tmp_path: Path
) -> None:
    _, lake = load(eval_data, folder, tmp_path)
    rows = rows_by_hand(eval_data / folder / file)
    expected = sum((Decimal(row[column]) for row in rows if row[column]), Decimal(0))
    assert total(lake, table, f"sum({column.lower()})") == (len(rows), expected)


def test_daily_files_and_the_whole_year_agree_on_their_common_days(
    eval_data: Path, tmp_path: Path
) -> None:
    _, lake = load(eval_data, "online_retail_uci", tmp_path)
    folder = eval_data / "online_retail_uci"
    files = sorted((folder / "by-day").glob("*.csv"))
    rows = [row for file in files for row in rows_by_hand(file)]
    quantity = sum(int(row["Quantity"]) for row in rows)
    money = sum(Decimal(row["Quantity"]) * Decimal(row["UnitPrice"]) for row in rows)
    sums = "sum(quantity), sum(quantity * unit_price)"
    assert total(lake, "by_day", sums) == (len(rows), quantity, money)
    assert (
        total(lake, "online_retail", "0")[0]
        == pq.read_metadata(folder / "online_retail.parquet").num_rows
    )


def test_a_new_day_is_added_without_reading_the_old_ones(eval_data: Path, tmp_path: Path) -> None:
    files = sorted((eval_data / "online_retail_uci" / "by-day").glob("*.csv"))
    folder, lake = tmp_path / "by-day", Lake(tmp_path / "lake")
    folder.mkdir()
    for file in files[:-1]:
        (folder / file.name).symlink_to(file)
    load_source(SourceSpec(name="s", location=str(folder)), lake)
    (folder / files[-1].name).symlink_to(files[-1])
    report = load_source(SourceSpec(name="s", location=str(folder)), lake)
    assert report.tables[0].rows_read == len(rows_by_hand(files[-1]))
    everything = sum(len(rows_by_hand(file)) for file in files)
    assert report.tables[0].rows == everything


def test_sqlite_tables_are_as_large_as_in_their_file(eval_data: Path, tmp_path: Path) -> None:
    report, lake = load(eval_data, "northwind", tmp_path)
    path = eval_data / "northwind" / "northwind.sqlite"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        expected = connection.execute(
            'SELECT count(*), sum(UnitPrice * Quantity) FROM "Order Details"'
        ).fetchone()
    found = total(lake, "order_details", "sum(unit_price * quantity)")
    assert found[0] == expected[0]
    assert float(str(found[1])) == pytest.approx(expected[1])
    keys = {table: lake.table(table).primary_key for table in ("orders", "order_details")}
    assert keys == {"orders": ("order_id",), "order_details": ("order_id", "product_id")}
    assert report.tables


def test_walmart_dates_are_read_day_first(eval_data: Path, tmp_path: Path) -> None:
    _, lake = load(eval_data, "walmart_stores", tmp_path)
    found = total(lake, "walmart_sales", "min(date)::VARCHAR, max(date)::VARCHAR")
    assert found == (6435, "2010-02-05", "2012-10-26")
