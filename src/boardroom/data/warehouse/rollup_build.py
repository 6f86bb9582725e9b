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
from typing import NamedTuple

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
from boardroom.semantic.rollup import Rollup

WORTHWHILE_SHARE = 0.5
"""A rollup of which a query reads more than this share of the raw rows saves nothing and is not
kept."""

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

    A rollup that cannot be built is reported, not raised: queries read raw rows instead.
    """
    book = RollupBook(Compiler(model), rollups, calendar)
    store = Lake(lake.root.parent / "rollups")
    for name in set(store.names()) - {item.name for item in rollups}:
        if not name.startswith(STORED_PREFIX):
            store.drop(name)
    outcomes = []
    with engine.hold() as snapshot:
        bound = bind(model, snapshot.tables, engine.dialect)
        raw = _Raw(model, snapshot, with_stored(bound, model, snapshot, calendar))
        for rollup in rollups:
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
    statement = book.statement(rollup, binding, days=days)
    rows = snapshot.query_many([statement], limits=_UNBOUNDED)[0]
    if days is not None:
        where = f"{rollup.day} >= '{days[0]}' AND {rollup.day} < '{days[1]}'"
        details = {"origin": origin, "files": now}
        store.write(
            rollup.name, rows, options=WriteOptions(mode="replace", where=where, details=details)
        )
        return RollupOutcome(name=rollup.name, state="extended", rows=rows.num_rows)
    raw_rows = sum(snapshot.tables[name].rows or 0 for name in binding.tables[rollup.dataset])
    read = rows.num_rows / max(1, len(rollup.each))
    useless = read > max(1, WORTHWHILE_SHARE * raw_rows)
    details = {"useless_for": origin} if useless else {"origin": origin, "files": now}
    kept = rows.slice(0, 0) if useless else rows
    store.write(rollup.name, kept, options=WriteOptions(details=details))
    if useless:
        return RollupOutcome(name=rollup.name, state="useless")
    return RollupOutcome(name=rollup.name, state="built", rows=rows.num_rows)


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
