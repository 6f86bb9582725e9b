"""The forecasting agent: what the next periods of a department's first metrics should bring.

The method is chosen, and the interval measured, on the metric's own past
(``analysis.forecasting``). Called by ``executive.page``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import cast

from boardroom.agents.context import Context, Stop
from boardroom.agents.task import Task
from boardroom.analysis.cadence import Cadence, period_end
from boardroom.analysis.forecasting.forecast import Asked, NoForecast, SeriesForecast
from boardroom.errors import BoardroomError
from boardroom.executive.background import IN_THE_MAKING, PATIENCE_SECONDS, Background
from boardroom.executive.finding import ENOUGH_ROWS, insight_id
from boardroom.executive.forecast_book import ForecastBook, Outcome, come_true
from boardroom.executive.key_metric import number
from boardroom.executive.period_plan import season_of
from boardroom.insight.model import (
    Forecast,
    ForecastPoint,
    Insight,
    KeyMetric,
    NotAvailable,
    Report,
)
from boardroom.insight.state_wording import forecast_sentence
from boardroom.semantic.result import Result
from boardroom.store.forecast_store import ForecastRecord

FORECASTER = "forecaster"
HORIZON = 3
COVERAGE = 0.8

_MOST_METRICS = 3
_SCORE = -60.0


@dataclass(frozen=True, kw_only=True)
class Forecaster:
    """Forecasts the first metrics of an analyst's report, given as the task's only input.

    Attributes:
        book: where forecasts are worked out and kept.
        background: where those that are not there yet are worked out.
        patience_seconds: how long a page waits for that.
    """

    book: ForecastBook = field(default_factory=ForecastBook)
    background: Background = field(default_factory=Background)
    patience_seconds: float = PATIENCE_SECONDS

    @property
    def name(self) -> str:
        """The one name."""
        return FORECASTER

    @property
    def department(self) -> None:
        """Everybody's."""
        return None

    def run(self, task: Task, context: Context) -> Report:
        """One insight for each of the first metrics that can be forecast; those whose past is too
        short with the reason.
        """
        cards = [card for report in task.inputs.values() for card in report.key_metrics]
        chosen = [card for card in cards if worth_forecasting(card)]
        answers = context.ask([card.evidence.query for card in chosen])
        courses = [_course(*pair) for pair in zip(chosen, answers, strict=True)]
        found = self._found(courses)
        empty = Report(title=task.department or "", as_of=context.as_of)
        if found is None:
            missing = (NotAvailable(what="Forecasts", why=IN_THE_MAKING),)
            return replace(empty, not_available=missing)
        told = [item for item in found if isinstance(item[1], Forecast)]
        earlier = self.book.earlier([course.card.metric for course, _ in told])
        return replace(
            empty,
            insights=tuple(
                _insight(course.card, _held_to_account(one, course, earlier))
                for course, one in found
                if isinstance(one, Forecast)
            ),
            not_available=tuple(
                NotAvailable(what=f"Forecast of {course.card.label}", why=one.reason)
                for course, one in found
                if isinstance(one, NoForecast)
            ),
        )

    def _found(self, courses: Sequence["_Course"]) -> "Sequence[_Told] | None":
        """What is to be told, from what is kept; None where that is still worked out."""
        found = _choose(courses, self.book.known)
        if found is not None:
            return found

        def work(stop: Stop) -> str:
            def forecast(asked: Asked) -> Outcome:
                stop.check()
                return self.book.forecast(asked)

            _choose(courses, forecast)
            return ""

        key = repr([FORECASTER, *(course.asked for course in courses)])
        self.background.get(key, work, patience_seconds=self.patience_seconds)
        return _choose(courses, self.book.known)


@dataclass(frozen=True, kw_only=True)
class _Course:
    """What a card's metric did, up to the card's last period and since its last gap.

    Attributes:
        problem: why it cannot be read; empty = it can.
    """

    card: KeyMetric
    starts: Sequence[date] = ()
    values: Sequence[float] = ()
    problem: str = ""

    @property
    def asked(self) -> Asked:
        """The series to forecast."""
        season = season_of(self.grain)
        shares = self.card.unit == "percent" and max(self.values, default=2.0) <= 1
        return Asked(
            values=tuple(self.values),
            seasons=(season,) if season else (),
            horizon=HORIZON,
            coverage=COVERAGE,
            upper=1.0 if shares else None,
        )

    @property
    def grain(self) -> Cadence:
        """Its periods."""
        return cast("Cadence", self.card.sparkline_grain)


_Told = tuple[_Course, Forecast | NoForecast]


def _choose(
    courses: Sequence[_Course], outcome: Callable[[Asked], Outcome | None]
) -> Sequence[_Told] | None:
    """The first few that tell something; None where an outcome is not known."""
    told: list[_Told] = []
    for course in courses:
        if len(told) == _MOST_METRICS:
            break
        found = NoForecast(reason=course.problem) if course.problem else outcome(course.asked)
        if found is None:
            return None
        one = found if isinstance(found, NoForecast) else _forecast(course, found)
        if isinstance(one, NoForecast) or tells_something(one):
            told.append((course, one))
    return told


def _forecast(course: _Course, found: SeriesForecast) -> Forecast:
    """The next periods after the card's last one."""
    return Forecast(
        points=_points(found, course.starts[-1], course.grain, course.card),
        grain=course.grain,
        unit=course.card.unit,
        method=found.method,
        coverage=COVERAGE,
        measured=found.measured,
        cases=found.residuals,
        mase=found.mase,
        naive_mase=found.naive_mase,
        notes=found.notes,
    )


def _held_to_account(
    found: Forecast, course: _Course, made: Mapping[str, Sequence[ForecastRecord]]
) -> Forecast:
    """The forecast, saying what came of earlier ones of its metric."""
    known = dict(zip(course.starts, course.values, strict=True))
    earlier = come_true(made.get(course.card.metric, ()), course.grain, known)
    inside = sum(item.inside is True for item in earlier)
    return replace(found, earlier=len(earlier), earlier_inside=inside)


def worth_forecasting(card: KeyMetric) -> bool:
    """Whether the next value is a question: of today, told under this name, not mostly standing
    still as a fixed price does, not so small that single cases decide.
    """
    values = [value for _, value in card.sparkline if value is not None]
    if not values or card.outdated or card.same_as is not None:
        return False
    moves = sum(before != after for before, after in pairwise(values))
    few = card.unit == "count" and median(map(abs, values)) < ENOUGH_ROWS
    few = few or any(item.kind == "few_rows" for item in card.caveats)
    return 2 * moves >= len(values) - 1 and not few


def tells_something(found: Forecast) -> bool:
    """Whether the interval is narrower than what is expected is large."""
    point = found.points[0]
    return point.high - point.low < abs(point.value)


def _course(card: KeyMetric, answer: Result | BoardroomError) -> _Course:
    if isinstance(answer, BoardroomError):
        return _Course(card=card, problem=f"Its past cannot be read: {answer.message}.")
    starts: list[date] = []
    values: list[float] = []
    last = card.sparkline[-1][0]
    for day, cell in zip(answer.column("period"), answer.column(card.metric), strict=True):
        start = day.date() if isinstance(day, datetime) else day
        if not isinstance(start, date) or start > last:
            continue
        value = _sound(card, start, number(cell))
        if value is None:
            starts, values = [], []
        else:
            starts.append(start)
            values.append(value)
    return _Course(card=card, starts=starts, values=values)


def _sound(card: KeyMetric, start: date, loaded: float | None) -> float | None:
    """The value with all rows there; where that is not known, what there is of it."""
    value = card.repaired(start, loaded)
    return loaded or None if value is None else value


def _points(
    found: SeriesForecast, last: date, grain: Cadence, card: KeyMetric
) -> tuple[ForecastPoint, ...]:
    points = []
    start = last
    for value, low, high in zip(found.values, found.low, found.high, strict=True):
        start = period_end(start, grain) + timedelta(days=1)
        shown = [float(round(x)) if card.unit == "count" else x for x in (value, low, high)]
        points.append(ForecastPoint(start=start, value=shown[0], low=shown[1], high=shown[2]))
    return tuple(points)


def _insight(card: KeyMetric, found: Forecast) -> Insight:
    sentence = forecast_sentence(card.label, found)
    return Insight(
        id=insight_id("forecast", card.metric),
        kind="forecast",
        metric=card.metric,
        title=sentence.title,
        text=sentence.text,
        numbers=sentence.numbers,
        names=sentence.names,
        evidence=card.evidence,
        department=card.department,
        uncertainty=sentence.uncertainty,
        caveats=card.caveats,
        score=_SCORE,
        score_parts={"forecast": _SCORE},
        forecast=found,
    )
