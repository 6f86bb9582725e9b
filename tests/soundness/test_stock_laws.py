"""Laws of stocks over generated intervals, snapshots and movements."""

from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from boardroom.semantic.context import Calendar, CompileContext
from boardroom.semantic.model import EventTime, Grain, IntervalTime, MovementTime, SnapshotTime
from boardroom.semantic.query import Compare, Query
from boardroom.semantic.time_plan import plan_time
from boardroom.semantic.windows import PartTime
from tests.soundness.conftest import DuckEngine
from tests.soundness.world import World, build, link, metric, table

FIRST = date(2020, 1, 20)
METRICS = [
    metric("held", "SUM(spells.v)"),
    metric("count", "COUNT(*)", dataset="spells"),
    metric("opening", "SUM(spells.v)", at="start"),
    metric("came", "SUM(spells.v)", time=EventTime(field="spells.came")),
    metric("went", "SUM(spells.v)", time=EventTime(field="spells.went")),
    metric("level", "SUM(moves.v)"),
    metric("level_opening", "SUM(moves.v)", at="start"),
    metric("moved", "SUM(moves.v)", time=EventTime(field="moves.day")),
    metric("state", "SUM(states.v)"),
    metric("held_before", "held", offset="1 month"),
]


def worlds(seed: int, rows: int) -> World:
    random = Random(seed)

    def day() -> date:
        return FIRST + timedelta(days=random.randrange(100))

    def sometimes(value: Any, chance: float = 0.15) -> Any:
        return None if random.random() < chance else value

    spells = []
    for n in range(rows):
        came = day()
        went = sometimes(came + timedelta(days=random.randrange(60)), 0.3)
        spells.append((n, sometimes(random.randrange(3)), came, went, random.randrange(1, 9)))
    moves = [
        (n, sometimes(random.randrange(3)), day(), random.randrange(-9, 10)) for n in range(rows)
    ]
    days = random.sample(range(100), min(rows, 100))
    states = [
        (n, n % 3, FIRST + timedelta(days=days[n % len(days)]), random.randrange(9))
        for n in range(min(rows, 40))
    ]
    return build(
        DuckEngine(),
        [
            table("kinds", "id:int! name:text", [(0, "a"), (1, "b"), (2, None)]),
            table(
                "spells",
                "id:int! kind:int came:date went:date v:int",
                spells,
                time=IntervalTime(start="came", end="went"),
            ),
            table(
                "moves", "id:int! kind:int day:date v:int", moves, time=MovementTime(field="day")
            ),
            table(
                "states",
                "id:int! entity:int day:date v:int",
                states,
                time=SnapshotTime(field="day", entity=("entity",)),
            ),
        ],
        links=[link("spells.kind -> kinds.id"), link("moves.kind -> kinds.id")],
        metrics=METRICS,
    )


seeds = st.integers(0, 2**32)
sizes = st.sampled_from([60, 30, 60, 3, 1])
grains = st.sampled_from([None, "day", "week", "month", "quarter"])


def holds(row: dict[str, Any], instant: date) -> bool:
    return row["came"] < instant and (row["went"] is None or row["went"] >= instant)


@given(
    seed=seeds,
    size=sizes,
    grain=grains,
    compare=st.sampled_from([None, "previous_period", "previous_year"]),
    bounds=st.tuples(st.integers(-20, 90), st.integers(0, 60)),
    ahead=st.one_of(st.just(2000), st.integers(-40, 120)),
)
@settings(max_examples=60)
def test_balances_are_what_happened_before_each_instant(
    seed: int,
    size: int,
    grain: Grain | None,
    compare: Compare | None,
    bounds: tuple[int, int],
    ahead: int,
) -> None:
    low = FIRST + timedelta(days=bounds[0])
    query = Query(
        metrics=("held", "level"),
        grain=grain,
        compare=compare,
        time_range=f"{low}..{low + timedelta(days=bounds[1])}",
    )
    as_of = FIRST + timedelta(days=ahead)
    world = worlds(seed, size)
    found = world.ask(query, as_of=as_of)
    world.engine.close()
    plan = plan_time(query, CompileContext(as_of=as_of, calendar=Calendar()))
    rows = {row[0] if grain else None: row for row in found.rows}
    for suffix, compared in (("", False), ("_previous", True)) if compare else (("", False),):
        instants = dict(plan.windows(PartTime(stock=True), compared=compared).instants("end"))
        for label, row in rows.items():
            held, level = (row[found.names.index(name + suffix)] for name in ("held", "level"))
            instant = instants.get(label)
            if instant is None:
                assert held is None
                assert level is None
                continue
            spells = [item for item in world.records("spells") if holds(item, instant)]
            moves = [item for item in world.records("moves") if item["day"] < instant]
            assert (held or 0) == sum(item["v"] for item in spells)
            assert (level or 0) == sum(item["v"] for item in moves)


@given(seed=seeds, size=sizes, grain=grains, by=st.booleans())
@settings(max_examples=40)
def test_what_opened_and_came_less_what_went_is_what_closes(
    seed: int, size: int, grain: Grain | None, *, by: bool
) -> None:
    names = ("opening", "came", "went", "held", "level_opening", "moved", "level")
    world = worlds(seed, size)
    query = Query(
        metrics=names,
        grain=grain,
        time_range=f"{FIRST}..{FIRST + timedelta(days=70)}",
        group_by=("kinds.name",) if by else (),
    )
    found = world.ask(query)
    world.engine.close()
    for row in found.columns(*names):
        opening, came, went, held, level_opening, moved, level = (value or 0 for value in row)
        assert opening + came - went == held
        assert level_opening + moved == level


@given(seed=seeds, size=sizes, grain=grains)
@settings(max_examples=30)
def test_a_snapshot_is_the_last_row_of_each_entity(
    seed: int, size: int, grain: Grain | None
) -> None:
    query = Query(
        metrics=("state",), grain=grain, time_range=f"{FIRST}..{FIRST + timedelta(days=70)}"
    )
    world = worlds(seed, size)
    found = world.ask(query)
    world.engine.close()
    plan = plan_time(query, CompileContext(as_of=date(2200, 1, 1)))
    for window in plan.windows(PartTime(stock=True)).windows:
        row = next(item for item in found.rows if not grain or item[0] == window.label)
        last: dict[int, dict[str, Any]] = {}
        for item in sorted(world.records("states"), key=lambda item: item["day"]):
            if window.start and window.end and window.start <= item["day"] < window.end:
                last[item["entity"]] = item
        assert (row[-1] or 0) == sum(item["v"] for item in last.values())


@given(seed=seeds, size=sizes)
@settings(max_examples=25)
def test_groups_of_a_stock_sum_to_the_whole(seed: int, size: int) -> None:
    world = worlds(seed, size)
    text = f"{FIRST}..{FIRST + timedelta(days=50)}"
    names = ("held", "level", "count")
    grouped = world.ask(Query(metrics=names, group_by=("kinds.name",), time_range=text))
    whole = world.ask(Query(metrics=names, time_range=text))
    world.engine.close()
    for name in names:
        assert sum(value or 0 for value in grouped.column(name)) == (whole.value(name) or 0)
