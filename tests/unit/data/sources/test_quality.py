"""What loading says of odd columns."""

import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from boardroom.data.sources.load import load_source
from boardroom.data.sources.spec import SourceSpec
from boardroom.data.warehouse.lake import Lake


def test_instants_load_without_packages_that_only_extras_bring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB hands instants to Python through pytz, which the core does not depend on."""
    monkeypatch.setitem(sys.modules, "pytz", None)
    future = date.today() + timedelta(days=900)  # noqa: DTZ011  # loading looks at the real day
    days = [f"2024-01-{day:02d}T10:00:00+02:00" for day in range(1, 25)]
    lines = [f"{number},{text}" for number, text in enumerate([*days, f"{future}T10:00:00+02:00"])]
    file = tmp_path / "events.csv"
    file.write_text("\n".join(["id,happened_at", *lines]) + "\n", encoding="utf-8")
    report = load_source(SourceSpec(name="events", location=str(file)), Lake(tmp_path / "lake"))
    (table,) = report.tables
    assert (table.problem, table.rows) == ("", 25)
    texts = [item.text for item in table.quality.findings if item.kind == "future_dates"]
    assert texts == [f"happened_at lies in the future in 1 rows, up to {future}"]
