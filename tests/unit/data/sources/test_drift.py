"""What happens when files, columns and types change between two loads."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from boardroom.data.sources.load import load_source
from boardroom.data.sources.rejects import read_rejects
from boardroom.data.sources.report import Retyped, TableReport
from boardroom.data.sources.spec import ColumnSpec, SourceSpec
from boardroom.data.warehouse.lake import Lake
from boardroom.data.warehouse.lake_crowd import MANY_FILES


class Folder:
    """A folder of files that is loaded again and again."""

    def __init__(self, path: Path) -> None:
        self.path = path / "files"
        self.path.mkdir()
        self.lake = Lake(path / "lake")
        self.options: dict[str, object] = {}

    def write(self, name: str, text: str) -> None:
        (self.path / name).write_text(text)

    def load(self) -> TableReport:
        spec = SourceSpec(name="s", location=str(self.path), **self.options)  # type: ignore[arg-type]  # test shorthand
        report = load_source(spec, self.lake)
        (table,) = report.tables
        assert table.rows_read == table.rows_loaded + table.rows_quarantined
        return table

    def rows(self) -> list[tuple[object, ...]]:
        (name,) = self.lake.names()
        files = list(self.lake.table(name).files)
        query = "SELECT * FROM read_parquet($1, union_by_name = true) ORDER BY ALL"
        return duckdb.execute(query, [files]).fetchall()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_a_new_file_of_a_series_is_appended_and_the_old_ones_are_not_read(folder: Folder) -> None:
    folder.write("d_1.csv", "id,v\n1,a\n")
    folder.write("d_2.csv", "id,v\n2,b\n")
    assert folder.load().rows_read == 2
    folder.write("d_3.csv", "id,v\n3,c\n")
    report = folder.load()
    assert (report.rows_read, report.rows, report.version) == (1, 3, 1)
    assert folder.load().status == "unchanged"
    assert folder.rows() == [(1, "a"), (2, "b"), (3, "c")]


def test_a_changed_or_removed_file_reads_the_whole_series_again(folder: Folder) -> None:
    folder.write("d_1.csv", "id,v\n1,a\n")
    folder.write("d_2.csv", "id,v\n2,b\n")
    folder.load()
    folder.write("d_1.csv", "id,v\n1,changed\n")
    folder.load()
    assert folder.rows() == [(1, "changed"), (2, "b")]
    (folder.path / "d_1.csv").unlink()
    folder.write("d_3.csv", "id,v\n3,c\n")
    folder.load()
    assert folder.rows() == [(2, "b"), (3, "c")]


def test_a_touched_file_and_a_rewritten_equal_one_make_no_new_version(folder: Folder) -> None:
    folder.write("t.csv", "id,v\n1,a\n2,b\n")
    folder.load()
    (folder.path / "t.csv").touch()
    assert folder.load().status == "unchanged"
    folder.write("t.csv", "id,v\n2,b\n1,a\n")
    assert folder.load().status == "unchanged"
    assert folder.lake.table("t").version == 0


def test_a_new_column_is_added_and_old_rows_are_null(folder: Folder) -> None:
    folder.write("d_1.csv", "id,v\n1,a\n")
    folder.write("d_2.csv", "id,v\n2,b\n")
    folder.load()
    folder.write("d_3.csv", "id,v,extra\n3,c,9\n")
    report = folder.load()
    assert report.columns_added == ("extra",)
    assert folder.rows() == [(1, "a", None), (2, "b", None), (3, "c", 9)]


def test_a_missing_column_becomes_null_and_is_reported(folder: Folder) -> None:
    folder.write("t.csv", "id,v,w\n1,a,5\n")
    folder.load()
    folder.write("t.csv", "id,v\n1,a\n2,b\n")
    report = folder.load()
    assert report.columns_missing == ("w",)
    assert folder.rows() == [(1, "a", None), (2, "b", None)]


def test_whole_numbers_are_widened_to_decimals_without_loss(folder: Folder) -> None:
    folder.write("d_1.csv", "id,v\n1,5\n")
    folder.write("d_2.csv", "id,v\n2,6\n")
    folder.load()
    folder.write("d_3.csv", "id,v\n3,7.25\n")
    report = folder.load()
    assert report.columns_retyped == (Retyped(column="v", before="BIGINT", after="DECIMAL(38,2)"),)
    assert folder.rows() == [(1, Decimal(5)), (2, Decimal(6)), (3, Decimal("7.25"))]


def test_dates_are_widened_to_moments(folder: Folder) -> None:
    folder.write("t.csv", "id,v\n1,2024-01-31\n")
    folder.load()
    folder.write("t.csv", "id,v\n1,2024-01-31\n2,2024-02-01 10:00:00\n")
    report = folder.load()
    assert [one.after for one in report.columns_retyped] == ["TIMESTAMP"]


def test_a_type_stays_when_a_later_file_happens_to_be_narrower(folder: Folder) -> None:
    folder.write("t.csv", "id,v\n1,5.25\n")
    folder.load()
    folder.write("t.csv", "id,v\n1,5\n2,6\n")
    report = folder.load()
    assert report.columns_retyped == ()
    assert folder.rows() == [(1, Decimal(5)), (2, Decimal(6))]


def test_text_stays_text_when_a_later_file_holds_only_numbers(folder: Folder) -> None:
    folder.write("t.csv", "id,v\n1,A5\n")
    folder.load()
    folder.write("t.csv", "id,v\n1,5\n2,06\n")
    folder.load()
    assert folder.rows() == [(1, "5"), (2, "06")]


def test_a_few_bad_values_in_a_known_column_are_quarantined(folder: Folder) -> None:
    folder.write("t.csv", "id,v\n" + "1,5\n" * 20)
    folder.load()
    folder.write("t.csv", "id,v\n" + "1,5\n" * 19 + "2,oops\n")
    report = folder.load()
    assert dict(report.quarantined) == {"bad_value": 1}
    (reject,) = read_rejects(folder.lake, "t").to_pylist()
    assert (reject["file"], reject["line"], reject["raw"]) == ("t.csv", 21, "2,oops")
    assert reject["column_name"] == "v"


def test_a_column_that_becomes_something_else_keeps_the_last_good_version(folder: Folder) -> None:
    folder.write("t.csv", "id,v\n1,5\n2,6\n")
    folder.load()
    folder.write("t.csv", "id,v\n1,five\n2,six\n")
    report = folder.load()
    assert report.status == "failed"
    assert "'v' of 't' was BIGINT and now reads as VARCHAR" in report.problem
    assert folder.rows() == [(1, 5), (2, 6)]
    folder.options = {"accept_changes": True}
    assert [one.after for one in folder.load().columns_retyped] == ["VARCHAR"]
    assert folder.rows() == [(1, "five"), (2, "six")]
    assert folder.load().status == "unchanged"


def test_a_table_that_becomes_empty_keeps_the_last_good_version(folder: Folder) -> None:
    folder.write("t.csv", "id,v\n1,5\n")
    folder.load()
    folder.write("t.csv", "id,v\n")
    report = folder.load()
    assert report.status == "failed"
    assert "had 1 rows and now has none" in report.problem
    assert folder.rows() == [(1, 5)]
    state = folder.lake.state("t")
    assert state is not None
    assert state.problem == report.problem
    folder.write("t.csv", "id,v\n2,6\n")
    assert folder.load().status == "loaded"
    state = folder.lake.state("t")
    assert state is not None
    assert state.problem == ""


def test_an_ambiguous_date_is_read_when_the_user_says_how(folder: Folder) -> None:
    folder.write("t.csv", "Id,Order Date\n1,03/04/2020\n2,05/06/2020\n")
    report = folder.load()
    assert {one.kind for one in report.quality.findings} == {"ambiguous_date"}
    assert folder.rows() == [(1, "03/04/2020"), (2, "05/06/2020")]
    folder.options = {"columns": {"Order Date": ColumnSpec(format="%d/%m/%Y")}}
    report = folder.load()
    assert report.columns_retyped == (Retyped(column="order_date", before="VARCHAR", after="DATE"),)
    assert folder.rows() == [(1, date(2020, 4, 3)), (2, date(2020, 6, 5))]


def test_a_type_the_user_sets_quarantines_what_does_not_fit(folder: Folder) -> None:
    folder.write("t.csv", "id,v\n1,5\n2,six\n3,7\n")
    folder.options = {"columns": {"t.v": ColumnSpec(type="integer")}}
    report = folder.load()
    assert dict(report.quarantined) == {"bad_value": 1}
    assert folder.rows() == [(1, 5), (3, 7)]


def test_a_decimal_mark_the_user_sets_settles_an_ambiguous_number(folder: Folder) -> None:
    folder.write("t.csv", "id;v\n1;1,234\n2;5,678\n")
    folder.options = {"columns": {"v": ColumnSpec(decimal=",")}}
    folder.load()
    assert folder.rows() == [(1, Decimal("1.234")), (2, Decimal("5.678"))]


def test_an_empty_column_takes_the_type_of_its_first_values(folder: Folder) -> None:
    folder.write("d_1.csv", "id,v\n1,\n")
    folder.write("d_2.csv", "id,v\n2,\n")
    folder.load()
    folder.write("d_3.csv", "id,v\n3,7\n")
    report = folder.load()
    assert report.columns_retyped == ()
    assert folder.rows() == [(1, None), (2, None), (3, 7)]


def test_a_date_format_once_found_holds_for_later_files_that_do_not_show_it(
    folder: Folder,
) -> None:
    folder.write("d_1.csv", "id,v\n1,25/12/2023\n")
    folder.write("d_2.csv", "id,v\n2,26/12/2023\n")
    folder.load()
    folder.write("d_3.csv", "id,v\n3,03/04/2024\n")
    folder.load()
    assert folder.rows()[-1] == (3, date(2024, 4, 3))


def test_changed_and_removed_files_are_named(folder: Folder) -> None:
    for day in (1, 2, 3):
        folder.write(f"d_{day}.csv", f"id,v\n{day},a\n")
    folder.load()
    folder.write("d_1.csv", "id,v\n1,b\n")
    (folder.path / "d_3.csv").unlink()
    found = {one.kind: one.text for one in folder.load().quality.findings}
    assert "d_1.csv" in found["changed_files"]
    assert "d_3.csv" in found["removed_files"]
    assert folder.rows() == [(1, "b"), (2, "a")]


def test_many_small_files_become_few_sorted_ones(folder: Folder) -> None:
    days = [f"2024-{month:02}-{day:02}" for month in (3, 1) for day in range(1, 29)]
    for number, day in enumerate(days):
        folder.write(f"d_{day}.csv", f"id,on_day\n{day[5:7]}{day[8:]},{day}\n")
        assert number == 0 or folder.load().status == "loaded"
    table = folder.lake.table("d")
    assert (table.rows, len(table.files) < MANY_FILES) == (len(days), True)
    largest = max(table.files, key=lambda file: Path(file).stat().st_size)
    stored = duckdb.execute("SELECT on_day::VARCHAR FROM read_parquet($1)", [largest]).fetchall()
    assert len(stored) > MANY_FILES
    assert stored == sorted(stored)
    assert [row[1] for row in folder.rows()] == sorted(date.fromisoformat(day) for day in days)
    assert folder.load().status == "unchanged"
    assert folder.lake.table("d", version=2).rows == 4


def test_stored_ids_are_never_rounded_to_go_with_fractions(folder: Folder) -> None:
    folder.write("d_1.csv", "id,v\n12345678901234567,a\n")
    folder.write("d_2.csv", "id,v\n12345678901234568,b\n")
    folder.load()
    folder.write("d_3.csv", "id,v\n1e3,c\n")
    report = folder.load()
    assert (report.status, report.problem) == (
        "failed",
        "column 'id' of 'd' has numbers too long for fractions",
    )
    assert folder.rows() == [(12345678901234567, "a"), (12345678901234568, "b")]


def test_new_ids_are_never_rounded_to_go_with_stored_fractions(folder: Folder) -> None:
    folder.write("d_1.csv", "id,v\n1e3,a\n")
    folder.write("d_2.csv", "id,v\n2e3,b\n")
    folder.load()
    folder.write("d_3.csv", "id,v\n12345678901234567,c\n5,d\n100000000000000000000,e\n")
    report = folder.load()
    assert folder.rows() == [(1000.0, "a"), (2000.0, "b")]
    assert report.status == "failed"
