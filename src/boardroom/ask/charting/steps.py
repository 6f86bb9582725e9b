"""Steps: from one value to another (a waterfall), and from many to few (a funnel)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from boardroom.ask.charting.drawing import Drawing, Row, short_text, shortened
from boardroom.ask.charting.encode import (
    field,
    layer,
    name_channel,
    scale_with_room,
    text_room,
    tooltip,
    value_axis,
    value_title,
    where,
)
from boardroom.ask.charting.shape import WIDTH, Shape
from boardroom.ask.charting.title import lowered
from boardroom.ask.charting.visualization import Spec
from boardroom.insight.number_text import change_text, share_text, value_text
from boardroom.insight.table_view import column_title
from boardroom.insight.wording import assess
from boardroom.semantic.result import Column

_MOST_STEPS = 12
_SMALL = 0.08
Kind = Literal["total", "good", "bad", "neutral"]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a change; the steps add up to it."""

    name: str
    change: float


@dataclass(frozen=True, kw_only=True)
class Bridge:
    """From ``opening`` to ``closing`` by ``steps``, which add up to the difference.

    Attributes:
        measure: what moved; its direction says which steps are good.
        before, after: what the two values are called, such as their periods.
        by: what the steps are.
    """

    measure: Column
    opening: float
    closing: float
    steps: tuple[Step, ...]
    before: str
    after: str
    by: str | None = None
    width: int = WIDTH


def bridge_of(shape: Shape, measure: Column) -> Bridge | None:
    """The change of a measure by the shape's groups; None where these do not add up to it."""
    before = shape.previous_of(measure)
    if before is None or not shape.can_add_up(measure) or not shape.wanted.whole:
        return None
    now = shape.values_of(measure)
    steps = tuple(
        Step(name=name, change=(value or 0.0) - (previous or 0.0))
        for name, value, previous in zip(shape.names, now, before, strict=True)
    )
    closing, opening = (math.fsum(value or 0.0 for value in side) for side in (now, before))
    after = shape.period_words
    return Bridge(measure=measure, opening=opening, closing=closing, steps=steps,
                  before=shape.compared or "before", after=after or "now",
                  by=", ".join(map(column_title, shape.dimensions)))  # fmt: skip


def draw_waterfall(bridge: Bridge) -> Drawing:
    """The opening value, its steps, the closing value. Where the steps would be too small to see
    beside the two, they stand alone, from zero.
    """
    steps, note = _few_steps(bridge.steps)
    size = max(abs(bridge.opening), abs(bridge.closing))
    alone = max((abs(step.change) for step in steps), default=0.0) < _SMALL * size
    rows = _step_rows(bridge, steps, alone=alone)
    unit = bridge.measure.unit
    notes, what = [note] if note else [], column_title(bridge.measure)
    split = f" by {lowered(bridge.by)}" if bridge.by else ""
    title = value_title(bridge.measure)
    if alone:
        what, title = f"Change of {lowered(what)}", f"Change of {lowered(title)}"
        opening, closing = (value_text(value, unit) for value in (bridge.opening, bridge.closing))
        notes.insert(0, f"{bridge.before}: {opening}; {bridge.after}: {closing}")
    ends = [float(str(row[side])) for row in rows for side in ("from", "to")]
    longest = max(len(str(row["text"])) for row in rows)
    value = field(
        "from", "quantitative", scale=scale_with_room(ends, room=text_room(longest)),
        axis=value_axis(unit, upright=False, title=title),
    )  # fmt: skip
    names = [str(row["name"]) for row in rows]
    y = name_channel(names, title=bridge.by, width=bridge.width)
    return Drawing(
        chart_type="waterfall",
        x_axis=None,
        y_axis=bridge.measure.name,
        rows=rows,
        body={
            "encoding": {"y": y, "tooltip": tooltip(name="Step", full="Value")},
            "layer": _bars_and_texts(value),
        },
        height={"step": 30},
        says="; ".join(f"{row['name']}: {row['text']}" for row in rows) + ".",
        notes=tuple(notes),
        heading=f"{what}{split}, {bridge.after} against {bridge.before}",
    )


def _bars_and_texts(value: Spec) -> list[Spec]:
    """A layer of bars for each kind of step, and the texts at their ends."""
    styles = {"total": "measure-bar", "good": "good", "bad": "bad", "neutral": "other"}
    bars = [
        where(
            f"datum.kind === '{kind}'",
            layer({"type": "bar", "style": style}, x=value, x2={"field": "to"}),
        )
        for kind, style in styles.items()
    ]
    texts = layer(
        {"type": "text", "style": "label", "align": {"expr": "datum.end < 0 ? 'right' : 'left'"},
         "dx": {"expr": "datum.end < 0 ? -6 : 6"}},
        x=field("end", "quantitative", axis=value["axis"]), text={"field": "text"},
    )  # fmt: skip
    return [*bars, texts]


def _few_steps(steps: Sequence[Step]) -> tuple[list[Step], str | None]:
    """The largest steps, largest first; the others are one."""
    ranked = sorted(steps, key=lambda step: -abs(step.change))
    moved = [step for step in ranked if step.change]
    if len(moved) <= _MOST_STEPS:
        return moved, None
    kept, rest = moved[: _MOST_STEPS - 1], moved[_MOST_STEPS - 1 :]
    other = Step(name=f"other ({len(rest):,})", change=math.fsum(step.change for step in rest))
    return [
        *kept,
        other,
    ], f"The largest {len(kept)} of {len(moved):,}; «other» is the sum of the rest"


def _step_rows(bridge: Bridge, steps: Sequence[Step], *, alone: bool) -> list[Row]:
    unit = bridge.measure.unit
    level = 0.0 if alone else bridge.opening
    rows: list[Row] = []
    for step in steps:
        start = 0.0 if alone else level
        level = start + step.change
        rows.append(
            {
                "name": step.name,
                "from": start,
                "to": level,
                "end": level if alone else max(start, level),
                "kind": assess(step.change, bridge.measure.direction),
                "text": shortened(change_text(step.change, unit)),
                "full": change_text(step.change, unit, full=True),
            }
        )
    if alone:
        return rows
    opening = _total(bridge.before, bridge.opening, bridge.measure)
    return [opening, *rows, _total(bridge.after, bridge.closing, bridge.measure)]


def _total(name: str, value: float, measure: Column) -> Row:
    return {"name": name, "from": 0.0, "to": value, "end": value, "kind": "total",
            "text": short_text(value, measure.unit),
            "full": value_text(value, measure.unit, full=True)}  # fmt: skip


def draw_funnel(
    names: Sequence[str], values: Sequence[float], measure: Column, *, width: int
) -> Drawing:
    """How many are left after each step, as bars from zero, with the share of the step before."""
    rows: list[Row] = []
    for place, (name, value) in enumerate(zip(names, values, strict=True)):
        text = short_text(value, measure.unit)
        if place and values[place - 1] > 0:
            text += f" · {share_text(value / values[place - 1])}"
        full = value_text(value, measure.unit, full=True)
        rows.append({"name": name, "value": value, "text": text, "full": full})
    longest = max(len(str(row["text"])) for row in rows)
    across = field(
        "value", "quantitative", scale=scale_with_room(values, room=text_room(longest)),
        axis=value_axis(measure.unit, upright=False, title=value_title(measure)),
    )  # fmt: skip
    y = name_channel(names, title=None, width=width, gap=0.2)
    texts: Spec = {"type": "text", "style": "label", "align": "left", "dx": 6}
    return Drawing(
        chart_type="funnel",
        x_axis=None,
        y_axis=measure.name,
        rows=rows,
        body={
            "encoding": {
                "x": across, "y": y, "tooltip": tooltip(name="Step", full=column_title(measure)),
            },
            "layer": [
                layer({"type": "bar", "style": "measure-bar", "cornerRadiusEnd": 3}),
                layer(texts, text={"field": "text"}),
            ],
        },
        height={"step": 38},
        says="; ".join(f"{row['name']}: {row['text']}" for row in rows) + ".",
        notes=("Percent: of the step before",),
    )  # fmt: skip
