"""Where the figures of an evaluation are written."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evals import __main__ as evals
from evals.score import Score


def test_a_run_writes_its_own_section_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = tmp_path / "evals.md"
    monkeypatch.setattr(evals, "DOCS", docs)
    _run(monkeypatch, "churn", 0.84)
    _run(monkeypatch, "anomaly", 0.5)
    once = docs.read_text("utf-8")
    assert once.index("## `anomaly`") < once.index("## `churn`")
    assert "| `auc` | 0.840 | ≥ 0.842 and ≤ 0.86 MISSED |" in once
    _run(monkeypatch, "churn", 0.85)
    twice = docs.read_text("utf-8")
    assert twice == once.replace(
        "0.840 | ≥ 0.842 and ≤ 0.86 MISSED", "0.850 | ≥ 0.842 and ≤ 0.86 reached"
    )
    evals.main(["churn", "--data", str(tmp_path), "--json"])
    assert docs.read_text("utf-8") == twice
    assert capsys.readouterr().out.splitlines()[-1] == '{"auc": 0.85}'


def test_kinds_of_cases_stand_in_a_table_of_their_own_and_in_the_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(evals, "DOCS", tmp_path / "evals.md")
    kinds = {"lists": {"cases": 2.0, "right": 0.5}, "groups": {"cases": 1.0, "right": 1.0}}
    score = Score(figures={"right": 2 / 3}, cases=3, seconds=1.0, by_category=kinds)
    made = replace(evals.EVALUATIONS["ask"], run=lambda _: score)
    monkeypatch.setitem(evals.EVALUATIONS, "ask", made)
    evals.main(["ask", "--json"])
    assert json.loads(capsys.readouterr().out) == {
        "right": 2 / 3,
        "cases": 3,
        "by_category": kinds,
    }
    written = evals.DOCS.read_text("utf-8")
    assert (
        "| Kind | cases | right |\n|---|---|---|\n| lists | 2 | 0.5 |\n| groups | 1 | 1 |"
        in written
    )


def _run(monkeypatch: pytest.MonkeyPatch, name: str, auc: float) -> None:
    score = Score(figures={"auc": auc}, cases=3, seconds=1.0)
    known = evals.EVALUATIONS[name]
    made = evals.Evaluation(
        says=known.says,
        run=lambda _: score,
        folder=known.folder,
        aims=known.aims,
        anchors=known.anchors,
    )
    monkeypatch.setitem(evals.EVALUATIONS, name, made)
    evals.main([name])


def test_a_folder_without_cases_is_named_and_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="there is no case in"):
        evals.main(["ask", "--data", str(tmp_path)])
