"""Builds the daily rollups: one Delta table each, beside the lake. Called by the workspace after a
load.

A rollup whose origin is still that of the raw data is left alone. Others are computed whole and
committed in one version, so a reader sees the old one (and does not use it) or the new one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from boardroom.data.model_tables import bind
from boardroom.data.warehouse.engine import Engine, Limits
from boardroom.data.warehouse.lake import Lake
from boardroom.data.warehouse.lake_write import WriteOptions
from boardroom.data.warehouse.rollup_store import RollupBook
from boardroom.data.warehouse.snapshot import take_snapshot
from boardroom.errors import BoardroomError
from boardroom.semantic.compiler.compile import Compiler
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.rollup import Rollup

WORTHWHILE_SHARE = 0.5
"""A rollup with more than this share of the raw rows saves nothing and is not kept."""

_UNBOUNDED = Limits(rows=None, timeout_seconds=None)


@dataclass(frozen=True, kw_only=True)
class RollupOutcome:
    """What became of one rollup.

    Attributes:
        state: ``built``, ``current`` (nothing changed), ``useless`` (nearly as large as the raw
            data), ``missing`` (its raw table is not there) or ``failed``.
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
        store.drop(name)
    outcomes = []
    for rollup in rollups:
        try:
            outcomes.append(_build(rollup, book, model, engine, store))
        except BoardroomError as exc:
            outcomes.append(RollupOutcome(name=rollup.name, state="failed", problem=exc.message))
    return tuple(outcomes)


def _build(
    rollup: Rollup, book: RollupBook, model: SemanticModel, engine: Engine, store: Lake
) -> RollupOutcome:
    snapshot = take_snapshot(engine)
    binding = bind(model, snapshot.tables, engine.dialect)
    origin = book.origin(rollup, snapshot, binding)
    if origin is None:
        return RollupOutcome(name=rollup.name, state="missing")
    known = store.table(rollup.name).details if rollup.name in store.names() else {}
    if known.get("origin") == origin or known.get("useless_for") == origin:
        return RollupOutcome(name=rollup.name, state="current")
    statement = book.statement(rollup, binding)
    rows = snapshot.query_many([statement], limits=_UNBOUNDED)[0]
    raw = sum(snapshot.tables[name].rows or 0 for name in binding.tables[rollup.dataset])
    useless = rows.num_rows > max(1, WORTHWHILE_SHARE * raw)
    details = {"useless_for": origin} if useless else {"origin": origin}
    kept = rows.slice(0, 0) if useless else rows
    store.write(rollup.name, kept, options=WriteOptions(sort_by=(rollup.day,), details=details))
    if useless:
        return RollupOutcome(name=rollup.name, state="useless")
    return RollupOutcome(name=rollup.name, state="built", rows=rows.num_rows)
