"""The units that a question names, and whether a number has one: ``in dollars``, ``in days``."""

import re

LASTING = "lasting"
"""Any unit of time: of what lasts so long."""
_TIMES = frozenset({"milliseconds", "seconds", "minutes", "hours", "days", "weeks", "months"})
_MONEY = {
    "dollars": "USD", "usd": "USD", "euros": "EUR", "eur": "EUR", "pounds": "GBP", "gbp": "GBP",
}  # fmt: skip
_OWN = "currency"
_CODE = re.compile("[A-Z]{3}|currency")


def unit_of(text: str) -> str:
    """The unit that words name: ``in US dollars`` is USD."""
    word = text.lower().split()[-1]
    return _MONEY.get(word, word)


def is_currency(unit: str | None) -> bool:
    """Whether money is asked for."""
    return unit in _MONEY.values()


def agrees(said: str, unit: str | None, *, currency: str | None) -> bool:
    """Whether a number of a unit is what is asked for.

    Args:
        currency: what money of unknown currency is in; None = nobody knows.
    """
    if said == LASTING:
        return unit is None or unit in _TIMES
    if is_currency(said):
        return said == (currency if unit == _OWN else unit)
    return said == unit


def is_money(unit: str | None) -> bool:
    """Whether a unit is a currency: the workspace's own or one named by its code."""
    return unit is not None and bool(_CODE.fullmatch(unit))
