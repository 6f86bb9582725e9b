"""Which rollups a model deserves, decided from its metrics and its facts' own columns.

Called when a workspace's model changes; ``data.warehouse.rollup_store`` builds what is planned,
with the SELECT of ``Compiler.rollup``. Pure.

A dataset whose rows happen at (or move a balance on) a day, their own or that of the one thing they
belong to (an item's order), gets up to three daily rollups: one by the columns that its metrics
filter by, one by its own columns of few values, and one by these and the foreign keys that lead to
its to-one relatives; one by what is filtered by and any one more of its columns, and one for each
relative by any one of that one's; and a monthly one for each further column of which its metrics
count distinct values. All hold the distributive parts of all metrics that are computed on the
dataset, and the number of rows. A metric with another time than its dataset gets its own daily
rollups by that time: by what is filtered by, and by this and any one more column.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlglot import exp

from boardroom.errors import BoardroomError
from boardroom.semantic.compiler.expand import Call, Expander
from boardroom.semantic.compiler.expression import parse, reference, references
from boardroom.semantic.compiler.graph import Graph, Path
from boardroom.semantic.compiler.rollup import LEFT_OUT, measure_argument
from boardroom.semantic.model import (
    Dataset,
    DataType,
    EventTime,
    Field,
    MovementTime,
    SemanticModel,
    TimeSpec,
)
from boardroom.semantic.rollup import DISTINCT, Rollup, RollupMeasure

FEW_VALUES = 100
"""A column with at most so many distinct values may be a key of every rollup."""

MANY_KEYS = 20_000
"""A foreign key with at most so many distinct values may be a key of the wide rollup."""

MOST_APART = 30
"""At most so many columns share a table in which each row has one: GROUPING takes 31 of them in
PostgreSQL."""

MOST_COUNTED = 1_000_000
"""A column with at most so many distinct values may be the key of a monthly rollup."""

TABLE_PREFIX = "rollup__"


def plan_rollups(
    model: SemanticModel, *, distinct: Mapping[str, int] | None = None
) -> tuple[Rollup, ...]:
    """The rollups worth building.

    Args:
        model: a checked model; metrics that do not compile are left out.
        distinct: ``dataset.field`` → number of distinct values, as far as known. A column of
            unknown
            size is a key when the model lists its values; a foreign key of unknown size is not.
    """
    graph = Graph(model)
    calls: dict[str, dict[Call, None]] = {}
    expander = Expander(graph)
    for metric in model.metrics:
        for call in _calls(expander, metric.name):
            calls.setdefault(call.base, {})[call] = None
    found: list[Rollup] = []
    for name, own in calls.items():
        found += _rollups(graph, graph.dataset(name), tuple(own), distinct or {})
    return tuple(found)


def _calls(expander: Expander, name: str) -> tuple[Call, ...]:
    try:
        return expander.metric(name).calls
    except BoardroomError:
        return ()


def _rollups(
    graph: Graph, dataset: Dataset, calls: tuple[Call, ...], distinct: Mapping[str, int]
) -> Iterator[Rollup]:
    """Those by the dataset's own time, and those by each other time of a metric's own."""
    own = _time_field(graph, dataset, dataset.time)
    measures = _Measures.of(graph, dataset, calls, distinct)
    found = list(_by_own_time(graph, measures, own, distinct))
    timed: dict[tuple[str, tuple[str, ...]], list[Call]] = {}
    for call in calls:
        time = _time_field(graph, dataset, call.time)
        if time is not None and time != own:
            timed.setdefault(time, []).append(call)
    for time, some in timed.items():
        measures = _Measures.of(graph, dataset, some, distinct)
        small = _small(dataset, time[0], distinct)
        name = f"{dataset.name}_by_{time[0].replace('.', '_')}_daily_total"
        total = _total(measures, time, [x for x in small if x in measures.filtered], name)
        if measures.found:
            found += [total, *_of_one_more(measures, total, small, distinct)]
    for rollup in found:
        yield replace(rollup, table=f'"{TABLE_PREFIX}{rollup.name}"')


def _by_own_time(
    graph: Graph,
    measures: "_Measures",
    time: tuple[str, tuple[str, ...]] | None,
    distinct: Mapping[str, int],
) -> Iterator[Rollup]:
    if time is None or not measures.found:
        return
    dataset = measures.dataset
    small = _small(dataset, time[0], distinct)
    links = [name for name in _foreign_keys(graph, dataset, distinct) if name not in small]
    filtered = [name for name in small if name in measures.filtered]
    counted = [
        name
        for name in measures.counted
        if name not in {*small, *links}
        and distinct.get(f"{dataset.name}.{name}", MOST_COUNTED + 1) <= MOST_COUNTED
    ]
    every = tuple(measures.found.values())
    total = _total(measures, time, filtered, f"{dataset.name}_daily_total")
    if filtered != small:
        yield total
    held = total.measures if len(small) <= 1 else every
    yield replace(total, name=f"{dataset.name}_daily", keys=tuple(small), measures=held)
    if links:
        keys = tuple(small + links)
        title = f"{dataset.name}_daily_by_key"
        yield replace(total, name=title, keys=keys, measures=every)
    for name in counted:
        keys = (*filtered, name)
        title = f"{dataset.name}_monthly_by_{name}"
        yield replace(total, name=title, keys=keys, measures=every, grain="month")
    yield from _of_one_more(measures, total, small, distinct)


def _small(dataset: Dataset, time_field: str, distinct: Mapping[str, int]) -> list[str]:
    return [
        item.name
        for item in dataset.fields
        if item.name != time_field and _has_few_values(item, dataset, distinct)
    ]


def _total(
    measures: "_Measures", time: tuple[str, tuple[str, ...]], filtered: Sequence[str], name: str
) -> Rollup:
    """By day and what is filtered by alone."""
    time_field, via = time
    names = {item.name for item in measures.dataset.fields}
    every = tuple(measures.found.values())
    return Rollup(
        name=name,
        dataset=measures.dataset.name,
        table="",
        time_field=time_field,
        keys=tuple(filtered),
        measures=every if filtered else (*every, *measures.different(time_field)),
        day=_free_name("day", names),
        split=_free_name("split", names),
        via=via,
    )


def _of_one_more(
    measures: "_Measures", total: Rollup, small: Sequence[str], distinct: Mapping[str, int]
) -> Iterator[Rollup]:
    """By what the total is by and one more column: one of the dataset's own, or one of a relative.

    What several columns make together may be nearly as many as there are rows; one by one they are
    few. A relative's are in a table of their own, so that no row is there twice for one that
    another relative has twice; and so are the measures that take a relative's fields.
    """
    graph = measures.graph
    stem = total.name.removesuffix("_total")
    own = _apart(graph, total, small)
    if len(own) > 1 or (own and stem != f"{total.dataset}_daily"):
        yield replace(total, name=f"{stem}_each", each=own)
    for relative in graph.model.datasets:
        paths = graph.paths(total.dataset, relative.name)
        if relative.name == total.dataset or len(paths) != 1:
            continue
        few = [
            f"{relative.name}.{item.name}"
            for item in relative.fields
            if _has_few_values(item, relative, distinct)
        ]
        each = _apart(graph, total, few)
        if each:
            yield replace(
                total,
                name=f"{stem}_each_of_{relative.name}",
                each=each,
                measures=(*total.measures, *measures.along(paths[0])),
                relatives=_ends(graph, paths[0]),
            )
    for path, held in measures.far.items():
        name = f"{stem}_over_{'_'.join(path)}"
        far = replace(total, measures=tuple(held.values()), relatives=_ends(graph, path))
        yield replace(far, name=name)
        if own:
            yield replace(far, name=f"{name}_each", each=own)


def _ends(graph: Graph, path: Path) -> tuple[str, ...]:
    return tuple(graph.relationship(name).to_dataset for name in path)


def _apart(graph: Graph, total: Rollup, keys: Sequence[str]) -> tuple[str, ...]:
    """Those of ``keys`` that are none of the total's, each expression once: the engine takes equal
    ones for one."""
    known = {_expression(graph, total.dataset, key) for key in total.keys}
    found: dict[str, str] = {}
    for key in keys:
        text = _expression(graph, total.dataset, key)
        if text not in known:
            found.setdefault(text, key)
    return tuple(found.values())[:MOST_APART]


def _expression(graph: Graph, base: str, key: str) -> str:
    found = graph.reference(key, base, (base,))
    tree = graph.physical(found.dataset, key.rpartition(".")[2])
    return f"{found.dataset} {tree.sql(identify=True).lower()}"


def _time_field(
    graph: Graph, dataset: Dataset, time: TimeSpec | None
) -> tuple[str, tuple[str, ...]] | None:
    """The field that dates the dataset's rows and the datasets on the one to-one way to it; None
    when there is no such way or ``time`` is not one of days."""
    if not isinstance(time, EventTime | MovementTime):
        return None
    try:
        found = graph.reference(time.field, dataset.name, (dataset.name,))
        path = graph.path(dataset.name, found)
    except BoardroomError:
        return None
    if found.field is None:
        return None
    via = tuple(graph.relationship(name).to_dataset for name in path)
    return found.qualified if via else found.field.name, via


def _has_few_values(item: Field, dataset: Dataset, distinct: Mapping[str, int]) -> bool:
    if item.temporal or item.role in {"measure", "attribute", "key"}:
        return False
    known = distinct.get(f"{dataset.name}.{item.name}")
    if known is not None:
        return known <= FEW_VALUES
    return bool(item.values) or item.datatype == "Boolean"


def _foreign_keys(graph: Graph, dataset: Dataset, distinct: Mapping[str, int]) -> dict[str, None]:
    """Columns of relationships all of whose columns have known, bearable numbers of values."""
    found: dict[str, None] = {}
    for link in graph.model.relationships:
        sizes = [distinct.get(f"{dataset.name}.{name}") for name in link.from_columns]
        if link.from_dataset == dataset.name and all(s and s <= MANY_KEYS for s in sizes):
            found |= dict.fromkeys(link.from_columns)
    return found


def _free_name(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


_Key = tuple[str, str, str]
"""A measure's function, argument and condition."""


@dataclass
class _Measures:
    """The distributive parts of a dataset's calls, each once.

    Attributes:
        found: by function, argument and condition, those over the dataset's own fields.
        far: path → those that take fields of what it leads to (and of what stands on the way).
        filtered: the dataset's fields in conditions of the calls that choose among the rollup's
            rows.
        counted: its fields of which calls count the distinct values.
    """

    graph: Graph
    dataset: Dataset
    distinct: Mapping[str, int]
    found: dict[_Key, RollupMeasure] = field(default_factory=dict)
    far: dict[Path, dict[_Key, RollupMeasure]] = field(default_factory=dict)
    filtered: set[str] = field(default_factory=set)
    counted: dict[str, None] = field(default_factory=dict)

    @classmethod
    def of(
        cls, graph: Graph, dataset: Dataset, calls: Iterable[Call], distinct: Mapping[str, int]
    ) -> "_Measures":
        """What the calls need, and the number of rows: whoever reads a sum may ask for it."""
        measures = cls(graph=graph, dataset=dataset, distinct=distinct)
        for call in calls:
            measures.add(call)
        if measures.found:
            measures._note("count", exp.Star())
        return measures

    def add(self, call: Call) -> None:
        """Note what a call needs, if a rollup can hold it."""
        tree = parse(call.sql)
        function = tree
        conditions = [parse(text) for text in call.conditions]
        chosen: exp.Expr | None = None
        if isinstance(tree, exp.Filter):
            function = tree.this
            if self._tells(tree.expression):
                conditions.append(tree.expression)
            else:
                chosen = tree.expression.this
        self.filtered |= {name for item in conditions for name in self._own(item)}
        if isinstance(function, exp.Count) and isinstance(function.this, exp.Distinct):
            self.counted |= dict.fromkeys(self._own(function))
        names = _PARTS.get(type(function), ())
        path = self._path(function if chosen is None else tree)
        if not names or path is None or isinstance(function.this, exp.Distinct):
            return
        for name in (*names, LEFT_OUT) if call.divides else names:
            self._note(name, function.this, chosen, path)
        if chosen is not None:
            self._note("count", exp.Star(), chosen, path)

    def different(self, time_field: str) -> tuple[RollupMeasure, ...]:
        """The numbers of different values of what is counted so, but for the days themselves; kept
        apart as they do not add up."""
        for name in self.counted:
            if name != time_field:
                self._note(DISTINCT, reference(name))
        return tuple(item for item in self.found.values() if item.function == DISTINCT)

    def along(self, path: Path) -> tuple[RollupMeasure, ...]:
        """Those that take fields of what ``path`` leads to or passes."""
        found = (held for way, held in self.far.items() if path[: len(way)] == way)
        return tuple(item for held in found for item in held.values())

    def _path(self, tree: exp.Expr) -> Path | None:
        """The path that passes all that a call takes fields of; None when there is no one."""
        try:
            paths = [self.graph.place(self.dataset.name, text)[0] for text in references(tree)]
        except BoardroomError:
            return None
        longest = max(paths, key=len, default=())
        return longest if all(path == longest[: len(path)] for path in paths) else None

    def _own(self, tree: exp.Expr) -> list[str]:
        """The dataset's own fields in a tree."""
        found = [self.graph.reference(text, self.dataset.name) for text in references(tree)]
        name = self.dataset.name
        return [x.field.name for x in found if x.field and x.start == name and not x.hops]

    def _tells(self, tree: exp.Expr) -> bool:
        """Whether all of the dataset's own fields in a condition may be keys of every rollup."""
        few = {
            item.name
            for item in self.dataset.fields
            if _has_few_values(item, self.dataset, self.distinct)
        }
        return few.issuperset(self._own(tree))

    def _note(
        self, function: str, tree: exp.Expr, chosen: exp.Expr | None = None, path: Path = ()
    ) -> None:
        held = self.far.setdefault(path, {}) if path else self.found
        argument = measure_argument(tree, self.dataset.name)
        test = "" if chosen is None else measure_argument(chosen, self.dataset.name)
        if (function, argument, test) in held:
            return
        text = f"{function}_{argument}_{test}" if test else f"{function}_{argument}"
        words = re.sub(r"\W+", "_", text).strip("_").lower()[:48]
        name = words if test or argument != "*" else "row_count"
        every = (self.found, *self.far.values())
        taken = {item.column for some in every for item in some.values()}
        taken |= {item.name for item in self.dataset.fields}
        held[function, argument, test] = RollupMeasure(
            column=_free_name(name, taken),
            function=function,
            argument=argument,
            condition=test,
            datatype="Integer"
            if function in {"count", LEFT_OUT, DISTINCT}
            else self._datatype(tree),
        )

    def _datatype(self, tree: exp.Expr) -> DataType:
        fields = [self.graph.reference(text).field for text in references(tree)]
        types = {item.datatype for item in fields if item}
        return types.pop() or "Float" if len(types) == 1 and not tree.find(exp.Div) else "Float"


_PARTS: dict[type[exp.Expr], tuple[str, ...]] = {
    exp.Sum: ("sum",),
    exp.Count: ("count",),
    exp.Min: ("min",),
    exp.Max: ("max",),
    exp.Avg: ("sum", "count"),
}
