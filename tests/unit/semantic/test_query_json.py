"""Query JSON: strict on reading, equal after a round trip."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardroom.errors import QueryError
from boardroom.semantic.filter_json import filter_from_json
from boardroom.semantic.query import (
    And,
    Condition,
    Exists,
    Filter,
    LimitPer,
    NamedExpression,
    Not,
    Or,
    Order,
    Predicate,
    Query,
    Transform,
)
from boardroom.semantic.query_json import query_from_json, query_to_json


def test_filters_are_texts_or_objects() -> None:
    query = query_from_json(
        {
            "metrics": ["revenue"],
            "filters": [
                "region = 'West'",
                {"field": "state", "op": "in", "values": ["CA", "NY"]},
                {"or": ["a = 1", {"not": {"sql": "x > y"}}]},
                {
                    "exists": {
                        "dataset": "items",
                        "of": "orders",
                        "via": "items_orders",
                        "where": "price > 10",
                        "having": "COUNT(*) > 3",
                    }
                },
            ],
        }
    )
    assert query.filters == (
        Predicate(field="region", op="=", values=("West",)),
        Predicate(field="state", op="in", values=("CA", "NY")),
        Or(
            items=(
                Predicate(field="a", op="=", values=(1,)),
                Not(item=Condition(sql="x > y")),
            )
        ),
        Exists(
            dataset="items",
            of="orders",
            via="items_orders",
            where=Predicate(field="price", op=">", values=(10,)),
            having="COUNT(*) > 3",
        ),
    )


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("revenue", Order(by="revenue")),
        ("revenue asc", Order(by="revenue")),
        ("revenue DESC", Order(by="revenue", descending=True)),
        ("-revenue", Order(by="revenue", descending=True)),
    ],
)
def test_an_order_may_be_a_text(text: str, order: Order) -> None:
    assert query_from_json({"order": [text]}).order == (order,)


@pytest.mark.parametrize(
    ("data", "part"),
    [
        ([], "query: expected an object"),
        ({"metric": ["a"]}, "query: unknown key 'metric'; did you mean 'metrics'?"),
        ({"metrics": "revenue"}, "metrics: expected a list, found 'revenue'"),
        ({"metrics": [3]}, "metrics[0]: expected a text"),
        ({"metrics": [""]}, "metrics[0]: expected a text"),
        ({"grain": "monthly"}, "grain: unknown 'monthly'; did you mean 'month'?"),
        ({"compare": "last_year"}, "compare: unknown 'last_year'"),
        ({"limit": 0}, "limit: expected a whole number of at least 1, found 0"),
        ({"limit": True}, "limit: expected a whole number"),
        ({"limit_per": {"by": ["a"]}}, "limit_per: the key 'limit' is missing"),
        ({"order": [{"by": "a", "descending": "yes"}]}, "order[0].descending: expected true"),
        ({"filters": ["region ="]}, "filters[0]: the filter 'region ='"),
        ({"filters": [{"field": "a", "op": "=", "value": 1}]}, "did you mean 'values'?"),
        ({"filters": [{"field": "a", "op": "like", "values": ["x"]}]}, "filters[0].op: unknown"),
        ({"filters": [{"field": "a", "op": "between", "values": [1]}]}, "expected 2 values"),
        ({"filters": [{"field": "a", "op": "in", "values": []}]}, "at least 1 value"),
        ({"filters": [{"field": "a", "op": "is_null", "values": [1]}]}, "expected 0 values"),
        ({"filters": [{"field": "a", "op": "=", "values": [None]}]}, "null is never true"),
        ({"filters": [{"field": "a", "op": "=", "values": [float("nan")]}]}, "finite"),
        ({"filters": [{"field": "a", "op": "=", "values": [{"date": "soon"}]}]}, "YYYY-MM-DD"),
        ({"filters": [{"field": "a", "op": "=", "values": [{}]}]}, "expected a text, a number"),
        ({"filters": [{"and": [], "or": []}]}, "expected one of and, or"),
        ({"filters": [{}]}, "expected one of and, or"),
        ({"filters": [{"exists": {"of": "a"}}]}, "filters[0].exists: the key 'dataset'"),
        ({"filters": [{"not": 3}]}, "filters[0].not: expected an object"),
        ({"transforms": [{"kind": "shares", "metric": "a"}]}, "did you mean 'share'?"),
        ({"expressions": [{"name": "a"}]}, "the key 'expression' is missing"),
        ({3: "x"}, "unknown key 3"),
    ],
)
def test_a_wrong_query_names_place_and_nearest_name(data: object, part: str) -> None:
    with pytest.raises(QueryError) as caught:
        query_from_json(data)
    assert part in caught.value.message


def test_a_bottomless_filter_is_refused() -> None:
    data: dict[str, Any] = {"sql": "a > b"}
    for _ in range(5_000):
        data = {"not": data}
    with pytest.raises(QueryError, match="deep"):
        filter_from_json(data)


words = st.text("abc_.é", min_size=1, max_size=6)
scalars = st.one_of(
    st.text(max_size=5),
    st.integers(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(min_value=date(1900, 1, 1)),
)
leaves: st.SearchStrategy[Filter] = st.one_of(
    st.builds(
        lambda name, op, value: Predicate(field=name, op=op, values=(value,)),
        words,
        st.sampled_from(["=", "!=", "<", "in", "contains"]),
        scalars,
    ),
    st.builds(lambda name: Predicate(field=name, op="is_null"), words),
    st.builds(Condition, sql=words),
)
filters = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(And, items=st.lists(inner, max_size=3).map(tuple)),
        st.builds(Or, items=st.lists(inner, max_size=3).map(tuple)),
        st.builds(Not, item=inner),
        st.builds(Exists, dataset=words, of=words, where=st.none() | inner),
    ),
    max_leaves=8,
)
names = st.lists(words, max_size=3).map(tuple)
inline = st.builds(NamedExpression, name=words, expression=words, unit=st.none() | words)
queries = st.builds(
    Query,
    metrics=names,
    expressions=st.lists(inline, max_size=2).map(tuple),
    group_by=st.lists(words | inline, max_size=3).map(tuple),
    filters=st.lists(filters, max_size=3).map(tuple),
    having=names,
    time_range=st.sampled_from(["all", "mtd", "2017-11..2018-02"]),
    grain=st.sampled_from([None, "day", "fiscal_year"]),
    compare=st.sampled_from([None, "previous_year"]),
    transforms=st.lists(
        st.builds(Transform, kind=st.just("moving"), metric=words, window=st.just(3), within=names)
    ).map(tuple),
    order=st.lists(st.builds(Order, by=words, descending=st.booleans())).map(tuple),
    limit=st.none() | st.integers(1, 9),
    sparse=st.booleans(),
    ties=st.booleans(),
    limit_per=st.none() | st.builds(LimitPer, by=names, limit=st.integers(1, 9)),
    records=st.none() | words,
    fields=names,
)


@given(queries)
def test_a_query_survives_its_way_through_json_text(query: Query) -> None:
    assert query_from_json(json.loads(json.dumps(query_to_json(query)))) == query


def test_defaults_are_left_out() -> None:
    assert query_to_json(Query(metrics=("revenue",))) == {"metrics": ["revenue"]}


def test_dates_and_decimals_keep_their_types() -> None:
    values = (date(2017, 1, 31), Decimal("3.50"))
    written = query_to_json(Query(filters=(Predicate(field="x", op="between", values=values),)))
    assert written["filters"] == [
        {"field": "x", "op": "between", "values": [{"date": "2017-01-31"}, {"decimal": "3.50"}]}
    ]


def test_a_part_of_a_metric_names_it_and_reads_back() -> None:
    part = NamedExpression(name="won", expression="COUNT(deals.id)", within="win_rate")
    query = Query(expressions=(part,))
    assert query_from_json(query_to_json(query)) == query
