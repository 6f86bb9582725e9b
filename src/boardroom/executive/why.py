"""Why the metrics of the top priorities moved: one sentence each, from the same explanation as
``boardroom explain``. Called by ``executive.page``.

Explanations take longer than a page may wait, so they are made beside it, once per state of the
data. Where no segment stands out from chance, or those that do moved the other way, nothing is
said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from boardroom.agents.context import Context
from boardroom.agents.task import Task
from boardroom.errors import BoardroomError
from boardroom.executive.explain.explainer import Asking, Explainer, bridges_of
from boardroom.executive.kept_report import KeptReport
from boardroom.executive.notebook import Notebook
from boardroom.executive.pack import Pack
from boardroom.insight.drivers import Drivers
from boardroom.insight.model import Insight, Report
from boardroom.insight.number_text import change_text
from boardroom.insight.summary import Priority, Why
from boardroom.insight.wording import NumberBook

_NAME = "why"
_VERSION = 10
"""Changes with what is made of the same data."""

_MOST = 2
_TOLERANCE = 1e-6


REASONER = "reasons"
_WHAT = "Why the metrics of priorities moved"


@dataclass(frozen=True, kw_only=True)
class Reasoner:
    """Gives the priorities of a page, the task's one input, their reasons.

    Attributes:
        packs: whose bridges open stocks.
        notebook: where explanations are kept and worked out.
        patience_seconds: how long to wait for those that are not worked out yet.
    """

    packs: Sequence[Pack]
    notebook: Notebook
    patience_seconds: float

    @property
    def name(self) -> str:
        """The one name."""
        return REASONER

    @property
    def department(self) -> None:
        """Everybody's."""
        return None

    def run(self, task: Task, context: Context) -> Report:
        """The page, its priorities with their reason where they have one that is known."""
        (page,) = task.inputs.values()
        summary = page.summary
        by_id = {item.id: item for item in page.insights}
        priorities = () if summary is None else summary.priorities
        asked = {
            item.insight: asking
            for item in priorities
            if (asking := _asking(by_id.get(item.insight))) is not None
        }
        if summary is None or not asked:
            return page
        askings = tuple(sorted(set(asked.values()), key=lambda one: (one.metric, one.time_range)))
        kept = KeptReport(
            name=_NAME,
            what=_WHAT,
            told=(_VERSION, *((one.metric, one.time_range) for one in askings)),
            notebook=self.notebook,
            patience_seconds=self.patience_seconds,
        )
        report = kept.read(context, lambda later: self._explain(askings, later))
        found = {_key(item): item for item in report.insights}
        given = tuple(_given(item, asked.get(item.insight), found) for item in priorities)
        return replace(
            page,
            summary=replace(summary, priorities=given),
            not_available=(*page.not_available, *report.not_available),
        )

    def _explain(self, askings: Sequence[Asking], context: Context) -> Report:
        bridges = bridges_of(self.packs, context.model)
        explainer = Explainer(notebook=self.notebook, bridges=bridges)
        return Report(
            title="Why",
            as_of=context.asked,
            insights=tuple(_explained(explainer, askings, context)),
        )


def why_of(insight: Insight) -> Why | None:
    """The reason that an explanation gives; None where causes are within chance, or where the
    change as loaded, of which they are the parts, goes against that with all rows there."""
    drivers, period = insight.drivers, insight.evidence.period
    if drivers is None or period.start is None or period.end is None:
        return None
    if insight.effect is not None and insight.effect.value * drivers.tree.effect <= 0:
        return None
    book = NumberBook()
    text = _sentence(drivers, book)
    if text is None:
        return None
    return Why(
        text=text,
        metric=insight.metric,
        time_range=f"{period.start.isoformat()}..{period.end.isoformat()}",
        sql=(drivers.sql or {}).get("segments", ""),
        numbers=tuple(book),
    )


def _asking(insight: Insight | None) -> Asking | None:
    """What to ask about an insight; None where its period is not over."""
    if insight is None:
        return None
    period = insight.evidence.period
    if period.start is None or period.end is None:
        return None
    time_range = f"{period.start.isoformat()}..{period.end.isoformat()}"
    return Asking(metric=insight.metric, time_range=time_range)


def _explained(
    explainer: Explainer, askings: Sequence[Asking], context: Context
) -> Iterator[Insight]:
    for asking in askings:
        context.stop.check()
        try:
            (insight,) = explainer.explain(asking, context).insights
        except BoardroomError:
            continue  # What cannot be explained has no reason to give.
        yield insight


def _key(insight: Insight) -> tuple[str, str]:
    period = insight.evidence.period
    return insight.metric, f"{period.start}..{period.end}"


def _given(
    priority: Priority, asking: Asking | None, found: Mapping[tuple[str, str], Insight]
) -> Priority:
    if asking is None or asking.time_range is None:
        return priority
    insight = found.get((asking.metric, asking.time_range))
    wrong = insight is not None and insight.assessment == "bad"
    return replace(priority, why=why_of(insight)) if insight is not None and wrong else priority


def _sentence(drivers: Drivers, book: NumberBook) -> str | None:
    """«Mostly region Europe: −$12,000 of −$15,000», where what it names is at least half. Where it
    moved more than the whole: «Region Europe −$12,000, all other rows +$3,000.»"""
    segments = drivers.segments
    with_it = [item for item in segments.items if item.change * segments.total > 0]
    if not with_it:
        return None
    unit = "points" if segments.unit == "percent" else segments.unit

    def told(name: str, change: float) -> str:
        return book.note(name, change, change_text(change, segments.unit), unit=unit)

    named = with_it[:_MOST]
    parts = [told(f"part_{place}", item.change) for place, item in enumerate(named, start=1)]
    moved = sum(item.change for item in named)
    if abs(moved) > abs(segments.total) * (1 + _TOLERANCE):
        rows = [f"{item.label} {part}" for item, part in zip(named, parts, strict=True)]
        rows.append(f"all other rows {told('others', segments.total - moved)}")
        subject = "" if segments.why is None else f"{segments.of}: "
        return f"{subject}{', '.join(rows)}."
    lead = "Mostly" if 2 * abs(moved) >= abs(segments.total) else "In part"
    subject = "" if segments.why is None else f"{segments.of}, "
    text = f"{lead} {subject}{_called(named[0].label)}: {parts[0]}"
    text += f" of {told('total', segments.total)}"
    for item, part in zip(named[1:], parts[1:], strict=True):
        text += f", {_called(item.label)} {part}"
    return f"{text}."


def _called(label: str) -> str:
    return label[:1].lower() + label[1:]
