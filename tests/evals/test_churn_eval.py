"""The evaluation of churn finds labels of all spellings and reaches its aim on real data."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest

from evals.__main__ import EVALUATIONS, main
from evals.churn import evaluate, read_cases
from tests.unit.analysis.churn.customers import make_customers


def _write(folder: Path, *, label: str, words: tuple[str, str], rows: int = 400) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    source, left = make_customers(rows)
    told = pa.array(np.where(left, words[1], words[0]))
    pa_csv.write_csv(source.append_column(label, told), folder / f"{label}.csv")


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Churn", ("No", "Yes")),
        ("Exited", ("0", "1")),
        ("Attrition_Flag", ("Existing Customer", "Attrited Customer")),
    ],
)
def test_labels_are_found_however_they_are_spelt(
    tmp_path: Path, label: str, words: tuple[str, str]
) -> None:
    _write(tmp_path, label=label, words=words)
    (tmp_path / "other.csv").write_text("a,churn_reason\n1,price\n2,quality\n", "utf-8")
    (case,) = read_cases(tmp_path)
    _, left = make_customers(400)
    assert case.table.left.tolist() == left.tolist()
    assert label not in {item.name for item in case.table.features}


def test_the_last_line_is_json_with_the_agreed_keys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(tmp_path, label="Churn", words=("No", "Yes"))
    main(["churn", "--data", str(tmp_path), "--json"])
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told.keys() == {"auc", "brier", "calibration_error"}
    assert 0.6 < told["auc"] < 0.95


def test_a_folder_without_labels_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="who left"):
        evaluate(tmp_path)


@pytest.mark.slow
def test_real_customers_reach_the_aims(eval_data: Path) -> None:
    evaluation = EVALUATIONS["churn"]
    folder = eval_data / evaluation.folder
    if not folder.is_dir():
        pytest.skip(f"{folder.name} is not in the folder of evaluation data")
    figures = evaluate(folder).figures
    missed = {name for name, aim in evaluation.aims.items() if not aim.kept(figures[name])}
    assert not missed, figures
