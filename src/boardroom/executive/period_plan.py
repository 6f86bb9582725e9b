"""Which periods a page compares, chosen by the data. Called by ``executive.page``.

Months where three are complete, else weeks, else days; coarser ones where rows are dated once a
quarter or a year, and weeks where they are dated once a week (months would have four or five of
them). A period is complete when the data covers it to its last day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from boardroom.analysis.activity import Activity
from boardroom.analysis.cadence import Cadence, period_end, period_start

ENOUGH_PERIODS = 3
_DENSE_SHARE = 0.6
_LOOK_BACK = {"day": 29, "week": 54, "month": 26, "quarter": 13, "year": 13}
_SEASON = {"day": 7, "week": 52, "month": 12, "quarter": 4, "year": 0}
_SIZE: tuple[Cadence, ...] = ("day", "week", "month", "quarter", "year")
TO_DATE = {"week": "wtd", "month": "mtd", "quarter": "qtd", "year": "ytd"}

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class PeriodPlan:
    """Complete periods of one metric.

    Attributes:
        starts: first days of the periods to ask for, oldest first; the last one is shown.
        end: last day of the last period.
        running: first day of the period that «as of» lies in, when some of its days are covered.
        cadence: how far apart the rows are dated.
    """

    grain: Cadence
    starts: tuple[date, ...]
    end: date
    running: date | None = None
    cadence: Cadence = "day"

    @property
    def time_range(self) -> str:
        """The range of all periods, as a query says it."""
        return f"{self.starts[0].isoformat()}..{self.end.isoformat()}"

    @property
    def last_range(self) -> str:
        """The range of the last period, as a query says it."""
        return range_text(self.starts[-1], self.grain)

    @property
    def season(self) -> int | None:
        """Periods in one year (days: in one week); None where there is no season."""
        return season_of(self.grain)

    def days_of(self, start: date) -> int:
        """Days of the period that begins on ``start``."""
        return (period_end(start, self.grain) - start).days + 1


def season_of(grain: Cadence) -> int | None:
    """Periods in one year (days: in one week); None where there is no season."""
    return _SEASON[grain] or None


def range_text(start: date, grain: Cadence) -> str:
    """The period of ``grain`` that begins on ``start``, as a query's time range.

    Example:
        >>> range_text(date(2018, 7, 1), "month"), range_text(date(2018, 7, 1), "quarter")
        ('2018-07', '2018-Q3')
    """
    if grain == "month":
        return f"{start:%Y-%m}"
    if grain == "quarter":
        return f"{start.year}-Q{(start.month + 2) // 3}"
    if grain == "year":
        return str(start.year)
    if grain == "week":
        iso = start.isocalendar()
        return f"{iso.year}-W{iso.week:02d}"
    return start.isoformat()


def plan_periods(
    activity: Activity, rows_per_day: Mapping[date, int], *, as_of: date, sparse: bool = False
) -> PeriodPlan | None:
    """The plan for data that lies in time as ``activity`` says; None when no period is complete.

    Args:
        activity: where the data begins and ends.
        rows_per_day: its rows.
        as_of: «today»; later days do not count.
        sparse: True for stocks, whose value holds on days without rows too.
    """
    end = min(activity.end, as_of - _DAY)
    smallest = _SIZE.index(activity.cadence)
    best: PeriodPlan | None = None
    order: tuple[Cadence, ...] = ("month", "quarter", "year", "week", "day")
    if activity.cadence == "week":
        order = ("week",)
    for grain in order:
        if _SIZE.index(grain) < smallest:
            continue
        plan = _plan(activity, grain, end=end, as_of=as_of)
        if plan is None:
            continue
        best = best or plan
        enough = len(plan.starts) >= ENOUGH_PERIODS or (grain == "day" and len(plan.starts) > 1)
        if enough and (sparse or _is_dense(plan, rows_per_day)):
            return plan
    return best


def _plan(activity: Activity, grain: Cadence, *, end: date, as_of: date) -> PeriodPlan | None:
    first = period_start(activity.first, grain)
    if first < period_start(activity.first, activity.cadence):
        first = period_end(first, grain) + _DAY
    last = period_start(end, grain)
    if period_end(last, grain) > end:
        last = period_start(last - _DAY, grain)
    starts: list[date] = []
    start = last
    while start >= first and len(starts) < _LOOK_BACK[grain]:
        starts.append(start)
        start = period_start(start - _DAY, grain)
    if not starts:
        return None
    running = period_start(as_of, grain)
    covered = running <= end and running < as_of and activity.cadence == "day"
    return PeriodPlan(
        grain=grain,
        starts=tuple(reversed(starts)),
        end=period_end(last, grain),
        running=running if covered and grain in TO_DATE else None,
        cadence=activity.cadence,
    )


def _is_dense(plan: PeriodPlan, rows_per_day: Mapping[date, int]) -> bool:
    """Whether most of the recent periods have rows at all."""
    recent: Sequence[date] = plan.starts[-13:]
    filled = {
        period_start(day, plan.grain)
        for day, count in rows_per_day.items()
        if count > 0 and day >= recent[0]
    }
    return sum(start in filled for start in recent) >= _DENSE_SHARE * len(recent)
