"""Gold SQL: its alternatives, what it gives, whether its order counts."""

from collections.abc import Iterator

import duckdb
import pytest

from evals.ask_gold import golds, statements, wants_order


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("CREATE TABLE sale AS SELECT * FROM (VALUES ('a', 1), ('b', 5)) t(city, n)")
        yield opened


def test_statements_and_braces_are_alternatives() -> None:
    sql = "SELECT {city AS town, id}, sum(n) FROM sale GROUP BY {}; SELECT ';' AS x"
    assert statements(sql) == [
        "SELECT city AS town, sum(n) FROM sale GROUP BY city",
        "SELECT id, sum(n) FROM sale GROUP BY id",
        "SELECT city AS town, id, sum(n) FROM sale GROUP BY city, id",
        "SELECT ';' AS x",
    ]


def test_what_does_not_run_is_left_out(connection: duckdb.DuckDBPyConnection) -> None:
    found = golds("SELECT nothing FROM sale; SELECT sum(n) FROM sale", connection)
    assert [gold.rows for gold in found] == [[(6,)]]


@pytest.mark.parametrize(
    ("order", "places"),
    [
        ("n DESC", (1,)),
        ("2, city", (1, 0)),
        ("sum(n)", ()),
        ("sale.n", (1,)),
        ("upper(city)", ()),
    ],
)
def test_columns_that_the_gold_orders_by(
    connection: duckdb.DuckDBPyConnection, order: str, places: tuple[int, ...]
) -> None:
    group = " GROUP BY ALL" if "sum" in order else ""
    (found,) = golds(f"SELECT city, n FROM sale{group} ORDER BY {order}", connection)
    assert found.ordered_by == places


def test_only_some_questions_say_an_order() -> None:
    assert wants_order("cities ordered by sales")
    assert wants_order("sales by city, highest to lowest")
    assert not wants_order("average order value by city")
    assert not wants_order("which city sold most")


def test_rows_have_an_order_only_where_the_query_says_one() -> None:
    # «customers who never ordered»: the question has the word, its gold no order.
    connection = duckdb.connect()
    plain, sorted_ = "SELECT * FROM range(3)", "SELECT * FROM range(3) ORDER BY 1"
    assert [x.is_ordered for x in golds(f"{plain}; {sorted_}", connection)] == [False, True]
