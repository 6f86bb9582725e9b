"""Fills the slots of a metric recipe from a table and its parents.

A ``Binding`` is one filled variant: the placeholders' SQL, the columns used, the table whose rows
count. Called by ``standard``; knows columns and tables, not metrics.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from boardroom.semantic.model import EventTime, IntervalTime, SnapshotTime
from boardroom.semantic.propose import lexicon
from boardroom.semantic.propose.entity import entities
from boardroom.semantic.propose.ledger import class_values, unadded
from boardroom.semantic.propose.lexicon import carries
from boardroom.semantic.propose.naming import NOISE_BEFORE
from boardroom.semantic.propose.placement import came, gone, stock_time
from boardroom.semantic.propose.recipe import Variant
from boardroom.semantic.propose.shape import per_day, unfit
from boardroom.semantic.propose.view import Column, Scene, Table

_PERSON = (
    "customer",
    "client",
    "user",
    "buyer",
    "member",
    "account",
    "company",
    "patient",
    "subscriber",
    "shopper",
    "guest",
)
_GRANTED = frozenset({"expense", "payment", "transaction", "account_movement"})
"""Rows of money that somebody may refuse, so that it is never spent or moved."""
_CLASSES = frozenset(name for name, _ in lexicon.STATEMENTS)
KEY_ENDS = frozenset({"id", "key", "code", "number", "no", "uuid", "pk", "name"})
"""Closing words of a key that say nothing of what it names."""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """One filled slot.

    Attributes:
        sql: what stands for it, over ``dataset.field`` references.
        column: the column behind it, when there is one.
        remark: what a reader should know of this choice.
    """

    sql: str
    table: Table
    column: Column | None = None
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class Binding:
    """A variant with all its slots filled from ``table``."""

    variant: Variant
    table: Table
    slots: Mapping[str, Filled] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns used."""
        return tuple(slot.column for slot in self.slots.values() if slot.column is not None)


def bind(variant: Variant, scene: Scene, *, used: frozenset[str]) -> Iterable[Binding]:
    """All bindings of a variant without ``m:`` slots, the likeliest table first.

    Of tables of one kind those ``used`` before come first: metrics of unrelated files must not
    stand together as if they told of the same people.
    """
    for table in _tables(variant, scene, used):
        slots: dict[str, Filled] = {}
        for need in variant.needs:
            filled = _fill(need, table, scene)
            if filled is None:
                break
            slots[placeholder(need)] = filled
        else:
            yield Binding(variant=variant, table=table, slots=slots)


def placeholder(need: str) -> str:
    """What stands for a slot in a recipe's texts: its last word; signs keep their kind."""
    kind, _, rest = need.rpartition(":")
    return f"sign_{rest}" if kind == "sign" else rest.lstrip("=")


def _tables(variant: Variant, scene: Scene, used: frozenset[str]) -> list[Table]:
    fit = [
        t
        for t in scene.tables
        if not (t.bridge or t.long_by)
        and t.profile.rows
        and (not variant.rows or t.entity in variant.rows)
    ]
    rank = {entity: number for number, entity in enumerate(variant.rows)}
    return sorted(
        fit,
        key=lambda t: (
            rank.get(t.entity, 0),
            not (variant.rows and t.entity and t.name in used),
            t.words[0] in NOISE_BEFORE,
            -t.profile.rows,
        ),
    )


def actual_rows(table: Table) -> str | None:
    """The condition for actual rows of a table that also holds plans."""
    return condition_of("actual", table) if table.scenario else None


def granted_rows(table: Table) -> str | None:
    """The condition for money spent or moved that was not refused, where a status tells."""
    if table.entity not in _GRANTED:
        return None
    refused = [
        filled
        for name in ("declined", "lost", "cancelled")
        if (filled := filled_condition(name, table)) is not None
    ]
    if not refused:
        return None
    conditions = " OR ".join(filled.sql for filled in refused)
    return f"CASE WHEN {conditions} THEN 0 ELSE 1 END = 1"


def condition_of(concept: str, table: Table) -> str | None:
    """The condition for rows of an outcome or scenario, when the table can tell."""
    filled = filled_condition(concept, table)
    return filled.sql if filled is not None else None


def reference(table: Table, column: Column) -> str:
    """``dataset.field``, quoted where SQL would stumble over it."""
    return f"{table.name}.{column.name}"


def _fill(need: str, table: Table, scene: Scene) -> Filled | None:
    kind, _, rest = need.partition(":")
    match kind:
        case "itemised":
            return _itemised(table, scene)
        case "person":
            return _person(table, scene)
        case "up":
            above = (_fill(rest, parent, scene) for parent in scene.ancestors(table.name))
            return next((filled for filled in above if filled is not None), None)
        case "is":
            if rest in _CLASSES:
                return _class(rest, table, scene)
            return filled_condition(rest, table)
        case "key":
            return _key(rest, table)
        case "sign":
            return (
                Filled(sql=table.signs.get(rest, ""), table=table) if table.ledger_amount else None
            )
        case _ if kind in _OF_TABLES:
            return _OF_TABLES[kind](table)
        case _:
            return _column(need, table)


def _itemised(table: Table, scene: Scene) -> Filled | None:
    """All rows, where lines of goods point at them."""
    pointing = (
        scene.by_name[link.from_dataset].entity
        for link in scene.relationships
        if link.to_dataset == table.name
    )
    return Filled(sql="*", table=table) if "order_line" in pointing else None


def _booked(table: Table) -> Filled | None:
    """What is booked on a ledger: its amount, or debit less credit."""
    column = table.by_name.get(table.ledger_amount)
    if column is None:
        return None
    sql = reference(table, column)
    if table.ledger_less:
        credit = reference(table, table.by_name[table.ledger_less])
        sql = f"COALESCE({sql}, 0) - COALESCE({credit}, 0)"
    return Filled(sql=sql, table=table, column=column)


def _class(meaning: str, table: Table, scene: Scene) -> Filled | None:
    """The condition for rows booked on a class of accounts."""
    owner, _, name = table.classes.partition(".")
    if owner not in scene.by_name:
        return None
    column = scene.by_name[owner].by_name[name]
    values = class_values(column, meaning)
    return Filled(sql=_equals(table.classes, values), table=table, column=column)


def _named(name: str, table: Table, *, sql: str = "") -> Filled | None:
    """A field by its name; None where the table has none such."""
    column = table.by_name.get(name)
    if column is None:
        return None
    return Filled(sql=sql or reference(table, column), table=table, column=column)


def _stock(table: Table) -> Filled | None:
    held = isinstance(table.time, IntervalTime | SnapshotTime)
    return Filled(sql="*", table=table) if held else None


def _once(table: Table) -> Filled | None:
    return None if table.renewed else Filled(sql="*", table=table)


def _when(table: Table) -> Filled | None:
    """The moment of its own that places the table in time."""
    return _named(table.time.field, table) if isinstance(table.time, EventTime) else None


def _day(table: Table) -> Filled | None:
    """The day of its own that places the table in time."""
    moment = _when(table)
    whole = moment is not None and moment.column is not None and moment.column.datatype == "Date"
    return moment if whole else None


def _came(table: Table) -> Filled | None:
    """The moment at which the things of a list came."""
    return _named(came(table), table)


def _gone(table: Table) -> Filled | None:
    """The moment at which they went."""
    return _named(gone(table), table)


def _endless(table: Table) -> Filled | None:
    """All rows of a list whose things never end."""
    return None if isinstance(table.time, IntervalTime) else Filled(sql="*", table=table)


def _stocked(table: Table) -> Filled | None:
    """The moment whose last value in a period counts."""
    time = stock_time(table)
    return Filled(sql=time.field, table=table) if time is not None else None


def _person_once(table: Table) -> Filled | None:
    """The person of each row, where no one has two."""
    column = person_key(table)
    if column is None or not column.unique or column.null_share:
        return None
    return Filled(sql=reference(table, column), table=table, column=column)


def _one_per_person(table: Table) -> Filled | None:
    """The key of a table that names a person."""
    key = table.by_name[table.primary_key[0]] if len(table.primary_key) == 1 else None
    named = key is not None and tuple(w for w in key.words if w not in KEY_ENDS)
    known = key is not None and named and named[0] in _PERSON and len(named) == 1
    return Filled(sql=reference(table, key), table=table, column=key) if key and known else None


def _rows(table: Table) -> Filled | None:
    """All rows, or the column that counts them; people counted by day are not people."""
    if not table.counted and per_day(table):
        return None
    if not table.counted:
        return Filled(sql="*", table=table)
    entity = entities().get(table.entity)
    if entity is not None and entity.people:
        return None
    column = table.by_name[table.counted]
    return Filled(sql=reference(table, column), table=table, column=column)


_OF_TABLES: dict[str, Callable[[Table], Filled | None]] = {
    "row": _rows,
    "stock": _stock,
    "once": _once,
    "when": _when,
    "loaded": lambda table: None if table.source else Filled(sql="*", table=table),
    "day": _day,
    "came": _came,
    "gone": _gone,
    "endless": _endless,
    "stocked": _stocked,
    "person_once": _person_once,
    "one_per_person": _one_per_person,
    "charged": lambda table: _named(table.charged, table),
    "ledger": _booked,
    "moved": lambda table: _named(table.moved_by, table, sql=table.moved),
}
"""Slots that a table fills as a whole."""


def _column(need: str, table: Table) -> Filled | None:
    """A measure or a moment by its concept."""
    kind, _, rest = need.partition(":")
    concept = rest or need.lstrip("=")
    wanted = "time" if kind == "t" else "measure"
    found = [
        c
        for c in table.of_kind("time" if wanted == "time" else "measure")
        if c.reading.concept == concept
    ]
    out = {*table.mixed, *unadded(table)}
    found = [c for c in found if c.name not in out and not unfit(c)]
    if kind == "ten":
        found = [c for c in found if _up_to_ten(c)]
    if kind == "neg":
        found = [c for c in found if (c.profile.negative_share or 0) > 0]
    if need.startswith("="):
        found = [c for c in found if c.reading.pure]
    if not found:
        return None
    best = min(
        found, key=lambda c: (not c.reading.pure, -c.reading.weight, len(c.words), c.null_share)
    )
    return Filled(sql=reference(table, best), table=table, column=best)


def _up_to_ten(column: Column) -> bool:
    """Whether answers lie on a scale from 0 to 10; one of five stars is none."""
    low, high, whole = (
        column.profile.minimum,
        column.profile.maximum,
        column.profile.integer_share,
    )
    if low is None or high is None or whole != 1.0:
        return False
    return float(low) >= 0 and 5 < float(high) <= 10


def filled_condition(concept: str, table: Table) -> Filled | None:
    """A condition that holds for rows of an outcome: by a flag, or by values of a status column."""
    flags = [c for c in table.of_kind("flag") if c.reading.concept == concept and c.reading.truth]
    if flags:
        flag = min(flags, key=lambda c: len(c.words))
        ref = reference(table, flag)
        return Filled(sql=(flag.reading.truth or "{}").format(ref), table=table, column=flag)
    meanings, words = _meanings(concept)
    for column in table.of_kind("category"):
        if words and not words & set(column.words):
            continue
        values = [
            text for text, _ in column.profile.top if lexicon.means(text, meanings) == concept
        ]
        if values:
            return Filled(sql=_equals(reference(table, column), values), table=table, column=column)
    return None


def _meanings(concept: str) -> tuple[tuple[tuple[str, str], ...], frozenset[str]]:
    """Which table of meanings knows a concept, and the words of its columns (none: any column)."""
    if concept in {name for name, _ in lexicon.SCENARIOS}:
        return lexicon.SCENARIOS, lexicon.SCENARIO_WORDS
    if concept in {name for name, _ in lexicon.MOVEMENTS}:
        return lexicon.MOVEMENTS, lexicon.MOVEMENT_WORDS
    return lexicon.OUTCOMES, lexicon.STATUS_WORDS


def _equals(ref: str, values: list[str]) -> str:
    texts = ["'" + value.replace("'", "''") + "'" for value in values]
    return f"{ref} = {texts[0]}" if len(texts) == 1 else f"{ref} IN ({', '.join(texts)})"


def _key(word: str, table: Table) -> Filled | None:
    """A key of something else, called ``word``."""
    for column in table.of_kind("key", "category"):
        bare = tuple(w for w in column.words if w not in KEY_ENDS)
        if bare == (word,) and (column.name,) != table.primary_key:
            return Filled(sql=reference(table, column), table=table, column=column)
    return None


def person_key(table: Table) -> Column | None:
    """The column that names the customer of a row."""
    for word in _PERSON:
        for column in table.of_kind("key", "category"):
            named = column.words[:-1] == (word,) or column.words == (word,)
            if named and (column.name,) != table.primary_key:
                return column
    return None


def _person(table: Table, scene: Scene) -> Filled | None:
    """Who bought: the customer key of the row, or a truer identity in the customers it leads to."""
    column = person_key(table)
    if column is None:
        return None
    return _truer_person(table, column, scene) or Filled(
        sql=reference(table, column), table=table, column=column
    )


def _truer_person(table: Table, column: Column, scene: Scene) -> Filled | None:
    """A second customer key that repeats where the first does not: one person, several ids."""
    for link, parent in scene.parents(table.name):
        if link.from_columns != (column.name,):
            continue
        other = truer_key(parent, link.to_columns)
        same = other is not None and other.words[:1] == column.words[:1]
        if other is not None and same and len(table.primary_key) == 1:
            remark = (
                f"{parent.name}.{other.name} is counted because {column.name} differs "
                f"where {other.name} is the same person"
            )
            own = f"{table.name}.{table.primary_key[0]}"
            sql = f"CASE WHEN {own} IS NOT NULL THEN {parent.name}.{other.name} END"
            return Filled(sql=sql, table=table, column=other, remark=remark)
    return None


def truer_key(table: Table, key: tuple[str, ...]) -> Column | None:
    """A second key of people, called unique, that repeats where the first does not."""
    for other in table.of_kind("key"):
        repeats = other.profile.distinct < table.profile.rows
        called = carries(other.words, ("unique",)) and other.name not in key
        if called and repeats and not other.profile.nulls:
            return other
    return None
