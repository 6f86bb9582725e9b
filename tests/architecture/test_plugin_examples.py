"""The examples of the plug-in guides work as printed and stay short."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from boardroom.clock import FixedClock
from boardroom.executive.pack_file import read_pack
from boardroom.workspace.creation import NewWorkspace, create_workspace
from boardroom.workspace.workspace import Workspace
from tests.architecture.tree import ROOT

LONGEST = 30
TODAY = FixedClock(instant=datetime(2026, 3, 1, 8, tzinfo=UTC))


def _example(guide: str, first_line: str) -> str:
    text = (ROOT / "docs" / "guide" / guide).read_text("utf-8")
    blocks = re.findall(r"```\w+\n(.*?)```", text, re.DOTALL)
    (found,) = [block for block in blocks if block.startswith(first_line)]
    return str(found)


def test_the_agent_and_the_source_of_the_guide_run_on_a_page(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    first = date(2025, 6, 1)
    lines = ["ticket_id,opened_at,resolved_at,priority"]
    for number in range(270 * 3):
        day = first + timedelta(days=number // 3)
        end = f"{day + timedelta(days=2)} 10:00:00" if number % 9 else ""
        lines.append(f"{number},{day} 09:00:00,{end},{('high', 'low')[number % 2]}")
    (data / "tickets.csv").write_text("\n".join(lines) + "\n")
    folder = tmp_path / "work"
    with create_workspace(folder, NewWorkspace(locations=[str(data)]), clock=TODAY):
        pass
    agent = _example("plugins.md", "# plugins/backlog.py")
    source = _example("plugins.md", "# plugins/rates.py")
    assert max(len(agent.splitlines()), len(source.splitlines())) <= LONGEST
    (folder / "plugins").mkdir()
    (folder / "plugins" / "backlog.py").write_text(agent)
    (folder / "plugins" / "rates.py").write_text(source)
    config = folder / "boardroom.yml"
    told = _example("plugins.md", "# boardroom.yml\nagents").splitlines()[1]
    place = _example("plugins.md", "# boardroom.yml\nsources").split("sources:\n")[1]
    config.write_text(config.read_text().replace("sources:\n", f"sources:\n{place}") + told + "\n")

    with Workspace.open(folder, clock=TODAY) as workspace:
        reports = workspace.load()
        assert not any(report.failed for report in reports)
        assert workspace.lake.table("exchange_rates").rows == 3
        page = workspace.page()
    tables = [*page.tables, *(table for item in page.sections for table in item.tables)]
    (found,) = [table for table in tables if table.title == "Open tickets by priority"]
    assert sum(float(str(row[1])) for row in found.result.rows) > 0


def test_the_pack_of_the_guide_is_one() -> None:
    pack = read_pack(_example("packs.md", "# packs/facility.yml"), origin="facility.yml")
    assert pack.name == "facility"
    assert pack.playbook[0].stake
    assert [view.kind for view in pack.views] == ["breakdown"]
