"""What a question asks for, before it is known which of several names is meant.

The grammar writes it, ``ask.drafting`` turns it into queries. Its parts point at pieces of the
question, so that every word can be shown beside what it was taken for.
"""

from dataclasses import dataclass
from typing import Literal

from boardroom.ask.cover import Piece
from boardroom.ask.when.reading import TimePhrase
from boardroom.semantic.query import Operator, Scalar

How = Literal["metric", "count", "rows", "usual", "distinct", "sum", "avg", "median", "min", "max"]
"""What is computed of what a piece names: the metric itself, how many, how many rows have it,
what the model usually makes of a field, how many different, or an aggregate of a field."""

Course = Literal["share", "running", "moving", "growth"]
"""What is made of an amount over the rows of the result."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Which rows count.

    Attributes:
        field: the piece that names a field, or the thing whose name is meant; None where a value
            names its own.
        pieces: pieces that name values of one field.
        values: constants.
        every: whether all of the values must be there, each in a row of its own (``both X and
            Y``), and not one of them.
        either: whether values of different fields are joined by «or».
        asserted: whether it is stated of things (``that were returned``) and does not just say
            which are meant.
    """

    op: Operator
    field: Piece | None = None
    pieces: tuple[Piece, ...] = ()
    values: tuple[Scalar, ...] = ()
    every: bool = False
    either: bool = False
    asserted: bool = False


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A thing beside what is asked for, and what is said of it: ``customers [who have paid orders
    of last month]``.

    Attributes:
        thing: None: what the question itself asks for.
        many: how many of it there have to be, as an operator and a number.
        denied: whether there must be none.
        outer: whether it is said of what is asked for, and not of the thing spoken of before
            (``with orders but no reviews``).
    """

    thing: Piece | None = None
    conditions: tuple[Condition, ...] = ()
    times: tuple[TimePhrase, ...] = ()
    many: tuple[Operator, Scalar] | None = None
    denied: bool = False
    outer: bool = False


@dataclass(frozen=True, kw_only=True)
class Amount:
    """A number that is computed: ``total revenue``, ``number of customers``.

    Attributes:
        clauses: which rows count for this number alone.
        per: what it is divided by: another amount.
        whole: whether all of it is meant (``out of all orders``), of which the other is a part.
    """

    how: How
    of: Piece
    clauses: tuple[Clause, ...] = ()
    per: "Amount | None" = None
    whole: bool = False


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A condition on an amount of each row: ``with revenue above 1000``."""

    amount: Amount
    op: Operator
    value: Scalar


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """Which rows come first.

    Attributes:
        by: None = the first amount.
        count: so many rows; None = all.
        ties: whether the best was named (``the most``) and not a number of rows.
        newest: whether the newest or oldest was named.
    """

    descending: bool
    by: Amount | Piece | None = None
    count: int | None = None
    ties: bool = False
    newest: bool = False


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """One question.

    Attributes:
        shown: what is listed where nothing is computed, or beside it: datasets and fields.
        clauses: the first is of what is asked for, the others of things beside it, in the order of
            the question.
        course: what is made of the amounts over the rows.
        compared: whether two times are to be set side by side (``compare May with June``).
        acts: whether a time is that of what somebody did (``visited last week``), which may be
            another than that of the rows.
        left: words that nothing was made of.
    """

    amounts: tuple[Amount, ...] = ()
    groups: tuple[Piece, ...] = ()
    shown: tuple[Piece, ...] = ()
    clauses: tuple[Clause, ...] = (Clause(),)
    limits: tuple[Limit, ...] = ()
    ranking: Ranking | None = None
    course: Course | None = None
    compared: bool = False
    acts: bool = False
    left: tuple[Piece, ...] = ()

    @property
    def times(self) -> tuple[TimePhrase, ...]:
        """All that is said of time."""
        return tuple(item for clause in self.clauses for item in clause.times)
