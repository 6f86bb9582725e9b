"""``Claim``: one thing that the records of a sheet say, before it is chosen and put into words.

Made by ``executive.survey.examine`` and its neighbours.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from boardroom.analysis.survey.column import Flags
from boardroom.analysis.survey.word import MOST_TEXT
from boardroom.executive.survey.sheet import Amount, Calendar, Dimension, Sheet
from boardroom.insight.model import Effect
from boardroom.insight.wording import Sentence
from boardroom.semantic.query import And, Filter, NamedExpression, Predicate, Query

ClaimKind = Literal[
    "share", "difference", "association", "course", "words", "repeat", "evenness",
]  # fmt: skip
"""``evenness`` says that something is not there: no share stands out, no difference, no trend."""

_DAMPED = 0.25
"""What concerns a few records only is news too, if it is plain."""

_NEUTRAL = 3.0
"""Three digits of certainty are half of what any number of them can add."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A claim with what it rests on.

    Attributes:
        about: which columns, so that what tells of the same stands together.
        subject: dimension → value.
        p_value: over all values looked at in its test; None for ``evenness``.
        strength: effect size, 0…1.
        reach: the share of the records that it concerns.
        interest: how much a reader who knows the table learns from this kind, 0…1.
        form: tells claims of one kind on the same columns and value apart: a peak from a course.
        way: +1 or −1 for more or less of a measure; 0 where neither is meant.
        records: which records it is about, where those are some.
        focus: the column and the place of the value that it is about; ``outcome`` of what that
            value has more of; ``calendar`` where it is a course of counts.
        edges: of brackets that its words name, as they are written and as numbers.
        say: its words.
    """

    kind: ClaimKind
    sheet: Sheet
    about: frozenset[str]
    strength: float
    reach: float
    query: Query
    say: Callable[[], Sentence]
    subject: Mapping[str, str] = field(default_factory=dict)
    p_value: float | None = None
    interest: float = 1.0
    form: str = ""
    way: int = 0
    amount: Amount | None = None
    records: Flags | None = None
    focus: tuple[Dimension, int] | None = None
    outcome: tuple[Dimension, int] | None = None
    calendar: Calendar | None = None
    effect: Effect | None = None
    edges: Sequence[tuple[str, float]] = ()
    computed: str | None = None

    @cached_property
    def inside(self) -> Flags | None:
        """The records that it is about."""
        if self.records is not None or self.focus is None:
            return self.records
        dimension, place = self.focus
        inside: Flags = dimension.grouping.codes == place
        return inside

    @property
    def parts(self) -> Mapping[str, float]:
        """The factors of its score."""
        digits = -math.log10(max(self.p_value, 1e-300)) if self.p_value is not None else _NEUTRAL
        return {
            "significance": digits / (digits + _NEUTRAL),
            "effect": math.sqrt(min(1.0, self.strength)),
            "impact": min(1.0, self.reach) ** _DAMPED,
            "novelty": self.interest,
        }

    @property
    def score(self) -> float:
        """Significance × effect × impact × novelty, 0…100."""
        return 100.0 * math.prod(self.parts.values())


def counting(sheet: Sheet) -> NamedExpression:
    """The number of records, as a query asks for it."""
    return NamedExpression(
        name="records", expression="COUNT(*)", dataset=sheet.dataset, unit="count"
    )


def averaging(sheet: Sheet, amount: Amount) -> NamedExpression:
    """The mean of an amount."""
    return NamedExpression(
        name="mean", expression=f"AVG({amount.sql})", dataset=sheet.dataset, unit=amount.unit
    )


def filters(sheet: Sheet, *more: Filter) -> tuple[Filter, ...]:
    """The records known on the day, the sample, where there is one, and further conditions."""
    return (*sheet.known, *(() if sheet.sample is None else (sheet.sample,)), *more)


def has_value(dimension: Dimension, value: str) -> Filter:
    """Records with a value of a field; for derived dimensions nothing is filtered."""
    if isinstance(dimension.ref, str):
        return Predicate(field=dimension.ref, op="=", values=(value,))
    return And(items=())


def says(field: str, word: str) -> str:
    """SQL of «the text says the word»: the whole word, or a thing numbered by it («Printer546»), in
    as much of the text as is read."""
    text = f"LOWER(LEFT({field}, {MOST_TEXT}))"
    own = f"{word.lower()}([0-9][[:alnum:]]*)?"
    return f"REGEXP_MATCHES({text}, '(^|[^[:alnum:]]){own}([^[:alnum:]]|$)')"


def words_of(dimension: Dimension, value: str) -> str:
    """«department HR», «target percentage reached», «closed by missing», «amount under 1,000»."""
    label = dimension.label.lower()
    if dimension.kind == "identifier":
        return f"{value} in {label}"
    return f"{label} {value}"
