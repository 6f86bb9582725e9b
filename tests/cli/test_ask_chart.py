"""``boardroom ask --chart``: pictures and specifications as files."""

import json
from pathlib import Path

import pytest

from boardroom.ask.answer import Answer
from boardroom.cli.ask_chart import write_chart
from tests.cli.conftest import UNTIL, Run


def test_the_chart_of_an_answer_becomes_a_picture(
    run: Run, company: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("vl_convert")
    monkeypatch.chdir(tmp_path)
    asked = ("ask", "revenue by region", "-w", company, "--as-of", UNTIL)
    done = run(*asked, "--chart", "png")
    assert done.code == 0
    (file,) = tmp_path.glob("*.png")
    assert file.read_bytes().startswith(b"\x89PNG")
    assert f"chart: {file.name}" in done.err
    assert run(*asked, "--chart", "mine.svg").code == 0
    assert (tmp_path / "mine.svg").read_text().startswith("<svg")


def test_the_specification_needs_no_extra(run: Run, company: Path, tmp_path: Path) -> None:
    file = tmp_path / "chart.json"
    asked = ("ask", "revenue by region", "-w", company, "--as-of", UNTIL, "--chart", file)
    assert run(*asked).code == 0
    spec = json.loads(file.read_text())
    assert spec["$schema"].endswith("/vega-lite/v6.json")
    assert {row["name"] for row in spec["data"]["values"]} >= {"North", "South"}


def test_a_format_that_is_none_is_refused(run: Run, company: Path) -> None:
    done = run("ask", "revenue by region", "-w", company, "--chart", "jpeg")
    assert done.code != 0
    assert "png, svg, json" in done.err


@pytest.mark.parametrize(
    ("chart", "why"),
    [
        (None, "there are no rows"),
        ({"chart_type": "table", "title": "Customers", "spec": None}, "a table says it best"),
    ],
)
def test_where_there_is_no_chart_the_reason_is_said(
    chart: dict[str, object] | None,
    why: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "chart.svg"
    found = Answer(question="list them", status="answered", message="", visualization=chart)
    write_chart(found, str(file))
    assert not file.exists()
    assert f"no chart: {why}" in capsys.readouterr().err
