"""``Drawing``: what a chart function hands over, before title and theme. Also what they share."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from boardroom.ask.charting.shape import WIDTH
from boardroom.ask.charting.title import fitted_title
from boardroom.ask.charting.visualization import SCHEMA, ChartType, Spec, Visualization
from boardroom.insight.number_text import currency_symbol, value_text
from boardroom.semantic.model import Unit

Row = dict[str, object]

_ZEROS = re.compile(r"\.0+(?=[KMBT]$)")
MOST_POINTS = 1000
OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A chart without its title.

    Attributes:
        rows: the data, by our own field names.
        body: what of the specification is not data, size or title.
        height: in pixels, or for each name (``{"step": 28}``).
        says: the chart in one sentence, for those who do not see it.
        heading: what stands above it unless another title is given; None: what the rows are.
    """

    chart_type: ChartType
    x_axis: str | None
    y_axis: str | None
    rows: Sequence[Mapping[str, object]]
    body: Spec
    height: int | Mapping[str, object]
    says: str
    notes: tuple[str, ...] = ()
    heading: str | None = None


def finish(drawing: Drawing, title: str, *, width: int = WIDTH) -> Visualization:
    """The drawing under its title, ``width`` pixels wide."""
    sized: Spec = {
        "width": width,
        "height": drawing.height,
        "autosize": {"type": "fit-x", "contains": "padding"},
    }
    spec: Spec = {
        "$schema": SCHEMA,
        "description": f"{title}. {drawing.says}",
        "title": fitted_title(title, drawing.notes, width=width),
        "data": {"values": [dict(row) for row in drawing.rows]},
        **({} if "vconcat" in drawing.body else sized),
        **drawing.body,
    }
    return Visualization(
        chart_type=drawing.chart_type,
        x_axis=drawing.x_axis,
        y_axis=drawing.y_axis,
        title=title,
        notes=drawing.notes,
        spec=spec,
    )


def table_of(title: str, *, why: str | None = None) -> Visualization:
    """No chart: the table says it best."""
    notes = (why,) if why else ()
    return Visualization(chart_type="table", x_axis=None, y_axis=None, title=title, notes=notes)


def said(named: Iterable[tuple[str, float | None]], unit: Unit | None) -> str:
    """How many there are, the largest and the smallest.

    Example:
        >>> said([("North", 3.0), ("South", 1.0), ("East", None)], "count")
        '3 values; highest North with 3, lowest South with 1.'
    """
    pairs = list(named)
    known = [(name, value) for name, value in pairs if value is not None]
    if not known:
        return f"{len(pairs)} without a value."
    high, low = max(known, key=lambda pair: pair[1]), min(known, key=lambda pair: pair[1])
    top = f"{high[0]} with {value_text(high[1], unit)}"
    if len(known) == 1:
        return f"{top}."
    return f"{len(pairs)} values; highest {top}, lowest {low[0]} with {value_text(low[1], unit)}."


def short_text(value: float | None, unit: Unit | None) -> str:
    """A value beside its mark, as short as it can be.

    Example:
        >>> short_text(512_000, "USD"), short_text(1_000_000, "USD"), short_text(0, "USD")
        ('$512K', '$1M', '$0')
    """
    text = value_text(value, unit)
    if currency_symbol(unit) is not None and value is not None and float(value).is_integer():
        text = text.removesuffix(".00")
    return shortened(text)


def shortened(text: str) -> str:
    """A number without zeros before the letter of its scale.

    Example:
        >>> shortened("+$142.0K")
        '+$142K'
    """
    return _ZEROS.sub("", text)


def finite(value: float | None) -> float | None:
    """A number that JSON can say, or nothing."""
    return value if value is not None and math.isfinite(value) else None
