"""Trials count claims: none on shuffled labels, one where there is something to tell."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from boardroom.workspace.creation import NewWorkspace, create_workspace
from evals.negative_churn import Trials, churn_in, names_customers, shuffled_churn
from tests.unit.analysis.churn.customers import make_customers
from tests.unit.executive.churn.club import Club, make_club


def _write(folder: Path, club: Club) -> Path:
    folder.mkdir()
    for name in ("members", "visits", "contracts"):
        pq.write_table(getattr(club, name), folder / f"{name}.parquet")
    return folder


def test_shuffled_labels_make_no_claims(tmp_path: Path) -> None:
    source, left = make_customers(600)
    told = pa.array(np.where(left, "Yes", "No"))
    pa_csv.write_csv(source.append_column("Churn", told), tmp_path / "a.csv")
    assert shuffled_churn(tmp_path, repeats=3) == Trials(claims=0, trials=3)


@pytest.mark.parametrize("tells", [True, False])
def test_a_workspace_claims_what_there_is(tmp_path: Path, *, tells: bool) -> None:
    source = _write(tmp_path / "club", make_club(tells=tells))
    members = pq.read_table(source / "members.parquet")
    (source / "members.parquet").unlink()
    pq.write_table(members.rename_columns(["customer_id", *members.column_names[1:]]),
                   source / "customers.parquet")  # fmt: skip
    for name in ("visits", "contracts"):
        table = pq.read_table(source / f"{name}.parquet")
        columns = ["customer_id" if x == "member_id" else x for x in table.column_names]
        pq.write_table(table.rename_columns(columns), source / f"{name}.parquet")
    with create_workspace(tmp_path / "work", NewWorkspace(locations=(str(source),))) as created:
        assert names_customers(created.workspace) is tells


@pytest.mark.slow
def test_nothing_is_claimed_of_real_customers_that_leave_by_chance(eval_data: Path) -> None:
    source = eval_data / "saas"
    if not source.is_dir():
        pytest.skip("saas is not in the folder of evaluation data")
    assert churn_in(source) == Trials(claims=0, trials=1)
