"""Customers as they stood at a cut-off, and who of them left after it. Pure.

Only what lies before the cut-off is looked at for features; the label is read from the window after
it. A customer leaves when a row says so, when the last subscription ends, or (where there are
neither) when nothing follows for as long as customers hardly ever pause.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from boardroom.analysis.churn.table import Bools, FeatureTable, Floats, Ints, read_table
from boardroom.executive.churn.history import Events, History, Stays

QUARTER = 3
LONGEST_WINDOW = 6
MOST_CUTOFFS = 8
TENURE = "months as a customer"
FEWEST_CUTOFFS = 3
_LOOKBACK = 6
_RARELY = 0.9
"""A pause longer than so many others says that a customer is gone."""


@dataclass(frozen=True, kw_only=True)
class Cutoffs:
    """Where a history is cut.

    Attributes:
        window: months after a cut-off in which customers leave or stay.
        past: cut-offs whose window is over, oldest first; windows do not overlap.
        now: the one that customers are scored at.
    """

    window: int
    past: tuple[int, ...]
    now: int


@dataclass(frozen=True, kw_only=True)
class Cases:
    """Who was a customer at which cut-off, and whether it left: one row per customer and cut-off.

    Attributes:
        owner: the customer's position in the history; ``month`` the cut-off.
        left: False at the cut-off of today, where it is not known yet.
    """

    owner: Ints
    month: Ints
    left: Bools


def plan_cutoffs(history: History) -> Cutoffs:
    """The cut-offs of a history; too few of them where it is short."""
    begin = _first_month(history)
    window = _usual_pause(history) if _is_silent(history) else QUARTER
    if (history.months - begin - _LOOKBACK) // window < FEWEST_CUTOFFS and not _is_silent(history):
        window = 1
    now = history.months
    past = range(now - window, begin + _LOOKBACK - 1, -window)
    return Cutoffs(window=window, past=tuple(sorted(past[:MOST_CUTOFFS])), now=now)


def find_cases(history: History, cutoffs: Cutoffs) -> Cases:
    """The customers at all cut-offs, oldest first."""
    owners, months, labels = [], [], []
    for month in (*cutoffs.past, cutoffs.now):
        there = np.flatnonzero(_there(history, month, cutoffs.window))
        known = month != cutoffs.now
        gone = _gone(history, month, cutoffs.window)[there] if known else np.zeros(there.size, bool)
        owners.append(there)
        months.append(np.full(there.size, month))
        labels.append(gone)
    return Cases(
        owner=np.concatenate(owners), month=np.concatenate(months), left=np.concatenate(labels)
    )


def make_table(history: History, cases: Cases) -> FeatureTable:
    """What was known of each case before its cut-off, in the order of ``cases``."""
    pieces = [
        _features(history, int(month), cases.owner[cases.month == month])
        for month in np.unique(cases.month)
    ]
    source = pa.concat_tables(pieces, promote_options="permissive")
    return read_table(source, left=cases.left, customer="customer")


def _first_month(history: History) -> int:
    """The month in which the rows begin."""
    busy = sum(item.counts.sum(axis=0) for item in history.events) if history.events else None
    if busy is not None and np.any(busy):
        return int(np.flatnonzero(busy)[0])
    if history.stays is None or history.stays.start.size == 0:
        return history.months
    first = date.fromordinal(int(np.nanmin(history.stays.start)))
    return max(0, (first.year - history.first.year) * 12 + first.month - history.first.month)


def _is_silent(history: History) -> bool:
    """Whether leaving shows in nothing but silence."""
    return history.stays is None and history.goodbyes is None


def _spoken(history: History) -> Floats:
    """Customers × months: rows that show that a customer is there; those with money, if any."""
    paid = [item for item in history.events if item.activity.money]
    chosen = paid or history.events
    found = np.zeros((len(history.customers), history.months))
    for item in chosen:
        found += item.counts
    return found


def _usual_pause(history: History) -> int:
    """Months that hardly any pause between two active months exceeds."""
    own, month = np.nonzero(_spoken(history) > 0)
    pauses = np.diff(month)[np.diff(own) == 0]
    usual = int(np.quantile(pauses, _RARELY, method="higher")) if pauses.size else QUARTER
    return int(np.clip(usual, 1, LONGEST_WINDOW))


def _there(history: History, month: int, window: int) -> Bools:
    """Who was a customer at the start of ``month``."""
    if history.stays is not None:
        return _holds(history, history.stays, history.day(month))
    found: Bools = _spoken(history)[:, max(0, month - window) : month].sum(axis=1) > 0
    return found


def _gone(history: History, month: int, window: int) -> Bools:
    """Who left within the window."""
    if history.goodbyes is not None:
        left: Bools = history.goodbyes.counts[:, month : month + window].sum(axis=1) > 0
        return left
    if history.stays is not None:
        return ~_holds(history, history.stays, history.day(month + window))
    silent: Bools = _spoken(history)[:, month : month + window].sum(axis=1) == 0
    return silent


def _holds(history: History, stays: Stays, day: date) -> Bools:
    """Who had a subscription that held on the eve of ``day`` and goes on."""
    on = (stays.start < day.toordinal()) & (stays.end > day.toordinal()) & (stays.owner >= 0)
    found = np.zeros(len(history.customers), dtype=bool)
    found[stays.owner[on]] = True
    return found


def _features(history: History, month: int, rows: Ints) -> pa.Table:
    """Everything known of customers before ``month``."""
    day = history.day(month)
    columns: dict[str, pa.Array] = {
        "customer": pa.array([str(history.customers[row]) for row in rows]),
        TENURE: _numbers(_tenure(history, month, rows)),
    }
    for item in history.events:
        for name, values in _of_events(item, month, day).items():
            columns[name] = _numbers(values[rows])
    for name, cells in history.attributes.items():
        columns[name] = _texts([cells[row] for row in rows])
    if history.stays is not None:
        for name, texts in _of_stays(history, history.stays, day).items():
            columns[name if name not in columns else f"{name} of subscription"] = _texts(
                [texts[row] for row in rows]
            )
    return pa.table(columns)


def _numbers(values: Floats) -> pa.Array:
    """As a list: of an array, Arrow would ask pandas first, and import it."""
    return pa.array(values.tolist(), pa.float64())


def _texts(cells: Sequence[object]) -> pa.Array:
    return pa.array([None if cell is None else str(cell) for cell in cells], pa.string())


def _tenure(history: History, month: int, rows: Ints) -> Floats:
    """Months since a customer's first row or subscription."""
    first = np.full(len(history.customers), np.nan)
    for item in history.events:
        active = item.counts[:, :month] > 0
        began = np.where(active.any(axis=1), active.argmax(axis=1), np.nan)
        first = np.fmin(first, began)
    if history.stays is not None:
        stays = history.stays
        started = (stays.owner >= 0) & (stays.start < history.day(month).toordinal())
        months = (stays.start[started] - history.first.toordinal()) / 30.4375
        began = np.full(first.size, np.inf)
        np.minimum.at(began, stays.owner[started], months)
        first = np.fmin(first, np.where(np.isfinite(began), began, np.nan))
    return (month - first)[rows]


def _of_events(events: Events, month: int, day: date) -> dict[str, Floats]:
    label = events.activity.label
    recent = slice(max(0, month - QUARTER), month)
    before = slice(max(0, month - 2 * QUARTER), max(0, month - QUARTER))
    counts = events.counts
    quarter, earlier = counts[:, recent].sum(axis=1), counts[:, before].sum(axis=1)
    seen = np.where(np.isnan(events.last[:, :month]), -np.inf, events.last[:, :month])
    last = seen.max(axis=1, initial=-np.inf)
    found = {
        f"{label} in the last 3 months": quarter,
        f"{label} in the last month": counts[:, month - 1],
        f"{label}, change on the 3 months before": quarter - earlier,
        f"days since the last of {label}": np.where(
            np.isfinite(last), day.toordinal() - last, np.nan
        ),
    }
    for item in events.activity.measures:
        whole = events.sums[item.field][:, recent].sum(axis=1)
        if not item.adds:
            whole = np.divide(whole, quarter, out=np.full(whole.size, np.nan), where=quarter > 0)
        found[f"{item.label} ({label}) in the last 3 months"] = whole
    return found


def _of_stays(history: History, stays: Stays, day: date) -> dict[str, list[object]]:
    """The kinds of each customer's newest subscription that held on the eve of ``day``."""
    found: dict[str, list[object]] = {name: [None] * len(history.customers) for name in stays.kinds}
    on = (stays.start < day.toordinal()) & (stays.end > day.toordinal()) & (stays.owner >= 0)
    order = np.flatnonzero(on)
    for row in order[np.argsort(stays.start[order], kind="stable")]:
        for name, cells in stays.kinds.items():
            found[name][stays.owner[row]] = cells[row]
    return found
