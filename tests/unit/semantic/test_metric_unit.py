"""Units of metrics are read off what they are made of; what cannot be told has none."""

import pytest

from boardroom.semantic.metric_unit import with_units
from boardroom.semantic.model import (
    Dataset,
    Expression,
    Field,
    Metric,
    MetricInput,
    SemanticModel,
)


def made(name: str, sql: str, **extra: object) -> Metric:
    return Metric(name=name, expression=Expression(sql=sql), **extra)  # type: ignore[arg-type]  # keys by name


CLAIMS = Dataset(
    name="claims",
    source="claim",
    fields=(
        Field(name="paid", expression=Expression(sql="paid"), unit="EUR"),
        Field(name="days", expression=Expression(sql="days"), unit="days"),
        Field(name="bad", expression=Expression(sql="bad")),
    ),
)
METRICS = (
    made("paid", "SUM(claims.paid)", dataset="claims"),
    made("claims", "COUNT(*)", dataset="claims"),
    made("bad_claims", "SUM(CASE WHEN claims.bad THEN 1 ELSE 0 END)", dataset="claims"),
    made("policies", "COUNT(*)", dataset="policies"),
    made("payers", "COUNT(DISTINCT claims.bad)", dataset="claims"),
    made("scored", "SUM(claims.bad)", dataset="claims"),
)


@pytest.mark.parametrize(
    ("sql", "unit"),
    [
        ("paid + paid", "EUR"),
        ("paid / claims", "EUR"),
        ("paid / NULLIF(paid, 0)", "percent"),
        ("(now - before) / before", "percent"),
        ("bad_claims / claims", "percent"),
        ("bad_claims * 1.0 / claims", "percent"),
        ("100 * bad_claims / claims", None),
        ("claims / policies", None),
        ("claims / payers", None),
        ("payers / payers", "percent"),
        ("claims / paid", None),
        ("scored / claims", None),
        ("paid + claims", None),
        ("AVG(claims.days)", "days"),
        ("COALESCE(MEDIAN(claims.paid), 0)", "EUR"),
        ("SUM(CASE WHEN claims.bad THEN 2 ELSE 0 END)", None),
        ("paid *", None),
    ],
)
def test_a_metric_has_the_unit_of_its_parts(sql: str, unit: str | None) -> None:
    inputs = {
        "before": MetricInput(metric="paid", offset="1 month"),
        "now": MetricInput(metric="paid"),
    }
    wanted = made("wanted", sql, dataset="claims", inputs=inputs)
    model = SemanticModel(name="m", datasets=(CLAIMS,), metrics=(*METRICS, wanted))

    assert with_units(model).metric_by_name["wanted"].unit == unit


def test_a_unit_that_is_stated_stands_and_counts() -> None:
    metrics = (made("points", "COUNT(*)", unit="EUR"), made("each", "points / points"))
    found = with_units(SemanticModel(name="m", datasets=(CLAIMS,), metrics=metrics))

    assert [item.unit for item in found.metrics] == ["EUR", "percent"]


def test_metrics_made_of_each_other_have_none() -> None:
    metrics = (made("one", "other + other"), made("other", "one + one"))
    model = SemanticModel(name="m", datasets=(CLAIMS,), metrics=metrics)

    assert [item.unit for item in with_units(model).metrics] == [None, None]
