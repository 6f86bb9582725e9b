"""The phrases of business time in a question: ``last quarter``, ``YTD``, ``Q4 2025``, ``by month``.

Owns which words of a question speak of time, and what each of these phrases can mean. The forms are
lists in ``ask.when``; nothing here reads the data or the model. The grammar of questions takes what
this returns, as what ``ask.number_phrase`` does: numbers inside a phrase of time are its own.
"""

import itertools
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from boardroom.ask.token import Token
from boardroom.ask.when.comparison_form import Spoken, set_against
from boardroom.ask.when.days import Days, Now
from boardroom.ask.when.doubt import Place, is_other
from boardroom.ask.when.grammar import GRAMMAR, PHRASE
from boardroom.ask.when.move_form import moved
from boardroom.ask.when.pattern import Scan
from boardroom.ask.when.reading import TimePhrase, TimeReading
from boardroom.ask.when.slip import mended
from boardroom.ask.when.vocabulary import WORDS
from boardroom.errors import UsageError
from boardroom.semantic.calendar import resolve_range
from boardroom.semantic.context import Calendar

_QUOTED = "\0"
_MOST = 4
_AND, _BETWEEN = "and", "between"
_GROWTH, _COMPARE, _AHEAD = (
    frozenset(WORDS[name].words) for name in ("_growth", "_compare", "_ahead")
)
_ADVERBS = frozenset(WORDS["adverb"].words)
_GRAINS = frozenset(WORDS["grain"].words)
_TRENDS = frozenset("trend trends trending course".split())
_FUNCTION_WORDS = frozenset("for in of by from since per over with to on at during".split())
_COURSES = frozenset(
    "trend trends view breakdown figures values totals series split comparison growth change "
    "changes evolution development chart rows".split()
)
"""Nouns whose «monthly» is the rows', not a part of a name."""


def read_times(
    tokens: Sequence[Token], *, as_of: date, calendar: Calendar
) -> tuple[TimePhrase, ...]:
    """All phrases of time, the longest at each place, in their order; none overlap.

    A range and a grain that stand side by side («last 6 months by week») are one phrase.

    Args:
        tokens: of ``ask.token.read_tokens``.
        as_of: «today», whose day is unfinished.
        calendar: when the fiscal year begins: where it is not January, «Q1» is in doubt.

    Example:
        >>> from boardroom.ask.token import read_tokens
        >>> tokens = read_tokens("revenue by month in Q4 2025 vs last year")
        >>> found = read_times(tokens, as_of=date(2026, 7, 1), calendar=Calendar())
        >>> [(item.reading.range, item.reading.grain, item.reading.compare) for item in found]
        [('2025-Q4', 'month', 'previous_year')]
    """
    return _times(tuple(tokens), as_of, calendar)


@lru_cache(maxsize=256)
def _times(tokens: tuple[Token, ...], as_of: date, calendar: Calendar) -> tuple[TimePhrase, ...]:
    """A turn is read more than once: for its query, for its words, for the turn after it."""
    words = [_word(token) for token in tokens]
    now = Now(
        as_of=as_of,
        calendar=calendar,
        growth=not _GROWTH.isdisjoint(words) and not _asks_for_course(words),
        compares=not _COMPARE.isdisjoint(words),
        ahead=not _AHEAD.isdisjoint(words),
    )
    scan = Scan(GRAMMAR, words, now)
    found: list[TimePhrase] = []
    place = 0
    while place < len(words):
        phrase = _phrase_at(scan, tokens, words, place)
        if phrase is None:
            place += 1
            continue
        place = phrase.last
        joined = _joined(found[-1], phrase) if found else None
        found[-1:] = [joined] if joined else [*found[-1:], phrase]
    return tuple(found)


def compare_ranges(base: str, other: str, *, as_of: date, calendar: Calendar) -> TimeReading:
    """Two ranges of a question set against one another, wherever they stand in it.

    Args:
        base: what is asked for, as ``resolve_range`` takes it.
        other: what it is compared with.

    Returns:
        A reading whose ``compare`` is set where a ``Query`` makes this comparison itself.

    Example:
        >>> compare_ranges(
        ...     "this_month", "last_complete_month", as_of=date(2026, 7, 9), calendar=Calendar()
        ... ).compare
        'previous_period'
    """
    now = Now(as_of=as_of, calendar=calendar)
    return set_against(now, _days(now, base), _days(now, other))


def move_range(text: str, reading: TimeReading, *, as_of: date, calendar: Calendar) -> TimeReading:
    """The range asked for before, moved as ``reading`` says: «the year before that».

    Args:
        text: that range, as ``resolve_range`` takes it.
        reading: one with a ``move``.

    Raises:
        UsageError: the range is open, or there is no such time.

    Example:
        >>> before = TimeReading(words="", move=-1, unit="year")
        >>> move_range("2026-Q1", before, as_of=date(2026, 7, 9), calendar=Calendar()).range
        '2025-Q1'
    """
    now = Now(as_of=as_of, calendar=calendar)
    try:
        days = moved(now, _days(now, text), reading.move or 0, reading.unit)
    except (ValueError, OverflowError) as exc:
        hint = "Say which days are meant, for example: in 2025, last month."
        raise UsageError(f"the time {text!r} cannot be moved", hint=hint) from exc
    return TimeReading(words=days.said, range=days.text)


def _days(now: Now, text: str) -> Days:
    found = resolve_range(text, as_of=now.as_of, calendar=now.calendar)
    goes_on = found.goes_on_to is not None
    return Days(start=found.start, end=found.end, text=text, unit=found.unit, goes_on=goes_on)


def _asks_for_course(words: Sequence[str]) -> bool:
    """Whether rows by time are asked for: «monthly growth from January to June» is no comparison of
    two months."""
    by = any(
        one in {"by", "per", "each", "every"} and two in _GRAINS
        for one, two in itertools.pairwise(words)
    )
    return by or not (_ADVERBS | _TRENDS).isdisjoint(words)


def _word(token: Token) -> str:
    """The word to be looked at: mended; of a quotation none."""
    if token.kind == "word":
        return mended(token.word)
    return _QUOTED if token.kind == "quoted" else token.word


def _is_written_so(token: Token, word: str) -> bool:
    return token.word == word


def _phrase_at(
    scan: Scan, tokens: Sequence[Token], words: Sequence[str], place: int
) -> TimePhrase | None:
    """The longest phrase that begins there."""
    if not GRAMMAR.begins(PHRASE, words[place]):
        return None
    for last, found in sorted(scan.find(PHRASE, place), key=lambda item: -item[0]):
        if is_other(Place(tokens=tokens, words=words, first=place, last=last)):
            continue
        first = _unit_place(scan, place, last) if found.asked else place
        if found.asked and any(end > last for end, _ in scan.find(PHRASE, first)):
            return None
        written = all(map(_is_written_so, tokens[first:last], words[first:last]))
        certain = written and (found.certain or _ends_question(words, last, found))
        readings = found.readings[:_MOST]
        said = {token.word for token in tokens[first:last]}
        return TimePhrase(
            first=first,
            last=last,
            readings=readings,
            certain=certain,
            listed=_AND in said and _BETWEEN not in said,
        )
    return None


def _unit_place(scan: Scan, place: int, last: int) -> int:
    """Where the unit of «which fiscal year» begins."""
    return next(
        first
        for first in range(place + 1, last + 1)
        for name in ("grain", "_weekday_part")
        if any(end == last for end, _ in scan.find(name, first))
    )


def _ends_question(words: Sequence[str], last: int, found: Spoken) -> bool:
    """«revenue monthly»: nothing follows that an adverb could belong to."""
    follows = words[last] if last < len(words) else "?"
    by_grain = words[last - 1] in _ADVERBS and found.readings[0].range is None
    goes_on = follows[0].isalnum() and follows not in _FUNCTION_WORDS | _COURSES
    return by_grain and not goes_on


def _joined(first: TimePhrase, second: TimePhrase) -> TimePhrase | None:
    """Two neighbours that surely complete one another as one phrase."""
    if first.last != second.first or not (first.certain and second.certain):
        return None
    readings = [
        both
        for one in first.readings
        for two in second.readings
        if (both := _both(one, two)) is not None
    ]
    if not readings:
        return None
    readings.sort(key=lambda reading: -reading.weight)
    return TimePhrase(
        first=first.first,
        last=second.last,
        readings=tuple(readings[:_MOST]),
    )


def _both(first: TimeReading, second: TimeReading) -> TimeReading | None:
    """One reading of two; None where both say the same kind of thing."""
    if first.unsupported or second.unsupported or _kinds(first) & _kinds(second):
        return None
    return TimeReading(
        words=f"{first.words}, {second.words}",
        range=first.range or second.range,
        moment=first.moment or second.moment,
        grain=first.grain or second.grain,
        compare=first.compare or second.compare,
        other=first.other or second.other,
        unit=first.unit or second.unit,
        move=first.move or second.move,
        cyclic=first.cyclic or second.cyclic,
        weight=first.weight * second.weight,
    )


def _kinds(reading: TimeReading) -> set[str]:
    """What a reading says; a comparison and a second range exclude one another."""
    said = {
        "range": reading.range or reading.move,
        "grain": reading.grain,
        "compare": reading.compare or reading.other,
        "cyclic": reading.cyclic,
    }
    return {name for name, value in said.items() if value is not None}
