"""A simulated company with nothing to find: no priority and no alert claims a problem."""

from datetime import date
from pathlib import Path

import pytest

from boardroom.simulate.company import CompanySpec, write_company
from boardroom.workspace.creation import NewWorkspace, create_workspace

UNTIL = date(2026, 11, 26)

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_planted_makes_no_priority(tmp_path: Path, seed: int) -> None:
    spec = CompanySpec(until=UNTIL, seed=seed, scale=0.05, incidents="none")
    write_company(tmp_path / "files", spec)
    wanted = NewWorkspace(locations=(str(tmp_path / "files"),))
    with create_workspace(tmp_path / "work", wanted) as created:
        report = created.workspace.page(as_of=UNTIL)
    assert report.summary is not None
    assert [item.title for item in report.summary.priorities] == []
    assert report.alerts == ()
    assert report.summary.risk is not None
    assert report.summary.risk.level == "low"
    assert len(report.key_metrics) == 8
