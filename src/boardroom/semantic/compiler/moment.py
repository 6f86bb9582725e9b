"""Days and moments: where a day begins in a field's own type, and the period a moment falls in.

Called by ``predicate`` and ``placement``. Days are cut in the workspace's time zone; ``DateTime``
is wall time there already, ``DateTimeTz`` is an instant.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlglot import exp

from boardroom.semantic.compiler.dialect import data_type, day, instant, literal
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import DataType
from boardroom.semantic.query import Grain


def day_start(value: date, datatype: DataType | None, calendar: Calendar) -> exp.Expr:
    """The first moment of a day as a constant comparable with a field of ``datatype``."""
    if datatype == "DateTimeTz" and value > date.min:
        local = datetime.combine(value, time(), ZoneInfo(calendar.time_zone))
        return instant(local.astimezone(ZoneInfo("UTC")))
    if datatype == "DateTime":
        return literal(datetime.combine(value, time()))
    return day(value)


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
