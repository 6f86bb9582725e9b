"""The scale on which the noise of a series is about as large everywhere. Called by ``month``,
``step`` and ``quiet``."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from boardroom.analysis.panel.series import Floats

COUNTED = 3 / 8
"""Is added to counts before their root is taken.

Source: F. J. Anscombe, The transformation of Poisson, binomial and negative-binomial data,
Biometrika 35 (1948).
"""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """A scale, and the way back from it.

    Attributes:
        kind: twice the ``root``, on which a count deviates by about one; the ``log`` of what is
            above zero, or of what lies ``below`` it; ``plain``.
        added: to what a root is taken of.

    Example:
        >>> root = Scale(kind="root", added=COUNTED)
        >>> root.back(root.onto(np.array([4.0, 9.0]))).round(6).tolist()
        [4.0, 9.0]
        >>> below = Scale(kind="below")
        >>> below.back(below.onto(np.array([-4.0, -9.0]))).round(6).tolist()
        [-4.0, -9.0]
    """

    kind: Literal["root", "log", "below", "plain"]
    added: float = 0.0

    def onto(self, values: Floats) -> Floats:
        """The values on the scale."""
        if self.kind == "root":
            return 2.0 * np.sqrt(values + self.added)
        if self.kind == "plain":
            return values.copy()
        found: Floats = np.log(np.abs(values))
        return found

    def back(self, values: Floats) -> Floats:
        """What stands for the values on the scale; a root never for less than 0."""
        if self.kind == "root":
            return np.maximum(np.maximum(values, 0.0) ** 2 / 4 - self.added, 0.0)
        if self.kind == "plain":
            return values
        found: Floats = np.exp(values) if self.kind == "log" else -np.exp(values)
        return found
