"""The parts that the grammar of business time is made of: patterns, holidays, words."""

import re
from collections.abc import Mapping
from datetime import date

import pytest

from boardroom.ask.when.holiday import HOLIDAYS, easter, holiday_days
from boardroom.ask.when.pattern import Grammar, Scan, WordClass, forms


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(1818, 3, 22), (1943, 4, 25), (2000, 4, 23), (2019, 4, 21), (2024, 3, 31), (2025, 4, 20),
     (2026, 4, 5), (2038, 4, 25), (2285, 3, 22)],
)  # fmt: skip
def test_easter_is_when_the_tables_of_the_church_say(year: int, month: int, day: int) -> None:
    assert easter(year) == date(year, month, day)


def test_every_holiday_has_days_in_every_year() -> None:
    for name in HOLIDAYS:
        for year in range(1950, 2100):
            start, end = holiday_days(name, year)
            assert start < end
            assert start.year == year


def _find(
    rows: Mapping[str, tuple[tuple[str, object], ...]], text: str
) -> list[tuple[int, object]]:
    grammar = Grammar(
        words={
            "count": WordClass(
                words={"two": 2, "a couple of": 2},
                shapes=((re.compile(r"(\d+)"), lambda match: int(match[1]) or None),),
            ),
            "_sign": WordClass(words={"plus": None}),
        },
        forms={
            name: forms(*((pattern, lambda _, *values, kind=kind: (kind, *values)) for pattern, kind
                          in found)) for name, found in rows.items()
        },
    )  # fmt: skip
    return sorted(Scan(grammar, text.split(), None).find("all", 0))


def test_a_pattern_has_words_alternatives_options_and_slots() -> None:
    rows = {"all": (("the? last|past {count} days", "last"),)}
    assert _find(rows, "the past two days") == [(4, ("last", 2))]
    assert _find(rows, "last a couple of days ago") == [(5, ("last", 2))]
    assert _find(rows, "last 30 days") == [(3, ("last", 30))]
    assert _find(rows, "last 0 days") == []
    assert _find(rows, "last days") == []


def test_a_silent_slot_gives_no_value_and_a_missing_one_none() -> None:
    rows = {"all": (("{count} {_sign} {count}?", "sum"),)}
    assert _find(rows, "1 plus 2") == [(2, ("sum", 1, None)), (3, ("sum", 1, 2))]


def test_of_two_forms_for_the_same_words_the_first_holds() -> None:
    rows = {"all": (("{count} days", "first"), ("two days", "second"), ("two", "third"))}
    assert _find(rows, "two days") == [(1, ("third",)), (2, ("first", 2))]


def test_forms_may_use_forms() -> None:
    rows = {"all": (("since {days}", "since"),), "days": (("{count} days", "days"),)}
    assert _find(rows, "since 3 days") == [(3, ("since", ("days", 3)))]


def test_a_slot_that_is_nowhere_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing"):
        _find({"all": (("the {nothing}", "x"),)}, "the")
