"""Windows as SQL: which rows of a part's dataset count, and for which period's label.

Called once per SELECT, by ``selection``. Regular periods are truncated dates; everything else joins
the window list itself: row by row where it can be looked up, else after the rows are summed up per
period (``condensing``), where the aggregates allow it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from sqlglot import exp

from boardroom.semantic.compiler.catalog import Catalog
from boardroom.semantic.compiler.condensing import CONDENSED, Marks
from boardroom.semantic.compiler.day_table import Row, day_table
from boardroom.semantic.compiler.dialect import alias, column, data_type
from boardroom.semantic.compiler.expression import wrap
from boardroom.semantic.compiler.moment import day_start, first_moment, period_of, wall_time
from boardroom.semantic.compiler.piece import Pieces, pieces_of, unit_of_instants
from boardroom.semantic.compiler.plan import Timing
from boardroom.semantic.compiler.scope import Scope, Stored
from boardroom.semantic.model import (
    DataType,
    EventTime,
    Grain,
    IntervalTime,
    MovementTime,
    SnapshotTime,
)
from boardroom.semantic.windows import WindowList

_WINDOWS = "_windows"
_LATEST = "_latest"
_LABEL = "_label"
_DAY, _BEGUN, _ENDED = "_day", "_begun", "_ended"


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A scope with its rows placed in time: conditions for its WHERE, and the label of each row.

    With ``marks`` the label is one of the condensed rows; ``by_day`` where it is the row's own day.
    """

    scope: Scope
    conditions: tuple[exp.Expr, ...] = ()
    label: exp.Expr | None = None
    marks: Marks | None = None
    by_day: bool = False


def place(
    catalog: Catalog,
    base: str,
    *,
    timing: Timing | None,
    stored: Stored | None = None,
    condense: bool = False,
) -> Placed:
    """A fresh scope over ``base`` with its rows placed in time.

    Args:
        catalog: whose names it uses.
        base: the dataset.
        timing: None = all rows count, whenever.
        stored: what stands in for the dataset's rows.
        condense: True where rows may be summed up before they meet overlapping windows.
    """
    scope = Scope(catalog, base, stored=stored)
    if timing is None:
        return Placed(scope=scope)
    match timing.spec:
        case EventTime():
            return _events(scope, timing.spec.field, timing.windows, condense=condense)
        case MovementTime():
            return _movements(scope, timing.spec, timing, condense=condense)
        case IntervalTime():
            return _intervals(scope, timing.spec, timing, condense=condense)
        case SnapshotTime():
            return _snapshots(scope, timing.spec, timing)
    assert_never(timing.spec)


@dataclass(frozen=True, kw_only=True)
class _Moment:
    """A time field in a scope."""

    scope: Scope
    value: exp.Expr
    datatype: DataType | None

    def first(self, start: date) -> date:
        """The first moment of a day, in the field's type."""
        return first_moment(start, self.datatype, self.scope.catalog.context.calendar)

    def starts(self, start: date) -> exp.Expr:
        """``first`` as a constant."""
        return day_start(start, self.datatype, self.scope.catalog.context.calendar)

    def before(self, end: date) -> exp.Expr:
        return exp.LT(this=self.value.copy(), expression=self.starts(end))

    def since(self, start: date) -> exp.Expr:
        return exp.GTE(this=self.value.copy(), expression=self.starts(start))

    @property
    def wall(self) -> exp.Expr:
        calendar = self.scope.catalog.context.calendar
        return wall_time(self.value.copy(), self.datatype, calendar)


def _moment(scope: Scope, text: str) -> _Moment:
    target = scope.resolve(text)
    scope.catalog.time_fields[target.key] = None
    stored = scope.stored_day(target)
    if stored is not None:
        return _Moment(scope=scope, value=stored, datatype="Date")
    datatype = target.field.datatype if target.field else None
    return _Moment(scope=scope, value=wrap(scope.column(target)), datatype=datatype)


def _events(scope: Scope, text: str, windows: WindowList, *, condense: bool = False) -> Placed:
    if windows.grain is None and windows.start is windows.end is None:
        return Placed(scope=scope)
    moment = _moment(scope, text)
    bounds = _bounds(moment, windows)
    if windows.grain is None:
        return Placed(scope=scope, conditions=bounds)
    if not windows.filled:
        return Placed(scope=scope, conditions=bounds, label=_no_label())
    if windows.shape == "aligned" and not windows.grain.startswith("fiscal"):
        label = period_of(moment.wall, windows.grain)
        by_day = windows.grain == "day"
        return Placed(scope=scope, conditions=bounds, label=label, by_day=by_day)
    label = column("label", _WINDOWS)
    if windows.shape == "mapped" and not windows.grain.startswith("fiscal"):
        scope.add_join(_lookup(moment, windows.grain, windows.mapping))
        return Placed(scope=scope, conditions=bounds, label=label)
    pieces = pieces_of(windows)
    if pieces is None and condense:
        marks = _day_marks(moment, windows)
        return Placed(scope=scope, conditions=bounds, label=label, marks=marks)
    join = _windows_join(moment, windows) if pieces is None else _pieces_join(moment, pieces)
    scope.add_join(join)
    return Placed(scope=scope, conditions=bounds, label=label)


def _no_label() -> exp.Expr:
    return exp.Cast(this=exp.Null(), to=data_type("date"))


def _bounds(moment: _Moment, windows: WindowList) -> tuple[exp.Expr, ...]:
    found = []
    if windows.start is not None:
        found.append(moment.since(windows.start))
    if windows.end is not None:
        found.append(moment.before(windows.end))
    return tuple(found)


def _windows_table(scope: Scope, rows: Sequence[Row], *columns: str) -> exp.Expr:
    dialect = scope.catalog.context.dialect
    return day_table(rows, name=_WINDOWS, columns=columns, dialect=dialect)


def _pieces_join(moment: _Moment, pieces: Pieces) -> exp.Join:
    """The truncated date looked up; where units are cut, the days compared too."""
    if pieces.whole:
        pairs = [(item.source, item.label) for item in pieces.items]
        return _lookup(moment, pieces.unit, pairs)
    rows = [
        (item.source, item.label, moment.first(item.start), moment.first(item.end))
        for item in pieces.items
    ]
    table = _windows_table(moment.scope, rows, "source", "label", "first_moment", "after")
    on = exp.And(this=_period_is_source(moment, pieces.unit), expression=_inside(moment.value))
    return exp.Join(this=table, on=on)


def _lookup(moment: _Moment, unit: Grain, pairs: Sequence[tuple[date, date]]) -> exp.Join:
    """The label of the period of ``unit`` that each row lies in, by (first day, label)."""
    table = _windows_table(moment.scope, pairs, "source", "label")
    return exp.Join(this=table, on=_period_is_source(moment, unit))


def _period_is_source(moment: _Moment, unit: Grain) -> exp.Expr:
    return exp.EQ(this=period_of(moment.wall, unit), expression=column("source", _WINDOWS))


def _windows_join(moment: _Moment, windows: WindowList) -> exp.Join:
    """Each row compared with each window."""
    rows = [
        (
            item.label or date.min,
            moment.first(item.start or date.min),
            moment.first(item.end or date.max),
        )
        for item in windows.filled
    ]
    table = _windows_table(moment.scope, rows, "label", "first_moment", "after")
    return exp.Join(this=table, on=_inside(moment.value))


def _day_marks(moment: _Moment, windows: WindowList) -> Marks:
    """Each day compared with each window."""
    rows = [
        (item.label or date.min, item.start or date.min, item.end or date.max)
        for item in windows.filled
    ]
    table = _windows_table(moment.scope, rows, "label", "first_moment", "after")
    on = _inside(column(_DAY, CONDENSED))
    return Marks(columns={_DAY: period_of(moment.wall, "day")}, join=exp.Join(this=table, on=on))


def _inside(value: exp.Expr) -> exp.Expr:
    return exp.And(
        this=exp.GTE(this=value.copy(), expression=column("first_moment", _WINDOWS)),
        expression=exp.LT(this=value.copy(), expression=column("after", _WINDOWS)),
    )


def _movements(scope: Scope, spec: MovementTime, timing: Timing, *, condense: bool) -> Placed:
    """All rows before each instant: the balance is their running sum."""
    moment = _moment(scope, spec.field)
    instants = timing.windows.instants(timing.at)
    if not instants:
        return _nothing(scope, timing.windows)
    if timing.windows.grain is None:
        return Placed(scope=scope, conditions=tuple(moment.before(x) for _, x in instants))
    conditions = (moment.before(max(x for _, x in instants)),)
    label = column("label", _WINDOWS)
    if condense:
        marks = _held_marks(moment, None, timing)
        return Placed(scope=scope, conditions=conditions, label=label, marks=marks)
    _join_instants(scope, moment, instants, condition=_earlier(moment.value))
    return Placed(scope=scope, conditions=conditions, label=label)


def _earlier(value: exp.Expr) -> exp.Expr:
    return exp.LT(this=value.copy(), expression=column("instant", _WINDOWS))


def _intervals(scope: Scope, spec: IntervalTime, timing: Timing, *, condense: bool) -> Placed:
    """Rows that hold at each instant: begun before it and not ended before it."""
    start, end = _moment(scope, spec.start), _moment(scope, spec.end)
    instants = timing.windows.instants(timing.at)
    if not instants:
        return _nothing(scope, timing.windows)
    if timing.windows.grain is None:
        found = [c for _, x in instants for c in (start.before(x), _holds(end, end.starts(x)))]
        return Placed(scope=scope, conditions=tuple(found))
    label = column("label", _WINDOWS)
    if condense:
        days = [x for _, x in instants]
        bounds = (start.before(max(days)), _holds(end, end.starts(min(days))))
        marks = _held_marks(start, end, timing)
        return Placed(scope=scope, conditions=bounds, label=label, marks=marks)
    instant = column("instant", _WINDOWS)
    holding = exp.And(this=_earlier(start.value), expression=_holds(end, instant))
    _join_instants(scope, start, instants, condition=holding)
    return Placed(scope=scope, label=label)


def _holds(end: _Moment, instant: exp.Expr) -> exp.Expr:
    return _unless_known(end.value, exp.GTE(this=end.value.copy(), expression=instant))


def _unless_known(value: exp.Expr, condition: exp.Expr) -> exp.Expr:
    absent = exp.Is(this=value.copy(), expression=exp.Null())
    return exp.Paren(this=exp.Or(this=absent, expression=condition))


def _held_marks(start: _Moment, end: _Moment | None, timing: Timing) -> Marks:
    """The periods in which rows begin and end, so far as an instant lies between two of them.

    All instants but the last are first days of such periods, and rows that begin after the last are
    not there: so what is true of the period's first day is true of the row. NULL stands for a
    beginning before the first instant and for an end after the last.
    """
    instants = timing.windows.instants(timing.at)
    days = sorted({x for _, x in instants})
    unit = unit_of_instants(days, timing.windows)
    begun = exp.If(this=start.since(days[0]), true=period_of(start.wall, unit))
    columns: dict[str, exp.Expr] = {_BEGUN: exp.Case(ifs=[begun])}
    mark = column(_BEGUN, CONDENSED)
    on = _unless_known(mark, _earlier(mark))
    if end is not None:
        ended = exp.If(this=end.before(days[-1]), true=period_of(end.wall, unit))
        columns[_ENDED] = exp.Case(ifs=[ended])
        mark = column(_ENDED, CONDENSED)
        instant = column("instant", _WINDOWS)
        later = _unless_known(mark, exp.GTE(this=mark.copy(), expression=instant))
        on = exp.And(this=on, expression=later)
    rows = [(label or date.min, x) for label, x in instants]
    table = _windows_table(start.scope, rows, "label", "instant")
    return Marks(columns=columns, join=exp.Join(this=table, on=on))


def _join_instants(
    scope: Scope,
    moment: _Moment,
    instants: tuple[tuple[date | None, date], ...],
    *,
    condition: exp.Expr,
) -> None:
    rows = [(label or date.min, moment.first(x)) for label, x in instants]
    table = _windows_table(scope, rows, "label", "instant")
    scope.add_join(exp.Join(this=table, on=condition))


def _nothing(scope: Scope, windows: WindowList) -> Placed:
    """No instant has a balance: no rows."""
    label = _no_label() if windows.grain else None
    return Placed(scope=scope, conditions=(exp.Boolean(this=False),), label=label)


def _snapshots(scope: Scope, spec: SnapshotTime, timing: Timing) -> Placed:
    """The last row of each entity in each window; ranked before any filter looks at the rows."""
    catalog, base = scope.catalog, scope.base
    inner = _events(scope, spec.field, timing.windows)
    moment = _moment(scope, spec.field)
    within = [scope.column(scope.resolve(name)) for name in spec.entity]
    within += [inner.label.copy()] if inner.label is not None else []
    newest = [exp.Ordered(this=moment.value.copy(), desc=True, nulls_first=False)]
    if spec.entity:
        key = catalog.graph.dataset(base).primary_key
        newest += [
            exp.Ordered(this=scope.column(scope.resolve(name)), nulls_first=False) for name in key
        ]
    rank = exp.Window(
        this=exp.RowNumber() if spec.entity else exp.Rank(),
        partition_by=within,
        order=exp.Order(expressions=newest),
    )
    select = exp.Select(
        expressions=[
            exp.Column(this=exp.Star(), table=exp.to_identifier(base)),
            alias(rank, _LATEST),
        ]
    )
    if inner.label is not None:
        select.append("expressions", alias(inner.label, _LABEL))
    scope.source(select)
    if inner.conditions:
        select.set("where", exp.Where(this=exp.and_(*inner.conditions, copy=False)))
    outer = Scope(catalog, base, stored=Stored(table=exp.Subquery(this=select)))
    latest = exp.EQ(this=column(_LATEST, base), expression=exp.Literal.number(1))
    label = column(_LABEL, base) if inner.label is not None else None
    return Placed(scope=outer, conditions=(latest,), label=label)
