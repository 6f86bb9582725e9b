"""A shuffled copy keeps how often each value occurs and how long things take; no more."""

from datetime import date, datetime, time, timedelta

import numpy as np
import pyarrow as pa

from evals.shuffled_set import main_time, shuffle_set, shuffle_table

ROWS = 4_000
FIRST = datetime.combine(date(2024, 1, 1), time(8))


def orders() -> pa.Table:
    """Ever more orders, those of the shop dearer and slower; closed on Sundays."""
    rng = np.random.default_rng(1)
    days = np.sort((rng.random(ROWS) ** 0.5 * 600).astype(int))
    days = np.where((days % 7) == 6, days - 1, days)
    shop = rng.random(ROWS) < 0.3
    ordered = [FIRST + timedelta(days=int(day), minutes=int(day) % 60) for day in days]
    shipped = [
        None if late and not number % 9 else (at + timedelta(days=9 if late else 2)).date()
        for number, (at, late) in enumerate(zip(ordered, shop, strict=True))
    ]
    return pa.table(
        {
            "shipped": pa.array(shipped, pa.date32()),
            "ordered": pa.array(ordered, pa.timestamp("us")),
            "channel": np.where(shop, "shop", "web"),
            "amount": np.where(shop, 90.0, 30.0),
        }
    )


def copy() -> pa.Table:
    return shuffle_table(orders(), np.random.default_rng(2), most_rows=ROWS)


def test_the_fullest_column_of_times_says_when_a_row_happened() -> None:
    assert main_time(orders()) == "ordered"
    assert main_time(pa.table({"a": [1, 2]})) is None


def test_values_stay_and_what_related_them_goes() -> None:
    table, was = copy(), orders()
    assert table.schema == was.schema
    for name in ("channel", "amount"):
        assert sorted(table[name].to_pylist()) == sorted(was[name].to_pylist())
    shop = np.asarray(table["channel"]) == "shop"
    amounts = np.asarray(table["amount"])
    assert abs(amounts[shop].mean() - amounts[~shop].mean()) < 4


def test_times_are_even_over_open_days() -> None:
    days = [item.date() for item in copy()["ordered"].to_pylist()]
    assert {item.weekday() for item in days}.isdisjoint({6})
    assert {item.weekday() for item in days} == set(range(6))
    middle = FIRST.date() + timedelta(days=300)
    assert abs(np.mean([item < middle for item in days]) - 0.5) < 0.03


def test_durations_stay_and_belong_to_no_one() -> None:
    table, was = copy(), orders()
    took = durations(table)
    assert abs(np.nanmean(took) - np.nanmean(durations(was))) < 0.2
    shop = np.asarray(table["channel"]) == "shop"
    assert abs(np.nanmean(took[shop]) - np.nanmean(took[~shop])) < 0.4
    open_ones = table["shipped"].null_count
    assert open_ones == was["shipped"].null_count


def test_snapshots_at_even_steps_stay_at_them() -> None:
    months = [date(2023 + n // 12, n % 12 + 1, 1) for n in range(24) for _ in range(n + 1)]
    table = pa.table({"month": pa.array(months, pa.date32()), "size": range(len(months))})
    found = shuffle_table(table, np.random.default_rng(3), most_rows=ROWS)
    assert set(found["month"].to_pylist()) <= set(months)
    late = np.mean([item >= date(2024, 1, 1) for item in found["month"].to_pylist()])
    assert abs(float(late) - 0.5) < 0.1, "half of the months, three quarters of the rows before"


def test_a_large_table_keeps_some_rows() -> None:
    found = shuffle_set({"orders": orders()}, np.random.default_rng(1), most_rows=500)
    assert found["orders"].num_rows == 500


def durations(table: pa.Table) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    pairs = zip(table["ordered"].to_pylist(), table["shipped"].to_pylist(), strict=True)
    return np.array([np.nan if end is None else (end - at.date()).days for at, end in pairs])
