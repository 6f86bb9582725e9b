"""Laws of time: every metric of every query counts exactly the rows of its windows."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from boardroom.semantic.calendar import parse_span
from boardroom.semantic.context import Calendar, CompileContext, Coverage
from boardroom.semantic.model import Grain, MetricInput
from boardroom.semantic.query import Compare, Query
from boardroom.semantic.time_plan import TimePlan, plan_time
from boardroom.semantic.windows import PartTime, Step, Window, covers
from tests.soundness.star import FIRST, METRICS, Example, Facts, built, evaluate, examples
from tests.soundness.world import Row, equal, metric

STEPS: Mapping[str, tuple[str, Step]] = {
    "month_ago": ("amount", Step(offset=parse_span("1 month"))),
    "ten_days_ago": ("mean", Step(offset=parse_span("10 days"))),
    "year_ago": ("amount", Step(offset=parse_span("1 year"))),
    "first_of_quarter": ("amount", Step(offset_to="quarter")),
    "trailing": ("amount", Step(window=parse_span("9 days"))),
    "trailing_buyers": ("buyers_seen", Step(window=parse_span("1 month"))),
    "month_so_far": ("largest", Step(to_date="month")),
    "ever": ("rows", Step(to_date="all")),
}
TEXTS = {
    "month_ago": {"offset": "1 month"},
    "ten_days_ago": {"offset": "10 days"},
    "year_ago": {"offset": "1 year"},
    "first_of_quarter": {"offset_to": "quarter"},
    "trailing": {"window": "9 days"},
    "trailing_buyers": {"window": "1 month"},
    "month_so_far": {"to_date": "month"},
    "ever": {"to_date": "all"},
}
GROWTH = metric(
    "growth",
    "amount - earlier",
    inputs={"earlier": MetricInput(metric="amount", offset="1 month")},
)
STEPPED = [metric(name, STEPS[name][0], **texts) for name, texts in TEXTS.items()]
PLAIN = ("amount", "rows", "mean", "buyers_seen")


@given(
    example=examples(),
    chosen=st.lists(
        st.sampled_from([*PLAIN, *STEPS, "growth"]), min_size=1, max_size=3, unique=True
    ),
    grain=st.sampled_from([None, "day", "week", "month", "quarter", "fiscal_quarter"]),
    compare=st.sampled_from([None, "previous_period", "previous_year"]),
    bounds=st.tuples(st.integers(-20, 100), st.integers(0, 60)),
    ahead=st.one_of(st.just(2000), st.integers(-40, 120)),
    by=st.booleans(),
    cut=st.booleans(),
)
@settings(max_examples=100)
def test_every_metric_counts_exactly_the_rows_of_its_windows(
    example: Example,
    chosen: list[str],
    grain: Grain | None,
    compare: Compare | None,
    bounds: tuple[int, int],
    ahead: int,
    *,
    by: bool,
    cut: bool,
) -> None:
    low = FIRST + timedelta(days=bounds[0])
    query = Query(
        metrics=tuple(chosen),
        grain=grain,
        compare=compare,
        time_range=f"{low}..{low + timedelta(days=bounds[1])}",
        group_by=("buyers.name",) if by else (),
    )
    facts = Facts.of(example).sales
    loaded = [row["day"] for row in facts if row["day"]]
    coverage = Coverage(first=min(loaded), last=max(loaded)) if loaded else None
    as_of = FIRST + timedelta(days=ahead)
    calendar = Calendar()
    context = CompileContext(as_of=as_of, calendar=calendar, cut_at_as_of=cut)
    plan = plan_time(query, context, coverages=[coverage] if coverage else [])
    with built(example, [*METRICS, *STEPPED, GROWTH]) as world:
        found = world.ask(query, as_of=as_of, cut=cut)

    labels = plan.labels if grain else (None,)
    width = (grain is not None) + by
    keys = {row[:width] for row in found.rows}
    assert len(keys) == len(found.rows)
    if not by:
        assert len(keys) == len(labels or ())
    for label in labels or ():
        for group in {row["buyers.name"] for row in facts} if by else {None}:
            key = (*((label,) if grain else ()), *((group,) if by else ()))
            rows = [row for row in facts if not by or row["buyers.name"] == group]
            shown = next((row for row in found.rows if row[:width] == key), None)
            for name in chosen:
                now = _value(name, plan, label, rows, coverage, compared=False)
                _check(found.names, shown, name, now, strict=not by)
                if compare:
                    then = _value(name, plan, label, rows, coverage, compared=True)
                    _check(found.names, shown, f"{name}_previous", then, strict=not by)


def _check(names: list[str], row: Row | None, name: str, expected: Any, *, strict: bool) -> None:
    value = None if row is None else row[names.index(name)]
    if strict:
        assert equal(value, expected), (name, row, expected)
    else:
        assert equal(value or 0, expected or 0), (name, row, expected)


def _value(
    name: str,
    plan: TimePlan,
    label: date | None,
    rows: list[dict[str, Any]],
    coverage: Coverage | None,
    *,
    compared: bool,
) -> Any:
    if name == "growth":
        step = Step(offset=parse_span("1 month"))
        fair = PartTime(coverage=coverage, like_for_like=True)
        now = _counted("amount", plan, fair, label, rows, compared=compared)
        then = _counted("amount", plan, _stepped(step, coverage), label, rows, compared=compared)
        return None if now is None or then is None else now - then
    base, step = STEPS.get(name, (name, Step()))
    part = _stepped(step, coverage) if name in STEPS else PartTime(coverage=coverage)
    return _counted(base, plan, part, label, rows, compared=compared)


def _stepped(step: Step, coverage: Coverage | None) -> PartTime:
    return PartTime(steps=(step,), coverage=coverage)


def _counted(
    name: str,
    plan: TimePlan,
    part: PartTime,
    label: date | None,
    rows: list[dict[str, Any]],
    *,
    compared: bool,
) -> Any:
    windows = plan.windows(part, compared=compared).windows
    window = next((item for item in windows if item.label == label), None)
    if window is None or not covers(window, part.coverage):
        return None
    inside = [row for row in rows if row["day"] is not None and _within(row["day"], window)]
    if name == "amount" and inside and all(row["amount"] is None for row in inside):
        return None
    return evaluate(name, inside, [])


def _within(day: date, window: Window) -> bool:
    return (window.start is None or window.start <= day) and (
        window.end is None or day < window.end
    )
