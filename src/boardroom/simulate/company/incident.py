"""What was planted in a simulated company: incidents, their truth as JSON, their effects as levers.

``kind`` says which kinds there are; ``plant`` draws incidents; ``world`` turns effects into SQL.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from boardroom.errors import UsageError
from boardroom.simulate.company.kind import KINDS, Kind


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One lever of the generation, moved where ``where`` holds, from ``start`` to ``end``."""

    lever: str
    where: Mapping[str, str]
    start: date
    end: date
    factor: float


@dataclass(frozen=True, kw_only=True)
class Incident:
    """One planted incident.

    Attributes:
        id: unique within the company.
        kind: a name of ``KINDS``.
        segment: the values that it touches, by dimension.
        start: the first day.
        end: the last day.
        size: how strong, in the unit of its kind (most: relative change of its lever).
        sigmas: ``size`` over the unexplained daily deviation of the metric in the segment.
    """

    id: str
    kind: str
    segment: Mapping[str, str]
    start: date
    end: date
    size: float
    sigmas: float | None = None

    @property
    def of_kind(self) -> Kind:
        """The kind's definition."""
        return KINDS[self.kind]

    def effects(self, *, first: date) -> tuple[Effect, ...]:
        """The levers that this incident moves, every year since ``first`` where it is yearly."""
        kind = self.of_kind
        years = range(self.start.year - first.year + 1) if kind.yearly else range(1)
        return tuple(
            Effect(
                lever=move.lever,
                where={name: self.segment[name] for name in move.by},
                start=_years_ago(self.start, ago),
                end=_years_ago(self.end, ago),
                factor=max(0.0, 1.0 + move.weight * self.size),
            )
            for ago in years
            for move in kind.moves
        )

    def truth(self) -> dict[str, Any]:
        """The incident as written to the ground truth."""
        kind = self.of_kind
        return {
            "id": self.id,
            "kind": self.kind,
            "business": kind.business,
            "segment": dict(self.segment),
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "size": self.size,
            "unit": kind.unit,
            "sigmas": self.sigmas,
            "metrics": [
                {"metric": metric, "direction": direction}
                for metric, direction in kind.metrics.items()
            ],
            "says": kind.says,
        }


def read_incidents(path: Path) -> tuple[Incident, ...]:
    """Incidents from a file as ``write_company`` writes it (``truth.json``), or a list of them.

    Raises:
        UsageError: the file cannot be read, or an entry is no incident.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise UsageError(f"cannot read incidents from {str(path)!r}: {exc}") from exc
    entries = document.get("incidents") if isinstance(document, dict) else document
    if not isinstance(entries, list):
        raise UsageError(f"{str(path)!r} holds no list of incidents")
    return tuple(_read_entry(entry, number, path) for number, entry in enumerate(entries, start=1))


def _read_entry(entry: object, number: int, path: Path) -> Incident:
    where = f"incident {number} of {str(path)!r}"
    if not isinstance(entry, dict):
        raise UsageError(f"{where} is no object")
    kind = KINDS.get(str(entry.get("kind")))
    if kind is None:
        raise UsageError(
            f"{where} is of the unknown kind {entry.get('kind')!r}",
            hint=f"Kinds: {', '.join(sorted(KINDS))}.",
        )
    try:
        incident = Incident(
            id=str(entry.get("id") or f"{entry['kind']}-{number}"),
            kind=str(entry["kind"]),
            segment={str(name): str(value) for name, value in entry.get("segment", {}).items()},
            start=date.fromisoformat(entry["start"]),
            end=date.fromisoformat(entry["end"]),
            size=float(entry["size"]),
            sigmas=None if entry.get("sigmas") is None else float(entry["sigmas"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as exc:
        raise UsageError(f"{where} cannot be read: {exc!r}") from exc
    _check(incident, where)
    return incident


def _check(incident: Incident, where: str) -> None:
    dimensions = incident.of_kind.dimensions
    if set(incident.segment) != set(dimensions):
        raise UsageError(f"{where} needs a segment with {sorted(dimensions)}")
    for name, value in incident.segment.items():
        if value not in dimensions[name]:
            raise UsageError(
                f"{where} has the unknown {name} {value!r}",
                hint=f"Known: {', '.join(dimensions[name])}.",
            )
    if incident.end < incident.start or incident.size <= 0:
        raise UsageError(f"{where} needs start <= end and a size above 0")


def truth_of(incidents: Sequence[Incident]) -> list[dict[str, Any]]:
    """The ground truth of ``incidents``, in their order."""
    return [incident.truth() for incident in incidents]


def _years_ago(day: date, years: int) -> date:
    """The same day years before; the 29th of February becomes the 28th."""
    leap_day = (day.month, day.day) == (2, 29) and years
    return day.replace(year=day.year - years, day=28 if leap_day else day.day)
