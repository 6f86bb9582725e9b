"""What there is none of: of what is measured, zero is none as well as no value at all.

Called by ``ask.restriction``: ``orders without a discount``, ``sales with no discount``.
"""

from dataclasses import replace

from boardroom.semantic.model import Field
from boardroom.semantic.query import Filter, Or, Predicate


def none_of(found: Predicate, field: Field) -> Filter:
    """The condition that a field has no value, or that there is nothing of what it measures."""
    if field.role != "measure" or found.op != "is_null":
        return found
    return Or(items=(found, replace(found, op="=", values=(0,))))


def some_of(found: Predicate, field: Field) -> Predicate:
    """The condition that a field has a value, and that there is some of what it measures."""
    return replace(found, op="!=", values=(0,)) if field.role == "measure" else found
