"""Names: words, plurals, dataset names."""

import pytest

from boardroom.semantic.propose.naming import (
    dataset_names,
    plural,
    safe_name,
    singular,
    snake,
    words,
)

COUNTABLE = frozenset({"order", "item", "customer", "account", "album", "line", "transaction"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Order Date", "order_date"),
        ("customerID", "customer_id"),
        ("NetAmount_LC", "net_amount_lc"),
        ("Sub-Category", "sub_category"),
        ("\ufeffName", "name"),
        ("1stFloor", "n_1st_floor"),
        ("  ", "column"),
    ],
)
def test_names_become_snake_case(text: str, expected: str) -> None:
    assert snake(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("userid", ("user", "id")),
        ("orderdate", ("order", "date")),
        ("DateofHire", ("date", "of", "hire")),
        ("paid", ("paid",)),
        ("qty", ("quantity",)),
        ("MntWines", ("amount", "wines")),
        ("AcceptedCmp3", ("accepted", "campaign", "3")),
    ],
)
def test_glued_and_short_words_are_written_out(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("one", "many"),
    [("order", "orders"), ("category", "categories"), ("status", "statuses"), ("person", "people")],
)
def test_singular_and_plural_are_inverse(one: str, many: str) -> None:
    assert plural(one) == many
    assert singular(many) == one


def test_a_singular_word_that_ends_in_s_stays() -> None:
    assert [singular(word) for word in ("sales", "gas", "address", "series", "analysis")] == [
        "sales", "gas", "address", "series", "analysis",
    ]  # fmt: skip


def test_what_all_tables_share_is_left_out_of_dataset_names() -> None:
    tables = ["acme_orders_dataset", "acme_order_items_dataset", "acme_customers_dataset", "states"]
    assert dataset_names(tables, countable=COUNTABLE) == {
        "acme_orders_dataset": "orders",
        "acme_order_items_dataset": "order_items",
        "acme_customers_dataset": "customers",
        "states": "states",
    }


def test_singular_tables_of_things_become_plural() -> None:
    names = dataset_names(["Album", "InvoiceLine", "sales_pipeline"], countable=COUNTABLE)
    assert list(names.values()) == ["albums", "invoice_lines", "sales_pipeline"]


def test_short_names_that_would_meet_stay_long() -> None:
    names = dataset_names(["orders", "raw_orders", "raw_payments"], countable=COUNTABLE)
    assert names == {"orders": "orders", "raw_orders": "raw_orders", "raw_payments": "payments"}


def test_the_sheet_and_not_its_file_names_a_dataset() -> None:
    names = dataset_names(
        [
            "ledger_sample_data_transactions",
            "plan_sample_transactions",
            "ledger_sample_data_accounts",
        ],
        countable=COUNTABLE,
    )
    assert names == {
        "ledger_sample_data_transactions": "transactions",
        "plan_sample_transactions": "plan_transactions",
        "ledger_sample_data_accounts": "accounts",
    }


def test_numbered_files_keep_a_word_for_a_name() -> None:
    names = dataset_names(["part-14", "part-14-people", "part-15-orders"], countable=COUNTABLE)
    assert names == {"part-14": "part", "part-14-people": "people", "part-15-orders": "orders"}
    assert dataset_names(["2017_sales", "2018_sales"], countable=COUNTABLE) == {
        "2017_sales": "n_2017_sales",
        "2018_sales": "n_2018_sales",
    }


def test_every_shared_word_is_left_out() -> None:
    tables = ["acme_app_orders", "acme_app_customers", "acme_app_items"]
    assert list(dataset_names(tables, countable=COUNTABLE).values()) == [
        "orders", "customers", "items",
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["select", "from", "union", "not", "true"])
def test_words_of_sql_are_no_names(word: str) -> None:
    assert dataset_names([word], countable=COUNTABLE) == {word: f"n_{word}"}
    assert safe_name(word) == f"n_{word}"


PHRASES = frozenset({("stock", "move"), ("stock", "level"), ("sales",)})


@pytest.mark.parametrize(
    ("tables", "names"),
    [
        (["stock_moves", "wh_moves"], ["stock_moves", "wh_moves"]),
        (["store_sales", "web_sales"], ["store_sales", "web_sales"]),
        (["stock_moves", "stock_levels", "stock_notes"], ["stock_moves", "stock_levels", "notes"]),
    ],
)
def test_words_that_say_what_rows_are_stay_though_all_share_them(
    tables: list[str], names: list[str]
) -> None:
    found = dataset_names(tables, countable=COUNTABLE, phrases=PHRASES)
    assert list(found.values()) == names
