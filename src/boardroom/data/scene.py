"""What one call to the metrics service sees: one state of the data, one principal, one day.

Also what follows from it for an answer: the key under which rows are shared, the version of the
data, the fields that date it. Called by ``data.metrics``.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from boardroom.data.coverage import View
from boardroom.data.field_check import refused_fields
from boardroom.data.freshness import (
    FreshnessView,
    LoadStates,
    freshness_of,
    interval_ends,
    own_time,
)
from boardroom.data.model_tables import Binding
from boardroom.data.warehouse.engine import Snapshot
from boardroom.semantic.context import CompileContext, CompiledQuery, Coverage
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.result import Caveat, Column, Freshness

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One call's view of the world: the same for all its queries.

    Attributes:
        coverage: ``dataset.field`` → days of the first and of the last row.
        today: by the clock, whatever ``context.as_of`` is.
    """

    view: View
    coverage: Mapping[str, Coverage]
    context: CompileContext
    today: date

    @property
    def snapshot(self) -> Snapshot:
        """The state of the data."""
        return self.view.snapshot

    @property
    def binding(self) -> Binding:
        """The tables behind the datasets."""
        return self.view.binding

    @cached_property
    def refused(self) -> Mapping[str, str]:
        """``dataset.field`` → why the engine cannot compute it; asked only after an error."""
        return refused_fields(self.view)


def key_of(plan: CompiledQuery, scene: Scene) -> tuple[object, ...]:
    """Equal keys mean equal rows: the statement, the versions it reads, and the day for
    CURRENT_DATE."""
    types = tuple(column.type for column in plan.columns)
    return (plan.sql, types, _versions(scene, plan.datasets), plan.rollups, scene.today)


def _versions(scene: Scene, datasets: Sequence[str]) -> tuple[str, ...]:
    names = sorted({name for item in datasets for name in scene.binding.tables[item]})
    return tuple(f"{name}@{scene.snapshot.tables[name].version}" for name in names)


def moving(scene: Scene, datasets: Sequence[str]) -> tuple[Caveat, ...]:
    """A caveat where the engine cannot keep rows from changing while a page is computed."""
    names = {name for item in datasets for name in scene.binding.tables[item]}
    moving = sorted(name for name in names if not scene.snapshot.tables[name].held)
    if not moving:
        return ()
    text = "rows written meanwhile may be in one figure and not in another"
    return (Caveat(kind="moving", text=f"Read live from {', '.join(moving)}: {text}."),)


LIVE = "live"
"""The version of data that may have changed since it was read."""


def data_version(scene: Scene, datasets: Sequence[str]) -> str:
    """Twelve letters that change with any table read; ``live`` where versions cannot be known."""
    versions = _versions(scene, datasets)
    if any(text.endswith("@") for text in versions):
        return LIVE
    return hashlib.sha256("\n".join(versions).encode()).hexdigest()[:12]


def dating(plan: CompiledQuery, scene: Scene) -> tuple[str, ...]:
    """Time fields that say until when the answer holds: those of events, where it has any, without
    quiet ones (a table whose silence is usual is no older than the rest of the data)."""
    fields = plan.event_fields or plan.time_fields
    return tuple(item for item in fields if not _is_quiet(item, scene)) or fields


def _is_quiet(field: str, scene: Scene) -> bool:
    """Whether rows of the time field end before the data does, and by a usual silence."""
    rows, until = scene.coverage.get(field), scene.context.data_until
    if rows is None or until is None:
        return False
    return rows.last < until <= scene.context.coverage[field].last


def own_times(datasets: Sequence[str], model: SemanticModel) -> tuple[str, ...]:
    """``dataset.field`` of the fields that place the rows of ``datasets`` in time."""
    times = (own_time(model.dataset_by_name[name]) for name in datasets)
    return tuple(dict.fromkeys(item for item in times if item is not None))


def statement_columns(plan: CompiledQuery) -> tuple[Column, ...]:
    """The result's columns and the flags behind them."""
    flags = (Column(name=flag.column, role="field", type="Integer") for flag in plan.flags)
    return (*plan.columns, *flags)


def in_currency(columns: tuple[Column, ...], code: str | None) -> tuple[Column, ...]:
    """The columns, with money of unknown currency in ``code`` where that is known."""
    if code is None:
        return columns
    return tuple(replace(x, unit=code) if x.unit == "currency" else x for x in columns)


def freshness_at(
    scene: Scene, datasets: Sequence[str], *, loads: LoadStates, time_fields: Sequence[str] = ()
) -> Freshness:
    """How fresh datasets are in the scene.

    Args:
        loads: how the last loads ended.
        time_fields: those that date the rows; none = the datasets' own.
    """
    view, context = scene.view, scene.context
    ends = interval_ends(view.model)
    dated = [item for item in time_fields if item not in ends]
    known = FreshnessView(
        model=view.model,
        tables=scene.snapshot.tables,
        binding=scene.binding,
        loads=loads,
        coverage=scene.coverage,
        today=context.as_of,
    )
    until = context.as_of - _DAY if context.cut_at_as_of else context.as_of
    fields = dated or own_times(datasets, view.model)
    return freshness_of(known, datasets=datasets, time_fields=fields, until=until)
