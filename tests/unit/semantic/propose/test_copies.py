"""Tables loaded twice, and columns that only name parts of dates."""

from tests.unit.semantic.propose.test_metrics import DAY, Shop

SALES = f"""SELECT i AS sale_id, {DAY} AS sale_date, i % 4 AS store_id, 10.5 + i AS sales
            FROM range(90) AS t(i)"""


def test_a_table_loaded_twice_gives_its_metrics_once() -> None:
    shop = Shop(store_sales=SALES, weekly_store_sales=SALES)
    assert shop.total("revenue") == shop.plain("SUM(sales) FROM store_sales")
    assert {m.dataset for m in shop.model.metrics if m.dataset} == {"stores"}
    assert len(shop.model.datasets) == 2
    assert any("holds the same 90 rows" in note.text for note in shop.proposal.notes)


def test_tables_of_equal_columns_with_other_values_are_both_measured() -> None:
    other = SALES.replace("10.5 + i", "20.5 + i")
    shop = Shop(store_sales=SALES, web_sales=other)
    assert {m.dataset for m in shop.model.metrics if m.dataset} == {"stores", "web"}


def test_parts_of_dates_are_no_dimensions() -> None:
    rows = f"""SELECT i AS order_id, {DAY} AS order_date, i AS amount,
               ['May', 'June', 'July'][1 + i % 3] AS month_name, 2020 + i % 3 AS year,
               'Q' || (1 + i % 4) AS quarter, ['Mon', 'Tue'][1 + i % 2] AS weekday,
               ['north', 'south'][1 + i % 2] AS zone FROM range(90) AS t(i)"""
    fields = Shop(orders=rows).model.dataset_by_name["orders"].field_by_name
    parts = {fields[name].role for name in ("month_name", "year", "quarter", "weekday")}
    assert parts == {"attribute"}
    assert fields["zone"].role == "dimension"
