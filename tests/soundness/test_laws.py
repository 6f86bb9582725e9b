"""Laws over generated star schemas: a slow, obvious evaluator in Python always agrees."""

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from boardroom.semantic.calendar import period_start, period_starts
from boardroom.semantic.context import Calendar
from boardroom.semantic.query import And, Filter, Grain, Not, Or, Predicate, Query, Scalar
from tests.soundness.conftest import DuckEngine
from tests.soundness.world import Row, World, build, equal, link, metric, table

FIRST = date(2020, 1, 20)
DAY = timedelta(days=1)
Example = Mapping[str, list[Row]]

names = st.sampled_from(["a", "b", "c'", None])
areas = st.one_of(st.none(), st.integers(0, 2))
keys = st.one_of(st.none(), st.integers(0, 4))
days = st.one_of(st.none(), st.integers(0, 100).map(lambda n: FIRST + timedelta(days=n)))
numbers = st.one_of(st.none(), st.integers(-5, 20))


@st.composite
def examples(draw: st.DrawFn) -> Example:
    """Rows of two facts that share two dimensions, one of which has a dimension of its own."""
    return {
        "areas": [(n, draw(names)) for n in range(2)],
        "buyers": [
            (n, draw(names), draw(st.one_of(st.none(), st.integers(0, 2)))) for n in range(4)
        ],
        "goods": [(n, draw(names)) for n in range(draw(st.integers(0, 4)))],
        "sales": [
            (n, *row)
            for n, row in enumerate(
                draw(st.lists(st.tuples(keys, keys, days, numbers), max_size=25))
            )
        ],
        "calls": [
            (n, *row)
            for n, row in enumerate(draw(st.lists(st.tuples(keys, days, numbers), max_size=12)))
        ],
    }


METRICS = [
    metric("amount", "SUM(sales.amount)"),
    metric("rows", "COUNT(*)", dataset="sales"),
    metric("buyers_seen", "COUNT(DISTINCT sales.buyer)"),
    metric("mean", "AVG(sales.amount)"),
    metric("largest", "MAX(sales.amount)"),
    metric("call_minutes", "SUM(calls.minutes)"),
    metric("per_call", "SUM(sales.amount) / COUNT(calls.id)"),
]
NAMES = [item.name for item in METRICS]
LINKS = [
    link("sales.buyer -> buyers.id"),
    link("sales.good -> goods.id"),
    link("calls.buyer -> buyers.id"),
    link("buyers.area -> areas.id"),
]
SHARED = ("buyers.name", "areas.name")
OWN = ("goods.name", "sales.good")


@contextmanager
def built(example: Example) -> Iterator[World]:
    engine = DuckEngine()
    try:
        yield build(
            engine,
            [
                table("areas", "id:int! name:text", example["areas"]),
                table("buyers", "id:int! name:text area:int", example["buyers"]),
                table("goods", "id:int! name:text", example["goods"]),
                table(
                    "sales",
                    "id:int! buyer:int good:int day:date amount:int",
                    example["sales"],
                    time="day",
                ),
                table(
                    "calls", "id:int! buyer:int day:date minutes:int", example["calls"], time="day"
                ),
            ],
            links=LINKS,
            metrics=METRICS,
        )
    finally:
        engine.close()


@dataclass(frozen=True)
class Facts:
    """Both facts with their dimensions looked up, one dictionary a row."""

    sales: list[dict[str, Any]]
    calls: list[dict[str, Any]]

    @classmethod
    def of(cls, example: Example) -> "Facts":
        areas = {row[0]: row[1] for row in example["areas"]}
        buyers = {row[0]: row for row in example["buyers"]}
        goods = {row[0]: row[1] for row in example["goods"]}

        def dimensions(buyer: int | None) -> dict[str, Any]:
            found = (
                buyers.get(buyer, (None, None, None)) if buyer is not None else (None, None, None)
            )
            return {"buyers.name": found[1], "areas.name": areas.get(found[2])}

        sales = [
            {
                "id": number,
                "sales.buyer": buyer,
                "sales.good": good,
                "goods.name": goods.get(good),
                "day": day,
                "amount": amount,
                **dimensions(buyer),
            }
            for number, buyer, good, day, amount in example["sales"]
        ]
        calls = [
            {"day": day, "minutes": minutes, **dimensions(buyer)}
            for _, buyer, day, minutes in example["calls"]
        ]
        return cls(sales=sales, calls=calls)


def evaluate(name: str, sales: list[dict[str, Any]], calls: list[dict[str, Any]]) -> Any:
    """A metric over the rows of one group; additive ones of no rows are 0, others None."""
    amounts = [row["amount"] for row in sales if row["amount"] is not None]
    match name:
        case "amount":
            return sum(amounts)
        case "rows":
            return len(sales)
        case "buyers_seen":
            return len({row["sales.buyer"] for row in sales} - {None})
        case "mean":
            return sum(amounts) / len(amounts) if amounts else None
        case "largest":
            return max(amounts, default=None)
        case "call_minutes":
            return sum(row["minutes"] for row in calls if row["minutes"] is not None)
        case _:
            return sum(amounts) / len(calls) if calls else None


ADDITIVE = {"amount", "rows", "buyers_seen", "call_minutes"}


def agree(name: str, found: Any, expected: Any) -> bool:
    """Equal; where nothing counts, 0 and NULL of an additive metric say the same."""
    if name in ADDITIVE or name == "per_call":
        return equal(found or 0, expected or 0)
    return equal(found, expected)


predicates = st.one_of(
    st.tuples(
        st.sampled_from(SHARED),
        st.sampled_from(["=", "!="]),
        st.sampled_from(["a", "b", "c'"]).map(lambda value: (value,)),
    ),
    st.tuples(st.sampled_from(SHARED), st.sampled_from(["is_null", "is_not_null"]), st.just(())),
    st.tuples(st.sampled_from(SHARED), st.just("in"), st.just(("a", "c'"))),
).map(lambda item: Predicate(field=item[0], op=item[1], values=item[2]))  # type: ignore[arg-type]
conditions: st.SearchStrategy[Filter] = st.recursive(
    predicates,
    lambda inner: st.one_of(
        inner.map(lambda item: Not(item=item)),
        st.lists(inner, max_size=3).map(lambda items: And(items=tuple(items))),
        st.lists(inner, max_size=3).map(lambda items: Or(items=tuple(items))),
    ),
    max_leaves=4,
)


def holds(condition: Filter, row: Mapping[str, Any]) -> bool | None:
    """SQL's three-valued logic in Python."""
    match condition:
        case Predicate():
            return _predicate(condition, row[condition.field])
        case Not(item=item):
            inner = holds(item, row)
            return None if inner is None else not inner
        case And(items=items):
            values = [holds(item, row) for item in items]
            return False if False in values else None if None in values else True
        case Or(items=items):
            values = [holds(item, row) for item in items]
            return True if True in values else None if None in values else False
    raise TypeError(condition)


def _predicate(condition: Predicate, value: Scalar) -> bool | None:
    if condition.op in {"is_null", "is_not_null"}:
        return (value is None) == (condition.op == "is_null")
    if value is None:
        return None
    return (value in condition.values) != (condition.op == "!=")


@given(
    example=examples(),
    chosen=st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True),
    by=st.lists(st.sampled_from(SHARED), max_size=2, unique=True),
    filters=st.lists(conditions, max_size=2),
    grain=st.sampled_from([None, "day", "week", "month", "quarter"]),
    bounds=st.one_of(st.none(), st.tuples(st.integers(-10, 60), st.integers(0, 60))),
)
@settings(max_examples=150)
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
@settings(max_examples=40)
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
@settings(max_examples=40)
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
@settings(max_examples=40)
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
@settings(max_examples=30)
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
@settings(max_examples=30)
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
@settings(max_examples=30)
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
@settings(max_examples=30)
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
