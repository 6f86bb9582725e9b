"""How subscriptions follow one another, and what customers thereby add, give up and take away.

A table of subscriptions tells of contracts, not of customers: a renewal is a new row, a change of
plan two. Where a customer has several rows, this makes a table of the changes of each customer's
recurring revenue, of which churn, expansion and net revenue retention are plain sums. Called by
``propose`` once the tables are placed in time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from boardroom.semantic.model import EventTime, IntervalTime, Relationship
from boardroom.semantic.profile import ColumnProfile, Probe, TableProfile
from boardroom.semantic.propose.binding import person_key
from boardroom.semantic.propose.hidden import quoted
from boardroom.semantic.propose.naming import unique_name
from boardroom.semantic.propose.view import Column, Note, Reading, Scene, Table

_RENEWED = 0.2
"""Above this share of ends at which the customer goes on, rows are periods of one subscription."""
_SEASON = 62
"""Days: where nothing starts for longer, the last start does not tell how far the table reaches."""
_INTAKE = 0.1
"""Above this share of rows that start on a day after such a silence, there are seasons."""
_UNKNOWN = (
    "customers who came, left, stayed or changed are not counted: rows start in seasons and most "
    "ends lie after the last start, so that ends that happened and planned ends look alike"
)
_KINDS = ("new", "expansion", "contraction", "churn", "reactivation")


@dataclass(frozen=True, kw_only=True)
class _Terms:
    """The columns of a table of subscriptions."""

    table: Table
    person: Column
    start: Column
    end: Column

    @property
    def rows(self) -> str:
        """The table in a FROM."""
        return ".".join(quoted(part) for part in self.table.profile.name.split("."))


def follow_subscriptions(scene: Scene, probe: Probe) -> tuple[Scene, tuple[Note, ...]]:
    """The scene with ends as they are meant, remarks, and the changes of recurring revenue."""
    tables, links, notes = list(scene.tables), list(scene.relationships), list[Note]()
    for number, table in enumerate(scene.tables):
        terms = _terms(table)
        if terms is None:
            continue
        terms, remarks = _read(terms, probe)
        notes += remarks
        tables[number] = terms.table
        money = terms.table.find("mrr")
        if money is None or money.name in table.mixed:
            continue
        ends = _known_ends(terms, scene, probe)
        if ends is None:
            notes.append(Note(kind="table", where=table.name, text=_UNKNOWN))
            continue
        changes = _changes(terms, money, ends, unique_name("mrr_changes", (t.name for t in tables)))
        tables.append(changes)
        links += _links(terms, changes, scene)
    return replace(scene, tables=tuple(tables), relationships=tuple(links)), tuple(notes)


def _terms(table: Table) -> _Terms | None:
    """The columns of subscriptions of which customers have several."""
    time, person = table.time, person_key(table)
    if not isinstance(time, IntervalTime) or table.entity != "subscription" or person is None:
        return None
    if person.unique or not {time.start, time.end} <= table.by_name.keys():
        return None
    start, end = table.by_name[time.start], table.by_name[time.end]
    return _Terms(table=table, person=person, start=start, end=end)


def _read(terms: _Terms, probe: Probe) -> tuple[_Terms, list[Note]]:
    """Whether ends are the last day or the day after, whether rows renew others or overlap."""
    name, rows = terms.table.name, terms.table.profile.rows
    notes: list[Note] = []
    at_end = _followed(terms, terms.end.sql, probe)
    if terms.end.datatype == "Date":
        day_after = f"CAST({terms.end.sql} + INTERVAL '1' DAY AS DATE)"
        later = _followed(terms, day_after, probe)
        if later > at_end and later > _RENEWED * terms.end.filled:
            text = (
                f"{terms.end.name} is the last day: {later} rows are followed by another of the "
                "same customer on the day after it, so a row holds until then"
            )
            notes.append(Note(kind="time", where=name, text=text))
            at_end, terms = later, _until(terms, day_after)
    renewed = at_end > _RENEWED * terms.end.filled
    remarks = []
    if renewed:
        text = (
            f"{at_end} of {terms.end.filled} ends are followed by another row of the same "
            "customer at once: starts and ends of rows are not counted as new and lost"
        )
        notes.append(Note(kind="table", where=name, text=text))
    several = _overlapping(terms, probe)
    if several:
        remarks.append(
            f"customers may hold several {name} at a time, and all count: {several} of {rows} "
            "rows start while another of the same customer holds"
        )
    table = replace(terms.table, renewed=renewed, remarks=tuple(remarks))
    return replace(terms, table=table), notes


def _followed(terms: _Terms, end: str, probe: Probe) -> int:
    """Rows at whose end another of the same customer starts."""
    person, start = terms.person.sql, terms.start.sql
    starts = f"SELECT {person}, {start} FROM {terms.rows} WHERE {start} IS NOT NULL"
    condition = f"{terms.end.sql} IS NOT NULL AND ({person}, {end}) IN ({starts})"
    return probe.count(terms.table.profile.name, condition)


def _overlapping(terms: _Terms, probe: Probe) -> int:
    """Rows that start while the row before of the same customer holds."""
    person, start, end = terms.person.sql, terms.start.sql, terms.end.sql
    over = f"OVER (PARTITION BY {person} ORDER BY {start})"
    before = (
        f"SELECT {person} AS person, {start} AS start_at, LAG({start}) {over} AS earlier, "
        f"LAG({end}) {over} AS before_end FROM {terms.rows}"
    )
    holds = "x.earlier IS NOT NULL AND (x.before_end IS NULL OR x.before_end > x.start_at)"
    found = f"SELECT x.person, x.start_at FROM ({before}) AS x WHERE {holds}"
    return probe.count(terms.table.profile.name, f"({person}, {start}) IN ({found})")


def _until(terms: _Terms, sql: str) -> _Terms:
    """Rows that hold through their last day end on the day after."""
    own = terms.table
    name = unique_name("held_until", own.by_name)
    reading = replace(
        terms.end.reading, why=f"the day after {terms.end.name}, its last day", concept="", weight=0
    )
    until = replace(terms.end, name=name, sql=sql, reading=reading)
    time = IntervalTime(start=terms.start.name, end=name)
    why = f"a row holds from {terms.start.name} through {terms.end.name}"
    table = replace(own, columns=(*own.columns, until), time=time, time_why=why)
    return replace(terms, table=table, end=until)


def _known_ends(terms: _Terms, scene: Scene, probe: Probe) -> str | None:
    """The condition for ends that have happened, beside plans; None where they look alike.

    Where rows start all the time, ends after the last start are plans. Where most rows that held
    then have no end at all, ends are written as they happen: all are known when rows start in
    seasons, or when what else the company records reaches as far.
    """
    name, start, end = terms.table.profile.name, terms.start.sql, terms.end.sql
    last = f"(SELECT MAX({start}) FROM {terms.rows})"
    later = probe.count(name, f"{end} > {last}")
    happen = 2 * later <= probe.count(
        name, f"{start} <= {last} AND ({end} IS NULL OR {end} > {last})"
    )
    seasonal = later > 0 and _in_seasons(terms, probe)
    if seasonal and not happen:
        return None
    if happen and (seasonal or _reached(terms, scene)):
        return f"{end} IS NOT NULL"
    return f"{end} <= {last}"


def _in_seasons(terms: _Terms, probe: Probe) -> bool:
    """Whether nothing starts for months and then many rows do on one day."""
    start = terms.start.sql
    before = f"SELECT {start} AS at_start, LAG({start}) OVER (ORDER BY {start}) AS earlier"
    late = f"x.earlier + INTERVAL '{_SEASON}' DAY < x.at_start"
    found = f"SELECT x.at_start FROM ({before} FROM {terms.rows}) AS x WHERE {late}"
    profile = terms.table.profile
    return probe.count(profile.name, f"{start} IN ({found})") > _INTAKE * profile.rows


def _reached(terms: _Terms, scene: Scene) -> bool:
    """Whether events of another table lie on or after the last end: none of the ends is a plan."""
    last = str(terms.end.profile.maximum or "")[:10]
    return any(
        str(table.by_name[table.time.field].profile.maximum or "")[:10] >= last
        for table in scene.tables
        if table.name != terms.table.name
        and isinstance(table.time, EventTime)
        and table.time.field in table.by_name
    )


def _changes(terms: _Terms, money: Column, ends: str, name: str) -> Table:
    """The table of changes: one row per customer and day on which the revenue changed."""
    person = terms.person
    columns = (
        replace(person, sql=quoted(person.name)),
        _column("changed_on", terms.start, concept="event", kind="time", role="time"),
        _column("mrr_change", money, concept="mrr_change", kind="measure", role="measure"),
        _column(
            "customer_change", money, concept="customer_change", kind="measure", role="measure"
        ),
        _kind_column(terms),
    )
    profile = TableProfile(
        name=terms.table.profile.name,
        rows=2 * terms.table.profile.rows,
        columns=tuple(column.profile for column in columns),
    )
    return Table(
        profile=profile,
        name=name,
        words=("mrr", "change"),
        columns=columns,
        entity="mrr_movement",
        entity_why=f"made of the starts and ends of {terms.table.name}, netted by customer and day",
        primary_key=(person.name, "changed_on"),
        key_why="one row per customer and day",
        time=EventTime(field="changed_on"),
        time_why="the day on which the recurring revenue of a customer changed",
        time_score=0.9,
        remarks=terms.table.remarks,
        moved=f"{name}.mrr_change",
        moved_by="mrr_change",
        source=_select(terms, money, ends),
    )


def _select(terms: _Terms, money: Column, ends: str) -> str:
    """Starts add and ends take away, of these the ones that have happened."""
    person, start, end = terms.person.sql, terms.start.sql, terms.end.sql
    amount, own = f"CAST({money.sql} AS DECIMAL(18, 4))", quoted(terms.person.name)
    known = f"{person} IS NOT NULL AND {start} IS NOT NULL"
    return (
        f"SELECT n.{own}, n.changed_on, n.mrr_change, "
        "CASE WHEN n.closing = n.mrr_change THEN 1 WHEN n.closing = 0 THEN -1 ELSE 0 END "
        "AS customer_change, "
        "CASE WHEN n.closing = n.mrr_change AND n.place = 1 THEN 'new' "
        "WHEN n.closing = n.mrr_change THEN 'reactivation' WHEN n.closing = 0 THEN 'churn' "
        "WHEN n.mrr_change > 0 THEN 'expansion' ELSE 'contraction' END AS change_kind "
        f"FROM (SELECT d.{own}, d.changed_on, d.mrr_change, "
        f"SUM(d.mrr_change) OVER (PARTITION BY d.{own} ORDER BY d.changed_on) AS closing, "
        f"ROW_NUMBER() OVER (PARTITION BY d.{own} ORDER BY d.changed_on) AS place "
        f"FROM (SELECT e.{own}, e.changed_on, SUM(e.amount) AS mrr_change "
        f"FROM (SELECT {person} AS {own}, {start} AS changed_on, {amount} AS amount "
        f"FROM {terms.rows} WHERE {known} "
        f"UNION ALL SELECT {person} AS {own}, {end} AS changed_on, -1 * {amount} AS amount "
        f"FROM {terms.rows} WHERE {known} AND {ends}"
        f") AS e GROUP BY e.{own}, e.changed_on HAVING SUM(e.amount) <> 0) AS d) AS n"
    )


def _column(name: str, like: Column, *, concept: str, kind: str, role: str) -> Column:
    """A column of the changes, of the type of one of the subscriptions."""
    reading = Reading(
        kind="time" if kind == "time" else "measure",
        role="time" if role == "time" else "measure",
        score=0.85,
        why="made of the starts and ends of subscriptions",
        concept=concept,
        nature=None if kind == "time" else "money" if concept == "mrr_change" else "quantity",
        unit=None if kind == "time" else like.reading.unit if concept == "mrr_change" else "count",
        weight=0.95 if kind == "time" else 0.0,
        pure=True,
    )
    datatype = like.datatype if kind == "time" else "Decimal" if "mrr" in name else "Integer"
    profile = replace(like.profile, name=name, nulls=0, datatype=datatype, negative_share=None)
    return replace(
        like,
        profile=profile,
        name=name,
        words=tuple(name.split("_")),
        sql=name,
        datatype=datatype,
        reading=reading,
    )


def _kind_column(terms: _Terms) -> Column:
    profile = ColumnProfile(
        name="change_kind",
        datatype="String",
        stored_type="VARCHAR",
        rows=2 * terms.table.profile.rows,
        nulls=0,
        distinct=len(_KINDS),
        minimum=min(_KINDS),
        maximum=max(_KINDS),
        top=tuple((kind, 1) for kind in _KINDS),
    )
    reading = Reading(
        kind="category", role="attribute", score=0.85, why="what the change is to the customer"
    )
    return Column(
        profile=profile,
        name="change_kind",
        words=("change", "kind"),
        sql="change_kind",
        datatype="String",
        reading=reading,
    )


def _links(terms: _Terms, changes: Table, scene: Scene) -> Iterable[Relationship]:
    """The changes lead to the customers to whom the subscriptions lead."""
    for link in scene.relationships:
        if link.from_dataset == terms.table.name and link.from_columns == (terms.person.name,):
            name = f"{changes.name}_to_{link.to_dataset}"
            yield replace(link, name=name, from_dataset=changes.name)
