"""What a report says about a change, as statements of an answer. Called by the analysis agent.

The leaves of the metric's tree with their effects, then the segments that the change sits in; the
whole stands in ``boardroom explain``.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from boardroom.ask.answer import Remark
from boardroom.insight.number_text import change_text, share_text

if TYPE_CHECKING:
    from boardroom.insight.drivers import Driver, Drivers, Segments
    from boardroom.insight.model import Insight, Report

_MOST = 3


def explanation(report: "Report") -> tuple[Remark, ...]:
    """The statements of a report on one change, the change itself first."""
    return tuple(remark for item in report.insights for remark in _told(item))


def _told(item: "Insight") -> Iterator[Remark]:
    numbers = {one.id: one.value for one in item.numbers}
    yield Remark(title=item.title, text=item.text, numbers=numbers)
    if item.drivers is None:
        return
    leaves = sorted(_leaves(item.drivers.tree.parts), key=lambda one: -abs(one.effect))
    if leaves:
        yield _parts(leaves[:_MOST], item.drivers)
    yield _segments(item.drivers.segments)


def _leaves(parts: "Sequence[Driver]") -> "Iterator[Driver]":
    for part in parts:
        if part.parts:
            yield from _leaves(part.parts)
        else:
            yield part


def _parts(leaves: "Sequence[Driver]", drivers: "Drivers") -> Remark:
    said = [
        f"{leaf.label} {change_text(leaf.effect, drivers.tree.unit)}{_share(leaf.share)}"
        for leaf in leaves
    ]
    return Remark(
        title="What it is made of",
        text="; ".join(said) + ".",
        numbers={leaf.label: leaf.effect for leaf in leaves},
    )


def _segments(found: "Segments") -> Remark:
    title = "Where it sits"
    if found.why is not None:
        return Remark(title=title, text=found.why)
    if not found.items:
        looked = ", ".join(found.dimensions)
        return Remark(title=title, text=f"No combination of {looked} stands out.")
    items = found.items[:_MOST]
    said = [f"{x.label} {change_text(x.change, found.unit)}{_share(x.share)}" for x in items]
    return Remark(
        title=title,
        text="; ".join(said) + ".",
        numbers={item.label: item.change for item in items},
    )


def _share(share: float | None) -> str:
    return "" if share is None else f" ({share_text(share)})"
