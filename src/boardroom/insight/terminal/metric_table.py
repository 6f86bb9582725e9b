"""Key metrics as tables: one per pair of periods, so that each column names what it compares.

Called by ``insight.render_terminal``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rich.console import RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from boardroom.insight.card_view import when_text
from boardroom.insight.delta_text import delta_of_card, delta_of_year, delta_text
from boardroom.insight.model import KeyMetric
from boardroom.insight.number_text import value_text
from boardroom.insight.terminal.ink import Ink
from boardroom.insight.terminal.layout import WIDE, frame

_LONGEST_HEAD = 17
_LEAST_NAME = 16


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
        shown=when_text(card),
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
    course = any(card.sparkline for card in cards)
    shows = _Shown(
        against=bool(periods.against),
        year=bool(periods.year),
        so_far=bool(periods.so_far) and width >= WIDE,
    )
    rows = [_cells(card, shows, ink=ink, course=course) for card in cards]
    heads = _heads(periods, shows, course=course)
    if shows.year and _least_width(heads, rows) > width - _LEAST_NAME:
        shows = replace(shows, year=False)
        rows = [_cells(card, shows, ink=ink, course=course) for card in cards]
        heads = _heads(periods, shows, course=course)
    table = frame(ink, width=width)
    table.add_column(ink.text(title), ratio=1, overflow="fold", vertical="middle")
    for head in heads:
        justify: Literal["left", "right"] = "left" if head == "course" else "right"
        table.add_column(ink.text(head), justify=justify, no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table


def _heads(periods: _Periods, shows: "_Shown", *, course: bool) -> list[str]:
    """Titles of all columns but the first, long ones on two lines."""
    named = (
        (periods.shown, True),
        (periods.against, shows.against),
        (periods.year, shows.year),
        (f"to date, {periods.so_far}", shows.so_far),
        (periods.so_far_against, shows.so_far),
        ("course", course),
    )
    return [_two_lines(name) for name, wanted in named if wanted]


def _two_lines(head: str) -> str:
    """A long title broken before its date.

    Example:
        >>> _two_lines("vs week of 15 Oct 2012"), _two_lines("vs Jul 2018")
        ('vs week of\\n15 Oct 2012', 'vs Jul 2018')
    """
    if len(head) <= _LONGEST_HEAD:
        return head
    for mark in ("week of ", ", ", "vs "):
        first, found, rest = head.partition(mark)
        if found:
            return f"{first}{mark.rstrip()}\n{rest}".lstrip()
    return head


def _least_width(heads: Sequence[str], rows: Sequence[Sequence[Text]]) -> int:
    """Characters that all columns but the first need."""
    total = 0
    for place, head in enumerate(heads):
        lines = [len(line) for line in head.split("\n")]
        total += max(*lines, *(len(row[place + 1]) for row in rows)) + 3
    return total


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
    for head in (periods.so_far, periods.so_far_against):
        table.add_column(ink.text(_two_lines(head)), justify="right", no_wrap=True)
    for card in cards:
        if card.so_far is not None:
            delta = delta_text(card.so_far.delta, unit=card.unit)
            table.add_row(
                ink.text(card.label),
                ink.text(value_text(card.so_far.value, card.unit)),
                ink.delta(delta),
            )
    return table
