"""Rollups: answering from rollups changes nothing but the tables read."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boardroom.errors import PolicyError
from boardroom.semantic.compiler.compile import Compiler
from boardroom.semantic.context import AccessRules, Calendar, CompileContext
from boardroom.semantic.model import EventTime, Grain, MovementTime
from boardroom.semantic.query import Compare, Filter, NamedExpression, Predicate, Query
from boardroom.semantic.rollup_plan import plan_rollups
from tests.soundness.star import (
    FIRST,
    METRICS,
    OWN,
    SHARED,
    Example,
    built,
    conditions,
    examples,
    generate,
)
from tests.soundness.world import SqlEngine, Table, World, build, equal, link, metric, table

MORE = [
    *METRICS,
    metric("smallest", "MIN(sales.amount)"),
    metric("paid_rows", "COUNT(sales.amount)"),
    metric("weighted", "SUM(sales.amount * 2 + 1)"),
    metric("big", "SUM(sales.amount) FILTER (WHERE sales.amount > 3)"),
    metric("big_rows", "COUNT(CASE WHEN sales.amount > sales.buyer THEN 1 END)"),
    metric(
        "mean_big", "AVG(sales.amount) FILTER (WHERE sales.amount > 3)", filter="sales.good > 1"
    ),
    metric("least_big", "MIN(sales.amount / sales.buyer) FILTER (WHERE sales.amount > 3)"),
    metric("big_area", "SUM(buyers.area) FILTER (WHERE sales.amount > areas.id)"),
    metric("of_a", "SUM(sales.amount)", filter="buyers.name = 'a'"),
    metric("month_ago", "amount", offset="1 month"),
    metric("trailing", "amount", window="9 days"),
    metric("growth", "amount / month_ago - 1"),
    metric("days", "COUNT(DISTINCT sales.day)"),
    metric("buyers_of_a", "buyers_seen", filter="buyers.name = 'a'"),
    metric("last_buyer", "MAX(sales.buyer)"),
    metric("by_area", "SUM(sales.amount * buyers.area)"),
    metric("mean_area", "AVG(sales.amount + areas.id)"),
]
NAMES = [item.name for item in MORE]
BIG = ("big", "big_rows", "mean_big", "least_big", "big_area")
"""Choose among the rows by what may be no key of a rollup."""


def with_rollups(world: World, *, vast: frozenset[str] = frozenset()) -> World:
    """The same world with every rollup that its model deserves, filled by the compiler.

    Args:
        vast: ``dataset.field`` of columns said to have a million values.
    """
    sizes = {
        f"{item.dataset.name}.{column}": len({row[place] for row in item.rows})
        for item in world.tables
        for place, column in enumerate(item.types)
    } | dict.fromkeys(vast, 1_000_000)
    compiler = Compiler(world.model)
    context = CompileContext(
        as_of=world.as_of, dialect=world.engine.dialect, calendar=world.calendar
    )
    ready = []
    for number, rollup in enumerate(plan_rollups(world.model, distinct=sizes)):
        name = f'"rollup {number}"'
        world.engine.execute(f"DROP TABLE IF EXISTS {name}")
        world.engine.execute(f"CREATE TABLE {name} AS {compiler.rollup(rollup, context)}")
        ready.append(replace(rollup, table=name))
    assert ready
    return replace(world, rollups=tuple(ready))


def assert_same_rows(found: Sequence[Any], expected: Sequence[Any], keys: int) -> None:
    left = {row[:keys]: row[keys:] for row in found}
    right = {row[:keys]: row[keys:] for row in expected}
    assert len(left) == len(found)
    assert left.keys() == right.keys()
    for key, values in left.items():
        assert all(map(equal, values, right[key])), (key, values, right[key])


@given(
    example=examples(),
    chosen=st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True),
    by=st.lists(st.sampled_from(SHARED + OWN), max_size=2, unique=True),
    filters=st.lists(conditions, max_size=1),
    grain=st.sampled_from([None, "day", "week", "month", "month", "quarter"]),
    compare=st.sampled_from([None, "previous_period", "previous_year"]),
    bounds=st.one_of(
        st.none(),
        st.tuples(st.integers(-10, 60), st.integers(0, 60)),
        st.sampled_from(["2020-02", "2020-01..2020-04", "2020-Q1"]),
    ),
    vast=st.booleans(),
    plain=st.booleans(),
    policy=st.one_of(st.none(), conditions),
    ruled=st.sampled_from(["sales", "buyers", "areas"]),
    hidden=st.sampled_from(
        [None, None, None, *SHARED, *OWN, "sales.amount", "buyers.*", "goods.*"]
    ),
)
@settings(max_examples=100)
def test_rollups_change_nothing(
    example: Example,
    chosen: list[str],
    by: list[str],
    filters: list[Filter],
    grain: Grain | None,
    compare: Compare | None,
    bounds: tuple[int, int] | str | None,
    vast: bool,  # noqa: FBT001  # drawn by name
    plain: bool,  # noqa: FBT001  # drawn by name
    policy: Filter | None,
    ruled: str,
    hidden: str | None,
) -> None:
    own = any(name in OWN for name in by)
    calls = {"call_minutes", "per_call"}
    gone = {*(calls if own else ()), *(BIG if plain else ())}
    chosen = [name for name in chosen if name not in gone] or ["rows"]
    first, length = bounds if isinstance(bounds, tuple) else (0, 100)
    low = FIRST + timedelta(days=first)
    text = f"{low}..{low + timedelta(days=length)}" if bounds or grain or compare else "all"
    if isinstance(bounds, str):
        text = bounds
    query = Query(
        metrics=tuple(chosen),
        group_by=tuple(by),
        filters=tuple(filters),
        grain=grain,
        compare=compare,
        time_range=text,
    )
    with built(example, [item for item in MORE if not plain or item.name not in BIG]) as raw:
        many = {"sales.buyer", "sales.good", "sales.amount"} if vast else ()
        rolled = with_rollups(raw, vast=frozenset(many))
        access = _access(policy, ruled, hidden)
        raw, rolled = replace(raw, access=access), replace(rolled, access=access)
        try:
            expected = raw.ask(query)
        except PolicyError as exc:
            with pytest.raises(PolicyError, match=re.escape(exc.message)):
                rolled.ask(query)
            return
        found = rolled.ask(query)
    assert expected.compiled.rollups == ()
    assert found.names == expected.names
    assert_same_rows(found.rows, expected.rows, len(by) + (grain is not None))
    assert found.compiled.period == expected.compiled.period


_REACHES = {"sales": {"sales", "goods", "buyers", "areas"}, "buyers": {"buyers", "areas"}}


def _access(policy: Filter | None, ruled: str, hidden: str | None) -> AccessRules:
    """Rows of ``ruled`` by the policy, where it says something of them alone; one field or dataset
    hidden."""
    named = set(re.findall(r"'(\w+)\.", repr(policy)))
    reached = _REACHES.get(ruled, {ruled})
    rules = {ruled: policy} if policy is not None and named and named <= reached else {}
    parts = {hidden} - {None}
    return AccessRules(
        row_filters=rules,
        hidden_fields=frozenset(item for item in parts if item and not item.endswith("*")),
        hidden_datasets=frozenset(item[:-2] for item in parts if item and item.endswith("*")),
    )


DAYS = [date(2020, 1, 1) + timedelta(days=n) for n in range(60)]
SALES = table(
    "sales",
    "id:int! shop:int day:date amount:dec kind:text",
    [
        (n, n % 4 or None, DAYS[n * 7 % 60], Decimal(n * 31 % 1000) / 100, "xyz"[n % 3])
        for n in range(300)
    ],
    time="day",
)
MOVES = table(
    "moves",
    "id:int! day:date delta:int kind:text",
    [(n, DAYS[n * 11 % 60], n % 9 - 4, "uv"[n % 2]) for n in range(100)],
    time=MovementTime(field="day"),
)
SHOPS = table("shops", "id:int! city:text", [(1, "Rome"), (2, "Oslo"), (3, None)])


@pytest.fixture
def world(engine: SqlEngine) -> World:
    metrics = [
        metric("amount", "SUM(sales.amount)"),
        metric("n", "COUNT(*)", dataset="sales"),
        metric("mean", "AVG(sales.amount)"),
        metric("per_row", "amount / n"),
        metric("kinds", "COUNT(DISTINCT sales.kind)"),
        metric("middle", "MEDIAN(sales.amount)"),
        metric("level", "SUM(moves.delta)"),
    ]
    links = [link("sales.shop -> shops.id")]
    return with_rollups(build(engine, [SALES, MOVES, SHOPS], links=links, metrics=metrics))


@pytest.mark.parametrize(
    "query",
    [
        Query(metrics=("amount", "n", "mean", "per_row")),
        Query(metrics=("amount",), grain="month"),
        Query(metrics=("amount", "mean"), group_by=("sales.kind",), time_range="2020-01"),
        Query(metrics=("amount",), group_by=("shops.city",), grain="week", time_range="2020-01"),
        Query(metrics=("level",), grain="month"),
        Query(metrics=("level",), group_by=("moves.kind",), time_range="2020-01"),
        Query(metrics=("amount",), time_range="2020-02", compare="previous_period"),
    ],
)
def test_these_questions_are_answered_from_rollups_alike(world: World, query: Query) -> None:
    raw = replace(world, rollups=()).ask(query)
    found = world.ask(query)
    assert found.compiled.rollups
    assert_same_rows(found.rows, raw.rows, len(query.group_by) + (query.grain is not None))


@pytest.mark.parametrize(
    "query",
    [
        Query(metrics=("middle",)),
        Query(metrics=("amount",), filters=(Predicate(field="sales.id", op="<", values=(9,)),)),
        Query(metrics=("amount",), filters=(Predicate(field="sales.amount", op=">", values=(5,)),)),
        Query(metrics=("amount",), group_by=("sales.amount",)),
        Query(metrics=("kinds",), filters=(Predicate(field="sales.id", op="<", values=(1,)),)),
    ],
)
def test_questions_beyond_a_rollup_go_to_the_raw_rows(world: World, query: Query) -> None:
    raw = replace(world, rollups=()).ask(query)
    found = world.ask(query)
    assert not found.compiled.rollups
    assert_same_rows(found.rows, raw.rows, len(query.group_by))


def test_money_from_rollups_is_exact(world: World) -> None:
    exact = sum(row["amount"] for row in SALES.records())
    assert world.value("amount") == exact
    assert isinstance(world.value("amount"), Decimal)


def test_a_row_policy_on_another_column_goes_to_the_raw_rows(world: World) -> None:
    rules = AccessRules(row_filters={"sales": Predicate(field="sales.id", op="<", values=(10,))})
    guarded = replace(world, access=rules)
    expected = sum(row["amount"] for row in SALES.records() if row["id"] < 10)
    assert guarded.value("amount") == expected
    rules = AccessRules(
        row_filters={"shops": Predicate(field="shops.city", op="=", values=("Rome",))}
    )
    guarded = replace(world, access=rules)
    assert guarded.value("amount") == sum(
        row["amount"] for row in SALES.records() if row["shop"] == 1
    )


def test_a_day_of_a_rollup_is_a_local_day(engine: SqlEngine) -> None:
    zone = "America/New_York"
    moments = [datetime(2021, 3, 13, 20, tzinfo=UTC) + timedelta(minutes=45 * n) for n in range(80)]
    events = table(
        "events",
        "id:int! at:instant v:int",
        [(n, m, n + 1) for n, m in enumerate(moments)],
        time="at",
    )
    base = build(engine, [events], metrics=[metric("v", "SUM(events.v)")])
    world = with_rollups(replace(base, calendar=Calendar(time_zone=zone)))
    found = world.ask(Query(metrics=("v",), grain="day"))
    assert found.compiled.rollups
    expected: dict[date, int] = {}
    for row in events.records():
        day = row["at"].astimezone(ZoneInfo(zone)).date()
        expected[day] = expected.get(day, 0) + row["v"]
    assert dict(found.rows) == expected


MIDNIGHT = datetime.combine(DAYS[0], time())
ORDERS = table(
    "orders",
    "id:int! shop:int placed:datetime paid:datetime",
    [
        (
            n,
            n % 3 or None,
            None if n % 13 == 0 else MIDNIGHT + timedelta(hours=37 * n % 1400),
            MIDNIGHT + timedelta(hours=41 * n % 1500),
        )
        for n in range(40)
    ],
    time="placed",
)
LINES = table(
    "lines",
    "id:int! order:int amount:dec kind:text sent:date",
    [
        (n, None if n % 17 == 0 else n * 7 % 45, Decimal(n % 90) / 10, "xyz"[n % 3], DAYS[n % 60])
        for n in range(400)
    ],
    time="orders.placed",
)
"""Lines without an order, with one that never came (40 to 44), and with one without a day."""


@pytest.fixture
def dated_through_orders(engine: SqlEngine) -> World:
    metrics = [
        metric("amount", "SUM(lines.amount)"),
        metric("n", "COUNT(*)", dataset="lines"),
        metric("sent", "SUM(lines.amount)", time=EventTime(field="lines.sent")),
        metric("paid", "SUM(lines.amount)", time=EventTime(field="orders.paid")),
    ]
    links = [link("lines.order -> orders.id"), link("orders.shop -> shops.id")]
    return build(engine, [LINES, ORDERS, SHOPS], links=links, metrics=metrics)


THROUGH = [
    Query(metrics=("amount", "n")),
    Query(metrics=("amount", "n"), grain="day", time_range="2020-01"),
    Query(metrics=("amount", "n"), grain="month"),
    Query(metrics=("amount",), group_by=("lines.kind",), time_range="2020-01-10..2020-02-10"),
    Query(metrics=("amount",), group_by=("shops.city",), grain="week", time_range="2020-01"),
    Query(metrics=("amount",), time_range="2020-02", compare="previous_period"),
    Query(metrics=("amount", "paid", "sent"), grain="month", time_range="2020"),
]


@pytest.mark.parametrize("query", THROUGH)
def test_rows_may_be_dated_through_what_they_belong_to(
    dated_through_orders: World, query: Query
) -> None:
    raw = dated_through_orders.ask(query)
    found = with_rollups(dated_through_orders).ask(query)
    assert "lines_daily" in " ".join(found.compiled.rollups)
    assert {"lines", "orders"} <= set(found.compiled.datasets)
    assert_same_rows(found.rows, raw.rows, len(query.group_by) + (query.grain is not None))


def test_such_a_rollup_has_the_days_of_the_orders(dated_through_orders: World) -> None:
    placed = {row["id"]: row["placed"] for row in ORDERS.records()}
    expected: dict[date, Decimal] = {}
    for row in LINES.records():
        moment = placed.get(row["order"])
        if moment is not None:
            day = moment.date()
            expected[day] = expected.get(day, Decimal(0)) + row["amount"]
    found = with_rollups(dated_through_orders).ask(Query(metrics=("amount",), grain="day"))
    assert found.compiled.rollups
    assert {day: value for day, value in found.rows if value} == {
        day: value for day, value in expected.items() if value
    }


def test_a_row_policy_on_the_way_to_the_day_goes_to_the_raw_rows(
    dated_through_orders: World,
) -> None:
    few = Predicate(field="orders.id", op="<", values=(9,))
    access = AccessRules(row_filters={"orders": few})
    guarded = with_rollups(replace(dated_through_orders, access=access))
    assert guarded.value("amount") == sum(
        row["amount"] for row in LINES.records() if row["order"] is not None and row["order"] < 9
    )


PAY = table(
    "pay",
    "id:int! person:text day:date salary:dec",
    [(1, "a", date(2026, 1, 1), Decimal(5)), (2, "b", date(2026, 1, 2), Decimal(6))],
    time="day",
)


@pytest.mark.parametrize("function", ["SUM", "AVG", "COUNT", "MIN", "MAX", "COUNT(DISTINCT"])
def test_a_hidden_field_is_not_read_from_a_rollup(engine: SqlEngine, function: str) -> None:
    call = f"{function} pay.salary)" if "(" in function else f"{function}(pay.salary)"
    metrics = [metric("m", call), metric("number", "COUNT(pay.*)")]
    rolled = with_rollups(build(engine, [PAY], metrics=metrics))
    hidden = AccessRules(hidden_fields=frozenset({"pay.salary"}))
    with pytest.raises(PolicyError):
        replace(rolled, access=hidden).ask(Query(metrics=("m",), time_range="2026-01"))


OFFERS = table(
    "offers",
    "id:int! area:text total:int placed:date",
    [(1, "eu", 10, date(2026, 1, 1)), (2, "us", 20, date(2026, 1, 5))],
    time="placed",
)
PIECES = table(
    "lines",
    "id:int! first:int second:int day:date pieces:int",
    [
        (1, 1, 1, date(2026, 1, 1), 2),
        (2, 2, 2, date(2026, 1, 5), 3),
        (3, 2, 1, date(2026, 1, 6), 4),
        (4, None, 2, date(2026, 1, 7), 1),
    ],
    time="day",
)
PATHS = [
    link("lines.first -> offers.id", name="by_first"),
    link("lines.second -> offers.id", name="by_second", active=False),
]


FAR = [
    metric("total", "SUM(lines.by_first.total)"),
    metric("both", "SUM(by_first.total * lines.pieces)"),
    metric("other", "SUM(lines.by_second.total)"),
    metric("pieces", "SUM(lines.pieces)"),
]


@pytest.mark.parametrize("rule", [None, ("area", "eu"), ("total", 10)])
@pytest.mark.parametrize("by", [(), ("lines.pieces",), ("lines.by_first.area",)])
def test_values_of_another_table_are_stored_by_themselves(
    engine: SqlEngine, rule: tuple[str, str | int] | None, by: tuple[str, ...]
) -> None:
    raw = build(engine, [OFFERS, PIECES], links=PATHS, metrics=FAR)
    rolled = with_rollups(raw, vast=frozenset({"lines.first", "lines.second"}))
    over = [item for item in rolled.rollups if "_over_" in item.name]
    assert {item.relatives for item in over} == {("offers",)}
    assert all("pieces" not in {m.argument for m in item.measures} for item in over)
    rules = (
        {"offers": Predicate(field=f"offers.{rule[0]}", op="=", values=rule[1:])} if rule else {}
    )
    for names in (("total", "both"), ("pieces", "total"), ("other",), ("pieces", "other", "both")):
        query = Query(metrics=names, group_by=by, time_range="2026-01")
        access = AccessRules(row_filters=rules)
        expected, found = (replace(one, access=access).ask(query) for one in (raw, rolled))
        assert bool(found.compiled.rollups) or rule is not None or by
        assert_same_rows(found.rows, expected.rows, len(by))


@pytest.mark.parametrize(
    "access",
    [
        AccessRules(hidden_fields=frozenset({"offers.total"})),
        AccessRules(hidden_datasets=frozenset({"offers"})),
    ],
)
def test_hidden_values_of_another_table_are_not_read_from_a_rollup(
    engine: SqlEngine, access: AccessRules
) -> None:
    raw = build(engine, [OFFERS, PIECES], links=PATHS, metrics=FAR)
    rolled = replace(with_rollups(raw), access=access)
    for name in ("total", "both", "other"):
        with pytest.raises(PolicyError):
            rolled.ask(Query(metrics=(name,), time_range="2026-01"))


@pytest.mark.parametrize("by", [(), ("lines.by_second.placed",)])
def test_a_row_policy_hides_days_of_rows_that_rollups_are_dated_by(
    engine: SqlEngine, by: tuple[str, ...]
) -> None:
    dataset = replace(PIECES.dataset, time=EventTime(field="by_second.placed"))
    metrics = [
        metric("number", "COUNT(lines.*)"),
        metric("pieces", "SUM(lines.pieces)"),
        metric("last", "MAX(lines.by_second.placed)"),
    ]
    lines = replace(PIECES, dataset=dataset)
    raw = build(engine, [OFFERS, lines], links=PATHS, metrics=metrics)
    rule = Predicate(field="offers.area", op="=", values=("eu",))
    access = AccessRules(row_filters={"offers": rule})
    for name in ("number", "pieces", "last"):
        for text in ("2026-01", "all"):
            query = Query(metrics=(name,), group_by=by, time_range=text)
            seen = [replace(one, access=access).ask(query) for one in (raw, with_rollups(raw))]
            assert sorted(map(repr, seen[0].rows)) == sorted(map(repr, seen[1].rows)), query


VISITS = table(
    "visits",
    "id:int! shop:int agent:int day:date kind:text seconds:int",
    [
        (n, n % 5 or None, n % 3, None if n % 50 == 0 else DAYS[n * 7 % 60], "uvw"[n % 3], n % 9)
        for n in range(400)
    ],
    time="day",
)
AGENTS = table("agents", "agent:int team:text rank:text", [(0, "x", "a"), (1, "y", None)])
TWICE = table(
    "agents", "agent:int team:text rank:text", [(0, "x", "a"), (0, "y", "b"), (1, "y", "b")]
)
"""Agents of whom one is there twice: what no key forbids."""
VISITED = [
    metric("visits", "COUNT(*)", dataset="visits"),
    metric("seconds", "SUM(visits.seconds)"),
    metric("of_u", "COUNT(*)", dataset="visits", filter="visits.kind = 'u'"),
    metric("typical", "MEDIAN(visits.seconds)"),
]
TO_VISIT = [link("visits.shop -> shops.id"), link("visits.agent -> agents.agent")]
VAST = frozenset({"visits.shop", "visits.agent"})


def visited(engine: SqlEngine, agents: Table = AGENTS) -> World:
    return build(engine, [VISITS, SHOPS, agents], links=TO_VISIT, metrics=VISITED)


@pytest.mark.parametrize("agents", [AGENTS, TWICE])
@pytest.mark.parametrize(
    ("by", "rollup"),
    [
        (None, "visits_daily_total"),
        ("visits.kind", "visits_daily_total"),
        ("shops.city", "visits_daily_each_of_shops"),
        ("agents.team", "visits_daily_each_of_agents"),
        ("agents.rank", "visits_daily_each_of_agents"),
    ],
)
@pytest.mark.parametrize("grain", [None, "day", "week"])
def test_what_few_values_a_relative_has_is_stored_however_many_relatives_there_are(
    engine: SqlEngine, agents: Table, by: str | None, rollup: str, grain: Grain | None
) -> None:
    raw = visited(engine, agents)
    query = Query(
        metrics=("visits", "seconds", "of_u"),
        group_by=(by,) if by else (),
        grain=grain,
        time_range="2020-01..2020-02" if grain else "all",
    )
    found = with_rollups(raw, vast=VAST).ask(query)
    assert found.compiled.rollups == (rollup,)
    assert found.compiled.datasets == raw.ask(query).compiled.datasets
    assert_same_rows(found.rows, raw.ask(query).rows, bool(by) + bool(grain))


@pytest.mark.parametrize("by", [(), ("visits.kind",), ("shops.city",), ("agents.team",)])
@pytest.mark.parametrize("metrics", [("visits", "typical"), ("of_u", "typical", "seconds")])
def test_each_part_of_a_question_is_read_from_what_has_it(
    engine: SqlEngine, by: tuple[str, ...], metrics: tuple[str, ...]
) -> None:
    raw = visited(engine)
    for grain in (None, "day"):
        query = Query(metrics=metrics, group_by=by, grain=grain, time_range="2020-01")
        found = with_rollups(raw, vast=VAST).ask(query)
        assert found.compiled.rollups
        assert "FROM visits" in found.compiled.sql
        assert_same_rows(found.rows, raw.ask(query).rows, len(by) + bool(grain))


def test_a_relative_is_joined_by_its_own_key_where_rows_hold_that_key_too() -> None:
    metrics = [*METRICS, metric("of_one", "SUM(sales.amount) FILTER (WHERE sales.buyer > 1)")]
    query = Query(metrics=("amount", "of_one"), group_by=("buyers.name",))
    with built(generate(0, 60, 20), metrics) as raw:
        rolled = with_rollups(raw)
        both = [x for x in rolled.rollups if "buyer" in x.keys and "buyers.id" in x.each]
        assert both
        found = replace(rolled, rollups=tuple(both)).ask(query)
        assert_same_rows(found.rows, raw.ask(query).rows, 1)


@pytest.mark.parametrize("by", [(), ("buyers.name",), ("sales.good",)])
def test_what_chooses_rows_by_no_key_is_stored_as_chosen(by: tuple[str, ...]) -> None:
    names = ("big", "big_rows", "least_big")
    with built(generate(4, 60, 20), MORE) as raw:
        rolled = with_rollups(raw, vast=frozenset({"sales.amount"}))
        for grain in (None, "day"):
            query = Query(metrics=names, group_by=by, grain=grain, time_range="2020-02..2020-03")
            found = rolled.ask(query)
            assert found.compiled.rollups
            assert "FROM sales" not in found.compiled.sql
            assert_same_rows(found.rows, raw.ask(query).rows, len(by) + bool(grain))


def test_a_part_s_own_filter_adds_or_takes_away_no_group(engine: SqlEngine) -> None:
    metrics = [*VISITED, metric("typical_of_v", "typical", filter="visits.kind = 'v'")]
    raw = build(engine, [VISITS, SHOPS, AGENTS], links=TO_VISIT, metrics=metrics)
    query = Query(metrics=("of_u", "typical_of_v"), group_by=("visits.kind",))
    found = with_rollups(raw, vast=VAST).ask(query)
    assert found.compiled.rollups
    assert {row[0] for row in found.rows} == {"u", "v", "w"}
    assert_same_rows(found.rows, raw.ask(query).rows, 1)


@pytest.mark.parametrize("by", ["shops.city", "agents.team", "visits.kind"])
@pytest.mark.parametrize(
    ("ruled", "rule", "stored"),
    [
        (
            "shops",
            Predicate(field="shops.city", op="=", values=("Rome",)),
            {"shops.city", "visits.kind"},
        ),
        ("shops", Predicate(field="shops.id", op="<", values=(3,)), {"visits.kind"}),
        (
            "visits",
            Predicate(field="agents.team", op="is_not_null"),
            {"agents.team", "visits.kind"},
        ),
    ],
)
def test_a_row_policy_chooses_among_the_rows_by_relatives(
    engine: SqlEngine, by: str, ruled: str, rule: Predicate, stored: set[str]
) -> None:
    raw = visited(engine)
    rolled = with_rollups(raw, vast=VAST)
    access = AccessRules(row_filters={ruled: rule})
    query = Query(metrics=("visits", "seconds"), group_by=(by,))
    expected, found = (replace(one, access=access).ask(query) for one in (raw, rolled))
    assert bool(found.compiled.rollups) == (by in stored)
    assert_same_rows(found.rows, expected.rows, 1)


@pytest.mark.parametrize(
    "access",
    [
        AccessRules(hidden_fields=frozenset({"shops.city"})),
        AccessRules(hidden_datasets=frozenset({"shops"})),
    ],
)
def test_a_hidden_relative_is_not_read_from_a_rollup(
    engine: SqlEngine, access: AccessRules
) -> None:
    rolled = replace(with_rollups(visited(engine), vast=VAST), access=access)
    with pytest.raises(PolicyError):
        rolled.ask(Query(metrics=("visits",), group_by=("shops.city",)))


def test_of_hidden_rows_of_a_relative_nothing_is_read_over_another_way(engine: SqlEngine) -> None:
    links = [*TO_VISIT[:1], link("visits.agent -> agents.agent", name="led_by", active=False)]
    lead = metric("by_leader", "COUNT(visits.led_by.team)")
    raw = build(engine, [VISITS, SHOPS, AGENTS], links=links, metrics=[*VISITED, lead])
    rule = Predicate(field="agents.team", op="=", values=("x",))
    access = AccessRules(row_filters={"agents": rule})
    query = Query(metrics=("visits", "by_leader"), group_by=("visits.led_by.team",))
    rolled = with_rollups(raw, vast=VAST)
    expected, found = (replace(one, access=access).ask(query) for one in (raw, rolled))
    assert_same_rows(found.rows, expected.rows, 1)


CROWD = [*VISITED, metric("agents_seen", "COUNT(DISTINCT visits.agent)")]
PLAIN = [item for item in CROWD if item.name != "of_u"]
"""Without a filter, by whose column all rollups would be."""


@pytest.mark.parametrize("agents", [AGENTS, TWICE])
@pytest.mark.parametrize("by", [(), ("visits.kind",), ("shops.city",), ("agents.team",)])
def test_different_values_of_a_day_are_stored(
    engine: SqlEngine, agents: Table, by: tuple[str, ...]
) -> None:
    raw = build(engine, [VISITS, SHOPS, agents], links=TO_VISIT, metrics=PLAIN)
    rolled = with_rollups(raw, vast=VAST)
    for name in ("agents_seen", "visits"):
        query = Query(metrics=(name, "seconds"), group_by=by, grain="day", time_range="2020-01")
        found = rolled.ask(query)
        assert len(found.compiled.rollups) == 1
        assert "COUNT(DISTINCT" not in found.compiled.sql
        assert_same_rows(found.rows, raw.ask(query).rows, len(by) + 1)


@pytest.mark.parametrize(
    "query",
    [
        Query(metrics=("agents_seen",), grain="week", time_range="2020-01-06..2020-02-09"),
        Query(metrics=("agents_seen",), time_range="2020-01-02..2020-01-09"),
        Query(metrics=("agents_seen",), grain="day", time_range="2020-01-05..2020-01-20",
              compare="previous_period"),
        Query(metrics=("agents_of_rome",), grain="day", time_range="2020-01"),
        Query(metrics=("agents_of_rome", "agents_seen"), grain="day", time_range="2020-01",
              group_by=("shops.city",)),
        Query(metrics=("agents_week",), grain="day", time_range="2020-01"),
        Query(metrics=("agents_then",), grain="day", time_range="2020-01"),
        Query(metrics=("agents_seen",), grain="day", time_range="2020-01",
              filters=(Predicate(field="shops.city", op="=", values=("Rome",)),)),
        Query(metrics=("agents_seen",), grain="day", time_range="2020-01", group_by=("shops.city",),
              filters=(Predicate(field="shops.city", op="=", values=("Rome",)),)),
        Query(metrics=("agents_seen",), grain="day", time_range="2020-01",
              group_by=(NamedExpression(name="r", expression="shops.city = 'Rome'"),)),
    ],
)  # fmt: skip
def test_different_values_do_not_add_up(engine: SqlEngine, query: Query) -> None:
    metrics = [
        *PLAIN,
        metric("agents_of_rome", "agents_seen", filter="shops.city = 'Rome'"),
        metric("agents_week", "agents_seen", window="7 days"),
        metric("agents_then", "agents_seen", offset="3 days"),
    ]
    raw = build(engine, [VISITS, SHOPS, AGENTS], links=TO_VISIT, metrics=metrics)
    found = with_rollups(raw, vast=VAST).ask(query)
    assert_same_rows(found.rows, raw.ask(query).rows, len(query.group_by) + bool(query.grain))
