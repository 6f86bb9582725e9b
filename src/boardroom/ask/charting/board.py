"""Several small charts as one: the numbers of a department over time. Called by the agents."""

from collections.abc import Sequence

from boardroom.ask.charting.visualization import SCHEMA, Visualization

_COLUMNS = 2
_NOT_INSIDE = frozenset({"$schema", "autosize"})
"""What belongs to a chart that stands alone."""
WIDTH = 300
"""How wide each of the charts is, in pixels."""


def board_of(charts: Sequence[Visualization], title: str) -> Visualization | None:
    """The charts beside and below each other; None where there are none."""
    drawn = [item for item in charts if item.spec is not None]
    if not drawn:
        return None
    views = [{k: v for k, v in (x.spec or {}).items() if k not in _NOT_INSIDE} for x in drawn]
    return Visualization(
        chart_type="board",
        x_axis=drawn[0].x_axis,
        y_axis=None,
        title=title,
        spec={
            "$schema": SCHEMA,
            "description": f"{title}: {', '.join(item.title for item in drawn)}.",
            "title": {"text": [title]},
            "concat": views,
            "columns": _COLUMNS,
            "spacing": 28,
            "resolve": {"scale": {"x": "independent", "y": "independent", "color": "independent"}},
        },
    )
