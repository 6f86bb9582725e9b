"""The vectors are those of the network written out; the real model puts like beside like."""

from pathlib import Path

import numpy as np
import pytest

from boardroom.ask.minilm import INSTALL, MiniLM, model_folder
from boardroom.errors import NotFoundError
from tests.unit.ask.tiny_minilm import WORDS, vector_of, write_model

TEXTS = ["net revenue", "San José's unbelievable re-ordering", "unicorns", ""]


def test_vectors_are_those_of_the_network_written_out(tmp_path: Path) -> None:
    weights = write_model(tmp_path)
    model = MiniLM(tmp_path)
    expected = [vector_of(model.tokens(text), weights) for text in TEXTS]
    np.testing.assert_allclose(model.encode(TEXTS), expected, atol=1e-5)


def test_words_are_cut_into_the_longest_known_pieces(tmp_path: Path) -> None:
    write_model(tmp_path)
    pieces = [WORDS[token] for token in MiniLM(tmp_path).tokens(TEXTS[1] + " unicorns")]
    assert pieces == [
        *("[CLS]", "san", "jose", "'", "s", "un", "##believ", "##able", "re", "-", "order"),
        *("##ing", "[UNK]", "[SEP]"),
    ]


def test_a_text_of_any_length_has_a_vector(tmp_path: Path) -> None:
    write_model(tmp_path)
    model = MiniLM(tmp_path)
    long, endless = model.encode(["net revenue " * 500, "x" * 10_000])
    assert np.linalg.norm([long, endless], axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_a_model_that_is_not_there_says_how_to_install_it(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError) as failed:
        MiniLM(tmp_path / "gone")
    assert INSTALL in (failed.value.hint or "")


@pytest.mark.slow
def test_the_real_model_puts_like_beside_like() -> None:
    folder = model_folder()
    if folder is None:
        pytest.skip("no MiniLM: python3 tools/bootstrap.py --with-embeddings")
    texts = ["customers", "clients", "staff", "employees", "weather"]
    like = MiniLM(folder).encode(texts) @ MiniLM(folder).encode(texts).T
    assert like[0, 1] > 0.6 > like[0, 4]
    assert like[2, 3] > 0.6 > like[2, 4]
