"""What is remembered of a YAML text is what parsing it says."""

from pathlib import Path

import pytest

from boardroom.semantic.model_file import read_models
from boardroom.semantic.yaml_memory import MOST_KEPT, YamlMemory
from boardroom.semantic.yaml_text import read_yaml

TEXT = """\
# a comment
plain: text
numbers: [1, -2, 0x1F, 1.50, 1e999, 1e400, "3"]
truths: [true, False, null, ~, "", 'null']
nested: &here
  deep: {a: 1, b: [x, [y, {}]], empty: []}
again: *here
folded: >
  two
  lines
umlaut: Zürich \U0001f600
escaped: "\\ud800 \\n \\x41"
empty:
""".encode()


@pytest.fixture
def memory(tmp_path: Path) -> YamlMemory:
    return YamlMemory(folder=tmp_path / "kept")


def test_a_text_is_remembered_as_it_was_parsed(memory: YamlMemory) -> None:
    parsed = read_yaml(TEXT, origin="a.yml")
    assert read_yaml(TEXT, origin="a.yml", memory=memory) == parsed
    assert memory.recall(TEXT) == parsed.root
    assert read_yaml(TEXT, origin="a.yml", memory=memory) == parsed


def test_a_tree_comes_from_the_memory_and_not_from_the_text(memory: YamlMemory) -> None:
    other = read_yaml(b"a: 1", origin="other.yml").root
    assert other is not None
    memory.keep(TEXT, other)
    assert read_yaml(TEXT, origin="a.yml", memory=memory).root == other


def test_another_text_is_not_known(memory: YamlMemory) -> None:
    read_yaml(TEXT, origin="a.yml", memory=memory)
    assert memory.recall(TEXT + b" ") is None


@pytest.mark.parametrize("text", [b"a: 1\na: 2\n", b"a: [", b"", b"\xff"])
def test_what_has_problems_or_says_nothing_is_read_anew_each_time(
    memory: YamlMemory, text: bytes
) -> None:
    first = read_yaml(text, origin="a.yml", memory=memory)
    assert memory.recall(text) is None
    assert read_yaml(text, origin="b.yml", memory=memory).problems == tuple(
        read_yaml(text, origin="b.yml").problems
    )
    assert first == read_yaml(text, origin="a.yml")


@pytest.mark.parametrize(
    "damage", ["", "[1", "[1]", "{}", '["1","a"]', '[1,{"a":[1,2,3]}]', '[1,"a",{}]', "[1,5]"]
)
def test_a_damaged_memory_is_not_believed(memory: YamlMemory, damage: str) -> None:
    parsed = read_yaml(TEXT, origin="a.yml", memory=memory)
    (file,) = memory.folder.iterdir()
    file.write_text(damage)
    assert memory.recall(TEXT) is None
    assert read_yaml(TEXT, origin="a.yml", memory=memory) == parsed
    assert memory.recall(TEXT) == parsed.root


def test_a_folder_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = YamlMemory(folder=tmp_path / "file" / "kept")
    assert read_yaml(TEXT, origin="a.yml", memory=memory) == read_yaml(TEXT, origin="a.yml")


def test_only_so_many_texts_are_kept(memory: YamlMemory) -> None:
    for number in range(MOST_KEPT + 5):
        read_yaml(f"a: {number}".encode(), origin="a.yml", memory=memory)
    assert len(list(memory.folder.iterdir())) == MOST_KEPT


def test_errors_in_a_remembered_model_name_their_line(tmp_path: Path, memory: YamlMemory) -> None:
    file = tmp_path / "model.yml"
    file.write_text("name: shop\nmetrics:\n  - name: revenue\n    expresion: SUM(orders.price)\n")
    first = read_models(file, memory=memory)
    assert memory.recall(file.read_bytes()) is not None
    assert read_models(file, memory=memory) == first == read_models(file)
    assert first.problems[0].where == f"{file}:4"
