"""``boardroom dashboard`` and ``demo``: three forms of one page, stored as it was."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import UNTIL, Outcome, Run

REPORT_KEYS = {
    "title", "as_of", "key_metrics", "insights", "sections", "not_available", "generated_ms",
}  # fmt: skip


def test_the_json_page_has_the_documented_keys_and_true_values(run: Run, company: Path) -> None:
    page = run("dashboard", "-w", company, "--as-of", UNTIL, "--format", "json").json

    assert set(page) >= REPORT_KEYS
    assert page["as_of"] == UNTIL.isoformat()
    shown = {item["metric"]: item for item in page["key_metrics"]}
    assert "revenue" in shown
    period = shown["revenue"]["evidence"]["period"]
    again = run(
        "query", "-w", company, "-m", "revenue", "--range", f"{period['start']}..{period['end']}",
        "--as-of", UNTIL, "--format", "json",
    ).json  # fmt: skip
    assert shown["revenue"]["value"] == again["rows"][0][0]


@pytest.mark.parametrize("width", [80, 140])
def test_the_text_page_fits_the_terminal(
    run: Run, company: Path, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))

    page = run("dashboard", "-w", company, "--as-of", UNTIL)

    assert page.code == 0
    assert max(len(line) for line in page.out.splitlines()) <= width
    assert "Revenue" in page.out


def test_the_html_page_asks_nobody_for_anything(run: Run, company: Path, tmp_path: Path) -> None:
    target = tmp_path / "page.html"

    ended = run(
        "dashboard", "-w", company, "--as-of", UNTIL, "--format", "html", "--output", target
    )

    text = target.read_text(encoding="utf-8")
    assert ended.code == 0
    assert ended.out == ""
    assert "<script" not in text
    assert "src=" not in text.replace("data-src=", "")
    assert "Revenue" in text


def test_a_stored_page_is_shown_again_as_it_was(run: Run, company: Path) -> None:
    made = run("dashboard", "-w", company, "--as-of", UNTIL, "--format", "json").json
    newest = run("dashboard", "-w", company, "--list").out.split()[0]

    again = run("dashboard", "-w", company, "--page", newest, "--format", "json").json

    assert again == made


def test_a_page_of_the_past_leaves_out_what_came_later(run: Run, company: Path) -> None:
    page = run("dashboard", "-w", company, "--as-of", "2026-05-01", "--format", "json").json

    ends = [
        item["evidence"]["period"]["end"]
        for item in page["key_metrics"]
        if item["evidence"]["period"]["end"]
    ]
    assert ends
    assert max(ends) < "2026-05-01"


def test_the_demo_makes_a_company_and_its_page(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "demo"

    ended = run("demo", folder, "--as-of", UNTIL, "--scale", "0.05")

    assert ended.code == 0, ended.err
    assert str(folder / "executive.html") in ended.err
    report = json.loads((folder / "executive.json").read_text(encoding="utf-8"))
    assert report["as_of"] == "2026-11-02"
    assert len(report["key_metrics"]) >= 5


def test_what_a_page_does_not_wait_for_is_on_the_next_or_waited_for(
    run: Run, tmp_path: Path
) -> None:
    made = tmp_path / "orders.csv"
    rows = (f"{n},2017-{1 + n // 30 % 12:02}-{1 + n % 28:02},{n % 7}" for n in range(1080))
    made.write_text("\n".join(["order_id,order_date,amount", *rows]))
    folder = tmp_path / "shop"
    assert run("init", folder, "--from", made).code == 0

    first = run(
        "dashboard", "-w", folder, "--as-of", "2018-01-01", "--format", "json", "--wait", "0"
    )
    second = run("dashboard", "-w", folder, "--as-of", "2018-01-01", "--format", "json")

    assert "working out for the next page" in first.err
    assert _awaits(first, "Forecasts")
    assert "working out" not in second.err
    assert not _awaits(second, "Forecasts")


def _awaits(outcome: Outcome, what: str) -> bool:
    return any(item["what"].startswith(what) for item in outcome.json["not_available"])
