"""How far the name of a column says that it points at a key of another table.

Pure spelling and synonyms; the values are asked by ``join``.
"""

from dataclasses import dataclass

from boardroom.semantic.propose.lexicon import GENERIC_NAMES, KEY_WORDS
from boardroom.semantic.propose.naming import snake
from boardroom.semantic.propose.naming import words as raw_words
from boardroom.semantic.propose.view import Column, Table

_SAME: tuple[frozenset[str], ...] = (
    frozenset(
        {
            "customer",
            "user",
            "client",
            "member",
            "buyer",
            "shopper",
            "subscriber",
            "patron",
            "consumer",
        }
    ),
    frozenset(
        {
            "employee",
            "staff",
            "worker",
            "representative",
            "manager",
            "supervisor",
            "salesperson",
            "agent",
            "seller",
            "owner",
            "assignee",
        }
    ),
    frozenset({"product", "item", "article", "sku", "good", "stock"}),
    frozenset({"store", "shop", "branch", "outlet", "location", "site"}),
    frozenset({"supplier", "vendor"}),
    frozenset({"account", "company", "organisation"}),
    frozenset({"invoice", "bill"}),
    frozenset({"track", "song"}),
)
_SELF_WORDS: tuple[tuple[str, ...], ...] = (
    ("report", "to"), ("manager",), ("parent",), ("supervisor",), ("boss",), ("subsidiary",),
    ("referred", "by"), ("referrer",), ("replaces",), ("predecessor",), ("lead", "id"),
)  # fmt: skip
_MEASURING = frozenset(
    (
        "per of since until to by in with number count total sum average avg mean median max "
        "maximum min minimum percent percentage share rate ratio age size rank score distance "
        "day hour minute week month year"
    ).split()
)
"""Words before a thing that say how many, how much or how long rather than which."""
_KEY_TAIL = KEY_WORDS | {"name"}


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How well names agree, 0…1; ``exact`` when no word of a role stands before the name."""

    score: float
    exact: bool
    why: str


NONE = Agreement(score=0.0, exact=False, why="the names have nothing in common")


def agree(column: Column, table: Table, key: Column, *, same_table: bool) -> Agreement:
    """How far ``column`` names the ``key`` of ``table``."""
    if same_table:
        return _points_at_itself(column, key)
    if key.reading.kind == "time":
        return Agreement(score=0.9, exact=True, why=f"{table.name} has one row per day")
    same = _same_name(column, table, key)
    if same is not None:
        return same
    if column.reading.kind != "measure":
        named = _named_after(column, table, key)
        if named is not None:
            return named
    if _ends_alike(column, key):
        return Agreement(score=0.85, exact=False, why=f"the name ends in {key.name}")
    return _in_role(column, table, key) or _synonyms(column, table)


def _same_name(column: Column, table: Table, key: Column) -> Agreement | None:
    """Equal names that mean something by themselves, or a place in a list of places."""
    have, own = column.words, key.words
    if have != own:
        return None
    if not _generic(own):
        fits = bool(set(own) & (set(table.words) | {table.entity})) or column.reading.kind == "key"
        return Agreement(score=1.0 if fits else 0.8, exact=True, why=f"both are called {key.name}")
    if table.entity == "place" and (key.name,) == table.primary_key:
        return Agreement(score=0.9, exact=True, why=f"both are called {key.name}, a place")
    return None


def _named_after(column: Column, table: Table, key: Column) -> Agreement | None:
    """A name that is the table's, alone or after a role: ``customer_id``, ``from_airport``."""
    plain = _bare(column.words)
    things = _bare(key.words) or table.words
    names = {table.words, (table.entity,)} if table.entity else {table.words}
    if not plain:
        return None
    if plain in names or (plain == things and not _generic(plain)):
        why = f"the name is that of {table.name} and its key"
        return Agreement(score=0.95, exact=True, why=why)
    if plain == table.words[-1:] and not _generic(plain):
        why = f"the name is the last word of {table.name}"
        return Agreement(score=0.85, exact=True, why=why)
    for name in sorted(names):
        if len(plain) > len(name) and plain[-len(name) :] == name and not _generic(name):
            role = " ".join(plain[: -len(name)])
            why = f"the name is that of {table.name} in the role «{role}»"
            return Agreement(score=0.9, exact=False, why=why)
    return None


def _in_role(column: Column, table: Table, key: Column) -> Agreement | None:
    """A role before the one thing the primary key names, however common: ``ship_city``.

    Weaker than other names, because numbers may speak of a thing without naming one of its kind.
    """
    plain = _bare(column.words)
    several = raw_words(column.profile.name)[-1:] != column.words[-1:]
    if several or (key.name,) != table.primary_key:
        return None
    for name in sorted({table.words, _bare(key.words)} - {()}):
        role = plain[: -len(name)]
        if role and plain[-len(name) :] == name and not _MEASURING & set(role):
            why = f"the name is that of {table.name} in the role «{' '.join(role)}»"
            return Agreement(score=0.65, exact=False, why=why)
    return None


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without the closing key word: customer id → customer."""
    left = list(words)
    while left and left[-1] in _KEY_TAIL:
        left.pop()
    return tuple(left)


def _generic(words: tuple[str, ...]) -> bool:
    return not words or set(words) <= GENERIC_NAMES


def _ends_alike(column: Column, key: Column) -> bool:
    """``shipping_address_code`` and ``address_code``; ``citingpaperid`` and ``paperid``."""
    short, long = snake(key.profile.name), snake(column.profile.name)
    if (
        len(short) < 5
        or len(long) <= len(short)
        or _generic(key.words)
        or _generic(_bare(key.words))
    ):
        return False
    return long.endswith(short) and column.words[-1:] == key.words[-1:]


def _synonyms(column: Column, table: Table) -> Agreement:
    plain = _bare(column.words)
    if not plain or column.reading.kind != "key":
        return NONE
    targets = {table.words[-1] if table.words else "", table.entity}
    for group in _SAME:
        if plain[-1] in group and targets & group:
            return Agreement(
                score=0.6,
                exact=len(plain) == 1,
                why=f"«{' '.join(plain)}» is another word for what {table.name} holds",
            )
    return NONE


def _points_at_itself(column: Column, key: Column) -> Agreement:
    if column.name == key.name:
        return NONE
    if any(all(word in column.words for word in phrase) for phrase in _SELF_WORDS):
        return Agreement(
            score=0.8,
            exact=False,
            why="the name says that it points at another row of the same table",
        )
    if _ends_alike(column, key) and column.reading.kind == "key":
        return Agreement(score=0.75, exact=False, why=f"the name ends in {key.name}")
    return NONE
