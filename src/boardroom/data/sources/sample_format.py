"""Proposes the format of a column from a sample of its text, however it is written; pure.

Called by ``infer`` and ``direct_csv``, which check a proposal on every row. A format is proposed
only where values beyond the sample can do no more than break it: what rests on the absence of other
values (a comma that seems to group thousands) is left to a look at the whole column.
"""

import re
from collections import Counter
from collections.abc import Sequence

from boardroom.data.sources.column_format import NULL_DATES, NULL_WORDS, ColumnFormat
from boardroom.data.sources.decide import DateOrder, date_order, decide
from boardroom.data.sources.masks import Mask, read_date
from boardroom.data.sources.plain_format import is_code, plain_format
from boardroom.data.sources.staging import Column

_EMPTY = frozenset((*NULL_WORDS, *NULL_DATES))
_DIGITS = str.maketrans("012345678", "999999999")
MOST_VALUES = 2_000


def sample_format(column: Column, values: Sequence[str]) -> ColumnFormat:
    """The format that the sampled ``values`` show; text when they show none for certain."""
    form = plain_format(column, values)
    if form.kind != "text" or is_code(column):
        return form
    texts = [text for one in values[:MOST_VALUES] if (text := one.strip()).lower() not in _EMPTY]
    masks = _masks(texts)
    found = decide(masks, orders=_orders(texts, masks), only_dates=column.fixed_text)
    rests_on_absence = found.form.group_mark and not found.form.scale
    return ColumnFormat() if found.kind or rests_on_absence else found.form


def has_null_words(values: Sequence[str]) -> bool:
    """Whether some of the values stand for «no value»."""
    return any(one.strip().lower() in _EMPTY for one in values)


def _masks(texts: Sequence[str]) -> list[Mask]:
    counts = Counter(
        (
            text.translate(_DIGITS),
            re.match(r"[^0-9.,]*0[0-9]", text) is not None,
            re.match(r"[^0-9]*0[.,]", text) is not None,
        )
        for text in texts
    )
    return [
        Mask(shape=shape, count=count, leading_zero=leading, zero_point=point, example=shape)
        for (shape, leading, point), count in counts.most_common()
    ]


def _orders(texts: Sequence[str], masks: Sequence[Mask]) -> dict[str, DateOrder]:
    """Which part of numeric dates is the day, by separator."""
    shapes = [shape for mask in masks if (shape := read_date(mask))]
    result: dict[str, DateOrder] = {}
    for mark in {shape.separator for shape in shapes if shape.family == "numeric"}:
        pattern = re.compile(rf"(\d{{1,2}})[{re.escape(mark)}](\d{{1,2}})[{re.escape(mark)}]\d")
        parts = [found.groups() for text in texts if (found := pattern.match(text))]
        first, second = (sum(int(part[i]) > 12 for part in parts) for i in (0, 1))
        result[mark] = date_order(first, second)
    return result
