"""Every engine answers the same questions over the same shop alike; DuckDB's answers are the
measure.

They themselves are pinned against independent computations in ``tests/soundness``. A gap is
declared with its reason; a gap that has closed fails the test.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from boardroom.clock import FixedClock
from boardroom.data.metrics import MetricsService, MetricsSetup
from boardroom.data.warehouse.engine import Engine
from boardroom.errors import BoardroomError
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.semantic.context import Calendar
from boardroom.semantic.query import Query
from boardroom.semantic.result import Result
from tests.contract.engines import duckdb_engine, mysql_engine, postgres_engine, spark_engine
from tests.contract.questions import QUESTIONS
from tests.contract.shop import shop_model

CLOCK = FixedClock(instant=datetime(2024, 2, 10, 12, tzinfo=UTC))
BERLIN = Calendar(time_zone="Europe/Berlin", fiscal_year_start=(4, 1))

GAPS: Mapping[str, Mapping[str, str]] = {
    "spark": {"running and growth": "Spark's mean of decimals keeps only four more digits"},
    "mysql": {
        "median": "MySQL has no percentiles",
        "instants cut in Berlin": "MySQL knows named zones only when its zone tables were filled",
        "running and growth": "MySQL's mean of decimals keeps only four more digits",
    },
}


def service(engine: Engine) -> MetricsService:
    return MetricsService(shop_model(), engine, MetricsSetup(clock=CLOCK, calendar=BERLIN))


@pytest.fixture(scope="module")
def measure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Result]]:
    """DuckDB's answers."""
    metrics = service(duckdb_engine(tmp_path_factory.mktemp("contract")))
    queries = list(QUESTIONS.values())
    yield dict(zip(QUESTIONS, metrics.run_many(queries, principal=LOCAL_ADMIN), strict=True))
    metrics.close()


def comparable(result: Result, query: Query) -> list[tuple[object, ...]]:
    """Rows with numbers as rounded floats, sorted unless the query sorts them."""
    rows = [tuple(_plain(value) for value in row) for row in result.rows]
    return rows if query.order else sorted(rows, key=repr)


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return float(f"{float(value):.9g}")
    return value


def check(engine: Engine, name: str, measure: Mapping[str, Result]) -> None:
    """All questions, with all differences told at once."""
    metrics = service(engine)
    queries = list(QUESTIONS.values())
    answers = metrics.run_each(queries, principal=LOCAL_ADMIN)
    problems = []
    for title, query, answer in zip(QUESTIONS, queries, answers, strict=True):
        gap = GAPS.get(name, {}).get(title)
        problem = _difference(measure[title], answer, query)
        if problem and not gap:
            problems.append(f"{title}: {problem}")
        if gap and not problem:
            problems.append(f"{title}: the gap has closed ({gap})")
    metrics.close()
    assert not problems, "\n\n".join(problems)


def _zeros(result: Result) -> list[str]:
    kinds = {"division_by_zero", "left_out"}
    return [item.text for item in result.caveats if item.kind in kinds]


def _difference(expected: Result, answer: Result | BoardroomError, query: Query) -> str:
    if isinstance(answer, BoardroomError):
        return f"{type(answer).__name__}: {answer}"
    if [column.name for column in answer.columns] != [column.name for column in expected.columns]:
        return f"columns {answer.columns}"
    if (zeros := _zeros(answer)) != _zeros(expected):
        return f"divisions by zero: {zeros}"
    left, right = comparable(expected, query), comparable(answer, query)
    if left == right:
        return ""
    rows = [f"{a} <> {b}" for a, b in zip(left, right, strict=False) if a != b]
    return f"{len(left)} and {len(right)} rows; {rows[:3]}\n{answer.sql}"


def test_a_question_divides_by_zero(measure: Mapping[str, Result]) -> None:
    assert _zeros(measure["days without a divisor"])
    assert _zeros(measure["quotients of rows, some of which divide by zero"])


def test_duckdb_answers_all_questions(measure: Mapping[str, Result]) -> None:
    assert len(measure) >= 25
    assert all(result.rows for result in measure.values())


def test_postgres_answers_alike(postgres_database: str, measure: Mapping[str, Result]) -> None:
    check(postgres_engine(postgres_database), "postgres", measure)


def test_mysql_answers_alike(mysql_database: str, measure: Mapping[str, Result]) -> None:
    pytest.importorskip("connectorx")
    check(mysql_engine(mysql_database), "mysql", measure)


@pytest.mark.slow
def test_spark_answers_alike(spark_session: Any, measure: Mapping[str, Result]) -> None:
    check(spark_engine(spark_session), "spark", measure)


def test_an_unused_folder_stays_empty(tmp_path: Path) -> None:
    """The engines write nothing of their own."""
    engine = duckdb_engine(tmp_path)
    before = sorted(path.name for path in tmp_path.iterdir())
    service(engine).run(QUESTIONS["total"], principal=LOCAL_ADMIN)
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    engine.close()
