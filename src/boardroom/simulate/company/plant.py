"""Draws the default incidents of a company: one of every kind, with segment, window and size.

Sizes are drawn in multiples of the metric's unexplained daily deviation (``Noise``): a third of the
business incidents between 1.0 and 2.4, the others 2.5 plus an exponential with mean 2.5; then kept
within what the kind allows. Called by ``write``.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from math import ceil, exp, prod, sqrt
from typing import TYPE_CHECKING

from boardroom.simulate.company.incident import Incident
from boardroom.simulate.company.kind import KINDS, Kind

if TYPE_CHECKING:
    import numpy as np

WEAK_SIGMAS = (1.0, 2.4)
STRONG_LEAST, STRONG_MEAN = 2.5, 2.5
GROWTH = 0.33
"""Yearly growth of the company, in logs; as in ``build/calendar.sql``."""


def plant_default(*, seed: int, scale: float, until: date) -> tuple[Incident, ...]:
    """One incident of every kind for ``seed``, in the order of their starts."""
    import numpy as np

    rng = np.random.default_rng((seed, 0xB0A2D))
    drafts = _drafts(rng, scale=scale, until=until)
    weak = _weak(rng, drafts)
    incidents = []
    for name, (segment, start, end, deviation) in drafts.items():
        kind = KINDS[name]
        least, greatest = kind.sizes
        wanted = (
            rng.uniform(*WEAK_SIGMAS)
            if name in weak
            else STRONG_LEAST + rng.exponential(STRONG_MEAN)
        )
        size = round(float(min(greatest, max(least, wanted * deviation))), 4)
        incidents.append(
            Incident(
                id=name.replace("_", "-"),
                kind=name,
                segment=segment,
                start=start,
                end=end,
                size=size,
                sigmas=round(size / deviation, 2),
            )
        )
    return tuple(sorted(incidents, key=lambda incident: (incident.start, incident.id)))


def daily_deviation(kind: Kind, *, segment: Mapping[str, str], scale: float, years: float) -> float:
    """The unexplained daily deviation of the metric in ``segment``, ``years`` before the end."""
    share = prod(kind.dimensions[name].get(value, 1.0) for name, value in segment.items())
    events = kind.noise.events * share * scale * exp(-GROWTH * years)
    return sqrt(kind.noise.level**2 + kind.noise.spread**2 / events)


Draft = tuple[dict[str, str], date, date, float]


def _drafts(rng: "np.random.Generator", *, scale: float, until: date) -> dict[str, Draft]:
    drafts: dict[str, Draft] = {}
    files = list(rng.permutation(list(KINDS["pipeline_gap"].dimensions["file"])))
    for name, kind in KINDS.items():
        segment = {
            dimension: str(files.pop() if dimension == "file" else rng.choice(list(values)))
            for dimension, values in kind.dimensions.items()
        }
        days = int(rng.integers(kind.days[0], kind.days[1] + 1))
        start = _start(rng, kind, until=until, days=days)
        years = (until - start).days / 365.25
        deviation = daily_deviation(kind, segment=segment, scale=scale, years=years)
        drafts[name] = (segment, start, start + timedelta(days=days - 1), deviation)
    return drafts


def _start(rng: "np.random.Generator", kind: Kind, *, until: date, days: int) -> date:
    """A start that puts the incident in its place; some of the past ones are not over."""
    match kind.place:
        case "past":
            ago = days + int(rng.integers(-days // 4, 270))
            return until - timedelta(days=max(ago, days // 2))
        case "recent":
            return until - timedelta(days=days + int(rng.integers(5, 28)))
        case "end":
            return until - timedelta(days=days)
        case "open":
            return until


def _weak(rng: "np.random.Generator", drafts: Mapping[str, Draft]) -> set[str]:
    """A third of the business incidents; those that cannot be stronger are of them."""
    business = [name for name in drafts if KINDS[name].business]
    weak = {name for name in business if KINDS[name].sizes[1] < STRONG_LEAST * drafts[name][3]}
    free = [
        name
        for name in business
        if name not in weak and KINDS[name].sizes[0] < WEAK_SIGMAS[1] * drafts[name][3]
    ]
    missing = max(0, ceil(len(business) / 3) - len(weak))
    return weak | {str(name) for name in rng.permutation(free)[:missing]}
