"""Pages of real folders through the packs: true figures, no section that failed, no empty one."""

from pathlib import Path

import duckdb
import pytest

from boardroom.insight.model import KeyMetric, Report
from boardroom.workspace.creation import NewWorkspace, create_workspace
from boardroom.workspace.workspace import Workspace

CRM_TABLES = """
tables:
  deals:
    dataset: sales_pipeline
    fields: {won: deal_stage = 'Won', lost: deal_stage = 'Lost'}
owners: {win_rate: Ann Lee}
targets: {win_rate: 0.9}
"""


def _cards(report: Report) -> dict[str, KeyMetric]:
    sections = [card for part in report.sections for card in part.key_metrics]
    return {card.metric: card for card in (*report.key_metrics, *sections)}


@pytest.mark.parametrize(
    ("folder", "department"),
    [
        ("olist/sample8k", "sales"),
        ("saas", "customer"),
        ("crm_opportunities", "sales"),
        ("finance_packt", "finance"),
    ],
)
def test_each_folder_gets_a_whole_page(
    eval_data: Path, tmp_path: Path, folder: str, department: str
) -> None:
    wanted = NewWorkspace(locations=(str(eval_data / folder),))
    with create_workspace(tmp_path / "work", wanted) as created:
        report = created.workspace.page()
    assert department in [section.name for section in report.sections]
    for section in report.sections:
        assert section.problem is None
        assert section.key_metrics or section.insights or section.tables
    assert all(phase.done == phase.total for phase in report.phases)
    assert len(_cards(report)) >= 5
    assert all(item.why for item in report.not_available)


def test_a_pipeline_mapped_to_the_sales_pack_shows_its_true_month(
    eval_data: Path, tmp_path: Path
) -> None:
    source = eval_data / "crm_opportunities"
    wanted = NewWorkspace(locations=(str(source),))
    with create_workspace(tmp_path / "work", wanted):
        pass
    config = tmp_path / "work" / "boardroom.yml"
    config.write_text(config.read_text() + CRM_TABLES)
    with Workspace.open(tmp_path / "work") as workspace:
        report = workspace.page()
    cards = _cards(report)
    month = "close_date >= DATE '2017-12-01' AND close_date < DATE '2018-01-01'"
    file = f"read_csv('{source / 'sales_pipeline.csv'}')"
    row = duckdb.execute(
        "SELECT SUM(close_value) FILTER (deal_stage = 'Won'), "
        "COUNT(*) FILTER (deal_stage = 'Won'), "
        "COUNT(*) FILTER (deal_stage = 'Won') / COUNT(*), "
        "AVG(close_date - engage_date) FILTER (deal_stage = 'Won') "
        f"FROM {file} WHERE {month} AND deal_stage IN ('Won', 'Lost')"
    ).fetchone()
    assert row is not None
    names = ("revenue", "won_deals", "win_rate", "sales_cycle_days")
    for name, expected in zip(names, row, strict=True):
        assert cards[name].value == pytest.approx(float(expected)), name
        assert str(cards[name].evidence.period.start) == "2017-12-01"
    period = cards["opportunities"].evidence.period
    (started,) = duckdb.execute(
        f"SELECT COUNT(*) FROM {file} WHERE engage_date BETWEEN ? AND ?",
        [period.start, period.end],
    ).fetchone() or (None,)
    assert cards["opportunities"].value == started
    assert (cards["win_rate"].owner, cards["win_rate"].target) == ("Ann Lee", 0.9)
    assert {item.what for item in report.not_available} >= {"Finance", "Marketing", "People"}
