"""The reference pages of model, query and result say what the code does."""

import dataclasses
import json
import re
from pathlib import Path

import pytest

from boardroom.semantic.filter_text import parse_filter
from boardroom.semantic.model_file import parse_model
from boardroom.semantic.model_schema import model_reference
from boardroom.semantic.query import Query
from boardroom.semantic.query_json import query_from_json
from boardroom.semantic.result_json import dump_json, result_from_json, result_to_json

PAGES = Path(__file__).parents[3] / "docs" / "reference"


def blocks(page: str, kind: str) -> list[str]:
    text = (PAGES / page).read_text(encoding="utf-8")
    return re.findall(rf"```{kind}\n(.*?)```", text, flags=re.DOTALL)


def test_the_model_page_is_what_the_key_table_says() -> None:
    found = (PAGES / "model.md").read_text(encoding="utf-8")
    assert found == model_reference(), "write model_reference() to docs/reference/model.md"


def test_the_example_of_the_model_page_is_a_sound_model() -> None:
    (text,) = blocks("model.md", "yaml")
    assert parse_model(text).metric_by_name["growth"].unit == "percent"


@pytest.mark.parametrize("position", [0, 1])
def test_the_queries_of_the_page_are_queries(position: int) -> None:
    assert query_from_json(json.loads(blocks("query.md", "json")[position])) != Query()


def test_every_filter_of_the_page_is_understood() -> None:
    (text,) = blocks("query.md", "filter")
    for line in text.splitlines():
        parse_filter(line)


def test_every_key_of_a_query_is_explained() -> None:
    text = (PAGES / "query.md").read_text(encoding="utf-8")
    missing = [item.name for item in dataclasses.fields(Query) if f"| `{item.name}` |" not in text]
    assert missing == []


def test_the_result_of_the_page_is_one() -> None:
    (text,) = blocks("query.md", "result")
    data = json.loads(text)
    assert json.loads(dump_json(result_to_json(result_from_json(data)))) == data
