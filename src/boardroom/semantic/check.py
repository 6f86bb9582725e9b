"""The rules between a model's items: names exist, keys fit, expressions can be computed, paths are
clear.

``check_model`` is called by the model loader (which knows ``file:line`` of each item), by the
proposal and by ``boardroom model check``. References and metrics are resolved by the compiler's own
front end, so that what passes here compiles. Metrics are checked in ``semantic.check_metric``.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from boardroom.errors import BoardroomError
from boardroom.semantic.check_metric import MetricCheck
from boardroom.semantic.check_time import check_time
from boardroom.semantic.compiler.graph import Graph, Path
from boardroom.semantic.currency import CURRENCIES
from boardroom.semantic.model import Dataset, Field, Relationship, SemanticModel
from boardroom.semantic.model_record import item_title, key_title
from boardroom.semantic.nearest import did_you_mean
from boardroom.semantic.problem import Level, Problem


def check_model(
    model: SemanticModel, *, origins: Mapping[str, str] | None = None
) -> tuple[Problem, ...]:
    """All problems of ``model``; none means that every item can be queried.

    Args:
        origins: item in words → ``file:line``, as in ``LoadedModel``; without it ``where`` is the
            item itself.
    """
    check = _Check(model, origins or {})
    check.names()
    if not check.failed:
        for dataset in model.datasets:
            check.dataset(dataset)
        for relationship in model.relationships:
            check.relationship(relationship)
    if not check.failed:
        check.times()
        check.metrics()
        check.paths()
    return tuple(check.problems)


class _Check:
    """One run over one model."""

    def __init__(self, model: SemanticModel, origins: Mapping[str, str]) -> None:
        self.model = model
        self.graph = Graph(model)
        self.origins = origins
        self.problems: list[Problem] = []

    @property
    def failed(self) -> bool:
        """Whether an error has been found; later rules need sound names."""
        return any(problem.level == "error" for problem in self.problems)

    def add(
        self, item: str, text: str, *, advice: str = "", key: str = "", level: Level = "error"
    ) -> None:
        """Note a problem of ``item`` at its ``key``; both follow the text unless it names the
        item.
        """
        at = f"{key!r} of {item}" if key else item
        ending = "" if item.casefold() in text.casefold() else f" in {at}"
        where = self.origins.get(key_title(item, key)) or self.origins.get(item, item)
        self.problems.append(Problem(level=level, where=where, text=text + ending + advice))

    def attempt(self, item: str, action: Callable[[], object], *, key: str) -> bool:
        """Whether ``action`` raises nothing of ours; what it raises is noted."""
        try:
            action()
        except BoardroomError as error:
            hint = f" {error.hint}" if error.hint else ""
            text = f"{error.message.rstrip('.')}.{hint}" if hint else error.message
            self.add(item, text, key=key)
            return False
        return True

    def names(self) -> None:
        """Names are unique where they must be."""
        model = self.model
        if not model.datasets:
            self.add("semantic model", "the model has no dataset")
        groups: list[tuple[str, Iterable[str], str]] = [
            ("dataset", (item.name for item in model.datasets), ""),
            ("relationship", (item.name for item in model.relationships), ""),
            ("metric", (item.name for item in model.metrics), ""),
        ]
        groups += [
            ("field", (item.name for item in dataset.fields), dataset.name)
            for dataset in model.datasets
        ]
        for noun, names, scope in groups:
            for name, first in _repeated(names):
                again = (
                    "twice"
                    if name == first
                    else f"also as {first!r}; case does not tell names apart"
                )
                self.add(
                    item_title(noun, name, scope),
                    f"{item_title(noun, name, scope)} stands here {again}",
                )
        for relationship in model.relationships:
            if relationship.name in model.dataset_by_name:
                title = item_title("relationship", relationship.name)
                self.add(
                    title, f"{title} has the name of a dataset; give it another, such as its role"
                )

    def dataset(self, dataset: Dataset) -> None:
        """Keys name fields; each field's expression is row-level SQL; units are known."""
        title = item_title("dataset", dataset.name)
        if not dataset.source.strip():
            self.add(title, "the source is empty", key="source")
        others = (part for key in dataset.unique_keys for part in key)
        keys = [("primary_key", part) for part in dataset.primary_key]
        for key, column in (*keys, *(("unique_keys", part) for part in others)):
            if column not in dataset.field_by_name:
                hint = did_you_mean(column, dataset.field_by_name)
                text = f"the key column {column!r} is no field"
                self.add(title, text, advice=hint, key=key, level="warning")
        for field in dataset.fields:
            self.field(dataset.name, field)

    def field(self, dataset: str, field: Field) -> None:
        """The expression is valid row-level SQL; the unit is a known one."""
        title = item_title("field", field.name, dataset)
        self.attempt(title, lambda: self.graph.physical(dataset, field.name), key="expression")
        self.unit(title, field.unit)

    def unit(self, title: str, unit: str | None) -> None:
        """Currencies are ISO 4217 codes."""
        if unit is None:
            return
        code = unit.upper()
        if unit != code and code in CURRENCIES:
            text = f"the unit {unit!r} is unknown"
            self.add(title, text, advice=f"; did you mean {code!r}?", key="unit")
        elif unit == code and len(unit) == 3 and unit.isalpha() and code not in CURRENCIES:
            hint = did_you_mean(unit, CURRENCIES)
            text = f"the unit {unit!r} is no ISO 4217 currency"
            self.add(title, text, advice=hint, key="unit", level="warning")

    def relationship(self, link: Relationship) -> None:
        """Both ends exist; the columns pair up; the one side is unique by them."""
        title = item_title("relationship", link.name)
        known = self.model.dataset_by_name
        ends = (("from", link.from_dataset), ("to", link.to_dataset))
        missing = [(key, name) for key, name in ends if name not in known]
        for key, name in missing:
            advice = did_you_mean(name, known)
            self.add(title, f"unknown dataset {name!r}", advice=advice, key=key)
        if missing:
            return
        if len(link.from_columns) != len(link.to_columns):
            self.add(
                title,
                f"{len(link.from_columns)} from_columns do not pair up with "
                f"{len(link.to_columns)} to_columns",
                key="to_columns",
            )
        self._columns(title, "from_columns", link.from_columns, dataset=known[link.from_dataset])
        self._columns(title, "to_columns", link.to_columns, dataset=known[link.to_dataset])
        target = known[link.to_dataset]
        keys = [set(key) for key in (target.primary_key, *target.unique_keys) if key]
        if keys and not any(key <= set(link.to_columns) for key in keys):
            listed = ", ".join(link.to_columns)
            self.add(
                title,
                f"to_columns ({listed}) is no primary or unique key of {target.name!r}: rows could "
                "be counted several times",
                key="to_columns",
            )

    def _columns(self, title: str, key: str, columns: Iterable[str], *, dataset: Dataset) -> None:
        for column in columns:
            if column not in dataset.field_by_name:
                hint = did_you_mean(column, dataset.field_by_name)
                text = f"unknown field {column!r} of dataset {dataset.name!r}"
                self.add(title, text, advice=hint, key=key)

    def times(self) -> None:
        """Every dataset's time names fields that are reached and hold times."""
        for dataset in self.model.datasets:
            if dataset.time is not None:
                title = item_title("dataset", dataset.name)
                check = partial(check_time, self.graph, dataset.time, base=dataset.name)
                self.attempt(title, check, key="time")

    def metrics(self) -> None:
        """Every metric can be taken apart and its rows can be filtered."""
        check = MetricCheck(self.graph)
        for metric in self.model.metrics:
            title = item_title("metric", metric.name)
            self.unit(title, metric.unit)
            for finding in check.problems_of(metric):
                self.add(title, finding.text, advice=finding.advice, key=finding.key)
            for doubt in check.doubts_of(metric):
                self.add(title, doubt.text, key=doubt.key, level="warning")

    def paths(self) -> None:
        """Where several paths lead to a dataset, references must name one."""
        links: dict[str, list[Relationship]] = {}
        for link in self.model.relationships:
            if link.active:
                links.setdefault(link.from_dataset, []).append(link)
        for start in self.model.dataset_by_name:
            for one, other in _forks(start, links):
                end = self.model.relationship_by_name[one[-1]].to_dataset
                text = (
                    f"two paths lead from {start!r} to {end!r}: {'.'.join(one)} and "
                    f"{'.'.join(other)}; name one in references, or set active: false on a "
                    "relationship"
                )
                self.add(item_title("dataset", start), text, level="warning")


def _repeated(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Names that stand again (ignoring case), each with its first spelling."""
    seen: dict[str, str] = {}
    for name in names:
        if name.casefold() in seen:
            yield name, seen[name.casefold()]
        seen.setdefault(name.casefold(), name)


def _forks(start: str, links: Mapping[str, list[Relationship]]) -> Iterator[tuple[Path, Path]]:
    """Two paths from ``start`` that part at the first step and meet at the last, for each end.

    Each dataset is followed once only: what lies behind a fork is ambiguous because of the fork.
    """
    reached: dict[str, Path] = {start: ()}
    passed: dict[str, frozenset[str]] = {start: frozenset()}
    told: set[str] = set()
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for link in links.get(here, ()):
            end, path = link.to_dataset, (*reached[here], link.name)
            if end not in reached:
                reached[end], passed[end] = path, passed[here] | {here}
                waiting.append(end)
            elif end not in passed[here] | {here} | told and reached[end][0] != path[0]:
                told.add(end)
                yield reached[end], path
