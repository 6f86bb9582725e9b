"""One question, two databases: DuckDB and PostgreSQL give the same rows in the same order."""

from contextlib import closing
from datetime import timedelta

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from boardroom.semantic.model import Grain
from boardroom.semantic.query import Compare, Filter, LimitPer, Order, Query, Transform
from tests.soundness.conftest import DuckEngine, PostgresEngine
from tests.soundness.star import FIRST, LINKS, SHARED, Example, conditions, examples, tables_of
from tests.soundness.test_rollups import MORE
from tests.soundness.world import build, equal, metric

METRICS = [
    *MORE,
    metric("middle", "MEDIAN(sales.amount)"),
    metric("quarter_point", "PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY sales.amount)"),
    metric("spread", "STDDEV_SAMP(sales.amount)"),
    metric("whole_part", "SUM(sales.amount) / COUNT(*)", dataset="sales"),
    metric("last_day", "MAX(sales.day)"),
]
CHOICES = [item.name for item in METRICS]
TRANSFORMS = [
    Transform(kind="share", metric="rows"),
    Transform(kind="rank", metric="rows"),
    Transform(kind="running", metric="rows"),
    Transform(kind="moving", metric="rows", window=3),
    Transform(kind="growth", metric="rows"),
]


@given(
    example=examples(),
    chosen=st.lists(st.sampled_from(CHOICES), max_size=4, unique=True),
    by=st.lists(st.sampled_from(SHARED), max_size=2, unique=True),
    filters=st.lists(conditions, max_size=1),
    grain=st.sampled_from([None, "day", "week", "month", "quarter"]),
    compare=st.sampled_from([None, "previous_period", "previous_year"]),
    transform=st.sampled_from([None, *TRANSFORMS]),
    per=st.sampled_from([None, 1, 2]),
)
@settings(max_examples=25, phases=[Phase.explicit, Phase.generate])
def test_duckdb_and_postgres_agree(
    postgres_url: str,
    example: Example,
    chosen: list[str],
    by: list[str],
    filters: list[Filter],
    grain: Grain | None,
    compare: Compare | None,
    transform: Transform | None,
    per: int | None,
) -> None:
    query = Query(
        metrics=("rows", *(name for name in chosen if name != "rows")),
        group_by=tuple(by),
        filters=tuple(filters),
        grain=grain,
        compare=compare,
        time_range=f"{FIRST}..{FIRST + timedelta(days=80)}",
        transforms=(transform,) if transform else (),
        order=(
            Order(by="rows", descending=True),
            *(Order(by=name) for name in (*by, *(("period",) if grain else ()))),
        ),
        limit_per=LimitPer(by=(by[0],), limit=per) if per and by else None,
    )
    answers = []
    for engine in (DuckEngine(), PostgresEngine(postgres_url)):
        with closing(engine):
            world = build(engine, tables_of(example), links=LINKS, metrics=METRICS)
            answers.append(world.ask(query))
    duck, postgres = answers
    assert duck.names == postgres.names
    assert len(duck.rows) == len(postgres.rows)
    width = len(by) + (grain is not None)
    if not (per and by):
        assert {row[:width] for row in duck.rows} == {row[:width] for row in postgres.rows}
    for one, other in zip(duck.rows, postgres.rows, strict=True):
        assert all(map(equal, one, other)), (one, other)
