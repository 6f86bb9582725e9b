"""One dataset with the to-one relatives joined to it: where references become columns.

A ``Scope`` belongs to one SELECT. Asking it for a column joins what is needed; ``source`` gives the
FROM with all joins so far. Rows are never multiplied: joins are many-to-one LEFT JOINs.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from boardroom.errors import QueryError
from boardroom.semantic.compiler.absence import where_there
from boardroom.semantic.compiler.catalog import Catalog
from boardroom.semantic.compiler.dialect import column, identifier
from boardroom.semantic.compiler.expression import parse, substitute, wrap
from boardroom.semantic.compiler.graph import Path, Place, Reference
from boardroom.semantic.model import Field
from boardroom.semantic.rollup import Rollup


@dataclass(frozen=True, kw_only=True)
class Stored:
    """Rows standing in for a dataset's own: a rollup table or a subquery.

    Attributes:
        table: for the FROM, without alias.
        columns: (path, field name) → column, where fields of the dataset or of its relatives are
            stored ready-made; None = the dataset's own.
        needed: the column without which the rows are not for this SELECT.
        time_field, day: in a rollup, the field whose day stands in column ``day``.
        rollup: set when the table is one.
    """

    table: exp.Expr
    columns: Mapping[Place, str] | None = None
    needed: str | None = None
    time_field: str | None = None
    day: str | None = None
    rollup: Rollup | None = None


class NotStoredError(LookupError):
    """A rollup lacks what a SELECT needs; raw rows have it. Never leaves the compiler."""


class Scope:
    """The namespace of one SELECT over dataset ``base``."""

    def __init__(
        self,
        catalog: Catalog,
        base: str,
        *,
        stored: Stored | None = None,
        trusted: bool = False,
    ) -> None:
        """A scope over ``base``; a ``trusted`` one serves row filters, which may use all."""
        self.catalog = catalog
        self.base = base
        self.trusted = trusted
        self.alias = base
        self._stored = stored
        self._aliases: dict[tuple[Path, bool], str] = {((), False): base}
        self._joins: list[exp.Join] = []
        self._veiled: list[tuple[str, exp.Join]] = []
        self._read: set[str] = set()

    def tells_apart(self, keys: Collection[Place]) -> bool:
        """Whether ``keys``, with the day, tell apart all rows of the rollup: none is added up."""
        columns = self._stored.columns if self._stored else None
        return columns is not None and columns.keys() <= set(keys)

    @property
    def rollup(self) -> Rollup | None:
        """The rollup that stands in for the base's rows, if one does."""
        return self._stored.rollup if self._stored else None

    def stored_day(self, target: Reference) -> exp.Expr | None:
        """The column with the day of a time field, where only that is stored."""
        stored, graph = self._stored, self.catalog.graph
        if stored is None or stored.day is None or stored.time_field is None:
            return None
        time = graph.reference(stored.time_field, self.base, (self.base,))
        path = graph.path(self.base, time)
        same = target.field == time.field and target.dataset == time.dataset
        if not same or graph.path(self.base, target) != path or self._veils(path):
            return None
        return column(stored.day, self.alias)

    @property
    def veiled(self) -> Sequence[tuple[str, exp.Join]]:
        """(dataset, join) of relatives of which only the visible rows may be joined: those under a
        row policy that the base's own rows are not chosen by.
        """
        return self._veiled

    def resolve(self, text: str) -> Reference:
        """What a reference means here; bare names are the base's own fields first."""
        if self.trusted:
            return self.catalog.graph.reference(text, self.base, (self.base,))
        return self.catalog.reference(text, own=self.base, bases=(self.base,))

    def reaches(self, target: Reference) -> bool:
        """Whether a to-one path leads to the reference."""
        return self.catalog.graph.reaches(self.base, target.start)

    def expression(self, sql: str) -> exp.Expr:
        """A canonical expression with all references replaced by columns."""
        return self.bind(parse(sql))

    def bind(self, tree: exp.Expr) -> exp.Expr:
        """A canonical tree with all references replaced by columns."""
        return substitute(tree, lambda text: self.column(self.resolve(text)))

    def column(self, target: Reference) -> exp.Expr:
        """The field's expression, over a table joined for it if need be."""
        path = self.catalog.graph.path(self.base, target)
        if target.field is None:
            return self._presence(path, target)
        if target.field.datatype == "Date" and self.rollup and self.rollup.grain == "day":
            day = self.stored_day(target)
            if day is not None:
                return day
        return self.field(path, target.field)

    def field(self, path: Path, item: Field, *, trusted: bool = False) -> exp.Expr:
        """The expression of a field of the dataset at the end of ``path``."""
        stored = self._stored_column(path, item, trusted=trusted or self.trusted)
        if stored is not None:
            return stored
        return self._joined(path, item, trusted=trusted)

    def _joined(self, path: Path, item: Field, *, trusted: bool) -> exp.Expr:
        """The expression of a field over the table that holds it, whatever else has it too."""
        value = self._written(path, item, trusted=trusted)
        if not path:
            return value
        link = self.catalog.graph.relationship(path[-1])
        key = self._field(link.to_dataset, link.to_columns[0])
        return (
            value if item is key else where_there(value, self._written(path, key, trusted=trusted))
        )

    def _written(self, path: Path, item: Field, *, trusted: bool) -> exp.Expr:
        """A field's own expression over the table joined for it."""
        table = self.join(path, trusted=trusted)
        dataset = self._end(path)
        self.catalog.computable(f"{dataset}.{item.name}")
        return qualified(self.catalog.graph.physical(dataset, item.name), table)

    def _stored_column(self, path: Path, item: Field, *, trusted: bool) -> exp.Expr | None:
        """The column in which what stands in for the base's rows has a field, if it has; not of
        relatives only some of whose rows may be seen."""
        if self._stored is None or self._stored.columns is None:
            return None
        name = self._stored.columns.get((path, item.name))
        if name is None and not path:
            raise NotStoredError(item.name)
        if name is None or (not trusted and self._veils(path)):
            return None
        self._pass(path, trusted=trusted)
        self._read.add(name)
        return column(name, self.alias)

    def allow(self, target: Reference) -> None:
        """Note that a stored measure takes a field. Raises: PolicyError where a dataset on the way
        is hidden; NotStoredError where only some of its rows may be seen."""
        path = self.catalog.graph.path(self.base, target)
        if self._veils(path):
            raise NotStoredError(target.text)
        self._pass(path, trusted=self.trusted)

    def _pass(self, path: Path, *, trusted: bool) -> None:
        """Note the datasets on the way as joining them would."""
        for length in range(1, len(path) + 1):
            self.catalog.note(self._end(path[:length]), trusted=trusted)

    def _presence(self, path: Path, target: Reference) -> exp.Expr:
        """What ``COUNT(dataset.*)`` counts: the rows themselves, or a relative's key where there is
        one.
        """
        if not path:
            return exp.Star()
        key = self.catalog.graph.dataset(target.dataset).primary_key
        link = self.catalog.graph.relationship(path[-1])
        return self.field(
            path, self.catalog.graph.field(target.dataset, (key or link.to_columns)[0])
        )

    def join(self, path: Path, *, trusted: bool = False) -> str:
        """The alias of the dataset at the end of ``path``, joined on first use."""
        trusted = trusted or self.trusted
        veiled = not trusted and self._veils(path)
        if (path, veiled) in self._aliases:
            return self._aliases[path, veiled]
        self.join(path[:-1], trusted=trusted)
        link = self.catalog.graph.relationship(path[-1])
        alias = self._new_alias(path, link.to_dataset)
        self._aliases[path, veiled] = alias
        near = [(path[:-1], self._field(link.from_dataset, name)) for name in link.from_columns]
        far = [(path, self._field(link.to_dataset, name)) for name in link.to_columns]
        pairs = [
            exp.EQ(
                this=wrap(self.field(*left, trusted=trusted)),
                expression=wrap(self._written(*right, trusted=trusted)),
            )
            for left, right in zip(near, far, strict=True)
        ]
        table = self.catalog.table(link.to_dataset, alias, trusted=trusted)
        join = exp.Join(this=table, side="LEFT", on=exp.and_(*pairs, copy=False))
        self._joins.append(join)
        if veiled and self._is_veiled(path):
            self._veiled.append((link.to_dataset, join))
        return alias

    def _veils(self, path: Path) -> bool:
        """Whether a step of the way leads to rows that may be hidden (``_is_veiled``)."""
        return any(self._is_veiled(path[: n + 1]) for n in range(len(path)))

    def _is_veiled(self, path: Path) -> bool:
        """Whether the row policy of what ``path`` leads to does not choose among the base's rows:
        it is not one of the ways that the policy follows.
        """
        end = self._end(path)
        return path not in self.catalog.graph.paths(self.base, end) and self.catalog.restricts(end)

    def add_join(self, join: exp.Join) -> None:
        """A further join, after those it depends on."""
        self._joins.append(join)

    def source(self, select: exp.Select) -> exp.Select:
        """The SELECT with FROM and all joins that its columns asked for."""
        if self._stored:
            if self._stored.needed not in {None, *self._read}:
                raise NotStoredError(self.base)
            table = self._stored.table
            self.catalog.datasets[self.base] = None
            if self.rollup:
                self.catalog.datasets |= dict.fromkeys(self.rollup.via)
            table.set("alias", exp.TableAlias(this=identifier(self.alias)))
        else:
            table = self.catalog.table(self.base, self.alias, trusted=self.trusted)
        select.set("from_", exp.From(this=table))
        select.set("joins", list(self._joins))
        return select

    def _field(self, dataset: str, name: str) -> Field:
        return self.catalog.graph.field(dataset, name)

    def _end(self, path: Path) -> str:
        return self.catalog.graph.relationship(path[-1]).to_dataset if path else self.base

    def _new_alias(self, path: Path, dataset: str) -> str:
        taken = set(self._aliases.values())
        for name in (dataset, path[-1], "_".join(path), "_".join(("all", *path))):
            if name not in taken:
                return name
        raise QueryError(
            f"The path {'.'.join(path)!r} cannot be told from another one in the same query",
            hint="Rename one of its relationships in the model.",
        )


def qualified(tree: exp.Expr, table: str) -> exp.Expr:
    """A copy of a field's expression with every column of the table it stands in."""
    copy = tree.copy()
    if isinstance(copy, exp.Column):
        copy.set("table", identifier(table))
        return copy
    for item in list(copy.find_all(exp.Column)):
        item.set("table", identifier(table))
    return copy
