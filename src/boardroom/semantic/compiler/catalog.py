"""What one compilation may read: names checked against the access rules, tables of the engine; it
notes what is used.

One ``Catalog`` per compilation, over the ``Graph`` of the model; called by all passes that touch
names.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from boardroom.errors import ModelError, PolicyError, QueryError
from boardroom.semantic.compiler.dialect import identifier
from boardroom.semantic.compiler.graph import Graph, Path, Reference
from boardroom.semantic.context import CompileContext
from boardroom.semantic.model import Dataset
from boardroom.semantic.result import Caveat

_NAME = re.compile(r'[A-Za-z_]\w*(\.[A-Za-z_]\w*){0,2}|"[^"]+"(\."[^"]+"){0,2}')
_SELECT = re.compile(r"\s*\(*\s*(select|with)\b", re.IGNORECASE)


class Catalog:
    """Names and tables as one principal and one engine see them."""

    def __init__(self, graph: Graph, context: CompileContext) -> None:
        self.graph = graph
        self.context = context
        self._access = context.access
        self.datasets: dict[str, None] = {}
        self.rollups: dict[str, None] = {}
        self.time_fields: dict[str, None] = {}
        self.event_fields: dict[str, None] = {}
        self.caveats: dict[Caveat, None] = {}

    def reference(self, text: str, *, own: str | None = None, bases: Path = ()) -> Reference:
        """What a reference means. Raises: NotFoundError, AmbiguousError, PolicyError."""
        found = self.graph.reference(text, own, bases)
        if found.key in self._access.hidden_fields:
            raise PolicyError(
                f"You may not use the field {found.key!r}",
                hint="Leave it out, or ask whoever owns the data for access.",
            )
        self.permit(found.dataset)
        return found

    def permit(self, dataset: str) -> None:
        """Raises: PolicyError when the dataset is hidden."""
        if dataset in self._access.hidden_datasets:
            raise PolicyError(
                f"You may not use the dataset {dataset!r}",
                hint="Leave it out, or ask whoever owns the data for access.",
            )

    def computable(self, key: str) -> None:
        """Raises: QueryError when the engine cannot compute ``dataset.field``."""
        if key in self.context.refused:
            raise QueryError(
                self.context.refused[key],
                hint="Correct the field's expression; `boardroom model check` names its line.",
            )

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Forget what was noted inside when it fails."""
        before = dict(self.datasets), dict(self.time_fields), dict(self.caveats)
        try:
            yield
        except LookupError:
            self.datasets, self.time_fields, self.caveats = before
            raise

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Forget what was noted inside in any case."""
        before = dict(self.datasets), dict(self.time_fields), dict(self.caveats)
        try:
            yield
        finally:
            self.datasets, self.time_fields, self.caveats = before

    def hides(self, key: str) -> bool:
        """Whether ``dataset.field`` is hidden from this principal."""
        return key in self._access.hidden_fields

    def restricts(self, dataset: str) -> bool:
        """Whether a row policy is on the dataset or on anything it reaches."""
        return any(self.graph.reaches(dataset, ruled) for ruled in self._access.row_filters)

    def note(self, dataset: str, *, trusted: bool = False) -> None:
        """Note that the dataset is read. Raises: PolicyError when it is hidden from who asks."""
        if not trusted:
            self.permit(dataset)
        self.datasets[dataset] = None

    def table(self, name: str, alias: str, *, trusted: bool = False) -> exp.Expr:
        """The dataset's rows for a FROM or JOIN; row filters (``trusted``) may read hidden ones."""
        dataset = self.graph.dataset(name)
        self.note(name, trusted=trusted)
        given = self.context.tables.get(name)
        if given is not None:
            table: exp.Expr = exp.Table(this=exp.Var(this=given))
        else:
            table = _source(dataset)
        table.set("alias", exp.TableAlias(this=identifier(alias)))
        return table


def _source(dataset: Dataset) -> exp.Expr:
    text = dataset.source.strip()
    if _SELECT.match(text):
        return exp.Subquery(this=_parsed(dataset, text).copy())
    if _NAME.fullmatch(text):
        parts = [
            exp.Identifier(this=part[1:-1], quoted=True)
            if part.startswith('"')
            else identifier(part)
            for part in text.split(".")
        ]
    else:
        parts = [identifier(text)]
    names = dict(zip(("this", "db", "catalog"), reversed(parts), strict=False))
    return exp.Table(**names)


def _parsed(dataset: Dataset, text: str) -> exp.Expr:
    try:
        return _parsed_select(text)
    except SqlglotError as error:
        reason = str(error).splitlines()[0]
        raise ModelError(
            f"The source of dataset {dataset.name!r} is not valid SQL: {reason}",
            hint="Write a table name or one SELECT.",
        ) from error


@lru_cache(maxsize=256)
def _parsed_select(text: str) -> exp.Expr:
    """The tree of a SELECT; shared."""
    tree = sqlglot.parse_one(text, read="duckdb")
    return tree.unnest() if isinstance(tree, exp.Subquery) else tree
