"""The forecasting agent: what the next periods of a department's first metrics should bring.

The method is chosen, and the interval measured, on the metric's own past
(``analysis.forecasting``). Called by ``executive.page``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import cast

from boardroom.agents.context import Context
from boardroom.agents.task import Task
from boardroom.analysis.cadence import Cadence, period_end
from boardroom.analysis.forecasting.forecast import Asked, NoForecast, SeriesForecast
from boardroom.errors import BoardroomError
from boardroom.executive.finding import ENOUGH_ROWS, insight_id
from boardroom.executive.forecast_book import ForecastBook
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
    """

    book: ForecastBook = field(default_factory=ForecastBook)

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
        insights: list[Insight] = []
        missing: list[NotAvailable] = []
        for card, answer in zip(chosen, answers, strict=True):
            if len(insights) + len(missing) == _MOST_METRICS:
                break
            context.stop.check()
            found = self._forecast(card, answer)
            if isinstance(found, NoForecast):
                missing.append(NotAvailable(what=f"Forecast of {card.label}", why=found.reason))
            elif tells_something(found):
                insights.append(_insight(card, found))
        return Report(
            title=task.department or "",
            as_of=context.as_of,
            insights=tuple(insights),
            not_available=tuple(missing),
        )

    def _forecast(self, card: KeyMetric, answer: Result | BoardroomError) -> Forecast | NoForecast:
        """The next periods after the card's last one."""
        if isinstance(answer, BoardroomError):
            return NoForecast(reason=f"Its past cannot be read: {answer.message}.")
        grain = cast("Cadence", card.sparkline_grain)
        starts, values = _course(card, answer)
        season = season_of(grain)
        shares = card.unit == "percent" and max(values, default=2.0) <= 1
        asked = Asked(
            values=tuple(values),
            seasons=(season,) if season else (),
            horizon=HORIZON,
            coverage=COVERAGE,
            upper=1.0 if shares else None,
        )
        found = self.book.forecast(asked)
        if isinstance(found, NoForecast):
            return found
        known = dict(zip(starts, values, strict=True))
        earlier = self.book.earlier(card.metric, grain, known)
        return Forecast(
            points=_points(found, starts[-1], grain, card),
            grain=grain,
            unit=card.unit,
            method=found.method,
            coverage=COVERAGE,
            measured=found.measured,
            cases=found.residuals,
            mase=found.mase,
            naive_mase=found.naive_mase,
            notes=found.notes,
            earlier=len(earlier),
            earlier_inside=sum(item.inside is True for item in earlier),
        )


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


def _course(card: KeyMetric, result: Result) -> tuple[Sequence[date], Sequence[float]]:
    """Periods and values up to the card's last one, without what lies before the last gap."""
    starts: list[date] = []
    values: list[float] = []
    last = card.sparkline[-1][0]
    for day, cell in zip(result.column("period"), result.column(card.metric), strict=True):
        start = day.date() if isinstance(day, datetime) else day
        value = number(cell)
        if not isinstance(start, date) or start > last:
            continue
        if value is None:
            starts, values = [], []
        else:
            starts.append(start)
            values.append(value)
    return starts or [last], values


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
        evidence=card.evidence,
        department=card.department,
        uncertainty=sentence.uncertainty,
        caveats=card.caveats,
        score=_SCORE,
        score_parts={"forecast": _SCORE},
        forecast=found,
    )
