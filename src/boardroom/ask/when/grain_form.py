"""Forms of rows by time: ``by month``, ``monthly``, ``over time``, ``each of the last 6 weeks``."""

from dataclasses import replace

from boardroom.ask.when.comparison_form import Spoken
from boardroom.ask.when.days import Now, Stretch, Unit, fiscal_unit, grain_of, said_unit
from boardroom.ask.when.pattern import forms
from boardroom.ask.when.reading import TimeReading
from boardroom.semantic.calendar import GRAINS

_FISCAL_GRAIN = 0.2


def _grain(now: Now, unit: Unit) -> Spoken | None:
    grain = grain_of(unit)
    if grain is None:
        return None
    plain = TimeReading(words=f"by {said_unit(unit)}", grain=grain)
    other = grain_of(fiscal_unit(unit)) if now.fiscal else None
    if other is None:
        return Spoken((plain,))
    fiscal = TimeReading(words=f"by {said_unit(other)}", grain=other, weight=_FISCAL_GRAIN)
    return Spoken((plain, fiscal))


def _unsure(now: Now, unit: Unit) -> Spoken | None:
    """An adverb before a noun may belong to it: «monthly limit»."""
    found = _grain(now, unit)
    return found and found._replace(certain=False)


def _asked(now: Now, unit: Unit) -> Spoken | None:
    """``which month``: only the unit is of time."""
    found = _grain(now, unit)
    return found and found._replace(asked=True)


def _listed(now: Now, unit: Unit) -> Spoken | None:
    """``by region and month``: the last of a list, if it is one."""
    found = _asked(now, unit)
    return found and found._replace(certain=False)


def _any(_: Now) -> Spoken:
    return Spoken((TimeReading(words="over time", grain="any"),))


def _any_unsure(now: Now) -> Spoken:
    return _any(now)._replace(certain=False)


def _each_of(_: Now, stretch: Stretch) -> Spoken | None:
    """``each of the last 6 months``: the range by its own unit."""
    readings = tuple(
        TimeReading(
            words=f"{days.said}, by {said_unit(days.unit)}",
            range=days.text, grain=grain_of(days.unit), weight=days.weight,
        )
        for days in stretch.days
        if days.unit and grain_of(days.unit)
    )  # fmt: skip
    return Spoken(readings) if readings else None


def _each_end(now: Now, unit: Unit) -> Spoken | None:
    """``stock at the end of each month``: a moment in each."""
    found = _grain(now, unit)
    return found and Spoken(
        tuple(
            replace(reading, moment=True, words=f"at the end of each {said_unit(unit)}")
            for reading in found.readings
        )
    )


def _finest(now: Now, *units: Unit) -> Spoken | None:
    """``by year and month``: the rows are months, which have their year."""
    known = [unit for unit in units if unit in GRAINS]
    return _grain(now, min(known, key=GRAINS.index)) if len(known) == len(units) else None


GRAIN = forms(
    ("by|per|each|every the? {grain}", _grain),
    ("for|in|on|during|at each|every {grain}", _grain),
    ("{grain} by|after {grain}", lambda now, unit, _: _grain(now, unit)),
    ("on|at a|an? {adverb} basis|level", _grain),
    ("at {adverb} intervals|granularity", _grain),
    ("a|an {grain}", _unsure),
    ("{adverb}", _unsure),
    ("over time", _any),
    ("over|across|through|throughout the {grains}", _grain),
    ("trend|trends|trending|trended|trendline", _any_unsure),
    ("through|across time", _any),
    ("{_which} {grain}", _asked),
    ("{_which} {n} {grain}", lambda now, _, unit: _asked(now, unit)),
    ("and|,|& {grain}", _listed),
    ("{grain}", _unsure),
    ("each|every of {range}", _each_of),
    ("for|in|during|by|per each|every of {range}", _each_of),
    ("at|on? the? end|close of each|every {grain}", _each_end),
    ("at each|every {grain} end", _each_end),
    ("by|per {grain} and|,|& {grain}", _finest),
    ("by|per {grain} and|,|& then? by {grain}", _finest),
    ("{grain} wise", _grain),
    ("{wise}", _grain),
    ("by|per date", lambda now: _unsure(now, "day")),
    ("per annum", lambda now: _grain(now, "year")),
)
"""Rows by time."""
