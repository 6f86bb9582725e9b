"""One chart of each kind and each trouble, made by hand."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from boardroom.ask.charting.chart import visualization_of
from boardroom.ask.charting.visualization import Visualization
from boardroom.ask.charting.wanted import Wanted
from boardroom.insight.model import ForecastPoint
from boardroom.semantic.result import Column, Comparison, Result
from tests.unit.ask.charting.rows import (
    MAY,
    TIME,
    days,
    dimension,
    metric,
    months,
    previous,
    regions,
    result,
    until,
)

REVENUE, ORDERS = metric("revenue"), metric("orders", "count")
CHURN = metric("churn_rate", "percent", direction="down")
KNOWN = Wanted(additive=frozenset({"revenue", "orders"}), whole=True)
YEAR = months(12)
WHOLE_YEAR = until(YEAR[0], date(2026, 6, 30))
YEAR_BEFORE = Comparison(start=date(2024, 7, 1), end=date(2025, 6, 30), kind="previous_year")
LONG_NAME = "A rather long name of a product category, as they come"
COUNTRIES = ("United States", "Germany", "France", "United Kingdom", "Spain", "Italy", "Poland")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def wave(place: int, *, level: float = 40_000.0, swing: float = 9_000.0) -> float:
    """A value that goes up and down."""
    return level + swing * math.sin(place * 1.3) + swing * 0.3 * math.cos(place * 0.37)


def field(name: str, kind: str, unit: str | None = None) -> Column:
    """A column of records."""
    return Column(
        name=name, role="field", type="Float" if kind == "number" else "String", unit=unit
    )


def by_region(*, column: Column = REVENUE) -> Result:
    """A metric by region, against the month before."""
    rows = [
        ("North America", 512_000, 370_000),
        ("EMEA", 288_000, 401_000),
        ("APAC", 241_000, 198_000),
        ("LATAM", 98_000, 91_000),
        ("ANZ", 45_300, 47_000),
    ]
    return result([dimension("region"), column, previous(column)], rows, comparison=MAY)


def over_time(*columns: Column, until_day: date = date(2026, 6, 30)) -> Result:
    """Metrics by month."""
    rows = [
        (day, *(wave(place + shift) for shift in range(len(columns))))
        for place, day in enumerate(YEAR)
    ]
    return result([TIME, *columns], rows, period=until(YEAR[0], until_day))


def by_channel(count: int, column: Column = ORDERS) -> Result:
    """A metric by month and channel."""
    rows = [
        (day, f"Channel {number}", wave(place + number, level=100.0 * (number + 1), swing=20.0))
        for place, day in enumerate(YEAR)
        for number in range(count)
    ]
    return result([TIME, dimension("channel"), column], rows, period=WHOLE_YEAR)


def by_two(first: tuple[str, ...], second: tuple[str, ...], column: Column) -> Result:
    """A metric by two dimensions; some cells are missing."""
    rows = [
        (one, two, wave(place * 7 + other, level=0.4, swing=0.3))
        for place, one in enumerate(first)
        for other, two in enumerate(second)
        if (place * 7 + other) % 11
    ]
    return result([dimension("country"), dimension("kind"), column], rows)


def campaigns(count: int) -> Result:
    """Two measures of many campaigns."""
    rows = [(f"Campaign {place}", wave(place), wave(place + 1) / 30) for place in range(count)]
    return result([dimension("campaign"), metric("spend"), metric("signups", "count")], rows)


def orders(count: int) -> Result:
    """Records."""
    rows = [(f"Channel {place % 5}", wave(place, level=70.0, swing=30.0)) for place in range(count)]
    return result([field("orders.channel", "text"), field("orders.amount", "number", "USD")], rows)


def ahead() -> tuple[ForecastPoint, ...]:
    """Three months that are expected."""
    return tuple(
        ForecastPoint(start=day, value=41_000.0, low=36_000.0, high=46_000.0)
        for day in months(3, first=date(2026, 7, 1))
    )


def drawn(rows: Result, **wanted: object) -> Visualization:
    """The chart of a result of which all is known."""
    found = visualization_of(rows, wanted=replace(KNOWN, **wanted))  # type: ignore[arg-type]  # names
    assert found is not None
    return found


CHARTS: Mapping[str, Callable[[], Visualization]] = {
    "bar": lambda: drawn(by_region()),
    "bar of long names": lambda: drawn(
        result([dimension("category"), REVENUE],
               [(LONG_NAME, 51_200), ("Beans", -38_800), (None, 0)])
    ),
    "bar standing": lambda: drawn(
        result([dimension("quarter"), ORDERS], [("Q1", 512), ("Q2", 388), ("Q3", 541), ("Q4", 98)])
    ),
    "bar of many": lambda: drawn(regions(61)),
    "bar of periods": lambda: drawn(
        result(
            [TIME, REVENUE, previous(REVENUE)],
            [(date(2026, 5, 1), 1_000_000, 910_000), (date(2026, 6, 1), 420_000, 380_000)],
            period=until(date(2026, 5, 1), date(2026, 6, 12), complete=False),
            comparison=MAY,
        )
    ),
    "line": lambda: drawn(over_time(REVENUE)),
    "line unfinished": lambda: drawn(over_time(REVENUE, until_day=date(2026, 6, 12))),
    "line with gaps": lambda: drawn(
        result([TIME, CHURN], [(day, 0.02) for day in (*YEAR[:3], YEAR[5], *YEAR[8:])],
               period=WHOLE_YEAR)
    ),
    "line compared": lambda: drawn(
        result(
            [TIME, REVENUE, previous(REVENUE)],
            [(day, wave(place), wave(place + 5)) for place, day in enumerate(YEAR)],
            period=WHOLE_YEAR,
            comparison=YEAR_BEFORE,
        )
    ),
    "line expected": lambda: drawn(over_time(REVENUE), ahead=ahead(), grain="month"),
    "line of days": lambda: drawn(
        result([TIME, REVENUE], [(day, wave(place)) for place, day in enumerate(days(1500))],
               period=until(days(1)[0], days(1500)[-1]))
    ),
    "lines": lambda: drawn(by_channel(3)),
    "lines of many": lambda: drawn(by_channel(11)),
    "lines above each other": lambda: drawn(over_time(REVENUE, ORDERS, CHURN)),
    "area": lambda: drawn(by_channel(4), chart="area"),
    "area of one": lambda: drawn(over_time(REVENUE), chart="area"),
    "grouped": lambda: drawn(by_two(COUNTRIES[:4], ("New", "Old"), CHURN)),
    "stacked": lambda: drawn(by_two(COUNTRIES, ("a", "b", "c", "d", "e"), REVENUE)),
    "heat map": lambda: drawn(by_two(COUNTRIES, WEEKDAYS, CHURN)),
    "heat map around zero": lambda: drawn(
        result([dimension("country"), dimension("weekday"), CHURN],
               [(one, two, wave(place + other, level=0.0, swing=0.2))
                for place, one in enumerate(COUNTRIES) for other, two in enumerate(WEEKDAYS)])
    ),
    "scatter": lambda: drawn(campaigns(140), intent="correlate"),
    "scatter of few": lambda: drawn(campaigns(9), intent="correlate"),
    "histogram": lambda: drawn(orders(3000), chart="histogram"),
    "box": lambda: drawn(orders(300), chart="box"),
    "waterfall": lambda: drawn(by_region(), intent="EXPLAIN"),
    "waterfall of small steps": lambda: drawn(
        result([dimension("region"), REVENUE, previous(REVENUE)],
               [("EMEA", 512_000, 500_000), ("APAC", 388_000, 401_000)], comparison=MAY),
        intent="EXPLAIN",
    ),
    "funnel": lambda: drawn(
        result([dimension("step"), metric("visitors", "count")],
               [("Visited", 120_345), ("In cart", 23_111), ("Ordered", 5_231)]),
        intent="funnel",
    ),
    "number": lambda: drawn(
        result([REVENUE, previous(REVENUE)], [(1_284_000, 1_206_000)], comparison=MAY)
    ),
    "numbers": lambda: drawn(
        result([REVENUE, ORDERS, CHURN, previous(CHURN)], [(1_284_000, 18_432, 0.0241, 0.0201)],
               comparison=MAY)
    ),
    "number of one": lambda: drawn(result([dimension("state"), ORDERS], [("California", 18_432)])),
    "pie": lambda: drawn(
        result([dimension("region"), REVENUE], [("North", 5), ("South", 3), ("East", 2)]),
        chart="pie",
    ),
}  # fmt: skip
