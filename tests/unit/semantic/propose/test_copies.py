"""Tables loaded twice, and columns that only name parts of dates."""

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
    assert {m.dataset for m in shop.model.metrics if m.dataset} == {"stores", "web"}


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
