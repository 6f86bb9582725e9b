"""Slips of the pen in words of time: ``febuary``, ``qaurter``, ``yesteday``.

Only long words are mended, by one letter wrong, missing, too many or two in the wrong order: a
short word with another letter is another word.
"""

from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from boardroom.ask.when.vocabulary import MONTH_NAMES, WEEKDAY_NAMES, WORDS

_SHORTEST = 7
KNOWN = frozenset(
    word for words in WORDS.values() for row in words.words for word in row.split()
)  # fmt: skip
"""All words of time."""
_LONG = tuple(
    word
    for word in (
        *MONTH_NAMES, *WEEKDAY_NAMES, *(f"{name}s" for name in WEEKDAY_NAMES), "yesterday",
        "tomorrow", "quarter", "quarters", "quarterly", "monthly", "annually", "weekend",
        "weekends", "weekday", "weekdays", "previous", "current", "trailing", "rolling", "compared",
        "versus", "between", "fiscal", "financial",
    )
    if len(word) >= _SHORTEST
)  # fmt: skip


@lru_cache(maxsize=4_096)
def mended(word: str) -> str:
    """The word of time that ``word`` was meant to be, or the word itself.

    Example:
        >>> mended("febuary"), mended("qaurter"), mended("quartz"), mended("marhc")
        ('february', 'quarter', 'quartz', 'marhc')
    """
    if len(word) < _SHORTEST - 1 or word in KNOWN or not word.isalpha():
        return word
    found = process.extractOne(word, _LONG, scorer=OSA.distance, score_cutoff=1)
    return found[0] if found and found[0][0] == word[0] else word
