"""From the cells of records to measures of a survey, the time between two instants among them.

Called by ``executive.survey.reading``.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from boardroom.analysis.survey.column import Flags, Floats
from boardroom.executive.key_metric import number
from boardroom.executive.survey.column_making import Cells, day_number, label_of
from boardroom.executive.survey.interest import column_interest
from boardroom.executive.survey.sheet import Amount
from boardroom.insight.number_text import currency_symbol
from boardroom.semantic.model import Dataset, Metric, SemanticModel, Unit
from boardroom.semantic.propose.measure import adds_up

_IN_ORDER = 0.85
"""Of the records; where fewer end after they start, the two are not start and end."""

_SAME_TIME = 0.9
_SAME_SIZE = 0.05
_LEAST_VALUES = 5
_MOST_DURATIONS = 4
_PER_DAY = (("days", 1.0), ("hours", 24.0), ("minutes", 1440.0))
_SECONDS = {"days": 86_400, "hours": 3_600, "minutes": 60}


def field_amounts(dataset: Dataset, cells: Cells, model: SemanticModel) -> tuple[Amount, ...]:
    """The measures of a dataset as they stand in its fields.

    Zeros that stand in exactly the records that lack some other field stand for none; the label
    says that they are left out.
    """
    found = []
    lacking = _lacking(cells)
    for name, column in cells.items():
        field = dataset.field_by_name[name]
        values = np.array([_float(cell) for cell in column])
        none = values == 0
        filled = any(np.array_equal(none, other) for other in lacking)
        values = np.where(none, np.nan, values) if filled else values
        known = values[np.isfinite(values)]
        if field.role != "measure" or len(np.unique(known)) < _LEAST_VALUES:
            continue
        place = f"{dataset.name}.{name}"
        metric, scale = (None, 1.0) if filled else _metric_of(place, model)
        place = f"NULLIF({place}, 0)" if filled else place
        amount = Amount(
            sql=place,
            label=f"{label_of(field)}{' where given' if filled else ''}",
            values=values,
            unit=field.unit,
            fields=(name,),
            additive=_is_money(field.unit) and adds_up(name),
            direction=field.direction,
        )
        if metric is not None:
            amount = replace(
                amount,
                sql=place if scale == 1 else f"({place} / {1 / scale:g})",
                values=values * scale,
                unit=metric.unit or field.unit,
                direction=metric.direction or field.direction,
                metric=metric.name,
                additive=metric.expression.sql.upper().startswith("SUM("),
            )
        found.append(amount)
    return tuple(found)


def _lacking(cells: Cells) -> list[Flags]:
    """For each column that some records lack and some have: which lack it."""
    found = [np.array([cell is None or cell == "" for cell in column]) for column in cells.values()]
    return [item for item in found if item.any() and not item.all()]


def durations(
    dataset: Dataset, cells: Cells, model: SemanticModel, *, known: Sequence[Amount]
) -> Iterator[Amount]:
    """The time from one instant of a record to a later one, where nearly all are in that order.

    Times that are mostly the same count once, as do durations that a field holds already.
    """
    made = 0
    for (start, first), (end, last) in itertools.combinations(_times(dataset, cells), 2):
        gap = last - first
        both = np.isfinite(gap)
        if both.sum() < _LEAST_VALUES or made == _MOST_DURATIONS:
            continue
        if (gap[both] >= 0).mean() < _IN_ORDER:
            start, end, gap = end, start, -gap
            if (gap[both] >= 0).mean() < _IN_ORDER:
                continue
        if len(np.unique(gap[both])) < _LEAST_VALUES or _is_known(gap, known):
            continue
        made += 1
        yield _duration(dataset, (start, end), gap, model)


def _duration(dataset: Dataset, ends: tuple[str, str], gap: Floats, model: SemanticModel) -> Amount:
    start, end = (f"{dataset.name}.{name}" for name in ends)
    middle = float(np.nanmedian(gap))
    unit, factor = next(
        ((unit, factor) for unit, factor in _PER_DAY if middle * factor >= 2.0), _PER_DAY[-1]
    )
    seconds = f"DATE_DIFF('second', {start}, {end})"
    metric = _time_metric(seconds, model)
    first, last = (label_of(dataset.field_by_name[name]) for name in ends)
    return Amount(
        sql=f"{seconds} / {_SECONDS[unit]}.0",
        label=metric.title if metric else f"Time from {first.lower()} to {last.lower()}",
        values=gap * factor,
        unit=unit,
        fields=ends,
        direction=metric.direction if metric else None,
        metric=metric.name if metric else "",
        kind="duration",
    )


def _times(dataset: Dataset, cells: Cells) -> list[tuple[str, Floats]]:
    """The time fields by days, without those that mostly repeat an earlier one."""
    found: list[tuple[str, Floats]] = []
    by_interest = sorted(cells.items(), key=lambda pair: -column_interest(pair[0]))
    for name, column in by_interest:
        if not dataset.field_by_name[name].temporal:
            continue
        days = np.array([day_number(cell) for cell in column])
        if np.isfinite(days).any() and not any(_same(days, other) for _, other in found):
            found.append((name, days))
    return found


def _same(first: Floats, second: Floats) -> bool:
    both = np.isfinite(first) & np.isfinite(second)
    return bool(both.any()) and float((first[both] == second[both]).mean()) >= _SAME_TIME


def _is_known(gap: Floats, known: Sequence[Amount]) -> bool:
    """Whether a measure holds the same in some unit: a fixed multiple of it in every record."""
    for item in known:
        both = np.isfinite(gap) & np.isfinite(item.values) & (gap > 0)
        ratios = item.values[both] / gap[both]
        if len(ratios) >= _LEAST_VALUES and np.std(ratios) < _SAME_SIZE * abs(float(ratios.mean())):
            return True
    return False


def _metric_of(place: str, model: SemanticModel) -> tuple[Metric | None, float]:
    """The metric that is the sum or mean of a field, and what it multiplies it by."""
    shape = re.compile(rf"(?:SUM|AVG)\({re.escape(place)}\)(?:\s*/\s*(\d+))?", re.IGNORECASE)
    for metric in model.metrics:
        match = shape.fullmatch(metric.expression.sql.strip())
        if match and metric.filter is None and not metric.hidden:
            return metric, 1.0 / float(match[1] or 1)
    return None, 1.0


def _is_money(unit: Unit | None) -> bool:
    return unit == "currency" or currency_symbol(unit) is not None


def _time_metric(seconds: str, model: SemanticModel) -> Metric | None:
    plain = seconds.replace(" ", "").lower()
    return next(
        (
            item
            for item in model.metrics
            if item.expression.sql.replace(" ", "").lower().startswith(f"avg({plain})")
            and item.filter is None
        ),
        None,
    )


def _float(cell: object) -> float:
    value = number(cell)
    return float("nan") if value is None else value
