"""Which days are loaded: first and last day of each time field, and up to when the data can be
trusted.

Cached per version of each table. From the files' statistics where they say it, else by one small
scan per dataset. Called by ``data.metrics``, which hands it to the compiler.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from boardroom.data.model_tables import Binding, dataset_sql
from boardroom.data.warehouse.snapshot import Snapshot
from boardroom.errors import QueryError
from boardroom.semantic.context import Calendar, Coverage, Dialect
from boardroom.semantic.model import (
    Dataset,
    EventTime,
    Field,
    IntervalTime,
    MovementTime,
    SemanticModel,
    SnapshotTime,
    TimeSpec,
)

if TYPE_CHECKING:
    import pyarrow as pa

THIN_SHARE = 0.25
"""A last day or week with less than this share of the usual rows is taken for a trickle."""

USUAL_DAYS = 56
"""How many days with data before a day say what is usual."""

GAP_FACTOR = 10
"""A silence this many times longer than the longest usual one cuts off what comes after it."""

STRAY_SHARE = 0.01
"""What lies behind such a silence is stray when it is at most this share of all rows."""


@dataclass(frozen=True, kw_only=True)
class View:
    """What a coverage question is asked of: one snapshot of one engine, seen through a model."""

    model: SemanticModel
    snapshot: Snapshot
    binding: Binding
    dialect: Dialect
    calendar: Calendar


class CoverageReader:
    """Remembers coverage per table version. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[object, ...], Mapping[str, Coverage]] = {}
        self._ends: dict[tuple[object, ...], tuple[date, int] | None] = {}

    def coverage(self, view: View, *, also: Iterable[str] = ()) -> Mapping[str, Coverage]:
        """``dataset.field`` → loaded days, for every field that places rows in time.

        Args:
            view: where to look.
            also: further references to time fields, such as a query's own ``time_field``.
        """
        names = {
            reference.rsplit(".", 1)[-1] for reference in (*time_references(view.model), *also)
        }
        found: dict[str, Coverage] = {}
        for dataset in view.model.datasets:
            fields = [item for item in dataset.fields if item.name in names and _is_time(item)]
            if fields and dataset.name not in view.binding.missing:
                found |= self._of_dataset(view, dataset, fields)
        return found

    def data_until(self, view: View, *, today: date) -> date | None:
        """The newest day that the facts fill: see ``filled_until``.

        Facts are the datasets with a time of their own that metrics use; where they end on
        different days, the day by which most of their rows have ended counts (the median, weighted
        by rows), so that neither a lagging small table nor a plan for next year decides.
        """
        ends = []
        for dataset, field in _facts(view.model):
            if dataset.name in view.binding.missing:
                continue
            end = self._end_of(view, dataset, field, today=today)
            if end is not None:
                ends.append(end)
        return _weighted_median(ends)

    def _of_dataset(
        self, view: View, dataset: Dataset, fields: Sequence[Field]
    ) -> Mapping[str, Coverage]:
        key = (dataset.name, tuple(item.name for item in fields), *_versions(view, dataset))
        with self._lock:
            known = self._known.get(key)
        if known is not None:
            return known
        zone = view.calendar.time_zone
        found: dict[str, Coverage] = {}
        to_scan = []
        for item in fields:
            pair = _from_statistics(view, dataset, item)
            if pair is None:
                to_scan.append(item)
            elif (covered := _coverage(pair, zone)) is not None:
                found[f"{dataset.name}.{item.name}"] = covered
        if to_scan:
            row = view.snapshot.query_many([_bounds_sql(view, dataset, to_scan)])[0].to_pylist()[0]
            values = list(row.values())
            for position, item in enumerate(to_scan):
                covered = _coverage((values[2 * position], values[2 * position + 1]), zone)
                if covered is not None:
                    found[f"{dataset.name}.{item.name}"] = covered
        with self._lock:
            self._known[key] = found
        return found

    def _end_of(
        self, view: View, dataset: Dataset, field: Field, *, today: date
    ) -> tuple[date, int] | None:
        """Last filled day of one fact and its number of rows."""
        key = (dataset.name, field.name, today, *_versions(view, dataset))
        with self._lock:
            if key in self._ends:
                return self._ends[key]
        table = view.snapshot.query_many([_days_sql(view, dataset, field)])[0]
        counts = _day_counts(table)
        until = filled_until(counts, today=today)
        end = None if until is None else (until, sum(counts.values()))
        with self._lock:
            self._ends[key] = end
        return end


def filled_until(counts: Mapping[date, int], *, today: date) -> date | None:
    """The newest complete day that rows fill as usual.

    Days from ``today`` on are left out. Then, from the end: what follows a silence ten times longer
    than the longest usual one is dropped when it is at most 1 % of the rows; and a day is dropped
    when it has less than a quarter of the rows of a usual day (median of the 56 days with data
    before it), or the week ending with it less than a quarter of a usual week (mean of the eight
    before). So one stray order in the far future, or a trickle after the export was cut, does not
    pass for the end of the data.

    Args:
        counts: day → number of rows.
        today: the unfinished day.
    """
    days = sorted(day for day in counts if day < today)
    days = _without_strays(days, counts)
    while len(days) > 1 and _is_thin(days, counts):
        days.pop()
    return days[-1] if days else None


def time_references(model: SemanticModel) -> tuple[str, ...]:
    """All references by which datasets and metrics of ``model`` place rows in time."""
    times = [*(item.time for item in model.datasets), *(item.time for item in model.metrics)]
    return tuple(
        dict.fromkeys(name for spec in times if spec is not None for name in fields_of(spec))
    )


def _is_thin(days: Sequence[date], counts: Mapping[date, int]) -> bool:
    """Whether the last day, or the week that ends with it, has far fewer rows than usual."""
    last = days[-1]
    usual_day = median(counts[day] for day in days[-1 - USUAL_DAYS : -1])
    recent = [day for day in days[-8 - USUAL_DAYS :] if day > last - timedelta(days=7)]
    week = sum(counts[day] for day in recent)
    before = last - timedelta(days=7 + USUAL_DAYS)
    weeks = sum(counts[day] for day in days[-8 - USUAL_DAYS :] if before < day <= last) - week
    return counts[last] < THIN_SHARE * usual_day or week < THIN_SHARE * weeks * 7 / USUAL_DAYS


def _without_strays(days: list[date], counts: Mapping[date, int]) -> list[date]:
    """``days`` without a thin tail behind an unusually long silence."""
    total = sum(counts[day] for day in days)
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    if len(gaps) < 2:
        return days
    usual = sorted(gaps)[int(0.95 * (len(gaps) - 1))]
    tail = 0
    for position in range(len(gaps) - 1, -1, -1):
        tail += counts[days[position + 1]]
        if tail > max(1, STRAY_SHARE * total):
            break
        if gaps[position] > max(GAP_FACTOR * usual, 7):
            return _without_strays(days[: position + 1], counts)
    return days


def _weighted_median(ends: Sequence[tuple[date, int]]) -> date | None:
    total = sum(rows for _, rows in ends)
    passed = 0
    for day, rows in sorted(ends):
        passed += rows
        if 2 * passed >= total:
            return day
    return None


def _facts(model: SemanticModel) -> list[tuple[Dataset, Field]]:
    """Datasets with a time field of their own."""
    found = []
    for dataset in model.datasets:
        if dataset.time is None or isinstance(dataset.time, IntervalTime):
            continue
        field = dataset.field_by_name.get(_own_name(dataset, dataset.time.field))
        if field is not None and _is_time(field):
            found.append((dataset, field))
    return found


def _own_name(dataset: Dataset, reference: str) -> str:
    owner, _, name = reference.rpartition(".")
    return name if owner in {"", dataset.name} else ""


def fields_of(spec: TimeSpec) -> tuple[str, ...]:
    """References of the fields that ``spec`` places rows by."""
    match spec:
        case EventTime() | SnapshotTime() | MovementTime():
            return (spec.field,)
        case IntervalTime():
            return (spec.start, spec.end)


def _is_time(field: Field) -> bool:
    return field.temporal and field.datatype != "Time"


def _versions(view: View, dataset: Dataset) -> tuple[object, ...]:
    """What the answer depends on: versions of the tables, or the snapshot itself where there are
    none."""
    versions = [view.snapshot.tables[name].version for name in view.binding.tables[dataset.name]]
    return (*versions, view.calendar.time_zone, *(() if all(versions) else (id(view.snapshot),)))


def _from_statistics(view: View, dataset: Dataset, field: Field) -> tuple[object, object] | None:
    """Bounds of a field that is just a column, without reading rows."""
    tables = view.binding.tables[dataset.name]
    if len(tables) != 1 or dataset.name not in view.binding.sql:
        return None
    return view.snapshot.bounds(tables[0], field.expression.sql.strip().strip('"'))


def _coverage(pair: tuple[object, object], time_zone: str) -> Coverage | None:
    first, last = (_day(value, time_zone) for value in pair)
    return None if first is None or last is None else Coverage(first=first, last=last)


def _day(value: object, time_zone: str) -> date | None:
    """The calendar day of a value as an engine returns it; None when it is no day."""
    if isinstance(value, datetime):
        return (value if value.tzinfo is None else value.astimezone(ZoneInfo(time_zone))).date()
    if isinstance(value, str):
        try:
            return date.fromisoformat(value[:10])
        except ValueError:
            return None
    return value if isinstance(value, date) else None


def _bounds_sql(view: View, dataset: Dataset, fields: Sequence[Field]) -> str:
    parts = []
    for position, item in enumerate(fields):
        text = _expression(item, view)
        parts += [f"MIN({text}) AS low_{position}", f"MAX({text}) AS high_{position}"]
    return f"SELECT {', '.join(parts)} FROM {dataset_sql(dataset, view.binding)} AS source"


def _days_sql(view: View, dataset: Dataset, field: Field) -> str:
    """Rows per day, of at most the days that a calendar has."""
    text = _expression(field, view)
    if field.datatype == "DateTimeTz":
        text = _in_zone(text, view)
    source = dataset_sql(dataset, view.binding)
    return (
        f"SELECT day, COUNT(*) AS n FROM "
        f"(SELECT CAST({text} AS DATE) AS day FROM {source} AS source) AS days "
        "WHERE day IS NOT NULL GROUP BY day"
    )


def _in_zone(text: str, view: View) -> str:
    """SQL of an instant as wall time in the workspace's zone."""
    zone = view.calendar.time_zone
    match view.dialect:
        case "duckdb" | "postgres":
            return f"timezone('{zone}', {text})"
        case "spark":
            return f"from_utc_timestamp({text}, '{zone}')"
        case "mysql":
            return f"CONVERT_TZ({text}, 'UTC', '{zone}')"


def _expression(field: Field, view: View) -> str:
    """The field's row-level SQL in the engine's dialect."""
    from sqlglot import parse_one
    from sqlglot.errors import SqlglotError

    try:
        return parse_one(field.expression.sql).sql(dialect=view.dialect)
    except SqlglotError as exc:
        raise QueryError(f"the expression of the field {field.name!r} is not SQL: {exc}") from exc


def _day_counts(table: "pa.Table") -> dict[date, int]:
    days, counts = (table.column(position).to_pylist() for position in (0, 1))
    limit = date.max - timedelta(days=366)
    return {day: int(n) for day, n in zip(days, counts, strict=True) if day < limit}
