"""Names: from file names and headers, whatever they look like, to plain snake_case identifiers.

Pure; used wherever a table or column of a source gets its name. The original stays as its label.
"""

import re
import unicodedata
from collections.abc import Sequence

_RESERVED = frozenset(
    """
all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by
case cast check collate collation column concurrently constraint create cross current_date
current_time current_timestamp default deferrable desc describe distinct do else end except
false fetch for foreign freeze from full glob grant group having ilike in initially inner
intersect into is isnull join lambda lateral leading left like limit natural not notnull null
offset on only or order outer overlaps pivot placing positional primary qualify references
returning right rowid select semi show similar some summarize symmetric table tablesample then to
trailing true union unique unpack unpivot user using variadic verbose when where window with
""".split()
)
"""Words that SQL engines do not take as a plain column name, or take for something else."""


def identifier(text: str, *, fallback: str) -> str:
    """``text`` as a snake_case ASCII identifier that is no SQL keyword.

    Example:
        >>> identifier("Order Date", fallback="x"), identifier("CustomerID", fallback="x")
        ('order_date', 'customer_id')
        >>> identifier("Größe (€)", fallback="x"), identifier("2019", fallback="x")
        ('grosse', 'c_2019')
        >>> identifier("數量", fallback="column_3"), identifier("order", fallback="x")
        ('column_3', 'order_')
    """
    plain = text.replace("ß", "ss").replace("&", " and ").replace("%", " percent ")
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    plain = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", plain)
    plain = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", plain)
    plain = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:60].rstrip("_")
    if not plain:
        return fallback
    if plain[0].isdigit():
        plain = f"c_{plain}"
    return f"{plain}_" if plain in _RESERVED else plain


def column_names(labels: Sequence[str]) -> tuple[str, ...]:
    """One distinct identifier per header, in order; blank ones become ``column_N``.

    Example:
        >>> column_names(["Id", "id", "", "Id 2"])
        ('id', 'id_2', 'column_3', 'id_2_2')
    """
    taken: set[str] = set()
    names: list[str] = []
    for position, label in enumerate(labels, start=1):
        name = distinct_name(identifier(label, fallback=f"column_{position}"), taken)
        taken.add(name)
        names.append(name)
    return tuple(names)


def distinct_name(name: str, taken: "set[str] | frozenset[str]") -> str:
    """``name``, or ``name_2``, ``name_3``… when it is taken."""
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name}_{number}"
    return candidate
