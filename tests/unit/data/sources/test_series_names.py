"""Files of a series: named after the series from its first file on, and named so for good."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from boardroom.clock import FixedClock
from boardroom.data.sources.load import load_source
from boardroom.data.sources.load_table import LoadSettings, load_table
from boardroom.data.sources.progress import Task
from boardroom.data.sources.report import LoadReport
from boardroom.data.sources.spec import SourceSpec
from boardroom.data.sources.survey import survey
from boardroom.data.warehouse.lake import Lake
from boardroom.data.warehouse.lake_write import WriteOptions

NOON = FixedClock(instant=datetime(2026, 11, 2, 12, tzinfo=UTC))


def _write(folder: Path, name: str, numbers: range, *, header: str = "id,amount") -> None:
    folder.mkdir(exist_ok=True)
    lines = [header, *(f"{number},{number}.50" for number in numbers)]
    (folder / name).write_text("\n".join(lines) + "\n")


def _load(folder: Path) -> tuple[LoadReport, Lake]:
    lake = Lake(folder / ".lake", clock=NOON)
    spec = SourceSpec(name="shop", location=str(folder / "data"))
    return load_source(spec, lake, base=folder), lake


def _rows(report: LoadReport) -> dict[str, int]:
    return {item.table: item.rows for item in report.tables}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("orders_0000.csv", "orders_0001.csv"),
        ("orders-2024-01.csv", "orders-2024-02.csv"),
        ("Orders 9.csv", "Orders 10.csv"),
    ],
)
def test_the_second_file_of_a_series_joins_the_first(
    tmp_path: Path, first: str, second: str
) -> None:
    _write(tmp_path / "data", first, range(5))
    report, _ = _load(tmp_path)
    assert _rows(report) == {"orders": 5}
    _write(tmp_path / "data", second, range(5, 9))
    report, _ = _load(tmp_path)
    assert _rows(report) == {"orders": 9}
    assert not report.failed


def test_a_table_called_after_its_first_file_goes_on_under_that_name(tmp_path: Path) -> None:
    """As earlier versions named it; models speak of it by that name."""
    _write(tmp_path / "data", "orders_0000.csv", range(5))
    _, lake = _load(tmp_path)
    old = lake.table("orders")
    rows = pq.read_table(list(old.files))
    lake.write("orders_0000", rows, options=WriteOptions(details=old.details))
    lake.drop("orders")
    for until in (9, 12):
        _write(tmp_path / "data", f"orders_{until:04}.csv", range(5, until))
        report, lake = _load(tmp_path)
        assert not report.failed
        assert set(_rows(report)) == set(lake.names()) == {"orders_0000"}


def test_a_number_stays_in_a_name_that_is_no_series(tmp_path: Path) -> None:
    """A word with a digit, a namesake without a number, files of other columns."""
    _write(tmp_path / "data", "b2b_deals.csv", range(2))
    _write(tmp_path / "data", "costs.csv", range(3))
    _write(tmp_path / "data", "costs_2024.csv", range(4), header="day,rate")
    _write(tmp_path / "data", "notes_1.csv", range(5))
    _write(tmp_path / "data", "notes_2.csv", range(6), header="page,weight")
    report, _ = _load(tmp_path)
    assert _rows(report) == {
        "b2b_deals": 2, "costs": 3, "costs_2024": 4, "notes_1": 5, "notes_2": 6,
    }  # fmt: skip


def test_two_sources_that_load_at_once_keep_their_rows_apart(tmp_path: Path) -> None:
    """Both claimed the name before either had written."""
    for number, name in enumerate(("one", "two"), start=1):
        _write(tmp_path / name, "orders.csv", range(number))
    lake = Lake(tmp_path / ".lake", clock=NOON)
    specs = [SourceSpec(name=name, location=str(tmp_path / name)) for name in ("one", "two")]
    tables = [survey(spec).tables[0] for spec in specs]
    for _ in range(2):
        for table, spec in zip(tables, specs, strict=True):
            load_table(table, spec, lake, task=Task(), settings=LoadSettings())
        assert {name: version.rows for name, version in lake.tables().items()} == {
            "orders": 1, "two_orders": 2,
        }  # fmt: skip
    for spec in specs:
        assert not load_source(spec, lake).failed


def test_a_file_that_is_gone_fails_the_load(tmp_path: Path) -> None:
    _write(tmp_path / "data", "orders_0000.csv", range(5))
    _write(tmp_path / "data", "costs.csv", range(3))
    _load(tmp_path)
    (tmp_path / "data" / "orders_0000.csv").unlink()
    report, _ = _load(tmp_path)
    assert [item.table for item in report.tables if item.status == "failed"] == ["orders"]
