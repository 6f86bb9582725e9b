"""Each dataset is judged by its own newest row."""

from datetime import date
from pathlib import Path

from boardroom.data.freshness import FreshnessView, NoLoads, RememberedLoads, freshness_of
from boardroom.data.model_tables import Binding
from boardroom.data.warehouse.lake import Lake
from boardroom.semantic.context import Coverage
from boardroom.semantic.model import Dataset, EventTime, IntervalTime, SemanticModel

FIRST = date(2002, 4, 1)
MODEL = SemanticModel(
    name="shop",
    datasets=(
        Dataset(name="staff", source="staff", time=EventTime(field="hired")),
        Dataset(name="deals", source="deals", time=EventTime(field="opened"), freshness="2 days"),
        Dataset(
            name="plans",
            source="plans",
            time=IntervalTime(start="began", end="ended"),
            freshness="2 days",
        ),
    ),
)
VIEW = FreshnessView(
    model=MODEL,
    tables={},
    binding=Binding(sql={}, tables={}, missing={}),
    loads=NoLoads(),
    coverage={
        "staff.hired": Coverage(first=FIRST, last=date(2004, 3, 4)),
        "deals.opened": Coverage(first=FIRST, last=date(2017, 12, 20)),
        "deals.closed": Coverage(first=FIRST, last=date(2017, 12, 31)),
        "plans.began": Coverage(first=FIRST, last=date(2017, 12, 1)),
        "plans.ended": Coverage(first=FIRST, last=date(2019, 12, 1)),
    },
    today=date(2018, 1, 1),
)


def test_a_quiet_table_makes_no_other_one_stale() -> None:
    fields = ("staff.hired", "deals.closed")
    found = freshness_of(
        VIEW, datasets=("staff", "deals"), time_fields=fields, until=date(2018, 1, 1)
    )
    assert not found.stale
    assert found.data_until == date(2004, 3, 4)


def test_a_table_only_joined_does_not_date_the_answer() -> None:
    found = freshness_of(
        VIEW,
        datasets=("staff", "deals"),
        time_fields=("deals.closed",),
        until=date(2018, 1, 1),
    )
    assert found.data_until == date(2017, 12, 31)


def test_a_planned_end_does_not_make_intervals_fresh() -> None:
    found = freshness_of(
        VIEW, datasets=("plans",), time_fields=("plans.began",), until=date(2018, 1, 1)
    )
    assert found.why == "plans ends 31 days ago, 2 days are allowed"


def test_one_page_is_told_of_one_state_of_a_load_and_the_next_page_of_the_new_one(
    tmp_path: Path,
) -> None:
    lake = Lake(tmp_path)
    lake.note_state("deals")
    page = RememberedLoads(lake)
    assert _problem(page) == ""
    lake.note_state("deals", problem="disk full")
    assert _problem(page) == ""
    assert _problem(RememberedLoads(lake)) == "disk full"


def _problem(loads: RememberedLoads) -> str:
    state = loads.state("deals")
    assert state is not None
    return state.problem
