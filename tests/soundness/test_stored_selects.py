"""A dataset that is a SELECT gives the same answers from its stored rows and computed anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import duckdb
import pyarrow as pa
import pytest

from boardroom.clock import FixedClock
from boardroom.data.metrics import MetricsService, MetricsSetup
from boardroom.data.warehouse.duckdb_engine import ROLLUP_PREFIX, DuckDbEngine
from boardroom.data.warehouse.lake import Lake
from boardroom.data.warehouse.rollup_build import build_rollups
from boardroom.data.warehouse.stored_select import STORED_PREFIX, UNSTEADY, store_selects
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import (
    Dataset,
    DataType,
    EventTime,
    Expression,
    Field,
    Metric,
    SemanticModel,
)
from boardroom.semantic.query import Condition, Query
from boardroom.semantic.rollup_plan import plan_rollups
from boardroom.settings import Settings
from tests.soundness.world import Row, equal

STORED = ROLLUP_PREFIX + STORED_PREFIX + "changes"
SOURCE = (
    "SELECT person, day, SUM(amount) AS amount, COUNT(*) AS rows FROM ("
    "SELECT person, begun AS day, price AS amount FROM terms "
    "UNION ALL SELECT person, ended, -price FROM terms WHERE ended IS NOT NULL) AS x "
    "GROUP BY person, day"
)


def field(name: str, datatype: DataType) -> Field:
    return Field(name=name, expression=Expression(sql=name), datatype=datatype)


def model_over(source: str = SOURCE) -> SemanticModel:
    changes = Dataset(
        name="changes",
        source=source,
        fields=(
            field("person", "String"),
            field("day", "Date"),
            field("amount", "Decimal"),
            field("rows", "Integer"),
        ),
        time=EventTime(field="day"),
    )
    sums = {"change": "SUM(changes.amount)", "most": "MAX(changes.amount)"}
    sums |= {"people": "COUNT(DISTINCT changes.person)", "mean": "AVG(changes.amount)"}
    metrics = tuple(Metric(name=n, expression=Expression(sql=sql)) for n, sql in sums.items())
    return SemanticModel(name="book", datasets=(changes,), metrics=metrics)


def terms(count: int, *, seed: int) -> pa.Table:
    dice = Random(seed)
    begun = [date(2023, 1, 1) + timedelta(days=dice.randrange(500)) for _ in range(count)]
    lengths = [timedelta(days=dice.randrange(200)) for _ in begun]
    ended = [
        day + length if dice.random() < 0.5 else None
        for day, length in zip(begun, lengths, strict=True)
    ]
    return pa.table(
        {
            "person": [f"p{dice.randrange(900)}" if dice.random() < 0.95 else None for _ in begun],
            "begun": pa.array(begun, pa.date32()),
            "ended": pa.array(ended, pa.date32()),
            "price": pa.array(
                [Decimal(dice.randrange(100_000)) / 100 for _ in begun], pa.decimal128(12, 2)
            ),
        }
    )


@dataclass(frozen=True)
class Book:
    lake: Lake
    engine: DuckDbEngine
    model: SemanticModel

    def store(self) -> tuple[str, ...]:
        return store_selects(self.model, self.engine, self.lake, calendar=Calendar())

    def roll_up(self) -> list[str]:
        rollups = plan_rollups(self.model)
        made = build_rollups(self.model, rollups, self.engine, self.lake, calendar=Calendar())
        assert {outcome.state for outcome in made} == {"built"}
        return [outcome.name for outcome in made]

    def service(self) -> MetricsService:
        rollups = plan_rollups(self.model)
        clock = FixedClock(instant=datetime(2024, 9, 1, tzinfo=UTC))
        return MetricsService(self.model, self.engine, MetricsSetup(clock=clock, rollups=rollups))

    def answers(self) -> list[tuple[tuple[object, ...], ...]]:
        return [tuple(r.rows) for r in self.service().run_many(QUERIES, principal=LOCAL_ADMIN)]

    def statements(self) -> str:
        results = self.service().run_many(QUERIES, principal=LOCAL_ADMIN)
        return "\n".join(result.sql for result in results)


ALL = ("change", "most", "people", "mean")
QUERIES = (
    Query(metrics=ALL),
    Query(metrics=ALL, grain="month", time_range="2023-03..2024-06", compare="previous_period"),
    Query(metrics=("change",), grain="quarter"),
    Query(metrics=ALL, group_by=("changes.person",), time_range="2024"),
    Query(metrics=ALL, group_by=("changes.day",), filters=(Condition(sql="changes.rows > 1"),)),
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    lake = Lake(tmp_path / "lake")
    lake.write("terms", terms(400, seed=1))
    engine = DuckDbEngine(lake, Settings(threads=1))
    yield Book(lake, engine, model_over())
    engine.close()


def test_both_ways_answer_alike(book: Book) -> None:
    anew = book.answers()
    assert STORED not in book.statements()
    assert book.store() == ("changes",)
    assert STORED in book.statements()
    assert book.answers() == anew


def alike(found: Sequence[Sequence[Row]], expected: Sequence[Sequence[Row]]) -> bool:
    """Whether the answers are equal, but for the order in which floats were added up."""
    return all(
        all(map(equal, left, right))
        for rows, others in zip(found, expected, strict=True)
        for left, right in zip(rows, others, strict=True)
    )


def test_rollups_over_stored_rows_answer_alike_and_are_used(book: Book) -> None:
    book.lake.write("terms", terms(6000, seed=3))
    anew = book.answers()
    (rollup,) = book.roll_up()
    over_select = book.statements()
    assert ROLLUP_PREFIX + rollup in over_select
    book.store()
    assert ROLLUP_PREFIX + rollup in book.statements()
    assert alike(book.answers(), anew)
    book.lake.write("terms", terms(5000, seed=4))
    anew = book.answers()
    book.store()
    book.roll_up()
    assert ROLLUP_PREFIX + rollup in book.statements()
    assert alike(book.answers(), anew)


def test_rows_of_an_older_table_are_not_used(book: Book) -> None:
    book.store()
    book.lake.write("terms", terms(300, seed=2))
    assert STORED not in book.statements()
    anew = book.answers()
    assert book.store() == ("changes",)
    assert STORED in book.statements()
    assert book.answers() == anew


def test_rows_of_another_select_or_time_zone_are_not_used(book: Book) -> None:
    book.store()
    other = replace(book, model=model_over(SOURCE.replace("-price", "-2 * price")))
    assert STORED not in other.statements()
    berlin = MetricsSetup(
        clock=FixedClock(instant=datetime(2024, 9, 1, tzinfo=UTC)),
        calendar=Calendar(time_zone="Europe/Berlin"),
    )
    service = MetricsService(book.model, book.engine, berlin)
    assert STORED not in service.run(QUERIES[0], principal=LOCAL_ADMIN).sql


def test_nothing_is_written_while_the_tables_stay_as_they_are(book: Book) -> None:
    assert book.store() == ("changes",)
    assert book.store() == ()


def test_a_dataset_that_is_no_select_any_more_leaves_nothing_behind(book: Book) -> None:
    book.store()
    plain = replace(book, model=SemanticModel(name="book", datasets=()))
    plain.store()
    assert STORED.removeprefix(ROLLUP_PREFIX) not in Lake(book.lake.root.parent / "rollups").names()


@pytest.mark.parametrize(
    "source",
    [
        SOURCE.replace("COUNT(*)", "CAST(CURRENT_DATE - day AS BIGINT)").replace('day"', "day"),
        SOURCE.replace("COUNT(*)", "CAST(RANDOM() * 5 AS BIGINT)"),
        SOURCE.replace("COUNT(*)", "SUM(1)"),
        "SELECT t.person, t.begun AS day, t.price AS amount, 1 AS rows FROM terms AS t, "
        "(SELECT 1 FROM terms LIMIT 9) AS again",
        SOURCE + " HAVING FALSE",
    ],
    ids=["today", "random", "a type that is stored as another", "many more rows", "no rows"],
)
def test_what_would_not_stay_the_same_is_computed_by_each_query(book: Book, source: str) -> None:
    odd = replace(book, model=model_over(source))
    assert odd.store() == ()


def test_every_word_that_makes_a_select_depend_on_more_than_its_tables_is_known() -> None:
    names = duckdb.sql(
        "SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability IN "
        "('VOLATILE', 'CONSISTENT_WITHIN_QUERY') AND function_name <> 'error'"
    ).fetchall()
    assert {name for (name,) in names} <= UNSTEADY
    macros = duckdb.sql(
        "SELECT function_name, macro_definition FROM duckdb_functions() WHERE macro_definition "
        "SIMILAR TO '.*(now|current_timestamp|current_date|random)\\(.*'"
    ).fetchall()
    assert {name for name, _ in macros} <= UNSTEADY
