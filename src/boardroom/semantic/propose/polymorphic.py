"""Columns that point at rows of one table or of another, as a second column says row by row:
``sender_id`` beside ``sender_type``, ``owner_id`` beside ``owner_type``.

One join would lead the rows of one kind to rows of the other that have the same number by chance;
so there is none unless the column is named after a table itself. Asked by ``join``.
"""

from collections.abc import Sequence

from boardroom.semantic.propose.lexicon import KEY_WORDS
from boardroom.semantic.propose.naming import singular_words
from boardroom.semantic.propose.view import Column, Note, Table

_KINDS = ("type", "kind", "class")
_MOST = 20
"""A column with more values says more than which table is meant."""
_TWO = 2


def kind_of_target(table: Table, column: Column, tables: Sequence[Table]) -> Column | None:
    """The column beside it that says which table is meant; None where none does.

    Its values are codes, or at least two of them are names of tables; «retail» and «wholesale»
    beside ``customer_id`` are neither.
    """
    if len(column.words) < _TWO or column.words[-1] not in KEY_WORDS:
        return None
    role = column.words[:-1]
    for other in table.columns:
        told = other.words[:-1] == role and other.words[-1] in _KINDS
        if told and _TWO <= other.profile.distinct <= _MOST and _says_table(other, tables):
            return other
    return None


def _says_table(column: Column, tables: Sequence[Table]) -> bool:
    values = [text for text, _ in column.profile.top if text.strip()]
    if values and all(text.isdigit() for text in values):
        return True
    names = {table.words for table in tables} | {(table.entity,) for table in tables}
    return sum(singular_words(text) in names for text in values) >= _TWO


def polymorphic_note(table: Table, column: Column, kind: Column) -> Note:
    """Why there is no join, and what to do."""
    text = (
        f"no join: {kind.name} says row by row which table it points at; for one of them, add a "
        f"field such as CASE WHEN {kind.name} = … THEN {column.name} END and a relationship from it"
    )
    return Note(kind="join", where=f"{table.name}.{column.name}", text=text)
