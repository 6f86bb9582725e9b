"""The data-aggregation agent: brings in every source, looks at what came, settles the page's day.

One task per source (its loads, its rows kept out), and one over all of them (how the rows lie in
time). Called by ``executive.page``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from boardroom.agents.context import Context, Stop
from boardroom.agents.task import Task
from boardroom.errors import CancelledError, NotFoundError
from boardroom.executive.notebook import Notebook
from boardroom.executive.pack import TableMapping
from boardroom.executive.probe import page_day, read_sources, take_footprints
from boardroom.executive.quality import find_holes, find_load_trouble
from boardroom.executive.reading import read_metrics
from boardroom.insight.model import Insight, Report
from boardroom.store.load_store import LoadRecord

AGGREGATOR = "aggregator"

Fetch = Callable[[Stop], Sequence[LoadRecord]]
"""Brings a source up to date, unless stopped; how the last load of each of its tables went."""


@dataclass(frozen=True, kw_only=True)
class PageSource:
    """A source of the workspace, as the page sees it.

    Attributes:
        loads: how the last load of each of its tables went.
        fetch: brings it up to date; None = it is shown as it is.
        note: told why it could not be, so that later pages know.
    """

    name: str
    loads: tuple[LoadRecord, ...] = ()
    fetch: Fetch | None = None
    note: Callable[[str], None] | None = None


@dataclass(frozen=True, kw_only=True)
class Aggregator:
    """Fetches, validates and maps the sources.

    Attributes:
        sources: by name.
        notebook: what need not be worked out twice.
        tables: canonical table → where it is, of all packs.
    """

    sources: Mapping[str, PageSource] = field(default_factory=dict)
    notebook: Notebook
    tables: Mapping[str, TableMapping] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The one name."""
        return AGGREGATOR

    @property
    def department(self) -> None:
        """Everybody's."""
        return None

    def run(self, task: Task, context: Context) -> Report:
        """The report of one source; without a subject, of all rows in time.

        Raises:
            NotFoundError: there is no such source.
        """
        return self._source(task.subject, context) if task.subject else self._survey(context)

    def known_trouble(self, name: str, context: Context) -> tuple[Insight, ...]:
        """What the loads before show of a source that could not be brought up to date now."""
        return find_load_trouble(context.model, self._visible(self.sources[name].loads, context))

    def _source(self, name: str, context: Context) -> Report:
        source = self.sources.get(name)
        if source is None:
            message = f"there is no source {name!r}"
            raise NotFoundError(message, hint=f"Sources: {', '.join(self.sources) or 'none'}.")
        loads = source.loads
        if source.fetch is not None:
            try:
                loads = tuple(source.fetch(context.stop))
            except CancelledError:
                context.stop.check()
                raise
        loads = self._visible(loads, context)
        filled = self._filled({item.table for item in loads}, context)
        rows = sum(item.rows for item in loads)
        noun = "table" if len(loads) == 1 else "tables"
        note = f"{len(loads)} {noun}, {rows:,} rows" if loads else "read live"
        if filled:
            note += f"; fills {', '.join(filled)}"
        return Report(
            title=name,
            as_of=context.as_of,
            insights=find_load_trouble(context.model, loads),
            notes=(note,),
        )

    def _visible(self, loads: Sequence[LoadRecord], context: Context) -> tuple[LoadRecord, ...]:
        """Those of tables that the principal may see."""
        hidden = context.hidden_datasets()
        if not hidden:
            return tuple(loads)
        shown = {item.source for item in context.model.datasets if item.name not in hidden}
        return tuple(item for item in loads if item.table in shown)

    def _filled(self, tables: set[str], context: Context) -> list[str]:
        """The canonical tables that come from physical ``tables``."""
        sources = context.model.dataset_by_name
        return sorted(
            name
            for name, place in self.tables.items()
            if place.dataset in sources and sources[place.dataset].source in tables
        )

    def _survey(self, context: Context) -> Report:
        """How the rows behind all metrics lie in time; «as of» of the report is the page's day."""
        metrics = [item for item in context.model.metrics if not item.hidden]
        facts = read_metrics(self.notebook.reader, metrics, most=len(metrics)).facts
        footprints = take_footprints(context, facts, self.notebook)
        day = page_day(footprints, facts)
        context = replace(context, as_of=day)
        footprints = replace(footprints, as_of=day)
        sources = read_sources(context, facts, footprints)
        return Report(
            title="All sources",
            as_of=day,
            insights=find_holes(context.model, footprints, sources=sources),
            sources=sources,
        )
