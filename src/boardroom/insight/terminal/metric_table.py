"""Key metrics as tables: one per pair of periods, so that each column names what it compares.

Called by ``insight.render_terminal``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.box import ASCII, HORIZONTALS, Box
from rich.console import RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from boardroom.insight.delta_text import delta_of_card, delta_of_year, delta_text
from boardroom.insight.model import KeyMetric
from boardroom.insight.number_text import value_text
from boardroom.insight.period_text import period_text
from boardroom.insight.terminal.ink import Ink

WIDE = 120
"""From this many columns on, figures to date stand in the same row."""


@dataclass(frozen=True, kw_only=True)
class _Periods:
    """Column titles that a group of metrics shares."""

    shown: str
    against: str = ""
    year: str = ""
    so_far: str = ""
    so_far_against: str = ""


def metric_tables(
    cards: Sequence[KeyMetric], *, width: int, ink: Ink, title: str
) -> Iterable[RenderableType]:
    """Tables of ``cards`` in their order, grouped by the periods they show; undated ones last."""
    groups: dict[_Periods, list[KeyMetric]] = {}
    for card in cards:
        groups.setdefault(_periods(card), []).append(card)
    ordered = sorted(_merged(groups).items(), key=lambda pair: not pair[0].against)
    for place, (periods, group) in enumerate(ordered):
        if place:
            yield ""
        yield _table(periods, group, width=width, ink=ink, title=title if place == 0 else "")


def to_date_tables(cards: Sequence[KeyMetric], *, width: int, ink: Ink) -> Iterable[RenderableType]:
    """Figures to date as tables of their own, where the first table has no room for them."""
    if width >= WIDE:
        return
    groups: dict[tuple[str, str], list[KeyMetric]] = {}
    for card in cards:
        periods = _periods(card)
        if periods.so_far:
            groups.setdefault((periods.so_far, periods.so_far_against), []).append(card)
    for (so_far, against), group in groups.items():
        yield ""
        periods = _Periods(shown="", so_far=so_far, so_far_against=against)
        yield _to_date_table(periods, group, width=width, ink=ink)


def _periods(card: KeyMetric) -> _Periods:
    delta, year, so_far = delta_of_card(card), delta_of_year(card), card.so_far
    return _Periods(
        shown=period_text(card.evidence.period),
        against=delta.against if delta else "",
        year=year.against if year else "",
        so_far=so_far.label if so_far else "",
        so_far_against=f"vs {so_far.delta.label}" if so_far and so_far.delta.label else "",
    )


def _merged(groups: dict[_Periods, list[KeyMetric]]) -> dict[_Periods, list[KeyMetric]]:
    """Groups whose titles do not contradict each other, as one."""
    found: dict[_Periods, list[KeyMetric]] = {}
    for periods, cards in groups.items():
        home = next((other for other in found if _agree(other, periods)), None)
        if home is None:
            found[periods] = list(cards)
            continue
        joined = _Periods(
            **{name: value or getattr(periods, name) for name, value in vars(home).items()}
        )
        merged = [*found.pop(home), *cards]
        found = {joined: merged, **found} if not found else {**found, joined: merged}
    return found


def _agree(first: _Periods, second: _Periods) -> bool:
    pairs = zip(vars(first).values(), vars(second).values(), strict=True)
    return all(not one or not other or one == other for one, other in pairs)


def _table(
    periods: _Periods, cards: Sequence[KeyMetric], *, width: int, ink: Ink, title: str
) -> RichTable:
    table = frame(ink, width=width)
    table.add_column(ink.text(title), ratio=1, overflow="fold")
    table.add_column(ink.text(periods.shown), justify="right", no_wrap=True)
    shows = _Shown(
        against=bool(periods.against),
        year=bool(periods.year),
        so_far=bool(periods.so_far) and width >= WIDE,
    )
    for name, wanted in (
        (periods.against, shows.against),
        (periods.year, shows.year),
        (f"to date, {periods.so_far}", shows.so_far),
        (periods.so_far_against, shows.so_far),
    ):
        if wanted:
            table.add_column(ink.text(name), justify="right", no_wrap=True)
    if any(card.sparkline for card in cards):
        table.add_column(ink.text("course"), no_wrap=True)
    for card in cards:
        table.add_row(*_cells(card, shows, ink=ink, course=any(item.sparkline for item in cards)))
    return table


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """Which optional columns a table has."""

    against: bool
    year: bool
    so_far: bool


def _cells(card: KeyMetric, shows: _Shown, *, ink: Ink, course: bool) -> list[Text]:
    warned = " !" if card.caveats or card.evidence.freshness.stale else ""
    cells = [
        ink.text(card.label + warned),
        ink.text(value_text(card.value, card.unit), "bold"),
    ]
    if shows.against:
        cells.append(ink.delta(delta_of_card(card)))
    if shows.year:
        cells.append(ink.delta(delta_of_year(card)))
    if shows.so_far:
        so_far = card.so_far
        cells.append(ink.text(value_text(so_far.value, card.unit) if so_far else ""))
        cells.append(ink.delta(delta_text(so_far.delta, unit=card.unit) if so_far else None))
    if course:
        cells.append(ink.course([value for _, value in card.sparkline]))
    return cells


def _to_date_table(
    periods: _Periods, cards: Sequence[KeyMetric], *, width: int, ink: Ink
) -> RichTable:
    table = frame(ink, width=width)
    table.add_column(ink.text("To date"), ratio=1, overflow="fold")
    table.add_column(ink.text(periods.so_far), justify="right", no_wrap=True)
    table.add_column(ink.text(periods.so_far_against), justify="right", no_wrap=True)
    for card in cards:
        if card.so_far is not None:
            delta = delta_text(card.so_far.delta, unit=card.unit)
            table.add_row(
                ink.text(card.label),
                ink.text(value_text(card.so_far.value, card.unit)),
                ink.delta(delta),
            )
    return table


def frame(ink: Ink, *, width: int) -> RichTable:
    """An empty table in the page's style."""
    box: Box = HORIZONTALS if ink.unicode else ASCII
    return RichTable(
        box=box, width=width, show_edge=False, pad_edge=False, header_style="bold dim",
        border_style="dim", padding=(0, 1),
    )  # fmt: skip
