"""Gives each table of each source a name of its own in the lake; called by ``load``.

The first source with a table ``orders`` keeps the name; another source's is called after its
source, ``shop_orders``, now and at every later load.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from boardroom.data.sources.naming import distinct_name, identifier
from boardroom.data.sources.report import Finding
from boardroom.data.sources.source_table import SourceTable
from boardroom.data.sources.spec import SourceSpec
from boardroom.data.sources.survey import Survey
from boardroom.data.warehouse.lake import Lake, LakeTable
from boardroom.errors import BoardroomError


@dataclass(frozen=True, kw_only=True)
class Look:
    """A first look at a source: its tables, or the problem; neither when it is not to be loaded."""

    spec: SourceSpec
    survey: Survey | None = None
    problem: BoardroomError | None = None
    elapsed_seconds: float = 0.0


def claim_names(looks: Sequence[Look], lake: Lake) -> tuple[Look, ...]:
    """The looks in order, with names that no other source has in ``lake`` or before it."""
    tables = lake.tables()
    owners = _owners(tables)
    return tuple(_claimed(_continued(look, tables), owners) for look in looks)


def _continued(look: Look, stored: Mapping[str, LakeTable]) -> Look:
    """The look; a table whose files were loaded under another name goes on under that name."""
    if look.survey is None:
        return look
    found = {table.name for table in look.survey.tables}
    by_file: dict[str, set[str]] = {}
    for name, version in stored.items():
        files = version.details.get("files")
        if version.details.get("source") == look.spec.name and isinstance(files, Mapping):
            for origin in files:
                by_file.setdefault(str(origin), set()).add(name)
    tables = []
    for table in look.survey.tables:
        known = set().union(*(by_file.get(table.origin(file), ()) for file in table.files))
        lost = known - found if table.name not in stored and not table.part else set()
        tables.append(replace(table, name=lost.pop()) if len(lost) == 1 else table)
    return replace(look, survey=replace(look.survey, tables=tuple(tables)))


def own_name(table: SourceTable, spec: SourceSpec, lake: Lake) -> str:
    """The name of ``table``; another where ``lake`` has a table of that name of another source."""
    if table.name not in lake.names():
        return table.name
    return _free_name(table.name, spec.name, _owners(lake.tables()))


def _owners(stored: Mapping[str, LakeTable]) -> dict[str, str]:
    return {name: str(version.details.get("source", "")) for name, version in stored.items()}


def _claimed(look: Look, owners: dict[str, str]) -> Look:
    if look.survey is None:
        return look
    tables: list[SourceTable] = []
    notes = list(look.survey.notes)
    for table in look.survey.tables:
        name = _free_name(table.name, look.spec.name, owners)
        owners[name] = look.spec.name
        tables.append(replace(table, name=name))
        if name != table.name:
            text = f"another source has a table {table.name!r}; this one is called {name!r}"
            notes.append(Finding(kind="renamed_table", text=text))
    return replace(look, survey=Survey(tables=tuple(tables), notes=tuple(notes)))


def _free_name(name: str, source: str, owners: dict[str, str]) -> str:
    if owners.get(name, source) == source:
        return name
    longer = identifier(f"{source} {name}", fallback=name)
    if owners.get(longer, source) == source:
        return longer
    return distinct_name(longer, set(owners))
