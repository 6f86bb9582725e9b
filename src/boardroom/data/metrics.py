"""The metrics service: the only door to business data.

Everything above asks here with a ``Query`` and a ``Principal`` and gets a ``Result`` with
provenance. A call takes one snapshot of the data, resolves what the principal may see, compiles its
queries, computes each distinct statement once (with every other caller), and says how fresh the
rows are and what a reader must know.
"""

import copy
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from boardroom.clock import Clock, today
from boardroom.data.arrow_rows import columns_from_arrow, rows_from_arrow
from boardroom.data.caveat import with_observed
from boardroom.data.coverage import CoverageReader, View
from boardroom.data.field_check import refused_fields
from boardroom.data.freshness import LoadStates, NoLoads, RememberedLoads
from boardroom.data.model_tables import bind
from boardroom.data.readable import close_derived, datasets_of, readable_tables
from boardroom.data.result_cache import ResultCache
from boardroom.data.scene import (
    LIVE,
    Scene,
    data_version,
    dating,
    freshness_at,
    in_currency,
    key_of,
    moving,
    statement_columns,
)
from boardroom.data.warehouse.engine import Engine, Limits, Snapshot
from boardroom.data.warehouse.guard import guard_select
from boardroom.data.warehouse.rollup_store import RollupBook
from boardroom.data.warehouse.stored_select import with_stored
from boardroom.errors import BoardroomError, PolicyError, QueryError
from boardroom.governance.policy import OPEN_POLICY, Policy, resolve
from boardroom.governance.principal import Principal
from boardroom.semantic.compiler.compile import Compiler
from boardroom.semantic.context import Calendar, CompileContext, CompiledQuery
from boardroom.semantic.model import Dataset, Metric, SemanticModel
from boardroom.semantic.model_file import model_version
from boardroom.semantic.query import Query
from boardroom.semantic.result import Caveat, Freshness, Period, Result
from boardroom.semantic.rollup import Rollup
from boardroom.semantic.rows import Rows
from boardroom.settings import Settings

_MAX_SCENES = 64


@dataclass(frozen=True, kw_only=True)
class MetricsSetup:
    """What a service needs besides model and engine.

    Attributes:
        clock: says which day is today.
        calendar: the workspace's time zone and fiscal year.
        settings: limits of one query.
        policy: who may see what.
        loads: how the last loads ended; the lake is one.
        rollups: the rollups planned for the model; those that are ready are used.
    """

    clock: Clock
    calendar: Calendar = field(default_factory=Calendar)
    settings: Settings = field(default_factory=Settings)
    policy: Policy = OPEN_POLICY
    loads: LoadStates = field(default_factory=NoLoads)
    rollups: tuple[Rollup, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Visible:
    """What of the model a principal may use.

    Attributes:
        metrics: those that are not hidden and that its policy allows.
        datasets: those that are not hidden, with their visible fields only.
    """

    metrics: tuple[Metric, ...]
    datasets: tuple[Dataset, ...]


@dataclass(frozen=True, kw_only=True)
class _Memory:
    """What was computed from versions of the tables; of a live database, from one snapshot."""

    coverage: CoverageReader = field(default_factory=CoverageReader)
    results: ResultCache = field(default_factory=ResultCache)
    scenes: "dict[tuple[object, ...], Scene]" = field(default_factory=dict)


class MetricsService:
    """Answers queries over one semantic model on one engine. Thread-safe.

    Args:
        model: what the data means.
        engine: where the data is.
        setup: clock, calendar, limits, policy, load states, rollups.
    """

    def __init__(self, model: SemanticModel, engine: Engine, setup: MetricsSetup) -> None:
        self.model = model
        self.model_version = model_version(model)
        self.calendar = setup.calendar
        self._engine = engine
        self._setup = setup
        self._compiler = Compiler(model)
        self._rollups = RollupBook(self._compiler, setup.rollups, setup.calendar)
        self._memory = _Memory()
        self._snapshot: Snapshot | None = None
        self._currency: str | None = None
        self._loads: LoadStates = setup.loads

    @property
    def today(self) -> date:
        """Today by the clock, in the workspace's time zone."""
        return today(self._setup.clock, time_zone=self.calendar.time_zone)

    @contextmanager
    def held(self) -> "Iterator[MetricsService]":
        """This service on one state of the data: all that is asked in the block fits together.

        Leave the block soon: a live database keeps a transaction open for it.
        """
        if self._snapshot is not None:
            yield self
            return
        with self._engine.hold() as snapshot:
            service = copy.copy(self)
            service._snapshot = snapshot
            service._loads = RememberedLoads(self._setup.loads)
            if not all(info.version for info in snapshot.tables.values()):
                service._memory = _Memory()
            yield service

    def released(self) -> "MetricsService":
        """The same on the data as it is whenever it is asked, for work that outlasts a hold."""
        service = copy.copy(self)
        service._snapshot = None
        service._loads = self._setup.loads
        return service

    def in_currency(self, code: str | None) -> "MetricsService":
        """The same, where money of unknown currency is in that one; None = it stays unknown."""
        service = copy.copy(self)
        service._currency = code
        return service

    @property
    def currency(self) -> str | None:
        """What money of unknown currency is in; None = unknown."""
        return self._currency

    def run(self, query: Query, *, principal: Principal, as_of: date | None = None) -> Result:
        """Answer one query.

        Args:
            query: what to compute.
            principal: who asks; its policy is part of the computation.
            as_of: «today»; None = by the clock. A given day shows the data as it was on that day.

        Raises:
            QueryError: it cannot be answered soundly, with the reason.
            PolicyError: it touches what the principal may not see.
            LimitError: too many rows, too slow, or out of memory.
        """
        return self.run_many([query], principal=principal, as_of=as_of)[0]

    def run_many(
        self, queries: Sequence[Query], *, principal: Principal, as_of: date | None = None
    ) -> tuple[Result, ...]:
        """Answer a page's queries together on one snapshot. Raises as ``run``, for the first that
        fails."""
        answers = self.run_each(queries, principal=principal, as_of=as_of)
        for answer in answers:
            if isinstance(answer, BoardroomError):
                raise answer
        return tuple(answer for answer in answers if isinstance(answer, Result))

    def run_each(
        self, queries: Sequence[Query], *, principal: Principal, as_of: date | None = None
    ) -> tuple[Result | BoardroomError, ...]:
        """As ``run_many``, but a query that cannot be answered gives its error in its place."""
        with self.held() as service:
            return service._answers(queries, principal=principal, as_of=as_of)

    def _answers(
        self, queries: Sequence[Query], *, principal: Principal, as_of: date | None
    ) -> tuple[Result | BoardroomError, ...]:
        began = time.perf_counter()
        scene = self._scene(queries, principal=principal, as_of=as_of)
        plans = [self._plan(query, scene) for query in queries]
        good = [item for item in plans if isinstance(item, CompiledQuery)]
        rows = iter(self._rows(good, scene))
        elapsed_ms = (time.perf_counter() - began) * 1000
        answers: list[Result | BoardroomError] = []
        for query, plan in zip(queries, plans, strict=True):
            found = next(rows) if isinstance(plan, CompiledQuery) else plan
            if isinstance(found, QueryError):
                found = self._traced(found, query, scene)
            if isinstance(plan, CompiledQuery) and not isinstance(found, BoardroomError):
                answers.append(self._result(plan, found, scene, elapsed_ms=elapsed_ms))
            elif isinstance(found, BoardroomError):
                answers.append(found)
        return tuple(answers)

    def explain(
        self, query: Query, *, principal: Principal, as_of: date | None = None
    ) -> CompiledQuery:
        """The SQL and all that is known before running it. Raises as ``run``."""
        with self.held() as service:
            scene = service._scene([query], principal=principal, as_of=as_of)
            return self._compiler.compile(query, scene.context)

    def check(self, query: Query, *, principal: Principal, as_of: date | None = None) -> None:
        """That a query can be computed; cheaper than ``explain``. Raises as ``run``."""
        with self.held() as service:
            scene = service._scene([query], principal=principal, as_of=as_of)
            self._compiler.check(query, scene.context)

    def sql(self, text: str, *, principal: Principal) -> Result:
        """Run SQL that a person or a model wrote, over the physical tables of the model's datasets.

        The text passes the guard (one harmless SELECT over known tables), the principal's row and
        column policies are put into it, and the engine refuses anything but a SELECT once more.

        Raises:
            GuardError: it is not one harmless SELECT over tables the principal may see.
            LimitError, QueryError: as in ``run``.
        """
        with self.held() as service:
            return service._raw(text, principal=principal)

    def _raw(self, text: str, *, principal: Principal) -> Result:
        began = time.perf_counter()
        scene = self._scene([], principal=principal, as_of=None)
        dialect = self._engine.dialect
        readable = readable_tables(
            self.model, scene.binding, scene.snapshot.tables, context=scene.context
        )
        guarded = guard_select(text, dialect=dialect, readable=readable)
        table = scene.snapshot.query_many([guarded.sql], limits=self._limits())[0]
        columns = columns_from_arrow(table)
        datasets = datasets_of(guarded.tables, scene.binding)
        return Result(
            columns=columns,
            rows=rows_from_arrow(table, columns),
            sql=guarded.sql,
            period=Period(start=None, end=None, complete=False),
            freshness=self._freshness(scene, datasets),
            caveats=(
                Caveat(kind="raw_sql", text="Computed by hand-written SQL, not by the model."),
                *moving(scene, datasets),
            ),
            model_version=self.model_version,
            data_version=data_version(scene, datasets),
            elapsed_ms=(time.perf_counter() - began) * 1000,
        )

    def refused_fields(self) -> Mapping[str, str]:
        """``dataset.field`` → what is wrong with it, for every field that cannot be computed."""
        with self.held() as service:
            return refused_fields(service._view())

    def data_until(self, as_of: date | None = None) -> date | None:
        """The newest complete day that the facts fill as usual; None when no fact has a time.

        Strays do not count: see ``data.coverage``. The day after it is the ``as_of`` of a page
        about data that ended long ago.
        """
        day = as_of or self.today
        with self.held() as service:
            return service._memory.coverage.data_until(service._view(), today=day)

    def freshness(
        self, *, principal: Principal, as_of: date | None = None
    ) -> Mapping[str, Freshness]:
        """Freshness of every dataset that the principal may see, by name; no row is read.

        Args:
            principal: who asks.
            as_of: judge it on the morning of this day.
        """
        with self.held() as service:
            scene = service._scene([], principal=principal, as_of=as_of)
            hidden = scene.context.access.hidden_datasets
            return {
                item.name: self._freshness(scene, (item.name,))
                for item in self.model.datasets
                if item.name not in hidden and item.name not in scene.binding.missing
            }

    def data_version(self, *, principal: Principal, besides: Collection[str] = ()) -> str | None:
        """Twelve letters that change with any table the principal may see; None where versions
        cannot be known.

        Args:
            principal: who asks.
            besides: datasets that do not count.
        """
        with self.held() as service:
            scene = service._scene([], principal=principal, as_of=None)
            hidden = scene.context.access.hidden_datasets | {*scene.binding.missing, *besides}
            names = [item.name for item in self.model.datasets if item.name not in hidden]
            version = data_version(scene, names)
            return None if version == LIVE else version

    def filters_rows(self, *, principal: Principal) -> bool:
        """Whether there are rows that somebody may not see."""
        return bool(resolve(self._setup.policy, principal).row_filters)

    def hidden_datasets(self, *, principal: Principal) -> frozenset[str]:
        """Datasets that the principal may not see at all."""
        return resolve(self._setup.policy, principal).hidden_datasets

    def hidden_fields(self, *, principal: Principal) -> frozenset[str]:
        """Fields, with their datasets, that the principal may not use."""
        return resolve(self._setup.policy, principal).hidden_fields

    def describe(self, *, principal: Principal) -> Visible:
        """What the principal can ask for: the contents of a model browser."""
        with self.held() as service:
            rules = service._scene([], principal=principal, as_of=None).context.access
        datasets = tuple(
            replace(
                item,
                fields=tuple(
                    one
                    for one in item.fields
                    if not one.hidden and f"{item.name}.{one.name}" not in rules.hidden_fields
                ),
            )
            for item in self.model.datasets
            if item.name not in rules.hidden_datasets
        )
        with self.held() as service:
            metrics = tuple(
                item
                for item in self.model.metrics
                if not item.hidden and service._allows(item.name, principal)
            )
        return Visible(metrics=metrics, datasets=datasets)

    def _allows(self, metric: str, principal: Principal) -> bool:
        """Whether the policy lets the principal ask for ``metric``; other troubles are not its."""
        try:
            self.check(Query(metrics=(metric,)), principal=principal)
        except BoardroomError as exc:
            return not isinstance(exc, PolicyError)
        return True

    def forget(self) -> None:
        """Forget cached rows; plans stay."""
        self._memory.results.clear()

    def close(self) -> None:
        """Forget cached rows and close the engine."""
        self._memory.results.clear()
        self._engine.close()

    def _scene(
        self, queries: Sequence[Query], *, principal: Principal, as_of: date | None
    ) -> Scene:
        """What the call sees; the same object for equal calls while nothing was loaded."""
        access = resolve(self._setup.policy, principal)
        snapshot, memory = self._held_snapshot, self._memory
        also = tuple(sorted({query.time_field for query in queries if query.time_field}))
        now = self.today
        key = (repr(access), as_of, now, also)
        known = memory.scenes.get(key)
        if known is not None and known.snapshot is snapshot:
            return known
        view = self._view()
        known_days = memory.coverage.read(view, today=as_of or now, also=also)
        context = CompileContext(
            as_of=as_of or now,
            dialect=self._engine.dialect,
            cut_at_as_of=as_of is not None,
            live=as_of == now,
            calendar=self.calendar,
            coverage=known_days.covered,
            data_until=known_days.until,
            quiet=known_days.quiet,
            tables=view.binding.rows,
            access=close_derived(self.model, view.binding, access),
            rollups=self._rollups.ready(snapshot, view.binding),
        )
        scene = Scene(
            view=view,
            coverage=known_days.rows,
            context=context,
            today=now,
        )
        if len(memory.scenes) >= _MAX_SCENES:
            memory.scenes.clear()
        memory.scenes[key] = scene
        return scene

    @property
    def _held_snapshot(self) -> Snapshot:
        if self._snapshot is None:
            raise RuntimeError("callers hold a snapshot")
        return self._snapshot

    def _view(self) -> View:
        """The held snapshot through the model."""
        dialect, snapshot = self._engine.dialect, self._held_snapshot
        return View(
            model=self.model,
            snapshot=snapshot,
            binding=with_stored(
                bind(self.model, snapshot.tables, dialect), self.model, snapshot, self.calendar
            ),
            dialect=dialect,
            calendar=self.calendar,
        )

    def _plan(self, query: Query, scene: Scene) -> CompiledQuery | BoardroomError:
        try:
            plan = self._compiler.compile(query, scene.context)
        except BoardroomError as exc:
            return exc
        for dataset in plan.datasets:
            if dataset in scene.binding.missing:
                return QueryError(
                    f"the dataset {dataset!r} reads the table "
                    f"{scene.binding.missing[dataset]!r}, which is not there",
                    hint="Load it with `boardroom load`, or correct the dataset's source.",
                )
        return plan

    def _traced(self, error: QueryError, query: Query, scene: Scene) -> BoardroomError:
        """The error in words of the model, where a field that the engine refuses is its cause."""
        if not scene.refused:
            return error
        try:
            self._compiler.compile(query, replace(scene.context, refused=scene.refused))
        except BoardroomError as exc:
            return exc
        return error

    def _rows(
        self, plans: Sequence[CompiledQuery], scene: Scene
    ) -> Sequence[Rows | BoardroomError]:
        """Rows of each plan, or why there are none."""
        keys = [key_of(plan, scene) for plan in plans]

        def compute(missing: Sequence[int]) -> Sequence[Rows]:
            tables = scene.snapshot.query_many(
                [plans[position].sql for position in missing], limits=self._limits()
            )
            return [
                rows_from_arrow(table, statement_columns(plans[position]))
                for position, table in zip(missing, tables, strict=True)
            ]

        try:
            return self._memory.results.get_many(keys, compute)
        except BoardroomError as exc:
            if len(plans) == 1:
                return [exc]
        return [self._rows([plan], scene)[0] for plan in plans]

    def _limits(self) -> Limits:
        return Limits.of(self._setup.settings)

    def _result(
        self, plan: CompiledQuery, rows: Rows, scene: Scene, *, elapsed_ms: float
    ) -> Result:
        freshness = self._freshness(scene, plan.datasets, dating(plan, scene))
        size = len(plan.columns)
        result = Result(
            columns=in_currency(plan.columns, self._currency),
            rows=rows.narrowed(size),
            sql=plan.sql,
            period=plan.period,
            comparison=plan.comparison,
            freshness=freshness,
            caveats=(*plan.caveats, *moving(scene, plan.datasets)),
            model_version=self.model_version,
            data_version=data_version(scene, plan.datasets),
            elapsed_ms=elapsed_ms,
        )
        flagged = {
            flag: rows.cells[place].values for place, flag in enumerate(plan.flags, start=size)
        }
        return replace(result, caveats=with_observed(result, flagged))

    def _freshness(
        self, scene: Scene, datasets: Sequence[str], time_fields: Sequence[str] = ()
    ) -> Freshness:
        return freshness_at(scene, datasets, loads=self._loads, time_fields=time_fields)
