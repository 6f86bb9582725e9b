"""Windows as SQL: which rows of a part's dataset count, and for which period's label.

Called once per SELECT, by ``selection``. Regular periods are truncated dates; everything else joins
the window list itself, a VALUES list made in Python.
"""

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from sqlglot import exp

from boardroom.semantic.compiler.catalog import Catalog
from boardroom.semantic.compiler.dialect import alias, column, data_type, date_rows, day, values
from boardroom.semantic.compiler.expression import wrap
from boardroom.semantic.compiler.moment import day_start, period_of, wall_time
from boardroom.semantic.compiler.piece import Pieces, pieces_of
from boardroom.semantic.compiler.plan import Timing
from boardroom.semantic.compiler.scope import Scope, Stored
from boardroom.semantic.model import (
    DataType,
    EventTime,
    IntervalTime,
    MovementTime,
    SnapshotTime,
)
from boardroom.semantic.windows import WindowList

_WINDOWS = "_windows"
_LATEST = "_latest"
_LABEL = "_label"


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A scope with its rows placed in time: conditions for its WHERE, and the label of each row."""

    scope: Scope
    conditions: tuple[exp.Expr, ...] = ()
    label: exp.Expr | None = None


def place(
    catalog: Catalog,
    base: str,
    *,
    timing: Timing | None,
    stored: Stored | None = None,
) -> Placed:
    """A fresh scope over ``base`` with its rows placed in time."""
    scope = Scope(catalog, base, stored=stored)
    if timing is None:
        return Placed(scope=scope)
    match timing.spec:
        case EventTime():
            return _events(scope, timing.spec.field, timing.windows)
        case MovementTime():
            return _movements(scope, timing.spec, timing)
        case IntervalTime():
            return _intervals(scope, timing.spec, timing)
        case SnapshotTime():
            return _snapshots(scope, timing.spec, timing)
    assert_never(timing.spec)


@dataclass(frozen=True, kw_only=True)
class _Moment:
    """A time field in a scope."""

    scope: Scope
    value: exp.Expr
    datatype: DataType | None

    def starts(self, start: date) -> exp.Expr:
        """The first moment of a day, in the field's type."""
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


def _events(scope: Scope, text: str, windows: WindowList) -> Placed:
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
        return Placed(scope=scope, conditions=bounds, label=label)
    pieces = pieces_of(windows)
    join = _windows_join(moment, windows) if pieces is None else _pieces_join(moment, pieces)
    scope.add_join(join)
    return Placed(scope=scope, conditions=bounds, label=column("label", _WINDOWS))


def _no_label() -> exp.Expr:
    return exp.Cast(this=exp.Null(), to=data_type("date"))


def _bounds(moment: _Moment, windows: WindowList) -> tuple[exp.Expr, ...]:
    found = []
    if windows.start is not None:
        found.append(moment.since(windows.start))
    if windows.end is not None:
        found.append(moment.before(windows.end))
    return tuple(found)


def _pieces_join(moment: _Moment, pieces: Pieces) -> exp.Join:
    """The truncated date looked up; where units are cut, the days compared too."""
    period = period_of(moment.wall, pieces.unit)
    on: exp.Expr = exp.EQ(this=period, expression=column("source", _WINDOWS))
    if pieces.whole:
        dialect = moment.scope.catalog.context.dialect
        pairs = [(item.source, item.label) for item in pieces.items]
        columns = ("source", "label")
        table = date_rows(pairs, name=_WINDOWS, columns=columns, dialect=dialect)
        return exp.Join(this=table, on=on)
    rows = [
        (day(item.source), day(item.label), moment.starts(item.start), moment.starts(item.end))
        for item in pieces.items
    ]
    names = ("source", "label", "first_moment", "after")
    table = values(rows, name=_WINDOWS, columns=names)
    return exp.Join(this=table, on=exp.And(this=on, expression=_inside(moment)))


def _windows_join(moment: _Moment, windows: WindowList) -> exp.Join:
    """Each row compared with each window."""
    rows = [
        (
            day(item.label or date.min),
            moment.starts(item.start or date.min),
            moment.starts(item.end or date.max),
        )
        for item in windows.filled
    ]
    table = values(rows, name=_WINDOWS, columns=("label", "first_moment", "after"))
    return exp.Join(this=table, on=_inside(moment))


def _inside(moment: _Moment) -> exp.Expr:
    return exp.And(
        this=exp.GTE(this=moment.value.copy(), expression=column("first_moment", _WINDOWS)),
        expression=exp.LT(this=moment.value.copy(), expression=column("after", _WINDOWS)),
    )


def _movements(scope: Scope, spec: MovementTime, timing: Timing) -> Placed:
    """All rows before each instant: the balance is their running sum."""
    moment = _moment(scope, spec.field)
    instants = timing.windows.instants(timing.at)
    if not instants:
        return _nothing(scope, timing.windows)
    if timing.windows.grain is None:
        return Placed(scope=scope, conditions=tuple(moment.before(x) for _, x in instants))
    _join_instants(scope, moment, instants, condition=_earlier(moment))
    last = max(x for _, x in instants)
    return Placed(scope=scope, conditions=(moment.before(last),), label=column("label", _WINDOWS))


def _earlier(moment: _Moment) -> exp.Expr:
    return exp.LT(this=moment.value.copy(), expression=column("instant", _WINDOWS))


def _intervals(scope: Scope, spec: IntervalTime, timing: Timing) -> Placed:
    """Rows that hold at each instant: begun before it and not ended before it."""
    start, end = _moment(scope, spec.start), _moment(scope, spec.end)
    instants = timing.windows.instants(timing.at)
    if not instants:
        return _nothing(scope, timing.windows)
    if timing.windows.grain is None:
        found = [c for _, x in instants for c in (start.before(x), _holds(end, end.starts(x)))]
        return Placed(scope=scope, conditions=tuple(found))
    holding = exp.And(this=_earlier(start), expression=_holds(end, column("instant", _WINDOWS)))
    _join_instants(scope, start, instants, condition=holding)
    return Placed(scope=scope, label=column("label", _WINDOWS))


def _holds(end: _Moment, instant: exp.Expr) -> exp.Expr:
    return exp.Paren(
        this=exp.Or(
            this=exp.Is(this=end.value.copy(), expression=exp.Null()),
            expression=exp.GTE(this=end.value.copy(), expression=instant),
        )
    )


def _join_instants(
    scope: Scope,
    moment: _Moment,
    instants: tuple[tuple[date | None, date], ...],
    *,
    condition: exp.Expr,
) -> None:
    rows = [(day(label or date.min), moment.starts(x)) for label, x in instants]
    table = values(rows, name=_WINDOWS, columns=("label", "instant"))
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
