"""The evaluation of forecasts reads both layouts, scores as the competitions do, and is reached."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from evals.__main__ import EVALUATIONS, main
from evals.forecast import Array, Case, held_out, mean_of, naive2, outcome, read_cases, score


def _write_long(folder: Path) -> None:
    info = ["series,period,type,h,n_train,description", "A,MONTHLY,MICRO,3,36,", "B,YEARLY,,2,9,"]
    (folder / "set_info.csv").write_text("\n".join(info), "utf-8")
    rows = ["series,split,t,time,value"]
    for name, known, after in (("A", 36, 3), ("B", 9, 2)):
        for step in range(known + after):
            split = "train" if step < known else "test"
            rows.append(f"{name},{split},{step},2000,{100 + 10 * (step % 12) + step}")
    (folder / "set_long.csv").write_text("\n".join(rows), "utf-8")


def _write_wide(folder: Path) -> None:
    hours = [str(20 + step % 24) for step in range(24 * 16 + 5)]
    for part, cells in (("train", hours[:-5]), ("test", hours[-5:])):
        heading = ",".join(f'"V{place + 1}"' for place in range(len(cells) + 2))
        row = ",".join(['"H1"', *(f'"{cell}"' for cell in cells), ""])
        (folder / f"Hourly-{part}.csv").write_text(f"{heading}\n{row}\n", "utf-8")


def test_measures_are_those_of_the_competitions() -> None:
    case = Case(
        known=np.array([1.0, 2.0, 4.0, 8.0]), after=np.array([10.0, 30.0]), frequency="YEARLY"
    )
    found = outcome(case, np.array([10.0, 10.0]))
    assert found.smape == pytest.approx(200 * (0 + 20 / 40) / 2)
    assert found.mase == pytest.approx(10 / ((1 + 2 + 4) / 3))
    assert list(naive2(case)) == [8.0, 8.0]


def test_naive2_puts_a_season_back_where_there_is_one() -> None:
    season = np.array([0.5, 1.0, 1.5, 1.0])
    known = 100 * np.resize(season, 26)
    case = Case(known=known, after=np.zeros(4), frequency="QUARTERLY")
    assert naive2(case) == pytest.approx(100 * np.resize(season, 30)[26:])


def test_both_layouts_are_read(tmp_path: Path) -> None:
    for name, write, size, frequency in (
        ("long", _write_long, (36, 3), "MONTHLY"),
        ("wide", _write_wide, (384, 5), "HOURLY"),
    ):
        (tmp_path / name).mkdir()
        write(tmp_path / name)
        (case,) = read_cases(tmp_path / name)
        assert (case.known.size, case.after.size) == size
        assert case.frequency == frequency
    with pytest.raises(SystemExit, match="neither"):
        read_cases(tmp_path)


def test_the_last_line_is_json_with_the_agreed_keys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write_long(tmp_path)
    main(["forecast", "--data", str(tmp_path), "--json"])
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told.keys() == {"owa", "smape", "mase", "coverage95"}


def _cases(eval_data: Path, name: str) -> Iterator[Case]:
    folder = eval_data / name
    if not folder.is_dir():
        pytest.skip(f"{name} is not in the folder of evaluation data")
    yield from read_cases(folder)


def test_published_scores_are_reproduced(eval_data: Path) -> None:
    cases = list(_cases(eval_data, "m4"))
    with (eval_data / "m4" / "m4_published_point_scores.csv").open(encoding="utf-8") as stream:
        published = {row["method"]: row for row in csv.DictReader(stream)}
    paths: dict[str, list[Array]] = {
        "Naive": [np.repeat(case.known[-1], case.after.size) for case in cases],
        "sNaive": [np.resize(case.known[-24:], case.after.size) for case in cases],
        "Naive2": [naive2(case) for case in cases],
    }
    for method, made in paths.items():
        smape, mase = mean_of(outcome(case, path) for case, path in zip(cases, made, strict=True))
        assert smape == pytest.approx(float(published[method]["sMAPE_Hourly"]), abs=6e-4), method
        assert mase == pytest.approx(float(published[method]["MASE_Hourly"]), abs=6e-4), method


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "every", "limits"),
    [
        ("forecast", 12, {"smape": 14.25, "mase": 0.88}),
        ("forecast (hourly)", 30, {"owa": 0.57}),
    ],
)
def test_series_that_no_setting_was_chosen_on_reach_the_aim(
    eval_data: Path, name: str, every: int, limits: dict[str, float]
) -> None:
    cases = held_out(list(_cases(eval_data, EVALUATIONS[name].folder)))[::every]
    found = score(cases)
    assert found.cases == len(cases) > 10
    for figure, most in limits.items():
        assert found.figures[figure] <= most, found.figures
    assert 0.90 <= found.figures["coverage95"] <= 0.99, found.figures
