"""Model files: strict reading with file:line, canonical writing, many files as one model."""

import time
from pathlib import Path

import pytest

from boardroom.errors import ModelError
from boardroom.semantic.model import (
    AiContext,
    Dataset,
    EventTime,
    Expression,
    Field,
    IntervalTime,
    Metric,
    MetricInput,
    MovementTime,
    Relationship,
    SnapshotTime,
    Threshold,
)
from boardroom.semantic.model_file import (
    dump_model,
    load_models,
    model_version,
    parse_model,
    read_model,
    read_model_files,
)

SHOP = """\
name: shop
datasets:
  - name: orders
    source: orders
    primary_key: [id]
    time: day
    freshness: 2 days
    synonyms: [purchases]
    fields:
      - {name: id, expression: id, datatype: Integer, role: key}
      - {name: customer_id, expression: customer_id}
      - {name: day, expression: CAST(ordered AS DATE), datatype: Date}
      - {name: price, expression: price, datatype: Decimal, unit: BRL, direction: up}
      - {name: state, expression: st, values: [SP, RJ], aliases: {Sao Paulo: SP}, pii: address}
  - name: customers
    source: customers
    primary_key: [id]
    fields:
      - {name: id, expression: id}
      - {name: email, expression: email, hidden: true}
  - name: contracts
    source: contracts
    time: {start: begun, end: ended}
    fields:
      - {name: begun, expression: begun, datatype: Date}
      - {name: ended, expression: ended, datatype: Date}
  - name: stock
    source: stock
    time: {snapshot: day, entity: sku}
    fields:
      - {name: day, expression: day}
      - {name: sku, expression: sku}
  - name: ledger
    source: ledger
    time: {movement: day}
    fields:
      - {name: day, expression: day, dimension: {is_time: true}}
      - {name: amount, expression: amount}
relationships:
  - name: buyer
    from: orders
    to: customers
    from_columns: [customer_id]
    to_columns: [id]
metrics:
  - name: revenue
    expression: SUM(orders.price)
    unit: BRL
    direction: up
    target: 1000
    thresholds: {warning: 900, critical: 500.5}
    filter: orders.state <> 'XX'
  - name: growth
    expression: revenue / before - 1
    inputs:
      before: {metric: revenue, offset: 1 month}
  - name: running
    expression: revenue
    to_date: year
  - name: contracts_open
    expression: COUNT(*)
    dataset: contracts
    at: start
    additive: false
"""


def test_a_model_is_read_into_its_values() -> None:
    model = parse_model(SHOP)
    orders = model.dataset_by_name["orders"]
    assert model.name == "shop"
    assert orders.time == EventTime(field="day")
    assert orders.ai_context == AiContext(synonyms=("purchases",))
    assert orders.field_by_name["state"].aliases == {"Sao Paulo": "SP"}
    assert model.dataset_by_name["contracts"].time == IntervalTime(start="begun", end="ended")
    assert model.dataset_by_name["stock"].time == SnapshotTime(field="day", entity=("sku",))
    assert model.dataset_by_name["ledger"].time == MovementTime(field="day")
    assert model.relationship_by_name["buyer"] == Relationship(
        name="buyer",
        from_dataset="orders",
        to_dataset="customers",
        from_columns=("customer_id",),
        to_columns=("id",),
    )
    assert model.metric_by_name["revenue"].thresholds == Threshold(warning=900, critical=500.5)
    assert model.metric_by_name["growth"].inputs == {
        "before": MetricInput(metric="revenue", offset="1 month")
    }
    assert model.metric_by_name["contracts_open"].additive is False


def test_a_dump_reads_back_equal_and_is_canonical() -> None:
    model = parse_model(SHOP)
    text = dump_model(model)
    assert parse_model(text) == model
    assert dump_model(parse_model(text)) == text


def test_the_full_ossie_form_says_the_same() -> None:
    text = """
version: "0.2.0.dev0"
semantic_model:
  - name: shop
    datasets:
      - name: orders
        source: orders
        fields:
          - name: price
            expression: {dialects: [{dialect: ANSI_SQL, expression: price}]}
    metrics:
      - name: revenue
        expression: {dialects: [{dialect: ANSI_SQL, expression: SUM(orders.price)}]}
        custom_extensions:
          - vendor_name: BOARDROOM
            data: '{"unit": "BRL", "target": 5}'
"""
    model = parse_model(text)
    price = Field(name="price", expression=Expression(sql="price"))
    assert model.datasets == (Dataset(name="orders", source="orders", fields=(price,)),)
    assert model.metrics == (
        Metric(
            name="revenue",
            expression=Expression(sql="SUM(orders.price)"),
            unit="BRL",
            target=5.0,
        ),
    )


def test_another_dialect_alone_is_translated() -> None:
    text = SHOP.replace(
        "expression: price,",
        "expression: {dialects: [{dialect: SNOWFLAKE, expression: 'IFF(a, 1, 2)'}]},",
    )
    price = parse_model(text).dataset_by_name["orders"].field_by_name["price"]
    assert price.expression.sql == "CASE WHEN a THEN 1 ELSE 2 END"
    assert price.expression.dialects == {"SNOWFLAKE": "IFF(a, 1, 2)"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "    direction: up\n",
            "    diretion: up\n",
            "m.yml:49: unknown key 'diretion' in metric 'revenue'; did you mean 'direction'?",
        ),
        (
            "BRL, direction: up",
            "BRL, direction: upp",
            "m.yml:13: expected one of up",
        ),
        ("datatype: Decimal", "datatype: decimal", "; did you mean 'Decimal'?"),
        (
            "    primary_key: [id]\n    time",
            "    primary_key: id\n    time",
            "expected a list, found",
        ),
        (
            "values: [SP, RJ]",
            "values: [SP, 3]",
            "found 3 in 'values' of field 'orders.state'; put it in quotes",
        ),
        ("hidden: true", "hidden: yes", "m.yml:20: expected true or false, found 'yes'"),
        ("target: 1000", "target: much", "m.yml:50: expected a number, found 'much'"),
        ("{start: begun, end: ended}", "{start: begun}", "expected a time field, {start, end}"),
        ("{movement: day}", "{movment: day}", "did you mean 'movement'?"),
        ("offset: 1 month", "offset: 1 moon", "expected a length of time such as '1 month'"),
        ("to_date: year", "to_date: yearly", "did you mean 'year'?"),
        ("    to: customers\n", "", "m.yml:40: the key 'to' is missing in relationship 'buyer'"),
        ("name: buyer", "name: 'a.b'", "expected a name without dots or quotes, found 'a.b'"),
        ("expression: SUM(orders.price)", "expression:", "expected a SQL expression as text"),
        ("name: shop", "nam: shop", "m.yml:1: unknown key 'nam'"),
        ("name: shop", "version: '9'", "unknown version '9'"),
        (
            "  - name: customers",
            "  - name: orders",
            "m.yml:15: dataset 'orders' stands here again (first in m.yml:3)",
        ),
        ("    unit: BRL\n", "    unit: BRL\n    unit: USD\n", "the key 'unit' stands here again"),
    ],
)
def test_a_wrong_file_says_where_and_what(old: str, new: str, expected: str) -> None:
    assert old in SHOP
    with pytest.raises(ModelError) as caught:
        parse_model(SHOP.replace(old, new, 1), origin="m.yml")
    assert expected in caught.value.message


def test_all_errors_are_reported_at_once() -> None:
    text = SHOP.replace("direction: up", "diretion: up").replace("hidden: true", "hidden: 1")
    loaded = read_model(text, origin="m.yml")
    assert [problem.where for problem in loaded.problems] == ["m.yml:13", "m.yml:20", "m.yml:49"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "- a\n- b\n",
        "just words",
        "\ta: 1",
        "a: [1, 2",
        "a: 'x",
        "a: b: c",
        "a: *missing",
        "a: &a [*a]",
        "!!python/object/apply:os.system [ls]",
        "name: a\x00b",
        "name: a\n---\nname: b\n",
        "? [a]\n: 1\n",
        b"name: \xff\xfe",
        b"\xff\xfen\x00",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        "[" * 3_000_000,
        "- " * 1_000_000,
        "{a: " * 500_000,
        "[" * 10_000_000,
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n"
            for i in range(9)
        ),
        "semantic_model: []",
        "semantic_model: {}",
        "datasets: 3",
        "datasets: []",
        "metrics: [{name: a, expression: 1}]",
    ],
    ids=lambda text: repr(text[:20]),
)
def test_no_nasty_text_gets_further_than_an_error_with_its_place(text: str | bytes) -> None:
    started = time.perf_counter()
    with pytest.raises(ModelError) as caught:
        parse_model(text, origin="m.yml")
    assert "m.yml:" in caught.value.message or "no dataset" in caught.value.message
    assert time.perf_counter() - started < 10


def test_anchors_are_fine_within_reason() -> None:
    text = SHOP.replace("[SP, RJ]", "&states [SP, RJ]").replace(
        "expression: email,", "expression: email, values: *states,"
    )
    assert parse_model(text).dataset_by_name["customers"].field_by_name["email"].values == (
        "SP",
        "RJ",
    )


def test_a_folder_of_parts_makes_one_model(tmp_path: Path) -> None:
    head, metrics = SHOP.split("metrics:\n")
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "a.yml").write_text(head, encoding="utf-8")
    (folder / "b.yaml").write_text("metrics:\n" + metrics, encoding="utf-8")
    (folder / "notes.txt").write_text("no model", encoding="utf-8")
    assert load_models(folder) == parse_model(SHOP)
    assert load_models([folder / "a.yml", folder / "b.yaml"]) == parse_model(SHOP)


def test_problems_across_files_name_both(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "a.yml").write_text(SHOP, encoding="utf-8")
    (folder / "b.yml").write_text(
        "name: other\nmetrics:\n  - name: revenue\n    expression: COUNT(orders.id)\n",
        encoding="utf-8",
    )
    with pytest.raises(ModelError) as caught:
        load_models(folder)
    assert "models/b.yml:3: metric 'revenue' stands here again (first in models/a.yml:46)" in str(
        caught.value
    )


def test_several_names_are_a_warning_and_the_first_counts() -> None:
    loaded = read_model_files({"a.yml": SHOP, "b.yml": "name: other\nmetrics: []\n"})
    assert loaded.model.name == "shop"
    assert [str(problem) for problem in loaded.problems] == [
        "a.yml:1: the files name several models ('shop', 'other'); the first name is used"
    ]


def test_the_fields_of_a_repeated_dataset_are_not_reported_too() -> None:
    loaded = read_model_files({"a.yml": SHOP, "b.yml": SHOP.split("relationships:")[0]})
    assert len(loaded.problems) == 5


def test_a_missing_or_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="does not exist"):
        load_models(tmp_path / "nowhere")
    with pytest.raises(ModelError, match="no model file"):
        load_models(tmp_path)


def test_the_version_is_that_of_the_content() -> None:
    model = parse_model(SHOP)
    assert model_version(model) == model_version(parse_model(dump_model(model)))
    assert model_version(model) != model_version(parse_model(SHOP.replace("'XX'", "'YY'")))
    proposed = SHOP.replace(
        "    to_date: year", "    to_date: year\n    confidence: {score: 0.9, why: x}"
    )
    assert model_version(model) == model_version(parse_model(proposed))
