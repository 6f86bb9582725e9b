"""Numbers that measure something: nature, unit, direction; or codes that only look like numbers.

The name's words give the sense (``lexicon``), the values settle the unit and catch what the name
hides.
"""

import re

from boardroom.semantic.model import Direction, Unit
from boardroom.semantic.profile import ColumnProfile
from boardroom.semantic.propose import lexicon
from boardroom.semantic.propose.entity import Entity
from boardroom.semantic.propose.lexicon import Nature, Sense
from boardroom.semantic.propose.naming import singular_words
from boardroom.semantic.propose.naming import words as raw_words
from boardroom.semantic.propose.view import Reading

_NEUTRAL = frozenset(
    "order item product line total value amount sum gross net average usd eur gbp brl "
    "aud invoice sale sales customer "
    "employee account subscription ticket review payment day hour minute second rate "
    "score count number of the in at per "
    "by opportunity deal name local group lc gc unit each overall percent job".split()
)
"""Words beside a concept that do not change it."""

_UNITS: dict[Nature, Unit | None] = {
    "quantity": "count", "stock": "count", "ratio": "percent", "score": "score", "duration": None,
    "level": None,
}  # fmt: skip
_WHY: dict[Nature, str] = {
    "money": "an amount of money: adds up",
    "price": "a price: averages, never adds up",
    "salary": "pay of a person: averages",
    "balance": "a balance: adds up at one moment, not over time",
    "quantity": "a count: adds up",
    "stock": "a stock: adds up at one moment, not over time",
    "ratio": "a share: averages, never adds up",
    "score": "a score: averages",
    "duration": "a length of time: averages",
    "level": "a level: averages",
}
_ADDED = frozenset({"money", "quantity"})
_FACTORS = frozenset({"quantity", "unit_price", "price", "unit_cost"})
"""Measures of which formulas are made: they count even where every row has the same value."""
_MEANS = frozenset({"average", "mean"})
"""Words that make an amount a mean: nothing to add up."""
_BOUNDS = frozenset({"min", "max", "minimum", "maximum", "threshold", "limit", "cap"})
"""Words that make an amount a bound, which says little of what happened."""
_BAD = frozenset(
    (
        "scrap waste wasted reject rejected loss lost damaged defective cancelled canceled "
        "returned failed missed spoiled expired declined refused dropped abandoned"
    ).split()
)
"""Words that make more of something worse."""
_PLANNED = frozenset({"planned", "plan", "budgeted", "target", "expected"})
_OF_UNITS = frozenset({"sale", "sales", "sold", "total", "count", "number", "volume", "quantity"})
"""Words that make units what is counted: ``unit_sales``."""
_CODED = 12
"""Whole numbers with at most so many values and no word for a measure are codes of categories."""
_FEW = 100
"""At most so many different codes."""
_SCATTERED = 0.05
"""Codes have at most so many different values per row."""


def read_measure(
    profile: ColumnProfile,
    words: tuple[str, ...],
    *,
    entity: Entity | None,
    table_words: tuple[str, ...],
    currency: Unit,
) -> Reading:
    """The reading of a numeric column that is no key, flag or part of a date."""
    sense = _sense(profile, words, table_words, entity)
    if sense is None and entity is not None and words in entity.phrases and _whole(profile):
        sense = _COUNT
    factor = sense is not None and sense.concept in _FACTORS
    if profile.distinct <= 1 and profile.rows > 1 and not factor:
        why = f"every row has the same value ({profile.minimum})"
        return Reading(kind="category", role="dimension", score=0.6, why=why)
    if sense is None:
        lasting = entity is not None and (entity.people or entity.listed)
        counted = not lasting and not lexicon.CODED_WORDS & set(words) and _whole(profile)
        return _unknown(profile, words, happens=counted and _float(profile.minimum) == 0)
    nature = _nature(sense, profile, words, entity)
    unit, scale = _unit(nature, profile, words, currency)
    timed = _timed(nature, profile, words)
    rest = set(words) - _NEUTRAL - set(table_words)
    bound = nature in {"price", "level"} and bool(_BOUNDS & set(words))
    why = "a bound, not what happened: averages" if bound else _WHY[nature]
    said = {
        word.removeprefix("=")
        for phrase in sense.phrases
        if lexicon.carries(words, phrase)
        for word in phrase
    }
    return Reading(
        kind="measure",
        role="measure",
        score=0.5 if bound else 0.85,
        why=f"{why} (the name speaks of {sense.concept.replace('_', ' ')})",
        concept=_concept(sense, nature, timed=bool(timed) and words[-1] not in said),
        nature=nature,
        unit=timed or unit,
        direction=None if bound else _direction(sense, words),
        scale=scale,
        pure=not (rest - said),
    )


def adds_up(name: str) -> bool:
    """Whether a sum of amounts of that name means something: not one of prices, bounds or means.

    Example:
        >>> adds_up("total_cost"), adds_up("unit_price"), adds_up("credit_limit")
        (True, False, False)
    """
    words = singular_words(name)
    sense = lexicon.measure_sense(words)
    summed = sense is None or sense.nature in {"money", "quantity"}
    return summed and "unit" not in words and not (_BOUNDS | _MEANS) & set(words)


def _concept(sense: Sense, nature: Nature, *, timed: bool) -> str:
    """What is measured: not sessions, where it is their minutes."""
    if timed:
        return f"{sense.concept}_time"
    return sense.concept if nature == sense.nature else f"{sense.concept}_rate"


def _timed(nature: Nature, profile: ColumnProfile, words: tuple[str, ...]) -> Unit | None:
    """The unit of time in which a quantity is counted: ``session_minutes``."""
    bare = not any(word.isdigit() for word in words) and not _SPANS & set(words)
    if nature != "quantity" or len(words) < 2 or not bare:
        return None
    return lexicon.DURATION_WORDS.get(words[-1]) if _is_plural(profile, words) else None


_SPANS = frozenset({"last", "past", "previous", "next", "within", "in"})
"""Words that make a closing unit of time the span in which something else is counted."""


def _direction(sense: Sense, words: tuple[str, ...]) -> Direction | None:
    """Which way is good: not more of what was scrapped; of plans neither."""
    if sense.direction == "up" and sense.nature in {"money", "quantity"}:
        if _BAD & set(words):
            return "down"
        return None if _PLANNED & set(words) else "up"
    return sense.direction


def _is_plural(profile: ColumnProfile, words: tuple[str, ...]) -> bool:
    """Whether a name ends in a plural, or begins with one and tells what became of it
    (``rooms_sold``)."""
    raw = raw_words(profile.name)
    told = words[-1:] and (_TOLD.fullmatch(words[-1]) or words[-1] in _PARTICIPLES)
    return raw[-1:] != words[-1:] or bool(told and raw[:1] != words[:1])


_TOLD = re.compile(r"\w+[^e]ed")
_PARTICIPLES = frozenset({"sold", "sent", "made", "won", "lost", "left", "held", "taken", "done"})


def _whole(profile: ColumnProfile) -> bool:
    return profile.integer_share == 1.0 and not profile.negative_share


def _sense(
    profile: ColumnProfile,
    words: tuple[str, ...],
    table_words: tuple[str, ...],
    entity: Entity | None,
) -> Sense | None:
    """The name's sense; «Average», «Rating» and the like are told apart by their values."""
    sense = lexicon.measure_sense(words)
    if words == ("value",) and entity is None:
        return lexicon.measure_sense(table_words)
    if sense is None and words[-1:] and words[-1] in lexicon.CURRENCY_CODES:
        return lexicon.measure_sense(("amount",))
    if sense is not None and sense.nature == "quantity" and words[-1:] in (("amount",), ("value",)):
        sense = lexicon.measure_sense(("amount",))
    few = profile.integer_share == 1.0 and profile.distinct <= _CODED
    if (
        sense is not None
        and few
        and lexicon.CODED_WORDS & set(words)
        and sense.nature not in {"score", "money"}
    ):
        return None
    catalogue = entity is not None and entity.name == "product"
    if sense is not None and sense.concept == "cost" and catalogue:
        return lexicon.measure_sense(("unit", "cost"))
    if words[:1] == ("number",) and (
        sense is None or sense.nature in {"money", "quantity", "level"}
    ):
        return sense if sense is not None and sense.nature == "quantity" else _COUNT
    if (
        sense is not None
        and sense.nature == "money"
        and sense.concept == "amount"
        and words[-1:] in (("count",), ("number",))
    ):
        return _COUNT
    if sense is None and (words[-1:] == ("count",) or words[:1] in (("sum",), ("total",))):
        return _COUNT
    return sense


_COUNT = Sense(
    concept="count", nature="quantity", direction=None, phrases=(("number",), ("count",))
)


def _nature(
    sense: Sense, profile: ColumnProfile, words: tuple[str, ...], entity: Entity | None
) -> Nature:
    """The sense's nature unless the values or the table say otherwise."""
    high, low = _float(profile.maximum), _float(profile.minimum)
    share = (
        high is not None
        and low is not None
        and low >= 0
        and high <= 1
        and profile.integer_share != 1.0
    )
    if sense.concept == "discount" and share:
        return "ratio"
    if _is_each(sense, profile, words) or ("per" in words[1:-1] and sense.nature in _ADDED):
        return "price" if sense.nature == "money" else "level"
    if sense.nature in {"money", "quantity"} and (_BOUNDS | _MEANS) & set(words):
        return "price" if sense.nature == "money" else "level"
    if sense.concept == "income" and not (entity is not None and (entity.people or entity.listed)):
        return "money"
    if (
        sense.nature == "money"
        and sense.concept == "revenue"
        and entity is not None
        and entity.name == "account"
    ):
        return "price"
    if sense.nature == "quantity" and share:
        return "ratio"
    return sense.nature


def _is_each(sense: Sense, profile: ColumnProfile, words: tuple[str, ...]) -> bool:
    """Whether an amount is that of one unit: ``unit_tax``; counts of units are whole."""
    if words[:1] != ("unit",) or len(words) < 2 or _OF_UNITS & set(words):
        return False
    return sense.nature == "money" or (sense.nature == "quantity" and profile.integer_share != 1.0)


def _unit(
    nature: Nature, profile: ColumnProfile, words: tuple[str, ...], currency: Unit
) -> tuple[Unit | None, int]:
    """Unit, and what to divide values by to come to it."""
    if nature in {"money", "price", "salary", "balance"}:
        code = next((word.upper() for word in words if word in lexicon.CURRENCY_CODES), None)
        return code or currency, 1
    if nature == "ratio":
        high = _float(profile.maximum) or 0.0
        return "percent", 100 if high > 1.0 else 1
    if nature == "duration":
        unit = next(
            (
                lexicon.DURATION_WORDS[word]
                for word in reversed(words)
                if word in lexicon.DURATION_WORDS
            ),
            None,
        )
        return unit, 1
    if nature == "level":
        size = next(
            (lexicon.SIZE_WORDS[word] for word in reversed(words) if word in lexicon.SIZE_WORDS),
            None,
        )
        return ("years" if words[-1:] == ("age",) else size), 1
    return _UNITS[nature], 1


def _unknown(profile: ColumnProfile, words: tuple[str, ...], *, happens: bool) -> Reading:
    """A number whose name says nothing of a measure.

    Args:
        happens: whether whole numbers from zero on tell of rows that are no things: called by a
            plural they count, however few different ones there are.
    """
    coded = 50 if lexicon.CODED_WORDS & set(words) else _CODED
    plural = _is_plural(profile, words)
    if plural and ((len(words) == 1 and words[0] in lexicon.DURATION_WORDS) or happens):
        coded = 0
    if profile.integer_share == 1.0 and profile.distinct <= coded:
        why = (
            f"{profile.distinct_text} different whole numbers and no word for a measure: codes "
            "of a category"
        )
        return Reading(kind="category", role="dimension", score=0.55, why=why)
    if _scattered(profile):
        why = (
            f"{profile.distinct_text} different whole numbers with gaps between them, used again "
            "and again, and no word for a measure: codes of a category"
        )
        return Reading(kind="category", role="dimension", score=0.45, why=why)
    if not plural and _repeated(profile):
        why = (
            f"{profile.distinct_text} different whole numbers, used again and again, called by a "
            "singular that is no word for a measure: codes of a category"
        )
        return Reading(kind="category", role="dimension", score=0.45, why=why)
    if plural and _whole(profile) and words[-1] not in lexicon.DURATION_WORDS:
        why = "whole numbers called by a plural: a count that adds up where rows happen"
        return Reading(
            kind="measure",
            role="measure",
            score=0.45,
            why=why,
            concept="count",
            nature="quantity",
            unit="count",
        )
    unit = lexicon.DURATION_WORDS.get(words[-1]) if words and plural else None
    nature: Nature = "duration" if unit else "level"
    why = (
        "a number whose name is not in the business lexicon: averaged, because a sum might "
        "mean nothing"
    )
    return Reading(kind="measure", role="measure", score=0.4, why=why, nature=nature, unit=unit)


def _repeated(profile: ColumnProfile) -> bool:
    """Whether few whole numbers from one on repeat."""
    low = _float(profile.minimum)
    if profile.integer_share != 1.0 or low is None or low < 1:
        return False
    again = profile.distinct <= _SCATTERED * (profile.rows - profile.nulls)
    return again and profile.distinct <= _FEW


def _scattered(profile: ColumnProfile) -> bool:
    """Whether whole numbers repeat and leave out most of their range, as codes do and counts
    do not."""
    low, high = _float(profile.minimum), _float(profile.maximum)
    if low is None or high is None:
        return False
    return _repeated(profile) and profile.distinct < 0.5 * (high - low + 1)


def _float(text: str | None) -> float | None:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return None
