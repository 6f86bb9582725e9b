"""Why things are what they are, where their data says it: ``which customers cancelled, and why``.

Called by ``ask.query_draft`` for lists.
"""

from boardroom.ask.meaning import Meaning
from boardroom.ask.setting import Unsaid
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.propose.naming import words

_REASON = "reason"


def with_reason(
    meaning: Meaning, model: SemanticModel, dataset: str, fields: tuple[str, ...]
) -> tuple[str, ...]:
    """The fields of a list, with the one that gives the reason, where it is asked for. Raises:
    Unsaid: none does, or several do."""
    if not meaning.why:
        return fields
    found = [
        item.name
        for item in model.dataset_by_name[dataset].fields
        if not item.hidden and item.role == "dimension" and _REASON in words(item.name)
    ]
    if len(found) != 1:
        raise Unsaid
    return tuple(dict.fromkeys((*fields, f"{dataset}.{found[0]}")))
