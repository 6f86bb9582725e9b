"""Rows that must not be added up: plans beside actuals, many measures or currencies in one column.

Also finds general ledgers (``ledger``) and tables that are plans throughout. Runs when the tables
are joined; the metric steps read what it leaves in the tables.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from math import prod

from boardroom.semantic.model import SnapshotTime
from boardroom.semantic.profile import Probe
from boardroom.semantic.propose import lexicon
from boardroom.semantic.propose.entity import entities
from boardroom.semantic.propose.ledger import as_ledger, unadded
from boardroom.semantic.propose.movement import with_movements
from boardroom.semantic.propose.naming import snake
from boardroom.semantic.propose.view import Column, Note, Scene, Table

_MEASURE_NAMES = frozenset({"measure", "metric", "kpi", "indicator", "variable"})
_SHARED_CURRENCY = (
    frozenset({"gc", "group", "reporting", "consolidated", "converted"}) | lexicon.CURRENCY_CODES
)
_LOCAL_CURRENCY = frozenset({"lc", "local"})
_LINES = frozenset({"order_line", "sale", "order", "invoice"})
_QUANTILE = re.compile(r"(^|_)(p\d{2,3}|percentile|quantile|median)(_|$)")
_ODD_LINES = 0.1
"""At most this share of lines may be charged more than quantity × price, or next to nothing."""
_BACKWARDS = 0.1
"""Above this share of negative values a length of time is not proposed."""
_ADDED = frozenset({"money", "balance"})
_SCENARIOS = frozenset({"scenario", "version"})
_PLANS = ("budget", "forecast", "target", "quota")
_GROUPS = frozenset({"category", "place", "flag"})
_MOSTLY = 0.9
"""From this share of rows on a table without actual rows is a plan."""
_DENSE = 0.5
"""From this share of all combinations of its key on a table has one row per thing and day."""
_COMPANIES = frozenset({"company", "account"})
_BOOKS = frozenset({"ledger", "budget"})
_SALES = frozenset(
    (
        "order order_line sale invoice payment opportunity lead subscription conversion ticket "
        "transaction review shipment churn_event usage"
    ).split()
)


def shape_tables(scene: Scene, probe: Probe) -> tuple[Scene, tuple[Note, ...]]:
    """The scene with what is mixed in each table, and remarks on it."""
    alone = replace(scene, tables=tuple(_shape(table, probe) for table in scene.tables))
    booked = tuple(as_ledger(table, alone, probe) for table in alone.tables)
    planned = tuple(_as_plan(table, scene) for table in booked)
    moving = [with_movements(table, probe) for table in planned]
    shaped = _with_owners(replace(scene, tables=tuple(table for table, _ in moving)))
    notes = [note for table in shaped for note in _notes(table)]
    notes += [note for _, remarks in moving for note in remarks]
    return replace(scene, tables=shaped), tuple(notes)


def _with_owners(scene: Scene) -> tuple[Table, ...]:
    """The tables; companies at which books point and no sales are the owners of the books."""
    tables: list[Table] = []
    for table in scene.tables:
        facts = {
            scene.by_name[link.from_dataset].entity
            for link in scene.relationships
            if link.to_dataset == table.name
        }
        if table.entity in _COMPANIES and facts & _BOOKS and not facts & _SALES:
            why = "books point at its rows and no sales do: they are the owners of the books"
            table = replace(table, entity="book_owner", entity_why=why)
        tables.append(table)
    return tuple(tables)


def _shape(table: Table, probe: Probe) -> Table:
    scenario = _scenario(table)
    long_by = _long_by(table)
    mixed = frozenset((*_mixed_currencies(table), *_mixed_units(table)))
    table = replace(table, scenario=scenario, long_by=long_by, mixed=mixed)
    if table.entity == "ticket" and table.find("downtime") is not None:
        table = replace(table, entity="incident", entity_why="its rows tell how long all was down")
    return replace(table, charged=_charged(table, probe), counted=_counted(table))


def _scenario(table: Table) -> str:
    """The field that tells actual rows from planned ones."""
    for column in table.of_kind("category"):
        meanings = {lexicon.means(text, lexicon.SCENARIOS) for text, _ in column.profile.top}
        if (
            lexicon.SCENARIO_WORDS & set(column.words)
            and "actual" in meanings
            and len(meanings - {None}) > 1
        ):
            return column.name
    return ""


def _as_plan(table: Table, scene: Scene) -> Table:
    """The table as a plan, when no row is about what happened: by its scenario, else its name."""
    if table.scenario:
        return table
    plan = _planned(table)
    if plan:
        why = f"all its rows are of the scenario {plan}"
        return replace(table, plan=plan, entity="budget", entity_why=why)
    entity = entities().get(table.entity)
    named = next((word for word in _PLANS if word in table.words), "")
    dated = bool(table.of_kind("time", "calendar")) and bool(table.of_kind("measure"))
    pointed_at = any(link.to_dataset == table.name for link in scene.relationships)
    if pointed_at and not dated and table.entity == "budget":
        why = f"{table.name} are things that other rows point at, not plans of what happens"
        return replace(table, entity="product", entity_why=why)
    if not dated or pointed_at or (entity is not None and entity.listed):
        return table
    if table.entity != "budget" and not named:
        return table
    why = table.entity_why if table.entity == "budget" else f"the name speaks of a {named}"
    return replace(table, plan=named or "budget", entity="budget", entity_why=why)


def _planned(table: Table) -> str:
    """The plan that (nearly) all rows belong to by a scenario column without actual rows."""
    for column in table.of_kind("category"):
        if not _SCENARIOS & set(column.words):
            continue
        rows = {"": 0}
        for text, count in column.profile.top:
            meaning = lexicon.means(text, lexicon.SCENARIOS) or ""
            rows[meaning] = rows.get(meaning, 0) + count
        best = max(rows, key=lambda name: rows[name])
        if "actual" not in rows and rows[best] >= _MOSTLY * table.profile.rows:
            return best
    return ""


def _long_by(table: Table) -> str:
    """The field that names the measure of each row, when one value column holds many measures."""
    measures = table.of_kind("measure")
    for column in table.of_kind("category"):
        named = bool(_MEASURE_NAMES & set(column.words)) and 2 <= column.profile.distinct <= 50
        if named and len(measures) == 1 and measures[0].reading.concept in {"amount", "count", ""}:
            return column.name
    return ""


def _mixed_currencies(table: Table) -> Iterable[str]:
    """Amounts in the currency of their row, where rows differ in currency."""
    measures = [
        c
        for c in table.of_kind("measure")
        if c.reading.nature in _ADDED or c.reading.concept == "fx_rate"
    ]
    shared = any(_SHARED_CURRENCY & set(c.words) for c in measures)
    coded = [
        c
        for c in table.columns
        if c.words[-1:] in (("currency",), ("code",))
        and "currency" in c.words
        and 2 <= c.profile.distinct <= 200
    ]
    for column in measures:
        local = shared and bool(_LOCAL_CURRENCY & set(column.words))
        rate = column.reading.concept == "fx_rate"
        if local or (coded and (rate or not _SHARED_CURRENCY & set(column.words))):
            yield column.name


def _mixed_units(table: Table) -> Iterable[str]:
    """Amounts of which a column beside them says per row whether they are money or percent."""
    for kind in table.of_kind("category"):
        values = {word for text, _ in kind.profile.top for word in lexicon.name_words(text)}
        if len(kind.words) < 2 or kind.profile.distinct < 2 or not values & {"percent", "%"}:
            continue
        for column in table.of_kind("measure"):
            if column.words[:-1] == kind.words[:-1]:
                yield column.name


def _charged(table: Table, probe: Probe) -> str:
    """What lines were charged for, when it fits quantity × price less a discount in most rows."""
    quantity, price = table.find("quantity"), table.find("unit_price") or table.find("price")
    if quantity is None or price is None or table.entity not in _LINES:
        return ""
    amounts = [
        c
        for c in table.of_kind("measure")
        if c.reading.concept in {"amount", "revenue"}
        and c.reading.pure
        and c.name not in table.mixed
    ]
    full = f"ABS({quantity.sql} * {price.sql})"
    for column in sorted(amounts, key=lambda c: ("net" not in c.words, "gross" in c.words)):
        above = f"ABS({column.sql}) > {full} * 1.005 + 0.01"
        below = f"ABS({column.sql}) < {full} * 0.2"
        odd = probe.count(table.profile.name, f"{above} OR {below}")
        if odd <= _ODD_LINES * table.profile.rows:
            return column.name
    return ""


def _counted(table: Table) -> str:
    """The column that counts what the table is named after, where rows are days and dimensions."""
    entity = entities().get(table.entity)
    days = {c.name for c in table.of_kind("time")}
    single = len(table.primary_key) == 1 and table.primary_key[0] not in days
    if entity is None or entity.listed or single or not days:
        return ""
    if any(c.unique and c.reading.kind == "key" for c in table.columns):
        return ""
    called = (
        c.name
        for c in table.of_kind("measure")
        if c.reading.nature == "quantity" and c.words in entity.phrases
    )
    return next(called, "")


def per_day(table: Table) -> bool:
    """Whether rows are measures by day and dimension, so that their number means nothing.

    Things count as dimensions where nearly each of them has a row for nearly each day; a snapshot
    of things is no such table.
    """
    if not table.primary_key or not table.of_kind("measure"):
        return False
    if isinstance(table.time, SnapshotTime):
        return False
    parts = [table.by_name[name] for name in table.primary_key]
    days = [c for c in parts if c.datatype == "Date" or c.reading.kind == "calendar"]
    rest = [c for c in parts if c not in days]
    if not days or any(c.reading.kind not in {*_GROUPS, "key"} for c in rest):
        return False
    whole = prod(c.profile.distinct for c in parts)
    return all(c.reading.kind in _GROUPS for c in rest) or table.profile.rows >= _DENSE * whole


def unfit(column: Column) -> bool:
    """Whether nothing may be made of a measure: no length of time, or no mean, to be had of it."""
    return runs_backwards(column) or is_quantile(column)


def is_quantile(column: Column) -> bool:
    """Whether a column holds medians or percentiles, of which neither sum nor mean is one."""
    return _QUANTILE.search(snake(column.profile.name)) is not None


def runs_backwards(column: Column) -> bool:
    """Whether a length of time is below nothing in too many rows to mean anything."""
    return column.reading.nature == "duration" and (column.profile.negative_share or 0) > _BACKWARDS


def _notes(table: Table) -> Iterable[Note]:
    if table.scenario:
        text = (
            f"{table.scenario} mixes actual and planned rows: totals count the actual ones, "
            "plans have metrics of their own"
        )
        yield Note(kind="table", where=table.name, text=text)
    if table.long_by:
        text = (
            f"{table.long_by} says what each row measures: no total over all rows, one "
            "metric per value"
        )
        yield Note(kind="table", where=table.name, text=text)
    for name in sorted(table.mixed):
        text = "not added up: its rows are in different currencies, units or directions"
        yield Note(kind="column", where=f"{table.name}.{name}", text=text)
    for column in table.of_kind("measure"):
        if is_quantile(column):
            text = "not averaged: a mean of percentiles or medians is no percentile of the whole"
            yield Note(kind="column", where=f"{table.name}.{column.name}", text=text)
        if runs_backwards(column):
            share = column.profile.negative_share or 0
            text = f"not averaged: a length of time that is negative in {share:.0%} of the rows"
            yield Note(kind="column", where=f"{table.name}.{column.name}", text=text)
    if table.plan:
        text = f"all its rows are plans ({table.plan}): they are not counted and named as plans"
        yield Note(kind="table", where=table.name, text=text)
    for name in unadded(table):
        text = (
            f"not added up over all rows: they are booked on classes of accounts "
            f"({table.classes}), so that revenue and cost are metrics of their own"
        )
        yield Note(kind="column", where=f"{table.name}.{name}", text=text)


def uncounted_notes(tables: Iterable[Table]) -> Iterable[Note]:
    """Remarks on tables whose rows are not counted; the tables stand in time already."""
    for table in tables:
        if per_day(table):
            text = (
                f"its rows are not counted: there is one per {' and '.join(table.primary_key)}, "
                "so their number says nothing of the business"
            )
            yield Note(kind="metric", where=table.name, text=text)
