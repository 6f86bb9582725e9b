"""How a ``Query`` becomes SQL: this file lists the passes, in order, over one ``Plan``.

Each pass is a file of this package and a function from plan to plan:

1. ``resolve``: names become fields, metrics and filters with qualified names; ``expand`` takes
   metrics apart into aggregate calls, ``inference`` finds types and units
2. ``assign_windows``: each call gets the windows of time it is computed over
   (``semantic.time_plan``)
3. ``combine``: calls become one SELECT per dataset and window list (``selection``, ``placement``,
   ``condensing``, ``scope``, ``condition``, ``bridging``, ``rollup``), put together on the keys
   they share; ``flag`` adds columns that say what the values do not show
4. ``present``: change columns, transforms, having, order, limits

A records query has one pass of its own, ``list_records``.

The result is one sqlglot tree, ``adapted`` to the engine's dialect and written by
``dialect.to_sql``.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from threading import Lock

from boardroom.errors import BoardroomError, PolicyError, UsageError
from boardroom.semantic.compiler.catalog import Catalog
from boardroom.semantic.compiler.combination import combine
from boardroom.semantic.compiler.dialect import adapted, to_sql
from boardroom.semantic.compiler.expand import Expander
from boardroom.semantic.compiler.graph import Graph
from boardroom.semantic.compiler.plan import Plan
from boardroom.semantic.compiler.presentation import present
from boardroom.semantic.compiler.record import list_records
from boardroom.semantic.compiler.resolve import resolve
from boardroom.semantic.compiler.rollup import fill_rollup
from boardroom.semantic.compiler.timing import assign_windows
from boardroom.semantic.compiler.visible import discreet, visible_model
from boardroom.semantic.context import AccessRules, CompileContext, CompiledQuery
from boardroom.semantic.model import Metric, SemanticModel
from boardroom.semantic.query import Query
from boardroom.semantic.result import Period
from boardroom.semantic.rollup import Rollup

PASSES: tuple[Callable[[Plan], Plan], ...] = (resolve, assign_windows, combine, present)
RECORD_PASSES: tuple[Callable[[Plan], Plan], ...] = (list_records,)

_REMEMBERED = 1024
_PLANS = 16
"""Checked, not written yet: trees take much room."""


class Compiler:
    """Compiles queries over one model; remembers what it compiled.

    Example:
        >>> from boardroom.semantic.model import Dataset, Expression, Field, Metric
        >>> from datetime import date
        >>> amount = Field(name="amount", expression=Expression(sql="amount"), datatype="Decimal")
        >>> model = SemanticModel(
        ...     name="shop",
        ...     datasets=(Dataset(name="orders", source="orders", fields=(amount,)),),
        ...     metrics=(Metric(name="revenue", expression=Expression(sql="SUM(orders.amount)")),),
        ... )
        >>> compiled = Compiler(model).compile(
        ...     Query(metrics=("revenue",)), CompileContext(as_of=date(2018, 9, 1))
        ... )
        >>> print([column.name for column in compiled.columns])
        ['revenue']
    """

    def __init__(self, model: SemanticModel) -> None:
        self.model = model
        self._graph = Graph(model)
        self._expander = Expander(self._graph)
        self._compiled: OrderedDict[tuple[str, str], CompiledQuery] = OrderedDict()
        self._planned: OrderedDict[tuple[str, str], Plan] = OrderedDict()
        self._lock = Lock()
        self._last_context: tuple[CompileContext, str] | None = None

    def compile(self, query: Query, context: CompileContext) -> CompiledQuery:
        """One SQL statement for the query, with all a ``Result`` needs but the rows.

        Raises:
            NotFoundError: an unknown name; the hint has the nearest ones.
            AmbiguousError: a name or path with several readings; ``choices`` has them.
            PolicyError: something this principal may not use.
            QueryError: what cannot be computed soundly; the message says why.
            UsageError: an incomplete or contradictory query.
        """
        key = (repr(query), self._fingerprint(context))
        with self._lock:
            known = self._compiled.get(key)
            if known is not None:
                self._compiled.move_to_end(key)
                return known
            plan = self._planned.pop(key, None)
        made = _written(plan or self._plan(query, context))
        with self._lock:
            self._compiled[key] = made
            if len(self._compiled) > _REMEMBERED:
                self._compiled.popitem(last=False)
        return made

    def check(self, query: Query, context: CompileContext) -> None:
        """That the query can be compiled; its SQL is written only by ``compile``, which goes on
        from here. Raises: as ``compile``.
        """
        key = (repr(query), self._fingerprint(context))
        with self._lock:
            if key in self._compiled or key in self._planned:
                return
        plan = self._plan(query, context)
        with self._lock:
            self._planned[key] = plan
            if len(self._planned) > _PLANS:
                self._planned.popitem(last=False)

    def rollup(
        self,
        rollup: Rollup,
        context: CompileContext,
        *,
        start: date | None = None,
        end: date | None = None,
    ) -> str:
        """The SELECT whose rows the rollup's table holds: day, keys, measures.

        Args:
            rollup: the definition, from ``semantic.rollup_plan``.
            context: dialect, calendar and tables; its access rules must be empty.
            start: first day to compute; None = all days, also rows without a day.
            end: first day not to compute.
        """
        catalog = Catalog(self._graph, context)
        statement = fill_rollup(catalog, rollup, start=start, end=end)
        return to_sql(adapted(statement, context.dialect), context.dialect)

    def _fingerprint(self, context: CompileContext) -> str:
        """The context as text; queries of one page share one context, so the last is remembered."""
        last = self._last_context
        if last is None or last[0] is not context:
            last = (context, repr(context))
            self._last_context = last
        return last[1]

    def _seen(self, query: Query, context: CompileContext) -> BoardroomError | None:
        """What the query meets in the model as this principal sees it."""

        def allows(metric: Metric) -> bool:
            try:
                self._passed(Query(metrics=(metric.name,)), context)
            except PolicyError:
                return False
            except BoardroomError:
                return True
            return True

        model = visible_model(self.model, context.access, allows=allows)
        try:
            Compiler(model).compile(query, replace(context, access=AccessRules()))
        except BoardroomError as exc:
            return exc
        return None

    def _plan(self, query: Query, context: CompileContext) -> Plan:
        """What ``_passed`` gives; its errors speak of nothing that is hidden."""
        try:
            return self._passed(query, context)
        except PolicyError:
            raise
        except BoardroomError as exc:
            access = context.access
            if not (access.hidden_fields or access.hidden_datasets):
                raise
            raise discreet(exc, self._seen(query, context)) from exc

    def _passed(self, query: Query, context: CompileContext) -> Plan:
        """The plan after all passes, its statement in what the dialect has."""
        plan = Plan(
            query=query,
            context=context,
            catalog=Catalog(self._graph, context),
            expander=self._expander,
        )
        _check_limits(query)
        for step in RECORD_PASSES if query.records else PASSES:
            plan = step(plan)
        if plan.statement is None:
            raise UsageError("The query asks for nothing", hint="Name at least one metric.")
        return replace(plan, statement=adapted(plan.statement, context.dialect))


def _written(plan: Plan) -> CompiledQuery:
    """The plan's statement as text; the plan is of no use afterwards."""
    if plan.statement is None:
        raise RuntimeError("a plan that passed has a statement")
    return CompiledQuery(
        sql=to_sql(plan.statement, plan.context.dialect),
        columns=plan.columns,
        flags=tuple(item.flag for item in plan.flags),
        period=plan.time.period if plan.time else Period(start=None, end=None, complete=True),
        comparison=plan.time.comparison if plan.time else None,
        caveats=tuple(dict.fromkeys((*plan.caveats, *plan.catalog.caveats))),
        datasets=tuple(plan.catalog.datasets),
        rollups=tuple(plan.catalog.rollups),
        time_fields=tuple(plan.catalog.time_fields),
        event_fields=tuple(plan.catalog.event_fields),
    )


def _check_limits(query: Query) -> None:
    if query.sparse and query.transforms:
        raise UsageError(
            "A sparse query has no transforms, which count by the row",
            hint="Leave out `sparse`: every group then has every period.",
        )
    per = query.limit_per.limit if query.limit_per else None
    for name, value in (("limit", query.limit), ("limit per group", per)):
        if value is not None and value < 0:
            raise UsageError(f"A {name} of {value} is less than nothing", hint="Use 0 or more.")
