"""What an evaluation comes to. Every evaluation is a function from a folder to a ``Score``."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Score:
    """The outcome of one evaluation over one folder.

    Attributes:
        figures: name → value; the names are a contract, also of ``--json``.
        cases: how many cases were scored.
        seconds: seconds of the product's own work, without reading the cases.
        by_category: kind of case → its own figures, where cases are of several.
    """

    figures: Mapping[str, float]
    cases: int
    seconds: float
    by_category: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """The figures, and where cases are of several kinds: those of each, and how many."""
        if not self.by_category:
            return dict(self.figures)
        kinds = {name: dict(figures) for name, figures in self.by_category.items()}
        return {**self.figures, "cases": self.cases, "by_category": kinds}


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
