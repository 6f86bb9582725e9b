"""Time: ranges, grains, comparisons, offsets and cumulations count exactly the days they name."""

from datetime import date, timedelta
from typing import Any

import pytest

from boardroom.errors import QueryError
from boardroom.semantic.calendar import next_period, period_start
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import Grain, MetricInput
from boardroom.semantic.query import Compare, Predicate, Query
from tests.soundness.world import SqlEngine, World, build, equal, link, metric, same, table

DAY = timedelta(days=1)
FIRST, LAST = date(2018, 11, 20), date(2021, 3, 18)
# Two rows on most days, none on some, so that neither days nor rows are regular.
DAYS = [FIRST + DAY * n for n in range((LAST - FIRST).days + 1)]
DAILY = [(day, n % 31 + 1, n % 11) for n, day in enumerate(DAYS) if n % 13 != 5 or day == LAST]
SALES = table(
    "sales",
    "id:int! day:date amount:int buyer:int shop:int",
    [
        (2 * n + half, day, amount + half, buyer + half * 3, n % 3 if n % 7 else None)
        for n, (day, amount, buyer) in enumerate(DAILY)
        for half in (0, 1)
    ],
    time="day",
)
RECORDS = SALES.records()
SHOPS = table("shops", "id:int! city:text", [(0, "Rome"), (1, "Oslo"), (2, "Rome")])
BUDGET = table("budget", "id:int! v:int", [(1, 10), (2, 20)])
LATE = table(
    "late",
    "id:int! day:date v:int",
    [(1, date(2020, 1, 10), 1), (2, date(2020, 3, 5), 2)],
    time="day",
)
METRICS = [
    metric("amount", "SUM(sales.amount)"),
    metric("buyers", "COUNT(DISTINCT sales.buyer)"),
    metric("mean", "AVG(sales.amount)"),
    metric("plan", "SUM(budget.v)"),
    metric("late_sum", "SUM(late.v)"),
    metric("late_count", "COUNT(late.id)"),
    metric("late_mean", "AVG(late.v)"),
    metric("per_late", "SUM(sales.amount) / SUM(late.v)"),
    metric("last_month", "amount", offset="1 month"),
    metric("last_week", "amount", offset="7 days"),
    metric("week_sum", "amount", window="7 days"),
    metric("week_buyers", "COUNT(DISTINCT sales.buyer)", window="7 days"),
    metric("month_to_date", "amount", to_date="month"),
    metric("year_to_date", "amount", to_date="year"),
    metric("ever", "amount", to_date="all"),
    metric("quarter_first", "amount", offset_to="quarter"),
    metric(
        "growth",
        "(amount - before) / before",
        inputs={"before": MetricInput(metric="amount", offset="1 month")},
        unit="percent",
    ),
    metric(
        "yearly_growth",
        "amount / before - 1",
        inputs={"before": MetricInput(metric="amount", offset="1 year")},
    ),
]


@pytest.fixture(scope="module")
def world(lasting: SqlEngine) -> World:
    links = [link("sales.shop -> shops.id")]
    return build(lasting, [SALES, SHOPS, BUDGET, LATE], links=links, metrics=METRICS)


def spent(first: date | str, last: date | str) -> int:
    """Sum of the amounts from the first to the last day, both included; 0 when there are none."""
    return sum(row["amount"] for row in between(first, last))


def between(first: date | str, last: date | str) -> list[dict[str, Any]]:
    low, high = (date.fromisoformat(str(day)) for day in (first, last))
    return [row for row in RECORDS if low <= row["day"] <= high]


def buyers(first: date, last: date) -> int:
    return len({row["buyer"] for row in between(first, last)})


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("all", "2018-11-20", "2021-03-18"),
        ("2019", "2019-01-01", "2019-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2019-Q4", "2019-10-01", "2019-12-31"),
        ("2020-W53", "2020-12-28", "2021-01-03"),
        ("FY2020", "2019-04-01", "2020-03-31"),
        ("2019-11..2020-02", "2019-11-01", "2020-02-29"),
        ("2020-12-31", "2020-12-31", "2020-12-31"),
        ("2019-07-04..", "2019-07-04", "2021-03-18"),
        ("..2019-07-04", "2018-11-20", "2019-07-04"),
        ("yesterday", "2021-03-10", "2021-03-10"),
        ("last_30_days", "2021-02-09", "2021-03-10"),
        ("last_complete_month", "2021-02-01", "2021-02-28"),
        ("last_complete_week", "2021-03-01", "2021-03-07"),
        ("mtd", "2021-03-01", "2021-03-10"),
        ("wtd", "2021-03-08", "2021-03-10"),
        ("fytd", "2020-04-01", "2021-03-10"),
    ],
)
def test_a_range_sums_its_first_to_its_last_day(
    world: World, text: str, first: str, last: str
) -> None:
    fiscal = _fiscal(world)
    assert fiscal.value("amount", "2021-03-11", time_range=text) == spent(first, last)


def _fiscal(world: World) -> World:
    return World(
        engine=world.engine,
        tables=world.tables,
        model=world.model,
        as_of=world.as_of,
        calendar=Calendar(fiscal_year_start=(4, 1)),
    )


@pytest.mark.parametrize(
    "grain", ["day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year"]
)
@pytest.mark.parametrize("start", [(4, 1), (1, 1), (2, 15)])
def test_each_grain_cuts_the_same_days_as_the_calendar(
    engine: SqlEngine, grain: Grain, start: tuple[int, int]
) -> None:
    if not grain.startswith("fiscal") and start != (4, 1):
        return
    calendar = Calendar(fiscal_year_start=start)
    base = build(engine, [SALES], metrics=METRICS[:3])
    world = World(engine=engine, tables=base.tables, model=base.model, calendar=calendar)
    found = world.ask(Query(metrics=("amount", "buyers"), grain=grain))
    expected = []
    first = period_start(FIRST, grain, calendar)
    while first <= LAST:
        after = next_period(first, grain, calendar)
        expected.append((first, spent(first, after - DAY), buyers(first, after - DAY)))
        first = after
    assert same(found.rows, expected)
    assert found.names == ["period", "amount", "buyers"]


def test_days_without_rows_are_zero_inside_the_loaded_days(world: World) -> None:
    found = world.ask(
        Query(metrics=("amount", "buyers", "mean"), grain="day", time_range="2020-02")
    )
    expected = []
    for n in range(29):
        day = date(2020, 2, 1) + DAY * n
        rows = between(day, day)
        mean = sum(row["amount"] for row in rows) / len(rows) if rows else None
        expected.append((day, spent(day, day), buyers(day, day), mean))
    assert same(found.rows, expected)
    assert any(row[1] == 0 and row[3] is None for row in found.rows)


def test_periods_outside_the_loaded_days_are_null_with_a_caveat(world: World) -> None:
    query = Query(
        metrics=("late_sum", "late_count", "late_mean"),
        grain="month",
        time_range="2019-12..2020-05",
    )
    found = world.ask(query)
    assert same(
        found.rows,
        [
            (date(2019, 12, 1), None, None, None),
            (date(2020, 1, 1), 1, 1, 1.0),
            (date(2020, 2, 1), 0, 0, None),
            (date(2020, 3, 1), 2, 1, 2.0),
            (date(2020, 4, 1), None, None, None),
            (date(2020, 5, 1), None, None, None),
        ],
    )
    assert "outside_coverage" in found.kinds


def test_a_whole_range_outside_the_loaded_days_is_null_not_zero(world: World) -> None:
    for text in ("2017", "2022-05"):
        found = world.ask(Query(metrics=("late_sum",), time_range=text))
        assert found.rows == [(None,)]
        assert "outside_coverage" in found.kinds


def test_a_filter_that_empties_a_loaded_period_leaves_zero(world: World) -> None:
    nobody = Predicate(field="sales.buyer", op="=", values=(999,))
    found = world.ask(
        Query(metrics=("amount",), grain="month", time_range="2020-01..2020-02", filters=(nobody,))
    )
    assert same(found.rows, [(date(2020, 1, 1), 0), (date(2020, 2, 1), 0)])


def test_facts_of_different_coverage_keep_their_own_nulls_in_one_answer(world: World) -> None:
    query = Query(
        metrics=("amount", "late_sum", "per_late"), grain="month", time_range="2019-12..2020-03"
    )
    found = world.ask(query)
    months = [
        (date(2019, 12, 1), None),
        (date(2020, 1, 1), 1),
        (date(2020, 2, 1), 0),
        (date(2020, 3, 1), 2),
    ]
    expected = []
    for month, late in months:
        amount = spent(month, next_period(month, "month", Calendar()) - DAY)
        expected.append((month, amount, late, amount / late if late else None))
    assert same(found.rows, expected)


def test_a_clipped_month_counts_only_the_days_of_the_range(world: World) -> None:
    found = world.ask(
        Query(metrics=("amount",), grain="month", time_range="2019-11-10..2020-01-03")
    )
    assert same(
        found.rows,
        [
            (date(2019, 11, 1), spent("2019-11-10", "2019-11-30")),
            (date(2019, 12, 1), spent("2019-12-01", "2019-12-31")),
            (date(2020, 1, 1), spent("2020-01-01", "2020-01-03")),
        ],
    )
    assert "partial_period" in found.kinds


PERIOD: Compare = "previous_period"
YEAR: Compare = "previous_year"
COMPARISONS: list[tuple[str, str, Compare, str, str]] = [
    ("mtd", "2021-03-11", PERIOD, "2021-03-01..2021-03-10", "2021-02-01..2021-02-10"),
    ("mtd", "2021-03-11", YEAR, "2021-03-01..2021-03-10", "2020-03-01..2020-03-10"),
    ("mtd", "2020-03-31", PERIOD, "2020-03-01..2020-03-30", "2020-02-01..2020-02-29"),
    ("qtd", "2021-02-20", PERIOD, "2021-01-01..2021-02-19", "2020-10-01..2020-11-19"),
    ("ytd", "2020-03-01", YEAR, "2020-01-01..2020-02-29", "2019-01-01..2019-02-28"),
    ("wtd", "2021-01-07", PERIOD, "2021-01-04..2021-01-06", "2020-12-28..2020-12-30"),
    ("wtd", "2021-01-07", YEAR, "2021-01-04..2021-01-06", "2020-01-06..2020-01-08"),
    ("fytd", "2020-04-11", YEAR, "2020-04-01..2020-04-10", "2019-04-01..2019-04-10"),
    ("2020-02", "2021-03-11", PERIOD, "2020-02-01..2020-02-29", "2020-01-01..2020-01-31"),
    ("2020-02", "2021-03-11", YEAR, "2020-02-01..2020-02-29", "2019-02-01..2019-02-28"),
    ("2021-03", "2021-03-11", PERIOD, "2021-03-01..2021-03-10", "2021-02-01..2021-02-10"),
    ("2021-03", "2030-01-01", PERIOD, "2021-03-01..2021-03-18", "2021-02-01..2021-02-18"),
    ("2021-Q1", "2030-01-01", YEAR, "2021-01-01..2021-03-18", "2020-01-01..2020-03-18"),
    ("2020-W53", "2021-03-11", YEAR, "2020-12-28..2021-01-03", "2019-12-30..2020-01-05"),
    ("last_30_days", "2021-03-11", PERIOD, "2021-02-09..2021-03-10", "2021-01-10..2021-02-08"),
    ("2019-11..2020-02", "2021-03-11", PERIOD, "2019-11-01..2020-02-29", "2019-07-01..2019-10-31"),
    ("FY2020", "2021-03-11", PERIOD, "2019-04-01..2020-03-31", "2018-11-20..2019-03-31"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "as_of", "compare", "now", "then"), COMPARISONS)
def test_a_comparison_counts_the_same_days_of_the_earlier_period(
    world: World,
    text: str,
    as_of: str,
    compare: Compare,
    now: str,
    then: str,
) -> None:
    found = _fiscal(world).ask(
        Query(metrics=("amount",), time_range=text, compare=compare), as_of=as_of
    )
    assert found.names == ["amount", "amount_previous", "amount_change", "amount_change_ratio"]
    present, past = spent(*now.split("..")), spent(*then.split(".."))
    assert same(found.rows, [(present, past, present - past, (present - past) / past)])


@pytest.mark.parametrize("compare", ["previous_period", "previous_year"])
@pytest.mark.parametrize("grain", ["day", "week", "month", "quarter"])
def test_with_a_grain_each_period_compares_with_its_own_earlier_one(
    world: World, grain: Grain, compare: Compare
) -> None:
    query = Query(metrics=("amount",), time_range="2020-02..2020-04", grain=grain, compare=compare)
    found = world.ask(query)
    for period, amount, previous, change, ratio in found.rows:
        first = max(period, date(2020, 2, 1))
        last = min(next_period(period, grain, Calendar()) - DAY, date(2020, 4, 30))
        assert amount == spent(first, last)
        low, high = _earlier(first, last, grain, compare)
        assert previous == spent(low, high), period
        assert change == amount - previous
        assert equal(ratio, change / previous if previous else None)


def _earlier(first: date, last: date, grain: Grain, compare: Compare) -> tuple[date, date]:
    if grain == "week":
        weeks = DAY * 364 if compare == "previous_year" else DAY * 7
        return first - weeks, last - weeks
    if compare == "previous_year":
        leap = last == date(2020, 2, 29) and grain == "day"
        low = date(2019, 2, 28) if leap else first.replace(year=2019)
        high = date(2019, 2, 28) if last == date(2020, 2, 29) else last.replace(year=2019)
        return low, high
    if grain == "day":
        return first - DAY, last - DAY
    # Months and quarters of 2020-02..2020-04; the first and last quarter are clipped by the range.
    known = {
        date(2020, 2, 1): (date(2020, 1, 1), date(2020, 1, 31)),
        date(2020, 3, 1): (date(2020, 2, 1), date(2020, 2, 29)),
        date(2020, 4, 1): (date(2020, 3, 1), date(2020, 3, 31)),
    }
    if grain == "quarter":
        known = {
            date(2020, 2, 1): (date(2019, 11, 1), date(2019, 12, 31)),
            date(2020, 4, 1): (date(2020, 1, 1), date(2020, 1, 30)),
        }
    return known[first]


def test_the_unfinished_last_month_of_a_series_is_compared_like_for_like(world: World) -> None:
    query = Query(
        metrics=("amount",), time_range="2021-01..2021-03", grain="month", compare="previous_period"
    )
    found = world.ask(query, as_of="2021-03-11")
    assert same(
        found.columns("period", "amount", "amount_previous"),
        [
            (
                date(2021, 1, 1),
                spent("2021-01-01", "2021-01-31"),
                spent("2020-12-01", "2020-12-31"),
            ),
            (
                date(2021, 2, 1),
                spent("2021-02-01", "2021-02-28"),
                spent("2021-01-01", "2021-01-31"),
            ),
            (
                date(2021, 3, 1),
                spent("2021-03-01", "2021-03-10"),
                spent("2021-02-01", "2021-02-10"),
            ),
        ],
    )
    assert "to_date" in found.kinds
    assert not found.compiled.period.complete


def test_a_comparison_by_group_keeps_groups_of_either_period(world: World) -> None:
    query = Query(
        metrics=("amount",),
        group_by=("shops.city",),
        time_range="2020-05-09",
        compare="previous_period",
    )
    found = world.ask(query)
    city = {0: "Rome", 1: "Oslo", 2: "Rome", None: None}

    def per_city(day: date, name: str | None) -> int:
        return sum(row["amount"] for row in between(day, day) if city[row["shop"]] == name)

    now, then = date(2020, 5, 9), date(2020, 5, 8)
    cities = {city[row["shop"]] for row in between(then, now)}
    expected = [(name, per_city(now, name), per_city(then, name)) for name in cities]
    rows = [
        (c, a or 0, p or 0) for c, a, p in found.columns("shops.city", "amount", "amount_previous")
    ]
    assert same(rows, expected)


def test_the_first_period_of_the_data_has_no_previous_value(world: World) -> None:
    found = world.ask(Query(metrics=("amount",), grain="year", compare="previous_year"))
    assert found.rows[0][1] == spent("2018-11-20", "2018-12-31")
    assert found.rows[0][2:] == (None, None, None)
    assert "outside_coverage" in found.kinds


def test_on_the_first_of_a_month_month_to_date_has_no_value(world: World) -> None:
    found = world.ask(
        Query(metrics=("amount",), time_range="mtd", compare="previous_period"), as_of="2021-03-01"
    )
    assert found.rows == [(None, None, None, None)]
    assert "no_complete_day" in found.kinds


def test_seen_from_a_past_day_later_rows_do_not_count(world: World) -> None:
    found = world.ask(Query(metrics=("amount",)), as_of="2020-01-01", cut=True)
    assert found.value("amount") == spent("2018-11-20", "2019-12-31")
    monthly = world.ask(
        Query(metrics=("amount",), grain="month", time_range="2019-12..2020-01"),
        as_of="2020-01-11",
        cut=True,
    )
    assert same(
        monthly.rows,
        [
            (date(2019, 12, 1), spent("2019-12-01", "2019-12-31")),
            (date(2020, 1, 1), spent("2020-01-01", "2020-01-10")),
        ],
    )


# Offsets and cumulations


def test_offsets_see_the_earlier_period_of_each_month(world: World) -> None:
    query = Query(
        metrics=("amount", "last_month", "quarter_first"),
        time_range="2020-01..2020-04",
        grain="month",
    )
    months = [date(2020, n, 1) for n in (1, 2, 3, 4)]
    month = {
        m: spent(m, next_period(m, "month", Calendar()) - DAY) for m in [date(2019, 12, 1), *months]
    }
    expected = [
        (months[0], month[months[0]], month[date(2019, 12, 1)], month[months[0]]),
        (months[1], month[months[1]], month[months[0]], month[months[0]]),
        (months[2], month[months[2]], month[months[1]], month[months[0]]),
        (months[3], month[months[3]], month[months[2]], month[months[3]]),
    ]
    assert same(world.ask(query).rows, expected)


def test_an_offset_without_a_grain_moves_the_range(world: World) -> None:
    assert world.value("last_month", time_range="2020-03") == spent("2020-02-01", "2020-02-29")
    assert world.value("last_week", time_range="2020-03") == spent("2020-02-23", "2020-03-24")


def test_growth_is_a_plain_metric(world: World) -> None:
    found = world.ask(Query(metrics=("growth",), time_range="2020-02..2020-03", grain="month"))
    jan, feb, mar = (
        spent("2020-01-01", "2020-01-31"),
        spent("2020-02-01", "2020-02-29"),
        spent("2020-03-01", "2020-03-31"),
    )
    assert same(found.rows, [(date(2020, 2, 1), feb / jan - 1), (date(2020, 3, 1), mar / feb - 1)])
    year = world.value("yearly_growth", time_range="2020-03")
    assert float(year) == pytest.approx(mar / spent("2019-03-01", "2019-03-31") - 1)


def test_growth_of_an_unfinished_month_sets_equal_days_against_each_other(world: World) -> None:
    now, then = spent("2021-03-01", "2021-03-10"), spent("2021-02-01", "2021-02-10")
    for query in (
        Query(metrics=("growth",), time_range="2021-03"),
        Query(metrics=("growth",), time_range="mtd"),
        Query(metrics=("growth",), time_range="2021-03", grain="month"),
    ):
        assert equal(world.ask(query, as_of="2021-03-11").value("growth"), now / then - 1)


def test_growth_where_the_data_ends_inside_the_month_sets_equal_days_too(world: World) -> None:
    now, then = spent("2021-03-01", "2021-03-18"), spent("2021-02-01", "2021-02-18")
    found = world.ask(Query(metrics=("growth",), time_range="2021-03"), as_of="2030-01-01")
    assert equal(found.value("growth"), now / then - 1)


def test_a_trailing_window_recounts_its_rows(world: World) -> None:
    found = world.ask(Query(metrics=("week_sum", "week_buyers"), time_range="2020-02", grain="day"))
    expected = []
    for n in range(29):
        day = date(2020, 2, 1) + DAY * n
        low = day - DAY * 6
        expected.append((day, spent(low, day), buyers(low, day)))
    assert same(found.rows, expected)


def test_to_date_grows_through_its_period_and_starts_again(world: World) -> None:
    query = Query(
        metrics=("month_to_date", "year_to_date", "ever"),
        time_range="2019-12-30..2020-01-03",
        grain="day",
    )
    expected = []
    for n in range(5):
        day = date(2019, 12, 30) + DAY * n
        row = (
            spent(day.replace(day=1), day),
            spent(day.replace(month=1, day=1), day),
            spent(FIRST, day),
        )
        expected.append((day, *row))
    assert same(world.ask(query).rows, expected)


def test_a_cumulation_by_group_is_each_groups_own(world: World) -> None:
    found = world.ask(
        Query(metrics=("ever",), time_range="2020-01", grain="month", group_by=("shops.city",))
    )
    city = {0: "Rome", 1: "Oslo", 2: "Rome", None: None}
    expected = [
        (
            date(2020, 1, 1),
            name,
            sum(r["amount"] for r in between(FIRST, date(2020, 1, 31)) if city[r["shop"]] == name),
        )
        for name in ("Rome", "Oslo", None)
    ]
    assert same(found.rows, expected)


def test_a_cumulation_without_a_grain_ends_with_the_range(world: World) -> None:
    assert world.value("week_sum", time_range="2020-02") == spent("2020-02-23", "2020-02-29")
    assert world.value("year_to_date", time_range="2020-02") == spent("2020-01-01", "2020-02-29")


def test_a_comparison_of_an_offset_goes_back_twice(world: World) -> None:
    found = world.ask(Query(metrics=("last_month",), time_range="2020-04", compare="previous_year"))
    assert found.rows[0][:2] == (
        spent("2020-03-01", "2020-03-31"),
        spent("2019-03-01", "2019-03-31"),
    )


# Without time


def test_a_timeless_fact_ignores_the_range_and_says_so(world: World) -> None:
    found = world.ask(Query(metrics=("plan", "amount"), time_range="2020-02"))
    assert same(found.rows, [(30, spent("2020-02-01", "2020-02-29"))])
    assert "timeless" in found.kinds


def test_a_timeless_fact_has_no_grain(world: World) -> None:
    with pytest.raises(QueryError, match=r"budget|plan"):
        world.ask(Query(metrics=("plan",), grain="month"))


def test_a_bounded_range_needs_no_known_coverage(world: World) -> None:
    blind = World(engine=world.engine, tables=world.tables, model=world.model, covered=False)
    found = blind.ask(Query(metrics=("amount",), grain="month", time_range="2020-01..2020-02"))
    assert same(
        found.rows,
        [
            (date(2020, 1, 1), spent("2020-01-01", "2020-01-31")),
            (date(2020, 2, 1), spent("2020-02-01", "2020-02-29")),
        ],
    )
