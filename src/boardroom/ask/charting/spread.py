"""How values lie: one measure against another, and the distribution of one."""

import math
from collections import defaultdict
from collections.abc import Sequence

from boardroom.ask.charting.drawing import MOST_POINTS, Drawing, Row
from boardroom.ask.charting.encode import (
    field,
    layer,
    name_channel,
    tooltip,
    value_axis,
    value_title,
    where,
)
from boardroom.ask.charting.shape import Shape
from boardroom.ask.charting.title import dated, lowered
from boardroom.ask.charting.visualization import Spec
from boardroom.insight.number_text import value_text
from boardroom.insight.table_view import column_title
from boardroom.semantic.result import Column

_HEIGHT = 320
_NAMED = 12
_TEXT_MARK, _TEXT_HEIGHT = 6.6, 16
_MOST_BINS = 30
_MOST_BOXES = 20
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def draw_scatter(shape: Shape, across: Column, up: Column) -> Drawing:
    """One point a row; of too many, every so-manieth in the order of the first measure."""
    pairs = zip(shape.names, shape.values_of(across), shape.values_of(up), strict=True)
    known = sorted(
        (pair for pair in pairs if pair[1] is not None and pair[2] is not None),
        key=lambda pair: (pair[1] or 0.0, pair[2] or 0.0),
    )
    every = math.ceil(len(known) / MOST_POINTS) or 1
    drawn = known[::every]
    notes = [f"{len(drawn):,} of {len(known):,} points are drawn"] if every > 1 else []
    left_out = len(shape.result.rows) - len(known)
    if left_out:
        notes.append(f"{left_out:,} without a value in one of the two are left out")
    rows: list[Row] = [
        {
            "name": name,
            "across": first,
            "up": second,
            "first": value_text(first, across.unit, full=True),
            "second": value_text(second, up.unit, full=True),
        }
        for name, first, second in drawn
    ]
    named = bool(shape.dimensions) and _mark_named(rows, shape.width)
    titles = {"name": ", ".join(map(column_title, shape.dimensions))} if shape.dimensions else {}
    shown = tooltip(**titles, first=column_title(across), second=column_title(up))
    points = layer(
        {"type": "point", "style": "measure-point", "filled": True, "size": 54}, tooltip=shown
    )
    text: Spec = {"type": "text", "style": "note", "dy": -10, "limit": 120}
    names = where("datum.named", layer(text, text={"field": "name"}))
    return Drawing(
        chart_type="scatter",
        x_axis=across.name,
        y_axis=up.name,
        rows=rows,
        body={
            "encoding": {
                "x": _measured("across", across, upright=False),
                "y": _measured("up", up, upright=True),
            },
            "layer": [points, names] if named else [points],
        },
        height=_HEIGHT,
        says=f"{len(rows):,} points; {_range(across, drawn, 1)}, {_range(up, drawn, 2)}.",
        notes=tuple(notes),
    )


def draw_histogram(shape: Shape, measure: Column) -> Drawing:
    """How many rows have a value in each of some equal steps: counted over all rows."""
    values = sorted(value for value in shape.values_of(measure) if value is not None)
    step = _bin_step(values)
    counts: dict[int, int] = defaultdict(int)
    for value in values:
        counts[math.floor(value / step + 1e-9)] += 1
    bins = range(min(counts), max(counts) + 1)
    rows: list[Row] = [
        {
            "low": place * step,
            "high": (place + 1) * step,
            "count": counts[place],
            "name": " to ".join(value_text(at * step, measure.unit) for at in (place, place + 1)),
            "full": f"{counts[place]:,}",
        }
        for place in bins
    ]
    axis = value_axis(measure.unit, upright=False, title=value_title(measure))
    low = field("low", "quantitative", bin={"binned": True}, scale={"zero": False}, axis=axis)
    height = field("count", "quantitative", axis=value_axis("count", upright=True, title="Rows"))
    missing = len(shape.result.rows) - len(values)
    middle = values[len(values) // 2]
    return Drawing(
        chart_type="histogram",
        x_axis=measure.name,
        y_axis=None,
        rows=rows,
        body=layer(
            {"type": "bar", "style": "measure-bar", "binSpacing": 1},
            x=low,
            x2={"field": "high"},
            y=height,
            tooltip=tooltip(name=column_title(measure), full="Rows"),
        ),
        height=260,
        says=f"{len(values):,} rows from {value_text(values[0], measure.unit)} to "
        f"{value_text(values[-1], measure.unit)}, half of them up to "
        f"{value_text(middle, measure.unit)}.",
        notes=(f"{missing:,} rows without a value are left out",) if missing else (),
        heading=dated(f"Distribution of {lowered(column_title(measure))}", shape),
    )


def draw_boxes(shape: Shape, measure: Column) -> Drawing:
    """The middle half of the values of each group, its median, and nine tenths as a line."""
    groups: dict[str, list[float]] = defaultdict(list)
    whole = [column_title(measure)] * len(shape.result.rows)
    for name, value in zip(
        shape.names if shape.dimensions else whole, shape.values_of(measure), strict=True
    ):
        if value is not None:
            groups[name].append(value)
    ranked = sorted(groups.items(), key=lambda pair: -_quantile(sorted(pair[1]), 0.5))
    shown = sorted(ranked, key=lambda pair: -len(pair[1]))[:_MOST_BOXES]
    rows = [
        _box(name, sorted(values), measure) for name, values in ranked if (name, values) in shown
    ]
    low = field(
        "p05",
        "quantitative",
        axis=value_axis(measure.unit, upright=False, title=value_title(measure)),
        scale={"zero": False},
    )
    names = [str(row["name"]) for row in rows]
    y = name_channel(names, title=None, width=shape.width, gap=0.45)
    by = [lowered(column_title(column)) for column in shape.dimensions[:1]]
    notes = ["Box: the middle half with its median; line: nine tenths of the values"]
    if len(groups) > _MOST_BOXES:
        notes.append(f"The {_MOST_BOXES} with most rows of {len(groups):,}")
    return Drawing(
        chart_type="box",
        x_axis=shape.dimensions[0].name if shape.dimensions else None,
        y_axis=measure.name,
        rows=rows,
        body={
            "encoding": {"y": y, "tooltip": tooltip(name="", full=column_title(measure))},
            "layer": [
                layer({"type": "rule", "style": "before"}, x=low, x2={"field": "p95"}),
                layer({"type": "bar", "style": "measure-bar", "fillOpacity": 0.55},
                      x=field("p25", "quantitative", axis=low["axis"]), x2={"field": "p75"}),
                layer({"type": "tick", "style": "measure-tick", "thickness": 2},
                      x=field("p50", "quantitative", axis=low["axis"])),
            ],
        },
        height={"step": 30},
        says="; ".join(f"{row['name']}: {row['full']}" for row in rows[:5]) + ".",
        notes=tuple(notes),
        heading=dated(" by ".join([column_title(measure), *by]), shape),
    )  # fmt: skip


def _box(name: str, values: Sequence[float], measure: Column) -> Row:
    cuts = {f"p{share:02}": _quantile(values, share / 100) for share in (5, 25, 50, 75, 95)}
    median = value_text(cuts["p50"], measure.unit)
    return {"name": name, "full": f"median {median} of {len(values):,}", **cuts}


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Between the two nearest values, in proportion."""
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _bin_step(ordered: Sequence[float]) -> float:
    """A round width of bins, by the spread of the middle half.

    Source: Freedman and Diaconis (1981), On the histogram as a density estimator.
    """
    span = ordered[-1] - ordered[0]
    if span <= 0:
        return abs(ordered[0]) or 1.0
    spread = _quantile(ordered, 0.75) - _quantile(ordered, 0.25)
    wanted = 2 * spread / len(ordered) ** (1 / 3) if spread > 0 else span / 10
    wanted = min(max(wanted, span / _MOST_BINS), span / 5)
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(power * size for size in _STEPS if power * size >= wanted * 0.999)


def _mark_named(rows: Sequence[Row], width: int) -> bool:
    """Marks the points whose names have room: of few points, those that hide no other name."""
    if len(rows) > _NAMED or not rows:
        return False
    spans = {}
    for axis, size in (("across", width), ("up", _HEIGHT)):
        values = [float(str(row[axis])) for row in rows]
        spans[axis] = min(values), size / ((max(values) - min(values)) or 1.0)
    taken: list[tuple[float, float, float]] = []
    for row in sorted(rows, key=lambda row: -float(str(row["up"]))):
        x, y = ((float(str(row[axis])) - low) * zoom for axis, (low, zoom) in spans.items())
        half = _TEXT_MARK * len(str(row["name"])) / 2
        free = all(
            abs(x - other) > half + far or abs(y - level) > _TEXT_HEIGHT
            for other, level, far in taken
        )
        row["named"] = free
        if free:
            taken.append((x, y, half))
    return True


def _measured(name: str, column: Column, *, upright: bool) -> Spec:
    axis = value_axis(column.unit, upright=upright, title=value_title(column))
    return field(name, "quantitative", axis=axis, scale={"zero": False, "nice": True})


def _range(column: Column, rows: Sequence[tuple[object, ...]], place: int) -> str:
    values = [value for row in rows if isinstance(value := row[place], float)]
    if not values:
        return f"{column_title(column)} without a value"
    low, high = (value_text(value, column.unit) for value in (min(values), max(values)))
    return f"{column_title(column)} from {low} to {high}"
