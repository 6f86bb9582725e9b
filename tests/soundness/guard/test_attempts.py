"""The read-only SQL path under attack: nothing leaves and nothing changes, and analysts can work.

Each attempt goes through the door, ``MetricsService.sql``, as a clerk whose policy hides rows, a
column and a dataset; and once more to the engine itself, with the guard's parser switched off. Two
things the engine alone cannot hold by nature, so they are tried through the door only: it knows no
policies (a hidden row is its to show), and memory that DuckDB takes outside of its own accounts
(``repeat``, ``range`` as a value) has no limit there. What it must hold alone: files, environment,
network and its catalog are out of reach, and nothing on disk or in its tables changes.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from boardroom.errors import QueryError
from boardroom.governance.principal import LOCAL_ADMIN
from tests.soundness.guard import collection
from tests.soundness.guard.company import CANARY, Company, Listener, build, listen, places

Both = tuple[Company, Company]
ATTEMPTS = [
    pytest.param(category, text, id=f"{category}-{number}")
    for category in collection.CATEGORIES
    for number, text in enumerate(collection.attempts(category), start=1)
]
WITHOUT_PARSER = [
    text
    for category in collection.CATEGORIES
    if category not in {"bombs", "policies"}
    for text in collection.attempts(category)
]
STREAMING_BOMBS = [text for text in collection.attempts("bombs") if text.startswith("WITH REC")]
LOOSE = re.compile(f"{CANARY}-(file|parquet|environment)")
PAGE = Path(__file__).parents[3] / "docs" / "guide" / "sql.md"


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    found = listen()
    yield found
    found.server.close()


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GUARD_CANARY", f"{CANARY}-environment")
        one = build(tmp_path_factory.mktemp("one"), hidden=3)
        other = build(tmp_path_factory.mktemp("other"), hidden=5)
        yield one, other
        one.engine.close()
        other.engine.close()


@pytest.mark.parametrize(("category", "text"), ATTEMPTS)
def test_an_attempt_tells_nothing(
    companies: Both, listener: Listener, category: str, text: str
) -> None:
    told = []
    for company in companies:
        answer = company.ask(collection.spelled(text, places(company, listener)))
        told.append(answer.replace(str(company.root), ""))
    if category in collection.REFUSED_OUTRIGHT:
        assert told[0].startswith("GuardError")
    if category != "bombs":  # How far a bomb came before it was stopped differs from run to run.
        assert told[0] == told[1]
    assert CANARY not in "".join(told)


def test_after_all_attempts_nothing_has_changed(companies: Both, listener: Listener) -> None:
    company = companies[0]
    before, contents = company.fingerprint(), company.contents()
    here = sorted(path.name for path in Path.cwd().iterdir())
    for category in collection.CATEGORIES:
        for text in collection.attempts(category) if category != "bombs" else ():
            company.ask(collection.spelled(text, places(company, listener)))
    assert company.fingerprint() == before
    assert company.contents() == contents
    assert sorted(path.name for path in Path.cwd().iterdir()) == here
    assert not listener.was_called()


def test_without_the_parser_nothing_leaves_and_nothing_changes(
    companies: Both, listener: Listener
) -> None:
    company = companies[0]
    before, contents = company.fingerprint(), company.contents()
    here = sorted(path.name for path in Path.cwd().iterdir())
    for text in [*WITHOUT_PARSER, *STREAMING_BOMBS]:
        told = company.run_unguarded(collection.spelled(text, places(company, listener)))
        assert not LOOSE.search(told), text
    assert company.fingerprint() == before
    assert company.contents() == contents
    assert sorted(path.name for path in Path.cwd().iterdir()) == here
    assert not listener.was_called()


@pytest.mark.parametrize(
    "table",
    ["information_schema.tables", '"PG_CATALOG".pg_class', "pg_views", "duckdb_columns",
     "sqlite_master", "system.information_schema.columns"],
)  # fmt: skip
def test_without_the_parser_the_catalog_stays_closed(companies: Both, table: str) -> None:
    with pytest.raises(QueryError, match="catalog"):
        companies[0].engine.query(f"SELECT * FROM {table}")


@pytest.mark.parametrize("text", collection.legitimate())
def test_an_analytic_query_passes_with_the_engine_s_own_answer(companies: Both, text: str) -> None:
    company = companies[0]
    answered = company.open.sql(text, principal=LOCAL_ADMIN).rows
    expected = [tuple(map(_plain, row.values())) for row in company.rows(text)]
    assert sorted(repr(tuple(map(_plain, row))) for row in answered) == sorted(map(repr, expected))


def _plain(value: object) -> object:
    """A whole decimal as the whole number that it is."""
    return int(value) if isinstance(value, Decimal) and value == int(value) else value


def test_the_page_on_security_gives_the_counts() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for category in collection.CATEGORIES:
        texts = collection.attempts(category)
        assert len(set(texts)) == len(texts)
        assert f"| {category} | {len(texts)} |" in page
    total = sum(len(collection.attempts(category)) for category in collection.CATEGORIES)
    assert f"{total} attempts" in page
    assert f"{len(collection.legitimate())} analytic queries" in page
