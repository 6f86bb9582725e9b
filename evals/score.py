"""What an evaluation comes to. Every evaluation is a function from a folder to a ``Score``."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Score:
    """The outcome of one evaluation over one folder.

    Attributes:
        figures: name → value; the names are a contract, also of ``--json``.
        cases: how many cases were scored.
        seconds: seconds of the product's own work, without reading the cases.
    """

    figures: Mapping[str, float]
    cases: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What a figure is to reach: at least ``least`` or at most ``most``."""

    least: float | None = None
    most: float | None = None

    def kept(self, value: float) -> bool:
        """Whether the value reaches it."""
        above = self.least is None or value >= self.least
        return above and (self.most is None or value <= self.most)

    @property
    def text(self) -> str:
        """As people write it."""
        low = f"≥ {self.least:g}" if self.least is not None else ""
        high = f"≤ {self.most:g}" if self.most is not None else ""
        return " and ".join(filter(None, (low, high)))
