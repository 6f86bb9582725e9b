"""What the data says against a metric that the names would allow.

Each doubt is one sentence for the notes; a recipe then looks for another table or way. Called by
``standard``.
"""

import re

from boardroom.semantic.model import IntervalTime
from boardroom.semantic.profile import Probe
from boardroom.semantic.propose.binding import (
    Binding,
    filled_condition,
    placeholder,
    reference,
)
from boardroom.semantic.propose.view import Scene, Table

GAP = re.compile(r"AVG_(DAYS|HOURS)\((?:(.+?) \? )?(\S+), (\S+)\)")
"""A mean time between two moments in a recipe."""
_BACKWARDS = 0.1
"""Above this share of rows whose end is before their start a duration is not proposed."""
_UNTOLD = 0.02
"""Above this share of rows whose end contradicts their status nothing is built on the ends."""
_VALUED = 0.9
"""From this share of open rows with an amount on it is added up."""
_OFF = 0.02
"""A running sum may differ by this share from what holds at the end, as another table tells it."""


def doubt_of(binding: Binding, scene: Scene, probe: Probe) -> str:
    """Why a binding is not to be trusted; empty when nothing speaks against it."""
    return (
        _runs_backwards(binding, probe)
        or _ends_untold(binding, probe)
        or _unvalued(binding, probe)
        or _unopened(binding, scene, probe)
    )


def _runs_backwards(binding: Binding, probe: Probe) -> str:
    """Why a duration is not to be trusted: too many rows end before they start."""
    gap = _ends(binding)
    if gap is None:
        return ""
    start, end = (binding.slots[name] for name in gap)
    if end.table is not start.table or end.column is None or start.column is None:
        return ""
    count = probe.count(end.table.profile.name, f"{end.column.sql} < {start.column.sql}")
    both = end.column.filled
    if not both or count / both <= _BACKWARDS:
        return ""
    return (
        f"no duration from {start.column.name} to {end.column.name}: {count} of {both} rows "
        "end before they start"
    )


def _ends(binding: Binding) -> tuple[str, str] | None:
    """The slots between which the metric measures or holds its rows."""
    found = GAP.search(binding.variant.sql)
    if found is not None:
        return found.group(4).strip("{}"), found.group(3).strip("{}")
    return _span(binding)


def _span(binding: Binding) -> tuple[str, str] | None:
    """The slots from which to which rows are open: both are named, or the end places them."""
    variant = binding.variant
    moments = (variant.moment or "").split()
    if moments == ["t:closed"] and "t:opened" in variant.needs:
        moments = ["t:opened", "t:closed"]
    return (placeholder(moments[0]), placeholder(moments[1])) if len(moments) == 2 else None


def _ends_untold(binding: Binding, probe: Probe) -> str:
    """Why ends are not to be trusted: the status says that more, or fewer, have ended."""
    span = _span(binding)
    told = [filled_condition(name, binding.table) for name in ("solved", "won", "lost")]
    known = [x for x in told if x is not None and x.column is not None]
    if span is None or not known:
        return ""
    end, table = binding.slots[span[1]], binding.table
    solved = known[0]
    if end.column is None or solved.column is None:
        return ""
    ways = (
        x.sql.replace(reference(table, x.column), x.column.sql)
        for x in known
        if x.column is solved.column
    )
    status = " OR ".join(ways)
    is_open = f"CASE WHEN {status} THEN 0 ELSE 1 END = 1"
    odd = probe.count(table.profile.name, f"({is_open}) <> ({end.column.sql} IS NULL)")
    if odd <= _UNTOLD * table.profile.rows:
        return ""
    return (
        f"{end.column.name} does not tell what is still open: in {odd} of {table.profile.rows} "
        f"rows it contradicts {solved.column.name}"
    )


def _unvalued(binding: Binding, probe: Probe) -> str:
    """Why a sum over what is open says nothing: its rows get their amount when they end."""
    moments = (binding.variant.moment or "").split()
    value = next((c for c in binding.columns if c.reading.nature == "money"), None)
    if len(moments) != 2 or value is None or not binding.variant.sql.startswith("SUM("):
        return ""
    end, rows = binding.slots[placeholder(moments[1])].column, binding.table.profile.name
    if end is None:
        return ""
    still = probe.count(rows, f"{end.sql} IS NULL")
    valued = probe.count(rows, f"{end.sql} IS NULL AND {value.sql} > 0")
    if valued >= _VALUED * still:
        return ""
    return f"no sum of what is open: {still - valued} of {still} open rows have no {value.name}"


def _unopened(binding: Binding, scene: Scene, probe: Probe) -> str:
    """Why a running sum is no stock: what holds at the end is told by another table otherwise."""
    table, own = binding.table, binding.table.by_name.get(binding.table.moved_by)
    if binding.variant.running and table.unopened:
        return table.unopened
    if not binding.variant.running or own is None or table.entity != "mrr_movement":
        return ""
    if table.source or "moved" not in binding.slots:
        return ""
    moved = binding.slots["moved"].sql
    for column in table.columns:
        moved = re.sub(rf"\b{re.escape(reference(table, column))}\b", column.sql, moved)
    running = probe.value(table.profile.name, f"SUM({moved})")
    for other in scene.tables:
        held = _held(other, probe)
        if held and abs(running - held) > _OFF * held:
            return (
                f"no running sum of {table.name}: it ends at {running:,.0f} and {other.name} that "
                f"hold at {held:,.0f}, so what was there before the first movement is missing"
            )
    return ""


def _held(table: Table, probe: Probe) -> float:
    """The recurring revenue of the subscriptions without an end; 0 where there are none."""
    money, time = table.find("mrr"), table.time
    if table.entity != "subscription" or money is None or not isinstance(time, IntervalTime):
        return 0.0
    still = f"{table.by_name[time.end].sql} IS NULL"
    return probe.value(table.profile.name, f"SUM(CASE WHEN {still} THEN {money.sql} END)")
