"""Names of a model that mean much the same as words that nothing else explains.

Optional: vectors come from an ``Encoder``, which is there where the MiniLM package is installed. It
never decides: what it finds becomes a suggestion or a choice, since near in meaning is not the
same («profit» lies next to «revenue»). Called where a question has words left over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from boardroom.semantic.model import SemanticModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LEAST = 0.55
"""Cosine below which words are not akin: unrelated names come to 0.5."""
_BEHIND = 0.12
"""How far behind the nearest name another one still counts."""


class Encoder(Protocol):
    """Makes vectors of length one of short texts."""

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """One row per text."""
        ...


@dataclass(frozen=True, kw_only=True)
class Near:
    """A name and how much it means the same, 0…1."""

    name: str
    score: float


class Akin(Protocol):
    """Finds names for words that nothing explains."""

    def near(self, words: str) -> tuple[Near, ...]:
        """The names, nearest first."""
        ...


class Kinship:
    """Finds the names that words are akin to.

    Args:
        names: as people say them; of those that differ by capitals only, the first.
        encoder: worked with when first asked.
    """

    def __init__(self, names: Iterable[str], encoder: Encoder) -> None:
        self._names = tuple({name.casefold(): name for name in reversed([*names])}.values())[::-1]
        self._encoder = encoder

    @cached_property
    def _vectors(self) -> "NDArray[np.float32]":
        return self._encoder.encode(self._names)

    def near(self, words: str, *, limit: int = 3) -> tuple[Near, ...]:
        """The names most akin to the words, nearest first; none where nothing is.

        Args:
            limit: how many at most.
        """
        if not self._names or not words.strip():
            return ()
        scores = self._vectors @ self._encoder.encode([words])[0]
        ranked = sorted(zip(scores.tolist(), self._names, strict=True), reverse=True)
        least = max(_LEAST, ranked[0][0] - _BEHIND)
        found = [Near(name=name, score=score) for score, name in ranked if score >= least]
        return tuple(found[:limit])


def spoken_names(model: SemanticModel) -> tuple[str, ...]:
    """What metrics, datasets and dimensions are called; keys, measures and hidden items are not."""
    metrics = [item.label or item.name for item in model.metrics if not item.hidden]
    datasets = [item.label or item.name for item in model.datasets if not item.bridge]
    fields = [
        item.label or item.name
        for dataset in model.datasets
        for item in dataset.fields
        if not item.hidden and item.role in {"dimension", "time"}
    ]
    return tuple(name.replace("_", " ") for name in (*metrics, *datasets, *fields))


def kinship_of(model: SemanticModel) -> Kinship | None:
    """Kinship with the names of a model; None where the MiniLM package is not installed."""
    from boardroom.ask.minilm import MiniLM, model_folder

    folder = model_folder()
    return Kinship(spoken_names(model), MiniLM(folder)) if folder is not None else None
