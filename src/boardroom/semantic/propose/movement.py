"""Tables of movements: the signed change of each row, whose running sum is a stock.

Only where a table is one of movements by its name and its changes have a sign: by their own, or by
a column that says of every row whether it goes in or out. Called by ``shape``.
"""

from dataclasses import replace

from boardroom.semantic.profile import Probe
from boardroom.semantic.propose import lexicon
from boardroom.semantic.propose.hidden import quoted
from boardroom.semantic.propose.view import Column, Note, Table

_KINDS = frozenset({"mrr_movement", "stock_movement", "account_movement"})
_CHANGES = frozenset({"change", "delta", "movement", "difference", "adjustment", "net"})
_MEASURES = frozenset({"quantity", "amount", "mrr", "arr", "payment", "count", "movement"})
_DIRECTIONS = frozenset({"dir", "direction", "flow", "inout", "in", "out", "way", "io"})
_PARTIES = (
    frozenset({"sender", "receiver"}),
    frozenset({"payer", "payee"}),
    frozenset({"from", "to"}),
    frozenset({"source", "destination"}),
)
"""Two ends of a transfer."""
_BOTH_WAYS = 0.01
"""Signed changes go both ways in at least this share of the rows."""
_SHORT = {"stock_movement": 0.01, "account_movement": 0.5}
"""Above this share of rows of things that end below nothing what they began with is not among
them; some accounts may be overdrawn, most are not."""


def with_movements(table: Table, probe: Probe) -> tuple[Table, tuple[Note, ...]]:
    """The table with its signed change, if it is one of movements."""
    table = _by_direction(table)
    if table.entity not in _KINDS:
        return table, ()
    changes = [c for c in table.of_kind("measure") if _is_change(c) and c.name not in table.mixed]
    signed = [c for c in changes if _both_ways(c)]
    for column in signed or changes:
        text, raw = _signed(table, column, whole=column in signed)
        if not text:
            continue
        short = _short(table, raw, probe)
        notes = (Note(kind="table", where=table.name, text=short),) if short else ()
        return replace(table, moved=text, moved_by=column.name, unopened=short), notes
    text = "no running stock: nothing says of every row whether it adds or takes away"
    return table, (Note(kind="table", where=table.name, text=text),)


def _by_direction(table: Table) -> Table:
    """The table as one of movements, when a column called so says of every row in or out."""
    if table.entity in _KINDS or table.ledger_amount:
        return table
    for kind in table.of_kind("category", "flag"):
        ways = {lexicon.means(text, lexicon.MOVEMENTS) for text, _ in kind.profile.top}
        told = _DIRECTIONS | lexicon.MOVEMENT_WORDS if _moves(table) else _DIRECTIONS
        if ways != {"inflow", "outflow"} or not told & set(kind.words):
            continue
        if _between(table):
            changes = (c.name for c in table.of_kind("measure") if _is_change(c))
            return replace(table, mixed=table.mixed | frozenset(changes))
        natures = {c.reading.nature for c in table.of_kind("measure") if _is_change(c)}
        entity = "stock_movement" if "quantity" in natures else "account_movement"
        why = f"{kind.name} says of every row whether it comes in or goes out"
        return replace(table, entity=entity, entity_why=why) if natures else table
    return table


def _between(table: Table) -> bool:
    """Whether rows name who gives and who gets: in and out are those of either."""
    named = {word for column in table.of_kind("key") for word in column.words}
    return any(pair <= named for pair in _PARTIES)


def _moves(table: Table) -> bool:
    """Whether rows are transactions: any column of their kinds may tell their way."""
    return table.entity == "transaction"


def _is_change(column: Column) -> bool:
    reading = column.reading
    named = reading.concept in _MEASURES or bool(_CHANGES & set(column.words))
    return named and reading.nature not in {"price", "ratio", "balance", "stock"}


def _both_ways(column: Column) -> bool:
    share = column.profile.negative_share or 0.0
    return _BOTH_WAYS <= share <= 1 - _BOTH_WAYS


def _signed(table: Table, column: Column, *, whole: bool) -> tuple[str, str]:
    """The signed change over references and over the physical columns; empty when unknown."""
    own = f"{table.name}.{column.name}"
    if whole:
        return own, column.sql
    if column.profile.negative_share:
        return "", ""
    for kind in table.of_kind("category", "flag"):
        texts = [text for text, _ in kind.profile.top]
        known = {text: lexicon.means(text, lexicon.MOVEMENTS) for text in texts}
        ways = set(known.values())
        if ways != {"inflow", "outflow"} or kind.profile.distinct > len(texts) or kind.null_share:
            continue
        out = ", ".join(quoted_text(text) for text, way in known.items() if way == "outflow")
        shape = "CASE WHEN {kind} IN ({out}) THEN -1 * {value} ELSE {value} END"
        return (
            shape.format(kind=f"{table.name}.{kind.name}", out=out, value=own),
            shape.format(kind=kind.sql, out=out, value=column.sql),
        )
    return "", ""


def quoted_text(text: str) -> str:
    """A text as a SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _short(table: Table, change: str, probe: Probe) -> str:
    """Why the sum is no stock: things end below nothing, so what they began with is missing."""
    things = [
        c for c in table.of_kind("key", "category") if not c.unique and c.reading.kind == "key"
    ]
    if table.entity not in _SHORT or not things:
        return ""
    rows = ".".join(quoted(part) for part in table.profile.name.split("."))
    key = things[0].sql
    below = f"SELECT {key} FROM {rows} GROUP BY {key} HAVING SUM({change}) < 0"
    odd = probe.count(table.profile.name, f"{key} IN ({below})")
    if odd <= _SHORT[table.entity] * table.profile.rows:
        return ""
    return (
        f"no running sum: by {things[0].name} it ends below nothing for {odd} of "
        f"{table.profile.rows} rows, so what was there at first is not among the rows"
    )
