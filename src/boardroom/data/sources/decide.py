"""Decides from the masks of a whole column what its text means; pure, and never by a guess.

Called by ``infer`` for every column that is not plainly written. Where two readings are possible
and nothing in the column settles it, it stays text and a finding says how to settle it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from boardroom.data.sources.column_format import ColumnFormat
from boardroom.data.sources.masks import (
    DateShape,
    Mask,
    NumberShape,
    are_codes,
    is_exponent,
    read_date,
    read_number,
)

TYPED_SHARE = 0.99
MIXED_SHARE = 0.5
CODE_SHARE = 0.9
"""Whole numbers among other text are codes unless nearly all values are numbers."""

EXACT_PLACES = 6
MOST_DIGITS = 38

DateOrder = Literal["day_first", "month_first", "unknown", "both"]


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The format of a column; ``kind`` and ``text`` of a finding when something must be said."""

    form: ColumnFormat
    kind: str = ""
    text: str = ""
    count: int | None = None


TEXT = Decision(form=ColumnFormat())


def decide(
    masks: Sequence[Mask],
    *,
    orders: Mapping[str, DateOrder],
    decimal_mark: str = "",
    only_dates: bool = False,
) -> Decision:
    """The format that ``masks`` (all non-NULL values of a column) show.

    Args:
        orders: separator of numeric dates → which part comes first, by all values of the column.
        decimal_mark: what the user or the file's other columns say.
        only_dates: the source calls the column text: numbers stay text.
    """
    total = sum(mask.count for mask in masks)
    numbers = [(mask, shape) for mask in masks if (shape := read_number(mask))]
    exponents = [mask for mask in masks if is_exponent(mask)]
    dates = [(mask, when) for mask in masks if (when := read_date(mask))]
    number_count = sum(mask.count for mask, _ in numbers) + sum(mask.count for mask in exponents)
    date_count = sum(mask.count for mask, _ in dates)
    if total and date_count >= number_count and date_count >= total * MIXED_SHARE:
        return _mostly(date_count, total, _decide_dates(dates, orders), "dates", masks)
    truths = sum(mask.count for mask in masks if mask.shape.strip().lower() in ("true", "false"))
    if total and truths >= total * TYPED_SHARE and not only_dates:
        return Decision(form=ColumnFormat(kind="boolean"))
    if only_dates or not total or number_count < total * MIXED_SHARE or are_codes(masks):
        return TEXT
    if number_count < total * CODE_SHARE and not any(shape.marks for _, shape in numbers):
        return TEXT
    found = _decide_numbers(numbers, exponents, decimal_mark)
    return _mostly(number_count, total, found, "numbers", masks)


def _mostly(count: int, total: int, found: Decision, what: str, masks: Sequence[Mask]) -> Decision:
    """``found`` when nearly all values are ``what``; else text, with a finding."""
    if count >= total * TYPED_SHARE or found.form.kind == "text":
        return found
    odd = [m for m in masks if not (read_date(m) if what == "dates" else read_number(m))]
    odd = [m for m in odd if not is_exponent(m)]
    examples = ", ".join(repr(m.example) for m in sorted(odd, key=lambda m: -m.count)[:3])
    share = 100 * (total - count) / total
    return Decision(
        form=ColumnFormat(),
        kind="mixed_types",
        text=(
            f"{total - count} of {total} values ({share:.1f} %) are not {what}, such as "
            f"{examples}; the column stays text. Correct them or set its `type:`"
        ),
        count=total - count,
    )


def _decide_dates(
    dates: Sequence[tuple[Mask, DateShape]], orders: Mapping[str, DateOrder]
) -> Decision:
    count = sum(mask.count for mask, _ in dates)
    zoned = {shape.zoned for _, shape in dates}
    if len(zoned) > 1:
        text = "some moments have a UTC offset and some have none; the column stays text"
        return Decision(form=ColumnFormat(), kind="mixed_time_zones", text=text, count=count)
    for _, shape in dates:
        trouble = _order_trouble(shape, orders, count) if shape.family == "numeric" else None
        if trouble is not None:
            return trouble
    formats = tuple(dict.fromkeys(_strptime(shape, orders) for _, shape in dates))
    timed = any(shape.time_format for _, shape in dates)
    kind: Literal["date", "timestamp", "instant"] = "timestamp" if timed else "date"
    if zoned == {True}:
        kind = "instant"
    form = ColumnFormat(kind=kind, formats=() if formats == ("iso",) else formats)
    parts = {shape.date_format for _, shape in dates}
    if len(parts) > 1:
        text = f"dates are written in {len(parts)} ways, each told apart safely: {form.note}"
        return Decision(form=form, kind="mixed_dates", text=text, count=count)
    if any("%y" in one for one in formats):
        text = "years have two digits; they were read as the latest years that make sense"
        return Decision(form=form, kind="two_digit_year", text=text, count=count)
    return Decision(form=form)


def _order_trouble(
    shape: DateShape, orders: Mapping[str, DateOrder], count: int
) -> Decision | None:
    mark = shape.separator
    order = orders.get(mark, "unknown")
    form = ColumnFormat()
    if order == "both":
        text = (
            f"some dates have the day first and some the month first (such as 25{mark}12 and "
            f"12{mark}25); the column stays text"
        )
        return Decision(form=form, kind="mixed_dates", text=text, count=count)
    if order == "unknown" and mark != ".":
        year = shape.date_format[-2:]
        text = (
            f"no date shows whether day or month comes first (such as 03{mark}04); the column "
            f"stays text. Say it in boardroom.yml: format: '%d{mark}%m{mark}{year}' or "
            f"'%m{mark}%d{mark}{year}'"
        )
        return Decision(form=form, kind="ambiguous_date", text=text, count=count)
    return None


def _strptime(shape: DateShape, orders: Mapping[str, DateOrder]) -> str:
    if shape.family == "iso":
        return "iso"
    month_first = orders.get(shape.separator) == "month_first"
    first, second = ("%m", "%d") if month_first else ("%d", "%m")
    return shape.date_format.replace("{a}", first).replace("{b}", second) + shape.time_format


def _decide_numbers(
    numbers: Sequence[tuple[Mask, NumberShape]], exponents: Sequence[Mask], decimal_mark: str
) -> Decision:
    count = sum(mask.count for mask, _ in numbers)
    symbols = Counter(shape.symbol for _, shape in numbers if shape.symbol)
    if len(symbols) > 1:
        text = f"amounts in several currencies ({', '.join(symbols)}); the column stays text"
        return Decision(form=ColumnFormat(), kind="mixed_currencies", text=text, count=count)
    percents = {shape.percent for _, shape in numbers}
    if len(percents) > 1:
        text = "some numbers are percentages and some are not; the column stays text"
        return Decision(form=ColumnFormat(), kind="mixed_percent", text=text, count=count)
    plain_integers = all(not shape.marks and not shape.decorated for _, shape in numbers)
    if plain_integers and any(m.leading_zero for m, _ in numbers) and not exponents:
        return TEXT
    marks = _decide_marks(numbers, decimal_mark)
    if isinstance(marks, Decision):
        return marks
    point, group = marks
    places = max((_places(shape, point) for _, shape in numbers), default=0)
    digits = max((_whole_digits(shape, point) for _, shape in numbers), default=1)
    if digits > MOST_DIGITS and not exponents:
        return TEXT
    percent = percents == {True}
    kind, precision, scale = _number_kind(places, digits, percent=percent, float_=bool(exponents))
    form = ColumnFormat(
        kind=kind,
        precision=precision,
        scale=scale,
        decimal_mark=point,
        group_mark=group,
        percent=percent,
        symbol=next(iter(symbols), ""),
    )
    decorated = any(shape.decorated for _, shape in numbers)
    if decorated and form.plain:
        form = _as_localized(form)
    return Decision(form=form)


def _as_localized(form: ColumnFormat) -> ColumnFormat:
    """Brackets or trailing minus signs alone also need the tolerant reading."""
    return ColumnFormat(kind=form.kind, precision=form.precision, scale=form.scale, group_mark=",")


def _number_kind(
    places: int, digits: int, *, percent: bool, float_: bool
) -> tuple[Literal["integer", "decimal", "float"], int, int]:
    scale = places + 2 if percent else places
    if float_ or scale > EXACT_PLACES + 2 * percent or digits + scale > MOST_DIGITS:
        return "float", 18, 0
    precision = 18 if digits + scale <= 18 else 38
    return ("decimal" if scale else "integer"), precision, scale


def _places(shape: NumberShape, point: str) -> int:
    return shape.places if shape.marks and shape.marks[-1] == point else 0


def _whole_digits(shape: NumberShape, point: str) -> int:
    whole = sum(shape.groups)
    return whole - _places(shape, point)


def _decide_marks(
    numbers: Sequence[tuple[Mask, NumberShape]], decimal_mark: str
) -> tuple[str, str] | Decision:
    """Decimal and group mark; a Decision when they cannot be told."""
    spaced = _space_group(numbers)
    votes = Counter[str]()
    unclear = Counter[str]()
    for mask, shape in numbers:
        vote, doubtful = _vote(mask, shape)
        votes[vote] += mask.count if vote else 0
        unclear[doubtful] += mask.count if doubtful else 0
    point = decimal_mark or _single_vote(votes)
    count = sum(mask.count for mask, _ in numbers)
    if point == "both":
        text = "some numbers have a decimal comma and some a decimal point; the column stays text"
        return Decision(form=ColumnFormat(), kind="mixed_numbers", text=text, count=count)
    if not point and unclear[","]:
        if not _grouping_shows(numbers):
            text = (
                "a comma may group thousands or mark decimals (such as 1,234); the column stays "
                "text. Say it in boardroom.yml: decimal: '.' or decimal: ','"
            )
            return Decision(form=ColumnFormat(), kind="ambiguous_number", text=text, count=count)
        point = "."
    point = point or "."
    other = "," if point == "." else "."
    grouped = any(other in shape.marks for _, shape in numbers)
    return point, spaced or (other if grouped else "")


def _space_group(numbers: Sequence[tuple[Mask, NumberShape]]) -> str:
    for _, shape in numbers:
        for mark in shape.marks:
            if mark not in ".,":
                return "'" if mark in "'’" else " "
    return ""


def _vote(mask: Mask, shape: NumberShape) -> tuple[str, str]:
    """(the decimal mark that this shape proves, the mark whose meaning it leaves open)."""
    marks = shape.marks
    if not marks:
        return "", ""
    last = marks[-1]
    if last not in ".,":
        return "", ""
    if len(marks) > 1 and len(set(marks)) == 1:
        return ("," if last == "." else "."), ""
    if len(set(marks)) == 2:
        return last, ""
    head = shape.groups[0]
    if shape.places != 3 or head > 3 or head == 0 or mask.zero_point or mask.leading_zero:
        return last, ""
    return "", last


def _single_vote(votes: Mapping[str, int]) -> str:
    if votes.get(".") and votes.get(","):
        return "both"
    return "." if votes.get(".") else "," if votes.get(",") else ""


def _grouping_shows(numbers: Sequence[tuple[Mask, NumberShape]]) -> bool:
    """Whether commas stand exactly where thousands end: small numbers without, none large without.

    A dollar or pound sign beside them says the same.
    """
    bare = [shape.groups[0] for _, shape in numbers if not shape.marks]
    signed = any(shape.symbol in ("$", "£", "USD", "GBP", "US$") for _, shape in numbers)
    return not any(size > 3 for size in bare) and (bool(bare) or signed)


def date_order(first_over_12: int, second_over_12: int) -> DateOrder:
    """Which comes first; a part over 12 is the day. One in a hundred may be a slip of the pen."""
    if first_over_12 and second_over_12:
        most, least = max(first_over_12, second_over_12), min(first_over_12, second_over_12)
        if least > most * (1 - TYPED_SHARE):
            return "both"
        return "day_first" if first_over_12 == most else "month_first"
    if first_over_12:
        return "day_first"
    return "month_first" if second_over_12 else "unknown"
