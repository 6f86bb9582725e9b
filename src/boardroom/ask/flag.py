"""Fields that are true or false of things, and what those are called of which they are true.

Called by ``ask.lexicon``: ``litigated`` of ``is_litigated``, ``discontinued`` where it is 1.
"""

from boardroom.ask.inflection import is_past
from boardroom.semantic.model import Field

_IS = frozenset("is was has had are".split())
"""First words of fields that are true or false."""
_BITS = {"0", "1"}

Phrase = tuple[str, ...]


def yes_of(item: Field, names: set[Phrase]) -> str | None:
    """The value that says yes; None where the field is no flag. Numbers are one only where its
    name says so: a gender that is 0 or 1 is none.

    Args:
        names: what the field is called.
    """
    if item.datatype == "Boolean":
        return "true"
    said = any(x[0] in _IS or is_past(x[-1]) for x in names if x)
    return "1" if said and set(item.values) == _BITS else None


def states_of(names: set[Phrase]) -> set[Phrase]:
    """What things are of which a field of these names is true."""
    return {x[1:] if x[0] in _IS and len(x) > 1 else x for x in names}
