"""Every kind of nasty file: loaded honestly or refused with a reason, and never twice."""

from collections import Counter
from pathlib import Path

import duckdb
import pytest

from boardroom.data.sources.load import load_source
from boardroom.data.sources.rejects import read_rejects
from boardroom.data.sources.report import LoadReport, TableReport
from boardroom.data.sources.spec import SourceSpec
from boardroom.data.warehouse.lake import Lake
from tests.nasty.database_kinds import DATABASES
from tests.nasty.file_kinds import FILES
from tests.nasty.kind import Expected, Nasty
from tests.nasty.lossy_kinds import LOSSY
from tests.nasty.text_kinds import DAMAGED, ENCODINGS, HEADERS, LINES
from tests.nasty.value_kinds import DATES, NUMBERS

KINDS = (*ENCODINGS, *LINES, *HEADERS, *DAMAGED, *NUMBERS, *DATES, *FILES, *LOSSY, *DATABASES)


def test_there_are_many_kinds_with_names_of_their_own() -> None:
    assert len(KINDS) >= 60
    assert len({kind.name for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_nasty_file_is_loaded_honestly(kind: Nasty, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    for name, content in kind.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    lake = Lake(tmp_path / "lake")
    spec = SourceSpec(name="files", location=str(folder))
    report = load_source(spec, lake)
    check_accounts(report, lake)
    by_name = {table.table: table for table in report.tables}
    assert set(by_name) == set(kind.tables), report
    for name, expected in kind.tables.items():
        check_table(by_name[name], expected, lake)
    assert kind.notes <= {note.kind for note in report.notes}
    versions = {name: table.version for name, table in lake.tables().items()}
    again = load_source(spec, lake)
    assert {name: table.version for name, table in lake.tables().items()} == versions, again


def check_accounts(report: LoadReport, lake: Lake) -> None:
    """Every row read is loaded or quarantined, and every quarantined one can be looked at."""
    for table in report.tables:
        assert table.rows_read == table.rows_loaded + table.rows_quarantined, table
        if table.status == "failed":
            assert table.problem
            continue
        reasons = Counter(read_rejects(lake, table.table).column("reason").to_pylist())
        assert reasons == Counter(table.quarantined), table


def check_table(table: TableReport, expected: Expected, lake: Lake) -> None:
    assert table.status == expected.status, table
    if expected.status == "failed":
        return
    assert table.rows_read == expected.read, table
    assert dict(table.quarantined) == dict(expected.quarantined), table
    if expected.types is not None:
        assert tuple(column.type for column in table.columns) == expected.types, table
    kinds = {finding.kind for finding in table.quality.findings}
    assert expected.findings <= kinds, table.quality
    if expected.rows is not None:
        wanted = Counter(expected.rows)
        found = Counter(rows_of(lake, table.table))
        assert found == wanted, (found - wanted, wanted - found)


def rows_of(lake: Lake, name: str) -> list[tuple[object, ...]]:
    files = list(lake.table(name).files)
    if not files:
        return []
    with duckdb.connect(config={"autoload_known_extensions": False}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        rows = connection.execute("SELECT * FROM read_parquet($1)", [files]).to_arrow_table()
    return list(zip(*(column.to_pylist() for column in rows.columns), strict=True))
