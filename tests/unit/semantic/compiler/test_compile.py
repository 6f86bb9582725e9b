"""The compiler's manners: names and nearest names, errors that help, caveats, policies, caching."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from boardroom.errors import (
    AmbiguousError,
    BoardroomError,
    ModelError,
    NotFoundError,
    PolicyError,
    QueryError,
    UsageError,
)
from boardroom.semantic.compiler.compile import Compiler
from boardroom.semantic.compiler.function import unknown_names
from boardroom.semantic.context import AccessRules, CompiledQuery
from boardroom.semantic.model import Expression, Metric, MetricInput, Relationship
from boardroom.semantic.query import (
    Exists,
    NamedExpression,
    Not,
    Order,
    Predicate,
    Query,
    Transform,
)
from tests.golden.shop import shop_context, shop_model

MODEL = shop_model()
CONTEXT = shop_context("duckdb")
COMPILER = Compiler(MODEL)


def compiled(query: Query, *, access: AccessRules | None = None) -> CompiledQuery:
    context = replace(CONTEXT, access=access) if access else CONTEXT
    return COMPILER.compile(query, context)


def with_metric(*metrics: Metric) -> Compiler:
    return Compiler(replace(MODEL, metrics=(*MODEL.metrics, *metrics)))


def made(name: str, sql: str, *, dataset: str | None = None) -> Metric:
    return Metric(name=name, expression=Expression(sql=sql), dataset=dataset)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        (Query(metrics=("revenu",)), "revenue"),
        (Query(metrics=("revenue",), group_by=("customers.stat",)), "state"),
        (Query(metrics=("revenue",), group_by=("custmers.state",)), "customers"),
        (Query(metrics=("revenue",), group_by=("shiping.country",)), "shipping"),
        (Query(metrics=("revenue",), having=("revenu > 1",)), "revenue"),
        (Query(metrics=("revenue",), order=(Order(by="revenu"),)), "revenue"),
        (Query(records="order"), "orders"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest_one(query: Query, wanted: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        compiled(query)
    assert wanted in str(caught.value.hint)


def test_a_bare_name_of_several_datasets_is_ambiguous_and_names_both() -> None:
    with pytest.raises(AmbiguousError) as caught:
        compiled(Query(metrics=("revenue", "item_sales"), group_by=("name", "order_id")))
    assert "items.order_id" in caught.value.choices


def test_a_bare_name_that_one_reachable_dataset_has_is_that_one() -> None:
    found = compiled(Query(metrics=("refunded",), group_by=("name",)))
    assert "zones.name" in found.sql


def test_two_paths_are_ambiguous_and_both_are_named() -> None:
    second = Relationship(
        name="gift_for",
        from_dataset="orders",
        to_dataset="customers",
        from_columns=("billing_country_id",),
        to_columns=("id",),
    )
    compiler = Compiler(replace(MODEL, relationships=(*MODEL.relationships, second)))
    with pytest.raises(AmbiguousError) as caught:
        compiler.compile(Query(metrics=("revenue",), group_by=("customers.state",)), CONTEXT)
    assert caught.value.choices == ("buyer.state", "gift_for.state")
    found = compiler.compile(Query(metrics=("revenue",), group_by=("gift_for.state",)), CONTEXT)
    assert "orders.billing_country_id = customers.id" in found.sql


def test_a_split_that_would_fan_out_is_refused_with_the_reason() -> None:
    with pytest.raises(QueryError, match="fan-out"):
        compiled(Query(metrics=("revenue",), group_by=("items.product_id",)))


def test_a_dimension_that_nothing_leads_to_is_refused() -> None:
    with pytest.raises(QueryError, match="No many-to-one path"):
        compiled(Query(metrics=("revenue",), group_by=("stock_levels.units",)))


def test_a_metric_that_names_itself_is_a_circle() -> None:
    compiler = with_metric(made("a", "b + 1"), made("b", "a * 2"))
    with pytest.raises(ModelError, match="a → b → a"):
        compiler.compile(Query(metrics=("a",)), CONTEXT)


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("orders.total", "outside an aggregate"),
        ("SUM(revenue)", "aggregates the metric"),
        ("SUM(SUM(orders.total))", "inside an aggregate"),
        ("COUNT(*)", "which dataset"),
        ("1 + 1", "aggregates nothing"),
        ("SUM(refunds.refund * items.price)", "none of which reaches"),
        ("SUM(orders.total", "not valid SQL"),
        ("(SELECT 1)", "not one SQL expression"),
        ("SUM((SELECT 1))", "SUBQUERY"),
    ],
)
def test_an_unsound_metric_says_why(sql: str, reason: str) -> None:
    with pytest.raises(QueryError, match=reason):
        with_metric(made("bad", sql)).compile(Query(metrics=("bad",)), CONTEXT)


def test_a_cumulation_of_a_cumulation_is_refused() -> None:
    cumulated = Metric(name="twice", expression=Expression(sql="revenue_28_days"), to_date="year")
    with pytest.raises(QueryError, match="cumulative"):
        with_metric(cumulated).compile(Query(metrics=("twice",), time_range="2017"), CONTEXT)


def test_a_grain_over_a_timeless_dataset_is_refused_and_a_range_is_a_caveat() -> None:
    with pytest.raises(QueryError, match="has no time"):
        compiled(Query(metrics=("customer_count",), grain="month", time_range="2017"))
    found = compiled(Query(metrics=("customer_count",), time_range="2017"))
    assert [item.kind for item in found.caveats] == ["timeless"]


def test_what_has_no_time_has_no_previous_value() -> None:
    query = Query(metrics=("customer_count",), time_range="2017-05", compare="previous_year")
    assert "CAST(NULL AS DOUBLE) AS customer_count_previous" in compiled(query).sql


def test_a_grain_over_all_days_needs_to_know_them() -> None:
    context = replace(CONTEXT, coverage={})
    with pytest.raises(QueryError, match="ordered_at"):
        COMPILER.compile(Query(metrics=("revenue",), grain="month"), context)


def test_days_that_are_not_loaded_are_a_caveat_not_a_zero() -> None:
    found = compiled(Query(metrics=("refunded",), time_range="2019"))
    assert "outside_coverage" in {item.kind for item in found.caveats}
    assert "CASE WHEN" not in found.sql


def test_a_query_for_nothing_and_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(UsageError):
        compiled(Query())
    with pytest.raises(UsageError, match="revenue"):
        compiled(Query(metrics=("revenue", "revenue")))
    twin = NamedExpression(name="revenue_change", expression="SUM(orders.total)")
    both = Query(metrics=("revenue",), expressions=(twin,), time_range="2017")
    with pytest.raises(UsageError, match="revenue_change"):
        compiled(replace(both, compare="previous_year"))
    with pytest.raises(UsageError, match="grain"):
        compiled(Query(records="orders", grain="month"))


def test_columns_come_period_first_then_dimensions_then_metrics() -> None:
    found = compiled(
        Query(
            metrics=("revenue", "lost_rate"),
            group_by=("customers.state",),
            grain="month",
            time_range="2017",
            compare="previous_period",
            transforms=(Transform(kind="rank", metric="revenue"),),
        )
    )
    assert [(item.name, item.role) for item in found.columns] == [
        ("period", "time"),
        ("customers.state", "dimension"),
        ("revenue", "metric"),
        ("revenue_previous", "previous"),
        ("revenue_change", "change"),
        ("revenue_change_ratio", "change_ratio"),
        ("lost_rate", "metric"),
        ("lost_rate_previous", "previous"),
        ("lost_rate_change", "change"),
        ("revenue_rank", "transform"),
    ]
    units = {item.name: item.unit for item in found.columns}
    assert units["lost_rate_change"] == "points"
    assert units["revenue_change"] == "USD"


def test_types_and_units_are_read_off_the_expression() -> None:
    expressions = (
        NamedExpression(name="n", expression="COUNT(DISTINCT orders.status)"),
        NamedExpression(name="s", expression="SUM(items.quantity)"),
        NamedExpression(name="m", expression="MAX(orders.ordered_at)"),
        NamedExpression(name="r", expression="SUM(orders.total) / COUNT(orders.*)"),
        NamedExpression(name="t", expression="SUM(orders.total)"),
    )
    found = compiled(Query(expressions=expressions))
    assert [(item.type, item.unit) for item in found.columns] == [
        ("Integer", "count"),
        ("Integer", None),
        ("DateTime", None),
        ("Float", None),
        ("Decimal", "USD"),
    ]


def test_sums_of_what_cannot_be_summed_are_refused() -> None:
    share = Transform(kind="share", metric="average_order_value")
    with pytest.raises(QueryError, match="cannot be summed"):
        compiled(
            Query(
                metrics=("average_order_value",), group_by=("customers.state",), transforms=(share,)
            )
        )
    running = Transform(kind="running", metric="balance")
    with pytest.raises(QueryError, match="cannot be summed"):
        compiled(
            Query(metrics=("balance",), grain="month", time_range="2017", transforms=(running,))
        )
    share = Transform(kind="share", metric="buyers")
    found = compiled(Query(metrics=("buyers",), group_by=("orders.status",), transforms=(share,)))
    assert [item.kind for item in found.caveats] == ["non_additive"]


def test_groups_over_a_bridge_are_marked_non_additive() -> None:
    found = compiled(Query(metrics=("revenue",), group_by=("tags.tag",)))
    assert [item.kind for item in found.caveats] == ["non_additive"]
    assert set(found.datasets) == {"orders", "order_tags", "tags"}


@pytest.mark.parametrize(
    "query",
    [
        Query(metrics=("revenue",), group_by=("customers.state",)),
        Query(metrics=("revenue",), filters=(Predicate(field="state", op="=", values=("CA",)),)),
        Query(records="customers", fields=("state",)),
        Query(records="orders", order=(Order(by="customers.state"),)),
        Query(expressions=(NamedExpression(name="n", expression="COUNT(DISTINCT state)"),)),
        Query(
            metrics=("revenue",),
            group_by=(NamedExpression(name="x", expression="UPPER(customers.state)"),),
        ),
        Query(
            metrics=("mrr",),
            filters=(
                Exists(
                    dataset="orders",
                    of="customers",
                    having="COUNT(DISTINCT customers.state) > 0",
                ),
            ),
        ),
    ],
)
def test_a_hidden_field_may_be_used_nowhere(query: Query) -> None:
    access = AccessRules(hidden_fields=frozenset({"customers.state"}))
    with pytest.raises(PolicyError, match=r"customers\.state"):
        compiled(query, access=access)


def test_a_hidden_dataset_may_be_used_nowhere_and_hidden_fields_are_not_listed() -> None:
    access = AccessRules(hidden_datasets=frozenset({"customers"}))
    with pytest.raises(PolicyError, match="customers"):
        compiled(Query(metrics=("revenue",), group_by=("regions.region",)), access=access)
    access = AccessRules(hidden_fields=frozenset({"orders.total"}))
    names = [item.name for item in compiled(Query(records="orders"), access=access).columns]
    assert "total" not in names
    assert "id" in names


def test_a_row_filter_holds_for_everything_that_reaches_its_dataset() -> None:
    rule = Predicate(field="state", op="=", values=("CA",))
    access = AccessRules(row_filters={"customers": rule})
    sql = compiled(Query(metrics=("net_revenue",)), access=access).sql
    assert sql.count("customers.state = 'CA'") == 2
    assert "'CA'" not in compiled(Query(metrics=("units_in_stock",)), access=access).sql


def test_a_row_filter_may_use_hidden_fields_and_its_own_subqueries_end() -> None:
    rule = Not(item=Exists(dataset="refunds", of="orders"))
    back = Exists(dataset="refunds", of="orders")
    access = AccessRules(
        row_filters={"orders": rule, "refunds": back},
        hidden_fields=frozenset({"refunds.order_id"}),
        hidden_datasets=frozenset({"refunds"}),
    )
    sql = compiled(Query(metrics=("revenue",)), access=access).sql
    assert sql.count("FROM refunds") == 1


def test_hostile_values_stay_values() -> None:
    hostile = "x'); DROP TABLE orders; --"
    item = Predicate(field="orders.status", op="=", values=(hostile,))
    assert (
        "'x''); DROP TABLE orders; --'"
        in compiled(Query(metrics=("revenue",), filters=(item,))).sql
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [("orders.total", "many"), ("orders.ordered_at", "soon"), ("customers.vip", "perhaps")],
)
def test_a_value_of_the_wrong_type_is_refused(field: str, value: str) -> None:
    item = Predicate(field=field, op="=", values=(value,))
    with pytest.raises(QueryError, match=value):
        compiled(Query(metrics=("revenue",), filters=(item,)))


def test_numbers_keep_their_digits() -> None:
    item = Predicate(field="orders.total", op=">", values=(Decimal("0.10"),))
    assert "> 0.10" in compiled(Query(metrics=("revenue",), filters=(item,))).sql


def test_equal_queries_are_compiled_once_and_equal_looking_values_are_not_mixed_up() -> None:
    one = Predicate(field="orders.id", op="=", values=(1,))
    query = Query(metrics=("revenue",), filters=(one,))
    assert compiled(query) is compiled(replace(query))
    assert compiled(query) is COMPILER.compile(query, replace(CONTEXT))
    other = replace(CONTEXT, as_of=date(2018, 3, 16))
    assert compiled(query) is not COMPILER.compile(query, other)
    true = replace(query, filters=(replace(one, values=(True,)),))
    assert compiled(query) is not compiled(true)


def test_what_was_checked_compiles_to_the_same() -> None:
    compiler = Compiler(MODEL)
    queries = [Query(metrics=("revenue",), group_by=(f"customers.{x}",)) for x in ("state", "vip")]
    for query in queries * 2:
        compiler.check(query, CONTEXT)
    for query in queries:
        assert compiler.compile(query, CONTEXT) == compiled(query)
        compiler.check(query, CONTEXT)
        assert compiler.compile(query, CONTEXT) == compiled(query)


def test_the_source_of_a_dataset_is_not_changed_by_what_reads_it() -> None:
    paid = replace(MODEL.dataset_by_name["orders"], source="SELECT * FROM orders WHERE paid")
    others = tuple(item for item in MODEL.datasets if item.name != "orders")
    model = replace(MODEL, datasets=(paid, *others))
    plain, split = Query(metrics=("revenue",)), Query(metrics=("revenue",), group_by=("vip",))
    first = Compiler(model).compile(plain, CONTEXT).sql
    assert "WHERE\n    paid" in first
    assert Compiler(model).compile(split, CONTEXT).sql.count("SELECT") == first.count("SELECT")
    assert Compiler(model).compile(plain, CONTEXT).sql == first


def test_a_check_refuses_what_cannot_be_compiled() -> None:
    hidden = AccessRules(hidden_fields=frozenset({"customers.state"}))
    query = Query(metrics=("revenue",), group_by=("customers.state",))
    with pytest.raises(PolicyError):
        COMPILER.check(query, replace(CONTEXT, access=hidden))
    median = NamedExpression(name="middle", expression="MEDIAN(orders.total)")
    query = Query(expressions=(median,))
    COMPILER.check(query, CONTEXT)
    with pytest.raises(QueryError, match="no percentiles"):
        COMPILER.check(query, shop_context("mysql"))


def test_opening_and_closing_meet_in_one_metric_seen_from_both_ends() -> None:
    both = Metric(
        name="change",
        expression=Expression(sql="closing - opening"),
        inputs={
            "closing": MetricInput(metric="mrr"),
            "opening": MetricInput(metric="mrr", at="start"),
        },
    )
    query = Query(metrics=("change",), time_range="2017-06")
    sql = with_metric(both).compile(query, CONTEXT).sql
    assert "'2017-06-01'" in sql
    assert "'2017-07-01'" in sql


def test_errors_are_always_boardrooms_own() -> None:
    for text in ("", "((", "'", "a.b.c.d.e.f.g", "*", "1;2", "💥", "SELECT"):
        with pytest.raises(BoardroomError):
            compiled(Query(metrics=("revenue",), group_by=(text,)))
        item = NamedExpression(name="x", expression=text)
        with pytest.raises(BoardroomError):
            compiled(Query(expressions=(item,)))


def test_every_allowed_function_exists() -> None:
    assert not unknown_names()
