"""``Drivers``: why a metric moved, as numbers: its tree, its segments, what began about then.

A part of an ``Insight`` of kind ``drivers``; made by ``executive.explain``, drawn by
``insight.render_drivers``. All effects are in the unit of the metric explained and add up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from boardroom.semantic.model import Unit

Sign = Literal["", "+", "−", "×", "÷"]


@dataclass(frozen=True, kw_only=True)
class Driver:
    """One node of the tree.

    Attributes:
        sign: how it enters the node above; empty for the whole.
        metric: the metric that it is, if it is one.
        previous: of what came or went since the period before (in a bridge): what did so in that
            one; None where there is none.
        effect: its part of the whole change; ``share`` as a share of it (None: nothing changed, or
            the parts cancel, so that the change is small beside them).
        parts: what it is made of; their effects add up to its own.
    """

    label: str
    sign: Sign
    unit: Unit | None
    current: float
    previous: float | None
    effect: float
    share: float | None
    metric: str | None = None
    parts: tuple["Driver", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A combination of attribute values and its part of the change.

    Attributes:
        where: attribute (a reference such as ``customers.state``) → value; None = rows without one.
        label: in words.
        current, previous: the metric for its rows; None where it has none.
        change: its part of the whole change; all segments and the rest add up to it; ``share`` as
            in ``Driver``.
        rate, mix: for ratios: the parts of ``change`` from its own rate and from its weight.
        expected: for sums: what it would be had it moved as the rows outside all segments did;
            None where there were none.
    """

    where: Mapping[str, str | None]
    label: str
    current: float | None
    previous: float | None
    change: float
    share: float | None
    rate: float | None = None
    mix: float | None = None
    expected: float | None = None


@dataclass(frozen=True, kw_only=True)
class Segments:
    """Where a change sits.

    Attributes:
        of: the metric or part that was taken apart, in words.
        metric: its name, where it is a metric.
        total: its change; the changes of ``items`` and ``rest`` add up to it.
        items: largest change first; none = it lies outside these dimensions.
        dimensions: those looked at, in words; ``left_out`` those that tell little; ``unseen`` those
            that could not be looked along, as their values overlap or leave no shares.
        leaves: combinations of values compared.
        rest: the change of all other rows.
        outside: the verdict: no combination of these dimensions explains most of it; never while
            some are ``unseen``, nor where nothing could be looked at.
        why: why nothing could be looked at; None when it could.
    """

    of: str
    metric: str | None
    unit: Unit | None
    total: float
    items: tuple[Segment, ...] = ()
    dimensions: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    leaves: int = 0
    rest: float = 0.0
    outside: bool = True
    why: str | None = None

    @property
    def inside(self) -> bool:
        """Whether the items carry at least half of what moved."""
        sizes = sum(abs(item.change) for item in self.items)
        return sizes > 0 and sizes >= abs(self.rest)


@dataclass(frozen=True, kw_only=True)
class DatedEvent:
    """Something that began near the day on which the metric changed its course.

    Attributes:
        dataset: where it stands, in words; ``label`` says which one it is.
        distance: days from the break to it; below zero: it began before.
    """

    dataset: str
    label: str
    day: date
    distance: int


@dataclass(frozen=True, kw_only=True)
class Break:
    """The day on which a series changed its level.

    Attributes:
        day: the first day of the new level; it lies between ``low`` and ``high`` nine times in ten.
        before, after: the levels.
        p_value: how often chance alone does this.
    """

    day: date
    low: date
    high: date
    before: float
    after: float
    p_value: float


@dataclass(frozen=True, kw_only=True)
class WhatIfInput:
    """An input of the tree: what it is, and what it is assumed to be."""

    label: str
    unit: Unit | None
    value: float
    assumed: float


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """The whole with one input different and all others as they are.

    Attributes:
        value: the whole as it is; ``assumed`` as it would be.
        unchanged: the inputs taken to stay as they are.
    """

    input: WhatIfInput
    value: float
    assumed: float
    unchanged: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Drivers:
    """All that is known of one change.

    Attributes:
        tree: a single node where the metric cannot be taken apart.
        within_swing: whether the change is no larger than what is usual for it; None = too little
            history to say.
        segments: of the metric itself, or of the part that moved it most.
        events: near ``turn``, nearest first.
        what_if: the whole with one input different, where asked for.
        sql: purpose → the SQL behind it.
    """

    tree: Driver
    within_swing: bool | None
    segments: Segments
    turn: Break | None = None
    events: tuple[DatedEvent, ...] = ()
    what_if: WhatIf | None = None
    sql: Mapping[str, str] | None = None
