"""The things that a question speaks of beside what it asks for, and how they are reached.

Called by ``ask.restriction``, which says what is said of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from boardroom.ask.setting import Unsaid
from boardroom.semantic.model import Relationship
from boardroom.semantic.query import Exists, Filter, Not, Operator, Scalar


@dataclass(frozen=True, kw_only=True)
class Hop:
    """One step from a thing to another.

    Attributes:
        many: from the one to the many of the relationship.
    """

    link: Relationship
    many: bool


Way = tuple[Hop, ...]


@dataclass(kw_only=True)
class ThingNode:
    """A thing that is spoken of.

    Attributes:
        way: from the thing that it belongs to; empty for what is asked for.
        moment: by what the kind of things is dated, where that is not their own time.
    """

    dataset: str
    host: "ThingNode | None" = None
    way: Way = ()
    many: tuple[Operator, Scalar] | None = None
    denied: bool = False
    moment: str | None = None
    filters: list[Filter] = field(default_factory=list)

    @property
    def is_row(self) -> bool:
        """Whether a row that is asked for has exactly one of it, or is it."""
        alone = not any(hop.many for hop in self.way)
        return alone and (self.host is None or self.host.is_row)

    @property
    def owner(self) -> "ThingNode":
        """Where conditions on it are kept: it, or what has exactly one of it."""
        if self.host is None or any(hop.many for hop in self.way):
            return self
        return self.host.owner


def end_of(hop: Hop) -> str:
    """The dataset that a step leads to."""
    return hop.link.from_dataset if hop.many else hop.link.to_dataset


def turns(way: Way) -> Iterator[str]:
    """What a way leads to only to go on to other things that belong to it."""
    for hop, onward in pairwise(way):
        if not hop.many and onward.many:
            yield end_of(hop)


def own_way(node: ThingNode) -> Way:
    """From where its conditions are kept to it."""
    if node.owner is node or node.host is None:
        return ()
    return (*own_way(node.host), *node.way)


def outward(node: ThingNode) -> Iterator[ThingNode]:
    """A thing, what it belongs to, and so on."""
    here: ThingNode | None = node
    while here is not None:
        yield here
        here = here.host


def there_is(node: ThingNode, where: Filter | None) -> Filter:
    """That a row has such things; so many of them, or none."""
    places = [place for place, hop in enumerate(node.way) if hop.many]
    found = where
    for place in reversed(places):
        hop, last = node.way[place], place == places[-1]
        op, number = node.many or (">=", 1)
        exists = (op, number) in {(">=", 1), (">", 0)}
        counted = node.many and last and not exists
        denied, having = _counted(op, number) if counted else (False, None)
        if having and len(places) > 1:
            raise Unsaid
        if having:
            having = having.format(_counted_key(node.way[place:]))
        found = Exists(
            dataset=hop.link.from_dataset,
            of=hop.link.to_dataset,
            via=hop.link.name,
            where=found,
            having=having,
        )
        found = Not(item=found) if denied else found
    if found is None:
        raise Unsaid
    return Not(item=found) if node.denied else found


def _counted(op: Operator, number: Scalar) -> tuple[bool, str | None]:
    """Whether the condition is denied, and how many there are: those without any are fewer than
    one, too."""
    if op == "=" and number == 0:
        return True, "COUNT({}) >= 1"
    if op in {"<", "<="}:
        return True, f"COUNT({{}}) {'>=' if op == '<' else '>'} {number}"
    return False, f"COUNT({{}}) {op} {number}"


def _counted_key(way: Way) -> str:
    """What is counted: rows, or the different things behind them."""
    first, *rest = way
    if not rest:
        return "*"
    return f"DISTINCT {first.link.from_dataset}.{rest[0].link.from_columns[0]}"
