"""The phrases of business time: what they mean, where they stand, and what is none."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardroom.ask.time_phrase import compare_ranges, move_range, read_times
from boardroom.ask.token import read_tokens
from boardroom.ask.when.reading import TimePhrase, TimeReading
from boardroom.ask.when.vocabulary import WORDS
from boardroom.errors import UsageError
from boardroom.semantic.calendar import resolve_range
from boardroom.semantic.context import Calendar

AS_OF = date(2026, 7, 1)
PLAIN = Calendar()
OCTOBER = Calendar(fiscal_year_start=(10, 1))
TABLE = Path(__file__).with_name("times.txt")


def _read(
    question: str, as_of: date = AS_OF, calendar: Calendar = PLAIN
) -> tuple[tuple[str, TimePhrase], ...]:
    """Each phrase with its words."""
    tokens = read_tokens(question)
    return tuple(
        (" ".join(token.word for token in tokens[item.first : item.last]), item)
        for item in read_times(tokens, as_of=as_of, calendar=calendar)
    )


def _spans(question: str) -> list[str]:
    return [words for words, _ in _read(question)]


def _reading(question: str, as_of: date = AS_OF, calendar: Calendar = PLAIN) -> TimeReading:
    ((_, phrase),) = _read(question, as_of, calendar)
    return phrase.reading


def _days(text: str, as_of: date, calendar: Calendar) -> str:
    """The first and last day of a range, as the table writes them."""
    found = resolve_range(text, as_of=as_of, calendar=calendar)
    if found.start is not None and found.start == found.end:
        return f"{found.start} none"
    first = "" if found.start is None else str(found.start)
    last = "" if found.end is None else str(found.end - timedelta(days=1))
    return first if first and first == last else f"{first}..{last}"


def _meaning(phrase: TimePhrase, as_of: date, calendar: Calendar) -> str:
    """A phrase's meaning, as the table writes it."""
    reading = phrase.reading
    said: list[str] = []
    if reading.range is not None:
        said.append(_days(reading.range, as_of, calendar))
    said += ["moment"] * reading.moment
    said += [f"by {reading.grain}"] * (reading.grain is not None)
    said += [str(reading.compare)] * (reading.compare is not None)
    if reading.other is not None:
        said.append(f"other {_days(reading.other, as_of, calendar)}")
    if reading.cyclic is not None:
        values = ",".join(map(str, reading.cyclic.values)) or "each"
        said.append(f"{reading.cyclic.part} {values}")
    if reading.move is not None:
        said.append(f"move {reading.move:+} {reading.unit or 'of its own'}")
    said += ["unsupported"] * (reading.unsupported is not None)
    if phrase.doubtful:
        second = phrase.readings[1].range
        said.append(f"or {_days(second, as_of, calendar) if second else phrase.readings[1].words}")
    return "; ".join([*said, *["unsure"] * (not phrase.certain)])


def _table() -> Iterator[tuple[str, str, date, Calendar]]:
    as_of, calendar = AS_OF, PLAIN
    for line in TABLE.read_text("utf-8").splitlines():
        if line.startswith("@"):
            _, day, start = line.split()
            month, number = map(int, start.split("-"))
            as_of, calendar = date.fromisoformat(day), Calendar(fiscal_year_start=(month, number))
        elif line and not line.startswith("#"):
            phrase, meaning = line.split(" = ")
            yield phrase, meaning, as_of, calendar


@pytest.mark.parametrize(
    ("words", "meaning", "as_of", "calendar"),
    [pytest.param(*row, id=f"{row[0]} ({row[2]}, {row[3].fiscal_year_start})") for row in _table()],
)
def test_a_phrase_means(words: str, meaning: str, as_of: date, calendar: Calendar) -> None:
    tokens = read_tokens(f"revenue {words} please")
    (phrase,) = read_times(tokens, as_of=as_of, calendar=calendar)
    assert (phrase.first, phrase.last) == (1, len(tokens) - 1)
    assert _meaning(phrase, as_of, calendar) == meaning


def _guide() -> list[tuple[str, str, str]]:
    """Words, days and second days of the guide's tables."""
    page = (Path(__file__).parents[3] / "docs" / "guide" / "times.md").read_text("utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines()]
    return [(row[0], row[1], row[2]) for row in rows if len(row) == 3 and "20" in row[1]]


@pytest.mark.parametrize(("words", "days", "second"), _guide())
def test_the_guide_tells_what_is_so(words: str, days: str, second: str) -> None:
    ((_, phrase),) = _read(f"revenue {words}", calendar=OCTOBER)
    meant = [_days(str(reading.range), AS_OF, OCTOBER) for reading in phrase.readings]
    assert meant[0] == days
    assert (meant[1] if phrase.doubtful else "") == second


@pytest.mark.parametrize("before", ["show me revenue", "top 10 customers by revenue in Germany"])
@pytest.mark.parametrize("after", ["by region", "in Europe", "?", "of new customers", ", please"])
def test_a_phrase_means_the_same_wherever_it_stands(before: str, after: str) -> None:
    first = len(read_tokens(before))
    for words, meaning, as_of, calendar in _table():
        tokens = read_tokens(f"{before} {words} {after}")
        (phrase,) = read_times(tokens, as_of=as_of, calendar=calendar)
        assert (phrase.first, phrase.last) == (first, first + len(read_tokens(words)))
        sure = meaning.removesuffix("; unsure")
        assert _meaning(phrase, as_of, calendar).removesuffix("; unsure") == sure


@given(st.dates(date(1995, 1, 1), AS_OF - timedelta(days=1)), st.dates(AS_OF, date(2030, 1, 1)))
def test_a_day_is_the_same_however_it_is_written(day: date, as_of: date) -> None:
    months = "January February March April May June July August September October November December"
    month = months.split()[day.month - 1]
    written = [
        f"{day}",
        f"on {month} {day.day}, {day.year}",
        f"on {month[:3]} {day.day} {day.year}",
        f"on {day.day} {month} {day.year}",
        f"on the {day.day} of {month}, {day.year}",
        f"{day.day:02}.{day.month:02}.{day.year}",
        f"{day.year}/{day.month:02}/{day.day:02}",
        f"{day.day}-{day.month}-{day.year}",
    ]
    assert {_reading(text, as_of).range for text in written} == {f"{day}"}


@given(st.integers(1990, 2040), st.integers(1, 12), st.dates(date(2000, 1, 1), date(2035, 1, 1)))
def test_a_month_is_the_same_however_it_is_written(year: int, month: int, as_of: date) -> None:
    name = date(year, month, 1).strftime("%B")
    written = [f"{name} {year}", f"in {name[:3]} {year}", f"{name} of {year}", f"{year}-{month:02}",
               f"in {month}/{year}", f"the month of {name} {year}"]  # fmt: skip
    assert {_reading(text, as_of).range for text in written} == {f"{year}-{month:02}"}


@given(st.dates(date(1995, 1, 1), date(2030, 1, 1)), st.dates(date(1995, 1, 1), date(2030, 1, 1)))
def test_a_range_has_the_days_of_its_ends(one: date, other: date) -> None:
    first, last = min(one, other), max(one, other) + timedelta(days=1)
    written = [f"between {first} and {last}", f"from {first} to {last}", f"{first} - {last}",
               f"from {first} through {last}", f"from {first} until {last}"]  # fmt: skip
    assert {_reading(text).range for text in written} == {f"{first}..{last}"}


@pytest.mark.parametrize(
    ("question", "spans"),
    [
        ("What was revenue last month?", ["last month"]),
        ("last quarter's revenue by region", ["last quarter"]),
        ("monthly revenue for 2024", ["monthly", "for 2024"]),
        ("how many orders per customer per month", ["per month"]),
        ("which month had the most orders in 2025", ["month", "in 2025"]),
        ("top 3 months by revenue", ["months"]),
        ("in which fiscal year did we grow most", ["fiscal year"]),
        ("what day of the week has most orders", ["day of the week"]),
        ("revenue by region and month", ["month"]),
        ("revenue by region, month to date", ["month to date"]),
        ("customers who bought in Q1 but not in Q2", ["in q1", "in q2"]),
        ("customers who signed up in 2025 and ordered in 2026", ["in 2025", "in 2026"]),
        ("this month's orders against a year ago", ["this month", "against a year ago"]),
        ("sales in 2025, compared to the year before", ["in 2025 , compared to the year before"]),
        ("orders over 2000 in 2024", ["over 2000", "in 2024"]),
        ("revenue by month in Q4 2025 vs last year", ["by month in q4 2025 vs last year"]),
        ("customers who have not ordered in the last 90 days", ["in the last 90 days"]),
        ("compare this quarter to last quarter", ["this quarter to last quarter"]),
        ("MRR at the end of last quarter by plan", ["at the end of last quarter"]),
        ("sales for May by region", ["for may"]),
        ("why did margin fall in March", ["in march"]),
        ("now by month", ["by month"]),
        ("orders shipped late in May", ["in may"]),
        ("best selling month of 2025", ["month", "of 2025"]),
        ("average transaction daily and monthly limit in 2023", ["daily", "monthly", "in 2023"]),
        ("starting from the earliest date, per month in 2023", ["per month in 2023"]),
    ],
)  # fmt: skip
def test_a_phrase_takes_its_own_words_only(question: str, spans: list[str]) -> None:
    assert _spans(question) == spans


@pytest.mark.parametrize(
    "question",
    [
        "customers who may churn",
        "May revenue rise?",
        "second order per customer",
        "last name of the customer",
        "first order of each customer",
        "the last order date",
        "most recent order",
        "top 2000 customers",
        "more than 2000 orders",
        "id 2010",
        "orders = 2020",
        "orders worth $2024",
        "2020 % of plan",
        "within 30 days of signup",
        "customers older than 30 days",
        "customers inactive for 6 months",
        "30-day retention",
        "rolling 3 month average of revenue",
        "how many days until delivery",
        "days between order and delivery",
        "average tenure in years",
        "time to resolution",
        "customers by signup month",
        "revenue by order date",
        "orders in the same month as signup",
        'sales of "last month" and "2024"',
        "did margin fall",
        "list of active employees in sales",
        "Q5 results",
        "week 60",
        "last 0 days",
        "month 13",
        "version 2.1 of the plan",
        "first coupon within a year of registration",
        "the order month",
        "retention after 3 months",
        "versus budget",
        "peak performance",
        "the first half of customers",
        "is the data up to date",
        "a ratio of 1:60",
        "days later",
    ],
)
def test_what_is_no_time_is_left(question: str) -> None:
    assert _spans(question) == []


@pytest.mark.parametrize(
    "question",
    [
        "march of costs",
        "average monthly limit",
        "annual recurring revenue",
        "daily active users",
        "2025 orders",
        "orders over 2000",
        "sales by April and by June",
        "5 business days",
        "spring sales",
        "is revenue higher than 2023",
        "currently active customers",
        "for the march",
        "orders a month",
        "morning orders",
        "revenue by region and month",
        "week 4 retention",
        "Christmas bonus",
        "Friday orders",
    ],
)
def test_what_may_be_no_time_is_not_certain(question: str) -> None:
    found = _read(question)
    assert found
    assert not any(phrase.certain for _, phrase in found)


@pytest.mark.parametrize(
    ("question", "certain"),
    [("sales in March", True), ("sales in May", True), ("sales March", False),
     ("the sales May", False), ("revenue monthly", True), ("monthly fee", False),
     ("revenue in 2024", True), ("Monday", False), ("on Monday", True), ("November sales", True)],
)  # fmt: skip
def test_prepositions_make_sure(question: str, *, certain: bool) -> None:
    ((_, phrase),) = _read(question)
    assert phrase.certain is certain


def test_the_preferred_reading_is_first_and_weighs_most() -> None:
    for words, _, as_of, calendar in _table():
        for phrase in read_times(read_tokens(words), as_of=as_of, calendar=calendar):
            weights = [reading.weight for reading in phrase.readings]
            assert weights == sorted(weights, reverse=True)
            assert weights[0] == 1


def test_fiscal_quarters_are_in_doubt_only_where_the_fiscal_year_is_another() -> None:
    ((_, plain),) = _read("Q1 2026")
    ((_, fiscal),) = _read("Q1 2026", calendar=OCTOBER)
    assert not plain.doubtful
    assert [reading.range for reading in fiscal.readings] == ["2026-Q1", "FY2026-Q1"]


def test_an_unfinished_period_may_be_set_against_the_whole_of_the_other() -> None:
    ((_, phrase),) = _read("this quarter vs last quarter", date(2026, 8, 15))
    like, whole = phrase.readings
    assert (like.range, like.compare) == ("this_quarter", "previous_period")
    assert (whole.range, whole.compare) == ("this_quarter", None)
    assert whole.other == "last_complete_quarter"
    assert not phrase.doubtful


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("in febuary 2025", "2025-02"), ("last qaurter", "last_complete_quarter"),
     ("yesteday", "yesterday"), ("in Septembr 2025", "2025-09"), ("revenue quartely", None)],
)  # fmt: skip
def test_a_slip_of_the_pen_is_mended_and_not_certain(slip: str, meant: str | None) -> None:
    ((_, phrase),) = _read(slip)
    assert phrase.reading.range == meant
    assert not phrase.certain


def test_what_is_to_come_is_meant_where_the_question_looks_ahead() -> None:
    past, ahead = (_read(f"{what} September")[0][1] for what in ("orders in", "forecast for"))
    assert past.reading.range == "2025-09"
    assert [reading.range for reading in ahead.readings] == ["2026-09", "2025-09"]
    assert ahead.doubtful


def test_neighbours_are_one_phrase_only_where_both_are_certain() -> None:
    assert _spans("revenue in 2024 by month") == ["in 2024 by month"]
    assert _spans("orders over 2000 by month") == ["over 2000", "by month"]


def test_words_say_which_days_are_meant() -> None:
    assert _reading("past 30 days", date(2026, 7, 10)).words == (
        "the 30 complete days before today (10 Jun – 9 Jul 2026)"
    )
    assert _reading("last 12 months").words == ("the last 12 complete months (Jul 2025 – Jun 2026)")
    assert _reading("Q1 FY26", calendar=OCTOBER).words == "FY2026 Q1 (1 Oct – 31 Dec 2025)"
    assert "hours" in str(_reading("by hour").unsupported)
    assert "30 February" in str(_reading("on February 30").unsupported)


def test_a_change_between_two_times_is_a_comparison_and_a_course_is_none() -> None:
    asked = _reading("change in headcount from 2024 to 2025")
    assert (asked.range, asked.compare, asked.other) == ("2025", "previous_year", "2024")
    assert _reading("headcount from 2024 to 2025").range == "2024..2025"
    asked = _reading("difference between Q1 and Q3 2025")
    assert (asked.range, asked.compare, asked.other) == ("2025-Q3", None, "2025-Q1")
    assert _reading("orders between Q1 and Q3 2025").range == "2025-Q1..2025-Q3"
    assert _reading("compare 2024 and 2025").other == "2024"
    assert _reading("growth since last year").compare == "previous_year"
    assert (
        _read("monthly growth from January to June 2025")[1][1].reading.range == "2025-01..2025-06"
    )
    assert _reading("growth by quarter from 2023 to 2024").range == "2023..2024"
    assert _reading("orders since last year").compare is None


@pytest.mark.parametrize(
    ("base", "other", "compare"),
    [
        ("this_month", "last_complete_month", "previous_period"),
        ("2026-06", "2026-05", "previous_period"),
        ("2026-05", "2026-06", "previous_period"),
        ("2026-06", "2025-06", "previous_year"),
        ("2026-06", "2025-05", None),
        ("2026-04..2026-06", "2026-01..2026-03", "previous_period"),
        ("2026-W20", "2026-W19", "previous_period"),
        ("ytd", "last_complete_year", "previous_year"),
        ("2026-Q2", "last_complete_year", "previous_year"),
        ("2026-Q2", "2026-01", None),
        ("2024-02-29", "2024-02-28", "previous_period"),
        ("all", "2025", None),
    ],
)
def test_ranges_of_different_places_can_be_compared(
    base: str, other: str, compare: str | None
) -> None:
    found = compare_ranges(base, other, as_of=AS_OF, calendar=PLAIN)
    assert found.compare == compare
    assert found.range in {base, other}


@pytest.mark.parametrize(
    ("said", "words", "meant"),
    [
        ("2026-Q1", "the year before that", "2025-Q1"),
        ("2026-Q1", "the quarter before that", "2025-Q4"),
        ("2026-Q1", "the previous period", "2025-Q4"),
        ("last_complete_month", "one month earlier", "2026-05"),
        ("last_complete_month", "the next one", "2026-07"),
        ("this_year", "the year before that", "2025"),
        ("last_30_days", "the one before that", "2026-05-02..2026-05-31"),
        ("2026-01..2026-06", "the period before that", "2025-07..2025-12"),
        ("2026-W10", "the previous one", "2026-W09"),
        ("2025", "two years later", "2027"),
        ("FY2025", "the previous one", "FY2024"),
    ],
)
def test_a_time_said_before_is_moved(said: str, words: str, meant: str) -> None:
    found = move_range(said, _reading(words), as_of=AS_OF, calendar=PLAIN)
    expected, actual = (
        resolve_range(text, as_of=AS_OF, calendar=PLAIN) for text in (meant, str(found.range))
    )
    assert (actual.start, actual.end) == (expected.start, expected.end)


@pytest.mark.parametrize("said", ["all", "2025-01-01..", "0001", "this_month"])
def test_a_time_that_cannot_be_moved_is_refused(said: str) -> None:
    before = TimeReading(words="that", move=-1, unit="week")
    with pytest.raises(UsageError, match="cannot be moved"):
        move_range(said, before, as_of=AS_OF, calendar=PLAIN)


_VOCABULARY = sorted(
    {word for words in WORDS.values() for row in words.words for word in row.split()}
    | set("the of in and between from to since 2025 24 1 3 12 q1 h2 fy25 30d 2025-03-01 3/4/2025 "
          ", - / ' ( ) . revenue orders growth compare".split())
)  # fmt: skip
_questions = st.text(max_size=150) | st.lists(
    st.sampled_from(_VOCABULARY), min_size=1, max_size=14
).map(" ".join)
_calendars = st.sampled_from(
    [PLAIN, OCTOBER, Calendar(fiscal_year_start=(4, 6)), Calendar(fiscal_year_start=(2, 29))]
)


@given(_questions, st.dates(date(1995, 1, 1), date(2090, 1, 1)), _calendars)
def test_any_text_gives_phrases_in_order_that_a_query_takes(
    text: str, as_of: date, calendar: Calendar
) -> None:
    try:
        tokens = read_tokens(text)
    except UsageError:
        return
    end = 0
    for phrase in read_times(tokens, as_of=as_of, calendar=calendar):
        assert end <= phrase.first < phrase.last <= len(tokens)
        end = phrase.last
        for reading in phrase.readings:
            assert reading.words
            for text_of_range in filter(None, (reading.range, reading.other)):
                resolve_range(text_of_range, as_of=as_of, calendar=calendar)
