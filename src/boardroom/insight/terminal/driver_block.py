"""Why a metric moved, in a terminal: the tree of its parts, segments, events. Called by
``insight.render_drivers``."""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from rich.console import RenderableType
from rich.table import Table as RichTable

from boardroom.insight.drivers import Driver, Drivers, Segments
from boardroom.insight.number_text import change_text, share_text, value_text
from boardroom.insight.period_text import day_text
from boardroom.insight.terminal.ink import Ink
from boardroom.insight.terminal.layout import frame, heading

_TITLE_WIDTH = 12
_SPREAD = "The change lies outside these dimensions: no combination of their values stands out."


def tree_block(
    drivers: Drivers, *, columns: tuple[str, str], width: int, ink: Ink
) -> Iterable[RenderableType]:
    """The tree: one line per part with its values and what it did to the whole.

    Args:
        columns: the two periods in words, the earlier one first.
    """
    root = drivers.tree
    if not root.parts:
        return
    yield from heading("What it is made of", width=width, ink=ink)
    table = frame(ink, width=width)
    table.add_column("", ratio=1, overflow="fold")
    shares = () if root.share is None else ("Share",)
    _add_numbers(table, (*columns, "Effect", *shares), ink=ink)
    for prefix, node in _lines(root):
        words = f"{node.sign} {node.label}" if node.sign else node.label
        table.add_row(
            ink.text(f"{prefix}{words}", "" if prefix else "bold"),
            ink.text(value_text(node.previous, node.unit)),
            ink.text(value_text(node.current, node.unit)),
            ink.text(change_text(node.effect, root.unit), "bold"),
            *(ink.text(share_text(node.share or 0.0)) for _ in shares),
        )
    yield table


def segment_block(
    segments: Segments, *, columns: tuple[str, str], width: int, ink: Ink
) -> Iterable[RenderableType]:
    """The segments with their parts of the change, and what that says."""
    if segments.why is not None and not segments.dimensions:
        yield from heading("Where it sits", width=width, ink=ink)
        yield ink.text(f"Not to be told by dimensions. {segments.why}")
        return
    looked = ", ".join(segments.dimensions)
    title = f"Where it sits: {segments.of}" if segments.why else "Where it sits"
    yield from heading(title, width=width, ink=ink)
    if segments.why is not None:
        yield ink.text(f"{segments.why} So {segments.of} was split.", "dim")
    if segments.items:
        yield _segments(segments, columns=columns, width=width, ink=ink)
    if segments.outside:
        yield ink.text(_SPREAD if not segments.items else _MOSTLY, "bold")
    elif not segments.items:
        yield ink.text(_NONE_SEEN, "bold")
    combinations = f"{segments.leaves:,} combinations"
    yield ink.text(f"Looked at {combinations} of {looked}.", "dim")
    if segments.left_out:
        yield ink.text(f"Told less: {', '.join(segments.left_out)}.", "dim")
    if segments.unseen:
        yield ink.text(f"Could not be looked along: {', '.join(segments.unseen)}.", "dim")


_NONE_SEEN = "No combination of the values looked at stands out."
_MOSTLY = "Most of the change lies outside these dimensions."


def event_block(drivers: Drivers, *, width: int, ink: Ink) -> Iterable[RenderableType]:
    """The day of the break and what began near it."""
    turn = drivers.turn
    if turn is None:
        return
    yield from heading("Since when", width=width, ink=ink)
    span = "" if turn.low == turn.high else (
        f" (between {day_text(turn.low)} and {day_text(turn.high)})"
    )  # fmt: skip
    unit = drivers.tree.unit
    levels = f"{value_text(turn.before, unit)} before, {value_text(turn.after, unit)} since"
    yield ink.text(f"Its daily level changed on {day_text(turn.day)}{span}: {levels}.")
    for event in drivers.events:
        yield ink.text(f"• {event.dataset}: {event.label} began {_apart(event.distance)}, on "
                       f"{day_text(event.day)}.")  # fmt: skip
    if drivers.events:
        yield ink.text("That they lie close in time does not make one the cause.", "dim")


def what_if_block(drivers: Drivers, *, width: int, ink: Ink) -> Iterable[RenderableType]:
    """The whole with one input different, and what is taken to stay."""
    found = drivers.what_if
    if found is None:
        return
    yield from heading("What if", width=width, ink=ink)
    part, unit = found.input, drivers.tree.unit
    change = change_text(found.assumed - found.value, unit)
    yield ink.text(
        f"With {part.label} at {value_text(part.assumed, part.unit)} instead of "
        f"{value_text(part.value, part.unit)}, {drivers.tree.label} would be "
        f"{value_text(found.assumed, unit)} instead of {value_text(found.value, unit)} ({change}).",
        "bold",
    )
    if found.unchanged:
        yield ink.text(f"Assumed to stay as they are: {', '.join(found.unchanged)}.", "dim")


def _apart(days: int) -> str:
    if days == 0:
        return "on that day"
    unit = "day" if abs(days) == 1 else "days"
    return f"{abs(days)} {unit} {'after' if days > 0 else 'before'} it"


def _lines(root: Driver) -> Iterator[tuple[str, Driver]]:
    """Each node with the lines of the tree before it."""
    yield "", root
    yield from _below(root, "")


def _below(node: Driver, indent: str) -> Iterator[tuple[str, Driver]]:
    for place, part in enumerate(node.parts):
        last = place == len(node.parts) - 1
        yield f"{indent}{'└' if last else '├'}─ ", part
        yield from _below(part, f"{indent}{'   ' if last else '│  '}")


def _add_numbers(table: RichTable, titles: Sequence[str], *, ink: Ink) -> None:
    """Columns of numbers; long titles (days of a range) stand on several lines."""
    for title in titles:
        lines = "\n".join(wrap(title, _TITLE_WIDTH))
        table.add_column(ink.text(lines), justify="right", no_wrap=True)


def _segments(segments: Segments, *, columns: tuple[str, str], width: int, ink: Ink) -> RichTable:
    table = frame(ink, width=width)
    table.add_column("", ratio=1, overflow="fold")
    told = all(item.share is not None for item in segments.items)
    shares = ("Share",) if told else ()
    _add_numbers(table, (*columns, "Its part", *shares), ink=ink)
    for item in segments.items:
        table.add_row(
            ink.text(item.label, "bold"),
            ink.text(value_text(item.previous, segments.unit)),
            ink.text(value_text(item.current, segments.unit)),
            ink.text(change_text(item.change, segments.unit), "bold"),
            *(ink.text(share_text(item.share or 0.0)) for _ in shares),
        )
    table.add_row(
        ink.text("All other rows", "dim"), "", "",
        ink.text(change_text(segments.rest, segments.unit)),
        *(ink.text(share_text(segments.rest / segments.total)) for _ in shares),
    )  # fmt: skip
    return table
