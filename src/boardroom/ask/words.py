"""What the grammar asks of single pieces and of the glue between them."""

from collections.abc import Sequence
from decimal import Decimal

from boardroom.ask.cover import Piece
from boardroom.ask.meaning import How
from boardroom.ask.number_phrase import Percent
from boardroom.ask.vocabulary import Role
from boardroom.semantic.query import Operator

GLUE = frozenset(
    {
        Role.SHOW, Role.WHICH, Role.WHO, Role.HOW_MUCH, Role.IS, Role.AND, Role.OF, Role.IN,
        Role.FOR, Role.FROM, Role.TO, Role.WITH, Role.THAT, Role.VERB, Role.MADE, Role.FILLER,
        Role.OPEN, Role.CLOSE, Role.STOP, Role.WHOSE, Role.BOTH, Role.NAMED,
    }
)  # fmt: skip
"""What only joins other words."""

ACTS = frozenset({Role.VERB, Role.MADE})
"""What somebody does, or did."""

COMES = frozenset(
    "receive received get got make made record recorded see saw seen have had place placed".split()
)
"""What is done with all things when they come to be."""

SUPERLATIVES = {
    Role.MOST: True, Role.HIGHEST: True, Role.LATEST: True,
    Role.FEWEST: False, Role.LOWEST: False, Role.EARLIEST: False,
}  # fmt: skip
"""Role → whether the largest comes first."""

NEGATIONS = frozenset({Role.NOT, Role.EXCEPT, Role.WITHOUT})

_OPERATORS: dict[Role, Operator] = {
    Role.MORE: ">", Role.LESS: "<", Role.AT_LEAST: ">=", Role.AT_MOST: "<=", Role.EXACTLY: "=",
}  # fmt: skip
_AGGREGATES: dict[Role, How] = {
    Role.SUM: "sum", Role.MEAN: "avg", Role.MEDIAN: "median", Role.HIGHEST: "max",
    Role.LOWEST: "min", Role.LATEST: "max", Role.EARLIEST: "min", Role.COUNT: "count",
    Role.HOW_MANY: "count", Role.DISTINCT: "distinct",
}  # fmt: skip
_AFTER_NUMBERS: dict[str, Operator] = {
    "or more": ">=", "or higher": ">=", "or above": ">=", "and above": ">=", "or greater": ">=",
    "or less": "<=", "or fewer": "<=", "or lower": "<=", "or below": "<=", "and below": "<=",
}  # fmt: skip

_UN = "un"


def after(pieces: Sequence[Piece], place: int, *, over: frozenset[Role]) -> int:
    """The next place whose piece is more than glue of these roles."""
    while place < len(pieces) and _is_only(pieces[place], over):
        place += 1
    return place


def _is_only(piece: Piece, roles: frozenset[Role]) -> bool:
    return bool(roles.intersection(piece.roles)) and not piece.senses and piece.time is None


def is_day(piece: Piece) -> bool:
    """Whether a piece can only be a day on which something happened."""
    return bool(piece.senses) and all(x.kind == "field" and x.dated for x in piece.senses)


def names_field(piece: Piece) -> bool:
    """Whether it names a field as well as it names anything."""
    best = max((sense.match for sense in piece.senses), default=0.0)
    return any(sense.kind == "field" and sense.match == best for sense in piece.senses)


def names_act(piece: Piece) -> bool:
    """Whether it names when something happened by what happened, and nothing else."""
    named = names_field(piece) and not piece.has("value")
    return named and all(x.dated and x.match < 1.0 for x in piece.of_kind("field"))


def is_undone(piece: Piece) -> bool:
    """``unshipped``"""
    return piece.text.lower().startswith(_UN) and names_act(piece)


def operator_of(piece: Piece) -> Operator | None:
    """``above`` is >."""
    return next((op for role, op in _OPERATORS.items() if role in piece.roles), None)


def number_at(pieces: Sequence[Piece], place: int) -> int | Decimal | None:
    """The number that stands there, but no ordinal one."""
    if place >= len(pieces):
        return None
    found = pieces[place].number
    if found is None or found.ordinal:
        return None
    return Percent(found.value) if found.unit == "percent" else found.value


def quantity(pieces: Sequence[Piece], place: int) -> tuple[Operator, int | Decimal, int] | None:
    """``more than 3``, ``3 or more``, ``3``: the operator, the number and the place behind."""
    op = operator_of(pieces[place])
    value = number_at(pieces, place + 1)
    if op is not None and value is not None:
        return op, value, place + 2
    value = number_at(pieces, place)
    if value is None:
        return None
    behind = pieces[place + 1].text.lower() if place + 1 < len(pieces) else ""
    if behind in _AFTER_NUMBERS:
        return _AFTER_NUMBERS[behind], value, place + 2
    return "=", value, place + 1


def bound(pieces: Sequence[Piece], place: int) -> tuple[Operator, int | Decimal, int] | None:
    """``more than 3``, ``3 or more``, but no number alone."""
    found = quantity(pieces, place) if place < len(pieces) else None
    alone = found is not None and found[2] == place + 1
    return None if alone else found


def names_rows(piece: Piece) -> bool:
    """Whether it may name rows: a dataset or a field."""
    return piece.has("field") or piece.has("dataset")


def means_value(piece: Piece) -> bool:
    """Whether it names a value; of what names a field as well (``team``, the plan ``Team``), as it
    is written in the data."""
    things = any(sense.match == 1.0 for sense in piece.of_kind("dataset"))
    told = not (things and piece.text.islower())  # «a device» is none of the type «device»
    written = told and any(sense.value == piece.text for sense in piece.of_kind("value"))
    named = names_field(piece) or things
    return piece.has("value") and (written or piece.quoted or not named)


def is_place(pieces: Sequence[Piece], place: int) -> bool:
    """Whether what may name a number, too, is a value that something is in or has: ``employees in
    Sales``, ``billing tickets``."""
    before = pieces[place - 1] if place else None
    inside = before is not None and Role.IN in before.roles and not before.senses
    things = pieces[place + 1].of_kind("dataset") if place + 1 < len(pieces) else ()
    beside = {sense.ref for sense in things}
    about = before is not None and Role.FOR in before.roles and not before.senses
    if about and place > 1:
        beside |= {sense.ref for sense in pieces[place - 2].of_kind("dataset")}
    own = any(sense.dataset in beside for sense in pieces[place].of_kind("value"))
    others = [item for here, item in enumerate(pieces) if here != place]
    asked = any(item.has("dataset") or item.is_amount or Role.WHO in item.roles for item in others)
    return own or (inside and asked and pieces[place].has("value"))  # «made in sales»: how much


def names_things(piece: Piece) -> bool:
    """Whether it may name things: a dataset's, or a kind of them."""
    kinds = piece.of_kind("kind")
    return piece.has("dataset") or bool(kinds and kinds[0].match == 1.0)


def is_kind(piece: Piece) -> bool:
    """Whether it names a kind of things and nothing else, not even how many they are."""
    return bool(piece.senses) and all(sense.kind == "kind" for sense in piece.senses)


def how_of(piece: Piece) -> How | None:
    """``average`` is avg."""
    return next((how for role, how in _AGGREGATES.items() if role in piece.roles), None)


def way_of(piece: Piece) -> bool | None:
    """Whether the largest comes first, where it says so."""
    if Role.DESCENDING in piece.roles:
        return True
    return False if Role.ASCENDING in piece.roles else None


def joins_on(pieces: Sequence[Piece], place: int, onward: int) -> bool:
    """Whether what stands between joins another name to the list."""
    return any(Role.AND in piece.roles for piece in pieces[place:onward])
