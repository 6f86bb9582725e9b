"""The generation in DuckDB: macros for randomness and incidents, then the SQL files in order.

``build/*.sql`` make what the tables are drawn from, ``tables/*.sql`` select one table each, sorted
by time. A statement that reads the variables ``piece_from`` and ``piece_to`` is run once per piece
of the history (a month at large scales), so that memory stays bounded. Called by ``write``.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from boardroom.simulate.company.incident import Effect, Incident
from boardroom.simulate.company.spec import CompanySpec

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

LEVERS = {
    "sessions": ("day", "region", "channel"),
    "conversion": ("day", "region", "channel"),
    "mix": ("day", "region", "channel"),
    "spend": ("day", "channel"),
    "win": ("day", "segment"),
    "cycle": ("day", "segment"),
    "churn": ("day", "plan", "region"),
    "price": ("day", "plan"),
    "supply": ("day", "device"),
    "payment_days": ("day", "region"),
    "hiring": ("day", "team"),
    "outage": ("day", "service"),
    "response": ("day", "category"),
    "usage": ("day", "segment"),
    "cost": ("day", "account"),
    "mood": ("day", "segment"),
    "competitor": ("day", "competitor"),
    "kept": ("day", "file"),
    "repeated": ("day", "file"),
    "unfinished": ("day",),
}
"""What incidents can move: the factor is 1 where nothing was planted."""

BUILD = (
    "random",
    "calendar",
    "delivery",
    "marketing",
    "lead_rows",
    "leads",
    "sales",
    "customers",
    "devices",
    "billing",
    "people",
    "operations",
    "tickets",
    "finance",
)
MEMORY_LIMIT = "1GB"
MONTHS_AT_ONCE = 18
"""At scale 1; fewer at larger scales."""
ROWS_AT_ONCE = 100_000


@contextmanager
def open_world(
    spec: CompanySpec, *, incidents: Sequence[Incident], spill: Path
) -> Iterator["DuckDBPyConnection"]:
    """A DuckDB connection in which everything is drawn but the tables themselves."""
    import duckdb

    with duckdb.connect() as con:
        con.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        con.execute(f"SET temp_directory = {_quoted(str(spill))}")
        con.execute("SET TimeZone = 'UTC'")
        for macro in _macros(spec, incidents):
            con.execute(macro)
        for name in BUILD:
            for _ in _run_pieces(con, spec, _sql("build", name), first=spec.earliest):
                pass
        yield con


def table_names() -> tuple[str, ...]:
    """The tables of a company, sorted."""
    names = [entry.name for entry in files(__package__).joinpath("tables").iterdir()]
    return tuple(sorted(name.removesuffix(".sql") for name in names if name.endswith(".sql")))


def table_pieces(
    con: "DuckDBPyConnection", spec: CompanySpec, name: str
) -> Iterator["pa.RecordBatchReader"]:
    """The table's rows in order, in one piece or one per month."""
    for ran in _run_pieces(con, spec, _sql("tables", name), first=spec.first):
        yield ran.to_arrow_reader(ROWS_AT_ONCE)


def _run_pieces(
    con: "DuckDBPyConnection", spec: CompanySpec, sql: str, *, first: date
) -> Iterator["DuckDBPyConnection"]:
    """Run ``sql`` for each piece of the history from ``first``, or once when it knows no pieces."""
    if "getvariable('piece_from')" not in sql:
        yield con.execute(sql)
        return
    start = first
    while start <= spec.until:
        end = _months_on(start, max(1, int(MONTHS_AT_ONCE / spec.scale)))
        con.execute(f"SET VARIABLE piece_from = DATE '{start}'")
        con.execute(f"SET VARIABLE piece_to = DATE '{end}'")
        yield con.execute(sql)
        start = end


def _months_on(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def _sql(folder: str, name: str) -> str:
    return files(__package__).joinpath(folder, f"{name}.sql").read_text(encoding="utf-8")


def _macros(spec: CompanySpec, incidents: Sequence[Incident]) -> Iterator[str]:
    yield f"CREATE MACRO world_seed() AS {spec.seed}::UBIGINT"
    yield f"CREATE MACRO world_scale() AS {spec.scale!r}::DOUBLE"
    yield f"CREATE MACRO first_day() AS DATE '{spec.first.isoformat()}'"
    yield f"CREATE MACRO earliest_day() AS DATE '{spec.earliest.isoformat()}'"
    yield f"CREATE MACRO until_day() AS DATE '{spec.until.isoformat()}'"
    yield f"CREATE MACRO anchor_day() AS DATE '{spec.until.replace(day=1).isoformat()}'"
    effects = [effect for incident in incidents for effect in incident.effects(first=spec.first)]
    for lever, columns in LEVERS.items():
        factors = [_factor(effect) for effect in effects if effect.lever == lever]
        product = " * ".join(factors) or "1.0::DOUBLE"
        yield f"CREATE MACRO lever_{lever}({', '.join(columns)}) AS {product}"


def _factor(effect: Effect) -> str:
    conditions = [f"day BETWEEN DATE '{effect.start}' AND DATE '{effect.end}'"]
    conditions += [f"{name} = {_quoted(value)}" for name, value in effect.where.items()]
    return f"(CASE WHEN {' AND '.join(conditions)} THEN {effect.factor!r} ELSE 1 END)::DOUBLE"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
