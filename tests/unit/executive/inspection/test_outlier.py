"""Single rows that stand out, with their key; nothing of what is personal."""

from pathlib import Path

import pyarrow as pa
import pytest

from tests.unit.executive.inspection.looking import look, told
from tests.unit.executive.world import MODEL, order_rows

DAYS = 800
KEYED = MODEL.replace("datatype: Decimal, unit: USD", "datatype: Decimal, unit: USD, role: measure")


def orders(*, price: float) -> pa.Table:
    """Orders of which one of the last days has a price of its own."""
    rows = order_rows(days=DAYS).to_pylist()
    rows[-40]["price"] = round(price, 2)
    table = pa.Table.from_pylist([{**row, "price": float(row["price"])} for row in rows])
    at = table.column_names.index("price")
    return table.set_column(at, "price", table["price"].cast(pa.decimal128(12, 2)))


def test_one_price_far_beyond_all_others_is_told_with_its_key(tmp_path: Path) -> None:
    rows = orders(price=90_000.0)
    (item,) = told(look(tmp_path, {"orders": rows}, model=KEYED, days=DAYS), "outlier")
    key = rows["id"].to_pylist()[-40]
    assert item.title == f"Orders: {key} is far above its kind"
    assert item.subject == {"orders.id": str(key)}
    assert next(x.value for x in item.numbers if x.id == "value") == 90_000.0
    assert item.p_value is not None
    assert item.p_value < 1e-6


def test_the_largest_of_usual_prices_is_not_told(tmp_path: Path) -> None:
    report = look(tmp_path, {"orders": orders(price=250.0)}, model=KEYED, days=DAYS)
    assert told(report, "outlier") == []
    assert report.tests["outlier"] > 300


def test_a_row_with_several_such_amounts_is_told_once(tmp_path: Path) -> None:
    rows = orders(price=90_000.0)
    gross = rows["price"].cast(pa.float64()).to_pylist()
    rows = rows.append_column("gross", pa.array([round(1.2 * value, 2) for value in gross]))
    (line,) = (text for text in KEYED.splitlines() if "name: price," in text)
    both = KEYED.replace(line, f"{line}\n{line.replace('price', 'gross')}")
    (item,) = told(look(tmp_path, {"orders": rows}, model=both, days=DAYS), "outlier")
    assert item.subject == {"orders.id": str(rows["id"].to_pylist()[-40])}


@pytest.mark.parametrize("name", ["id", "price"])
def test_what_is_personal_is_neither_shown_nor_used(tmp_path: Path, name: str) -> None:
    private = KEYED.replace(f"name: {name}, expression", f"name: {name}, pii: name, expression")
    assert private != KEYED
    report = look(tmp_path, {"orders": orders(price=90_000.0)}, model=private, days=DAYS)
    assert told(report, "outlier") == []
