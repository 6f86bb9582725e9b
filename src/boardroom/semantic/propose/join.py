"""Foreign keys: declared ones trusted, others when names agree and the values lie inside the key.

A join is only made to a unique key, so it can never multiply rows. Small whole numbers lie inside
each other by
chance: they need agreeing names. What looked like a join and is none is noted with the reason.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from boardroom.semantic.model import Confidence, Relationship
from boardroom.semantic.profile import Inclusion, Probe
from boardroom.semantic.propose.agreement import Agreement, agree
from boardroom.semantic.propose.lexicon import KEY_WORDS
from boardroom.semantic.propose.numbering import numbers_rows
from boardroom.semantic.propose.polymorphic import kind_of_target, polymorphic_note
from boardroom.semantic.propose.view import Column, Note, Table

_ENOUGH_NAMED = 0.6
"""Least share of matched values or rows where names agree."""
_OWN_NAME = 0.95
"""Agreement of a column that is named after the table itself."""
_OVERWHELMING_VALUES = 50
"""Where names do not agree, so many long values must all be found."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A possible join and its evidence."""

    source: Table
    columns: tuple[str, ...]
    target: Table
    to_columns: tuple[str, ...]
    agreement: Agreement
    inclusion: Inclusion | None
    declared: bool = False

    @property
    def share(self) -> float:
        """Share of rows that find their partner; declared keys need no proof."""
        return 1.0 if self.inclusion is None else self.inclusion.rows_matched_share

    @property
    def score(self) -> float:
        """How sure the join is, 0…1."""
        return (
            1.0
            if self.declared
            else round(min(self.agreement.score, 0.98) * (0.5 + 0.5 * self.share), 2)
        )

    @property
    def why(self) -> str:
        """The evidence in words."""
        if self.declared:
            return "a foreign key that the source declares"
        found = self.inclusion
        if found is None:
            return self.agreement.why
        missing = found.values - found.matched
        tail = "all of them exist there" if not missing else f"{missing} of them do not exist there"
        return (
            f"{self.agreement.why}; {found.values} different values, {tail} "
            f"({found.rows_matched_share:.1%} of rows match)"
        )


def find_joins(
    tables: Sequence[Table], probe: Probe
) -> tuple[tuple[Candidate, ...], tuple[Note, ...]]:
    """The joins between ``tables``, at most one per column set, and what was rejected."""
    found: list[Candidate] = []
    notes: list[Note] = []
    for table in tables:
        declared = list(_declared(table, tables))
        found += declared
        taken = {candidate.columns for candidate in declared}
        composite, covered = _composite(table, tables, probe)
        found += composite
        for column in table.columns:
            if (column.name,) in taken or column.name in covered or not _may_point(column):
                continue
            best, rejected = _best(table, column, tables, probe)
            found += best
            notes += rejected
    return tuple(_one_way(found)), tuple(notes)


def _declared(table: Table, tables: Sequence[Table]) -> Iterable[Candidate]:
    by_physical = {other.profile.name: other for other in tables}
    for hint in table.profile.declared_foreign_keys:
        target = by_physical.get(hint.to_table)
        columns = _names(table, hint.columns)
        to_columns = _names(target, hint.to_columns) if target is not None else ()
        if target is not None and columns and len(columns) == len(to_columns):
            exact = Agreement(score=1.0, exact=_plain(columns, target), why="declared")
            yield Candidate(
                source=table, columns=columns, target=target, to_columns=to_columns,
                agreement=exact, inclusion=None, declared=True,
            )  # fmt: skip


def _plain(columns: tuple[str, ...], target: Table) -> bool:
    return columns == target.primary_key


def _names(table: Table, physical: Sequence[str]) -> tuple[str, ...]:
    known = {column.profile.name.lower(): column.name for column in table.columns}
    names = tuple(known.get(name.lower(), "") for name in physical)
    return names if all(names) else ()


_PARTS_OF_NAMES = frozenset(
    {"first", "last", "middle", "firstname", "lastname", "surname", "fullname"}
)


def _may_point(column: Column) -> bool:
    """Whether a column could name a row of another table at all."""
    if not column.filled or column.profile.distinct < 1:
        return False
    kind = column.reading.kind
    if kind == "time":
        return column.words in {("date",), ("date", "key"), ("calendar", "date")}
    if kind == "person":
        return not _PARTS_OF_NAMES & set(column.words)
    if kind == "place":
        return column.reading.role == "dimension"
    vague = column.reading.score < 0.6 and not column.reading.concept
    coded = column.datatype == "Integer" and vague
    return kind in {"category", "key"} or coded


def _keys(table: Table) -> Iterable[Column]:
    """Single columns that a join may lead to: the key first, then other unique names."""
    for name in (table.primary_key, *table.unique_keys):
        if len(name) != 1:
            continue
        column = table.by_name[name[0]]
        elsewhere = column.reading.kind == "place" and table.entity != "place"
        if not elsewhere and not _PARTS_OF_NAMES & set(column.words):
            yield column


def _best(
    table: Table, column: Column, tables: Sequence[Table], probe: Probe
) -> tuple[list[Candidate], list[Note]]:
    """The best target of one column."""
    candidates: list[Candidate] = []
    notes: list[Note] = []
    for other in tables:
        for key in _keys(other):
            if other is table and (key.name == column.name or key.name != _only(table.primary_key)):
                continue
            candidate = _weigh(table, column, other, key, probe)
            if candidate is None:
                continue
            if _accepted(candidate, key):
                candidates.append(candidate)
            elif (
                candidate.agreement.score >= 0.8
                and (found := candidate.inclusion) is not None
                and (found.matched or not found.measured)
            ):
                notes.append(_rejected(candidate))
    kind = kind_of_target(table, column, tables)
    if kind is not None and not any(c.agreement.score >= _OWN_NAME for c in candidates):
        return [], [polymorphic_note(table, column, kind)]
    if not candidates:
        return [], notes or _not_unique(table, column, tables)
    candidates.sort(key=_preference, reverse=True)
    best = candidates[0]
    others = (candidate for candidate in candidates[1:] if candidate.target is not best.target)
    return [best], [*notes, *(_second(candidate, best) for candidate in others)]


def _only(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else ""


def _weigh(
    table: Table, column: Column, other: Table, key: Column, probe: Probe
) -> Candidate | None:
    """A candidate whose name agrees, or whose values alone might prove it."""
    agreement = agree(column, other, key, same_table=other is table)
    if agreement.score == 0.0 and not _could_overwhelm(column, key):
        return None
    if (column.reading.kind == "time") != (key.reading.kind == "time"):
        return None
    if key.reading.kind == "time" and other.entity != "calendar":
        return None
    if (
        other is not table
        and (column.name,) == table.primary_key
        and other.profile.rows < table.profile.rows * 0.5
    ):
        return None
    own = (column.name,) == table.primary_key
    if own and (agreement.score < 0.7 or (other is not table and _is_own(column, table))):
        return None
    inclusion = probe.inclusion(
        table.profile.name, [column.profile.name], other.profile.name, [key.profile.name]
    )
    return Candidate(
        source=table,
        columns=(column.name,),
        target=other,
        to_columns=(key.name,),
        agreement=agreement,
        inclusion=inclusion,
    )


def _is_own(key: Column, table: Table) -> bool:
    """Whether whole numbers from one on number the rows of the table that they are named after:
    those of another table of such rows are the same by chance."""
    bare = tuple(word for word in key.words if word not in KEY_WORDS)
    return bare == table.words[-1:] and numbers_rows(key.profile)


def _could_overwhelm(column: Column, key: Column) -> bool:
    """Long texts that cannot be equal by chance."""
    texts = column.datatype == "String" and key.datatype == "String"
    long = (column.profile.mean_length or 0) >= 8 and (key.profile.mean_length or 0) >= 8
    kinds = column.reading.kind == "key" and key.reading.kind == "key"
    return texts and long and kinds and column.profile.distinct >= _OVERWHELMING_VALUES


def _accepted(candidate: Candidate, key: Column) -> bool:
    found = candidate.inclusion
    if found is None or not found.values or not found.matched:
        return False
    values_share = found.matched / found.values
    lent = candidate.to_columns != candidate.target.primary_key and key.reading.kind == "key"
    if lent and _is_borrowed(candidate.target, key.name):
        return False
    if candidate.agreement.score == 0.0:
        return found.values >= _OVERWHELMING_VALUES and values_share == 1.0
    if candidate.agreement.score < 0.7:
        return values_share == 1.0 and _reaches(candidate, key)
    if candidate.agreement.exact or key.datatype == "String":
        return values_share >= _ENOUGH_NAMED or found.rows_matched_share >= 0.8
    return values_share >= 0.9


def _reaches(candidate: Candidate, key: Column) -> bool:
    """Whether numbers that are no key by name spread over the key's; a few small ones fit any."""
    column = candidate.source.by_name[candidate.columns[0]]
    if column.reading.kind == "key" or key.datatype == "String":
        return True
    high, top = column.profile.maximum, key.profile.maximum
    return high is not None and top is not None and float(high) >= 0.5 * float(top)


def _preference(candidate: Candidate) -> tuple[float, bool, float, bool, int]:
    """Which of several targets a column most likely means: above all the one it is named after."""
    target = candidate.target
    matched = 0.0 if candidate.inclusion is None else round(candidate.share, 1)
    column = candidate.source.by_name[candidate.columns[0]]
    return (
        matched,
        bool(set(column.words) & (set(target.words) | {target.entity})),
        candidate.agreement.score,
        candidate.to_columns == target.primary_key,
        target.profile.rows,
    )


def _is_borrowed(table: Table, key: str) -> bool:
    """Whether a key is named after another thing than its table: ``customer_id`` of conversions."""
    named = set(table.by_name[key].words) - KEY_WORDS
    return bool(named) and not named & {*table.words, table.entity}


def _one_way(candidates: list[Candidate]) -> list[Candidate]:
    """One-to-one pairs join one way: towards the table that owns the key's name."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (c.declared, _preference(c)), reverse=True):
        back = any(
            k.source is candidate.target and k.target is candidate.source
            and k.columns == candidate.to_columns and k.to_columns == candidate.columns
            for k in kept
        )  # fmt: skip
        if not back:
            kept.append(candidate)
    order = {id(candidate): number for number, candidate in enumerate(candidates)}
    return sorted(kept, key=lambda c: order[id(c)])


def _composite(
    table: Table, tables: Sequence[Table], probe: Probe
) -> tuple[list[Candidate], frozenset[str]]:
    """Joins to composite keys all of whose columns this table has under the same names."""
    found: list[Candidate] = []
    covered: set[str] = set()
    for other in tables:
        key = other.primary_key
        if other is table or len(key) < 2 or not all(name in table.by_name for name in key):
            continue
        if (
            table.primary_key == key
            and table.profile.rows >= other.profile.rows
            and _later(table, other, tables)
        ):
            continue
        physical = [table.by_name[name].profile.name for name in key]
        to_physical = [other.by_name[name].profile.name for name in key]
        inclusion = probe.inclusion(table.profile.name, physical, other.profile.name, to_physical)
        if not inclusion.values or inclusion.matched / inclusion.values < _ENOUGH_NAMED:
            continue
        same = Agreement(
            score=0.95,
            exact=True,
            why=f"the same columns {', '.join(key)} are the key of {other.name}",
        )
        found.append(
            Candidate(
                source=table,
                columns=key,
                target=other,
                to_columns=key,
                agreement=same,
                inclusion=inclusion,
            )
        )
    return found, frozenset(covered)


def _later(table: Table, other: Table, tables: Sequence[Table]) -> bool:
    """Of two tables with one composite key only the later joins the earlier."""
    return tables.index(table) < tables.index(other)


def _rejected(candidate: Candidate) -> Note:
    found = candidate.inclusion
    where = f"{candidate.source.name}.{candidate.columns[0]}"
    to = f"{candidate.target.name}.{candidate.to_columns[0]}"
    if found is None or not found.values:
        return Note(kind="join", where=where, text=f"no join to {to}: no values")
    if not found.measured:
        text = f"no join to {to}: to check it takes longer than a question may"
        return Note(kind="join", where=where, text=text)
    if found.matched == found.values:
        text = f"no join to {to}: there it points onward, at rows of another table"
        return Note(kind="join", where=where, text=text)
    text = (
        f"no join to {to}: only {found.matched} of {found.values} values exist there, "
        f"though {candidate.agreement.why}"
    )
    return Note(kind="join", where=where, text=text)


def _second(candidate: Candidate, best: Candidate) -> Note:
    where = f"{candidate.source.name}.{candidate.columns[0]}"
    to = f"{candidate.target.name}.{candidate.to_columns[0]}"
    return Note(
        kind="join",
        where=where,
        text=f"could also join to {to}; joined to {best.target.name} instead",
    )


def _not_unique(table: Table, column: Column, tables: Sequence[Table]) -> list[Note]:
    """Columns that share a name with a column of another table which is no unique key."""
    if column.reading.kind not in {"key", "place"} or (column.name,) == table.primary_key:
        return []
    notes = []
    for other in tables:
        if other is table or (column.reading.kind == "place" and other.entity != "place"):
            continue
        for twin in other.columns:
            if _same_thing(column, twin) and (twin.name,) not in _key_names(other):
                text = (
                    f"no join to {other.name}.{twin.name}: it is not unique there, so a "
                    "join would multiply rows"
                )
                notes.append(Note(kind="join", where=f"{table.name}.{column.name}", text=text))
    return notes[:2]


def _key_names(table: Table) -> set[tuple[str, ...]]:
    return {table.primary_key, *table.unique_keys}


def _same_thing(column: Column, twin: Column) -> bool:
    """Equal names, or equal last two words: ``customer_zip_prefix``, ``geolocation_zip_prefix``."""
    ends = len(twin.words) > 2 and twin.words[-2:] == column.words[-2:]
    return twin.words == column.words or ends


def to_relationship(candidate: Candidate, *, name: str, active: bool, reason: str) -> Relationship:
    """The model's relationship of a candidate."""
    why = candidate.why if not reason else f"{candidate.why}; inactive: {reason}"
    return Relationship(
        name=name,
        from_dataset=candidate.source.name,
        to_dataset=candidate.target.name,
        from_columns=candidate.columns,
        to_columns=candidate.to_columns,
        active=active,
        confidence=Confidence(score=candidate.score, why=why),
    )
