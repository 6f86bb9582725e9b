"""A simulated company with nothing to find: no priority and no alert claims a problem."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from boardroom.insight.model import Report
from boardroom.simulate.company import CompanySpec, write_company
from boardroom.workspace.creation import NewWorkspace, create_workspace

UNTIL = date(2026, 11, 26)

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_planted_makes_no_priority(tmp_path: Path, seed: int) -> None:
    report = _calm_page(tmp_path, CompanySpec(until=UNTIL, seed=seed, scale=0.05, incidents="none"))
    assert report.summary is not None
    assert [item.title for item in report.summary.priorities] == []
    assert report.alerts == ()
    assert report.summary.risk is not None
    assert report.summary.risk.level == "low"
    assert len(report.key_metrics) == 8


@pytest.mark.parametrize("scale", [0.02, 0.05])
@pytest.mark.parametrize("seed", range(11, 21))
def test_of_small_worlds_only_those_that_lose_money_hear_of_it(
    tmp_path: Path, seed: int, scale: float
) -> None:
    """A few large customers decide whether a company of forty earns what its staff costs."""
    spec = CompanySpec(until=UNTIL, seed=seed, scale=scale, incidents="none")
    report = _calm_page(tmp_path, spec)
    assert report.summary is not None
    titles = [item.title for item in report.summary.priorities]
    titles += [item.title for item in report.alerts]
    if _worst_month(tmp_path / "files") < 0:
        titles = [title for title in titles if not title.startswith(("LTV to CAC", "Cash"))]
    assert titles == []


def _worst_month(files: Path) -> float:
    """The least revenue less costs of a month of the last half year, from the ledger's own file."""
    sql = f"""SELECT MIN(earned) FROM (
                SELECT SUM(CASE account_class WHEN 'Revenue' THEN amount ELSE -amount END) AS earned
                FROM read_parquet('{files}/ledger.parquet')
                WHERE posting_date BETWEEN '2026-05-01' AND '2026-10-31'
                GROUP BY date_trunc('month', posting_date))"""
    with duckdb.connect() as connection:
        return float(connection.execute(sql).fetchall()[0][0])


def _calm_page(folder: Path, spec: CompanySpec) -> Report:
    write_company(folder / "files", spec)
    wanted = NewWorkspace(locations=(str(folder / "files"),))
    with create_workspace(folder / "work", wanted) as created:
        return created.workspace.page(as_of=UNTIL, patience_seconds=120)
