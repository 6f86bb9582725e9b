"""Packs meet a model: which of a pack's tables and metrics the data has, and what is missing.

A pack's metrics over canonical tables become metrics over the model's own datasets, so that they
are compiled, checked and queried like all others. A metric that the model has already wins: a pack
then only adds target, thresholds and owner where the model says none. A proposed metric that is a
pack's under another name gives way: it can be asked for, but no page shows it. Called by the
workspace.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from boardroom.errors import BoardroomError, ModelError
from boardroom.executive.meaning import hide_second_names
from boardroom.executive.pack import CanonicalTable, Pack, PageSettings, TableMapping
from boardroom.executive.settings_check import Known, check_settings
from boardroom.insight.model import NotAvailable
from boardroom.semantic.compiler.expression import (
    canonical_sql,
    parse,
    reference,
    references,
    substitute,
)
from boardroom.semantic.model import (
    Dataset,
    EventTime,
    Expression,
    IntervalTime,
    Metric,
    MovementTime,
    SemanticModel,
    SnapshotTime,
    TimeSpec,
)
from boardroom.semantic.nearest import did_you_mean

_OTHER = "other"
_CURRENCY = re.compile(r"[A-Z]{3}")
_PLAIN_REFERENCE = re.compile(r'"([a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*)"')
"""References that read the same without quotes."""


@dataclass(frozen=True, kw_only=True)
class Department:
    """A pack on one model.

    Attributes:
        metrics: names of the model's metrics that stand on its page, in order.
        tables: canonical table → where it is; every canonical field that was found.
        named: how many of them the pack itself names; they come first.
        missing: what the pack knows of that the data does not have.
        usual: metrics whose thresholds nobody chose for this company.
    """

    pack: Pack
    metrics: tuple[str, ...]
    named: int
    tables: Mapping[str, TableMapping]
    missing: tuple[NotAvailable, ...] = ()
    usual: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class BoundPacks:
    """A model with the metrics of packs, and the departments that have something to show.

    Attributes:
        absent: departments without any metric, with what they would need.
    """

    model: SemanticModel
    departments: tuple[Department, ...]
    absent: tuple[NotAvailable, ...] = ()


def bind_packs(model: SemanticModel, packs: Sequence[Pack], settings: PageSettings) -> BoundPacks:
    """Bind packs to a model.

    Raises:
        ModelError: a mapping of the workspace names what does not exist.
    """
    tables = _find_tables(model, packs, settings)
    added: dict[str, Metric] = {}
    for pack in packs:
        for metric in pack.metrics:
            if metric.name not in model.metric_by_name and metric.name not in added:
                made = _translate(metric, tables, pack)
                if made is not None:
                    added[metric.name] = made
    known = {**model.metric_by_name, **added}
    usable = _closed(known, added)
    wider = replace(model, metrics=(*model.metrics, *usable))
    wider = replace(wider, metrics=tuple(hide_second_names(wider, {item.name for item in usable})))
    wider = replace(wider, metrics=tuple(_enriched(wider, packs, settings)))
    departments = _departments(wider, packs, tables, settings)
    chosen = {item.name for item in model.metrics if item.thresholds} | settings.thresholds.keys()
    return BoundPacks(
        model=wider,
        departments=tuple(
            replace(item, usual=item.pack.usual - chosen) for item in departments if item.metrics
        ),
        absent=tuple(_absent(item) for item in departments if not item.metrics),
    )


def _find_tables(
    model: SemanticModel, packs: Sequence[Pack], settings: PageSettings
) -> Mapping[str, TableMapping]:
    """Where each canonical table is; those that are nowhere are left out."""
    wanted: dict[str, CanonicalTable] = {}
    for pack in packs:
        for table in pack.tables:
            known = wanted.get(table.name)
            wanted[table.name] = table if known is None else _both(known, table)
    for name in settings.tables:
        if name not in wanted:
            at = f"{settings.place('tables', name)}: tables"
            message = f"{at}: no pack has a table {name!r}{did_you_mean(name, wanted)}"
            raise ModelError(message, hint=f"Tables of packs: {', '.join(sorted(wanted))}.")
    found = {}
    for name, table in wanted.items():
        mapped = settings.tables.get(name)
        place = _told(model, table, mapped, settings) if mapped else _guessed(model, table)
        if place is not None:
            found[name] = place
    return found


def _both(first: CanonicalTable, second: CanonicalTable) -> CanonicalTable:
    fields = {item.name: item for item in (*first.fields, *second.fields)}
    return replace(first, fields=tuple(fields.values()), aliases=(*first.aliases, *second.aliases))


def _told(
    model: SemanticModel, table: CanonicalTable, mapped: TableMapping, settings: PageSettings
) -> TableMapping:
    """A mapping of the workspace, the fields it leaves out found by their names."""
    dataset = model.dataset_by_name.get(mapped.dataset)
    if dataset is None:
        near = did_you_mean(mapped.dataset, model.dataset_by_name)
        place = settings.place("tables", table.name, "dataset")
        message = f"{place}: tables: {table.name!r} is mapped to {mapped.dataset!r}, which the"
        raise ModelError(
            f"{message} model does not have{near}",
            hint=f"Datasets of the model: {', '.join(sorted(model.dataset_by_name))}.",
        )
    names = [item.name for item in table.fields]
    for name, text in mapped.fields.items():
        at = f"{settings.place('tables', table.name, 'fields', name)}: tables"
        if name not in names:
            message = f"{at}: table {table.name!r} has no field {name!r}{did_you_mean(name, names)}"
            raise ModelError(message, hint=f"Its fields: {', '.join(names)}.")
        try:
            own = list(references(_tree(text)))
        except BoardroomError as exc:
            message = f"{at}: field {name!r} of table {table.name!r}: {exc.message}"
            raise ModelError(
                message, hint="Write a field of the dataset, or SQL over them."
            ) from exc
        for named in own:
            if "." not in named and named not in dataset.field_by_name:
                message = (
                    f"{at}: field {name!r} of table {table.name!r}: dataset "
                    f"{dataset.name!r} has no field {named!r}"
                )
                near = did_you_mean(named, dataset.field_by_name)
                hint = f"Fields of the dataset: {', '.join(dataset.field_by_name)}."
                raise ModelError(f"{message}{near}", hint=hint)
    return TableMapping(
        dataset=dataset.name, fields={**_same_names(dataset, table), **mapped.fields}
    )


def _guessed(model: SemanticModel, table: CanonicalTable) -> TableMapping | None:
    """The dataset called like the table that has all fields it needs."""
    names = {_plain(name) for name in (table.name, *table.aliases)}
    needed = {item.name for item in table.fields if item.needed}
    for dataset in model.datasets:
        if _plain(dataset.name) in names:
            fields = _same_names(dataset, table)
            if needed <= fields.keys():
                return TableMapping(dataset=dataset.name, fields=fields)
    return None


def _same_names(dataset: Dataset, table: CanonicalTable) -> dict[str, str]:
    """Canonical field → the dataset's field of that name or alias."""
    own = {_plain(name): name for name in dataset.field_by_name}
    found = {}
    for item in table.fields:
        match = next((own[name] for name in _names(item.name, item.aliases) if name in own), None)
        if match is not None:
            found[item.name] = match
    return found


def _names(name: str, aliases: Iterable[str]) -> Iterable[str]:
    yield _plain(name)
    for alias in aliases:
        yield _plain(alias)


def _plain(name: str) -> str:
    return "".join(part for part in name.casefold() if part.isalnum())


class _Unmapped(Exception):
    """A canonical table or field is nowhere in the model."""


def _translate(metric: Metric, tables: Mapping[str, TableMapping], pack: Pack) -> Metric | None:
    """The metric over the model's own datasets; None when the model lacks what it needs."""
    if not metric.expression.sql:
        return None
    try:
        return replace(
            metric,
            expression=Expression(sql=_text(metric.expression.sql, tables, metric.dataset) or ""),
            dataset=_dataset(metric.dataset, tables),
            filter=_text(metric.filter, tables, metric.dataset),
            time=_time(metric.time, tables, metric.dataset),
            inputs={
                name: replace(item, filter=_text(item.filter, tables, metric.dataset))
                for name, item in metric.inputs.items()
            },
            department=metric.department or pack.name,
        )
    except _Unmapped:
        return None


def translate(
    text: str, tables: Mapping[str, TableMapping], *, home: str | None = None
) -> str | None:
    """A condition or expression over canonical fields as one over the model's; None when the model
    lacks a field.

    Args:
        text: SQL over ``table.field`` references, or bare fields of ``home``.
        tables: where the canonical tables are.
        home: the table that bare names belong to.
    """
    try:
        return _text(text, tables, home)
    except _Unmapped:
        return None


def _dataset(name: str | None, tables: Mapping[str, TableMapping]) -> str | None:
    if name is None:
        return None
    if name not in tables:
        raise _Unmapped
    return tables[name].dataset


def _text(text: str | None, tables: Mapping[str, TableMapping], home: str | None) -> str | None:
    """An expression over canonical fields as one over the model's."""
    if text is None:
        return None

    def lookup(reference: str) -> object:
        table, dot, name = reference.partition(".")
        if not dot:
            table, name = home or "", reference
            if table not in tables or name not in tables[table].fields:
                return parse(reference)
        if table not in tables or name not in tables[table].fields:
            raise _Unmapped
        return _qualified(tables[table], name)

    tree = substitute(parse(text), lookup)  # type: ignore[arg-type]  # trees
    return _PLAIN_REFERENCE.sub(r"\1", canonical_sql(tree))


def _qualified(table: TableMapping, name: str) -> object:
    """A canonical field's expression with every column named by its dataset."""
    tree = _tree(table.fields[name])
    return substitute(tree, lambda own: parse(own if "." in own else f'"{table.dataset}.{own}"'))


def _tree(text: str) -> exp.Expr:
    """A mapped field as a tree; a plain name is a field, whatever the word means in SQL."""
    return reference(text) if text.isidentifier() else parse(text)


def _time(
    spec: TimeSpec | None, tables: Mapping[str, TableMapping], home: str | None
) -> TimeSpec | None:
    def named(reference: str) -> str:
        table, dot, name = reference.rpartition(".")
        place = tables.get(table if dot else home or "")
        if place is None or name not in place.fields:
            raise _Unmapped
        return f"{place.dataset}.{place.fields[name]}"

    match spec:
        case None:
            return None
        case EventTime():
            return EventTime(field=named(spec.field))
        case IntervalTime():
            return IntervalTime(start=named(spec.start), end=named(spec.end))
        case SnapshotTime():
            entity = tuple(named(item) for item in spec.entity)
            return SnapshotTime(field=named(spec.field), entity=entity)
        case MovementTime():
            return MovementTime(field=named(spec.field))


def _closed(known: Mapping[str, Metric], added: Mapping[str, Metric]) -> tuple[Metric, ...]:
    """The added metrics whose inputs exist, in order."""
    usable = dict(added)
    while True:
        have = {name for name in known if name not in added or name in usable}
        lost = [name for name, item in usable.items() if not _inputs(item) <= have]
        if not lost:
            return tuple(usable.values())
        for name in lost:
            del usable[name]


def _inputs(metric: Metric) -> set[str]:
    """Names of other metrics in an expression."""
    bare = {name for name in references(parse(metric.expression.sql)) if "." not in name}
    return {metric.inputs[name].metric if name in metric.inputs else name for name in bare}


def _enriched(
    model: SemanticModel, packs: Sequence[Pack], settings: PageSettings
) -> Iterable[Metric]:
    """The model's metrics with what workspace and packs say of them, the workspace first."""
    said = {metric.name: (pack, metric) for pack in reversed(packs) for metric in pack.metrics}
    money = _money(model)
    for metric in model.metrics:
        pack, own = said.get(metric.name, (None, metric))
        proposed = metric.confidence is not None or metric.department is None
        name = metric.name
        yield replace(
            metric,
            department=pack.name if pack is not None and proposed else metric.department,
            target=settings.targets.get(name, _first(metric.target, own.target)),
            thresholds=settings.thresholds.get(name, metric.thresholds or own.thresholds),
            owner=settings.owners.get(name) or metric.owner or own.owner,
            direction=metric.direction or own.direction,
            unit=money if (unit := metric.unit or own.unit) == "currency" else unit,
        )


def _money(model: SemanticModel) -> str:
    """The one currency that the model's amounts are in; ``currency`` where there are several."""
    fields = (item.unit for dataset in model.datasets for item in dataset.fields)
    metrics = (item.unit for item in model.metrics)
    known = {unit for unit in (*fields, *metrics) if unit and _CURRENCY.fullmatch(unit)}
    return known.pop() if len(known) == 1 else "currency"


def _first(value: float | None, other: float | None) -> float | None:
    return other if value is None else value


def _departments(
    model: SemanticModel,
    packs: Sequence[Pack],
    tables: Mapping[str, TableMapping],
    settings: PageSettings,
) -> tuple[Department, ...]:
    """All packs, then the model's further departments, in the workspace's order."""
    homes: dict[str, list[str]] = {pack.name: [] for pack in packs}
    for metric in model.metrics:
        if not metric.hidden:
            homes.setdefault(metric.department or _OTHER, []).append(metric.name)
    by_name = {pack.name: pack for pack in packs}
    found = [
        _department(
            by_name.get(name) or _bare_pack(name),
            metrics,
            missing=_lost(model, by_name.get(name), tables),
            tables=tables,
            settings=settings,
        )
        for name, metrics in homes.items()
    ]
    by_department = {item.pack.name: item for item in found}
    known = Known(departments=by_department, metrics=model.metric_by_name, packs=packs)
    check_settings(settings, known)
    if settings.sections:
        return tuple(by_department[name] for name in settings.sections)
    return tuple(sorted(found, key=lambda item: item.pack.name == _OTHER))


def _bare_pack(name: str) -> Pack:
    title = "More metrics" if name == _OTHER else name.replace("_", " ").strip().capitalize()
    return Pack(name=name, title=title)


def _department(
    pack: Pack,
    metrics: Sequence[str],
    *,
    missing: Iterable[NotAvailable],
    tables: Mapping[str, TableMapping],
    settings: PageSettings,
) -> Department:
    order = {item.name: place for place, item in enumerate(pack.metrics)}
    ordered = sorted(metrics, key=lambda name: order.get(name, len(order)))
    return Department(
        pack=replace(pack, owner=settings.owners.get(pack.name, pack.owner)),
        metrics=tuple(ordered),
        named=sum(name in order for name in metrics),
        tables={item.name: tables[item.name] for item in pack.tables if item.name in tables},
        missing=tuple(missing),
    )


def _lost(
    model: SemanticModel, pack: Pack | None, tables: Mapping[str, TableMapping]
) -> Iterable[NotAvailable]:
    """One sentence per canonical table that metrics of the pack wait for."""
    if pack is None:
        return
    lost = [
        item
        for item in pack.metrics
        if item.expression.sql and item.name not in model.metric_by_name
    ]
    by_table: dict[str, list[str]] = {}
    for metric in lost:
        needed = {
            name.partition(".")[0]
            for name in (*references(parse(metric.expression.sql)), f"{metric.dataset or ''}.")
            if "." in name
        }
        nowhere = [item.name for item in pack.tables if item.name in needed]
        for name in nowhere[:1]:
            by_table.setdefault(name, []).append(metric.title)
    about = {item.name: item.description for item in pack.tables}
    for name, titles in by_table.items():
        state = "lacks the fields they need" if name in tables else "is not connected"
        why = (
            f"Table «{name}» ({about[name].rstrip('.')}) {state}; map it in boardroom.yml "
            f"under tables."
        )
        yield NotAvailable(what=f"{pack.title}: {', '.join(titles)}", why=why)


def _absent(department: Department) -> NotAvailable:
    pack = department.pack
    lost = ", ".join(f"«{item.name}»" for item in pack.tables if item.name not in department.tables)
    poor = (
        f"«{item.name}» lacks the fields that metrics need"
        for item in pack.tables
        if item.name in department.tables
    )
    told = (f"not connected: {lost}" if lost else "", *poor)
    why = "; ".join(filter(None, told)) or "It has no metrics"
    return NotAvailable(what=pack.title, why=f"{why[:1].upper()}{why[1:]}.")
