"""The model check: every rule between items has its message; a sound model has none."""

from dataclasses import replace

import pytest

from boardroom.semantic.check import check_model
from boardroom.semantic.model import (
    Dataset,
    EventTime,
    Expression,
    Field,
    Metric,
    MetricInput,
    Relationship,
    SemanticModel,
    SnapshotTime,
)
from boardroom.semantic.model_file import parse_model, read_model
from boardroom.semantic.problem import Problem
from tests.unit.semantic.test_model_file import SHOP


def field(name: str, sql: str | None = None, **options: str) -> Field:
    return Field(name=name, expression=Expression(sql=sql or name), **options)  # type: ignore[arg-type]  # few texts


def metric(name: str, sql: str, **options: object) -> Metric:
    return Metric(name=name, expression=Expression(sql=sql), **options)  # type: ignore[arg-type]  # various


def link(name: str, start: str, end: str, *, active: bool = True) -> Relationship:
    return Relationship(
        name=name,
        from_dataset=start,
        to_dataset=end,
        from_columns=("id",),
        to_columns=("id",),
        active=active,
    )


def dataset(name: str, *fields: Field) -> Dataset:
    return Dataset(name=name, source=name, primary_key=("id",), fields=(field("id"), *fields))


BASE = SemanticModel(
    name="shop",
    datasets=(
        dataset("orders", field("price", datatype="Decimal"), field("day", datatype="Date")),
        dataset("customers", field("country"), field("born", datatype="Date")),
    ),
    relationships=(link("buyer", "orders", "customers"),),
    metrics=(metric("revenue", "SUM(orders.price)"),),
)


def with_metrics(*metrics: Metric) -> SemanticModel:
    return replace(BASE, metrics=(*BASE.metrics, *metrics))


def texts(model: SemanticModel, level: str = "error") -> list[str]:
    return [str(problem) for problem in check_model(model) if problem.level == level]


def test_a_sound_model_has_no_problems() -> None:
    assert check_model(BASE) == ()
    assert check_model(parse_model(SHOP)) == ()


def test_a_problem_says_where_the_item_stands() -> None:
    model = with_metrics(metric("wrong", "SUM(orders.prise)"))
    origins = {"metric 'wrong'": "models/a.yml:7"}
    (problem,) = check_model(model, origins=origins)
    assert problem == Problem(
        level="error",
        where="models/a.yml:7",
        text="Dataset 'orders' has no field 'prise'. Did you mean 'price'? in 'expression' of "
        "metric 'wrong'",
    )


@pytest.mark.parametrize(
    ("bad", "part"),
    [
        (metric("m", "SUM(order.price)"), "there is no dataset or relationship 'order'"),
        (metric("m", "SUM(orders.price"), "is not valid SQL"),
        (metric("m", "orders.price"), "outside an aggregate"),
        (metric("m", "revenu / 2"), "there is no metric 'revenu'. Did you mean 'revenue'?"),
        (metric("m", "1 + 1"), "aggregates nothing"),
        (metric("m", "SUM(SUM(orders.price))"), "aggregate inside an aggregate"),
        (metric("m", "SUM(revenue)"), "aggregates the metric 'revenue'"),
        (metric("m", "COUNT(*)"), "does not say which dataset's rows"),
        (metric("m", "SUM(id)"), "field of several datasets"),
        (metric("m", "m + revenue"), "metric 'm' refers to itself: m → m"),
        (metric("m", "(SELECT 1)"), "SELECT"),
        (metric("m", "SUM(orders.price) OVER ()"), "WINDOW"),
        (
            metric("m", "COUNT(*)", dataset="order"),
            "unknown dataset 'order' in 'dataset' of metric 'm'; did you",
        ),
        (
            metric("m", "x", inputs={"x": MetricInput(metric="revnue")}),
            "unknown metric 'revnue' in 'inputs.x.metric' of metric 'm'; did you mean 'revenue'?",
        ),
        (metric("m", "revenue", window="2 days", to_date="year"), "exclude each other"),
        (
            metric(
                "m",
                "x",
                inputs={"x": MetricInput(metric="revenue", offset="1 day", offset_to="day")},
            ),
            "'offset' and 'offset_to' of the input 'x' exclude each other",
        ),
        (metric("m", "SUM(orders.price)", filter="orders.state = 1"), "has no field 'state'"),
        (metric("m", "SUM(orders.price)", filter="SUM(orders.price) > 1"), "holds an aggregate"),
        (metric("m", "SUM(orders.price)", filter="orders.price >"), "not valid SQL"),
        (metric("m", "SUM(customers.id * orders.price)", unit="eur"), "did you mean 'EUR'?"),
        (metric("m", "SUM(orders.price)", time=EventTime(field="dai")), "'dai'"),
        (
            metric("m", "SUM(orders.price)", time=EventTime(field="price")),
            "is of type Decimal, not a date",
        ),
        (metric("m", "COUNT(customers.id)", time=EventTime(field="orders.day")), "fan-out"),
    ],
)
def test_a_metric_that_cannot_be_computed_is_an_error(bad: Metric, part: str) -> None:
    found = texts(with_metrics(bad))
    assert len(found) == 1
    assert part in found[0]


def test_each_member_of_a_circle_is_named_and_what_depends_on_it_is_not() -> None:
    found = texts(
        with_metrics(metric("a", "b + 1"), metric("b", "a + revenue"), metric("c", "a * 2"))
    )
    assert found == [
        "metric 'a': metric 'a' refers to itself: a → b → a",
        "metric 'b': metric 'b' refers to itself: b → a → b",
    ]


def test_a_wrong_metric_is_reported_once_not_with_all_that_use_it() -> None:
    found = texts(
        with_metrics(metric("a", "SUM(orders.x)"), metric("b", "a * 2"), metric("c", "b"))
    )
    assert len(found) == 1
    assert "metric 'a'" in found[0]


def test_a_time_of_a_relative_is_fine() -> None:
    assert (
        texts(with_metrics(metric("m", "SUM(orders.price)", time=EventTime(field="buyer.born"))))
        == []
    )


@pytest.mark.parametrize(
    ("bad", "part"),
    [
        (dataset("x", field("a", "SUM(b)")), "aggregates rows"),
        (dataset("x", field("a", "b +")), "not valid SQL"),
        (
            dataset("x", field("a", unit="usd")),
            "the unit 'usd' is unknown in 'unit' of field 'x.a'",
        ),
        (dataset("x", field("id")), "field 'x.id' stands here twice"),
        (dataset("x", field("ID")), "case does not tell names apart"),
        (dataset("orders"), "dataset 'orders' stands here twice"),
        (dataset("Orders"), "also as 'orders'"),
        (replace(dataset("x"), source=" "), "the source is empty"),
        (replace(dataset("x"), time=EventTime(field="nope")), "'nope'"),
        (replace(dataset("x", field("a", datatype="String")), time=EventTime(field="a")), "String"),
        (replace(dataset("x", field("d")), time=SnapshotTime(field="d", entity=("e",))), "'e'"),
        (dataset("buyer"), "relationship 'buyer' has the name of a dataset"),
    ],
)
def test_a_wrong_dataset_or_field_is_an_error(bad: Dataset, part: str) -> None:
    found = texts(replace(BASE, datasets=(*BASE.datasets, bad)))
    assert any(part in text for text in found), found


@pytest.mark.parametrize(
    ("bad", "part"),
    [
        (
            link("l", "orders", "customer"),
            "unknown dataset 'customer' in 'to' of relationship 'l'; did you",
        ),
        (replace(link("l", "orders", "customers"), from_columns=("idd",)), "did you mean 'id'?"),
        (
            replace(link("l", "orders", "customers"), to_columns=("country",)),
            "no primary or unique key",
        ),
        (
            replace(link("l", "orders", "customers"), to_columns=("id", "country")),
            "1 from_columns do not pair up with 2 to_columns",
        ),
        (link("buyer", "orders", "customers"), "relationship 'buyer' stands here twice"),
    ],
)
def test_a_wrong_relationship_is_an_error(bad: Relationship, part: str) -> None:
    found = texts(replace(BASE, relationships=(*BASE.relationships, bad)))
    assert any(part in text for text in found), found


def test_an_empty_model_is_an_error() -> None:
    assert "no dataset" in texts(SemanticModel(name="x", datasets=()))[0]


def test_what_is_only_doubtful_is_a_warning() -> None:
    odd = replace(dataset("x", field("a", unit="XYQ")), unique_keys=(("b",),))
    model = replace(
        with_metrics(
            metric("m", "revenue * 1", inputs={"y": MetricInput(metric="revenue")}),
            metric("n", "revenue", at="end"),
        ),
        datasets=(*BASE.datasets, odd),
    )
    assert texts(model) == []
    warnings = "\n".join(texts(model, "warning"))
    assert "the key column 'b' is no field in 'unique_keys' of dataset 'x'" in warnings
    assert "the unit 'XYQ' is no ISO 4217 currency" in warnings
    assert (
        "the input 'y' is not used in the expression in 'inputs.y.metric' of metric 'm'" in warnings
    )
    assert "'at' means something only for stocks" in warnings


def test_two_ways_to_a_dataset_are_a_warning_unless_one_is_inactive() -> None:
    names = ("a", "b", "c", "d", "e")
    links = (
        link("ab", "a", "b"),
        link("ac", "a", "c"),
        link("bd", "b", "d"),
        link("cd", "c", "d"),
        link("de", "d", "e"),
    )
    model = SemanticModel(
        name="diamond", datasets=tuple(dataset(name) for name in names), relationships=links
    )
    assert texts(model, "warning") == [
        "dataset 'a': two paths lead from 'a' to 'd': ab.bd and ac.cd; name one in references, "
        "or set active: false on a relationship in dataset 'a'"
    ]
    quiet = replace(model, relationships=(*links[:3], replace(links[3], active=False), links[4]))
    assert texts(quiet, "warning") == []
    around = replace(model, relationships=(*quiet.relationships, link("da", "d", "a")))
    assert texts(around, "error") == []


def test_a_dense_model_is_checked_quickly() -> None:
    names = [f"d{number}" for number in range(40)]
    links = tuple(
        link(f"{start}_{end}", start, end)
        for position, start in enumerate(names)
        for end in names[position + 1 :]
    )
    model = SemanticModel(
        name="dense", datasets=tuple(dataset(name) for name in names), relationships=links
    )
    assert len(texts(model, "warning")) > 100


SPREAD = """\
datasets:
  - name: orders
    source: orders
    primary_key: [id]
    time:
      day
    fields:
      - name: id
        expression: id
      - name: day
        expression: CAST(ordered AS DATE)
        datatype: Date
      - name: price
        expression: price
        unit: EUR
  - name: customers
    source: customers
    primary_key: [id]
    fields:
      - {name: id, expression: id}
relationships:
  - name: buyer
    from: orders
    to: customers
    from_columns: [id]
    to_columns: [id]
metrics:
  - name: revenue
    expression: SUM(orders.price)
  - name: lately
    expression: revenue / before
    inputs:
      before:
        metric: revenue
        offset: 1 month
        filter: orders.price > 1
    dataset: orders
    filter: orders.price > 2
    time: orders.day
    freshness: 2 days
    target: 5
    thresholds:
      warning: 3
  - name: window_of_28
    expression: SUM(orders.price)
    window: 28 days
    at: end
  - name: this_year
    expression: SUM(orders.price)
    to_date: year
"""


@pytest.mark.parametrize(
    ("old", "new", "key", "nearest"),
    [
        ("window: 28 days", "window: 28 dayz", "'window' of metric", "did you mean '28 days'?"),
        ("offset: 1 month", "offset: 1 mnth", "'inputs.before.offset'", "did you mean '1 month'?"),
        ("freshness: 2 days", "freshness: 2days", "'freshness' of", "did you mean '2 days'?"),
        ("to_date: year", "to_date: yaer", "'to_date' of metric", "did you mean 'year'?"),
        ("at: end", "at: begin", "'at' of metric", "expected one of start, end"),
        ("[id]\n    time", "id\n    time", "'primary_key' of dataset 'orders'", "write [id]"),
        ("warning: 3", "warning: high", "'thresholds.warning' of metric", "expected a number"),
        ("source: orders", "source: ' '", "the source is empty in 'source' of", ""),
        (
            "time:\n      day",
            "time:\n      dai",
            "'time' of dataset 'orders'",
            "Did you mean 'day'?",
        ),
        ("metric: revenue", "metric: revnue", "'inputs.before.metric'", "did you mean 'revenue'?"),
        ("filter: orders.price > 2", "filter: orders.prise > 2", "'filter' of metric", "'price'"),
        (
            "filter: orders.price > 1",
            "filter: orders.prise > 1",
            "'inputs.before.filter' of metric",
            "'price'",
        ),
        ("time: orders.day", "time: orders.dya", "'time' of metric 'lately'", "'day'"),
        ("dataset: orders", "dataset: order", "'dataset' of metric", "did you mean 'orders'?"),
        ("unit: EUR", "unit: eur", "unit 'eur' is unknown in 'unit' of", "did you mean 'EUR'?"),
        ("to: customers", "to: customer", "'to' of relationship", "did you mean 'customers'?"),
        (
            "from_columns: [id]",
            "from_columns: [idd]",
            "'from_columns' of rel",
            "did you mean 'id'?",
        ),
        ("revenue / before", "revenu / before", "Metric 'lately'", "'revenue'"),
    ],
)
def test_an_error_names_the_line_the_key_and_the_nearest_name(
    old: str, new: str, key: str, nearest: str
) -> None:
    assert SPREAD.count(old) == 1
    before = SPREAD[: SPREAD.index(old)]
    line = before.count("\n") + 1
    loaded = read_model(SPREAD.replace(old, new), origin="m.yml")
    (error,) = [problem for problem in loaded.problems if problem.level == "error"]
    assert (error.where, key in error.text, nearest in error.text) == (f"m.yml:{line}", True, True)
    assert not [p for p in read_model(SPREAD, origin="m.yml").problems if p.level == "error"]
