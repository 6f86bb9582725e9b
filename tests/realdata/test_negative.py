"""Where nothing is true of real data, next to nothing is claimed."""

from pathlib import Path

import pytest

from evals.negative import evaluate

SAMPLE = ("crm_opportunities", "hr_attrition", "support_tickets")


def test_next_to_nothing_is_claimed_of_shuffled_sets(eval_data: Path, tmp_path: Path) -> None:
    there = [eval_data / name for name in SAMPLE if (eval_data / name).is_dir()]
    if not there:
        pytest.skip(f"none of {', '.join(SAMPLE)} is in the folder of evaluation data")
    for place in there:
        (tmp_path / place.name).symlink_to(place, target_is_directory=True)
    figures = evaluate(tmp_path, copies=2).figures
    assert figures["trials"] >= 3
    assert figures["fdr"] <= 0.1
