"""Which days are loaded: first and last row of each time field, what they speak for, and up to when
the data can be trusted.

Rules (``CoverageReader.read``): a field covers the days from its first row to its last; to the end
of the month (week, …) where rows are dated once in each; and on to the end of the workspace's data
where the silence is no longer than one seen before (``data.extent``). Intervals are known as far as
they start or as far as the workspace's data goes, whichever is later: nobody writes a row for a
contract that goes on. Their ends never extend that, for they may be exclusive or planned.

Cached per version of each table. From the files' statistics where they say it, else by one small
scan per dataset. Called by ``data.metrics``, which hands it to the compiler.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from boardroom.data.arrow_rows import cells_of
from boardroom.data.extent import ENOUGH_DAYS, Extent, read_extent
from boardroom.data.model_tables import Binding, dataset_sql, field_sql
from boardroom.data.warehouse.engine import Snapshot
from boardroom.errors import QueryError
from boardroom.semantic.context import Calendar, Coverage, Dialect, Quiet
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

CREDIBLE_SHARE = 0.01
"""A fact with a smaller share of all facts' rows does not say where the data ends."""

_DAY = timedelta(days=1)
_FARTHEST = date(9998, 12, 31)
"""Every period that a day lies in has a next one; 9999-12-31 mostly stands for «never»."""


@dataclass(frozen=True, kw_only=True)
class View:
    """What a coverage question is asked of: one snapshot of one engine, seen through a model."""

    model: SemanticModel
    snapshot: Snapshot
    binding: Binding
    dialect: Dialect
    calendar: Calendar


class Place(NamedTuple):
    """One time field of one dataset."""

    dataset: Dataset
    field: Field

    @property
    def key(self) -> str:
        """``dataset.field``."""
        return f"{self.dataset.name}.{self.field.name}"


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of the time fields on one day.

    Attributes:
        rows: ``dataset.field`` → days of the first and of the last row.
        covered: ``dataset.field`` → days that the rows speak for, so that «no row» means «none».
        until: last day that the facts reach; balances are known until then.
        quiet: field by which states begin or move → how long it has been silent, where that is
            longer than any silence before.
    """

    rows: Mapping[str, Coverage]
    covered: Mapping[str, Coverage]
    until: date | None
    quiet: Mapping[str, Quiet]


class CoverageReader:
    """Remembers coverage per table version; of tables without one, ask a reader per snapshot.
    Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[object, ...], Mapping[str, Coverage]] = {}
        self._days: dict[tuple[object, ...], Mapping[date, int]] = {}
        self._extents: dict[tuple[object, ...], Extent | None] = {}

    def read(self, view: View, *, today: date, also: Iterable[str] = ()) -> Known:
        """What is known on the morning of ``today``; the module says by which rules.

        Args:
            view: where to look.
            today: the first unfinished day.
            also: further references to time fields, such as a query's own ``time_field``.
        """
        rows = self.coverage(view, also=also)
        until = self._known_until(view, rows, today=today)
        behind = [
            Place(dataset=dataset, field=item)
            for dataset in view.model.datasets
            for item in dataset.fields
            if (found := rows.get(f"{dataset.name}.{item.name}")) and found.last < today - _DAY
        ]
        covered = dict(rows)
        counts = self._rows_per_day(view, behind)
        for place in behind:
            extent = self._extent(view, place, counts[place.key], today=today)
            if extent is not None:
                covered[place.key] = _reach(rows[place.key], extent, until)
        quiet: dict[str, Quiet] = {}
        for dataset in view.model.datasets:
            covered |= _bounded_ends(dataset, covered, until)
            if until is not None:
                quiet |= _quiet(dataset, counts, until=until, today=today)
        return Known(rows=rows, covered=covered, until=until, quiet=quiet)

    def coverage(self, view: View, *, also: Iterable[str] = ()) -> Mapping[str, Coverage]:
        """``dataset.field`` → days of its first and last row, for every field that places rows in
        time.

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
        """The newest complete day that the facts speak for; None when no fact has a time.

        Facts are the time fields of datasets and metrics (of intervals the starts: an end may be
        planned, or be the first day after). Each ends where its rows stop being usual, at the end
        of its month or week where rows are dated once in each (``data.extent``). The latest of them
        counts, so that a file which stopped years ago holds nothing back; a fact with less than 1 %
        of the rows of the largest is not asked.
        """
        found = self._latest(view, _facts(view.model), today=today)
        return None if found is None else found[1].end

    def _known_until(self, view: View, rows: Mapping[str, Coverage], *, today: date) -> date | None:
        """Until when balances are known: ``data_until``, and where only intervals say it, until
        yesterday when their silence is no longer than one seen before."""
        facts = _facts(view.model)
        yesterday = today - _DAY
        if any(place.key in rows and rows[place.key].last in {yesterday, today} for place in facts):
            return yesterday
        found = self._latest(view, facts, today=today)
        if found is None:
            return None
        place, extent = found
        lasting = isinstance(place.dataset.time, IntervalTime)
        return yesterday if lasting and extent.reaches(yesterday) else extent.end

    def _latest(
        self, view: View, facts: Sequence[Place], *, today: date
    ) -> tuple[Place, Extent] | None:
        known = [place for place in facts if place.dataset.name not in view.binding.missing]
        counts = self._rows_per_day(view, known)
        extents = (
            (place, self._extent(view, place, counts[place.key], today=today)) for place in known
        )
        return _latest_credible((place, extent) for place, extent in extents if extent is not None)

    def _extent(
        self, view: View, place: Place, counts: Mapping[date, int], *, today: date
    ) -> Extent | None:
        """What ``counts`` tell on the morning of ``today``, worked out once per table version."""
        key = (place.key, *_versions(view, place.dataset), today)
        if key not in self._extents:
            self._extents[key] = read_extent(counts, today=today)
        return self._extents[key]

    def _rows_per_day(
        self, view: View, places: Sequence[Place]
    ) -> Mapping[str, Mapping[date, int]]:
        """``dataset.field`` → day → rows, counted once per table version."""
        keys = {(place.key, *_versions(view, place.dataset)): place for place in places}
        with self._lock:
            known = {key: self._days[key] for key in keys if key in self._days}
        missing = [pair for pair in keys.items() if pair[0] not in known]
        if missing:
            texts = [_days_sql(view, place.dataset, place.field) for _, place in missing]
            for (key, _), table in zip(missing, _answers(view, texts), strict=True):
                known[key] = {} if table is None else _day_counts(table)
            with self._lock:
                self._days.update(known)
        return {place.key: known[key] for key, place in keys.items()}

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
            for item, pair in zip(to_scan, _bounds(view, dataset, to_scan), strict=True):
                if (covered := _coverage(pair, zone)) is not None:
                    found[f"{dataset.name}.{item.name}"] = covered
        with self._lock:
            self._known[key] = found
        return found


def time_references(model: SemanticModel) -> tuple[str, ...]:
    """All references by which datasets and metrics of ``model`` place rows in time."""
    times = [*(item.time for item in model.datasets), *(item.time for item in model.metrics)]
    return tuple(
        dict.fromkeys(name for spec in times if spec is not None for name in fields_of(spec))
    )


def _latest_credible(extents: Iterable[tuple[Place, Extent]]) -> tuple[Place, Extent] | None:
    """The fact that ends last, of those that have rows enough to be believed."""
    known = list(extents)
    enough = CREDIBLE_SHARE * max((item.rows for _, item in known), default=0)
    credible = [pair for pair in known if pair[1].rows >= enough]
    return max(credible, key=lambda pair: pair[1].end, default=None)


def _facts(model: SemanticModel) -> tuple[Place, ...]:
    """Time fields that place the rows of datasets and metrics; of intervals their starts only."""
    found: dict[tuple[str, str], Place] = {}
    owners = [(item.name, item.time) for item in model.datasets]
    owners += [(item.dataset or "", item.time) for item in model.metrics]
    for owner, spec in owners:
        if spec is None:
            continue
        place = _place_of(model, owner, fields_of(spec)[0])
        if place is not None and place.field.name != _end_name(place.dataset):
            found.setdefault((place.dataset.name, place.field.name), place)
    return tuple(found.values())


def _place_of(model: SemanticModel, owner: str, reference: str) -> Place | None:
    """The time field that ``reference`` names, as seen from ``owner``."""
    table, _, name = reference.rpartition(".")
    dataset = model.dataset_by_name.get(table or owner)
    field = None if dataset is None else dataset.field_by_name.get(name)
    if dataset is None or field is None or not _is_time(field):
        return None
    return Place(dataset=dataset, field=field)


def _end_name(dataset: Dataset) -> str | None:
    """The field by which intervals end; None for other datasets."""
    if not isinstance(dataset.time, IntervalTime):
        return None
    return dataset.time.end.rpartition(".")[2]


def fields_of(spec: TimeSpec) -> tuple[str, ...]:
    """References of the fields that ``spec`` places rows by."""
    match spec:
        case EventTime() | SnapshotTime() | MovementTime():
            return (spec.field,)
        case IntervalTime():
            return (spec.start, spec.end)


def _reach(rows: Coverage, extent: Extent, until: date | None) -> Coverage:
    """The days that rows speak for: to the end of their cadence, over a usual silence."""
    last = max(rows.last, extent.end)
    if until is not None and last < until and extent.reaches(until):
        last = until
    return Coverage(first=rows.first, last=last)


def _bounded_ends(
    dataset: Dataset, covered: Mapping[str, Coverage], until: date | None
) -> Mapping[str, Coverage]:
    """The days of an interval's end: from its first start on, and not beyond what is known.

    An end may be the first day after, or lie in the future: it says nothing of its own about how
    far the data goes.
    """
    if not isinstance(dataset.time, IntervalTime):
        return {}
    start, end = _interval_keys(dataset, dataset.time)
    begun, ended = covered.get(start), covered.get(end)
    if begun is None or ended is None:
        return {}
    known = begun.last if until is None else max(begun.last, until)
    first = min(begun.first, ended.first)
    return {end: Coverage(first=first, last=max(first, min(ended.last, known)))}


def _quiet(
    dataset: Dataset, counts: Mapping[str, Mapping[date, int]], *, until: date, today: date
) -> Mapping[str, Quiet]:
    """The field by which states of ``dataset`` begin or move, when it is silent for longer than
    ever before. Where too few beginnings tell how long that may be, an end is news as well.
    """
    if not isinstance(dataset.time, IntervalTime | MovementTime):
        return {}
    key = f"{dataset.name}.{fields_of(dataset.time)[0].rpartition('.')[2]}"
    begun = counts.get(key, {})
    over: Mapping[date, int] = {}
    if isinstance(dataset.time, IntervalTime):
        over = counts.get(_interval_keys(dataset, dataset.time)[1], {})
    both = Counter(begun)
    both.update(over)
    news = both if len(begun) < ENOUGH_DAYS else begun
    if not begun or not _is_silent(news, until=until, today=today):
        return {}
    stopped = bool(over) and sum(begun.values()) <= sum(over.values()) and max(both) < until
    ended = stopped and _is_silent(both, until=until, today=today)
    return {key: Quiet(since=max(begun), known_until=max(over) - _DAY if ended else None)}


def _is_silent(counts: Mapping[date, int], *, until: date, today: date) -> bool:
    """Whether nothing came up to ``until`` for longer than ever before."""
    extent = read_extent(counts, today=today)
    return extent is not None and not extent.reaches(until)


def _interval_keys(dataset: Dataset, time: IntervalTime) -> tuple[str, str]:
    """``dataset.field`` of the start and of the end."""
    start, end = (f"{dataset.name}.{text.rpartition('.')[2]}" for text in fields_of(time))
    return start, end


def _is_time(field: Field) -> bool:
    return field.temporal and field.datatype != "Time"


def _versions(view: View, dataset: Dataset) -> tuple[object, ...]:
    """What the answer depends on."""
    versions = [view.snapshot.tables[name].version for name in view.binding.tables[dataset.name]]
    return (*versions, view.calendar.time_zone)


def _from_statistics(view: View, dataset: Dataset, field: Field) -> tuple[object, object] | None:
    """Bounds of a field that is just a column, without reading rows."""
    tables = view.binding.tables[dataset.name]
    if len(tables) != 1 or dataset.name not in view.binding.sql:
        return None
    return view.snapshot.bounds(tables[0], field.expression.sql.strip().strip('"'))


def _coverage(pair: tuple[object, object], time_zone: str) -> Coverage | None:
    first, last = (_day(value, time_zone) for value in pair)
    if first is None or last is None:
        return None
    return Coverage(first=min(first, _FARTHEST), last=min(last, _FARTHEST))


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


def _answers(view: View, statements: Sequence[str]) -> "Sequence[pa.Table | None]":
    """A table for each statement; None for one that the engine refuses, so that a field that cannot
    be computed leaves the others known (``data.field_check`` says what is wrong with it).
    """
    try:
        return view.snapshot.query_many(statements)
    except QueryError:
        if len(statements) == 1:
            return [None]
    return [table for text in statements for table in _answers(view, [text])]


def _bounds(view: View, dataset: Dataset, fields: Sequence[Field]) -> list[tuple[object, object]]:
    """Smallest and largest value of each field."""
    (table,) = _answers(view, [_bounds_sql(view, dataset, fields)])
    if table is None:
        alone = [] if len(fields) == 1 else [_bounds(view, dataset, [item]) for item in fields]
        return [pair for pairs in alone for pair in pairs] or [(None, None)]
    values = [cells_of(column)[0] for column in table.columns]
    return list(zip(values[::2], values[1::2], strict=True))


def _bounds_sql(view: View, dataset: Dataset, fields: Sequence[Field]) -> str:
    parts = []
    for position, item in enumerate(fields):
        text = field_sql(dataset, item, view.dialect)
        parts += [f"MIN({text}) AS low_{position}", f"MAX({text}) AS high_{position}"]
    return f"SELECT {', '.join(parts)} FROM {dataset_sql(dataset, view.binding)} AS source"


def _days_sql(view: View, dataset: Dataset, field: Field) -> str:
    """Rows per day, of at most the days that a calendar has."""
    text = field_sql(dataset, field, view.dialect)
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


def _day_counts(table: "pa.Table") -> dict[date, int]:
    days, counts = (table.column(position).to_pylist() for position in (0, 1))
    limit = date.max - timedelta(days=366)
    return {day: int(n) for day, n in zip(days, counts, strict=True) if day < limit}
