"""Days and moments: where a day begins in a field's own type, and the period a moment falls in.

Called by ``predicate`` and ``placement``. Days are cut in the workspace's time zone; ``DateTime``
is wall time there already, ``DateTimeTz`` is an instant.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlglot import exp

from boardroom.semantic.compiler.dialect import data_type, literal
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import DataType, Grain


def first_moment(value: date, datatype: DataType | None, calendar: Calendar) -> date:
    """The first moment of a day as a value comparable with a field of ``datatype``."""
    if datatype == "DateTimeTz" and value > date.min:
        local = datetime.combine(value, time(), ZoneInfo(calendar.time_zone))
        return local.astimezone(ZoneInfo("UTC"))
    return datetime.combine(value, time()) if datatype == "DateTime" else value


def day_start(value: date, datatype: DataType | None, calendar: Calendar) -> exp.Expr:
    """``first_moment`` as a constant."""
    return literal(first_moment(value, datatype, calendar))


def wall_time(moment: exp.Expr, datatype: DataType | None, calendar: Calendar) -> exp.Expr:
    """A moment as the clock on the wall shows it."""
    if datatype == "DateTimeTz":
        return exp.AtTimeZone(this=moment, zone=exp.Literal.string(calendar.time_zone))
    return moment


def period_of(moment: exp.Expr, grain: Grain) -> exp.Expr:
    """The first day of the calendar period of ``grain`` that a wall time falls in, as a DATE."""
    if grain == "day":
        return exp.Cast(this=moment, to=data_type("date"))
    unit = exp.Var(this=grain.upper())
    return exp.Cast(this=exp.TimestampTrunc(this=moment, unit=unit), to=data_type("date"))
