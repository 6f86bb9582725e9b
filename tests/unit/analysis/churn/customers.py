"""Customers made up for tests: some leave for known reasons, or for none."""

import numpy as np
import pyarrow as pa

from boardroom.analysis.churn.table import Bools, FeatureTable, read_table


def make_customers(
    rows: int = 1200, *, seed: int = 3, strength: float = 1.0
) -> tuple[pa.Table, Bools]:
    """Customers whose plan, logins and (where few) tickets decide; ``region`` does not."""
    rng = np.random.default_rng(seed)
    monthly = rng.random(rows) < 0.5
    logins = rng.gamma(2.0, 8.0, rows).round()
    tickets = rng.poisson(1.0, rows)
    odds = -1.3 + strength * (1.2 * monthly - 0.08 * (logins - 16) + 0.5 * (tickets - 1))
    left = rng.random(rows) < 1 / (1 + np.exp(-odds))
    region = rng.choice(["North", "South", "West"], rows)
    table = pa.table(
        {
            "customer": [f"C{number}" for number in range(rows)],
            "plan": np.where(monthly, "monthly", "yearly"),
            "logins": pa.array(logins, mask=rng.random(rows) < 0.02),
            "tickets": tickets,
            "region": region,
        }
    )
    return table, np.asarray(left, dtype=bool)


def customer_table(rows: int = 1200, *, seed: int = 3, strength: float = 1.0) -> FeatureTable:
    """The same as features."""
    source, left = make_customers(rows, seed=seed, strength=strength)
    return read_table(source, left=left, customer="customer")
