"""How much a column matters to who reads the table, by the words of its name.

Called by ``executive.survey``. Columns that say what a record is, where, for whom and who answers
for it come first; those that say how the row was kept come last.
"""

import re

_KINDS = re.compile(
    r"(category|categories|type|kind|class|segment|product|service|channel|region|country|location"
    r"|city|state_?province|department|team|plan|tier|brand|industry|reason|cause|campaign"
    r"|assigned|assignee|(^|_)(agent|owner|rep|seller|salesperson)(_|$))"
)
_KEEPING = re.compile(
    r"(^|_)(sys|system|updated?|modified|created?|inserted|loaded|imported|edited|etl|row|record"
    r"|version)(_|$)"
)
_PROGRESS = r"state|status|stage|step|phase"
_PASSING = re.compile(rf"(^|_)({_PROGRESS})(_|$)")
_STEPS = re.compile(rf"(^|_)({_PROGRESS}|priority|severity|urgency|level)(_|$)")
_USUAL, _KEPT, _STEPPED = 0.9, 0.3, 0.4
_UNEVEN = 0.8


def column_interest(name: str) -> float:
    """0…1.

    Example:
        >>> column_interest("product_category"), column_interest("sys_updated_by")
        (1.0, 0.3)
    """
    plain = _plain(name)
    if _KEEPING.search(plain):
        return _KEPT
    return 1.0 if _KINDS.search(plain) else _USUAL


def share_interest(name: str) -> float:
    """0…1: how much it says that one value of the column has more than its even share. Some
    value mostly has; and nobody expects as many records in each step of a process, or of each
    urgency.

    Example:
        >>> share_interest("status"), share_interest("region")
        (0.4, 0.8)
    """
    return _STEPPED if _STEPS.search(_plain(name)) else _UNEVEN


def course_interest(name: str) -> float:
    """0…1: how much it says that the records of one value of the column become more or fewer. Those
    of a state are, as it passes: what is not finished yet is young.

    Example:
        >>> course_interest("status"), course_interest("region")
        (0.4, 1.0)
    """
    return _STEPPED if _PASSING.search(_plain(name)) else 1.0


def _plain(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.rpartition(".")[2]).lower()
