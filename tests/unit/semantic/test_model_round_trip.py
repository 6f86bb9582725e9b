"""Every sound model survives its way through our YAML, strict Ossie and the JSON Schema."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from boardroom.errors import ModelError
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.model_file import dump_model, model_version, parse_model
from boardroom.semantic.model_schema import model_schema
from boardroom.semantic.model_value import plain_value
from boardroom.semantic.ossie import export_ossie, import_ossie
from boardroom.semantic.yaml_text import read_yaml
from tests.unit.semantic.model_strategy import models
from tests.unit.semantic.test_model_file import SHOP

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])

OSSIE_KEYS = {
    "semantic_model": {
        "name", "description", "ai_context", "datasets", "relationships", "metrics",
        "custom_extensions",
    },
    "datasets": {
        "name", "source", "primary_key", "unique_keys", "description", "ai_context", "fields",
        "custom_extensions",
    },
    "fields": {
        "name", "expression", "dimension", "label", "description", "datatype", "ai_context",
        "custom_extensions",
    },
    "relationships": {
        "name", "from", "to", "from_columns", "to_columns", "ai_context", "custom_extensions",
    },
    "metrics": {
        "name", "expression", "description", "datatype", "ai_context", "custom_extensions",
    },
}  # fmt: skip
"""The keys Ossie 0.2 allows for each kind of item."""


def plain(text: str) -> Any:
    file = read_yaml(text, origin="test")
    assert file.root is not None
    assert file.problems == ()
    return plain_value(file.root)


def foreign_keys(value: Any, kind: str) -> Iterator[str]:
    """Keys of items that Ossie does not know."""
    if isinstance(value, list):
        for item in value:
            yield from foreign_keys(item, kind)
    elif isinstance(value, dict) and kind in OSSIE_KEYS:
        yield from (f"{kind}.{key}" for key in value if key not in OSSIE_KEYS[kind])
        for key, item in value.items():
            if key in OSSIE_KEYS:
                yield from foreign_keys(item, key)


@SLOW
@given(models())
def test_our_yaml_reads_back_equal(model: SemanticModel) -> None:
    text = dump_model(model)
    again = parse_model(text)
    assert again == model
    assert dump_model(again) == text
    assert model_version(again) == model_version(model)


@SLOW
@given(models())
def test_strict_ossie_reads_back_equal_and_holds_only_its_keys(model: SemanticModel) -> None:
    text = export_ossie(model)
    assert import_ossie(text) == model
    document = plain(text)
    assert set(document) == {"version", "semantic_model"}
    assert list(foreign_keys(document["semantic_model"], "semantic_model")) == []


def test_strict_ossie_satisfies_its_schema(eval_data: Path) -> None:
    schema = plain((eval_data / "ossie" / "ossie-schema.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema)

    @SLOW
    @given(models())
    def check(model: SemanticModel) -> None:
        errors = [error.message for error in validator.iter_errors(plain(export_ossie(model)))]
        assert errors == []

    check()
    assert list(validator.iter_errors(plain(export_ossie(parse_model(SHOP))))) == []


def test_a_published_ossie_model_is_read_whole_and_written_back_equal(eval_data: Path) -> None:
    text = (eval_data / "ossie" / "tpcds_semantic_model.yaml").read_text(encoding="utf-8")
    assert plain(export_ossie(import_ossie(text))) == plain(text)


def test_our_own_keys_travel_in_our_extension() -> None:
    document = plain(export_ossie(parse_model(SHOP)))
    revenue = document["semantic_model"][0]["metrics"][0]
    assert revenue == {
        "name": "revenue",
        "expression": {"dialects": [{"dialect": "ANSI_SQL", "expression": "SUM(orders.price)"}]},
        "custom_extensions": [
            {
                "vendor_name": "BOARDROOM",
                "data": '{"direction": "up", "filter": "orders.state <> \'XX\'", "target": 1000, '
                '"thresholds": {"critical": 500.5, "warning": 900}, "unit": "BRL"}',
            }
        ],
    }


def test_a_model_without_datasets_cannot_be_exported() -> None:
    with pytest.raises(ModelError, match="no dataset"):
        export_ossie(SemanticModel(name="empty", datasets=()))


def test_relationships_over_plain_columns_get_hidden_key_fields() -> None:
    text = """
semantic_model:
  - name: x
    datasets:
      - {name: a, source: a}
      - {name: b, source: b, primary_key: [id]}
    relationships:
      - {name: l, from: a, to: b, from_columns: [b_id], to_columns: [id]}
"""
    model = import_ossie(text)
    field = model.dataset_by_name["a"].field_by_name["b_id"]
    assert (field.expression.sql, field.role, field.hidden) == ('"b_id"', "key", True)
    assert import_ossie(export_ossie(model)) == model


def test_a_document_of_several_models_is_refused() -> None:
    text = """
semantic_model:
  - {name: x, datasets: [{name: a, source: a}]}
  - {name: y, datasets: [{name: b, source: b}]}
"""
    with pytest.raises(ModelError, match=r"o\.yml:2: the document holds 2 semantic models"):
        import_ossie(text, origin="o.yml")


@pytest.mark.parametrize(
    ("data", "part"),
    [
        ("'no json'", "no JSON object"),
        ("'[1]'", "no JSON object"),
        ('\'{"description": "x"}\'', "must stand outside"),
        ('\'{"unti": "x"}\'', "unknown key 'unti' in metric 'm'; did you mean 'unit'?"),
        ("'" + "[" * 5000 + "'", "no JSON object"),
    ],
)
def test_a_damaged_extension_of_ours_is_an_error(data: str, part: str) -> None:
    text = f"""
semantic_model:
  - name: x
    datasets: [{{name: d, source: d}}]
    metrics:
      - name: m
        expression: COUNT(d.*)
        custom_extensions: [{{vendor_name: BOARDROOM, data: {data}}}]
"""
    with pytest.raises(ModelError) as caught:
        import_ossie(text, origin="o.yml")
    assert part in caught.value.message
    assert "o.yml:8" in caught.value.message


def test_editors_accept_what_the_loader_accepts() -> None:
    schema = model_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert [error.message for error in validator.iter_errors(plain(SHOP))] == []

    @SLOW
    @given(models())
    def check(model: SemanticModel) -> None:
        errors = [error.message for error in validator.iter_errors(plain(dump_model(model)))]
        assert errors == []

    check()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("direction: up", "diretion: up"),
        ("datatype: Date", "datatype: Day"),
        ("hidden: true", "hidden: 1"),
        ("offset: 1 month", "offset: 1 moon"),
        ("    source: orders\n", ""),
    ],
)
def test_editors_refuse_what_the_loader_refuses(old: str, new: str) -> None:
    text = SHOP.replace(old, new)
    assert list(Draft202012Validator(model_schema()).iter_errors(plain(text)))
    with pytest.raises(ModelError):
        parse_model(text)
