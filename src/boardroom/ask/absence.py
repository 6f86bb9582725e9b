"""What there is none of, or some: of what is measured, zero is none as well as no value at all.

Called by ``ask.restriction``: ``orders without a discount``, ``orders that had a discount``.
"""

from dataclasses import replace

from boardroom.semantic.model import Field
from boardroom.semantic.query import Filter, Or, Predicate


def zero_as_none(found: Predicate, field: Field) -> Filter:
    """The condition that a field has no value, or one, where zero of what it measures is none."""
    if field.role != "measure":
        return found
    if found.op == "is_null":
        return Or(items=(found, replace(found, op="=", values=(0,))))
    return replace(found, op="!=", values=(0,))
