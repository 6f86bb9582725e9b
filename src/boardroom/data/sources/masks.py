"""What the values of a text column look like: each digit a 9, equal shapes counted together.

A few hundred masks stand for millions of values, so a decision about a column rests on all of them.
Pure functions that read masks as numbers or dates; used by ``infer``.
"""

import re
from calendar import month_name
from collections.abc import Sequence
from dataclasses import dataclass

from boardroom.data.sources.column_format import SYMBOLS

_CODES = (
    "AED|ARS|AUD|BRL|CAD|CHF|CLP|CNY|COP|CZK|DKK|EGP|EUR|GBP|HKD|HUF|IDR|ILS|INR|JPY|KES|KRW|MXN|"
    "MYR|NGN|NOK|NZD|PEN|PHP|PKR|PLN|QAR|RON|RUB|SAR|SEK|SGD|THB|TRY|TWD|UAH|USD|VND|ZAR"
)
_SYMBOL = rf"[{SYMBOLS}]|{_CODES}|(?:US|CA|AU|NZ|HK|R|A|C|S)\$|kr\.?|zł|Kč|Rs\.?"
_NUMBER = re.compile(
    rf"(?P<open>\()?\s?(?P<sign>[-+])?\s?(?P<before>{_SYMBOL})?\s?(?P<sign2>[-+])?\s?"
    rf"(?P<core>9[9.,'’ \u00a0\u202f]*|\.9+)\s?(?P<after>{_SYMBOL})?\s?(?P<percent>%)?\s?"
    rf"(?P<close>\))?(?P<minus>-)?"
)
_CLOCK = re.compile(
    r"(?P<gap>,? |T| at )(?P<hour>99?):99(?P<second>:99)?(?P<part>\.9+)?(?P<half> ?[AaPp][Mm])?"
)
_NUMERIC_DATE = re.compile(r"(99?)([-/.])(99?)\2(9999|99)")
_YEAR_FIRST = re.compile(r"9999([-/.])99?\1(99?)")
_ZONE = re.compile(r" ?(Z|UTC|[+-]99(:?99)?)")
_MONTHS = tuple(name.lower() for name in month_name if name)


@dataclass(frozen=True, kw_only=True)
class Mask:
    """A shape with what is known of its values.

    Attributes:
        shape: a value with every digit replaced by 9.
        count: how many values have it.
        leading_zero: they begin with 0 and another digit.
        zero_point: they begin with 0 and a decimal mark.
        example: one of them.
    """

    shape: str
    count: int
    leading_zero: bool = False
    zero_point: bool = False
    example: str = ""


@dataclass(frozen=True, kw_only=True)
class NumberShape:
    """A mask read as a number.

    Attributes:
        symbol: currency sign or code beside it.
        marks: the signs between digits, in order, e.g. ``,.`` for 9,999.99.
        places: digits behind the last mark.
        groups: sizes of the digit groups.
    """

    symbol: str
    percent: bool
    decorated: bool
    marks: str
    places: int
    groups: tuple[int, ...]


def read_number(mask: Mask) -> NumberShape | None:
    """The mask as a number, or None."""
    found = _NUMBER.fullmatch(mask.shape.strip())
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    if found["before"] and found["after"]:
        return None
    core = found["core"].strip()
    marks = re.sub("9", "", core)
    groups = tuple(len(one) for one in re.split(r"[^9]", core))
    if not _is_grouped(marks, groups):
        return None
    decorated = any(found[one] for one in ("open", "before", "after", "percent", "minus"))
    return NumberShape(
        symbol=found["before"] or found["after"] or "",
        percent=bool(found["percent"]),
        decorated=decorated or bool(found["sign2"] and found["before"]),
        marks=marks,
        places=groups[-1] if marks else 0,
        groups=groups,
    )


def _is_grouped(marks: str, groups: tuple[int, ...]) -> bool:
    """Whether several marks part thousands: threes behind the first, one kind of mark."""
    if len(marks) < 2:
        return True
    inner = groups[1:] if len(set(marks)) == 1 else groups[1:-1]
    return len(set(marks[:-1])) == 1 and groups[0] <= 3 and set(inner) == {3}


def is_exponent(mask: Mask) -> bool:
    """Whether the mask is a number in scientific notation."""
    return re.fullmatch(r"[-+]?9*\.?9+[eE][-+]?9+", mask.shape.strip()) is not None


def are_codes(masks: Sequence[Mask]) -> bool:
    """Whether what looks like scientific notation are codes, such as 12E4: several digits in front,
    and never a point or a sign."""
    shapes = [mask.shape.strip() for mask in masks if is_exponent(mask)]
    return bool(shapes) and all(re.fullmatch(r"99+[eE]9+", shape) for shape in shapes)


@dataclass(frozen=True, kw_only=True)
class DateShape:
    """A mask read as a date.

    Attributes:
        family: ``iso``, ``numeric`` (day or month first is to be decided) or ``fixed``.
        separator: of a numeric date.
        date_format: ``strptime`` of the date part; for ``numeric`` with ``{a}`` and ``{b}``.
        time_format: ``strptime`` of the time part with its gap; empty = a date alone.
        zoned: an offset or Z follows.
    """

    family: str
    separator: str = ""
    date_format: str = ""
    time_format: str = ""
    zoned: bool = False


def read_date(mask: Mask) -> DateShape | None:
    """The mask as a date with or without a time of day, or None."""
    shape = mask.shape.strip()
    cut = _date_end(shape)
    rest = shape[cut:]
    zoned = False
    time_format = ""
    if rest:
        clock = _CLOCK.match(rest)
        if clock is None:
            return None
        zone = rest[clock.end() :]
        zoned = bool(zone)
        if zone and (_ZONE.fullmatch(zone) is None or clock["half"]):
            return None
        time_format = _time_format(clock)
    return _date_shape(shape[:cut], time_format=time_format, zoned=zoned)


def _date_end(shape: str) -> int:
    found = re.search(r"(,? |T| at )99?:99", shape)
    return found.start() if found else len(shape)


def _time_format(clock: "re.Match[str]") -> str:
    hour = "%I" if clock["half"] else "%H"
    text = f"{clock['gap']}{hour}:%M" + (":%S" if clock["second"] else "")
    text += ".%f" if clock["part"] else ""
    half = clock["half"] or ""
    return text + half.replace(half.strip(), "%p") if half else text


def _date_shape(shape: str, *, time_format: str, zoned: bool) -> DateShape | None:
    year_first = _YEAR_FIRST.fullmatch(shape)
    if year_first:
        mark = year_first[1]
        iso = mark == "-" and "%p" not in time_format and time_format[:1] in ("", " ", "T")
        return DateShape(
            family="iso" if iso else "fixed",
            date_format=f"%Y{mark}%m{mark}%d",
            time_format=time_format,
            zoned=zoned,
        )
    if zoned:
        return None
    numeric = _NUMERIC_DATE.fullmatch(shape)
    if numeric:
        mark, year = numeric[2], "%Y" if len(numeric[4]) == 4 else "%y"
        return DateShape(
            family="numeric",
            separator=mark,
            date_format=f"{{a}}{mark}{{b}}{mark}{year}",
            time_format=time_format,
        )
    worded = _worded_format(shape)
    return (
        DateShape(family="fixed", date_format=worded, time_format=time_format) if worded else None
    )


def _worded_format(shape: str) -> str:
    """``strptime`` of a date with the month's English name; empty when it is none."""
    words = re.findall(r"[A-Za-z]+", shape)
    months = [word for word in words if _month(word)]
    if len(months) != 1:
        return ""
    text = shape
    for word in words:
        if word == months[0]:
            text = text.replace(word, "%B" if len(word) > 3 else "%b", 1)
        elif word.lower()[:3] in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"):
            text = text.replace(word, "%A" if len(word) > 3 else "%a", 1)
        else:
            return ""
    text = text.replace("9999", "%Y", 1) if "9999" in text else _last_year(text)
    text = re.sub(r"99?", "%d", text, count=1)
    known = re.sub(r"%[A-Za-z]", "", text)
    return text if "%d" in text and "9" not in known and text.count("%") >= 3 else ""


def _last_year(text: str) -> str:
    return re.sub(r"99$", "%y", text)


def _month(word: str) -> bool:
    low = word.lower()
    return any(low == month or (len(low) == 3 and month.startswith(low)) for month in _MONTHS)
