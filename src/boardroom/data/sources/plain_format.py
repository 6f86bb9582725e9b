"""Proposes the format of a column from a sample of its text, where it is written plainly; pure.

``infer`` and ``direct_csv`` check a proposal on every row: it is never taken on trust.
"""

import re
from collections.abc import Sequence

from boardroom.data.sources.column_format import ColumnFormat
from boardroom.data.sources.decide import EXACT_PLACES
from boardroom.data.sources.masks import (
    Mask,
    are_codes,
    is_exponent,
    read_date,
    read_number,
)
from boardroom.data.sources.staging import Column

_CODE_NAMES = re.compile(
    r"(^|_)(zip|zipcode|zip_code|postal|postal_code|postcode|plz|phone|telephone|mobile|fax|ssn|"
    r"ean|upc|gtin|isbn|iban|barcode)(_|$)"
)
_DATE_NAMES = re.compile(r"(^|_)(date|day|dt|datum|fecha)(_|$)")
_WORDS = frozenset(
    {"", "na", "n/a", "#n/a", "<na>", "null", "(null)", "none", "nil", "nan", "-", "--", "?", "\\n"}
)
_PLAIN = (
    ColumnFormat(kind="integer"),
    ColumnFormat(kind="decimal"),
    ColumnFormat(kind="float"),
    ColumnFormat(kind="date"),
    ColumnFormat(kind="timestamp"),
    ColumnFormat(kind="instant"),
    ColumnFormat(kind="boolean"),
)
_PATTERNS = {
    "integer": r"[+-]?\d+",
    "decimal": r"[+-]?(\d{1,18}(\.\d*)?|\.\d+)",
    "float": r"[+-]?(\d{1,18}(\.\d*)?|\.\d+)([eE][+-]?\d+)?",
    "date": r"\d{4}-\d{1,2}-\d{1,2}",
    "timestamp": r"\d{4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?",
    "instant": r"\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{2}(:\d{2}(\.\d{1,9})?)?"
    r"(Z|z| ?UTC| ?[+-]\d{2}(:?\d{2})?)",
    "boolean": r"(?i)true|false",
}


def is_code(column: Column) -> bool:
    """Zip codes, phone and article numbers are names made of digits."""
    return _CODE_NAMES.search(column.name) is not None


def is_promising(values: Sequence[str]) -> bool:
    """Whether a fair share of the values may be numbers or dates, however written."""
    masks = [_mask(value) for value in values[:: max(1, len(values) // 300)]]
    some = sum(bool(read_number(m) or read_date(m) or is_exponent(m)) for m in masks)
    some += sum(mask.shape.lower() in ("true", "false") for mask in masks)
    return some > len(masks) * 0.2


def _mask(value: str) -> Mask:
    return Mask(shape=re.sub("[0-9]", "9", value), count=1)


def plain_format(column: Column, values: Sequence[str]) -> ColumnFormat:
    """The plain format that all sampled values have; text when there is none."""
    texts = [value.strip() for value in values]
    texts = [text for text in texts if text]
    known = [text for text in texts if text.lower() not in _WORDS]
    if not known:
        return ColumnFormat()
    for form in _PLAIN:
        if column.fixed_text and form.kind not in ("date", "timestamp", "instant"):
            continue
        if all(re.fullmatch(_PATTERNS[form.kind], text) for text in known):
            return _fitted(form, column, known)
    return ColumnFormat()


def _fitted(form: ColumnFormat, column: Column, texts: Sequence[str]) -> ColumnFormat:
    if form.kind == "integer":
        padded = any(len(t.lstrip("+-")) > 1 and t.lstrip("+-")[0] == "0" for t in texts)
        if padded or is_code(column) or any(len(t.lstrip("+-")) > 18 for t in texts):
            return ColumnFormat()
        if _DATE_NAMES.search(column.name) and all(_is_compact_date(t) for t in texts):
            return ColumnFormat(kind="date", formats=("%Y%m%d",))
        return ColumnFormat(kind="integer", precision=18)
    if form.kind == "decimal":
        fractions = [text.partition(".")[2] for text in texts]
        places = max(map(len, fractions), default=0)
        if places > EXACT_PLACES:
            places = max(len(fraction.rstrip("0")) for fraction in fractions)
        whole = max((len(t.partition(".")[0].lstrip("+-")) for t in texts), default=0)
        if not places or all(re.fullmatch(r"[+-]?\d{1,18}\.0", t) for t in texts):
            return ColumnFormat(kind="integer")
        if places > EXACT_PLACES or whole + places > 18:
            return ColumnFormat(kind="float")
        return ColumnFormat(kind="decimal", scale=places)
    if form.kind == "float" and are_codes([_mask(text) for text in texts]):
        return ColumnFormat()
    return form


def _is_compact_date(text: str) -> bool:
    return re.fullmatch(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", text) is not None
