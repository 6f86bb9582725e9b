"""The plan of one query, which the passes fill in one after the other, and the parts it is made of.

Every pass is a function from plan to plan; ``compile`` lists them.
"""

from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from boardroom.semantic.compiler.catalog import Catalog
from boardroom.semantic.compiler.expand import Call, Expander, Formula
from boardroom.semantic.context import CompileContext, Coverage, Flag
from boardroom.semantic.model import DataType, Direction, StockPoint, TimeSpec, Unit
from boardroom.semantic.query import Query
from boardroom.semantic.result import Caveat, Column
from boardroom.semantic.time_plan import TimePlan
from boardroom.semantic.windows import WindowList


@dataclass(frozen=True, kw_only=True)
class Key:
    """A group-by column of the result: ``sql`` is a canonical row-level expression over qualified
    references.
    """

    name: str
    sql: str
    datatype: DataType
    label: str | None = None
    unit: Unit | None = None


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A metric of the result before it is taken to rows."""

    name: str
    formula: Formula
    datatype: DataType
    unit: Unit | None = None
    label: str | None = None
    direction: Direction | None = None
    metric: str | None = None


@dataclass(frozen=True, kw_only=True)
class Timing:
    """How a part is placed in time: its time fields, its windows, and the point of a stock.

    Attributes:
        holds_until: last day that a lasting state is known for; None = not lasting, or unknown.
    """

    spec: TimeSpec
    windows: WindowList
    at: StockPoint
    coverage: Coverage | None
    holds_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """One aggregate call over one list of windows: what is computed in a SELECT of its own dataset.

    Attributes:
        timing: None where the range is ignored or unbounded: all rows count.
        left_out: not the call's value, but the number of rows it leaves out for a zero divisor.
    """

    call: Call
    timing: Timing | None = None
    left_out: bool = False


@dataclass(frozen=True, kw_only=True)
class FlagColumn:
    """A column behind those of the result.

    Attributes:
        tree: its value, over references ``0``, ``1``, … into ``parts``.
    """

    name: str
    flag: Flag
    tree: exp.Expr
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A query on its way to SQL.

    Attributes:
        current, previous: per measure, the parts its formula's references point to.
        statement: the statement so far; its columns are ``columns``, then ``flags``.
    """

    query: Query
    context: CompileContext
    catalog: Catalog
    expander: Expander
    keys: tuple[Key, ...] = ()
    measures: tuple[Measure, ...] = ()
    time: TimePlan | None = None
    current: tuple[tuple[Part, ...], ...] = ()
    previous: tuple[tuple[Part, ...], ...] = ()
    statement: exp.Select | None = None
    columns: tuple[Column, ...] = ()
    flags: tuple[FlagColumn, ...] = ()
    caveats: tuple[Caveat, ...] = ()
