"""What the proposal knows so far: columns and tables with their readings, keys, links and notes.

Frozen values handed from step to step of ``propose``; each step returns new ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from boardroom.semantic.model import DataType, Direction, FieldRole, Relationship, TimeSpec, Unit
from boardroom.semantic.profile import ColumnProfile, TableProfile
from boardroom.semantic.propose.lexicon import Nature

Kind = Literal[
    "key", "time", "flag", "category", "calendar", "place", "text", "contact", "person", "measure",
    "empty", "opaque",
]  # fmt: skip

NoteKind = Literal["type", "key", "join", "time", "column", "metric", "table"]


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something considered and left out, or decided between alternatives.

    Attributes:
        where: the table, column or metric it is about.
        text: what was considered and why it was decided so, in one sentence.
    """

    kind: NoteKind
    where: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a column is taken for, and why.

    Attributes:
        truth: for flags, a condition template that holds for «yes»: ``{} = 1``.
        scale: a measure's values are divided by it to come to its unit (percent points →
            fractions).
        pure: the name says nothing beside its concept, so that the concept is the whole meaning.
    """

    kind: Kind
    role: FieldRole
    score: float
    why: str
    concept: str = ""
    nature: Nature | None = None
    unit: Unit | None = None
    direction: Direction | None = None
    pii: str | None = None
    truth: str | None = None
    weight: float = 0.0
    scale: int = 1
    pure: bool = False


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column with its field name, row-level SQL over the physical table, and reading."""

    profile: ColumnProfile
    name: str
    words: tuple[str, ...]
    sql: str
    datatype: DataType
    reading: Reading

    @property
    def null_share(self) -> float:
        """Share of rows without a value."""
        return self.profile.nulls / self.profile.rows if self.profile.rows else 1.0

    @property
    def filled(self) -> int:
        """Rows with a value."""
        return self.profile.rows - self.profile.nulls

    @property
    def unique(self) -> bool:
        """Whether every value occurs once, as far as the profile tells."""
        return self.filled > 0 and self.profile.distinct >= self.filled * 0.97


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with its dataset name, entity, columns and keys.

    Attributes:
        entity: what its rows are (``order``, ``customer``…), empty when unknown.
        primary_key, unique_keys: field names.
        scenario: the field that tells actual rows from planned ones; empty when none does.
        long_by: the field that names what each row measures, in tables of one value column.
        plan: ``budget`` or ``forecast`` when all its rows are plans; empty for what happened.
        mixed: amounts whose rows must not be added up: different currencies, classes of accounts.
        ledger_amount: the amount of a general ledger; ``ledger_less`` the credit column when it is
            a debit; ``classes``: where the class of account is written, as ``dataset.field``;
            ``signs``: ``-1 * `` for classes booked negative.
        charged: what a line was charged for, where a column says so beside quantity and price.
        counted: in a table of counts by day and dimension, the column that counts its entity.
        moved: in a table of movements, the signed change as SQL; ``moved_by`` is its column.
        unopened: why the sum of all changes is no stock: what was there at first is not among them.
        renewed: in a table of subscriptions, whether the next of a customer follows on the last.
        remarks: what a reader of any number from its rows should know.
        source: the SELECT behind a table that is made from another; empty for loaded ones.
    """

    profile: TableProfile
    name: str
    words: tuple[str, ...]
    columns: tuple[Column, ...]
    entity: str = ""
    entity_why: str = ""
    primary_key: tuple[str, ...] = ()
    key_why: str = ""
    unique_keys: tuple[tuple[str, ...], ...] = ()
    time: TimeSpec | None = None
    time_why: str = ""
    time_score: float = 0.0
    bridge: bool = False
    scenario: str = ""
    long_by: str = ""
    plan: str = ""
    mixed: frozenset[str] = frozenset()
    ledger_amount: str = ""
    ledger_less: str = ""
    classes: str = ""
    charged: str = ""
    counted: str = ""
    moved: str = ""
    moved_by: str = ""
    unopened: str = ""
    renewed: bool = False
    remarks: tuple[str, ...] = ()
    source: str = ""
    signs: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Columns by field name."""
        return {column.name: column for column in self.columns}

    def of_kind(self, *kinds: Kind) -> tuple[Column, ...]:
        """Columns read as one of ``kinds``, in order."""
        return tuple(column for column in self.columns if column.reading.kind in kinds)

    def find(self, concept: str) -> Column | None:
        """The column that carries a measure or time concept: purest and best filled first."""
        found = [column for column in self.columns if column.reading.concept == concept]
        return min(
            found, key=lambda c: (not c.reading.pure, len(c.words), c.null_share), default=None
        )

    def has(self, *concepts: str) -> bool:
        """Whether every concept has a column."""
        return all(self.find(concept) is not None for concept in concepts)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """All tables with their links: what the metric recipes look at."""

    tables: tuple[Table, ...]
    relationships: tuple[Relationship, ...] = ()
    currency: Unit = "currency"
    notes: tuple[Note, ...] = field(default=())

    @cached_property
    def by_name(self) -> Mapping[str, Table]:
        """Tables by dataset name."""
        return {table.name: table for table in self.tables}

    def parents(self, name: str) -> tuple[tuple[Relationship, Table], ...]:
        """Active to-one neighbours of a dataset."""
        return tuple(
            (link, self.by_name[link.to_dataset])
            for link in self.relationships
            if link.active and link.from_dataset == name and link.to_dataset != name
        )

    def ancestors(self, name: str) -> tuple[Table, ...]:
        """All datasets reached by active to-one links, nearest first."""
        found: dict[str, Table] = {}
        front = [name]
        while front:
            reached = [table for item in front for _, table in self.parents(item)]
            front = [
                table.name for table in reached if table.name not in found and table.name != name
            ]
            found.update({table.name: table for table in reached if table.name in front})
        return tuple(found.values())
