"""Expressions of dbt projects in DuckDB's words: dbt's own macros, functions of other warehouses.

Called by ``reader`` and ``metric_reader``. What is understood as it stands stays as it was written.
"""

import re

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

_MACRO = re.compile(r"\{\{\s*(?:dbt\.)?(datediff|date_trunc)\s*\(([^(){}]*)\)\s*\}\}")
_WAREHOUSES = ("snowflake", "bigquery", "redshift", "databricks")
_PARTS = frozenset({"day", "week", "month", "quarter", "year", "hour", "minute", "second"})


def plain_sql(text: str) -> str:
    """An expression as DuckDB reads it; unchanged where no warehouse's words are known.

    Example:
        >>> plain_sql("{{ dbt.datediff('opened_on', 'closed_on', 'day') }}")
        "DATE_DIFF('day', opened_on, closed_on)"
        >>> plain_sql("DATE_DIFF(closed_on, opened_on, DAY)")
        "DATE_DIFF('DAY', opened_on, closed_on)"
        >>> plain_sql("coalesce(amount, 0)")
        'coalesce(amount, 0)'
    """
    written = _MACRO.sub(_written_out, text)
    if "{{" in written or not _is_foreign(_tree(written, "duckdb")):
        return written
    for warehouse in _WAREHOUSES:
        tree = _tree(written, warehouse)
        if tree is not None and not _is_foreign(tree):
            return tree.sql("duckdb")
    return written


def _written_out(call: re.Match[str]) -> str:
    values = [item.strip().strip("'\"") for item in call[2].split(",")]
    if call[1] == "date_trunc" and len(values) == 2:
        return f"DATE_TRUNC('{values[0]}', {values[1]})"
    if call[1] == "datediff" and len(values) == 3:
        return f"DATE_DIFF('{values[2]}', {values[0]}, {values[1]})"
    return call[0]


def _tree(text: str, dialect: str) -> exp.Expr | None:
    try:
        return parse_one(text, read=dialect)
    except SqlglotError:
        return None


def _is_foreign(tree: exp.Expr | None) -> bool:
    """Whether it has functions that are not known, or takes parts of dates for columns."""
    if tree is None or tree.find(exp.Anonymous):
        return True
    return any(
        item.name.casefold() in _PARTS and isinstance(item.parent, exp.Func)
        for item in tree.find_all(exp.Column)
    )
