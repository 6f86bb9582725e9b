"""Our YAML: what is written reads back equal, what people write gives values or problems."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boardroom.semantic.model_file import read_model
from boardroom.semantic.model_value import plain_value
from boardroom.semantic.yaml_node import node_of
from boardroom.semantic.yaml_text import read_yaml
from boardroom.semantic.yaml_write import write_yaml
from tests.unit.semantic.test_model_file import SHOP

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
WORDS = st.sampled_from(
    ["null", "~", "true", "No", "1", "1.5", "0x1f", "1e3", "- a", "a: b", "a #b", "#", "'", '"x"',
     "*", "&a", "!t", "|", ">", "%", "@", "`", "{", "[a]", "a,b", " a", "a ", "a\n", "\n",
     "a\n\nb\n\n", "a\r\nb", "---", "...", "? a", "=", "<<", "é", "\u2028", "\ufeff",
     "2017-01-01", ": ", "a:", "\t", "a\tb", "0o7", "+1", "."]
)  # fmt: skip
SCALARS = st.one_of(
    TEXT,
    WORDS,
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT | WORDS, inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.dictionaries(TEXT | WORDS, VALUES, max_size=4))
def test_what_is_written_reads_back_equal(value: dict[str, Any]) -> None:
    text = write_yaml(value)
    file = read_yaml(text, origin="x.yml")
    assert file.problems == ()
    found = {} if file.root is None else plain_value(file.root)
    assert found == value
    assert repr(found) == repr(value)


@settings(deadline=None)
@given(VALUES)
def test_values_become_nodes_and_back(value: Any) -> None:
    assert plain_value(node_of(value, line=1)) == value


@settings(deadline=None, max_examples=150)
@given(st.integers(0, len(SHOP)), st.integers(0, 12), TEXT | WORDS)
def test_any_edit_of_a_model_gives_a_model_or_problems_with_a_place(
    start: int, length: int, replacement: str
) -> None:
    loaded = read_model(SHOP[:start] + replacement + SHOP[start + length :], origin="m.yml")
    for problem in loaded.problems:
        assert problem.where
        assert problem.text


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_model_or_problems(content: bytes) -> None:
    loaded = read_model(content, origin="m.yml")
    assert loaded.problems


def test_every_value_knows_the_line_of_its_key() -> None:
    file = read_yaml("a:\n  b:\n    - x\n    - y\nc: |\n  long\n", origin="x.yml")
    assert file.root is not None
    entries: Any = file.root.value
    assert entries["a"].line == 1
    assert entries["a"].value["b"].line == 2
    assert [item.line for item in entries["a"].value["b"].value] == [3, 4]
    assert entries["c"].line == 5


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("True", True),
        ("~", None),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("2017-01-01", "2017-01-01"),
        ("12:30", "12:30"),
        ("'1'", "1"),
        ("!!str 1", "1"),
        ("-3", -3),
        ("<<", "<<"),
    ],
)
def test_plain_texts_are_those_of_yaml_1_2(text: str, value: object) -> None:
    file = read_yaml(f"a: {text}\n", origin="x.yml")
    assert file.root is not None
    assert plain_value(file.root) == {"a": value}


def test_short_lists_stand_on_one_line_and_long_texts_in_blocks() -> None:
    value = {
        "keys": ["a", "b"],
        "time": {"start": "x", "end": "y"},
        "sql": "SELECT *\nFROM t\n",
        "items": [{"name": "a", "n": 1}, {"name": "b"}],
        "none": None,
        "empty": [],
        "long": [f"item number {index}" for index in range(20)],
    }
    text = write_yaml(value)
    assert text.startswith(
        "keys: [a, b]\n"
        "time: {start: x, end: y}\n"
        "sql: |\n  SELECT *\n  FROM t\n"
        "items:\n  - name: a\n    n: 1\n  - name: b\n"
        "none: null\nempty: []\nlong: [item number 0, item number 1,"
    )
    assert max(map(len, text.splitlines())) <= 100
    assert write_yaml({"a": '"x"', "b": "it's \\"}) == "a: '\"x\"'\nb: it's \\\n"
