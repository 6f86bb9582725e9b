"""``Pack``: what a department's analyst knows, as frozen values. Read by ``executive.pack_file``.

A pack speaks of canonical tables and fields; ``executive.pack_binding`` finds them in a model.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from boardroom.insight.model import InsightKind
from boardroom.semantic.model import Direction, Metric, Threshold

PlayWhen = Literal["any", "bad", "warning", "critical"]
ViewKind = Literal[
    "breakdown", "bridge", "records", "funnel", "cohorts", "segments", "inventory",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CanonicalField:
    """A field of a canonical table.

    Attributes:
        aliases: other names it goes by.
        needed: a table without it is not this one.
    """

    name: str
    description: str | None = None
    aliases: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True, kw_only=True)
class CanonicalTable:
    """A table that the pack's metrics are written over; any source can be mapped to it."""

    name: str
    description: str
    aliases: tuple[str, ...] = ()
    fields: tuple[CanonicalField, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Check:
    """What must hold for every row of a canonical table; rows that break it are told.

    Attributes:
        holds: a SQL condition over the table's fields; NULL counts as holding.
        description: what it means, such as «A deal closes after it was opened».
    """

    name: str
    table: str
    holds: str
    description: str


@dataclass(frozen=True, kw_only=True)
class Play:
    """What to do when this kind of insight is told of this kind of metric.

    Attributes:
        action: what to do.
        metric: the metric's name; empty = any of the department's, and what is told of none.
        kind: the insight's kind; None = any but those that say nothing by themselves.
        unit: the metric's unit, ``money`` = any currency; empty = any.
        direction: where the metric should go; None = any.
        when: ``any`` news, ``bad`` news, or what has reached that level.
        success: how one will see that it helped; empty = the metric comes back.
        owner: who does it; empty = the metric's or the pack's owner.
        stake: money at stake per period, arithmetic over names of metrics and ``change`` (of the
            metric, signed), ``value``, ``previous``; empty where it cannot be told.
        deadline: how long there is to do it; None = by how grave it is.
    """

    action: str
    metric: str = ""
    kind: InsightKind | None = None
    unit: str = ""
    direction: Direction | None = None
    when: PlayWhen = "bad"
    success: str = ""
    owner: str = ""
    stake: str = ""
    deadline: timedelta | None = None

    @property
    def matter(self) -> tuple[object, ...]:
        """What it is for; of two plays for the same, a later one replaces the first."""
        return self.metric, self.kind, self.unit, self.direction, self.when


@dataclass(frozen=True, kw_only=True)
class View:
    """A table that the department looks at.

    Attributes:
        metrics: what is shown; for a bridge: opening, the parts with their signs, closing.
        by: dimensions to split by, likeliest first; the first that exists is taken.
        table: for records, funnels, cohorts and inventory: the canonical table.
        fields: for records: canonical fields to show.
        where: rows that count, over canonical fields.
        order: for records: a canonical field; for a breakdown one of its metrics, without which
            there is no view, or ``change``; ``-`` in front for the largest first.
    """

    title: str
    kind: ViewKind
    metrics: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    table: str = ""
    fields: tuple[str, ...] = ()
    where: str = ""
    order: str = ""
    limit: int = 10


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A department's knowledge.

    Attributes:
        name: the department, as metrics name it.
        owner: who answers for what has no owner of its own.
        metrics: in the order of the page. One without an expression means the model's metric of
            that name; one with an expression is added where the model has none of that name.
        usual: metrics whose thresholds come with Boardroom: nobody chose them for this company.
    """

    name: str
    title: str
    owner: str = ""
    tables: tuple[CanonicalTable, ...] = ()
    metrics: tuple[Metric, ...] = ()
    checks: tuple[Check, ...] = ()
    playbook: tuple[Play, ...] = ()
    views: tuple[View, ...] = ()
    usual: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class TableMapping:
    """Where a canonical table is in a model.

    Attributes:
        fields: canonical field → a field of the dataset or a SQL expression over its fields.
    """

    dataset: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PageSettings:
    """What a workspace says of its page (in ``boardroom.yml``); wins over packs and model.

    Attributes:
        sections: departments in their order; empty = all that have something to show.
        weights: department → weight in the health score; 1 where not given.
        targets, thresholds: metric → value aimed at, levels to watch.
        owners: metric or department → who answers for it.
        tables: canonical table → where it is.
        places: ``key.name`` → ``file:line`` of what stands under a key, for errors.
    """

    sections: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    targets: Mapping[str, float] = field(default_factory=dict)
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, TableMapping] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict, compare=False)

    def place(self, *path: str) -> str:
        """``file:line`` of a key and what stands under it; the file where that is not known."""
        return self.places.get(".".join(path), "boardroom.yml")
