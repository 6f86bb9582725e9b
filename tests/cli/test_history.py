"""``boardroom query`` over what earlier pages showed."""

from datetime import date
from pathlib import Path

import pytest

from tests.cli.conftest import UNTIL, Run


def test_pages_are_queried_by_metric_and_time(run: Run, sample_files: Path, tmp_path: Path) -> None:
    folder = tmp_path / "company"  # No other test makes pages of it.
    assert run("init", folder, "--from", sample_files, "--currency", "USD").code == 0
    days = (date(2026, 10, 2), UNTIL)
    pages = [
        run("dashboard", "-w", folder, "--as-of", day, "--format", "json").json for day in days
    ]
    shown = [
        {card["metric"]: card for part in (page, *page["sections"]) for card in part["key_metrics"]}
        for page in pages
    ]
    health = [page["summary"]["health"]["score"] for page in pages]

    asked = ("query", "-w", folder, "--records", "bi_dashboards", "--format", "json")
    fields = [
        ("-d", f"bi_dashboards.{name}") for name in ("as_of", "value", "health", "period_end")
    ]
    rows = run(
        *asked, *(word for pair in fields for word in pair), "--filter", "metric = 'revenue'",
        "--order", "bi_dashboards.as_of",
    ).json["rows"]  # fmt: skip
    assert rows == [
        [
            str(day),
            pytest.approx(cards["revenue"]["value"]),
            pytest.approx(score),
            cards["revenue"]["evidence"]["period"]["end"],
        ]
        for day, cards, score in zip(days, shown, health, strict=True)
    ]
    grouped = run(
        "query", "-w", folder, "-m", "pages_made", "-d", "bi_dashboards.as_of", "--format", "json"
    ).json["rows"]
    assert sorted(grouped) == [[str(day), 1] for day in days]
    overall = run(
        "query", "-w", folder, "-m", "page_health", "-m", "pages_made", "--format", "json"
    )
    assert overall.json["rows"] == [[pytest.approx(sum(health) / 2), 2]]
    daily = run(
        "query", "-w", folder, "-m", "pages_made", "--grain", "day", "--range", "all",
        "--format", "json",
    ).json["rows"]  # fmt: skip
    assert sum(row[-1] for row in daily) == 2
    table = run("query", "-w", folder, "-m", "page_health")
    assert table.code == 0
    assert "health" in table.out.lower()
