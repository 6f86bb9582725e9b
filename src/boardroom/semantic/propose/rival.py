"""Several tables that tell of the same kind of money: which one speaks for the business.

A ledger books everything; of documents (invoices, orders, sales) that have nothing to do with each
other the ones that carry more money go before the others, which keep names of their own. Called by
``standard``.
"""

from collections.abc import Iterable
from datetime import date

from boardroom.semantic.model import IntervalTime
from boardroom.semantic.profile import Probe
from boardroom.semantic.propose.binding import Binding, Filled
from boardroom.semantic.propose.entity import entities
from boardroom.semantic.propose.view import Scene, Table

_DOCUMENTS = frozenset({"order_line", "sale", "order", "invoice", "store", "conversion", ""})


_SHARED = 0.5
"""At least this share of the shortest time must lie in all others."""


def related(one: str, other: str, scene: Scene) -> bool:
    """Whether rows of two datasets tell of the same events: one leads to the other, or both to a
    third that is no list of things."""
    return bool(_chain(one, scene) & _chain(other, scene))


def is_list(table: Table) -> bool:
    """Whether rows are things that facts point at."""
    entity = entities().get(table.entity)
    return entity is not None and entity.listed


def _chain(name: str, scene: Scene) -> frozenset[str]:
    facts = (table.name for table in scene.ancestors(name) if not is_list(table))
    return frozenset((name, *facts))


def contemporary(names: frozenset[str], scene: Scene) -> bool:
    """Whether what happens in all datasets lies mostly in one time; else their files are unrelated,
    or a ratio of them means nothing but for a while."""
    tables = [scene.by_name[name] for name in names]
    dated = [table for table in tables if table.time is not None or not is_list(table)]
    spans = [_span(table, scene) for table in dated]
    known = [span for span in spans if span is not None]
    if not known or len(known) < len(spans):
        return False
    shared = _days(max(first for first, _ in known), min(last for _, last in known))
    return shared > 0 and shared >= _SHARED * min(_days(*span) for span in known)


def _days(first: str, last: str) -> int:
    """How many days there are from the first to the last, both counted."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1


def _span(table: Table, scene: Scene) -> tuple[str, str] | None:
    """The first and the last day of the moments that place a table in time; None without any."""
    names: tuple[str, ...]
    match table.time:
        case IntervalTime(start=start, end=end):
            names = (start, end)
        case None:
            return None
        case placed:
            names = (placed.field,)
    days: list[str] = []
    for name in names:
        owner, _, own = name.rpartition(".")
        profile = (scene.by_name[owner] if owner else table).by_name[own].profile
        days += [text[:10] for text in (profile.minimum, profile.maximum) if text]
    return (min(days), max(days)) if days else None


def apart(bindings: Iterable[Binding], scene: Scene) -> list[Binding]:
    """The first, and of the others the documents that are related to none before them."""
    kept: list[Binding] = []
    for binding in bindings:
        fits = not kept or binding.table.entity in _DOCUMENTS
        if fits and not any(related(binding.table.name, x.table.name, scene) for x in kept):
            kept.append(binding)
    return kept


def by_weight(bindings: list[Binding], probe: Probe) -> list[Binding]:
    """A ledger first, then the documents that carry more money."""
    if len(bindings) < 2:
        return bindings
    books = [x for x in bindings if x.table.entity not in _DOCUMENTS]
    rest = [x for x in bindings if x not in books]
    return [*books, *sorted(rest, key=lambda x: -_weight(x, probe))]


def _weight(binding: Binding, probe: Probe) -> float:
    """The value over all rows, with the mean of what other tables add to it: an estimate."""
    texts = {name: _physical(slot, binding, probe) for name, slot in binding.slots.items()}
    return probe.value(binding.table.profile.name, binding.variant.sql.format(**texts))


def _physical(slot: Filled, binding: Binding, probe: Probe) -> str:
    if slot.column is None:
        return slot.sql
    if slot.table is not binding.table:
        return str(probe.value(slot.table.profile.name, f"AVG({slot.column.sql})"))
    scale = slot.column.reading.scale
    return f"({slot.column.sql} / {scale})" if scale != 1 else slot.column.sql
