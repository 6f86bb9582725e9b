"""What the rows of a table are: orders, order lines, customers, tickets, subscriptions…

Read from the table's name first, then from the columns it has; used for primary keys, time
placement, departments and metric recipes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from boardroom.semantic.propose.lexicon import carries
from boardroom.semantic.propose.tables import phrases_of, read_table_file, text_of


@dataclass(frozen=True, kw_only=True)
class Entity:
    """A kind of thing that businesses keep tables of.

    Attributes:
        phrases: singular words that name it, in a table's name or a key's name.
        people: whether its rows are persons.
        lasting: whether its rows hold for a while (start to end) rather than happen.
        listed: whether its rows are a list of things that facts point at.
    """

    name: str
    department: str
    phrases: tuple[tuple[str, ...], ...]
    people: bool = False
    lasting: bool = False
    listed: bool = False


@cache
def entities() -> Mapping[str, Entity]:
    """All entities by name (``entities.toml``)."""
    found = (
        Entity(
            name=text_of(item, "name"),
            department=text_of(item, "department"),
            phrases=phrases_of(text_of(item, "phrases")),
            people=item.get("people") is True,
            lasting=item.get("lasting") is True,
            listed=item.get("listed") is True,
        )
        for item in read_table_file("entities.toml")["entity"]
    )
    return {entity.name: entity for entity in found}


@cache
def things() -> frozenset[str]:
    """Nouns that name one thing: a column of whole numbers called just so is a key."""
    return frozenset(text_of(read_table_file("entities.toml"), "things").split())


@cache
def countable() -> frozenset[str]:
    """Nouns that take the plural as a dataset's name."""
    return frozenset(text_of(read_table_file("entities.toml"), "countable").split())


@cache
def _signatures() -> tuple[tuple[str, frozenset[str]], ...]:
    """Entity by what columns mean: concepts; ``#`` a key, ``@`` a category, ``~`` a moment."""
    listed = read_table_file("entities.toml")["signature"]
    return tuple(
        (text_of(item, "entity"), frozenset(text_of(item, "carries").split())) for item in listed
    )


def entity_by_name(have: tuple[str, ...]) -> Entity | None:
    """The entity a table's name speaks of: the longest phrase, of equals the last in the name."""
    best: tuple[tuple[int, int], Entity] | None = None
    for entity in entities().values():
        for phrase in entity.phrases:
            if carries(have, phrase):
                rank = (len(phrase), max(have.index(word) for word in phrase))
                if best is None or rank > best[0]:
                    best = (rank, entity)
    return best[1] if best else None


_PEOPLE_WORDS = frozenset(
    (
        "birth birthdate age gender sex marital education income kid teen child spouse "
        "dependent partner"
    ).split()
)


_WORK_WORDS = frozenset(
    "employee hire hired salary job termination payroll position attrition overtime".split()
)


def entity_of_people(columns: Sequence[tuple[str, ...]]) -> Entity | None:
    """Employees or customers when at least three columns are traits of a person."""
    if sum(1 for have in columns if _PEOPLE_WORDS & set(have)) < 3:
        return None
    works = sum(1 for have in columns if _WORK_WORDS & set(have)) >= 2
    return entities()["employee" if works else "customer"]


def entity_by_columns(concepts: frozenset[str]) -> Entity | None:
    """The entity whose signature the columns carry."""
    for name, needed in _signatures():
        if needed <= concepts:
            return entities()[name]
    return None
