"""Tables loaded twice, and columns that only name parts of dates."""

import pytest

from tests.unit.semantic.propose.test_metrics import DAY, Shop

SALES = f"""SELECT i AS sale_id, {DAY} AS sale_date, i % 4 AS store_id, 10.5 + i AS sales
            FROM range(90) AS t(i)"""


def test_a_table_loaded_twice_gives_its_metrics_once() -> None:
    shop = Shop(store_sales=SALES, weekly_store_sales=SALES)
    assert shop.total("revenue") == shop.plain("SUM(sales) FROM store_sales")
    assert {m.dataset for m in shop.model.metrics if m.dataset} == {"store_sales"}
    assert len(shop.model.datasets) == 2
    assert any("holds the same 90 rows" in note.text for note in shop.proposal.notes)


def test_tables_of_equal_columns_with_other_values_are_both_measured() -> None:
    other = SALES.replace("10.5 + i", "20.5 + i")
    shop = Shop(store_sales=SALES, web_sales=other)
    assert {m.dataset for m in shop.model.metrics if m.dataset} == {"store_sales", "web_sales"}


def test_columns_with_gaps_must_hold_the_same_values_too() -> None:
    tests = """SELECT i // 3 AS pupil_id, i % 3 AS term, CASE WHEN i % 40 <> 7 THEN
               1 + (i * {0}) % 11 END AS score FROM range(300) AS t(i)"""
    shop = Shop(tests_latin=tests.format(3), tests_music=tests.format(5))
    assert not any("holds the same" in note.text for note in shop.proposal.notes)


def test_equal_numbers_under_names_of_other_things_are_no_copy() -> None:
    rooms = "SELECT i AS room_id, 1 + i % 6 AS storey FROM range(30) AS t(i)"
    shop = Shop(rooms=rooms, drums=rooms.replace("storey", "pitch"))
    assert not any("holds the same" in note.text for note in shop.proposal.notes)


PRODUCTS = """SELECT i AS product_id, 'Product ' || i AS title, ['a', 'b', 'c'][1 + i % 3] AS
              range_name, 1.5 * i AS list_price FROM range(20) AS t(i)"""
RECEIPTS = f"""SELECT i AS receipt_id, {DAY} AS sold_on, i % 20 AS product_id, 10.5 + i AS sales
               FROM range(200) AS t(i)"""


def test_a_table_widened_by_lookups_repeats_the_narrow_one() -> None:
    wide = """SELECT r.*, p.title AS product_title, p.range_name AS product_range_name
              FROM receipts r JOIN products p USING (product_id)"""
    shop = Shop(products=PRODUCTS, receipts=RECEIPTS, receipts_wide=wide)
    assert shop.total("revenue") == shop.plain("SUM(sales) FROM receipts")
    assert not any(m.dataset == "receipts_wide" for m in shop.model.metrics)
    assert {link.from_dataset for link in shop.model.relationships} == {"receipts"}


def test_a_wide_copy_may_differ_in_one_column_of_many() -> None:
    many = ", ".join(f"(i * {n}) % 19 AS code_{n}" for n in range(2, 11))
    rows = RECEIPTS.replace("10.5 + i AS sales", f"10.5 + i AS sales, 1.0 + i % 3 AS rate, {many}")
    wide = """SELECT r.* REPLACE (1.0 AS rate), p.title AS product_title, p.range_name
              AS product_range_name FROM receipts r JOIN products p USING (product_id)"""
    shop = Shop(products=PRODUCTS, receipts=rows, receipts_wide=wide)
    assert not any(m.dataset == "receipts_wide" for m in shop.model.metrics)


def test_a_raw_table_repeats_the_one_that_was_made_of_it() -> None:
    raw = f"SELECT i AS id, i % 40 AS user_id, {DAY} AS day, 'paid' AS status FROM range(90) t(i)"
    made = """SELECT id AS order_id, user_id AS customer_id, day AS order_date, status,
              12.5 + id AS amount FROM raw_orders"""
    shop = Shop(raw_orders=raw, orders=made)
    assert shop.total("orders") == 90
    assert shop.total("revenue") == shop.plain("SUM(amount) FROM orders")
    assert {m.dataset for m in shop.model.metrics if m.dataset} == {"orders"}


def test_lists_that_differ_in_a_price_are_both_measured() -> None:
    later = PRODUCTS.replace("1.5 * i", "1.75 * i")
    shop = Shop(products=PRODUCTS, products_2025=later)
    assert {"products", "products_2025"} <= {m.dataset for m in shop.model.metrics}


def test_a_choice_of_ids_that_names_every_customer_is_no_copy() -> None:
    people = "SELECT i AS customer_id, 'Name ' || i AS full_name FROM range(30) AS t(i)"
    ids = "SELECT i AS customer_id FROM range(30) AS t(i)"
    shop = Shop(customers=people, subscribers=ids)
    assert not any("holds the same" in note.text for note in shop.proposal.notes)


def test_copies_leave_the_plain_names_to_the_tables_they_repeat() -> None:
    lines = RECEIPTS.replace("receipt_id", "id")
    shop = Shop(receipt=RECEIPTS, receipts=lines)
    names = {dataset.source: dataset.name for dataset in shop.model.datasets}
    assert names == {"receipt": "receipts", "receipts": "receipts_2"}


def test_parts_of_dates_are_no_dimensions() -> None:
    rows = f"""SELECT i AS order_id, {DAY} AS order_date, i AS amount,
               ['May', 'June', 'July'][1 + i % 3] AS month_name, 2020 + i % 3 AS year,
               'Q' || (1 + i % 4) AS quarter, ['Mon', 'Tue'][1 + i % 2] AS weekday,
               ['north', 'south'][1 + i % 2] AS zone FROM range(90) AS t(i)"""
    fields = Shop(orders=rows).model.dataset_by_name["orders"].field_by_name
    parts = {fields[name].role for name in ("month_name", "year", "quarter", "weekday")}
    assert parts == {"attribute"}
    assert fields["zone"].role == "dimension"


def test_a_table_of_some_rows_of_another_gives_no_metrics() -> None:
    shop = Shop(store_sales=SALES, january="SELECT * FROM store_sales WHERE sale_id < 31")
    assert {m.dataset for m in shop.model.metrics if m.dataset} == {"store_sales"}
    assert shop.total("revenue") == shop.plain("SUM(sales) FROM store_sales")
    assert any(
        "all its 31 rows are among those of store_sales" in n.text for n in shop.proposal.notes
    )


def test_a_shorter_table_with_one_row_of_its_own_is_measured() -> None:
    some = (
        "SELECT * REPLACE (sales + (sale_id = 7)::INT AS sales) FROM store_sales WHERE sale_id < 31"
    )
    shop = Shop(store_sales=SALES, web_sales=some)
    assert {m.dataset for m in shop.model.metrics if m.dataset} == {"store_sales", "web_sales"}


LINES = """SELECT i AS line_id, i // 2 AS order_id, 1 + i % 4 AS quantity,
           5.5 + i % 9 AS unit_price, 5 * (i % 3) AS discount_pct FROM range(400) AS t(i)"""
ORDERS = f"""SELECT i AS order_id, i % 9 AS customer_id, {DAY} AS order_date
             FROM range(200) AS t(i)"""
BY_DAY = """SELECT order_date AS sales_day, COUNT(DISTINCT order_id) AS orders, SUM(quantity) AS
            units, ROUND(SUM(quantity * unit_price * (1 - discount_pct / 100)), 2) AS net_sales
            FROM orders JOIN order_items USING (order_id) GROUP BY 1"""


def test_sums_of_another_table_by_day_give_no_metrics() -> None:
    shop = Shop(orders=ORDERS, order_items=LINES, sales_by_day=BY_DAY)
    assert {m.dataset for m in shop.model.metrics if m.dataset} == {"orders", "order_items"}
    lines = "SUM(quantity * unit_price * (1 - discount_pct / 100)) FROM order_items"
    assert shop.total("revenue") == pytest.approx(shop.plain(lines))
    notes = [note.text for note in shop.proposal.notes if note.where == "sales_by_day"]
    assert any("holds sums of order_items by sales_day" in text for text in notes)


def test_sums_by_day_and_kind_are_no_key_that_rows_point_at() -> None:
    rows = f"""SELECT i AS tx_id, {DAY} AS booked, ['card', 'fee'][1 + i % 2] AS kind,
               1.25 * (i % 37) - 20 AS amount FROM range(900) AS t(i)"""
    daily = """SELECT booked, kind, COUNT(*) AS tx_count, SUM(amount) AS tx_amount FROM bookings
               GROUP BY ALL"""
    shop = Shop(bookings=rows, bookings_daily=daily)
    assert shop.model.relationships == ()
    assert not any(m.dataset == "bookings_daily" for m in shop.model.metrics)


def test_a_table_by_day_that_says_more_keeps_its_metrics() -> None:
    more = BY_DAY.replace("AS net_sales", "AS net_sales, 3 + COUNT(*) % 5 AS visits")
    shop = Shop(orders=ORDERS, order_items=LINES, sales_by_day=more)
    assert "visits" in shop.model.metric_by_name
