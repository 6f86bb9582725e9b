"""Filter texts become typed filters, or errors that say where and what to write instead."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardroom.errors import QueryError
from boardroom.semantic.compiler.expression import parse, references
from boardroom.semantic.filter_text import parse_filter
from boardroom.semantic.query import And, Condition, Filter, Not, Or, Predicate


def one(field: str, op: str, *values: object) -> Filter:
    return Predicate(field=field, op=op, values=values)  # type: ignore[arg-type]  # written out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("region = 'West'", one("region", "=", "West")),
        ("region == 'West'", one("region", "=", "West")),
        ("x <> 'it''s'", one("x", "!=", "it's")),
        ("a.b.c >= -3.50", one("a.b.c", ">=", Decimal("-3.50"))),
        ("a.b.c.d.e = 1", one("a.b.c.d.e", "=", 1)),
        ("5 < amount", one("amount", ">", 5)),
        ("x = 1e3", one("x", "=", 1000.0)),
        ("x = 12345678901234567890.5", one("x", "=", Decimal("12345678901234567890.5"))),
        ("flag", Predicate(field="flag", op="=", values=(True,))),
        ("flag = false", Predicate(field="flag", op="=", values=(False,))),
        ("not flag", Not(item=Predicate(field="flag", op="=", values=(True,)))),
        ("x in (1, 'b')", one("x", "in", 1, "b")),
        ("x not in (1)", one("x", "not_in", 1)),
        ("x between 1 and 2", one("x", "between", 1, 2)),
        ("x is null", one("x", "is_null")),
        ("x is not null", one("x", "is_not_null")),
        ("name contains 'x'", one("name", "contains", "x")),
        ("name CONTAINS 'x'", one("name", "contains", "x")),
        ("name not contains 'x'", one("name", "not_contains", "x")),
        ("name starts with 'x'", one("name", "starts_with", "x")),
        ("name starts_with 'x'", one("name", "starts_with", "x")),
        ("name ends with 'x'", one("name", "ends_with", "x")),
        ("name ilike '%x%'", one("name", "contains", "x")),
        ("contains contains 'a'", one("contains", "contains", "a")),
        ("day > '2017-01-31'", one("day", ">", "2017-01-31")),
        ("day > DATE '2017-01-31'", one("day", ">", date(2017, 1, 31))),
        ("day > 2017-01-31", one("day", ">", date(2017, 1, 31))),
        ('"unit price" > 1', one("unit price", ">", 1)),
        ("order = 1", one("order", "=", 1)),
        ("set = 1", one("set", "=", 1)),
        ("delivered > promised", Condition(sql="delivered > promised")),
        ("a.x - a.y > 3", Condition(sql="a.x - a.y > 3")),
        ("lower(x) = 's'", Condition(sql="LOWER(x) = 's'")),
        ("x like 'a%'", Condition(sql="x LIKE 'a%'")),
    ],
)
def test_a_condition_becomes_its_typed_filter(text: str, expected: Filter) -> None:
    assert parse_filter(text) == expected


def test_and_or_not_nest_as_in_sql() -> None:
    found = parse_filter("region = 'W' and not amount between 3 and 5 or name contains 'x'")
    inside = Not(item=one("amount", "between", 3, 5))
    assert found == Or(
        items=(And(items=(one("region", "=", "W"), inside)), one("name", "contains", "x"))
    )


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "is empty"),
        ("   ", "is empty"),
        ("x ==", "character 3"),
        ("a = 1 or", "character 7 at 'or'"),
        ("region 'West'", "character 8"),
        ("x = 'abc", "quote that is not closed"),
        ("x = 1; drop table y", "semicolon at character 6"),
        ("tier = 'gold' -- x", "holds a comment"),
        ("tier /* x */ = 'gold'", "holds a comment"),
        ("-- x\n tier = 'gold'", "holds a comment"),
        ("x = NULL", "never true"),
        ("x in (1, null)", "never true"),
        ("x between null and 3", "never true"),
        ("x in ()", "list after in is empty"),
        ("x in (select 1)", "subquery"),
        ("exists (select 1)", "subquery"),
        ("count(*) > 3", "aggregate COUNT(*)"),
        ("sum(x) over (order by y) > 3", "aggregate"),
        ("'x'", "value where a condition"),
        ("amount + 1", "value where a condition"),
        ("x = 2017-13-45", "is no date"),
        ("x = DATE 'soon'", "is no date"),
        ("x = ?", "stands for no value"),
        ("x = :name", "stands for no value"),
        ("*", "stands for no value"),
        ("a glob 'x'", "unknown operator 'glob' at character 3"),
        ("(name contains 'x') = flag", "does not compare a field with a text"),
        ("(" * 2000 + "a = 1" + ")" * 2000, "nested more than 60"),
        ("a = " + "- " * 5000 + "1", "nested too deeply"),
        ("x = '" + "a" * 30_000 + "'", "more than 20000"),
    ],
)
def test_what_is_no_filter_is_refused_with_its_place(text: str, part: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_filter(text)
    assert part in caught.value.message


def test_long_chains_of_conditions_are_read() -> None:
    found = parse_filter(" and ".join(f"x{index} = {index}" for index in range(800)))
    assert isinstance(found, And)
    assert len(found.items) == 800


@given(st.text(max_size=60))
def test_any_text_gives_a_filter_or_a_query_error(text: str) -> None:
    with suppress(QueryError):
        parse_filter(text)


@given(st.text(max_size=30))
def test_any_quoted_text_comes_back_as_it_was(value: str) -> None:
    quoted = value.replace("'", "''")
    assert parse_filter(f"name = '{quoted}'") == one("name", "=", value)


@pytest.mark.parametrize("word", ["select", "from", "order", "case", "table", "contains", "and"])
def test_a_word_of_sql_behind_a_dot_is_a_field(word: str) -> None:
    name = f"orders.{word}"
    assert parse_filter(f"{name} = 'x'") == Predicate(field=name, op="=", values=("x",))
    assert parse_filter(f"{name} contains 'x'") == Predicate(
        field=name, op="contains", values=("x",)
    )
    far = parse_filter(f"lower({name}) = 'x'")
    assert isinstance(far, Condition)
    assert list(references(parse(far.sql))) == [name]


def test_a_word_of_sql_alone_is_explained() -> None:
    with pytest.raises(QueryError) as caught:
        parse_filter("select = 'x'")
    assert caught.value.hint == (
        "'select' is a word of SQL; a field of that name is dataset.select or \"select\"."
    )
    assert parse_filter('"select" = 1') == Predicate(field="select", op="=", values=(1,))
