"""Window lists: which days count for which label, in every corner of the calendar."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from boardroom.errors import ModelError, QueryError, UsageError
from boardroom.semantic.calendar import parse_span
from boardroom.semantic.context import Calendar, CompileContext, Coverage
from boardroom.semantic.model import Expression, Grain, Metric, MetricInput
from boardroom.semantic.query import Compare, Query
from boardroom.semantic.time_plan import TimePlan, plan_time
from boardroom.semantic.windows import PartTime, Step, Window, WindowList, covers, step_of

APRIL = Calendar(fiscal_year_start=(4, 1))
FAR = date(2200, 1, 1)
DAY = timedelta(days=1)


def plan(
    text: str,
    as_of: date | str = FAR,
    *,
    grain: Grain | None = None,
    compare: Compare | None = None,
    loaded: tuple[str, str] | None = None,
    calendar: Calendar = APRIL,
) -> TimePlan:
    query = Query(time_range=text, grain=grain, compare=compare)
    today = as_of if isinstance(as_of, date) else date.fromisoformat(as_of)
    context = CompileContext(as_of=today, calendar=calendar)
    return plan_time(query, context, coverages=(coverage(*loaded),) if loaded else ())


def coverage(first: str, last: str) -> Coverage:
    return Coverage(first=date.fromisoformat(first), last=date.fromisoformat(last))


def shown(found: WindowList) -> list[str]:
    """Each window as «label: first day..last day»; an empty one ends a day before it starts."""
    return [_shown(window) for window in found.windows]


def _shown(window: Window) -> str:
    last = window.end - DAY if window.end else None
    days = f"{window.start}..{last}"
    return f"{window.label}: {days}" if window.label else days


def kinds(found: TimePlan) -> set[str]:
    return {caveat.kind for caveat in found.caveats}


def stepped(**texts: str) -> PartTime:
    step = step_of(replace(MetricInput(metric="revenue"), **texts))  # type: ignore[arg-type]  # drawn text
    assert step is not None
    return PartTime(steps=(step,))


# The base


def test_a_range_without_grain_is_one_window() -> None:
    found = plan("2017-11").windows()
    assert (found.shape, shown(found)) == ("single", ["2017-11-01..2017-11-30"])


def test_all_without_grain_has_no_bounds() -> None:
    found = plan("all").windows()
    assert (found.start, found.end, found.empty) == (None, None, False)


def test_a_grain_clips_its_first_and_last_period_to_the_range_and_says_so() -> None:
    asked = plan("2017-11-10..2018-02-03", grain="month")
    assert shown(asked.windows()) == [
        "2017-11-01: 2017-11-10..2017-11-30",
        "2017-12-01: 2017-12-01..2017-12-31",
        "2018-01-01: 2018-01-01..2018-01-31",
        "2018-02-01: 2018-02-01..2018-02-03",
    ]
    assert asked.windows().shape == "aligned"
    assert kinds(asked) == {"partial_period"}
    assert "2017-11 (2017-11-10 to 2017-11-30)" in asked.caveats[0].text


def test_all_by_month_has_the_months_of_the_loaded_days() -> None:
    asked = plan("all", grain="month", loaded=("2016-11-20", "2017-02-02"))
    assert [str(label) for label in asked.labels or ()] == [
        "2016-11-01",
        "2016-12-01",
        "2017-01-01",
        "2017-02-01",
    ]
    assert (asked.period.start, asked.period.end) == (date(2016, 11, 20), date(2017, 2, 2))
    assert kinds(asked) == {"partly_loaded"}


def test_all_by_month_of_unknown_days_is_an_unbounded_aligned_list() -> None:
    asked = plan("all", grain="month")
    found = asked.windows()
    assert (found.shape, found.unbounded, found.start, found.empty) == (
        "aligned",
        True,
        None,
        False,
    )
    assert asked.labels is None
    with pytest.raises(QueryError, match="loaded days"):
        asked.windows(stepped(offset="1 month"))


def test_open_ranges_close_at_the_loaded_days() -> None:
    loaded = ("2016-11-20", "2017-02-02")
    assert shown(plan("2017..", grain="month", loaded=loaded).windows()) == [
        "2017-01-01: 2017-01-01..2017-01-31",
        "2017-02-01: 2017-02-01..2017-02-28",
    ]
    assert shown(plan("..2016", grain="month", loaded=loaded).windows()) == [
        "2016-11-01: 2016-11-01..2016-11-30",
        "2016-12-01: 2016-12-01..2016-12-31",
    ]
    assert plan("2019..", grain="month", loaded=loaded).windows().empty


def test_future_periods_of_a_bounded_range_keep_their_labels_and_days() -> None:
    asked = plan("2018-08..2018-10", "2018-08-15", grain="month")
    assert shown(asked.windows())[1:] == [
        "2018-09-01: 2018-09-01..2018-09-30",
        "2018-10-01: 2018-10-01..2018-10-31",
    ]
    assert not asked.period.complete


def test_seen_as_of_a_past_day_nothing_later_counts() -> None:
    context = CompileContext(as_of=date(2018, 8, 15), cut_at_as_of=True)
    asked = plan_time(Query(time_range="2018-07..2018-09", grain="month"), context)
    assert shown(asked.windows()) == [
        "2018-07-01: 2018-07-01..2018-07-31",
        "2018-08-01: 2018-08-01..2018-08-14",
        "2018-09-01: 2018-09-01..2018-08-31",
    ]
    assert asked.windows().end == date(2018, 8, 15)
    assert asked.period.end == date(2018, 8, 14)
    assert plan_time(Query(), context).windows().end == date(2018, 8, 15)


def test_an_empty_range_has_an_empty_window_and_says_why() -> None:
    asked = plan("mtd", "2018-08-01", compare="previous_period")
    assert shown(asked.windows()) == ["2018-08-01..2018-07-31"]
    assert asked.windows().empty
    assert asked.windows().start == asked.windows().end
    assert asked.windows(compared=True).empty
    assert asked.comparison is None
    assert kinds(asked) == {"no_complete_day"}


def test_an_empty_range_by_day_has_no_labels() -> None:
    asked = plan("mtd", "2018-08-01", grain="day")
    assert asked.labels == ()
    assert asked.windows().empty
    assert not asked.windows().unbounded


# Comparisons


@pytest.mark.parametrize(
    ("text", "as_of", "previous"),
    [
        ("2018-07", "2030-01-01", "2018-06-01..2018-06-30"),
        ("2018-03", "2030-01-01", "2018-02-01..2018-02-28"),
        ("2018-Q1", "2030-01-01", "2017-10-01..2017-12-31"),
        ("2018", "2030-01-01", "2017-01-01..2017-12-31"),
        ("FY2018", "2030-01-01", "2016-04-01..2017-03-31"),
        ("2018-W01", "2030-01-01", "2017-12-25..2017-12-31"),
        ("2017-11..2018-02", "2030-01-01", "2017-07-01..2017-10-31"),
        ("2018-01-01..2018-01-31", "2030-01-01", "2017-12-01..2017-12-31"),
        ("2018-01-10..2018-01-19", "2030-01-01", "2017-12-31..2018-01-09"),
        ("last_30_days", "2018-12-01", "2018-10-02..2018-10-31"),
        ("mtd", "2018-08-15", "2018-07-01..2018-07-14"),
        ("mtd", "2018-03-31", "2018-02-01..2018-02-28"),
        ("qtd", "2018-08-15", "2018-04-01..2018-05-15"),
        ("ytd", "2018-03-01", "2017-01-01..2017-02-28"),
        ("wtd", "2018-08-15", "2018-08-06..2018-08-07"),
        ("fytd", "2018-04-11", "2017-04-01..2017-04-10"),
        ("2018-08", "2018-08-15", "2018-07-01..2018-07-14"),
        ("2017-11..2018-02", "2018-02-10", "2017-07-01..2017-10-09"),
        ("yesterday", "2018-08-15", "2018-08-13..2018-08-13"),
        ("2018-08-10..", "2018-08-15", "2018-08-05..2018-08-09"),
    ],
)
def test_the_previous_period_of_a_range(text: str, as_of: str, previous: str) -> None:
    asked = plan(text, as_of, compare="previous_period")
    assert shown(asked.windows(compared=True)) == [previous]
    compared = asked.comparison
    assert compared is not None
    assert f"{compared.start}..{compared.end}" == previous


@pytest.mark.parametrize(
    ("text", "as_of", "previous"),
    [
        ("2018-07", "2030-01-01", "2017-07-01..2017-07-31"),
        ("2020-02", "2030-01-01", "2019-02-01..2019-02-28"),
        ("2021-02", "2030-01-01", "2020-02-01..2020-02-29"),
        ("2021-01..2021-02", "2030-01-01", "2020-01-01..2020-02-29"),
        ("2020-02-29", "2030-01-01", "2019-02-28..2019-02-28"),
        ("2021-02-28", "2030-01-01", "2020-02-28..2020-02-28"),
        ("FY2018", "2030-01-01", "2016-04-01..2017-03-31"),
        ("2018-Q1..2018-Q2", "2030-01-01", "2017-01-01..2017-06-30"),
        ("2020-W53", "2030-01-01", "2019-12-30..2020-01-05"),
        ("last_2_weeks", "2018-08-15", "2017-07-31..2017-08-13"),
        ("wtd", "2018-08-15", "2017-08-14..2017-08-15"),
        ("ytd", "2020-03-01", "2019-01-01..2019-02-28"),
        ("ytd", "2021-03-01", "2020-01-01..2020-02-28"),
        ("mtd", "2020-02-29", "2019-02-01..2019-02-28"),
        ("last_30_days", "2018-12-01", "2017-11-01..2017-11-30"),
        ("last_30_days", "2020-03-16", "2019-02-15..2019-03-15"),
    ],
)
def test_the_same_dates_a_year_before(text: str, as_of: str, previous: str) -> None:
    asked = plan(text, as_of, compare="previous_year")
    assert shown(asked.windows(compared=True)) == [previous]


def test_with_a_grain_each_period_compares_with_the_one_before_it() -> None:
    asked = plan("2018-01..2018-03", grain="month", compare="previous_period")
    found = asked.windows(compared=True)
    assert shown(found) == [
        "2018-01-01: 2017-12-01..2017-12-31",
        "2018-02-01: 2018-01-01..2018-01-31",
        "2018-03-01: 2018-02-01..2018-02-28",
    ]
    assert found.shape == "mapped"
    assert found.mapping[0] == (date(2017, 12, 1), date(2018, 1, 1))


def test_an_unfinished_last_period_compares_its_complete_days_with_as_many() -> None:
    asked = plan("2018-06..2018-08", "2018-08-15", grain="month", compare="previous_period")
    assert shown(asked.windows())[-1] == "2018-08-01: 2018-08-01..2018-08-14"
    assert shown(asked.windows(compared=True))[-1] == "2018-08-01: 2018-07-01..2018-07-14"
    assert asked.period.end == date(2018, 8, 14)
    assert not asked.period.complete
    assert kinds(asked) == {"to_date"}


@pytest.mark.parametrize(
    ("text", "as_of", "grain", "sizes"),
    [
        ("mtd", "2018-03-31", None, "30 days with 28"),
        ("mtd", "2020-03-31", None, "30 days with 29"),
        ("mtd", "2020-03-31", "month", "30 days with 29"),
        ("mtd", "2018-03-29", None, None),
        ("2018-03", "2018-03-31", "month", "30 days with 28"),
        ("2018-01..2018-03", "2018-03-31", "month", "30 days with 28"),
        ("2018-01..2018-03", "2018-03-31", None, None),
        ("wtd", "2018-08-15", "week", None),
    ],
)
def test_a_caveat_says_how_many_days_are_compared_where_they_differ(
    text: str, as_of: str, grain: Grain | None, sizes: str | None
) -> None:
    asked = plan(text, as_of, grain=grain, compare="previous_period")
    (caveat,) = asked.caveats
    ending = f"same days of the earlier period, {sizes}." if sizes else "of the earlier period."
    assert caveat.text.endswith(ending)


@pytest.mark.parametrize(
    ("last", "sizes"), [("2018-03-30", "30 days with 28"), ("2018-03-27", None)]
)
def test_so_it_does_where_the_data_ends_inside_a_period(last: str, sizes: str | None) -> None:
    asked = plan("2018-03", compare="previous_period", loaded=("2010-01-01", last))
    (caveat,) = asked.caveats
    ending = f"same days of the earlier period, {sizes}." if sizes else "of the earlier period."
    assert caveat.text.endswith(ending)


def test_a_leap_year_has_a_day_more_than_the_year_before() -> None:
    (caveat,) = plan("ytd", "2020-03-31", compare="previous_year").caveats
    assert caveat.text.endswith("same days of the earlier period, 90 days with 89.")


def test_where_the_data_ends_inside_a_period_its_loaded_days_are_compared() -> None:
    loaded = ("2016-09-04", "2018-08-29")
    asked = plan("2018-08", compare="previous_period", loaded=loaded)
    part = PartTime(coverage=coverage(*loaded))
    assert shown(asked.windows(part)) == ["2018-08-01..2018-08-31"]
    assert shown(asked.windows(part, compared=True)) == ["2018-07-01..2018-07-29"]
    assert asked.comparison
    assert asked.comparison.end == date(2018, 7, 29)
    assert not asked.period.complete
    assert kinds(asked) == {"partly_loaded"}


def test_a_period_without_loaded_days_compares_with_the_whole_earlier_one() -> None:
    part = PartTime(coverage=coverage("2016-09-04", "2018-08-29"))
    asked = plan("2018-09", compare="previous_period")
    assert shown(asked.windows(part, compared=True)) == ["2018-08-01..2018-08-31"]
    assert not covers(asked.windows(part).windows[0], part.coverage)


def test_today_has_no_complete_day_to_compare() -> None:
    asked = plan("today", "2018-08-15", compare="previous_period")
    assert asked.windows().empty
    assert asked.windows(compared=True).empty
    assert kinds(asked) == {"no_complete_day"}
    assert shown(plan("today", "2018-08-15").windows()) == ["2018-08-15..2018-08-15"]


def test_days_around_a_leap_day_share_the_28th_of_the_year_before() -> None:
    asked = plan("2020-02-28..2020-03-01", grain="day", compare="previous_year")
    found = asked.windows(compared=True)
    assert [str(source) for source, _ in found.mapping] == [
        "2019-02-28",
        "2019-02-28",
        "2019-03-01",
    ]
    assert found.shape == "mapped"


def test_weeks_compare_with_the_week_52_weeks_before() -> None:
    asked = plan("2020-W53..2021-W01", grain="week", compare="previous_year")
    assert shown(asked.windows(compared=True)) == [
        "2020-12-28: 2019-12-30..2020-01-05",
        "2021-01-04: 2020-01-06..2020-01-12",
    ]


@pytest.mark.parametrize("text", ["all", "..2018-02"])
def test_a_range_without_a_first_day_cannot_be_compared(text: str) -> None:
    with pytest.raises(QueryError, match="nothing before it"):
        plan(text, compare="previous_period")


def test_future_periods_are_compared_whole() -> None:
    asked = plan("2019", "2018-08-15", compare="previous_year")
    assert shown(asked.windows()) == ["2019-01-01..2019-12-31"]
    assert shown(asked.windows(compared=True)) == ["2018-01-01..2018-12-31"]
    assert asked.period.end == date(2019, 12, 31)


# Steps


@pytest.mark.parametrize(
    ("text", "offset", "seen"),
    [
        ("2018-03", "1 month", "2018-02-01..2018-02-28"),
        ("2018-02", "1 month", "2018-01-01..2018-01-31"),
        ("2018-03", "7 days", "2018-02-22..2018-03-24"),
        ("2018-Q2", "1 month", "2018-03-01..2018-05-31"),
        ("2018-Q2", "1 quarter", "2018-01-01..2018-03-31"),
        ("2018-03", "1 year", "2017-03-01..2017-03-31"),
        ("FY2018", "1 fiscal_year", "2016-04-01..2017-03-31"),
        ("2018-03-31", "1 month", "2018-02-28..2018-02-28"),
        ("2018-03-15..2018-04-14", "1 month", "2018-02-15..2018-03-14"),
        ("2018-W10", "1 year", "2017-03-06..2017-03-12"),
        ("2018-W10", "1 quarter", "2017-12-04..2017-12-10"),
        ("2018-W10", "1 month", "2018-02-05..2018-02-11"),
    ],
)
def test_an_offset_sees_the_same_days_that_long_before(text: str, offset: str, seen: str) -> None:
    assert shown(plan(text).windows(stepped(offset=offset))) == [seen]


def test_an_offset_of_an_unfinished_month_sees_as_many_days() -> None:
    found = plan("2018-08", "2018-08-15").windows(stepped(offset="1 month"))
    assert shown(found) == ["2018-07-01..2018-07-14"]
    fair = plan("2018-08", "2018-08-15").windows(PartTime(like_for_like=True))
    assert shown(fair) == ["2018-08-01..2018-08-14"]


def test_an_offset_inside_a_comparison_goes_back_twice() -> None:
    asked = plan("2018-03", compare="previous_year")
    found = asked.windows(stepped(offset="1 month"), compared=True)
    assert shown(found) == ["2017-02-01..2017-02-28"]


def test_offsets_of_nested_metrics_add_up() -> None:
    steps = (Step(offset=parse_span("1 month")), Step(offset=parse_span("1 year")))
    assert shown(plan("2018-03").windows(PartTime(steps=steps))) == ["2017-02-01..2017-02-28"]


def test_offset_to_sees_the_first_period_of_the_enclosing_one() -> None:
    asked = plan("2018-02..2018-04", grain="month")
    found = asked.windows(stepped(offset_to="quarter"))
    assert shown(found) == [
        "2018-02-01: 2018-01-01..2018-01-31",
        "2018-03-01: 2018-01-01..2018-01-31",
        "2018-04-01: 2018-04-01..2018-04-30",
    ]
    assert found.shape == "mapped"
    assert shown(plan("2018-03").windows(stepped(offset_to="year"))) == ["2018-01-01..2018-01-31"]
    assert shown(plan("2018-03-09").windows(stepped(offset_to="month"))) == [
        "2018-03-01..2018-03-01"
    ]


def test_a_trailing_window_ends_with_each_period() -> None:
    found = plan("2018-02..2018-03", grain="month").windows(stepped(window="28 days"))
    assert shown(found) == [
        "2018-02-01: 2018-02-01..2018-02-28",
        "2018-03-01: 2018-03-04..2018-03-31",
    ]
    assert found.shape == "join"


def test_a_window_of_months_at_month_grain_is_whole_months() -> None:
    found = plan("2018-02..2018-03", grain="month").windows(stepped(window="3 months"))
    assert shown(found) == [
        "2018-02-01: 2017-12-01..2018-02-28",
        "2018-03-01: 2018-01-01..2018-03-31",
    ]


def test_a_trailing_window_of_the_unfinished_period_ends_yesterday_and_the_future_has_none() -> (
    None
):
    asked = plan("2018-07..2018-09", "2018-08-15", grain="month", compare="previous_period")
    assert shown(asked.windows(stepped(window="7 days"))) == [
        "2018-07-01: 2018-07-25..2018-07-31",
        "2018-08-01: 2018-08-08..2018-08-14",
    ]


def test_a_cumulation_ends_where_the_loaded_data_ends() -> None:
    loaded = coverage("2017-01-01", "2018-08-20")
    step = Step(window=parse_span("7 days"))
    found = plan("2018-07..2018-10", grain="month").windows(
        PartTime(steps=(step,), coverage=loaded)
    )
    assert shown(found) == [
        "2018-07-01: 2018-07-25..2018-07-31",
        "2018-08-01: 2018-08-14..2018-08-20",
    ]


def test_to_date_counts_from_the_start_of_its_grain() -> None:
    found = plan("2018-02..2018-04", grain="month").windows(stepped(to_date="quarter"))
    assert shown(found) == [
        "2018-02-01: 2018-01-01..2018-02-28",
        "2018-03-01: 2018-01-01..2018-03-31",
        "2018-04-01: 2018-04-01..2018-04-30",
    ]
    assert shown(plan("2018-04").windows(stepped(to_date="fiscal_year"))) == [
        "2018-04-01..2018-04-30"
    ]
    assert shown(plan("2018-03").windows(stepped(to_date="all"))) == ["None..2018-03-31"]


def test_a_cumulation_without_bounds_ends_yesterday() -> None:
    found = plan("all", "2018-08-15").windows(stepped(window="7 days"))
    assert shown(found) == ["2018-08-08..2018-08-14"]
    found = plan("all", "2018-08-15").windows(stepped(to_date="month"))
    assert shown(found) == ["2018-08-01..2018-08-14"]


def test_an_offset_of_everything_is_everything_until_then() -> None:
    found = plan("all", "2018-08-15").windows(stepped(offset="1 month"))
    assert shown(found) == ["None..2018-07-14"]


def test_a_comparison_of_a_cumulation_cumulates_to_the_earlier_end() -> None:
    asked = plan("2018-08", "2018-08-15", compare="previous_period")
    assert shown(asked.windows(stepped(window="28 days"), compared=True)) == [
        "2018-06-17..2018-07-14"
    ]


def test_a_cumulation_of_a_cumulation_is_refused() -> None:
    steps = (Step(window=parse_span("7 days")), Step(to_date="year"))
    with pytest.raises(QueryError, match="cumulative"):
        plan("2018").windows(PartTime(steps=steps))


@pytest.mark.parametrize("texts", [{"offset": "soon"}, {"to_date": "decade"}, {"window": "0 days"}])
def test_a_bad_step_is_a_model_error_that_names_the_metric(texts: dict[str, str]) -> None:
    with pytest.raises(ModelError, match="'revenue'"):
        stepped(**texts)


def test_a_metric_without_time_semantics_has_no_step() -> None:
    assert step_of(Metric(name="revenue", expression=Expression(sql="SUM(orders.x)"))) is None


# Stocks


def instants(found: WindowList) -> list[str]:
    return [f"{label}: {day}" if label else str(day) for label, day in found.instants("end")]


def test_a_balance_is_taken_at_the_end_of_each_period_and_today_in_the_unfinished() -> None:
    asked = plan("2018-07..2018-09", "2018-08-15", grain="month")
    found = asked.windows(PartTime(stock=True))
    assert instants(found) == ["2018-07-01: 2018-08-01", "2018-08-01: 2018-08-15"]
    assert [str(day) for _, day in found.instants("start")] == ["2018-07-01", "2018-08-01"]


def test_a_balance_of_everything_is_todays_and_opens_before_everything() -> None:
    found = plan("all", "2018-08-15").windows(PartTime(stock=True))
    assert instants(found) == ["2018-08-15"]
    assert found.instants("start") == ((None, date.min),)


def test_a_balance_on_the_first_day_of_a_month_is_the_opening_balance() -> None:
    found = plan("mtd", "2018-08-01").windows(PartTime(stock=True))
    assert instants(found) == ["2018-08-01"]


def test_a_balance_compares_like_for_like() -> None:
    asked = plan("mtd", "2018-08-15", compare="previous_period")
    assert instants(asked.windows(PartTime(stock=True), compared=True)) == ["2018-07-15"]


def test_an_opening_snapshot_is_found_in_the_period_before() -> None:
    asked = plan("2018-02..2018-03", grain="month")
    assert shown(asked.windows(PartTime(stock=True, opening=True))) == [
        "2018-02-01: 2018-01-01..2018-01-31",
        "2018-03-01: 2018-02-01..2018-02-28",
    ]
    assert not plan("all").windows(PartTime(stock=True, opening=True)).windows


def test_a_balance_without_an_end_is_an_error() -> None:
    with pytest.raises(QueryError, match="no end"):
        plan("all").windows().instants("end")


# Coverage and completeness


@pytest.mark.parametrize(
    ("text", "as_of", "loaded", "complete"),
    [
        ("2018-07", "2018-08-01", None, True),
        ("2018-07", "2018-07-31", None, False),
        ("2018-07", "2030-01-01", ("2018-01-01", "2018-07-31"), True),
        ("2018-07", "2030-01-01", ("2018-01-01", "2018-07-30"), False),
        ("2018-07", "2030-01-01", ("2018-08-01", "2018-09-30"), False),
        ("mtd", "2018-08-15", None, False),
        ("this_month", "2018-08-15", None, False),
        ("yesterday", "2018-08-15", ("2018-01-01", "2018-08-14"), True),
        ("today", "2018-08-15", None, False),
        ("all", "2018-08-15", ("2018-01-01", "2018-08-14"), True),
        ("all", "2018-08-14", ("2018-01-01", "2018-08-14"), False),
        ("2019", "2018-08-15", None, False),
    ],
)
def test_a_period_is_complete_when_it_is_over_and_loaded(
    text: str, as_of: str, loaded: tuple[str, str] | None, *, complete: bool
) -> None:
    assert plan(text, as_of, loaded=loaded).period.complete is complete


def test_every_part_must_be_loaded_for_a_complete_period() -> None:
    context = CompileContext(as_of=FAR)
    two = (coverage("2018-01-01", "2018-12-31"), coverage("2018-01-01", "2018-07-05"))
    assert not plan_time(Query(time_range="2018-07"), context, coverages=two).period.complete
    assert plan_time(Query(time_range="2018-06"), context, coverages=two).period.complete


def test_before_the_data_begins_nothing_is_covered() -> None:
    loaded = coverage("2018-08-10", "2018-08-20")
    asked = plan("mtd", "2018-08-05", loaded=("2018-08-10", "2018-08-20"))
    assert [covers(window, loaded) for window in asked.windows().windows] == [False]
    asked = plan("2018-07..2018-09", grain="month")
    assert [covers(window, loaded) for window in asked.windows().windows] == [False, True, False]
    assert covers(Window(None, None, None), loaded)
    assert covers(Window(None, None, date(2018, 8, 11)), None)
    assert not covers(Window(None, date(2018, 8, 11), date(2018, 8, 11)), None)


def test_an_unknown_range_is_refused_before_anything_is_planned() -> None:
    with pytest.raises(UsageError, match="last_complete_month"):
        plan("last_month")


def test_a_first_period_that_is_only_partly_loaded_is_named() -> None:
    asked = plan("2017", loaded=("2017-03-05", "2018-12-31"))
    assert [caveat.text for caveat in asked.caveats] == [
        "The loaded data begins on 2017-03-05, inside '2017'."
    ]
    asked = plan("2017-04", compare="previous_period", loaded=("2017-03-05", "2018-12-31"))
    assert [caveat.text for caveat in asked.caveats] == [
        "The loaded data begins on 2017-03-05, "
        "inside the period compared with, which starts on 2017-03-01."
    ]
    assert kinds(plan("2017-05", loaded=("2017-03-05", "2018-12-31"))) == set()
    assert kinds(plan("2017-03", loaded=("2017-03-01", "2018-12-31"))) == set()


@pytest.mark.parametrize(
    ("last", "as_of", "complete"),
    [
        ("2018-07-31", "2018-08-01", True),
        ("2018-07-31", "2018-07-31", False),
        ("2018-07-30", "2018-08-15", False),
        ("2018-08-14", "2018-08-15", False),
    ],
)
def test_all_by_month_is_complete_when_its_last_month_is(
    last: str, as_of: str, *, complete: bool
) -> None:
    asked = plan("all", as_of, grain="month", loaded=("2018-01-01", last))
    assert asked.period.complete is complete
