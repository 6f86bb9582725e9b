"""What to simulate, and what was simulated."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from boardroom.errors import UsageError
from boardroom.simulate.company.incident import Incident

YEARS = 3
WARM_UP = timedelta(days=300)
Planting = Literal["default", "none"]


@dataclass(frozen=True, kw_only=True)
class CompanySpec:
    """A company to simulate.

    Attributes:
        until: the first day without data («today»); history begins three years before, on the
            first of that month.
        seed: other seeds give other customers, noise, and incidents.
        scale: 1 has about 1,850 customers and two million fact rows at the end.
        incidents: ``default`` draws one of every kind, ``none`` plants nothing; or the incidents.
    """

    until: date
    seed: int = 7
    scale: float = 1.0
    incidents: Planting | tuple[Incident, ...] = "default"

    def __post_init__(self) -> None:
        if not 0.01 <= self.scale <= 200:
            raise UsageError(f"a scale of {self.scale} is not between 0.01 and 200")
        if self.seed < 0:
            raise UsageError(f"the seed {self.seed} is negative")

    @property
    def first(self) -> date:
        """The first day of history."""
        return date(self.until.year - YEARS, self.until.month, 1)

    @property
    def earliest(self) -> date:
        """The first day drawn: what leads to the first deals lies before history."""
        return (self.first - WARM_UP).replace(day=1)


@dataclass(frozen=True, kw_only=True)
class Company:
    """A company as written: its folder, the rows of each table, what was planted."""

    spec: CompanySpec
    folder: Path
    rows: Mapping[str, int]
    incidents: tuple[Incident, ...]

    @property
    def tables(self) -> tuple[Path, ...]:
        """The Parquet files, one per table."""
        return tuple(self.folder / f"{name}.parquet" for name in self.rows)
