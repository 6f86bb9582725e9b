"""What the rows of an answer say together: ANALYZE turns. Called by the analysis agent.

Of a course only complete periods count. Trend and season are told by the engine's rules, and said
to be open where these do not decide.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from boardroom.analysis.season_strength import SEASONAL, season_strength
from boardroom.analysis.trend import assess_trend
from boardroom.ask.answer import Answer, Remark
from boardroom.ask.charting.shape import Shape, read_shape
from boardroom.ask.charting.title import lowered
from boardroom.ask.charting.wanted import Wanted
from boardroom.insight.delta_text import difference
from boardroom.insight.number_text import change_text, ratio_text, value_text
from boardroom.insight.period_text import axis_text
from boardroom.insight.table_view import column_title
from boardroom.semantic.propose.naming import plural
from boardroom.semantic.result import Column

_SIGNIFICANT = 0.05
_FEWEST = 3
_PERCENTILES = (10, 25, 75, 90)
_MANY = 10
"""Of fewer values parts tell less than the values themselves."""
_MOVING = 3
_SEASONS: Mapping[str, int] = {"month": 12, "quarter": 4, "week": 52, "day": 7}


def describe(found: Answer) -> tuple[Remark, ...]:
    """Each number of an answer over its rows."""
    if found.result is None or found.query is None:
        return ()
    shape = read_shape(found.result, Wanted(grain=found.query.grain))
    return tuple(remark for column in shape.measures for remark in _statements(shape, column))


def _statements(shape: Shape, column: Column) -> Iterator[Remark]:
    known = _known(shape, column)
    values = [value for _, value in known]
    if len(values) < _FEWEST:
        return
    yield _summary(shape, column, values)
    if shape.time is not None and not shape.dimensions:
        yield _trend(shape, column, values)
        yield from _moving(column, values)
        yield from _season(shape, column, known)


def _known(shape: Shape, column: Column) -> list[tuple[int, float]]:
    """The values there are, with the places of their rows; none of a period that goes on."""
    whole = [day not in shape.parts for day in shape.starts] or [True] * len(shape.result.rows)
    pairs = enumerate(zip(shape.values_of(column), whole, strict=True))
    return [(place, value) for place, (value, kept) in pairs if value is not None and kept]


def _summary(shape: Shape, column: Column, values: Sequence[float]) -> Remark:
    numbers = {
        "rows": float(len(values)),
        "mean": float(np.mean(values)),
        "median": float(np.median(values)),
        "deviation": float(np.std(values, ddof=1)),
        "lowest": min(values),
        "highest": max(values),
        **{f"p{one}": float(np.percentile(values, one)) for one in _PERCENTILES},
    }
    said = {name: value_text(value, column.unit) for name, value in numbers.items()}
    rows = f"complete {plural(shape.grain)}" if shape.grain and shape.time else "rows"
    text = (
        f"Over {len(values):,} {rows}: mean {said['mean']}, median {said['median']}, deviation "
        f"{said['deviation']}, from {said['lowest']} to {said['highest']}"
    )
    if len(values) >= _MANY:
        text += (
            f"; a tenth lie below {said['p10']}, a quarter below {said['p25']}, a quarter above "
            f"{said['p75']}, a tenth above {said['p90']}"
        )
    text += "."
    return Remark(title=column_title(column), text=text, numbers=numbers)


def _trend(shape: Shape, column: Column, values: Sequence[float]) -> Remark:
    """Whether a course rises or falls, by the engine's rule; said to be open where it is."""
    test = assess_trend(values, season=_SEASONS.get(shape.grain or ""))
    title = f"Trend of {lowered(column_title(column))}"
    if test is None:
        return Remark(title=title, text=f"{len(values)} periods are too few to tell a trend by.")
    numbers = {"slope": test.slope, "p_value": test.p_value}
    if test.p_value > _SIGNIFICANT:
        text = f"No trend that chance would not make, too (p = {test.p_value:.2f})."
        return Remark(title=title, text=text, numbers=numbers)
    way = "Rises" if test.slope > 0 else "Falls"
    slope = value_text(abs(test.slope), column.unit)
    chance = "p < 0.001" if test.p_value < 0.001 else f"p = {test.p_value:.3f}"
    text = f"{way} by {slope} a {shape.grain or 'period'} ({chance})."
    return Remark(title=title, text=text, numbers=numbers)


def _moving(column: Column, values: Sequence[float]) -> Iterator[Remark]:
    """The mean of the last few periods against that of those before."""
    if len(values) < 2 * _MOVING:
        return
    last, before = (float(np.mean(x)) for x in (values[-_MOVING:], values[-2 * _MOVING : -_MOVING]))
    change, ratio = difference(last, before, column.unit)
    size = ratio_text(ratio) if ratio is not None else change_text(change, column.unit)
    text = (
        f"The last {_MOVING} periods average {value_text(last, column.unit)}, the {_MOVING} before "
        f"{value_text(before, column.unit)} ({size})."
    )
    numbers = {"last": last, "before": before, "change": change}
    yield Remark(title="Moving average", text=text, numbers=numbers)


def _season(shape: Shape, column: Column, known: Sequence[tuple[int, float]]) -> Iterator[Remark]:
    """How much of the course its season is; nothing where the periods have none or gaps."""
    season = _SEASONS.get(shape.grain or "")
    places = [place for place, _ in known]
    if season is None or places != list(range(places[0], places[0] + len(places))):
        return
    found = season_strength([value for _, value in known], season=season)
    if found is None:
        return
    title = f"Season of {lowered(column_title(column))}"
    numbers = {"strength": found.strength}
    if found.strength < SEASONAL:
        text = f"None that stands out: its strength is {found.strength:.2f} of 1."
    else:
        high, low = (_place(shape, places[0] + place) for place in (found.highest, found.lowest))
        text = f"Strength {found.strength:.2f} of 1: highest in {high}, lowest in {low}."
    yield Remark(title=title, text=f"{text[:-1]} (from {SEASONAL} on it is one).", numbers=numbers)


def _place(shape: Shape, row: int) -> str:
    """A place in the season by its name: the month, the day of the week."""
    day = shape.starts[row]
    if day is None:
        return "?"
    if shape.grain == "day":
        return f"{day:%A}s"
    if shape.grain == "week":
        return f"week {day.isocalendar().week}"
    return axis_text(day, shape.grain).partition(" ")[0]
