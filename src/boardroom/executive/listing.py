"""Everything that was found, as one list of insights by one score. Called by ``executive.page`` and
the workspace.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from boardroom.executive.layout import KEY_METRICS, Found
from boardroom.executive.pack_binding import Department
from boardroom.executive.ranking import by_score
from boardroom.insight.model import Insight, Report

_STANDING = -40.0
"""What the records of a company say holds all the time, as what moves together does: no news."""

_ALONE = 40.0
"""They are most of what there is to say where packs know little of the data."""


def list_found(found: Found, *, model_version: str) -> Report:
    """The report: every story once, the largest score first; dismissed ones among them."""
    return Report(
        title="Insights",
        as_of=found.as_of,
        insights=by_score((*found.insights, *found.quality, *found.beyond)),
        not_available=tuple(dict.fromkeys(found.missing)),
        sources=found.sources,
        model_version=model_version,
        tests=found.tests,
    )


def with_records(report: Report, records: Report, *, departments: Sequence[Department]) -> Report:
    """The list with what the records of tables say, ranked by the same score.

    Args:
        departments: bound packs: where they know metrics enough for the first row of a page, the
            workspace is a company's.
    """
    company = sum(item.named for item in departments) >= KEY_METRICS
    scored = (_scored(item, weight=_STANDING if company else _ALONE) for item in records.insights)
    return replace(
        report,
        insights=_each_once(by_score((*report.insights, *scored))),
        not_available=(*report.not_available, *records.not_available),
        tests={**report.tests, **records.tests},
    )


def _each_once(insights: Sequence[Insight]) -> tuple[Insight, ...]:
    """The insights, of a metric's trend and the same course of its records the first, which tells
    the other; one that was dismissed takes no place from one that was not."""
    kept: dict[object, Insight] = {}
    for place, item in enumerate(insights):
        key: object = place
        if item.kind in {"trend", "course"} and item.metric and item.effect and not item.subject:
            key = (item.metric, item.effect.value > 0, item.status == "dismissed")
        first = kept.setdefault(key, item)
        if first is not item:
            kept[key] = replace(first, told=item)
    return tuple(kept.values())


def _scored(item: Insight, *, weight: float) -> Insight:
    """An insight of records, whose parts are factors, with parts that add up to its score."""
    parts = {**points(item.score_parts), "records": weight}
    return replace(item, score=sum(parts.values()), score_parts=parts)


def points(factors: Mapping[str, float], *, whole: float = 100.0) -> Mapping[str, float]:
    """``whole`` times the factors as a sum: of what it lacks each factor has its part, by its
    logarithm.

    Example:
        >>> points({"significance": 0.5, "effect": 0.5})
        {'whole': 100.0, 'significance': -37.5, 'effect': -37.5}
    """
    lacking = math.prod(factors.values()) - 1.0
    logs = {name: math.log(max(factor, 1e-12)) for name, factor in factors.items()}
    total = sum(logs.values())
    parts = {name: whole * lacking * log / total if total else 0.0 for name, log in logs.items()}
    return {"whole": whole, **parts}
