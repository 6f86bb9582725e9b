"""Small parts of Vega-Lite specifications: axes, number formats, layers. Used by every chart.

Expressions are made of constants only; texts of the data are data, never a part of one. Data is
referred to by our own field names, whatever the columns of the result are called.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from boardroom.ask.charting.ticks import TickUnit, time_ticks
from boardroom.ask.charting.visualization import Spec
from boardroom.insight.number_text import currency_symbol
from boardroom.insight.table_view import column_title
from boardroom.semantic.model import Grain, Unit
from boardroom.semantic.result import Column

_WORDLESS: Final = frozenset({"count", "number", "currency", "ratio"})
NAMES_SHARE: Final = 0.36
"""The share of the width that names beside bars may take."""
_TEXT_MARK, _TEXT_GAP = 7.5, 14
_LEGEND_SYMBOL, _LEGEND_MARK, _LEGEND_MOST = 42, 6.6, 220
_SCALES: Final = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))
_TIME_UNITS: Final[Mapping[Grain, str]] = {
    "day": "utcyearmonthdate", "week": "utcyearmonthdate", "month": "utcyearmonth",
    "quarter": "utcyearquarter", "year": "utcyear", "fiscal_quarter": "utcyearmonth",
    "fiscal_year": "utcyearmonth",
}  # fmt: skip
_TIME_LABELS: Final[Mapping[TickUnit, str]] = {
    "day": "[utcFormat(datum.value, '%-d %b'), datum.index === 0 ?"
    " utcFormat(datum.value, '%Y') : '']",
    "month": "[utcFormat(datum.value, '%b'), datum.index === 0 || utcmonth(datum.value) === 0 ?"
    " utcFormat(datum.value, '%Y') : '']",
    "quarter": "[utcFormat(datum.value, 'Q%q'), datum.index === 0 || utcmonth(datum.value) < 3 ?"
    " utcFormat(datum.value, '%Y') : '']",
    "year": "utcFormat(datum.value, '%Y')",
}


def layer(mark: Mapping[str, object], /, **channels: object) -> Spec:
    """One layer: a mark with its encodings; screen readers get the chart's description."""
    return {"mark": {"aria": False, **mark}, "encoding": channels}


def where(test: str, spec: Spec) -> Spec:
    """``spec`` over the rows that pass ``test``, an expression of our own field names."""
    return {"transform": [{"filter": test}], **spec}


def field(name: str, kind: str, /, **more: object) -> Spec:
    """A channel that shows the field ``name``."""
    return {"field": name, "type": kind, **more}


def tooltip(**titles: str) -> list[Spec]:
    """What is shown of the row under the pointer: field → title."""
    return [
        {"field": name, "type": "nominal", "title": title or name} for name, title in titles.items()
    ]


def value_title(column: Column) -> str:
    """A measure and its unit.

    Example:
        >>> value_title(Column(name="revenue", role="metric", type="Decimal", unit="USD"))
        'Revenue (USD)'
        >>> value_title(Column(name="win_rate", role="metric", type="Float", unit="percent"))
        'Win rate (%)'
    """
    unit = unit_word(column.unit)
    return f"{column_title(column)} ({unit})" if unit else column_title(column)


def unit_word(unit: Unit | None) -> str | None:
    """How a unit is called beside a name; None where numbers say enough."""
    if unit is None or unit in _WORDLESS:
        return None
    return "%" if unit == "percent" else unit


def value_axis(unit: Unit | None, *, upright: bool, title: str | None = None) -> Spec:
    """The axis of a measure, its numbers written by its unit; ``upright``: heights are measured."""
    size, room = ("height", 48) if upright else ("width", 92)
    axis: Spec = {
        "title": title,
        "labelExpr": number_expression(unit),
        "tickCount": {"expr": f"max(2, ceil({size} / {room}))"},
        "labelOverlap": True,
    }
    return {**axis, **_above_the_axis()} if upright else axis


def number_expression(unit: Unit | None) -> str:
    """The Vega expression that writes the number of a tick."""
    if unit == "percent":
        return "format(datum.value, '.3~p')"
    if unit == "points":
        return "format(datum.value * 100, '.3~r') + ' pts'"
    size = "abs(datum.value)"
    body = f"format({size}, '.4~r')"
    for scale, letter in reversed(_SCALES):
        body = (
            f"({size} >= {scale:.0f} ? format({size} / {scale:.0f}, '.4~r') + '{letter}' : {body})"
        )
    return f"(datum.value < 0 ? '−' : '') + '{currency_symbol(unit) or ''}' + {body}"


def series_tone(name: str, names: Sequence[str], *, room: float, lines: bool = False) -> Spec:
    """The colours of series in their order; their legend takes ``room`` pixels across at most."""
    column = _LEGEND_SYMBOL + _LEGEND_MARK * max(map(len, names), default=0)
    legend: Spec = {"columns": max(1, int(room // min(column, _LEGEND_MOST)))}
    if lines:
        legend |= {"symbolType": "stroke", "symbolStrokeWidth": 3, "symbolSize": 220}
    return field(name, "nominal", sort=None, scale={"domain": list(names)}, legend=legend)


def text_room(longest: int) -> float:
    """Pixels that a text of so many marks takes beside the end of a bar."""
    return _TEXT_GAP + _TEXT_MARK * longest


def scale_with_room(ends: Sequence[float], *, room: float, size: str = "width") -> Spec:
    """A scale from zero, with ``room`` pixels for texts beyond the ends of its bars."""
    low, high = min([0.0, *ends]), max([0.0, *ends])
    if low == high:
        return {"domain": [0, 1]}
    sides = 2 if low < 0 < high else 1
    more = f"{high - low!r} * {room:g} / max({room:g}, {size} - {room * sides:g})"
    return {
        "nice": False,
        "domainMin": {"expr": f"{low!r} - {more}"} if low < 0 else 0,
        "domainMax": {"expr": f"{high!r} + {more}"} if high > 0 else 0,
    }


def name_channel(
    names: Sequence[str], *, title: str | None, width: int, upright: bool = False, gap: float = 0.35
) -> Spec:
    """The channel of names in this order; ``upright``: bars stand on them. Names beside bars have a
    third of the width; ``gap`` is the share of it that a bar leaves of its place.
    """
    axis: Spec = {"title": title, "grid": False, "labelPadding": 8}
    if upright:
        axis |= {"labelAngle": 0, "labelOverlap": True, "domain": True}
    else:
        axis |= {"titleAngle": 0, "titleAlign": "right", "titleY": -8, "titleX": -8,
                 "labelLimit": round(width * NAMES_SHARE)}  # fmt: skip
    scale: Spec = {"domain": list(names), "paddingInner": gap}
    return field("name", "nominal", sort=None, axis=axis, scale=scale)


def time_channel(
    grain: Grain | None, days: Sequence[date], *, title: str | None, width: int
) -> Spec:
    """The channel of periods that begin on ``start``; days are days of the calendar, so they are
    read and written without a time zone.
    """
    ticks, unit = time_ticks(days, grain, width=width)
    channel = field(
        "start",
        "temporal",
        scale={"type": "utc"},
        axis={
            "title": title,
            "grid": False,
            "domain": True,
            "values": [
                {"year": day.year, "month": day.month, "date": day.day, "utc": True}
                for day in ticks
            ],
            # Vega-Lite derives the least step from a time unit as 31 days a month, and then drops
            # every second tick, as most months are no longer.
            "tickMinStep": 1,
            "labelExpr": _TIME_LABELS[unit],
            "labelOverlap": True,
            "labelSeparation": 6,
            "labelFlush": False,
        },
    )
    return {**channel, "timeUnit": _TIME_UNITS[grain]} if grain else channel


def _above_the_axis() -> Spec:
    """Where the title of an upright axis stands: level, above its highest number."""
    return {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "start", "titleY": -12,
            "titleX": 0, "titleBaseline": "bottom", "minExtent": 44}  # fmt: skip
