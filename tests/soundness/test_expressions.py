"""Expressions: what is not one sound expression over the model is refused before any database."""

from datetime import date

import pytest

from boardroom.errors import BoardroomError
from boardroom.semantic.query import Condition, LimitPer, NamedExpression, Predicate, Query
from tests.soundness.world import SqlEngine, World, build, link, metric, same, table

SHOPS = table("shops", "id:int! city:text", [(1, "Rome"), (2, "Oslo")])
SALES = table(
    "sales",
    "id:int! shop:int day:date v:int",
    [(n, n % 3 or None, date(2020, 1 + n % 3, 5), n) for n in range(12)],
    time="day",
)
VISITS = table("visits", "id:int! shop:int n:int", [(1, 1, 3), (2, 2, 4)])


@pytest.fixture(scope="module")
def world(lasting: SqlEngine) -> World:
    links = [link("sales.shop -> shops.id"), link("visits.shop -> shops.id")]
    return build(
        lasting, [SHOPS, SALES, VISITS], links=links, metrics=[metric("v", "SUM(sales.v)")]
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        ";",
        "1 + 1",
        "sales.v",
        "COUNT(*",
        "SUM(sales.v) OVER ()",
        "SUM(SUM(sales.v))",
        "(SELECT COUNT(*) FROM shops)",
        "SUM((SELECT MAX(id) FROM shops))",
        "SUM(sales.v); DROP TABLE sales",
        "SUM(sales.v) FROM shops --",
        "SUM(sales.v * visits.n)",
        "MAX(sales.*)",
        "MAX(COLUMNS('*'))",
        "SUM(secret.x)",
        "SUM(sales.rowid)",
        "MAX(information_schema.tables.table_name)",
        "MAX(READ_TEXT('/etc/passwd'))",
        "MAX(PG_READ_FILE('/etc/passwd'))",
        "MAX(GETENV('HOME'))",
        "MAX(CURRENT_SETTING('threads'))",
        "COUNT(VERSION())",
        "MAX(PG_SLEEP(1))",
        "MAX(sales.v + NEXTVAL('s'))",
        "MAX(sales.v + RANDOM())",
        "SUM(sales.v) FILTER (WHERE sales.day < CURRENT_DATE)",
        "SUM(sales.v) FILTER (WHERE sales.day < NOW())",
        "SUM(?)",
        "SUM(:x)",
        "SUM($1)",
        "SUM(unknown)",
        "missing + 1",
    ],
)
def test_this_is_no_metric(world: World, text: str) -> None:
    bad = NamedExpression(name="bad", expression=text, dataset="sales")
    with pytest.raises(BoardroomError):
        world.ask(Query(expressions=(bad,)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sales.v > (SELECT 1)",
        "sales.id IN (SELECT id FROM shops)",
        "EXISTS (SELECT 1)",
        "SUM(sales.v) > 1",
        "ROW_NUMBER() OVER () = 1",
        "sales.v = 1 UNION SELECT 1",
        "sales.v = ?",
        "PG_SLEEP(1) IS NULL",
        "sales.v < RANDOM()",
        "sales.day < CURRENT_DATE",
        "sales.v = 1; DELETE FROM sales",
        "visits.n > 1",
    ],
)
def test_this_is_no_condition(world: World, text: str) -> None:
    with pytest.raises(BoardroomError):
        world.ask(Query(metrics=("v",), filters=(Condition(sql=text),)))


@pytest.mark.parametrize(
    "query",
    [
        Query(metrics=("v",), limit=-1),
        Query(
            metrics=("v",),
            group_by=("shops.city",),
            limit_per=LimitPer(by=("shops.city",), limit=-1),
        ),
        Query(metrics=("v",), time_field="shops.city", time_range="2020"),
        Query(metrics=("v",), time_field="sales.v", grain="month"),
        Query(metrics=("v", "v")),
        Query(metrics=("v",), group_by=("shops.city", "shops.city")),
        Query(
            metrics=("v",),
            grain="month",
            group_by=(NamedExpression(name="period", expression="sales.v"),),
        ),
        Query(metrics=("v",), filters=(Predicate(field="sales.v", op="=", values=("abc",)),)),
        Query(metrics=("v",), filters=(Predicate(field="sales.day", op=">", values=("soon",)),)),
        Query(metrics=("v",), compare="previous_period"),
    ],
)
def test_this_is_no_query(world: World, query: Query) -> None:
    with pytest.raises(BoardroomError) as caught:
        world.ask(query)
    assert caught.value.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SUM(sales.v) /* all of it */", 66),
        ("COALESCE(SUM(sales.v), 0) - COUNT(visits.id)", 64),
        ("CASE WHEN SUM(sales.v) > 60 THEN COUNT(visits.id) ELSE 0 END", 2),
        ("SUM(sales.v * 2 - 1)", 120),
        ("SUM(CASE WHEN shops.city = 'Rome' THEN sales.v END)", 1 + 4 + 7 + 10),
        ("COUNT(DISTINCT sales.shop)", 2),
        ("SUM(DISTINCT sales.v % 3)", 3),
        ("ROUND(AVG(sales.v), 1)", 5.5),
        ("v * 2 + v", 198),
        ("SUM(ABS(sales.v - 5))", sum(abs(n - 5) for n in range(12))),
        ("COUNT(sales.*)", 12),
        ("COUNT(*)", 12),
        ("SUM(EXTRACT(MONTH FROM sales.day))", 24),
        ("-SUM(sales.v)", -66),
        ("SUM(sales.v) / NULLIF(COUNT(visits.id), 2)", None),
    ],
)
def test_this_is_a_metric(world: World, text: str, expected: float | None) -> None:
    good = NamedExpression(name="good", expression=text, dataset="sales")
    found = world.ask(Query(expressions=(good,)))
    assert same(found.rows, [(expected,)])


def test_row_level_functions_may_group(world: World) -> None:
    month = NamedExpression(name="month", expression="EXTRACT(MONTH FROM sales.day)")
    found = world.ask(Query(metrics=("v",), group_by=(month,)))
    assert same(found.rows, [(1, 18), (2, 22), (3, 26)])
    upper = NamedExpression(name="city", expression="COALESCE(UPPER(shops.city), 'none')")
    found = world.ask(Query(metrics=("v",), group_by=(upper,)))
    assert same(found.rows, [("ROME", 22), ("OSLO", 26), ("none", 18)])
