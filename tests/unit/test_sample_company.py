"""The sample company: the same for a seed, consistent, and without days that have not been."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from boardroom.errors import StorageError
from tests.sample_company import SampleSize, make_sample, write_sample

UNTIL = date(2026, 3, 1)
SIZE = SampleSize(days=120, daily_orders=8.0, customers=200, products=8)


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    first = write_sample(tmp_path / "a", until=UNTIL, size=SIZE)
    second = write_sample(tmp_path / "b", until=UNTIL, size=SIZE)

    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_another_seed_is_another_company() -> None:
    assert make_sample(until=UNTIL, seed=1, size=SIZE) != make_sample(
        until=UNTIL, seed=2, size=SIZE
    )


def test_every_key_finds_its_row() -> None:
    tables = make_sample(until=UNTIL, size=SIZE)

    for many, one, key in [
        ("orders", "customers", "customer_id"),
        ("order_items", "orders", "order_id"),
        ("order_items", "products", "product_id"),
        ("support_tickets", "orders", "order_id"),
    ]:
        known = set(tables[one][key].to_pylist())
        assert len(known) == tables[one].num_rows
        assert set(tables[many][key].to_pylist()) <= known


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("orders", "ordered_at"),
        ("orders", "delivered_date"),
        ("support_tickets", "opened_at"),
        ("support_tickets", "resolved_at"),
        ("web_sessions", "session_date"),
        ("employees", "termination_date"),
    ],
)
def test_nothing_happens_on_or_after_today(table: str, column: str) -> None:
    moments = make_sample(until=UNTIL, size=SIZE)[table][column].to_numpy(zero_copy_only=False)

    assert np.nanmax(moments[~np.isnat(moments)]) < np.datetime64(UNTIL)


def test_conversions_are_the_orders_of_each_channel() -> None:
    tables = make_sample(until=UNTIL, size=SIZE)

    assert sum(tables["web_sessions"]["conversions"].to_pylist()) == tables["orders"].num_rows


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")

    with pytest.raises(StorageError, match="file"):
        write_sample(tmp_path / "file" / "inside", until=UNTIL, size=SIZE)
