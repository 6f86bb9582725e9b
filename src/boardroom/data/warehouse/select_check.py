"""The last look at a statement before it goes to a live database: one SELECT, and harmless.

The server's read-only transaction forbids changes; this forbids what such a transaction lets pass:
other statements, files of the server, locks, calls into the JVM. Called by ``live_engine``.
"""

from collections.abc import Mapping
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from boardroom.errors import QueryError
from boardroom.semantic.context import Dialect

_FORBIDDEN_NODES = (exp.DML, exp.DDL, exp.Command, exp.Into, exp.Lock, exp.QueryTransform)
_FORBIDDEN_FUNCTIONS: Mapping[str, frozenset[str]] = {
    "mysql": frozenset({"load_file"}),
    "spark": frozenset(
        {"java_method", "reflect", "try_reflect", "input_file_name", "current_user", "user"}
    ),
}


@lru_cache(maxsize=4_096)
def check_select(sql: str, dialect: Dialect) -> None:
    """Return if ``sql`` is exactly one SELECT that can do no harm.

    Raises:
        QueryError: it is not.
    """
    try:
        trees = [tree for tree in sqlglot.parse(sql, read=dialect) if tree is not None]
    except SqlglotError as exc:
        text = str(exc).partition("\n")[0]
        raise QueryError(f"the statement is not understood: {text}") from exc
    if len(trees) != 1 or not isinstance(trees[0], exp.Select | exp.SetOperation):
        raise QueryError("the engine runs exactly one SELECT statement at a time")
    functions = _FORBIDDEN_FUNCTIONS.get(dialect, frozenset())
    for node in trees[0].walk():
        if isinstance(node, _FORBIDDEN_NODES) and not isinstance(node, exp.Query):
            raise QueryError(f"{node.key.upper()} is not allowed")
        if isinstance(node, exp.Func) and node.name.lower() in functions:
            raise QueryError(f"the function {node.name!r} is not allowed")
