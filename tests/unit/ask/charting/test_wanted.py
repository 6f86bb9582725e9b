"""What a query and a question say of the chart that is wanted."""

import pytest

from boardroom.ask.charting.wanted import chart_wished, wanted_of
from boardroom.ask.setting import Ground
from boardroom.semantic.model_file import parse_model
from boardroom.semantic.query import LimitPer, NamedExpression, Order, Query, Transform

GROUND = Ground(
    parse_model("""
version: "0.2.0.dev0"
semantic_model:
  - name: shop
    datasets:
      - name: orders
        source: orders
        primary_key: [id]
        fields:
          - {name: id, expression: id, datatype: Integer, role: key}
          - {name: customer, expression: customer, datatype: Integer}
          - {name: amount, expression: amount, datatype: Decimal, unit: USD}
    metrics:
      - {name: revenue, expression: SUM(orders.amount)}
      - {name: average, expression: AVG(orders.amount)}
      - {name: buyers, expression: COUNT(DISTINCT orders.customer)}
      - {name: stated, expression: SUM(orders.amount), additive: false}
""")
)


def test_only_sums_may_be_summed() -> None:
    lines = NamedExpression(name="lines", expression="COUNT(*)", dataset="orders")
    highest = NamedExpression(name="highest", expression="MAX(orders.amount)")
    query = Query(
        metrics=("revenue", "average", "buyers", "stated"),
        expressions=(lines, highest),
        transforms=(
            Transform(kind="share", metric="revenue"),
            Transform(kind="rank", metric="revenue"),
        ),
    )
    assert wanted_of(query, GROUND).additive == {"revenue", "lines", "revenue_share"}


@pytest.mark.parametrize(
    ("query", "whole"),
    [
        (Query(metrics=("revenue",)), True),
        (Query(metrics=("revenue",), limit=5), False),
        (Query(metrics=("revenue",), having=("revenue > 5",)), False),
        (Query(metrics=("revenue",), limit_per=LimitPer(by=("customer",), limit=1)), False),
    ],
)
def test_rows_are_all_groups_unless_the_query_leaves_some_out(query: Query, *, whole: bool) -> None:
    assert wanted_of(query, GROUND).whole is whole


def test_an_order_that_was_asked_for_is_known() -> None:
    query = Query(metrics=("revenue",), order=(Order(by="revenue"),))
    assert wanted_of(query, GROUND, intent="RANK").ordered


@pytest.mark.parametrize(
    ("question", "chart"),
    [
        ("revenue by region as a bar chart", "bar"),
        ("Draw a Stacked Column Chart of orders by state and month", "stacked_bar"),
        ("line graph of revenue", "line"),
        ("scatter plot of spend and signups", "scatter"),
        ("heat-map of tickets", None),
        ("revenue of the bar by month", None),
        ("distribution of amounts", "histogram"),
        ("how many scatter cushions were sold", None),
        ("sales per product line", None),
    ],
)
def test_a_chart_is_wished_for_by_its_name_only(question: str, chart: str | None) -> None:
    assert chart_wished(question) == chart
