"""A small simulated company in four sources, its undisturbed page, and ways to disturb a source.

Read by ``test_disturbed_page``.
"""

import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from boardroom.insight.model import Report
from boardroom.insight.render_json import report_to_json
from boardroom.simulate.company import CompanySpec, write_company
from boardroom.workspace.creation import NewWorkspace, create_workspace
from boardroom.workspace.workspace import Workspace

UNTIL = date(2026, 11, 26)
SOURCES: Mapping[str, tuple[str, ...]] = {
    "commerce": ("deals", "deal_stages", "leads", "campaigns", "ad_spend", "web_sessions"),
    "money": ("ledger", "budget", "cash_balances", "invoices"),
    "service": ("tickets", "incidents", "api_requests", "uptime_checks"),
    "staff": ("employees", "absences", "job_openings"),
    "rest": (),
}
"""Source → its tables; what no other source has is in the last."""

PLUGINS = """
import sys
import time


def hangs():
    time.sleep(3600)


def raises():
    raise ZeroDivisionError("nobody divided")


def leaves():
    sys.exit(3)


def gives_garbage():
    return ["no", "tables", 1]
"""

_VOLATILE = frozenset({
    "elapsed_ms", "generated_ms", "generated_at", "loaded_at", "cached", "made_at", "page",
})  # fmt: skip
_AGE = frozenset({"freshness", "caveats", "sources"})


@dataclass(frozen=True, kw_only=True)
class Parts:
    """A page's JSON taken apart: every piece of a department by its name.

    Attributes:
        cards, insights: by metric and id, without what differs from run to run.
        tables: by title.
        problems: section → why it is missing.
    """

    cards: Mapping[str, Any]
    insights: Mapping[str, Any]
    tables: Mapping[str, Any]
    problems: Mapping[str, str]

    def of(self, department: str) -> frozenset[str]:
        """The metrics of a department."""
        return frozenset(k for k, v in self.cards.items() if v["department"] == department)

    def without(self, department: str, *, twins: Collection[str] = ()) -> "Parts":
        """The pieces of all other departments, ``twins`` without what depends on a metric that
        shows the same number.
        """
        cards = {
            name: {**card, "same_as": None} if name in twins else card
            for name, card in self.cards.items()
            if card["department"] != department
        }
        return Parts(
            cards=cards,
            insights={
                key: item
                for key, item in self.insights.items()
                if item["department"] != department and item["metric"] not in twins
            },
            tables={k: v for k, v in self.tables.items() if v["department"] != department},
            problems={k: v for k, v in self.problems.items() if k != department},
        )


def take_apart(report: Report, *, ageless: bool = False) -> Parts:
    """The pieces of a page; ``ageless`` leaves out how old the data under them is."""
    data: Any = report_to_json(report)
    left_out = _VOLATILE | _AGE if ageless else _VOLATILE
    parts = [data, *data["sections"]]
    first = data["key_metrics"][0]["department"] if data["key_metrics"] else ""
    tables = {}
    for part in parts:
        for item in part["tables"]:
            tables[item["title"]] = {
                **_still(item, left_out),
                "department": part.get("name", first),
            }
    return Parts(
        cards={
            item["metric"]: _still(item, left_out) for part in parts for item in part["key_metrics"]
        },
        insights={
            item["id"]: _still(item, left_out) for part in parts for item in part["insights"]
        },
        tables=tables,
        problems={part["name"]: part["problem"] for part in data["sections"] if part["problem"]},
    )


def _still(value: Any, left_out: frozenset[str]) -> Any:
    """A JSON value without the keys that differ from run to run."""
    if isinstance(value, dict):
        return {key: _still(item, left_out) for key, item in value.items() if key not in left_out}
    if isinstance(value, list):
        return [_still(item, left_out) for item in value]
    return value


@dataclass(kw_only=True)
class DisturbedCompany:
    """An open workspace whose sources can be disturbed and healed.

    Attributes:
        workspace: its sources lie in folders beside its own.
        calm: the undisturbed page.
    """

    workspace: Workspace
    calm: Report

    @property
    def home(self) -> Path:
        """The folder of the workspace and its sources."""
        return self.workspace.folder.parent

    def page(self, *, refresh: bool = False) -> Report:
        """A page of the day."""
        return self.workspace.page(as_of=UNTIL, refresh=refresh, patience_seconds=120)

    def datasets_of(self, source: str) -> frozenset[str]:
        """The datasets that come from a source."""
        loads = self.workspace.load_records.latest()
        own = {record.table for record in loads if record.source == source}
        return frozenset(item.name for item in self.workspace.model.datasets if item.source in own)

    def metrics_of(self, source: str) -> frozenset[str]:
        """The metrics that rows of a source are in."""
        own, reader = self.datasets_of(source), self.workspace.notebook.reader
        metrics = (item for item in self.workspace.packs.model.metrics if not item.hidden)
        return frozenset(item.name for item in metrics if own & set(reader.read(item).bases))

    @contextmanager
    def disturbed(self, source: str, how: str) -> Iterator[None]:
        """The source hangs, raises, leaves, gives_garbage, is removed or spoiled meanwhile."""
        config, files = self.workspace.config, self.home / source
        kept = self.home / f"kept_{source}"
        try:
            if how in ("removed", "spoiled"):
                files.rename(kept)
            if how == "spoiled":
                files.mkdir()
                for path in kept.iterdir():
                    (files / path.name).write_bytes(b"\x00\xff no parquet at all" * 50)
            if kept.exists():
                yield
            else:
                self.workspace.config = replace(
                    config,
                    sources=tuple(
                        replace(item, location=f"plugin:plugins.py:{how}")
                        if item.name == source
                        else item
                        for item in config.sources
                    ),
                )
                yield
        finally:
            self.workspace.config = config
            if kept.exists():
                shutil.rmtree(files, ignore_errors=True)
                kept.rename(files)


@contextmanager
def make_company(folder: Path, *, scale: float) -> Iterator[DisturbedCompany]:
    """The company in a workspace under ``folder``, its undisturbed page made."""
    company = write_company(folder / "whole", CompanySpec(until=UNTIL, seed=7, scale=scale))
    home = folder / "home"
    named = {table for tables in SOURCES.values() for table in tables}
    for source, tables in SOURCES.items():
        (home / source).mkdir(parents=True)
        for path in company.tables:
            if path.stem in tables or (not tables and path.stem not in named):
                path.rename(home / source / path.name)
    wanted = NewWorkspace(locations=tuple(str(home / source) for source in SOURCES))
    with create_workspace(home / "work", wanted) as created:
        (created.workspace.folder / "plugins.py").write_text(PLUGINS)
        calm = created.workspace.page(as_of=UNTIL, refresh=True, patience_seconds=120)
        yield DisturbedCompany(workspace=created.workspace, calm=calm)
