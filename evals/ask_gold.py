"""Gold SQL: the queries that a text of them stands for, what they give, whether order counts.

Statements stand with ``;`` between them, any of them is right. ``{a, b}`` is any of the columns
and ``{}`` the same ones again, as in the sets of defog.
"""

import re
from collections.abc import Iterator
from itertools import chain, combinations

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError

from evals.ask_match import Gold

_BRACES = re.compile(r"\{([^{}]+)\}")
_ORDERED = re.compile(
    r"\b(order (by|the|them|it|of)|ordered|in (\w+ )?order|sort|sorted|rank|ranked|ranking|arranged"
    r"|ascending|descending|alphabetically|chronologically|starting from"
    r"|(highest|largest|lowest|smallest|earliest|oldest|newest|latest|most|best)( \w+)? (to|first)"
    r"|from the (highest|largest|lowest|smallest|earliest|oldest|newest|latest))\b",
    re.IGNORECASE,
)


def wants_order(question: str) -> bool:
    """Whether a question says in which order it wants its rows."""
    return _ORDERED.search(question) is not None


def statements(sql: str) -> list[str]:
    """All queries that a gold text stands for."""
    return [query for text in _split(sql) for query in _with_columns(text)]


def golds(sql: str, connection: duckdb.DuckDBPyConnection) -> list[Gold]:
    """What each query of a gold text gives; those that do not run here are left out."""
    found = []
    for query in statements(sql):
        try:
            cursor = connection.execute(query)
        except duckdb.Error:
            continue
        names = [column[0] for column in cursor.description]
        rows, places = cursor.fetchall(), _ordered_by(query, names)
        found.append(Gold(rows=rows, ordered_by=places, is_ordered=_orders(query)))
    return found


def _orders(sql: str) -> bool:
    """Whether a query orders its rows: who «never ordered» asks for no order."""
    try:
        return sqlglot.parse_one(sql, dialect="duckdb").args.get("order") is not None
    except ParseError:
        return True


def _split(sql: str) -> list[str]:
    """Statements, where a ``;`` inside quotes ends none."""
    parts = re.findall(r"(?:'(?:[^']|'')*'|[^';])+", sql)
    return [part.strip() for part in parts if part.strip()]


def _with_columns(sql: str) -> Iterator[str]:
    braces = _BRACES.search(sql)
    if braces is None:
        yield sql
        return
    columns = [part.strip() for part in braces[1].split(",")]
    sizes = range(1, len(columns) + 1)
    for chosen in chain.from_iterable(combinations(columns, size) for size in sizes):
        text = ", ".join(chosen)
        bare = ", ".join(re.split(r"\s+AS\s+", column, flags=re.IGNORECASE)[0] for column in chosen)
        yield from _with_columns(sql.replace(braces[0], text).replace("{}", bare))


def _ordered_by(sql: str, names: list[str]) -> tuple[int, ...]:
    """Which columns of the result the query orders by; empty = others, or none."""
    try:
        tree = sqlglot.parse_one(sql, dialect="duckdb")
    except ParseError:
        return ()
    order = tree.args.get("order")
    if order is None or not isinstance(tree, exp.Query):
        return ()
    selected = [item.sql() for item in tree.selects]
    known = [name.lower() for name in names]
    places = []
    for key in order.expressions:
        text = key.this.sql()
        if isinstance(key.this, exp.Literal) and text.isdigit():
            places.append(int(text) - 1)
        elif text.lower() in known:
            places.append(known.index(text.lower()))
        elif text in selected:
            places.append(selected.index(text))
        elif isinstance(key.this, exp.Column) and key.this.name.lower() in known:
            places.append(known.index(key.this.name.lower()))
    return tuple(places)
