"""What is to be expected of a number: FORECAST turns. Called by the analysis agent.

The course so far is one query; the forecast is the engine's (``analysis.forecasting``), with its
interval and how it did on the number's own past. Rows are the periods that were asked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from boardroom.analysis.cadence import Cadence, period_end, period_start
from boardroom.ask.answer import ENGINE, Answer, Reading, Remark, Step, refusal
from boardroom.ask.asker import Asker
from boardroom.ask.charting.chart import visualization_of
from boardroom.ask.charting.shape import read_shape
from boardroom.ask.charting.wanted import Wanted
from boardroom.ask.conversation.state import ConversationState
from boardroom.ask.conversation.subject import Subject, read_subject
from boardroom.errors import QueryError
from boardroom.insight.model import Forecast, ForecastPoint
from boardroom.insight.number_text import share_text, value_text
from boardroom.insight.period_text import axis_text
from boardroom.insight.state_wording import forecast_sentence
from boardroom.semantic.compiler.additivity import additivity
from boardroom.semantic.query import Query
from boardroom.semantic.result import Caveat, Column, Period, Result

if TYPE_CHECKING:
    from boardroom.analysis.forecasting.forecast import SeriesForecast
    from boardroom.ask.conversation.outside import Predict

COVERAGE = 0.8
_AHEAD = 3
"""So many periods where nobody says how many."""
_MOST_AHEAD = 36
_BACK: dict[Cadence, int] = {"day": 400, "week": 160, "month": 72, "quarter": 40, "year": 40}
"""So many periods of the past count."""
_SEASON: dict[Cadence, int] = {"day": 7, "week": 52, "month": 12, "quarter": 4}
_BY: dict[Cadence, tuple[Cadence, ...]] = {
    "quarter": ("month", "quarter"),
    "year": ("month", "quarter", "year"),
}
"""Quarters and years are forecast by month, of which more is known, where that can be done."""
_SHOWN = 24
_DAY = timedelta(days=1)
_FEW_DAYS = 14


@dataclass(frozen=True, kw_only=True)
class _Course:
    """A number period by period.

    Attributes:
        starts: first days of the complete periods, without gaps.
    """

    query: Query
    result: Result
    grain: Cadence
    starts: tuple[date, ...]
    values: tuple[float | None, ...]


def predict(state: ConversationState, asker: Asker, engine: "Predict") -> Answer:
    """The answer to a turn that asks for what is to come.

    Raises:
        QueryError: it names no number, or a time that is over or too far.
    """
    subject = read_subject(state, asker)
    if isinstance(subject, Answer):
        return subject
    if subject.when is not None and _end(subject) < state.as_of:
        raise QueryError("That time is over; ask what it was, without a forecast.")
    grain, reason = _grain(subject), ""
    for step in _BY.get(grain, (grain,)):
        found = _predicted(subject, step, state, asker, engine)
        if isinstance(found, Answer):
            return found
        reason = reason or found
    return refusal(state.turn, f"No forecast of {subject.title.lower()}: {reason}")


def _predicted(
    subject: Subject, grain: Cadence, state: ConversationState, asker: Asker, engine: "Predict"
) -> Answer | str:
    """The answer by periods of one size, or why there is none."""
    from boardroom.analysis.forecasting.forecast import Asked, NoForecast

    course = _course(subject, grain, state, asker)
    if not course.starts:
        return "not one period of its past is complete."
    ahead = _ahead(subject, course)
    if len(ahead) > _MOST_AHEAD:
        return f"that is {len(ahead)} {grain}s ahead, and {_MOST_AHEAD} are the most."
    share = subject.column.unit == "percent"
    known = [value for value in course.values if value is not None]
    told = engine(
        Asked(
            values=course.values,
            seasons=(_SEASON[grain],) if grain in _SEASON else (),
            horizon=len(ahead),
            coverage=COVERAGE,
            upper=1.0 if share and max(known, default=2.0) <= 1 else None,
        )
    )
    if isinstance(told, NoForecast):
        return f"{told.reason[0].lower()}{told.reason[1:]}"
    found = _forecast(told, ahead, subject, grain)
    return _answer(_Told(subject, course, found), told.smape, state, adds=_adds(subject, asker))


def _grain(subject: Subject) -> Cadence:
    """The periods to forecast by: those named, else those that the time named is made of."""
    asked = subject.grain or (subject.when.unit if subject.when else None)
    if asked is None:
        return "month"
    if asked == "fiscal_quarter" or asked == "fiscal_year":
        return "month"
    days = subject.when.days if subject.when else None
    if asked == "day" and subject.grain is None and (days is None or days > _FEW_DAYS):
        return "month"
    return asked


def _end(subject: Subject) -> date:
    """The last day that is asked for."""
    when = subject.when
    after = (when.goes_on_to or when.end) if when else None
    if after is None:
        raise QueryError("Say until when, such as: the next 3 months.")
    return after - _DAY


def _course(subject: Subject, grain: Cadence, state: ConversationState, asker: Asker) -> _Course:
    """The number's past, by complete periods."""
    query = replace(subject.query, grain=grain, time_range="all")
    result = asker.metrics.run(query, principal=state.principal, as_of=state.as_of)
    shape = read_shape(result, Wanted(grain=grain))
    cells = dict(zip(shape.starts, shape.values_of(subject.column), strict=True))
    starts = tuple(day for day in shape.timeline if day not in shape.parts)[-_BACK[grain] :]
    return _Course(
        query=query,
        result=result,
        grain=grain,
        starts=starts,
        values=tuple(cells.get(day) for day in starts),
    )


def _ahead(subject: Subject, course: _Course) -> tuple[date, ...]:
    """First days of the periods after the last known one, up to what is asked for."""
    found = [_next(course.starts[-1], course.grain)]
    while (
        len(found) < _AHEAD
        if subject.when is None
        else period_end(found[-1], course.grain) < _end(subject)
    ):
        found.append(_next(found[-1], course.grain))
        if len(found) > 10 * _MOST_AHEAD:
            break
    return tuple(found)


def _next(start: date, grain: Cadence) -> date:
    return period_end(start, grain) + _DAY


def _forecast(
    told: "SeriesForecast", ahead: Sequence[date], subject: Subject, grain: Cadence
) -> Forecast:
    whole = subject.column.unit == "count"
    points = [
        ForecastPoint(
            start=start, **{name: float(round(x)) if whole else x for name, x in cells.items()}
        )
        for start, *numbers in zip(ahead, told.values, told.low, told.high, strict=True)
        for cells in [dict(zip(("value", "low", "high"), numbers, strict=True))]
    ]
    return Forecast(
        points=tuple(points),
        grain=grain,
        unit=subject.column.unit,
        method=told.method,
        coverage=told.coverage,
        measured=told.measured,
        cases=told.residuals,
        mase=told.mase,
        naive_mase=told.naive_mase,
        notes=told.notes,
    )


@dataclass(frozen=True)
class _Told:
    """A forecast and what it is of."""

    subject: Subject
    course: _Course
    forecast: Forecast

    @property
    def asked(self) -> tuple[ForecastPoint, ...]:
        """The periods that were asked for."""
        when, points = self.subject.when, self.forecast.points
        if when is None or when.start is None:
            return points
        begin = period_start(when.start, self.course.grain)
        return tuple(item for item in points if item.start >= begin) or points[-1:]

    @property
    def past(self) -> str:
        """What it was made of, in words."""
        grain, starts = self.course.grain, self.course.starts
        return f"{axis_text(starts[0], grain)} to {axis_text(starts[-1], grain)}, by {grain}"


def _adds(subject: Subject, asker: Asker) -> bool:
    """Whether the values of periods may be summed to one of all of them."""
    if not subject.query.metrics:
        return False
    formula = asker.lexicon.ground.expander.metric(subject.query.metrics[0])
    return additivity(formula, asker.graph) == "additive"


def _answer(told: _Told, smape: float, state: ConversationState, *, adds: bool) -> Answer:
    found, asked = told.forecast, told.asked
    sentence = forecast_sentence(told.subject.title, replace(found, points=asked))
    numbers = {item.id: item.value for item in sentence.numbers}
    first = Remark(
        title=axis_text(asked[0].start, found.grain), text=sentence.text, numbers=numbers
    )
    way = Remark(title="Method", text=_method(found), numbers={"smape": smape})
    rule = Reading(words="", meaning=f"forecast from {told.past}", editable=False)
    return Answer(
        question=state.turn,
        status="answered",
        message=_message(told, adds=adds),
        query=told.course.query,
        reading=(*told.subject.reading, rule),
        result=_rows(told),
        remarks=(first, way),
        visualization=_chart(told),
        confidence=1.0,
        steps=(Step(agent=ENGINE, ms=told.course.result.elapsed_ms),),
    )


def _message(told: _Told, *, adds: bool) -> str:
    unit, grain, title = told.subject.column.unit, told.forecast.grain, told.subject.title
    asked, sure = told.asked, share_text(told.forecast.coverage)
    first = asked[0]
    if len(asked) == 1:
        low, high = value_text(first.low, unit), value_text(first.high, unit)
        return (
            f"{title} in {_period(first.start, grain)}: about {value_text(first.value, unit)} "
            f"expected, between {low} and {high} in {sure} of cases."
        )
    ends = [
        f"about {value_text(x.value, unit)} in {_period(x.start, grain)}"
        for x in (first, asked[-1])
    ]
    total = value_text(sum(item.value for item in asked), unit)
    whole = f"; about {total} over all {len(asked)}" if adds else ""
    sure = f"expected, each {grain} in its interval in {sure} of cases"
    return f"{title}: {ends[0]}, {ends[1]}{whole} ({sure})."


def _period(start: date, grain: str) -> str:
    return f"{'the ' if grain == 'week' else ''}{axis_text(start, grain)}"


def _method(found: Forecast) -> str:
    return f"{found.method[:1].upper()}{found.method[1:]}, chosen by its back-test on this series."


def _caveats(found: Forecast, asked: Sequence[ForecastPoint]) -> Iterator[Caveat]:
    yield Caveat(
        kind="forecast",
        text=f"Of {found.cases} past values forecast the same way, {share_text(found.measured)} "
        f"lay inside intervals meant to hold {share_text(found.coverage)}.",
    )
    for note in found.notes:
        yield Caveat(kind="forecast", text=note)
    if any(item.high - item.low >= abs(item.value) for item in asked):
        text = "The interval is as wide as the value itself: this tells little of what will be."
        yield Caveat(kind="forecast", text=text)


def _rows(told: _Told) -> Result:
    """The expected periods as a result: period, value, and the ends of the interval."""
    before, column, asked = told.course.result, told.subject.column, told.asked
    ends = [
        Column(
            name=f"{column.name}_{end}",
            role="transform",
            type="Float",
            unit=column.unit,
            label=f"{told.subject.title}, {end}",
            metric=column.metric or column.name,
        )
        for end in ("low", "high")
    ]
    last = period_end(asked[-1].start, told.course.grain)
    kept = tuple(item for item in before.caveats if item.kind not in {"to_date", "partly_loaded"})
    return replace(
        before,
        columns=(before.columns[0], replace(column, type="Float"), *ends),
        rows=tuple((item.start, item.value, item.low, item.high) for item in asked),
        period=Period(start=asked[0].start, end=last, complete=False),
        caveats=(*kept, *_caveats(told.forecast, asked)),
    )


def _chart(told: _Told) -> dict[str, object] | None:
    """The complete past and what is expected after it, with its interval."""
    course, found = told.course, told.forecast
    starts, values = course.starts[-_SHOWN:], course.values[-_SHOWN:]
    past = replace(
        course.result,
        rows=tuple(zip(starts, values, strict=True)),
        period=Period(start=starts[0], end=period_end(starts[-1], course.grain), complete=True),
        caveats=(),
    )
    wanted = Wanted(
        intent="forecast", grain=course.grain, ahead=found.points, coverage=found.coverage
    )
    title = f"{told.subject.title} by {course.grain}, with what is expected"
    chart = visualization_of(past, wanted=wanted, title=title)
    return None if chart is None else chart.to_json()
