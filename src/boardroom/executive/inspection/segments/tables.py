"""The tables on customers in segments: how they stand, where they went, groups that are alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from boardroom.analysis.segments.purchase import Places
from boardroom.analysis.segments.rfm import ABSENT, SEGMENTS
from boardroom.executive.inspection.segments.buyers import Buyers, unnamed_share
from boardroom.executive.inspection.segments.study import Study
from boardroom.insight.inspection_wording import inside_text
from boardroom.insight.model import Table
from boardroom.insight.number_text import share_text
from boardroom.insight.period_text import day_text
from boardroom.insight.segment_wording import cluster_name, segment_meaning
from boardroom.semantic.model import Unit
from boardroom.semantic.result import Caveat, Column, Period, Result

_UNNAMED = 0.01
"""Money that names no customer is worth a word from this share on."""

_COUNT: Unit = "count"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What tables are made of: the study, whose purchases it is of, and their answer."""

    study: Study
    buyers: Buyers
    answer: Result

    @property
    def when(self) -> str:
        """The day looked at, in words."""
        return day_text(self.study.day)


def segment_tables(sheet: Sheet, *, title: str) -> tuple[Table, ...]:
    """All tables that there is something for."""
    tables = [_segments(sheet, title)]
    if sheet.study.steps:
        tables.append(_moves(sheet))
    if sheet.study.clusters.clusters:
        tables.append(_clusters(sheet))
    return tuple(tables)


def money_shares(study: Study) -> Sequence[float]:
    """The share of all money that each segment's customers brought, in the order of
    ``SEGMENTS``.
    """
    sums = np.bincount(study.now, weights=study.standing.money, minlength=ABSENT)
    return [float(part) for part in sums / study.standing.money.sum()]


def place_name(place: int) -> str:
    """A segment, or where those are who are in none."""
    return SEGMENTS[place] if place < ABSENT else "no longer customers"


def unnamed_caveats(sheet: Sheet) -> tuple[Caveat, ...]:
    """That some of the money names no customer."""
    since = sheet.study.looks.since(sheet.study.day)
    share = unnamed_share(sheet.buyers, sheet.answer, since=since)
    if share < _UNNAMED:
        return ()
    label = inside_text(sheet.buyers.metric.title)
    text = f"{share_text(share)} of {label} names no customer and is left out."
    return (Caveat(kind="unnamed_customers", text=text),)


def _segments(sheet: Sheet, title: str) -> Table:
    """Row grain: one segment that anybody is or was in, best first. Columns: ``customers`` (count),
    ``before`` (at the look before), ``share`` of the money, ``purchases_a_year`` (median) and
    ``money_a_month`` (mean) of each customer, ``meaning``.
    """
    study, shares = sheet.study, money_shares(sheet.study)
    before = np.bincount(study.places[-2], minlength=ABSENT) if study.steps else None
    rows = []
    for place, segment in enumerate(SEGMENTS):
        size, _, times, money = _figures(sheet, study.now == place)
        earlier = () if before is None else (int(before[place]),)
        if not size and not any(earlier):
            continue
        meaning = segment_meaning(
            segment, recent_days=study.rule.recent_days, long_days=study.rule.long_days
        )
        rows.append((segment, meaning, size, *earlier, shares[place], times, money))
    name, customers, share, _, times_column, money_column = _columns(sheet, "segment")
    meant = Column(name="meaning", role="field", type="String", label="Last purchase, worth")
    then: tuple[Column, ...] = ()
    if before is not None:
        then = (replace(customers, name="before"),)
    columns = (name, meant, customers, *then, share, times_column, money_column)
    return _table(sheet, title=f"{title}, {sheet.when}", columns=columns, rows=rows)


def _clusters(sheet: Sheet) -> Table:
    """Row grain: one group, largest first. Columns as of segments, beside them ``last_purchase``
    (median days ago).
    """
    study, found = sheet.study, sheet.study.clusters
    whole = float(study.standing.money.sum())
    rows = []
    for place, cluster in enumerate(found.clusters):
        inside = found.places == place
        name = cluster_name({item.feature: item.distance for item in cluster.traits})
        figures = _figures(sheet, inside)
        share = float(study.standing.money[inside].sum()) / whole
        rows.append((name, figures[0], share, *figures[1:]))
    title = f"Groups of customers that are alike, {sheet.when}"
    return _table(sheet, title=title, columns=_columns(sheet, "group"), rows=rows)


def _moves(sheet: Sheet) -> Table:
    """Row grain: one segment of the look before. Columns: ``customers`` who were there, and how
    many of them ``stayed``, moved ``up`` or ``down`` (leaving included), beside how many would have
    by the shares of earlier steps, and ``mostly_to`` where who moved went.
    """
    study, moves = sheet.study, sheet.study.steps[-1]
    rows = []
    for place, segment in enumerate(SEGMENTS):
        if moves.size(place) == 0:
            continue
        away = moves.table[place].copy()
        away[place] = 0
        most = int(away.max())
        mostly = f"{place_name(int(np.argmax(away)))} ({most})" if most else "nobody"
        rows.append((
            segment, moves.size(place), int(moves.table[place, place]), moves.moved(place, "up"),
            study.usual(place, "up"), moves.moved(place, "down"), study.usual(place, "down"),
            mostly,
        ))  # fmt: skip
    counts = ("customers", "stayed", "up", "down")
    count = {name: Column(name=name, role="metric", type="Integer", unit=_COUNT) for name in counts}
    usually = {
        way: Column(
            name=f"{way}_usually", role="transform", type="Integer", unit=_COUNT, label="usually"
        )
        for way in ("up", "down")
    }
    columns = (
        Column(name="segment", role="dimension", type="String"),
        count["customers"], count["stayed"], count["up"], usually["up"],
        count["down"], usually["down"],
        Column(name="mostly_to", role="field", type="String"),
    )  # fmt: skip
    first, last = study.looks.days[-2:]
    title = f"Moves between segments, {day_text(first)} to {day_text(last)}"
    return _table(sheet, title=title, columns=columns, rows=rows)


def _columns(sheet: Sheet, name: str) -> tuple[Column, ...]:
    label = sheet.buyers.metric.title
    unit = next(item.unit for item in sheet.answer.columns if item.name == sheet.buyers.metric.name)
    return (
        Column(name=name, role="dimension", type="String"),
        Column(name="customers", role="metric", type="Integer", unit=_COUNT),
        Column(
            name="share", role="transform", type="Float", unit="percent",
            label=f"Share of {inside_text(label)}",
        ),
        Column(name="last_purchase", role="metric", type="Float", unit="days"),
        Column(
            name="purchases_a_year", role="metric", type="Float", unit=_COUNT, label="Buys per year"
        ),
        Column(name="money_a_month", role="metric", type="Float", unit=unit, label="A month"),
    )  # fmt: skip


def _figures(sheet: Sheet, inside: Places) -> tuple[object, ...]:
    """Customers, median silence, median purchases a year, mean money a month."""
    standing, months = sheet.study.standing, sheet.study.looks.window
    size = int(np.count_nonzero(inside))
    if not size:
        return (0, None, None, None)
    return (
        size,
        float(np.median(standing.silence[inside])),
        float(np.median(standing.purchases[inside])) * 12 / months,
        float(standing.money[inside].sum()) / size / months,
    )


def _table(
    sheet: Sheet, *, title: str, columns: tuple[Column, ...], rows: Iterable[tuple[object, ...]]
) -> Table:
    looks, day = sheet.study.looks, sheet.study.day
    one = timedelta(days=1)
    result = replace(
        sheet.answer,
        columns=columns,
        rows=tuple(rows),
        period=Period(start=looks.since(day), end=day - one, complete=True),
        caveats=(*sheet.answer.caveats, *unnamed_caveats(sheet)),
    )
    return Table(title=title, query=sheet.buyers.query, result=result)
