"""A report that follows from one state of the data alone: worked out once beside whoever asks,
then read from the notebook's shelf. Called by agents whose work takes longer than a page may wait.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from boardroom.agents.context import Context
from boardroom.executive.background import IN_THE_MAKING, PATIENCE_SECONDS
from boardroom.executive.notebook import Notebook
from boardroom.insight.model import NotAvailable, Report
from boardroom.insight.render_json import report_from_text, report_to_text

_LIVE = (
    "The data has no versions, so it would be looked at anew for each page; "
    "`boardroom insights` does."
)


@dataclass(frozen=True, kw_only=True)
class KeptReport:
    """One kind of report.

    Attributes:
        name: of the agent; what is kept is found by it.
        what: what is lacking without the report, in words.
        told: changes with what is made of the same data: a version, what is looked at.
        notebook: where it is kept and worked out.
        patience_seconds: how long to wait for what is not worked out yet.
        live: whether to look at data without versions too, which takes long each time.
    """

    name: str
    what: str
    told: tuple[object, ...]
    notebook: Notebook
    patience_seconds: float = PATIENCE_SECONDS
    live: bool = False

    def read(self, context: Context, make: Callable[[Context], Report]) -> Report:
        """The report that ``make`` makes of the data; one that only says why, where it is not
        worked out in time, or where it would be again and again.
        """
        key = self._key(context)
        known = self.notebook.shelf.get(key) if key else None
        if known is None and key is None and not self.live:
            return self._nothing(context, _LIVE)
        if known is None:
            known = self.notebook.background.get(
                key or self.name,
                lambda stop: self._make(replace(context, stop=stop), make),
                patience_seconds=self.patience_seconds,
            )
        return self._nothing(context, IN_THE_MAKING) if known is None else _read(known)

    def _make(self, context: Context, make: Callable[[Context], Report]) -> str:
        """The report on the data as it is now, as text; kept where the data has a version."""
        with context.metrics.released().held() as held:
            later = replace(context, metrics=held, as_of=context.asked).for_run()
            text = report_to_text(make(later), indent=None)
            key = self._key(later)
        if key and not later.hindered:
            self.notebook.shelf.put(key, text)
        return text

    def _key(self, context: Context) -> str | None:
        """The same for the same data, model, reader and day; None where the data has no version."""
        version = self.notebook.version(context)
        if version is None:
            return None
        who = context.principal
        rights = (who.id, who.tenant, sorted(who.roles), sorted(who.attributes.items()))
        told = (self.told, version, context.metrics.model_version, context.asked, rights)
        return f"{self.name}:{hashlib.sha256(repr(told).encode()).hexdigest()[:32]}"

    def _nothing(self, context: Context, why: str) -> Report:
        missing = (NotAvailable(what=self.what, why=why),)
        return Report(title=self.what, as_of=context.asked, not_available=missing)


@lru_cache(maxsize=4)
def _read(text: str) -> Report:
    return report_from_text(text)
