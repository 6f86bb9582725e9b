"""Words and identifiers of free text that go with a value of another column.

Called by ``executive.survey``.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.survey.association import Cell
from boardroom.analysis.survey.chance import log_factorials, overlap_tail
from boardroom.analysis.survey.column import Codes, Grouping, group

_WORD = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(r"([^\W\d_]{3,})\d")
_LETTER_AND_DIGIT = re.compile(r"(?=.*[^\W\d_])(?=.*\d)")
_FUNCTION_WORDS = frozenset(
    """a about above after again all also am an and any are as at be because been before being below
    between both but by can cannot could did do does doing down during each few for from further had
    has have having he her here hers him his how i if in into is it its itself just me more most my
    no nor not now of off on once only or other our out over own s same she should so some such t
    than that the their them then there these they this those through to too under until up very was
    we were what when where which while who whom why will with would you your""".split()
)
_MOST_WORDS = 400
_LEAST_RECORDS = 5
_MOST_SHARE = 0.95
MOST_TEXT = 2_000
"""Letters of a text that are read."""

_EXACT = 40
_STEM = 6
"""Letters that forms of one word share: services, service."""

_SAME = 0.8


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The words of a column of texts that occur often enough to be told apart by.

    Attributes:
        words: as they are most often written, most frequent first.
        records: of each, which records hold it (sorted places).
        size: how many records there are.
    """

    words: tuple[str, ...]
    records: tuple[Codes, ...]
    size: int


def read_words(texts: Sequence[str | None]) -> Vocabulary:
    """The words of ``texts`` in 5 records or more, but not in nearly all, without English function
    words. Only a text's first 2,000 letters are read.
    """
    places: dict[str, list[int]] = {}
    forms: dict[str, Counter[str]] = {}
    for place, text in enumerate(texts):
        for form in _forms(text[:MOST_TEXT]) if text else ():
            word = form.lower()
            known = places.setdefault(word, [])
            if len(word) > 1 and (not known or known[-1] != place):
                known.append(place)
            forms.setdefault(word, Counter())[form] += 1
    most = _MOST_SHARE * len(texts)
    kept = [
        word
        for word, found in places.items()
        if _LEAST_RECORDS <= len(found) <= most and word not in _FUNCTION_WORDS
    ]
    kept.sort(key=lambda word: (-len(places[word]), word))
    kept = kept[:_MOST_WORDS]
    return Vocabulary(
        words=tuple(forms[word].most_common(1)[0][0] for word in kept),
        records=tuple(np.array(places[word], dtype=np.int64) for word in kept),
        size=len(texts),
    )


def _forms(text: str) -> set[str]:
    """The words as they are written; a numbered thing («Printer546») is also what it is one of."""
    words = set(_WORD.findall(text))
    return words | {match[1] for word in words if (match := _NUMBERED.match(word))}


def identifiers(texts: Sequence[str | None]) -> Grouping:
    """The first word of each text that mixes letters and digits, as names of single things do
    («Printer546»)."""
    found: list[str | None] = []
    for text in texts:
        words = _WORD.findall(text[:MOST_TEXT]) if text else []
        found.append(next((word for word in words if _LETTER_AND_DIGIT.search(word)), None))
    return group(found)


def telling_words(vocabulary: Vocabulary, grouping: Grouping) -> tuple[Cell, ...]:
    """Words that a value's records hold more often than others do, least likely first.

    Exact tests of the most surprising, times all pairs of a word and a value. ``Cell.first`` is the
    value's place, ``Cell.second`` the word's. A word in mostly the same records as one before it is
    left out, and so is one that the value itself is made of.
    """
    size, groups = vocabulary.size, len(grouping.values)
    if not vocabulary.words or groups < 2:
        return ()
    table = np.zeros((groups, len(vocabulary.words)), dtype=np.int64)
    for place, records in enumerate(vocabulary.records):
        codes = grouping.codes[records]
        table[:, place] = np.bincount(codes[codes >= 0], minlength=groups)
    totals = np.array([len(records) for records in vocabulary.records], dtype=float)
    expected = np.outer(grouping.counts, totals) / size
    surprise = (table - expected) / np.sqrt(np.maximum(expected, 1e-9))
    surprise[table < _LEAST_RECORDS] = -np.inf
    for row, value in enumerate(grouping.values):
        own = {word.lower()[:_STEM] for word in _WORD.findall(value)}
        surprise[row, [word.lower()[:_STEM] in own for word in vocabulary.words]] = -np.inf
    logs = log_factorials(size)
    order = np.argsort(-surprise, axis=None)[:_EXACT]
    cells = []
    for row, column in zip(*np.unravel_index(order, surprise.shape), strict=True):
        if np.isfinite(surprise[row, column]) and surprise[row, column] > 0:
            cells.append(_cell(table, (int(row), int(column)), vocabulary, grouping, logs))
    cells.sort(key=lambda item: (item.p_value, -item.both))
    return _distinct(cells, vocabulary)


def _cell(
    table: Codes,
    place: tuple[int, int],
    vocabulary: Vocabulary,
    grouping: Grouping,
    logs: "np.ndarray",
) -> Cell:
    row, column = place
    both, size = int(table[place]), vocabulary.size
    first = int(grouping.counts[row])
    second = len(vocabulary.records[column])
    chance = overlap_tail(both, first=first, second=second, logs=logs)
    return Cell(
        first=row,
        second=column,
        both=both,
        first_count=first,
        second_count=second,
        records=size,
        expected=first * second / size,
        share=both / first,
        rest=(second - both) / (size - first) if size > first else 0.0,
        p_value=min(1.0, 2.0 * chance * table.size),
    )


def _distinct(cells: Sequence[Cell], vocabulary: Vocabulary) -> tuple[Cell, ...]:
    kept: list[Cell] = []
    for cell in cells:
        own = vocabulary.records[cell.second]
        known = (vocabulary.records[other.second] for other in kept if other.first == cell.first)
        if not any(_overlap(own, other) >= _SAME for other in known):
            kept.append(cell)
    return tuple(kept)


def _overlap(first: Codes, second: Codes) -> float:
    both = len(np.intersect1d(first, second, assume_unique=True))
    return both / (len(first) + len(second) - both)
