"""From what is said of things to the filters of a query.

What the rows that are asked for belong to is a condition on their own fields; what belongs to them
(the orders of a customer) is a condition that there is such a thing, and everything that is said of
it holds for one and the same. The way from thing to thing is the shortest that the model has; where
two are as short, none is taken.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from heapq import heappop, heappush
from itertools import count

from boardroom.ask.absence import zero_as_none
from boardroom.ask.cover import Piece
from boardroom.ask.inflection import is_past
from boardroom.ask.lexicon import Sense
from boardroom.ask.meaning import Clause, Condition
from boardroom.ask.number_phrase import Percent
from boardroom.ask.setting import Setting, Unsaid
from boardroom.ask.thing_node import (
    Hop,
    ThingNode,
    Way,
    end_of,
    outward,
    own_way,
    there_is,
    turns,
)
from boardroom.ask.things import field_of, name_field, row_field, size_field
from boardroom.ask.time_filter import time_bounds, time_filters
from boardroom.ask.when.reading import TimePhrase
from boardroom.semantic.model import EventTime, SnapshotTime
from boardroom.semantic.query import (
    And,
    Filter,
    Operator,
    Or,
    Predicate,
    Scalar,
)
from boardroom.semantic.query import Condition as Compared

_MOST_HOPS = 4


_Said = tuple[str, str, tuple[Scalar, ...]]
"""The dataset and field that a condition is on, and its values."""


@dataclass(frozen=True, kw_only=True)
class Restriction:
    """What is said of the rows that are asked for.

    Attributes:
        times: what is said of their own time.
    """

    filters: tuple[Filter, ...]
    times: tuple[TimePhrase, ...]


def restrict(
    base: str,
    clauses: Sequence[Clause],
    chosen: Mapping[Piece, Sense],
    setting: Setting,
    *,
    things: bool = True,
) -> Restriction:
    """The filters that clauses are on rows of a dataset.

    Args:
        things: whether the rows are what is asked for, and not a field of theirs: then what belongs
            to them may be meant where it is not named (``active customers`` by subscriptions).

    Raises:
        Unsaid
    """
    return _Restricting(base, chosen, setting, things=things).read(clauses)


class _Restricting:
    def __init__(
        self, base: str, chosen: Mapping[Piece, Sense], setting: Setting, *, things: bool
    ) -> None:
        self._things = things
        self._chosen, self._setting = chosen, setting
        self._graph = setting.graph
        self._nodes = [ThingNode(dataset=base)]
        self._times: list[TimePhrase] = []
        self._deeds = False

    def read(self, clauses: Sequence[Clause]) -> Restriction:
        for clause in clauses:
            node = self._place(clause)
            before = len(node.owner.filters)
            for condition in clause.conditions:
                self._hold_all(node, condition)
            if clause.denied and clause.conditions and node.owner is not node:
                self._deny(node, before)
            moment = self._moment(clause, node)
            for time in clause.times:
                if moment is not None:
                    self._hold_moment(node, moment, time)
                else:
                    self._hold_time(self._happening(node), time)
        if self._deeds and self._times:
            raise Unsaid  # «customers cancelled this year»: when they did, not when they came.
        filters = tuple(_distinct(self._gather(self._nodes[0])))
        return Restriction(filters=filters, times=tuple(self._times))

    def _deny(self, node: ThingNode, before: int) -> None:
        """What is said of a thing that rows have one of, and that it must not be: ``revenue without
        [cancelled] orders``. Raises: Unsaid: several things are said."""
        said = node.owner.filters[before:]
        found = said[0] if len(said) == 1 else None
        if not isinstance(found, Predicate) or found.op not in {"=", "in"}:
            raise Unsaid
        node.owner.filters[before:] = [replace(found, op="not_in")]

    def _happening(self, node: ThingNode) -> ThingNode:
        """What a time is of: the thing, or where that has none, what is said to belong to it:
        ``customers with a score of 3 or lower in May``."""
        datasets, last = self._graph.model.dataset_by_name, self._nodes[-1]
        far = last.host is node and last.owner is last and last.many is None
        timed = isinstance(datasets[last.dataset].time, EventTime)
        return last if far and timed and datasets[node.dataset].time is None else node

    def _place(self, clause: Clause) -> ThingNode:
        """The node of a clause's thing: what was spoken of last that it belongs to."""
        if clause.thing is None:
            return self._nodes[0]
        wanted = self._chosen[clause.thing].dataset
        node = self._thing(clause, wanted)
        sense = self._chosen[clause.thing]
        if sense.kind == "kind" and node.owner is node:
            node.moment = self._setting.kinds[sense.value or ""].moment
        if clause.thing is clause.when:
            self._be_done(node, self._chosen[clause.thing].ref)
        node.owner.filters += self._kind_beside(self._chosen[clause.thing], node)
        return node

    def _kind_beside(self, sense: Sense, node: ThingNode) -> Sequence[Filter]:
        """Which of the things beside what is asked for are meant. Raises: Unsaid: only a time tells
        them (``new customers``), or they may be reached by two ways."""
        found = self._kind(sense)
        known = sense.kind != "kind" or found or self._setting.kinds[sense.value or ""].is_all
        if not known:
            raise Unsaid
        if found and node.owner is not node:
            ways = self._graph.paths(node.owner.dataset, node.dataset)
            if node.denied or len(ways) != 1:
                raise Unsaid
        return found

    def _kind(self, sense: Sense) -> Sequence[Filter]:
        """Which of the things a kind is."""
        if sense.kind != "kind" or sense.value is None:
            return ()
        return self._setting.kinds[sense.value].at(self._setting.as_of)

    def _thing(self, clause: Clause, wanted: str) -> ThingNode:
        plain = clause.many is None and not clause.denied
        found: tuple[int, ThingNode, Way] | None = None
        for node in self._nodes[:1] if clause.outer else reversed(self._nodes):
            if node.dataset == wanted and plain:
                if node.is_row or not node.filters:
                    return node
                return self._add(node.host or node, wanted, node.way, clause)
            way = self._way(node.dataset, wanted) if node.dataset != wanted else None
            if way is not None and self._is_beyond(node, way):
                continue  # «without tickets but with orders»: orders of theirs.
            many = sum(hop.many for hop in way or ())
            if clause.owns and many:
                continue  # «amount of invoices»: not of deals of customers that have some.
            if way is not None and (found is None or many < found[0]):
                found = many, node, way
        named = {x.dataset or x.tallies for x in self._chosen.values()}
        if found is None or (not plain and not named.issuperset(turns(found[2]))):
            raise Unsaid  # «claims with more than 2 payments»: not those of their policies.
        return self._add(found[1], wanted, found[2], clause)

    def _is_beyond(self, node: ThingNode, way: Way) -> bool:
        """Whether a way leads from things that there must be none of back to what has none."""
        return node.denied and node.host is not None and node.host.dataset in map(end_of, way[:-1])

    def _add(self, host: ThingNode, dataset: str, way: Way, clause: Clause | None) -> ThingNode:
        node = ThingNode(
            dataset=dataset,
            host=host,
            way=way,
            many=clause.many if clause else None,
            denied=bool(clause and clause.denied),
        )
        bare = clause is not None and not clause.conditions
        if node.owner is not node:
            if bare or not node.denied:  # Else what is said of it is denied, and not it.
                self._be_there(node, bare=bare)
        elif bare and node.many is None and not way[-1].many:
            key = way[-1].link.to_columns[0]  # «customers without leads»: deals may have none.
            node.filters.append(self._predicate(node, dataset, key, "is_not_null", ()))
        self._nodes.append(node)
        return node

    def _be_there(self, node: ThingNode, *, bare: bool) -> None:
        """What a thing has one of at most is there, or not."""
        if node.many is not None:
            raise Unsaid
        key = node.way[-1].link.to_columns[0]
        if node.denied:
            node.owner.filters.append(self._predicate(node, node.dataset, key, "is_null", ()))
        elif bare and node.owner.host is None:
            node.owner.filters.append(self._predicate(node, node.dataset, key, "is_not_null", ()))

    def _hold_all(self, node: ThingNode, condition: Condition) -> None:
        """A condition on one field, or on several: by «and» all hold, by «or» one."""
        if condition.kind:
            kind = self._chosen[condition.pieces[0]]
            if kind.dataset != node.dataset or node.owner is not node:
                raise Unsaid
            node.filters += self._kind(kind)
            return
        if condition.field is not None and condition.other is not None:
            self._hold_pair(node, condition, condition.field, condition.other)
            return
        said = list(self._said(condition, node))
        if len(said) == 1 or not condition.either:
            for item in said:
                self._hold(node, condition, item)
            return
        before = list(node.owner.filters)
        for item in said:
            self._hold(node, condition, item)
        added = [item for item in node.owner.filters if item not in before]
        if len(added) != len(said):
            raise Unsaid
        node.owner.filters[:] = [*before, Or(items=tuple(added))]

    def _hold_pair(self, node: ThingNode, condition: Condition, one: Piece, other: Piece) -> None:
        """Two fields of a thing, or of what it has one of. Raises: Unsaid: it may have several, or
        they are not of one kind."""
        refs = [self._chosen[one].ref, self._chosen[other].ref]
        fields = [field_of(self._graph.model, ref) for ref in refs]
        alike = len({(x.datatype, x.unit, x.role) for x in fields}) == 1
        homes = {ref.partition(".")[0] for ref in refs}
        for host in outward(node):
            starts = {host.dataset, host.owner.dataset}
            ways = [len(self._graph.paths(x, home)) for x in starts for home in homes if x != home]
            if alike and refs[0] != refs[1] and all(way == 1 for way in ways):
                sql = f"{refs[0]} {condition.op} {refs[1]}"
                host.owner.filters.append(Compared(sql=sql))
                return
        raise Unsaid

    def _hold(self, node: ThingNode, condition: Condition, said: _Said) -> None:
        dataset, name, values = said
        field = self._graph.model.dataset_by_name[dataset].field_by_name[name]
        kind = field.datatype
        if field.unit not in {None, "percent"} and any(isinstance(x, Percent) for x in values):
            raise Unsaid  # «a discount over 20%», of a field that holds amounts of money
        if kind == "String" and any(isinstance(item, int | Decimal) for item in values):
            raise Unsaid
        for host in outward(node):
            if dataset != host.dataset and not self._graph.reaches(host.dataset, dataset):
                continue
            if host is node and self._is_of_host(node, dataset):
                continue  # «policies without claims in Texas»: the policies are.
            mixed = condition.joined and condition.op == "in" and host.owner.host is not None
            if (condition.every or mixed) and len(values) > 1:
                raise Unsaid  # «sellers with paid and open orders»: with both, or with either?
            op, values = _one(condition.op, values)
            found = self._predicate(host, dataset, name, op, values)
            if _same(found, host.owner.filters):
                raise Unsaid
            host.owner.filters.append(zero_as_none(found, field) if condition.absent else found)
            return
        self._hold_afar(node, condition, said)

    def _is_of_host(self, node: ThingNode, dataset: str) -> bool:
        """Whether what is said behind things that are not there is of what has none of them."""
        if not node.denied or node.host is None or dataset == node.dataset:
            return False
        return self._setting.has_one(node.host.dataset, dataset)

    def _hold_afar(self, node: ThingNode, condition: Condition, said: _Said) -> None:
        """A condition on something that belongs to the thing: there is one, or none."""
        dataset, name, values = said
        way = self._way(node.dataset, dataset)
        if not self._things or way is None or not way[0].many or any(hop.many for hop in way[1:]):
            raise Unsaid  # It belongs to something else.
        if isinstance(self._graph.model.dataset_by_name[end_of(way[0])].time, SnapshotTime):
            raise Unsaid  # «with a balance below 0»: now, and not on some day.
        if condition.op in {"is_null", "is_not_null"}:
            if not self._is_start(condition, said):
                raise Unsaid  # «customers who have not resolved» are none without tickets.
            known = ThingNode(dataset=dataset, host=node, way=way, denied=condition.op == "is_null")
            found = self._predicate(known, dataset, name, "is_not_null", ())
            field = self._graph.model.dataset_by_name[dataset].field_by_name[name]
            known.filters.append(zero_as_none(found, field) if condition.absent else found)
            self._nodes.append(known)
            return
        denied = condition.op == "not_in"
        self._deeds = self._deeds or any(is_past(item.text.lower()) for item in condition.pieces)
        several = condition.every or (condition.joined and len(values) > 1 and not denied)
        if several and not node.is_row:
            raise Unsaid  # Each may be said of the thing, or of what it belongs to.
        parts = [(value,) for value in values] if several else [values]
        one = None if denied or len(parts) > 1 else self._one_and_the_same(node, way, dataset, name)
        if one is not None:
            op, part = _one(condition.op, parts[0])
            one.filters.append(self._predicate(one, dataset, name, op, part))
            return
        for part in parts:
            far = ThingNode(dataset=dataset, host=node, way=way, denied=denied)
            op, part = _one("in" if denied else condition.op, part)
            far.filters.append(self._predicate(far, dataset, name, op, part))
            self._nodes.append(far)

    def _one_and_the_same(
        self, node: ThingNode, way: Way, dataset: str, name: str
    ) -> ThingNode | None:
        """The thing of which something else is said already: ``users with a read promotion``."""
        ref = f"{dataset}.{name}"
        for other in self._nodes:
            same = other.host is node and other.way == way and other.dataset == dataset
            fields = {item.field for item in other.filters if isinstance(item, Predicate)}
            plain = not other.denied and other.many is None and len(fields) == len(other.filters)
            if same and plain and fields and ref not in fields:
                return other
        return None

    def _is_start(self, condition: Condition, said: _Said) -> bool:
        """Whether what has happened, or has not, is that things came to be."""
        sense = self._chosen[condition.field] if condition.field else None
        time = self._graph.model.dataset_by_name[said[0]].time
        happened = sense is not None and sense.dated and sense.match < 1.0
        return not happened or (isinstance(time, EventTime) and time.field == said[1])

    def _said(self, condition: Condition, node: ThingNode) -> Iterator[_Said]:
        """The fields of a condition, and the values of each."""
        if condition.field is not None and not condition.pieces:
            sense = self._chosen[condition.field]
            ref, thing = sense.ref, sense.counts or sense.dataset
            if sense.kind == "metric" and not thing:
                ref = self._measured(sense.ref, node)
            elif sense.kind != "field":
                text = isinstance(condition.values[0], str)
                if not thing:
                    raise Unsaid
                name = self._name(thing) if text else self._size(thing)
                ref = f"{thing}.{name}"
            dataset, _, name = ref.partition(".")
            yield dataset, name, condition.values
            return
        by_field: dict[str, dict[Scalar, None]] = {}
        for piece in condition.pieces:
            by_field.setdefault(self._chosen[piece].ref, {})[self._chosen[piece].value] = None
        if len(by_field) > 1 and condition.op == "not_in":
            raise Unsaid
        for ref, values in by_field.items():
            dataset, _, name = ref.partition(".")
            yield dataset, name, tuple(values)

    def _measured(self, metric: str, node: ThingNode) -> str:
        """What a metric adds up, where it is said of single rows: ``orders of 3 or more units``.
        Raises: Unsaid: rows of others have it, of which there may be several."""
        found = row_field(self._graph.model.metric_by_name[metric])
        if found is None or found.partition(".")[0] != node.dataset:
            raise Unsaid
        return found

    def _name(self, dataset: str) -> str:
        found = name_field(self._graph.model.dataset_by_name[dataset])
        if found is None:
            raise Unsaid
        return found

    def _size(self, dataset: str) -> str:
        found = size_field(self._graph.model.dataset_by_name[dataset])
        if found is None:
            raise Unsaid
        return found

    def _predicate(
        self, node: ThingNode, dataset: str, name: str, op: Operator, values: tuple[Scalar, ...]
    ) -> Predicate:
        """A condition as it is written where the node's conditions are kept."""
        ref = f"{dataset}.{name}"
        start = node.owner.dataset
        if len(self._graph.paths(start, dataset)) > 1:
            hops = [hop.link.name for hop in own_way(node)]
            hops += self._graph.paths(node.dataset, dataset)[0] if node.dataset != dataset else ()
            if len(self._graph.paths(node.dataset, dataset)) > 1 and node.dataset != dataset:
                raise Unsaid
            ref = ".".join((start, *hops, name)) if node.owner is not node else ref
        return Predicate(field=ref, op=op, values=values)

    def _hold_time(self, node: ThingNode, time: TimePhrase) -> None:
        """What is said of the time of what belongs to the rows is said of that, where it has
        one."""
        owner = node.owner
        dataset = self._graph.model.dataset_by_name[owner.dataset]
        timed = dataset.time is not None or "year" in dataset.field_by_name
        if owner.host is None or not timed:
            self._times.append(time)
        elif time.listed:
            raise Unsaid  # «sellers with orders in 2017 and 2018»: in both, or in either?
        else:
            owner.filters += time_filters(owner.dataset, time, self._setting, moment=node.moment)

    def _be_done(self, node: ThingNode, ref: str) -> None:
        """Things that are named by what is done with them: one of those has been. Raises: Unsaid:
        they do not belong to what is asked for."""
        if not node.way or not node.way[0].many or [*turns(node.way)] or node.denied:
            raise Unsaid
        dataset, _, name = ref.partition(".")
        node.filters.append(self._predicate(node, dataset, name, "is_not_null", ()))

    def _moment(self, clause: Clause, node: ThingNode) -> str | None:
        """By what happened then a clause's things are meant: when they were resolved. Raises:
        Unsaid: it is a time of others."""
        found = self._chosen[clause.when].ref if clause.when else None
        if found is not None and found.partition(".")[0] != node.dataset:
            raise Unsaid
        return found

    def _hold_moment(self, node: ThingNode, ref: str, time: TimePhrase) -> None:
        dataset, _, name = ref.partition(".")
        node.owner.filters += [
            self._predicate(node, dataset, name, op, (day,))
            for op, day in time_bounds(time, self._setting)
        ]

    def _gather(self, node: ThingNode) -> Iterator[Filter]:
        yield from node.filters
        for other in self._nodes:
            if other.host is not None and other.owner is other and other.host.owner is node:
                inner = tuple(_distinct(self._gather(other)))
                where = None if not inner else inner[0] if len(inner) == 1 else And(items=inner)
                yield there_is(other, where)

    def _way(self, start: str, end: str) -> Way | None:
        """The shortest way, of as few «many» as possible; None where none leads there or two
        do."""
        found: list[tuple[tuple[int, int], Way]] = []
        queue: list[tuple[tuple[int, int], int, str, Way]] = [((0, 0), 0, start, ())]
        number = count(1)
        while queue:
            cost, _, here, way = heappop(queue)
            if here == end and way:
                found.append((cost, way))
            elif len(way) < _MOST_HOPS and (not found or cost <= found[0][0]):
                for hop, onward in self._hops(here):
                    seen = {start, *(end_of(item) for item in way)}
                    if onward not in seen:
                        many = cost[0] + hop.many
                        heappush(queue, ((many, cost[1] + 1), next(number), onward, (*way, hop)))
        best = [way for cost, way in found if cost == found[0][0]]
        if len(best) > 1:
            raise Unsaid
        return best[0] if best else None

    def _hops(self, here: str) -> Iterator[tuple[Hop, str]]:
        for link in self._graph.model.relationships:
            if link.active and link.from_dataset == here:
                yield Hop(link=link, many=False), link.to_dataset
            if link.active and link.to_dataset == here:
                yield Hop(link=link, many=True), link.from_dataset


def _one(op: Operator, values: tuple[Scalar, ...]) -> tuple[Operator, tuple[Scalar, ...]]:
    """The operator of a single value."""
    single: dict[Operator, Operator] = {"in": "=", "not_in": "!="}
    return (single.get(op, op) if len(values) == 1 else op), values


def _same(found: Predicate, filters: Sequence[Filter]) -> bool:
    """Whether a field has to be two things at once, or it is said in vain that it is not another
    (``approved but not delivered``: what happened is no state)."""
    whole, ways = {"=", "in"}, {"=", "in", "!=", "not_in"}
    alike = (x for x in filters if isinstance(x, Predicate) and x.field == found.field)
    return any(x.op in ways and found.op in ways and whole & {x.op, found.op} for x in alike)


def _distinct(filters: Iterator[Filter]) -> Iterator[Filter]:
    yield from dict.fromkeys(filters)
