"""Numbers standing alone: the value, large, and how it moved. And the pie, for who insists."""

from collections.abc import Sequence

from boardroom.ask.charting.drawing import Drawing, Row, finite, short_text
from boardroom.ask.charting.encode import field, layer, tooltip, where
from boardroom.ask.charting.shape import Shape
from boardroom.ask.charting.visualization import Spec
from boardroom.insight.breakdown_view import change_of
from boardroom.insight.delta_text import delta_text
from boardroom.insight.number_text import share_text, value_text
from boardroom.insight.table_view import column_title
from boardroom.semantic.result import Column

MOST_FIGURES = 4
_BLOCK = 92
_SLICES = 6


def draw_figures(shape: Shape, measures: Sequence[Column]) -> Drawing:
    """The value of each measure of a single row, under its name, with its change beside it."""
    rows = [_figure(shape, measure, top=place * _BLOCK) for place, measure in enumerate(measures)]
    named = len(rows) > 1 or bool(shape.dimensions)
    shift = 0 if named else -20
    lines: list[tuple[str, str, int]] = [("name", "note", 8)] if named else []
    lines += [("text", "figure", 40 + shift)]
    layers = [_line(name, style, down) for name, style, down in lines]
    layers += [
        where(f"datum.tone === '{tone}'", _line("change", f"{tone}-text", 72 + shift))
        for tone in ("good", "bad", "neutral")
    ]
    return Drawing(
        chart_type="number",
        x_axis=None,
        y_axis=measures[0].name,
        rows=rows,
        body={"layer": layers},
        height=_BLOCK * len(rows) + shift,
        says=" ".join(f"{row['name']}: {row['full']}. {row['change']}".strip() for row in rows),
    )


def _figure(shape: Shape, measure: Column, *, top: int) -> Row:
    value = finite(shape.values_of(measure)[0])
    before = shape.previous_of(measure)
    delta = change_of(value, before[0], column=measure, label=shape.compared) if before else None
    line = delta_text(delta, unit=measure.unit) if delta is not None else None
    return {
        "name": " · ".join(filter(None, (shape.names[0], column_title(measure)))),
        "value": value,
        "top": top,
        "text": short_text(value, measure.unit),
        "full": value_text(value, measure.unit, full=True),
        "change": "" if line is None else f"{line.arrow} {line.size} {line.against}",
        "tone": "neutral" if line is None else line.assessment,
    }


def _line(name: str, style: str, down: int) -> Spec:
    """One line of text, ``down`` pixels under the top of its block."""
    mark: Spec = {"type": "text", "style": style, "align": "left", "baseline": "middle", "x": 0,
                  "y": {"expr": f"datum.top + {down}"}}  # fmt: skip
    return layer(mark, text={"field": name})


def draw_pie(shape: Shape, measure: Column) -> Drawing | None:
    """Slices of a whole; None where the groups are no parts of one, or too many to compare."""
    values = [finite(value) for value in shape.values_of(measure)]
    whole = shape.can_add_up(measure) and shape.wanted.whole
    if not whole or not 2 <= len(values) <= _SLICES or any((value or -1) < 0 for value in values):
        return None
    pairs = sorted(zip(shape.names, values, strict=True), key=lambda pair: -(pair[1] or 0.0))
    total = sum(value or 0.0 for value in values)
    rows: list[Row] = [
        {
            "name": name,
            "value": value,
            "rank": rank,
            "label": f"{name} {share_text((value or 0.0) / total)}",
            "full": value_text(value, measure.unit, full=True),
        }
        for rank, (name, value) in enumerate(pairs)
    ]
    tone = field("label", "nominal", sort=None, legend={"orient": "right"})
    shown = tooltip(name=column_title(shape.dimensions[0]), full=column_title(measure))
    return Drawing(
        chart_type="pie",
        x_axis=shape.dimensions[0].name,
        y_axis=measure.name,
        rows=rows,
        body=layer(
            {"type": "arc", "style": "slice", "innerRadius": 0, "strokeWidth": 2},
            theta=field("value", "quantitative", stack=True),
            order={"field": "rank", "type": "quantitative"},
            color=tone,
            tooltip=shown,
        ),
        height=220,
        says="; ".join(str(row["label"]) for row in rows) + ".",
    )
