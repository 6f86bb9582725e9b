"""``boardroom runs`` and ``boardroom alerts``: what agents did, and what is wrong."""

import shutil
from pathlib import Path

from tests.cli.conftest import UNTIL, Run


def test_runs_and_alerts_are_listed(run: Run, new_company: Path, tmp_path: Path) -> None:
    folder = tmp_path / "company"
    shutil.copytree(new_company, folder)
    assert run("runs", "-w", folder).out == "no runs yet\n"
    assert run("alerts", "-w", folder).out == "no open alerts\n"
    config = folder / "boardroom.yml"
    config.write_text(config.read_text() + "thresholds: {revenue: {critical: 1000000000}}\n")

    past = run("dashboard", "-w", folder, "--as-of", UNTIL)
    assert "ALERT" not in past.err

    page = run("dashboard", "-w", folder)

    assert page.code == 0
    assert "ALERT critical: Revenue has reached its critical level" in page.err
    assert "analytics: " in page.err
    listed = run("runs", "-w", folder, "--agent", "analyst:sales").out
    assert "analyst:sales" in listed
    assert "done" in listed
    assert "forecaster" not in listed
    assert run("runs", "-w", folder, "--failed").out == "no runs yet\n"
    alerts = run("alerts", "-w", folder).out
    assert "critical" in alerts
    assert "open" in alerts
