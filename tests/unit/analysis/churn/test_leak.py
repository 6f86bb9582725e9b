"""Columns that know the answer are named; honest ones, however good, stay."""

import numpy as np
import pyarrow as pa

from boardroom.analysis.churn.leak import find_late, find_leaks
from boardroom.analysis.churn.table import read_table
from tests.unit.analysis.churn.customers import make_customers


def test_what_comes_to_be_with_the_leaving_is_found() -> None:
    source, left = make_customers(strength=2.0)
    rng = np.random.default_rng(5)
    some = left & (rng.random(left.size) < 0.3)
    texts = [["price", "quality"][row % 2] if flag else None for row, flag in enumerate(some)]
    source = source.append_column("goodbye", pa.array(texts))
    source = source.append_column("churn_score", pa.array(rng.random(left.size)))
    close = np.abs(left - 0.02 * rng.random(left.size) * 10)
    source = source.append_column("balance_due", pa.array(close))
    reasons = find_leaks(read_table(source, left=left, customer="customer"))
    assert reasons["goodbye"] == "it is filled in only when a customer leaves"
    assert reasons["churn_score"] == "it is named after the leaving itself"
    assert reasons["balance_due"].startswith("it nearly tells the answer alone (AUC 1.00")
    assert reasons.keys() == {"goodbye", "churn_score", "balance_due"}


def test_a_few_gaps_of_leavers_are_no_leak() -> None:
    left = np.arange(400) % 2 == 0
    gaps = [None if row in (0, 2, 4) else float(row % 7) for row in range(400)]
    assert find_leaks(read_table(pa.table({"visits": gaps}), left=left)) == {}


def test_a_status_of_today_is_late_and_an_honest_plan_is_not() -> None:
    rng = np.random.default_rng(2)
    plan = np.arange(400) % 2
    left = rng.random(400) < np.where(plan, 0.6, 0.3)
    left[::50] = False
    recent = left & (
        rng.random(400) < 0.1
    )  # Left since the last cut-off, at which they were there.
    still = ~left | recent
    names = np.arange(400).astype(str)
    rows = pa.table(
        {
            "name": np.concatenate([names, names[still]]),
            "status": np.where(np.concatenate([left, left[still]]), "closed", "open"),
            "plan": np.where(np.concatenate([plan, plan[still]]), "monthly", "yearly"),
        }
    )
    now = np.arange(rows.num_rows) >= 400
    table = read_table(rows, left=np.concatenate([left, left[still]]), customer="name")
    assert find_late(table, now=now).keys() == {"status"}
    assert "'closed'" in find_late(table, now=now)["status"]
