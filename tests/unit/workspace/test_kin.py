"""Vectors of names are worked out once, and a broken file is done without."""

from pathlib import Path

import numpy as np
import pytest

from boardroom.ask.minilm import MiniLM
from boardroom.workspace.kin import KeptEncoder
from tests.unit.ask.tiny_minilm import write_model

NAMES = ["net revenue", "re-ordering"]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    write_model(tmp_path / "model")
    return tmp_path / "model"


def test_vectors_of_names_are_read_again_and_those_of_one_text_are_not(
    model: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    vectors = KeptEncoder(model, folder).encode(NAMES)
    np.testing.assert_array_equal(vectors, MiniLM(model).encode(NAMES))
    KeptEncoder(model, folder).encode(NAMES[:1])
    (file,) = folder.iterdir()
    np.save(file, -vectors)
    np.testing.assert_array_equal(KeptEncoder(model, folder).encode(NAMES), -vectors)


@pytest.mark.parametrize("text", [b"", b"no array", b"\x93NUMPY\x01\x00"])
def test_a_broken_file_is_written_again(model: Path, tmp_path: Path, text: bytes) -> None:
    vectors = KeptEncoder(model, tmp_path).encode(NAMES)
    (file,) = tmp_path.glob("names-*.npy")
    file.write_bytes(text)
    np.testing.assert_array_equal(KeptEncoder(model, tmp_path).encode(NAMES), vectors)
    assert file.read_bytes() != text


def test_other_names_take_the_place_of_the_old_ones(model: Path, tmp_path: Path) -> None:
    for names in (NAMES, NAMES[::-1]):
        KeptEncoder(model, tmp_path).encode(names)
    assert len([*tmp_path.glob("names-*")]) == 1


def test_a_folder_that_cannot_be_written_is_done_without(model: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert KeptEncoder(model, tmp_path / "file").encode(NAMES).shape[0] == len(NAMES)
