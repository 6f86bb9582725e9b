"""The guard for SQL that people or models write: one harmless SELECT over known tables, or an
error.

The text is parsed, every part of it must stand on an allow-list, table names are resolved as the
language does (common table expressions shadow tables), and each table becomes a subquery that
shows only the rows and columns its reader may see. What runs is written anew from the checked
tree, so nothing hidden in comments or odd spellings reaches the engine. The engine is locked down
besides. Called by ``data.metrics``.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlglot import exp
from sqlglot.errors import SqlglotError

from boardroom.data.warehouse.guard_nodes import (
    NAMED_FUNCTIONS,
    allowed_nodes,
    allowed_types,
)
from boardroom.errors import GuardError
from boardroom.semantic.context import Dialect

MAX_LENGTH = 20_000
"""Longest statement, in characters."""

MAX_NODES = 4_000
"""Most nodes of its syntax tree."""

MAX_DEPTH = 120
"""Deepest nesting of the syntax tree."""

MAX_TEXT = 1_000
"""Longest text that ``repeat``, ``lpad``, ``rpad`` and ``space`` may make; memory limits miss
these."""

MAX_SERIES = 10_000
"""Longest list that a series may make where it is a value; in FROM it streams and has no bound."""

MAX_TABLES = 40
"""Most references to tables."""

_HINT = "Write one SELECT over the tables of the model."


@dataclass(frozen=True, kw_only=True)
class ReadableTable:
    """One table as its reader sees it.

    Attributes:
        name: physical name, ``table`` or ``schema.table``.
        columns: the visible ones; empty = all.
        condition: builds the row condition over the table's columns, given the alias they stand
            under.
    """

    name: str
    columns: tuple[str, ...] = ()
    condition: Callable[[str], exp.Expr] | None = None


@dataclass(frozen=True, kw_only=True)
class Guarded:
    """A statement that passed: what to run, and which tables it reads."""

    sql: str
    tables: tuple[str, ...]


@dataclass
class _Names:
    """What has been resolved so far."""

    readable: Mapping[str, ReadableTable]
    dialect: Dialect
    used: dict[str, None] = field(default_factory=dict)
    references: int = 0
    ctes: int = 0


def check_select(sql: str, *, dialect: Dialect, tables: Collection[str]) -> str:
    """``sql`` written anew, when it is one harmless SELECT over ``tables``.

    Raises:
        GuardError: it is not; the message says which part.
    """
    readable = {name: ReadableTable(name=name) for name in tables}
    return guard_select(sql, dialect=dialect, readable=readable).sql


def guard_select(sql: str, *, dialect: Dialect, readable: Mapping[str, ReadableTable]) -> Guarded:
    """``sql`` with every table replaced by what of it is ``readable``.

    Args:
        sql: the text as written.
        dialect: the engine's SQL.
        readable: table name → what its reader may see; others do not exist.

    Raises:
        GuardError: not one harmless SELECT over readable tables.
    """
    try:
        tree = _parse(sql, dialect)
        _check_nodes(tree)
        names = _Names(readable=_by_folded_name(readable), dialect=dialect)
        _resolve(tree, {}, names)
        return Guarded(sql=tree.sql(dialect=dialect, comments=False), tables=tuple(names.used))
    except RecursionError as exc:
        raise GuardError("the statement is nested too deeply", hint=_HINT) from exc


def _parse(sql: str, dialect: Dialect) -> exp.Query:
    """The one SELECT in ``sql``."""
    if len(sql) > MAX_LENGTH:
        raise GuardError(f"the statement has {len(sql):,} characters, {MAX_LENGTH:,} are allowed")
    if "\x00" in sql:
        raise GuardError("the statement holds a NUL character")
    import sqlglot

    try:
        tokens = sqlglot.tokenize(sql, read=dialect)
        first = tokens[0].text.lower() if tokens else ""
        if first not in {"select", "with", "(", "from"}:
            raise GuardError(
                f"a statement must begin with SELECT or WITH, not {first!r}", hint=_HINT
            )
        trees = [tree for tree in sqlglot.parse(sql, read=dialect) if tree is not None]
    except SqlglotError as exc:
        text = str(exc).splitlines()[0]
        raise GuardError(f"the statement is not understood: {text}", hint=_HINT) from exc
    if len(trees) != 1:
        raise GuardError(f"there are {len(trees)} statements, one is allowed", hint=_HINT)
    tree = trees[0]
    if not isinstance(tree, exp.Select | exp.SetOperation | exp.Subquery):
        raise GuardError(f"{tree.key.upper()} is not a SELECT", hint=_HINT)
    return tree


def _check_nodes(tree: exp.Expr) -> None:
    """Every node is on an allow-list, and there are not too many of them."""
    allowed = allowed_nodes()
    count = 0
    stack = [(tree, 0)]
    while stack:
        node, depth = stack.pop()
        count += 1
        if count > MAX_NODES or depth > MAX_DEPTH:
            raise GuardError("the statement is too large or nested too deeply", hint=_HINT)
        if type(node) is exp.Anonymous:
            _check_named_function(node)
        elif type(node) not in allowed:
            raise GuardError(f"{_name(node)} is not allowed", hint=_HINT)
        check = _SPECIAL.get(type(node))
        if check is not None:
            check(node)
        stack += [(child, depth + 1) for child in node.iter_expressions()]


def _check_named_function(node: exp.Anonymous) -> None:
    name = str(node.name)
    if name.lower() not in NAMED_FUNCTIONS or isinstance(node.parent, exp.Dot):
        raise GuardError(f"the function {name!r} is not allowed", hint=_HINT)
    if name.lower() in _SERIES:
        _check_series(node)


def _check_type(node: exp.Expr) -> None:
    """Casts go to plain types only."""
    kind = node.this
    if kind not in allowed_types():
        raise GuardError(f"the type {node.sql()} is not allowed in a CAST", hint=_HINT)


def _check_select_extras(node: exp.Expr) -> None:
    """No INTO, no locks, no hints, no optimizer settings."""
    forbidden = (
        "into",
        "locks",
        "hint",
        "kind",
        "options",
        "settings",
        "format",
        "operation_modifiers",
    )
    for name in forbidden:
        if node.args.get(name):
            raise GuardError(f"SELECT … {name.upper()} is not allowed", hint=_HINT)


def _check_table(node: exp.Expr) -> None:
    """A table is a plain name or a series: no other function, no file, no version, no hint."""
    if not isinstance(node.this, exp.Identifier) and not _is_series(node):
        raise GuardError(f"{node.sql()} is not a table of the model", hint=_HINT)
    allowed = {"this", "alias", "db", "catalog", "joins", "sample", "laterals", "pivots"}
    extra = sorted(name for name, value in node.args.items() if value and name not in allowed)
    if extra or node.args.get("pivots"):
        what = (extra or ["pivots"])[0]
        raise GuardError(f"a table with {what} is not allowed", hint=_HINT)


def _is_series(node: exp.Expr) -> bool:
    """Whether a table is ``generate_series(…)`` or ``range(…)``, which make their rows
    themselves."""
    call = node.this
    named = isinstance(call, exp.Anonymous) and str(call.name).lower() in _SERIES
    return (named or isinstance(call, exp.GenerateSeries)) and not node.args.get("db")


_SERIES = {"generate_series", "range"}


def _check_var(node: exp.Expr) -> None:
    """Bare words are units and keywords, never variables."""
    if not str(node.this).replace(" ", "").replace("_", "").isalnum():
        raise GuardError(f"{node.sql()} is not allowed", hint=_HINT)


def _check_column(node: exp.Expr) -> None:
    """Bare words that some databases read as the session's identity."""
    name = node.this
    bare = isinstance(name, exp.Identifier) and not name.args.get("quoted")
    if bare and not node.args.get("table") and name.name.casefold() in _SESSION_WORDS:
        raise GuardError(f"{name.name.upper()} is not allowed", hint=_HINT)


_SESSION_WORDS = {
    "user", "current_user", "session_user", "system_user", "current_role", "current_catalog",
    "current_schema", "current_database",
}  # fmt: skip


def _check_growth(node: exp.Expr) -> None:
    """Functions that make long texts from short ones do so once, to a plain bounded length."""
    length = node.args.get("times") or node.args.get("expression") or node.this
    plain = isinstance(length, exp.Literal) and not length.is_string
    if not plain or not str(length.this).isdigit() or int(str(length.this)) > MAX_TEXT:
        raise GuardError(
            f"{node.sql_name() if isinstance(node, exp.Func) else node.key} needs a plain length "
            f"of at most {MAX_TEXT:,}",
            hint=_HINT,
        )
    if any(node.find_ancestor(kind) for kind in _GROWING):
        raise GuardError("functions that lengthen texts cannot be nested", hint=_HINT)


_GROWING = (exp.Repeat, exp.Space, exp.Pad)
_REPLACING = (exp.Replace, exp.RegexpReplace)


def _check_replacing(node: exp.Expr) -> None:
    """Replacements within replacements multiply: together they lengthen a text a bounded number of
    times."""
    factor = 1.0
    inner: exp.Expr | None = node
    while inner is not None:
        if isinstance(inner, _GROWING):
            factor *= MAX_TEXT
        elif isinstance(inner, _REPLACING):
            factor *= _growth(inner)
        inner = inner.parent
    if factor > MAX_TEXT:
        raise GuardError("functions that lengthen texts cannot be nested so deeply", hint=_HINT)


def _growth(node: exp.Expr) -> float:
    """How many times longer a replacement can make its text; at least 1."""
    old, new = node.args.get("expression"), node.args.get("replacement")
    if new is None:
        return 1.0
    if not isinstance(new, exp.Literal) or not isinstance(old, exp.Literal):
        return float(MAX_TEXT)
    if isinstance(node, exp.RegexpReplace):
        return 1.0 + len(new.this)
    return max(1.0, len(new.this) / max(1, len(old.this)))


def _check_series(node: exp.Expr) -> None:
    """A series that is a value is held in memory whole, which no limit of the engine sees."""
    if isinstance(node.parent, exp.Table):
        return
    length = _series_length(node)
    if length is None or length > MAX_SERIES:
        raise GuardError(
            "a series outside of FROM needs plain numbers or dates, at most "
            f"{MAX_SERIES:,} of them",
            hint="Write FROM generate_series(…).",
        )


def _series_length(node: exp.Expr) -> float | None:
    """How many values a series has; None when it is not written out in plain numbers or dates."""
    ends = [_plain_days(node.args.get(name)) for name in ("start", "end")]
    if None not in ends:
        step = node.args.get("step")
        size = _STEP_DAYS.get(step.text("unit").upper()) if step is not None else 1
        count = step.this.name if step is not None and step.this is not None else "1"
    else:
        ends = [_plain_number(node.args.get(name)) for name in ("start", "end")]
        size, step = 1, node.args.get("step")
        count = "1" if step is None else str(abs(_plain_number(step) or 0))
    first, last = ends
    if first is None or last is None or size is None or not count.isdigit() or count == "0":
        return None
    return abs(last - first) / (size * int(count))


_STEP_DAYS = {"DAY": 1, "WEEK": 7, "MONTH": 28, "QUARTER": 90, "YEAR": 365}


def _plain_number(node: exp.Expr | None) -> int | None:
    if isinstance(node, exp.Neg):
        found = _plain_number(node.this)
        return None if found is None else -found
    plain = isinstance(node, exp.Literal) and not node.is_string and node.name.isdigit()
    return int(node.name) if plain and node is not None else None


def _plain_days(node: exp.Expr | None) -> int | None:
    """Days of a date or time that is written out."""
    if not isinstance(node, exp.Cast) or not isinstance(node.this, exp.Literal):
        return None
    try:
        return date.fromisoformat(node.this.name[:10]).toordinal()
    except ValueError:
        return None


_SPECIAL: Mapping[type, Callable[[exp.Expr], None]] = {
    exp.Column: _check_column,
    exp.DataType: _check_type,
    exp.Select: _check_select_extras,
    exp.Table: _check_table,
    exp.Var: _check_var,
    **dict.fromkeys(_GROWING, _check_growth),
    **dict.fromkeys(_REPLACING, _check_replacing),
    **dict.fromkeys((exp.GenerateSeries, exp.GenerateDateArray), _check_series),
}


def _resolve(node: exp.Expr, scope: Mapping[str, str], names: _Names) -> None:
    """Replace every table under ``node``; ``scope`` maps visible CTE names to their new ones."""
    with_ = node.args.get("with_") or node.args.get("with")
    if isinstance(with_, exp.With):
        scope = _resolve_with(with_, scope, names)
    for child in list(node.iter_expressions()):
        if child is with_:
            continue
        _resolve(child, scope, names)
    if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
        _replace_table(node, scope, names)
    elif isinstance(node, exp.Column):
        node.set("db", None)
        node.set("catalog", None)


def _resolve_with(with_: exp.With, scope: Mapping[str, str], names: _Names) -> Mapping[str, str]:
    """Give each CTE a name of its own, so that it cannot be taken for a table, and resolve its
    body."""
    recursive = bool(with_.args.get("recursive"))
    visible = dict(scope)
    for cte in with_.expressions:
        names.ctes += 1
        old, new = cte.alias.casefold(), f"cte_{names.ctes}"
        inner = {**visible, old: new} if recursive else visible
        _resolve(cte.this, inner, names)
        alias = cte.args["alias"]
        alias.set("this", exp.to_identifier(new))
        visible[old] = new
    return visible


def _replace_table(node: exp.Table, scope: Mapping[str, str], names: _Names) -> None:
    names.references += 1
    if names.references > MAX_TABLES:
        raise GuardError(f"more than {MAX_TABLES} tables are joined", hint=_HINT)
    alias = node.args.get("alias") or exp.TableAlias(this=node.this.copy())
    qualified = node.args.get("db") or node.args.get("catalog")
    if not qualified and node.name.casefold() in scope:
        node.set("this", exp.to_identifier(scope[node.name.casefold()]))
        node.set("alias", alias)
        return
    table = _find(node, names)
    names.used[table.name] = None
    subquery = exp.Subquery(this=_visible(table, names.dialect), alias=alias)
    for name in ("joins", "sample", "laterals"):
        if node.args.get(name):
            subquery.set(name, node.args[name])
    node.replace(subquery)


def _find(node: exp.Table, names: _Names) -> ReadableTable:
    """The readable table that ``node`` names, by its full name or its last part."""
    parts = [part.name for part in node.parts]
    full = ".".join(parts).casefold()
    known = names.readable.get(full)
    if known is None and len(parts) > 1 and parts[0].casefold() in _DEFAULT_SCHEMAS:
        known = names.readable.get(".".join(parts[1:]).casefold())
    if known is None:
        listed = ", ".join(sorted(item.name for item in names.readable.values())[:20])
        raise GuardError(
            f"there is no table {'.'.join(parts)!r}", hint=f"Tables: {listed or 'none'}."
        )
    return known


_DEFAULT_SCHEMAS = frozenset({"main", "public", "default"})


def _visible(table: ReadableTable, dialect: Dialect) -> exp.Select:
    """``SELECT columns FROM table WHERE condition``."""
    source = exp.Table(
        this=exp.to_identifier(table.name.rpartition(".")[2], quoted=True),
        alias=exp.TableAlias(this=exp.to_identifier("visible")),
    )
    schema = table.name.rpartition(".")[0]
    if schema:
        source.set("db", exp.to_identifier(schema, quoted=True))
    columns: Sequence[exp.Expr] = [
        exp.column(exp.to_identifier(name, quoted=True), table="visible") for name in table.columns
    ] or [exp.Star()]
    select = exp.select(*columns).from_(source)
    if not table.condition:
        return select
    select = select.where(table.condition("visible"))
    if dialect == "spark":  # Its limits are 32 bits wide, which might cut rows.
        return select
    # Without a limit the engine may test what the reader asks on hidden rows first (DuckDB moves
    # casts of numbers below the policy's join), and its error then names a hidden value.
    return select.limit(_ALL_ROWS)


_ALL_ROWS = 10**18
"""More rows than there are anywhere: a limit that cuts nothing."""


def _by_folded_name(readable: Mapping[str, ReadableTable]) -> Mapping[str, ReadableTable]:
    return {name.casefold(): table for name, table in readable.items()}


def _name(node: exp.Expr) -> str:
    if isinstance(node, exp.Func):
        return f"the function {node.sql_name()}"
    return node.key.upper().replace("_", " ")
