"""What a question asks for, before it is known which of several names is meant.

The grammar writes it, ``ask.drafting`` turns it into queries. Its parts point at pieces of the
question, so that every word can be shown beside what it was taken for.
"""

from dataclasses import dataclass
from typing import Literal

from boardroom.ask.cover import Piece
from boardroom.ask.when.reading import TimePhrase
from boardroom.semantic.query import Operator, Scalar

How = Literal["metric", "count", "distinct", "sum", "avg", "median", "min", "max"]
"""What is computed of what a piece names: the metric itself, how many, how many different, or an
aggregate of a field."""


@dataclass(frozen=True, kw_only=True)
class Amount:
    """A number that is computed: ``total revenue``, ``number of customers``."""

    how: How
    of: Piece


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Which rows count.

    Attributes:
        field: the piece that names a field; None where a value names its own.
        values: pieces that name values of one field, or constants.
    """

    op: Operator
    field: Piece | None = None
    pieces: tuple[Piece, ...] = ()
    values: tuple[Scalar, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A condition on an amount: ``with more than 10 orders``."""

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
    """

    descending: bool
    by: Amount | Piece | None = None
    count: int | None = None
    ties: bool = False


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """One question.

    Attributes:
        shown: what is listed where nothing is computed, or beside it: datasets and fields.
        acts: whether a verb says what somebody did (``visited``), which may be another time than
            that of the rows.
        left: words that nothing was made of.
    """

    amounts: tuple[Amount, ...] = ()
    groups: tuple[Piece, ...] = ()
    shown: tuple[Piece, ...] = ()
    conditions: tuple[Condition, ...] = ()
    limits: tuple[Limit, ...] = ()
    ranking: Ranking | None = None
    times: tuple[TimePhrase, ...] = ()
    acts: bool = False
    left: tuple[Piece, ...] = ()
