"""Reconciles the columns of a load with those the table already has; pure.

Called by ``load_table``. A type is kept or widened without loss; what cannot be reconciled is an
error, so that the last good version stays.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from boardroom.data.sources.report import Retyped
from boardroom.errors import SourceError

_EXACT_INTEGER = 15
"""Digits of whole numbers that a double holds exactly."""


@dataclass(frozen=True, kw_only=True)
class Drift:
    """The columns of the next version.

    Attributes:
        types: column → SQL type, in order: the table's columns first, new ones behind.
        rewrite: whether rows already stored must be cast.
    """

    types: Mapping[str, str]
    added: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    retyped: tuple[Retyped, ...] = ()
    rewrite: bool = False


def reconcile(
    table: str, before: Mapping[str, str], now: Mapping[str, str], *, accept_changes: bool
) -> Drift:
    """The columns of the next version of ``table``.

    Args:
        before: column → type of the current version, ``NULL`` for one that never had a value;
            empty = there is no version.
        now: column → type as just read; an all-NULL column has type ``NULL``.
        accept_changes: take the new type where none holds both.

    Raises:
        SourceError: a column's values no longer have anything to do with its type.
    """
    types: dict[str, str] = {}
    retyped: list[Retyped] = []
    rewrite = False
    for name, old in before.items():
        new = now.get(name, "NULL")
        if old == "NULL":
            types[name] = "VARCHAR" if new == "NULL" else new
            rewrite = rewrite or types[name] != "VARCHAR"
            continue
        after = old if new == "NULL" else wider(old, new)
        if accept_changes and old == "VARCHAR" and new != "NULL":
            after = new
        if after is None:
            if not accept_changes:
                raise SourceError(
                    f"column {name!r} of {table!r} was {old} and now reads as {new}",
                    hint=f"Correct the source, set `columns: {{{name}: {{type: …}}}}`, or set "
                    "`accept_changes: true` of this source.",
                )
            after = new
        if after != old:
            retyped.append(Retyped(column=name, before=old, after=after))
        types[name] = after
    added = [name for name in now if name not in before]
    for name in added:
        types[name] = "VARCHAR" if now[name] == "NULL" else now[name]
    return Drift(
        types=types,
        added=tuple(added) if before else (),
        missing=tuple(name for name in before if name not in now),
        retyped=tuple(retyped),
        rewrite=rewrite or bool(retyped),
    )


def wider(one: str, other: str) -> str | None:
    """The type that holds all values of both without loss; None when there is none.

    Example:
        >>> wider("BIGINT", "DECIMAL(18,2)"), wider("DATE", "TIMESTAMP"), wider("DATE", "BIGINT")
        ('DECIMAL(38,2)', 'TIMESTAMP', None)
    """
    if one == other:
        return one
    for left, right in ((one, other), (other, one)):
        if (left, right) == ("DATE", "TIMESTAMP"):
            return "TIMESTAMP"
        if right == "VARCHAR" and one == "VARCHAR":
            return "VARCHAR"
    digits = (_digits(one), _digits(other))
    if digits[0] is None or digits[1] is None:
        return None
    if "DOUBLE" in (one, other):
        return "DOUBLE"
    whole = max(digits[0][0], digits[1][0])
    scale = max(digits[0][1], digits[1][1])
    if whole + scale > 38:
        return "DOUBLE"
    return f"DECIMAL({18 if whole + scale <= 18 else 38},{scale})"


def _digits(kind: str) -> tuple[int, int] | None:
    """(whole digits, places) of a number type."""
    if kind == "BIGINT":
        return 19, 0
    if kind == "DOUBLE":
        return _EXACT_INTEGER, 0
    found = re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", kind)
    return (int(found[1]) - int(found[2]), int(found[2])) if found else None
