"""Proposing again tells differences and adds what is new; no edit is ever lost."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from boardroom.semantic.merge import add_fields, merge_proposal
from boardroom.semantic.model import Dataset, Expression, Field, Metric, SemanticModel
from boardroom.semantic.model_file import parse_model, read_model_files
from tests.unit.semantic.model_strategy import models
from tests.unit.semantic.test_model_file import SHOP

COUPON = Field(name="coupon", expression=Expression(sql="coupon"), datatype="String")


def proposal() -> SemanticModel:
    """The shop as proposed: the revenue in another unit, a new field, dataset and metric."""
    model = parse_model(SHOP)
    revenue = replace(model.metric_by_name["revenue"], unit="EUR", direction=None, filter=None)
    orders = model.dataset_by_name["orders"]
    return replace(
        model,
        datasets=(
            replace(orders, fields=(*orders.fields, COUPON)),
            *model.datasets[1:],
            Dataset(name="visits", source="visits", fields=(COUPON,)),
        ),
        metrics=(
            revenue,
            *model.metrics[2:],
            Metric(name="orders_made", expression=Expression(sql="COUNT(orders.id)"), unit="count"),
        ),
    )


def test_differences_are_told_in_words() -> None:
    merge = merge_proposal(parse_model(SHOP), proposal())
    assert [str(change) for change in merge.changes] == [
        "+ field 'orders.coupon': coupon, datatype String",
        "+ dataset 'visits': 1 field of 'visits'",
        "~ metric 'revenue': unit is BRL in the file, EUR is proposed; direction up is in the "
        "file, none is proposed; filter orders.state <> 'XX' is in the file, none is proposed",
        "+ metric 'orders_made': COUNT(orders.id), unit count",
        "- metric 'growth': not proposed; it stays",
    ]


def test_an_unchanged_model_has_no_differences() -> None:
    merge = merge_proposal(parse_model(SHOP), parse_model(SHOP))
    assert merge.changes == ()
    assert merge.new_text is None
    assert merge.text == "The proposal says what the model says already."


def test_new_items_make_a_file_that_completes_the_model() -> None:
    merge = merge_proposal(parse_model(SHOP), proposal())
    assert merge.new_text is not None
    loaded = read_model_files({"a.yml": SHOP, "b.yml": merge.new_text})
    assert loaded.problems == ()
    assert loaded.model.metric_by_name["revenue"].unit == "BRL"
    assert {"visits"} <= loaded.model.dataset_by_name.keys()
    assert {"growth", "orders_made"} <= loaded.model.metric_by_name.keys()


def test_what_a_person_renamed_is_not_added_again() -> None:
    edited = (
        SHOP.replace("name: buyer", "name: customer")
        .replace("name: revenue", "name: sales")
        .replace("metric: revenue", "metric: sales")
        .replace("expression: revenue", "expression: sales")
        .replace("{name: email,", "{name: mail,")
        .replace("name: ledger", "name: book")
    )
    merge = merge_proposal(parse_model(edited), parse_model(SHOP))
    assert merge.new_text is None
    assert add_fields({"a.yml": edited}, parse_model(SHOP)).texts == {}
    told = [str(change) for change in merge.changes if "not added" in change.text]
    assert told == [
        "~ field 'customers.email': not added: it stands as 'mail' in the file",
        "~ dataset 'ledger': not added: it stands as 'book' in the file",
        "~ relationship 'buyer': not added: it stands as 'customer' in the file",
        "~ metric 'revenue': not added: it stands as 'sales' in the file",
    ]


def test_a_new_metric_over_something_renamed_is_told_but_not_written() -> None:
    edited = SHOP.replace("name: price, expression: price", "name: amount, expression: price")
    edited = edited.replace("orders.price", "orders.amount")
    proposed = parse_model(SHOP)
    average = Metric(name="average", expression=Expression(sql="AVG(orders.price)"))
    merge = merge_proposal(
        parse_model(edited), replace(proposed, metrics=(*proposed.metrics, average))
    )
    assert merge.new_text is None
    assert any("metric 'average': not added: it does not fit" in str(c) for c in merge.changes)


def test_new_fields_are_put_behind_the_last_one_and_every_other_byte_stays() -> None:
    edited = SHOP.replace("    unit: BRL\n", "    unit:   BRL   # agreed with finance\n")
    added = add_fields({"a.yml": edited}, proposal())
    assert added.unplaced == ()
    before = "aliases: {Sao Paulo: SP}, pii: address}\n"
    new = "      - name: coupon\n        expression: coupon\n        datatype: String\n"
    assert added.texts == {"a.yml": edited.replace(before, before + new)}


def test_fields_written_on_one_line_are_left_to_the_reader() -> None:
    text = """
datasets:
  - name: orders
    source: orders
    fields: [{name: id, expression: id}]
"""
    proposed = parse_model(text)
    orders = proposed.dataset_by_name["orders"]
    proposed = replace(proposed, datasets=(replace(orders, fields=(*orders.fields, COUPON)),))
    added = add_fields({"a.yml": text}, proposed)
    assert added.texts == {}
    assert added.unplaced == ("field 'orders.coupon'",)


def test_comments_and_multi_line_texts_after_the_last_field_stay_with_it() -> None:
    text = """
datasets:
  - name: orders
    source: orders
    fields:
    - name: id
      expression: |
        CASE WHEN a
        THEN 1 END
      # the key

    # next: customers
    time: day
    primary_key: [id]
  - name: customers
    source: customers
    fields:
      - {name: day, expression: day}
""".replace("    time: day\n", "")
    proposed = parse_model(text)
    orders = proposed.dataset_by_name["orders"]
    proposed = replace(
        proposed,
        datasets=(replace(orders, fields=(*orders.fields, COUPON)), *proposed.datasets[1:]),
    )
    added = add_fields({"a.yml": text}, proposed)
    new = "    - name: coupon\n      expression: coupon\n      datatype: String\n"
    assert added.texts == {"a.yml": text.replace("      # the key\n", "      # the key\n" + new)}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(models())
def test_the_new_file_holds_all_that_is_new(proposed: SemanticModel) -> None:
    base = SemanticModel(name=proposed.name, datasets=proposed.datasets[:0])
    merge = merge_proposal(base, proposed)
    assert merge.new_text is not None
    found = read_model_files({"new.yml": merge.new_text}).model
    assert (found.datasets, found.relationships, found.metrics) == (
        proposed.datasets,
        proposed.relationships,
        proposed.metrics,
    )
