"""The model as a graph: references to fields, and the to-one paths that lead from a dataset to
them.

One ``Graph`` per ``Compiler``; everything here depends on the model alone and is remembered.
Called by the passes that resolve names and by ``Scope``, which joins along the paths.
"""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from sqlglot import exp

from boardroom.errors import AmbiguousError, NotFoundError, QueryError
from boardroom.semantic.compiler.expression import computed_field
from boardroom.semantic.model import Dataset, Field, Relationship, SemanticModel

_LONGEST_PATH = 8

Path = tuple[str, ...]
"""Names of many-to-one relationships to follow, one after the other."""

Place = tuple[Path, str]
"""A field as a dataset sees it: the to-one path to where it stands, and its name."""


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A field of the model as somebody named it.

    Attributes:
        start: the dataset the reference starts from; a base dataset is joined to it by its unique
            to-one path.
        hops: relationships to follow from there, as named in the reference.
        dataset: where the field stands: the end of the hops.
        field: the field; None for ``dataset.*``.
    """

    text: str
    start: str
    hops: Path
    dataset: str
    field: Field | None

    @property
    def qualified(self) -> str:
        """The same reference in a form that means the same everywhere."""
        return ".".join((self.start, *self.hops, self.field.name if self.field else "*"))

    @property
    def key(self) -> str:
        """``dataset.field``: what policies and coverage call it."""
        return f"{self.dataset}.{self.field.name if self.field else '*'}"


@dataclass(frozen=True, kw_only=True)
class Bridge:
    """A way to many rows: ``path`` to an entity, then back along ``link``, which points at it."""

    path: Path
    link: str


def suggest(name: str, known: Iterable[str]) -> str:
    """A sentence naming the valid names nearest to ``name``, else some of them."""
    names = sorted(set(known))
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    if near:
        return "Did you mean " + " or ".join(repr(item) for item in near) + "?"
    shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    return f"Known are: {shown or 'none'}."


class Graph:
    """Names and paths of one semantic model."""

    def __init__(self, model: SemanticModel) -> None:
        self.model = model
        self.reference = cache(self._reference)
        self.physical = cache(self._physical)
        self.paths = cache(self._paths)
        self.bridges = cache(self._bridges)
        self.place = cache(self._place)

    def _physical(self, dataset: str, name: str) -> exp.Expr:
        """A field's expression over the columns of its dataset's table; shared."""
        siblings = {item.name: item.expression.sql for item in self.dataset(dataset).fields}
        own = siblings.pop(name)
        return computed_field(own, siblings, (name,))

    def dataset(self, name: str) -> Dataset:
        """The dataset called ``name``. Raises: NotFoundError."""
        found = self.model.dataset_by_name.get(name)
        if found is None:
            raise NotFoundError(
                f"There is no dataset {name!r}", hint=suggest(name, self.model.dataset_by_name)
            )
        return found

    def relationship(self, name: str) -> Relationship:
        """The relationship called ``name``. Raises: NotFoundError."""
        found = self.model.relationship_by_name.get(name)
        if found is None:
            raise NotFoundError(
                f"There is no relationship {name!r}",
                hint=suggest(name, self.model.relationship_by_name),
            )
        return found

    def field(self, dataset: str, name: str) -> Field:
        """A field of a dataset. Raises: NotFoundError."""
        found = self.dataset(dataset).field_by_name.get(name)
        if found is None:
            names = self.dataset(dataset).field_by_name
            raise NotFoundError(
                f"Dataset {dataset!r} has no field {name!r}", hint=suggest(name, names)
            )
        return found

    @cached_property
    def datasets_by_field(self) -> dict[str, tuple[str, ...]]:
        """Bare field name → datasets having it, in model order."""
        found: dict[str, tuple[str, ...]] = {}
        for dataset in self.model.datasets:
            for item in dataset.fields:
                found[item.name] = (*found.get(item.name, ()), dataset.name)
        return found

    def _reference(self, text: str, own: str | None = None, bases: Path = ()) -> Reference:
        """What a reference means.

        Args:
            text: ``dataset.field``, ``relationship.field``, ``dataset.relationship.field``… or a
                bare field.
            own: the dataset whose fields a bare name means first.
            bases: datasets that must reach the field; they settle a bare name several datasets
                have.

        Raises:
            NotFoundError: an unknown name; the hint has the nearest ones.
            AmbiguousError: a bare name that several datasets have.
        """
        *chain, name = text.split(".")
        if not chain:
            chain = [self._owner(name, own, bases)]
        start, hops = self._start(chain, text)
        end = start
        for hop in hops:
            end = self._hop(hop, end, text)
        if name == "*":
            return Reference(text=text, start=start, hops=hops, dataset=end, field=None)
        return Reference(
            text=text, start=start, hops=hops, dataset=end, field=self.field(end, name)
        )

    def _start(self, chain: list[str], text: str) -> tuple[str, Path]:
        head, rest = chain[0], tuple(chain[1:])
        if head in self.model.dataset_by_name:
            return head, rest
        if head in self.model.relationship_by_name:
            return self.model.relationship_by_name[head].from_dataset, tuple(chain)
        known = [*self.model.dataset_by_name, *self.model.relationship_by_name]
        raise NotFoundError(
            f"{text!r}: there is no dataset or relationship {head!r}", hint=suggest(head, known)
        )

    def _hop(self, name: str, here: str, text: str) -> str:
        link = self.relationship(name)
        if link.from_dataset != here:
            raise QueryError(
                f"{text!r}: relationship {name!r} starts at {link.from_dataset!r}, not at {here!r}",
                hint=f"From {here!r} lead: {', '.join(self._names_from(here)) or 'none'}.",
            )
        return link.to_dataset

    def _names_from(self, dataset: str) -> list[str]:
        return [r.name for r in self.model.relationships if r.from_dataset == dataset]

    def _owner(self, name: str, own: str | None, bases: Path) -> str:
        having = self.datasets_by_field.get(name, ())
        if own in having:
            return str(own)
        if not having:
            known = set(self.datasets_by_field)
            raise NotFoundError(f"No dataset has a field {name!r}", hint=suggest(name, known))
        if len(having) > 1 and len(set(bases)) == 1 and bases[0] in having:
            return bases[0]
        near = [item for item in having if bases and all(self.paths(b, item) for b in bases)]
        if len(near or having) > 1:
            choices = tuple(f"{item}.{name}" for item in near or having)
            raise AmbiguousError(
                f"{name!r} is a field of several datasets: {', '.join(choices)}",
                choices=choices,
                hint="Write dataset.field.",
            )
        return (near or having)[0]

    def path(self, base: str, target: Reference) -> Path:
        """The to-one path from ``base`` to the dataset of ``target``.

        Raises:
            AmbiguousError: several paths lead there; the choices name them.
            QueryError: none does.
        """
        found = self.paths(base, target.start)
        if len(found) == 1:
            return found[0] + target.hops
        if not found:
            raise self._unreachable(base, target)
        name = target.text.rsplit(".", 1)[-1]
        choices = tuple(".".join((*path, name)) for path in found)
        raise AmbiguousError(
            f"{target.text!r} can be reached from {base!r} in {len(found)} ways: "
            f"{', '.join(choices)}",
            choices=choices,
            hint="Name the relationship, as in one of these.",
        )

    def _place(self, base: str, text: str) -> Place:
        """The place of a reference to a field. Raises: as ``reference`` and ``path``."""
        found = self.reference(text, base, (base,))
        return self.path(base, found), found.field.name if found.field else "*"

    def reaches(self, base: str, dataset: str) -> bool:
        """Whether at least one to-one path of active relationships leads from ``base`` to
        ``dataset``.
        """
        return bool(self.paths(base, dataset))

    def _paths(self, base: str, target: str) -> tuple[Path, ...]:
        """All simple to-one paths over active relationships; the empty path to itself."""
        return tuple(self._walk(base, target, (base,))) if base != target else ((),)

    def _walk(self, here: str, target: str, seen: Path) -> Iterator[Path]:
        for link in self._links_from.get(here, ()):
            if link.to_dataset == target:
                yield (link.name,)
            elif link.to_dataset not in seen and len(seen) < _LONGEST_PATH:
                for rest in self._walk(link.to_dataset, target, (*seen, link.to_dataset)):
                    yield (link.name, *rest)

    @cached_property
    def _links_from(self) -> dict[str, list[Relationship]]:
        found: dict[str, list[Relationship]] = {}
        for link in self.model.relationships:
            if link.active:
                found.setdefault(link.from_dataset, []).append(link)
        return found

    def _unreachable(self, base: str, target: Reference) -> QueryError:
        where = target.start
        if self.paths(where, base):
            return QueryError(
                f"{base!r} cannot be split by {target.text!r}: a row has many rows in {where!r}, "
                "so every one would be counted several times (fan-out)",
                hint=f"Measure on {where!r} instead, filter with an exists condition, or mark "
                f"{where!r} as a bridge.",
            )
        return QueryError(
            f"No many-to-one path leads from {base!r} to {target.text!r}",
            hint=f"Add a relationship from {base!r} (or what it points to) to {where!r}, or use a "
            "field that it reaches.",
        )

    def bridge(self, base: str, target: Reference) -> Bridge:
        """The way from ``base`` over one bridge to ``target``.

        Raises:
            AmbiguousError: there are several.
            QueryError: there is none; says why.
        """
        found = self.bridges(base, target.start)
        if not found:
            self.path(base, target)
        if len(found) == 1:
            return found[0]
        choices = tuple(
            f"{self.relationship(item.link).from_dataset}.{item.link}" for item in found
        )
        raise AmbiguousError(
            f"{target.text!r} can be reached from {base!r} over several bridges: "
            f"{', '.join(choices)}",
            choices=choices,
            hint="Use an exists condition over one of them, naming it with `via`.",
        )

    def _bridges(self, base: str, target: str) -> tuple[Bridge, ...]:
        return tuple(
            Bridge(path=path, link=link.name)
            for link in self.model.relationships
            if link.active and self.dataset(link.from_dataset).bridge
            for path in self.paths(base, link.to_dataset)
            if self._leads_on(link, target)
        )

    def _leads_on(self, entry: Relationship, target: str) -> bool:
        """Whether the bridge leads to ``target`` by another of its relationships (or is it)."""
        bridge = entry.from_dataset
        return bridge == target or any(p[0] != entry.name for p in self.paths(bridge, target))
