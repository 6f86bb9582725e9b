"""Laws over generated star schemas: a slow, obvious evaluator in Python always agrees."""

import itertools
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from boardroom.semantic.calendar import period_start, period_starts
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import Grain
from boardroom.semantic.query import And, Exists, Filter, Not, Predicate, Query
from tests.soundness.star import (
    DAY,
    FIRST,
    LINKS,
    NAMES,
    OWN,
    SHARED,
    Example,
    Facts,
    agree,
    built,
    conditions,
    evaluate,
    examples,
    holds,
)
from tests.soundness.world import Row


@given(
    example=examples(),
    chosen=st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True),
    by=st.lists(st.sampled_from(SHARED), max_size=2, unique=True),
    filters=st.lists(conditions, max_size=2),
    grain=st.sampled_from([None, "day", "week", "month", "quarter"]),
    bounds=st.one_of(st.none(), st.tuples(st.integers(-10, 60), st.integers(0, 60))),
)
@settings(max_examples=100)
def test_any_query_answers_what_the_obvious_evaluator_says(
    example: Example,
    chosen: list[str],
    by: list[str],
    filters: list[Filter],
    grain: Grain | None,
    bounds: tuple[int, int] | None,
) -> None:
    facts = Facts.of(example)
    low, high = _days(bounds)
    if grain and bounds is None:
        low, high = FIRST, FIRST + timedelta(days=101)
    text = "all" if low is None or high is None else f"{low}..{high - DAY}"

    def counts(row: Mapping[str, Any]) -> bool:
        inside = (
            low is None or high is None or (row["day"] is not None and low <= row["day"] < high)
        )
        return inside and all(holds(item, row) is True for item in filters)

    def key(row: Mapping[str, Any]) -> Row:
        period = (period_start(row["day"], grain, Calendar()),) if grain else ()
        return (*period, *(row[name] for name in by))

    sales, calls = (
        _grouped([row for row in rows if counts(row)], key) for rows in (facts.sales, facts.calls)
    )
    query = Query(
        metrics=tuple(chosen),
        group_by=tuple(by),
        filters=tuple(filters),
        grain=grain,
        time_range=text,
    )
    with built(example) as world:
        found = world.ask(query)
    got = {row[: len(row) - len(chosen)]: row[len(row) - len(chosen) :] for row in found.rows}
    assert len(got) == len(found.rows), "a group appears twice"
    if grain and low and high and not by:
        assert sorted(k[0] for k in got) == period_starts(low, high, grain, Calendar())[:-1]
    nothing = (None,) * len(chosen)
    for group in {*got, *sales, *calls}:
        for name, value in zip(chosen, got.get(group, nothing), strict=True):
            expected = evaluate(name, sales.get(group, []), calls.get(group, []))
            assert agree(name, value, expected), (name, group, value, expected)


def _days(bounds: tuple[int, int] | None) -> tuple[date | None, date | None]:
    if bounds is None:
        return None, None
    low = FIRST + timedelta(days=bounds[0])
    return low, low + timedelta(days=bounds[1] + 1)


def _grouped(rows: list[dict[str, Any]], key: Any) -> dict[Row, list[dict[str, Any]]]:
    found: dict[Row, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


@given(example=examples(), by=st.lists(st.sampled_from(SHARED + OWN), max_size=3, unique=True))
@settings(max_examples=25)
def test_the_parts_of_an_additive_metric_sum_to_the_whole(example: Example, by: list[str]) -> None:
    with built(example) as world:
        found = world.ask(Query(metrics=("amount", "rows"), group_by=tuple(by)))
        whole = world.ask(Query(metrics=("amount", "rows")))
    for name in ("amount", "rows"):
        assert sum(value or 0 for value in found.column(name)) == (whole.value(name) or 0)


@given(
    example=examples(),
    filters=st.lists(conditions, min_size=2, max_size=3),
    order=st.randoms(use_true_random=False),
)
@settings(max_examples=25)
def test_the_order_of_filters_links_and_datasets_changes_nothing(
    example: Example, filters: list[Filter], order: Any
) -> None:
    query = Query(metrics=("amount", "call_minutes"), group_by=SHARED, filters=tuple(filters))
    shuffled = order.sample(filters, len(filters))
    with built(example) as world:
        model = replace(
            world.model,
            relationships=tuple(order.sample(LINKS, len(LINKS))),
            datasets=tuple(order.sample(world.model.datasets, len(world.model.datasets))),
        )
        one = world.ask(query).rows
        other = replace(world, model=model).ask(replace(query, filters=tuple(shuffled))).rows
        whole = world.ask(replace(query, filters=(And(items=tuple(filters)),))).rows
    assert _keyed(one) == _keyed(other) == _keyed(whole)


def _keyed(rows: list[Row]) -> dict[Row, Row]:
    return {row[:2]: row[2:] for row in rows}


@given(example=examples(), by=st.sampled_from(SHARED + OWN))
@settings(max_examples=25)
def test_filtering_on_a_value_gives_that_groups_row(example: Example, by: str) -> None:
    with built(example) as world:
        names = ("amount", "rows", "buyers_seen", "mean", "largest")
        for value, *metrics in world.ask(Query(metrics=names, group_by=(by,))).rows:
            null = Predicate(field=by, op="is_null")
            only = null if value is None else Predicate(field=by, op="=", values=(value,))
            alone = world.ask(Query(metrics=names, filters=(only,)))
            for name, one, other in zip(names, metrics, alone.rows[0], strict=True):
                assert agree(name, one, other), (name, value)


@given(example=examples(), grain=st.sampled_from(["week", "month", "quarter", "year"]))
@settings(max_examples=25)
def test_days_sum_to_their_periods_and_periods_to_the_range(example: Example, grain: Grain) -> None:
    text = f"{FIRST}..{FIRST + timedelta(days=100)}"
    with built(example) as world:
        daily = world.ask(Query(metrics=("amount",), grain="day", time_range=text)).rows
        coarse = world.ask(Query(metrics=("amount",), grain=grain, time_range=text)).rows
        whole = world.value("amount", time_range=text)
    summed: dict[date, int] = {}
    for day, amount in daily:
        label = period_start(day, grain, Calendar())
        summed[label] = summed.get(label, 0) + (amount or 0)
    assert summed == {label: amount or 0 for label, amount in coarse}
    assert sum(summed.values()) == (whole or 0)


@given(example=examples(), month=st.integers(2, 4), by=st.booleans())
@settings(max_examples=25)
def test_the_previous_value_is_the_answer_for_the_previous_period(
    example: Example, month: int, *, by: bool
) -> None:
    names = ("amount", "rows", "mean", "call_minutes")
    query = Query(metrics=names, group_by=SHARED[:1] if by else ())
    with built(example) as world:
        uncut = replace(world, covered=False)
        found = uncut.ask(replace(query, time_range=f"2020-0{month}", compare="previous_period"))
        before = uncut.ask(replace(query, time_range=f"2020-0{month - 1}"))
    width = len(query.group_by)
    earlier = {row[:width]: row[width:] for row in before.rows}
    columns = [*SHARED[:width], *(f"{name}_previous" for name in names)]
    for row in found.columns(*columns):
        expected = earlier.get(row[:width], (None,) * len(names))
        for name, one, other in zip(names, row[width:], expected, strict=True):
            assert agree(name, one, other), (name, row)
    assert {row[:width] for row in found.rows} >= set(earlier)


@given(example=examples())
@settings(max_examples=25)
def test_metrics_asked_together_say_what_they_say_alone(example: Example) -> None:
    names = NAMES
    with built(example) as world:
        together = {
            row[:1]: row[1:]
            for row in world.ask(Query(metrics=tuple(names), group_by=SHARED[:1])).rows
        }
        for place, name in enumerate(names):
            alone = world.ask(Query(metrics=(name,), group_by=SHARED[:1])).rows
            for group, value in alone:
                assert agree(name, together[(group,)][place], value), (name, group)


@given(example=examples(), pair=st.sampled_from(list(itertools.combinations(SHARED + OWN[:1], 2))))
@settings(max_examples=25)
def test_a_rollup_of_a_finer_answer_is_the_coarser_answer(
    example: Example, pair: tuple[str, str]
) -> None:
    with built(example) as world:
        fine = world.ask(Query(metrics=("amount", "rows"), group_by=pair)).rows
        coarse = world.ask(Query(metrics=("amount", "rows"), group_by=pair[:1])).rows
    summed: dict[Row, list[int]] = {}
    for first, _, amount, rows in fine:
        entry = summed.setdefault((first,), [0, 0])
        entry[0] += amount or 0
        entry[1] += rows
    assert {row[:1]: [row[1] or 0, row[2]] for row in coarse} == summed


@given(
    example=examples(),
    where=st.none()
    | st.builds(
        Predicate,
        field=st.just("calls.minutes"),
        op=st.just(">"),
        values=st.tuples(st.integers(-5, 20)),
    ),
    having=st.sampled_from([None, "COUNT(*) > 1", "SUM(calls.minutes) > 9", "COUNT(*) < 3"]),
    by=st.lists(st.sampled_from(SHARED), max_size=1),
)
@settings(max_examples=60)
def test_what_has_related_rows_and_what_has_none_are_the_whole(
    example: Example, where: Filter | None, having: str | None, by: list[str]
) -> None:
    called = Exists(dataset="calls", of="buyers", where=where, having=having)
    query = Query(metrics=("amount", "rows"), group_by=tuple(by))
    with built(example) as world:
        whole, having_some, having_none = (
            world.ask(replace(query, filters=filters)).rows
            for filters in ((), (called,), (Not(item=called),))
        )
    summed: dict[Row, list[int]] = {}
    for *key, amount, rows in (*having_some, *having_none):
        entry = summed.setdefault(tuple(key), [0, 0])
        entry[0] += amount or 0
        entry[1] += rows
    keyed = {tuple(key): [amount or 0, rows] for *key, amount, rows in whole}
    assert {key: value for key, value in summed.items() if value[1]} == {
        key: value for key, value in keyed.items() if value[1]
    }
