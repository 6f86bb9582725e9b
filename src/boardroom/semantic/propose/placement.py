"""How the rows of each table stand in time: events, intervals, snapshots, or not at all.

An event takes the moment whose name says that the business fact happened; a line takes its
parent's. Intervals and snapshots only where rows are states by name and values.
"""

from dataclasses import dataclass, replace

from boardroom.semantic.model import EventTime, IntervalTime, SnapshotTime, TimeSpec
from boardroom.semantic.profile import Probe
from boardroom.semantic.propose.entity import entities
from boardroom.semantic.propose.lexicon import bound_of, concept_weight, named_after
from boardroom.semantic.propose.view import Column, Note, Scene, Table

_SOFT = 0.25
"""A moment that places a row worse than this (a deadline, a last change) is not taken."""
_FLOW = 30
"""A list of fewer things says nothing by how many came in a month."""
_MISSING = 0.05
"""Above this share without a moment a list is not placed by it: the others would be lost. Up to
this share without an end the ends of a list are plans: things that are still there have none."""
_REVERSED = 0.01
"""Above this share of rows whose end lies before their start, two moments are no pair."""
_OWN = 1.05
"""How well a moment called after the table (``visit_date`` of visits) places its rows."""
_STATE_WORDS = frozenset(
    {"snapshot", "balance", "inventory", "stock", "setting", "status", "position", "holding"}
)
_OUTLIVING = frozenset({"hired", "started", "opened"})
_FIRST = _OUTLIVING | {"event"}
_LAST = frozenset({"event", "started", "expires", "ended"})
"""What moments named as a pair may mean alone: not what was promised, updated or last seen."""
_UNFIT: dict[str, frozenset[str]] = {
    "ticket": frozenset({"ordered"}),
    "product": frozenset({"ended"}),
    "calendar": frozenset({"event", "started", "ended", "opened"}),
}
"""Moments that mean something else in the tables of an entity."""


@dataclass(frozen=True, kw_only=True)
class _Placed:
    time: TimeSpec
    score: float
    why: str


def place_tables(scene: Scene, probe: Probe) -> tuple[Scene, tuple[Note, ...]]:
    """The scene with each table's time, and the moments not taken."""
    own = tuple(_placed(_bounded(table, probe), probe) for table in scene.tables)
    first = replace(scene, tables=own)
    tables = tuple(_from_parent(table, first) for table in own)
    notes = tuple(note for table in tables for note in _notes(table))
    return replace(scene, tables=tables), notes


def _placed(table: Table, probe: Probe) -> Table:
    found = _snapshot(table) or _interval(table, probe) or _event(table)
    if found is None:
        return table
    return replace(table, time=found.time, time_why=found.why, time_score=found.score)


def _bounded(table: Table, probe: Probe) -> Table:
    """The table with the moments named as a pair (valid from, valid to) read as start and end."""
    moments = table.of_kind("time")
    begins = any(column.reading.concept in _OUTLIVING for column in moments)
    if begins and _moments(table, "ended"):
        return table
    for start in moments:
        for end in moments:
            if _is_pair(start, end) and _in_order(table, start, end, probe):
                begun = start.reading.concept in _OUTLIVING
                begin = "hired" if table.entity == "employee" else "started"
                first = start if begun else _meaning(start, begin)
                read = {start.name: first, end.name: _meaning(end, "ended")}
                return replace(table, columns=tuple(read.get(c.name, c) for c in table.columns))
    return table


def _is_pair(start: Column, end: Column) -> bool:
    """Whether names tell the first and the last moment of the same."""
    if start.reading.concept not in _FIRST or end.reading.concept not in _LAST:
        return False
    first, last = bound_of(start.words), bound_of(end.words)
    if first is None or last is None:
        return False
    return (first[0], last[0]) == ("first", "last") and first[1] == last[1]


def _in_order(table: Table, start: Column, end: Column, probe: Probe) -> bool:
    """Whether the first moment lies before the last nearly always."""
    if start.datatype != end.datatype or not end.filled:
        return False
    reversed_rows = probe.count(table.profile.name, f"{end.sql} < {start.sql}")
    return reversed_rows <= _REVERSED * end.filled


def _meaning(column: Column, concept: str) -> Column:
    reading = replace(column.reading, concept=concept, weight=concept_weight(concept))
    return replace(column, reading=reading)


def moment_score(column: Column, table: Table) -> float:
    """How well a moment places the rows of a table in time, 0…1."""
    entity = entities().get(table.entity)
    if entity is not None and entity.listed and column.null_share > _MISSING:
        return 0.0
    if column.reading.concept in _UNFIT.get(table.entity, frozenset()):
        return 0.0
    spread = 1.0 if column.profile.distinct > 1 or column.profile.rows <= 1 else 0.3
    weight = _OWN if named_after(column.words, table.words) else column.reading.weight
    return weight * (1 - column.null_share) * spread


def _event(table: Table) -> _Placed | None:
    moments = sorted(table.of_kind("time"), key=lambda c: -moment_score(c, table))
    if not moments or moment_score(moments[0], table) < _SOFT:
        return None
    best = moments[0]
    rest = ", ".join(c.name for c in moments[1:4])
    why = f"{best.name} says when a row happened" + (f" (rather than {rest})" if rest else "")
    return _Placed(time=EventTime(field=best.name), score=moment_score(best, table), why=why)


def _interval(table: Table, probe: Probe) -> _Placed | None:
    """Rows that hold from one moment to another: subscriptions, contracts, employment."""
    entity = entities().get(table.entity)
    start = next(
        (c for concept in ("hired", "started", "opened") for c in _moments(table, concept)), None
    )
    end = next((c for concept in ("ended", "closed") for c in _moments(table, concept)), None)
    if start is None or end is None or start.null_share > 0.05:
        return None
    lasting = entity is not None and entity.lasting
    paired = start.reading.concept == "hired" and end.reading.concept == "ended"
    open_share = end.null_share
    listed = (
        entity is not None
        and entity.listed
        and open_share > _MISSING
        and _in_order(table, start, end, probe)
    )
    if not (lasting or paired or listed) or start.reading.concept not in _OUTLIVING:
        return None
    why = f"a row holds from {start.name} until {end.name}" + (
        f"; {open_share:.0%} of the rows have no end and still hold" if open_share else ""
    )
    return _Placed(time=IntervalTime(start=start.name, end=end.name), score=0.85, why=why)


def _moments(table: Table, concept: str) -> list[Column]:
    return [c for c in table.of_kind("time") if c.reading.concept == concept]


def _snapshot(table: Table) -> _Placed | None:
    """Rows that repeat the state of an entity day by day."""
    stocks = [c for c in table.of_kind("measure") if c.reading.nature in {"balance", "stock"}]
    flows = [c for c in table.of_kind("measure") if c.reading.nature in {"money", "quantity"}]
    named = bool(_STATE_WORDS & set(table.words))
    if not (named or (stocks and not flows)):
        return None
    moments = [
        c
        for c in table.of_kind("time")
        if c.null_share == 0 and c.reading.concept in {"event", "updated"}
    ]
    keys = [c for c in table.of_kind("key") if c.null_share == 0 and not c.unique]
    if not moments or not keys:
        return None
    moment = max(moments, key=lambda c: c.reading.weight)
    entity = tuple(name for name in table.primary_key if name != moment.name)
    if moment.name not in table.primary_key or not entity:
        return None
    why = (
        f"each row is the state of one {', '.join(entity)} on {moment.name}; the last row "
        "of a period counts"
    )
    return _Placed(time=SnapshotTime(field=moment.name, entity=entity), score=0.8, why=why)


def _from_parent(table: Table, scene: Scene) -> Table:
    """A table without a moment of its own takes the one of what it belongs to."""
    entity = entities().get(table.entity)
    if table.time is not None or (entity is not None and entity.listed) or table.bridge:
        return table
    soft = max((moment_score(c, table) for c in table.of_kind("time")), default=0.0)
    for parent in scene.ancestors(table.name):
        about = entities().get(parent.entity)
        if (
            isinstance(parent.time, EventTime)
            and "." not in parent.time.field
            and not (about is not None and about.listed)
        ):
            if parent.time_score <= soft:
                continue
            if soft and _apart(table, parent):
                return _by_soft(table)
            why = f"its rows happen with their {parent.name}, at {parent.time.field}"
            time = EventTime(field=f"{parent.name}.{parent.time.field}")
            return replace(table, time=time, time_why=why, time_score=parent.time_score * 0.9)
    return table


def _by_soft(table: Table) -> Table:
    """The table placed by the best of its moments, though none says plainly that a row happened."""
    best = max(table.of_kind("time"), key=lambda c: moment_score(c, table))
    why = f"{best.name} is the only moment of its rows"
    score = moment_score(best, table)
    return replace(table, time=EventTime(field=best.name), time_why=why, time_score=score)


def _apart(table: Table, parent: Table) -> bool:
    """Whether the rows have moments of their own, all of which lie outside their parent's time:
    readings of a meter do not happen when it is installed."""
    own = [c for c in table.of_kind("time") if c.reading.weight and c.filled]
    begun = parent.by_name[parent.time.field] if isinstance(parent.time, EventTime) else None
    latest = begun.profile.maximum if begun is not None else None
    return bool(own) and latest is not None and all((c.profile.minimum or "") > latest for c in own)


def stock_time(table: Table) -> SnapshotTime | None:
    """The time of the balances in a table of one row per moment and thing: the last in a period."""
    time = table.time
    if not isinstance(time, EventTime) or time.field not in table.primary_key:
        return None
    things = (f"{table.name}.{name}" for name in table.primary_key if name != time.field)
    return SnapshotTime(field=f"{table.name}.{time.field}", entity=tuple(things))


def _notes(table: Table) -> tuple[Note, ...]:
    moments = table.of_kind("time")
    if table.time is None and moments:
        names = ", ".join(c.name for c in moments)
        text = f"timeless: none of {names} says when a row happened"
        return (Note(kind="time", where=table.name, text=text),)
    close = [
        c
        for c in moments
        if moment_score(c, table) >= 0.8 * table.time_score and moment_score(c, table) > 0
    ]
    if isinstance(table.time, EventTime) and "." not in table.time.field and len(close) > 1:
        names = ", ".join(c.name for c in close if c.name != table.time.field)
        return (
            Note(
                kind="time",
                where=table.name,
                text=f"placed by {table.time.field}; {names} would do as well",
            ),
        )
    return ()


def grown(table: Table) -> bool:
    """Whether a table lists things that came one by one: what it says is true of all so far."""
    entity = entities().get(table.entity)
    own = isinstance(table.time, EventTime) and "." not in table.time.field
    return own and entity is not None and entity.listed


def came(table: Table) -> str:
    """The moment at which the things of a list came, when there are enough of them for how many
    came in a month to say something; else empty."""
    if not described(table) or table.profile.rows < _FLOW:
        return ""
    match table.time:
        case EventTime(field=name) | IntervalTime(start=name):
            return name
        case _:
            return ""


def gone(table: Table) -> str:
    """The moment at which the things of a list went; empty when none of them does."""
    time = table.time
    return time.end if came(table) and isinstance(time, IntervalTime) else ""


def described(table: Table) -> bool:
    """Whether a table lists things as they are now: only their coming and going has a time.

    What else its rows say (purchases so far, seats, absences) is true as loaded; adding it up by
    the month in which the things came would invent a history. Such a dataset is timeless, and its
    counts carry the time themselves.
    """
    entity = entities().get(table.entity)
    employed = isinstance(table.time, IntervalTime) and entity is not None and entity.listed
    return grown(table) or employed


def counting_time(table: Table) -> TimeSpec | None:
    """The time of the counts of a ``described`` table; None where the dataset's own holds."""
    match table.time if described(table) else None:
        case EventTime(field=name):
            return EventTime(field=f"{table.name}.{name}")
        case IntervalTime(start=start, end=end):
            return IntervalTime(start=f"{table.name}.{start}", end=f"{table.name}.{end}")
        case _:
            return None


def still_there(table: Table) -> str | None:
    """The condition for things that have not gone, where a ``described`` table tells."""
    time = table.time
    held = described(table) and isinstance(time, IntervalTime)
    return f"{table.name}.{time.end} IS NULL" if held and isinstance(time, IntervalTime) else None
