"""The judge of InsightBench: hand-made truths that an insight states, and that it does not."""

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from boardroom.insight.model import Evidence, Insight, InsightKind
from boardroom.insight.number import Number
from boardroom.semantic.query import Predicate, Query
from boardroom.semantic.result import Period
from evals.__main__ import EVALUATIONS
from evals.insight_columns import Headers, Reading, code_readings, read_headers
from evals.insight_judge import Names, Truth, read_truth, states
from evals.insightbench import Case, judge, read_cases, recall_other

NAMES = Names(
    values=("Hardware", "Software", "Australia", "HR", "Fred Lee"),
    columns=("category", "amount", "processing_time"),
    words=frozenset({"hardware", "printer", "printer546"}),
)


def _insight(
    kind: InsightKind, title: str, *numbers: tuple[float, str | None], text: str = ""
) -> Insight:
    period = Period(start=None, end=None, complete=True)
    return Insight(
        id="x",
        kind=kind,
        metric="",
        title=title,
        text=text,
        numbers=tuple(
            Number(id=str(place), value=value, unit=unit, text=str(value))
            for place, (value, unit) in enumerate(numbers)
        ),
        evidence=Evidence(query=Query(), sql="", period=period),
    )


def _truth(sentence: str, value: object = None) -> Truth:
    found = read_truth({"insight": sentence, "insight_value": value}, NAMES)
    assert found is not None
    return found


MOST = _insight("share", "Category Hardware has 336 of 500", (336, "count"), (0.67, "percent"))
RISE = _insight("course", "Time, category Hardware: rising", (3.0, "days"), (9.0, "days"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"x_val": "Hardware", "y_val": 335}, True),
        ({"x_val": "Hardware", "y_val": 320}, False),
        ({"x_val": "Software", "y_val": 336}, False),
        ({"description": "Hardware has 67% of all"}, True),
        ({"description": "Hardware has 60% of all"}, False),
    ],
)
def test_subject_and_numbers_must_be_right(value: object, *, expected: bool) -> None:
    assert states(MOST, _truth("One is higher than others", value)) is expected


def test_a_percent_is_no_count() -> None:
    of_67 = _insight("share", "Category Hardware has 67 of 500", (67, "count"))
    assert not states(of_67, _truth("High", {"description": "Hardware has 67% of all"}))


def test_times_are_compared_in_one_unit() -> None:
    hours = _insight("difference", "Time is higher for HR", (48.0, "hours"))
    assert states(hours, _truth("HR is slow", {"HR": "2 days"}))
    assert not states(hours, _truth("HR is slow", {"HR": "48 days"}))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Time to resolve Hardware incidents increases over time", True),
        ("Time to resolve Hardware incidents decreases over time", False),
        ("Hardware incidents take longer than others", False),
        ("Time to resolve Software incidents increases over time", False),
        ("The amount of Hardware increases over time", False),
    ],
)
def test_without_numbers_kind_way_and_measure_must_be_right(
    sentence: str, *, expected: bool
) -> None:
    assert states(RISE, _truth(sentence)) is expected


def test_dates_are_no_numbers_and_empty_truths_are_left_out() -> None:
    assert _truth("Hardware rises", {"period": "from 2023-07 to 2023-08"}).figures == ()
    assert read_truth({"insight": "", "insight_value": None}, NAMES) is None


def test_what_numbers_the_items_of_a_list_is_no_number() -> None:
    told = _truth("1. Hardware needs a routine. 2. Software has 40 users. 3. Others 12.5 days")
    assert [item.value for item in told.figures] == [40.0, 12.5]


ABSENCES = {
    "trend": _insight("evenness", "Amount: no trend, steady over time"),
    "more": _insight("evenness", "Category: no value stands out, 5 to 9 amount each"),
    "link": _insight("evenness", "Amount: no correlation with category"),
}


@pytest.mark.parametrize(
    ("sentence", "stated_by"),
    [
        ("There is no correlation between amount and category", {"link"}),
        ("No relationship between amount and category over time", {"link"}),
        ("The amount shows no clear trend by category", {"trend"}),
        ("The amount of a category remains uniform over the entire timeline", {"trend"}),
        ("The amount is uniform across the category", {"more"}),
        ("The increase of amount is uniform across the category", {"trend", "more"}),
        ("The amount of a category increases compared to others who remain stable", set()),
    ],
)
def test_that_something_is_not_there_is_said_of_the_like(
    sentence: str, stated_by: set[str]
) -> None:
    truth = replace(_truth(sentence), measures=frozenset())
    told = {
        name: replace(item, text="Amount by category, amount of category")
        for name, item in ABSENCES.items()
    }
    assert {name for name, item in told.items() if states(item, truth)} == stated_by


def test_what_a_truth_compares_its_own_with_is_not_what_it_says() -> None:
    steady = "Hardware takes an increasing time compared to others, whose time is uniform"
    assert states(RISE, _truth(steady))
    assert not states(RISE, _truth("The time of Hardware is uniform"))


def test_small_whole_numbers_show_nothing_alone() -> None:
    few = _insight("difference", "Time is lower for HR", (10, "count"), (9, "count"))
    assert not states(few, _truth("The number for one is 9 times more"))
    assert not states(few, _truth("HR has the most", {"HR": 10}))
    assert states(replace(few, title="Time is higher for HR"), _truth("HR is higher", {"HR": 10}))


HEADERS = Headers(
    times=frozenset({"opened", "closed"}),
    single=frozenset({"id"}),
    others=frozenset({"category", "agent"}),
)


def test_code_tells_the_columns_of_a_truth_through_those_it_makes() -> None:
    codes = [
        "df['took'] = df['closed'] - df.opened",
        "df.groupby('agent')['took'].mean().plot(title='Category')",
        "print('nothing')",
    ]
    assert list(code_readings(codes, HEADERS)) == [
        Reading(times=frozenset({"opened", "closed"})),
        Reading(times=frozenset({"opened", "closed"}), others=frozenset({"agent"})),
        Reading(),
    ]


def test_columns_are_dates_names_of_rows_or_others() -> None:
    rows = [
        {"id": str(n), "agent": "AB"[n % 2], "opened": f"2025-01-{n + 1:02}"} for n in range(20)
    ]
    assert read_headers([rows, []]) == Headers(
        times=frozenset({"opened"}), single=frozenset({"id"}), others=frozenset({"agent"})
    )


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (("agent",), True),
        (("agent", "opened"), True),
        (("category",), False),
        (("agent", "category"), False),
        (("agent", "country"), False),
        (("agent", "closed"), False),
        ((), False),
    ],
)
def test_a_truth_that_names_nothing_needs_the_columns_of_its_code(
    columns: Sequence[str], *, expected: bool
) -> None:
    reading = Reading(times=frozenset({"opened"}), others=frozenset({"agent"}))
    names = replace(NAMES, headers=HEADERS)
    truth = read_truth({"insight": "All have the same number of incidents"}, names, reading)
    even = _insight("evenness", "Agent: no value stands out, 83 to 124 tickets each", (83, "count"))
    query = Query(group_by=tuple(f"flag.{name}" for name in columns))
    assert truth is not None
    told = replace(even, evidence=replace(even.evidence, query=query))
    assert states(told, truth) is expected


def test_without_numbers_an_insight_compares_no_other_columns() -> None:
    reading = Reading(others=frozenset({"category"}))
    names = replace(NAMES, headers=HEADERS)
    truth = read_truth({"insight": "Hardware incidents are higher"}, names, reading)
    assert truth is not None
    for column, expected in (("category", True), ("agent", False)):
        query = Query(group_by=(f"flag.{column}",))
        told = replace(MOST, evidence=replace(MOST.evidence, query=query))
        assert states(told, truth) is expected


def test_a_date_that_bounds_the_rows_is_not_compared() -> None:
    names = replace(NAMES, headers=HEADERS)
    reading = Reading(others=frozenset({"category"}))
    truth = read_truth({"insight": "Hardware incidents are higher"}, names, reading)
    assert truth is not None
    until = Predicate(field="flag.opened", op="<", values=(date(2025, 1, 1),))
    query = Query(group_by=("flag.category",), filters=(until,))
    assert states(replace(MOST, evidence=replace(MOST.evidence, query=query)), truth)


def test_a_time_is_no_count() -> None:
    assert not states(MOST, _truth("Hardware is slow", {"Hardware": "336 days"}))


def test_truths_of_other_sets_count_against_the_judge() -> None:
    def case(number: int, truth: Truth) -> Case:
        return Case(number=number, tables=(), truths=(truth,), content=str(number))

    right = _truth("Hardware is higher", {"x_val": "Hardware", "y_val": 336})
    wrong = _truth("Australia is higher", {"x_val": "Australia", "y_val": 200})
    outcomes = [judge(case(1, right), [MOST]), judge(case(2, wrong), [])]
    assert outcomes[0].found == (True,)
    assert recall_other(outcomes) == 0.0
    assert recall_other([judge(case(1, wrong), [MOST]), judge(case(2, right), [])]) == 0.5


def test_sets_are_read_with_the_names_of_their_tables(tmp_path: Path) -> None:
    (tmp_path / "csvs").mkdir()
    with (tmp_path / "csvs" / "flag-3.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([("id", "team"), *((n, f"T{n % 2} team") for n in range(30))])
    told = {
        "dataset_csv_path": "data/csvs/flag-3.csv",
        "insight_list": [{"insight": "T1 team has most", "insight_value": {"T1 team": 15}}],
    }
    (tmp_path / "flag-3.json").write_text(json.dumps(told), "utf-8")
    (case,) = read_cases(tmp_path)
    assert case.number == 3
    assert case.truths[0].subjects == ("T1 team",)
    assert case.truths[0].own[0].value == 15
    with pytest.raises(SystemExit):
        read_cases(tmp_path / "csvs")


def test_the_evaluation_is_registered_with_its_aims() -> None:
    aims = EVALUATIONS["insightbench"].aims
    assert aims["recall_top10"].least == 0.6
    assert aims["recall_other"].most == 0.05
