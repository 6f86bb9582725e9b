"""The fixtures for things outside the package work: each is used once, end to end."""

import urllib.parse
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi as postgres
import connectorx


def test_the_private_postgres_server_answers(postgres_url: str, postgres_database: str) -> None:
    assert urllib.parse.urlsplit(postgres_url).hostname == "127.0.0.1"
    with postgres.connect(postgres_database) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_user_tables")
        assert cursor.fetch_arrow_table().to_pylist() == [{"count": 0}]


def test_the_private_mariadb_server_answers(mysql_database: str) -> None:
    answer = connectorx.read_sql(mysql_database, "SELECT 'Grüße' AS word", return_type="arrow")
    assert answer.to_pylist() == [{"word": "Grüße"}]


def test_spark_answers_in_arrow(spark_session: Any) -> None:
    assert spark_session.sql("SELECT 1 AS one").toArrow().to_pylist() == [{"one": 1}]


def test_the_browser_shows_a_page(browser_page: Any, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<title>Hello</title>")
    browser_page.goto(page.as_uri())
    assert browser_page.title() == "Hello"


def test_the_evaluation_data_explains_itself(eval_data: Path) -> None:
    assert (eval_data / "README.md").is_file()
