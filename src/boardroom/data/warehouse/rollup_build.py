"""Builds the rollups: one Delta table each, beside the lake. Called by the workspace after a
load.

A rollup whose origin is still that of the raw data is left alone. Where only some of the raw files
changed, the days in them are computed anew, each day whole; else, and where rows are dated through
another table, all days are. Either way it is one commit, so a reader sees the old version (and does
not use it) or the new one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from boardroom.data.model_tables import Binding, bind
from boardroom.data.warehouse.duckdb_engine import LakeSnapshot
from boardroom.data.warehouse.engine import Engine, Limits, Snapshot
from boardroom.data.warehouse.lake import Lake
from boardroom.data.warehouse.lake_write import WriteOptions
from boardroom.data.warehouse.rollup_change import Days, changed_days, file_days
from boardroom.data.warehouse.rollup_store import RollupBook
from boardroom.data.warehouse.stored_select import STORED_PREFIX, with_stored
from boardroom.errors import BoardroomError
from boardroom.semantic.calendar import next_period, period_start
from boardroom.semantic.compiler.compile import Compiler
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import Grain, SemanticModel
from boardroom.semantic.rollup import DISTINCT, Rollup

if TYPE_CHECKING:
    import pyarrow as pa

WORTHWHILE_SHARE = 0.5
"""A rollup of which a query reads more than this share of the raw rows saves nothing and is not
kept."""

MOST_COUNTED_ROWS = 1_000_000
"""Of so many raw rows at a time different values are counted: what is remembered of 32 M rows fills
the memory, what is remembered of one is counted in a quarter of the time."""

LEAST_ROWS = 50_000
"""So few raw rows are summed up in hundredths of a second: rollups of one column each, of which
there are many, would take longer to build than they save."""

_UNBOUNDED = Limits(rows=None, timeout_seconds=None)


@dataclass(frozen=True, kw_only=True)
class RollupOutcome:
    """What became of one rollup.

    Attributes:
        state: ``built``, ``extended`` (changed days computed anew), ``current`` (nothing changed),
            ``useless`` (nearly as large as the raw data), ``missing`` (its raw table is not there)
            or ``failed``.
        rows: rows of a rollup just built.
        problem: why it failed; queries then read raw rows.
    """

    name: str
    state: str
    rows: int = 0
    problem: str = ""


def build_rollups(
    model: SemanticModel,
    rollups: Sequence[Rollup],
    engine: Engine,
    lake: Lake,
    *,
    calendar: Calendar,
) -> tuple[RollupOutcome, ...]:
    """Bring ``rollups`` up to date with the lake and delete those no longer planned.

    Of datasets with fewer than ``LEAST_ROWS`` no rollups of one column each are made. A rollup that
    cannot be built is reported, not raised: queries read raw rows instead.
    """
    book = RollupBook(Compiler(model), rollups, calendar)
    store = Lake(lake.root.parent / "rollups")
    outcomes = []
    with engine.hold() as snapshot:
        bound = bind(model, snapshot.tables, engine.dialect)
        raw = _Raw(model, snapshot, with_stored(bound, model, snapshot, calendar))
        wanted = [item for item in rollups if not item.each or raw.rows(item) >= LEAST_ROWS]
        for name in set(store.names()) - {item.name for item in wanted}:
            if not name.startswith(STORED_PREFIX):
                store.drop(name)
        for rollup in wanted:
            try:
                outcomes.append(_build(rollup, book, raw, store))
            except BoardroomError as exc:
                problem = exc.message
                outcomes.append(RollupOutcome(name=rollup.name, state="failed", problem=problem))
    return tuple(outcomes)


class _Raw(NamedTuple):
    """What rollups are computed from: the model's tables in one state."""

    model: SemanticModel
    snapshot: Snapshot
    binding: Binding

    def rows(self, rollup: Rollup) -> int:
        """The number of raw rows that a rollup sums up."""
        names = self.binding.tables[rollup.dataset]
        known = (self.snapshot.tables[name] for name in names if name in self.snapshot.tables)
        return sum(info.rows or 0 for info in known)


def _build(rollup: Rollup, book: RollupBook, raw: _Raw, store: Lake) -> RollupOutcome:
    snapshot, binding = raw.snapshot, raw.binding
    origin = book.origin(rollup, snapshot, binding)
    if origin is None:
        return RollupOutcome(name=rollup.name, state="missing")
    known = store.table(rollup.name).details if rollup.name in store.names() else {}
    if origin in {known.get("origin"), known.get("useless_for")}:
        return RollupOutcome(name=rollup.name, state="current")
    now = _file_days(rollup, raw)
    days = _days_to_compute(known, origin, now, rollup.grain)
    raw_rows = raw.rows(rollup)
    stretches = [days] if days is not None else _stretches(rollup, now, raw_rows)
    statements = [book.statement(rollup, binding, days=item) for item in stretches]
    rows = _computed(statements, snapshot)
    if days is not None:
        where = f"{rollup.day} >= '{days[0]}' AND {rollup.day} < '{days[1]}'"
        details = {"origin": origin, "files": now}
        store.write(
            rollup.name, rows, options=WriteOptions(mode="replace", where=where, details=details)
        )
        return RollupOutcome(name=rollup.name, state="extended", rows=rows.num_rows)
    read = rows.num_rows / max(1, len(rollup.each))
    useless = read > max(1, WORTHWHILE_SHARE * raw_rows)
    details = {"useless_for": origin} if useless else {"origin": origin, "files": now}
    kept = rows.slice(0, 0) if useless else rows
    by_day = (rollup.split, rollup.day) if rollup.each else (rollup.day,)
    sort_by = by_day if len(statements) > 1 else ()
    store.write(rollup.name, kept, options=WriteOptions(sort_by=sort_by, details=details))
    if useless:
        return RollupOutcome(name=rollup.name, state="useless")
    return RollupOutcome(name=rollup.name, state="built", rows=rows.num_rows)


def _computed(statements: Sequence[str], snapshot: Snapshot) -> "pa.Table":
    """The rows of all statements, one after the other: together they would need the memory of
    all."""
    import pyarrow as pa

    found = [snapshot.query_many([text], limits=_UNBOUNDED)[0] for text in statements]
    return found[0] if len(found) == 1 else pa.concat_tables(found)


def _stretches(
    rollup: Rollup, now: Mapping[str, Days], raw_rows: int
) -> list[tuple[date, date] | None]:
    """The days to compute at once: all (None), or a stretch at a time where many different values
    are counted and every row is known to have a day."""
    spans = [span for span in now.values() if span]
    counts = any(item.function == DISTINCT for item in rollup.measures)
    number = -(-raw_rows // MOST_COUNTED_ROWS)
    if not counts or number <= 1 or not spans or len(spans) < len(now):
        return [None]
    first = min(date.fromisoformat(span[0]) for span in spans)
    after = max(date.fromisoformat(span[1]) for span in spans) + timedelta(days=1)
    step = timedelta(days=max(1, -(-(after - first).days // number)))
    found: list[tuple[date, date] | None] = []
    while first < after:
        found.append((first, min(first + step, after)))
        first += step
    return found


def _file_days(rollup: Rollup, raw: _Raw) -> dict[str, Days]:
    """Days per raw file, for rollups of one lake table; a change in another may move any row."""
    names = raw.binding.tables[rollup.dataset]
    if rollup.via or len(names) != 1 or not isinstance(raw.snapshot, LakeSnapshot):
        return {}
    dataset = raw.model.dataset_by_name[rollup.dataset]
    return file_days(rollup, dataset, raw.snapshot.versions[names[0]], raw.binding)


def _days_to_compute(
    known: Mapping[str, object], origin: str, now: Mapping[str, Days], grain: Grain
) -> tuple[date, date] | None:
    """The changed days of a rollup made by the same statement from the same table and unchanged
    relatives (``RollupBook.origin``), as whole periods of ``grain``; else None.
    """
    made = str(known.get("origin", ""))
    same = made.partition(".")[0] == origin.partition(".")[0]
    before = known.get("files")
    if not same or not isinstance(before, Mapping):
        return None
    changed = changed_days(before, now)
    if changed is None:
        return None
    plain = Calendar()
    last = changed[1] - timedelta(days=1)
    return period_start(changed[0], grain, plain), next_period(last, grain, plain)
