"""What a question asks for, before it is known which of several names is meant.

The grammar writes it, ``ask.drafting`` turns it into queries. Its parts point at pieces of the
question, so that every word can be shown beside what it was taken for.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from boardroom.ask.cover import Piece
from boardroom.ask.when.reading import TimePhrase
from boardroom.semantic.model import Grain
from boardroom.semantic.query import Operator, Scalar

How = Literal[
    "metric", "count", "rows", "usual", "distinct", "sum", "avg", "mean", "median", "min", "max",
    "quantile", "worth",
]  # fmt: skip
"""What is computed of what a piece names: the metric itself, how many, how many rows have it,
what the model usually makes of a field, how many different, an aggregate of a field (``mean``: what
is a mean anyway, or that of single things), or what things come to by what they are measured by."""

Course = Literal["share", "running", "moving", "growth"]
"""What is made of an amount over the rows of the result."""


Size = Literal["size", "duration", "price", "merit"]
"""The largest thing, the longest one, the dearest one, the one that did best."""

Change = Literal["absolute", "relative", "either"]
"""By how much, by how many percent, or it is not said which."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Which rows count.

    Attributes:
        field: the piece that names a field, or the thing whose name is meant; None where a value
            names its own.
        pieces: pieces that name values of one field.
        values: constants.
        joined: whether «and» stands between the values, and no «both».
        every: whether all of the values must be there, each in a row of its own (``both X and
            Y``), and not one of them.
        either: whether values of different fields are joined by «or».
        asserted: whether it is stated of things (``that were returned``) and does not just say
            which are meant.
        other: the field that it is compared with, in place of constants.
        kind: whether the piece names a kind of the things (``amount of [won deals]``).
        absent: whether it is said that there is none or some of it (``without a discount``,
            ``with a discount``): zero is none.
    """

    op: Operator
    field: Piece | None = None
    pieces: tuple[Piece, ...] = ()
    values: tuple[Scalar, ...] = ()
    every: bool = False
    joined: bool = False
    either: bool = False
    asserted: bool = False
    other: Piece | None = None
    kind: bool = False
    absent: bool = False


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A thing beside what is asked for, and what is said of it: ``customers [who have paid orders
    of last month]``.

    Attributes:
        thing: None: what the question itself asks for.
        many: how many of it there have to be, as an operator and a number.
        denied: whether there must be none.
        when: what happened then, where the times are not those of the thing itself.
        outer: whether it is said of what is asked for, and not of the thing spoken of before
            (``with orders but no reviews``).
        owns: whether what is asked for is its own, by «of»: ``amount [of invoices]``.
    """

    thing: Piece | None = None
    conditions: tuple[Condition, ...] = ()
    times: tuple[TimePhrase, ...] = ()
    many: tuple[Operator, Scalar] | None = None
    denied: bool = False
    outer: bool = False
    when: Piece | None = None
    owns: bool = False


@dataclass(frozen=True, kw_only=True)
class Amount:
    """A number that is computed: ``total revenue``, ``number of customers``.

    Attributes:
        clauses: which rows count for this number alone.
        per: what it is divided by: another amount.
        quantile: of a quantile, which: 0.9.
        unit: what it has to be in, where the question says so: ``days``, ``USD``.
        whole: whether all of it is meant (``out of all orders``), of which the other is a part.
        single: whether it is that of single things, which the number adds up: ``the longest
            downtime [of a single incident]``.
    """

    how: How
    of: Piece
    clauses: tuple[Clause, ...] = ()
    per: "Amount | None" = None
    whole: bool = False
    single: bool = False
    quantile: Decimal | None = None
    unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A condition on an amount of each row: ``with revenue above 1000``.

    Attributes:
        other: what it is compared with, where that is no number: ``cost above revenue``.
    """

    amount: Amount
    op: Operator
    value: Scalar = 0
    other: Amount | None = None

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """What has to be computed."""
        return (self.amount, self.other) if self.other else (self.amount,)


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """Which rows come first.

    Attributes:
        by: None = the first amount.
        count: so many rows; None = all.
        ties: whether the best was named (``the most``) and not a number of rows.
        newest: whether the newest or oldest was named.
        size: by what things are large or small, where nothing is named.
        within: of each of what so many are wanted: ``top 3 products [per region]``.
        change: where they come first by how much they moved.
        merit: whether the best or the worst is named, which is not the highest of all numbers.
    """

    descending: bool
    by: Amount | Piece | None = None
    count: int | None = None
    ties: bool = False
    newest: bool = False
    size: Size = "size"
    within: tuple[Piece, ...] = ()
    change: Change | None = None
    merit: bool = False


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """One question.

    Attributes:
        shown: what is listed where nothing is computed, or beside it: datasets and fields.
        clauses: the first is of what is asked for, the others of things beside it, in the order of
            the question.
        course: what is made of the amounts over the rows.
        window, window_unit: over how many periods a moving mean goes.
        moved: that only rows are asked for whose number rose (>) or fell (<).
        compared: whether two times are to be set side by side (``compare May with June``).
        acts: whether a time is that of what somebody did (``visited last week``), which may be
            another than that of the rows.
        did: whether it is said what somebody did, or was done with them (``acquired``).
        traded: whether that is to sell or to buy, which is done with few of what there is.
        when: whether it is asked when something was.
        why: whether the reason is asked for of what is listed.
        much: whether it is asked how much something is.
        left: words that nothing was made of.
    """

    amounts: tuple[Amount, ...] = ()
    groups: tuple[Piece, ...] = ()
    shown: tuple[Piece, ...] = ()
    clauses: tuple[Clause, ...] = (Clause(),)
    limits: tuple[Limit, ...] = ()
    ranking: Ranking | None = None
    course: Course | None = None
    window: int | None = None
    window_unit: Grain | None = None
    moved: Operator | None = None
    compared: bool = False
    acts: bool = False
    did: bool = False
    traded: bool = False
    when: bool = False
    why: bool = False
    much: bool = False
    left: tuple[Piece, ...] = ()

    @property
    def times_apart(self) -> bool:
        """Whether two times are named, or one that is compared with another."""
        return len(self.times) > 1 or any(item.reading.compare for item in self.times)

    @property
    def times(self) -> tuple[TimePhrase, ...]:
        """All that is said of time."""
        return tuple(item for clause in self.clauses for item in clause.times)
