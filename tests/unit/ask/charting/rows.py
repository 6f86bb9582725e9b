"""Results to draw, made by hand."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from boardroom.semantic.calendar import shift
from boardroom.semantic.model import Direction, Grain, Unit
from boardroom.semantic.result import Caveat, Column, Comparison, Period, Result

JUNE = Period(start=date(2026, 6, 1), end=date(2026, 6, 30), complete=True)
MAY = Comparison(start=date(2026, 5, 1), end=date(2026, 5, 31), kind="previous_period")
TIME = Column(name="period", role="time", type="Date")


def metric(name: str, unit: Unit | None = "USD", *, direction: Direction | None = "up") -> Column:
    """A metric's column."""
    return Column(
        name=name, role="metric", type="Decimal", unit=unit, direction=direction, metric=name
    )


def previous(of: Column) -> Column:
    """The column of what the metric was before."""
    return Column(
        name=f"{of.name}_previous", role="previous", type="Decimal", unit=of.unit, metric=of.name
    )


def dimension(name: str) -> Column:
    """A column to split by."""
    return Column(name=name, role="dimension", type="String")


def result(
    columns: Sequence[Column],
    rows: Sequence[tuple[object, ...]],
    *,
    period: Period = JUNE,
    comparison: Comparison | None = None,
    caveats: Sequence[Caveat] = (),
) -> Result:
    """A result of these rows."""
    return Result(
        columns=tuple(columns),
        rows=list(rows),
        sql="SELECT 1",
        period=period,
        comparison=comparison,
        caveats=tuple(caveats),
    )


def months(count: int, *, first: date = date(2025, 7, 1), grain: Grain = "month") -> list[date]:
    """First days of so many periods."""
    return [shift(first, step, grain) for step in range(count)]


def until(first: date, last: date, *, complete: bool = True) -> Period:
    """A period with both its ends."""
    return Period(start=first, end=last, complete=complete)


def regions(count: int) -> Result:
    """Revenue of so many regions, in no order."""
    return result(
        [dimension("region"), metric("revenue")],
        [(f"Region {place:03}", Decimal((place * 7919) % 997 + 1)) for place in range(count)],
    )


def days(count: int, *, first: date = date(2026, 1, 1)) -> list[date]:
    """So many days."""
    return [first + timedelta(day) for day in range(count)]
