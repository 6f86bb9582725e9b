"""The units that a question names, and whether a number has one: ``in dollars``, ``in days``."""

import re
from fractions import Fraction

LASTING = "lasting"
"""Any unit of time: of what lasts so long."""
_MILLISECONDS = {
    "milliseconds": 1, "seconds": 1_000, "minutes": 60_000, "hours": 3_600_000,
    "days": 86_400_000, "weeks": 604_800_000,
}  # fmt: skip
_DAYS = _MILLISECONDS["days"]
_LASTS = frozenset({"how long", "how fast", "how quickly", "how soon"})
_MANY = "how many "
_MONEY = {
    "dollars": "USD", "usd": "USD", "euros": "EUR", "eur": "EUR", "pounds": "GBP", "gbp": "GBP",
}  # fmt: skip
_OWN = "currency"
_CODE = re.compile("[A-Z]{3}|currency")


def unit_of(text: str) -> str:
    """The unit that words name: ``in US dollars`` is USD."""
    word = text.lower().split()[-1]
    return _MONEY.get(word, word)


def lasting_unit(text: str) -> str | None:
    """The unit of time that is asked for: ``how many days``, ``how long``."""
    word = text.lower().removeprefix(_MANY)
    if text.lower() in _LASTS:
        return LASTING
    return word if word in _MILLISECONDS and word != text.lower() else None


def factor(unit: str | None, said: str, *, elapsed: bool) -> Fraction | None:
    """By what a length of time is multiplied to be in another unit; None where it cannot be told:
    days are no hours, and hours are days only where they go by.

    Args:
        elapsed: whether it is the time from one moment to another, and not one of work.
    """
    own, other = _MILLISECONDS.get(unit or ""), _MILLISECONDS.get(said)
    if own is None or other is None or own >= _DAYS > other or (other >= _DAYS and not elapsed):
        return None
    return Fraction(own, other)


def is_currency(unit: str | None) -> bool:
    """Whether money is asked for."""
    return unit in _MONEY.values()


def agrees(said: str, unit: str | None, *, currency: str | None) -> bool:
    """Whether a number of a unit is what is asked for.

    Args:
        currency: what money of unknown currency is in; None = nobody knows.
    """
    if said == LASTING:
        return unit is None or unit in _MILLISECONDS
    if is_currency(said):
        return said == (currency if unit == _OWN else unit)
    return said == unit


def is_money(unit: str | None) -> bool:
    """Whether a unit is a currency: the workspace's own or one named by its code."""
    return unit is not None and bool(_CODE.fullmatch(unit))
