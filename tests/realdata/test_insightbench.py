"""The level reached on the sets of InsightBench that nobody looked at."""

import shutil
from pathlib import Path

from evals.insightbench import evaluate

SETS = range(4, 51, 4)


def test_known_insights_are_among_the_first_ten(eval_data: Path, tmp_path: Path) -> None:
    source = eval_data / "insight_bench"
    (tmp_path / "csvs").mkdir()
    for number in SETS:
        shutil.copy(source / f"flag-{number}.json", tmp_path)
        for table in (source / "csvs").glob(f"flag-{number}[.-]*"):
            shutil.copy(table, tmp_path / "csvs")
    figures = evaluate(tmp_path).figures
    assert figures["recall_top10"] >= 0.25
    assert figures["recall_other"] <= 0.1
