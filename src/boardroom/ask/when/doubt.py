"""Words that could speak of time and do not: ``may`` as a verb, ``2000`` as a number.

Asked of every phrase that the forms find, with the words around it. Owns these words; how certain
a phrase is that stays is told by the forms.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from boardroom.ask.token import Token
from boardroom.ask.when.vocabulary import MOST, WORDS

_BEFORE_NUMBERS = frozenset(
    "than over above below under exceeding top bottom first last least most id no number # $ = > < "
    ">= <= € £ + * max min nearly almost about approximately exactly limit code".split()
)
"""Words after which four digits are a number, not a year."""
_AFTER_NUMBERS = frozenset("% $ € dollars usd eur euros percent k m".split())
_MORE = frozenset("more less fewer".split())
_ARTICLES = frozenset("a an".split())
_DURING = frozenset("within in for after than about over under least of half during every".split())
"""Before «a month» these make a length of time, not rows by month."""
_MOVING = frozenset("rolling trailing moving".split())
_MEANS = frozenset("average averages avg mean median sum total window".split())
"""After «rolling 3 month» these make a window over rows, not a range."""
_UNITS = frozenset(WORDS["grain"].words)
_NEAR = 3
_ENDS = frozenset(("", "?", ".", ",", "!", ")"))
_YEAR_DIGITS = 4
_RANKS = frozenset("top bottom best worst first last".split())


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a phrase stands in its question: from ``first`` before ``last``."""

    tokens: Sequence[Token]
    words: Sequence[str]
    first: int
    last: int

    @property
    def alone(self) -> bool:
        """Whether it is one word."""
        return self.last == self.first + 1

    @property
    def opening(self) -> str:
        """Its first word."""
        return self.words[self.first]

    @cached_property
    def before(self) -> str:
        """The word before; empty at the beginning."""
        return self.words[self.first - 1] if self.first else ""

    @cached_property
    def after(self) -> str:
        """The word after; empty at the end."""
        return self.words[self.last] if self.last < len(self.words) else ""


def is_other(place: Place) -> bool:
    """Whether the words mean something else than time."""
    return any(rule(place) for rule in _RULES)


def _is_verb(place: Place) -> bool:
    """``may`` and ``fall`` alone; «May» inside a sentence is the month."""
    if not place.alone or place.opening not in {"may", "fall"}:
        return False
    capital = place.first > 0 and place.tokens[place.first].text[0].isupper()
    return place.opening == "fall" or not capital


def _is_length(place: Place) -> bool:
    """``within a year of``."""
    return place.opening in _ARTICLES and place.before in _DURING


def _is_window(place: Place) -> bool:
    """``rolling 3 month average``."""
    return place.opening in _MOVING and place.after in _MEANS


def _is_bare_unit(place: Place) -> bool:
    """``month`` without «best selling» or the like before it."""
    if not place.alone or place.opening not in _UNITS:
        return False
    return MOST.isdisjoint(place.words[max(place.first - _NEAR, 0) : place.first])


def _is_fraction(place: Place) -> bool:
    """``the first half of customers``."""
    end = list(place.words[max(place.last - 2, 0) : place.last])
    return place.after == "of" and end in (["first", "half"], ["second", "half"])


def _is_fresh(place: Place) -> bool:
    """``up to date``."""
    return place.opening == "to" and place.before == "up"


def _is_filler(place: Place) -> bool:
    """``now show me``."""
    return place.alone and place.opening == "now" and place.after not in _ENDS


def _is_number(place: Place) -> bool:
    """``top 2000``, ``more than 2000``, ``$2024``, ``2020 %``."""
    year = place.words[place.last - 1]
    if not (year.isdecimal() and len(year) == _YEAR_DIGITS and place.last - place.first <= 2):
        return False
    if place.after in _AFTER_NUMBERS:
        return True
    if not place.alone:
        return place.opening == "than" and place.before in _MORE
    return place.before in _BEFORE_NUMBERS or _is_glued(place)


def _is_count(place: Place) -> bool:
    """``top 5`` before «March orders»."""
    return place.opening.isdecimal() and place.before in _RANKS


def _is_glued(place: Place) -> bool:
    """Whether it is written to what stands before, as a part of something longer."""
    if not place.first or place.before in "(,":
        return False
    return place.tokens[place.first - 1].end == place.tokens[place.first].start


_RULES: tuple[Callable[[Place], bool], ...] = (
    _is_verb, _is_length, _is_window, _is_bare_unit, _is_fraction, _is_fresh, _is_filler,
    _is_number, _is_count,
)  # fmt: skip
