"""What the compiler must be told besides the model and the query: the day, the loaded coverage, the
policy.

Built by ``data.metrics`` for each query; pure values, so that equal contexts share compiled plans.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from boardroom.semantic.query import Filter
from boardroom.semantic.result import Caveat, Column, Comparison, Period
from boardroom.semantic.rollup import Rollup

Dialect = Literal["duckdb", "postgres", "spark", "mysql"]


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """How the workspace counts time. Weeks are ISO weeks (Monday first).

    Attributes:
        time_zone: IANA name; days of instants (``DateTimeTz``) are cut there.
        fiscal_year_start: (month, day) on which fiscal years begin; the fiscal year is named after
            the calendar
            year in which it ends, unless it starts on 1 January.
    """

    time_zone: str = "UTC"
    fiscal_year_start: tuple[int, int] = (1, 1)


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """First and last day present in a loaded time field, both included, in the workspace's time
    zone."""

    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class AccessRules:
    """What a principal may see, already resolved from roles.

    Attributes:
        row_filters: dataset → condition; it restricts every part that *is* or reaches the dataset
            many-to-one. By any other way (a named role, a self-join) its hidden rows are joined as
            none: the own rows stay, with empty values.
        hidden_fields: ``dataset.field`` references that may be used nowhere.
        hidden_datasets: datasets that may be used nowhere.
    """

    row_filters: Mapping[str, Filter] = field(default_factory=dict)
    hidden_fields: frozenset[str] = frozenset()
    hidden_datasets: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Quiet:
    """A state (open intervals, a running balance) of which nothing new has been heard.

    Attributes:
        since: last day on which something began or moved.
        known_until: last day that the state is known for, earlier than ``data_until`` where all
            intervals have ended; None = until ``data_until``.
    """

    since: date
    known_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class CompileContext:
    """Inputs of a compilation beside model and query.

    Attributes:
        as_of: «today»; this day and later ones are unfinished.
        cut_at_as_of: True when the caller asked for the past («as it was on»): rows on or after
            ``as_of`` are
            left out even of ``all``.
        live: True when ``as_of`` is the day by the clock: it cuts nothing off a value of ``all``,
            where rows without a day, and those of days to come, are rows like others.
        coverage: ``dataset.field`` of a time field → loaded days; a missing key means unknown.
        data_until: last day that the facts reach: balances hold until then; None = unknown.
        quiet: ``dataset.field`` of starts and movements → how long these have been silent, where
            that is longer than ever before; what they hold is carried on from there.
        tables: dataset → SQL text of its table in this engine; a missing key means the dataset's
            own ``source``.
        refused: ``dataset.field`` → why the engine cannot compute the field; whatever touches it is
            an error that says so.
        rollups: ready rollup tables whose data version equals the raw data's.
    """

    as_of: date
    dialect: Dialect = "duckdb"
    cut_at_as_of: bool = False
    live: bool = False
    calendar: Calendar = field(default_factory=Calendar)
    coverage: Mapping[str, Coverage] = field(default_factory=dict)
    data_until: date | None = None
    quiet: Mapping[str, Quiet] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)
    access: AccessRules = field(default_factory=AccessRules)
    refused: Mapping[str, str] = field(default_factory=dict)
    rollups: tuple[Rollup, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Flag:
    """What one of the columns behind those of the result says of the column it is about.

    Attributes:
        column: a column of values of the result.
        kind: ``division_by_zero``: true in rows where the value is missing and a divisor was zero;
            ``left_out``: how many rows of the data the value leaves out, their divisor being zero.
    """

    column: str
    kind: Literal["division_by_zero", "left_out"]


@dataclass(frozen=True, kw_only=True)
class CompiledQuery:
    """A query as one SQL statement with everything a ``Result`` needs but the rows.

    Attributes:
        columns: in the order of the statement's own columns.
        flags: one for each further column that the statement has behind ``columns``.
        datasets: names of the datasets read, for freshness and data version.
        rollups: names of the rollup tables used instead of raw rows.
        time_fields: ``dataset.field`` of the time fields used, for freshness.
        event_fields: those of them that say what happened in a period, not what holds on (the
            people hired so far, the contracts that run).
    """

    sql: str
    columns: tuple[Column, ...]
    period: Period
    comparison: Comparison | None
    caveats: tuple[Caveat, ...]
    datasets: tuple[str, ...]
    rollups: tuple[str, ...] = ()
    time_fields: tuple[str, ...] = ()
    event_fields: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
