"""The whole with one part different."""

from datetime import date
from pathlib import Path

import pytest

from boardroom.agents.context import Context
from boardroom.errors import NotFoundError, QueryError, UsageError
from boardroom.executive.explain.explainer import Asking, Explainer
from boardroom.executive.explain.what_if import read_assumption
from boardroom.executive.notebook import Notebook
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.insight.drivers import WhatIf
from boardroom.insight.model import Report
from boardroom.insight.render_drivers import render_drivers
from tests.unit.executive.world import make_service, order_rows

TODAY = date(2018, 3, 1)


def ask(folder: Path, metric: str, what_if: str) -> Report:
    service = make_service(folder, {"orders": order_rows(days=790)}, today=TODAY)
    context = Context(metrics=service, principal=LOCAL_ADMIN, asked=TODAY, as_of=TODAY)
    explainer = Explainer(notebook=Notebook(service.model), bridges={})
    return explainer.explain(Asking(metric=metric, what_if=what_if), context)


def found(report: Report) -> WhatIf:
    drivers = report.insights[0].drivers
    assert drivers is not None
    assert drivers.what_if is not None
    return drivers.what_if


def test_a_factor_a_tenth_higher_makes_the_product_a_tenth_higher(tmp_path: Path) -> None:
    report = ask(tmp_path, "revenue", "orders=+10%")
    result = found(report)
    assert result.assumed == pytest.approx(1.1 * result.value)
    assert result.unchanged == ("Average order value",)
    assert "Assumed to stay as they are: Average order value." in render_drivers(report)


def test_a_divisor_twice_as_large_halves_the_quotient(tmp_path: Path) -> None:
    result = found(ask(tmp_path, "average_order_value", "orders=+100%"))
    assert result.assumed == pytest.approx(result.value / 2)


def test_a_value_may_be_given_itself(tmp_path: Path) -> None:
    result = found(ask(tmp_path, "revenue", "orders=1,000"))
    assert result.input.assumed == 1000
    assert result.assumed == pytest.approx(1000 * result.value / result.input.value)


def test_an_unknown_input_is_answered_with_the_nearest_and_all_others(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="did you mean 'orders'") as caught:
        ask(tmp_path, "revenue", "ordrs=1")
    assert caught.value.hint is not None
    assert "average_order_value" in caught.value.hint


def test_a_metric_of_one_part_has_nothing_to_change(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="no inputs"):
        ask(tmp_path, "late_rate", "late=+10%")


def test_a_whole_that_would_divide_by_zero_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="divide by zero"):
        ask(tmp_path, "average_order_value", "orders=0")


@pytest.mark.parametrize(
    ("text", "value", "result"),
    [
        ("x=+10%", 50.0, 55.0),
        ("x = -10%", 50.0, 45.0),
        ("x=+5", 50.0, 55.0),
        ("x=-5", 50.0, 45.0),
        ("x=5", 50.0, 5.0),
        ("x=5%", 0.2, 0.05),
        ("x=1,250.5", 0.2, 1250.5),
    ],
)
def test_assumptions_are_read_as_people_write_them(text: str, value: float, result: float) -> None:
    assert read_assumption(text, units={"x": "percent"}).applied(value) == pytest.approx(result)


@pytest.mark.parametrize("text", ["x", "x=", "=5", "x=ten", "x=1.2.3", "x=%"])
def test_what_cannot_be_read_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_assumption(text, units={})
    assert caught.value.hint is not None


def test_a_percentage_is_no_value_of_what_is_no_rate() -> None:
    with pytest.raises(UsageError, match="is no rate"):
        read_assumption("orders=10%", units={"orders": "count"})
