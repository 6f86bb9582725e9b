"""The evaluation of drivers reads both file kinds, scores exactly, and reaches its aim."""

import json
from pathlib import Path

import pytest

from evals.__main__ import EVALUATIONS, main
from evals.drivers import evaluate, read_cases


def _write(folder: Path, *, causes: str) -> None:
    folder.mkdir(parents=True)
    rows = ["real,predict,shop,good"]
    for number in range(400):
        shop, good = number % 8, number // 8
        expected = 40 + number % 9
        actual = expected * (0.4 if shop == 3 else 1 + number % 3 / 100)
        rows.append(f"{actual},{expected},s{shop},g{good}")
    (folder / "7.csv").write_text("\n".join(rows), "utf-8")
    told = f"timestamp,set\n7,{causes}\n8,shop=s1\n"
    (folder / "injection_info.csv").write_text(told, "utf-8")


@pytest.mark.parametrize(
    ("causes", "f1", "top1"),
    [("shop=s3", 1.0, 1.0), ("shop=s3;shop=s1&good=g2", 2 / 3, 1.0), ("good=g3", 0.0, 0.0)],
)
def test_causes_are_scored_as_they_were_injected(
    tmp_path: Path, causes: str, f1: float, top1: float
) -> None:
    _write(tmp_path / "set" / "setting", causes=causes)
    score = evaluate(tmp_path)
    assert score.cases == 1  # The table of the second is not there.
    assert score.figures["f1"] == pytest.approx(f1)
    assert score.figures["top1"] == top1


def test_the_last_line_is_json_with_the_agreed_keys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(tmp_path / "setting", causes="shop=s3")
    main(["drivers", "--data", str(tmp_path), "--json"])
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told.keys() == {"f1", "top1", "seconds_per_case"}


def test_a_folder_without_cases_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"injection_info\.csv"):
        evaluate(tmp_path)


@pytest.mark.slow
def test_real_cases_reach_the_aim(eval_data: Path) -> None:
    folder = eval_data / EVALUATIONS["drivers"].folder
    if not folder.is_dir():
        pytest.skip(f"{folder.name} is not in the folder of evaluation data")
    assert len(list(read_cases(folder))) > 1
    figures = evaluate(folder).figures
    assert EVALUATIONS["drivers"].aims["f1"].kept(figures["f1"]), figures
