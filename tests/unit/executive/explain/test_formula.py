"""Expressions read as arithmetic."""

import pytest

from boardroom.executive.explain.formula import bare, constant, numerator_of
from boardroom.semantic.compiler.expression import canonical_sql, parse
from boardroom.semantic.model import Expression, Metric, SemanticModel

NOTHING = SemanticModel(name="none", datasets=())


@pytest.mark.parametrize(
    ("text", "value"), [("3", 3.0), ("-2.5", -2.5), ("(4)", 4.0), ("'4'", None), ("SUM(a.x)", None)]
)
def test_constants_are_read_as_numbers(text: str, value: float | None) -> None:
    assert constant(parse(text)) == value


def test_what_wraps_a_value_is_taken_off() -> None:
    assert canonical_sql(bare(parse("(NULLIF(SUM(a.x), 0))"))) == canonical_sql(parse("SUM(a.x)"))


def test_the_dividend_of_a_quotient_keeps_its_time_and_filter() -> None:
    metric = Metric(
        name="daily",
        expression=Expression(sql="SUM(usage.users) / COUNT(DISTINCT usage.day)"),
        filter="usage.users > 0",
    )
    (top,) = numerator_of(NOTHING, metric)
    assert top.expression.sql == canonical_sql(parse("SUM(usage.users)"))
    assert top.filter == metric.filter
    assert top.title == "Users"
    assert numerator_of(NOTHING, top) == ()
