"""The waterfall of an explained change: its drivers, as the explain engine took it apart.

Called by the analysis agent.
"""

from collections.abc import Sequence

from boardroom.ask.charting.drawing import finish
from boardroom.ask.charting.shape import WIDTH
from boardroom.ask.charting.steps import Bridge, Step, draw_waterfall
from boardroom.ask.charting.visualization import Visualization
from boardroom.insight.drivers import Driver, Drivers
from boardroom.insight.model import Evidence, Insight
from boardroom.insight.period_text import period_text
from boardroom.semantic.model import Direction
from boardroom.semantic.result import Column, Period

_FEWEST_STEPS = 2


def drivers_chart(
    insights: Sequence[Insight], *, direction: Direction | None = None, width: int = WIDTH
) -> Visualization | None:
    """The first change that was taken apart: by its parts, else by where it sits; None where there
    is none or it has but one step.

    Args:
        direction: which way is good for the metric.
    """
    for insight in insights:
        if insight.drivers is not None and insight.evidence.comparison is not None:
            bridge = _bridge(insight.drivers, insight.evidence, direction=direction, width=width)
            if bridge is None:
                return None
            drawing = draw_waterfall(bridge)
            return finish(drawing, drawing.heading or insight.title, width=width)
    return None


def _bridge(
    drivers: Drivers, evidence: Evidence, *, direction: Direction | None, width: int
) -> Bridge | None:
    tree, compared = drivers.tree, evidence.comparison
    steps = _steps(tree, drivers)
    if compared is None or tree.previous is None or len(steps) < _FEWEST_STEPS:
        return None
    measure = Column(
        name=tree.metric or tree.label,
        role="metric",
        type="Float",
        unit=tree.unit,
        label=tree.label,
        direction=direction,
    )
    before = Period(start=compared.start, end=compared.end, complete=True)
    return Bridge(
        measure=measure,
        opening=tree.previous,
        closing=tree.current,
        steps=steps,
        before=period_text(before),
        after=period_text(evidence.period),
        width=width,
    )


def _steps(tree: Driver, drivers: Drivers) -> tuple[Step, ...]:
    """The parts of the change; they add up to it."""
    while len(tree.parts) == 1:
        tree = tree.parts[0]
    if tree.parts:
        return tuple(Step(name=part.label, change=part.effect) for part in tree.parts)
    segments = drivers.segments
    if not segments.items or segments.metric != drivers.tree.metric:
        return ()
    found = [Step(name=item.label, change=item.change) for item in segments.items]
    return (*found, Step(name="all others", change=segments.rest))
