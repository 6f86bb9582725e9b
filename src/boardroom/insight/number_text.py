"""How numbers stand in text: units, compact and full forms, signs. Used by wording and renderers.

Rates are fractions with unit ``percent`` and move in points; money has its currency's sign; a value
that is not there is an en dash.
"""

import math
from typing import Final

from boardroom.semantic.model import Unit

MISSING: Final = "–"
MINUS: Final = "−"

_SYMBOLS: Final = {
    "AUD": "A$", "BRL": "R$", "CAD": "CA$", "CNY": "CN¥", "EUR": "€", "GBP": "£", "HKD": "HK$",
    "ILS": "₪", "INR": "₹", "JPY": "¥", "KRW": "₩", "MXN": "MX$", "NZD": "NZ$", "PHP": "₱",
    "SGD": "S$", "TRY": "₺", "TWD": "NT$", "UAH": "₴", "USD": "$", "VND": "₫",
}  # fmt: skip
_DURATIONS: Final = frozenset({"days", "hours", "minutes", "seconds", "weeks", "months", "years"})
_SHORT: Final = {"milliseconds": "ms"}
_SCALES: Final = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))
_PLAIN_WORDS: Final = frozenset({"count", "score", "currency", "ratio", "number"})


def value_text(value: float | None, unit: Unit | None, *, full: bool = False) -> str:
    """A value with its unit; ``full`` shows every digit that means something.

    Example:
        >>> value_text(1_284_034.2, "USD"), value_text(1_284_034.2, "USD", full=True)
        ('$1.28M', '$1,284,034.20')
        >>> value_text(18432, "count"), value_text(0.0241, "percent"), value_text(11.2, "days")
        ('18,432', '2.41%', '11.2 days')
        >>> value_text(-46_000, "EUR"), value_text(None, "USD")
        ('−€46,000', '–')
    """
    if value is None or not math.isfinite(value):
        return MISSING
    sign = MINUS if value < 0 else ""
    body = _magnitude(abs(value), unit, full=full)
    return body if _is_zero(body) else sign + body


def change_text(change: float | None, unit: Unit | None, *, full: bool = False) -> str:
    """A difference with its sign; differences of rates are in points.

    Example:
        >>> change_text(0.004, "percent"), change_text(-1201.4, "USD"), change_text(0, "count")
        ('+0.4 pts', '−$1,201', '0')
    """
    if change is None or not math.isfinite(change):
        return MISSING
    body = _points(abs(change)) if unit == "percent" else _magnitude(abs(change), unit, full=full)
    return body if _is_zero(body) else _sign(change) + body


def ratio_text(ratio: float | None) -> str:
    """A relative change with its sign.

    Example:
        >>> ratio_text(0.0638), ratio_text(-0.5), ratio_text(None)
        ('+6.4%', '−50.0%', '–')
    """
    if ratio is None or not math.isfinite(ratio):
        return MISSING
    body = _ratio(abs(ratio))
    return body if _is_zero(body) else _sign(ratio) + body


def share_text(share: float) -> str:
    """A share of a whole, in whole percents.

    Example:
        >>> share_text(0.4167), share_text(0.001)
        ('42%', 'under 1%')
    """
    percents = abs(share) * 100
    if 0 < percents < 0.5:
        return "under 1%"
    return f"{_sign(share) if share < 0 else ''}{percents:,.0f}%"


def currency_symbol(unit: Unit | None) -> str | None:
    """The sign of an ISO 4217 code (``CHF`` stays ``CHF`` with a space); None for other units.

    Example:
        >>> currency_symbol("BRL"), currency_symbol("CHF"), currency_symbol("days")
        ('R$', 'CHF ', None)
    """
    if unit is None:
        return None
    if unit in _SYMBOLS:
        return _SYMBOLS[unit]
    return f"{unit} " if len(unit) == 3 and unit.isalpha() and unit.isupper() else None


def _sign(value: float) -> str:
    return "+" if value > 0 else MINUS


def _is_zero(body: str) -> bool:
    return not any(digit in body for digit in "123456789") and any(c == "0" for c in body)


def _magnitude(value: float, unit: Unit | None, *, full: bool) -> str:
    if unit == "percent":
        return _percent(value, full=full)
    if unit == "points":
        return _points(value)
    symbol = currency_symbol(unit)
    if symbol is not None or unit == "currency":
        return (symbol or "") + _money(value, full=full)
    number = _plain(value, full=full)
    if unit in _DURATIONS and not full and 9.95 <= value < 999.5:
        number = f"{value:.1f}"
    if unit == "score" and not full and value < 999.5:
        number = f"{value:.2f}"
    if unit in _DURATIONS:
        return f"{number} {unit[:-1] if number == '1' and unit else unit}"
    return number if unit is None or unit in _PLAIN_WORDS else f"{number} {_SHORT.get(unit, unit)}"


def _money(value: float, *, full: bool) -> str:
    if full:
        return f"{value:,.2f}"
    if value < 999.995:
        return f"{value:,.2f}"
    return _scaled(value) if value >= 99_999.5 else f"{value:,.0f}"


def _plain(value: float, *, full: bool) -> str:
    if float(value).is_integer() and (full or value < 999_999.5):
        return f"{value:,.0f}"
    if full:
        return _trimmed(f"{value:,.4f}" if value >= 1 else f"{value:.6g}")
    if value >= 999_999.5:
        return _scaled(value)
    if value >= 999.5:
        return f"{value:,.0f}"
    if value >= 99.95:
        return f"{value:.1f}"
    return f"{value:.2f}" if value >= 0.9995 or value == 0 else f"{value:.3g}"


def _scaled(value: float) -> str:
    """Three or four digits and the letter of their scale."""
    for scale, letter in _SCALES:
        if value >= 0.99995 * scale:
            scaled = value / scale
            digits = 2 if scaled < 9.995 else 1 if scaled < 999.95 else 0
            return f"{scaled:,.{digits}f}{letter}"
    return f"{value:,.0f}"


def _percent(value: float, *, full: bool) -> str:
    percents = value * 100
    if full:
        return f"{_trimmed(f'{percents:,.4f}')}%"
    if percents >= 999.5:
        return f"{percents:,.0f}%"
    if percents >= 9.995 or percents == 0:
        return f"{percents:.1f}%"
    if percents < 0.0005:
        return "0.000%"
    return f"{percents:.2f}%" if percents >= 0.00995 else f"{percents:.1g}%"


def _points(value: float) -> str:
    points = value * 100
    digits = 1 if points >= 0.095 else 2
    return f"{points:,.{digits}f} pts"


def _ratio(value: float) -> str:
    percents = value * 100
    if percents >= 99.95:
        return f"{percents:,.0f}%"
    return f"{percents:.1f}%" if percents >= 0.095 or percents == 0 else f"{percents:.2f}%"


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
