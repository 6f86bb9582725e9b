"""The numbers of a question, however they are written: ``$2M``, ``two hundred and fifty``, ``1st``.

Owns how digits, number words, scales, percent and currencies stand together. A number that is a
part of something longer (the 2025 of «Q4 2025», the 30 of «last 30 days») is found too: whoever
reads that phrase knows by its place.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from boardroom.ask.token import Token

_NAMES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_SMALL = {word: value for value, word in enumerate(_NAMES.split())}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_ORDINALS = {
    **{word: value for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split(), 1
    )},
    **{word.removesuffix("y") + "ieth": value for word, value in _TENS.items()},
}  # fmt: skip
_SCALES = {
    "hundred": 100, "thousand": 1_000, "k": 1_000, "lakh": 100_000, "million": 1_000_000,
    "mio": 1_000_000, "mn": 1_000_000, "mm": 1_000_000, "crore": 10_000_000,
    "billion": 1_000_000_000, "bn": 1_000_000_000, "trillion": 1_000_000_000_000,
    "tn": 1_000_000_000_000,
}  # fmt: skip
_LETTERS = {"m": 1_000_000, "b": 1_000_000_000, "t": 1_000_000_000_000}
"""Scales only when written to the digits or behind a currency: ``5 m`` may be metres."""
_GROUPS = {"dozen": 12, "couple": 2, "pair": 2}
_CURRENCY_SIGNS = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₺": "TRY",
}
_CODES = "usd eur gbp jpy cny inr brl cad aud nzd chf sek nok dkk pln czk mxn sgd hkd krw zar aed"
_CURRENCY_CODES = frozenset(_CODES.split())
"""Not all of ISO 4217: ``top``, ``all`` and ``try`` are codes, too."""
_CURRENCY_WORDS = {
    "dollar": "USD", "buck": "USD", "euro": "EUR", "pound": "GBP", "yen": "JPY", "yuan": "CNY",
    "rupee": "INR", "real": "BRL", "reais": "BRL", "franc": "CHF", "peso": "MXN", "rand": "ZAR",
}  # fmt: skip
_PERCENT = (("%",), ("percent",), ("pct",), ("per", "cent"), ("percentage", "point"), ("pp",))
_DIGITS = re.compile(r"(\d[\d,]*(?:\.\d+)?)([a-z]*)")
_ORDINAL_ENDS = frozenset({"st", "nd", "rd", "th"})


class Percent(Decimal):
    """A fraction that is written in percent."""


@dataclass(frozen=True, kw_only=True)
class NumberPhrase:
    """A number of a question.

    Attributes:
        first, last: its tokens; ``last`` is exclusive.
        value: whole numbers are ``int``; percents are fractions: 10 % is 0.1.
        unit: ``percent``, an ISO 4217 code, or None.
        ordinal: whether it is a rank or a place (``1st``, ``first``).
    """

    first: int
    last: int
    value: Decimal | int
    unit: str | None = None
    ordinal: bool = False


def read_numbers(tokens: Sequence[Token]) -> tuple[NumberPhrase, ...]:
    """All numbers of a question in their order; none inside a quotation, a date or a word.

    Example:
        >>> from boardroom.ask.token import read_tokens
        >>> for number in read_numbers(read_tokens("top twelve deals over $2.5M, up 10 %")):
        ...     print(number.value, number.unit)
        12 None
        2500000 USD
        0.1 percent
    """
    found: list[NumberPhrase] = []
    place = 0
    while place < len(tokens):
        number = _number_at(tokens, place)
        if number:
            found.append(number)
        place = number.last if number else place + 1
    for place, (low, high) in enumerate(itertools.pairwise(found)):
        if _is_span(tokens, low, high):
            found[place] = _with_unit(_with_scale(low, high, tokens), high.unit)
            found[place + 1] = _with_unit(high, low.unit)
    return tuple(found)


def _is_span(tokens: Sequence[Token], low: NumberPhrase, high: NumberPhrase) -> bool:
    """Whether it goes from the one to the other: ``between 2 and 5 million``, ``10-20 %``."""
    if high.first != low.last + 1 or low.ordinal or high.ordinal:
        return False
    link = tokens[low.last].word
    opened = low.first > 0 and tokens[low.first - 1].word in {"between", "from"}
    return link in {"to", "-"} or (link == "and" and opened)


def _with_scale(low: NumberPhrase, high: NumberPhrase, tokens: Sequence[Token]) -> NumberPhrase:
    """The lower number in the scale of the higher one: «between 2 and 5 million»."""
    value, factor = Decimal(low.value), _factor(tokens, high)
    if _factor(tokens, low) > 1 or value >= Decimal(high.value) / factor:
        return low
    return replace(low, value=_plain(value * factor))


def _with_unit(number: NumberPhrase, unit: str | None) -> NumberPhrase:
    """A number without a unit in that of the other end."""
    if number.unit is not None or unit is None:
        return number
    value = Decimal(number.value) / 100 if unit == "percent" else Decimal(number.value)
    return replace(number, value=_plain(value), unit=unit)


def _factor(tokens: Sequence[Token], number: NumberPhrase) -> int:
    """The scale that a number is written with: a million of ``5 million`` and ``5m``."""
    for token in reversed(tokens[number.first : number.last]):
        match = _DIGITS.fullmatch(token.word)
        word = match[2] if match else token.word
        scale = _LETTERS.get(word) if match else None
        scale = scale or _scale(word)
        if scale:
            return scale
    return 1


def _number_at(tokens: Sequence[Token], place: int) -> NumberPhrase | None:
    first, negative = (place + 1, True) if _is_minus(tokens, place) else (place, False)
    first, currency = _currency_before(tokens, first)
    last, value, ordinal = _digits(tokens, first, money=currency is not None) or _words(
        tokens, first
    ) or (first, None, False)  # fmt: skip
    if value is None:
        return None
    if ordinal:
        return NumberPhrase(first=place, last=last, value=_plain(value), ordinal=True)
    last, unit = (last, currency) if currency else _unit_after(tokens, last)
    value = value / 100 if unit == "percent" else value
    return NumberPhrase(
        first=place, last=last, value=_plain(-value if negative else value), unit=unit
    )


def _plain(value: Decimal) -> Decimal | int:
    """A whole number as ``int``."""
    return int(value) if value == value.to_integral_value() else value.normalize()


def _is_minus(tokens: Sequence[Token], place: int) -> bool:
    """Whether a minus stands there, written to what follows and not to what is before."""
    if tokens[place].word != "-" or place + 1 == len(tokens):
        return False
    glued = place > 0 and tokens[place - 1].end == tokens[place].start
    return tokens[place + 1].start == tokens[place].end and not glued


def _currency_before(tokens: Sequence[Token], place: int) -> tuple[int, str | None]:
    """``$``, ``US$``, ``USD`` before a number: the number's place and the currency."""
    word = _word(tokens, place)
    if word == "us" and _word(tokens, place + 1) == "$":
        return place + 2, "USD"
    if word in _CURRENCY_SIGNS:
        return place + 1, _CURRENCY_SIGNS[word]
    if word in _CURRENCY_CODES and _starts(tokens, place + 1):
        return place + 1, word.upper()
    return place, None


def _starts(tokens: Sequence[Token], place: int) -> bool:
    return place < len(tokens) and tokens[place].kind == "number"


def _word(tokens: Sequence[Token], place: int) -> str:
    """The word there; empty beyond the end and for quotations and dates."""
    if place >= len(tokens) or tokens[place].kind in {"quoted", "date"}:
        return ""
    return tokens[place].word


def _digits(
    tokens: Sequence[Token], place: int, *, money: bool
) -> tuple[int, Decimal, bool] | None:
    """A number in digits with its scale: where it ends, its value, whether it is an ordinal."""
    match = _DIGITS.fullmatch(_word(tokens, place))
    if not match or _is_inside(tokens, place):
        return None
    value, letters = Decimal(match[1].replace(",", "")), match[2]
    if letters in _ORDINAL_ENDS:
        return place + 1, value, True
    scales = {**_SCALES, **_LETTERS}
    if letters:
        return (place + 1, value * scales[letters], False) if letters in scales else None
    last, factor = place + 1, 1
    next_word = _word(tokens, last)
    if money and next_word in _LETTERS:
        return last + 1, value * _LETTERS[next_word], False
    while (scale := _scale(next_word)) and scale > 1:
        last, factor = last + 1, factor * scale
        next_word = _word(tokens, last)
    if next_word == "dozen":
        return last + 1, value * 12, False
    return last, value * factor, False


def _scale(word: str) -> int | None:
    return _SCALES.get(word) or _SCALES.get(word.removesuffix("s"))


def _is_inside(tokens: Sequence[Token], place: int) -> bool:
    """Whether it is a part of something like ``3.5.1`` or ``24x7``."""
    glued = place > 0 and tokens[place - 1].end == tokens[place].start
    if glued and tokens[place - 1].kind in {"word", "number"}:
        return True
    before = place > 1 and tokens[place - 1].word == "." and tokens[place - 2].kind == "number"
    after = _word(tokens, place + 1) == "." and _starts(tokens, place + 2)
    return (before and glued) or (after and tokens[place + 1].end == tokens[place + 2].start)


def _words(tokens: Sequence[Token], place: int) -> tuple[int, Decimal, bool] | None:
    """A number in words: where it ends, its value, whether it is an ordinal."""
    return _group(tokens, place) or _spelled(tokens, place)


def _group(tokens: Sequence[Token], place: int) -> tuple[int, Decimal, bool] | None:
    """``a couple of``, ``two dozen``, ``half a million``, ``a hundred``."""
    half = _word(tokens, place) == "half"
    article = place + half
    count = _SMALL.get(_word(tokens, article), 1 if _word(tokens, article) in {"a", "an"} else 0)
    noun = _word(tokens, article + 1)
    if not count or (half and count != 1):
        return None
    size = _GROUPS.get(noun) or _GROUPS.get(noun.removesuffix("s"))
    if size:
        of = size == 2 and _word(tokens, article + 2) == "of"
        return article + 2 + of, Decimal(size * count) / (1 + half), False
    if half or _word(tokens, article) in {"a", "an"}:
        scale = _scale(noun) if len(noun) > 2 else None
        if scale and half:
            return article + 2, Decimal(scale) / 2, False
        return _spelled(tokens, article, article=True) if scale else None
    return None


def _spelled(
    tokens: Sequence[Token], place: int, *, article: bool = False
) -> tuple[int, Decimal, bool] | None:
    """``two hundred and fifty thousand``, ``twenty-first``; ``article``: begins with «a»."""
    total, part, at = Decimal(0), Decimal(1 if article else 0), place + article
    seen, room = article, 0 if article else 100
    while True:
        word = _word(tokens, at)
        value = _SMALL.get(word, _TENS.get(word))
        scale = _scale(word) if seen and len(word) > 2 else None
        if word in _ORDINALS and (not seen or _ORDINALS[word] < min(room, 10)):
            return at + 1, total + part + _ORDINALS[word], True
        if value is not None and value < room:
            part, seen = part + value, True
            room = 10 if word in _TENS else 0
        elif scale == 100 and part < 100:
            part, room = part * 100, 100
        elif scale:
            total, part, room = total + part * scale, Decimal(0), 100
        elif seen and word == "and" and _half_after(tokens, at) and part:
            at, part = at + 2, part + Decimal("0.5")
        elif not (seen and word == "and" and room == 100 and _adds(tokens, at + 1)):
            break
        at += 1
    return (at, total + part, False) if seen else None


def _half_after(tokens: Sequence[Token], place: int) -> bool:
    return [_word(tokens, place + step) for step in (1, 2)] == ["a", "half"]


def _adds(tokens: Sequence[Token], place: int) -> bool:
    """Whether a part below a hundred follows, not a number of its own (``two hundred``)."""
    word = _word(tokens, place)
    return (word in _SMALL or word in _TENS) and _word(tokens, place + 1) != "hundred"


def _unit_after(tokens: Sequence[Token], place: int) -> tuple[int, str | None]:
    """``percent`` or a currency behind a number: where it ends, and the unit."""
    words = [_word(tokens, place + step) for step in (0, 1)]
    for percent in _PERCENT:
        if tuple(word.removesuffix("s") for word in words[: len(percent)]) == percent:
            return place + len(percent), "percent"
    if words[0] in _CURRENCY_SIGNS and not _starts(tokens, place + 1):
        return place + 1, _CURRENCY_SIGNS[words[0]]
    if words[0] in _CURRENCY_CODES:
        return place + 1, words[0].upper()
    currency = _CURRENCY_WORDS.get(words[0].removesuffix("s"))
    return (place + 1, currency) if currency else (place, None)
