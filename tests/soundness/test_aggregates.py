"""Aggregates: ratios, distinct counts, percentiles, decimals and NULLs equal plain Python."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from boardroom.errors import BoardroomError
from boardroom.semantic.model import Grain
from boardroom.semantic.query import NamedExpression, Predicate, Query
from tests.soundness.world import (
    SqlEngine,
    World,
    build,
    group,
    link,
    metric,
    same,
    table,
    total,
)

STATES = ["CA", "NY", None, "TX"]
ROWS = [
    (
        n,
        n % 7 if n % 5 else None,
        date(2020, 1 + n // 30, 1 + n % 28),
        Decimal(n * 37 % 101) / 4 if n % 9 else None,
        (n * 13 % 17) * 0.1,
        STATES[n % 4],
        [True, False, None][n % 3],
    )
    for n in range(120)
]
SALES = table(
    "sales",
    "id:int! buyer:int day:date amount:dec score:float state:text late:bool",
    ROWS,
    time="day",
)
BUYERS = table(
    "buyers",
    "id:int! vip:bool age:int",
    [(n, n % 2 == 0, 20 + n if n != 3 else None) for n in range(7)],
)
METRICS = [
    metric("revenue", "SUM(sales.amount)"),
    metric("rows", "COUNT(*)", dataset="sales"),
    metric("amounts", "COUNT(sales.amount)"),
    metric("buyer_count", "COUNT(DISTINCT sales.buyer)"),
    metric("average", "AVG(sales.amount)"),
    metric("per_buyer", "SUM(sales.amount) / COUNT(DISTINCT sales.buyer)"),
    metric("per_row", "revenue / rows"),
    metric(
        "late_rate",
        "COUNT(*) FILTER (WHERE sales.late) / COUNT(*)",
        dataset="sales",
        unit="percent",
    ),
    metric("late_case", "AVG(CASE WHEN sales.late THEN 1 ELSE 0 END)"),
    metric("median_amount", "MEDIAN(sales.amount)"),
    metric("p90_score", "PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY sales.score)"),
    metric("smallest", "MIN(sales.amount)"),
    metric("largest", "MAX(sales.amount)"),
    metric("spread", "MAX(sales.amount) - MIN(sales.amount)"),
    metric("west", "SUM(sales.amount)", filter="sales.state = 'CA'"),
    metric("west_share", "west / revenue"),
    metric("vip_revenue", "SUM(sales.amount)", filter="buyers.vip"),
    metric("vip_west", "west", filter="buyers.vip"),
    metric("age_weighted", "SUM(sales.amount * buyers.age)"),
    metric("mixed", "SUM(sales.amount) FILTER (WHERE sales.late) - SUM(sales.amount) * 0.1 + 5"),
    metric("flagged", "SUM(CASE WHEN sales.late AND buyers.vip THEN sales.amount END)"),
    metric("distinct_states", "COUNT(DISTINCT sales.state)"),
    metric("late_buyers", "COUNT(DISTINCT CASE WHEN sales.late THEN sales.buyer END)"),
    metric("vip_buyers", "COUNT(DISTINCT sales.buyer)", filter="buyers.vip"),
    metric("no_rows", "SUM(sales.amount)", filter="sales.state = 'ZZ'"),
    metric("none_average", "AVG(sales.amount)", filter="sales.state = 'ZZ'"),
    metric("per_none", "revenue / no_rows"),
    metric("half", "COUNT(*) / 2", dataset="sales"),
]
LINKS = [link("sales.buyer -> buyers.id")]

Rows = Sequence[Mapping[str, Any]]


@pytest.fixture(scope="module")
def world(lasting: SqlEngine) -> World:
    return build(lasting, [SALES, BUYERS], links=LINKS, metrics=METRICS)


def amounts(rows: Rows) -> list[Decimal]:
    return [row["amount"] for row in rows if row["amount"] is not None]


def is_vip(row: Mapping[str, Any]) -> bool:
    return row["buyer"] is not None and row["buyer"] % 2 == 0


def age(row: Mapping[str, Any]) -> int | None:
    buyer = row["buyer"]
    return None if buyer is None or buyer == 3 else 20 + buyer


def ratio(top: Any, bottom: Any) -> float | None:
    return None if top is None or not bottom else float(top) / float(bottom)


def sums(rows: Rows) -> Any:
    return total(row["amount"] for row in rows)


def mean(values: Sequence[Any]) -> float | None:
    return float(sum(values)) / len(values) if values else None


def median(values: Sequence[Any]) -> float | None:
    return float(statistics.median(values)) if values else None


def percentile(values: Sequence[float], rank: float) -> float | None:
    return float(np.percentile(values, rank)) if values else None


def zero_sum(rows: Rows) -> Any:
    """0 of no rows; of rows whose amounts are all unknown, unknown."""
    return sums(rows) if rows else 0


def mixed(late: Any, everything: Any) -> Any:
    known = late is not None and everything is not None
    return late - everything * Decimal("0.1") + 5 if known else None


EXPECTED: dict[str, Callable[[Rows], Any]] = {
    "revenue": zero_sum,
    "rows": len,
    "amounts": lambda rows: len(amounts(rows)),
    "buyer_count": lambda rows: len({r["buyer"] for r in rows} - {None}),
    "average": lambda rows: mean(amounts(rows)),
    "per_buyer": lambda rows: ratio(zero_sum(rows), len({r["buyer"] for r in rows} - {None})),
    "per_row": lambda rows: ratio(zero_sum(rows), len(rows)),
    "late_rate": lambda rows: mean([r["late"] is True for r in rows]),
    "late_case": lambda rows: mean([r["late"] is True for r in rows]),
    "median_amount": lambda rows: median(amounts(rows)),
    "p90_score": lambda rows: (
        float(np.percentile([r["score"] for r in rows], 90)) if rows else None
    ),
    "smallest": lambda rows: min(amounts(rows), default=None),
    "largest": lambda rows: max(amounts(rows), default=None),
    "spread": lambda rows: max(amounts(rows)) - min(amounts(rows)) if amounts(rows) else None,
    "west": lambda rows: zero_sum([r for r in rows if r["state"] == "CA"]),
    "west_share": lambda rows: ratio(
        zero_sum([r for r in rows if r["state"] == "CA"]), zero_sum(rows)
    ),
    "vip_revenue": lambda rows: zero_sum([r for r in rows if is_vip(r)]),
    "vip_west": lambda rows: zero_sum([r for r in rows if is_vip(r) and r["state"] == "CA"]),
    "age_weighted": lambda rows: (
        total(r["amount"] * (age(r) or 0) for r in rows if r["amount"] is not None and age(r)) or 0
    ),
    "mixed": lambda rows: mixed(zero_sum([r for r in rows if r["late"]]), zero_sum(rows)),
    "flagged": lambda rows: zero_sum([r for r in rows if r["late"] and is_vip(r)]),
    "distinct_states": lambda rows: len({r["state"] for r in rows} - {None}),
    "late_buyers": lambda rows: len({r["buyer"] for r in rows if r["late"]} - {None}),
    "vip_buyers": lambda rows: len({r["buyer"] for r in rows if is_vip(r)}),
    "half": lambda rows: len(rows) / 2,
}
"""What plain Python says of the rows of one group; no rows at all are a period without any."""

LEVELS: list[tuple[tuple[str, ...], bool]] = [
    ((), False),
    (("sales.state",), False),
    ((), True),
    (("sales.state",), True),
    (("buyers.vip",), False),
    (("buyers.vip", "sales.state"), True),
]


def key_of(by: tuple[str, ...], *, monthly: bool) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    def key(row: Mapping[str, Any]) -> tuple[Any, ...]:
        values = {
            "sales.state": row["state"],
            "buyers.vip": None if row["buyer"] is None else is_vip(row),
        }
        month = (row["day"].replace(day=1),) if monthly else ()
        return (*month, *(values[name] for name in by))

    return key


@pytest.mark.parametrize(("by", "monthly"), LEVELS)
def test_each_metric_at_each_level_is_computed_from_its_rows(
    world: World, by: tuple[str, ...], monthly: Any
) -> None:
    grain: Grain | None = "month" if monthly else None
    key = key_of(by, monthly=monthly)
    keys = {key(row) for row in world.records("sales")}
    if monthly:
        months = {k[0] for k in keys}
        keys = {(month, *k[1:]) for month in months for k in keys}
    rows = {k: [row for row in world.records("sales") if key(row) == k] for k in keys}
    for name, compute in EXPECTED.items():
        found = world.ask(Query(metrics=(name,), group_by=by, grain=grain))
        expected = [(*k, compute(items)) for k, items in rows.items()]
        # A metric's own filter leaves groups without any row out: absent and zero say the same.
        shown = {_plain(row[:-1]) for row in found.rows}
        expected = [row for row in expected if row[-1] or _plain(row[:-1]) in shown]
        plain = [(*row[:-1], row[-1] or 0) for row in found.rows]
        assert same(plain, [(*row[:-1], row[-1] or 0) for row in expected]), name


def _plain(key: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(str(value)[:10] for value in key)


@pytest.mark.parametrize("name", ["average", "per_row", "late_rate", "median_amount", "smallest"])
def test_a_mean_of_an_empty_month_is_null_not_zero(world: World, name: str) -> None:
    tx = Predicate(field="sales.id", op="<", values=(30,))
    found = world.ask(Query(metrics=(name,), grain="month", filters=(tx,)))
    assert [row[1] is None for row in found.rows] == [False, True, True, True]


def test_all_metrics_together_say_what_each_says_alone(world: World) -> None:
    names = tuple(EXPECTED)
    found = world.ask(Query(metrics=names))
    expected = tuple(EXPECTED[name](world.records("sales")) for name in names)
    assert same([tuple(found.rows[0])], [expected])


def test_distinct_counts_do_not_add_up_over_months(world: World) -> None:
    monthly = world.ask(Query(metrics=("buyer_count",), grain="month")).column("buyer_count")
    assert sum(monthly) > world.value("buyer_count") == 7


def test_a_sum_over_no_rows_is_zero_and_an_average_is_null(world: World) -> None:
    found = world.ask(Query(metrics=("no_rows", "none_average", "rows")))
    assert found.columns("no_rows", "none_average", "rows") == [(0, None, 120)]


def test_a_division_by_zero_is_null(world: World) -> None:
    assert world.value("per_none") is None


def test_inline_expressions_are_metrics_and_groups(world: World) -> None:
    late_sum = NamedExpression(
        name="late_sum", expression="SUM(sales.amount) FILTER (WHERE sales.late)"
    )
    half = NamedExpression(name="first_half", expression="sales.id < 60")
    found = world.ask(Query(expressions=(late_sum,), group_by=(half,)))
    assert found.names == ["first_half", "late_sum"]
    expected = group(
        world.records("sales"),
        lambda row: (row["id"] < 60,),
        lambda rows: total(r["amount"] for r in rows if r["late"]),
    )
    assert same(found.rows, expected)


def test_an_inline_expression_may_use_metrics_and_reach_over_relationships(world: World) -> None:
    age_group = NamedExpression(
        name="band", expression="CASE WHEN buyers.age >= 24 THEN 'old' ELSE 'young' END"
    )
    per = NamedExpression(name="per", expression="revenue / rows")
    found = world.ask(Query(expressions=(per,), group_by=(age_group,)))
    expected = group(
        world.records("sales"),
        lambda row: ("old" if (age(row) or 0) >= 24 else "young",),
        lambda rows: float(total(r["amount"] for r in rows)) / len(rows),
    )
    assert same(found.rows, expected)


def test_a_metric_expression_that_is_not_an_aggregate_is_refused(world: World) -> None:
    bad = NamedExpression(name="bad", expression="sales.amount")
    with pytest.raises(BoardroomError, match=r"bad|sales\.amount"):
        world.ask(Query(expressions=(bad,)))


def test_an_aggregate_cannot_be_a_group(world: World) -> None:
    bad = NamedExpression(name="bad", expression="SUM(sales.amount)")
    with pytest.raises(BoardroomError, match=r"bad|SUM"):
        world.ask(Query(metrics=("rows",), group_by=(bad,)))


def test_money_adds_up_to_the_cent(engine: SqlEngine) -> None:
    cents = [Decimal("0.10")] * 10 + [Decimal("9999999999999.99"), Decimal("-9999999999999.98")]
    coins = table("coins", "id:int! v:dec", list(enumerate(cents)))
    purse = build(
        engine, [coins], metrics=[metric("v", "SUM(coins.v)"), metric("d", "SUM(coins.v * 3)")]
    )
    assert purse.value("v") == Decimal("1.01")
    assert purse.value("d") == Decimal("3.03")
    assert isinstance(purse.value("v"), Decimal)


def test_large_integers_add_up_exactly(engine: SqlEngine) -> None:
    big = table("big", "id:int! v:int", [(1, 2**62), (2, 2**62), (3, 1)])
    world = build(engine, [big], metrics=[metric("v", "SUM(big.v)")])
    assert int(world.value("v")) == 2**63 + 1


def test_integers_divide_as_fractions(engine: SqlEngine) -> None:
    counts = table("counts", "id:int! a:int b:int", [(1, 1, 2), (2, 2, 2)])
    metrics = [
        metric("ratio", "SUM(counts.a) / SUM(counts.b)"),
        metric("mean_ratio", "AVG(counts.a / counts.b)"),
        metric("third", "COUNT(counts.id) / 3"),
    ]
    world = build(engine, [counts], metrics=metrics)
    assert float(world.value("ratio")) == pytest.approx(0.75)
    assert float(world.value("mean_ratio")) == pytest.approx(0.75)
    assert float(world.value("third")) == pytest.approx(2 / 3)


def test_counting_a_one_side_counts_its_own_rows_not_the_joined_ones(world: World) -> None:
    people = NamedExpression(name="people", expression="COUNT(buyers.id)")
    ages = NamedExpression(name="ages", expression="SUM(buyers.age)")
    found = world.ask(
        Query(metrics=("rows",), expressions=(people, ages), group_by=("buyers.vip",))
    )
    assert same(
        found.columns("buyers.vip", "people", "ages"),
        [(True, 4, 20 + 22 + 24 + 26), (False, 3, 21 + 25), (None, 0, 0)],
    )


def test_filters_hold_for_all_parts_of_a_ratio(world: World) -> None:
    vip = Predicate(field="buyers.vip", op="=", values=(True,))
    rows = [row for row in world.records("sales") if is_vip(row)]
    assert float(world.value("per_buyer", filters=(vip,))) == pytest.approx(
        EXPECTED["per_buyer"](rows)
    )


def test_an_empty_table_gives_zeros_and_nulls_not_an_error(engine: SqlEngine) -> None:
    empty = table("empty", "id:int! v:int day:date", [], time="day")
    metrics = [metric("n", "COUNT(*)", dataset="empty"), metric("mean", "AVG(empty.v)")]
    world = build(engine, [empty], metrics=metrics)
    found = world.ask(Query(metrics=("n", "mean")))
    assert found.rows == [(0, None)]
    assert world.ask(Query(metrics=("n",), group_by=("empty.v",))).rows == []
