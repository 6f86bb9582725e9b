"""The best windows of series, of one scale or of all. Called by ``look``."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.panel.series import Days, Floats


@dataclass(frozen=True, kw_only=True)
class Tops:
    """The best window of each row; all of shape (S,)."""

    scores: Floats
    firsts: Days
    lasts: Days

    def of(self, row: int) -> "Tops":
        """That of one row."""
        only = slice(row, row + 1)
        return Tops(scores=self.scores[only], firsts=self.firsts[only], lasts=self.lasts[only])

    @classmethod
    def best_of(cls, parts: "Sequence[Tops]") -> "Tops":
        """The best of all parts for each row; of equal ones the first."""
        best, *others = parts
        for other in others:
            better = other.scores > best.scores
            best = cls(
                scores=np.where(better, other.scores, best.scores),
                firsts=np.where(better, other.firsts, best.firsts),
                lasts=np.where(better, other.lasts, best.lasts),
            )
        return best
