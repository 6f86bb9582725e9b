"""Which days of a rollup changed with its raw table: those that the added and removed files span.

A rollup notes, for each raw file it was computed from, the days in it. Called by ``rollup_build``.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import PurePath

from boardroom.data.model_tables import Binding
from boardroom.data.warehouse.delta_files import DeltaVersion
from boardroom.semantic.model import Dataset
from boardroom.semantic.rollup import Rollup

Days = list[str] | None
"""First and last day of a file in ISO form; None = unknown."""

_DAY = timedelta(days=1)


def file_days(
    rollup: Rollup, dataset: Dataset, version: DeltaVersion, binding: Binding
) -> dict[str, Days]:
    """Raw file → days in it, JSON-ready; empty when the rollup's time is not a plain column.

    A day is added on either side, as an instant may belong to the next day in another time zone. Of
    the first and the last year that dates can have, days count as unknown: there is none beside.
    """
    field = dataset.field_by_name[rollup.time_field.rpartition(".")[2]]
    spans = version.spans.get(field.expression.sql.strip().strip('"'))
    if spans is None or dataset.name not in binding.sql:
        return {}
    return {
        PurePath(path).name: span and _around(_day(span[0]), _day(span[1]))
        for path, span in zip(version.files, spans, strict=True)
    }


def changed_days(before: Mapping[str, Days], now: Mapping[str, Days]) -> tuple[date, date] | None:
    """First changed day and first day after the changed ones; None = all days must be computed."""
    if not before or not now:
        return None
    differing = [*(before.keys() - now.keys()), *(now.keys() - before.keys())]
    spans = [before.get(name) or now.get(name) for name in differing]
    known = [span for span in spans if span]
    if not differing or len(known) < len(differing):
        return None
    first = min(date.fromisoformat(span[0]) for span in known)
    last = max(date.fromisoformat(span[1]) for span in known)
    return first, last + _DAY


def _around(first: date, last: date) -> Days:
    if first.year == date.min.year or last.year == date.max.year:
        return None
    return [(first - _DAY).isoformat(), (last + _DAY).isoformat()]


def _day(value: object) -> date:
    day = value.date() if isinstance(value, datetime) else value
    if not isinstance(day, date):
        raise TypeError(f"{value!r} is no day")
    return day
