"""All words and forms of business time, put together once."""

from boardroom.ask.when.beyond_form import BEYOND, IMPOSSIBLE
from boardroom.ask.when.comparison_form import (
    BEFORE,
    COMPARISON,
    OVER_YEAR,
    SAME_YEAR_AGO,
    YEAR_AGO,
    spoken,
)
from boardroom.ask.when.day_form import DAY, DAY_PLAIN, WEEK, WEEK_BARE, WEEKDAY
from boardroom.ask.when.grain_form import GRAIN
from boardroom.ask.when.inside_form import INSIDE
from boardroom.ask.when.move_form import MOVE, MOVED_BY
from boardroom.ask.when.pattern import Grammar, forms
from boardroom.ask.when.period_form import PERIOD, WHOLE, relative
from boardroom.ask.when.range_form import BARE_YEAR, END_OF, MONTH_DAY, RANGE, STRETCH, TOGETHER
from boardroom.ask.when.repeat_form import REPEAT
from boardroom.ask.when.vocabulary import WORDS
from boardroom.ask.when.year_form import (
    COMMA_YEAR,
    IN_YEAR,
    PART,
    PART_PLAIN,
    YEAR,
    YEAR_NAMED,
)

PHRASE = "phrase"
"""The list of everything that is a phrase of time."""

GRAMMAR = Grammar(
    words=WORDS,
    forms={
        "year_named": YEAR_NAMED,
        "year": YEAR,
        "in_year": IN_YEAR,
        "comma_year": COMMA_YEAR,
        "part_plain": PART_PLAIN,
        "part": PART,
        "day_plain": DAY_PLAIN,
        "day": DAY,
        "weekday_named": WEEKDAY,
        "week": WEEK,
        "week_bare": WEEK_BARE,
        "inside": INSIDE,
        "period": PERIOD,
        "whole": WHOLE,
        "relative": forms(("{which} {unit}", relative)),
        "bare_year": BARE_YEAR,
        "end_of": END_OF,
        "month_day": MONTH_DAY,
        "together": TOGETHER,
        "stretch": STRETCH,
        "range": RANGE,
        "same_year_ago": SAME_YEAR_AGO,
        "year_ago": YEAR_AGO,
        "before": BEFORE,
        "over_year": OVER_YEAR,
        "comparison": COMPARISON,
        "rows": GRAIN,
        "repeat": REPEAT,
        "moved_by": MOVED_BY,
        "move": MOVE,
        "beyond": BEYOND,
        "impossible": IMPOSSIBLE,
        PHRASE: (
            *forms(("{together}", spoken)),
            *forms(("{comparison}", lambda _, found: found)),
            *forms(("{rows}", lambda _, found: found)),
            *forms(("{repeat}", lambda _, found: found)),
            *forms(("{move}", lambda _, found: found)),
            *forms(("{beyond}", lambda _, found: found)),
            *forms(("{range}", spoken)),
            *forms(("{impossible}", lambda _, found: found)),
        ),
    },
)
"""Compiled when it is imported; nothing is made for a question but what stands in it."""
