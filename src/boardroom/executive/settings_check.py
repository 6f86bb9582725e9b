"""Whether a workspace's words about its page (``boardroom.yml``) name what there is. Called when
packs are bound, once all metrics are known.

A misspelt name would otherwise have no effect, silently.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from boardroom.errors import ModelError
from boardroom.executive.pack import Pack, PageSettings
from boardroom.semantic.model import Metric, Threshold
from boardroom.semantic.nearest import did_you_mean
from boardroom.semantic.problem import Problem

_LISTED = 60


@dataclass(frozen=True, kw_only=True)
class Known:
    """What settings may name.

    Attributes:
        departments: those of packs and of the model's metrics.
        metrics: of the model, those of packs included.
        packs: whose metrics may be named although the data lacks them.
    """

    departments: Collection[str]
    metrics: Mapping[str, Metric]
    packs: Sequence[Pack]


def check_settings(settings: PageSettings, known: Known) -> None:
    """Return when every name is known and every pair of thresholds makes sense.

    Raises:
        ModelError: lists every problem with file, line, key and the nearest name.
    """
    metrics = {*known.metrics, *(item.name for pack in known.packs for item in pack.metrics)}
    departments = set(known.departments)
    problems = [
        *_unknown(settings, "sections", settings.sections, noun="department", valid=departments),
        *_twice(settings),
        *_unknown(settings, "weights", settings.weights, noun="department", valid=departments),
        *_unknown(settings, "targets", settings.targets, noun="metric", valid=metrics),
        *_unknown(settings, "thresholds", settings.thresholds, noun="metric", valid=metrics),
        *_unknown(
            settings,
            "owners",
            settings.owners,
            noun="department or metric",
            valid=departments | metrics,
        ),
        *_turned(settings, known.metrics),
    ]
    if problems:
        shown = [name for name, item in known.metrics.items() if not item.hidden]
        hint = f"Departments: {_listed(departments)}. Metrics: {_listed(shown)}."
        raise ModelError("\n".join(str(item) for item in problems), hint=hint)


def _unknown(
    settings: PageSettings, key: str, names: Iterable[str], *, noun: str, valid: Collection[str]
) -> Iterable[Problem]:
    for name in names:
        if name not in valid:
            text = f"{key}: there is no {noun} {name!r}{did_you_mean(name, sorted(valid))}"
            yield Problem(level="error", where=settings.place(key, name), text=text)


def _twice(settings: PageSettings) -> Iterable[Problem]:
    for name in dict.fromkeys(settings.sections):
        if settings.sections.count(name) > 1:
            text = f"sections: {name!r} stands there twice"
            yield Problem(level="error", where=settings.place("sections", name), text=text)


def _turned(settings: PageSettings, metrics: Mapping[str, Metric]) -> Iterable[Problem]:
    """Pairs whose critical level would be reached before the warning."""
    for name, limits in settings.thresholds.items():
        direction = metrics[name].direction if name in metrics else None
        if direction is not None and _is_turned(limits, rises_well=direction == "up"):
            way = "falling" if direction == "up" else "rising"
            text = (
                f"thresholds: {name!r} is bad when {way} and would reach critical "
                f"({limits.critical:g}) before warning ({limits.warning:g})"
            )
            yield Problem(level="error", where=settings.place("thresholds", name), text=text)


def _is_turned(limits: Threshold, *, rises_well: bool) -> bool:
    if limits.warning is None or limits.critical is None:
        return False
    first, second = limits.warning, limits.critical
    return second > first if rises_well else second < first


def _listed(names: Collection[str]) -> str:
    shown = sorted(names)
    more = f" and {len(shown) - _LISTED} more" if len(shown) > _LISTED else ""
    return ", ".join(shown[:_LISTED]) + more
