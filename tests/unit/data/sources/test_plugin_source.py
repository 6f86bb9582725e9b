"""Plugged-in sources: loaded like files, stale when they fail, and told what is wrong with them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from boardroom.clock import FixedClock
from boardroom.data.sources.load import load_source
from boardroom.data.sources.spec import SourceSpec
from boardroom.data.warehouse.lake import Lake

NOON = FixedClock(instant=datetime(2026, 11, 2, 12, tzinfo=UTC))
GOOD = """
import pyarrow as pa


def read():
    return {"Exchange Rates": pa.table({"day": ["2026-01-01", "2026-01-02"], "rate": [1.1, 1.2]})}
"""


def _lake(folder: Path) -> Lake:
    return Lake(folder / ".boardroom" / "lake", clock=NOON)


def _spec(folder: Path, code: str, name: str = "read") -> SourceSpec:
    (folder / "plugins").mkdir(exist_ok=True)
    (folder / "plugins" / "rates.py").write_text(code)
    return SourceSpec(name="rates", location=f"plugin:plugins/rates.py:{name}")


def test_what_a_function_returns_is_loaded_like_a_file(tmp_path: Path) -> None:
    lake = _lake(tmp_path)
    report = load_source(_spec(tmp_path, GOOD), lake, base=tmp_path)
    assert not report.failed
    (table,) = report.tables
    assert (table.table, table.rows) == ("exchange_rates", 2)
    assert report.location == "plugin:plugins/rates.py:read"

    again = load_source(_spec(tmp_path, GOOD), lake, base=tmp_path)
    assert [item.status for item in again.tables] == ["unchanged"]


def test_a_source_that_fails_leaves_its_last_good_rows(tmp_path: Path) -> None:
    lake = _lake(tmp_path)
    load_source(_spec(tmp_path, GOOD), lake, base=tmp_path)
    broken = "def read():\n    raise TimeoutError('no answer')\n"
    report = load_source(_spec(tmp_path, broken), lake, base=tmp_path)
    assert report.problem == (
        "source 'rates' (plugins/rates.py:read) failed: TimeoutError: no answer"
    )
    assert lake.table("exchange_rates").rows == 2
    state = lake.state("exchange_rates")
    assert state is not None
    assert "no answer" in state.problem


@pytest.mark.parametrize(
    ("code", "name", "problem"),
    [
        ("read = 1", "read", "is no function"),
        ("def read():\n    return [1, 2]\n", "read", "failed: TypeError"),
        ("import nothing_of_that_name\n", "read", "No module named 'nothing_of_that_name'"),
        ("x = 1\n", "read", "has no attribute 'read'"),
    ],
)
def test_what_is_no_source_is_told(tmp_path: Path, code: str, name: str, problem: str) -> None:
    report = load_source(_spec(tmp_path, code, name), _lake(tmp_path), base=tmp_path)
    assert problem in report.problem
    assert report.hint
