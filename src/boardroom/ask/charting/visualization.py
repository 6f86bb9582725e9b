"""``Visualization``: a chart as a value, and its JSON. Made by ``ask.charting.chart``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from boardroom.ask.charting.theme import ThemeName, chart_config

Spec = dict[str, object]
"""A Vega-Lite specification, or a part of one."""

ChartType = Literal[
    "number", "bar", "grouped_bar", "stacked_bar", "line", "area", "scatter", "heat_map",
    "histogram", "box", "waterfall", "funnel", "pie", "table", "board",
]  # fmt: skip

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


@dataclass(frozen=True, kw_only=True)
class Visualization:
    """A chart of one result.

    Attributes:
        x_axis: the column that the chart is laid out along (of a scatter, its first measure),
            whichever way the bars lie; None where there is none.
        y_axis: the column that is measured.
        notes: what a reader must know beside the title; they stand under it.
        spec: Vega-Lite 6 with its data, without colours; None for a table.
    """

    chart_type: ChartType
    x_axis: str | None
    y_axis: str | None
    title: str
    notes: tuple[str, ...] = ()
    spec: Mapping[str, object] | None = None

    def themed(self, theme: ThemeName = "light") -> Spec | None:
        """The specification in its colours, which are all in its ``config``; None for a table."""
        return None if self.spec is None else {**self.spec, "config": chart_config(theme)}

    def to_json(self, theme: ThemeName = "light") -> dict[str, object]:
        """The chart as JSON-ready values."""
        return {
            "chart_type": self.chart_type,
            "x_axis": self.x_axis,
            "y_axis": self.y_axis,
            "title": self.title,
            "spec": self.themed(theme),
        }
