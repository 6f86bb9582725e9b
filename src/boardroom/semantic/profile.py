"""What is known of tables before anything is known of their meaning: the input of the proposal.

Measured by ``data.profile`` in the warehouse; a ``Probe`` answers the few further questions that
the
proposal asks of the data (is this unique, is that contained in this).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from boardroom.semantic.model import DataType


@dataclass(frozen=True, kw_only=True)
class ColumnProfile:
    """One column of a loaded table.

    Attributes:
        top: most frequent values as text with their counts, at most 50, most frequent first.
        minimum, maximum: as ISO/plain text; None for an all-NULL column.
        mean_length: mean length of the text form, in characters.
        negative_share, integer_share: shares of non-NULL numbers; None for other types.
        stored_type: the engine's own type name.
        estimated: whether ``distinct`` is an estimate.
    """

    name: str
    datatype: DataType
    stored_type: str
    rows: int
    nulls: int
    distinct: int
    minimum: str | None
    maximum: str | None
    top: tuple[tuple[str, int], ...] = ()
    mean_length: float | None = None
    negative_share: float | None = None
    integer_share: float | None = None
    estimated: bool = False

    @property
    def distinct_text(self) -> str:
        """``distinct`` as it may be said."""
        return f"about {self.distinct}" if self.estimated else str(self.distinct)


@dataclass(frozen=True, kw_only=True)
class ForeignKeyHint:
    """A foreign key that the source itself declares."""

    columns: tuple[str, ...]
    to_table: str
    to_columns: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TableProfile:
    """One loaded table. Declared keys are those the source database states; empty for files."""

    name: str
    rows: int
    columns: tuple[ColumnProfile, ...]
    declared_primary_key: tuple[str, ...] = ()
    declared_foreign_keys: tuple[ForeignKeyHint, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Inclusion:
    """How far the distinct non-NULL values of one column set lie inside another's.

    Attributes:
        values: number of distinct non-NULL values on the many side.
        matched: how many of them exist on the one side.
        rows_matched_share: share of non-NULL rows whose value exists there.
        measured: False where that would have taken longer than a question may: then none is taken
            to exist there.
    """

    values: int
    matched: int
    rows_matched_share: float
    measured: bool = True


class Probe(Protocol):
    """Asks the data itself; every call is one bounded query."""

    def is_unique(self, table: str, columns: Sequence[str]) -> bool:
        """Whether no two rows share the columns (rows with a NULL among them make it False, and so
        does a table too large to tell in time)."""
        ...

    def inclusion(
        self, table: str, columns: Sequence[str], to_table: str, to_columns: Sequence[str]
    ) -> Inclusion:
        """How far ``table.columns`` lie inside ``to_table.to_columns``, compared as text where
        types differ."""
        ...

    def count(self, table: str, condition: str) -> int:
        """Rows of ``table`` for which the ANSI SQL ``condition`` over its columns holds."""
        ...

    def value(self, table: str, aggregate: str) -> float:
        """An ANSI SQL aggregate over the rows of ``table``; 0 when it has no value."""
        ...
