"""Charts as inline SVG that stretches, with HTML labels that do not. Called by cards and sections.

Each chart has a text that says the same: a sparkline its first, last, lowest and highest value, a
bar chart is a table.
"""

import math
import re
from collections.abc import Sequence
from datetime import date

from boardroom.insight.html.markup import Content, Markup, join, tag
from boardroom.insight.model import ForecastPoint
from boardroom.insight.number_text import currency_symbol, value_text
from boardroom.insight.period_text import axis_text
from boardroom.semantic.model import Unit

Points = Sequence[tuple[date, float | None]]

_LABELS = 6
_TRAILING = re.compile(r"(?<=\d)\.0+(?=\D*$)|(?<=\.\d)0+(?=\D*$)")
_GRID_STEPS = 4


def sparkline(
    points: Points, *, unit: Unit | None, grain: str | None, ahead: Sequence[ForecastPoint] = ()
) -> Markup:
    """The course of a metric, without axes; empty for fewer than two values.

    Args:
        ahead: what is expected next, drawn dashed in its interval.
    """
    values = [value for _, value in points if value is not None]
    if len(values) < 2:
        return join(())
    low, high = _bounds(values, ahead)
    pad = (high - low) * 0.08
    return tag(
        "svg",
        {"class": "spark", "viewBox": "0 0 100 100", "preserveAspectRatio": "none",
         "role": "img", "aria-label": _said(points, ahead, unit=unit, grain=grain)},
        _drawn(points, ahead, low=low - pad, high=high + pad, filled=True),
    )  # fmt: skip


def line_chart(
    points: Points, *, unit: Unit | None, grain: str | None, ahead: Sequence[ForecastPoint] = ()
) -> Markup:
    """The course of a metric with axes; hovering a period shows its value.

    The area under the line is filled only where the axis begins at zero.

    Args:
        ahead: what is expected next, drawn dashed in its interval.
    """
    values = [value for _, value in points if value is not None]
    low, high, step = scale(*_bounds(values, ahead))
    texts = [f"{axis_text(day, grain)}: {value_text(value, unit)}" for day, value in points]
    texts += [_expected(point, unit=unit, grain=grain) for point in ahead]
    count = len(texts)
    columns = [
        tag(
            "rect",
            {"class": "hit", "x": f"{_hit_left(place, count):.3f}", "y": 0,
             "width": f"{100 / max(1, count - 1):.3f}", "height": 100},
            tag("title", None, text),
        )
        for place, text in enumerate(texts)
    ]  # fmt: skip
    plot = tag(
        "svg",
        {"viewBox": "0 0 100 100", "preserveAspectRatio": "none", "role": "img",
         "aria-label": _said(points, ahead, unit=unit, grain=grain)},
        _drawn(points, ahead, low=low, high=high, filled=low == 0),
        columns,
    )  # fmt: skip
    days = [*(day for day, _ in points), *(point.start for point in ahead)]
    return join(
        (
            tag(
                "div",
                {"class": "chart"},
                _grid(low, high, step, unit=unit),
                plot,
                _end(points, low, high, count=count),
            ),
            tag("div", {"class": "axis", "aria-hidden": "true"}, _axis(days, grain=grain)),
        )
    )


def ring(share: float, *, label: str) -> Markup:
    """A ring filled by ``share`` (0 … 1)."""
    size = {"cx": 50, "cy": 50, "r": 42, "pathLength": 100}
    return tag(
        "svg",
        {"class": "ring", "viewBox": "0 0 100 100", "role": "img", "aria-label": label},
        tag("circle", {"class": "track", **size}),
        tag(
            "circle",
            {"class": "arc", **size, "stroke-dasharray": f"{_inside(share) * 100:.1f} 100"},
        ),
    )


def bar(share: float, *, tick: float | None = None) -> Markup:
    """A bar of ``share`` (0 … 1) of the width, with a mark where the earlier value was."""
    mark = None
    if tick is not None:
        place = f"{_inside(tick) * 100:.2f}"
        mark = tag("line", {"class": "tick", "x1": place, "x2": place, "y1": 0, "y2": 18})
    return tag(
        "svg",
        {"viewBox": "0 0 100 18", "preserveAspectRatio": "none", "aria-hidden": "true"},
        tag(
            "rect",
            {"class": "bar", "x": 0, "y": 3, "width": f"{_inside(share) * 100:.2f}", "height": 12},
        ),
        mark,
    )


def split_bar(share: float, *, left: float) -> Markup:
    """A bar to the left or right of a zero line at ``left`` (0 … 1); ``share`` in −1 … 1."""
    zero = left * 100
    width = min(abs(share) * 100, 100.0)
    start = zero if share >= 0 else zero - width
    return tag(
        "svg",
        {"viewBox": "0 0 100 18", "preserveAspectRatio": "none", "aria-hidden": "true"},
        tag(
            "rect",
            {"class": "bar", "x": f"{start:.2f}", "y": 3, "width": f"{width:.2f}", "height": 12},
        ),
        tag("line", {"class": "zero", "x1": f"{zero:.2f}", "x2": f"{zero:.2f}", "y1": 0, "y2": 18}),
    )


def spoken(points: Points, *, unit: Unit | None, grain: str | None) -> str:
    """A chart in one sentence.

    Example:
        >>> spoken([(date(2018, 1, 1), 2.0), (date(2018, 2, 1), 3.0)], unit="count", grain="month")
        'From 2 in Jan 2018 to 3 in Feb 2018; lowest 2 in Jan 2018, highest 3 in Feb 2018.'
    """
    known = [(day, value) for day, value in points if value is not None]
    if not known:
        return "No values."
    low, high = min(known, key=lambda pair: pair[1]), max(known, key=lambda pair: pair[1])
    first, last, lowest, highest = (
        f"{value_text(value, unit)} in {axis_text(day, grain)}"
        for day, value in (known[0], known[-1], low, high)
    )
    return f"From {first} to {last}; lowest {lowest}, highest {highest}."


def scale(low: float, high: float) -> tuple[float, float, float]:
    """Round bounds and step of an axis that holds ``low`` and ``high``; zero is kept when near.

    Example:
        >>> scale(42.0, 56.0)
        (40.0, 60.0, 5.0)
        >>> scale(3.0, 56.0)
        (0.0, 60.0, 20.0)
    """
    if low > 0 and low < 0.6 * high:
        low = 0.0
    if high < 0 and high > 0.6 * low:
        high = 0.0
    span = high - low or abs(high) or 1.0
    raw = span / _GRID_STEPS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * size for size in (1, 2, 2.5, 5, 10) if power * size >= raw * 0.999)
    bottom = math.floor(low / step + 1e-9) * step
    top = math.ceil(high / step - 1e-9) * step
    return bottom, top if top > bottom else bottom + step, step


def _bounds(values: Sequence[float], ahead: Sequence[ForecastPoint]) -> tuple[float, float]:
    low = min(*values, *(point.low for point in ahead), values[0])
    return low, max(*values, *(point.high for point in ahead), values[0])


def _said(
    points: Points, ahead: Sequence[ForecastPoint], *, unit: Unit | None, grain: str | None
) -> str:
    words = spoken(points, unit=unit, grain=grain)
    if not ahead:
        return words
    expected = "; ".join(_expected(point, unit=unit, grain=grain) for point in ahead)
    return f"{words} {expected}."


def _expected(point: ForecastPoint, *, unit: Unit | None, grain: str | None) -> str:
    value, low, high = (value_text(item, unit) for item in (point.value, point.low, point.high))
    return f"{axis_text(point.start, grain)}: about {value}, {low} to {high}"


def _drawn(
    points: Points, ahead: Sequence[ForecastPoint], *, low: float, high: float, filled: bool
) -> list[Content]:
    """Area and line of what was, band and dashed line of what is expected."""
    count = len(points) + len(ahead)
    line, area = _paths(points, low=low, high=high, count=count)
    return [
        tag("path", {"class": "area", "d": area}) if filled else None,
        _ahead(points, ahead, low=low, high=high) if ahead else None,
        tag("path", {"class": "line", "d": line}),
    ]


def _ahead(
    points: Points, ahead: Sequence[ForecastPoint], *, low: float, high: float
) -> list[Markup]:
    """Band and line, beginning at the last value where that is known."""
    count = len(points) + len(ahead)
    start = [] if points[-1][1] is None else [(points[-1][1],) * 3]
    bands = [*start, *((point.low, point.value, point.high) for point in ahead)]
    first = count - len(bands)
    lower, middle, upper = (
        [
            f"{_x(first + place, count):.2f} {_y(band[part], low, high):.2f}"
            for place, band in enumerate(bands)
        ]
        for part in range(3)
    )
    return [
        tag("path", {"class": "band", "d": f"M{' L'.join([*upper, *reversed(lower)])} Z"}),
        tag("path", {"class": "line ahead", "d": f"M{' L'.join(middle)}"}),
    ]


def _paths(points: Points, *, low: float, high: float, count: int) -> tuple[str, str]:
    """Path data of the line (with gaps) and of the areas under it."""
    runs: list[list[tuple[float, float]]] = [[]]
    for place, (_, value) in enumerate(points):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((_x(place, count), _y(value, low, high)))
    kept = [run for run in runs if run]
    lines = [
        "M" + " L".join(f"{x:.2f} {y:.2f}" for x, y in (run if run[1:] else run * 2))
        for run in kept
    ]
    areas = [
        f"{line} L{run[-1][0]:.2f} 100 L{run[0][0]:.2f} 100 Z"
        for line, run in zip(lines, kept, strict=True)
    ]
    return " ".join(lines), " ".join(areas)


def _x(place: int, count: int) -> float:
    return 100.0 * place / (count - 1) if count > 1 else 50.0


def _y(value: float, low: float, high: float) -> float:
    return 100.0 * (high - value) / (high - low) if high > low else 50.0


def _hit_left(place: int, count: int) -> float:
    return _x(place, count) - 50.0 / max(1, count - 1)


def _inside(share: float) -> float:
    return min(1.0, max(0.0, share))


def _grid(low: float, high: float, step: float, *, unit: Unit | None) -> list[Markup]:
    found = []
    count = round((high - low) / step)
    for place in range(count + 1):
        value = low + place * step
        top = f"top:{_y(value, low, high):.2f}%"
        found.append(tag("div", {"class": "g", "style": top}))
        found.append(tag("div", {"class": "y num", "style": top}, axis_value(value, unit)))
    return found


def axis_value(value: float, unit: Unit | None) -> str:
    """A value on an axis, as short as it can be.

    Example:
        >>> axis_value(50_000, "USD"), axis_value(0.05, "percent"), axis_value(0.0, "USD")
        ('$50K', '5%', '$0')
        >>> axis_value(4_500_000, "USD"), axis_value(5_000_000, "USD"), axis_value(100, "count")
        ('$4.5M', '$5M', '100')
    """
    text = value_text(value, unit)
    symbol = currency_symbol(unit)
    if 1000 <= abs(value) < 1e6 and (symbol is not None or unit in {None, "count", "currency"}):
        return f"{'−' if value < 0 else ''}{symbol or ''}{abs(value) / 1000:g}K"
    return _TRAILING.sub("", text)


def _axis(days: Sequence[date], *, grain: str | None) -> list[Markup]:
    count = len(days)
    every = max(1, math.ceil((count - 1) / (_LABELS - 1)))
    places = list(range(0, count, every))
    if places[-1] != count - 1:
        if count - 1 - places[-1] < every * 0.6:
            places.pop()
        places.append(count - 1)
    return [
        tag("span", {"style": f"left:{_x(place, count):.2f}%"}, _short(days[place], grain))
        for place in places
    ]


def _short(day: date, grain: str | None) -> str:
    text = axis_text(day, grain)
    return text.removeprefix("week of ")


def _end(points: Points, low: float, high: float, *, count: int) -> Markup | None:
    value = points[-1][1]
    if value is None:
        return None
    left, top = _x(len(points) - 1, count), _y(value, low, high)
    return tag("div", {"class": "p", "style": f"left:{left:.2f}%;top:{top:.2f}%"})
