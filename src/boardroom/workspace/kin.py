"""The kinship of a workspace's names, their vectors kept beside its data. Called by the ``Desk``.

Working the vectors out takes some seconds, once per set of names; reading them some milliseconds.
"""

import contextlib
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from boardroom.ask.kinship import Encoder, Kinship, spoken_names

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from boardroom.semantic.model import SemanticModel


def open_kinship(model: "SemanticModel", folder: Path) -> Kinship | None:
    """Kinship with the names of a model; None where the MiniLM package is not installed.

    Args:
        folder: where vectors are kept.
    """
    from boardroom.ask.minilm import model_folder

    found = model_folder()
    if found is None:
        return None
    return Kinship(spoken_names(model), KeptEncoder(found, folder))


class KeptEncoder:
    """MiniLM, with the vectors of several texts at once kept in a file.

    Args:
        model: the folder of the model, which is read when first needed.
        folder: where the file is; one that cannot be read or written is done without.
    """

    def __init__(self, model: Path, folder: Path) -> None:
        self._model = model
        self._folder = folder
        self._loaded: Encoder | None = None

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """As ``Encoder``."""
        if len(texts) < 2:
            return self._encoder.encode(texts)
        import numpy as np

        digest = hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()
        path = self._folder / f"names-{digest[:16]}.npy"
        try:
            kept = np.load(path, allow_pickle=False)
            if kept.shape[0] == len(texts) and kept.dtype == np.float32:
                return np.asarray(kept)
        except (OSError, ValueError, EOFError):
            pass
        found = self._encoder.encode(texts)
        self._keep(path, found)
        return found

    @property
    def _encoder(self) -> Encoder:
        from boardroom.ask.minilm import MiniLM

        self._loaded = self._loaded or MiniLM(self._model)
        return self._loaded

    def _keep(self, path: Path, vectors: "NDArray[np.float32]") -> None:
        import numpy as np

        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            for old in path.parent.glob("names-*.npy"):
                old.unlink(missing_ok=True)
            part = path.with_suffix(".part")
            with part.open("wb") as file:
                np.save(file, vectors, allow_pickle=False)
            part.replace(path)
