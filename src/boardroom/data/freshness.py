"""How old the data under an answer is, and whether a reader must be warned. Called by
``data.metrics``."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from boardroom.data.model_tables import Binding
from boardroom.data.warehouse.engine import TableInfo
from boardroom.semantic.context import Coverage
from boardroom.semantic.model import Dataset, IntervalTime, SemanticModel
from boardroom.semantic.result import Freshness

_LIMIT = re.compile(r"\s*(\d+)\s*(hour|day|week|month|year)s?\s*", re.IGNORECASE)
_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 31.0, "year": 366.0}


class LoadState(Protocol):
    """How the last load of a table ended."""

    @property
    def checked_at(self) -> datetime:
        """When a load last looked at the source."""
        ...

    @property
    def problem(self) -> str:
        """Why that load failed; empty = it did not."""
        ...


class LoadStates(Protocol):
    """Where load states are kept; the lake is one."""

    def state(self, name: str) -> LoadState | None:
        """The state of table ``name``; None when no load was noted."""
        ...


class NoLoads:
    """Load states of a workspace that sits on a live database: there are none."""

    def state(self, name: str) -> LoadState | None:
        """Always None."""
        del name
        return None


class RememberedLoads:
    """Load states read once a table: what is asked together is told of one state.

    Args:
        loads: where they are kept.
    """

    def __init__(self, loads: LoadStates) -> None:
        self._loads = loads
        self._known: dict[str, LoadState | None] = {}

    def state(self, name: str) -> LoadState | None:
        """The state of table ``name`` when it was first asked for."""
        if name not in self._known:
            self._known[name] = self._loads.state(name)
        return self._known[name]


@dataclass(frozen=True, kw_only=True)
class FreshnessView:
    """What freshness is judged by."""

    model: SemanticModel
    tables: Mapping[str, TableInfo]
    binding: Binding
    loads: LoadStates
    coverage: Mapping[str, Coverage]
    today: date


def freshness_of(
    view: FreshnessView, *, datasets: Iterable[str], time_fields: Iterable[str], until: date
) -> Freshness:
    """Freshness of an answer over ``datasets``.

    Args:
        view: what is known of tables and loads.
        datasets: names of the datasets read.
        time_fields: ``dataset.field`` of the time fields that place the parts asked for; the one
            that ends first counts. Those of tables only joined do not.
        until: last day that the answer could look at; later rows say nothing about it.
    """
    datasets = tuple(datasets)
    names = dict.fromkeys(
        name for dataset in datasets for name in view.binding.tables.get(dataset, ())
    )
    loaded = [info.loaded_at for name in names if (info := view.tables[name]).loaded_at is not None]
    ends = [view.coverage[field].last for field in time_fields if field in view.coverage]
    data_until = min(min(ends), until) if ends else None
    why = [*_failed_loads(view, names), *_too_old(view, datasets, until)]
    return Freshness(
        data_until=data_until,
        loaded_at=min(loaded) if loaded else None,
        stale=bool(why),
        why="; ".join(why) or None,
    )


def _failed_loads(view: FreshnessView, names: Iterable[str]) -> list[str]:
    found = []
    for name in names:
        state = view.loads.state(name)
        if state is not None and state.problem:
            day = state.checked_at.date().isoformat()
            found.append(f"{name} could not be loaded on {day} ({state.problem})")
    return found


def _too_old(view: FreshnessView, datasets: Iterable[str], until: date) -> list[str]:
    """Datasets whose own newest row is older than their ``freshness`` allows.

    A row is as new as the newest of the days that metrics place it by: a deal closed yesterday was
    written yesterday, whenever it began.
    """
    ends = interval_ends(view.model)
    found = []
    for name in datasets:
        dataset = view.model.dataset_by_name[name]
        allowed = freshness_limit(dataset.freshness)
        own = own_time(dataset)
        last = [
            covered.last
            for key, covered in view.coverage.items()
            if key == own or (key.startswith(f"{name}.") and key not in ends)
        ]
        if allowed is None or own is None or not last:
            continue
        age = view.today - min(max(last), until)
        if age > allowed + timedelta(days=1):
            found.append(f"{name} ends {age.days:,} days ago, {dataset.freshness} are allowed")
    return found


def own_time(dataset: Dataset) -> str | None:
    """``dataset.field`` of the field that dates its rows (of intervals the start); None without."""
    if dataset.time is None:
        return None
    spec = dataset.time
    text = spec.start if isinstance(spec, IntervalTime) else spec.field
    return text if "." in text else f"{dataset.name}.{text}"


def interval_ends(model: SemanticModel) -> frozenset[str]:
    """``dataset.field`` of the fields by which intervals end: they do not date anything loaded."""
    times = ((item.name, item.time) for item in model.datasets)
    return frozenset(
        spec.end if "." in spec.end else f"{name}.{spec.end}"
        for name, spec in times
        if isinstance(spec, IntervalTime)
    )


def freshness_limit(text: str | None) -> timedelta | None:
    """``2 days`` as a duration; None when there is no limit or it is not understood."""
    match = _LIMIT.fullmatch(text or "")
    return None if match is None else timedelta(days=int(match[1]) * _DAYS[match[2].lower()])
