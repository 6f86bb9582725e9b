"""The scorer of anomalies keeps NAB's rules, agrees with stored scores; the detector is good."""

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from evals.__main__ import EVALUATIONS, main
from evals.anomaly import (
    PROFILES,
    Series,
    evaluate,
    read_series,
    row_worth,
    score_profile,
    total_at,
)

STANDARD = PROFILES["standard"]
STORED = {"standard": "standard", "low_fp": "reward_low_FP_rate", "low_fn": "reward_low_FN_rate"}


def _series(*windows: tuple[int, int], rows: int = 100) -> Series:
    start = datetime(2026, 1, 1)  # noqa: DTZ001  # times in such files are naive
    times = [start + timedelta(minutes=row) for row in range(rows)]
    return Series(name="group/file.csv", times=times, values=np.zeros(rows), windows=windows)


def _alarms(*rows: int, size: int = 100) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    scores = np.zeros(size)
    scores[list(rows)] = 1.0
    return scores


def test_first_rows_of_all_windows_are_perfect_and_silence_is_nothing() -> None:
    series = _series((30, 39), (60, 69))
    for profile in PROFILES.values():
        perfect = score_profile([series], [_alarms(30, 60)], profile)
        silent = score_profile([series], [_alarms()], profile)
        assert perfect.normalised == pytest.approx(100.0)
        assert silent.normalised == 0.0
        assert silent.threshold == float("inf")


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        ((20,), -1.11),  # no window yet: the full price of a false alarm
        ((30,), 1.0),
        ((39,), np.tanh(0.25) / np.tanh(2.5)),  # the last row of ten
        ((30, 31, 39), 1.0),  # only the best row of a window counts
        ((14,), -1.0),  # the first 15 rows are not scored
        ((30, 40), 1.0 - 0.11 * np.tanh(2.5 / 9)),  # just after a window costs little
        ((30, 99), 0.89),
    ],
)
def test_an_alarm_is_worth_what_the_rules_say(rows: tuple[int, ...], total: float) -> None:
    series = _series((30, 39))
    assert total_at(series, _alarms(*rows), STANDARD, 0.5) == pytest.approx(total)


def test_profiles_weigh_false_alarms_and_missed_windows() -> None:
    series, scores = _series((30, 39)), _alarms(20)
    totals = [total_at(series, scores, profile, 0.5) for profile in PROFILES.values()]
    assert totals == pytest.approx([-1.11, -1.22, -2.11])


def test_one_threshold_serves_all_files() -> None:
    loud, shy = _series((30, 39)), _series((30, 39))
    loud_scores = _alarms(30) * 0.9 + 0.4 * (np.arange(100) >= 50)
    shy_scores = _alarms(30) * 0.3
    together = score_profile([loud, shy], [loud_scores, shy_scores], STANDARD)
    assert together.threshold == 0.9  # the shy one is not worth fifty false alarms of the loud one
    assert together.normalised == pytest.approx(50.0)


def test_rows_of_one_score_are_taken_together() -> None:
    found = score_profile([_series((30, 39))], [np.full(100, 0.5)], STANDARD)
    assert found.threshold == float("inf")
    assert found.total == -1.0


def _write(folder: Path) -> None:
    (folder / "labels").mkdir(parents=True)
    (folder / "data" / "group").mkdir(parents=True)
    start = datetime(2026, 1, 1)  # noqa: DTZ001  # times in such files are naive
    rows = ["timestamp,value"]
    for row in range(400):
        value = 5 + row % 4 + (90 if row == 300 else 0)
        rows.append(f"{start + timedelta(minutes=5 * row)},{value}")
    (folder / "data" / "group" / "one.csv").write_text("\n".join(rows), "utf-8")
    window = [str(start + timedelta(minutes=5 * row)) + ".000000" for row in (290, 310)]
    labels = {"group/one.csv": [window], "group/absent.csv": []}
    (folder / "labels" / "combined_windows.json").write_text(json.dumps(labels), "utf-8")


def test_files_that_are_there_are_read_with_their_windows(tmp_path: Path) -> None:
    _write(tmp_path)
    (series,) = read_series(tmp_path)
    assert series.name == "group/one.csv"
    assert series.windows == [(290, 310)]
    assert series.probation == 60
    assert row_worth(series, STANDARD)[290] == pytest.approx(1.0)


def test_the_last_line_is_json_with_the_agreed_keys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(tmp_path)
    main(["anomaly", "--data", str(tmp_path), "--json"])
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told.keys() == {"standard", "low_fp", "low_fn"}
    assert told["standard"] > 70  # The spike stands in the middle of the window.


def test_a_folder_without_labels_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"combined_windows\.json"):
        evaluate(tmp_path)


def test_stored_scores_of_other_detectors_are_reproduced(eval_data: Path) -> None:
    folder = eval_data / EVALUATIONS["anomaly"].folder
    series = {each.name: each for each in read_series(folder)}
    compared = 0
    for table in sorted(folder.glob("results/*/*_scores.csv")):
        detector = table.parent.name
        key = next((k for k, v in STORED.items() if table.name == f"{detector}_{v}_scores.csv"), "")
        for row in _rows(table):
            if key and row["File"] in series:
                group, file = row["File"].split("/")
                output = _rows(table.parent / group / f"{detector}_{file}")
                scores = np.array([float(line["anomaly_score"]) for line in output])
                threshold = float(row["Threshold"])
                total = total_at(series[row["File"]], scores, PROFILES[key], threshold)
                assert total == pytest.approx(float(row["Score"]), abs=1e-9), (detector, row)
                compared += 1
    if not compared:
        pytest.skip(f"no stored scores in {folder.name}")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.slow
def test_real_series_reach_the_aim_in_time(eval_data: Path) -> None:
    folder = eval_data / EVALUATIONS["anomaly"].folder
    if not read_series(folder):
        pytest.skip(f"{folder.name} is not in the folder of evaluation data")
    score = evaluate(folder)
    assert EVALUATIONS["anomaly"].aims["standard"].kept(score.figures["standard"]), score
    assert score.seconds / score.cases < 1.0
