"""General ledgers: amounts booked on classes of accounts, which never add up over all classes.

Finds the amount (or debit and credit), where the class of an account is written (on the row, or in
the chart of accounts it points at) and in which sign each class is booked. Called by ``shape``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from boardroom.semantic.profile import Probe
from boardroom.semantic.propose import lexicon
from boardroom.semantic.propose.hidden import quoted
from boardroom.semantic.propose.view import Column, Scene, Table

_BOOKED = frozenset({"amount", "budget", "forecast", "actual"})
"""What amounts booked on accounts are called, in a plan of a ledger too."""
_KNOWN = 0.6
"""At least this share of a column's values must be classes of accounts."""


@dataclass(frozen=True, kw_only=True)
class _Classes:
    """The column of account classes; ``links`` are the rows' own columns and those they lead to."""

    table: Table
    column: Column
    links: tuple[tuple[str, str], ...] = ()


def as_ledger(table: Table, scene: Scene, probe: Probe) -> Table:
    """The table as a ledger, a plan of one, or a chart of accounts; as it was where it is none."""
    own = class_column(table)
    if own is not None and table.entity == "account":
        why = f"accounts of a ledger ({own.name})"
        return replace(table, entity="gl_account", entity_why=why)
    amount, less = _amount(table)
    classes = _Classes(table=table, column=own) if own is not None else _of_parent(table, scene)
    if amount is None or classes is None or table.long_by:
        return table
    entity = "budget" if table.entity == "budget" else "ledger"
    what = f"{amount.name} less {less.name}" if less else amount.name
    why = f"{what} is booked on classes of accounts ({classes.table.name}.{classes.column.name})"
    booked = (
        f"COALESCE({amount.sql}, 0) - COALESCE({less.sql}, 0)" if less is not None else amount.sql
    )
    return replace(
        table,
        entity=entity,
        entity_why=why,
        ledger_amount=amount.name,
        ledger_less=less.name if less is not None else "",
        classes=f"{classes.table.name}.{classes.column.name}",
        signs={
            meaning: "-1 * " if _negative(table, classes, meaning, booked, probe) else ""
            for meaning in ("income", "expense")
        },
    )


def class_column(table: Table) -> Column | None:
    """The column of account classes: revenue, expense, asset…"""
    for column in table.of_kind("category"):
        values = [text for text, _ in column.profile.top]
        known = [text for text in values if lexicon.means(text, lexicon.STATEMENTS)]
        meanings = {lexicon.means(text, lexicon.STATEMENTS) for text in known}
        if {"income", "expense"} <= meanings and len(known) >= _KNOWN * len(values):
            return column
    return None


def class_values(column: Column, meaning: str) -> list[str]:
    """The values of a class column that mean ``income``, ``expense``…"""
    return [
        text for text, _ in column.profile.top if lexicon.means(text, lexicon.STATEMENTS) == meaning
    ]


def _of_parent(table: Table, scene: Scene) -> _Classes | None:
    """The class of the account that a row is booked on, in the chart of accounts."""
    for link, parent in scene.parents(table.name):
        column = class_column(parent)
        if column is not None:
            ends = zip(link.from_columns, link.to_columns, strict=True)
            return _Classes(table=parent, column=column, links=tuple(ends))
    return None


def _amount(table: Table) -> tuple[Column | None, Column | None]:
    """The amount to add up, net before gross, one currency before many; or debit and credit."""
    amounts = [
        c
        for c in table.of_kind("measure")
        if c.reading.concept in _BOOKED and c.name not in table.mixed
    ]
    debit = next((c for c in amounts if "debit" in c.words), None)
    credit = next((c for c in amounts if "credit" in c.words), None)
    plain = [c for c in amounts if c not in (debit, credit)]
    if debit is not None and credit is not None and not any(_signed(c) for c in plain):
        return debit, credit
    best = min(
        plain,
        key=lambda c: ("net" not in c.words, "gross" in c.words, len(c.words)),
        default=None,
    )
    return best, None


def _signed(column: Column) -> bool:
    return (column.profile.negative_share or 0) > 0


def _negative(table: Table, classes: _Classes, meaning: str, booked: str, probe: Probe) -> bool:
    """Whether rows of a class are booked negative, in most cases."""
    listed = ", ".join(
        "'" + t.replace("'", "''") + "'" for t in class_values(classes.column, meaning)
    )
    rows = f"{classes.column.sql} IN ({listed})"
    if classes.links:
        rows = " AND ".join(_through(table, classes, link, rows) for link in classes.links)
    below = probe.count(table.profile.name, f"{rows} AND {booked} < 0")
    above = probe.count(table.profile.name, f"{rows} AND {booked} > 0")
    return below > above


def _through(table: Table, classes: _Classes, link: tuple[str, str], rows: str) -> str:
    """The condition on rows whose account is of a class."""
    own, theirs = link
    source = ".".join(quoted(part) for part in classes.table.profile.name.split("."))
    key = classes.table.by_name[theirs].sql
    return f"{table.by_name[own].sql} IN (SELECT {key} FROM {source} WHERE {rows})"


def unadded(table: Table) -> Iterable[str]:
    """The money of a ledger, which is income, cost, assets and debts in one column."""
    if table.ledger_amount:
        for column in table.of_kind("measure"):
            if column.reading.nature in {"money", "balance"}:
                yield column.name
