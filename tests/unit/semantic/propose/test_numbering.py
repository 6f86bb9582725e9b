"""Numbers that name things, and prices of one unit: never added up, ids never averaged."""

import pytest

from tests.unit.semantic.propose.test_metrics import DAY, Shop


def _used(shop: Shop, column: str) -> list[str]:
    return [m.expression.sql for m in shop.model.metrics if f".{column}" in m.expression.sql]


RUNS = f"""SELECT i AS run_id, 7 + (i * 37) % 150 AS kiln, {DAY} AS fired, 1.5 * i AS heat
           FROM range(600) AS t(i)"""


@pytest.mark.parametrize("key", ["kiln", "kiln_no", "kiln_nr"])
def test_a_number_called_like_another_table_points_at_it(key: str) -> None:
    kilns = f"SELECT i + 7 AS {key}, 'Kiln ' || i AS title FROM range(150) AS t(i)"
    shop = Shop(kilns=kilns, runs=RUNS)
    assert not _used(shop, "kiln")
    assert [(link.from_columns, link.to_columns) for link in shop.model.relationships] == [
        (("kiln",), (key,))
    ]


def test_a_number_called_like_the_key_of_another_table_points_at_it() -> None:
    shop = Shop(furnaces="SELECT i AS kiln, 'F' || i AS title FROM range(7, 157) t(i)", runs=RUNS)
    assert not _used(shop, "kiln")
    assert [link.from_columns for link in shop.model.relationships] == [("kiln",)]


def test_nameless_numbers_that_are_all_keys_elsewhere_are_not_averaged_nor_joined() -> None:
    shop = Shop(furnaces="SELECT i AS id, 'F' || i AS title FROM range(7, 157) t(i)", runs=RUNS)
    assert not _used(shop, "kiln")
    assert shop.model.relationships == ()


def test_a_nameless_number_beyond_all_keys_is_averaged() -> None:
    shop = Shop(furnaces="SELECT i AS id, 'F' || i AS title FROM range(7, 100) t(i)", runs=RUNS)
    assert _used(shop, "kiln") == ["AVG(runs.kiln)"]


def test_rows_numbered_one_by_one_are_not_averaged() -> None:
    shop = Shop(firings=RUNS.replace("run_id", "blorp").replace("i AS blorp", "i + 500 AS blorp"))
    assert not _used(shop, "blorp")
    assert shop.model.datasets[0].primary_key == ("blorp",)


LINES = """SELECT order_no, place AS {name}, 'A' || (order_no * place % 7) AS article,
           2.5 * place AS amount FROM range(1, 61) AS o(order_no),
           LATERAL (SELECT unnest(range(1, 3 + order_no % 13)) AS place)"""


@pytest.mark.parametrize("name", ["pos", "blorp", "ln"])
def test_numbers_that_begin_anew_under_each_order_are_places(name: str) -> None:
    shop = Shop(receipt_lines=LINES.format(name=name))
    assert not _used(shop, name)
    assert shop.model.datasets[0].primary_key == ("order_no", name)


def test_numbers_that_do_not_begin_anew_are_no_places() -> None:
    shop = Shop(
        receipt_lines=LINES.format(name="blorp").replace("place AS", "1 + place * 5 % 14 AS")
    )
    field = next(f for f in shop.model.datasets[0].fields if f.name == "blorp")
    assert field.role == "dimension"
    assert field.confidence is not None
    assert "codes of a category" in field.confidence.why


@pytest.mark.parametrize("name", ["unit_pr", "list_prc", "unit_tax", "unit_blorp", "pr"])
def test_short_and_unit_prices_are_averaged(name: str) -> None:
    rows = f"SELECT i AS line_id, {DAY} AS sold, 1.25 + i % 37 AS {name} FROM range(300) t(i)"
    assert _used(Shop(parcels=rows), name) == [f"AVG(parcels.{name})"]


def test_units_sold_add_up() -> None:
    rows = f"SELECT i AS line_id, {DAY} AS sold, 1 + i % 37 AS unit_sales FROM range(300) t(i)"
    assert _used(Shop(parcels=rows), "unit_sales") == ["SUM(parcels.unit_sales)"]
