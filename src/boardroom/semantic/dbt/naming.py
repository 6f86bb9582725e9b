"""SQL forms of names and simple expressions, shared by the parts of the dbt import."""

import re
from functools import lru_cache

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

_SIMPLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


@lru_cache(maxsize=2048)
def name_sql(name: str) -> str:
    """``name`` as an identifier, quoted where SQL would read it otherwise."""
    if _SIMPLE.match(name):
        try:
            tree = parse_one(f"{name} / {name}", read="duckdb")
        except SqlglotError:
            tree = None
        if isinstance(tree, exp.Div) and isinstance(tree.this, exp.Column):
            return name
    return '"' + name.replace('"', '""') + '"'


def field_sql(dataset: str, name: str) -> str:
    """``dataset.field``."""
    return f"{name_sql(dataset)}.{name_sql(name)}"


def is_column(expr: str) -> bool:
    """Whether a SQL text is just the name of a column."""
    return _SIMPLE.match(expr) is not None
